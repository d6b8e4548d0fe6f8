# SPDX-License-Identifier: Apache-2.0
"""Deadlines reckoned by hand: working days among real holidays, calendar days, pauses; and what is said of them."""

from __future__ import annotations

import pytest
from deadlines import KINDS, at, cuts, days, due, judge, late_day, notes, pause, said, work_days

from mingcha.engine.calendar import CalendarMissing
from mingcha.engine.clock import date_of
from mingcha.engine.deadline import Limit, Pause

# --- working days among real holidays


@pytest.mark.req("S1-07")
@pytest.mark.parametrize(
    ("begin", "n", "due_day", "late_from"),
    [
        # 25–27 Sep off · 28, 29, 30 · 1–7 Oct off · 8, 9, 10 (make-up Saturday) · 11 off · 12
        ("2026-09-24", 7, "2026-10-12", "2026-10-13"),
        ("2026-09-24", 3, "2026-09-30", "2026-10-08"),
        ("2026-09-24", 6, "2026-10-10", "2026-10-12"),
        # 12, 13, 14 Feb (make-up Saturday) · 15–23 off · 24, 25, 26, 27, 28 (make-up Saturday)
        ("2026-02-11", 3, "2026-02-14", "2026-02-24"),
        ("2026-02-11", 5, "2026-02-25", "2026-02-26"),
        ("2026-02-11", 7, "2026-02-27", "2026-02-28"),
        ("2026-02-15", 1, "2026-02-24", "2026-02-25"),  # began on a day off
    ],
)
def test_working_days_leave_out_holidays_and_count_make_up_days(begin, n, due_day, late_from):
    found = judge(begin, work_days(n), begin)
    assert (due(found), late_day(found)) == (due_day, late_from)
    assert (found.used, found.allowed, found.left) == (0, n, n)


@pytest.mark.req("S1-07")
def test_days_off_after_the_due_day_add_nothing():
    limit = work_days(3)
    assert judge("2026-09-24", limit, "2026-10-07 23:59").code == "due_soon"
    found = judge("2026-09-24", limit, "2026-10-08 00:00")
    assert (found.code, found.late_by, found.value, found.bound) == ("overdue", 1, 4, 3)
    assert notes(found, "late_from") == ["期满日之后的休息日不计"]
    assert said(found, "off") == [("中秋节 2026-09-25(周五) 至 2026-09-27(周日) 不计", "+3 日")]


def test_the_sum_names_each_block_of_days_off_and_each_make_up_day():
    found = judge("2026-09-24", work_days(7), "2026-10-09")
    assert said(found, "begin") == [("开始 2026-09-24(周四)，次日起算", "2026-09-28(周一) 第 1 日")]
    assert said(found, "off") == [
        ("中秋节 2026-09-25(周五) 至 2026-09-27(周日) 不计", "+3 日"),
        ("国庆节 2026-10-01(周四) 至 2026-10-07(周三) 不计", "+7 日"),
        ("周末 2026-10-11(周日) 不计", "+1 日"),
    ]
    assert said(found, "makeup") == [("2026-10-10(周六) 调休上班", "照常计入")]
    assert said(found, "due") == [("期满", "2026-10-12(周一)")]
    assert said(found, "state") == [("截至 2026-10-09(周五) 09:00", "剩 2 个工作日")]


def test_the_sum_is_told_in_english_too():
    found = judge("2026-09-24", work_days(7), "2026-10-09")
    assert said(found, "off", "en")[1] == ("National Day 2026-10-01 (Thu) to 2026-10-07 (Wed) left out", "+7 days")
    assert said(found, "state", "en") == [("At 2026-10-09 (Fri) 09:00", "2 working days left")]


@pytest.mark.parametrize(
    ("law", "article"),
    [
        ("行政强制法 第二十五条", "第六十九条"),
        ("行政处罚法 第五十六条", "第八十五条"),
        ("《行政许可法》第四十二条", "第八十二条"),
    ],
)
def test_the_line_of_the_limit_names_the_article_on_how_days_count(law, article):
    found = judge("2026-09-24", Limit("working_day", 7, law=law), "2026-09-24")
    (note,) = notes(found, "limit")
    assert note.startswith(law)
    assert article in note


@pytest.mark.req("S1-07")
def test_a_due_day_in_a_provisional_year_is_marked_as_expected():
    # 29, 30, 31 Dec · 1–3 Jan off · 4–8 · 9, 10 off · 11, 12
    found = judge("2026-12-28", work_days(10), "2026-12-28")
    assert (due(found), found.provisional) == ("2027-01-12", True)
    assert said(found, "due") == [("期满", "暂定 2027-01-12(周二)")]
    assert said(found, "provisional") == [("2027 年放假安排尚未公布，暂按周末和法定节假日推算", "暂定")]
    assert next(str(date_of(one.day)) for one in found.days if one.provisional) == "2027-01-01"


