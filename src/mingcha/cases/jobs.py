# SPDX-License-Identifier: Apache-2.0
"""Long work in the background: back-tests, and many cases that are moved to another version.

A back-test goes on a slice a job. Each may run twice, or be killed at any place: judging only reads,
and what a slice came to is kept, with the order for the next, in one transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from mingcha.cases.actions import backtests, moving
from mingcha.cases.models import BackTest, Case, VersionMove
from mingcha.cases.replay import Outcome, read_rules, replay, rules_of
from mingcha.engine.calendar import CalendarError, CalendarMissing
from mingcha.engine.clock import DAY_SECONDS, day_number, local_seconds, moment_of
from mingcha.ledger import Refused, WrongState

SLICE: Final = 12_500
"""Cases of a job: some 100 MB of columns, and one or two seconds."""
KEPT: Final = 1_000
"""Rows that are kept of a back-test."""
Status = BackTest.Status


def run(test_id: int, number: int = 0) -> None:
    """Judge a slice of the cases; the first time, find them."""
    rows = BackTest.objects.select_related("draft", "organ", "live", "post__person", "post__organ", "post__role")
    test = rows.filter(pk=test_id, status__in=BackTest.BUSY).first()
    if test is None:
        return
    by = backtests.worker(test)
    try:
        if test.status == Status.QUEUED:
            numbers = list(chosen(test).order_by("pk").values_list("pk", flat=True))
            bounds = [*numbers[SLICE - 1 : -1 : SLICE], *numbers[-1:]]
            if not backtests.lay_out(test, bounds, len(numbers), by=by):
                return
        if number in test.left:
            ids, outcome = _slice(test, number)
            backtests.keep_slice(test, number, len(ids), outcome, by=by)
    except (CalendarMissing, CalendarError) as missing:
        _fail(test, str(missing))
    except Refused as refused:
        _fail(test, refused.message)


def chosen(test: BackTest) -> QuerySet[Case]:
    """The cases of the organ and below that are judged: of the item, or of any where the item is new and a log stands in."""
    found: QuerySet[Case] = Case.objects.filter(**_below(test))
    if test.since is not None:
        found = found.filter(came_at__gte=moment_of(day_number(test.since) * DAY_SECONDS))
    if test.batch is not None:
        found = found.filter(import_id=test.batch)
    if test.draft.item_id is not None or test.batch is None:
        found = found.filter(item_code=test.draft.code)
    return found


def _below(test: BackTest) -> dict[str, Any]:
    """The organ and those below it, as one equality on an indexed column (decision 0006)."""
    depth = len(test.organ.ancestry)
    return {f"organ_{depth}": test.organ_id} if depth <= 3 else {"organ": test.organ_id}


def _slice(test: BackTest, number: int) -> tuple[list[int], Outcome]:
    found = chosen(test).filter(pk__lte=test.bounds[number])
    if number:
        found = found.filter(pk__gt=test.bounds[number - 1])
    ids = list(found.values_list("pk", flat=True))
    live = read_rules(rules_of(test.live.document)) if test.live else None
    most = KEPT // len(test.bounds)
    return ids, replay(ids, read_rules(test.rules), live, local_seconds(test.now), most)


def _fail(test: BackTest, message: str) -> None:
    try:
        backtests.fail_backtest(test, message, by=backtests.worker(test))
    except WrongState:  # the same job ran beside us and was first
        return


def draw_versions(move_id: int) -> None:
    """Look at many cases that are to be moved to another version (actions/moving.py); run twice it looks once."""
    drawn = _moving(move_id, VersionMove.Status.DRAWING)
    if drawn is not None:
        _carried(drawn, moving.draw)


def carry_versions(move_id: int) -> None:
    """Move them, all in one transaction; run twice they are moved once."""
    drawn = _moving(move_id, VersionMove.Status.MOVING)
    if drawn is not None:
        _carried(drawn, moving.carry)


def _moving(move_id: int, status: str) -> VersionMove | None:
    rows = VersionMove.objects.select_related(
        "old__item__organ", "new__item", "post__person", "post__organ", "post__role"
    )
    return rows.filter(pk=move_id, status=status).first()


def _carried(drawn: VersionMove, act: Callable[..., Any]) -> None:
    """Do it and say so; what is refused is told to whoever ordered it."""
    try:
        act(drawn, timezone.now(), by=drawn.post)
    except Refused as refused:
        moving.fail_move(drawn, refused.message, by=drawn.post)
    else:
        drawn.refresh_from_db(fields=["status"])
        moving.tell_done(drawn)
