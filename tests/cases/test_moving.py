# SPDX-License-Identifier: Apache-2.0
"""Running cases are moved to the version of their item that is in force: all or none, as it was looked at (S1-30, S1-31)."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest

from live_cases import colleague, in_force, later, officer, open_one, submit, task_of

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

    def preview(self, steps: Mapping[str, str] = STEPS, by: Any = None, hours: float = 0) -> Any:
        from mingcha.cases.actions.moving import preview_move

        return preview_move(self.old, steps, now=MOVED + timedelta(hours=hours), by=by or self.overseer)

    def move(self, drawn: Any, by: Any = None) -> Any:
        from mingcha.cases.actions.moving import move_cases

        return move_cases(drawn, drawn.version, now=MOVED, by=by or self.overseer)

    def faults(self, drawn: Any) -> list[str]:
        from mingcha.cases.moving.fitting import said

        return [said(fault) for row in drawn.rows.order_by("case") for fault in row.faults]


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
