# SPDX-License-Identifier: Apache-2.0
"""What the page of a case that runs here shows beside its log: approval sheets, forms, parties, people, codes, documents (S1-30)."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mingcha.cases.actions.gates import columns_of
from mingcha.cases.models import Case, Opinion, Paper, Presence, Step, StepOfficer, StepSheet, TaskPerson
from mingcha.cases.procedure import Procedure, procedure_of
from mingcha.catalog.models import VersionDocument
from mingcha.catalog.stepforms.showing import shown_values
from mingcha.organs.models import Post
from mingcha.organs.numbers import masked
from mingcha.organs.perms import Perm

MOST: Final = 60
"""Forms on one page: a case has a dozen."""
LEVELS: Final = {"asked": "yellow", "confirmed": "ok", "denied": "red", "lapsed": "red"}
Doer = tuple[int, str, str | None]
"""Who acts at a step: the officer's id, her name, her role."""


def with_people(case: Case) -> list[Step]:
    """The steps of a case, each with who acts at it and the opinions signed there, in one query each. Of 200 steps these are
    hundreds of rows, of which only names are wanted."""
    steps = list(case.steps.all())
    people: dict[int | None, list[Doer]] = defaultdict(list)
    rows = StepOfficer.objects.filter(case=case).order_by("pk")
    for step, officer, name, role in rows.values_list("step_id", "officer_id", "officer__name", "role"):
        people[step].append((officer, name, role))
    signed: dict[int, list[Opinion]] = defaultdict(list)
    for opinion in Opinion.objects.filter(step__case=case):
        signed[opinion.step_id].append(opinion)
    for each in steps:
        each.doers, each.signed = people[each.pk], signed[each.pk]  # type: ignore[attr-defined]
    return steps


def doers(step: Step) -> list[Doer]:
    """Who acts at a step that ``with_people`` gave."""
    found: list[Doer] = vars(step)["doers"]
    return found


def signed_at(step: Step) -> list[Opinion]:
    """What is signed on the sheet of such a step, in order."""
    found: list[Opinion] = vars(step)["signed"]
    return found


def procedure_if_known(case: Case) -> Procedure | None:
    """None for a version of which only the points are known."""
    try:
        return procedure_of(case.item_version)
    except VersionDocument.DoesNotExist:
        return None


def parts_of(case: Case, steps: Sequence[Step], procedure: Procedure | None, post: Post) -> dict[str, Any]:
    """All of it for ``cases/case_detail.html``. Six queries beside those of the steps; none for a case from elsewhere."""
    file = getattr(case, "file", None)
    if file is None or procedure is None:
        return {"file": None, "sheets": [], "forms": [], "parties": [], "people": people(steps), "papers": []}
    made = list(case.papers.all())
    presences = list(case.presences.select_related("officer", "step__task__done_by"))
    return {
        "file": file,
        "made": made,
        "late": list(case.late_entries.select_related("evidence")),
        "sheets": sheets(steps, procedure),
        "forms": forms(case, procedure),
        "parties": parties(case),
        "people": people(steps),
        "presences": [_presence(row) for row in presences],
        "codes": codes(presences, post),
        "papers": papers(case, steps, procedure, made, post),
    }


def sheets(steps: Sequence[Step], procedure: Procedure) -> list[dict[str, Any]]:
    """The approval sheets 审批表, the latest first: those that are signed, or wait to be."""
    made = []
    for step in sorted(steps, key=lambda step: -step.seq):
        columns = columns_of(procedure, step.act) if step.act in procedure.graph.stops else []
        signed = {row.place: row for row in signed_at(step)}
        if columns and (signed or step.ended_at is None):
            form = procedure.form(step.act)
            title = _("{name}审批表").format(name=form["name"].removesuffix("审批") if form else step.act)
            turn = len(signed)
            shown = [_column(column, signed.get(place), now=place == turn) for place, column in enumerate(columns)]
            made.append({"title": title + _again(step), "columns": shown})
    return made


