# SPDX-License-Identifier: Apache-2.0
"""Work calendars as rows: what comes with the package, what people bring, and what the engine then counts (S1-07)."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from mingcha.engine.calendar import CalendarMissing, national
from mingcha.engine.clock import day_number
from mingcha.ledger import Invalid, System, WrongState
from mingcha.ledger.models import Entry
from mingcha.organs.actions.calendars import create_calendar, import_calendar, load_calendar
from mingcha.organs.calendars import known_years, work_calendar
from mingcha.organs.models import Calendar, CalendarDay, CalendarMark, CalendarYear
from mingcha.organs.testing import Cast

BY = System("test")
YEAR_2028 = "date,kind,name\n2028,year,\n2028-01-03,rest,元旦\n2028-01-08,work,元旦\n"


@pytest.fixture
def nation(db: None) -> None:
    load_calendar(BY)


@pytest.fixture
def keeper(cast: Cast, nation: None) -> Client:
    return cast.client(cast.post("system_admin"))


def bring(text: str) -> int:
    return import_calendar(text.encode(), "year.csv", by=BY)


def upload(client: Client, text: str | bytes, name: str = "year.csv"):
    data = text if isinstance(text, bytes) else text.encode()
    return client.post("/organs/settings/calendars/import/", {"file": SimpleUploadedFile(name, data)})


def worked(day: date, code: str = "CN") -> bool:
    """As the engine's relation has it."""
    return CalendarDay.objects.get(calendar_id=code, day=day).is_work


@pytest.mark.req("S1-07")
def test_the_rows_say_day_by_day_what_the_engine_would(nation: None) -> None:
    stored = [
        (
            row.calendar_id,
            day_number(row.day),
            int(row.is_work),
            row.wd,
            row.next_work_day and day_number(row.next_work_day),
        )
        for row in CalendarDay.objects.order_by("day")
    ]
    assert stored == list(national().rows())
    assert list(work_calendar().rows()) == stored
    assert (work_calendar().years, work_calendar().marks) == (national().years, national().marks)


def test_loading_again_changes_nothing_and_is_no_entry(nation: None) -> None:
    before = Calendar.objects.get().version
    assert load_calendar(BY) == []
    assert Calendar.objects.get().version == before
    assert Entry.objects.filter(act="load_calendar").count() == 1


def test_loading_brings_what_is_missing_and_leaves_what_people_brought(nation: None) -> None:
    bring("date,kind,name\n2026,year,\n2026-05-01,rest,劳动节\n")
    CalendarYear.objects.filter(year=2004).delete()
    CalendarYear.objects.filter(year=2025).update(standing="provisional")
    assert load_calendar(BY) == [2004, 2025]
    assert CalendarMark.objects.filter(day__range=(date(2026, 1, 1), date(2026, 12, 31))).count() == 1


def test_a_year_that_is_brought_counts_from_then_on(nation: None) -> None:
    with pytest.raises(CalendarMissing):
        work_calendar().is_work(day_number(date(2028, 1, 3)))
    assert bring(YEAR_2028) == 2
    calendar = work_calendar()
    assert not calendar.is_work(day_number(date(2028, 1, 3)))
    assert (worked(date(2028, 1, 3)), worked(date(2028, 1, 8)), worked(date(2028, 1, 4))) == (False, True, True)
    assert CalendarDay.objects.get(day=date(2027, 12, 31)).next_work_day == date(2027, 12, 31)
    assert list(calendar.rows())[-1][3] == CalendarDay.objects.order_by("day").last().wd


def test_the_official_year_replaces_all_that_was_provisional(nation: None) -> None:
    bring("date,kind,name\n2027,year,\n2027-01-01,rest,元旦\n")
    assert CalendarYear.objects.get(year=2027).standing == "official"
    assert worked(date(2027, 10, 1))
    assert not work_calendar().is_provisional(day_number(date(2027, 10, 1)))


