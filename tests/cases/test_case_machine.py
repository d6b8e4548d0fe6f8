# SPDX-License-Identifier: Apache-2.0
"""Random acts of random people on a running case: no illegal transition, nothing doubled, every to-do counted.

``script/prove cases`` does many more runs.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from case_machine import machine_of, world_of

RUNS, STEPS = 15, 25


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.req("S1-30", "S1-31", "S1-33", "S1-42")
def test_a_running_case_keeps_to_its_procedure_whatever_people_try(cast: Any) -> None:
    told = settings(
        max_examples=RUNS, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck)
    )
    run_state_machine_as_test(machine_of(world_of(cast)), settings=told)
