# SPDX-License-Identifier: Apache-2.0
"""Home 首页: what waits for me, what is watched, and how things stand today (S1-27 … S1-29)."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from mingcha.cases import words
from mingcha.cases.models import Alarm, Case, Watched
from mingcha.cases.models.alarms import STANDING
from mingcha.engine.kinds import LEVELS
from mingcha.inbox.counts import of_organ, open_todos
from mingcha.inbox.rows import shown
from mingcha.organs.access import signed_in
from mingcha.organs.dictionaries import shown_powers
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.web.faces import on_phone
from mingcha.web.lists import COUNTED

STARRED: Final = 6
"""So many marked cases stand on home, the latest first."""


@require_GET
@signed_in
def show(request: HttpRequest) -> HttpResponse:
    """Whoever wears no post sees why the page is empty."""
    post, now = request.post, timezone.localtime()  # type: ignore[attr-defined]
    if post is None:
        return render(request, "cases/no_post.html", {"title": _("首页")})
    alarms = Alarm.objects.visible_to(post, Perm.CASES_ALARM_READ)
    todos = open_todos(post)
    today = _today(alarms, now)
    context = {
        "title": date_format(now, _("n 月 j 日 l")),  # the translation is a format too
        "lead": _("第 {week} 周").format(week=now.isocalendar().week),
        "tiles": _tiles(todos, today, now, may_alarms=post.may(Perm.CASES_ALARM_READ)),
        "todos": shown(todos.order_by("due_at", "id")[: 30 if on_phone(request) else 6], now),
        "todo_total": todos[: COUNTED + 1].count(),
        **_organs(todos.filter(of_organ(post)), now),
        "todo_empty": {"title": _("没有待办"), "text": _("等您处理的事项会列在这里，先到期的在前。")},
        "may_alarms": post.may(Perm.CASES_ALARM_READ),
        **_starred(post),
        "powers": _powers(post, now),
        "counts": today,
        "now": now,
    }
    if on_phone(request):
        return render(request, "cases/home_phone.html", context | _of_phone(post, context))
    return render(request, "cases/home.html", context | _watched(alarms))


def _today(alarms: QuerySet[Alarm], now: datetime) -> dict[str, Counter[int]]:
    """The alarms of today by level and hour."""
    counts: dict[str, Counter[int]] = {level: Counter() for level in LEVELS}
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    for level, at in alarms.filter(occurred_at__gte=midnight).order_by().values_list("level", "occurred_at")[:COUNTED]:
        counts[level][timezone.localtime(at).hour] += 1
    return counts


def _tiles(
    todos: QuerySet[Any], today: dict[str, Counter[int]], now: datetime, *, may_alarms: bool
) -> list[dict[str, Any]]:
    """The numbers at the top; the first three add up to the badge of my to-dos."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    late = todos.filter(due_at__lt=now).count()
    due = todos.filter(due_at__gte=now, due_at__lt=midnight).count()
    later = todos.filter(due_at__gte=midnight).count()
    url = reverse("inbox:todo-list")
    tiles: list[dict[str, Any]] = [
        {
            "label": _("今天到期"),
            "level": "yellow",
            "value": due,
            "unit": ngettext("件", "件", due),
            "url": f"{url}?due=today",
        },
        {
            "label": _("已超期"),
            "level": "red",
            "value": late,
            "unit": ngettext("件", "件", late),
            "url": f"{url}?due=late",
        },
        {
            "label": _("其他待办"),
            "icon": "clipboard-check",
            "value": later,
            "unit": ngettext("件", "件", later),
            "url": f"{url}?due=later",
        },
    ]
    if may_alarms:
        centre = reverse("cases:alarm-list")
        day = f"{now:%Y-%m-%d}"
        levels = [
            {"level": level, "count": today[level].total(), "url": f"{centre}?state=all&level={level}&since={day}"}
            for level in LEVELS
        ]
        total = sum(counts.total() for counts in today.values())
        tiles.append(
            {
                "label": _("今日报警"),
                "icon": "eye",
                "value": total,
                "url": f"{centre}?state=all&since={day}",
                "levels": levels,
            }
        )
    return tiles


