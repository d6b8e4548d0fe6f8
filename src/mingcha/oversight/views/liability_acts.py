# SPDX-License-Identifier: Apache-2.0
"""Acts on a matter of accountability: sent back, reviewed, stated, decided, objected to, withdrawn, passed on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.organs.access import BIGGEST, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight import forms_liability as forms
from mingcha.oversight.actions import deciding, proposing
from mingcha.oversight.models import Liability, Liable, Transfer
from mingcha.oversight.views.liability import DECIDE, READ, REVIEW, crumbs, within
from mingcha.web.editing import edited


@requires(REVIEW)
def liability_return(request: StaffRequest, pk: int) -> HttpResponse:
    """Send a proposal back."""
    return _with_words(request, within(request, pk, REVIEW), proposing.return_liability, (_("退回"), _("已退回")))


@requires(REVIEW)
def liability_review(request: StaffRequest, pk: int) -> HttpResponse:
    """Agree with a proposal, and ask for the defence of those it is about."""
    matter = within(request, pk, REVIEW)
    form = forms.ReviewForm(request.POST or None, initial={"version": matter.version})

    def act(given: dict[str, Any]) -> Liability:
        return proposing.review_liability(matter, given["words"], given["days"], given["version"], by=request.post)

    page = _page(matter, _("复核通过"), _("已复核，已告知陈述申辩"))
    page["lead"] = _("复核通过后，责任对象会收到告知，可以在期限内陈述申辩。")
    return edited(request, form, act, page)


@requires(READ)
def liability_state(request: StaffRequest, pk: int) -> HttpResponse:
    """State one's defence."""
    return _said(request, _liable(request, pk), deciding.state_defence, (_("陈述申辩"), _("已提交陈述申辩")))


@requires(READ)
def liability_object(request: StaffRequest, pk: int) -> HttpResponse:
    """Object to a decision."""
    return _said(request, _liable(request, pk), deciding.object_decision, (_("提出异议"), _("已提出异议")))


@requires(REVIEW)
def liability_answer(request: StaffRequest, pk: int) -> HttpResponse:
    """Answer an objection."""
    return _said(request, _liable(request, pk, REVIEW), deciding.answer_objection, (_("答复异议"), _("已答复")))


@requires(DECIDE)
def liability_decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide by one form or several."""
    matter = within(request, pk, DECIDE)
    rows = list(matter.liables.select_related("person", "organ"))
    form = forms.DecideForm(rows, request.POST or None, initial={"version": matter.version})

    def act(given: dict[str, Any]) -> Liability:
        return deciding.decide_liability(matter, form.verdict, given["version"], by=request.post)

    page = _page(matter, _("作出决定"), _("已作出决定")) | {"two": True}
    page["lead"] = _("写明效力的方式即为采用，可以单独使用，也可以合并使用。如：在全区通报；六个月内不得评优。")
    return edited(request, form, act, page)


@requires(DECIDE)
def liability_drop(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide that nobody is held liable."""
    return _with_words(
        request, within(request, pk, DECIDE), deciding.drop_liability, (_("不予追究"), _("已决定不予追究"))
    )


@requires(DECIDE)
def liability_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Withdraw a decision."""
    return _with_words(
        request, within(request, pk, DECIDE), deciding.withdraw_liability, (_("撤销决定"), _("决定已撤销"))
    )


@requires(DECIDE)
def liability_transfer(request: StaffRequest, pk: int) -> HttpResponse:
    """Pass a suspected crime to the judicial organs."""
    matter = within(request, pk, DECIDE)
    first = {"version": matter.version, "day": timezone.localdate()}
    form = forms.TransferForm(request.POST or None, initial=first)

    def act(given: dict[str, Any]) -> str:
        deciding.transfer_suspects(matter, form.handover, given["version"], by=request.post)
        return matter.get_absolute_url()

    page = _page(matter, _("移送司法机关"), _("已登记移送"))
    return edited(request, form, act, page | {"lead": _("涉嫌犯罪的，移送司法机关处理，并登记移送情况。")})


@requires(DECIDE)
def liability_receipt(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep the receipt of a judicial organ."""
    row = Transfer.objects.filter(pk=pk).first() if pk <= BIGGEST else None
    if row is None:
        raise Http404
    matter = within(request, row.liability_id, DECIDE)
    form = forms.ReceiptForm(request.POST or None)

    def act(given: dict[str, Any]) -> str:
        deciding.keep_receipt(row, given["receipt"], by=request.post)
        return matter.get_absolute_url()

    return edited(request, form, act, _page(matter, _("补登回执"), _("已登记")))


def _liable(request: StaffRequest, pk: int, perm: Perm = READ) -> Liable:
    """Somebody whom a matter within reach is about."""
    row = Liable.objects.filter(pk=pk).first() if pk <= BIGGEST else None
    if row is None:
        raise Http404
    matter = within(request, row.liability_id, perm)
    row.liability = matter
    return row


def _said(request: StaffRequest, row: Liable, say: Callable[..., Any], words: tuple[str, str]) -> HttpResponse:
    form = forms.StatementForm(request.POST or None)

    def act(given: dict[str, Any]) -> str:
        say(row, given["words"], by=request.post)
        return row.liability.get_absolute_url()

    page = _page(row.liability, *words)
    if row.objection and say is deciding.answer_objection:
        page["lead"] = row.objection
    return edited(request, form, act, page)


def _with_words(
    request: StaffRequest, matter: Liability, do: Callable[..., Liability], words: tuple[str, str]
) -> HttpResponse:
    form = forms.WordsForm(request.POST or None, initial={"version": matter.version})

    def act(given: dict[str, Any]) -> Liability:
        return do(matter, given["words"], given["version"], by=request.post)

    return edited(request, form, act, _page(matter, *words))


def _page(matter: Liability, title: str, done: str) -> dict[str, Any]:
    return {
        "title": title,
        "lead": f"{matter} {matter.organ.name}",
        "object": matter,
        "crumbs": crumbs(str(matter), matter, title),
        "cancel": matter.get_absolute_url(),
        "submit": title,
        "done": done,
    }
