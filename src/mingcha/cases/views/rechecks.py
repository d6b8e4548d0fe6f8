# SPDX-License-Identifier: Apache-2.0
"""Pages of re-checks: ordered, watched, the difference read by kind and organ, and applied (decision 0026)."""

from __future__ import annotations

from typing import Any

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.cases.actions.rechecks import apply_recheck, begin_recheck, outdated
from mingcha.cases.forms.rechecks import ApplyForm, RecheckForm
from mingcha.cases.lists import RECHECKS
from mingcha.cases.models import Case, Recheck, RecheckRow
from mingcha.engine.kinds import KINDS, LEVELS
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.lists import ListPage
from mingcha.web.polling import small_number

Status = Recheck.Status
ORGANS = 50


@require_safe
@requires(Perm.CASES_RECHECK_RUN)
def recheck_list(request: StaffRequest) -> HttpResponse:
    """The re-checks within reach, the newest first."""
    acts = [{"label": _("开始复查"), "url": reverse("cases:recheck-new"), "icon": "refresh", "primary": True}]
    return RECHECKS.show(request, acts=acts)


@requires(Perm.CASES_RECHECK_RUN)
def recheck_new(request: StaffRequest) -> HttpResponse:
    """Order one."""
    page = {
        "title": _("开始复查"),
        "lead": _("按现在的规则、法规和日历重新判定历史办件，列出报警的差异；采用以前，不改动任何报警。"),
        "crumbs": _crumbs(_("开始复查")),
        "cancel": reverse("cases:recheck-list"),
        "submit": _("开始复查"),
    }

    def act(given: dict[str, Any]) -> Recheck:
        return begin_recheck(given, by=request.post)

    return edited(request, RecheckForm(request.post, request.POST or None), act, page)


@require_safe
@requires(Perm.CASES_RECHECK_RUN)
def recheck_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """How far it is, and what would change."""
    row = _found(request, pk)
    context: dict[str, Any] = {
        "title": _("复查 {number}").format(number=row.pk),
        "crumbs": _crumbs(_("复查 {number}").format(number=row.pk)),
        "row": row,
        "progress": _progress(row) if row.status in (*Recheck.BUSY, Status.FAILED) else None,
    }
    if row.status in (Status.READY, Status.SAME, Status.APPLIED):
        context |= _difference(row, request)
    return render(request, "cases/recheck_detail.html", context)


@require_safe
@requires(Perm.CASES_RECHECK_RUN)
def recheck_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """A small number that changes whenever the re-check does."""
    return small_number(request, _found(request, pk).version)


@requires(Perm.CASES_RECHECK_RUN)
def recheck_apply(request: StaffRequest, pk: int) -> HttpResponse:
    """Say once more what will be done, and have it done."""
    row = _found(request, pk)
    page = {
        "title": _("采用复查结果"),
        "lead": _("将逐件重新判定有差异的办件：新增 {new} 条，不再报警 {gone} 条，其他变化 {other} 条。").format(
            **_sums(row)
        ),
        "object": row,
        "crumbs": _crumbs(_("采用复查结果")),
        "cancel": row.get_absolute_url(),
        "submit": _("采用"),
        "danger": True,
    }

    def act(given: dict[str, Any]) -> Recheck:
        return apply_recheck(row, given["version"], by=request.post)

    return edited(request, ApplyForm(request.POST or None, initial={"version": row.version}), act, page)


def _found(request: StaffRequest, pk: int) -> Recheck:
    rows = Recheck.objects.select_related("organ", "of_version__item", "calendar", "post__person")
    return find(rows, request.post, pk, Perm.CASES_RECHECK_RUN)


def _crumbs(here: str) -> list[dict[str, str]]:
    return [
        {"label": _("监察"), "url": reverse("cases:alarm-list")},
        {"label": _("复查"), "url": reverse("cases:recheck-list")},
        {"label": here, "url": ""},
    ]


def _sums(row: Recheck) -> dict[str, int]:
    sums = {"new": 0, "gone": 0, "other": 0}
    for _kind, _level, mark, n in row.counts:
        sums[mark if mark in sums else "other"] += n
    return sums


def _progress(row: Recheck) -> dict[str, Any]:
    """How far it is (web/progress.html)."""
    return {
        "label": row.get_status_display(),
        "done": f"{row.done:,}",
        "total": f"{row.total:,}" if row.total else None,
        "percent": max(2, round(100 * row.done / row.total)) if row.total else 2,
        "text": row.fault or _("可以离开，完成后发消息。"),
        "state": "failed" if row.status == Status.FAILED else "running",
        "version": row.version,
        "poll": reverse("cases:recheck-progress", args=(row.pk,)),
    }


def _difference(row: Recheck, request: StaffRequest) -> dict[str, Any]:
    """The difference by kind, by organ, and the rows whose cases the reader may open."""
    chosen = request.GET.get("tab", "")
    cases = Case.objects.visible_to(request.post, Perm.CASES_CASE_READ)
    kept = row.rows.filter(case__in=cases)
    if chosen in RecheckRow.Mark.values:
        kept = kept.filter(mark=chosen)
    counted = {(kind, level, mark): n for kind, level, mark, n in row.counts}
    marks = tuple(RecheckRow.Mark)
    table = [
        {"kind": kind, "level": level, "counts": [(mark.label, counted.get((kind, level, mark), 0)) for mark in marks]}
        for kind in KINDS
        for level in LEVELS
        if any((kind, level, mark) in counted for mark in marks)
    ]
    tabs = [
        {
            "label": label,
            "count": f"{sum(n for *_key, its, n in row.counts if mark in ('', its)):,}",
            "url": f"?tab={mark}" if mark else "?",
            "current": mark == chosen,
        }
        for mark, label in (("", _("全部")), *RecheckRow.Mark.choices)
    ]
    grouped = row.rows.values("organ_id", "organ__name").annotate(n=Count("pk"))
    organs = grouped.order_by("-n", "organ__name", "organ_id")[:ORGANS]
    return {
        "listed": ListPage(request, kept.select_related("case", "organ"), order=("id",)),
        "tabs": tabs,
        "table": table,
        "marks": RecheckRow.Mark.labels,
        "organs": organs,
        "outdated": outdated(row) if row.status == Status.READY else "",
    }
