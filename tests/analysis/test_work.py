# SPDX-License-Identifier: Apache-2.0
"""Cases that came in and were closed, in time and by two entitled people, and how long decisions took: kept counts, rows and
lists tell the same (S1-02, picture 05)."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest

from mingcha.analysis.models import CaseCount
from mingcha.analysis.page import Dashboard
from mingcha.analysis.places import place_of
from mingcha.analysis.span import Span
from mingcha.analysis.work import SUMS, Work, work
from mingcha.cases.lists import CASES
from mingcha.cases.models import Alarm, Case, CaseDay, Penalty
from mingcha.engine.clock import CHINA
from mingcha.oversight.actions.answering import Answer, answer_order
from mingcha.oversight.actions.ending import cancel_order
from mingcha.oversight.actions.issuing import Demand, issue_orders
from mingcha.oversight.models import Order
from order_acts import second
from shaking import NOW, city, count, province, revocable, revoke, shake

pytestmark = pytest.mark.django_db
WHOLE = Span(date(2024, 6, 1), date(2026, 12, 31))


def on(moment: datetime) -> date:
    return moment.astimezone(CHINA).date()


def against(case: Case, kind: str) -> bool:
    """Whether an alarm of a kind counts against a case: it stands, or was ended by oversight otherwise than as false."""
    told = case.alarms.filter(kind=kind, status__in=("open", "acknowledged", "revoked"))
    false = {row.pk for row in told if row.orders.filter(order__outcome="false", order__status="cancelled").exists()}
    levels = ("red",) if kind == "time_limit" else ("red", "yellow")
    return any(row.level in levels and row.pk not in false for row in told)


def took(case: Case) -> int | None:
    rows = Penalty.objects.filter(case=case).select_related("decision")
    decided = [row.decision.decided_at for row in rows if row.decision.decided_at]
    return (on(min(decided)) - on(case.accepted_at or case.came_at)).days if decided else None


def whole() -> Counter[tuple[Any, ...]]:
    """One pass over all cases, in Python."""
    found: Counter[tuple[Any, ...]] = Counter()
    for case in Case.objects.all():
        for place, part in ((case.province, case.city), (case.city, case.county)):
            told = [("region", part, on(case.came_at), "came")]
            if case.closed_at:
                day = on(case.closed_at)
                told.append(("region", part, day, "closed"))
                told += [("region", part, day, "late")] if against(case, "time_limit") else []
                told += [("region", part, day, "unfit")] if against(case, "qualification") else []
                days = took(case)
                told += [] if days is None else [("took", str(days), day, "closed")]
            for facet, key, day, name in told:
                for grain, at in (("d", day), ("m", day.replace(day=1))):
                    found[place, grain, facet, at, key, case.secrecy, name] += 1
    return found


def kept() -> Counter[tuple[Any, ...]]:
    found: Counter[tuple[Any, ...]] = Counter()
    for row in CaseCount.objects.all():
        for name in SUMS:
            found[row.place, row.grain, row.facet, row.day, row.key, row.secrecy, name] += getattr(row, name)
    return +found


def fault(case: Case, kind: str, level: str = "red") -> Alarm:
    """An alarm of another kind than the log has."""
    alarm = Alarm.objects.order_by("pk").first()
    assert alarm is not None
    alarm.pk, alarm.case, alarm.kind, alarm.level, alarm.status = None, case, kind, level, "open"
    alarm.object_kind, alarm.object_id, alarm.item = "case", case.pk, case.item_code
    alarm._state.adding = True
    alarm.save()
    return alarm


def closed_ones() -> list[Case]:
    return list(Case.objects.filter(closed_at__isnull=False).order_by("pk"))


def board_of(post: Any) -> Dashboard:
    place = place_of(post)
    assert place is not None
    return Dashboard(place, WHOLE, "", NOW)


def work_of(post: Any, span: Span = WHOLE) -> Work:
    place = place_of(post)
    assert place is not None
    return work(place, span, NOW.date())


@pytest.mark.parametrize("seed", range(2))
def test_whatever_happens_the_counts_are_those_of_one_pass(imported: Any, seed: int) -> None:
    rng = Random(seed)
    for n, kind in enumerate(("qualification", "time_limit", "time_limit", "qualification")):
        fault(closed_ones()[n], kind)
    fault(closed_ones()[5], "qualification", level="prompt")
    count()
    assert kept() == whole()
    for _ in range(6):
        shake(imported, rng)
        count()
        assert kept() == whole()
    assert not CaseDay.objects.exists()


@pytest.mark.parametrize("days", [12, 50, 400])
def test_kept_counts_and_rows_tell_the_same(imported: Any, days: int) -> None:
    for n in range(3):
        fault(closed_ones()[n], "qualification")
    count()
    middle = on(closed_ones()[16].closed_at)  # type: ignore[arg-type]
    span = Span(middle - timedelta(days=days), middle + timedelta(days=days))
    rows = work_of(imported.post("overseer"), span)
    assert rows.closed > 0
    for post in (city(imported), province(imported)):
        place = place_of(post)
        assert place is not None
        assert place.code
        made = work(place, span, NOW.date())
        assert {name: getattr(made, name) for name in SUMS} == {name: getattr(rows, name) for name in SUMS}
        assert made.took == rows.took
        assert made.median == rows.median
        assert made.by.total() == made.came


def test_a_case_is_late_until_oversight_says_that_it_was_not(imported: Any) -> None:
    """An alarm that was answered and revoked still says that the case was late; one that was false says nothing of it."""
    cases = [case for case in closed_ones() if not against(case, "time_limit")]
    before = work_of(imported.post("overseer")).late
    alarms = [fault(case, "time_limit") for case in cases[:2]]
    fault(cases[2], "time_limit", level="yellow")
    Alarm.objects.filter(pk=fault(cases[3], "time_limit").pk).update(status="cured")
    both = imported.post("overseer"), second(imported)
    for alarm, outcome in zip(alarms, ("settled", "false"), strict=True):
        [order] = issue_orders([alarm.pk], Demand("请查明", 3), now=NOW, by=imported.post("overseer"))
        causes = {alarm.pk: ("neglect", "已说明")}
        answer_order(order, Answer("已整改", causes=causes), order.version, now=NOW, by=imported.post("monitor"))
        assert work_of(imported.post("overseer")).late == before + 2
        for by in both[: 2 if outcome == "false" else 1]:
            fresh = Order.objects.get(pk=order.pk)
            cancel_order(fresh, outcome, "同意", fresh.version, by=by)
    ended = Alarm.objects.filter(pk__in=[alarm.pk for alarm in alarms]).order_by("pk")
    assert list(ended.values_list("status", "withdrawn")) == [("revoked", False), ("revoked", True)]
    assert work_of(imported.post("overseer")).late == before + 1
    count()
    assert kept() == whole()


def test_each_tile_opens_the_cases_that_it_counts(imported: Any) -> None:
    for n in range(3):
        fault(closed_ones()[n], "qualification")
    for post in (imported.post("overseer"), imported.post("monitor"), province(imported)):
        count()
        board = board_of(post)
        now = board.works[0]
        told = {tile["label"]: tile for tile in board.tiles}
        for label, n in (
            ("收到办件", now.came),
            ("按期办结率", now.late),
            ("双人持证执法", now.unfit),
            ("处罚决定中位时长", now.took.total()),
        ):
            found = CASES.found(post, told[label]["url"].partition("?")[2])
            assert found is not None, label
            assert found.count() == n > 0, label
        assert told["双人持证执法"]["value"] == f"{round((now.closed - 3) / now.closed * 100, 1)}%"
        assert told["按期办结率"]["change"] == f"基数 {now.closed}"
        assert told["处罚决定中位时长"]["value"] == f"{now.median} 日"


def test_the_list_of_cases_refuses_what_no_figure_says(imported: Any) -> None:
    post = imported.post("overseer")
    assert CASES.found(post, "said=other") is None
    assert CASES.found(post, "closed_since=2026-13-01") is None
    assert CASES.found(post, "closed_since=0001-01-01&closed_until=9999-12-31").count() == len(closed_ones())  # type: ignore[union-attr]


def test_a_change_of_an_alarm_names_the_day_on_which_its_case_was_closed(imported: Any) -> None:
    count()
    assert not CaseDay.objects.exists()
    revoke(imported, list(revocable().filter(case__closed_at__isnull=False).values_list("pk", flat=True)[:2]))
    gone = Alarm.objects.filter(status="revoked")
    days = {on(closed) for closed in gone.values_list("case__closed_at", flat=True)}  # type: ignore[arg-type]
    assert days
    assert set(CaseDay.objects.values_list("day", flat=True)) == days


def test_secret_cases_are_in_no_figure_of_who_may_not_read_them(imported: Any) -> None:
    secret = list(Case.objects.order_by("pk").values_list("pk", flat=True))[::3]
    Case.objects.filter(pk__in=secret).update(secrecy=2)
    count()
    for post in (imported.post("monitor"), city(imported), province(imported)):
        for post.ceiling, n in ((0, 40 - len(secret)), (1, 40 - len(secret)), (2, 40)):
            assert work_of(post).came == n


def test_the_median_is_a_value_that_occurred(db: None) -> None:
    assert Work().median is None
    assert Work(took=Counter({3: 1})).median == 3
    assert Work(took=Counter({3: 1, 9: 1})).median == 3
    assert Work(took=Counter({3: 1, 9: 2, 40: 1})).median == 9
    assert Work(took=Counter({40: 3, 3: 1})).median == 40
