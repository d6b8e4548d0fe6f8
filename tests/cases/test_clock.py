# SPDX-License-Identifier: Apache-2.0
"""What time alone does to running cases: warnings, red alarms, presence that lapses, calendars that change (S1-07, S1-33, S3-17)."""

from __future__ import annotations

import threading
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from live_cases import MONDAY, colleague, in_force, later, officer, open_one, submit, task_of
from mingcha.engine.clock import CHINA

pytestmark = pytest.mark.django_db

WEDNESDAY, THURSDAY, FRIDAY = (datetime(2026, 3, day, tzinfo=CHINA) for day in (4, 5, 6))
"""A limit of three working days from Monday ends on Thursday: it warns from Wednesday on, and is late on Friday."""


def with_limit(**limit: Any) -> dict[str, Any]:
    """An item of three acts, the first of which has a limit."""
    head = {"code": "CF-9", "name": "限时事项", "category": "行政处罚", "version": "1", "valid_from": date(2026, 1, 1)}
    point = {"key": "核查期限", "kind": "time_limit", "at": ["核查"], "limit": 3, "unit": "working_day", **limit}
    steps = [{"act": act, "place": place} for place, act in enumerate(("核查", "决定", "归档"), 1)]
    return {"catalog": head, "step": steps, "point": [point], "pauses": ["检验"]}


@pytest.fixture
def desk(cast: Any) -> Any:
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    return cast, cast.post("handler")


@pytest.fixture
def limited(desk: Any) -> Any:
    """A case with a limit, just registered on a Monday."""
    cast, post = desk
    return open_one(in_force(cast, with_limit()), post), post


def alarms(case: Any) -> list[tuple[str, str, str]]:
    """Code, level and status of a case's alarms, the oldest first."""
    return list(case.alarms.order_by("pk").values_list("code", "level", "status"))


def at_of(case: Any) -> datetime:
    from mingcha.cases.models import Due

    return Due.objects.get(case=case).at


@pytest.mark.req("S1-33", "S3-17")
def test_a_limit_warns_then_is_red_and_the_prompt_is_upgraded_each_once(limited: Any) -> None:
    from mingcha.cases.clock import look_again
    from mingcha.inbox.models import Todo
    from mingcha.ledger.models import Entry

    case, _post = limited
    assert at_of(case) <= WEDNESDAY
    assert alarms(case) == []
    look_again(WEDNESDAY - timedelta(seconds=1))
    assert alarms(case) == []
    assert at_of(case) == WEDNESDAY
    look_again(WEDNESDAY)
    assert alarms(case) == [("due_soon", "prompt", "open")]
    assert look_again(WEDNESDAY) == 0  # the next look is noted, nobody looks twice
    look_again(FRIDAY - timedelta(seconds=1))
    assert alarms(case) == [("due_soon", "prompt", "open")]
    for moment in (FRIDAY, FRIDAY, FRIDAY + timedelta(days=30)):
        look_again(moment)
        assert alarms(case) == [("due_soon", "prompt", "upgraded"), ("overdue", "red", "open")]
    assert Entry.objects.filter(act="raise_alarms").count() == 2
    assert Todo.objects.filter(kind="alarm", closed_at=None).count() == 1


@pytest.mark.req("S1-33")
@pytest.mark.parametrize(
    ("missed", "found"),
    [(WEDNESDAY, [("due_soon", "prompt", "open")]), (FRIDAY, [("overdue", "red", "open")])],
    ids=["warning", "red"],
)
def test_what_fell_into_two_hours_of_outage_is_found_once_afterwards(
    limited: Any, missed: datetime, found: Any
) -> None:
    from mingcha.cases.clock import look_again

    case, _post = limited
    back = missed + timedelta(hours=2)
    assert look_again(back) == 1
    assert look_again(back) == 0
    assert alarms(case) == found


@pytest.mark.req("S1-33")
@pytest.mark.django_db(transaction=True)
def test_two_loops_at_once_raise_each_alarm_once(desk: Any) -> None:
    from mingcha.cases.clock import look_again
    from mingcha.cases.models import Alarm

    cast, post = desk
    version = in_force(cast, with_limit())
    cases = [open_one(version, post) for _ in range(12)]
    faults: list[BaseException] = []
    start = threading.Barrier(2)

    def loop() -> None:
        start.wait()
        try:
            look_again(FRIDAY)
        except Exception as fault:  # noqa: BLE001 - told by the test itself
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=loop) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert Alarm.objects.filter(case__in=cases, code="overdue", status="open").count() == len(cases)
    assert Alarm.objects.count() == len(cases)


@pytest.mark.req("S3-17")
def test_a_prompt_expires_with_its_step(limited: Any) -> None:
    from mingcha.cases.clock import look_again
    from mingcha.cases.models import Due

    case, post = limited
    look_again(THURSDAY)
    submit(case, post, at=THURSDAY + timedelta(hours=9))
    assert alarms(case) == [("due_soon", "prompt", "expired")]
    assert not Due.objects.filter(case=case).exists()  # nothing of it runs any more


