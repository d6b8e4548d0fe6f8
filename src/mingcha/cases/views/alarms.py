# SPDX-License-Identifier: Apache-2.0
"""The alarm centre 报警中心, and one alarm: what, where, by which rule, on what evidence, what cures it (S1-33, S1-41)."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from mingcha.cases.actions.alarms import acknowledge_alarm
from mingcha.cases.alarm_page import page_of
from mingcha.cases.lists import ALARMS
from mingcha.cases.models import Alarm
from mingcha.cases.narrowed import narrowed
from mingcha.cases.standing import Standing, standing
from mingcha.cases.views.news import news
from mingcha.engine.kinds import KINDS, LEVELS
from mingcha.organs.access import find, requires
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

AROUND: Final = (
    (Perm.OVERSIGHT_ORDER_READ, "oversight:daily", gettext_lazy("每日查询")),
    (Perm.OVERSIGHT_ORDER_READ, "oversight:alike", gettext_lazy("同类报警")),
    (Perm.CASES_RECHECK_RUN, "cases:recheck-list", gettext_lazy("复查")),
)
"""Other ways to look at alarms, for whoever sees those of an organ."""


@require_GET
@requires(Perm.CASES_ALARM_READ)
def show_list(request: HttpRequest) -> HttpResponse:
    """The alarms within reach: counts by level and kind, newest first."""
    post = request.post  # type: ignore[attr-defined]
    found = standing(ALARMS.rows(post).select_related(None), post)
    tabs, chips = _tabs(request, found), _chips(request, found)
    wide = post.reach != Post.Reach.SELF
    acts = [{"label": label, "url": reverse(view)} for perm, view, label in AROUND if wide and post.may(perm)]
    return ALARMS.show(
        request,
        tabs=tabs,
        chips=chips,
        chips_label=_("监察种类"),
        acts=acts,
        template="cases/alarm_list.html",
        news=news(post),
        lead=narrowed(request, _("红、黄报警") if request.GET.get("serious") else "") or ALARMS.lead,
    )


def _tabs(request: HttpRequest, found: Standing) -> list[dict[str, Any]]:
    """A tab for each level, counted within the kind that is chosen."""
    kind, chosen = request.GET.get("kind"), request.GET.get("level", "")
    every = {"label": _("全部"), "count": found.text(None, kind), "url": _url(request, level=""), "current": not chosen}
    tabs = [{"level": level, "count": found.text(level, kind), "url": _url(request, level=level)} for level in LEVELS]
    return [every, *({**tab, "current": chosen == tab["level"]} for tab in tabs)]


def _chips(request: HttpRequest, found: Standing) -> list[dict[str, Any]]:
    """A chip for each kind, counted within the level that is chosen."""
    level, chosen = request.GET.get("level"), request.GET.get("kind", "")
    there = found.kinds(level)
    return [
        {
            "seal": kind,
            "count": found.text(level, kind),
            "url": _url(request, kind="" if chosen == kind else kind),
            "current": chosen == kind,
        }
        for kind in KINDS
        if kind in there or chosen == kind
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
    context = page_of(alarm, timezone.now(), post)
    may = post.may(Perm.CASES_ALARM_ACKNOWLEDGE)
    context |= {"may_acknowledge": may and alarm.status == Alarm.Status.OPEN, "slots": settings.SLOTS["alarm"]}
    return render(request, "cases/alarm_detail.html", context)


@require_POST
@requires(Perm.CASES_ALARM_ACKNOWLEDGE)
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the alarm is known."""
    post = request.post  # type: ignore[attr-defined]
    acknowledge_alarm(find(Alarm, post, pk, Perm.CASES_ALARM_ACKNOWLEDGE), by=post)
    messages.success(request, _("已记为知悉"))
    return redirect("cases:alarm-detail", pk)
