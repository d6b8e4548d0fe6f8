# SPDX-License-Identifier: Apache-2.0
"""Running cases are moved to the version of their item that is in force: all or none, as it was looked at (S1-30, S1-31)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pytest

from live_cases import colleague, in_force, later, officer, open_one, press, submit, task_of, values_of

pytestmark = [pytest.mark.django_db, pytest.mark.req("S1-30")]

FIELDS = [
    {"key": "case_facts", "label": "查明的事实", "type": "long"},
    {"key": "kind", "label": "类别", "type": "choice", "choices": ["甲", "乙"]},
]
DOCUMENT: dict[str, Any] = {
    "catalog": {
        "code": "CF-move",
        "name": "对占用道路的处罚",
        "category": "行政处罚",
        "version": "1",
        "valid_from": date(2026, 1, 1),
        "pauses": ["检验"],
    },
    "step": [
        {"act": "登记", "place": 1, "form": "clue"},
        {"act": "调查", "place": 2, "split": "all"},
        {"act": "询问", "place": 3},
        {"act": "勘验", "place": 3},
        {"act": "审核", "place": 4, "join": "all", "opinions": ["经办人", "机构负责人"]},
        {"act": "决定", "place": 5, "kind": "decide"},
    ],
    "transition": [
        {"from": "登记", "to": "调查"},
        {"from": "调查", "to": "询问"},
        {"from": "调查", "to": "勘验"},
        {"from": "询问", "to": "审核"},
        {"from": "勘验", "to": "审核"},
        {"from": "审核", "to": "决定"},
    ],
    "form": [{"key": "clue", "name": "线索登记", "fields": FIELDS}],
    "point": [
        {"key": "调查期限", "kind": "time_limit", "at": ["调查"], "limit": 10, "unit": "calendar_day"},
        {"key": "询问期限", "kind": "time_limit", "at": ["询问"], "limit": 10, "unit": "calendar_day"},
    ],
}
MOVED = later(days=4)
"""When cases are moved: the new version has come into force two days before."""


def newer(**changed: Any) -> dict[str, Any]:
    """The next version: 调查 is called 调查取证 and has five days, 勘验 is called 现场勘验."""
    document = copy.deepcopy(DOCUMENT)
    document["catalog"] |= {"version": "2", "valid_from": date(2026, 3, 4)}
    names = {"调查": "调查取证", "勘验": "现场勘验"}
    for line in document["step"]:
        line["act"] = names.get(line["act"], line["act"])
    for line in document["transition"]:
        line["from"], line["to"] = names.get(line["from"], line["from"]), names.get(line["to"], line["to"])
    document["point"] = [
        {"key": "调查期限", "kind": "time_limit", "at": ["调查取证"], "limit": 3, "unit": "calendar_day"},
        {"key": "询问期限", "kind": "time_limit", "at": ["询问"], "limit": 20, "unit": "calendar_day"},
    ]
    return document | changed


STEPS = {each: each for each in ("登记", "询问", "审核", "决定")} | {"调查": "调查取证", "勘验": "现场勘验"}


class House:
    """Two officers, a leader, an item in force, and whoever may publish."""

    def __init__(self, cast: Any) -> None:
        from mingcha.cases.actions.tasks import Chosen
        from mingcha.organs.models import Role

        self.cast = cast
        self.first, self.second, self.head = cast.post("handler"), colleague(cast, "同行"), cast.post("head")
        for number, post in enumerate((self.first, self.second)):
            officer(post.person, f"A{number}", organ=cast.organ("unit"))
        self.old = in_force(cast, DOCUMENT)
        self.alone = Chosen((self.first.person_id,))
        self.overseer = cast.post("overseer")
        assert "catalog:draft:final" in Role.objects.get(key="overseer").rights

    def case(self, *acts: str, **values: Any) -> Any:
        """A case of the first officer in which some steps are done, a day each."""
        case = open_one(self.old, self.first)
        for number, act in enumerate(acts, 1):
            follow = dict.fromkeys(("调查", "询问", "勘验", "审核", "决定"), self.alone)
            told = values if act == "登记" else {}
            submit(case, self.first, act, at=later(number), people=follow, values=told)
        return case

    def publish(self, document: Mapping[str, Any] | None = None) -> Any:
        return in_force(self.cast, dict(document or newer()))

    def preview(self, steps: Mapping[str, str] = STEPS, by: Any = None, at: datetime = MOVED) -> Any:
        from mingcha.cases.actions.moving import preview_move

        return preview_move(self.old, steps, now=at, by=by or self.overseer)

    def move(self, drawn: Any, by: Any = None, at: datetime = MOVED) -> Any:
        from mingcha.cases.actions.moving import move_cases

        return move_cases(drawn, drawn.version, now=at, by=by or self.overseer)

    def faults(self, drawn: Any) -> list[str]:
        from mingcha.cases.moving.fitting import said

        return [said(fault) for row in drawn.rows.order_by("case_id") for fault in row.faults]


@pytest.fixture
def house(cast: Any) -> House:
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    return House(cast)


def log_of(case: Any) -> list[tuple[Any, ...]]:
    return list(case.steps.values_list("act", "run", "task__act", "task__status").order_by("seq"))


def refused(act: Any, *given: Any, **more: Any) -> Any:
    from mingcha.ledger import Refused

    with pytest.raises(Refused) as told:
        act(*given, **more)
    return told.value


# --- it is done -----------------------------------------------------------------------------------------------------
def test_a_case_between_two_branches_goes_on_by_the_new_version(house: House) -> None:
    case = house.case("登记", "调查", "勘验", case_facts="堆放货物", kind="甲")
    new = house.publish()
    drawn = house.preview()
    assert (drawn.status, drawn.total, drawn.refused) == ("drawn", 1, 0)
    case.refresh_from_db()
    assert case.item_number == "1", "a preview changes nothing"
    assert [step for step, *_rest in log_of(case)] == ["登记", "调查", "询问", "勘验"]
    done = house.move(drawn)
    assert done.status == "done"
    case.refresh_from_db()
    assert (case.item_version_id, case.item_number) == (new.pk, "2")
    assert log_of(case) == [
        ("登记", 1, "登记", "done"),
        ("调查取证", 1, "调查取证", "done"),
        ("询问", 1, "询问", "active"),
        ("现场勘验", 1, "现场勘验", "done"),
    ]
    submit(case, house.first, "询问", at=MOVED, people={"审核": house.alone})
    assert task_of(case).act == "审核", "the branch that had come before the move is not waited for"


def test_what_was_typed_signed_and_proved_stays_and_a_page_that_is_open_is_refused(house: House) -> None:
    from mingcha.cases.actions.gates import sign_opinion
    from mingcha.cases.actions.submitting import Done, submit_step
    from mingcha.cases.models import Evidence, StepSheet

    case = house.case("登记", "调查", "询问", "勘验", case_facts="堆放货物", kind="甲")
    task = task_of(case, "审核")
    sign_opinion(task, 0, "同意立案", agrees=True, now=later(5), by=house.first)
    Evidence.objects.create(case=case, step=task.step, kind="书证", added_at=later(5))
    seen = task_of(case, "审核").version
    people = list(case.people.values_list("step", "officer", "role"))
    house.publish()
    house.move(house.preview())
    assert values_of(case) == {"case_facts": "堆放货物", "kind": "甲"}
    assert StepSheet.objects.get(step__case=case).form == "clue"
    assert [opinion.text for opinion in task.step.opinions.all()] == ["同意立案"]
    assert case.evidence.get().step_id == task.step_id
    assert list(case.people.values_list("step", "officer", "role")) == people
    told = refused(submit_step, task, Done(), seen, now=MOVED, by=house.first)
    assert (told.code, told.status) == ("stale", 409)
    sign_opinion(task, 1, "同意", agrees=True, now=MOVED, by=house.head)
    submit(case, house.first, at=MOVED)
    assert task_of(case).act == "决定"


@pytest.mark.req("S1-07", "S1-33")
def test_limits_and_alarms_are_those_of_the_new_version_and_were_told_beforehand(house: House) -> None:
    from mingcha.inbox.models import Todo

    case = house.case("登记")
    house.publish()
    drawn = house.preview()
    row = drawn.rows.get()
    assert case.alarms.count() == 0
    assert (row.due_was, row.due_now) == (later(days=10, hours=14, minutes=59, seconds=59), row.due_now)
    assert (row.due_was - row.due_now).days == 7
    assert (row.raised, row.gone, drawn.raised) == (1, 0, 1)
    assert row.alarms[0][0] == "red"
    assert "调查取证" in row.alarms[0][1]
    house.move(drawn)
    alarm = case.alarms.get()
    assert (alarm.point_key, alarm.code, alarm.point.item_version.number) == ("调查期限", "overdue", "2")
    todo = Todo.objects.get(kind="task", object_id=task_of(case).pk, closed_at=None)
    assert (todo.title, todo.title_en) == ("调查取证：占道摆摊", "调查取证: 占道摆摊")
    assert todo.due_at == row.due_now


@pytest.mark.req("S1-33")
def test_an_alarm_that_the_new_version_does_not_raise_is_cured_and_none_is_doubled(house: House) -> None:
    from mingcha.cases.clock import look_again

    case = house.case("登记", "调查")
    late = later(days=15)
    look_again(late)
    assert [(alarm.point_key, alarm.status) for alarm in case.alarms.all()] == [("询问期限", "open")]
    house.publish()
    drawn = house.preview(at=late)
    assert (drawn.raised, drawn.gone) == (0, 1)
    house.move(drawn, at=late)
    assert [(alarm.point_key, alarm.status) for alarm in case.alarms.all()] == [("询问期限", "cured")]
    look_again(later(days=30))
    assert [(alarm.point_key, alarm.status) for alarm in case.alarms.all()] == [("询问期限", "open")]


def test_two_steps_that_become_one_are_counted_on_and_two_may_change_names(house: House) -> None:
    case = house.case("登记", "调查", "询问", "勘验")
    house.publish()
    house.move(house.preview(STEPS | {"调查": "询问", "询问": "调查取证"}))
    assert [(act, run) for act, run, *_task in log_of(case)] == [
        ("登记", 1),
        ("询问", 1),
        ("调查取证", 1),
        ("现场勘验", 1),
        ("审核", 1),
    ]
    again = house.case("登记", "调查", "询问", "勘验")
    assert again.item_number == "1"


def test_several_runs_of_steps_that_become_one_never_collide(house: House) -> None:
    case = house.case("登记", "调查", "询问", "勘验")
    house.publish()
    house.move(house.preview(STEPS | {"调查": "询问", "勘验": "询问"}))
    assert [(act, run) for act, run, *_task in log_of(case) if act == "询问"] == [("询问", 1), ("询问", 2), ("询问", 3)]


def test_an_approval_sheet_that_nobody_has_signed_waits_for_the_new_columns(house: House) -> None:
    from mingcha.inbox.models import Todo

    case = house.case("登记", "调查", "询问", "勘验")
    document = newer()
    document["step"][4]["opinions"] = ["机构负责人", "法制审核"]
    house.publish(document)
    house.move(house.preview())
    waiting = Todo.objects.filter(kind="opinion", object_id=task_of(case).pk, closed_at=None)
    assert ["机构负责人" in todo.title for todo in waiting] == [True]


def test_what_is_typed_half_goes_along_but_not_who_was_to_go_on(house: House) -> None:
    import json

    from mingcha.cases.views.working import READ, Rule
    from mingcha.catalog.actions.formdrafts import keep_form_draft, kept_form_draft

    document = copy.deepcopy(DOCUMENT)
    document["step"][1]["form"] = "clue"
    document["catalog"]["code"] = "CF-half"
    house.old = in_force(house.cast, document)
    case = house.case("登记")
    task = task_of(case)
    typed = {"case_facts": ["一半"], "go_people_0": ["1"]}
    keep_form_draft(task, "调查", typed, by=house.first, rule=Rule(READ, case))
    after = newer(form=document["form"])
    after["step"][1]["form"], after["catalog"]["code"] = "clue", "CF-half"
    house.publish(after)
    house.move(house.preview())
    kept = kept_form_draft(task, "调查取证", house.first)
    assert kept is not None
    assert json.loads(kept.typed) == {"case_facts": ["一半"]}


# --- what is refused ------------------------------------------------------------------------------------------------
def faults(house: House, document: dict[str, Any] | None = None, steps: Mapping[str, str] = STEPS) -> list[str]:
    """What the preview says; the move is then refused and changes nothing."""
    house.publish(document)
    drawn = house.preview(steps)
    found = house.faults(drawn)
    before = [case.item_number for case in cases_of(house)]
    assert drawn.refused
    told = refused(house.move, drawn)
    assert (told.code, told.status) == ("refused", 409)
    assert [case.item_number for case in cases_of(house)] == before
    return found


def cases_of(house: House) -> list[Any]:
    from mingcha.cases.models import Case

    return list(Case.objects.filter(item_code=house.old.item.code).order_by("pk"))


@pytest.mark.req("S1-31")
def test_a_step_that_runs_or_is_done_and_has_no_target_is_refused_by_name(house: House) -> None:
    house.case("登记", "调查", "询问")
    found = faults(house, steps=STEPS | {"询问": "", "勘验": "", "决定": ""})
    assert found == ["环节“询问”在新版中没有对应的环节", "环节“勘验”在新版中没有对应的环节"]


def test_all_are_moved_or_none(house: House) -> None:
    fine, lost = house.case(), house.case("登记", "调查", "询问")
    house.publish()
    drawn = house.preview(STEPS | {"询问": ""})
    assert [row.refused for row in drawn.rows.order_by("case_id")] == [False, True]
    assert refused(house.move, drawn).code == "refused"
    for case in (fine, lost):
        case.refresh_from_db()
        assert case.item_number == "1"


def test_branches_that_become_one_step_are_refused(house: House) -> None:
    house.case("登记", "调查")
    assert faults(house, steps=STEPS | {"勘验": "询问"}) == ["同时在办的“勘验”和“询问”会变成同一个环节“询问”"]


def test_branches_of_which_one_follows_the_other_are_refused(house: House) -> None:
    house.case("登记", "调查")
    document = newer()
    document["step"] = [line for line in document["step"] if line["act"] != "审核"]
    for place, line in enumerate(document["step"], 1):
        line.pop("split", None)
        line["place"] = place
    document.pop("transition")
    found = faults(house, document, STEPS | {"审核": "决定"})
    assert found[0] == "“现场勘验”在新版中排在“询问”之后，不能同时办理".replace("现场勘验", "勘验")
    assert "“询问”在新版中不能与其他分支汇合" in found


def test_a_branch_that_has_come_to_a_joining_step_needs_one(house: House) -> None:
    house.case("登记", "调查", "勘验")
    document = newer()
    document["step"][4].pop("join")
    assert faults(house, document) == ["“询问”在新版中不能与其他分支汇合"]


def test_an_approval_sheet_half_signed_needs_the_same_columns(house: House) -> None:
    from mingcha.cases.actions.gates import sign_opinion

    case = house.case("登记", "调查", "询问", "勘验")
    sign_opinion(task_of(case), 0, "同意", agrees=True, now=later(5), by=house.first)
    document = newer()
    document["step"][4]["opinions"] = ["经办人", "法制审核", "机构负责人"]
    assert faults(house, document) == ["“审核”的审批表已签 1 栏，新版的栏目不同"]


def test_a_case_that_stands_still_does_so_for_a_cause_that_is_lawful_there(house: House) -> None:
    from mingcha.cases.actions.pausing import Still, suspend_case

    case = house.case("登记")
    task = task_of(case)
    suspend_case(task, Still("检验", "送检"), task.version, now=later(20), by=house.first)
    document = newer()
    document["catalog"]["pauses"] = ["听证"]
    assert faults(house, document) == ["案件因“检验”中止，新版没有这种中止事由"]


def test_a_case_that_stands_still_goes_on_standing(house: House) -> None:
    from mingcha.cases.actions.pausing import Still, suspend_case

    case = house.case("登记")
    task = task_of(case)
    suspend_case(task, Still("检验", "送检"), task.version, now=later(20), by=house.first)
    house.publish()
    house.move(house.preview())
    assert case.suspensions.get(to_at=None).kind == "检验"


def test_more_time_that_is_asked_for_is_asked_within_a_limit_that_is_there(house: House) -> None:
    from mingcha.cases.actions.extending import More, ask_extension

    case = house.case("登记")
    task = task_of(case)
    ask_extension(task, More("调查期限", 5, "复杂"), task.version, now=later(20), by=house.first)
    document = newer()
    document["point"][0]["key"] = "取证期限"
    assert faults(house, document) == ["待批准的延期申请（调查期限），新版没有这个期限"]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (FIELDS[:1], "“登记”填写的“类别”，新版表单没有这一项"),
        ([FIELDS[0], {"key": "kind", "label": "类别", "type": "text"}], "“登记”填写的“类别”，新版是另一种类型"),
        ([FIELDS[0], FIELDS[1] | {"choices": ["乙", "丙"]}], "“登记”填写的“类别”，不符合新版表单的要求"),
        ([FIELDS[0] | {"max": 2}, FIELDS[1]], "“登记”填写的“查明的事实”，不符合新版表单的要求"),
    ],
)
def test_what_was_filled_in_has_to_stand_in_the_new_form(house: House, fields: Any, said: str) -> None:
    house.case("登记", case_facts="堆放货物", kind="甲")
    assert faults(house, newer(form=[{"key": "clue", "name": "线索登记", "fields": fields}])) == [said]


def test_a_form_that_is_gone_is_refused_and_an_empty_one_is_not_missed(house: House) -> None:
    house.case("登记")
    house.case("登记", kind="甲")
    document = newer()
    document.pop("form")
    document["step"][0].pop("form")
    assert faults(house, document) == ["“登记”填写的表单，新版没有"]


def test_what_is_typed_half_needs_its_field_too(house: House) -> None:
    from mingcha.cases.views.working import READ, Rule
    from mingcha.catalog.actions.formdrafts import keep_form_draft

    case = house.case()
    rule = Rule(READ, case)
    keep_form_draft(task_of(case), "登记", {"kind": ["甲"], "case_facts": [" "]}, by=house.first, rule=rule)
    found = faults(house, newer(form=[{"key": "clue", "name": "线索登记", "fields": FIELDS[:1]}]))
    assert found == ["“登记”填写的“类别”，新版表单没有这一项"]


# --- as it was looked at --------------------------------------------------------------------------------------------
def test_what_has_changed_since_the_preview_is_named_and_nothing_is_moved(house: House) -> None:
    from mingcha.cases.actions.joining import merge_cases

    party = {"kind": "other", "name": "王某", "number": "", "address": ""}
    acted, closed, into = (open_one(house.old, house.first, parties=(party,)) for _n in range(3))
    house.publish()
    drawn = house.preview()
    submit(acted, house.first, people={"调查": house.alone}, at=MOVED)
    merge_cases(closed, into, "同一当事人", closed.version, now=MOVED, by=house.head)
    new = open_one(house.old, house.first)  # registered on a day on which the old version was in force
    told = refused(house.move, drawn)
    assert (told.code, told.status) == ("stale_preview", 409)
    words = f"不再按原版本在办：{closed.number}；新增：{new.number}；又有办理：{acted.number}"
    assert words in told.message
    assert {case.item_number for case in cases_of(house)} == {"1"}
    house.move(house.preview())
    assert [case.item_number for case in cases_of(house)] == ["2", "1", "2", "2"], (
        "what is closed stays as it was closed"
    )


@pytest.mark.parametrize("act", ["assign", "sign", "suspend", "half"])
def test_whatever_somebody_does_to_a_case_makes_the_preview_stale(house: House, act: str) -> None:
    from mingcha.cases.actions.assigning import assign_step
    from mingcha.cases.actions.gates import sign_opinion
    from mingcha.cases.actions.pausing import Still, suspend_case
    from mingcha.cases.actions.tasks import Chosen
    from mingcha.cases.views.working import READ, Rule
    from mingcha.catalog.actions.formdrafts import keep_form_draft

    case = house.case("登记", "调查", "询问", "勘验")
    house.publish()
    drawn = house.preview()
    task = task_of(case)
    if act == "assign":
        both = Chosen((house.first.person_id, house.second.person_id))
        assign_step(task, both, task.version, now=MOVED, by=house.head)
    elif act == "sign":
        sign_opinion(task, 0, "同意", agrees=True, now=MOVED, by=house.first)
    elif act == "suspend":
        suspend_case(task, Still("检验", "送检"), task.version, now=MOVED, by=house.first)
    else:
        keep_form_draft(task, "审核", {"a": ["b"]}, by=house.first, rule=Rule(READ, case))
    assert refused(house.move, drawn).code == "stale_preview"


def test_twice_is_once_and_the_ledger_names_versions_and_steps(house: House) -> None:
    from mingcha.ledger.models import Entry

    case, other = house.case("登记"), house.case()
    house.publish()
    drawn = house.preview()
    assert house.move(drawn).status == house.move(drawn).status == "done"
    entries = Entry.objects.filter(act="move_version").order_by("id")
    assert [entry.object_id for entry in entries] == [case.pk, other.pk]
    what = entries[0].what
    assert (what["old"], what["new"], what["steps"]) == ("1", "2", STEPS)
    assert entries[0].actor_id == house.overseer.person_id
    assert Entry.objects.get(act="move_versions").what["cases"] == 2
    assert refused(house.preview).code == "no_cases"


def test_a_version_that_came_after_the_preview_makes_it_void(house: House) -> None:
    house.case("登记")
    house.publish()
    drawn = house.preview()
    document = newer()
    document["catalog"] |= {"version": "3", "valid_from": date(2026, 3, 6)}
    house.publish(document)
    assert refused(house.move, drawn).code == "no_target"


def test_a_step_that_there_is_not_and_a_version_in_force_are_refused(house: House) -> None:
    house.case("登记")
    assert refused(house.preview).code == "no_target"
    house.publish()
    assert refused(house.preview, STEPS | {"登记": "没有"}).code == "step_unknown"
    assert refused(house.preview, STEPS | {"没有": "登记"}).code == "step_unknown"


# --- many -----------------------------------------------------------------------------------------------------------
def test_many_are_moved_in_the_background_all_or_none(house: House, monkeypatch: Any) -> None:
    from mingcha.cases import jobs
    from mingcha.cases.actions import moving
    from mingcha.inbox.models import Message

    monkeypatch.setattr(moving, "AT_ONCE", 2)
    monkeypatch.setattr(moving, "SLICE", 2)
    cases = [house.case("登记") for _n in range(5)]
    house.publish()
    drawn = house.preview()
    assert (drawn.status, drawn.rows.count()) == ("drawing", 0)
    assert refused(house.move, drawn).code == "not_drawn"
    for _twice in range(2):
        jobs.draw_versions(drawn.pk)
    drawn.refresh_from_db()
    assert (drawn.status, drawn.total, drawn.rows.count()) == ("drawn", 5, 5)
    assert house.move(drawn).status == "moving"
    submit(cases[0], house.first, people={"询问": house.alone, "勘验": house.alone}, at=MOVED)
    jobs.carry_versions(drawn.pk)
    drawn.refresh_from_db()
    assert drawn.status == "failed"
    assert cases[0].number in drawn.fault
    assert {case.item_number for case in cases_of(house)} == {"1"}
    drawn = house.preview()
    jobs.draw_versions(drawn.pk)
    drawn.refresh_from_db()
    house.move(drawn)
    for _twice in range(2):
        jobs.carry_versions(drawn.pk)
    drawn.refresh_from_db()
    assert drawn.status == "done"
    assert {case.item_number for case in cases_of(house)} == {"2"}
    told = Message.objects.filter(person=house.overseer.person, title__startswith="在办件换版")
    assert told.count() == 4


def test_looking_at_more_cases_asks_no_more_questions(house: House) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    for _n in range(6):
        house.case("登记")
    house.publish()
    house.preview()  # what is read once a process is read
    with CaptureQueriesContext(connection) as few:
        house.preview()
    for _n in range(6):
        open_one(house.old, house.first)
    with CaptureQueriesContext(connection) as many:
        drawn = house.preview()
    assert len(many) == len(few)
    with CaptureQueriesContext(connection) as moved:
        house.move(drawn)
    assert len(moved) <= 109 + 2 * drawn.total, (
        "two statements for the entry of each; two tell of the alarms of a slice"
    )


# --- who, and on what pages -----------------------------------------------------------------------------------------
@pytest.mark.req("S0-49")
def test_who_may_not_publish_for_the_organ_does_not_move_its_cases(house: House) -> None:
    house.case("登记")
    house.publish()
    drawn = house.preview()
    for post in (house.first, house.head, house.cast.post("leader")):
        assert refused(house.preview, by=post).status == 403
        assert refused(house.move, drawn, by=post).status == 403
    away = house.cast.outsider("overseer")
    assert refused(house.preview, by=away).status == 403
    for url in addresses(house, drawn):
        assert house.cast.client(away).get(url).status_code == 404
        assert house.cast.client(house.head).get(url).status_code == 403


def addresses(house: House, drawn: Any) -> list[str]:
    from django.urls import reverse

    begin = reverse("cases:version-move", args=[house.old.item_id, house.old.pk])
    names = ("move-detail", "move-progress", "move-run")
    return [begin, *(reverse(f"cases:{name}", args=[drawn.pk]) for name in names)]


def test_a_case_out_of_reach_stops_all(house: House) -> None:
    from mingcha.cases.models import Case

    case = house.case("登记")
    house.publish()
    Case.objects.filter(pk=case.pk).update(secrecy=9)
    assert refused(house.preview).status == 403


def test_the_pages_lead_from_the_item_to_the_move(house: House) -> None:
    from django.urls import reverse

    case = house.case("登记", "调查")
    new = house.publish()
    client = house.cast.client(house.overseer)
    begin = reverse("cases:version-move", args=[house.old.item_id, house.old.pk])
    assert begin in client.get(new.item.get_absolute_url()).text
    page = client.get(begin)
    proposed = {row["field"].label: row["field"].value() for row in page.context["form"].rows()}
    assert proposed == {act: act if act in ("登记", "询问", "审核", "决定") else "" for act in STEPS}
    fields = {row["field"].html_name: STEPS[row["field"].label] for row in page.context["form"].rows()}
    wrong = press(client, begin, **(fields | {"step_1": "没有"}))
    assert wrong.status_code == 422
    answer = press(client, begin, **fields)
    assert answer.status_code == 302
    page = client.get(answer.url)
    assert case.number in page.text
    assert "现场勘验" in page.text
    assert client.get(f"{answer.url}?tab=refused").context["listed"].rows == []
    assert client.get(answer.url + "progress/").status_code == 200
    done = press(client, answer.url + "run/")
    assert (done.status_code, done.url) == (302, answer.url)
    assert "已换版 1 件" in client.get(answer.url).text
    case.refresh_from_db()
    assert case.item_number == "2"
    assert client.get(case_page(case)).status_code == 200
    assert begin not in client.get(new.item.get_absolute_url()).text
    assert "没有需要换版的在办件" in client.get(begin).text


def case_page(case: Any) -> str:
    from django.urls import reverse

    return reverse("cases:case-detail", args=[case.pk])