def test_a_single_day_may_be_corrected(nation: None) -> None:
    bring("date,kind,name\n2026-09-03,rest,纪念日\n")
    assert not worked(date(2026, 9, 3))
    bring("date,kind,name\n2026-09-03,work,纪念日\n")
    assert worked(date(2026, 9, 3))


def test_a_local_calendar_follows_the_national_one_but_for_its_own_days(nation: None) -> None:
    create_calendar("NMG", "内蒙古", by=BY)
    bring("calendar,date,kind,name\nNMG,2026-05-06,rest,那达慕\n")
    assert (worked(date(2026, 5, 6)), worked(date(2026, 5, 6), "NMG")) == (True, False)
    bring("date,kind,name\n2026-05-07,rest,临时放假\n")
    assert not worked(date(2026, 5, 7), "NMG")
    assert not worked(date(2026, 5, 6), "NMG")
    assert not work_calendar("NMG").is_work(day_number(date(2026, 5, 6)))


def test_only_calendars_that_say_something_new_are_written_anew(nation: None) -> None:
    create_calendar("NMG", "内蒙古", by=BY)
    before = Calendar.objects.get(code="CN").version
    bring("calendar,date,kind,name\nNMG,2026-05-06,rest,那达慕\n")
    assert Calendar.objects.get(code="CN").version == before


def test_a_code_is_given_once(nation: None) -> None:
    create_calendar("NMG", "内蒙古", by=BY)
    for code in ("NMG", "CN"):
        with pytest.raises(Invalid, match="已有日历使用"):
            create_calendar(code, "又一个", by=BY)


FAULTY = [
    ("date,kind\n2028-02-30,rest\n", "第 2 行：date“2028-02-30”不是存在的日子"),
    ("date,kind\n2028-02-03,rest\n", "第 2 行：没有2028年的工作日历"),
    ("date,kind\n2030,year\n2030-01-01,rest\n", "缺少 2028、2029 年"),
    ("date,kind,status\n2026,year,provisional\n2026-01-01,rest,provisional\n", "第 2 行：2026 年已有正式日历"),
    ("calendar,date,kind\nXZ,2026-05-06,rest\n", "第 2 行：没有代号为“XZ”的地方日历"),
    ("", "文件是空的"),
    ("甲,乙\n", "缺少列“date”"),
    ('date,kind\n"2028', "不是可读的 CSV 文件"),
]
"""One calendar serves for all: laying it takes a second."""


def test_a_file_with_a_fault_is_refused_whole_with_its_line(nation: None) -> None:
    for text, words in FAULTY:
        before = list(Calendar.objects.values_list("version", "digest")), CalendarMark.objects.count()
        with pytest.raises(Invalid) as caught:
            bring(f"{text}2026-09-03,rest\n" if text.startswith("date,kind\n") else text)
        assert words in "\n".join(fault.message for fault in caught.value.faults)
        assert before == (list(Calendar.objects.values_list("version", "digest")), CalendarMark.objects.count())


def test_all_faults_are_told_at_once(nation: None) -> None:
    with pytest.raises(Invalid) as caught:
        bring("date,kind\n2026-13-01,rest\n2026-05-06,free\n2026-05-07,rest\n2026-05-07,work\n")
    assert [fault.message[:5] for fault in caught.value.faults] == ["第 2 行", "第 3 行", "第 5 行"]


def test_a_year_that_nobody_brought_is_named(nation: None) -> None:
    with pytest.raises(WrongState, match="请先导入2028年工作日历") as caught, known_years():
        work_calendar().require(day_number(date(2026, 1, 1)), day_number(date(2028, 1, 1)))
    assert caught.value.code == "calendar_missing"


def test_an_import_is_an_entry_with_the_files_hash(keeper: Client, cast: Cast) -> None:
    assert upload(keeper, YEAR_2028)["Location"] == "/organs/settings/calendars/"
    entry = Entry.objects.get(act="import_calendar")
    assert (entry.what["file"], entry.what["years"], entry.what["days"]) == ("year.csv", [2028], 2)
    assert len(entry.what["sha256"]) == 64
    assert entry.actor_id == cast.post("system_admin").person_id


