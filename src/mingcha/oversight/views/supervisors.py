# SPDX-License-Identifier: Apache-2.0
"""The register of 监督人员, and the terms that a region settles for its documents."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.organs.access import find, requires
from mingcha.organs.actions.profiles import regions_of
from mingcha.organs.models import Region
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight import forms_papers as forms
from mingcha.oversight.actions.selfchecks import set_check_plan
from mingcha.oversight.actions.supervisors import Term, add_supervisor, adopt_preset, change_supervisor, set_clock
from mingcha.oversight.clocks import Span, presets, rows_of
from mingcha.oversight.forms_projects import PlanForm
from mingcha.oversight.lists_papers import SUPERVISORS
from mingcha.oversight.models import CheckPlan, Paper, PaperClock, Supervisor
from mingcha.oversight.selfchecks import plan_of
from mingcha.web.editing import edited


@require_safe
@requires(Perm.OVERSIGHT_PAPER_READ)
def supervisor_list(request: StaffRequest) -> HttpResponse:
    """Who holds an oversight certificate."""
    acts = []
    may_edit = request.post.may(Perm.OVERSIGHT_SUPERVISOR_EDIT)
    if may_edit:
        acts.append(
            {"label": _("登记监督人员"), "url": reverse("oversight:supervisor-new"), "icon": "plus", "primary": True}
        )
    return SUPERVISORS.show(request, acts=acts, may_edit=may_edit, crumbs=_crumbs())


@requires(Perm.OVERSIGHT_SUPERVISOR_EDIT)
def supervisor_new(request: StaffRequest) -> HttpResponse:
    """Enter a certificate."""
    form = forms.SupervisorForm(request.post, request.POST or None)

    def act(given: dict[str, Any]) -> str:
        add_supervisor(given["person"], form.held, by=request.post)
        return reverse("oversight:supervisor-list")

    return edited(request, form, act, _page(_("登记监督人员"), _("已登记")))


@requires(Perm.OVERSIGHT_SUPERVISOR_EDIT)
def supervisor_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Suspend a certificate, give it back, revoke it, or move its last day."""
    rows = Supervisor.objects.select_related("person", "organ")
    row = find(rows, request.post, pk, Perm.OVERSIGHT_SUPERVISOR_EDIT)
    initial = {"version": row.version, "status": row.status, "valid_to": row.valid_to}
    form = forms.HolderForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        change_supervisor(row, given["status"], given["valid_to"], given["reason"], given["version"], by=request.post)
        return reverse("oversight:supervisor-list")

    return edited(request, form, act, _page(_("变更监督证状态"), _("已保存")) | {"lead": str(row), "object": row})


def _crumbs(here: str = "") -> list[dict[str, str]]:
    crumbs = [{"label": _("监督文书"), "url": reverse("oversight:paper-list")}]
    crumbs.append({"label": _("监督人员"), "url": reverse("oversight:supervisor-list") if here else ""})
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs


def _page(title: str, done: str) -> dict[str, Any]:
    back = reverse("oversight:supervisor-list")
    return {"title": title, "crumbs": _crumbs(title), "cancel": back, "done": done}


@require_safe
@requires(Perm.ORGANS_SETTING_READ)
def clock_list(request: StaffRequest) -> HttpResponse:
    """What holds in one's own region: what it has settled, else what a region above it has."""
    region = request.post.organ.region
    rows = {(row.kind, row.event): row for row in rows_of(request.post.organ)}
    page = {
        "title": _("监督文书期限"),
        "region": region,
        "kinds": [
            {
                "kind": kind,
                "clocks": [{"event": event, "row": rows.get((kind.value, event.value))} for event in PaperClock.Event],
            }
            for kind in Paper.Kind
        ],
        "plan": plan_of(request.post.organ),
        "may_edit": request.post.may(Perm.ORGANS_PROFILE_EDIT),
        "crumbs": _setting_crumbs(),
    }
    return render(request, "oversight/clock_list.html", page)


@requires(Perm.ORGANS_PROFILE_EDIT)
def clock_edit(request: StaffRequest, kind: str, event: str) -> HttpResponse:
    """Settle one term of one's own region."""
    region = _own(request)
    if kind not in Paper.Kind.values or event not in PaperClock.Event.values:
        raise Http404
    row = PaperClock.objects.filter(region=region, kind=kind, event=event).first()
    shown = row or PaperClock(version=0)
    initial = {name: getattr(shown, name) for name in ("days", "unit", "source", "version")}
    title = f"{Paper.Kind(kind).label} · {PaperClock.Event(event).label}"
    form = forms.ClockForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        span = Span(given["days"], given["unit"]) if given["days"] else None
        set_clock(region, Term(kind, event, span, given["source"]), given["version"], by=request.post)
        return reverse("oversight:clock-list")

    page = _setting_page(title) | {"lead": region.name, "object": row, "done": _("已保存")}
    return edited(request, form, act, page)


@requires(Perm.ORGANS_PROFILE_EDIT)
def clock_adopt(request: StaffRequest) -> HttpResponse:
    """Take over what another region has published."""
    region = _own(request)
    choices = [(each["key"], f"{each['name']} · {each['source']}") for each in presets()]
    form = forms.PresetForm(choices, request.POST or None)

    def act(given: dict[str, Any]) -> str:
        count = adopt_preset(region, given["preset"], by=request.post)
        messages.success(request, _("已采用 {n} 项期限，只适用于{region}").format(n=count, region=region.name))
        return reverse("oversight:clock-list")

    lead = _("参考期限是别的地区公布的，不是国家规定；采用后只适用于{region}，同一项期限以新采用的为准").format(
        region=region.name
    )
    return edited(
        request, form, act, _setting_page(_("采用参考期限")) | {"lead": lead, "submit": _("采用"), "two": True}
    )


@requires(Perm.ORGANS_PROFILE_EDIT)
def check_plan(request: StaffRequest) -> HttpResponse:
    """How often the organs of one's own region check themselves."""
    region = _own(request)
    row = CheckPlan.objects.filter(region=region).first()
    initial = {"every": row.every, "days": row.days, "version": row.version} if row else {"version": 0}
    form = PlanForm(request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        set_check_plan(region, given["every"], given["days"], given["version"], by=request.post)
        return reverse("oversight:clock-list")

    page = _setting_page(_("自查安排")) | {"lead": region.name, "object": row, "done": _("已保存")}
    return edited(request, form, act, page)


def _own(request: StaffRequest) -> Region:
    found: Region | None = regions_of(request.post).filter(pk=request.post.organ.region_id).first()
    if found is None:
        raise Http404
    return found


def _setting_crumbs(here: str = "") -> list[dict[str, str]]:
    crumbs = [{"label": _("设置"), "url": reverse("organs:setting-list")}]
    crumbs.append({"label": _("监督文书期限"), "url": reverse("oversight:clock-list") if here else ""})
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs


def _setting_page(title: str) -> dict[str, Any]:
    return {"title": title, "crumbs": _setting_crumbs(title), "cancel": reverse("oversight:clock-list")}
