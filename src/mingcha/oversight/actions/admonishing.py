# SPDX-License-Identifier: Apache-2.0
"""Admonitions 告诫 and their counter: the second within a year raises the liability of the department (S3-24)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.ledger import Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.moves import check_version
from mingcha.organs.access import require
from mingcha.organs.changes import assign
from mingcha.organs.models import Organ, Person, Post, Region
from mingcha.organs.perms import Perm
from mingcha.oversight import liability_notices as notices
from mingcha.oversight.actions.issuing import words_of
from mingcha.oversight.liability_people import authority_of, justice_of
from mingcha.oversight.models import (
    Admonition,
    AdmonitionRule,
    DepartmentCause,
    Liability,
    LiabilityLink,
    LiabilityTurn,
    Liable,
)
from mingcha.oversight.months import months_on

KIND: Final = "admonition"
ENDED: Final = (Liability.Status.DROPPED, Liability.Status.WITHDRAWN)
LONGEST: Final = 500
"""Letters of the reason for which an admonition is revoked."""


@transaction.atomic
def admonish(
    organ: Organ, person: Person, kind: str, facts: str, *, now: datetime | None = None, by: Post
) -> Admonition:
    """Admonish somebody of an organ 告诫. What counts is counted at once.

    Raises:
        NotAllowed: no right, the organ is out of reach, or it is herself. Invalid: not of that organ, no kind, no facts.
    """
    now, said = now or timezone.now(), words_of(facts, "facts")
    require(by, Perm.OVERSIGHT_LIABILITY_REVIEW, organ)
    if person.pk == by.person_id:
        raise NotAllowed(_("不能告诫自己"), "own_matter")
    if not person.posts.filter(organ__path__startswith=organ.path).exists():
        raise Invalid(_("请选择本单位的人员"), "person", "person")
    if kind not in Admonition.Kind.values:
        raise Invalid(_("请选择告诫方式"), "kind", "kind")
    given = {"kind": kind, "facts": said, "given_by": by, "given_at": now}
    row = Admonition.objects.create(organ=organ, person=person, authority=authority_of(organ, by), **given)
    record("admonish", row, by=by, organ=organ.name, kind=kind)
    notices.admonished(row)
    count_admonitions(row, now)
    return row


def admonish_by_decision(liability: Liability, person: Person, *, now: datetime, by: Post) -> Admonition:
    """A talk of admonition 诫勉谈话 that was decided is an admonition too; whether it counts is settled by region."""
    organ, kind = liability.organ, Admonition.Kind.TALK
    row = Admonition(organ=organ, person=person, authority=liability.authority, kind=kind, liability=liability)
    row.facts, row.given_by, row.given_at = liability.facts[:2_000], by, now
    row.save()
    record("admonish", row, by=by, organ=organ.name, kind=kind, number=liability.number)
    count_admonitions(row, now)
    return row


@transaction.atomic
def revoke_admonition(row: Admonition, reason: str, seen: int, *, by: Post) -> Admonition:
    """Revoke an admonition 撤销; it does not count any more. One that a decision brought ends with that decision.

    Raises:
        NotAllowed also where it is her own; WrongState, Invalid, Conflict as ever.
    """
    said = words_of(reason, "words", LONGEST)
    require(by, Perm.OVERSIGHT_LIABILITY_REVIEW, row)
    if row.person_id == by.person_id:
        raise NotAllowed(_("不能撤销对自己的告诫"), "own_matter")
    if not row.authority.path.startswith(by.organ.path):
        raise NotAllowed(_("这次告诫不是本单位作出的"), "other_authority")
    check_version(row, seen)
    if row.liability_id:
        raise WrongState(_("这次告诫随责任追究决定作出，请撤销该决定"), "by_decision")
    return move(row, Admonition.Status.REVOKED, act="revoke_admonition", by=by, fields={"reason": said})


def revoke_of_decision(liability: Liability, reason: str, *, by: Post) -> None:
    """The admonitions that a decision brought end with it."""
    for row in liability.admonitions.filter(status=Admonition.Status.STANDING):
        move(row, Admonition.Status.REVOKED, act="revoke_admonition", by=by, fields={"reason": reason[:LONGEST]})


def count_admonitions(row: Admonition, now: datetime) -> Liability | None:
    """Count what stands within the months of the rule; where there are enough that no matter has counted yet, a proposal
    against the department is drafted, and waits for whoever proposes. A draft that still waits takes further ones in.

    Units 内设机构 are no departments: what their people are admonished for counts for the organ that they belong to.
    """
    rule = rule_of(row.organ)
    if row.kind not in rule.kinds:
        return None
    organ = department_of(row.organ)
    since = months_on(now, -rule.months)
    rows = Admonition.objects.filter(status=Admonition.Status.STANDING, kind__in=rule.kinds)
    rows = rows.filter(
        Q(organ=organ) | Q(organ__path__startswith=organ.path, organ__kind=Organ.Kind.UNIT),
        given_at__gt=since,
        given_at__lte=now,
    )
    if rule.unit == AdmonitionRule.Unit.PERSON:
        rows = rows.filter(person=row.person)
    used = LiabilityLink.objects.filter(kind=KIND).exclude(liability__status__in=ENDED)
    fresh = list(
        rows.exclude(pk__in=used.values("object_id")).order_by("given_at", "pk").select_for_update(of=("self",))
    )
    waiting = Liability.objects.filter(organ=organ, automatic=True, status=Liability.Status.DRAFT)
    if rule.unit == AdmonitionRule.Unit.PERSON:
        same = Admonition.objects.filter(person=row.person).values("pk")
        waiting = waiting.filter(links__kind=KIND, links__object_id__in=same).distinct()
    if fresh and (draft := waiting.first()):
        _link(draft, fresh)
        record("count_admonitions", draft, by=notices.COUNTER, count=len(fresh))
        return draft
    return _drafted(organ, fresh, rule, now) if len(fresh) >= rule.most else None


def department_of(organ: Organ) -> Organ:
    """The organ itself, or for a unit inside one the nearest above that is none; locked, so that two who admonish at once count
    one after the other, and the second sees both."""
    line = Organ.objects.filter(pk__in=organ.ancestry).order_by("-path")
    found = next((one for one in line if one.kind != Organ.Kind.UNIT), organ)
    # Without the key: the rows that both have already written refer to it.
    return Organ.objects.select_for_update(no_key=True).get(pk=found.pk)


def _drafted(organ: Organ, fresh: Sequence[Admonition], rule: AdmonitionRule, now: datetime) -> Liability:
    facts = _("本部门工作人员在 {months} 个月内被告诫 {n} 次。").format(months=rule.months, n=len(fresh))
    causes = [DepartmentCause.ADMONISHED.value]
    authority = justice_of(organ) or fresh[-1].authority
    made = Liability(organ=organ, authority=authority, causes=causes, facts=facts, automatic=True, opened_at=now)
    made.save()
    Liable.objects.create(liability=made, part=Liable.Part.DEPARTMENT, organ=organ)
    _link(made, fresh)
    LiabilityTurn.objects.create(liability=made, kind=LiabilityTurn.Kind.DRAFTED, at=now)
    record("draft_liability", made, by=notices.COUNTER, organ=organ.name, causes=causes, count=len(fresh))
    notices.drafted(made)
    return made


def _link(liability: Liability, rows: Sequence[Admonition]) -> None:
    LiabilityLink.objects.bulk_create(
        [LiabilityLink(liability=liability, kind=KIND, object_id=row.pk, name=str(row)) for row in rows]
    )


def rule_of(organ: Organ) -> AdmonitionRule:
    """What holds for an organ: what its region has settled, else a region above, else what is usual (article 12(6))."""
    codes = [f"{organ.region_id[:digits]:0<12}" for digits in (12, 9, 6, 4, 2)]
    found = {rule.region_id: rule for rule in AdmonitionRule.objects.filter(region_id__in=codes)}
    return next((found[code] for code in codes if code in found), AdmonitionRule(version=0))


@transaction.atomic
def save_admonition_rule(region: Region, given: Mapping[str, Any], version: int, *, by: Post) -> AdmonitionRule:
    """Settle for a region how admonitions count: ``unit``, ``kinds``, ``most``, ``months``. What was drafted already stays.

    Raises:
        NotAllowed: no right, or not the region of her organ. Invalid: no kind, numbers out of range. Conflict: stale.
    """
    require(by, Perm.OVERSIGHT_LIABILITY_DECIDE)
    if by.organ.region_id != region.pk:
        raise NotAllowed(_("不在当前岗位的管辖范围内"))
    if not given["kinds"] or not set(given["kinds"]) <= set(Admonition.Kind.values):
        raise Invalid(_("请选择计入的告诫方式"), "required", "kinds")
    if not (1 <= given["most"] <= 20 and 1 <= given["months"] <= 60):
        raise Invalid(_("次数应在 1 到 20 之间，月数应在 1 到 60 之间"), "range", "most")
    rule, is_new = AdmonitionRule.objects.get_or_create(region=region)
    if version or not is_new:
        check_version(rule, version)
    changed = assign(rule, {name: given[name] for name in ("unit", "kinds", "most", "months")})
    rule.save()
    record("save_admonition_rule", rule, by=by, **changed)
    return rule
