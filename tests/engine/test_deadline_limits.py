# SPDX-License-Identifier: Apache-2.0
"""Deadlines reckoned by hand: ends, last days that are off, the prompt, extensions, hours, promises."""

from __future__ import annotations

import pytest
from deadlines import KINDS, at, days, due, extension, hours, judge, late_day, notes, pause, said, work_days

from mingcha.engine.calendar import CalendarMissing
from mingcha.engine.clock import date_of
from mingcha.engine.deadline import Limit
from mingcha.engine.points import Point

# --- where a span ends


def test_an_ended_span_is_judged_by_its_end_and_never_due_soon():
    found = judge("2026-11-02", days(10), "2026-12-30", end_at="2026-11-12")
    assert (found.code, found.is_open, found.used, found.left) == (None, False, 10, 0)
    assert said(found, "state") == [("2026-11-12(周四) 09:00 办结", "未超期")]
    late = judge("2026-11-02", days(10), "2026-12-30", end_at="2026-11-13")
    assert (late.code, late.late_by) == ("overdue", 1)


def test_what_is_open_when_the_case_is_closed_ends_with_the_case():
    found = judge("2026-11-02", days(10), "2026-12-30", closed_at="2026-11-15")
    assert (found.used, found.late_by, found.is_open) == (13, 3, False)
    assert said(found, "state") == [("2026-11-15(周日) 09:00 随案件结束", "已超 3 日")]


@pytest.mark.parametrize(("end", "used"), [("2026-11-05", 3), ("2026-11-20", 18)])
def test_a_span_with_an_end_of_its_own_ends_there_whenever_the_case_was_closed(end, used):
    assert judge("2026-11-02", days(10), "2026-12-30", end_at=end, closed_at="2026-11-15").used == used


# --- a last day that is off


@pytest.mark.req("S1-07")
@pytest.mark.parametrize(
    ("now", "code"), [("2026-10-05", "due_soon"), ("2026-10-08", "due_soon"), ("2026-10-09", "overdue")]
)
def test_a_last_day_in_the_holidays_is_moved_to_the_next_working_day(now, code):
    found = judge("2026-09-03", days(30, "next_work_day"), now)
    assert (due(found), late_day(found), found.code) == ("2026-10-08", "2026-10-09", code)
    assert notes(found, "due") == ["最后一日 2026-10-03(周六) 休息，顺延至其后第一个工作日"]
    assert [one.role for one in found.days if "2026-10-03" <= str(date_of(one.day)) <= "2026-10-08"] == [
        "counted",
        *["off"] * 4,
        "due",
    ]


def test_a_later_pause_does_not_move_a_last_day_that_is_past():
    found = judge("2026-10-12", days(5, "next_work_day"), "2026-11-30", pauses=[pause("2026-11-10", "2026-11-15")])
    assert (due(found), late_day(found), found.late_by) == ("2026-10-19", "2026-10-20", 37)
    assert notes(found, "due") == ["最后一日 2026-10-17(周六) 休息，顺延至其后第一个工作日"]


def test_a_last_day_is_not_moved_unless_the_point_says_so():
    found = judge("2026-09-03", days(30), "2026-10-05")
    assert (due(found), found.late_by, found.code) == ("2026-10-03", 2, "overdue")


# --- the prompt before the time is out


@pytest.mark.req("S3-17")
@pytest.mark.parametrize(
    ("today", "code"), [("2026-11-11", None), ("2026-11-12", "due_soon"), ("2026-11-13", "due_soon")]
)
def test_the_prompt_comes_one_working_day_before_the_due_day(today, code):
    assert judge("2026-11-09", work_days(4), today).code == code


@pytest.mark.req("S3-17")
@pytest.mark.parametrize(
    ("today", "code"), [("2026-09-29", None), ("2026-09-30", "due_soon"), ("2026-10-06", "due_soon")]
)
def test_before_the_holidays_the_prompt_comes_on_the_last_working_day(today, code):
    assert judge("2026-09-18", days(20), today).code == code  # due on 8 October, the first working day after them


@pytest.mark.req("S3-17")
def test_on_its_last_day_the_sum_says_that_it_is_due_today():
    found = judge("2026-11-09", work_days(4), "2026-11-13")
    assert said(found, "state") == [("截至 2026-11-13(周五) 09:00", "即将到期：今日期满")]
    weekend = judge("2026-11-09", work_days(4), "2026-11-14")
    assert said(weekend, "state") == [("截至 2026-11-14(周六) 09:00", "即将到期：已经用满，尚未逾期")]


