# SPDX-License-Identifier: Apache-2.0
"""监察分析: the dashboard, and the same figures as a workbook."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.analysis.actions.counting import waiting
from mingcha.analysis.forms import SpanForm
from mingcha.analysis.page import Dashboard
from mingcha.analysis.places import place_of
from mingcha.analysis.span import PRESETS, Span, preset
from mingcha.analysis.tables import sheets
from mingcha.catalog.models import PowerItem
from mingcha.files.tables import write_book
from mingcha.organs.access import requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest

READ = Perm.ANALYSIS_FIGURE_READ


@require_safe
@requires(READ)
def show(request: StaffRequest) -> HttpResponse:
    """The figures of a place in a span, beside last year's."""
    form, board = asked(request)
    items = {
        row.code: row for row in PowerItem.objects.within(request.post).filter(code__in=board.both[0].of("item", ""))
    }
    context = {
        "title": _("监察分析"),
        "form": form,
        "board": board,
        "waiting": waiting() if board.place.code else 0,
        "presets": _presets(request, board.span),
        "export": f"{reverse('analysis:table')}?{request.GET.urlencode()}",
        "items": [
            {"name": row.name, "url": f"{reverse('analysis:item', args=[row.pk])}?{_span(board.span)}", "n": n}
            for code, n in board.both[0].of("item", board.level).most_common(8)
            if (row := items.get(code))
        ],
        "whole": f"{reverse('analysis:dashboard')}?{_span(board.span)}" if board.where else "",
    }
    return render(request, "analysis/dashboard.html", context)


@require_safe
@requires(READ)
def table_file(request: StaffRequest) -> HttpResponse:
    """The same as a workbook, a sheet a chart."""
    _form, board = asked(request)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.xlsx"
        write_book(path, sheets(board))
        content = path.read_bytes()
    name = _("监察分析 {since} 至 {until}.xlsx").format(since=board.span.since, until=board.span.until)
    headers: dict[str, Any] = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name)}"}
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    return HttpResponse(content, content_type=kind, headers=headers)


def asked(request: StaffRequest) -> tuple[SpanForm, Dashboard]:
    """What the address asks for. Raises Http404 for a place out of reach."""
    form, moment = SpanForm(request.GET), timezone.now()
    form.is_valid()
    given = form.cleaned_data
    assert request.post is not None
    place = place_of(request.post, given.get("region", ""), given.get("organ", ""))
    if place is None:
        raise Http404
    return form, Dashboard(place, form.span(timezone.localdate(moment)), given.get("level", ""), moment)


def _span(span: Span) -> str:
    return urlencode({"since": str(span.since), "until": str(span.until)})


def _presets(request: StaffRequest, span: Span) -> list[dict[str, Any]]:
    labels = dict(zip(PRESETS, (_("本周"), _("本月"), _("本季"), _("本年")), strict=True))
    query, today = request.GET.copy(), timezone.localdate()
    for name in ("since", "until", "period"):
        query.pop(name, None)
    return [
        {
            "label": label,
            "url": f"?{urlencode({**query.dict(), 'period': name})}",
            "current": preset(name, today) == span,
        }
        for name, label in labels.items()
    ]
