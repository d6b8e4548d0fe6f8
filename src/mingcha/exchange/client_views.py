# SPDX-License-Identifier: Apache-2.0
"""Pages of other systems that call the API: whom we let in, with what rights, and its secret, once (S4-32)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mingcha.exchange import actions
from mingcha.exchange.forms import ClientForm
from mingcha.exchange.lists import CLIENTS
from mingcha.exchange.models import Client
from mingcha.organs import shown
from mingcha.organs.access import find, requires
from mingcha.organs.elevation import elevated
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.forms import Form, Text

EDIT = Perm.EXCHANGE_CLIENT_EDIT


class ReasonForm(Form):
    """Why an act is done: kept with it in the ledger."""

    reason = Text(label=gettext_lazy("理由"), max_length=500)


def crumbs(client: Client | None, here: str = "") -> list[dict[str, str]]:
    """The way to a page of other systems."""
    way = [
        {"label": _("设置"), "url": reverse("organs:setting-list")},
        {"label": _("接入系统"), "url": reverse("exchange:client-list")},
    ]
    if client:
        way.append({"label": client.name, "url": client.get_absolute_url() if here else ""})
    return [*way, {"label": here, "url": ""}] if here else way


def _client(request: StaffRequest, pk: int) -> Client:
    client: Client = find(Client.objects.select_related("organ", "application"), request.post, pk, EDIT)
    return client


@require_safe
@requires(EDIT)
def client_list(request: StaffRequest) -> HttpResponse:
    """The systems within reach."""
    new = {"label": _("登记接入系统"), "url": reverse("exchange:client-new"), "icon": "plus", "primary": True}
    acts = [{"label": _("接口说明"), "url": reverse("api:docs"), "icon": "file-text"}, new]
    crumb = [crumbs(None)[0], {"label": _("接入系统")}]
    return CLIENTS.show(request, acts=acts, crumbs=crumb, today=timezone.localdate())


@require_safe
@requires(EDIT)
def client_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One system: what it may, and for how long."""
    client = _client(request, pk)
    context = {
        "title": client.name,
        "client": client,
        "crumbs": crumbs(client),
        "rights": [Perm(right).label for right in client.rights],
        "in_force": client.in_force(timezone.localdate()),
    }
    return render(request, "exchange/client_detail.html", context)


@requires(EDIT)
@elevated
def client_new(request: StaffRequest) -> HttpResponse:
    """Let another system in; its secret is shown on the next page, once."""
    form = ClientForm(request.POST or None, post=request.post)
    page = {
        "title": _("登记接入系统"),
        "lead": _("下一页显示密钥，只显示一次"),
        "crumbs": crumbs(None, _("登记接入系统")),
        "cancel": reverse("exchange:client-list"),
        "submit": _("登记"),
        "two": True,
        "done": _("接入系统已登记"),
    }

    def act(_given: dict[str, Any]) -> HttpResponse:
        client, secret = actions.create_client(form.client(), by=request.post)
        return shown.hand_over(request, secret, reverse("exchange:client-secret", args=[client.pk]))

    return edited(request, form, act, page)


@requires(EDIT)
@elevated
def client_rotate(request: StaffRequest, pk: int) -> HttpResponse:
    """Give it another secret."""
    client = _client(request, pk)
    page = {
        "title": _("更换密钥"),
        "text": _("原来的密钥和已发出的令牌立即作废；新密钥只显示一次。"),
        "facts": [(_("接入系统"), client.name)],
        "crumbs": crumbs(client, _("更换密钥")),
        "cancel": client.get_absolute_url(),
        "submit": _("更换"),
        "danger": True,
        "done": _("密钥已更换"),
    }

    def act(given: dict[str, Any]) -> HttpResponse:
        secret = actions.rotate_client(client, given["reason"], by=request.post)
        return shown.hand_over(request, secret, reverse("exchange:client-secret", args=[client.pk]))

    return edited(request, ReasonForm(request.POST or None), act, page, template="web/confirm.html")


@requires(EDIT)
@elevated
def client_disable(request: StaffRequest, pk: int) -> HttpResponse:
    """Stop a system, or let a stopped one in again."""
    client = _client(request, pk)
    stopping = client.status == Client.Status.ACTIVE
    verb, action = (_("停用"), actions.disable_client) if stopping else (_("启用"), actions.enable_client)
    page = {
        "title": verb,
        "text": _("停用后令牌立即作废，对方的下一次请求即被拒绝。") if stopping else _("启用后按原来的密钥换取令牌。"),
        "facts": [(_("接入系统"), client.name)],
        "crumbs": crumbs(client, verb),
        "cancel": client.get_absolute_url(),
        "submit": verb,
        "danger": stopping,
        "done": _("已停用") if stopping else _("已启用"),
    }

    def act(given: dict[str, Any]) -> Client:
        return action(client, given["reason"], by=request.post)

    return edited(request, ReasonForm(request.POST or None), act, page, template="web/confirm.html")


@require_safe
@requires(EDIT)
def client_secret(request: StaffRequest, pk: int) -> HttpResponse:
    """The secret, on the page after the act and never again."""
    client = _client(request, pk)
    context = {
        "title": _("密钥"),
        "client": client,
        "crumbs": crumbs(client, _("密钥")),
        "secret": shown.taken(request),
    }
    return shown.forget(request, render(request, "exchange/client_secret.html", context))
