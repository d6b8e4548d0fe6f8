# SPDX-License-Identifier: Apache-2.0
"""Pages of the parts of a draft that are lines: materials, monitor points, risk points (S1-04, S1-21)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from mingcha.catalog.actions.drafts import save_section
from mingcha.catalog.draft_forms import RISKS, MaterialForm, RiskForm
from mingcha.catalog.draft_lint import lint_draft
from mingcha.catalog.draft_page import crumbs, may_edit, shell
from mingcha.catalog.marks import Marked, check_there, edited_line, kind_of, mark_of
from mingcha.catalog.models import Draft
from mingcha.catalog.point_form import PointForm
from mingcha.catalog.point_lines import point_lines
from mingcha.catalog.sections import changed, line_of, lines_of
from mingcha.catalog.views.drafts import found
from mingcha.engine.kinds import KINDS
from mingcha.ledger import Invalid
from mingcha.organs.access import requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import Versioned

Line = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """How a section of lines is edited: its form for a line, and the line for what the form found."""

    section: str
    noun: Promise
    prefix: str
    form: Callable[[Draft, Line, Any, dict[str, Any]], Any]
    line: Callable[[Any, dict[str, Any], str], dict[str, Any]]
    template: str
    rows: Callable[[Draft], list[dict[str, Any]]]

    @property
    def list_view(self) -> str:
        return f"catalog:{self.section}-list"


def _acts(draft: Draft) -> list[str]:
    return [step["act"] for step in draft.document.get("step") or ()]


def _plain_line(_form: Any, given: dict[str, Any], key: str) -> dict[str, Any]:
    return {
        "key": key,
        **{name: value for name, value in given.items() if name not in Marked.base_fields and value not in ("", None)},
    }


def _plain_rows(section: str) -> Callable[[Draft], list[dict[str, Any]]]:
    return lambda draft: [dict(line) for line in draft.document.get(section) or ()]


def _risk_rows(draft: Draft) -> list[dict[str, Any]]:
    names = dict(RISKS)
    colours = {"high": "red", "medium": "yellow", "low": "prompt"}
    return [
        {**line, "level_name": names.get(line.get("level"), ""), "colour": colours.get(line.get("level"), "prompt")}
        for line in draft.document.get("risk") or ()
    ]


KINDS_OF_LINES: Final = {
    "material": Kind(
        "material",
        gettext_lazy("材料"),
        "m",
        lambda _draft, _line, data, initial: MaterialForm(data, initial=initial),
        _plain_line,
        "catalog/material_list.html",
        _plain_rows("material"),
    ),
    "risk": Kind(
        "risk",
        gettext_lazy("风险点"),
        "r",
        lambda draft, _line, data, initial: RiskForm(_acts(draft), data, initial=initial),
        _plain_line,
        "catalog/risk_list.html",
        _risk_rows,
    ),
    "point": Kind(
        "point",
        gettext_lazy("监察点"),
        "p",
        lambda draft, line, data, initial: PointForm(
            line["kind"], _acts(draft), data, initial=PointForm.initial_of(line) | initial
        ),
        lambda form, given, key: form.rule(given, key),
        "catalog/point_list.html",
        point_lines,
    ),
}


@require_safe
@requires(Perm.CATALOG_DRAFT_READ)
def line_list(request: StaffRequest, pk: int, section: str) -> HttpResponse:
    """The lines of a section."""
    draft, kind = found(request, pk), KINDS_OF_LINES[section]
    findings = lint_draft(draft)
    context = shell(draft, request.post, kind.list_view, findings) | {
        "rows": kind.rows(draft),
        "editable": may_edit(draft, section, request.post),
        "section": section,
        "findings": [one for one in findings if one.path.startswith(section)],
        "kinds": KINDS if section == "point" else (),
        "has_steps": bool(_acts(draft)),
    }
    return render(request, kind.template, context)


@requires(Perm.CATALOG_DRAFT_EDIT)
def line_new(request: StaffRequest, pk: int, section: str) -> HttpResponse:
    """Add a line. A monitor point's kind stands in the address."""
    draft, kind = found(request, pk, Perm.CATALOG_DRAFT_EDIT), KINDS_OF_LINES[section]
    start: dict[str, Any] = {}
    if section == "point":
        chosen = request.GET.get("kind", "time_limit")
        if chosen not in KINDS:
            raise Http404
        start = {"kind": chosen, "name": KINDS[chosen].names["zh"]}
    return _edited(request, draft, kind, start, None)


@requires(Perm.CATALOG_DRAFT_EDIT)
def line_edit(request: StaffRequest, pk: int, section: str, key: str) -> HttpResponse:
    """Change a line."""
    draft, kind = found(request, pk, Perm.CATALOG_DRAFT_EDIT), KINDS_OF_LINES[section]
    line = line_of(lines_of(draft.document, section), key)
    check_there(request, line)
    return _edited(request, draft, kind, line, key)


def _edited(
    request: StaffRequest, draft: Draft, kind: Kind, line: dict[str, Any] | None, key: str | None
) -> HttpResponse:
    title = (_("修改{noun}") if key else _("添加{noun}")).format(noun=kind.noun)
    back = reverse(kind.list_view, args=(draft.pk,))
    initial = {"version": draft.version, "was": mark_of(line)}
    shown = dict(line or {})
    if kind.section == "point":
        shown["kind"] = kind_of(request, line, "kind", KINDS)
    form = kind.form(draft, shown, request.POST or None, shown | initial)
    page = {
        "title": title,
        "lead": KINDS[shown["kind"]].names["zh"] if kind.section == "point" else draft.name,
        "crumbs": crumbs(draft, title),
        "object": draft,
        "cancel": back,
        "two": True,
        "done": _("已保存"),
    }

    def act(given: dict[str, Any]) -> str:
        lines = list(draft.document.get(kind.section) or ())
        made = kind.line(form, given, key or _free(kind.prefix, lines))
        if key is None:
            lines.append(made)
        else:
            lines = [made if one.get("key") == key else one for one in lines]
        save_section(draft, kind.section, lines, given["version"], by=request.post)
        return back

    return edited_line(request, form, line, act, page) if key else edited(request, form, act, page)


def _free(prefix: str, lines: list[Line]) -> str:
    """A key that no line has; keys of removed lines come back, since nothing refers to them any more."""
    taken = {line.get("key") for line in lines}
    return next(name for number in range(1, len(lines) + 2) if (name := f"{prefix}{number}") not in taken)


@require_POST
@requires(Perm.CATALOG_DRAFT_EDIT)
def line_remove(request: StaffRequest, pk: int, section: str, key: str) -> HttpResponse:
    """Take a line away."""
    draft, kind = found(request, pk, Perm.CATALOG_DRAFT_EDIT), KINDS_OF_LINES[section]
    lines = lines_of(draft.document, section)
    if line_of(lines, key) is None:
        raise Http404
    sent = Versioned(request.POST)
    if not sent.is_valid():
        raise Invalid(_("缺少版本"), "required", "version")
    save_section(draft, section, changed(lines, key, "remove"), sent.cleaned_data["version"], by=request.post)
    messages.success(request, _("已删除"))
    return redirect(reverse(kind.list_view, args=(draft.pk,)))
