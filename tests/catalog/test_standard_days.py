# SPDX-License-Identifier: Apache-2.0
"""On one day there is one standard of a violation, whatever has been retired meanwhile; what ends later may end earlier."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from catalog.test_standards import LINES, VIOLATION, drafted, in_force
from days import days_on, today
from mingcha.catalog.actions.standards import (
    begin_standard,
    retire_standard,
    review_standard,
    save_standard,
    submit_standard,
)
from mingcha.catalog.models import Standard, Tier
from mingcha.ledger import Invalid
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db


def retired(cast: Cast, standard: Standard, last_day: date) -> Standard:
    return retire_standard(standard, last_day, "条例修订", by=cast.post("reviewer"))


def refusal(standard: Standard, by: Any) -> Invalid:
    with pytest.raises(Invalid) as refused:
        submit_standard(standard, by=by)
    return refused.value


def test_a_version_that_began_and_was_retired_today_is_not_followed_by_one_of_today(cast: Cast) -> None:
    retired(cast, in_force(cast, since=today()), today())
    refused = refusal(drafted(cast, since=today()), cast.post("filler"))
    assert refused.code == "standard_overlap"
    assert f"它自 {today()} 至 {today()} 有效" in refused.message
    standard = Standard.objects.get(number=2)
    head = {"basis": "", "valid_from": days_on(1), "valid_to": None}
    save_standard(standard, standard.version, head, LINES, by=cast.post("filler"))
    assert submit_standard(standard, by=cast.post("filler")).status == Standard.Status.REVIEW


def test_a_retired_version_whose_days_lie_ahead_still_holds_them(cast: Cast) -> None:
    retired(cast, in_force(cast, since=days_on(10)), days_on(60))
    refused = refusal(drafted(cast, since=days_on(5)), cast.post("filler"))
    assert f"第 1 版重叠：它自 {days_on(10)} 至 {days_on(60)} 有效" in refused.message


def test_what_another_organ_has_retired_holds_to_its_last_day(cast: Cast) -> None:
    retired(cast, in_force(cast), days_on(60))
    by = cast.outsider("filler")
    away = begin_standard(cast.foreign_organ("enforcement"), VIOLATION, by=by)
    away = save_standard(away, away.version, {"basis": "", "valid_from": today(), "valid_to": None}, LINES, by=by)
    assert "甲一县市场监督管理局第 1 版重叠" in refusal(away, by).message
    head = {"basis": "", "valid_from": days_on(61), "valid_to": None}
    assert submit_standard(save_standard(away, away.version, head, LINES, by=by), by=by)
    assert set(Tier.objects.values_list("valid_to", flat=True)) == {days_on(60)}


def test_the_organs_own_next_version_ends_what_is_retired_and_runs_on(cast: Cast) -> None:
    first = retired(cast, in_force(cast), days_on(60))
    in_force(cast, since=days_on(30))
    assert set(first.tiers.values_list("valid_to", flat=True)) == {days_on(29)}
    first.refresh_from_db()
    assert first.valid_to == days_on(29), "the version says what its tiers say"


def test_a_standard_ends_no_later_than_it_says(cast: Cast) -> None:
    standard = submit_standard(drafted(cast, valid_to=days_on(30)), by=cast.post("filler"))
    review_standard(standard, passed=True, reason="", by=cast.post("reviewer"))
    with pytest.raises(Invalid) as refused:
        retired(cast, standard, days_on(31))
    assert refused.value.faults[0].field == "last_day"
    assert retired(cast, standard, days_on(29)).valid_to == days_on(29)
