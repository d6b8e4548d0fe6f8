# SPDX-License-Identifier: Apache-2.0
"""An independent reference of all eight monitors, written from docs/engine.md in the most obvious way.

It judges what the monitors judge and shares no code and no table with them: it walks days one by one, where they
subtract running counts, and loops over rows, where they join. What both find alike is what the page says.
``oracle_time`` holds time_limit; ``oracle_conduct`` qualification, rollback, evidence and separation;
``oracle_decisions`` basis, discretion and execution.
"""

from __future__ import annotations

from oracle_conduct import evidence, qualification, rollback, separation
from oracle_decisions import basis, discretion, execution
from oracle_log import Finding, Findings, Log, World
from oracle_time import pause_unlawful, time_limit

MONITORS = {
    "time_limit": time_limit,
    "qualification": qualification,
    "rollback": rollback,
    "evidence": evidence,
    "basis": basis,
    "discretion": discretion,
    "execution": execution,
    "separation": separation,
}


def judge(world: World) -> list[Finding]:
    """Return every finding in the world, in order (NULL first), each a tuple in the order of ``schema.FINDING``."""
    return sorted(find(Log(world)), key=lambda finding: [(value is not None, value) for value in finding])


def find(log: Log) -> Findings:
    for case in log.world["cases"]:
        for point in log.points_of(case):
            yield from MONITORS[point["kind"]](log, point, case)
        yield from pause_unlawful(log, case)
