# SPDX-License-Identifier: Apache-2.0
"""Evidence of a step: added while the step is done or, late, afterwards; taken away or replaced with a reason before it ends
(S1-14, S1-15).

What was once there is never deleted: the log keeps until when it stood, and the store keeps the file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mingcha.cases.actions.submitting import working_on
from mingcha.cases.actions.tasks import after
from mingcha.cases.evidence import gone
from mingcha.cases.late import Late, keep_late
from mingcha.cases.models import Evidence, Exhibit, Task
from mingcha.cases.procedure import procedure_of
from mingcha.files.actions import Taken, keep, take
from mingcha.ledger import Invalid, WrongState, record
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

ACCEPT: Final = ("jpeg", "png", "mp4", "pdf", "docx", "xlsx")
LONGEST: Final = 60
MOST: Final = 20
"""Files at once, as many as a form may send."""


@dataclass(frozen=True)
class NewEvidence:
    """Files of one kind, and when they were taken if that was not just now."""

    kind: str
    files: Sequence[UploadedFile[Any]]
    note: str = ""
    late: Late = field(default_factory=Late)


def add_evidence(task: Task, given: NewEvidence, *, now: datetime | None = None, by: Post) -> list[Evidence]:
    """Keep files as evidence of a step, one item each. The files are taken in before the case is locked. To a step that is done
    they are added with their own time and a reason: what was taken before its end cures the alarm that it was missing.

    Raises:
        Invalid: no kind, no file, or a file that is not what it says; a time before the step began, or yet to come.
        NotAllowed, WrongState, Conflict: as submit_step.
    """
    now = now or timezone.now()
    require(by, Perm.CASES_CASE_WORK)
    kind = given.kind.strip()
    if not kind or len(kind) > LONGEST:
        raise Invalid(_("请选择证据种类"), "required", "kind")
    if not 0 < len(given.files) <= MOST:
        raise Invalid(_("请选择 1 到 {most} 个文件").format(most=MOST), "required", "uploads")
    taken = [take(file, accept=ACCEPT, field="uploads") for file in given.files]
    with transaction.atomic():
        task, case = working_on(task, task.version, by, done=True)
        late = replace(given.late, afterwards=task.status == Task.Status.DONE)
        at = _taken_at(task, late, now)
        made = [_kept(task, kind, each, given.note, at, by) for each in taken]
        for row in made:
            keep_late(late, now, by, case=case, step=task.step, evidence_id=row.pk)
        proofs = [row.exhibit.stored.proof for row in made]
        record("add_evidence", case, by=by, step=task.act, kind=kind, files=proofs, **late.told(now))
        after(case, procedure_of(case.item_version), (), now, by)
    return made


def _taken_at(task: Task, late: Late, now: datetime) -> datetime:
    """When it was taken: where somebody says so, not before its step began, to the minute, as people type it."""
    at, began = late.happened(now, "taken_at"), task.step.started_at
    if late.at is not None and began is not None and at < began.replace(second=0, microsecond=0):
        words = _("取得时间不能早于本环节开始的时间（{time}）")
        raise Invalid(words.format(time=f"{localtime(began):%Y-%m-%d %H:%M}"), "date_order", "taken_at")
    return at


def remove_evidence(
    evidence: Evidence,
    reason: str,
    replacement: UploadedFile[Any] | None = None,
    *,
    now: datetime | None = None,
    by: Post,
) -> Evidence | None:
    """Take an item away, or put another in its place; gives that. An alarm says so where the step demands it and nothing
    stands in its place.

    Raises:
        Invalid: no reason, or a file that is not what it says.
        NotAllowed, WrongState, Conflict: as submit_step; it is gone already.
    """
    now = now or timezone.now()
    require(by, Perm.CASES_CASE_WORK)
    if not reason.strip():
        raise Invalid(_("请填写理由"), "required", "reason")
    taken = take(replacement, accept=ACCEPT, field="replacement") if replacement else None
    with transaction.atomic():
        task = Task.objects.select_related("step").filter(step_id=evidence.step_id or 0).first()
        if task is None:
            raise WrongState(_("这件证据不是在本系统提取的，不能移除"), "no_task")
        task, case = working_on(task, task.version, by)
        old = Evidence.objects.select_for_update(of=("self",)).select_related("exhibit__stored").get(pk=evidence.pk)
        if gone(old):
            raise WrongState(_("这件证据已经移除"), "evidence_gone")
        new = _kept(task, old.kind, taken, "", now, by) if taken else None
        if new is not None:
            old.superseded_by = new.pk
        else:
            old.removed_at = now
        old.save(update_fields=["superseded_by", "removed_at"])
        Exhibit.objects.filter(pk=old.pk).update(reason=reason.strip()[:300], removed_by=by.person.name)
        files = [row.exhibit.stored.proof for row in (old, new) if row is not None and hasattr(row, "exhibit")]
        told: dict[str, Any] = {"step": task.act, "kind": old.kind, "files": files, "reason": reason.strip()}
        record("remove_evidence" if new is None else "replace_evidence", case, by=by, **told)
        after(case, procedure_of(case.item_version), (), now, by)
    return new


def _kept(task: Task, kind: str, taken: Taken, note: str, now: datetime, by: Post) -> Evidence:
    row = Evidence.objects.create(case=task.case, step=task.step, kind=kind, added_at=now)
    name = by.person.name
    row.exhibit = Exhibit.objects.create(evidence=row, stored=keep(taken, by=by), note=note[:200], added_by=name)
    return row
