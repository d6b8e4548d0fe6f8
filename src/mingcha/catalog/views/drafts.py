# SPDX-License-Identifier: Apache-2.0
"""Pages of drafts: begun, their fields edited, handed from gate to gate (S1-04, S1-20 … S1-26)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.catalog.actions.drafts import drop_draft, open_draft, save_section, start_draft
from mingcha.catalog.actions.gates import decide, hand_in
from mingcha.catalog.diff import differences
from mingcha.catalog.draft_forms import DecisionForm, DropForm, GuideForm, HeadForm
from mingcha.catalog.draft_lint import lint_draft
from mingcha.catalog.draft_page import crumbs, gate_of, may_edit, shell
from mingcha.catalog.lists import DRAFTS
from mingcha.catalog.models import Draft, PowerItem
from mingcha.ledger import Invalid, Refused
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited

PAGES: Final = {"catalog": "catalog:draft-head", "guide": "catalog:draft-guide"}
"""By section of fields the page that shows it."""


def found(request: StaffRequest, pk: int, perm: Perm = Perm.CATALOG_DRAFT_READ) -> Draft:
    rows = Draft.objects.select_related("organ", "item", "based_on", "submitted_by", "opened_by", "published")
    return find(rows, request.post, pk, perm)


@require_safe
@requires(Perm.CATALOG_DRAFT_READ)
def draft_list(request: StaffRequest) -> HttpResponse:
    """The drafts within reach, newest first."""
    acts = []
    if request.post.may(Perm.CATALOG_DRAFT_EDIT):
        new = {"label": _("新增事项"), "url": reverse("catalog:draft-new"), "icon": "plus", "primary": True}
        acts = [{"label": _("导入"), "url": reverse("catalog:draft-import"), "icon": "upload"}, new]
    return DRAFTS.show(request, crumbs=crumbs(None), acts=acts)


@requires(Perm.CATALOG_DRAFT_EDIT)
def draft_new(request: StaffRequest) -> HttpResponse:
    """Begin a new item."""
    organ = request.post.organ
    page = {
        "title": _("新增权力事项"),
        "lead": organ.name,
        "crumbs": crumbs(None, _("新增")),
        "cancel": reverse("catalog:draft-list"),
        "two": True,
        "submit": _("开始起草"),
        "done": _("已开始起草，请继续填写各部分"),
    }

    def act(given: dict[str, Any]) -> Draft:
        return start_draft(HeadForm.head_of(given), organ=organ, by=request.post)

    form = HeadForm(organ, request.POST or None, initial={"version": 0})
    return edited(request, form, act, page)


@require_POST
@requires(Perm.CATALOG_DRAFT_EDIT)
def draft_open(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin the next version of an item."""
    item = find(PowerItem, request.post, pk, Perm.CATALOG_DRAFT_EDIT)
    return redirect(open_draft(item, by=request.post))


@require_safe
@requires(Perm.CATALOG_DRAFT_READ)
def draft_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """Where a draft stands, what lint finds, what was decided, and what the reader may do."""
    draft = found(request, pk)
    return _overview(request, draft, DecisionForm(initial={"version": draft.version}))


def _overview(request: StaffRequest, draft: Draft, form: DecisionForm, status: int = 200) -> HttpResponse:
    found_by_lint = lint_draft(draft)
    context = shell(draft, request.post, "catalog:draft-detail", found_by_lint) | {
        "findings": found_by_lint,
        "reviews": draft.reviews.select_related("post__person", "post__organ", "post__role"),
        "gate": gate_of(draft, request.post),
        "may_hand_in": may_edit(draft, "catalog", request.post),
        "may_drop": may_edit(draft, "point", request.post),
        "form": form,
        "slots": settings.SLOTS["draft"],
    }
    return render(request, "catalog/draft_detail.html", context, status=status)


@require_safe
@requires(Perm.CATALOG_DRAFT_READ)
def draft_head(request: StaffRequest, pk: int) -> HttpResponse:
    """The head."""
    draft = found(request, pk)
    return _shown(request, draft, "catalog", HeadForm.shown(draft.document["catalog"]))


