# SPDX-License-Identifier: Apache-2.0
"""Orders go out: from the authority to the office of an organ, from that office to its handlers (S1-34, S1-35)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.actions.alarms import supervise_alarms
from mingcha.cases.models import Alarm
from mingcha.catalog.actions.numbers import take_number
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState, record
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.oversight import notices
from mingcha.oversight.models import Order, OrderAlarm, Turn
from mingcha.oversight.offices import due_after, first_rung, handlers_of, offices_of

MOST: Final = 1_000
"""Alarms of one order: those of an organ in a month, with room."""
LONGEST: Final = 2_000


@dataclass(frozen=True)
class Demand:
    """What is asked for, within how many working days."""

    words: str
    days: int


@transaction.atomic
def issue_orders(ids: Sequence[int], demand: Demand, *, now: datetime | None = None, by: Post) -> list[Order]:
    """Start an order 发起督办 for alarms within reach: one for each office that answers for them, each with its own number.

    Raises:
        NotAllowed: no right. Invalid: no alarm, too many, a prompt among them, an organ without an office, no words, a term
        that is none. Conflict: an alarm is under an order or revoked already; it says which.
    """
    now = now or timezone.now()
    require(by, Perm.OVERSIGHT_ORDER_ISSUE)
    words = words_of(demand.words, "words")
    if not 0 < len(ids) <= MOST:
        raise Invalid(_("请选择 1 到 {most} 条报警").format(most=MOST), "selection")
    rows = Alarm.objects.within(by).filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk")
    alarms = list(rows.select_related("organ"))
    _refuse_alarms(alarms, ids)
    due = due_after(demand.days, now)
    offices = offices_of((alarm.organ for alarm in alarms), timezone.localdate(now))
    grouped: dict[int, list[Alarm]] = defaultdict(list)
    for alarm in alarms:
        grouped[offices[alarm.organ_id].pk].append(alarm)
    by_pk = {office.pk: office for office in offices.values()}
    made = [_issue(by_pk[pk], some, Demand(words, demand.days), due, now, by) for pk, some in grouped.items()]
    supervise_alarms([alarm.pk for alarm in alarms], on=True)
    return made


def _refuse_alarms(alarms: Sequence[Alarm], ids: Sequence[int]) -> None:
    if len(alarms) != len(set(ids)):
        raise Conflict(_("有的报警已不在管辖范围内，请重新选择"), "selection")
    for alarm in alarms:
        if alarm.level == Alarm.Level.PROMPT:
            raise Invalid(_("{alarm} 是提示，只需知悉，不能督办").format(alarm=alarm), "prompt", "selection")
        if alarm.status == Alarm.Status.REVOKED:
            raise Conflict(_("报警 {alarm} 已撤销").format(alarm=alarm), "revoked")
        if alarm.supervised:
            raise Conflict(_("报警 {alarm} 已在督办中").format(alarm=alarm), "supervised")


def _issue(office: Organ, alarms: Sequence[Alarm], demand: Demand, due: datetime, now: datetime, by: Post) -> Order:
    number = take_number(by.organ, notices.word_of(by.organ), timezone.localdate(now), by)
    order = Order(number=number, issuer=by.organ, issued_by=by, demand=demand.words, count=len(alarms))
    order.issued_at, order.due_at, order.remind_at = now, due, first_rung(due, now)
    order.belong_to(office)
    order.secrecy = max(alarm.secrecy for alarm in alarms)
    order.save()
    OrderAlarm.objects.bulk_create([OrderAlarm(order=order, alarm=alarm) for alarm in alarms], batch_size=500)
    Turn.objects.create(order=order, kind=Turn.Kind.ISSUED, words=demand.words, by=by, at=now, due_at=due)
    record("issue_order", order, by=by, number=str(order), organ=office.name, alarms=[alarm.pk for alarm in alarms])
    notices.ask(order)
    return order


@transaction.atomic
def pass_order(
    order: Order, persons: Sequence[int], demand: Demand, seen: int, *, now: datetime | None = None, by: Post
) -> list[Order]:
    """The office passes an order on to handlers, each with a number of its own in the tree (S1-35).

    Raises:
        NotAllowed: no right, out of reach, or not an order to this office. WrongState: it is answered already.
        Invalid: nobody, somebody who may not answer, no words, a term that is none. Conflict: stale; she has one already.
    """
    now = now or timezone.now()
    fresh = of_office(order, seen, by)
    words, due = words_of(demand.words, "words"), due_after(demand.days, now)
    able = {post.person_id: post.person for post in handlers_of(fresh, timezone.localdate(now))}
    if not persons or any(person not in able for person in persons):
        raise Invalid(_("请选择可以回复督办的承办人"), "person", "people")
    there = list(fresh.below.all())
    if taken := [row.person for row in there if row.person_id in persons and row.status == Order.Status.NEW]:
        raise Conflict(_("已向 {name} 下发督办，还没有回复").format(name=taken[0]), "passed")
    made = []
    for place, person in enumerate(dict.fromkeys(persons), len(there) + 2):
        below = Order(parent=fresh, number=fresh.number, place=place, issuer=fresh.organ, issued_by=by)
        below.person, below.demand, below.count = able[person], words, fresh.count
        below.issued_at, below.due_at, below.remind_at = now, due, first_rung(due, now)
        below.belong_to(fresh.organ)
        below.secrecy = fresh.secrecy
        below.save()
        Turn.objects.create(order=below, kind=Turn.Kind.ISSUED, words=words, by=by, at=now, due_at=due)
        record("pass_order", below, by=by, number=str(below), person=able[person].name)
        notices.ask(below)
        made.append(below)
    fresh.save(update_fields=["version"])  # whoever is answering it meanwhile is told
    return made


def of_office(order: Order, seen: int, by: Post) -> Order:
    """A first order that waits for the answer of the office in which ``by`` sits; locked, and as it was seen."""
    require(by, Perm.OVERSIGHT_ORDER_PASS, order)
    check_version(order, seen)
    fresh = locked(order)
    if fresh.parent_id is not None or not by.organ.path.startswith(fresh.organ.path):
        raise NotAllowed(_("这份督办不是发给本单位监察室的"))
    if fresh.status != Order.Status.NEW:
        raise WrongState(_("这份督办已经回复"), "answered")
    return fresh


def of_issuer(order: Order, by: Post) -> Order:
    """An order that the organ of ``by`` has sent, and that she may send; locked.

    The first order of a tree is locked before its others, so that nobody waits in a ring.
    """
    require(by, Perm.OVERSIGHT_ORDER_PASS if order.parent_id else Perm.OVERSIGHT_ORDER_ISSUE, order)
    lock_first(order)
    fresh = locked(order)
    if not by.organ.path.startswith(fresh.issuer.path):
        raise NotAllowed(_("这份督办不是本单位发出的"))
    return fresh


def lock_first(order: Order) -> Order:
    """The first order of the tree, locked."""
    return locked(Order(pk=order.root_id))


def words_of(given: str, field: str, longest: int = LONGEST) -> str:
    """What was typed, where it says something."""
    words = given.strip()
    if not words:
        raise Invalid(_("请填写内容"), "required", field)
    if len(words) > longest:
        raise Invalid(_("超出 {over} 个字").format(over=len(words) - longest), "too_long", field)
    return words
