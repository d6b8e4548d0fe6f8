# SPDX-License-Identifier: Apache-2.0
"""For whom matters of accountability wait, and who is told. Titles name the matter and nobody (visible by need)."""

from __future__ import annotations

from typing import Final

from django.utils import timezone

from mingcha.inbox.actions import close_todo_of, close_todos, open_todo, send
from mingcha.ledger import Invalid, System
from mingcha.organs.models import Organ, Person
from mingcha.organs.perms import Perm
from mingcha.oversight import notices
from mingcha.oversight.models import Admonition, Liability, Liable
from mingcha.oversight.offices import able, office_of

COUNTER: Final = System("告诫计数")
"""Who drafts a proposal when admonitions have reached their limit."""
OVERSEE: Final = Perm.OVERSIGHT_LIABILITY_OVERSEE
DRAFT: Final = "liability_draft"
REVIEW: Final = "liability_review"
STATE: Final = "liability_state"
DECIDE: Final = "liability_decide"
OBJECTION: Final = "liability_objection"


def word_of(organ: Organ) -> str:
    """The word of an organ's decisions, such as 赛罕责."""
    return f"{notices.word_of(organ)[:-1]}责"


def drafted(liability: Liability) -> None:
    """The counter of admonitions drafted a proposal: whoever proposes completes it."""
    title = f"告诫次数达到规定，请核实并提出部门责任追究 {liability}"
    _wait(DRAFT, liability, title, f"Admonitions reached the limit: check and propose {liability}", "PROPOSE")


def proposed(liability: Liability) -> None:
    """A second person of the authority reviews it."""
    close_todos(DRAFT, liability)
    _wait(REVIEW, liability, f"请复核责任追究 {liability}", f"Review accountability matter {liability}", "REVIEW")


def returned(liability: Liability) -> None:
    """Whoever proposed it has it back."""
    close_todos(REVIEW, liability)
    if liability.proposed_by is None:
        return drafted(liability)
    open_todo(
        DRAFT,
        liability,
        f"责任追究 {liability} 被退回，请补充",
        title_en=f"Accountability matter {liability} was sent back: complete it",
        person=liability.proposed_by.person,
        link=liability.get_absolute_url(),
    )
    return None


def reviewed(liability: Liability) -> None:
    """Whom it is about states her defence; the authority decides when that is over."""
    close_todos(REVIEW, liability)
    for row in liability.liables.select_related("person", "organ"):
        whose = {"person": row.person} if row.person else {"organ": _office(row.organ), "perm": OVERSEE}
        open_todo(
            STATE,
            liability,
            f"责任追究 {liability}：请在期限内陈述申辩",
            title_en=f"Accountability matter {liability}: state your defence within the term",
            due=liability.state_until,
            link=liability.get_absolute_url(),
            **whose,
        )
    _wait(
        DECIDE,
        liability,
        f"责任追究 {liability} 待决定",
        f"Accountability matter {liability} awaits a decision",
        "DECIDE",
    )


def stated(row: Liable) -> None:
    """She has said what she had to say, or the office of the department has."""
    close_todo_of(STATE, row.liability_id, row.person_id)


def heard(liability: Liability) -> None:
    """Everybody was heard: nothing waits but the decision."""
    close_todos(STATE, liability)


def decided(liability: Liability) -> None:
    """Whom it is about reads the decision."""
    close_todos(STATE, liability)
    close_todos(DECIDE, liability)
    _tell(liability, "责任追究决定：", "决定书可以查看和打印；对决定有异议的，可以在三十日内提出。")


def dropped(liability: Liability, *, told: bool) -> None:
    """Nobody is held liable; whoever was asked to defend herself is told."""
    for kind in (DRAFT, STATE, DECIDE):
        close_todos(kind, liability)
    if told:
        _tell(liability, "不予追究责任：")


def objected(liability: Liability) -> None:
    """Somebody of the authority who did not decide answers."""
    title = f"责任追究 {liability}：请答复异议"
    _wait(OBJECTION, liability, title, f"Accountability matter {liability}: answer the objection", "REVIEW")


def objection_answered(row: Liable) -> None:
    """Whoever objected reads the answer."""
    if not Liable.objects.filter(liability=row.liability_id, answered_at=None, objected_at__isnull=False).exists():
        close_todos(OBJECTION, row.liability_id)
    if row.person:
        send(row.person, f"异议已答复： {row.liability}", "", row.liability.get_absolute_url())


def withdrawn(liability: Liability) -> None:
    """Whom it was about is told."""
    close_todos(OBJECTION, liability)
    _tell(liability, "责任追究决定已撤销：")


def admonished(row: Admonition) -> None:
    """Whoever was admonished reads it."""
    send(row.person, f"告诫： {row}", "", row.get_absolute_url())


def _tell(liability: Liability, title: str, words: str = "") -> None:
    for person in _people(liability):
        send(person, f"{title} {liability}", words, liability.get_absolute_url())


def _people(liability: Liability) -> list[Person]:
    """Whom it is about; for a department, who answers for it."""
    found: dict[int, Person] = {}
    for row in liability.liables.select_related("person", "organ"):
        told = [row.person] if row.person else able(_office(row.organ), OVERSEE, timezone.localdate())
        found |= {person.pk: person for person in told}
    return list(found.values())


def _office(organ: Organ) -> Organ:
    """The organ whose office answers for a department; the department itself where nobody does, so that whoever comes finds it."""
    try:
        return office_of(organ, timezone.localdate(), OVERSEE)
    except Invalid:
        return organ


def _wait(kind: str, liability: Liability, title: str, english: str, verb: str) -> None:
    open_todo(
        kind,
        liability,
        title,
        title_en=english,
        organ=liability.authority,
        perm=Perm[f"OVERSIGHT_LIABILITY_{verb}"],
        link=liability.get_absolute_url(),
        place=liability.organ.short,
    )