def test_a_red_alarm_is_cured_when_an_extension_had_been_approved_in_time(limited: Any) -> None:
    from mingcha.cases.clock import look_again
    from mingcha.cases.models import Due, Extension

    case, _post = limited
    look_again(FRIDAY)
    step = task_of(case).step
    Extension.objects.create(case=case, step=step, amount=5, approved_at=THURSDAY)  # its paper came late
    Due.objects.update_or_create(case=case, defaults={"at": FRIDAY})
    look_again(FRIDAY)
    assert alarms(case) == [("overdue", "red", "cured")]


@pytest.mark.req("S1-42")
def test_who_does_not_confirm_her_presence_within_a_day_did_not_count(desk: Any) -> None:
    from mingcha.cases.actions.tasks import Chosen
    from mingcha.cases.clock import lapse_presences
    from mingcha.cases.models import Presence
    from mingcha.inbox.models import Todo

    cast, first = desk
    second = colleague(cast, "同行")
    for number, post in enumerate((first, second)):
        officer(post.person, f"A{number}", organ=cast.organ("unit"))
    case = open_one(in_force(cast, "summary"), first)
    both = Chosen((first.person_id, second.person_id))
    submit(case, first, values={"地点": "东街", "种类": "摆摊"}, people={"责令改正": both}, at=later(0.1))
    submit(case, first, values={"当场改正": "否"}, people={"现场取证": both}, at=later(0.2))
    submit(case, first, people={"当场告知": both}, at=later(0.3))
    asked = Presence.objects.get()
    assert (asked.person_id, asked.status) == (second.person_id, "asked")
    before = {code for code, _level, _status in alarms(case)}
    lapse_presences(later(24.3))
    asked.refresh_from_db()
    assert asked.status == "asked"  # the last second still counts
    for _again in range(2):
        lapse_presences(later(24.3) + timedelta(seconds=1))
        asked.refresh_from_db()
        assert asked.status == "lapsed"
        raised = [row for row in case.alarms.filter(kind="qualification") if row.code not in before]
        assert len(raised) == 1
    assert not Todo.objects.filter(kind="presence", closed_at=None).exists()


@pytest.mark.req("S1-07")
def test_a_changed_calendar_moves_the_next_look_and_the_terms(limited: Any) -> None:
    from mingcha.cases.clock import follow_calendars, look_again
    from mingcha.engine.calendar import NATIONAL
    from mingcha.inbox.models import Todo
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import paste_calendar
    from mingcha.organs.models import Calendar

    case, _post = limited
    look_again(later(24))
    was, term = at_of(case), Todo.objects.get(kind="task").due_at
    assert (was, term) == (WEDNESDAY, FRIDAY - timedelta(seconds=1))
    follow_calendars(later(24))
    assert at_of(case) == was  # nothing has changed
    day = {"day": date(2026, 3, 4), "kind": "rest", "name": "临时放假", "standing": "official"}
    paste_calendar(Calendar.objects.get(pk=NATIONAL), [day], by=System("日历"))
    follow_calendars(later(25))
    assert at_of(case) == later(25)
    look_again(later(25))
    assert at_of(case) == THURSDAY
    assert Todo.objects.get(kind="task").due_at == datetime(2026, 3, 6, 23, 59, 59, tzinfo=CHINA)
    follow_calendars(later(26))
    assert at_of(case) == THURSDAY


@pytest.mark.req("S1-07")
def test_a_missing_next_year_stops_no_loop_and_what_is_known_is_still_told(desk: Any) -> None:
    from mingcha.cases.clock import look_again
    from mingcha.inbox.models import NEVER, Todo

    cast, post = desk
    december = datetime(2027, 12, 20, 9, tzinfo=CHINA)
    long, soon = with_limit(limit=60), with_limit(limit=8)
    soon["catalog"]["code"] = "CF-8"
    days = with_limit(limit=40, unit="calendar_day")
    days["catalog"]["code"] = "CF-7"
    one, two, three = (open_one(in_force(cast, item), post, december) for item in (long, soon, days))
    for number in range(20):
        look_again(december + timedelta(days=number))
    assert alarms(one) == []
    assert at_of(one) == datetime(2028, 1, 9, tzinfo=CHINA)  # each day, until somebody brings the year
    assert [code for code, _level, _status in alarms(two)] == ["due_soon", "overdue"]
    assert Todo.objects.get(kind="alarm").due_at == NEVER  # three working days on lie in the unknown
    look_again(datetime(2028, 1, 30, tzinfo=CHINA))
    assert [code for code, _level, _status in alarms(three)] == ["overdue"]


def test_the_loop_takes_more_than_a_slice_and_leaves_what_is_not_due(desk: Any, monkeypatch: Any) -> None:
    from mingcha.cases import clock
    from mingcha.cases.models import Alarm

    monkeypatch.setattr(clock, "SLICE", 2)
    cast, post = desk
    version = in_force(cast, with_limit())
    for _ in range(5):
        open_one(version, post)
    later_one = open_one(version, post, MONDAY + timedelta(days=1))
    assert clock.look_again(WEDNESDAY) == 5 + 1
    assert Alarm.objects.filter(code="due_soon").count() == 5
    assert alarms(later_one) == []
