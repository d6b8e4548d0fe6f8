# SPDX-License-Identifier: Apache-2.0
"""Two people at once on one case: one wins and the other is told, and nothing that either wrote is lost (S1-30, corpus W08).

``script/prove cases`` does many more races.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from case_races import document, race_of_a_move, race_of_branches, race_of_movers, race_on_a_step, street_of
from live_cases import in_force

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.req("S1-30")]

RACES = 5


def test_of_two_on_one_step_one_wins_and_the_other_is_told(cast: Any) -> None:
    street = street_of(cast)
    for _ in range(RACES):
        race_on_a_step(street)


def test_two_branches_done_at_once_keep_both_answers_and_join_once(cast: Any) -> None:
    street = street_of(cast)
    for _ in range(RACES):
        race_of_branches(street)


def test_a_case_is_moved_to_another_version_or_goes_on_but_never_half(cast: Any) -> None:
    street, later = street_of(cast), document()
    later["catalog"] |= {"version": "2", "valid_from": date(2026, 6, 1)}
    newer = in_force(cast, later)
    for _ in range(RACES):
        race_of_a_move(street, newer, cast.post("overseer"))
    race_of_movers(street, cast.post("overseer"))
