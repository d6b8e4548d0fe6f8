# SPDX-License-Identifier: Apache-2.0
"""The clock of oversight documents: whoever has to answer, or to review an objection, is reminded a day before the term and
again when it has passed; then those who asked hear of it too."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from mingcha.ledger import record
from mingcha.ledger.moves import locked
from mingcha.organs.models import Person
from mingcha.organs.perms import Perm
from mingcha.oversight import paper_notices
from mingcha.oversight.models import Paper, PaperTurn
from mingcha.oversight.notices import CLOCK
from mingcha.oversight.offices import able

SLICE: Final = 200


def remind_papers(now: datetime) -> int:
    """Remind of every document whose rung has come. Gives how many there were."""
    done = 0
    while found := list(
        Paper.objects.filter(remind_at__lte=now).order_by("remind_at").values_list("pk", flat=True)[:SLICE]
    ):
        done += sum(_remind(pk, now) for pk in found)
    return done


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    paper = locked(Paper(pk=pk))
    if paper.remind_at is None or paper.remind_at > now:  # it was answered in this very moment
        return 0
    due = paper.review_due if paper.status == Paper.Status.OBJECTED else paper.report_due
    assert due is not None, "a document with a rung has a term"
    overdue = now >= due
    paper_notices.due(paper, waited_for(paper, now), issuers(paper, now) if overdue else [], overdue=overdue)
    paper.remind_at = None if overdue else due
    paper.save(update_fields=["remind_at"])
    PaperTurn.objects.create(paper=paper, kind=PaperTurn.Kind.REMINDED, at=now)
    record("remind_oversight_paper", paper, by=CLOCK, number=str(paper), overdue=overdue)
    return 1


def waited_for(paper: Paper, now: datetime) -> list[Person]:
    """For whom a document waits: its office, or whoever reviews an objection."""
    day = timezone.localdate(now)
    if paper.status == Paper.Status.OBJECTED:
        return able(paper.issuer, Perm.OVERSIGHT_PAPER_SIGN, day)
    return able(paper.office, Perm.OVERSIGHT_PAPER_ANSWER, day)


def issuers(paper: Paper, now: datetime) -> list[Person]:
    """Those of the issuing organ who handle documents."""
    return able(paper.issuer, Perm.OVERSIGHT_PAPER_DRAFT, timezone.localdate(now))