def test_a_due_day_beyond_the_calendar_is_far_off_unless_today_is_at_its_end():
    assert judge("2027-11-01", days(90), "2027-11-02").code is None
    with pytest.raises(CalendarMissing, match="2028"):
        judge("2027-11-01", days(90), "2027-12-31")


# --- extensions


@pytest.mark.req("S1-07")
@pytest.mark.parametrize(
    ("approved", "refused", "due_day"),
    [("2026-11-12 23:59", None, "2026-11-17"), ("2026-11-13 00:00", "too_late", "2026-11-12")],
)
def test_an_extension_counts_only_if_approved_before_the_time_ran_out(approved, refused, due_day):
    found = judge("2026-11-02", days(10), "2026-11-20", extensions=[extension(approved, 5)])
    assert [grant.refused for grant in found.extensions] == [refused]
    assert due(found) == due_day
    assert found.allowed == (10 if refused else 15)


def test_an_extension_that_came_too_late_bars_those_after_it():
    given = [extension("2026-11-10", 2, 1), extension("2026-11-15", 9, 2), extension("2026-11-16", 30, 3)]
    found = judge("2026-11-02", days(10), "2026-11-20", extensions=reversed(given))
    assert [(grant.extension.extension_id, grant.amount, grant.refused) for grant in found.extensions] == [
        (1, 2, None),
        (2, 0, "too_late"),
        (3, 0, "after_too_late"),
    ]
    assert (due(found), found.allowed) == ("2026-11-14", 12)
    assert [value for _, value in said(found, "extension")] == ["+2 日", "不计", "不计"]
    assert notes(found, "extension")[0] == "批准时期限已经届满，不能延长"


def test_an_extension_can_be_in_time_because_the_one_before_it_was():
    given = [extension("2026-11-12", 5, 1), extension("2026-11-17", 5, 2)]
    assert due(judge("2026-11-02", days(10), "2026-11-20", extensions=given)) == "2026-11-22"


def test_an_extension_can_be_in_time_because_the_clock_stood_still():
    given = [extension("2026-11-15", 5)]
    assert due(judge("2026-11-02", days(10), "2026-11-20", extensions=given)) == "2026-11-12"
    paused = judge("2026-11-02", days(10), "2026-11-20", extensions=given, pauses=[pause("2026-11-04", "2026-11-07")])
    assert due(paused) == "2026-11-20"


def test_an_extension_approved_after_the_span_ended_gives_nothing():
    found = judge("2026-11-02", days(5), "2026-12-01", extensions=[extension("2026-11-06", 9)], end_at="2026-11-05")
    assert [(grant.refused, grant.amount) for grant in found.extensions] == [("after_end", 0)]


# --- hours


@pytest.mark.req("S1-07")
def test_hours_run_day_and_night_and_are_late_after_the_last_second():
    on_time = judge("2026-10-03 15:00", hours(24), "2026-10-04 15:00")
    assert (on_time.code, on_time.used, on_time.allowed, on_time.left) == ("due_soon", 86_400, 86_400, 0)
    late = judge("2026-10-03 15:00", hours(24), "2026-10-04 15:00:01")
    assert (late.code, late.late_by, late.value, late.bound) == ("overdue", 1, 86_401, 86_400)
    assert said(late, "due") == [("期满", "2026-10-04(周日) 15:00")]
    assert said(late, "state") == [("截至 2026-10-04(周日) 15:00:01", "已超 1 秒")]


def test_pauses_and_extensions_of_hours_are_reckoned_to_the_second():
    pauses = [
        pause("2026-10-03 16:00", "2026-10-03 18:30", number=1),
        pause("2026-10-03 18:00", "2026-10-03 19:00", number=2),
        pause("2026-10-04 00:00", None, "2026-10-04 01:00", number=3),
    ]
    given = [extension("2026-10-04 19:00", 2, 1), extension("2026-10-04 21:00:01", 2, 2)]
    found = judge("2026-10-03 15:00", hours(24), "2026-10-05 10:00", pauses=pauses, extensions=given)
    assert found.paused == 4 * 3600
    assert [grant.refused for grant in found.extensions] == [None, "too_late"]
    assert found.due.at == at("2026-10-04 21:00")
    assert (found.used, found.late_by) == (39 * 3600, 13 * 3600)
    assert said(found, "paused")[1] == ("检验 2026-10-03(周六) 18:30 至 2026-10-03(周六) 19:00 不计入", "+30 分")


