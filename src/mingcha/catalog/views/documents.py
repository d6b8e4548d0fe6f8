# SPDX-License-Identifier: Apache-2.0
"""Pages of the section 文书 of a draft: which document is made at which step, from which template, under which word (S4-30)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.catalog.actions.drafts import save_section
from mingcha.catalog.draft_page import crumbs, may_edit, shell
from mingcha.catalog.forms.papers import DocumentForm
from mingcha.catalog.forms.stepforms import ChangeForm
from mingcha.catalog.marks import check_there, edited_line, mark_of
from mingcha.catalog.models import Draft
from mingcha.catalog.papers import variables
from mingcha.catalog.papers.faults import document_faults
from mingcha.catalog.papers.filling import fill
from mingcha.catalog.papers.inheriting import in_force
from mingcha.catalog.sections import Line, added, changed, line_of, lines_of, replaced
from mingcha.catalog.views.templates import as_pdf
from mingcha.ledger import Invalid
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited

EDIT, READ = Perm.CATALOG_DRAFT_EDIT, Perm.CATALOG_DRAFT_READ
SECTION = "document"


def _page(draft: Draft, title: str, **more: Any) -> dict[str, Any]:
    way = reverse("catalog:document-list", args=(draft.pk,))
    steps = crumbs(draft, _("文书"))
    steps[-1]["url"] = way
    steps.append({"label": title, "url": ""})
    return {
        "title": title,
        "draft": draft,
        "object": draft,
        "section": SECTION,
        "crumbs": steps,
        "cancel": way,
        **more,
    }


def _line(draft: Draft, key: str) -> Line:
    line = line_of(lines_of(draft.document, SECTION), key)
    if line is None:
        raise Http404
    return line


@require_safe
@requires(READ)
def document_list(request: StaffRequest, pk: int) -> HttpResponse:
    """The documents of a draft, each with its template and what is wrong between the two."""
    draft = find(Draft.objects.select_related("organ", "based_on"), request.post, pk, READ)
    templates = in_force(draft.organ)
    told: dict[str, list[str]] = {}
    for found in document_faults(draft.document, templates):
        told.setdefault(found.path.partition(".")[0], []).append(found.message)
    rows = [
        {
            "line": line,
            "template": templates.get(str(line.get("template"))),
            "faults": told.get(f"document[{number}]", []),
        }
        for number, line in enumerate(lines_of(draft.document, SECTION), 1)
    ]
    page = shell(draft, request.post, "catalog:document-list")
    editable = may_edit(draft, SECTION, request.post)
    return render(request, "catalog/document_list.html", page | {"rows": rows, "editable": editable})


@requires(EDIT)
def document_new(request: StaffRequest, pk: int) -> HttpResponse:
    """A new document."""
    draft = find(Draft.objects.select_related("organ"), request.post, pk, EDIT)
    page = _page(draft, _("添加文书"), submit=_("添加"), two=True, done=_("已添加"))

    def act(given: dict[str, Any]) -> str:
        line = {name: given[name] for name in ("key", "name", "template", "step", "word")}
        lines = added(lines_of(draft.document, SECTION), line)
        save_section(draft, SECTION, lines, given["version"], by=request.post)
        return str(page["cancel"])

    initial = {"version": draft.version}
    form = DocumentForm(draft.document, in_force(draft.organ), request.POST or None, new=True, initial=initial)
    return edited(request, form, act, page)


@requires(EDIT)
def document_edit(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """One document; its key stays."""
    draft = find(Draft.objects.select_related("organ"), request.post, pk, EDIT)
    was = line_of(lines_of(draft.document, SECTION), key)
    check_there(request, was)
    page = _page(draft, str((was or {}).get("name", key)), lead=key, two=True, done=_("已保存"))

    def act(given: dict[str, Any]) -> str:
        line = {"key": key, **{name: given[name] for name in ("name", "template", "step", "word")}}
        lines = replaced(lines_of(draft.document, SECTION), key, line)
        save_section(draft, SECTION, lines, given["version"], by=request.post)
        return str(page["cancel"])

    initial = {**(was or {}), "version": draft.version, "was": mark_of(was)}
    form = DocumentForm(draft.document, in_force(draft.organ), request.POST or None, new=False, initial=initial)
    return edited_line(request, form, was, act, page)


@require_POST
@requires(EDIT)
def document_change(request: StaffRequest, pk: int) -> HttpResponse:
    """Move or take away a document."""
    draft = find(Draft, request.post, pk, EDIT)
    sent = ChangeForm(request.POST)
    if not sent.is_valid():
        raise Invalid(_("没有说明要改哪一行"), "change_invalid")
    given = sent.cleaned_data
    lines = changed(lines_of(draft.document, SECTION), given["line"], given["act"])
    save_section(draft, SECTION, lines, given["version"], by=request.post)
    return redirect("catalog:document-list", pk)


@require_safe
@requires(READ)
def document_preview(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """How the document will look, its forms filled with made-up values."""
    draft = find(Draft.objects.select_related("organ"), request.post, pk, READ)
    line = _line(draft, key)
    template = in_force(draft.organ).get(str(line.get("template")))
    if template is None:
        raise Http404
    values = variables.stand_ins(template.variables)
    forms = variables.examples(lines_of(draft.document, "form"))[variables.FORM]
    values[variables.FORM] = {**values[variables.FORM], **forms}
    values["机关"] = {**values["机关"], "名称": draft.organ.name}
    number = f"{line.get('word') or template.word}〔2026〕1号"
    values["文书"] = {**values["文书"], "名称": str(line.get("name")), "文号": number}
    return as_pdf(fill(template.file.path(), values), str(line.get("name")))
