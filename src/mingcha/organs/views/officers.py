# SPDX-License-Identifier: Apache-2.0
"""Pages of enforcement officers, auxiliary staff and certificates (S1-09)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.organs.access import find, requires
from mingcha.organs.actions.officers import (
    create_officer,
    dismiss_officer,
    edit_officer,
    reinstate_officer,
)
from mingcha.organs.forms.fields import ReasonForm
from mingcha.organs.forms.officers import OfficerEditForm, OfficerForm
from mingcha.organs.lists import OFFICERS
from mingcha.organs.models import Officer
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited


def crumbs(officer: Officer | None, here: str = "") -> list[dict[str, str]]:
    """Where a page of officers stands."""
    way = [{"label": _("执法人员"), "url": reverse("organs:officer-list")}]
    if officer:
        way.append({"label": officer.name, "url": officer.get_absolute_url() if here else ""})
    return [*way, {"label": here, "url": ""}] if here else way


@require_safe
@requires(Perm.ORGANS_OFFICER_READ)
def officer_list(request: StaffRequest) -> HttpResponse:
    """The officers within reach and what their certificates say today."""
    acts = []
    if request.post.may(Perm.ORGANS_OFFICER_EDIT):
        url = reverse("organs:officer-new")
        paste = {"label": _("粘贴"), "url": reverse("organs:officers-paste"), "icon": "clipboard-check"}
        acts = [paste, {"label": _("登记执法人员"), "url": url, "icon": "plus", "primary": True}]
    return OFFICERS.show(request, acts=acts, today=timezone.localdate())


@require_safe
@requires(Perm.ORGANS_OFFICER_READ)
def officer_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One officer with all certificates."""
    rows = Officer.objects.select_related("organ", "person")
    officer = find(rows, request.post, pk, Perm.ORGANS_OFFICER_READ)
    context = {
        "title": officer.name,
        "officer": officer,
        "today": timezone.localdate(),
        "certificates": officer.certificates.select_related("area")
        .prefetch_related("verifications", "pauses")
        .order_by("-status", "-valid_from", "-id"),
        "exams": officer.exams.all(),
        "crumbs": crumbs(officer),
        "may_edit": request.post.may(Perm.ORGANS_OFFICER_EDIT),
    }
    return render(request, "organs/officer_detail.html", context)


@requires(Perm.ORGANS_OFFICER_EDIT)
def officer_new(request: StaffRequest) -> HttpResponse:
    """Register an officer or a member of auxiliary staff."""
    page = {
        "title": _("登记执法人员"),
        "lead": _("辅助人员也在这里登记"),
        "crumbs": crumbs(None, _("登记执法人员")),
        "cancel": reverse("organs:officer-list"),
        "two": True,
        "done": _("已登记"),
    }
    form = OfficerForm(request.post, request.POST or None, initial={"organ": request.post.organ_id})
    return edited(request, form, lambda given: create_officer(given, by=request.post), page)


@requires(Perm.ORGANS_OFFICER_EDIT)
def officer_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Change what is known of an officer."""
    officer = find(Officer.objects.select_related("person"), request.post, pk, Perm.ORGANS_OFFICER_EDIT)
    page = {
        "title": _("编辑执法人员"),
        "object": officer,
        "crumbs": crumbs(officer, _("编辑")),
        "cancel": officer.get_absolute_url(),
        "two": True,
        "done": _("已保存"),
    }
    initial: dict[str, Any] = {name: getattr(officer, name) for name in ("name", "kind", "organ", "version")}
    initial["person"] = officer.person.username if officer.person else ""

    def act(given: dict[str, Any]) -> Officer:
        return edit_officer(officer, given.pop("version"), given, by=request.post)

    return edited(request, OfficerEditForm(request.post, request.POST or None, initial=initial), act, page)


@requires(Perm.ORGANS_OFFICER_EDIT)
def officer_leave(request: StaffRequest, pk: int) -> HttpResponse:
    """Note that an officer has left, or is back."""
    officer = find(Officer, request.post, pk, Perm.ORGANS_OFFICER_EDIT)
    leaving = officer.status == Officer.Status.ACTIVE
    verb, action = (_("登记离岗"), dismiss_officer) if leaving else (_("恢复在岗"), reinstate_officer)
    page = {
        "title": verb,
        "facts": [(_("姓名"), officer.name)],
        "crumbs": crumbs(officer, verb),
        "cancel": officer.get_absolute_url(),
        "submit": verb,
        "danger": leaving,
        "done": _("已登记"),
    }
    form = ReasonForm(request.POST or None)
    return edited(
        request,
        form,
        lambda given: action(officer, given["reason"], by=request.post),
        page,
        template="web/confirm.html",
    )
