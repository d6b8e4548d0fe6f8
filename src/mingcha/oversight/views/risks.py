# SPDX-License-Identifier: Apache-2.0
"""Risk prevention 风险防控: the register, one risk with what its alarms say, its yearly review."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.cases.models import Alarm
from mingcha.organs.access import find, requires
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight.actions import risking
from mingcha.oversight.forms_liability import WordsForm
from mingcha.oversight.forms_risk import AnswerForm, AssessForm, RiskForm
from mingcha.oversight.lists_liability import RISKS, suggest
from mingcha.oversight.models import RiskPoint
from mingcha.oversight.months import months_on
from mingcha.oversight.risk_figures import RULE
from mingcha.web.editing import edited

READ: Final = Perm.OVERSIGHT_RISK_READ
EDIT: Final = Perm.OVERSIGHT_RISK_EDIT
REVIEW: Final = Perm.OVERSIGHT_RISK_REVIEW
MOST: Final = 999
STATUS: Final = RiskPoint.Status


@require_safe
@requires(READ)
def risk_list(request: StaffRequest) -> HttpResponse:
    """The register, by state; overdue reviews first."""
    chosen, rows = request.GET.get("status", ""), RISKS.rows(request.post)
    late = rows.filter(status=STATUS.CURRENT, due_on__lt=timezone.localdate())
    labels = (("", _("全部"), rows), ("submitted", _("待审核"), rows.filter(status=STATUS.SUBMITTED)))
    tabs = [
        {
            "label": label,
            "count": _bounded(some),
            "url": f"?status={status}" if status else "?",
            "current": chosen == status and not request.GET.get("due"),
        }
        for status, label, some in labels
    ]
    overdue = {"label": _("超期未复核"), "count": _bounded(late), "url": "?due=late"}
    tabs.append(overdue | {"current": request.GET.get("due") == "late"})
    acts = []
    if request.post.may(EDIT):
        new = reverse("oversight:risk-new")
        acts.append({"label": _("登记单位风险"), "url": new, "icon": "plus", "primary": True})
    return RISKS.show(request, tabs=tabs, acts=acts)


def _bounded(rows: Any) -> str:
    count = rows.order_by()[: MOST + 1].count()
    return f"{MOST}+" if count > MOST else str(count)


@requires(EDIT)
def risk_new(request: StaffRequest) -> HttpResponse:
    """A risk of an organ as a whole."""
    rows = Organ.objects.within(request.post).filter(status=Organ.Status.ACTIVE).order_by("path")
    form = RiskForm(rows, request.POST or None)

    def act(given: dict[str, Any]) -> RiskPoint:
        organ, words = given["organ"], given["description"]
        return risking.add_risk(organ, words, form.assessment, step=given["step"], by=request.post)

    page = {
        "title": _("登记单位风险"),
        "lead": _("环节的风险点写在事项里，随事项生效自动列入；这里登记单位整体的风险。"),
        "crumbs": _crumbs(_("登记")),
        "cancel": reverse("oversight:risk-list"),
        "submit": _("登记"),
        "done": _("已登记"),
    }
    return edited(request, form, act, page)


@require_safe
@requires(READ)
def risk_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One risk: its measure, what alarms say, its reviews, what can be done."""
    risk, post = _within(request, pk), request.post
    suggest([risk])
    reviews = risk.reviews.select_related("by__person", "answered_by__person")
    page = {
        "title": str(risk),
        "risk": risk,
        "reviews": reviews[:20],
        "next": _next(risk),
        "acts": _acts(risk, request),
        "rule": RULE,
        "alarms": _alarms_of(risk) if post.may(Perm.CASES_ALARM_READ) else {},
        "may_item": risk.item_id and post.may(Perm.CATALOG_ITEM_READ),
        "crumbs": _crumbs(str(risk)),
    }
    return render(request, "oversight/risk_detail.html", page)


def _next(risk: RiskPoint) -> str:
    """Who acts next, and by when."""
    if risk.status == STATUS.RETIRED:
        return ""
    if risk.status == STATUS.SUBMITTED:
        return _("{organ}已提交复核，等监督机关审核。").format(organ=risk.organ.short)
    days = (timezone.localdate() - risk.due_on).days
    if days > 0:
        return _("年度复核已超期 {days} 天，等{organ}提交。").format(days=days, organ=risk.organ.short)
    return _("下次复核由{organ}在 {day} 前提交。").format(organ=risk.organ.short, day=risk.due_on)


