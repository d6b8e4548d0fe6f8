# SPDX-License-Identifier: Apache-2.0
"""Self-checks of departments (S3-05), and refusals of supervision (S2-04)."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.cases import words
from mingcha.organs.access import find, requires
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight import forms_projects as forms
from mingcha.oversight.actions.selfchecks import Refused, file_self_check, judge_refusal, record_refusal
from mingcha.oversight.lists_papers import REFUSALS
from mingcha.oversight.lists_projects import CHECKS
from mingcha.oversight.models import Project, Refusal, SelfCheck
from mingcha.oversight.selfchecks import overdue_organs, period_of, standing, standing_count
from mingcha.oversight.views.orders import order_within
from mingcha.oversight.views.papers import paper_within
from mingcha.oversight.views.projects import tabs_of
from mingcha.oversight.waits import refusal_waits
from mingcha.web.editing import edited


@require_safe
@requires(Perm.OVERSIGHT_CHECK_READ)
def check_list(request: StaffRequest) -> HttpResponse:
    """The self-checks within reach; above them the organs that have not filed in time."""
    new = {"label": _("报送自查"), "url": reverse("oversight:check-new"), "icon": "plus", "primary": True}
    return CHECKS.show(
        request,
        acts=[new] if request.post.may(Perm.OVERSIGHT_CHECK_FILE) else [],
        tabs=tabs_of("oversight:check-list", request),
        late=overdue_organs(request.post, timezone.localdate()),
        template="oversight/check_list.html",
    )


@requires(Perm.OVERSIGHT_CHECK_FILE)
def check_new(request: StaffRequest) -> HttpResponse:
    """File the self-check of the last period."""
    alarms = standing(request.post)
    form = forms.CheckForm(alarms, request.POST or None)
    period = period_of(request.post.organ, timezone.localdate())

    def act(_given: dict[str, Any]) -> str:
        return file_self_check(form.made, by=request.post).get_absolute_url()

    title = _("报送自查")
    lead = _("{period} 起的一期；每条未消除的报警都要写明原因和整改措施").format(period=period.strftime("%Y-%m"))
    if (count := standing_count(request.post)) > len(alarms):
        lead += _("；共 {count} 条，这里是最急的 {n} 条").format(count=count, n=len(alarms))
    page: dict[str, Any] = {"title": title, "lead": lead, "crumbs": _crumbs(title)}
    page["cancel"] = reverse("oversight:check-list")
    if filed := SelfCheck.objects.filter(organ=request.post.organ_id, period=period).first():
        page["lead"] = ""
        page["nothing"] = {
            "title": _("这一期的自查已经报送"),
            "text": _("下一期期满后再报送。"),
            "url": filed.get_absolute_url(),
            "label": _("查看自查"),
        }
    return edited(request, form, act, page | {"done": _("已报送"), "submit": _("报送"), "two": bool(alarms)})


@require_safe
@requires(Perm.OVERSIGHT_CHECK_READ)
def check_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One self-check."""
    rows = SelfCheck.objects.select_related("organ", "filed_by__person")
    check = find(rows, request.post, pk, Perm.OVERSIGHT_CHECK_READ)
    measures = list(check.measures.select_related("alarm__case", "alarm__organ", "alarm__point", "alarm__officer"))
    for row in measures:
        row.headline = words.headline(row.alarm)  # type: ignore[attr-defined]
    may_open = request.post.may(Perm.CASES_ALARM_READ)
    page = {"title": str(check), "check": check, "rows": measures, "may_open": may_open, "crumbs": _crumbs(str(check))}
    return render(request, "oversight/check_detail.html", page)


def _crumbs(here: str) -> list[dict[str, str]]:
    return [{"label": _("单位自查"), "url": reverse("oversight:check-list")}, {"label": here, "url": ""}]


