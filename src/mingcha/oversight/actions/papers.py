# SPDX-License-Identifier: Apache-2.0
"""A document comes to be: drafted, checked, signed, numbered and sealed 拟稿 → 核稿 → 签发 → 编号 → 用印 (domain.md c.6).

Two persons with an oversight certificate in force are on each; whoever drafts neither checks nor signs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.catalog.actions.numbers import take_number
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState, move, record
from mingcha.ledger.hashing import ALGORITHM, leaf_of, plain
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.duties import Merge, may_be_one
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.oversight import paper_notices
from mingcha.oversight.actions.issuing import words_of
from mingcha.oversight.clocks import Span, settled
from mingcha.oversight.models import Mode, Paper, PaperSource, PaperTurn, Supervisor
from mingcha.oversight.offices import office_of

SEALED: Final = ("kind", "mode", "matter", "facts", "basis", "demands", "number")
"""What the check code covers, besides organs, persons and terms."""


TOLD: Final = ("digest", "method", "objection_due", "report_due", "review_due", "served_on")
"""What the ledger keeps of a turn: with the check code there, a document that was changed afterwards is found out."""


class After(NamedTuple):
    """Where a document stands after a turn, and what the act is called in the ledger."""

    status: str
    act: str


AFTER: Final[dict[str, After]] = {
    PaperTurn.Kind.HANDED_IN: After(Paper.Status.HANDED_IN, "handed_in_oversight_paper"),
    PaperTurn.Kind.CHECKED: After(Paper.Status.CHECKED, "checked_oversight_paper"),
    PaperTurn.Kind.SIGNED: After(Paper.Status.SIGNED, "signed_oversight_paper"),
    PaperTurn.Kind.RETURNED: After(Paper.Status.DRAFT, "returned_oversight_paper"),
    PaperTurn.Kind.ISSUED: After(Paper.Status.ISSUED, "issued_oversight_paper"),
    PaperTurn.Kind.SERVED: After(Paper.Status.SERVED, "served_oversight_paper"),
    PaperTurn.Kind.OBJECTED: After(Paper.Status.OBJECTED, "objected_oversight_paper"),
    PaperTurn.Kind.UPHELD: After(Paper.Status.SERVED, "upheld_oversight_paper"),
    PaperTurn.Kind.CHANGED: After(Paper.Status.SERVED, "changed_oversight_paper"),
    PaperTurn.Kind.WITHDRAWN: After(Paper.Status.WITHDRAWN, "withdrawn_oversight_paper"),
    PaperTurn.Kind.REPORTED: After(Paper.Status.REPORTED, "reported_oversight_paper"),
    PaperTurn.Kind.SENT_BACK: After(Paper.Status.SERVED, "sent_back_oversight_paper"),
    PaperTurn.Kind.CLOSED: After(Paper.Status.CLOSED, "closed_oversight_paper"),
}


@dataclass(frozen=True)
class Draft:
    """What a document says; ``terms`` by event, where they differ from the region's."""

    kind: str
    mode: str
    organ: Organ
    matter: str
    facts: str
    basis: str
    demands: str
    supervisors: tuple[Supervisor, Supervisor]
    terms: Mapping[str, Span | None]
    sources: Sequence[tuple[str, int, str]] = ()
    secrecy: int = 0
    """The highest of its sources: their facts stand in it."""


@transaction.atomic
def draft_paper(draft: Draft, *, now: datetime | None = None, by: Post) -> Paper:
    """Draft a document 拟稿.

    Raises:
        NotAllowed: no right. Invalid: words missing, an organ that cannot be addressed, one person twice, a certificate that
        is not in force, a term that nobody has settled.
    """
    now = now or timezone.now()
    require(by, Perm.OVERSIGHT_PAPER_DRAFT)
    paper = Paper(issuer=by.organ, drafted_by=by, drafted_at=now, secrecy=draft.secrecy)
    _fill(paper, draft, now, by)
    paper.save()
    PaperSource.objects.bulk_create(
        [PaperSource(paper=paper, kind=kind, object_id=pk, label=label[:200]) for kind, pk, label in draft.sources]
    )
    PaperTurn.objects.create(paper=paper, kind=PaperTurn.Kind.DRAFTED, by=by, at=now)
    record("draft_oversight_paper", paper, by=by, kind=paper.kind, mode=paper.mode, organ=paper.organ.name)
    return paper


