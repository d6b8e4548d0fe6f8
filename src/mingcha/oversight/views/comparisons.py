# SPDX-License-Identifier: Apache-2.0
"""Data compared with reality, and required slips that were not issued (S3-21, S3-23)."""

from __future__ import annotations

from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.cases.models import Case
from mingcha.organs.access import find, require, requires
from mingcha.organs.numbers import masked
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight.actions.comparing import compare_fields
from mingcha.oversight.forms_liability import CaseForm, ComparisonForm
from mingcha.oversight.lists_liability import COMPARISONS
from mingcha.oversight.models import ComparedField, Comparison
from mingcha.oversight.slips import MOST_CASES, missing_within
from mingcha.oversight.views.liability import OVERSEE, PROPOSE
from mingcha.web.editing import edited

PERSONAL: Final = (ComparedField.Field.PHONE,)
SHOWN: Final = 100


@require_safe
@requires(OVERSEE)
def comparison_list(request: StaffRequest) -> HttpResponse:
    """What was compared."""
    acts = []
    if request.post.may(PROPOSE):
        new = reverse("oversight:comparison-case")
        acts.append({"label": _("核对录入数据"), "url": new, "icon": "plus", "primary": True})
    return COMPARISONS.show(request, acts=acts, crumbs=_crumbs())


@requires(PROPOSE)
def comparison_case(request: StaffRequest) -> HttpResponse:
    """Of which case data is to be compared."""
    form = CaseForm(Case.objects.visible_to(request.post, Perm.CASES_CASE_READ), request.POST or None)
    page = {
        "title": _("核对录入数据"),
        "crumbs": _crumbs(_("新的核对")),
        "cancel": reverse("oversight:comparison-list"),
        "submit": _("下一步"),
    }

    def act(_given: dict[str, Any]) -> str:
        return reverse("oversight:comparison-new", args=[form.case.pk])

    return edited(request, form, act, page)


@requires(PROPOSE)
def comparison_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Compare the fields of a case; what is known to have been entered stands there already."""
    case = find(Case, request.post, pk, Perm.CASES_CASE_READ)
    form = ComparisonForm(request.POST or None, initial=_entered(case))

    def act(given: dict[str, Any]) -> Comparison:
        return compare_fields(case, form.found, given["source"], by=request.post)

    page = {
        "title": _("核对录入数据"),
        "lead": _("{case}：只填写核对过的字段。内容加密保存，操作记录中不出现。").format(case=case.number),
        "crumbs": _crumbs(_("新的核对")),
        "cancel": reverse("oversight:comparison-list"),
        "submit": _("保存"),
        "done": _("已保存核对结果"),
        "two": True,
    }
    return edited(request, form, act, page)


def _entered(case: Case) -> dict[str, str]:
    party = case.parties.first()
    outcome = case.decisions.order_by("-pk").values_list("outcome", flat=True).first()
    told = {"entered_contact": party.name if party else case.party, "entered_result": outcome or ""}
    if case.promised_at:
        told["entered_limit"] = f"{timezone.localtime(case.promised_at):%Y-%m-%d}"
    return told


@require_safe
@requires(OVERSEE)
def comparison_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One comparison; telephone numbers in full only for whoever may see them anywhere."""
    row = find(Comparison.objects.select_related("case", "organ", "by__person"), request.post, pk, OVERSEE)
    fields = list(row.rows.all())
    if not request.post.may(Perm.ORGANS_PERSON_REVEAL):
        for field in fields:
            if field.field in PERSONAL:
                field.entered, field.actual = masked(field.entered), masked(field.actual)
    page = {
        "title": str(row),
        "row": row,
        "fields": fields,
        "may_open": request.post.may(Perm.CASES_CASE_READ),
        "may_propose": row.deviations and request.post.may(PROPOSE),
        "crumbs": _crumbs(str(row)),
    }
    return render(request, "oversight/comparison_detail.html", page)


@require_safe
@requires(OVERSEE)
def slip_list(request: StaffRequest) -> HttpResponse:
    """Permits whose course required a slip that was not issued."""
    require(request.post, Perm.CASES_CASE_READ)
    found = missing_within(request.post)
    page = {
        "title": _("必备单据"),
        "lead": _("最近 {n} 件许可中，有 {missing} 张单据应当出具而没有出具").format(n=MOST_CASES, missing=len(found)),
        "rows": found[:SHOWN],
        "more": len(found) - SHOWN,
        "may_propose": request.post.may(PROPOSE),
        "crumbs": [
            {"label": _("责任追究"), "url": reverse("oversight:liability-list")},
            {"label": _("必备单据"), "url": ""},
        ],
        "empty": {
            "title": _("没有缺少的单据"),
            "text": _("受理承诺单、缺件告知单、不予受理通知单、不予许可决定书都已出具。"),
        },
    }
    return render(request, "oversight/slip_list.html", page)


def _crumbs(here: str = "") -> list[dict[str, str]]:
    way = [{"label": _("责任追究"), "url": reverse("oversight:liability-list")}]
    way.append({"label": _("数据核对"), "url": reverse("oversight:comparison-list") if here else ""})
    return [*way, {"label": here, "url": ""}] if here else way
