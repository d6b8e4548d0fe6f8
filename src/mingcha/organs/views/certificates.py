# SPDX-License-Identifier: Apache-2.0
"""Pages of exams and certificates: entered, verified each year, suspended, given back, revoked (S1-09, S4-06, S4-09)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.organs.access import find, requires
from mingcha.organs.actions.certificates import (
    add_exam,
    return_certificate,
    revoke_certificate,
    suspend_certificate,
    verify_certificate,
)
from mingcha.organs.actions.officers import add_certificate
from mingcha.organs.forms.certificates import ExamForm, VerificationForm
from mingcha.organs.forms.fields import ReasonForm
from mingcha.organs.forms.officers import CertificateForm
from mingcha.organs.models import Certificate, Officer
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.organs.views.officers import crumbs
from mingcha.web.editing import edited

EDIT = Perm.ORGANS_OFFICER_EDIT


def _page(officer: Officer, title: str, done: str, **more: Any) -> dict[str, Any]:
    way = {"crumbs": crumbs(officer, title), "cancel": officer.get_absolute_url()}
    return {"title": title, "lead": officer.name, "done": done, **way, **more}


def _found(request: StaffRequest, pk: int) -> Certificate:
    return find(Certificate.objects.select_related("officer"), request.post, pk, EDIT)


@requires(EDIT)
def exam_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter an exam of an officer."""
    officer = find(Officer, request.post, pk, EDIT)

    def act(given: dict[str, Any]) -> Officer:
        add_exam(officer, given, by=request.post)
        return officer

    return edited(request, ExamForm(request.POST or None), act, _page(officer, _("登记资格考试"), _("考试已登记")))


@requires(EDIT)
def certificate_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter a certificate of an officer who has passed an exam."""
    officer = find(Officer, request.post, pk, EDIT)

    def act(given: dict[str, Any]) -> Officer:
        add_certificate(officer, given, by=request.post)
        return officer

    initial = {"area": request.post.organ.region_code}
    page = _page(officer, _("登记执法证"), _("执法证已登记"), two=True)
    return edited(request, CertificateForm(request.post, request.POST or None, initial=initial), act, page)


@requires(EDIT)
def certificate_verify(request: StaffRequest, pk: int) -> HttpResponse:
    """Enter the verification of a year."""
    certificate = _found(request, pk)
    officer = certificate.officer
    page = _page(officer, _("年度审验"), _("审验结果已登记"), submit=_("登记"))
    page |= {
        "text": _("合格的，有效期顺延到下一年度末，不超过证载有效期；不合格的，从今天起暂扣。"),
        "facts": [(_("姓名"), officer.name), (_("执法证号"), certificate.number)],
    }

    def act(given: dict[str, Any]) -> Officer:
        passed = given["result"] == "passed"
        verify_certificate(certificate, given["year"], passed=passed, note=given["note"], by=request.post)
        return officer

    form = VerificationForm(request.POST or None, initial={"year": timezone.localdate().year})
    return edited(request, form, act, page, template="web/confirm.html")


def _reasoned(
    request: StaffRequest, pk: int, words: tuple[str, str, str], action: Callable[..., Any], *, danger: bool
) -> HttpResponse:
    """A page that asks why; ``words``: title, what it does, message."""
    certificate = _found(request, pk)
    officer = certificate.officer
    title, text, done = words
    page = _page(officer, title, done, submit=title, danger=danger, text=text)
    page["facts"] = [(_("姓名"), officer.name), (_("执法证号"), certificate.number)]

    def act(given: dict[str, str]) -> Officer:
        action(certificate, given["reason"], by=request.post)
        return officer

    return edited(request, ReasonForm(request.POST or None), act, page, template="web/confirm.html")


@requires(EDIT)
def certificate_suspend(request: StaffRequest, pk: int) -> HttpResponse:
    """It does not count until it is given back."""
    words = _("暂扣执法证"), _("从今天起不得执法；办理环节会报警，直到发还。"), _("执法证已暂扣")
    return _reasoned(request, pk, words, suspend_certificate, danger=True)


@requires(EDIT)
def certificate_return(request: StaffRequest, pk: int) -> HttpResponse:
    """It counts again."""
    words = _("发还执法证"), _("从今天起恢复有效；暂扣期间办理的环节仍然没有资格。"), _("执法证已发还")
    return _reasoned(request, pk, words, return_certificate, danger=False)


@requires(EDIT)
def certificate_revoke(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a certificate out of force."""
    words = _("注销执法证"), _("注销后不能恢复；记录保留。"), _("执法证已注销")
    return _reasoned(request, pk, words, revoke_certificate, danger=True)