def test_for_hours_a_day_is_drawn_as_paused_only_if_the_clock_never_ran_on_it():
    pauses = [pause("2026-11-03 12:00", "2026-11-05 00:00")]
    found = judge("2026-11-02 09:00", hours(48), "2026-11-06 10:00", pauses=pauses)
    assert [(one.role, one.n) for one in found.days] == [
        ("start", None),
        ("counted", None),
        ("paused", None),
        ("due", None),
        ("late", None),
    ]


@pytest.mark.req("S3-17")
@pytest.mark.parametrize(
    ("n", "warn", "now", "code"),
    [
        (72, None, "2026-11-04 09:00", None),  # 24 h left are not less than 24 h
        (72, None, "2026-11-04 09:01", "due_soon"),
        (24, None, "2026-11-02 21:00", None),  # never more than half the limit
        (24, None, "2026-11-02 21:01", "due_soon"),
        (24, 3600, "2026-11-03 08:00", None),
        (24, 3600, "2026-11-03 08:01", "due_soon"),
    ],
)
def test_the_prompt_for_hours_comes_when_little_is_left(n, warn, now, code):
    assert judge("2026-11-02 09:00", hours(n, warn), now).code == code


# --- promises


PROMISED = {"promised_at": "2026-11-16 23:59:59"}


@pytest.mark.req("S1-07", "S3-17")
@pytest.mark.parametrize(
    ("now", "code"),
    [
        ("2026-11-12", None),
        ("2026-11-13", "due_soon"),  # the Friday before
        ("2026-11-16 23:59:59", "due_soon"),
        ("2026-11-17 00:00:00", "overdue"),
    ],
)
def test_a_promise_is_an_instant(now, code):
    found = judge("2026-11-09", Limit("promise", pauses=KINDS), now, **PROMISED)
    assert found.code == code
    assert (found.value, found.bound) == (at(now), at("2026-11-16 23:59:59"))
    assert said(found, "limit") == [("承诺办结", "2026-11-16(周一) 23:59:59")]


def test_pauses_and_extensions_do_not_move_a_promise():
    found = judge(
        "2026-11-09",
        Limit("promise", pauses=KINDS),
        "2026-11-18",
        pauses=[pause("2026-11-10", "2026-11-13")],
        extensions=[extension("2026-11-10", 5)],
        **PROMISED,
    )
    assert (found.code, found.paused, due(found)) == ("overdue", 0, "2026-11-16")
    assert said(found, "not_paused")[0][1] == "照常计入"
    assert [grant.refused for grant in found.extensions] == ["promise"]


def test_pauses_move_a_promise_by_whole_days_where_the_point_says_so():
    found = judge(
        "2026-11-09",
        Limit("promise", pauses=KINDS, option="pauses_move"),
        "2026-11-18",
        pauses=[pause("2026-11-10 17:00", "2026-11-13 08:00")],
        **PROMISED,
    )
    assert (found.code, found.paused, found.bound) == ("due_soon", 3, at("2026-11-19 23:59:59"))


def test_a_promise_in_the_far_future_is_neither_refused_nor_drawn_to_its_end():
    found = judge("2026-11-09", Limit("promise"), "2026-11-18", promised_at="9999-12-31 23:59:59")
    assert found.code is None
    assert len(found.days) < 2_100


def test_a_promise_without_its_date_is_refused():
    with pytest.raises(ValueError, match="promised_at"):
        judge("2026-11-09", Limit("promise"), "2026-11-18")


# --- a point's limit


def test_a_limit_is_made_of_a_validated_point():
    point = Point(
        "p",
        "time_limit",
        "i",
        "1",
        {"at": ("核查",)},
        law="程序规定 第十八条",
        limit=15,
        unit="working_day",
        pauses=("检验",),
    )
    assert Limit.of(point) == Limit("working_day", 15, frozenset({"检验"}), law="程序规定 第十八条")
