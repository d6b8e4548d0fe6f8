# SPDX-License-Identifier: Apache-2.0
"""The lists of projects, of problems and of self-checks."""

from __future__ import annotations

from typing import Any, Final

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy

from mingcha.organs.perms import Perm
from mingcha.oversight.filters import ProblemFilter
from mingcha.oversight.models import Problem, Project, SelfCheck
from mingcha.web.listing import Column, Listing


def _problems(post: Any) -> Any:
    rows = Problem.objects.visible_to(post, Perm.OVERSIGHT_PROJECT_READ)
    return rows.select_related("organ", "project__organ")


PROJECTS: Final = Listing(
    key="projects",
    title=gettext_lazy("专项监督"),
    lead=gettext_lazy("专项、重点和个案监督的项目，新的在前"),
    view="oversight:project-list",
    perm=Perm.OVERSIGHT_PROJECT_READ,
    rows=lambda post: Project.objects.visible_to(post, Perm.OVERSIGHT_PROJECT_READ).select_related("organ"),
    order=("-begun_at", "-id"),
    row="oversight/project_row.html",
    columns=(
        Column(gettext_lazy("主题"), str),
        Column(gettext_lazy("监督方式"), lambda row: row.get_mode_display()),
        Column(gettext_lazy("监督机关"), lambda row: row.organ.short),
        Column(gettext_lazy("开始日期"), lambda row: row.first_day, num=True),
        Column(gettext_lazy("结束日期"), lambda row: row.last_day, num=True),
        Column(gettext_lazy("状态"), lambda row: row.get_status_display()),
    ),
    empty={
        "title": gettext_lazy("没有监督项目"),
        "text": gettext_lazy("立项后，在办件和报警的列表中勾选，列入项目；发现的问题由单位整改，再复查。"),
    },
)
PROBLEMS: Final = Listing(
    key="problems",
    title=gettext_lazy("监督问题清单"),
    lead=gettext_lazy("监督项目发现的问题、整改和复查，新的在前"),
    view="oversight:problem-list",
    perm=Perm.OVERSIGHT_PROJECT_READ,
    rows=_problems,
    filters=ProblemFilter,
    order=("-found_at", "-id"),
    row="oversight/problem_row.html",
    columns=(
        Column(gettext_lazy("问题"), lambda row: row.found),
        Column(gettext_lazy("监督项目"), str),
        Column(gettext_lazy("单位"), lambda row: row.organ.short),
        Column(gettext_lazy("整改期限"), lambda row: localtime(row.due_at), num=True),
        Column(gettext_lazy("状态"), lambda row: row.get_status_display()),
    ),
    also=(
        Column(gettext_lazy("依据"), lambda row: row.basis),
        Column(gettext_lazy("整改要求"), lambda row: row.demand),
    ),
    empty={
        "title": gettext_lazy("没有问题"),
        "text": gettext_lazy("监督项目发现的问题列在这里，由单位整改，监督机关复查。"),
    },
)
CHECKS: Final = Listing(
    key="checks",
    title=gettext_lazy("单位自查"),
    lead=gettext_lazy("单位定期自查的情况和整改措施，新的在前"),
    view="oversight:check-list",
    perm=Perm.OVERSIGHT_CHECK_READ,
    rows=lambda post: SelfCheck.objects.visible_to(post, Perm.OVERSIGHT_CHECK_READ).select_related("organ"),
    order=("-filed_at", "-id"),
    row="oversight/check_row.html",
    columns=(
        Column(gettext_lazy("单位"), lambda row: row.organ.short),
        Column(gettext_lazy("自查期间"), lambda row: f"{row.period:%Y-%m}", num=True),
        Column(gettext_lazy("未消除报警"), lambda row: row.alarms, num=True),
        Column(gettext_lazy("超期督办"), lambda row: row.orders, num=True),
        Column(gettext_lazy("报送时间"), lambda row: localtime(row.filed_at), num=True),
    ),
    also=(Column(gettext_lazy("发现的问题"), lambda row: row.found),),
    empty={
        "title": gettext_lazy("没有自查"),
        "text": gettext_lazy("单位的监察室定期自查并报送：查了什么、发现什么、采取了哪些整改措施。"),
    },
)
