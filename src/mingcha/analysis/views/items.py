# SPDX-License-Identifier: Apache-2.0
"""One item: how long its steps take against their limits, and where its cases are sent back, on the drawing of its procedure."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mingcha.analysis.forms import SpanForm
from mingcha.analysis.places import Place, place_of
from mingcha.analysis.span import Span
from mingcha.analysis.steps import Sample, Taken, sample
from mingcha.catalog.item_page import versions_in_force
from mingcha.catalog.models import PowerItem
from mingcha.catalog.procedure.drawing import drawing
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest

READ = Perm.ANALYSIS_FIGURE_READ


@require_safe
@requires(READ)
def show(request: StaffRequest, pk: int) -> HttpResponse:
    """The latest cases of an item in a span."""
    item = find(PowerItem, request.post, pk, READ)
    today = timezone.localdate()
    form = SpanForm(request.GET)
    form.is_valid()
    span = (
        form.span(today)
        if {"since", "until", "period"} & set(request.GET)
        else Span(today.replace(month=1, day=1), today)
    )
    place = place_of(request.post)
    version = versions_in_force([item], today).get(item.pk) or item.versions.order_by("-valid_from", "-pk").first()
    if place is None or version is None:
        raise Http404
    now, last = (sample(place, each, item.code, version) for each in (span, span.last))
    notes = _returned(now)
    longest = max((taken.p90 for each in (now, last) for taken in each.steps.values() if not taken.limit), default=1)
    context = {
        "title": item.name,
        "item": item,
        "form": form,
        "span": span,
        "place": place,
        "cases": now.cases,
        "cases_last": last.cases,
        "rows": [_row(taken, last.steps.get(act), longest) for act, taken in now.steps.items() if taken.days],
        "returns": _returns(now, last, item, place, span),
        "drawing": drawing(version.document, {}, notes=notes) if version.document.get("step") else None,
        "crumbs": [{"label": _("监察分析"), "url": reverse("analysis:dashboard")}, {"label": item.name, "url": ""}],
    }
    return render(request, "analysis/item_detail.html", context)


def _returned(found: Sample) -> dict[str, str]:
    """By act what the drawing says above it: how often cases came back to it."""
    counts: dict[str, int] = {}
    for (_from, to), n in found.returns.items():
        counts[to] = counts.get(to, 0) + n
    return {act: ngettext("退回 {n} 次", "退回 {n} 次", n).format(n=n) for act, n in counts.items()}


def _returns(now: Sample, last: Sample, item: PowerItem, place: Place, span: Span) -> list[dict[str, Any]]:
    query = {"state": "all", "item": item.code, "kind": "rollback", "since": str(span.since), "until": str(span.until)}
    url = f"{reverse('cases:alarm-list')}?{urlencode(query)}"
    return [
        {"from": act, "to": to, "n": n, "last": last.returns[act, to], "url": f"{url}&{urlencode({'act': to})}"}
        for (act, to), n in now.returns.most_common()
    ]


def _row(taken: Taken, last: Taken | None, longest: int) -> dict[str, Any]:
    """A line of the chart: its lengths in percent of one and a quarter of the limit. Steps without one share a scale, which
    ends at the ``longest``."""
    top = max(taken.p90, last.p90 if last and last.days else 0, round((taken.limit or 0) * 1.25) or longest, 1)
    return {
        "taken": taken,
        "last": last if last and last.days else None,
        "median": round(taken.median / top * 100, 1),
        "p90": round(taken.p90 / top * 100, 1),
        "was": round(last.median / top * 100, 1) if last and last.days else None,
        "limit": round(taken.limit / top * 100, 1) if taken.limit else None,
        "over": taken.limit is not None and taken.p90 > taken.limit,
    }
