# SPDX-License-Identifier: Apache-2.0
"""Who does a step: chosen before it runs, signing in order, and saying herself that she was there (S1-31, S1-42)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from live_cases import MONDAY, colleague, in_force, later, officer, open_one, sample, submit, task_of
from mingcha.cases.actions.assigning import assign_step
from mingcha.cases.actions.gates import close_gate, open_gate, sign_opinion
from mingcha.cases.actions.presence import confirm_presence, deny_presence, lapse_presence
from mingcha.cases.actions.tasks import Chosen
from mingcha.cases.models import Alarm, Presence
from mingcha.catalog.actions.formdrafts import Rule, keep_form_draft, kept_form_draft
from mingcha.inbox.models import Todo
from mingcha.ledger import Conflict, Invalid, NotAllowed, Refused, System, WrongState
from mingcha.organs.actions.calendars import load_calendar
from mingcha.organs.perms import Perm

pytestmark = pytest.mark.django_db


@pytest.mark.req("S1-31")
def test_a_step_runs_only_when_its_people_are_chosen(street: Any) -> None:
    _cast, version, first, second = street
    case = open_one(version, first)
    submit(case, first, at=later(1))  # nobody is chosen for what follows
    task = task_of(case)
    assert (task.status, task.step.assigned_at) == ("waiting", None)
    with pytest.raises(WrongState) as told:
        submit(case, first, at=later(1))
    assert told.value.code == "task_waiting"
    assign_step(task, Chosen((second.person_id,)), task.version, now=later(2), by=first)
    with pytest.raises(NotAllowed):  # the handler is whoever is logged in, and nobody for her
        submit(case, first, at=later(3))
    submit(case, second, at=later(3))
    assert case.steps.get(act="责令改正").assigned_at == later(2)


def test_the_second_who_chooses_people_is_told(street: Any) -> None:
    _cast, version, first, second = street
    case = open_one(version, first)
    task = task_of(case)
    assign_step(task, Chosen((first.person_id, second.person_id)), task.version, now=later(1), by=first)
    with pytest.raises(Conflict):
        assign_step(task, Chosen((second.person_id,)), 1, now=later(1), by=first)


def test_nobody_and_nobody_known_cannot_be_chosen(street: Any) -> None:
    _cast, version, first, _second = street
    task = task_of(open_one(version, first))
    for chosen in (Chosen(), Chosen((999_999,)), Chosen((first.person_id,), (999_999,))):
        with pytest.raises(Invalid):
            assign_step(task, chosen, task.version, now=later(1), by=first)


def on_the_scene(street: Any) -> tuple[Any, Presence]:
    """A case after the step that two officers did; the second is asked."""
    _cast, version, first, second = street
    case, both = open_one(version, first), Chosen((first.person_id, second.person_id))
    submit(case, first, people={"责令改正": both}, at=later(0.1))
    submit(case, first, people={"现场取证": both}, at=later(0.2))
    submit(case, first, people={"当场告知": both}, at=later(0.3))
    return case, Presence.objects.get(case=case, step__act="现场取证")


@pytest.mark.req("S1-42", "S1-08")
def test_the_second_officer_confirms_with_the_code_that_the_first_shows(street: Any) -> None:
    _cast, _version, first, second = street
    case, asked = on_the_scene(street)
    assert (asked.person, asked.due_at) == (second.person, later(0.3) + timedelta(hours=24))
    with pytest.raises(NotAllowed):
        confirm_presence(asked, asked.code, now=later(1), by=first)
    for wrong in (f"{(int(asked.code) + 1) % 10**6:06}", "核对", ""):
        with pytest.raises(Invalid):
            confirm_presence(asked, wrong, now=later(1), by=second)
    wide = asked.code.translate({ord("0") + n: ord("０") + n for n in range(10)})
    confirm_presence(asked, wide, now=later(1), by=second)
    assert not Alarm.objects.filter(case=case, kind="qualification").exists()
    with pytest.raises(WrongState):
        deny_presence(asked, now=later(2), by=second)


@pytest.mark.req("S1-42", "S1-08")
@pytest.mark.parametrize("how", ["denied", "lapsed"])
def test_whoever_was_not_there_does_not_count(street: Any, how: str) -> None:
    _cast, _version, _first, second = street
    case, asked = on_the_scene(street)
    if how == "denied":
        deny_presence(asked, now=later(1), by=second)
    else:
        lapse_presence(asked, MONDAY + timedelta(days=2))
    alarm = Alarm.objects.get(case=case, kind="qualification")
    assert (alarm.code, alarm.level, alarm.subject) == ("unqualified", "red", "现场取证")


def test_too_late_is_too_late(street: Any) -> None:
    _cast, _version, _first, second = street
    _case, asked = on_the_scene(street)
    with pytest.raises(WrongState) as told:
        confirm_presence(asked, asked.code, now=MONDAY + timedelta(days=2), by=second)
    assert told.value.code == "too_late"


@pytest.mark.req("S1-30")
def test_an_approval_sheet_is_signed_in_order_by_different_people(cast: Any) -> None:
    load_calendar(by=System("日历"))
    handler, head = cast.post("handler"), cast.post("head")
    deputy = colleague(cast, "副局长", "head", "organ")
    officer(handler.person, "A1", organ=cast.organ("unit"))
    case = open_one(in_force(cast, "ordinary"), handler)
    me = Chosen((handler.person_id,))
    submit(case, handler, people={"核查": me}, at=later(1))
    submit(case, handler, values={"结论": "建议立案"}, people={"立案": me}, at=later(2))
    task = task_of(case)
    with pytest.raises(WrongState) as told:
        submit(case, handler, onward=("调查取证",), at=later(3))
    assert told.value.code == "sheet_open"
    with pytest.raises(Conflict):  # not her turn yet
        sign_opinion(task, 1, "同意", agrees=True, now=later(3), by=head)
    with pytest.raises(Invalid):
        sign_opinion(task, 0, " ", agrees=True, now=later(3), by=handler)
    sign_opinion(task, 0, "建议立案", agrees=True, now=later(3), by=handler)
    with pytest.raises(NotAllowed):  # she may not sign for others
        sign_opinion(task, 1, "同意", agrees=True, now=later(4), by=handler)
    assert Todo.objects.get(kind="opinion", closed_at=None).organ == cast.organ("unit")
    sign_opinion(task, 1, "同意", agrees=True, now=later(4), by=head)
    assert Todo.objects.get(kind="opinion", closed_at=None).organ == cast.organ(
        "enforcement"
    )  # 分管领导 sits further up
    with pytest.raises(NotAllowed):  # nobody signs twice
        sign_opinion(task, 2, "同意", agrees=True, now=later(5), by=head)
    sign_opinion(task, 2, "同意", agrees=True, now=later(5), by=deputy)
    submit(case, handler, onward=("调查取证",), people={"调查取证": me}, at=later(6))
    assert task_of(case).act == "调查取证"


def test_a_gate_of_others_holds_the_step(street: Any) -> None:
    _cast, version, first, _second = street
    case, by = open_one(version, first), System("法制审核")
    task = task_of(case)
    open_gate(case, task, "legal_review", "等待法制审核", by=by)
    with pytest.raises(Refused) as told:
        submit(case, first, at=later(1))
    assert told.value.message == "等待法制审核"
    close_gate(case, task, "legal_review", by=by)
    submit(case, first, at=later(2))


def test_a_sheet_that_others_begin_waits_for_them_as_soon_as_the_step_has_people(cast: Any) -> None:
    load_calendar(by=System("日历"))
    handler = cast.post("handler")
    document = sample("summary")
    document["step"][1]["opinions"] = ["法制"]
    case = open_one(in_force(cast, document), handler)
    submit(case, handler, at=later(1))
    assert not Todo.objects.filter(kind="opinion").exists()  # nobody is on the step yet
    task = task_of(case)
    assign_step(task, Chosen((handler.person_id,)), task.version, now=later(2), by=handler)
    assert Todo.objects.get(kind="opinion", closed_at=None).organ == cast.organ("enforcement")


def test_what_was_typed_half_into_a_step_goes_with_it(street: Any) -> None:
    _cast, version, first, _second = street
    case = open_one(version, first)
    task, rule = task_of(case), Rule(Perm.CASES_CASE_WORK, case)
    keep_form_draft(task, task.act, {"地点": ["东街"]}, by=first, rule=rule)
    submit(case, first, at=later(1))
    assert kept_form_draft(task, task.act, first) is None


@pytest.mark.req("S1-42")
def test_a_code_is_guessed_five_times_and_then_none_is_taken_for_a_while(street: Any) -> None:
    from django.urls import reverse
    from django.utils import timezone

    from live_cases import press
    from mingcha.ledger.models import Entry
    from mingcha.organs.models import LoginAttempt

    cast, version, first, second = street
    both = Chosen((first.person_id, second.person_id))
    case = open_one(version, first, timezone.now())
    submit(case, first, people={"责令改正": both}, at=timezone.now())
    submit(case, first, people={"现场取证": both}, at=timezone.now())
    submit(case, first, people={"当场告知": both}, at=timezone.now())
    asked = Presence.objects.get(case=case)
    url, browser = reverse("cases:presence", args=[asked.pk]), cast.client(second)
    wrong = f"{(int(asked.code) + 1) % 10**6:06}"
    assert [press(browser, url, code=wrong).status_code for _try in range(5)] == [422] * 5
    locked = press(browser, url, code=asked.code)
    assert (locked.status_code, list(locked.context["form"].errors)) == (409, ["code"])
    assert Entry.objects.filter(act="lock_presence", object_id=asked.pk).count() == 1
    LoginAttempt.objects.update(at=timezone.now() - timedelta(minutes=16))
    assert press(browser, url, code=asked.code).status_code == 302
    asked.refresh_from_db()
    assert asked.status == "confirmed"
