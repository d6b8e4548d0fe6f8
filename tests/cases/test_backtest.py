# SPDX-License-Identifier: Apache-2.0
"""A draft's points are run over known cases before anybody approves them: what they would find, and nothing is raised (feature 36)."""

from __future__ import annotations

import copy
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ

from case_logs import NOW
from mingcha.cases import jobs
from mingcha.cases.actions.backtests import begin_backtest, keep_slice
from mingcha.cases.models import Alarm, BackTest, Case
from mingcha.cases.replay import Outcome
from mingcha.catalog.actions import open_draft, save_section
from mingcha.catalog.models import Draft, PowerItem
from mingcha.ledger import Conflict, Invalid, NotAllowed, System
from mingcha.ledger.models import Entry
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
BY = System("test")
SINCE = date(2020, 1, 1)


@pytest.fixture
def draft(imported: Cast) -> Draft:
    """The next version of the item of the imported cases, as yet the same as the live one."""
    return open_draft(PowerItem.objects.get(code="行政处罚"), by=BY)


def points(draft: Draft, change: Any) -> None:
    """Change the draft's points."""
    given = copy.deepcopy(draft.document["point"])
    save_section(draft, "point", change(given), draft.version, by=BY)
    draft.refresh_from_db()


def ran(draft: Draft, by: Any = BY, **more: Any) -> BackTest:
    test = begin_backtest(draft, more.pop("since", SINCE), now=NOW, by=by, **more)
    for _ in range(100):
        test.refresh_from_db()
        if not test.is_busy:
            return test
        jobs.run(test.pk, *test.left[-1:])
    raise AssertionError("it never ends")


def by_mark(test: BackTest, mark: str) -> int:
    return sum(n for _kind, _level, its, n in test.counts if its == mark)


def key(row: Any) -> tuple[Any, ...]:
    return (
        row.case_id,
        row.object_kind,
        row.object_id,
        row.code,
        row.level,
        row.subject,
        row.mode,
        row.value,
        row.bound,
    )


def test_unchanged_points_find_what_the_live_ones_have_raised(draft: Draft) -> None:
    before = Alarm.objects.count()
    test = ran(draft)
    assert (test.status, test.total, test.done, test.fault) == ("done", 40, 40, "")
    assert (by_mark(test, "new"), by_mark(test, "gone")) == (0, 0)
    assert sorted(map(key, test.rows.all()), key=repr) == sorted(map(key, Alarm.objects.all()), key=repr)
    assert test.alarmed == test.alarmed_live == Alarm.objects.values("case").distinct().count()
    assert Alarm.objects.count() == before == by_mark(test, "same")


@pytest.mark.req("S1-25")
def test_a_stricter_draft_tells_what_is_new_and_raises_nothing(draft: Draft) -> None:
    def stricter(given: list[Any]) -> list[Any]:
        limit = next(point for point in given if point["kind"] == "time_limit" and point.get("limit"))
        limit["limit"] = 1
        return [point for point in given if point["kind"] != "rollback"]

    before = list(Alarm.objects.order_by("pk").values_list())
    points(draft, stricter)
    test = ran(draft)
    assert {kind for kind, _level, mark, _n in test.counts if mark == "new"} == {"time_limit"}
    assert ("rollback", "yellow", "gone") in {tuple(key) for *key, _n in test.counts}
    assert set(test.rows.values_list("mark", flat=True)) == {"new", "gone", "same"}
    assert list(Alarm.objects.order_by("pk").values_list()) == before


def test_points_that_cannot_judge_are_refused_with_their_place(draft: Draft) -> None:
    points(draft, lambda given: [{**given[0], "limit": -1}, {"key": "x", "kind": "rollback", "at": ["没有的环节"]}])
    with pytest.raises(Invalid) as refused:
        begin_backtest(draft, SINCE, by=BY)
    told = "\n".join(fault.message for fault in refused.value.faults)
    assert "point[1]" in told
    assert not BackTest.objects.exists()


def test_it_judges_the_cases_of_the_item_in_the_organ_and_below_since_the_day(imported: Cast, draft: Draft) -> None:
    foreign = Case.objects.order_by("pk")[0]
    foreign.belong_to(imported.foreign_organ("enforcement"))
    foreign.save()
    below = Case.objects.order_by("pk")[1]
    below.belong_to(imported.organ("unit"))
    below.save()
    assert ran(draft).total == 39
    day = Case.objects.order_by("came_at")[20].came_at
    wanted = jobs.chosen(BackTest(draft=draft, organ=draft.organ, since=timezone.localdate(day)))
    assert wanted.count() == ran(draft, since=timezone.localdate(day)).total < 30


