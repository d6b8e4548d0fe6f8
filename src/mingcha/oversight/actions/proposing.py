# SPDX-License-Identifier: Apache-2.0
"""A matter of accountability begins: proposed, sent back, proposed again, reviewed (S3-20, S3-22, S3-27)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.ledger import Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.models import Organ, Person, Post
from mingcha.organs.perms import Perm
from mingcha.oversight import liability_notices as notices
from mingcha.oversight.actions.issuing import words_of
from mingcha.oversight.liability_people import authority_of, completes, of_authority, second_person
from mingcha.oversight.links import Clue, behind, rows_of, secrecy_of
from mingcha.oversight.models import (
    DepartmentCause,
    Liability,
    LiabilityLink,
    LiabilityTurn,
    Liable,
    StaffCause,
)
from mingcha.oversight.offices import due_after

TURN: Final = LiabilityTurn.Kind
LONGEST: Final = 4_000


@dataclass(frozen=True)
class Proposal:
    """What is held against whom: causes by code, facts, the people, leaders, and whether the department itself."""

    causes: Sequence[str]
    facts: str
    staff: Sequence[int] = ()
    leaders: Sequence[int] = ()
    department: bool = False
    serious: bool = False
    secrecy: int = 0


@transaction.atomic
def propose_liability(
    organ: Organ, proposal: Proposal, clues: Sequence[Clue] = (), *, now: datetime | None = None, by: Post
) -> Liability:
    """Propose that people or a department of an organ be held liable, from alarms, orders and other clues.

    Raises:
        NotAllowed: no right, the organ is out of reach, or she proposes it against herself.
        Invalid: nobody, no cause, causes that do not fit whom it is against, leaders without gravity, a clue out of reach.
    """
    now = now or timezone.now()
    require(by, Perm.OVERSIGHT_LIABILITY_PROPOSE, organ)
    rows = rows_of(clues, by)
    told = {"opened_at": now, "proposed_by": by, "status": Liability.Status.PROPOSED}
    liability = Liability(organ=organ, authority=authority_of(organ, by), **told)
    people = _checked(liability, proposal, by)
    liability.secrecy = max(liability.secrecy, secrecy_of(row for _clue, row in rows))
    liability.save()
    _keep_people(liability, proposal, people)
    LiabilityLink.objects.bulk_create(
        [LiabilityLink(liability=liability, kind=clue.kind, object_id=clue.pk, name=str(row)) for clue, row in rows]
    )
    turn(liability, TURN.PROPOSED, now, by)
    record(
        "propose_liability", liability, by=by, organ=organ.name, causes=liability.causes, clues=list(map(str, clues))
    )
    notices.proposed(liability)
    return liability


@transaction.atomic
def amend_liability(
    liability: Liability, proposal: Proposal, seen: int, *, now: datetime | None = None, by: Post
) -> Liability:
    """Complete a draft, sent back or drafted by the counter, and propose it (again). What its clues keep confidential stays so.

    Raises:
        As propose_liability; NotAllowed also where others proposed it; WrongState: it is no draft. Conflict: stale.
    """
    now = now or timezone.now()
    fresh = held(liability, Perm.OVERSIGHT_LIABILITY_PROPOSE, seen, by)
    if not completes(fresh, by):
        raise NotAllowed(_("这件责任追究由提出的单位或者决定机关补充"), "other_proposer")
    if fresh.status != Liability.Status.DRAFT:
        raise WrongState(_("只有拟稿可以修改"), "not_draft")
    people = _checked(fresh, proposal, by)
    fresh.secrecy = max(fresh.secrecy, secrecy_of(behind(fresh.links.all())))
    fresh.liables.all().delete()
    _keep_people(fresh, proposal, people)
    fields = {"causes": fresh.causes, "facts": fresh.facts, "serious": fresh.serious, "secrecy": fresh.secrecy}
    fresh.save(update_fields=list(fields))
    move(
        fresh, Liability.Status.PROPOSED, act="amend_liability", by=by, fields={"proposed_by": by}, causes=fresh.causes
    )
    turn(fresh, TURN.PROPOSED, now, by)
    notices.proposed(fresh)
    return fresh


def _checked(liability: Liability, proposal: Proposal, by: Post) -> dict[int, Person]:
    """Put what was proposed on the matter, where it holds together; gives the people by number."""
    known = {*StaffCause.values, *DepartmentCause.values}
    causes, faults = list(dict.fromkeys(proposal.causes)), []
    against_staff = [code for code in causes if code in StaffCause.values]
    against_department = [code for code in causes if code in DepartmentCause.values]
    if not causes or not set(causes) <= known:
        faults.append(("staff_causes", "required", _("请选择追责情形")))
    if not proposal.staff and not proposal.leaders and not proposal.department:
        faults.append(("staff", "required", _("请选择责任人员、相关领导或者部门")))
    if against_staff and not proposal.staff:
        faults.append(("staff", "required", _("选择了对工作人员的追责情形，请选择责任人员")))
    if proposal.department and not against_department:
        faults.append(("department_causes", "department", _("追究部门责任，须选择对部门的追责情形")))
    if against_department and not proposal.department:
        faults.append(("department", "required", _("选择了对部门的追责情形，请勾选追究部门责任")))
    if proposal.leaders and not against_department and not proposal.serious:
        faults.append(("serious", "serious", _("情节严重或者造成影响的，才追究相关领导责任")))
    if proposal.secrecy not in Liability.Secrecy.values or proposal.secrecy > by.ceiling:
        faults.append(("secrecy", "secrecy", _("知悉范围超出当前岗位的权限")))
    facts = _facts(proposal.facts, faults)
    if set(proposal.staff) & set(proposal.leaders):
        faults.append(("leaders", "twice", _("同一人不能既是责任人员又是相关领导")))
    ids = {*proposal.staff, *proposal.leaders}
    inside = Person.objects.filter(pk__in=ids, posts__organ__path__startswith=liability.organ.path)
    people = {person.pk: person for person in inside.distinct()}
    if len(people) != len(ids):
        faults.append(("staff", "person", _("请选择本单位的人员")))
    if by.person_id in ids:
        raise NotAllowed(_("您是本件的责任对象，应当回避"), "own_matter")
    if faults:
        raise Invalid.many(faults)
    liability.causes, liability.facts, liability.serious = sorted(causes, key=_place), facts, proposal.serious
    liability.secrecy = proposal.secrecy
    return people


def _facts(given: str, faults: list[Any]) -> str:
    facts = given.strip()
    if not facts:
        faults.append(("facts", "required", _("请写明查明的事实")))
    if len(facts) > LONGEST:
        faults.append(("facts", "too_long", _("超出 {over} 个字").format(over=len(facts) - LONGEST)))
    return facts


def _place(code: str) -> tuple[bool, str]:
    """Staff causes first, each in the order of its article."""
    return code not in StaffCause.values, code


def _keep_people(liability: Liability, proposal: Proposal, people: dict[int, Person]) -> None:
    rows = [Liable(part=Liable.Part.STAFF, person=people[pk]) for pk in dict.fromkeys(proposal.staff)]
    rows += [Liable(part=Liable.Part.LEADER, person=people[pk]) for pk in dict.fromkeys(proposal.leaders)]
    if proposal.department:
        rows.append(Liable(part=Liable.Part.DEPARTMENT))
    for row in rows:
        row.liability, row.organ = liability, liability.organ
    Liable.objects.bulk_create(rows)


@transaction.atomic
def return_liability(
    liability: Liability, words: str, seen: int, *, now: datetime | None = None, by: Post
) -> Liability:
    """The second person sends a proposal back 退回, with the reason.

    Raises:
        NotAllowed: no right, out of reach, her own proposal or matter. WrongState, Conflict, Invalid as ever.
    """
    now, said = now or timezone.now(), words_of(words, "words")
    fresh = _waiting(liability, seen, by)
    move(fresh, Liability.Status.DRAFT, act="return_liability", by=by)
    turn(fresh, TURN.RETURNED, now, by, said)
    notices.returned(fresh)
    return fresh


@transaction.atomic
def review_liability(
    liability: Liability, words: str, days: int, seen: int, *, now: datetime | None = None, by: Post
) -> Liability:
    """A second person agrees 复核: those it is about are told, and may state their defence within so many working days.

    Raises:
        NotAllowed: no right, out of reach, her own proposal or matter. WrongState: it does not wait for review.
        Invalid: no words, a term that is none. Conflict: stale.
    """
    now, said = now or timezone.now(), words_of(words, "words")
    fresh = _waiting(liability, seen, by)
    fields = {"reviewed_by": by, "state_until": due_after(days, now)}
    move(fresh, Liability.Status.STATING, act="review_liability", by=by, fields=fields)
    turn(fresh, TURN.REVIEWED, now, by, said)
    notices.reviewed(fresh)
    return fresh


def _waiting(liability: Liability, seen: int, by: Post) -> Liability:
    fresh = held(liability, Perm.OVERSIGHT_LIABILITY_REVIEW, seen, by)
    second_person(fresh, by)
    if fresh.status != Liability.Status.PROPOSED:
        raise WrongState(_("这件责任追究不在待复核状态"), "not_proposed")
    return fresh


def held(liability: Liability, perm: Perm, seen: int, by: Post) -> Liability:
    """The matter, locked and as it was seen, where the authority's people may do this with it."""
    require(by, perm, liability)
    check_version(liability, seen)
    fresh = locked(liability)
    if perm != Perm.OVERSIGHT_LIABILITY_PROPOSE:
        of_authority(fresh, by)
    return fresh


def turn(liability: Liability, kind: str, now: datetime, by: Post | None, words: str = "") -> None:
    """Keep what was done. Words stand here and not in the ledger: they are about persons."""
    LiabilityTurn.objects.create(liability=liability, kind=kind, words=words, by=by, at=now)
