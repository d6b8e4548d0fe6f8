# SPDX-License-Identifier: Apache-2.0
"""Acts on a step: back, on to others, joint signing, standing still, more time, keeping out (S1-30, S1-31)."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest

from live_cases import colleague, in_force, later, officer, open_one, submit, task_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("S1-30")]

ACTS = ("登记", "调查", "审核", "决定")
DOCUMENT: dict[str, Any] = {
    "catalog": {
        "code": "CF-acts",
        "name": "对占用道路的处罚",
        "category": "行政处罚",
        "version": "1",
        "valid_from": date(2026, 1, 1),
        "pauses": ["检验", "听证"],
    },
    "pauses": ["检验", "听证"],
    "step": [
        {"act": act, "place": place, "roles": ["handler"]} | ({"pauses": ["鉴定"]} if act == "调查" else {})
        for place, act in enumerate(ACTS, 1)
    ],
    "point": [
        {
            "key": "退回",
            "kind": "rollback",
            "at": ["登记", "调查"],
            "exempt": [{"from": "审核", "to": "调查", "times": 1}],
        },
        {"key": "调查期限", "kind": "time_limit", "at": ["调查"], "limit": 10, "unit": "working_day"},
        {
            "key": "办案期限",
            "kind": "time_limit",
            "start": ["登记"],
            "start_edge": "end",
            "in": ["调查", "审核"],
            "end": ["决定"],
            "limit": 30,
            "unit": "calendar_day",
        },
    ],
}


@pytest.fixture
def office(cast: Any) -> Any:
    """Two officers, a leader, and an item of four steps in force."""
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    first, second = cast.post("handler"), colleague(cast, "同行")
    unit = cast.organ("unit")
    officer(first.person, "A1", organ=unit)
    officer(second.person, "A2", organ=unit)
    return Office(cast, in_force(cast, DOCUMENT), first, second)


class Office:
    def __init__(self, cast: Any, version: Any, first: Any, second: Any) -> None:
        self.cast, self.version, self.first, self.second = cast, version, first, second
        self.head = cast.post("head")

    def case(self, until: str = "登记") -> Any:
        """A case of the first officer, up to a step."""
        case = open_one(self.version, self.first)
        for act, then in pairwise(ACTS):
            if act == until:
                break
            submit(case, self.first, at=later(1), people={then: self.alone})
        return case

    @property
    def alone(self) -> Any:
        from mingcha.cases.actions.tasks import Chosen

        return Chosen((self.first.person_id,))


def people_of(task: Any, *parts: str) -> list[int]:
    rows = task.people.filter(part__in=parts) if parts else task.people.all()
    return [row.person_id for row in rows]


def code_of(act: Any, *given: Any, **more: Any) -> str:
    """The code of a refusal."""
    from mingcha.ledger import Refused

    with pytest.raises(Refused) as refused:
        act(*given, **more)
    return refused.value.code


# --- back -----------------------------------------------------------------------------------------------------------
def back(case: Any, to: str, by: Any, hours: float = 5, reason: str = "事实不清") -> Any:
    from mingcha.cases.actions.returning import return_step

    task = task_of(case)
    return return_step(task, to, reason, task.version, now=later(hours), by=by)


def returns_found(case: Any) -> int:
    return int(case.alarms.filter(kind="rollback").count())


@pytest.mark.req("S1-12")
def test_a_step_goes_back_to_who_did_it_and_the_engine_counts_the_return(office: Office) -> None:
    case = office.case("审核")
    back(case, "登记", office.first)
    task = task_of(case)
    assert (task.act, task.status, task.came_by, task.reason) == ("登记", "active", "审核", "事实不清")
    assert (task.step.back_from, task.step.run) == ("审核", 2)
    assert people_of(task) == [office.first.person_id]
    was = case.tasks.get(act="审核")
    assert (was.status, was.reason, was.step.ended_at) == ("returned", "事实不清", later(5))
    assert returns_found(case) == 1


@pytest.mark.req("S1-13")
def test_an_exempt_return_raises_nothing_and_the_second_one_does(office: Office) -> None:
    case = office.case("审核")
    back(case, "调查", office.first)
    assert returns_found(case) == 0
    submit(case, office.first, at=later(6), people={"审核": office.alone})
    back(case, "调查", office.first, 7)
    assert returns_found(case) == 1


def test_one_goes_back_only_to_what_was_done_and_leads_here_and_says_why(office: Office) -> None:
    from mingcha.cases.actions.returning import previous, targets
    from mingcha.cases.procedure import procedure_of

    case = office.case("审核")
    assert code_of(back, case, "决定", office.first) == "return_to"
    assert code_of(back, case, "审核", office.first) == "return_to"
    assert code_of(back, case, "登记", office.first, reason=" 　") == "required"
    task, procedure = task_of(case), procedure_of(case.item_version)
    assert targets(task, procedure) == ["调查", "登记"]
    assert previous(task, ["调查", "登记"]) == "调查"
    back(case, "登记", office.first)
    assert targets(task_of(case), procedure) == []
    assert returns_found(case) == 1


def test_what_runs_behind_the_target_is_dropped_and_begins_anew(office: Office) -> None:
    from mingcha.cases.actions.returning import return_step
    from mingcha.cases.actions.tasks import Chosen

    cast, first = office.cast, office.first
    case = open_one(in_force(cast, "summary"), first)
    both = Chosen((first.person_id, office.second.person_id))
    submit(case, first, values={"地点": "东街", "种类": "摆摊"}, people={"责令改正": both}, at=later(0.1))
    submit(case, first, values={"当场改正": "否"}, people={"现场取证": both}, at=later(0.2))
    for number, act in enumerate(("当场告知", "当场处罚决定", "当场交付"), 3):
        submit(case, first, people={act: both}, at=later(number / 10))
    three = dict.fromkeys(("缴款", "备案", "公示"), office.alone)
    submit(case, first, people=three, at=later(0.6))
    task = task_of(case, "备案")
    return_step(task, "当场交付", "送错了人", task.version, now=later(1), by=first)
    assert {each.act: each.status for each in case.tasks.filter(act__in=three)} == {
        "缴款": "dropped",
        "备案": "returned",
        "公示": "dropped",
    }
    assert case.steps.filter(ended_at=None).count() == 1
    assert set(people_of(task_of(case))) == set(both.persons)
    submit(case, first, people=three, at=later(2))
    assert set(case.tasks.filter(status="active").values_list("act", flat=True)) == set(three)


@pytest.mark.req("S1-33")
def test_a_point_that_blocks_refuses_the_return_with_its_reason_and_all_stays_as_it_was(office: Office) -> None:
    from mingcha.ledger import Invalid

    points = [dict(DOCUMENT["point"][0], effect="block"), *DOCUMENT["point"][1:]]
    head = dict(DOCUMENT["catalog"], code="CF-block")
    office.version = in_force(office.cast, dict(DOCUMENT, catalog=head, point=points))
    case = office.case("审核")
    with pytest.raises(Invalid) as refused:
        back(case, "登记", office.first)
    assert refused.value.code == "blocked"
    assert (task_of(case).act, case.alarms.count(), case.steps.count()) == ("审核", 0, 3)


# --- on to others ---------------------------------------------------------------------------------------------------
def test_a_step_is_handed_over_and_the_log_says_since_when(office: Office) -> None:
    from mingcha.cases.actions.passing import hand_over_task
    from mingcha.cases.models import StepOfficer
    from mingcha.inbox.models import Todo

    case = office.case("调查")
    task, second = task_of(case), office.second
    hand_over_task(task, second.person_id, "出差", task.version, now=later(3), by=office.first)
    task = task_of(case)
    assert people_of(task) == [second.person_id]
    log = StepOfficer.objects.filter(step=task.step).order_by("pk").values_list("officer__name", "released_at")
    assert list(log) == [(office.first.person.name, later(3)), (second.person.name, None)]
    open_todos = Todo.objects.filter(kind="task", object_id=task.pk, closed_at=None)
    assert list(open_todos.values_list("person_id", flat=True)) == [second.person_id]
    assert code_of(hand_over_task, task, second.person_id, "再来", task.version, by=office.first) == "not_allowed"


def test_a_step_is_delegated_to_a_second_who_has_it_from_somebody(office: Office) -> None:
    from mingcha.cases.actions.passing import delegate_task

    case = office.case("调查")
    task, second = task_of(case), office.second
    delegate_task(task, second.person_id, "一起调查", task.version, now=later(3), by=office.first)
    row = task.people.get(part="second")
    assert (row.person_id, row.given_by) == (second.person_id, office.first.person.name)
    again = task_of(case)
    assert code_of(delegate_task, again, second.person_id, "再来", again.version, by=office.first) == "people_twice"
    assert code_of(delegate_task, task, second.person_id, "再来", task.version, by=office.first) == "stale"


def test_everything_of_a_colleague_goes_to_another_with_one_result_for_each(office: Office) -> None:
    from mingcha.cases.actions.passing import hand_over_all
    from mingcha.cases.actions.recusing import declare_recusal

    first, second, head = office.first, office.second, office.head
    cases = [office.case("调查") for _number in range(3)]
    declare_recusal(cases[1], second.person, "是当事人的亲属", by=head)
    told = hand_over_all(first.person, second.person_id, "调离", now=later(3), by=head)
    assert [(each.case.pk, bool(each.refused)) for each in told] == [(case.pk, case is cases[1]) for case in cases]
    assert people_of(task_of(cases[0])) == [second.person_id]
    assert people_of(task_of(cases[1])) == [first.person_id]
    assert code_of(hand_over_all, second.person, second.person_id, "调离", by=head) == "same_person"
    assert code_of(hand_over_all, head.person, second.person_id, "调离", by=head) == "nothing"


# --- joint signing, copies, urging ----------------------------------------------------------------------------------
def test_a_step_waits_for_everybody_who_signs_jointly(office: Office) -> None:
    from mingcha.cases.actions.consulting import countersign, name_signers

    case, first, second, head = office.case("调查"), office.first, office.second, office.head
    task = task_of(case)
    name_signers(task, [second.person_id, head.person_id], task.version, by=first)
    assert code_of(submit, case, first, at=later(3)) == "gate_open"
    countersign(task, "同意", now=later(3), by=second)
    assert code_of(countersign, task, "同意", by=second) == "signed"
    assert code_of(countersign, task, "同意", by=first) == "not_allowed"
    task = task_of(case)
    assert code_of(name_signers, task, [], task.version, by=first) == "signed"
    name_signers(task, [second.person_id], task.version, by=first)  # the leader need not sign any more
    submit(case, first, at=later(4), people={"审核": office.alone})
    assert task_of(case).act == "审核"
    assert code_of(name_signers, task_of(case), [first.person_id], task_of(case).version, by=first) == "signs_own"


def test_who_gets_a_copy_sees_the_case_and_has_nothing_to_do(office: Office) -> None:
    from mingcha.cases.actions.consulting import copy_task
    from mingcha.cases.models import Case
    from mingcha.inbox.models import Message, Todo

    case, third = office.case("调查"), colleague(office.cast, "第三人")
    copy_task(task_of(case), [third.person_id], "请知悉", by=office.first)
    assert Case.objects.within(third).filter(pk=case.pk).exists()
    assert Message.objects.get(person=third.person).body == "请知悉"
    assert not Todo.objects.filter(person=third.person).exists()
    assert code_of(submit, case, third) == "not_allowed"


def test_nobody_is_urged_twice_within_the_hour(office: Office) -> None:
    from mingcha.cases.actions.consulting import urge_task
    from mingcha.inbox.models import Message

    case, head = office.case("调查"), office.head
    task = task_of(case)
    assert urge_task(task, "请抓紧", now=later(3), by=head) == 1
    assert Message.objects.get(person=office.first.person).body == "请抓紧"
    assert code_of(urge_task, task, "请抓紧", now=later(3.9), by=head) == "urged"
    assert urge_task(task, "请抓紧", now=later(4), by=head) == 1
    assert task_of(case).version == task.version
    assert code_of(urge_task, task, "请抓紧", now=later(9), by=office.first) == "nobody"


# --- standing still -------------------------------------------------------------------------------------------------
def stand_still(case: Any, kind: str, by: Any, hours: float = 3, last_day: date | None = None) -> Any:
    from mingcha.cases.actions.pausing import Still, suspend_case

    task = task_of(case)
    return suspend_case(task, Still(kind, "送检", last_day), task.version, now=later(hours), by=by)


@pytest.mark.req("S1-07")
def test_a_case_stands_still_only_for_a_lawful_cause_and_nothing_is_submitted(office: Office) -> None:
    from mingcha.cases.actions.pausing import resume_case
    from mingcha.engine.clock import CHINA
    from mingcha.ledger import Invalid

    case, first = office.case("调查"), office.first
    with pytest.raises(Invalid, match="只能是：检验、听证、鉴定") as refused:
        stand_still(case, "等领导回来", first)
    assert refused.value.code == "pause_unlawful"
    assert code_of(stand_still, case, "检验", first, last_day=date(2026, 3, 1)) == "date_order"
    assert code_of(resume_case, task_of(case), "好了", by=first) == "not_suspended"
    stand_still(case, "检验", first, last_day=date(2026, 3, 6))
    row = case.suspensions.get()
    assert (row.kind, row.from_at, row.to_at) == ("检验", later(3), None)
    assert row.cap_at.astimezone(CHINA).isoformat() == "2026-03-07T00:00:00+08:00"
    assert code_of(submit, case, first, at=later(4)) == "case_suspended"
    assert code_of(stand_still, case, "听证", first) == "case_suspended"
    assert code_of(back, case, "登记", first) == "case_suspended"
    resume_case(task_of(case), "结果已出", now=later(50), by=first)
    row.refresh_from_db()
    assert row.to_at == later(50)
    submit(case, first, at=later(51), people={"审核": office.alone})


@pytest.mark.req("S1-07")
def test_a_pause_moves_the_term_of_the_to_do(office: Office) -> None:
    from mingcha.cases.actions.pausing import resume_case
    from mingcha.inbox.models import Todo

    case, first = office.case("调查"), office.first
    todo = Todo.objects.get(kind="task", object_id=task_of(case).pk)
    stand_still(case, "检验", first, 24)
    resume_case(task_of(case), "结果已出", now=later(72), by=first)
    was, now = todo.due_at, Todo.objects.get(pk=todo.pk).due_at
    assert (now - was).days == 2


# --- more time ------------------------------------------------------------------------------------------------------
def ask(case: Any, by: Any, *, point: str = "调查期限", amount: int = 5, hours: float = 3) -> Any:
    from mingcha.cases.actions.extending import More, ask_extension

    task = task_of(case)
    return ask_extension(task, More(point, amount, "案情复杂"), task.version, now=later(hours), by=by)


@pytest.mark.req("S1-07")
def test_more_time_counts_only_when_another_has_approved_it(office: Office) -> None:
    from mingcha.cases.actions.extending import decide_extension
    from mingcha.inbox.models import Message, Todo

    case, first, head = office.case("调查"), office.first, office.head
    todo = Todo.objects.get(kind="task", object_id=task_of(case).pk)
    request = ask(case, first)
    assert not case.extensions.exists()
    assert Todo.objects.filter(kind="extension", object_id=request.pk, closed_at=None).count() == 1
    assert code_of(ask, case, first) == "asked_already"
    assert code_of(decide_extension, request, "", approves=True, by=first) == "not_allowed"
    assert code_of(decide_extension, request, " ", approves=False, by=head) == "required"
    decide_extension(request, "同意", approves=True, now=later(4), by=head)
    row = case.extensions.get()
    assert (row.step_id, row.point_key, row.amount, row.approved_at) == (request.step_id, "调查期限", 5, later(4))
    assert Todo.objects.get(pk=todo.pk).due_at > todo.due_at
    assert not Todo.objects.filter(kind="extension", closed_at=None).exists()
    assert Message.objects.filter(person=first.person, title__startswith="延期已批准").count() == 1
    assert code_of(decide_extension, request, "", approves=True, by=head) == "decided"


def test_who_asked_never_approves_even_with_the_right(office: Office) -> None:
    from mingcha.cases.actions.extending import decide_extension
    from mingcha.cases.actions.passing import hand_over_task

    case, head = office.case("调查"), office.head
    task = task_of(case)
    hand_over_task(task, head.person_id, "接办", task.version, now=later(2), by=office.first)
    request = ask(case, head, point="办案期限", amount=30)
    assert code_of(decide_extension, request, "同意", approves=True, by=head) == "not_allowed"
    other = colleague(office.cast, "另一名负责人", "head", "organ")
    decide_extension(request, "同意", approves=True, now=later(4), by=other)
    row = case.extensions.get()
    assert (row.step_id, row.point_key, row.amount) == (None, "办案期限", 30)


def test_more_time_is_refused_when_time_has_run_out_or_there_is_no_such_limit(office: Office) -> None:
    from mingcha.cases.actions.extending import decide_extension

    case, first, head = office.case("调查"), office.first, office.head
    assert code_of(ask, case, first, point="没有") == "limit_unknown"
    assert code_of(ask, case, first, amount=0) == "range"
    request = ask(case, first)
    assert code_of(decide_extension, request, "同意", approves=True, now=later(24 * 60), by=head) == "too_late"
    assert code_of(ask, case, first, point="办案期限", hours=24 * 60) == "too_late"
    submit(case, first, at=later(24 * 61), people={"审核": office.alone})
    assert code_of(decide_extension, request, "同意", approves=True, now=later(24 * 62), by=head) == "limit_ended"
    decide_extension(request, "已经办完", approves=False, now=later(24 * 62), by=head)
    assert not case.extensions.exists()


def test_what_was_asked_for_waits_for_nobody_when_the_case_closes(office: Office) -> None:
    from mingcha.inbox.models import Todo

    case, first = office.case("调查"), office.first
    request = ask(case, first, point="办案期限")
    submit(case, first, at=later(4), people={"审核": office.alone})
    submit(case, first, at=later(5), people={"决定": office.alone})
    submit(case, first, at=later(6))
    request.refresh_from_db()
    assert (request.status, request.decided_by) == ("refused", None)
    assert not Todo.objects.filter(kind="extension", closed_at=None).exists()


# --- keeping out ----------------------------------------------------------------------------------------------------
@pytest.mark.req("S1-31")
def test_who_keeps_out_leaves_her_steps_and_cannot_be_chosen_again(office: Office) -> None:
    from mingcha.cases.actions.assigning import assign_step
    from mingcha.cases.actions.recusing import declare_recusal
    from mingcha.inbox.models import Todo

    case, first, second = office.case("调查"), office.first, office.second
    declare_recusal(case, first.person, "与当事人有利害关系", now=later(3), by=first)
    task = task_of(case)
    assert (task.status, people_of(task)) == ("waiting", [])
    waiting = Todo.objects.get(kind="task", object_id=task.pk, closed_at=None)
    assert (waiting.person, waiting.perm) == (None, "cases:case:assign")
    assert code_of(declare_recusal, case, first.person, "再说", by=first) == "recused"
    head = office.head
    assert code_of(assign_step, task, office.alone, task.version, by=head) == "people_recused"
    from mingcha.cases.actions.tasks import Chosen

    assign_step(task, Chosen((second.person_id,)), task.version, now=later(4), by=head)
    assert people_of(task_of(case)) == [second.person_id]


@pytest.mark.req("S1-31")
def test_the_second_goes_on_where_the_first_keeps_out(office: Office) -> None:
    from mingcha.cases.actions.passing import delegate_task
    from mingcha.cases.actions.recusing import declare_recusal

    case, first, second, head = office.case("调查"), office.first, office.second, office.head
    task = task_of(case)
    delegate_task(task, second.person_id, "一起调查", task.version, now=later(2), by=first)
    declare_recusal(case, first.person, "近亲属", now=later(3), by=head)
    task = task_of(case)
    assert (task.status, people_of(task, "lead")) == ("active", [second.person_id])
    case.refresh_from_db()
    assert case.recusals.get().declared_by == head.person.name


def test_nobody_is_kept_out_by_whoever_may_not_choose_people(office: Office) -> None:
    from mingcha.cases.actions.recusing import declare_recusal

    case, reviewer = office.case("调查"), office.cast.post("reviewer")
    assert code_of(declare_recusal, case, office.first.person, "不合适", by=reviewer) == "not_allowed"
    assert code_of(declare_recusal, case, office.first.person, " ", by=office.head) == "required"


# --- merge and split ------------------------------------------------------------------------------------------------
def party(name: str, number: str = "") -> dict[str, str]:
    return {"kind": "citizen", "name": name, "number": number, "address": "东街1号"}


def opened(office: Office, *names: str) -> Any:
    return open_one(office.version, office.first, parties=tuple(party(name) for name in names))


def test_of_two_cases_of_one_party_one_goes_on_and_the_other_points_to_it(office: Office) -> None:
    from mingcha.cases.actions.joining import merge_cases, same_cases
    from mingcha.cases.models import Case, CaseDay

    one, other, strange = opened(office, "王某"), opened(office, "王某", "李某"), opened(office, "赵某")
    head = office.head
    assert same_cases(one, head) == [other]
    assert code_of(merge_cases, one, strange, "同一违法行为", one.version, by=head) == "not_same"
    assert code_of(merge_cases, one, one, "同一违法行为", one.version, by=head) == "same_case"
    assert code_of(merge_cases, one, other, "", one.version, by=head) == "required"
    assert code_of(merge_cases, one, other, "同一违法行为", one.version - 1, by=head) == "stale"
    assert (
        code_of(merge_cases, one, other, "同一违法行为", one.version, by=office.cast.outsider("head")) == "not_allowed"
    )
    assert noted() == {later().date()}, "the day on which they came in"
    CaseDay.objects.all().delete()
    merge_cases(one, other, "同一违法行为", one.version, now=later(50), by=head)
    assert noted() == {later(50).date()}, "the day on which it was closed"
    one = Case.objects.get(pk=one.pk)
    assert (one.status, one.closed_at, one.file.merged_into) == ("closed", later(50), other)
    assert list(one.tasks.values_list("status", flat=True)) == ["dropped"]
    assert not one.steps.filter(ended_at=None).exists()
    assert task_of(other).act == "登记"
    assert code_of(merge_cases, one, other, "再来", one.version, by=head) == "case_closed"


def noted() -> set[date]:
    """The days whose cases are to be counted anew."""
    from mingcha.cases.models import CaseDay

    return set(CaseDay.objects.values_list("day", flat=True))


def test_a_party_gets_a_case_of_its_own_and_no_limit_begins_anew(office: Office) -> None:
    from mingcha.cases.actions.joining import split_party
    from mingcha.cases.models import Case, CaseDay

    case, head = opened(office, "王某", "李某"), office.head
    submit(case, office.first, at=later(1), people={"调查": office.alone})
    case.refresh_from_db()
    li = case.parties.get(name="李某")
    assert code_of(split_party, case, li, "无共同违法行为", case.version - 1, by=head) == "stale"
    CaseDay.objects.all().delete()
    made = split_party(case, li, "无共同违法行为", case.version, now=later(5), by=head)
    assert noted() == {later().date()}
    case = Case.objects.get(pk=case.pk)
    assert (case.party, made.party, made.file.split_from) == ("王某", "李某", case)
    assert made.number != case.number
    assert made.came_at == case.came_at
    told = ("act", "run", "seq", "started_at", "ended_at")
    assert list(made.steps.values_list(*told)) == list(case.steps.values_list(*told))
    assert (task_of(made).act, people_of(task_of(made))) == ("调查", [office.first.person_id])
    submit(made, office.first, at=later(6), people={"审核": office.alone})
    assert (task_of(made).act, task_of(case).act) == ("审核", "调查")
    only = case.parties.get()
    assert code_of(split_party, case, only, "再分", case.version, by=head) == "one_party"


def test_cases_are_merged_and_split_on_pages(office: Office) -> None:
    from django.urls import reverse

    one, other = opened(office, "王某"), opened(office, "王某", "李某")
    browser = office.cast.client(office.head)
    url = reverse("cases:case-split", args=[other.pk])
    li = other.parties.get(name="李某")
    done = browser.post(url, hidden_of(browser.get(url)) | {"chosen": li.pk, "reason": "分别处理"})
    assert done.status_code == 302, done.content.decode()
    url = reverse("cases:case-merge", args=[one.pk])
    done = browser.post(url, hidden_of(browser.get(url)) | {"chosen": other.pk, "reason": "同一行为"})
    assert done.status_code == 302, done.content.decode()
    shown = browser.get(reverse("cases:case-detail", args=[one.pk])).content.decode()
    assert f"已并入 {other.number}" in shown


# --- bad input ------------------------------------------------------------------------------------------------------
def acts_of(office: Office) -> dict[str, Any]:
    """Every act of somebody on a step, with what it takes after the task."""
    from mingcha.cases.actions.consulting import name_signers
    from mingcha.cases.actions.extending import More, ask_extension
    from mingcha.cases.actions.passing import delegate_task, hand_over_task
    from mingcha.cases.actions.pausing import Still, suspend_case
    from mingcha.cases.actions.returning import return_step

    second = office.second.person_id
    return {
        "return": (return_step, "登记", "事实不清"),
        "hand over": (hand_over_task, second, "出差"),
        "delegate": (delegate_task, second, "协助"),
        "signers": (name_signers, [second]),
        "suspend": (suspend_case, Still("检验", "送检")),
        "extend": (ask_extension, More("办案期限", 5, "复杂")),
    }


@pytest.mark.parametrize("name", ["return", "hand over", "delegate", "signers", "suspend", "extend"])
def test_a_stranger_a_stale_form_and_a_closed_case_change_nothing(office: Office, name: str) -> None:
    act, *given = acts_of(office)[name]
    case = office.case("调查")
    task = task_of(case)
    assert code_of(act, task, *given, task.version, by=office.cast.outsider("handler")) == "not_allowed"
    assert code_of(act, task, *given, task.version - 1, by=office.first) == "stale"
    submit(case, office.first, at=later(2), people={"审核": office.alone})
    assert code_of(act, task, *given, task.version, by=office.first) == "task_done"
    submit(case, office.first, at=later(3), people={"决定": office.alone})
    submit(case, office.first, at=later(4))
    assert code_of(act, task, *given, task.version, by=office.first) == "case_closed"


def test_who_is_disabled_or_nobody_cannot_be_chosen(office: Office) -> None:
    from mingcha.cases.actions.passing import delegate_task, hand_over_task
    from mingcha.organs.models import Person

    case = office.case("调查")
    Person.objects.filter(pk=office.second.person_id).update(status="disabled")
    task = task_of(case)
    for act in (delegate_task, hand_over_task):
        assert code_of(act, task, office.second.person_id, "出差", task.version, by=office.first) == "people_unknown"
        assert code_of(act, task, 10**12, "出差", task.version, by=office.first) == "people_unknown"
    assert code_of(hand_over_task, task, office.first.person_id, "出差", task.version, by=office.first) == "same_person"


# --- pages ----------------------------------------------------------------------------------------------------------
def test_the_acts_are_reached_from_the_card_and_a_double_click_is_one_act(office: Office) -> None:
    from django.urls import reverse

    case = office.case("审核")
    browser, task = office.cast.client(office.first), task_of(case)
    shown = browser.get(reverse("cases:case-detail", args=[case.pk])).content.decode()
    names = ("return", "hand-over", "delegate", "signers", "copy", "suspend", "extend")
    urls = {name: reverse(f"cases:step-{name}", args=[task.pk]) for name in names}
    assert [name for name, url in urls.items() if url not in shown] == []
    assert [name for name, url in urls.items() if browser.get(url).status_code != 200] == []
    body = hidden_of(browser.get(urls["return"])) | {"to": "登记", "reason": "事实不清"}
    answers = [browser.post(urls["return"], body) for _click in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert case.tasks.filter(act="登记").count() == 2
    assert "由“审核”退回：事实不清" in browser.get(reverse("cases:case-detail", args=[case.pk])).content.decode()


def test_an_unlawful_pause_is_refused_on_its_page_with_the_lawful_ones(office: Office) -> None:
    from django.urls import reverse

    case = office.case("调查")
    browser, url = office.cast.client(office.first), reverse("cases:step-suspend", args=[task_of(case).pk])
    body = hidden_of(browser.get(url)) | {"reason": "等待"}
    refused = browser.post(url, body | {"kind": "100%等待"})
    assert refused.status_code == 422
    assert "只能是：检验、听证、鉴定" in refused.content.decode()
    assert browser.post(url, body | {"kind": "检验"}).status_code == 302
    shown = browser.get(reverse("cases:case-detail", args=[case.pk])).content.decode()
    assert "案件已中止（检验）" in shown
    assert reverse("cases:step-resume", args=[task_of(case).pk]) in shown


def test_a_leader_decides_on_more_time_and_hands_over_on_pages(office: Office) -> None:
    from django.urls import reverse

    case = office.case("调查")
    request = ask(case, office.first, point="办案期限")
    browser = office.cast.client(office.head)
    url = reverse("cases:extension-decide", args=[request.pk])
    assert url in browser.get(reverse("cases:case-detail", args=[case.pk])).content.decode()
    body = hidden_of(browser.get(url)) | {"approves": "no", "answer": "理由不充分"}
    assert browser.post(url, body).status_code == 302
    request.refresh_from_db()
    assert (request.status, request.answer) == ("refused", "理由不充分")
    url = reverse("cases:all-hand-over")
    people = {"leaving": office.first.person_id, "person": office.second.person_id}
    done = browser.post(url, hidden_of(browser.get(url)) | people | {"reason": "调离"})
    assert done.status_code == 302, done.content.decode()
    assert people_of(task_of(case)) == [office.second.person_id]


def hidden_of(page: Any) -> dict[str, str]:
    """The hidden fields of a form as its page has them."""
    import re
    from html import unescape

    text = page.content.decode().partition('<form class="form')[2]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    return {unescape(name): unescape(value) for name, value in found if name != "csrfmiddlewaretoken"}