def test_a_due_day_before_the_provisional_year_is_certain():
    found = judge("2026-12-28", work_days(3), "2026-12-28")
    assert (due(found), found.provisional) == ("2026-12-31", False)
    assert said(found, "provisional") == []


def test_what_was_used_in_a_provisional_year_is_marked_too():
    found = judge("2026-12-28", work_days(3), "2027-01-05")
    assert (due(found), found.used, found.provisional) == ("2026-12-31", 5, True)


def test_calendar_days_in_a_provisional_year_are_certain_unless_a_day_off_may_move_the_last():
    assert not judge("2026-12-28", days(10), "2026-12-28").provisional
    assert judge("2026-12-28", days(4, "next_work_day"), "2026-12-28").provisional


@pytest.mark.req("S1-07")
def test_a_due_day_in_an_unknown_year_is_refused_and_never_guessed():
    with pytest.raises(CalendarMissing, match="请先导入2028年工作日历"):
        judge("2027-12-20", work_days(20), "2027-12-21")


def test_the_last_working_day_known_can_be_due_while_the_first_late_day_is_not_known():
    found = judge("2027-12-27", work_days(4), "2027-12-28")
    assert (due(found), found.due.late_day) == ("2027-12-31", None)
    assert said(found, "late_from") == [("自此日起逾期", "待定")]
    assert notes(found, "late_from") == ["请先导入2028年工作日历"]


# --- calendar days and pauses


SEALED = Limit("calendar_day", 30, KINDS, law="行政强制法 第二十五条")
TEST = (Pause(1, "检验", at("2026-10-13"), at("2026-10-27"), note="检验期间告知书"),)


@pytest.mark.req("S1-07")
def test_a_sealing_of_thirty_days_with_a_test_in_between_is_due_on_the_24th_of_november():
    found = judge("2026-10-11 15:40", SEALED, "2026-11-30", pauses=TEST)
    assert due(found) == "2026-11-24"
    assert late_day(found) == "2026-11-25"
    assert (found.used, found.paused, found.allowed, found.late_by) == (36, 14, 30, 6)
    assert found.code == "overdue"
    assert said(found, "paused") == [("检验 2026-10-13(周二) 至 2026-10-26(周一) 不计入", "+14 日")]
    assert notes(found, "paused") == ["检验期间告知书"]
    assert said(found, "off") == [("期间的周末、节假日", "不扣除")]
    assert said(found, "extension") == [("延长决定", "没有")]
    assert said(found, "due") == [("期满", "2026-11-24(周二)")]
    assert said(found, "state") == [("截至 2026-11-30(周一) 09:00", "已超 6 日")]


def test_every_day_of_the_sealing_is_drawn_with_its_role_and_number():
    found = judge("2026-10-11 15:40", SEALED, "2026-11-30", pauses=TEST)
    roles = [(one.role, one.n) for one in found.days]
    assert roles == [
        ("start", None),
        ("counted", 1),
        *[("paused", None)] * 14,
        *[("counted", n) for n in range(2, 30)],
        ("due", 30),
        *[("late", n) for n in range(1, 7)],
    ]
    assert [str(date_of(found.days[index].day)) for index in (0, -1)] == ["2026-10-11", "2026-11-30"]


def test_days_to_come_are_drawn_as_ahead_with_the_number_they_will_have():
    found = judge("2026-11-10", days(5), "2026-11-12")
    assert [(one.role, one.n, one.used) for one in found.days] == [
        ("start", None, 0),
        ("counted", 1, 1),
        ("counted", 2, 1),
        ("ahead", 3, 0),
        ("ahead", 4, 0),
        ("due", 5, 0),
    ]


@pytest.mark.req("S1-07")
def test_the_day_a_pause_begins_is_taken_off_and_the_day_it_ends_is_counted():
    found = judge("2026-11-02", days(10), "2026-11-12", pauses=[pause("2026-11-05 00:00", "2026-11-06 23:59")])
    assert (found.paused, due(found)) == (1, "2026-11-13")
    same_day = judge("2026-11-02", days(10), "2026-11-12", pauses=[pause("2026-11-05 08:00", "2026-11-05 18:00")])
    assert (same_day.paused, due(same_day)) == (0, "2026-11-12")
    assert said(same_day, "not_paused") == [("检验 2026-11-05(周四) 08:00 当日结束", "不足一日")]


def test_an_open_pause_covers_today_and_the_due_day_moves_on_with_it():
    running = judge("2026-11-02", days(10), "2026-11-12", pauses=[pause("2026-11-05")])
    assert (running.paused, running.used, due(running)) == (8, 2, "2026-11-20")
    assert notes(running, "state") == ["停计中（检验），期满随之顺延"]
    next_day = judge("2026-11-02", days(10), "2026-11-13", pauses=[pause("2026-11-05")])
    assert (next_day.used, due(next_day)) == (2, "2026-11-21")


