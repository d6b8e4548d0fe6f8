# SPDX-License-Identifier: Apache-2.0
"""Who may be chosen for a step 环节授权: holders of the step's roles in the organ, each with what speaks against her (S1-31, S1-09).

Nobody is hidden: an unqualified name is shown red with the reason, since the engine would find her too. Only who keeps out
of the case 回避 cannot be chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from mingcha.cases.models import Case, Recusal
from mingcha.cases.procedure import Procedure
from mingcha.organs.models import Certificate, Officer, Organ, Person, Post


@dataclass(frozen=True)
class Candidate:
    """Somebody with a post of a role that may hold the step. ``against`` is empty where nothing speaks against her."""

    person: Person
    officer: Officer | None
    organ: str
    number: str
    against: str
    recused: bool = False


@dataclass(frozen=True)
class Wanted:
    """What the qualification points of a version ask of the officers of a step."""

    count: int
    categories: tuple[str, ...]


def wanted_at(procedure: Procedure, act: str) -> Wanted | None:
    """What is asked at an act; None where no point asks for officers."""
    asked = [rule for rule in procedure.rules if rule.kind == "qualification" and act in rule.acts.get("second", ())]
    if not asked:
        return None
    categories = dict.fromkeys(rule.category for rule in asked if rule.category)
    return Wanted(max(rule.k for rule in asked), tuple(categories))


def candidates(case: Case, procedure: Procedure, act: str, day: date) -> list[Candidate]:
    """Everybody who may hold the step, the fitting first. Five queries, whatever the organ."""
    roles = procedure.step(act).get("roles", ())
    posts = posts_with(case.organ, roles, day)
    found = {post.person_id: post for post in posts}
    officers = officers_of(found)
    kept_out = set(Recusal.objects.filter(case=case, person__in=found).values_list("person_id", flat=True))
    wanted = wanted_at(procedure, act)
    made = [
        _candidate(post, officers.get(person), wanted, case, day, recused=person in kept_out)
        for person, post in found.items()
    ]
    return sorted(made, key=lambda each: (each.recused, bool(each.against), each.person.name))


def posts_with(organ: Organ, roles: Iterable[str], day: date) -> Sequence[Post]:
    """Posts of the organ, of those below it and of the one that it is part of, with one of the roles; all roles if none is named."""
    top = organ.parent.path if organ.kind == Organ.Kind.UNIT and organ.parent else organ.path
    rows = Post.objects.filter(
        Q(valid_to=None) | Q(valid_to__gte=day),
        status=Post.Status.ACTIVE,
        organ__path__startswith=top,
        person__status=Person.Status.ACTIVE,
    )
    if named := list(roles):
        rows = rows.filter(role__key__in=named)
    return list(rows.select_related("person", "organ").order_by("pk")[:500])


def officers_of(persons: Iterable[int]) -> dict[int, Officer]:
    """By person her row in the register, with her certificates and the days on which they count."""
    certificates = Prefetch("certificates", Certificate.objects.prefetch_related("spans"))
    rows = Officer.objects.filter(person__in=list(persons)).prefetch_related(certificates)
    return {officer.person_id or 0: officer for officer in rows}


def helpers_of(organ: Organ) -> list[Officer]:
    """Auxiliary staff: they may be listed, but never count and never act alone (S1-42)."""
    rows = Officer.objects.filter(kind=Officer.Kind.AUXILIARY, status=Officer.Status.ACTIVE)
    return list(rows.filter(organ__path__startswith=organ.path).order_by("name")[:200])


def _candidate(
    post: Post, officer: Officer | None, wanted: Wanted | None, case: Case, day: date, *, recused: bool
) -> Candidate:
    fitting = [row for row in officer.certificates.all() if _fits(row, wanted, case, day)] if officer else []
    against = _("已回避") if recused else _against(officer, fitting, day) if wanted else ""
    number = fitting[0].number if fitting else ""
    return Candidate(post.person, officer, post.organ.short, number, against, recused)


def _against(officer: Officer | None, fitting: Sequence[Certificate], day: date) -> str:
    """Why she would not count as an officer today (S1-09): in the words of what has to be done about it."""
    if officer is None or officer.kind == Officer.Kind.UNREGISTERED:
        return _("没有登记为执法人员")
    if officer.kind == Officer.Kind.AUXILIARY:
        return _("辅助人员，不计入执法人数")
    if officer.status != Officer.Status.ACTIVE:
        return _("已离岗")
    if fitting:
        return ""
    rows = list(officer.certificates.all())
    if not rows:
        return _("没有执法证")
    if not any(in_force(row, day) for row in rows):
        return _("执法证不在有效期内")
    return _("执法证的类别或者区域不符")


def _fits(row: Certificate, wanted: Wanted | None, case: Case, day: date) -> bool:
    categories = wanted.categories if wanted else ()
    needed = categories or ((case.category,) if case.category else ())
    return (
        in_force(row, day)
        and (not row.category or all(row.category == each for each in needed))
        and (case.area is None or row.area_lo <= case.area <= row.area_hi)
    )


def in_force(row: Certificate, day: date) -> bool:
    """Whether the certificate counts on the day."""
    spans = [(span.valid_from, span.valid_to) for span in row.spans.all()] or [(row.valid_from, row.valid_to)]
    return any(since <= day and (until is None or day <= until) for since, until in spans)
