# SPDX-License-Identifier: Apache-2.0
"""The lists of to-dos and messages (S0-47, S1-27, S1-29), and of what leaves the site."""

from __future__ import annotations

from typing import Final

from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from mingcha.inbox.actions import read_message
from mingcha.inbox.counts import open_todos
from mingcha.inbox.filters import DeliveryFilter, TodoFilter
from mingcha.inbox.models import Delivery, Message
from mingcha.inbox.outward.actions import retry_delivery
from mingcha.inbox.rows import due_words
from mingcha.organs.perms import Perm
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

DELIVERIES: Final = Listing(
    key="deliveries",
    title=gettext_lazy("邮件和短信"),
    lead=gettext_lazy("未送达的可以重新发送；内容不在这里显示"),
    view="inbox:delivery-list",
    perm=Perm.INBOX_DELIVERY_READ,
    rows=lambda post: (
        Delivery.objects.visible_to(post, Perm.INBOX_DELIVERY_READ)
        .select_related("person__organ")
        .defer("subject", "body")
    ),
    filters=DeliveryFilter,
    row="inbox/delivery_row.html",
    columns=(
        Column(gettext_lazy("状态"), lambda row: row.get_status_display()),
        Column(gettext_lazy("渠道"), lambda row: row.get_channel_display()),
        Column(gettext_lazy("收件人"), lambda row: row.person.name),
        Column(gettext_lazy("单位"), lambda row: row.person.organ.name if row.person.organ else ""),
        Column(gettext_lazy("已尝试次数"), lambda row: row.tries, num=True),
        Column(gettext_lazy("原因"), lambda row: row.error),
        Column(gettext_lazy("提交时间"), lambda row: localtime(row.made_at), num=True),
        Column(gettext_lazy("下次发送"), lambda row: localtime(row.due_at) if row.status == "queued" else "", num=True),
        Column(gettext_lazy("编号"), lambda row: row.ref),
    ),
    acts=(
        Act(
            "retry",
            gettext_lazy("重新发送"),
            Perm.INBOX_DELIVERY_RETRY,
            lambda row, _reason, by: retry_delivery(row, by=by),
            icon="refresh",
            primary=True,
        ),
    ),
    empty={"title": gettext_lazy("没有邮件和短信"), "text": gettext_lazy("发出的和未送达的会列在这里。")},
    people=True,
)
