# SPDX-License-Identifier: Apache-2.0
"""The page of a case that runs here: approval sheet, forms, parties, codes; at a cost that does not grow with its steps (S1-30)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from live_cases import colleague, in_force, later, officer, open_one, submit, task_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(cast: Any) -> Any:
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    first, second = cast.post("handler"), colleague(cast, "同行")
    for number, post in enumerate((first, second)):
        officer(post.person, f"A{number}", organ=cast.organ("unit"))
    return cast, first, second


def page_of(cast: Any, post: Any, case: Any) -> str:
    answer = cast.client(post).get(reverse("cases:case-detail", args=[case.pk]))
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.req("S1-30", "OF-02")
def test_the_approval_sheet_stands_as_columns_with_opinion_signature_and_day(team: Any) -> None:
    from mingcha.cases.actions.gates import sign_opinion
    from mingcha.cases.actions.tasks import Chosen

    cast, first, second = team
    case = open_one(in_force(cast, "ordinary"), first)
    both = Chosen((first.person_id, second.person_id))
    submit(case, first, people={"核查": both}, at=later(1))
    submit(case, first, values={"结论": "建议立案"}, people={"立案": both}, at=later(2))
    sign_opinion(task_of(case), 0, "建议立案。", agrees=True, now=later(3), by=first)
    page = page_of(cast, first, case)
    assert '<table class="sheet">' in page
    assert "建议立案。" in page
    assert "2026-03-02 12:00" in page
    assert "等 机构负责人 签署" in page
    assert "等 分管领导 签署" not in page


@pytest.mark.req("S1-30", "S1-42")
def test_what_forms_say_is_shown_with_masked_numbers_and_the_code_only_to_whoever_submitted(team: Any) -> None:
    from mingcha.cases.actions.tasks import Chosen

    cast, first, second = team
    party = {"kind": "citizen", "name": "王某", "number": "11010519491231002X", "address": "东街1号"}
    case = open_one(in_force(cast, "summary"), first, parties=(party,))
    both = Chosen((first.person_id, second.person_id))
    submit(case, first, values={"地点": "东街", "种类": "摆摊"}, people={"责令改正": both}, at=later(1))
    submit(case, first, people={"现场取证": both}, at=later(2))
    submit(case, first, values={"当事人": party}, people={"当场告知": both}, at=later(3))
    code = case.presences.get().code
    page = page_of(cast, first, case)
    assert "巡查记录" in page
    assert "110***********002X" in page
    assert "11010519491231002X" not in page
    assert f">{code}<" in page
    assert "<svg viewBox" in page
    other = page_of(cast, second, case)
    assert f">{code}<" not in other
    assert "待确认" in other


def test_a_long_case_costs_as_many_queries_as_a_short_one(team: Any) -> None:
    cast, first, _second = team
    version = in_force(cast, "summary")
    asked = []
    for length in (5, 60):
        case = open_one(version, first)
        lengthen(case, first, length)
        client = cast.client(first)
        url = reverse("cases:case-detail", args=[case.pk])
        client.get(url)
        with CaptureQueriesContext(connection) as told:
            assert client.get(url).status_code == 200
        asked.append(len(told))
    assert asked[0] == asked[1]
    assert 15 < asked[0] <= 29


def lengthen(case: Any, by: Any, length: int) -> None:
    """So many steps that were done, each with its form, evidence and a document."""
    from mingcha.cases.models import Evidence, Step, StepOfficer, StepSheet, Task

    filled = json.dumps({"地点": "东街", "种类": "摆摊"}, ensure_ascii=False)
    for seq in range(2, length + 1):
        at = later(seq)
        step = Step.objects.create(case=case, act="巡查发现", seq=seq, run=seq, started_at=at, ended_at=at)
        Task.objects.create(step=step, case=case, act=step.act, status="done", done_by=by, done_at=at)
        StepOfficer.objects.create(case=case, step=step, officer=by.person.officer, role="lead", assigned_at=at)
        StepSheet.objects.create(step=step, form="found", values=filled, filled_by=by, filled_at=at)
        Evidence.objects.create(case=case, step=step, kind="照片", added_at=at)


@pytest.mark.req("S1-30")
def test_a_point_to_which_no_step_has_come_is_not_said_to_be_met(team: Any) -> None:
    from mingcha.cases.actions.tasks import Chosen

    cast, first, second = team
    case = open_one(in_force(cast, "ordinary"), first)
    submit(case, first, people={"核查": Chosen((first.person_id, second.person_id))}, at=later(1))
    states = {row["name"]: row["state"] for row in shown(cast, first, case).context["points"]}
    assert states["核查证据固化"] == "正常"
    assert {states[name] for name in ("决定书送达期限", "处罚执行", "调查人员资格")} == {"未到"}
    case.closed_at = later(2)
    case.save(update_fields=["closed_at"])
    states = {row["name"]: row["state"] for row in shown(cast, first, case).context["points"]}
    assert states["处罚执行"] == "未涉及"


@pytest.mark.req("S1-30", "OF-02")
def test_who_signed_one_column_is_not_asked_for_the_next_and_the_step_says_who_is_missing(team: Any) -> None:
    from mingcha.cases.actions.gates import sign_opinion
    from mingcha.cases.actions.tasks import Chosen

    cast, first, second = team
    head, chief = cast.post("head"), colleague(cast, "分管", "head", "organ")
    case = open_one(in_force(cast, "ordinary"), first)
    both = Chosen((first.person_id, second.person_id))
    submit(case, first, people={"核查": both}, at=later(1))
    submit(case, first, values={"结论": "建议立案"}, people={"立案": both}, at=later(2))
    task = task_of(case)
    work = cast.client(first).get(reverse("cases:step-work", args=[task.pk])).content.decode()
    assert "经办人、机构负责人、分管领导" in work
    assert reverse("cases:opinion-sign", args=[task.pk]) in work
    sign_opinion(task, 0, "建议立案。", agrees=True, now=later(3), by=first)
    sign_opinion(task, 1, "同意。", agrees=True, now=later(4), by=head)
    assert "签署：分管领导" not in page_of(cast, head, case)
    assert "签署：分管领导" in page_of(cast, chief, case)


@pytest.mark.req("S1-30")
@pytest.mark.parametrize("name", ["case-merge", "case-split", "step-hand-over", "step-delegate", "step-extend"])
def test_where_there_is_nothing_to_choose_a_page_says_so_and_has_no_form(team: Any, name: str) -> None:
    from mingcha.cases.actions.tasks import Chosen

    cast, first, second = team
    case = open_one(in_force(cast, "permit"), first)
    submit(case, first, people={"材料审查": Chosen((first.person_id, second.person_id))}, at=later(1))
    if name == "step-extend":
        case.steps.update(started_at=None)
    who, pk = (cast.post("head"), case.pk) if name.startswith("case") else (first, task_of(case).pk)
    answer = cast.client(who).get(reverse(f"cases:{name}", args=[pk]))
    assert answer.status_code == 200
    assert "nothing" in answer.context, name
    assert '<form class="form"' not in answer.content.decode()


def shown(cast: Any, post: Any, case: Any) -> Any:
    return cast.client(post).get(reverse("cases:case-detail", args=[case.pk]))
