# SPDX-License-Identifier: Apache-2.0
"""A case runs step by step, and every act is checked as it is done (S1-30 … S1-32, S1-42)."""

from __future__ import annotations

from typing import Any

import pytest

from live_cases import colleague, in_force, later, officer, open_one, press, submit, task_of

pytestmark = pytest.mark.django_db


@pytest.mark.req("S1-32")
def test_a_case_begins_with_its_number_its_file_and_a_first_step(street: Any) -> None:
    _cast, version, first, _second = street
    case = open_one(version, first, parties=({"kind": "citizen", "name": "王某", "number": "", "address": "东街1号"},))
    assert case.number.endswith("处〔2026〕1号")
    assert (case.party, case.file.origin) == ("王某", "inspection")
    assert task_of(case).act == "巡查发现"
    assert open_one(version, first).number.endswith("处〔2026〕2号")


def test_the_whole_summary_procedure_runs_to_its_end(street: Any) -> None:
    from mingcha.cases.actions.tasks import Chosen

    _cast, version, first, second = street
    case = open_one(version, first)
    both = Chosen((first.person_id, second.person_id))
    alone = Chosen((first.person_id,))
    submit(case, first, values={"地点": "东街", "种类": "摆摊"}, people={"责令改正": both}, at=later(0.1))
    submit(case, first, values={"当场改正": "否"}, people={"现场取证": both}, at=later(0.2))
    submit(case, first, people={"当场告知": both}, at=later(0.3))
    submit(case, first, people={"当场处罚决定": both}, at=later(0.4))
    submit(case, first, people={"当场交付": both}, at=later(0.5))
    submit(case, first, people={"缴款": alone, "备案": alone, "公示": alone}, at=later(0.6))
    assert {task.act for task in case.tasks.filter(status="active")} == {"缴款", "备案", "公示"}
    submit(case, first, "备案", at=later(1))
    submit(case, first, "公示", people={"归档": alone}, at=later(2))
    assert not case.tasks.filter(act="归档").exists()  # it joins all three
    submit(case, first, "缴款", people={"归档": alone}, at=later(3))
    submit(case, first, at=later(4))
    case.refresh_from_db()
    assert (case.status, case.closed_at) == ("closed", later(4))
    assert list(case.steps.order_by("seq").values_list("act", "run")) == [
        (act, 1)
        for act in (
            "巡查发现",
            "责令改正",
            "现场取证",
            "当场告知",
            "当场处罚决定",
            "当场交付",
            "缴款",
            "备案",
            "公示",
            "归档",
        )
    ]


@pytest.mark.req("S1-30", "S1-31", "S1-32")
def test_a_handler_opens_a_case_and_does_its_first_step_on_pages(street: Any) -> None:
    from django.urls import reverse

    from mingcha.cases.models import Case

    cast, version, first, second = street
    browser = cast.client(first)
    assert version.item.name in browser.get(reverse("cases:case-pick")).content.decode()
    typed = {"origin": "inspection", "title": "占道摆摊", "party_kind": "other", "party_name": "王某"}
    made = press(browser, reverse("cases:case-new", args=[version.pk]), **typed)
    assert made.status_code == 302, made.content.decode()
    case = Case.objects.get()
    assert made.url == reverse("cases:case-detail", args=[case.pk])
    page = browser.get(made.url).content.decode()
    work = reverse("cases:step-work", args=[task_of(case).pk])
    assert "现在要做" in page
    assert work in page
    refused = press(browser, work, _act="submit")
    assert refused.status_code == 422
    assert "这个字段是必填项" in refused.content.decode() or "请填写" in refused.content.decode()
    people = [str(first.person_id), str(second.person_id)]
    done = press(browser, work, _act="submit", 地点="东街", 种类="摆摊", go_people_0=people)
    assert done.status_code == 302, done.content.decode()
    assert task_of(case).act == "责令改正"
    assert {row.person_id for row in task_of(case).people.all()} == {first.person_id, second.person_id}