@requires(Perm.CATALOG_DRAFT_EDIT)
def draft_head_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Edit the head."""
    draft = found(request, pk, Perm.CATALOG_DRAFT_EDIT)
    form = _head_form(draft, request.POST or None)
    if draft.item_id:
        form.fields["code"].widget.attrs["readonly"] = True
    return _edited(request, draft, form, "catalog", HeadForm.head_of)


def _head_form(draft: Draft, data: Any) -> HeadForm:
    initial = HeadForm.initial_of(draft.document["catalog"]) | {"version": draft.version}
    return HeadForm(draft.organ, data, initial=initial)


@require_safe
@requires(Perm.CATALOG_DRAFT_READ)
def draft_guide(request: StaffRequest, pk: int) -> HttpResponse:
    """The service guide."""
    draft = found(request, pk)
    guide = draft.document.get("guide") or {}
    facts = [(field.label, guide.get(name, "")) for name, field in GuideForm.base_fields.items() if name != "version"]
    return _shown(request, draft, "guide", facts)


@requires(Perm.CATALOG_DRAFT_EDIT)
def draft_guide_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Edit the service guide."""
    draft = found(request, pk, Perm.CATALOG_DRAFT_EDIT)
    initial = (draft.document.get("guide") or {}) | {"version": draft.version}

    def told(given: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in given.items() if value and name != "version"}

    return _edited(request, draft, GuideForm(request.POST or None, initial=initial), "guide", told)


def _shown(request: StaffRequest, draft: Draft, section: str, facts: list[tuple[Any, str]]) -> HttpResponse:
    """A part that is fields, as it is read."""
    view = PAGES[section]
    page = shell(draft, request.post, view) | {"facts": facts, "edit": f"{view}-edit"}
    page["editable"] = may_edit(draft, section, request.post)
    return render(request, "catalog/draft_fields.html", page)


def _edited(request: StaffRequest, draft: Draft, form: Any, section: str, told: Any) -> HttpResponse:
    """A part that is fields, as it is edited."""
    back = reverse(PAGES[section], args=(draft.pk,))
    page = shell(draft, request.post, PAGES[section]) | {
        "object": draft,
        "two": True,
        "done": _("已保存"),
        "cancel": back,
    }

    def act(given: dict[str, Any]) -> str:
        save_section(draft, section, told(given), given["version"], by=request.post)
        return back

    return edited(request, form, act, page, template="catalog/draft_form.html")


@require_POST
@requires(Perm.CATALOG_DRAFT_EDIT)
def draft_hand_in(request: StaffRequest, pk: int) -> HttpResponse:
    """Give it to the legal office; what lint finds stands on the page."""
    draft = found(request, pk, Perm.CATALOG_DRAFT_EDIT)
    try:
        hand_in(draft, by=request.post)
    except Invalid as bad:
        messages.error(request, _("检查发现 {n} 处错误，请先改正").format(n=len(bad.faults)))
    else:
        messages.success(request, _("已提交合法性审查"))
    return redirect(draft)


@require_POST
@requires(Perm.CATALOG_DRAFT_READ)
def draft_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Pass or return it at the gate where it stands; a refusal keeps what the reviewer wrote."""
    draft = found(request, pk)
    form = DecisionForm(request.POST)
    status = 422
    if form.is_valid():
        given = form.cleaned_data
        try:
            decide(draft, given["outcome"], given["reason"], by=request.post, seen=given["version"])
        except Refused as refused:
            form.add_error("reason" if refused.field == "reason" else None, refused.message)
            status = refused.status
            draft = found(request, pk)
            form.renew(draft.version)
        else:
            messages.success(request, _("已办理"))
            return redirect(draft)
    return _overview(request, draft, form, status)


@requires(Perm.CATALOG_DRAFT_EDIT)
def draft_drop(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a draft up."""
    draft = found(request, pk, Perm.CATALOG_DRAFT_EDIT)
    page = {
        "title": _("放弃草案"),
        "text": _("放弃后不能再修改；已生效的版本不受影响。"),
        "facts": [(_("事项名称"), draft.name)],
        "crumbs": crumbs(draft, _("放弃")),
        "cancel": draft.get_absolute_url(),
        "submit": _("放弃"),
        "danger": True,
        "done": _("已放弃"),
    }

    def act(given: dict[str, str]) -> str:
        drop_draft(draft, given["reason"], by=request.post)
        return reverse("catalog:draft-list")

    return edited(request, DropForm(request.POST or None), act, page, template="web/confirm.html")


@require_safe
@requires(Perm.CATALOG_DRAFT_READ)
def draft_diff(request: StaffRequest, pk: int) -> HttpResponse:
    """What the draft changes of the version that it began from."""
    draft = found(request, pk)
    before = draft.based_on.document if draft.based_on else {}
    context = shell(draft, request.post) | {"changes": differences(before, draft.document), "before": draft.based_on}
    return render(request, "catalog/draft_diff.html", context)