def _organs(todos: QuerySet[Any], now: datetime) -> dict[str, Any]:
    """What waits for whoever of my organ takes it up."""
    empty = {"title": _("没有待办"), "text": _("等本单位处理的事项会列在这里。")}
    first = shown(todos.order_by("due_at", "id")[:4], now)
    return {"organ_todos": first, "organ_total": todos[: COUNTED + 1].count(), "organ_empty": empty}


def _watched(alarms: QuerySet[Alarm]) -> dict[str, Any]:
    """The red alarms that still stand, newest first."""
    red = alarms.filter(level=Alarm.Level.RED, status__in=STANDING)
    newest = red.select_related("case", "officer", "point").order_by("-occurred_at", "-id")[:4]
    rows = [
        {
            "level": alarm.level,
            "due": f"{timezone.localtime(alarm.occurred_at):%m-%d}",
            "title": words.headline(alarm),
            "url": reverse("cases:alarm-detail", args=[alarm.pk]),
            "where": alarm.get_status_display(),
        }
        for alarm in newest
    ]
    empty = {"title": _("没有红色报警"), "text": _("管辖范围内仍然有效的红色报警会列在这里。")}
    return {"watched": rows, "watched_total": red[: COUNTED + 1].count(), "watched_empty": empty}


def _powers(post: Any, now: datetime) -> list[dict[str, Any]]:
    """The cases of the year by category, with their standing alarms: of every category that the region shows, the busiest first,
    and of others that have cases all the same (S1-06). Nothing for who may not read cases."""
    if not post.may(Perm.CASES_CASE_READ):
        return []
    start = now.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    cases = Case.objects.visible_to(post, Perm.CASES_CASE_READ).filter(came_at__gte=start).order_by()
    alarms = Alarm.objects.visible_to(post, Perm.CASES_ALARM_READ).filter(status__in=STANDING).order_by()
    wrong: dict[str, int] = defaultdict(int)
    wrong.update(alarms.values_list("case__power").annotate(n=Count("pk")))
    counts = {name: 0 for _code, name in shown_powers(post.organ.region_code)}
    counts |= dict(cases.values_list("power").annotate(n=Count("pk")))
    counted = sorted(counts.items(), key=lambda row: -row[1])
    url = reverse("cases:case-list")
    return [
        {
            "label": power,
            "value": n,
            "url": f"{url}?power={power}",
            "note": _("报警 {n}").format(n=wrong[power]) if wrong[power] else "—",
        }
        for power, n in counted
    ]


def _starred(post: Post) -> dict[str, Any]:
    """The cases that she has marked 特别关注, the latest mark first, as far as they are within her reach today."""
    mine = Watched.objects.filter(person_id=post.person_id)
    reach = Case.objects.visible_to(post, Perm.CASES_CASE_READ)
    total = reach.filter(pk__in=mine.values("case")).count()
    marks = mine.filter(case__in=reach.order_by().values("pk")).select_related("case")[:STARRED]
    rows = [
        {
            "level": "ok" if mark.case.closed_at else "prompt",
            "due": mark.case.get_status_display(),
            "title": mark.case.title or mark.case.number,
            "url": reverse("cases:case-detail", args=[mark.case_id]),
            "where": mark.case.number,
        }
        for mark in marks
    ]
    return {"starred": rows, "starred_total": total}


def _of_phone(post: Post, context: dict[str, Any]) -> dict[str, Any]:
    """What only the phone's first page has: whose it is, how to begin, what waits as lines."""
    late, due = (
        next(tile["value"] for tile in context["tiles"] if tile["url"].endswith(term)) for term in ("late", "today")
    )
    told = _("已超期 {late} 件 · 今天到期 {due} 件").format(late=late, due=due)
    mast = {"who": f"{post.organ.short} · {post.role.name}", "greeting": post.person.name, "told": told}
    captures = []
    if post.may(Perm.CASES_CASE_OPEN):
        captures.append({"label": _("新建办件"), "icon": "plus", "url": reverse("cases:case-pick")})
    return {
        "mast": mast,
        "captures": captures,
        "lines": [_line(row) for row in context["todos"]],
        "watched_lines": [_line(row) for row in context["starred"]],
    }


def _line(row: dict[str, Any]) -> dict[str, Any]:
    return {"title": row["title"], "url": row["url"], "level": row["level"], "state": row["due"], "note": row["where"]}
