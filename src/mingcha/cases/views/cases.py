# SPDX-License-Identifier: Apache-2.0
"""Cases as a list, one case, and the sum behind each of its deadlines (S1-27, S1-30, S1-07)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.cases.case_page import page_of
from mingcha.cases.deadlines import clocks
from mingcha.cases.filters import CaseFilter
from mingcha.cases.models import Alarm, Case
from mingcha.cases.models.alarms import STANDING
from mingcha.catalog.models import Point
from mingcha.engine.calendar import CalendarMissing
from mingcha.engine.kinds import LEVELS
from mingcha.ledger import Conflict
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.web.lists import ListPage

GROUPS = ("all", "step", "decision", "alarm")


@require_GET
@requires(Perm.CASES_CASE_READ)
def show_list(request: HttpRequest) -> HttpResponse:
    """The cases within reach, newest first."""
    rows = Case.objects.visible_to(request.post, Perm.CASES_CASE_READ)  # type: ignore[attr-defined]
    related = rows.select_related("item_version__item", "organ")
    page = ListPage(request, related, filters=CaseFilter, order=("-came_at", "-id"))
    _count_alarms(page)
    labels = (_("案号 / 案由 · 当事人"), _("权力类别"), _("机关"), _("收到时间"), _("状态"), _("报警"))
    context = {
        "title": _("办件"),
        "lead": _("管辖范围内的办件，新的在前"),
        "page": page,
        "row_template": "cases/case_row.html",
        "columns": [{"label": label, "num": place == 3} for place, label in enumerate(labels)],
        "empty": {
            "title": _("暂无数据"),
            "text": _("这里列出导入或登记的办件。换一个筛选条件，或者先导入办件日志。"),
        },
    }
    return render(request, "web/list.html", context)


def _count_alarms(cases: Iterable[Case]) -> None:
    """Put on each case of a page how many alarms stand, by level, in one query."""
    listed = list(cases)
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Alarm.objects.filter(case_id__in=[case.pk for case in listed], status__in=STANDING).order_by()
    for case_id, level, n in rows.values_list("case_id", "level").annotate(n=Count("pk")):
        counts[case_id][level] = n
    for case in listed:
        found = counts[case.pk]
        case.alarm_levels = [(level, found[level]) for level in LEVELS if level in found]  # type: ignore[attr-defined]


@require_GET
@requires(Perm.CASES_CASE_READ)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One case."""
    rows = Case.objects.select_related("item_version__item", "organ")
    case = find(rows, request.post, pk, Perm.CASES_CASE_READ)  # type: ignore[attr-defined]
    shown = request.GET.get("show", "all")
    return render(request, "cases/case_detail.html", page_of(case, timezone.now(), shown if shown in GROUPS else "all"))


@require_GET
@requires(Perm.CASES_CASE_READ)
def explain(request: HttpRequest, pk: int, point: int, step: int) -> HttpResponse:
    """Why a deadline of a case is on that day; ``step`` is 0 for a stage or a promise."""
    case = find(Case.objects.select_related("item_version"), request.post, pk, Perm.CASES_CASE_READ)  # type: ignore[attr-defined]
    rule = Point.objects.filter(pk=point, item_version_id=case.item_version_id).first()
    now = timezone.now()
    try:
        found = clocks(case, [rule], now) if rule else []
    except CalendarMissing as missing:
        raise Conflict(missing, missing.code) from missing
    clock = next((each for each in found if (each.step.pk if each.step else 0) == step), None)
    if clock is None:
        raise Http404
    context = {
        "title": _("为何是这一天"),
        "case": case,
        "point": clock.point,
        "step": clock.step,
        "explanation": clock.explanation,
        "today": now,
        "crumbs": [
            {"label": _("办件"), "url": reverse("cases:case-list")},
            {"label": case.number, "url": reverse("cases:case-detail", args=[case.pk])},
            {"label": _("为何是这一天")},
        ],
    }
    return render(request, "cases/deadline.html", context)
