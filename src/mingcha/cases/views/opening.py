# SPDX-License-Identifier: Apache-2.0
"""A new case 新建办件: the item is picked, the clue is typed, what may be the same is shown before it is registered (S1-32)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.cases.actions.opening import duplicates, open_case, versions_in_force
from mingcha.cases.forms.clue import ClueForm
from mingcha.organs.access import requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited


@require_safe
@requires(Perm.CASES_CASE_OPEN)
def case_pick(request: StaffRequest) -> HttpResponse:
    """The items by which a case can be opened, by category."""
    versions = versions_in_force(request.post, timezone.localdate())
    if sought := request.GET.get("q", "").strip()[:60]:
        versions = versions.filter(item__name__contains=sought) | versions.filter(item__code__contains=sought)
    page = {
        "title": _("新建办件"),
        "versions": versions[:200],
        "sought": sought,
        "crumbs": _crumbs(),
        "empty": {"title": _("没有可以新建办件的事项"), "text": _("事项审定生效后，会列在这里。")},
    }
    return render(request, "cases/case_pick.html", page)


@requires(Perm.CASES_CASE_OPEN)
def case_new(request: StaffRequest, version: int) -> HttpResponse:
    """Register a case of one item."""
    found = None
    if version < 2**63:
        found = versions_in_force(request.post, timezone.localdate()).filter(pk=version).first()
    if found is None:
        raise Http404
    page = {
        "title": _("新建办件"),
        "lead": f"{found.item.name} {found.item.code}",
        "crumbs": _crumbs(),
        "cancel": reverse("cases:case-pick"),
        "submit": _("登记"),
    }
    initial = {"origin": "inspection", "came_at": timezone.localtime().replace(second=0, microsecond=0)}
    form = ClueForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        same = duplicates(form.parties(), found.item, request.post)
        if same and not given["confirmed"]:
            form.ask(same)
        case = open_case(found, form.clue, by=request.post)
        messages.success(request, _("已登记，案号 {number}").format(number=case.number))
        return reverse("cases:case-detail", args=[case.pk])

    return edited(request, form, act, page, template="cases/case_new.html")


def _crumbs() -> list[dict[str, str]]:
    return [{"label": _("办件"), "url": reverse("cases:case-list")}, {"label": _("新建办件"), "url": ""}]
