# SPDX-License-Identifier: Apache-2.0
"""The work calendar: the facts, running counts, files with further years and local days, and honest ignorance."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import chinese_calendar
import pytest

from mingcha.engine.calendar import NATIONAL, CalendarError, CalendarMissing, WorkCalendar, national, read
from mingcha.engine.clock import date_of, day_number, day_of, local_seconds, moment_of
from mingcha.engine.schema import TABLES


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def calendar_from(tmp_path, text: str, encoding: str = "utf-8") -> WorkCalendar:
    path = tmp_path / "calendar.csv"
    path.write_bytes(text.encode(encoding))
    return read(path)


def errors_of(tmp_path, text: str) -> list[str]:
    with pytest.raises(CalendarError) as caught:
        calendar_from(tmp_path, text)
    return caught.value.errors


YEAR_2028 = "date,kind,name,status\n2028,year,,\n2028-01-03,rest,元旦,\n2028-01-08,work,元旦,\n"


# --- the national calendar


@pytest.mark.req("S1-07")
def test_every_day_from_2004_to_2026_is_what_the_state_council_published():
    first, last = date(2004, 1, 1), date(2026, 12, 31)
    days = [first + timedelta(n) for n in range((last - first).days + 1)]
    wrong = [one for one in days if national().is_work(day_number(one)) != chinese_calendar.is_workday(one)]
    assert wrong == []


def test_the_published_years_name_weekday_holidays_and_weekend_working_days_and_nothing_else():
    for number, mark in national().marks.items():
        if mark.status == "official":
            assert mark.is_work == (date_of(number).weekday() >= 5)
            assert mark.name


def test_national_day_2026_is_seven_days_off_between_two_make_up_working_days():
    off = [text for text in (f"2026-10-{n:02}" for n in range(1, 12)) if not national().is_work(day(text))]
    assert off == [f"2026-10-{n:02}" for n in (1, 2, 3, 4, 5, 6, 7, 11)]
    assert national().is_work(day("2026-09-20"))
    assert national().is_work(day("2026-10-10"))
    assert national().name(day("2026-10-10")) == "国庆节"
    assert national().name(day("2026-10-13")) == ""


def test_2027_is_provisional_and_holds_weekends_and_statutory_days_only():
    in_2027 = list(range(day("2027-01-01"), day("2027-12-31") + 1))
    assert all(national().is_provisional(n) for n in in_2027)
    assert not national().is_provisional(day("2026-12-31"))
    named = {str(date_of(n)): national().name(n) for n in in_2027 if national().name(n)}
    assert named == {
        "2027-01-01": "元旦",
        "2027-02-05": "春节",
        "2027-02-06": "春节",
        "2027-02-07": "春节",
        "2027-02-08": "春节",
        "2027-04-05": "清明节",
        "2027-05-01": "劳动节",
        "2027-05-02": "劳动节",
        "2027-06-09": "端午节",
        "2027-09-15": "中秋节",
        "2027-10-01": "国庆节",
        "2027-10-02": "国庆节",
        "2027-10-03": "国庆节",
    }
    assert not any(national().is_work(day(text)) for text in named)
    assert not any(national().is_work(n) for n in in_2027 if date_of(n).weekday() >= 5)


# --- what the engine's table gets


def test_rows_have_the_columns_of_the_table_and_hold_every_known_day_once():
    rows = list(national().rows())
    assert all(len(row) == len(TABLES["calendar"].columns) for row in rows)
    assert all(type(value) is int for row in rows for value in row[1:])
    assert [row[1] for row in rows] == list(range(day("2004-01-01"), day("2027-12-31") + 1))


def test_the_running_count_grows_by_one_on_working_days_only():
    for (_, _, _, before, _), (_, number, is_work, wd, following) in pairwise(national().rows()):
        assert wd - before == is_work == national().is_work(number)
        assert wd == national().wd(number)
        assert following is not None
        assert following >= number
        assert (following == number) == (is_work == 1)


def test_the_next_working_day_leaps_over_the_spring_festival():
    assert national().next_work_day(day("2026-02-15")) == day("2026-02-24")
    assert national().next_work_day(day("2026-02-14")) == day("2026-02-14")
    assert national().work_day(national().wd(day("2026-02-14")) + 1) == day("2026-02-24")


def test_days_off_at_the_very_end_have_no_next_working_day_rather_than_a_guess(tmp_path):
    calendar = calendar_from(tmp_path, YEAR_2028)
    assert [row[4] for row in calendar.rows()][-3:] == [day("2028-12-29"), None, None]
    with pytest.raises(CalendarMissing, match="请先导入2029年工作日历"):
        calendar.next_work_day(day("2028-12-30"))


# --- a missing year


@pytest.mark.req("S1-07")
@pytest.mark.parametrize(
    ("first", "last", "year"),
    [
        ("2028-01-01", "2028-01-01", 2028),
        ("2026-01-01", "2030-05-05", 2028),
        ("2003-12-31", "2026-01-01", 2003),
        ("2031-01-01", "2031-01-02", 2031),
    ],
)
def test_a_missing_year_is_named_with_what_to_do(first, last, year):
    with pytest.raises(CalendarMissing, match=f"请先导入{year}年工作日历") as caught:
        national().require(day(first), day(last))
    assert caught.value.year == year


@pytest.mark.parametrize("ask", ["is_work", "wd", "name", "is_provisional", "next_work_day"])
def test_every_question_about_a_missing_year_is_refused(ask):
    with pytest.raises(CalendarMissing, match="2028"):
        getattr(national(), ask)(day("2028-01-01"))


def test_counting_beyond_what_is_known_is_refused_on_both_sides():
    with pytest.raises(CalendarMissing, match="2028"):
        national().work_day(national().wd(day("2027-12-31")) + 1)
    with pytest.raises(CalendarMissing, match="2003"):
        national().work_day(0)


def test_known_days_are_not_refused():
    national().require(day("2004-01-01"), day("2027-12-31"))


# --- files


def test_a_file_brings_a_whole_new_year(tmp_path):
    calendar = calendar_from(tmp_path, YEAR_2028)
    assert not calendar.is_work(day("2028-01-03"))
    assert calendar.is_work(day("2028-01-08"))
    assert calendar.is_work(day("2028-01-04"))
    assert not calendar.is_provisional(day("2028-01-04"))
    assert calendar.wd(day("2028-01-08")) == national().wd(day("2027-12-31")) + 5
    with pytest.raises(CalendarMissing, match="2029"):
        calendar.require(day("2028-12-31"), day("2029-01-01"))


def test_the_official_year_takes_the_place_of_the_provisional_one(tmp_path):
    text = "date,kind,name,status\n2027,year,,official\n2027-01-01,rest,元旦,\n2027-05-03,rest,劳动节,\n"
    calendar = calendar_from(tmp_path, text)
    assert not calendar.is_provisional(day("2027-06-09"))
    assert calendar.is_work(day("2027-06-09"))  # the provisional Dragon Boat day is gone with its year
    assert not calendar.is_work(day("2027-05-03"))
    assert national().is_work(day("2027-05-03"))  # and the seed is as it was


def test_a_local_calendar_differs_from_the_national_one_only_where_it_says_so(tmp_path):
    text = (
        "calendar,date,kind,name,status\nNMG,2026-07-20,rest,那达慕,official\nNMG,2026/7/25,work,那达慕,\n"
        "CN,2026-07-21,rest,纪念日,\n"
    )
    calendar = calendar_from(tmp_path, text)
    local = calendar.of("NMG")
    assert calendar.ids == (NATIONAL, "NMG")
    assert calendar.of("CN") is calendar
    assert [calendar.is_work(day(f"2026-07-{n}")) for n in (20, 21, 25)] == [True, False, False]
    assert [local.is_work(day(f"2026-07-{n}")) for n in (20, 21, 25)] == [False, False, True]
    assert local.name(day("2026-07-20")) == "那达慕"
    assert local.wd(day("2026-07-25")) == calendar.wd(day("2026-07-25"))
    assert {row[0] for row in calendar.rows()} == {"CN", "NMG"}
    assert len(list(calendar.rows())) == 2 * len(list(national().rows()))


def test_an_unknown_calendar_is_refused_by_name():
    with pytest.raises(CalendarError, match="没有名为“NMG”的工作日历"):
        national().of("NMG")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_from_an_office_program_is_read_in_its_encoding(tmp_path, encoding):
    calendar = calendar_from(tmp_path, "date,kind,name\r\n2026/7/20,rest,那达慕\r\n", encoding)
    assert calendar.name(day("2026-07-20")) == "那达慕"


def test_all_faults_of_a_file_come_at_once_with_line_and_reason(tmp_path):
    errors = errors_of(
        tmp_path,
        "calendar,date,kind,name,status\n"
        "CN,2026-02-30,rest,,\n"
        ",2026-03-02,holiday,,\n"
        "\n"
        "CN,2026-03-03,rest,,maybe\n"
        "CN,2026-03-04,rest,,\n"
        ",2026-03-04,work,,\n"
        "CN,2029-03-04,rest,,\n"
        "NMG,2028,year,,\n"
        'CN,"20260305",rest,,,more\n'
        "N G,1026-03-06,rest,,\n",
    )
    assert errors == [
        "第 2 行：date“2026-02-30”不是存在的日子",
        "第 3 行：kind“holiday”应为 rest（休息）、work（上班）或 year（整年）",
        "第 5 行：status“maybe”应为 official（正式）或 provisional（暂定）",
        "第 7 行：与第 6 行重复",
        "第 8 行：没有2029年的工作日历：整年导入时，请加一行 date 为 2029、kind 为 year",
        "第 9 行：整年只能由全国日历（CN）声明，地方日历只写与全国不同的日子",
        "第 10 行：date“20260305”应为年-月-日，如 2028-10-01",
        "第 10 行：单元格比表头多",
        "第 11 行：calendar 应为 1 至 40 个字母、汉字、数字、点或连字符",
        "第 11 行：date“1026-03-06”应在 1970 年至 2199 年之间",
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "文件是空的"),
        ("date,kind,what\n", "不认识的列“what”"),
        ("date,name\n", "缺少列“kind”"),
        ("date,date,kind\n", "列“date”出现了 2 次"),
        ("date,kind\n2028,year\n", "声明了2028年整年，却没有一个放假日"),
        ("date,kind\n2030,year\n2030-01-01,rest\n", "缺少 2028、2029 年"),
        ("date,kind\n28,year\n", "date“28”应为四位年份"),
        ('date,kind\n"2028-01-01,rest\n', "不是可读的 CSV 文件"),
        ("date,kind,name\n2026-03-04,rest,a\x00b\n", "控制字符"),
        ("x" * (1 << 20) + "y", "文件超过 1 MB"),
    ],
)
def test_a_bad_file_is_refused_with_the_reason(tmp_path, text, reason):
    assert any(reason in error for error in errors_of(tmp_path, text))


def test_bytes_that_are_no_text_are_refused(tmp_path):
    (tmp_path / "calendar.csv").write_bytes(b"date,kind\n\xff\xff\x00,rest\n")
    with pytest.raises(CalendarError, match="不是可读的 CSV 文件"):
        read(tmp_path / "calendar.csv")


# --- the units of time


def test_local_seconds_are_those_of_utc_plus_eight():
    assert local_seconds(datetime(1970, 1, 1)) == 0
    assert local_seconds(datetime(2026, 11, 20, 16, 0, 0, 999_999, tzinfo=UTC)) == day("2026-11-21") * 86_400
    assert local_seconds(datetime(1969, 12, 31, 15, 59, 59, tzinfo=UTC)) == -1


@pytest.mark.parametrize("at", [-1, 0, 86_399, 86_400, 1_795_564_799])
def test_days_and_moments_belong_to_their_seconds(at):
    assert local_seconds(moment_of(at)) == at
    assert date_of(day_of(at)) == moment_of(at).date()
    assert day_number(date_of(day_of(at))) == day_of(at)
