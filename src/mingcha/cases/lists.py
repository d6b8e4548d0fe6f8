# SPDX-License-Identifier: Apache-2.0
"""The lists of cases and alarms: what stands in them and what can be done with many rows (S0-47, S1-27, S1-33)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from django.db.models import Count
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.cases import words
from mingcha.cases.actions.alarms import acknowledge_alarm
from mingcha.cases.filters import AlarmFilter, CaseFilter
from mingcha.cases.models import Alarm, Case, Recheck
from mingcha.cases.models.alarms import STANDING
from mingcha.cases.proofs import acts_of
from mingcha.engine.kinds import KINDS, LEVEL_NAMES, LEVELS
from mingcha.organs.perms import Perm
from mingcha.web.listing import Act, Column, Listing


def _count_alarms(cases: Sequence[Case]) -> None:
    """Put on each case how many alarms stand, by level, in one query."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Alarm.objects.filter(case_id__in=[case.pk for case in cases], status__in=STANDING).order_by()
    for case_id, level, n in rows.values_list("case_id", "level").annotate(n=Count("pk")):
        counts[case_id][level] = n
    for case in cases:
        found = counts[case.pk]
        case.alarm_levels = [(level, found[level]) for level in LEVELS if level in found]  # type: ignore[attr-defined]


def _levels(case: Case) -> str:
    found: list[tuple[str, int]] = case.alarm_levels  # type: ignore[attr-defined]
    return _("，").join(f"{LEVEL_NAMES[level][words.lang()]} {n}" for level, n in found)


def _tell(alarms: Sequence[Alarm]) -> None:
    """Put on each alarm what it says and the step where it stands."""
    acts = acts_of(alarms)
    for alarm in alarms:
        alarm.headline, alarm.act = words.headline(alarm), acts[alarm.pk]  # type: ignore[attr-defined]


CASES: Final = Listing(
    key="cases",
    title=gettext_lazy("办件"),
    lead=gettext_lazy("管辖范围内的办件，新的在前"),
    view="cases:case-list",
    perm=Perm.CASES_CASE_READ,
    rows=lambda post: Case.objects.visible_to(post, Perm.CASES_CASE_READ).select_related("item_version__item", "organ"),
    filters=CaseFilter,
    order=("-came_at", "-id"),
    row="cases/case_row.html",
    prepare=_count_alarms,
    columns=(
        Column(gettext_lazy("案号 / 案由 · 当事人"), lambda case: case.number),
        Column(gettext_lazy("权力类别"), lambda case: case.power),
        Column(gettext_lazy("机关"), lambda case: case.organ.short),
        Column(gettext_lazy("收到时间"), lambda case: localtime(case.came_at), num=True),
        Column(gettext_lazy("状态"), lambda case: case.get_status_display()),
        Column(gettext_lazy("报警"), _levels),
    ),
    also=(
        Column(gettext_lazy("案由"), lambda case: case.title or case.item_version.item.name),
        Column(gettext_lazy("当事人"), lambda case: case.party),
    ),
    acts=(Act("project", gettext_lazy("列入监督项目"), Perm.OVERSIGHT_PROJECT_RUN, page="oversight:collect-cases"),),
    empty={
        "title": gettext_lazy("暂无数据"),
        "text": gettext_lazy("这里列出导入或登记的办件。换一个筛选条件，或者先导入办件日志。"),
    },
)

ALARMS: Final = Listing(
    key="alarms",
    title=gettext_lazy("报警中心"),
    lead=gettext_lazy("列出管辖范围内有效的报警；已整改、已到期的在“状态”中查"),
    view="cases:alarm-list",
    perm=Perm.CASES_ALARM_READ,
    rows=lambda post: Alarm.objects.visible_to(post, Perm.CASES_ALARM_READ).select_related(
        "case", "organ", "officer", "point"
    ),
    filters=AlarmFilter,
    order=("-occurred_at", "-id"),
    row="cases/alarm_row.html",
    prepare=_tell,
    columns=(
        Column(gettext_lazy("级别"), lambda alarm: alarm.get_level_display()),
        Column(gettext_lazy("种类"), lambda alarm: KINDS[alarm.kind].names[words.lang()]),
        Column(gettext_lazy("事由 / 案号 · 当事人"), lambda alarm: alarm.headline),
        Column(gettext_lazy("机关"), lambda alarm: alarm.organ.short),
        Column(gettext_lazy("发生时间"), lambda alarm: localtime(alarm.occurred_at), num=True),
        Column(gettext_lazy("状态"), lambda alarm: alarm.get_status_display()),
    ),
    also=(
        Column(gettext_lazy("案号"), lambda alarm: alarm.case.number),
        Column(gettext_lazy("当事人"), lambda alarm: alarm.case.party),
        Column(gettext_lazy("环节"), lambda alarm: alarm.act),
    ),
    acts=(
        Act(
            "acknowledge",
            gettext_lazy("知悉"),
            Perm.CASES_ALARM_ACKNOWLEDGE,
            lambda alarm, _reason, by: acknowledge_alarm(alarm, by=by),
            icon="check",
            primary=True,
        ),
        Act("order", gettext_lazy("发起督办"), Perm.OVERSIGHT_ORDER_ISSUE, page="oversight:order-new"),
        Act("project", gettext_lazy("列入监督项目"), Perm.OVERSIGHT_PROJECT_RUN, page="oversight:collect-alarms"),
    ),
    empty={
        "title": gettext_lazy("暂无数据"),
        "text": gettext_lazy("这里列出监察点发现的问题。没有报警，说明所查的办件都合规。"),
    },
)

RECHECKS: Final = Listing(
    key="rechecks",
    title=gettext_lazy("复查"),
    lead=gettext_lazy("规则、法规或日历改动以后，按现在的规定重新判定历史办件；看过差异再采用"),
    view="cases:recheck-list",
    perm=Perm.CASES_RECHECK_RUN,
    rows=lambda post: Recheck.objects.visible_to(post, Perm.CASES_RECHECK_RUN).select_related(
        "organ", "of_version__item", "calendar", "post__person"
    ),
    row="cases/recheck_row.html",
    columns=(
        Column(gettext_lazy("状态"), lambda row: row.get_status_display()),
        Column(gettext_lazy("复查原因"), lambda row: row.reason),
        Column(gettext_lazy("机关"), lambda row: row.organ.name),
        Column(gettext_lazy("办件"), lambda row: row.total, num=True),
        Column(gettext_lazy("提交人"), lambda row: row.post.person.name),
        Column(gettext_lazy("提交时间"), lambda row: localtime(row.made_at), num=True),
    ),
    empty={"title": gettext_lazy("没有复查"), "text": gettext_lazy("历史办件的重新判定会列在这里。")},
)
