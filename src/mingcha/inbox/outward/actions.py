# SPDX-License-Identifier: Apache-2.0
"""What leaves the site is laid out here and its end kept: messages spread by the choices of those told, digests once a day,
attempts with longer and longer waits between them, dead letters (issue: messages; decision 0025).

Called by the loop of ``mingcha work``. Whoever holds the row of the tick does the work, so two machines never lay out twice;
what a stopped loop has missed is still there when it comes back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.inbox.models import Channel, ChannelState, Delivery, Held, Message, Mode, Preference
from mingcha.inbox.outward import letters
from mingcha.inbox.outward.channels import Undelivered, configured
from mingcha.inbox.outward.preferences import (
    earliest,
    end_of_quiet,
    may_go_at,
    paused,
    preference_of,
    preferences_of,
)
from mingcha.ledger import Actor, By, Invalid, System, heads, move, pulse, record
from mingcha.ledger.jobs import later
from mingcha.ledger.moves import check_version, locked
from mingcha.ledger.sealing import my_turn
from mingcha.organs.access import require
from mingcha.organs.changes import assign
from mingcha.organs.models import Person
from mingcha.organs.perms import Perm

EVERY: Final = 5.0
"""Seconds between two looks."""
TURN: Final = "deliver"
MOST: Final = 500
AT_ONCE: Final = 10
"""Deliveries of one job: each may wait ten seconds for its server."""
LEASE: Final = timedelta(minutes=10)
"""For how long a job may hold a delivery before another takes it: longer than a job may take."""
WAITS: Final = tuple(timedelta(seconds=seconds) for seconds in (60, 300, 1_800, 7_200, 43_200))
"""After so long it is tried again, a time each; then it is a dead letter."""
FAILING: Final = 3
"""So many attempts in a row that fail by the channel's own fault are said to those who run the site."""
Status = Delivery.Status


@transaction.atomic
def save_preference(person: Person, given: Mapping[str, Any], version: int, *, by: By) -> Preference:
    """Keep what she has chosen. ``version`` is that of the row shown, 0 where there was none.

    Raises Conflict for the second of two editors; Invalid for somebody else's.
    """
    if by.actor.id != person.pk:
        raise Invalid(_("只能修改自己的消息方式"), "not_herself")
    row, is_new = Preference.objects.get_or_create(person=person)
    if version or not is_new:
        check_version(row, version)
    changed = assign(row, given)
    touched = changed.pop("personal", ())
    row.save()
    record("save_preference", row, by=by, personal=touched, **changed)
    return row


def tick() -> None:
    """One turn: spread what is new, make the digests that are due, hand out what may go. Nothing while the site only reads."""
    if heads.read_only():
        return
    now = timezone.now()
    while spread(now) == MOST:
        pass
    gather(now)
    while hand_out(now) == MOST:
        pass


@transaction.atomic
def spread(now: datetime) -> int:
    """Ask of each new message by which channels it goes, and when. Gives how many there were."""
    if not Message.objects.filter(waiting=True).exists() or not my_turn(TURN):
        return 0
    rows = list(Message.objects.filter(waiting=True).select_related("person__organ").order_by("id")[:MOST])
    wanted = preferences_of(row.person for row in rows)
    channels = [channel for channel in Channel if configured(channel)]
    out, held = [], []
    for message in rows:
        chosen = wanted[message.person_id]
        for channel in channels if message.person.is_active and not paused(chosen, now) else ():
            if not (chosen.email if channel == Channel.EMAIL else message.person.phone):
                continue
            mode = chosen.mode(channel, message.level)
            if mode == Mode.INSTANT:
                out.append(_of_message(message, channel, may_go_at(chosen, message.level, now)))
            elif mode == Mode.DIGEST:
                held.append(Held(person_id=message.person_id, channel=channel, message=message))
    Delivery.objects.bulk_create(out, ignore_conflicts=True, batch_size=MOST)
    Held.objects.bulk_create(held, ignore_conflicts=True, batch_size=MOST)
    Message.objects.filter(pk__in=[row.pk for row in rows]).update(waiting=False)
    return len(rows)


def _of_message(message: Message, channel: str, due_at: datetime) -> Delivery:
    subject, body = letters.letter(message) if channel == Channel.EMAIL else letters.text(message)
    return Delivery(
        person_id=message.person_id,
        channel=channel,
        key=f"message:{message.pk}",
        subject=subject,
        body=body,
        due_at=due_at,
    )


def gather(now: datetime) -> int:
    """Make the digest of everybody whose hour has come today and for whom something is held: once a day and channel, however
    long the loop stood still. Gives how many were made."""
    held = set(Held.objects.values_list("person_id", "channel").distinct())
    if not held:
        return 0
    hour, key = timezone.localtime(now).hour, f"digest:{timezone.localdate(now)}"
    whose = Held.objects.values("person_id")
    held -= set(Delivery.objects.filter(person__in=whose, key=key).values_list("person_id", "channel"))
    wait = {person for person, _channel in held}  # whoever has had today's is not looked at again before tomorrow
    people = [person for person in Person.objects.filter(pk__in=whose).select_related("organ") if person.pk in wait]
    wanted = preferences_of(people)
    due = [person for person in people if hour >= wanted[person.pk].digest_hour]
    return sum(_digest(person, wanted[person.pk], key, now) for person in due)


