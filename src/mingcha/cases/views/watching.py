# SPDX-License-Identifier: Apache-2.0
"""A case is marked to keep an eye on 特别关注, or no longer (S1-27)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from mingcha.cases.actions.watching import unwatch_case, watch_case
from mingcha.cases.models import Case
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest


@require_POST
@requires(Perm.CASES_CASE_READ)
def case_watch(request: StaffRequest, pk: int) -> HttpResponse:
    """Mark the case, or with ``watch=no`` take the mark away."""
    case = find(Case.objects.all(), request.post, pk, Perm.CASES_CASE_READ)
    if request.POST.get("watch") == "no":
        unwatch_case(case, by=request.post)
    else:
        watch_case(case, by=request.post)
    return redirect("cases:case-detail", pk=case.pk)
