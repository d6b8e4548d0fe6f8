# SPDX-License-Identifier: Apache-2.0
"""Rows copied from a spreadsheet: every fault beside its cell at once, all rows or none (S0-47, S1-07, S1-09; corpus C04)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mingcha.ledger import System
from mingcha.ledger.models import Entry
from mingcha.organs.actions.calendars import create_calendar, load_calendar
from mingcha.organs.models import CalendarDay, CalendarMark, CalendarYear, Certificate, Officer, Person
from mingcha.organs.testing import Cast, invented_id
from mingcha.web.pasting import MOST

pytestmark = pytest.mark.django_db
OFFICERS, PEOPLE = "/organs/officers/paste/", "/organs/people/paste/"
HEAD = "姓名\t类别\t机构\t执法证号\t执法类别\t执法区域\t有效期起\t有效期止\t考试日期\t考试结果\t考试组织单位"
EXAM = "\t2025-06-01\t合格\t省司法厅"


def table(*rows: str) -> str:
    return "\r\n".join(rows) + "\r\n"


def send(cast: Cast, address: str, text: str, expect: int, role: str = "monitor", **more: str) -> Any:
    answer = cast.client(cast.post(role)).post(address, {"text": text, **more})
    assert answer.status_code == expect, answer.content.decode()[:2_000]
    return answer


def faults(answer: Any) -> dict[tuple[int, str], list[str]]:
    """By row and column, what the page says is wrong."""
    return {
        (row.number, name): cell.faults
        for row, _cells in answer.context["table"]
        for name, cell in [*row.cells.items(), ("", type("Whole", (), {"faults": row.faults}))]
        if cell.faults
    }


def test_officers_are_looked_at_first_and_then_taken_in_with_their_certificates(cast: Cast) -> None:
    unit = cast.organ("unit").name
    rows = (
        f"王建国\t执法人员\t{unit}\t9901-001\t市场监管\t甲一县\t2026/1/5\t2029年1月4日{EXAM}",
        "李 静\t辅助人员\t\t\t\t\t\t",
    )
    looked = send(cast, OFFICERS, table(HEAD, *rows), 200)
    assert "2 行，没有错误" in looked.content.decode()
    assert not Officer.objects.filter(name="王建国").exists()
    assert not Entry.objects.filter(act__in=("register_officers", "create_officer")).exists()
    send(cast, OFFICERS, table(HEAD, *rows), 302, save="1")
    made = Officer.objects.get(name="王建国")
    certificate = Certificate.objects.get(officer=made)
    assert (made.organ.name, str(certificate.valid_from), str(certificate.valid_to)) == (
        unit,
        "2026-01-05",
        "2029-01-04",
    )
    assert Officer.objects.get(name="李 静").kind == "auxiliary"
    assert Entry.objects.get(act="register_officers").what["rows"] == 2


def test_columns_are_known_by_their_head_in_any_order_or_by_their_place(cast: Cast) -> None:
    send(cast, OFFICERS, table("类别 *\t姓 名", "辅助人员\t甲"), 302, save="1")
    send(cast, OFFICERS, table("乙\t执法人员"), 302, save="1")
    assert dict(Officer.objects.filter(name__in="甲乙").values_list("name", "kind")) == {
        "甲": "auxiliary",
        "乙": "officer",
    }
    answer = send(cast, OFFICERS, table("姓名\t工龄", "丙\t3"), 422)
    assert "不认识的列：工龄" in answer.context["form"].errors["text"][0]


def test_all_faults_of_all_rows_stand_beside_their_cells_and_nothing_is_stored(cast: Cast) -> None:
    away = cast.foreign_organ("unit").name
    rows = (
        "\t执法人员",
        f"甲\t局长\t{away}",
        "乙\t执法人员\t\t9901-001\t\t\t2026-02-30",
        "丙\t执法人员\t\t1.50102E+17\t市场监管\t\t2026-01-01",
        "丁\t\t\t\t\t\t\t\t\t\t\t多出来的",
    )
    answer = send(cast, OFFICERS, table(HEAD, *rows), 422, save="1")
    found = faults(answer)
    assert set(found) == {
        *((2, "name"), (3, "kind"), (3, "organ"), (4, "category"), (4, "valid_from"), (4, "exam_on")),
        *((5, "number"), (5, "exam_on"), (6, "")),
    }
    assert "科学记数" in found[5, "number"][0]
    assert Officer.objects.filter(name__in="甲乙丙丁").count() == 0
    text = answer.content.decode()
    assert "5 行，其中 5 行有错误" in text
    assert 'name="save"' not in text.split("<table")[1].split("</table")[0]


def test_what_only_the_register_knows_is_told_beside_the_cell_before_anything_is_stored(cast: Cast) -> None:
    row = f"甲\t\t\t9901-001\t市场监管\t\t2026-01-01\t{EXAM}"
    send(cast, OFFICERS, table(row), 302, save="1")
    again = send(
        cast, OFFICERS, table(f"乙\t\t\t9901-002\t市场监管\t\t2026-01-01\t{EXAM}", row, row.replace("甲", "丙")), 422
    )
    assert faults(again) == {(2, "number"): ["这个执法证号已登记"], (3, "number"): ["这个执法证号已登记"]}
    late = send(cast, OFFICERS, table(f"丁\t\t\t9901-003\t市场监管\t\t2026-01-01\t2025-01-01{EXAM}"), 422)
    assert faults(late) == {(1, "valid_to"): ["止期不能早于起期"]}
    assert Officer.objects.filter(name__in="乙丙丁").count() == 0


def test_people_are_taken_in_with_their_numbers_and_a_number_that_lost_its_end_is_refused(cast: Cast) -> None:
    number = invented_id(777)
    good = f"钱多\tqianduo\t\t{number}\t13900007777"
    answer = send(cast, PEOPLE, table(good, "孙少\tsunshao\t\t9.90101E+17\t"), 422, "system_admin")
    assert list(faults(answer)) == [(2, "id_number")]
    send(cast, PEOPLE, table(good, f"同号\ttonghao\t\t{number}\t"), 422, "system_admin", save="1")
    assert not Person.objects.filter(username__in=("qianduo", "tonghao")).exists()
    send(cast, PEOPLE, table(good), 302, "system_admin", save="1")
    assert Person.objects.get(username="qianduo").id_number == number


def test_too_many_rows_none_and_a_stray_quotation_mark(cast: Cast) -> None:
    many = send(cast, OFFICERS, table(*["甲"] * (MOST + 1)), 422)
    assert f"一次最多 {MOST} 行，现有 {MOST + 1} 行" in many.context["form"].errors["text"][0]
    send(cast, OFFICERS, table(HEAD), 422)
    send(cast, OFFICERS, "", 422)
    send(cast, OFFICERS, table('5"管\t执法人员'), 302, save="1")
    send(cast, OFFICERS, table('"两\n行"\t执法人员'), 302, save="1")
    assert Officer.objects.filter(name='5"管').exists()
    post = cast.post("handler")
    assert cast.client(post).get(OFFICERS).status_code == 403


# --- days of a calendar ---------------------------------------------------------------------------------------------
NATION = "/organs/settings/calendars/of/CN/paste/"
YEAR_2028 = ("日期\t类型\t名称", "2028年\t整年\t", "2028/1/3\t放假\t元旦", "2028年1月8日\t调休上班\t元旦")


@pytest.fixture
def nation(cast: Cast) -> Cast:
    load_calendar(System("test"))
    create_calendar("NMG", "内蒙古", by=System("test"))
    return cast


def keep(cast: Cast, address: str, text: str, expect: int, **more: str) -> Any:
    return send(cast, address, text, expect, "system_admin", **more)


@pytest.mark.req("S1-07")
def test_the_days_of_a_year_are_looked_at_first_and_then_counted_by(nation: Cast) -> None:
    looked = keep(nation, NATION, table(*YEAR_2028), 200)
    assert "3 行，没有错误" in looked.content.decode()
    assert not CalendarYear.objects.filter(year=2028).exists()
    assert not Entry.objects.filter(act="paste_calendar").exists()
    keep(nation, NATION, table(*YEAR_2028), 302, save="1")
    days = CalendarDay.objects.filter(calendar="CN", day__in=[date(2028, 1, day) for day in (3, 4, 8)])
    assert [one.is_work for one in days.order_by("day")] == [False, True, True]
    entry = Entry.objects.get(act="paste_calendar")
    assert (entry.object_name, entry.what) == ("CN", {"years": [2028], "days": 2})
    keep(nation, NATION.replace("CN", "NMG"), table("2028-06-06\t放假\t那达慕"), 302, save="1")
    assert not CalendarDay.objects.get(calendar="NMG", day=date(2028, 6, 6)).is_work
    assert CalendarDay.objects.get(calendar="CN", day=date(2028, 6, 6)).is_work


WRONG = [
    ("CN", "2026-02-30\t放假", "day", "没有这一天"),
    ("CN", "2026-05-06\t半天", "kind", "应为放假、上班、整年"),
    ("CN", "2026-05-06\t放假\t\t也许", "standing", "应为正式、暂定"),
    ("CN", "2026-05-06\t放假\t" + "长" * 81, "name", "超出 1 个字"),
    ("CN", "1969-05-06\t放假", "day", "1970"),
    ("CN", "28\t整年", "day", "四位年份"),
    ("NMG", "2026\t整年", "kind", "只能由全国日历声明"),
    ("CN", "\t放假", "day", "必"),
    ("CN", "2026-05-06\t放假\t\t\t多出来的", "", "列比表头多"),
]


def test_each_wrong_day_has_its_reason_and_nothing_of_the_table_is_kept_or_lost(nation: Cast) -> None:
    before = CalendarMark.objects.count()
    for code, row, column, words in WRONG:
        text = table("2026-09-03\t放假\t纪念日", row)
        answer = keep(nation, NATION.replace("CN", code), text, 422, save="1")
        found = faults(answer)
        assert list(found) == [(2, column)], row
        assert words in found[2, column][0], row
        assert answer.context["form"]["text"].value() == text
    assert CalendarMark.objects.count() == before


def test_what_only_the_rows_together_and_the_calendar_tell_stands_beside_its_row(nation: Cast) -> None:
    rows = ("日期\t类型", "2026-09-03\t放假", "2026/9/3\t上班", "2028-02-03\t放假")
    found = faults(keep(nation, NATION, table(*rows), 422, save="1"))
    assert {place: words[0][:8] for place, words in found.items()} == {
        (3, "day"): "与上面的一行重复",
        (4, "day"): "没有 2028 ",
    }
    gap = faults(keep(nation, NATION, table("2030\t整年", "2030-01-01\t放假"), 422, save="1"))
    assert "缺少 2028、2029 年" in gap[1, "day"][0]
    provisional = faults(keep(nation, NATION, table("2026\t整年\t\t暂定", "2026-01-01\t放假\t\t暂定"), 422, save="1"))
    assert "不能改回暂定" in provisional[1, "day"][0]
    assert not CalendarYear.objects.filter(year__gt=2027).exists()
    assert nation.client(nation.post("reviewer")).get(NATION).status_code == 403
    assert nation.client(nation.post("system_admin")).get(NATION.replace("CN", "nobody")).status_code == 404
