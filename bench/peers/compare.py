# SPDX-License-Identifier: Apache-2.0
"""Whether two results are the same, in words for the table. A difference counts as explained only if a query of its own derives it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import duckdb
from peers.logs import Log


def cases(_log: Log, ours: Sequence[str], theirs: Sequence[str]) -> str:
    """The same cases, by name."""
    more, fewer = set(ours) - set(theirs), set(theirs) - set(ours)
    return f"DIFFERENT: {len(more)} more, {len(fewer)} fewer" if more | fewer else f"equal: {len(set(ours)):,} cases"


def four_eyes(log: Log, ours: Sequence[str], theirs: Sequence[str]) -> str:
    """The same cases; or more by exactly those in which nobody who did the first act did the *last* run of the second."""
    more = set(ours) - set(theirs)
    if not more or not set(theirs) <= set(ours) or more != _not_by_the_last(log):
        return cases(log, ours, theirs)
    return f"{len(ours):,} cases, theirs {len(theirs):,}: explained, all {len(more):,} share a person but not with the last run (e.g. {min(more)})"


def _not_by_the_last(log: Log) -> set[str]:
    """Cases in which somebody did both acts, but nobody both the first and the last run of the second; from the CSV itself."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            """WITH event AS (
                 SELECT "case:concept:name" AS name, "concept:name" AS act, "org:resource" AS person, "time:timestamp"::TIMESTAMPTZ AS done
                 FROM read_csv(?, all_varchar = true, header = true)
                 WHERE "org:resource" <> ''),
               shared AS (SELECT name, person FROM event WHERE act = ? INTERSECT SELECT name, person FROM event WHERE act = ?),
               last AS (SELECT name, arg_max(person, done) AS person FROM event WHERE act = ? GROUP BY name)
               SELECT name FROM shared JOIN last USING (name) GROUP BY name HAVING NOT bool_or(shared.person = last.person)""",
            [str(log.csv), log.first, log.second, log.second],
        ).fetchall()
    return {name for (name,) in rows}


def cells(ours: bytes, theirs: bytes, events: int) -> str:
    """The same cells; or the same but for whole numbers of one, which a reader of the peer takes for the flag "true"."""
    if ours == theirs:
        return f"equal: every cell of {events:,} events"
    if ours.replace(b"number 1.0", b"flag True") == theirs:
        ones = ours.count(b"number 1.0")
        return (
            f"{events:,} events: explained, the peer reads {ones:,} whole numbers of 1 as true; all other cells equal"
        )
    return f"DIFFERENT: cells of {events:,} events"


def deviations(log: Log, ours: Sequence[Sequence[Any]], theirs: Sequence[Sequence[Any]]) -> str:
    """The same pairs of acts in the same cases as often, as far apart, as far from the mean; our times are whole seconds."""
    left, right = sorted(ours), sorted(theirs)
    if [row[:3] for row in left] != [row[:3] for row in right]:
        return cases(log, [str(row[:3]) for row in left], [str(row[:3]) for row in right])
    time = max((abs(a[3] - b[3]) for a, b in zip(left, right, strict=True)), default=0)
    zeta = max((abs(a[4] - b[4]) / b[4] for a, b in zip(left, right, strict=True)), default=0)
    verdict = "equal" if time < 1 and zeta < 1e-5 else "DIFFERENT"
    return f"{verdict}: {len({row[0] for row in left}):,} cases, {len(left):,} pairs; times within {time:.2g} s"
