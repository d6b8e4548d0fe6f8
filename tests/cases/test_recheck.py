# SPDX-License-Identifier: Apache-2.0
"""After a change of rules, law or calendar history is judged again: the difference is shown first, and applied only then, each
case by the version with which it began."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_q.models import OrmQ

from case_logs import NOW
from mingcha.cases import jobs_recheck
from mingcha.cases.actions.rechecks import (
    SLICE,
    apply_recheck,
    begin_recheck,
    carry_slice,
    keep_slice,
    lay_out,
    outdated,
    worker,
)
from mingcha.cases.models import Alarm, Case, Recheck, RecheckRow
from mingcha.cases.models.alarms import STANDING
from mingcha.cases.rechecking.comparing import COUNTING, Difference, compare, rules_now
from mingcha.catalog.models import Article, ItemVersion, Tier
from mingcha.engine.clock import local_seconds
from mingcha.ledger import Conflict, Invalid, NotAllowed, System, WrongState
from mingcha.ledger.models import Entry
from mingcha.organs.models import Calendar, CalendarDay
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
PAGE = "/cases/rechecks/"
WHY = {"reason": "放假安排有调整"}


def ran(cast: Cast, **scope: Any) -> Recheck:
    row = begin_recheck(WHY | scope, by=cast.post("overseer"), now=NOW)
    for _ in range(100):
        row.refresh_from_db()
        if row.status not in ("queued", "running"):
            return row
        jobs_recheck.run(row.pk, *row.left[-1:])
    raise AssertionError("it never ends")


def carried(row: Recheck) -> Recheck:
    while Recheck.objects.get(pk=row.pk).status == "applying":
        carry_slice(row, NOW, by=worker(row))
    return Recheck.objects.get(pk=row.pk)


def stands() -> set[tuple[Any, ...]]:
    rows = Alarm.objects.filter(status__in=STANDING)
    return set(rows.values_list("case_id", "object_kind", "object_id", "point_key", "code"))


def loosen() -> None:
    """The calendar is put right so that no day counts any more. (What is published of a rule the database itself freezes.)"""
    CalendarDay.objects.update(is_work=False, wd=0)
    Calendar.objects.filter(pk="CN").update(digest="loose")


def test_without_a_change_there_is_no_difference(imported: Cast) -> None:
    row = ran(imported)
    assert (row.status, row.total, row.done, row.counts) == ("same", 40, 40, [])
    with pytest.raises(WrongState):
        apply_recheck(row, row.version, by=imported.post("overseer"))
    assert Alarm.objects.exists()
    assert not RecheckRow.objects.exists()
    assert OrmQ.objects.exists()


def test_the_difference_is_shown_and_nothing_changes_before_it_is_applied(imported: Cast) -> None:
    before, entries = stands(), Entry.objects.filter(act="follow_alarms").count()
    loosen()
    row = ran(imported)
    gone = {
        (one.case_id, one.object_kind, one.object_id, one.point_key, one.code) for one in row.rows.filter(mark="gone")
    }
    assert gone
    assert gone <= before
    assert stands() == before
    assert Entry.objects.filter(act="follow_alarms").count() == entries
    shown = imported.client(imported.post("overseer")).get(row.get_absolute_url()).content.decode()
    assert "不再报警" in shown
    assert Case.objects.get(pk=min(gone)[0]).number in shown
    apply_recheck(row, row.version, by=imported.post("overseer"))
    done = carried(row)
    assert stands() == before - gone | new_of(row)
    assert (done.status, done.ended) == ("applied", len(gone))
    assert Entry.objects.get(act="finish_recheck").what["ended"] == len(gone)
    assert Entry.objects.get(act="apply_recheck").what["digest"] == row.digest
    assert carried(ran_again(imported)).counts == []


def new_of(row: Recheck) -> set[tuple[Any, ...]]:
    rows = row.rows.filter(mark__in=["new", "back"])
    return set(rows.values_list("case_id", "object_kind", "object_id", "point_key", "code"))


def ran_again(cast: Cast) -> Recheck:
    return ran(cast)


def test_a_day_off_that_became_a_working_day_raises_what_is_late_by_it(imported: Cast) -> None:
    Calendar.objects.update(digest="changed")
    first = CalendarDay.objects.order_by("day").first()
    assert first is not None
    before = stands()
    for place, day in enumerate(CalendarDay.objects.order_by("calendar_id", "day")):
        CalendarDay.objects.filter(pk=day.pk).update(is_work=True, wd=place)  # nobody has a week-end any more
    row = ran(imported, calendar=Calendar.objects.get(pk="CN"))
    assert row.fault == ""
    new = new_of(row)
    assert new
    assert not new & before
    apply_recheck(row, row.version, by=imported.post("overseer"))
    assert carried(row).raised == row.rows.filter(mark="new").count()
    assert new <= stands()
    assert all(
        alarm.status == "open"
        for alarm in Alarm.objects.filter(case_id__in={key[0] for key in new})
        if key_of(alarm) in new
    )


def key_of(alarm: Alarm) -> tuple[Any, ...]:
    return (alarm.case_id, alarm.object_kind, alarm.object_id, alarm.point_key, alarm.code)


def test_a_case_keeps_the_version_it_began_with(imported: Cast) -> None:
    """Another version of the item is not asked about cases that began with this one."""
    old = ItemVersion.objects.get(pk=Case.objects.values_list("item_version_id", flat=True).first())
    other_version = ItemVersion.objects.get(pk=old.pk)
    other_version.pk, other_version.number, other_version._state.adding = None, "0", True
    other_version.valid_from, other_version.valid_to = date(1999, 1, 1), date(1999, 12, 31)
    other_version.save(force_insert=True)
    assert ran(imported, of_version=old).counts == []
    other = ran(imported, of_version=other_version)
    assert (other.status, other.total) == ("same", 0)
    before = list(Alarm.objects.order_by("pk").values_list("point__item_version_id", flat=True))
    assert set(before) == {old.pk}
    loosen()
    row = ran(imported, of_version=old)
    apply_recheck(row, row.version, by=imported.post("overseer"))
    carried(row)
    assert set(Alarm.objects.values_list("point__item_version_id", flat=True)) == {old.pk}
    assert set(Case.objects.values_list("item_version_id", flat=True)) == {old.pk}


def test_an_alarm_that_was_revoked_stays_so(imported: Cast) -> None:
    from mingcha.cases.actions.alarms import revoke_alarms

    keys = Alarm.objects.filter(status="open").exclude(level="prompt")[:3]
    from django.db import transaction

    with transaction.atomic():
        revoke_alarms([alarm.pk for alarm in keys], by=System("test"))
    assert ran(imported).counts == []


def test_what_was_shown_before_the_rules_changed_again_is_not_applied(imported: Cast) -> None:
    loosen()
    row, by = ran(imported), imported.post("overseer")
    Calendar.objects.filter(pk="CN").update(digest="other")
    before = stands()
    client = imported.client(by)
    answer = client.post(f"{PAGE}{row.pk}/apply/", {"version": str(row.version)})
    assert answer.status_code == 409
    assert "重新复查" in answer.content.decode()
    assert stands() == before
    assert "采用</a>" not in client.get(row.get_absolute_url()).content.decode()


def test_an_article_that_ends_and_a_tier_that_changes_make_a_preview_old(imported: Cast) -> None:
    row = ran(imported)
    assert outdated(row) == ""
    for changed in (Article, Tier):
        pk = changed.objects.values_list("pk", flat=True).first()
        change = {"valid_to": date(2020, 1, 1)} if changed is Article else {"max_amt": 1}
        before = rules_now()
        changed.objects.filter(pk=pk).update(**change)
        assert rules_now() != before
    assert outdated(row)


def test_a_slice_whose_cases_have_all_moved_out_of_reach_ends_it_with_nothing(imported: Cast) -> None:
    row = begin_recheck(WHY, by=imported.post("overseer"), now=NOW)
    bounds = [Case.objects.order_by("pk").values_list("pk", flat=True).last() or 0]
    assert lay_out(row, bounds, 40, by=worker(row))
    assert not lay_out(row, [1, *bounds], 40, by=worker(row)), "whoever comes second lays out nothing"
    Case.objects.update(county=imported.region("away county").code)
    jobs_recheck.run(row.pk)
    row.refresh_from_db()
    assert (row.status, row.done, row.counts) == ("same", 0, [])


def test_cases_of_others_between_ours_are_not_compared(imported: Cast) -> None:
    ids = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    loosen()
    whole = {row["case_id"] for row in compare(ids, local_seconds(NOW)).rows}
    other = max(whole)
    assert ids[0] < other < ids[-1]
    ours = [pk for pk in ids if pk != other]
    assert {row["case_id"] for row in compare(ours, local_seconds(NOW)).rows} == whole - {other}


def test_a_calendar_is_asked_of_cases_whose_limits_it_changes(imported: Cast) -> None:
    """Cases that differ by another cause alone are left to a re-check of all; those that differ by it are told of whole."""
    ids = list(Case.objects.order_by("pk").values_list("pk", flat=True))
    now = local_seconds(NOW)
    Article.objects.update(valid_to=date(1990, 1, 1))
    whole = compare(ids, now)
    assert {kind for kind, *_rest in whole.counts} == {"basis"}
    with CaptureQueriesContext(connection) as asked:
        assert compare(ids, now, COUNTING) == Difference([], [])
    assert not [query for query in asked.captured_queries if "cases_evidence" in query["sql"]]
    loosen()
    both = compare(ids, now)
    late = {row["case_id"] for row in both.rows if row["kind"] == "time_limit"}
    other = {row["case_id"] for row in both.rows if row["kind"] == "basis"}
    assert late & other
    assert other - late
    told = compare(ids, now, COUNTING)
    assert told.rows == [row for row in both.rows if row["case_id"] in late]
    assert sum(n for *_of, n in told.counts) == len(told.rows)
    assert ran(imported, calendar=Calendar.objects.get(pk="CN")).rows.count() == len(told.rows)
    assert ran(imported).rows.count() == len(both.rows)


def test_a_preview_of_the_day_before_yesterday_is_refused(imported: Cast) -> None:
    loosen()
    row = ran(imported)
    Recheck.objects.filter(pk=row.pk).update(made_at=timezone.now() - timedelta(hours=25))
    with pytest.raises(Conflict):
        apply_recheck(Recheck.objects.get(pk=row.pk), row.version, by=imported.post("overseer"))


def test_a_second_click_applies_once_and_a_stale_page_is_told(imported: Cast) -> None:
    loosen()
    row, by = ran(imported), imported.post("overseer")
    with pytest.raises(Conflict):
        apply_recheck(row, row.version - 1, by=by)
    apply_recheck(row, row.version, by=by)
    with pytest.raises(WrongState):
        apply_recheck(row, row.version, by=by)
    done = carried(row)
    raised = Alarm.objects.count()
    jobs_recheck.carry(row.pk)
    assert (Alarm.objects.count(), Recheck.objects.get(pk=row.pk).ended) == (raised, done.ended)
    assert Entry.objects.filter(act="apply_recheck").count() == 1


def test_nobody_applies_what_is_out_of_her_reach_or_right(imported: Cast) -> None:
    loosen()
    row = ran(imported)
    for post in (imported.outsider("overseer"), imported.post("handler")):
        with pytest.raises(NotAllowed):
            apply_recheck(row, row.version, by=post)
    assert Recheck.objects.get().status == "ready"


def test_of_a_case_above_the_readers_confidentiality_no_row_is_shown(imported: Cast) -> None:
    loosen()
    row = ran(imported)
    case = row.rows.order_by("pk")[0].case
    client = imported.client(imported.post("overseer"))
    assert case.number in client.get(row.get_absolute_url()).content.decode()
    Case.objects.filter(pk=case.pk).update(secrecy=2)
    assert case.number not in client.get(row.get_absolute_url()).content.decode()


def test_a_slice_that_runs_twice_is_kept_once_and_one_at_a_time_runs(imported: Cast) -> None:
    by = imported.post("overseer")
    row = begin_recheck(WHY, by=by, now=NOW)
    with pytest.raises(Conflict):
        begin_recheck(WHY, by=by)
    jobs_recheck.run(row.pk)
    jobs_recheck.run(row.pk)
    row.refresh_from_db()
    assert (row.done, row.status) == (40, "same")
    assert not keep_slice(row, 0, 40, Difference([], []), by=worker(row))
    assert SLICE > 1


def test_a_year_that_no_calendar_knows_ends_it_with_the_year(imported: Cast) -> None:
    from mingcha.organs.models import CalendarYear

    before = stands()
    CalendarYear.objects.filter(year__gte=2006).delete()
    Calendar.objects.update(digest="gone")
    row = ran(imported)
    assert row.status == "failed"
    assert "年" in row.fault
    assert stands() == before


def test_it_needs_a_reason_one_scope_the_right_and_the_reach(imported: Cast) -> None:
    by, calendar = imported.post("overseer"), Calendar.objects.get(pk="CN")
    client = imported.client(by)
    assert client.get(f"{PAGE}new/").status_code == 200
    for sent in ({"reason": ""}, WHY | {"since": "2026-02-30"}, WHY | {"calendar": "XX"}, WHY | {"status": "applied"}):
        assert client.post(f"{PAGE}new/", sent).status_code == 422
    version = ItemVersion.objects.first()
    with pytest.raises(Invalid):
        begin_recheck(WHY | {"calendar": calendar, "of_version": version}, by=by)
    assert imported.client(imported.post("handler")).get(PAGE).status_code == 403
    with pytest.raises(NotAllowed):
        begin_recheck(WHY, by=imported.post("handler"))
    made = client.post(f"{PAGE}new/", WHY)
    assert made.status_code == 302
    row = Recheck.objects.get()
    stranger = imported.client(imported.outsider("overseer"))
    for address in (row.get_absolute_url(), f"{row.get_absolute_url()}progress/", f"{row.get_absolute_url()}apply/"):
        assert stranger.get(address).status_code == 404
        assert client.get(address).status_code == 200
    assert WHY["reason"] in client.get(PAGE).content.decode()
    assert WHY["reason"] not in stranger.get(PAGE).content.decode()