@pytest.mark.req("S1-09")
def test_an_unqualified_name_stands_there_in_red_until_her_certificate_is_entered(street: Any) -> None:
    from datetime import date

    from mingcha.cases.people import candidates
    from mingcha.cases.procedure import procedure_of
    from mingcha.organs.models import Certificate, Region

    cast, version, first, _second = street
    third = colleague(cast, "新人")
    row = officer(third.person, "", organ=cast.organ("unit"))
    row.certificates.all().delete()
    case = open_one(version, first)

    def against() -> str:
        found = candidates(case, procedure_of(version), "现场取证", date(2026, 3, 2))
        return next(each.against for each in found if each.person == third.person)

    assert against() == "没有执法证"
    page = cast.client(first).get(f"/cases/steps/{task_of(case).pk}/people/").content.decode()
    area = Region.objects.get(pk=cast.organ("unit").region_id)
    days = {"valid_from": date(2026, 1, 1), "valid_to": date(2026, 12, 31)}
    lo = int(area.pk)
    Certificate.objects.create(officer=row, number="A3", category="", area=area, area_lo=lo, area_hi=lo, **days)
    assert against() == ""
    assert "新人" in page


@pytest.mark.req("S1-03")
def test_a_case_runs_only_on_what_the_directory_lays_down(street: Any) -> None:
    from datetime import date

    from mingcha.catalog.actions.versions import retire_item
    from mingcha.ledger import System, WrongState

    _cast, version, first, _second = street
    case = open_one(version, first)
    steps = set(version.steps.values_list("act", flat=True))
    assert set(case.steps.values_list("act", flat=True)) <= steps
    retire_item(version.item, date(2026, 3, 1), "不再实施", by=System("目录"))
    version.refresh_from_db()
    with pytest.raises(WrongState):
        open_one(version, first)
    submit(case, first, values={"地点": "东街", "种类": "摆摊"}, at=later(1))  # what runs keeps its version
    assert task_of(case).act == "责令改正"


def test_two_who_submit_one_step_at_once_are_told_apart(street: Any) -> None:
    from mingcha.cases.actions.submitting import Done, submit_step
    from mingcha.ledger import Refused

    _cast, version, first, _second = street
    case = open_one(version, first)
    task = task_of(case)
    submit_step(task, Done(), task.version, now=later(1), by=first)
    with pytest.raises(Refused) as told:
        submit_step(task, Done(), task.version, now=later(1), by=first)
    assert told.value.code == "task_done"


def test_a_join_begins_though_the_last_branch_ends_elsewhere(street: Any) -> None:
    from datetime import date

    from mingcha.cases.actions.tasks import Chosen

    cast, _version, first, _second = street
    acts = {
        "开始": {"split": "all"},
        "甲": {},
        "乙": {},
        "归档": {"join": "all", "kind": "close"},
        "移送": {"kind": "decide"},
    }
    ways = (("开始", "甲"), ("开始", "乙"), ("甲", "归档"), ("乙", "归档"), ("乙", "移送"))
    head = {"code": "HJ-1", "name": "汇合", "category": "行政处罚", "version": "1", "valid_from": date(2026, 1, 1)}
    document = {
        "catalog": head,
        "step": [{"act": act, "place": place, **more} for place, (act, more) in enumerate(acts.items(), 1)],
        "transition": [{"from": start, "to": end, "action": end} for start, end in ways],
        "point": [{"key": "p", "kind": "time_limit", "at": ["甲"], "limit": 3, "unit": "working_day"}],
    }
    case = open_one(in_force(cast, document), first)
    me = Chosen((first.person_id,))
    submit(case, first, people={"甲": me, "乙": me}, at=later(1))
    submit(case, first, "甲", people={"归档": me}, at=later(2))
    assert set(case.tasks.filter(status="active").values_list("act", flat=True)) == {"乙"}
    submit(case, first, "乙", onward=("移送",), people={"移送": me}, at=later(3))
    assert set(case.tasks.filter(status="active").values_list("act", flat=True)) == {"移送", "归档"}
