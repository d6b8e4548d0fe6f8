# SPDX-License-Identifier: Apache-2.0
"""Cases that run here, for the tests: a sample item in force at the cast's organ, officers with certificates, steps done."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime, timedelta
from html import unescape
from importlib.resources import files
from typing import Any

from mingcha.engine.clock import CHINA

MONDAY = datetime(2026, 3, 2, 9, tzinfo=CHINA)
POWERS = {
    "ordinary": "行政处罚",
    "summary": "行政处罚",
    "permit": "行政许可",
    "seizure": "行政强制",
    "inspection": "行政检查",
}


def sample(form: str, **head: Any) -> dict[str, Any]:
    """One of the sample items of the demonstration, as a document."""
    tree, parts = (
        tomllib.loads(files("mingcha.demo").joinpath(f"data/{kind}/{form}.toml").read_text("utf-8"))
        for kind in ("items", "parts")
    )
    places = [[act] if isinstance(act, str) else act for act in tree.pop("steps")]
    told = parts.pop("of")
    steps = [{"act": act, "place": place, **told[act]} for place, acts in enumerate(places, 1) for act in acts]
    usual = {"code": f"CF-{form}", "name": "对擅自占用城市道路的行政处罚", "category": POWERS[form], "version": "1"}
    return {
        "catalog": {**parts.pop("head"), **usual, "valid_from": date(2026, 1, 1), **head},
        "step": steps,
        **tree,
        **parts,
    }


def in_force(cast: Any, form: str | dict[str, Any], **head: Any) -> Any:
    """The version of a sample item, or of a document, held by the organ of the cast."""
    from mingcha.catalog.actions.versions import load_item
    from mingcha.ledger import System

    document = sample(form, **head) if isinstance(form, str) else form
    return load_item(document, organ=cast.organ("enforcement"), by=System("目录"))


def officer(person: Any, number: str, *, organ: Any, kind: str = "officer", **certificate: Any) -> Any:
    """Somebody in the register, with a certificate that fits unless told otherwise."""
    from mingcha.organs.models import Certificate, Officer, Region

    made = Officer.objects.create(name=person.name, organ=organ, person=person, kind=kind)
    usual = {"valid_from": date(2024, 1, 1), "valid_to": date(2027, 12, 31), "category": ""}
    area = Region.objects.get(pk=organ.region_id)
    lo = int(area.pk)
    if kind == "officer":
        given = {**usual, **certificate}
        Certificate.objects.create(officer=made, number=number, area=area, area_lo=lo, area_hi=lo, **given)
    return made


def colleague(cast: Any, name: str, role: str = "handler", reach: str = "self") -> Any:
    """Another post of a role in the unit of the cast."""
    from mingcha.organs.models import Person, Post, Role

    unit = cast.organ("unit")
    person = Person.objects.create(username=f"u-{name}", name=name, organ=unit)
    key = Role.objects.get(key=role)
    return Post.objects.create(person=person, organ=unit, role=key, reach=reach, valid_from=date(2020, 1, 1))


def open_one(version: Any, by: Any, at: datetime = MONDAY, **more: Any) -> Any:
    """A case just registered."""
    from mingcha.cases.actions.opening import Clue, open_case

    return open_case(version, Clue("inspection", "占道摆摊", **more), now=at, by=by)


def task_of(case: Any, act: str = "") -> Any:
    """The open task of a case; of several the one of the act."""
    from mingcha.cases.models import Task

    rows = Task.objects.filter(case=case, status__in=Task.OPEN).select_related("step")
    return rows.get(act=act) if act else rows.get()


def submit(case: Any, by: Any, act: str = "", *, at: datetime = MONDAY, **done: Any) -> Any:
    """Do the open step."""
    from mingcha.cases.actions.submitting import Done, submit_step

    task = task_of(case, act)
    return submit_step(task, Done(**done), task.version, now=at, by=by)


def later(hours: float = 0, **more: Any) -> datetime:
    return MONDAY + timedelta(hours=hours, **more)


def values_of(case: Any) -> dict[str, Any]:
    from mingcha.cases.models import CaseFile

    kept = CaseFile.objects.get(case=case).values
    return json.loads(kept) if kept else {}


def press(client: Any, url: str, **typed: Any) -> Any:
    """Send a form as its page has it: hidden fields and the once key come from there."""
    page = client.get(url).content.decode().partition('<form class="form')[2]
    hidden = {
        unescape(name): unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }
    hidden.pop("csrfmiddlewaretoken", None)
    return client.post(url, {**hidden, **typed})