UNREADABLE = [
    (b"", "空"),
    (b"\xff\xfe\x00", "不是可读的 CSV 文件"),
    (b"date,kind\n" + b"x" * (1 << 20), "文件超过 1 MB"),
    (b"date,kind\n2028-02-30,rest\n", "第 2 行"),
    (b"PK\x03\x04 zip", "缺少列"),
]


def test_a_page_tells_what_is_wrong_with_a_file_beside_its_field(keeper: Client) -> None:
    for data, words in UNREADABLE:
        answer = upload(keeper, data)
        assert answer.status_code == 422
        assert words in str(answer.context["form"].errors["file"])


def test_a_year_is_shown_as_twelve_months_with_its_holidays(keeper: Client) -> None:
    page = keeper.get("/organs/settings/calendars/of/CN/?year=2026")
    text = page.content.decode()
    assert page.context["total"] == sum(row[2] for row in national().rows() if _year(row[1]) == 2026)
    assert len(page.context["months"]) == 12
    assert 'title="2026-10-01 国庆节"' in text
    assert "班" in text


def _year(day: int) -> int:
    from mingcha.engine.clock import date_of

    return date_of(day).year


def test_a_provisional_year_says_so(keeper: Client) -> None:
    assert "调休未知" in keeper.get("/organs/settings/calendars/of/CN/?year=2027").content.decode()


def test_a_page_of_a_missing_year_names_it(keeper: Client) -> None:
    page = keeper.get("/organs/settings/calendars/of/CN/?year=2028")
    assert page.status_code == 409
    assert "请先导入2028年工作日历" in page.content.decode()


def test_a_year_that_is_none_is_not_found(keeper: Client) -> None:
    for year in ("20261", "-1", "0x7d", "1.0", "٢٠٢٦", "1969"):
        assert keeper.get("/organs/settings/calendars/of/CN/", {"year": year}).status_code == 404
    assert keeper.get("/organs/settings/calendars/of/nobody/").status_code == 404


def test_working_days_are_counted_from_the_day_after(keeper: Client) -> None:
    page = keeper.get("/organs/settings/calendars/of/CN/", {"start": "2026-09-28", "days": "5"})
    assert page.context["answer"]["due"] == date(2026, 10, 10)
    assert page.context["answer"]["names"] == ["国庆节"]


UNCOUNTED = [
    ("2027-12-20", "30", 409, "请先导入2028年工作日历"),
    ("2025-02-29", "3", 422, "没有这一天"),
    ("2026-02-01", "0", 422, "1"),
    ("9999-12-31", "3", 422, "年份"),
    ("2190-12-31", "3", 409, "2190"),
]


def test_a_count_that_cannot_be_made_says_why(keeper: Client) -> None:
    for start, days, status, words in UNCOUNTED:
        page = keeper.get("/organs/settings/calendars/of/CN/", {"start": start, "days": days})
        assert page.status_code == status
        assert words in str(page.context["form"].errors)


def test_a_local_calendar_begins_on_a_page(keeper: Client) -> None:
    answer = keeper.post("/organs/settings/calendars/new/", {"code": "内蒙古", "name": "内蒙古日历"})
    assert answer.status_code == 302
    assert keeper.get(answer["Location"]).status_code == 200
    assert keeper.post("/organs/settings/calendars/new/", {"code": "a/b", "name": "\u200b"}).status_code == 422


def test_who_may_only_read_changes_no_calendar(cast: Cast, nation: None) -> None:
    reader = cast.client(cast.post("reviewer"))
    assert reader.get("/organs/settings/calendars/").status_code == 200
    assert upload(reader, YEAR_2028).status_code == 403
    assert not CalendarYear.objects.filter(year=2028).exists()
    assert cast.client(cast.post("handler")).get("/organs/settings/calendars/").status_code == 403


def test_a_calendar_costs_few_queries(keeper: Client, django_assert_max_num_queries) -> None:
    keeper.get("/organs/settings/calendars/")
    with django_assert_max_num_queries(10):
        keeper.get("/organs/settings/calendars/of/CN/?year=2026")