@require_safe
@requires(Perm.OVERSIGHT_PAPER_READ)
def refusal_list(request: StaffRequest) -> HttpResponse:
    """Refusals within reach."""
    return REFUSALS.show(request, crumbs=_way())


@requires(Perm.OVERSIGHT_PAPER_DRAFT)
def refusal_new(request: StaffRequest, about: str, pk: int) -> HttpResponse:
    """Record that a unit refused an order, a document or a project."""
    obj, organs, issuer = _refused(request, about, pk)
    initial = {"organ": organs[0], "at": timezone.localtime().strftime("%Y-%m-%dT%H:%M")}
    form = forms.RefusalForm(organs, request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        told = Refused(given["organ"], about, obj.pk, str(obj), given["at"], given["reason"], issuer, obj.secrecy)
        return record_refusal(told, by=request.post).get_absolute_url()

    title = _("记录拒绝监督")
    page = {"title": title, "lead": str(obj), "crumbs": _way(title), "cancel": obj.get_absolute_url()}
    return edited(request, form, act, page | {"done": _("已记录"), "submit": _("记录")})


def _refused(request: StaffRequest, about: str, pk: int) -> tuple[Any, list[int], Organ]:
    """What was refused, the units that may have done so, and whose supervision it is; a draft reaches nobody who could refuse."""
    if about == Refusal.About.ORDER:
        order = order_within(request, pk)
        return order, [order.organ_id], (order.parent or order).issuer
    if about == Refusal.About.PAPER and (paper := paper_within(request, pk)).issued_at is not None:
        return paper, [paper.organ_id], paper.issuer
    if about == Refusal.About.PROJECT:
        project = find(Project.objects.select_related("organ"), request.post, pk, Perm.OVERSIGHT_PROJECT_READ)
        return project, list(project.organs.values_list("pk", flat=True)), project.organ
    raise Http404


@require_safe
@requires(Perm.OVERSIGHT_PAPER_READ)
def refusal_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One refusal, and how its reason was judged."""
    rows = Refusal.objects.select_related("organ", "recorded_by__person", "recorded_by__organ", "judged_by__person")
    refusal = find(rows, request.post, pk, Perm.OVERSIGHT_PAPER_READ)
    by = refusal.recorded_by
    ours = by.organ_id == request.post.organ_id and request.post.may(Perm.OVERSIGHT_PAPER_SIGN)
    may_judge = ours and by.person_id != request.post.person_id and refusal.status == Refusal.Status.RECORDED
    page = {
        "title": str(refusal),
        "refusal": refusal,
        "waits": refusal_waits(refusal, timezone.now()),
        "may_judge": may_judge,
        "crumbs": _way(str(refusal)),
    }
    return render(request, "oversight/refusal_detail.html", page)


@requires(Perm.OVERSIGHT_PAPER_SIGN)
def refusal_judge(request: StaffRequest, pk: int) -> HttpResponse:
    """Judge whether the reason is good."""
    rows = Refusal.objects.select_related("organ", "recorded_by")
    refusal = find(rows, request.post, pk, Perm.OVERSIGHT_PAPER_SIGN)
    form = forms.JudgeForm(request.POST or None, initial={"version": refusal.version})

    def act(given: dict[str, Any]) -> str:
        judge_refusal(refusal, given["status"], given["words"], given["version"], by=request.post)
        return refusal.get_absolute_url()

    title = _("认定拒绝监督的理由")
    page = {"title": title, "lead": refusal.reason, "object": refusal, "crumbs": _way(title), "done": _("已认定")}
    return edited(request, form, act, page | {"cancel": refusal.get_absolute_url(), "submit": _("认定")})


def _way(here: str = "") -> list[dict[str, str]]:
    crumbs = [{"label": _("监督文书"), "url": reverse("oversight:paper-list")}]
    crumbs.append({"label": _("拒绝监督"), "url": reverse("oversight:refusal-list") if here else ""})
    return [*crumbs, {"label": here, "url": ""}] if here else crumbs
