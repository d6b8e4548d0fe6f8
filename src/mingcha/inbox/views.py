# SPDX-License-Identifier: Apache-2.0
"""Pages of the inbox: what waits for me and for my organ, and what I was told (S1-27, S1-29)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.inbox.actions import read_all, read_message
from mingcha.inbox.counts import of_organ, of_person, open_todos
from mingcha.inbox.filters import TodoFilter
from mingcha.inbox.models import Message, Todo
from mingcha.inbox.rows import shown
from mingcha.ledger import By
from mingcha.organs.access import BIGGEST, signed_in
from mingcha.organs.actions.logins import herself
from mingcha.organs.models import Post
from mingcha.organs.requests import StaffRequest
from mingcha.web.lists import ListPage


@require_safe
@signed_in
def todo_list(request: StaffRequest) -> HttpResponse:
    """What waits: all of it, mine by name, my organ's. The one due first stands first."""
    post, tab = request.post, request.GET.get("tab", "")
    todos = open_todos(post) if post else Todo.objects.none()
    page = ListPage(request, _within(todos, post, tab), filters=TodoFilter, order=("due_at", "id"))
    context = {
        "title": _("待办"),
        "lead": _("先到期的在前"),
        "page": page,
        "todos": shown(page.rows, timezone.now()),
        "tabs": [
            {"label": label, "count": _within(todos, post, name).count(), "url": f"?tab={name}", "current": tab == name}
            for name, label in (("", _("全部")), ("mine", _("我的")), ("organ", _("本单位")))
        ],
        "empty": {"title": _("没有待办"), "text": _("等您处理的事项会列在这里，先到期的在前。")},
    }
    return render(request, "inbox/todo_list.html", context)


def _within(todos: Any, post: Post | None, tab: str) -> Any:
    """The part of the to-dos that a tab shows."""
    if post is None or not tab:
        return todos
    if tab not in ("mine", "organ"):
        raise Http404
    return todos.filter(of_person(post) if tab == "mine" else of_organ(post))


@require_safe
@signed_in
def message_list(request: StaffRequest) -> HttpResponse:
    """What I was told, the newest first."""
    rows = Message.objects.filter(person_id=request.user.pk)
    context = {
        "title": _("消息"),
        "page": ListPage(request, rows),
        "waiting": rows.filter(read_at=None).exists(),
        "empty": {"title": _("没有消息"), "text": _("导入完成、报警等通知会列在这里。")},
    }
    return render(request, "inbox/message_list.html", context)


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
