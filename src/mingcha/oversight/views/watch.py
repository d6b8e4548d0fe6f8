# SPDX-License-Identifier: Apache-2.0
"""The daily query by organ, and alarms that are alike (S1-33, S3-11)."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Sum
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.engine.kinds import LEVELS
from mingcha.organs.access import requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight.alike import heaps_of, months_around, newest_month
from mingcha.oversight.models import DailyLine, DailyQuery

READ: Final = Perm.OVERSIGHT_ORDER_READ
DAYS: Final = 14
"""Days whose query the page names."""
SHOWN: Final = 100
"""Organs that a page lists."""


@require_safe
@requires(READ)
def daily(request: StaffRequest) -> HttpResponse:
    """What a morning's query found, by organ; a day that had none says so."""
    today = timezone.localdate()
    first = DailyQuery.objects.order_by("day").values_list("day", flat=True).first()
    since = max(first or today, today - timedelta(days=DAYS - 1))
    found = {query.day: query for query in DailyQuery.objects.filter(day__gte=since)}
    chosen = _day(request.GET.get("day", "")) or max(found, default=today)
    query = found.get(chosen) or DailyQuery.objects.filter(day=chosen).first()
    days = [today - timedelta(days=n) for n in range((today - since).days + 1)]
    page = {
        "title": _("每日查询"),
        "crumbs": [{"label": _("报警中心"), "url": reverse("cases:alarm-list")}, {"label": _("每日查询")}],
        "day": chosen,
        "query": query,
        "days": [{"day": day, "ran": day in found, "current": day == chosen} for day in days],
        "missed": sum(day not in found for day in days if day != today),
        "levels": LEVELS,
    }
    page |= _rows(query, request) if query else {"rows": [], "more": 0}
    return render(request, "oversight/daily.html", page)


def _day(given: str) -> date | None:
    """A day of years that have months around them and a place on every clock; None for anything else."""
    try:
        day = parse_date(given)
    except ValueError:
        return None
    return day if day and 2000 <= day.year <= 2100 else None


def _rows(query: DailyQuery, request: StaffRequest) -> dict[str, Any]:
    """A row an organ: at each level what is new and what stands; those with most new ones, how many organs more there are, and
    the sums over all of them."""
    lines = DailyLine.objects.visible_to(request.post, READ).filter(query=query)
    sums = lines.order_by().values_list("organ_id").annotate(fresh=Sum("fresh"), standing=Sum("standing"))
    found = list(sums.order_by("-fresh", "-standing", "organ_id"))
    by_organ: dict[int, dict[str, DailyLine]] = defaultdict(dict)
    for line in lines.filter(organ__in=[row[0] for row in found[:SHOWN]]).select_related("organ"):
        by_organ[line.organ_id][line.level] = line
    rows = [
        {
            "organ": next(iter(by_organ[pk].values())).organ,
            "cells": [{"level": level, "line": by_organ[pk].get(level)} for level in LEVELS],
            "fresh": fresh,
            "standing": standing,
            "url": f"{reverse('cases:alarm-list')}?{urlencode({'at': pk})}",
        }
        for pk, fresh, standing in found[:SHOWN]
    ]
    sums_of_all = {"fresh": sum(row[1] for row in found), "standing": sum(row[2] for row in found)}
    return {"rows": rows, "more": max(len(found) - SHOWN, 0), **sums_of_all}


@require_safe
@requires(READ)
def alike(request: StaffRequest) -> HttpResponse:
    """What can be chased in a month, by organ and by point: one order for all that are alike."""
    month = _day(f"{request.GET.get('month', '')}-01") or newest_month(request.post)
    heaps, more = heaps_of(request.post, month) if request.post.may(Perm.CASES_ALARM_READ) else ([], 0)
    page = {
        "title": _("同类报警"),
        "crumbs": [{"label": _("报警中心"), "url": reverse("cases:alarm-list")}, {"label": _("同类报警")}],
        "month": month,
        "around": [{"month": each, "url": url} for each, url in months_around(month)],
        "heaps": heaps,
        "more": more,
        "may_issue": request.post.may(Perm.OVERSIGHT_ORDER_ISSUE),
        "empty": {
            "title": _("没有可以督办的报警"),
            "text": _("这个月没有还立着、又不在督办中的黄色或者红色报警。"),
        },
    }
    return render(request, "oversight/alike.html", page)
