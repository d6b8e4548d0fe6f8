# SPDX-License-Identifier: Apache-2.0
"""The defence is heard, the matter decided or dropped, objected to, withdrawn; suspects are passed on (S3-25 … S3-27)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.catalog.actions.numbers import take_number
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.moves import locked
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.oversight import liability_notices as notices
from mingcha.oversight.actions.admonishing import admonish_by_decision, revoke_of_decision
from mingcha.oversight.actions.issuing import words_of
from mingcha.oversight.actions.proposing import TURN, held, turn
from mingcha.oversight.liability_people import of_authority, second_person
from mingcha.oversight.models import Form, Liability, Liable, Sanction, Transfer
from mingcha.oversight.models.liability import FOR_DEPARTMENTS


@transaction.atomic
def state_defence(liable: Liable, words: str, *, now: datetime | None = None, by: Post) -> Liable:
    """Whom it is about states her defence 陈述申辩; for a department, its monitoring office or head. Once.

    Raises:
        NotAllowed: it is not about her. WrongState: it is not asked for, or the term has passed. Conflict: it was stated.
    """
    now, said = now or timezone.now(), words_of(words, "words")
    fresh, row = _of_hers(liable, by)
    if fresh.status != Liability.Status.STATING or fresh.state_until is None or now > fresh.state_until:
        raise WrongState(_("现在不能陈述申辩：期限已过，或者尚未告知"), "not_stating")
    if row.stated_at:
        raise Conflict(_("已经陈述申辩"), "stated")
    row.statement, row.stated_at = said, now
    row.save(update_fields=["statement", "stated_at"])
    turn(fresh, TURN.STATED, now, by)
    record("state_defence", fresh, by=by)
    if not fresh.liables.filter(stated_at=None).exists():
        notices.heard(fresh)
    notices.stated(row)
    return row


@dataclass(frozen=True)
class Verdict:
    """Why, and by the number of each liable the forms with what each brings about."""

    words: str
    forms: Mapping[int, Sequence[tuple[str, str]]]


@transaction.atomic
def decide_liability(
    liability: Liability, verdict: Verdict, seen: int, *, now: datetime | None = None, by: Post
) -> Liability:
    """Decide, by one form or several for each whom it is about (S3-26). The decision gets its number; a talk of admonition that
    counts is counted.

    Raises:
        NotAllowed: no right, out of reach, her own matter, or she proposed or reviewed it. WrongState: it is not ripe.
        Invalid: no form at all, a form twice, one that does not fit a department, no effect, no words. Conflict: stale.
    """
    now, said = now or timezone.now(), words_of(verdict.words, "words")
    fresh = _ripe(liability, seen, now, by)
    made = _measures(fresh, verdict)
    number = take_number(fresh.authority, notices.word_of(fresh.authority), timezone.localdate(now), by)
    fields = {"number": number, "words": said, "decided_by": by, "decided_at": now}
    forms = sorted({measure.form for measure in made})
    move(fresh, Liability.Status.DECIDED, act="decide_liability", by=by, fields=fields, number=number, forms=forms)
    Sanction.objects.bulk_create(made)
    turn(fresh, TURN.DECIDED, now, by, said)
    notices.decided(fresh)
    for measure in made:
        if measure.form == Form.TALK and measure.liable.person:
            admonish_by_decision(fresh, measure.liable.person, now=now, by=by)
    return fresh


def _ripe(liability: Liability, seen: int, now: datetime, by: Post) -> Liability:
    """A matter in which everybody was heard, or the term has passed."""
    fresh = held(liability, Perm.OVERSIGHT_LIABILITY_DECIDE, seen, by)
    second_person(fresh, by, fresh.reviewed_by)
    if fresh.status != Liability.Status.STATING:
        raise WrongState(_("这件责任追究还没有复核，或者已经办结"), "not_stating")
    if fresh.state_until and now <= fresh.state_until and fresh.liables.filter(stated_at=None).exists():
        raise WrongState(_("陈述申辩期限未满，还有人没有陈述申辩"), "not_heard")
    return fresh


def _measures(liability: Liability, verdict: Verdict) -> list[Sanction]:
    rows, made, faults = {row.pk: row for row in liability.liables.select_related("person", "organ")}, [], []
    for pk, forms in verdict.forms.items():
        if pk not in rows:
            raise Invalid(_("请选择追责方式"), "liable_unknown")
        for form, effect in forms:
            if form not in Form.values:
                raise Invalid(_("请选择追责方式"), "form_unknown")
            if rows[pk].person is None and form not in FOR_DEPARTMENTS:
                faults.append((f"effect_{pk}_{form}", "department", _("这种方式不能用于部门")))
            if not effect.strip():
                faults.append((f"effect_{pk}_{form}", "required", _("请写明效力")))
            made.append(Sanction(liable=rows[pk], form=form, effect=effect.strip()[:300]))
    if len({(one.liable.pk, one.form) for one in made}) != len(made):
        raise Invalid(_("同一方式写了两次"), "twice")
    if not made:
        raise Invalid(_("请至少写明一种追责方式的效力；不追究的，用“不予追究”"), "required")
    if faults:
        raise Invalid.many(faults)
    return made


@transaction.atomic
def drop_liability(liability: Liability, words: str, seen: int, *, now: datetime | None = None, by: Post) -> Liability:
    """Decide that nobody is held liable 不予追究; or put away a draft.

    Raises: as decide_liability.
    """
    now, said = now or timezone.now(), words_of(words, "words")
    fresh = held(liability, Perm.OVERSIGHT_LIABILITY_DECIDE, seen, by)
    second_person(fresh, by, fresh.reviewed_by)
    told = fresh.status == Liability.Status.STATING
    move(fresh, Liability.Status.DROPPED, act="drop_liability", by=by, fields={"words": said})
    turn(fresh, TURN.DROPPED, now, by, said)
    notices.dropped(fresh, told=told)
    return fresh


@transaction.atomic
def object_decision(liable: Liable, words: str, *, now: datetime | None = None, by: Post) -> Liable:
    """Whom a decision is about objects to it, within thirty days. Once.

    Raises:
        NotAllowed: it is not about her. WrongState: there is no decision, or the term has passed. Conflict: she has.
    """
    now, said = now or timezone.now(), words_of(words, "words")
    fresh, row = _of_hers(liable, by)
    if fresh.status != Liability.Status.DECIDED or fresh.object_until is None or now > fresh.object_until:
        raise WrongState(_("现在不能提出异议：期限已过，或者没有决定"), "not_decided")
    if row.objected_at:
        raise Conflict(_("已经提出异议"), "objected")
    row.objection, row.objected_at = said, now
    row.save(update_fields=["objection", "objected_at"])
    turn(fresh, TURN.OBJECTED, now, by)
    record("object_decision", fresh, by=by)
    notices.objected(fresh)
    return row


@transaction.atomic
def answer_objection(liable: Liable, words: str, *, now: datetime | None = None, by: Post) -> Liable:
    """Somebody of the authority who did not decide answers an objection. What turns out wrong is then withdrawn.

    Raises:
        NotAllowed: no right, out of reach, her own matter or decision. WrongState: nothing waits, or it was withdrawn.
    """
    now, said = now or timezone.now(), words_of(words, "words")
    require(by, Perm.OVERSIGHT_LIABILITY_REVIEW, liable.liability)
    fresh, row = locked(liable.liability), locked(liable)
    of_authority(fresh, by)
    second_person(fresh, by, fresh.decided_by)
    if fresh.status != Liability.Status.DECIDED or row.objected_at is None or row.answered_at is not None:
        raise WrongState(_("没有待答复的异议"), "no_objection")
    row.answer, row.answered_at = said, now
    row.save(update_fields=["answer", "answered_at"])
    turn(fresh, TURN.ANSWERED, now, by)
    record("answer_objection", fresh, by=by)
    notices.objection_answered(row)
    return row


@transaction.atomic
def withdraw_liability(
    liability: Liability, words: str, seen: int, *, now: datetime | None = None, by: Post
) -> Liability:
    """Withdraw a decision 撤销, with the reason. What it counted as admonition does not count any more.

    Raises:
        NotAllowed, Conflict as ever. WrongState: there is no decision. Invalid: no words.
    """
    now, said = now or timezone.now(), words_of(words, "words")
    fresh = held(liability, Perm.OVERSIGHT_LIABILITY_DECIDE, seen, by)
    second_person(fresh, by)
    move(fresh, Liability.Status.WITHDRAWN, act="withdraw_liability", by=by, number=fresh.number)
    turn(fresh, TURN.WITHDRAWN, now, by, said)
    revoke_of_decision(fresh, said, by=by)
    notices.withdrawn(fresh)
    return fresh


@dataclass(frozen=True)
class Handover:
    """To which judicial organ, when, and what; the receipt, where there is one already."""

    to: str
    day: date
    what: str
    receipt: str = ""


@transaction.atomic
def transfer_suspects(
    liability: Liability, handover: Handover, seen: int, *, now: datetime | None = None, by: Post
) -> Transfer:
    """A suspected crime is passed to the judicial organs 移送司法机关, and that is kept (S3-26). The matter itself goes on.

    Raises:
        NotAllowed, Conflict as ever. WrongState: it is not reviewed yet, or dropped. Invalid: no organ, a day to come.
    """
    now = now or timezone.now()
    fresh = held(liability, Perm.OVERSIGHT_LIABILITY_DECIDE, seen, by)
    second_person(fresh, by)
    if fresh.status not in (Liability.Status.STATING, Liability.Status.DECIDED):
        raise WrongState(_("复核通过以后才能移送司法机关"), "not_reviewed")
    to, what = words_of(handover.to, "to", 100), words_of(handover.what, "what")
    if handover.day > timezone.localdate(now):
        raise Invalid(_("移送日期不能晚于今天"), "future", "day")
    row = Transfer(liability=fresh, to=to, day=handover.day, what=what, receipt=handover.receipt.strip()[:200], by=by)
    row.save()
    fresh.save(update_fields=["version"])
    turn(fresh, TURN.TRANSFERRED, now, by)
    record("transfer_suspects", fresh, by=by, to=to, day=handover.day.isoformat())
    return row


@transaction.atomic
def keep_receipt(transfer: Transfer, receipt: str, *, now: datetime | None = None, by: Post) -> Transfer:
    """The receipt of the judicial organ came.

    Raises:
        NotAllowed: no right or out of reach. WrongState: there is one. Invalid: empty.
    """
    now, said = now or timezone.now(), words_of(receipt, "receipt", 200)
    require(by, Perm.OVERSIGHT_LIABILITY_DECIDE, transfer.liability)
    of_authority(transfer.liability, by)
    second_person(transfer.liability, by)
    row = locked(transfer)
    if row.receipt:
        raise WrongState(_("回执已经登记"), "receipt_there")
    row.receipt = said
    row.save(update_fields=["receipt"])
    turn(row.liability, TURN.RECEIVED, now, by, row.receipt)
    record("keep_receipt", row.liability, by=by, to=row.to)
    return row


def _of_hers(liable: Liable, by: Post) -> tuple[Liability, Liable]:
    """The matter and the part of it that whoever acts answers for, both locked."""
    require(by, Perm.OVERSIGHT_LIABILITY_READ, liable.liability)
    if not speaks_for(liable, by):
        raise NotAllowed(_("这件责任追究的责任对象不是您"), "not_yours")
    return locked(liable.liability), locked(liable)


def speaks_for(liable: Liable, by: Post) -> bool:
    """Whether she is whom it is about; for a department, whether she answers for it. Nobody answers where she reviews."""
    if liable.person_id is not None:
        return liable.person_id == by.person_id
    if by.may(Perm.OVERSIGHT_LIABILITY_REVIEW):
        return False
    inside = by.organ.path.startswith(liable.organ.path) or liable.organ.path.startswith(by.organ.path)
    return inside and by.may(Perm.OVERSIGHT_LIABILITY_OVERSEE)