def _alarms_of(risk: RiskPoint) -> dict[str, str]:
    """The alarm centre, narrowed to what was counted: of the last twelve months, the red ones, of the twelve before."""
    if risk.reckoned_on is None:
        return {}
    given: dict[str, Any] = (
        {"organ": risk.organ_id} if risk.item is None else {"item": risk.item.code, "act": risk.step}
    )
    given |= {"state": "all", "serious": "yes"}
    middle, first = (months_on(risk.reckoned_on, -months) for months in (12, 24))
    now, before = _days(middle, risk.reckoned_on), _days(first, middle)
    spans = {"now": now, "red": {**now, "level": Alarm.Level.RED}, "before": before}
    return {name: f"{reverse('cases:alarm-list')}?{urlencode({**given, **span})}" for name, span in spans.items()}


def _days(after: date, until: date) -> dict[str, str]:
    return {"since": str(after + date.resolution), "until": str(until)}


def _acts(risk: RiskPoint, request: StaffRequest) -> list[dict[str, Any]]:
    post, acts = request.post, []
    if risk.status == STATUS.CURRENT and post.may(EDIT):
        acts.append({"label": _("年度复核"), "view": "risk-assess", "primary": True})
    if risk.status == STATUS.SUBMITTED and post.may(REVIEW):
        acts.append({"label": _("审核"), "view": "risk-review", "primary": True})
    if risk.status != STATUS.RETIRED and risk.item_id is None and post.may(REVIEW):
        acts.append({"label": _("退出登记"), "view": "risk-retire", "primary": False})
    return [act | {"url": reverse(f"oversight:{act['view']}", args=[risk.pk])} for act in acts]


@requires(EDIT)
def risk_assess(request: StaffRequest, pk: int) -> HttpResponse:
    """The yearly review by the organ: confirm or change."""
    risk = _within(request, pk, EDIT)
    first = {name: getattr(risk, name) for name in ("level", "measure", "holder", "version")}
    form = AssessForm(request.POST or None, initial=first)

    def act(given: dict[str, Any]) -> str:
        risking.assess_risk(risk, form.assessment, given["version"], by=request.post)
        return risk.get_absolute_url()

    page = _page(risk, _("年度复核"), _("已提交复核，等监督机关审核"))
    figures = _("近十二个月报警 {now} 条，其中红色 {red} 条；上一个十二个月 {before} 条。")
    page["lead"] = figures.format(now=risk.alarms, red=risk.red, before=risk.alarms_before)
    return edited(request, form, act, page)


@requires(REVIEW)
def risk_review(request: StaffRequest, pk: int) -> HttpResponse:
    """The overseer agrees with a review, or sends it back."""
    risk = _within(request, pk, REVIEW)
    form = AnswerForm(request.POST or None, initial={"version": risk.version})
    row = risk.reviews.filter(outcome="").first()

    def act(given: dict[str, Any]) -> RiskPoint:
        return risking.review_risk(risk, given["words"], given["version"], agreed=given["agreed"], by=request.post)

    page = _page(risk, _("审核"), _("已审核"))
    if row:
        told = _("风险等级：{level}；防控措施：{measure}；责任人：{holder}")
        page["lead"] = told.format(level=row.get_level_display(), measure=row.measure, holder=row.holder)
    return edited(request, form, act, page)


@requires(REVIEW)
def risk_retire(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a risk of an organ out of the register."""
    risk = _within(request, pk, REVIEW)
    form = WordsForm(request.POST or None, initial={"version": risk.version})

    def act(given: dict[str, Any]) -> RiskPoint:
        return risking.retire_risk(risk, given["words"], given["version"], by=request.post)

    return edited(request, form, act, _page(risk, _("退出登记"), _("已退出")))


def _within(request: StaffRequest, pk: int, perm: Perm = READ) -> RiskPoint:
    return find(RiskPoint.objects.select_related("organ", "item"), request.post, pk, perm)


def _page(risk: RiskPoint, title: str, done: str) -> dict[str, Any]:
    return {
        "title": title,
        "lead": str(risk),
        "object": risk,
        "crumbs": _crumbs(str(risk), risk, title),
        "cancel": risk.get_absolute_url(),
        "submit": title,
        "done": done,
    }


def _crumbs(here: str, risk: RiskPoint | None = None, act: str = "") -> list[dict[str, str]]:
    way = [{"label": _("风险防控"), "url": reverse("oversight:risk-list")}]
    way.append({"label": here, "url": risk.get_absolute_url() if risk else ""})
    return [*way, {"label": act, "url": ""}] if act else way
