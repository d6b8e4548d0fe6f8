# SPDX-License-Identifier: Apache-2.0
"""Writes of the register of enforcement officers, auxiliary staff and certificates (S1-09)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.ledger import By, Invalid, WrongState, move, record
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.actions.certificates import require_exam
from mingcha.organs.changes import assign, unique
from mingcha.organs.models import Certificate, Officer, Organ
from mingcha.organs.perms import Perm
from mingcha.organs.search import search_text


@transaction.atomic
def create_officer(given: Mapping[str, Any], *, by: By) -> Officer:
    """Register an officer or a member of auxiliary staff. Raises Invalid ``taken``, ``organ_closed``."""
    require(by, Perm.ORGANS_OFFICER_EDIT)
    officer = Officer(**given)
    _refuse_faults(officer)
    officer.search_text = search_text(officer.name)
    officer.save()
    require(by, Perm.ORGANS_OFFICER_EDIT, officer)
    record("create_officer", officer, by=by, kind=officer.kind, organ=officer.organ.name)
    return officer


@transaction.atomic
def edit_officer(officer: Officer, version: int, given: Mapping[str, Any], *, by: By) -> Officer:
    """Change name, organ, kind or account. Raises Invalid ``taken``, ``organ_closed``, ``has_certificates``, Conflict ``stale``."""
    require(by, Perm.ORGANS_OFFICER_EDIT, officer)
    check_version(officer, version)
    what = assign(officer, given)
    _refuse_faults(officer)
    valid = officer.certificates.filter(status=Certificate.Status.VALID)
    if officer.kind == Officer.Kind.AUXILIARY and valid.exists():
        raise Invalid(_("还有未注销的执法证，不能改为辅助人员"), "has_certificates", "kind")
    officer.search_text = search_text(officer.name, *officer.certificates.values_list("number", flat=True))
    officer.save()
    require(by, Perm.ORGANS_OFFICER_EDIT, officer)
    record("edit_officer", officer, by=by, **what)
    return officer


@transaction.atomic
def dismiss_officer(officer: Officer, reason: str, *, by: By) -> Officer:
    """She has left the organ."""
    require(by, Perm.ORGANS_OFFICER_EDIT, officer)
    return move(officer, Officer.Status.LEFT, act="dismiss_officer", by=by, reason=reason)


@transaction.atomic
def reinstate_officer(officer: Officer, reason: str, *, by: By) -> Officer:
    """She is back."""
    require(by, Perm.ORGANS_OFFICER_EDIT, officer)
    return move(officer, Officer.Status.ACTIVE, act="reinstate_officer", by=by, reason=reason)


@transaction.atomic
def add_certificate(officer: Officer, given: Mapping[str, Any], *, by: By) -> Certificate:
    """Enter a certificate; whom no register knew is an officer from then on (S1-09).

    Raises Invalid ``auxiliary``, ``taken``, ``date_order``, ``no_exam``.
    """
    require(by, Perm.ORGANS_OFFICER_EDIT, officer)
    officer = locked(officer)
    certificate = Certificate(officer=officer, **given)
    certificate.area_lo, certificate.area_hi = certificate.area.span
    _refuse_certificate(certificate)
    require_exam(officer, certificate.valid_from)
    with unique("number", _("这个执法证号已登记")):
        certificate.save()
    registered = officer.kind == Officer.Kind.UNREGISTERED
    officer.kind = Officer.Kind.OFFICER
    officer.search_text = search_text(officer.name, *officer.certificates.values_list("number", flat=True))
    officer.save(update_fields=["kind", "search_text"])
    record(
        "add_certificate",
        officer,
        by=by,
        number=certificate.number,
        category=certificate.category,
        area=certificate.area_id,
        valid_from=certificate.valid_from,
        valid_to=certificate.valid_to,
        registered=registered,
    )
    return certificate


def _refuse_faults(officer: Officer) -> None:
    faults: list[tuple[str | None, str, str]] = []
    if officer.organ.status != Organ.Status.ACTIVE:
        faults.append(("organ", "organ_closed", _("这个机构已撤并")))
    if officer.person_id and Officer.objects.filter(person=officer.person_id).exclude(pk=officer.pk).exists():
        faults.append(("person", "taken", _("这个账户已关联另一名执法人员")))
    if faults:
        raise Invalid.many(faults)


def _refuse_certificate(certificate: Certificate) -> None:
    if certificate.officer.status != Officer.Status.ACTIVE:
        raise WrongState(_("离岗人员不能登记执法证"), "left")
    faults: list[tuple[str | None, str, str]] = []
    if certificate.officer.kind == Officer.Kind.AUXILIARY:
        faults.append((None, "auxiliary", _("辅助人员不能持有执法证；取得执法资格后，请先更改类别")))
    if certificate.valid_to and certificate.valid_to < certificate.valid_from:
        faults.append(("valid_to", "date_order", _("止期不能早于起期")))
    if faults:
        raise Invalid.many(faults)
