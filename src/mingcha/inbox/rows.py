# SPDX-License-Identifier: Apache-2.0
"""To-dos as rows of a page: how urgent, until when, what, where, and what to do about it (S1-27)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.inbox.models import NEVER, Todo

KINDS: Final[dict[str, tuple[Promise, Promise]]] = {
    "alarm": (gettext_lazy("报警"), gettext_lazy("审阅")),
    "import": (gettext_lazy("导入"), gettext_lazy("查看")),
}
"""By kind: its tag, and the verb on its button."""


def shown(todos: Iterable[Todo], now: datetime) -> list[dict[str, Any]]:
    """The rows as ``web/todos.html`` takes them."""
    return [_row(todo, now) for todo in todos]


def _row(todo: Todo, now: datetime) -> dict[str, Any]:
    tag, verb = KINDS.get(todo.kind, (_("待办"), _("办理")))
    level, due = urgency(todo.due_at, now)
    return {
        "level": level,
        "due": due,
        "kind": tag,
        "title": todo.title,
        "url": todo.link,
        "where": todo.place,
        "verb": verb,
    }


def urgency(due_at: datetime, now: datetime) -> tuple[str, str]:
    """The level and the words of a term: late red, today yellow, later blue."""
    if due_at >= NEVER:
        return "prompt", _("无期限")
    due, today = timezone.localtime(due_at), timezone.localtime(now).date()
    if due_at < now:
        days = (today - due.date()).days
        return "red", _("超期 {n} 日").format(n=days) if days else _("今天已超期")
    if due.date() == today:
        return "yellow", _("今天到期")
    return "prompt", _("{day} 到期").format(day=f"{due:%m-%d}")