def test_an_imported_log_stands_in_for_a_new_item(imported: Cast, draft: Draft) -> None:
    new = copy.deepcopy(draft)
    new.pk, new.item, new.based_on, new.code = None, None, None, "XK-NEW"
    new.save(force_insert=True)
    assert ran(new).total == 0
    test = ran(new, batch=1)
    assert (test.total, test.live, test.since) == (40, None, None)
    assert test.alarmed > 0 == test.alarmed_live


def test_many_slices_are_kept_once_each_whatever_runs_twice(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = ran(draft)
    monkeypatch.setattr(jobs, "SLICE", 7)
    test = begin_backtest(draft, SINCE, now=NOW, by=BY)
    for number in (0, 3, 3, 1):
        jobs.run(test.pk, number)
    stale = BackTest.objects.get(pk=test.pk)
    assert (stale.left, stale.done, len(stale.bounds)) == ([2, 4, 5], 21, 6)
    jobs.run(test.pk, 2)
    assert not keep_slice(stale, 2, 7, Outcome([("basis", "red", "new", 9)], 9, 9, []), by=BY)
    for number in (0, 4, 5, 5):
        jobs.run(test.pk, number)
    test.refresh_from_db()
    assert (test.status, test.done) == ("done", 40)
    assert (test.counts, test.alarmed) == (whole.counts, whole.alarmed)
    assert Entry.objects.filter(act="finish_backtest", object_id=test.pk).count() == 1
    asked = sorted(task["args"] for task in (one.task for one in OrmQ.objects.all()) if task["args"][0] == test.pk)
    assert asked == [(test.pk,), *((test.pk, number) for number in range(1, 6))]


def test_one_of_a_draft_runs_at_a_time_and_only_within_reach(imported: Cast, draft: Draft) -> None:
    begin_backtest(draft, SINCE, by=imported.post("reviewer"))
    with pytest.raises(Conflict):
        begin_backtest(draft, SINCE, by=BY)
    with pytest.raises(NotAllowed):
        begin_backtest(draft, SINCE, by=imported.outsider("reviewer"))


def test_a_year_that_no_calendar_has_ends_it_with_its_name(draft: Draft) -> None:
    Case.objects.order_by("pk")[0].steps.update(started_at=4_102_444_800 * 2, ended_at=None)
    test = ran(draft)
    assert test.status == "failed"
    assert "年" in test.fault


def test_the_draft_shows_its_latest_and_says_when_it_is_out_of_date(imported: Cast, draft: Draft) -> None:
    client = imported.client(imported.post("reviewer"))
    overview = draft.get_absolute_url()
    assert "还没有回测" in client.get(overview).content.decode()
    answer = client.post(reverse("cases:backtest-new", args=(draft.pk,)), {"since": "2020-01-01", "batch": ""})
    test = BackTest.objects.get()
    assert answer.url == test.get_absolute_url()
    assert client.get(reverse("cases:backtest-progress", args=(test.pk,))).content == b"1"
    assert "排队中" in client.get(answer.url).content.decode()
    jobs.run(test.pk)
    page = client.get(answer.url).content.decode()
    first = test.rows.select_related("case")[0].case
    assert reverse("cases:case-detail", args=(first.pk,)) in page
    assert "不再报警" in page
    assert "已过时" not in client.get(overview).content.decode()
    points(draft, lambda given: given[:-1])
    assert "已过时" in client.get(overview).content.decode()
    assert client.get(f"{answer.url}?tab=new").status_code == 200


def test_who_may_not_open_cases_reads_counts_only_and_the_outsider_finds_nothing(imported: Cast, draft: Draft) -> None:
    test = ran(draft)
    page = imported.client(imported.post("submitter")).get(test.get_absolute_url()).content.decode()
    assert "只列出数量" in page
    assert "/cases/1/" not in page
    assert imported.client(imported.outsider("reviewer")).get(test.get_absolute_url()).status_code == 404


def test_rows_out_of_the_readers_reach_are_not_shown(imported: Cast, draft: Draft) -> None:
    test = ran(draft)
    row = test.rows.select_related("case")[0]
    row.case.belong_to(imported.foreign_organ("enforcement"))
    row.case.save()
    page = imported.client(imported.post("reviewer")).get(test.get_absolute_url()).content.decode()
    assert row.case.number not in page