@transaction.atomic
def edit_paper(paper: Paper, draft: Draft, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """Write a draft anew; only whoever drafted it does.

    Raises:
        as draft_paper; WrongState: it is no draft any more. Conflict: stale.
    """
    now = now or timezone.now()
    fresh = of_issuing(paper, Perm.OVERSIGHT_PAPER_DRAFT, Paper.Status.DRAFT, seen, by=by)
    _only_drafter(fresh, by)
    _fill(fresh, draft, now, by)
    fresh.save()
    record("edit_oversight_paper", fresh, by=by, kind=fresh.kind, organ=fresh.organ.name)
    return fresh


def _fill(paper: Paper, draft: Draft, now: datetime, by: Post) -> None:
    if draft.kind not in Paper.Kind.values or draft.mode not in Mode.values:
        raise Invalid(_("请选择文书种类和监督方式"), "required", "kind")
    if not Organ.objects.within(by).filter(pk=draft.organ.pk).exists() or draft.organ.pk in by.organ.ancestry:
        raise Invalid(_("不能向“{organ}”发出监督文书").format(organ=draft.organ.name), "organ", "organ")
    day = timezone.localdate(now)
    paper.office = office_of(draft.organ, day, Perm.OVERSIGHT_PAPER_ANSWER)
    paper.kind, paper.mode, paper.matter = draft.kind, draft.mode, words_of(draft.matter, "matter", 120)
    paper.facts, paper.basis = words_of(draft.facts, "facts", 4_000), words_of(draft.basis, "basis")
    paper.demands = words_of(draft.demands, "demands")
    paper.first, paper.second = draft.supervisors
    refuse_supervisors(paper, day)
    for event, span in settled(by.organ, paper.kind, draft.terms).items():
        setattr(paper, f"{event}_days", span.days)
        setattr(paper, f"{event}_unit", span.unit)
    paper.belong_to(draft.organ)


def refuse_supervisors(paper: Paper, day: date) -> None:
    """Two different persons of the issuing organ, each with a certificate that counts on the day.

    Raises:
        Invalid: by name and reason.
    """
    if paper.first.person_id == paper.second.person_id:
        raise Invalid(_("监督人员应为两个不同的人"), "one_person", "second")
    for field, each in (("first", paper.first), ("second", paper.second)):
        if each.organ_id != paper.issuer_id:
            raise Invalid(_("{name}不是本机关的监督人员").format(name=each.person.name), "organ", field)
        if not each.counts_on(day):
            words = _("{name}的行政执法监督证 {number} 在 {day} 不在有效期内或者已暂扣、注销")
            told = words.format(name=each.person.name, number=each.number, day=day.isoformat())
            raise Invalid(told, "certificate", field)


@transaction.atomic
def hand_in_paper(paper: Paper, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """Hand a draft in 送审. Raises NotAllowed: somebody else's draft; WrongState, Conflict, Invalid as edit_paper."""
    now = now or timezone.now()
    fresh = of_issuing(paper, Perm.OVERSIGHT_PAPER_DRAFT, Paper.Status.DRAFT, seen, by=by)
    _only_drafter(fresh, by)
    refuse_supervisors(fresh, timezone.localdate(now))
    step(fresh, PaperTurn.Kind.HANDED_IN, "", now=now, by=by)
    return fresh


def _only_drafter(paper: Paper, by: Post) -> None:
    if paper.drafted_by.person_id != by.person_id:
        raise NotAllowed(_("只有拟稿人可以修改和送审"))


@transaction.atomic
def check_paper(paper: Paper, words: str, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """Check a draft 核稿. Raises Conflict ``second_person_required``: whoever drafted it."""
    fresh = of_issuing(paper, Perm.OVERSIGHT_PAPER_CHECK, Paper.Status.HANDED_IN, seen, by=by)
    if by.person_id == fresh.drafted_by.person_id:
        raise Conflict(_("拟稿人不能核稿"), "second_person_required")
    fields = {"checked_by": by}
    step(fresh, PaperTurn.Kind.CHECKED, words, fields, now=now, by=by)
    return fresh


@transaction.atomic
def sign_paper(paper: Paper, words: str, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """Sign 签发. Whoever drafted never does; whoever checked only where the region has settled for 小县模式.

    Raises:
        Conflict: ``second_person_required``.
    """
    now = now or timezone.now()
    fresh = of_issuing(paper, Perm.OVERSIGHT_PAPER_SIGN, Paper.Status.CHECKED, seen, by=by)
    if by.person_id == fresh.drafted_by.person_id:
        raise Conflict(_("拟稿人不能签发"), "second_person_required")
    checker = fresh.checked_by
    if checker and checker.person_id == by.person_id and not may_be_one(by.organ, Merge.ADJACENT_GATES):
        raise Conflict(_("核稿人不能签发"), "second_person_required")
    refuse_supervisors(fresh, timezone.localdate(now))
    fields = {"signed_by": by}
    step(fresh, PaperTurn.Kind.SIGNED, words, fields, now=now, by=by)
    return fresh


@transaction.atomic
def return_paper(paper: Paper, words: str, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """Send a draft back to whoever drafted it 退回: whoever checks; whoever signs, also after signing as long as it has no number,
    since a certificate may end meanwhile. Raises Invalid: no reason."""
    said = words_of(words, "words")
    signing = paper.status in (Paper.Status.CHECKED, Paper.Status.SIGNED)
    perm = Perm.OVERSIGHT_PAPER_SIGN if signing else Perm.OVERSIGHT_PAPER_CHECK
    fresh = of_issuing(paper, perm, paper.status if signing else Paper.Status.HANDED_IN, seen, by=by)
    step(fresh, PaperTurn.Kind.RETURNED, said, {"checked_by": None, "signed_by": None}, now=now, by=by)
    paper_notices.redraft(fresh, said)
    return fresh


@transaction.atomic
def issue_paper(paper: Paper, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """Number and seal 编号用印: the number of the year's series, and the check code over all that the document says.

    Raises:
        Invalid: a certificate has meanwhile ended.
    """
    now = now or timezone.now()
    fresh = of_issuing(paper, Perm.OVERSIGHT_PAPER_DRAFT, Paper.Status.SIGNED, seen, by=by)
    day = timezone.localdate(now)
    refuse_supervisors(fresh, day)
    fresh.number = take_number(fresh.issuer, paper_notices.series_word(fresh), day, by)
    fields = {"number": fresh.number, "issued_at": now, "digest": check_code(fresh)}
    step(fresh, PaperTurn.Kind.ISSUED, fresh.number, fields, now=now, by=by)
    return fresh


def check_code(paper: Paper) -> str:
    """The SM3 of what a document says: of any other words it would be another."""
    said: dict[str, Any] = {name: getattr(paper, name) for name in SEALED}
    said |= {"issuer": paper.issuer.name, "organ": paper.organ.name}
    said["supervisors"] = [[each.person.name, each.number] for each in (paper.first, paper.second)]
    said["terms"] = [[paper.report_days, paper.report_unit], [paper.objection_days, paper.objection_unit]]
    said["terms"].append([paper.review_days, paper.review_unit])
    return leaf_of(ALGORITHM, plain(said))


def of_issuing(paper: Paper, perm: Perm, status: str, seen: int, *, by: Post) -> Paper:
    """A document of the organ of ``by``, in the status that the act needs; locked, and as it was seen.

    Raises:
        NotAllowed: no right, out of reach, another organ's. Conflict: stale. WrongState: another status.
    """
    require(by, perm, paper)
    check_version(paper, seen)
    fresh = locked(paper)
    if fresh.issuer_id != by.organ_id:
        raise NotAllowed(_("这份监督文书不是本机关的"))
    in_status(fresh, status)
    return fresh


def in_status(paper: Paper, status: str) -> None:
    """Raises WrongState unless the document is there."""
    if paper.status != status:
        words = _("监督文书现在是“{now}”，不能这样办理")
        raise WrongState(words.format(now=paper.get_status_display()), "wrong_status")


def step(
    paper: Paper,
    kind: str,
    words: str,
    fields: Mapping[str, Any] | None = None,
    *,
    now: datetime | None = None,
    by: Post,
) -> PaperTurn:
    """Move a document on as the turn says, keep the turn, and let whoever is next know. Whoever calls has checked the right."""
    now = now or timezone.now()
    after = AFTER[kind]
    told = {name: value for name, value in (fields or {}).items() if name in TOLD}
    move(paper, after.status, act=after.act, by=by, fields=fields or {}, number=str(paper), **told)
    turn = PaperTurn.objects.create(paper=paper, kind=kind, words=words.strip()[:4_000], by=by, at=now)
    paper_notices.paper_waits(paper)
    return turn
