# SPDX-License-Identifier: Apache-2.0
"""The section 环节 of a draft: the step list first, since law officers do not draw BPMN, and the drawing beside it (S1-04, S4-07)."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.catalog.actions import save_procedure
from mingcha.catalog.actions.drafts import check_open
from mingcha.catalog.draft_page import crumbs, may_edit, shell
from mingcha.catalog.lint import Found, lint
from mingcha.catalog.marks import Marked, check_there, edited_line, mark_of, same
from mingcha.catalog.models import Draft
from mingcha.catalog.procedure import editing
from mingcha.catalog.procedure.drawing import drawing, role_names, seals
from mingcha.catalog.procedure.forms import StepForm
from mingcha.catalog.procedure.reading import entries, names_of
from mingcha.catalog.procedure.words import KINDS
from mingcha.catalog.words import length
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import Versioned

OF_POINTS: Final = frozenset({"assigns_nobody", "rollback_on_branch"})
"""What lint says of points that only the steps can explain."""
READ, EDIT = Perm.CATALOG_DRAFT_READ, Perm.CATALOG_DRAFT_EDIT


class MoveForm(Marked):
    """Which way a step goes."""

    to = forms.ChoiceField(choices=[("up", "up"), ("down", "down")])


def draft_of(request: StaffRequest, pk: int, perm: Perm) -> Draft:
    """The draft; whoever wants to change its procedure is told at once when that is closed."""
    draft = find(Draft.objects.select_related("organ", "based_on"), request.post, pk, perm)
    if perm == EDIT:
        check_open(draft, "step")
    return draft


def step_of(request: StaffRequest, draft: Draft, number: int) -> tuple[list[dict[str, Any]], dict[str, Any] | None]:
    """All steps in the order of the page, and the one with this number from 1. Raises Http404; a form that is sent after
    the step was taken away is told so, and gets None."""
    steps = editing.steps_of(draft.document)
    step = steps[number - 1] if 1 <= number <= len(steps) else None
    check_there(request, step)
    return steps, step


@require_safe
@requires(READ)
def draft_steps(request: StaffRequest, pk: int) -> HttpResponse:
    """The steps with the ways that leave them, what lint says of them, and the drawing."""
    draft = draft_of(request, pk, READ)
    document = draft.document
    steps = editing.steps_of(document)
    editable = may_edit(draft, "step", request.post)
    findings = lint(document)
    found = [each for each in findings if each.path.startswith(("step", "transition")) or each.code in OF_POINTS]
    address = {
        step["act"]: reverse("catalog:draft-step-edit", args=(draft.pk, number)) for number, step in enumerate(steps, 1)
    }
    context = shell(draft, request.post, "catalog:draft-steps", findings) | {
        "rows": rows_of(document, found),
        "found": found,
        "editable": editable,
        "moves": [("up", "arrow-up", _("上移")), ("down", "arrow-down", _("下移"))],
        "drawn": bool(editing.ways_of(document)),
        "drawing": drawing(document, address if editable else {}) if steps else None,
        "export": reverse("catalog:draft-steps-export", args=(draft.pk,)),
    }
    return render(request, "catalog/draft_steps.html", context)


def rows_of(document: dict[str, Any], found: list[Found]) -> list[dict[str, Any]]:
    """The lines of the step list."""
    sealed, roles = seals(document), role_names()
    ways = editing.ways_of(document)
    lines = {id(entry): number for number, entry in entries(document.get("step"))}
    rows = []
    for number, step in enumerate(editing.steps_of(document), 1):
        mine = f"step[{lines[id(step)]}]"
        limit = length(step["limit"], str(step.get("unit"))) if type(step.get("limit")) is int else ""
        rows.append(
            {
                "number": number,
                "step": step,
                "was": mark_of(step),
                "kind": KINDS.get(str(step.get("kind")), ""),
                "roles": [roles.get(role, role) for role in names_of(step, "roles")],
                "limit": limit,
                "kinds": sealed.get(step["act"], []),
                "ways": [way for way in ways if way.get("from") == step["act"]],
                "faults": [each for each in found if each.path.partition(".")[0] == mine],
            }
        )
    return rows


@requires(EDIT)
def draft_step_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Add a step."""
    draft = draft_of(request, pk, EDIT)
    steps = editing.steps_of(draft.document)
    return _edit_step(request, draft, None, place=max(map(editing.place_of, steps), default=0) + 1)


