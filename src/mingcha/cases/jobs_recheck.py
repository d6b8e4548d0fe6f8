# SPDX-License-Identifier: Apache-2.0
"""The jobs of re-checks: a slice of cases each. Each may run twice, or be killed at any place: judging only reads, and what a
slice came to is kept, with the order for the next, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from django.db.models import QuerySet
from django.utils import timezone

from mingcha.cases.actions import rechecks
from mingcha.cases.models import Case, Recheck
from mingcha.cases.rechecking.comparing import COUNTING, compare
from mingcha.engine.calendar import CalendarError, CalendarMissing
from mingcha.engine.clock import DAY_SECONDS, day_number, local_seconds, moment_of
from mingcha.engine.kinds import KINDS
from mingcha.ledger import Refused, WrongState
from mingcha.ledger.jobs import later

SLICE: Final = 25_000
"""Cases of a job: twice a back-test's, since a third of a second of every job goes to the law and to plans."""
AT_ONCE: Final = 10
"""Slices applied by one job."""
Status = Recheck.Status


def run(recheck_id: int, number: int = 0) -> None:
    """Judge a slice of the cases; the first time, find them."""
    row = _found(recheck_id, (Status.QUEUED, Status.RUNNING))
    if row is None:
        return
    by = rechecks.worker(row)
    with _ended_by_refusal(row):
        if row.status == Status.QUEUED:
            numbers = list(chosen(row).order_by("pk").values_list("pk", flat=True))
            bounds = [*numbers[SLICE - 1 : -1 : SLICE], *numbers[-1:]]
            if not rechecks.lay_out(row, bounds, len(numbers), by=by):
                return
        if number in row.left:
            ids, kinds = _slice(row, number), KINDS if row.calendar_id is None else COUNTING
            rechecks.keep_slice(row, number, len(ids), compare(ids, local_seconds(row.now), kinds), by=by)


def carry(recheck_id: int) -> None:
    """Apply some slices, and order the next job while any are left."""
    row = _found(recheck_id, (Status.APPLYING,))
    if row is None:
        return
    by = rechecks.worker(row)
    with _ended_by_refusal(row):
        for _number in range(AT_ONCE):
            if not rechecks.carry_slice(row, timezone.now(), by=by):
                return
        later("mingcha.cases.jobs_recheck.carry", row.pk, by=by)


def chosen(row: Recheck) -> QuerySet[Case]:
    """The cases within the reach of whoever ordered it that began with the version, or count by the calendar."""
    found: QuerySet[Case] = Case.objects.within(row.post)
    if row.since is not None:
        found = found.filter(came_at__gte=moment_of(day_number(row.since) * DAY_SECONDS))
    if row.of_version is not None:
        found = found.filter(item_code=row.of_version.item.code, item_number=row.of_version.number)
    if row.calendar_id is not None:
        found = found.filter(calendar_id=row.calendar_id)
    return found


def _slice(row: Recheck, number: int) -> list[int]:
    found = chosen(row).filter(pk__lte=row.bounds[number])
    if number:
        found = found.filter(pk__gt=row.bounds[number - 1])
    return list(found.order_by("pk").values_list("pk", flat=True))


def _found(recheck_id: int, statuses: tuple[str, ...]) -> Recheck | None:
    rows = Recheck.objects.select_related("organ", "post__person", "post__organ", "post__role", "of_version__item")
    return rows.filter(pk=recheck_id, status__in=statuses).first()


@contextmanager
def _ended_by_refusal(row: Recheck) -> Iterator[None]:
    """A re-check that cannot go on says why; it would else be at work for ever."""
    try:
        yield
    except (CalendarMissing, CalendarError) as missing:
        _fail(row, str(missing))
    except Refused as refused:
        _fail(row, refused.message)


def _fail(row: Recheck, message: str) -> None:
    try:
        rechecks.fail_recheck(row, message, by=rechecks.worker(row))
    except WrongState:  # the same job ran beside us and was first
        return
