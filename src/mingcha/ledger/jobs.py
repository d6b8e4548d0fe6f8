# SPDX-License-Identifier: Apache-2.0
"""Work for later: django-q2's queue in our own database, and the incidents that it leaves (architecture.md section 5).

A job is queued in the transaction of the change that wants it, runs at least once, and so is idempotent and short.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django_q.models import OrmQ, Task
from django_q.tasks import async_task
from structlog.contextvars import get_contextvars

from . import pulse
from .actor import Actor, By
from .entries import append
from .errors import Conflict
from .models import Job

KIND: Final = "ledger.job"
MOST: Final = 100
KEPT: Final = timedelta(days=30)
_KIND: Final = re.compile(r"([A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|[A-Z]\w*))(?::|$)")
QUIET: Final = timedelta(seconds=45)
"""So long no job need be heard of."""
AGAIN: Final = timedelta(minutes=10)
_probed: Final[dict[str, datetime]] = {}
LONG: Final = timedelta(hours=1)
"""A job that has waited so long is an incident too: a job that kills its worker never gets to say that it failed."""


def later(path: str, *args: Any, by: By | None = None) -> str:
    """Queue ``path(*args)`` ("mingcha.exchange.jobs.run_slice"); a rollback takes it back. Gives the task's id.

    ``by`` is for whom it is done: who reaches her organ sees it if it fails. Without, it is the system's, and the province's
    to see. Arguments are numbers and codes, never personal values: they stand in the queue. Raises ImportError for a path
    that names nothing.
    """
    import_string(path)
    task = str(async_task(path, *args))
    actor = by.actor if by else Actor("system", None, "")
    place = {"organ_path": actor.organ_path, "city": actor.city, "county": actor.county}
    ref = str(get_contextvars().get("request", ""))
    Job.objects.create(task=task, ref=ref, actor_id=actor.id, at=timezone.now(), **place)
    return task


def probe() -> None:
    """A tick: while no job is heard of, queue one that does nothing, so that a queue which nobody works is told from an empty
    one. While it waits no other is queued, but one in ten minutes, should somebody have taken it and been killed."""
    now = timezone.now()
    heard, asked = pulse.last(pulse.JOBS), _probed.get("at")
    if heard and timedelta() <= now - heard < QUIET:
        return
    if asked is None or not asked <= now < asked + AGAIN or (heard is not None and heard > asked):
        _probed["at"] = now
        async_task("mingcha.ledger.jobs.answer", save=False)


def answer() -> None:
    """What the probe runs: whoever begins a job is heard of (commands/work.py)."""


def forget() -> int:
    """A tick: delete the owners of jobs that neither wait nor failed. Gives their number."""
    failed = Task.objects.filter(success=False).values("id")
    return Job.objects.filter(at__lt=timezone.now() - KEPT).exclude(task__in=failed).delete()[0]


def incidents() -> QuerySet[Any]:
    """Jobs that failed and were not run again by anybody, the newest first; ``result`` holds the traceback."""
    found: QuerySet[Any] = Task.objects.filter(success=False).order_by("-stopped")
    return found


def kind_of(result: object) -> str:
    """Of what kind a failure was: the name of the exception at the end of a traceback, without its words."""
    lines = [line for line in str(result or "").splitlines() if _KIND.match(line)]
    return _KIND.match(lines[-1])[1] if lines else ""  # type: ignore[index]


def overdue(now: datetime) -> list[dict[str, Any]]:
    """The oldest jobs that have waited long: id, func, started of each."""
    oldest = (one.task for one in OrmQ.objects.order_by("id")[:MOST])
    return [{name: task[name] for name in ("id", "func", "started")} for task in oldest if now - task["started"] > LONG]


@transaction.atomic
def retry(task_id: str, *, by: By) -> str:
    """Queue a failed job once more; the incident is over until it fails again. Gives the new task's id. Raises Conflict."""
    task = incidents().select_for_update().filter(pk=task_id).first()
    if task is None:
        raise Conflict(_("这项任务已经重新运行，或者已经完成。"), "gone")
    again = str(async_task(task.func, *(task.args or ()), **(task.kwargs or {})))
    Job.objects.filter(task=task.pk).update(task=again, at=timezone.now())
    what = {"task": task.pk, "again": again, "attempts": task.attempt_count}
    append("retry_job", what, by=by, kind=KIND, number=None, name=task.func)
    task.delete()
    return again
