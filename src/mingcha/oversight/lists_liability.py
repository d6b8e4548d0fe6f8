# SPDX-License-Identifier: Apache-2.0
"""Matters of accountability, admonitions, comparisons, risk points, as lists."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.organs.perms import Perm
from mingcha.oversight.filters import LiabilityFilter, RiskFilter
from mingcha.oversight.models import Admonition, Comparison, Liability, RiskPoint
from mingcha.oversight.risk_figures import suggested
from mingcha.web.listing import Column, Listing


def suggest(rows: Sequence[RiskPoint]) -> None:
    """Put on each risk what its alarms suggest, and whether its review is overdue."""
    today, names = timezone.localdate(), dict(RiskPoint.Level.choices)
    for row in rows:
        level = suggested(row)
        row.suggestion = names[level] if level != row.level else ""  # type: ignore[attr-defined]
        row.late = row.status == RiskPoint.Status.CURRENT and row.due_on < today  # type: ignore[attr-defined]


def _liabilities(post: Any) -> QuerySet[Liability]:
    rows = Liability.objects.visible_to(post, Perm.OVERSIGHT_LIABILITY_READ)
    return rows.select_related("organ")


LIABILITIES: Final = Listing(
    key="liabilities",
    title=gettext_lazy("责任追究"),
    lead=gettext_lazy("只有决定机关、本单位负责的人员和本人能看到"),
    view="oversight:liability-list",
    perm=Perm.OVERSIGHT_LIABILITY_READ,
    rows=_liabilities,
    filters=LiabilityFilter,
    order=("-opened_at", "-id"),
    row="oversight/liability_row.html",
    people=True,
    columns=(
        Column(gettext_lazy("编号"), str),
        Column(gettext_lazy("单位"), lambda row: row.organ.short),
        Column(gettext_lazy("追责情形"), lambda row: _("；").join(row.cause_names)),
        Column(gettext_lazy("提出时间"), lambda row: localtime(row.opened_at), num=True),
        Column(gettext_lazy("状态"), lambda row: row.get_status_display()),
    ),
    empty={
        "title": gettext_lazy("没有责任追究"),
        "text": gettext_lazy("从报警、督办或者数据核对提出，复核、听取陈述申辩后决定。"),
    },
)
ADMONITIONS: Final = Listing(
    key="admonitions",
    title=gettext_lazy("告诫"),
    lead=gettext_lazy("计入的告诫达到规定次数，自动拟稿追究部门责任"),
    view="oversight:admonition-list",
    perm=Perm.OVERSIGHT_LIABILITY_READ,
    rows=lambda post: Admonition.objects.visible_to(post, Perm.OVERSIGHT_LIABILITY_READ).select_related(
        "organ", "person", "authority"
    ),
    order=("-given_at", "-id"),
    row="oversight/admonition_row.html",
    people=True,
    columns=(
        Column(gettext_lazy("编号"), str),
        Column(gettext_lazy("被告诫人"), lambda row: row.person.name),
        Column(gettext_lazy("单位"), lambda row: row.organ.short),
        Column(gettext_lazy("方式"), lambda row: row.get_kind_display()),
        Column(gettext_lazy("告诫时间"), lambda row: localtime(row.given_at), num=True),
        Column(gettext_lazy("状态"), lambda row: row.get_status_display()),
    ),
    empty={"title": gettext_lazy("没有告诫"), "text": gettext_lazy("告诫由监察机关作出，也可以随诫勉谈话的决定产生。")},
)
COMPARISONS: Final = Listing(
    key="comparisons",
    title=gettext_lazy("数据核对"),
    lead=gettext_lazy("录入的联系人、联系方式、材料、结果、金额、时限与实际情况逐项核对"),
    view="oversight:comparison-list",
    perm=Perm.OVERSIGHT_LIABILITY_OVERSEE,
    rows=lambda post: Comparison.objects.visible_to(post, Perm.OVERSIGHT_LIABILITY_OVERSEE).select_related(
        "organ", "case", "by__person"
    ),
    order=("-at", "-id"),
    row="oversight/comparison_row.html",
    columns=(
        Column(gettext_lazy("编号"), str),
        Column(gettext_lazy("办件"), lambda row: row.case.number),
        Column(gettext_lazy("单位"), lambda row: row.organ.short),
        Column(gettext_lazy("核对字段数"), lambda row: row.count, num=True),
        Column(gettext_lazy("不符字段数"), lambda row: row.deviations, num=True),
        Column(gettext_lazy("核对时间"), lambda row: localtime(row.at), num=True),
    ),
    empty={"title": gettext_lazy("没有数据核对"), "text": gettext_lazy("填写办件的案号，逐项核对录入数据是否属实。")},
)
RISKS: Final = Listing(
    key="risks",
    title=gettext_lazy("风险防控"),
    lead=gettext_lazy("各单位、各环节的风险点和防控措施，每年复核；先到期的在前"),
    view="oversight:risk-list",
    perm=Perm.OVERSIGHT_RISK_READ,
    rows=lambda post: RiskPoint.objects.visible_to(post, Perm.OVERSIGHT_RISK_READ).select_related("organ", "item"),
    filters=RiskFilter,
    order=("due_on", "id"),
    row="oversight/risk_row.html",
    prepare=suggest,
    columns=(
        Column(gettext_lazy("风险等级"), lambda row: row.get_level_display()),
        Column(gettext_lazy("风险表现"), lambda row: row.description),
        Column(gettext_lazy("单位和环节"), lambda row: f"{row.organ.short} {row.step}".strip()),
        Column(gettext_lazy("责任人"), lambda row: row.holder),
        Column(gettext_lazy("近十二个月报警"), lambda row: row.alarms, num=True),
        Column(gettext_lazy("复核期限"), lambda row: row.due_on, num=True),
        Column(gettext_lazy("状态"), lambda row: row.get_status_display()),
    ),
    also=(
        Column(gettext_lazy("防控措施"), lambda row: row.measure),
        Column(gettext_lazy("上一个十二个月报警"), lambda row: row.alarms_before),
        Column(gettext_lazy("上次复核"), lambda row: row.reviewed_on),
    ),
    empty={
        "title": gettext_lazy("没有风险点"),
        "text": gettext_lazy("生效事项的风险点自动列入，单位整体的风险由单位登记。"),
    },
)
