# SPDX-License-Identifier: Apache-2.0
"""Admonitions 告诫, and how they count (S3-24)."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.ledger import Invalid
from mingcha.organs.access import find, key_of, requires
from mingcha.organs.models import Organ, Person
from mingcha.organs.requests import StaffRequest
from mingcha.oversight.actions.admonishing import admonish, revoke_admonition, rule_of, save_admonition_rule
from mingcha.oversight.forms_liability import AdmonitionForm, OrganForm, RuleForm, WordsForm
from mingcha.oversight.liability_people import people_of
from mingcha.oversight.lists_liability import ADMONITIONS
from mingcha.oversight.models import Admonition, AdmonitionRule
from mingcha.oversight.views.liability import DECIDE, READ, REVIEW, organs_of
from mingcha.web.editing import edited


@require_safe
@requires(READ)
def admonition_list(request: StaffRequest) -> HttpResponse:
    """Admonitions that one needs to know of."""
    acts: list[dict[str, Any]] = []
    if request.post.may(DECIDE):
        acts.append({"label": _("计数规则"), "url": reverse("oversight:admonition-rule")})
    if request.post.may(REVIEW):
        new = reverse("oversight:admonition-organ")
        acts.append({"label": _("告诫"), "url": new, "icon": "plus", "primary": True})
    return ADMONITIONS.show(request, acts=acts, crumbs=_crumbs())


@requires(REVIEW)
def admonition_organ(request: StaffRequest) -> HttpResponse:
    """Of which organ somebody is admonished."""
    form = OrganForm(organs_of(request.post), request.POST or None)
    page = {
        "title": _("告诫"),
        "crumbs": _crumbs(_("新的告诫")),
        "cancel": reverse("oversight:admonition-list"),
        "submit": _("下一步"),
    }

    def act(given: dict[str, Any]) -> str:
        return f"{reverse('oversight:admonition-new')}?organ={given['organ'].pk}"

    return edited(request, form, act, page)


@requires(REVIEW)
def admonition_new(request: StaffRequest) -> HttpResponse:
    """Admonish somebody."""
    number = key_of(request.GET.get("organ", ""))
    if number is None and request.method == "GET":
        return redirect("oversight:admonition-organ")
    organ = None if number is None else find(Organ, request.post, number, REVIEW)
    form = AdmonitionForm(people_of(organ, timezone.localdate()) if organ else [], request.POST or None)

    def act(given: dict[str, Any]) -> Admonition:
        if organ is None:
            raise Invalid(_("请先选择机关"))
        person = Person.objects.get(pk=given["person"])
        return admonish(organ, person, given["kind"], given["facts"], by=request.post)

    page = {
        "title": _("告诫"),
        "lead": organ.name if organ else "",
        "crumbs": _crumbs(_("新的告诫")),
        "cancel": reverse("oversight:admonition-list"),
        "submit": _("告诫"),
        "done": _("已告诫"),
    }
    return edited(request, form, act, page)


@require_safe
@requires(READ)
def admonition_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One admonition, and how it counts."""
    row = _within(request, pk)
    ours = request.post.may(REVIEW) and row.authority.path.startswith(request.post.organ.path)
    ours = ours and row.person_id != request.post.person_id
    standing = row.status == Admonition.Status.STANDING
    rule = rule_of(row.organ)
    page = {
        "title": str(row),
        "row": row,
        "rule": rule,
        "counts": standing and row.kind in rule.kinds,
        "may_revoke": ours and standing and row.liability_id is None,
        "crumbs": _crumbs(str(row)),
    }
    return render(request, "oversight/admonition_detail.html", page)


@requires(REVIEW)
def admonition_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Revoke an admonition."""
    row = _within(request, pk)
    form = WordsForm(request.POST or None, initial={"version": row.version})

    def act(given: dict[str, Any]) -> Admonition:
        return revoke_admonition(row, given["words"], given["version"], by=request.post)

    page = {
        "title": _("撤销告诫"),
        "lead": str(row),
        "object": row,
        "crumbs": _crumbs(str(row)),
        "cancel": row.get_absolute_url(),
        "submit": _("撤销"),
        "done": _("已撤销"),
    }
    return edited(request, form, act, page)


@requires(DECIDE)
def admonition_rule(request: StaffRequest) -> HttpResponse:
    """Settle for the region of one's organ how admonitions count."""
    region = request.post.organ.region
    rule = AdmonitionRule.objects.filter(region=region).first()
    shown = rule or AdmonitionRule(version=0)
    initial = {name: getattr(shown, name) for name in ("unit", "kinds", "most", "months", "version")}
    form = RuleForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        save_admonition_rule(region, given, given.pop("version"), by=request.post)
        return reverse("oversight:admonition-list")

    page = {
        "title": _("告诫计数规则"),
        "lead": _("{region}：两次以上包含两次").format(region=region.name),
        "object": rule,
        "crumbs": _crumbs(_("计数规则")),
        "cancel": reverse("oversight:admonition-list"),
        "done": _("已保存"),
    }
    return edited(request, form, act, page)


def _within(request: StaffRequest, pk: int) -> Admonition:
    return find(
        Admonition.objects.select_related("organ", "person", "authority", "given_by__person"), request.post, pk, READ
    )


def _crumbs(here: str = "") -> list[dict[str, str]]:
    way = [{"label": _("责任追究"), "url": reverse("oversight:liability-list")}]
    way.append({"label": _("告诫"), "url": reverse("oversight:admonition-list") if here else ""})
    return [*way, {"label": here, "url": ""}] if here else way
