# SPDX-License-Identifier: Apache-2.0
"""The other four sample items from clue to close, by the pages that people have: forms filled, sheets signed (S1-30 … S1-32).

In a real browser they are walked by tests/journeys/test_offices.py, and the fifth, the street, on a telephone by test_street.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from live_cases import colleague, in_force, officer, press, sample, task_of
from mingcha.cases.actions.gates import columns_of
from mingcha.cases.actions.moving import move_cases, preview_move
from mingcha.cases.models import Alarm, Case, Task
from mingcha.cases.notices import FIRST
from mingcha.cases.procedure import Procedure, procedure_of
from sample_routes import CHOSEN, ROUTES, lead_of, route_of, signers_of, team_of, typed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(cast: Any) -> dict[str, Any]:
    """Two officers with certificates, whoever signs, and the others of the house."""
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    people = {role: cast.post(role) for role in ("handler", "head", "filler", "reviewer")}
    people["second"] = colleague(cast, "同行")
    for number, role in enumerate(("handler", "second")):
        officer(people[role].person, f"A{number}", organ=cast.organ("unit"))
    return people | {name: colleague(cast, name, "head", "organ") for name in ("分管", "主管", "局长")} | {"cast": cast}


@pytest.mark.req("S1-30", "S1-31", "S1-32")
@pytest.mark.parametrize("name", ROUTES)
def test_a_sample_item_is_walked_from_clue_to_close_by_its_pages(office: dict[str, Any], name: str) -> None:
    version = in_force(office["cast"], name.partition(" ")[0])
    route = route_of(name)
    first = office[route[0][1]]
    case = _open(office, version, route[0][1])
    _walk(office, case, route, range(len(route)), CHOSEN.get(name, {}))
    case.refresh_from_db()
    assert case.status == Case.Status.CLOSED
    assert list(case.steps.order_by("seq").values_list("act", flat=True)) == [act for act, _who in route]
    assert "已办结" in office["cast"].client(first).get(f"/cases/{case.pk}/").content.decode()
    assert not Alarm.objects.filter(case=case, kind="qualification").exists()


def _open(office: dict[str, Any], version: Any, who: str) -> Case:
    typed = {"origin": "inspection", "title": "示例案件", "party_kind": "other", "party_name": "王某"}
    made = press(office["cast"].client(office[who]), reverse("cases:case-new", args=[version.pk]), **typed)
    assert made.status_code == 302, made.content.decode()
    return Case.objects.get()


def _walk(
    office: dict[str, Any], case: Case, route: list[tuple[str, str]], places: range, chosen: Mapping[str, str]
) -> None:
    """Do the steps of these places of a route by their pages."""
    procedure = procedure_of(case.item_version)
    for place in places:
        act, who = route[place]
        task = task_of(case, act)
        _sign(office, procedure, task, lead_of(who))
        following = route[place + 1] if place + 1 < len(route) else None
        answer = _submit(office, procedure, task, who, following, chosen)
        assert answer.status_code == 302, (act, answer.context["form"].errors)


@pytest.mark.req("S1-30")
@pytest.mark.parametrize("name", ["permit", "seizure", "inspection", "ordinary"])
def test_a_sample_item_is_walked_to_its_close_although_it_is_moved_to_a_version_with_other_names(
    office: dict[str, Any], name: str
) -> None:
    old = in_force(office["cast"], name, version="1", valid_from=date(2025, 1, 1))
    route = route_of(name)
    case = _open(office, old, route[0][1])
    half = len(route) // 2
    _walk(office, case, route, range(half), CHOSEN.get(name, {}))
    new = in_force(office["cast"], _renamed(sample(name, version="2", valid_from=date(2026, 1, 1))))
    overseer = office["cast"].post("overseer")
    drawn = preview_move(old, {act: f"{act}新" for act in procedure_of(old).graph.stops}, by=overseer)
    assert (drawn.refused, drawn.raised, drawn.gone) == (0, 0, 0)
    move_cases(drawn, drawn.version, by=overseer)
    renamed = [(f"{act}新", who) for act, who in route]
    case.refresh_from_db()
    assert case.item_version == new
    _walk(office, case, renamed, range(half, len(route)), CHOSEN.get(name, {}))
    case.refresh_from_db()
    assert case.status == Case.Status.CLOSED
    assert list(case.steps.order_by("seq").values_list("act", flat=True)) == [act for act, _who in renamed]
    page = office["cast"].client(office["head"]).get(f"/cases/{case.pk}/").content.decode()
    assert "已办结" in page


def _renamed(document: dict[str, Any]) -> dict[str, Any]:
    """The same item with another name for every step, wherever one is named."""
    acts = {step["act"] for step in document["step"]}

    def named(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: named(each) for key, each in value.items()}
        if isinstance(value, list):
            return [named(each) for each in value]
        return f"{value}新" if isinstance(value, str) and value in acts else value

    heads = {"catalog": document["catalog"]}
    return {key: named(value) for key, value in document.items()} | heads


def _sign(office: dict[str, Any], procedure: Procedure, task: Task, lead: str) -> None:
    for column, name in signers_of(columns_of(procedure, task.act), FIRST, lead):
        url = reverse("cases:opinion-sign", args=[task.pk])
        answer = press(office["cast"].client(office[name]), url, agrees="yes", text="同意。")
        assert answer.status_code == 302, (task.act, column, answer.context["form"].errors)


def _submit(
    office: dict[str, Any], procedure: Procedure, task: Task, who: str, following: Any, chosen: Mapping[str, str]
) -> Any:
    given: dict[str, Any] = typed_in((procedure.form(task.act) or {"fields": ()})["fields"], chosen)
    ways = procedure.graph.forward[task.act]
    for number, way in enumerate(ways):
        if following and way.end == following[0]:
            given[f"go_people_{number}"] = [str(office[name].person_id) for name in team_of(following[1])]
            given |= {"go_onward": way.end} if len(ways) > 1 else {}
    url = reverse("cases:step-work", args=[task.pk])
    return press(office["cast"].client(office[lead_of(who)]), url, _act="submit", **given)
