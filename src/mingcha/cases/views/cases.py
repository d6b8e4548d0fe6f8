# SPDX-License-Identifier: Apache-2.0
"""Cases as a list, one case, and the sum behind each of its deadlines (S1-27, S1-30, S1-07)."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from mingcha.cases.case_page import page_of
from mingcha.cases.deadlines import clocks
from mingcha.cases.lists import CASES
from mingcha.cases.models import Case, Watched
from mingcha.cases.now import to_do
from mingcha.catalog.models import Point
from mingcha.engine.calendar import CalendarMissing
from mingcha.ledger import Conflict
from mingcha.organs.access import find, requires
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.web.faces import on_phone

GROUPS = ("all", "step", "decision", "paper", "alarm")


@require_GET
@requires(Perm.CASES_CASE_READ)
def show_list(request: HttpRequest) -> HttpResponse:
    """The cases within reach, newest first."""
    acts = []
    if request.post.may(Perm.CASES_CASE_OPEN):  # type: ignore[attr-defined]
        acts = [{"label": _("新建办件"), "url": reverse("cases:case-pick"), "icon": "plus", "primary": True}]
    if request.post.may(Perm.CASES_CASE_ASSIGN) and request.post.reach != Post.Reach.SELF:  # type: ignore[attr-defined]
        acts.append({"label": _("工作交接"), "url": reverse("cases:all-hand-over"), "icon": "switch-horizontal"})
    return CASES.show(request, acts=acts)


@require_GET
@requires(Perm.CASES_CASE_READ)
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One case."""
    rows = Case.objects.select_related("item_version__item", "organ", "file")
    case = find(rows, request.post, pk, Perm.CASES_CASE_READ)  # type: ignore[attr-defined]
    shown = request.GET.get("show", "all")
    post = request.post  # type: ignore[attr-defined]
    page = page_of(case, timezone.now(), shown if shown in GROUPS else "all", post)
    for code in page.get("codes", ()):
        code["url"] = request.build_absolute_uri(code["url"])
    starred = Watched.objects.filter(case=case, person_id=post.person_id).exists()
    template = "cases/case_phone.html" if on_phone(request) else "cases/case_detail.html"
    return render(request, template, page | {"now": to_do(case, post), "starred": starred})


@require_GET
@requires(Perm.CASES_CASE_READ)
def explain(request: HttpRequest, pk: int, point: int, step: int) -> HttpResponse:
    """Why a deadline of a case is on that day; ``step`` is 0 for a stage or a promise."""
    case = find(Case.objects.select_related("item_version"), request.post, pk, Perm.CASES_CASE_READ)  # type: ignore[attr-defined]
    rule = Point.objects.filter(pk=point, item_version_id=case.item_version_id).first()
    now = timezone.now()
    try:
        found = clocks(case, [rule], now) if rule else []
        clock = next((each for each in found if (each.step.pk if each.step else 0) == step), None)
        if clock is None:
            raise Http404
        explanation = clock.explanation
    except CalendarMissing as missing:
        raise Conflict(missing, missing.code) from missing
    context = {
        "title": _("为何是这一天"),
        "case": case,
        "point": clock.point,
        "step": clock.step,
        "explanation": explanation,
        "today": now,
        "crumbs": [
            {"label": _("办件"), "url": reverse("cases:case-list")},
            {"label": case.number, "url": reverse("cases:case-detail", args=[case.pk])},
            {"label": _("为何是这一天")},
        ],
    }
    return render(request, "cases/deadline.html", context)
