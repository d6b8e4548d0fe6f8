# SPDX-License-Identifier: Apache-2.0
"""Pages of the section 表单 of a draft: its forms, one form with its fields, one field, and trying it out (S1-04, feature 9)."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.catalog.actions.drafts import save_section
from mingcha.catalog.actions.formdrafts import drop_form_draft, keep_form_draft, kept_form_draft
from mingcha.catalog.draft_page import crumbs, may_edit, shell
from mingcha.catalog.forms.stepforms import ChangeForm, FieldForm, NameForm, RenameForm, initial_of
from mingcha.catalog.marks import check_there, edited_line, kind_of, mark_of
from mingcha.catalog.models import Draft
from mingcha.catalog.sections import Line, added, changed, line_of, lines_of, replaced
from mingcha.catalog.stepforms import drawing
from mingcha.catalog.stepforms.facts import FACTS
from mingcha.catalog.stepforms.kinds import TYPES
from mingcha.catalog.stepforms.reading import check_fields
from mingcha.catalog.stepforms.showing import shown_values
from mingcha.ledger import Invalid
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited

EDIT, READ = Perm.CATALOG_DRAFT_EDIT, Perm.CATALOG_DRAFT_READ


def _page(draft: Draft, title: str, form: Line | None = None, **more: Any) -> dict[str, Any]:
    """What every page here shows: where it stands, and the draft."""
    way = crumbs(draft, _("表单"))
    way[-1]["url"] = reverse("catalog:form-list", args=(draft.pk,))
    if form is not None:
        way.append({"label": form.get("name", ""), "url": _url(draft, form)})
    way = [*way, {"label": title, "url": ""}]
    return {"title": title, "draft": draft, "object": draft, "crumbs": way, **more}


def _url(draft: Draft, form: Line) -> str:
    return reverse("catalog:form-detail", args=(draft.pk, form["key"]))


def _form_of(draft: Draft, key: str) -> Line:
    form = line_of(lines_of(draft.document, "form"), key)
    if form is None:
        raise Http404
    return form


@require_safe
@requires(READ)
def form_list(request: StaffRequest, pk: int) -> HttpResponse:
    """The forms of a draft, and at which steps each is filled in."""
    draft = find(Draft.objects.select_related("organ", "based_on"), request.post, pk, READ)
    forms = lines_of(draft.document, "form")
    steps = lines_of(draft.document, "step")
    rows = [
        {
            "form": form,
            "count": len(lines_of(form, "fields")),
            "steps": [step.get("act", "") for step in steps if step.get("form") == form.get("key")],
        }
        for form in forms
    ]
    page = shell(draft, request.post, "catalog:form-list")
    editable = may_edit(draft, "form", request.post)
    return render(request, "catalog/form_list.html", page | {"rows": rows, "editable": editable})


@requires(EDIT)
def form_new(request: StaffRequest, pk: int) -> HttpResponse:
    """A new form, which then gets its fields."""
    draft = find(Draft, request.post, pk, EDIT)
    page = _page(draft, _("新建表单"), cancel=reverse("catalog:form-list", args=(pk,)), submit=_("新建"))

    def act(given: dict[str, Any]) -> str:
        form = {"key": given["key"], "name": given["name"], "fields": []}
        lines = added(lines_of(draft.document, "form"), form)
        save_section(draft, "form", lines, given["version"], by=request.post)
        return _url(draft, form)

    return edited(request, NameForm(request.POST or None, initial={"version": draft.version}), act, page)


@require_safe
@requires(READ)
def form_detail(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """One form: its fields in their order, and what may be done with each."""
    draft = find(Draft, request.post, pk, READ)
    form = _form_of(draft, key)
    fields = [
        {
            "field": field,
            "kind": TYPES[kind][0] if (kind := str(field.get("type"))) in TYPES else kind,
            "fact": FACTS[fact][0] if (fact := str(field.get("fact"))) in FACTS else "",
        }
        for field in lines_of(form, "fields")
    ]
    types = [(kind, label) for kind, (label, _settings) in TYPES.items()]
    page = _page(
        draft,
        str(form.get("name")),
        line=form,
        fields=fields,
        types=types,
        editable=may_edit(draft, "form", request.post),
    )
    return render(request, "catalog/form_detail.html", page)


@requires(EDIT)
def form_rename(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """Give a form another name; its key stays."""
    draft = find(Draft, request.post, pk, EDIT)
    form = _form_of(draft, key)
    page = _page(draft, _("修改名称"), form, lead=key, cancel=_url(draft, form), done=_("已保存"))

    def act(given: dict[str, Any]) -> str:
        lines = replaced(lines_of(draft.document, "form"), key, {**form, "name": given["name"]})
        save_section(draft, "form", lines, given["version"], by=request.post)
        return _url(draft, form)

    name = form.get("name")
    initial = {"name": name, "version": draft.version, "was": mark_of(name)}
    return edited_line(request, RenameForm(request.POST or None, initial=initial), name, act, page)


@requires(EDIT)
def field_new(request: StaffRequest, pk: int, key: str, kind: str) -> HttpResponse:
    """A new field of one type."""
    draft = find(Draft, request.post, pk, EDIT)
    form = _form_of(draft, key)
    if kind not in TYPES:
        raise Http404
    words = _("添加字段：{kind}").format(kind=TYPES[kind][0])
    page = _page(draft, words, form, cancel=_url(draft, form), submit=_("添加"), two=True, done=_("已添加"))

    def act(given: dict[str, Any]) -> str:
        fields = added(lines_of(form, "fields"), given["document"])
        lines = replaced(lines_of(draft.document, "form"), key, {**form, "fields": fields})
        save_section(draft, "form", lines, given["version"], by=request.post)
        return _url(draft, form)

    made = FieldForm(kind, request.POST or None, new=True, initial={"version": draft.version})
    return edited(request, made, act, page)


@requires(EDIT)
def field_edit(request: StaffRequest, pk: int, key: str, field: str) -> HttpResponse:
    """One field; its key and type stay."""
    draft = find(Draft, request.post, pk, EDIT)
    form = _form_of(draft, key)
    was = line_of(lines_of(form, "fields"), field)
    check_there(request, was)
    kind = kind_of(request, was, "type", TYPES)
    title, lead = str((was or {}).get("label", field)), f"{TYPES[kind][0]} · {field}"
    page = _page(draft, title, form, lead=lead, cancel=_url(draft, form), two=True, done=_("已保存"))

    def act(given: dict[str, Any]) -> str:
        fields = replaced(lines_of(form, "fields"), field, {**given["document"], "key": field})
        lines = replaced(lines_of(draft.document, "form"), key, {**form, "fields": fields})
        save_section(draft, "form", lines, given["version"], by=request.post)
        return _url(draft, form)

    initial = {**initial_of(was or {}), "version": draft.version, "was": mark_of(was)}
    made = FieldForm(kind, request.POST or None, was=was, initial=initial)
    return edited_line(request, made, was, act, page)


@require_POST
@requires(EDIT)
def form_change(request: StaffRequest, pk: int) -> HttpResponse:
    """Move or take away a form, or a field of one."""
    draft = find(Draft, request.post, pk, EDIT)
    sent = ChangeForm(request.POST)
    if not sent.is_valid():
        raise Invalid(_("没有说明要改哪一行"), "change_invalid")
    given = sent.cleaned_data
    lines, back = lines_of(draft.document, "form"), reverse("catalog:form-list", args=(pk,))
    if given["inner"]:
        form = line_of(lines, given["line"]) or {"key": given["line"]}
        fields = changed(lines_of(form, "fields"), given["inner"], given["act"])
        lines, back = replaced(lines, given["line"], {**form, "fields": fields}), _url(draft, form)
    else:
        lines = changed(lines, given["line"], given["act"])
    save_section(draft, "form", lines, given["version"], by=request.post)
    return redirect(back)


@requires(READ)
def form_try(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """试填: draws a form as a handler will see it and checks what is typed; only what she keeps for later is kept, for her alone."""
    draft = find(Draft, request.post, pk, READ)
    document = _form_of(draft, key)
    errors: list[tuple[str, str]] = []
    check_fields("fields", document.get("fields"), errors)
    page = _page(draft, _("试填"), document, line=document, cancel=_url(draft, document))
    if errors:
        return render(request, "catalog/form_try.html", page | {"faults": errors})
    drawn = drawing.form_class(document, request.post)
    if request.method == "POST":
        return _tried(request, draft, key, drawn, page)
    kept = kept_form_draft(draft, key, request.post)
    form = drawing.restored(drawn, json.loads(kept.typed)) if kept else drawn()
    return render(request, "catalog/form_try.html", page | {"form": form, "kept": kept})


def _tried(
    request: StaffRequest, draft: Draft, key: str, drawn: type[drawing.StepForm], page: dict[str, Any]
) -> HttpResponse:
    act = request.POST.get("_act", "")
    if act == "keep":
        keep_form_draft(draft, key, drawing.typed(request.POST), by=request.post)
        messages.success(request, _("已暂存，只有您能看到；选择的文件不会暂存"))
        return redirect(request.path)
    if act == "drop":
        drop_form_draft(draft, key, by=request.post)
        return redirect(request.path)
    form = drawn(request.POST, request.FILES)
    right = form.is_valid()
    told = {"form": form, "values": shown_values(page["line"], form.cleaned_data) if right else []}
    return render(request, "catalog/form_try.html", page | told | {"right": right}, status=200 if right else 422)
