# SPDX-License-Identifier: Apache-2.0
"""The alarm centre 报警中心, and one alarm: what, where, by which rule, on what evidence, what cures it (S1-33, S1-41)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from mingcha.cases import words
from mingcha.cases.actions.alarms import acknowledge_alarm, acknowledge_alarms
from mingcha.cases.alarm_page import page_of
from mingcha.cases.filters import AlarmFilter
from mingcha.cases.models import Alarm
from mingcha.cases.models.alarms import STANDING
from mingcha.cases.proofs import acts_of
from mingcha.engine.kinds import KINDS, LEVELS
from mingcha.ledger import Refused
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.web.lists import ListPage


@require_GET
@requires(Perm.CASES_ALARM_READ)
def show_list(request: HttpRequest) -> HttpResponse:
    """The alarms within reach: counts by level and kind, newest first."""
    post = request.post  # type: ignore[attr-defined]
    rows = Alarm.objects.visible_to(post, Perm.CASES_ALARM_READ)
    related = rows.select_related("case", "organ", "officer", "point")
    page = ListPage(request, related, filters=AlarmFilter, order=("-occurred_at", "-id"))
    standing = _standing(rows)
    context = {
        "title": _("报警中心"),
        "lead": _("列出管辖范围内有效的报警；已整改、已到期的在“状态”中查"),
        "page": page,
        "row_template": "cases/alarm_row.html",
        "columns": _columns(),
        "tabs": _tabs(request, standing),
        "chips": _chips(request, standing),
        "chips_label": _("监察种类"),
        "empty": {"title": _("暂无数据"), "text": _("这里列出监察点发现的问题。没有报警，说明所查的办件都合规。")},
    }
    if post.may(Perm.CASES_ALARM_ACKNOWLEDGE):
        act = {"label": _("知悉所选"), "name": "act", "value": "acknowledge", "icon": "check", "primary": True}
        context["bulk"] = {"url": reverse("cases:alarm-acknowledge-many"), "acts": [act]}
    acts = acts_of(page.rows)
    for alarm in page:
        alarm.headline, alarm.act = words.headline(alarm), acts[alarm.pk]
    return render(request, "web/list.html", context)


def _columns() -> list[dict[str, Any]]:
    labels = (_("级别"), _("种类"), _("事由 / 案号 · 当事人"), _("机关"), _("发生时间"), _("状态"))
    return [{"label": label, "num": place == 4} for place, label in enumerate(labels)]


def _standing(rows: Any) -> Counter[tuple[str, str]]:
    """How many alarms stand, by level and kind, in one query."""
    found = rows.filter(status__in=STANDING).order_by().values_list("level", "kind").annotate(n=Count("pk"))
    return Counter({(level, kind): n for level, kind, n in found})


def _tabs(request: HttpRequest, standing: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    """A tab for each level, counted within the kind that is chosen."""
    kind, chosen = request.GET.get("kind"), request.GET.get("level", "")
    counts = Counter[str]()
    for (level, its_kind), n in standing.items():
        counts[level] += n if kind in (None, "", its_kind) else 0
    every = {"label": _("全部"), "count": counts.total(), "url": _url(request, level=""), "current": not chosen}
    tabs = [{"level": level, "count": counts[level], "url": _url(request, level=level)} for level in LEVELS]
    return [every, *({**tab, "current": chosen == tab["level"]} for tab in tabs)]


def _chips(request: HttpRequest, standing: Counter[tuple[str, str]]) -> list[dict[str, Any]]:
    """A chip for each kind, counted within the level that is chosen."""
    level, chosen = request.GET.get("level"), request.GET.get("kind", "")
    counts = Counter[str]()
    for (its_level, kind), n in standing.items():
        counts[kind] += n if level in (None, "", its_level) else 0
    return [
        {
            "seal": kind,
            "count": counts[kind],
            "url": _url(request, kind="" if chosen == kind else kind),
            "current": chosen == kind,
        }
        for kind in KINDS
        if counts[kind] or chosen == kind
    ]


def _url(request: HttpRequest, **changed: str) -> str:
    query = request.GET.copy()
    for name in ("page", "after", "before"):
        query.pop(name, None)
    for name, value in changed.items():
        query[name] = value
        if not value:
            del query[name]
    return f"?{query.urlencode()}"


@require_GET
@requires(Perm.CASES_ALARM_READ)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One alarm."""
    post = request.post  # type: ignore[attr-defined]
    rows = Alarm.objects.select_related(
        "case__item_version__item", "case__organ", "organ", "officer", "point__item_version"
    )
    alarm = find(rows, post, pk, Perm.CASES_ALARM_READ)
    context = page_of(alarm, timezone.now())
    may = post.may(Perm.CASES_ALARM_ACKNOWLEDGE)
    return render(
        request, "cases/alarm_detail.html", context | {"may_acknowledge": may and alarm.status == Alarm.Status.OPEN}
    )


@require_POST
@requires(Perm.CASES_ALARM_ACKNOWLEDGE)
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the alarm is known."""
    post = request.post  # type: ignore[attr-defined]
    acknowledge_alarm(find(Alarm, post, pk, Perm.CASES_ALARM_ACKNOWLEDGE), by=post)
    messages.success(request, _("已记为知悉"))
    return redirect("cases:alarm-detail", pk)


@require_POST
@requires(Perm.CASES_ALARM_ACKNOWLEDGE)
def acknowledge_many(request: HttpRequest) -> HttpResponse:
    """Say of all that are ticked that they are known; those that cannot be are left and counted."""
    post = request.post  # type: ignore[attr-defined]
    ids = [
        int(given) for given in request.POST.getlist("ids") if given.isascii() and given.isdigit() and len(given) < 19
    ]
    try:
        done = acknowledge_alarms(ids, by=post)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已知悉 {done} 条").format(done=done))
        if left := len(set(ids)) - done:
            messages.warning(request, _("{left} 条未变：已经知悉、已经结束，或不在管辖范围内").format(left=left))
    return redirect("cases:alarm-list")