@transaction.atomic
def _digest(person: Person, chosen: Preference, key: str, now: datetime) -> int:
    """The digests of one person by each channel. What comes after today's waits for tomorrow's."""
    if not my_turn(TURN):
        return 0
    done = set(Delivery.objects.filter(person=person, key=key).values_list("channel", flat=True))
    held: dict[str, list[Held]] = defaultdict(list)
    for row in Held.objects.filter(person=person).exclude(channel__in=done).select_related("message").order_by("id"):
        held[row.channel].append(row)
    for channel, rows in held.items():
        if person.is_active and not paused(chosen, now):
            subject, body = letters.digest([row.message for row in rows], channel)
            Delivery.objects.create(
                person=person, channel=channel, key=key, subject=subject, body=body, due_at=end_of_quiet(chosen, now)
            )
        Held.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(held)


@transaction.atomic
def hand_out(now: datetime) -> int:
    """Give what is due to jobs, a few to each, and hold it for them. Gives how many there were."""
    due = Delivery.objects.filter(status=Status.QUEUED, due_at__lte=now)
    if not due.exists() or not my_turn(TURN):
        return 0
    rows = list(due.order_by("due_at", "id").values_list("pk", "tries")[:MOST])
    Delivery.objects.filter(pk__in=[pk for pk, _tries in rows]).update(due_at=now + LEASE)
    for start in range(0, len(rows), AT_ONCE):
        later("mingcha.inbox.jobs.deliver", [list(row) for row in rows[start : start + AT_ONCE]])
    return len(rows)


def put_off(delivery: Delivery, now: datetime) -> bool:
    """Let it wait where it may not go out now, though it is due: after an outage or another try her quiet hours may have
    begun, or she has paused since. Gives whether it waits."""
    of_message, _colon, number = delivery.key.partition(":")
    rows = Message.objects.filter(pk=int(number)) if of_message == "message" else Message.objects.none()
    level = rows.values_list("level", flat=True).first() or Message.Level.PROMPT
    due_at = earliest(preference_of(delivery.person), level, now)
    if due_at == now:
        return False
    waiting = Delivery.objects.filter(pk=delivery.pk, status=Status.QUEUED, tries=delivery.tries)
    waiting.update(due_at=due_at)
    return True


@transaction.atomic
def keep_sent(delivery: Delivery) -> None:
    """It was taken by the channel's server. Said twice, it is kept once."""
    row = locked(delivery)
    if row.status == Status.QUEUED:
        fields = {"tries": row.tries + 1, "error": "", "ended_at": timezone.now()}
        move(row, Status.SENT, act="send_delivery", by=_by(row), fields=fields, channel=row.channel)
        pulse.say_failing(row.channel, on=False)
        ChannelState.objects.filter(channel=row.channel, failures__gt=0).update(
            failures=0, since=None, error="", told_at=None
        )


@transaction.atomic
def keep_failure(delivery: Delivery, failed: Undelivered, now: datetime) -> None:
    """It was not taken: it waits longer, or is a dead letter."""
    row = locked(delivery)
    if row.status != Status.QUEUED or row.tries != delivery.tries:
        return
    if failed.of_channel:
        _note_failure(row.channel, failed.reason, now)
    if failed.final or row.tries >= len(WAITS):
        fields = {"tries": row.tries + 1, "error": failed.reason, "ended_at": now}
        why: dict[str, Any] = {"channel": row.channel, "error": failed.reason, "tries": row.tries + 1}
        move(row, Status.DEAD, act="give_up_delivery", by=_by(row), fields=fields, **why)
        return
    waiting = Delivery.objects.filter(pk=row.pk)
    waiting.update(tries=row.tries + 1, error=failed.reason, due_at=now + WAITS[row.tries])


def _note_failure(channel: str, reason: str, now: datetime) -> None:
    """Count it for the whole channel; those who run the site are told once when it fails again and again."""
    state, _new = ChannelState.objects.select_for_update().get_or_create(channel=channel)
    state.failures, state.error = F("failures") + 1, reason
    state.since = state.since or now
    state.save()
    state.refresh_from_db()
    if state.failures >= FAILING and state.told_at is None:
        ChannelState.objects.filter(pk=channel).update(told_at=now)
        pulse.say_failing(channel, on=True)
        record("channel_failing", None, by=System("outbox"), channel=channel, error=reason, since=state.since)


def failing() -> QuerySet[ChannelState]:
    """The channels by which nothing goes out."""
    return ChannelState.objects.filter(failures__gte=FAILING)


@transaction.atomic
def retry_delivery(delivery: Delivery, *, by: By) -> Delivery:
    """Send a dead letter once more, with all its tries. Raises NotAllowed, WrongState."""
    require(by, Perm.INBOX_DELIVERY_RETRY, delivery)
    fields = {"tries": 0, "due_at": timezone.now(), "ended_at": None}
    moved: Delivery = move(
        delivery, Status.QUEUED, act="retry_delivery", by=by, fields=fields, channel=delivery.channel
    )
    return moved


def _by(delivery: Delivery) -> System:
    """The system, at the place of whom it is for: so whoever answers for her reads of it."""
    organ = delivery.person.organ
    if organ is None:
        return System("outbox")
    actor = Actor("system", None, "outbox", organ_path=organ.path, city=organ.city, county=organ.county)
    return System("outbox", actor)
