# SPDX-License-Identifier: Apache-2.0
"""Answers come back: from the handler to the office, from the office to the authority (S1-36, S1-37)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.files.actions import Taken, keep, take
from mingcha.ledger import Invalid, NotAllowed, WrongState, move
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.oversight import notices
from mingcha.oversight.actions.issuing import lock_first, of_office, words_of
from mingcha.oversight.models import Cause, Order, OrderAlarm, Turn, TurnFile

ACCEPT: Final = ("jpeg", "png", "pdf", "docx", "xlsx")
MOST_FILES: Final = 20


@dataclass(frozen=True)
class Answer:
    """What is said, with files; by the number of each alarm its cause and a word on it (first orders only)."""

    words: str
    files: Sequence[UploadedFile[Any]] = ()
    causes: Mapping[int, tuple[str, str]] = field(default_factory=dict)


def answer_order(order: Order, answer: Answer, seen: int, *, now: datetime | None = None, by: Post) -> Order:
    """A handler answers her order (S1-36), or the office the authority's, with a cause for each alarm (S1-37). An answer
    after the term is taken too, and stands there as late.

    Raises:
        NotAllowed: the order is not hers to answer. WrongState: it is answered; or handlers have not answered yet.
        Invalid: no words, an alarm without a cause, a file that is not what it says. Conflict: stale.
    """
    now = now or timezone.now()
    words = words_of(answer.words, "words")
    if len(answer.files) > MOST_FILES:
        raise Invalid(_("最多 {most} 个文件").format(most=MOST_FILES), "too_many", "uploads")
    taken = [take(file, accept=ACCEPT, field="uploads") for file in answer.files]
    with transaction.atomic():
        fresh = _of_office(order, answer, seen, by) if order.parent_id is None else _of_handler(order, seen, by)
        return _answered(fresh, words, taken, now, by)


def _of_handler(order: Order, seen: int, by: Post) -> Order:
    require(by, Perm.OVERSIGHT_ORDER_ANSWER)
    if order.person_id != by.person_id:
        raise NotAllowed(_("这份督办不是发给您的"))
    lock_first(order)
    check_version(order, seen)
    fresh = locked(order)
    if fresh.status != Order.Status.NEW:
        raise WrongState(_("这份督办已经回复"), "answered")
    return fresh


def _of_office(order: Order, answer: Answer, seen: int, by: Post) -> Order:
    fresh = of_office(order, seen, by)
    if waiting := fresh.below.filter(status=Order.Status.NEW).first():
        raise WrongState(_("督办 {order} 还没有回复").format(order=waiting), "below_waits")
    rows = list(OrderAlarm.objects.filter(order=fresh).order_by("pk"))
    faults = []
    for row in rows:
        row.cause, row.words = answer.causes.get(row.alarm_id, ("", ""))
        if row.cause not in Cause.values:
            faults.append((f"cause_{row.alarm_id}", "required", _("请选择报警原因")))
        if len(row.words) > 500:
            faults.append(
                (f"words_{row.alarm_id}", "too_long", _("超出 {over} 个字").format(over=len(row.words) - 500))
            )
    if faults:
        raise Invalid.many(faults)
    OrderAlarm.objects.bulk_update(rows, ["cause", "words"], batch_size=500)
    return fresh


def _answered(order: Order, words: str, taken: Sequence[Taken], now: datetime, by: Post) -> Order:
    turn = Turn.objects.create(order=order, kind=Turn.Kind.ANSWERED, words=words, by=by, at=now)
    files = [TurnFile.objects.create(turn=turn, stored=keep(each, by=by)) for each in taken]
    move(
        order,
        Order.Status.ANSWERED,
        act="answer_order",
        by=by,
        fields={"answered_at": now, "remind_at": None},
        number=str(order),
        late=now > order.due_at,
        files=[row.stored.proof for row in files],
    )
    notices.answered(order)
    return order
