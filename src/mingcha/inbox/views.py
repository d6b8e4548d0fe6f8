# SPDX-License-Identifier: Apache-2.0
"""Pages of the inbox: what waits for me and for my organ, and what I was told (S1-27, S1-29)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.inbox.actions import read_all, read_message
from mingcha.inbox.filters import TABS, by_tab
from mingcha.inbox.forms import PreferenceForm
from mingcha.inbox.lists import DELIVERIES, MESSAGES, TODOS
from mingcha.inbox.models import Message, Todo
from mingcha.inbox.outward.actions import save_preference
from mingcha.inbox.outward.preferences import preference_of
from mingcha.inbox.rows import shown
from mingcha.ledger import By
from mingcha.organs.access import BIGGEST, requires, signed_in
from mingcha.organs.actions.logins import herself
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited


@require_safe
@signed_in
def todo_list(request: StaffRequest) -> HttpResponse:
    """What waits: all of it, mine by name, my organ's. The one due first stands first."""
    post, tab = request.post, request.GET.get("tab", "")
    if tab not in dict(TABS):
        raise Http404
    todos = TODOS.rows(post) if post else Todo.objects.none()
    page = TODOS.page(request, todos)
    tabs = [
        {
            "label": label,
            "count": todos.filter(by_tab(post, name)).count(),
            "url": f"?tab={name}",
            "current": tab == name,
        }
        for name, label in TABS
    ]
    return TODOS.show(request, page, todos=shown(page.rows, timezone.now()), tabs=tabs, template="inbox/todo_list.html")


@require_safe
@signed_in
def message_list(request: StaffRequest) -> HttpResponse:
    """What I was told, the newest first."""
    rows = Message.objects.filter(person_id=request.user.pk)
    page = MESSAGES.page(request, rows)
    waiting = rows.filter(read_at=None).exists()
    return MESSAGES.show(request, page, waiting=waiting, template="inbox/message_list.html")


@signed_in
def preference_edit(request: StaffRequest) -> HttpResponse:
    """What of her messages a person wants outside the site, and when."""
    row = preference_of(request.user)
    page = {
        "title": _("消息方式"),
        "lead": _("站内消息随时都有；这里选择邮件和短信什么时候发。短信发到人员信息里登记的手机。"),
        "object": row if row.pk else None,
        "crumbs": [
            {"label": _("消息"), "url": reverse("inbox:message-list")},
            {"label": _("消息方式"), "url": ""},
        ],
        "cancel": reverse("inbox:message-list"),
        "done": _("已保存"),
        "two": True,
    }
    initial = {name: getattr(row, name) for name in PreferenceForm.base_fields}

    def act(given: dict[str, Any]) -> str:
        save_preference(request.user, given, given.pop("version"), by=_by(request))
        return reverse("inbox:preference-edit")

    return edited(request, PreferenceForm(request.POST or None, initial=initial), act, page)


@require_safe
@requires(Perm.INBOX_DELIVERY_READ)
def delivery_list(request: StaffRequest) -> HttpResponse:
    """What has left the site or could not: dead letters can be sent once more."""
    crumbs = [{"label": _("设置"), "url": reverse("organs:setting-list")}, {"label": _("邮件和短信"), "url": ""}]
    return DELIVERIES.show(request, crumbs=crumbs)


@require_POST
@signed_in
def message_read(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a message as read and go where it leads. Somebody else's is none."""
    mine = Message.objects.filter(person_id=request.user.pk)
    message = mine.filter(pk=pk).first() if pk <= BIGGEST else None
    if message is None:
        raise Http404
    read_message(message, by=_by(request))
    return redirect(message.link or reverse("inbox:message-list"))


@require_POST
@signed_in
def message_read_all(request: StaffRequest) -> HttpResponse:
    """Take all messages as read."""
    count = read_all(request.user.pk, by=_by(request))
    messages.success(request, _("{n} 条消息已标为已读").format(n=count))
    return redirect("inbox:message-list")


def _by(request: StaffRequest) -> By:
    """Messages belong to the person: she reads them without a post too."""
    return request.post or herself(request.user)