@requires(EDIT)
def draft_step_edit(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Change a step and the ways that leave it."""
    draft = draft_of(request, pk, EDIT)
    _steps, step = step_of(request, draft, number)
    return _edit_step(request, draft, step, place=0)


def _edit_step(request: StaffRequest, draft: Draft, step: dict[str, Any] | None, *, place: int) -> HttpResponse:
    """``place`` of a step that is new; 0 for one that was there when the form was opened."""
    ways = [way for way in editing.ways_of(draft.document) if step and way.get("from") == step["act"]]
    line = None if step is None else [step, ways]
    initial = {"version": draft.version, "was": mark_of(line), "place": place or editing.place_of(step or {})}
    shown = step if request.method != "POST" or same(request, line) else None  # what was sent is not of this step
    form = StepForm(request.POST or None, document=draft.document, step=shown, initial=initial)

    def act(given: dict[str, Any]) -> str:
        # In the place where it stood: lines of the file keep their order.
        now = [form.entry(given) if each is step else each for each in draft.document.get("step") or ()]
        steps = now if step else [*now, form.entry(given)]
        renamed = {step["act"]: given["act"]} if step and step["act"] != given["act"] else {}
        save_procedure(draft, steps, form.all_ways(given), given["version"], by=request.post, renamed=renamed)
        return reverse("catalog:draft-steps", args=(draft.pk,))

    here = step["act"] if step else _("添加环节")
    page = {
        "title": here,
        "lead": draft.name,
        "object": draft,
        "step": step,
        "crumbs": crumbs(draft, here),
        "cancel": reverse("catalog:draft-steps", args=(draft.pk,)),
        "done": _("已保存"),
    }
    template = "catalog/draft_step_form.html"
    if place:
        return edited(request, form, act, page, template=template)
    return edited_line(request, form, line, act, page, template=template)


@require_POST
@requires(EDIT)
def draft_step_move(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """One place earlier or later."""
    draft = draft_of(request, pk, EDIT)
    steps, step = step_of(request, draft, number)
    page = {
        "title": _("移动环节"),
        "facts": [(_("环节"), step["act"])] if step else [],
        "object": draft,
        "crumbs": crumbs(draft, _("移动环节")),
        "cancel": reverse("catalog:draft-steps", args=(draft.pk,)),
    }

    def act(given: dict[str, Any]) -> HttpResponse:
        now = editing.moved(steps, number - 1, up=given["to"] == "up")
        save_procedure(draft, now, editing.ways_of(draft.document), given["version"], by=request.post)
        return redirect("catalog:draft-steps", draft.pk)

    return edited_line(request, MoveForm(request.POST), step, act, page, template="web/confirm.html")


@requires(EDIT)
def draft_step_remove(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Take a step out, with the ways to it and from it."""
    draft = draft_of(request, pk, EDIT)
    steps, step = step_of(request, draft, number)
    all_ways = editing.ways_of(draft.document)
    left, ways = editing.removed(steps, all_ways, number - 1) if step else (steps, all_ways)
    name = step["act"] if step else ""
    sealed = seals(draft.document).get(name, [])
    told = [(_("环节"), name), (_("去处"), str(len(all_ways) - len(ways))), (_("监察点"), str(len(sealed)))]
    page = {
        "title": _("删除环节"),
        "text": _("通向它和离开它的去处一并删除；提到它的监察点要另行修改。"),
        "facts": told if step else [],
        "object": draft,
        "crumbs": crumbs(draft, _("删除环节")),
        "cancel": reverse("catalog:draft-steps", args=(draft.pk,)),
        "submit": _("删除"),
        "danger": True,
        "done": _("已删除"),
    }

    def act(given: dict[str, Any]) -> str:
        save_procedure(draft, left, ways, given["version"], by=request.post)
        return reverse("catalog:draft-steps", args=(draft.pk,))

    form = Marked(request.POST or None, initial={"version": draft.version, "was": mark_of(step)})
    return edited_line(request, form, step, act, page, template="web/confirm.html")


@requires(EDIT)
def draft_steps_connect(request: StaffRequest, pk: int) -> HttpResponse:
    """Write the order down as ways, so that branches and returns can be added to them."""
    draft = draft_of(request, pk, EDIT)
    ways = editing.connected(draft.document)
    page = {
        "title": _("按次序补全去处"),
        "text": _("给还没有去处的每个环节写上通向下一次序的去处；已有的不变。"),
        "facts": [(_("将补上"), str(len(ways) - len(editing.ways_of(draft.document))))],
        "object": draft,
        "crumbs": crumbs(draft, _("按次序补全去处")),
        "cancel": reverse("catalog:draft-steps", args=(draft.pk,)),
        "submit": _("补全"),
        "done": _("已保存"),
    }

    def act(given: dict[str, Any]) -> str:
        save_procedure(draft, draft.document.get("step") or [], ways, given["version"], by=request.post)
        return reverse("catalog:draft-steps", args=(draft.pk,))

    form = Versioned(request.POST or None, initial={"version": draft.version})
    return edited(request, form, act, page, template="web/confirm.html")
