# SPDX-License-Identifier: Apache-2.0
"""Random acts of random people on a running case: no illegal transition, nothing doubled, every to-do counted.

``script/prove cases`` does many more runs.
"""

from __future__ import annotations

from typing import Any

import pytest

from case_machine import run, world_of

RUNS, STEPS = 125, 25


@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.req("S1-30", "S1-31", "S1-33", "S1-42")
@pytest.mark.parametrize("start", range(4))
def test_a_running_case_keeps_to_its_procedure_whatever_people_try(cast: Any, start: int) -> None:
    """500 runs in all, so that the workers of the suite share them; a seed that failed fails again."""
    run(world_of(cast), RUNS, STEPS, start)
