# SPDX-License-Identifier: Apache-2.0
"""A document is served, objected to and reviewed, answered and accepted (domain.md c.6): 送达回证 → 异议 → 复查 → 整改报告 → 办结."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.files.actions import keep, take
from mingcha.ledger import Conflict, Invalid, NotAllowed, WrongState
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.oversight.actions.answering import ACCEPT, MOST_FILES
from mingcha.oversight.actions.issuing import words_of
from mingcha.oversight.actions.papers import in_status, of_issuing, step
from mingcha.oversight.clocks import MOST, Span, due_of
from mingcha.oversight.models import Paper, PaperTurn
from mingcha.oversight.offices import first_rung

Uploads = Sequence[Any]
MIDDAY = timedelta(hours=12)
ON_PAPER: Final = tuple(method for method in Paper.Method.values if method != Paper.Method.ONLINE)
"""How a bureau serves by itself."""


@dataclass(frozen=True)
class Receipt:
    """送达回证: when, how, by whom it was taken, with the signed receipt as a file where there is one."""

    on: date
    method: str
    receiver: str
    files: Uploads = ()


def serve_paper(paper: Paper, receipt: Receipt, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """Enter the receipt of a document that was served on paper. From its day the terms run.

    Raises:
        Invalid: no receiver, a day before the seal or after today, a file that is not what it says; that it was signed for on
        the platform, which only the office does. NotAllowed, WrongState, Conflict: as of_issuing.
    """
    now = now or timezone.now()
    if receipt.method not in ON_PAPER:
        raise Invalid(_("请选择送达方式"), "required", "method")
    receiver = words_of(receipt.receiver, "receiver", 60)
    taken = _taken(receipt.files)
    with transaction.atomic():
        fresh = of_issuing(paper, Perm.OVERSIGHT_PAPER_DRAFT, Paper.Status.ISSUED, seen, by=by)
        assert fresh.issued_at is not None
        if not timezone.localdate(fresh.issued_at) <= receipt.on <= timezone.localdate(now):
            raise Invalid(_("送达日期应在用印日期和今天之间"), "day", "on")
        fields = {"method": receipt.method, "receiver": receiver} | _terms(fresh, receipt.on)
        turn = step(fresh, PaperTurn.Kind.SERVED, str(Paper.Method(receipt.method).label), fields, now=now, by=by)
        turn.files.set([keep(each, by=by) for each in taken])
    return fresh


@transaction.atomic
def receive_paper(paper: Paper, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """The office signs for it on the platform 签收; that is the receipt."""
    now = now or timezone.now()
    fresh = _of_office(paper, Paper.Status.ISSUED, seen, by)
    fields = {"method": Paper.Method.ONLINE, "receiver": by.person.name[:60]}
    fields |= _terms(fresh, timezone.localdate(now))
    step(fresh, PaperTurn.Kind.SERVED, _("平台签收"), fields, now=now, by=by)
    return fresh


def _terms(paper: Paper, day: date) -> dict[str, Any]:
    """The terms of a document that was served on a day; where that is past, rungs that have gone by stand at once."""
    began = _noon(day)
    report = due_of(Span(paper.report_days, paper.report_unit), began)
    objection = due_of(Span(paper.objection_days, paper.objection_unit), began)
    return {
        "served_on": day,
        "report_due": report,
        "objection_due": objection,
        "remind_at": first_rung(report, began),
    }


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, datetime.min.time())) + MIDDAY


@transaction.atomic
def object_to_paper(paper: Paper, words: str, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """The organ objects 提出异议. Once in the life of a document.

    Raises:
        WrongState: ``too_late``, the term has passed; ``reviewed``, it was objected to before.
    """
    now, said = now or timezone.now(), words_of(words, "words", 4_000)
    fresh = _of_office(paper, Paper.Status.SERVED, seen, by)
    if fresh.review_due is not None:
        raise WrongState(_("这份监督文书的异议已经复查"), "reviewed")
    if fresh.objection_due is not None and now > fresh.objection_due:
        raise WrongState(_("提出异议的期限已过"), "too_late")
    due = due_of(Span(fresh.review_days, fresh.review_unit), now)
    fields = {"review_due": due, "report_due": None, "remind_at": first_rung(due, now)}  # no term runs until the review
    step(fresh, PaperTurn.Kind.OBJECTED, said, fields, now=now, by=by)
    return fresh


@dataclass(frozen=True)
class Finding:
    """What a review found: upheld, changed (with what is demanded now) or withdrawn."""

    outcome: str
    words: str
    revised: str = ""


@transaction.atomic
def review_paper(paper: Paper, finding: Finding, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """Review an objection 复查: somebody who may sign and has not drafted it. What stands is to be answered within the same
    number of days, from the day of the review on.

    Raises:
        Conflict: ``second_person_required``. Invalid: no words, nothing demanded where it was changed.
    """
    now, said = now or timezone.now(), words_of(finding.words, "words", 4_000)
    kinds = (PaperTurn.Kind.UPHELD, PaperTurn.Kind.CHANGED, PaperTurn.Kind.WITHDRAWN)
    if finding.outcome not in kinds:
        raise Invalid(_("请选择复查结论"), "required", "outcome")
    fresh = of_issuing(paper, Perm.OVERSIGHT_PAPER_SIGN, Paper.Status.OBJECTED, seen, by=by)
    if by.person_id == fresh.drafted_by.person_id:
        raise Conflict(_("拟稿人不能复查异议"), "second_person_required")
    fields: dict[str, Any] = {"remind_at": None, "closed_at": now}
    if finding.outcome != PaperTurn.Kind.WITHDRAWN:
        fields = _anew(fresh, Span(fresh.report_days, fresh.report_unit), now)
    if finding.outcome == PaperTurn.Kind.CHANGED:
        fields["revised"] = words_of(finding.revised, "revised")
    step(fresh, finding.outcome, said, fields, now=now, by=by)
    return fresh


def _anew(paper: Paper, span: Span, now: datetime) -> dict[str, Any]:
    due = due_of(span, now)
    return {"report_due": due, "remind_at": first_rung(due, now)}


def report_paper(
    paper: Paper, words: str, files: Uploads, seen: int, *, now: datetime | None = None, by: Post
) -> Paper:
    """The organ answers with what it has put right 整改报告. One that comes late is taken, and stands there as late.

    Raises:
        NotAllowed: another office. WrongState: it is not to be answered. Invalid: no words, a file that is not what it says.
    """
    now, said = now or timezone.now(), words_of(words, "words", 4_000)
    taken = _taken(files)
    with transaction.atomic():
        fresh = _of_office(paper, Paper.Status.SERVED, seen, by)
        fields = {"reported_at": now, "remind_at": None}
        turn = step(fresh, PaperTurn.Kind.REPORTED, said, fields, now=now, by=by)
        turn.files.set([keep(each, by=by) for each in taken])
    return fresh


@transaction.atomic
def send_back_report(paper: Paper, words: str, days: int, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """Send a report back 退回: it has to be answered anew, within so many days of the document's kind.

    Raises:
        Invalid: no reason, a term that is none.
    """
    now, said = now or timezone.now(), words_of(words, "words")
    if not 0 < days <= MOST:
        raise Invalid(_("应在 1 到 {most} 日之间").format(most=MOST), "range", "days")
    fresh = of_issuing(paper, Perm.OVERSIGHT_PAPER_DRAFT, Paper.Status.REPORTED, seen, by=by)
    fields = _anew(fresh, Span(days, fresh.report_unit), now) | {"reported_at": None}
    step(fresh, PaperTurn.Kind.SENT_BACK, said, fields, now=now, by=by)
    return fresh


@transaction.atomic
def close_paper(paper: Paper, words: str, seen: int, *, now: datetime | None = None, by: Post) -> Paper:
    """Accept a report, and with it end the document 办结. Raises Invalid: no words."""
    now, said = now or timezone.now(), words_of(words, "words")
    fresh = of_issuing(paper, Perm.OVERSIGHT_PAPER_DRAFT, Paper.Status.REPORTED, seen, by=by)
    step(fresh, PaperTurn.Kind.CLOSED, said, {"closed_at": now, "remind_at": None}, now=now, by=by)
    return fresh


def _of_office(paper: Paper, status: str, seen: int, by: Post) -> Paper:
    """A document that waits for the office in which ``by`` sits; locked, and as it was seen."""
    require(by, Perm.OVERSIGHT_PAPER_ANSWER, paper)
    check_version(paper, seen)
    fresh = locked(paper)
    if not by.organ.path.startswith(fresh.office.path):
        raise NotAllowed(_("这份监督文书不是发给本单位的"))
    in_status(fresh, status)
    return fresh


def _taken(files: Uploads) -> list[Any]:
    if len(files) > MOST_FILES:
        raise Invalid(_("最多 {most} 个文件").format(most=MOST_FILES), "too_many", "uploads")
    return [take(file, accept=ACCEPT, field="uploads") for file in files]
