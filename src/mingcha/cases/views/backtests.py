# SPDX-License-Identifier: Apache-2.0
"""Pages of back-tests: ordered from a draft, watched, read (feature 36)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.cases.actions.backtests import begin_backtest
from mingcha.cases.backtest_page import crumbs, page_of
from mingcha.cases.forms.backtests import BackTestForm
from mingcha.cases.models import BackTest
from mingcha.catalog.models import Draft
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.polling import small_number

YEAR = timedelta(days=365)


@requires(Perm.CATALOG_DRAFT_READ)
def backtest_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Order a back-test of a draft: over the last twelve months unless another day or an import is chosen."""
    draft = find(Draft.objects.select_related("organ", "item"), request.post, pk, Perm.CATALOG_DRAFT_READ)
    form = BackTestForm(draft, request.POST or None, initial={"since": timezone.localdate() - YEAR})
    page = {
        "title": _("回测：{name}").format(name=draft.name),
        "lead": _("用草案的监察点判定已有的办件，看会报警的有哪些；不产生报警，也不改动办件。"),
        "crumbs": crumbs(draft, _("回测")),
        "cancel": draft.get_absolute_url(),
        "submit": _("开始回测"),
    }

    def act(given: dict[str, Any]) -> BackTest:
        return begin_backtest(draft, given["since"], given["batch"], by=request.post)

    return edited(request, form, act, page)


@require_safe
@requires(Perm.CATALOG_DRAFT_READ)
def backtest_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """How far it is, and what it came to."""
    return render(request, "cases/backtest_detail.html", page_of(_found(request, pk), request, request.post))


@require_safe
@requires(Perm.CATALOG_DRAFT_READ)
def backtest_progress(request: StaffRequest, pk: int) -> HttpResponse:
    """A small number that changes whenever the back-test does."""
    return small_number(request, _found(request, pk).version)


def _found(request: StaffRequest, pk: int) -> BackTest:
    rows = BackTest.objects.select_related("draft", "organ", "live", "post__person")
    return find(rows, request.post, pk, Perm.CATALOG_DRAFT_READ)
