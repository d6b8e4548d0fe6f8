# SPDX-License-Identifier: Apache-2.0
"""To-dos as pages show them: how soon, what, where, and the verb (ux.md; web/todos.html)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Final, NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mingcha.inbox.models import Todo


class Kind(NamedTuple):
    """What a kind of to-do is called, and the verb on its button."""

    label: Promise
    verb: Promise


KINDS: Final[dict[str, Kind]] = {
    "alarm": Kind(pgettext_lazy("one", "报警"), gettext_lazy("查看")),
    "cosign": Kind(gettext_lazy("会签"), gettext_lazy("签署")),
    "extension": Kind(gettext_lazy("延期"), gettext_lazy("审批")),
    "opinion": Kind(gettext_lazy("审批"), gettext_lazy("签署")),
    "presence": Kind(gettext_lazy("到场"), gettext_lazy("确认")),
    "register": Kind(gettext_lazy("清单"), gettext_lazy("审核")),
    "standard": Kind(gettext_lazy("裁量基准"), gettext_lazy("审核")),
    "task": Kind(gettext_lazy("环节"), gettext_lazy("办理")),
}
"""The kinds that apps open."""


def shown(todos: Iterable[Todo], now: datetime) -> list[dict[str, Any]]:
    """One dict a row: pk, level, due, kind, title, url, where, verb."""
    return [_row(todo, now) for todo in todos]


def _row(todo: Todo, now: datetime) -> dict[str, Any]:
    kind = KINDS.get(todo.kind)
    level, due = due_words(todo.due, now)
    return {
        "pk": todo.pk,
        "level": level,
        "due": due,
        "kind": kind.label if kind else "",
        "title": todo.said,
        "url": todo.link,
        "where": todo.place,
        "verb": kind.verb if kind else "",
    }


def due_words(due: datetime | None, now: datetime) -> tuple[str, str]:
    """Level and words of a term: 超期 3 日, 今天到期, 12-02 到期."""
    if due is None:
        return "prompt", _("不限期")
    day, today = timezone.localtime(due).date(), timezone.localtime(now).date()
    if due < now:
        days = (today - day).days
        return "red", _("超期 {days} 日").format(days=days) if days else _("今天已超期")
    if day == today:
        return "yellow", _("今天到期")
    return "prompt", _("{day} 到期").format(day=f"{day:%m-%d}" if day.year == today.year else f"{day:%Y-%m-%d}")
