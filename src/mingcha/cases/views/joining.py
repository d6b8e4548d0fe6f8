# SPDX-License-Identifier: Apache-2.0
"""The pages on which cases are merged and split (S1-30)."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.cases.actions.joining import merge_cases, same_cases, split_party
from mingcha.cases.forms.acting import ChoiceForm
from mingcha.cases.models import Case
from mingcha.cases.views.working import crumbs_of, nothing
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited

ASSIGN = Perm.CASES_CASE_ASSIGN


@requires(ASSIGN)
def case_merge(request: StaffRequest, pk: int) -> HttpResponse:
    """Let another case of the same item and party go on for both."""
    case = find(Case, request.post, pk, ASSIGN)
    others = {str(each.pk): each for each in same_cases(case, request.post)}
    choices = [(key, f"{each.number} · {each.title} · {each.party}") for key, each in others.items()]
    form = ChoiceForm(_("并入"), choices, request.POST or None, initial={"version": case.version})

    def act(given: dict[str, Any]) -> str:
        into = merge_cases(case, others[given["chosen"]], given["reason"], given["version"], by=request.post)
        return reverse("cases:case-detail", args=[into.pk])

    page = _page(case, _("并案"), _("已并案，本案办结")) | {"danger": True}
    return edited(
        request, form, act, page | (nothing(case, _("没有同一事项、同一当事人的其他在办案件")) if not others else {})
    )


@requires(ASSIGN)
def case_split(request: StaffRequest, pk: int) -> HttpResponse:
    """Give one of several parties a case of its own."""
    case = find(Case, request.post, pk, ASSIGN)
    parties = {str(party.pk): party for party in case.parties.all()}
    choices = [(key, party.name) for key, party in parties.items()]
    form = ChoiceForm(_("分出的当事人"), choices, request.POST or None, initial={"version": case.version})

    def act(given: dict[str, Any]) -> str:
        made = split_party(case, parties[given["chosen"]], given["reason"], given["version"], by=request.post)
        messages.success(request, _("已分案，新案号 {number}").format(number=made.number))
        return reverse("cases:case-detail", args=[made.pk])

    page = _page(case, _("分案"), "")
    return edited(request, form, act, page | (nothing(case, _("只有一名当事人，不能分案")) if len(parties) < 2 else {}))


def _page(case: Case, title: str, done: str) -> dict[str, Any]:
    return {
        "title": title,
        "lead": f"{case.title} · {case.number}",
        "object": case,
        "crumbs": crumbs_of(case, title),
        "cancel": reverse("cases:case-detail", args=[case.pk]),
        "submit": title,
        "done": done,
    }
