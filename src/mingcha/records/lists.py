# SPDX-License-Identifier: Apache-2.0
"""The lists of the ledger: entries, sealed batches, jobs that failed (S0-47)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.ledger import jobs
from mingcha.ledger.models import Batch, Job
from mingcha.organs.perms import Perm
from mingcha.records.acts import act_name, job_name
from mingcha.records.filters import EntryFilter
from mingcha.records.objects import kind_name
from mingcha.records.reach import entries_of, incidents_of
from mingcha.web.listing import Act, Column, Listing


def _tell(tasks: Sequence[Any]) -> None:
    """Put on each job what it is called and what went wrong: its own words only where they may be read, else of what kind
    it was and by which number the log knows it."""
    refs = dict(Job.objects.filter(task__in=[task.pk for task in tasks]).values_list("task", "ref"))
    for task in tasks:
        lines = str(task.result or "").strip().splitlines()
        ref = refs.get(task.pk) or task.pk[:8]
        kind = _("{kind} · 编号 {ref}").format(kind=jobs.kind_of(task.result) or _("失败"), ref=ref)
        task.label, task.reason = job_name(task.func), lines[-1][:300] if lines and task.told else kind


ENTRIES: Final = Listing(
    key="entries",
    title=gettext_lazy("操作记录"),
    lead=gettext_lazy("谁在何时做了什么；写下以后谁也不能更改，每十秒封存一次"),
    view="records:entry-list",
    perm=Perm.LEDGER_ENTRY_READ,
    rows=lambda post: entries_of(post).defer("what").select_related("sealed"),
    filters=EntryFilter,
    row="records/entry_row.html",
    columns=(
        Column(gettext_lazy("时间"), lambda entry: localtime(entry.at), num=True),
        Column(gettext_lazy("行为"), lambda entry: act_name(entry.act)),
        Column(gettext_lazy("行为人 · 单位"), lambda entry: " · ".join(filter(None, (entry.actor_name, entry.organ)))),
        Column(
            gettext_lazy("对象"),
            lambda entry: " · ".join(filter(None, (entry.object_name, kind_name(entry.object_kind)))),
        ),
        Column(gettext_lazy("封存"), lambda entry: entry.sealed.batch_id if hasattr(entry, "sealed") else _("待封存")),
    ),
    empty={"text": gettext_lazy("这里列出管辖范围内的每一次操作。")},
)

SEALS: Final = Listing(
    key="seals",
    title=gettext_lazy("封存批次"),
    lead=gettext_lazy("批次的头包含前一批的头并有签名；由其他单位留存的头，才能证明台账没有被整个改写"),
    view="records:seal-list",
    perm=Perm.LEDGER_ENTRY_READ,
    rows=lambda _post: Batch.objects.all(),
    order=("-number",),
    row="records/seal_row.html",
    columns=(
        Column(gettext_lazy("批次"), lambda batch: batch.number),
        Column(gettext_lazy("封存时间"), lambda batch: localtime(batch.made_at)),
        Column(gettext_lazy("记录数"), lambda batch: batch.size, num=True),
        Column(gettext_lazy("头"), lambda batch: batch.head),
        Column(gettext_lazy("密钥"), lambda batch: batch.key_id),
    ),
    empty={"text": gettext_lazy("这里列出封存的批次；后台任务运行时，每十秒封存一次新的操作记录。")},
)

INCIDENTS: Final = Listing(
    key="incidents",
    title=gettext_lazy("故障"),
    lead=gettext_lazy("后台任务失败三次后列在这里；排除原因后重试"),
    view="records:incident-list",
    perm=Perm.LEDGER_INCIDENT_READ,
    rows=incidents_of,
    order=("-stopped", "id"),
    row="records/incident_row.html",
    prepare=_tell,
    columns=(
        Column(gettext_lazy("任务"), lambda task: task.label),
        Column(gettext_lazy("原因"), lambda task: task.reason),
        Column(gettext_lazy("失败时间"), lambda task: localtime(task.stopped)),
        Column(gettext_lazy("已尝试次数"), lambda task: task.attempt_count, num=True),
        Column(gettext_lazy("操作"), None),
    ),
    acts=(
        Act(
            "retry",
            gettext_lazy("重试"),
            Perm.LEDGER_INCIDENT_RETRY,
            lambda task, _reason, by: jobs.retry(task.pk, by=by),
            icon="refresh",
            primary=True,
        ),
    ),
    empty={"title": gettext_lazy("没有故障"), "text": gettext_lazy("后台任务都已完成。失败的任务会列在这里。")},
)