def test_an_approved_cap_ends_a_pause_as_its_end_would():
    capped = judge("2026-11-02", days(10), "2026-11-20", pauses=[pause("2026-11-05", "2026-11-15", "2026-11-08")])
    ended = judge("2026-11-02", days(10), "2026-11-20", pauses=[pause("2026-11-05", "2026-11-08")])
    assert (capped.used, capped.paused, due(capped)) == (ended.used, 3, due(ended))
    assert cuts(capped) == [(1, "counted", "2026-11-05", "2026-11-07"), (1, "cap", "2026-11-08", "2026-11-14")]
    text, value = said(capped, "not_paused")[0]
    assert text == "检验 2026-11-08(周日) 至 2026-11-14(周六)：超过批准的最长停计时间"
    assert value == "照常计入"


def test_an_overlapping_pause_is_cut_and_each_day_belongs_to_the_earlier():
    pauses = [
        pause("2026-11-08", "2026-11-12", kind="听证", number=2),
        pause("2026-11-05", "2026-11-10", number=1),
    ]
    found = judge("2026-11-02", days(10), "2026-11-20", pauses=pauses)
    assert found.paused == 7
    assert cuts(found) == [
        (1, "counted", "2026-11-05", "2026-11-09"),
        (2, "overlap", "2026-11-08", "2026-11-09"),
        (2, "counted", "2026-11-10", "2026-11-11"),
    ]
    (overlap,) = [piece for count in found.pauses for piece in count.pieces if piece.cut == "overlap"]
    assert overlap.owner == pauses[1]
    assert said(found, "not_paused") == [
        ("听证 2026-11-08(周日) 至 2026-11-09(周一)：与 2026-11-05(周四) 的停计重叠，同一时间只停一次", "不重复")
    ]


def test_a_pause_capped_on_the_day_it_began_has_no_other_part_even_inside_another_pause():
    pauses = [pause("2026-11-04", number=1), pause("2026-11-10", "2026-11-12", "2026-11-10", number=2)]
    found = judge("2026-11-02", days(10), "2026-11-20", pauses=pauses)
    assert cuts(found) == [(1, "counted", "2026-11-04", "2026-11-20"), (2, "cap", "2026-11-10", "2026-11-11")]


@pytest.mark.req("S1-07")
def test_a_pause_of_another_kind_takes_nothing_off_and_gives_way_to_a_lawful_one():
    pauses = [pause("2026-11-04", "2026-11-12", kind="领导出差", number=1), pause("2026-11-06", "2026-11-08", number=2)]
    found = judge("2026-11-02", days(10), "2026-11-20", pauses=pauses)
    assert found.paused == 2
    assert cuts(found) == [(2, "counted", "2026-11-06", "2026-11-07"), (1, "unlawful", "2026-11-04", "2026-11-11")]
    assert said(found, "not_paused") == [
        ("领导出差 2026-11-04(周三) 至 2026-11-11(周三)：本期限不因“领导出差”停计", "照常计入")
    ]


def test_what_lies_outside_the_span_takes_nothing_off():
    found = judge("2026-11-05", days(10), "2026-11-30", pauses=[pause("2026-11-03", "2026-11-20")], end_at="2026-11-10")
    assert cuts(found) == [
        (1, "outside", "2026-11-03", "2026-11-05"),
        (1, "counted", "2026-11-06", "2026-11-10"),
        (1, "outside", "2026-11-11", "2026-11-19"),
    ]
    assert (found.used, found.paused) == (0, 5)


def test_a_pause_takes_only_working_days_off_a_limit_in_working_days():
    found = judge("2026-11-02", work_days(10), "2026-11-11", pauses=[pause("2026-11-06", "2026-11-10")])
    assert (found.used, found.paused, due(found)) == (5, 2, "2026-11-18")
    roles = {str(date_of(one.day)): one.role for one in found.days}
    assert [roles[f"2026-11-0{n}"] for n in (6, 7, 8, 9)] == ["paused", "off", "off", "paused"]


def test_a_pause_that_begins_after_the_time_ran_out_does_not_move_the_due_day():
    found = judge("2026-11-02", days(5), "2026-11-20", pauses=[pause("2026-11-10", "2026-11-15")])
    assert (due(found), found.used, found.late_by, found.code) == ("2026-11-07", 13, 8, "overdue")
    assert [one.n for one in found.days if one.role == "late"] == list(range(1, 9))


def test_a_pause_that_begins_right_after_the_last_day_still_holds_the_due_day_back():
    found = judge("2026-11-02", days(5), "2026-11-12", pauses=[pause("2026-11-08")])
    assert (due(found), found.used, found.code) == ("2026-11-12", 5, "due_soon")
    assert said(found, "state") == [("截至 2026-11-12(周四) 09:00", "即将到期：今日期满")]


def test_a_make_up_day_on_which_the_clock_stood_still_is_not_told_as_counted():
    found = judge("2026-09-24", work_days(7), "2026-10-09", pauses=[pause("2026-10-09", "2026-10-12")])
    assert found.paused == 1
    assert (
        said(judge("2026-09-24", work_days(7), "2026-10-13", pauses=[pause("2026-10-09", "2026-10-12")]), "makeup")
        == []
    )
