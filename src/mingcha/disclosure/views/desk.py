# SPDX-License-Identifier: Apache-2.0
"""公示 in the workbench: which items are public, and the acts that show one and take it back (S4-12)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.catalog.models import PowerItem
from mingcha.disclosure.actions import publish_item, withdraw_item
from mingcha.disclosure.forms import WithdrawForm
from mingcha.disclosure.lists import PUBLICATIONS
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import Form


@require_safe
@requires(Perm.DISCLOSURE_ITEM_PUBLISH)
def item_list(request: StaffRequest) -> HttpResponse:
    """The items within reach, each with whether the public reads it."""
    acts = [{"label": _("打开公示平台"), "url": reverse("disclosure:home"), "icon": "world"}]
    return PUBLICATIONS.show(request, acts=acts)


@requires(Perm.DISCLOSURE_ITEM_PUBLISH)
def item_publish(request: StaffRequest, pk: int) -> HttpResponse:
    """Show an item to the public."""
    item = find(PowerItem.objects.select_related("organ"), request.post, pk, Perm.DISCLOSURE_ITEM_PUBLISH)
    page = _page(item, _("公示事项")) | {
        "text": _("公示后，任何人不用登录就能查到这个事项的名称、实施机关、依据、环节和期限。"),
        "done": _("已公示"),
    }

    def act(_given: dict[str, Any]) -> HttpResponse:
        publish_item(item, by=request.post)
        return redirect("disclosure:item-list")

    return edited(
        request, Form(request.POST if request.method == "POST" else None), act, page, template="web/confirm.html"
    )


@requires(Perm.DISCLOSURE_ITEM_PUBLISH)
def item_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take an item back."""
    item = find(PowerItem.objects.select_related("organ"), request.post, pk, Perm.DISCLOSURE_ITEM_PUBLISH)
    page = _page(item, _("撤下公示")) | {
        "text": _("撤下后公众最迟五分钟内不再能查到；重新公示时公示编号不变。"),
        "danger": True,
        "done": _("已撤下"),
    }

    def act(given: dict[str, Any]) -> HttpResponse:
        withdraw_item(item, given["reason"], by=request.post)
        return redirect("disclosure:item-list")

    return edited(
        request,
        WithdrawForm(request.POST if request.method == "POST" else None),
        act,
        page,
        template="web/confirm.html",
    )


def _page(item: PowerItem, verb: str) -> dict[str, Any]:
    listed = reverse("disclosure:item-list")
    return {
        "title": verb,
        "submit": verb,
        "facts": [(_("事项名称"), item.name), (_("编码"), item.code), (_("实施机关"), item.organ.name)],
        "crumbs": [{"label": _("公示"), "url": listed}, {"label": item.code}],
        "cancel": listed,
    }
