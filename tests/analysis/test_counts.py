# SPDX-License-Identifier: Apache-2.0
"""The counts are those of one pass over all alarms, whatever happened to them; the ledger tells the same of a year (S1-02)."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from mingcha.analysis.actions import counting
from mingcha.analysis.figures import FACETS, figures
from mingcha.analysis.ledgered import of_ledger
from mingcha.analysis.models import Count
from mingcha.analysis.places import place_of
from mingcha.analysis.span import Span, preset
from mingcha.cases.models import Alarm, AlarmDay
from mingcha.cases.models.alarms import STANDING
from mingcha.engine.clock import CHINA
from shaking import city, count, province, revocable, revoke, shake

pytestmark = pytest.mark.django_db


def whole() -> Counter[tuple[Any, ...]]:
    """One pass over all alarms: every place, grain, facet, day, key, level, secrecy."""
    found: Counter[tuple[Any, ...]] = Counter()
    for alarm in Alarm.objects.all():
        day = alarm.occurred_at.astimezone(CHINA).date()
        standing, revoked = alarm.status in STANDING, alarm.status == "revoked"
        for place, part in ((alarm.province, alarm.city), (alarm.city, alarm.county)):
            keys = {"kind": alarm.kind, "item": alarm.item, "act": alarm.act, "region": part}
            for facet, key in keys.items():
                for grain, on in (("d", day), ("m", day.replace(day=1))):
                    at = (place, grain, facet, on, key, alarm.level, alarm.secrecy)
                    for name, n in (("n", 1), ("standing", int(standing)), ("revoked", int(revoked))):
                        found[(*at, name)] += n
    return +found


def kept() -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for row in Count.objects.all():
        at = (row.place, row.grain, row.facet, row.day, row.key, row.level, row.secrecy)
        for name in ("n", "standing", "revoked"):
            found[(*at, name)] += getattr(row, name)
    return +found


@pytest.mark.parametrize("seed", range(3))
def test_whatever_happens_the_counts_are_those_of_one_pass(imported: Any, seed: int) -> None:
    rng = Random(seed)
    count()
    assert kept() == whole()
    for _ in range(6):
        shake(imported, rng)
        if rng.random() < 0.7:
            count()
            assert kept() == whole()
    count()
    assert kept() == whole()
    assert not AlarmDay.objects.exists()


def test_to_count_again_writes_nothing(imported: Any, django_assert_max_num_queries: Any) -> None:
    count()
    before = set(Count.objects.values_list("pk", flat=True))
    alarm = Alarm.objects.order_by("pk")[0]
    AlarmDay.objects.create(day=alarm.occurred_at.astimezone(CHINA).date())
    count()
    assert set(Count.objects.values_list("pk", flat=True)) == before
    with django_assert_max_num_queries(2):  # one look at the noted days of each kind of counts
        assert counting.count_days() == 0


def test_an_act_names_the_day_that_it_changed_and_no_other(imported: Any) -> None:
    count()
    revoke(imported, list(revocable().values_list("pk", flat=True)[:2]))
    days = {alarm.occurred_at.astimezone(CHINA).date() for alarm in Alarm.objects.filter(status="revoked")}
    assert days
    assert set(AlarmDay.objects.values_list("day", flat=True)) == days


@pytest.mark.parametrize("days", [12, 50, 400])
def test_kept_counts_and_rows_tell_the_same_figures(imported: Any, days: int) -> None:
    count()
    middle = Alarm.objects.order_by("occurred_at")[Alarm.objects.count() // 2].occurred_at.date()
    span = Span(middle - timedelta(days=days), middle + timedelta(days=days))
    county = place_of(imported.post("overseer"))
    assert county is not None
    assert county.code == ""
    rows = figures(county, span, date(2026, 11, 20))
    for post in (city(imported), province(imported)):
        place = place_of(post)
        assert place is not None
        assert place.code
        made = figures(place, span, date(2026, 11, 20))
        for facet in FACETS[:3]:
            assert +made.by[facet] == +rows.by[facet]
        assert rows.levels().total() > 0
        for name in ("days", "standing", "revoked"):
            assert +getattr(made, name) == +getattr(rows, name)


def test_what_is_above_the_ceiling_is_in_no_count_and_in_no_row(imported: Any) -> None:
    secret = list(Alarm.objects.order_by("pk").values_list("pk", flat=True))[::3]
    Alarm.objects.filter(pk__in=secret).update(secrecy=2)
    count()
    span, total = Span(date(2020, 1, 1), date(2026, 12, 31)), Alarm.objects.count()
    for post in (imported.post("monitor"), city(imported), province(imported)):
        for post.ceiling, n in ((0, total - len(secret)), (1, total - len(secret)), (2, total)):
            place = place_of(post)
            assert place is not None
            found = figures(place, span, date(2026, 11, 20))
            assert found.levels().total() == found.days.total() == n


def test_a_post_that_reaches_less_than_an_organ_gets_no_figures(imported: Any) -> None:
    place = place_of(imported.post("handler"))
    assert place is not None
    assert figures(place, Span(date(2020, 1, 1), date(2026, 12, 31)), date(2026, 11, 20)).levels().total() == 0


def test_the_year_of_the_ledger_is_the_year_of_the_dashboard(imported: Any) -> None:
    rng = Random(5)
    for _ in range(8):
        shake(imported, rng)
    count()
    place = place_of(province(imported))
    assert place is not None
    for year in (2025, 2026):
        board = figures(place, Span(date(year, 1, 1), date(year, 12, 31)), date(2026, 11, 20))
        told = of_ledger(year)
        assert told.unknown == 0
        assert told.raised == {(kind, level): n for (kind, level), n in board.by["kind"].items() if n}
        assert told.revoked == +board.revoked
        assert board.levels().total() > 0 or year == 2025


def test_last_year_of_a_leap_day_is_the_day_before(db: None) -> None:
    assert Span(date(2024, 2, 29), date(2024, 2, 29)).last == Span(date(2023, 2, 28), date(2023, 2, 28))
    assert preset("quarter", date(2026, 11, 23)).since == date(2026, 10, 1)
