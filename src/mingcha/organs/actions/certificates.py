# SPDX-License-Identifier: Apache-2.0
"""Writes of what qualifies an officer: exam, certificate, yearly verification, suspension, revocation (S1-09, S4-06, S4-09).

Nobody gets a certificate without a passed exam on record, whoever enters it (decision 0020).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.ledger import By, Invalid, WrongState, move, record
from mingcha.ledger.moves import locked
from mingcha.organs.access import require
from mingcha.organs.changes import unique
from mingcha.organs.models import Certificate, CertificatePause, Exam, Officer, Verification
from mingcha.organs.perms import Perm
from mingcha.organs.spans import write_spans

Status, Kind = Certificate.Status, CertificatePause.Kind
DAY: Final = timedelta(days=1)


@transaction.atomic
def add_exam(officer: Officer, given: Mapping[str, Any], *, by: By) -> Exam:
    """Enter an exam that an officer took: ``on``, ``passed``, ``organiser``, ``score``. Raises Invalid."""
    require(by, Perm.ORGANS_OFFICER_EDIT, officer)
    if given["on"] > timezone.localdate():
        raise Invalid(_("考试日期不能晚于今天"), "date_range", "on")
    if officer.kind == Officer.Kind.AUXILIARY:
        raise Invalid(_("辅助人员不参加执法资格考试；取得报考资格后，请先更改类别"), "auxiliary")
    exam = Exam(officer=officer, **given)
    with unique("on", _("这一天的考试已登记")):
        exam.save()
    told = {"on": exam.on, "passed": exam.passed, "organiser": exam.organiser}
    record("add_exam", officer, by=by, **told)
    return exam


def require_exam(officer: Officer, day: date) -> None:
    """Raises Invalid unless the officer had passed an exam by that day (S4-09)."""
    if not officer.exams.filter(passed=True, on__lte=day).exists():
        words = _("没有 {day} 以前通过执法资格考试的记录：未经考试合格，不得授予执法资格")
        raise Invalid(words.format(day=day), "no_exam")


@transaction.atomic
def verify_certificate(certificate: Certificate, year: int, *, passed: bool, note: str, by: By) -> Verification:
    """Enter the verification of a year. Passed, the certificate counts to the end of the next year, if its term lasts so
    long; days since it lapsed do not count. A year before the last passed one is noted and changes nothing. Failed, it is
    suspended from today on.

    Raises:
        Invalid: the year is verified already or lies ahead, or no passed exam is on record.
        WrongState: the certificate has been revoked.
    """
    require(by, Perm.ORGANS_OFFICER_EDIT, certificate)
    certificate = locked(certificate)
    today = timezone.localdate()
    if certificate.status == Status.REVOKED:
        raise WrongState(_("执法证已注销，不能审验"), "revoked")
    if not certificate.valid_from.year <= year <= today.year:
        words = _("审验年度应在 {first} 到 {last} 之间")
        raise Invalid(words.format(first=certificate.valid_from.year, last=today.year), "year_range", "year")
    if passed:
        require_exam(certificate.officer, today)
    elif not note.strip():
        raise Invalid(_("请写明不合格的原因"), "required", "note")
    verification = Verification(certificate=certificate, year=year, on=today, passed=passed, note=note.strip())
    with unique("year", _("这一年度已审验")):
        verification.save()
    if passed and not certificate.verifications.filter(passed=True, year__gt=year).exists():
        _carry_on(certificate, year, today)
    told: dict[str, Any] = {
        "number": certificate.number,
        "year": year,
        "passed": passed,
        "valid_to": certificate.valid_to,
    }
    record("verify_certificate", certificate.officer, by=by, **told)
    if not passed and certificate.status == Status.VALID:
        suspend_certificate(certificate, _("{year} 年度审验不合格").format(year=year), by=by)
    return verification


def _carry_on(certificate: Certificate, year: int, today: date) -> None:
    """Its last day moves to the end of the next year, never beyond what is printed."""
    if not certificate.verifications.filter(passed=True).exclude(year=year).exists():
        certificate.term_to = certificate.valid_to
    before, term = certificate.valid_to, certificate.term_to
    if term is not None and term < today:
        raise Invalid(_("证载有效期已满，应换发新证"), "term_over", "year")
    if before is not None and before < today - DAY:
        certificate.pauses.create(kind=Kind.LAPSED, first_day=before + DAY, last_day=today - DAY)
    until = date(year + 1, 12, 31)
    certificate.valid_to = until if term is None else min(until, term)
    certificate.save(update_fields=["valid_to", "term_to"])
    write_spans(certificate)


@transaction.atomic
def suspend_certificate(certificate: Certificate, reason: str, *, by: By) -> Certificate:
    """From today on it does not count, until it is given back. Raises WrongState."""
    require(by, Perm.ORGANS_OFFICER_EDIT, certificate)
    move(certificate, Status.SUSPENDED, act="suspend_certificate", by=by, reason=reason)
    certificate.pauses.create(kind=Kind.SUSPENDED, first_day=timezone.localdate(), reason=reason)
    write_spans(certificate)
    return certificate


@transaction.atomic
def return_certificate(certificate: Certificate, reason: str, *, by: By) -> Certificate:
    """It counts again from today on. Raises WrongState."""
    require(by, Perm.ORGANS_OFFICER_EDIT, certificate)
    if certificate.status != Status.SUSPENDED:
        raise WrongState(_("执法证没有被暂扣"), "not_suspended")
    move(certificate, Status.VALID, act="return_certificate", by=by, reason=reason)
    open_pauses = certificate.pauses.filter(kind=Kind.SUSPENDED, last_day=None)
    today = timezone.localdate()
    open_pauses.filter(first_day=today).delete()
    open_pauses.update(last_day=today - DAY)
    write_spans(certificate)
    return certificate


@transaction.atomic
def revoke_certificate(certificate: Certificate, reason: str, *, by: By) -> Certificate:
    """Take a certificate out of force from today on; it stays on record. Raises WrongState."""
    require(by, Perm.ORGANS_OFFICER_EDIT, certificate)
    fields = {"revoked_on": timezone.localdate()}
    move(certificate, Status.REVOKED, act="revoke_certificate", by=by, fields=fields, reason=reason)
    write_spans(certificate)
    return certificate
