# SPDX-License-Identifier: Apache-2.0
"""The lists of to-dos and messages (S0-47, S1-27, S1-29)."""

from __future__ import annotations

from typing import Final

from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from mingcha.inbox.actions import read_message
from mingcha.inbox.counts import open_todos
from mingcha.inbox.filters import TodoFilter
from mingcha.inbox.models import Message
from mingcha.inbox.rows import due_words
from mingcha.web.listing import Act, Column, Listing

TODOS: Final = Listing(
    key="todos",
    title=gettext_lazy("待办"),
    lead=gettext_lazy("先到期的在前"),
    view="inbox:todo-list",
    perm="",
    rows=open_todos,
    filters=TodoFilter,
    order=("due_at", "id"),
    row="inbox/todo_row.html",
    columns=(
        Column(gettext_lazy("期限"), lambda todo: due_words(todo.due, timezone.now())[1]),
        Column(gettext_lazy("内容"), lambda todo: todo.said),
        Column(gettext_lazy("机关"), lambda todo: todo.place),
    ),
    empty={
        "title": gettext_lazy("没有待办"),
        "text": gettext_lazy("等您处理的事项会列在这里，先到期的在前。"),
    },
)

MESSAGES: Final = Listing(
    key="messages",
    title=gettext_lazy("消息"),
    view="inbox:message-list",
    perm="",
    rows=lambda post: Message.objects.filter(person_id=post.person_id),
    row="inbox/message_row.html",
    columns=(
        Column(gettext_lazy("时间"), lambda message: localtime(message.sent_at), num=True),
        Column(gettext_lazy("标题"), lambda message: message.title),
        Column(gettext_lazy("内容"), lambda message: message.body),
        Column(gettext_lazy("已读时间"), lambda message: message.read_at and localtime(message.read_at), num=True),
    ),
    acts=(
        Act(
            "read",
            gettext_lazy("标为已读"),
            "",
            lambda message, _reason, by: read_message(message, by=by),
            icon="check",
            primary=True,
        ),
    ),
    empty={"title": gettext_lazy("没有消息"), "text": gettext_lazy("导入完成、报警等通知会列在这里。")},
)
