# SPDX-License-Identifier: Apache-2.0
"""The morning page 早班单: what is due today, what is late, who waits for my word, on one A4 to take along (S1-27, S1-29).

Each to-do stands in one of the three lists at most, and the rest is counted below them: together they are the badge.
"""

from __future__ import annotations

from typing import Any, Final

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.inbox.counts import open_todos
from mingcha.inbox.filters import due_within
from mingcha.inbox.models import Todo
from mingcha.inbox.rows import shown
from mingcha.organs.access import signed_in
from mingcha.organs.requests import StaffRequest

REPLIES: Final = ("cosign", "extension", "opinion", "presence")
"""Kinds of to-dos by which somebody waits for a word, not for work."""
ROWS: Final = {"late": 10, "today": 10, "reply": 6}
"""So many rows of each list fit on the sheet; what is more is counted."""


@require_safe
@signed_in
def morning(request: StaffRequest) -> HttpResponse:
    """One sheet for the day."""
    post, now = request.post, timezone.localtime()
    todos = open_todos(post) if post else Todo.objects.none()
    later = due_within(todos, "later", now)
    reply, rest = later.filter(kind__in=REPLIES), later.exclude(kind__in=REPLIES)
    parts = [
        _part("late", _("已超期"), due_within(todos, "late", now), now),
        _part("today", _("今天到期"), due_within(todos, "today", now), now),
        _part("reply", _("等我回复"), reply, now),
    ]
    page = {
        "title": _("早班单"),
        "lead": date_format(now, _("n 月 j 日 l")),
        "parts": parts,
        "rest": rest.count(),
        "total": todos.count(),
        "post": post,
        "now": now,
    }
    return render(request, "cases/morning.html", page)


def _part(name: str, label: str, todos: QuerySet[Todo], now: Any) -> dict[str, Any]:
    rows, total = shown(todos.order_by("due_at", "id")[: ROWS[name]], now), todos.count()
    level = {"late": "red", "today": "yellow"}.get(name, "prompt")
    return {"name": name, "label": label, "level": level, "rows": rows, "total": total, "more": total - len(rows)}
