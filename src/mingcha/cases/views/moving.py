# SPDX-License-Identifier: Apache-2.0
"""The pages on which running cases are moved to the version in force: the steps, the preview, the move (S1-30)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.cases.actions.moving import move_cases, preview_move
from mingcha.cases.forms.moving import MoveForm, StepsForm
from mingcha.cases.models import VersionMove
from mingcha.cases.moving.page import crumbs, page_of
from mingcha.cases.moving.plan import proposal, running_cases, steps_taken, version_in_force
from mingcha.cases.procedure import procedure_of
from mingcha.catalog.models import ItemVersion, PowerItem
from mingcha.organs.access import find, requires
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.polling import small_number

FINAL = Perm.CATALOG_DRAFT_FINAL


@requires(FINAL)
def version_move(request: StaffRequest, pk: int, version: int) -> HttpResponse:
    """Say which step becomes which, and look at what would become of the cases."""
    old = _version(request, pk, version)
    new = version_in_force(old.item, timezone.localdate()) or old
    before, after = procedure_of(old), procedure_of(new)
    cases = running_cases(old.item).filter(item_version=old)
    last = VersionMove.objects.filter(old=old, new=new).first()
    initial = StepsForm.initial_of(before, last.steps if last else proposal(before, after))
    form = StepsForm(before, after, steps_taken(cases), request.POST or None, initial=initial)
    count = 0 if new.pk == old.pk else cases.count()
    page = {
        "title": _("在办件换版：{name}").format(name=old.item),
        "crumbs": crumbs(old, _("在办件换版")),
        "old": old,
        "new": new,
        "count": count,
        "cancel": old.item.get_absolute_url(),
    }

    def act(_given: dict[str, Any]) -> VersionMove:
        return preview_move(old, form.steps, by=request.post)

    return edited(request, form, act, page, template="cases/move_steps.html")


@require_safe
@requires(FINAL)
def move_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """What would become of each case, and afterwards that it was done."""
    return render(request, "cases/move_detail.html", page_of(_found(request, pk), request, request.post))


@require_safe
@requires(FINAL)
def move_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """A small number that changes whenever the move does."""
    return small_number(request, _found(request, pk).version)


@requires(FINAL)
def move_run(request: StaffRequest, pk: int) -> HttpResponse:
    """Move all cases, after asking once more."""
    drawn = _found(request, pk)
    page = {
        "title": _("确认换版"),
        "text": _("所有在办件一次换到新版本，此后按新版本的环节、期限和监察点办理；不能撤回。"),
        "facts": [
            (_("事项名称"), drawn.old.item.name),
            (_("版本"), f"{drawn.old.number} → {drawn.new.number}"),
            (_("在办件"), f"{drawn.total:,}"),
            (_("将产生的报警"), f"{drawn.raised:,}"),
        ],
        "crumbs": crumbs(drawn.old, _("确认换版")),
        "object": drawn,
        "cancel": drawn.get_absolute_url(),
        "submit": _("换版"),
    }

    def act(given: dict[str, Any]) -> VersionMove:
        moved = move_cases(drawn, given["version"], by=request.post)
        if moved.status == VersionMove.Status.DONE:
            messages.success(request, _("已换版 {n} 件").format(n=moved.total))
        return moved

    form = MoveForm(request.POST or None, initial={"version": drawn.version})
    return edited(request, form, act, page, template="web/confirm.html")


def _version(request: StaffRequest, pk: int, version: int) -> ItemVersion:
    """A version of an item whose organ is within reach: to work by the item of an organ above is not enough."""
    item = find(PowerItem.objects.select_related("organ"), request.post, pk, FINAL)
    find(Organ, request.post, item.organ_id, FINAL)
    found = item.versions.filter(pk=version, written__isnull=False).first() if version < 2**63 else None
    if found is None:
        raise Http404
    found.item = item
    return found


def _found(request: StaffRequest, pk: int) -> VersionMove:
    rows = VersionMove.objects.select_related("old__item__organ", "new__item")
    return find(rows, request.post, pk, FINAL)
