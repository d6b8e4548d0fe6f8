# SPDX-License-Identifier: Apache-2.0
"""The lists of oversight documents, of 监督人员 and of refusals."""

from __future__ import annotations

from typing import Any, Final

from django.db.models import Q, QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from mingcha.organs.perms import Perm
from mingcha.oversight.filters import PaperFilter
from mingcha.oversight.models import Paper, Refusal, Supervisor
from mingcha.web.listing import Column, Listing


def readable(post: Any) -> QuerySet[Paper]:
    """Documents that were issued, and those that the own organ is making."""
    if post is None or not post.may(Perm.OVERSIGHT_PAPER_READ):
        return Paper.objects.none()
    rows = Paper.objects.within(post).filter(Q(issued_at__isnull=False) | Q(issuer=post.organ.pk))
    return rows.select_related("organ", "issuer")


PAPERS: Final = Listing(
    key="papers",
    title=gettext_lazy("监督文书"),
    lead=gettext_lazy("通知书、意见书、决定书和监察建议书，新的在前"),
    view="oversight:paper-list",
    perm=Perm.OVERSIGHT_PAPER_READ,
    rows=readable,
    filters=PaperFilter,
    order=("-drafted_at", "-id"),
    row="oversight/paper_row.html",
    columns=(
        Column(gettext_lazy("文书"), str),
        Column(gettext_lazy("监督方式"), lambda paper: paper.get_mode_display()),
        Column(gettext_lazy("发出机关"), lambda paper: paper.issuer.short),
        Column(gettext_lazy("监督对象"), lambda paper: paper.organ.short),
        Column(gettext_lazy("回复期限"), lambda paper: paper.report_due and localtime(paper.report_due), num=True),
        Column(gettext_lazy("状态"), lambda paper: paper.get_status_display()),
    ),
    also=(
        Column(gettext_lazy("文书种类"), lambda paper: paper.get_kind_display()),
        Column(gettext_lazy("事由"), lambda paper: paper.matter),
        Column(gettext_lazy("送达日期"), lambda paper: paper.served_on),
        Column(gettext_lazy("回复时间"), lambda paper: paper.reported_at and localtime(paper.reported_at)),
    ),
    empty={
        "title": gettext_lazy("没有监督文书"),
        "text": gettext_lazy("监督机关起草的文书经核稿、签发、编号用印后送达，都列在这里。"),
    },
)
SUPERVISORS: Final = Listing(
    key="supervisors",
    title=gettext_lazy("监督人员"),
    lead=gettext_lazy("持有行政执法监督证的人员；每份监督文书须有两人"),
    view="oversight:supervisor-list",
    perm=Perm.OVERSIGHT_PAPER_READ,
    rows=lambda post: Supervisor.objects.visible_to(post, Perm.OVERSIGHT_PAPER_READ).select_related("person", "organ"),
    order=("-id",),
    row="oversight/supervisor_row.html",
    columns=(
        Column(gettext_lazy("姓名"), lambda row: row.person.name),
        Column(gettext_lazy("监督证号"), lambda row: row.number),
        Column(gettext_lazy("机构"), lambda row: row.organ.short),
        Column(gettext_lazy("发证机关"), lambda row: row.issued_by),
        Column(gettext_lazy("有效期起"), lambda row: row.valid_from, num=True),
        Column(gettext_lazy("有效期止"), lambda row: row.valid_to, num=True),
        Column(gettext_lazy("状态"), lambda row: row.get_status_display()),
    ),
    empty={
        "title": gettext_lazy("没有登记监督人员"),
        "text": gettext_lazy("登记持有行政执法监督证的人员后，才能起草监督文书。"),
    },
)
REFUSALS: Final = Listing(
    key="refusals",
    title=gettext_lazy("拒绝监督"),
    lead=gettext_lazy("单位拒绝监督的时间和陈述的理由，以及监督机关的认定"),
    view="oversight:refusal-list",
    perm=Perm.OVERSIGHT_PAPER_READ,
    rows=lambda post: Refusal.objects.visible_to(post, Perm.OVERSIGHT_PAPER_READ).select_related("organ"),
    order=("-refused_at", "-id"),
    row="oversight/refusal_row.html",
    columns=(
        Column(gettext_lazy("单位"), lambda row: row.organ.short),
        Column(gettext_lazy("监督事项"), lambda row: row.label),
        Column(gettext_lazy("拒绝时间"), lambda row: localtime(row.refused_at), num=True),
        Column(gettext_lazy("认定"), lambda row: row.get_status_display()),
    ),
    also=(
        Column(gettext_lazy("单位陈述的理由"), lambda row: row.reason),
        Column(gettext_lazy("认定意见"), lambda row: row.words),
    ),
    empty={
        "title": gettext_lazy("没有拒绝监督的记录"),
        "text": gettext_lazy("单位拒绝督办、监督文书或者监督项目的，在其页面记录。"),
    },
)