def _column(column: str, row: Any, *, now: bool) -> dict[str, str]:
    """What stands in a column; of those that are not signed yet only the one whose turn it is ``now`` is awaited."""
    if row is None:
        return {"title": column, "text": "", "signed": "", "at": "", "awaits": column if now else ""}
    text = row.text if row.agrees else _("不同意：{text}").format(text=row.text)
    return {"title": column, "text": text, "signed": row.signed_by, "at": f"{localtime(row.signed_at):%Y-%m-%d %H:%M}"}


def forms(case: Case, procedure: Procedure) -> list[dict[str, Any]]:
    """What the form of each step says, the latest first; numbers of persons are masked."""
    rows = StepSheet.objects.filter(step__case=case).select_related("step", "filled_by__person").order_by("-step__seq")
    told = [(sheet, form) for sheet in rows[:MOST] if (form := procedure.forms.get(sheet.form))]
    return [
        {
            "name": form["name"],
            "act": sheet.step.act + _again(sheet.step),
            "values": shown_values(form, json.loads(sheet.values)),
            "by": sheet.filled_by.person.name,
            "at": sheet.filled_at,
        }
        for sheet, form in told
    ]


def _again(step: Step) -> str:
    return _("（第 {n} 次）").format(n=step.run) if step.run > 1 else ""


def parties(case: Case) -> list[dict[str, str]]:
    """The parties, their numbers masked; a telephone number stands on no page."""
    return [
        {
            "name": row.name,
            "kind": row.get_kind_display(),
            "number": masked(row.number),
            "address": row.address,
        }
        for row in case.parties.all()
    ]


def people(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """Who acts in the case, in the order of acting: at how many steps, and whether she only assists."""
    found: dict[int, dict[str, Any]] = {}
    for step in sorted(steps, key=lambda step: step.seq):
        for officer, name, role in doers(step):
            told = found.setdefault(officer, {"name": name, "acts": {}, "assists": True})
            told["acts"][step.act] = True
            told["assists"] = told["assists"] and role == "auxiliary"
    return [each | {"acts": list(each["acts"])} for each in found.values()]


def _presence(row: Presence) -> dict[str, Any]:
    words = row.get_status_display()
    return {"name": row.officer.name, "act": row.step.act, "level": LEVELS[row.status], "words": words}


def codes(presences: Sequence[Presence], post: Post) -> list[dict[str, Any]]:
    """The codes that whoever submitted shows to colleagues who have not yet said that they were there."""
    return [
        {"name": row.officer.name, "act": row.step.act, "code": row.code, "due": row.due_at, "url": _scanned(row)}
        for row in reversed(presences)
        if row.status == Presence.Status.ASKED and _submitted(row, post)
    ]


def _scanned(row: Presence) -> str:
    return f"{reverse('cases:presence', args=[row.pk])}?code={row.code}"


def _submitted(row: Presence, post: Post) -> bool:
    task = getattr(row.step, "task", None)
    return task is not None and task.done_by is not None and task.done_by.person_id == post.person_id


def papers(
    case: Case, steps: Sequence[Step], procedure: Procedure, made: Sequence[Paper], post: Post
) -> list[dict[str, Any]]:
    """The documents of the steps that have begun: the latest edition of each, and where it is made."""
    begun = {step.act: step for step in sorted(steps, key=lambda step: step.seq)}
    lines = [line for line in procedure.document.get("document", ()) if line["step"] in begun]
    latest: dict[str, Paper] = {}
    for row in sorted(made, key=lambda row: row.pk):
        latest[row.key] = row
    may = _maker(case, post) if lines else None
    return [_paper(line, latest.get(line["key"]), may) for line in lines]


def _paper(line: Mapping[str, Any], row: Paper | None, may: Callable[[str], str] | None) -> dict[str, Any]:
    return {"name": line["name"], "act": line["step"], "made": row, "make": may(line["key"]) if may else ""}


def _maker(case: Case, post: Post) -> Callable[[str], str] | None:
    """The address at which a document is made, for whoever does a step of the case."""
    if case.status != Case.Status.OPEN or not post.may(Perm.CASES_CASE_WORK):
        return None
    parts = (TaskPerson.Part.LEAD, TaskPerson.Part.SECOND)
    if not TaskPerson.objects.filter(task__case=case, person_id=post.person_id, part__in=parts).exists():
        return None
    return lambda key: reverse("cases:paper-make", args=[case.pk, key])
