# SPDX-License-Identifier: Apache-2.0
"""Pages of the lists of the three systems (S4-03 … S4-08, S4-17, S4-22, S4-23, S4-31)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.core.paginator import InvalidPage, Page, Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.catalog.actions.registers import (
    add_lines,
    begin_register,
    check_writable,
    differences,
    draw_lines,
    review_register,
    save_lines,
    submit_register,
    withdraw_register,
)
from mingcha.catalog.document import digest_of
from mingcha.catalog.forms.fields import ReasonForm
from mingcha.catalog.forms.registers import LineForm, LineRow, RegisterForm, SubmitForm
from mingcha.catalog.forms.standards import ReviewForm
from mingcha.catalog.lists_registers import REGISTERS
from mingcha.catalog.models import Register
from mingcha.catalog.registers import LAYOUTS, Layout, Line, lines_of
from mingcha.catalog.views.standards import crumbs
from mingcha.ledger import Conflict
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.web.editing import edited
from mingcha.web.pasting import Sheet, pasted

READ, EDIT, REVIEW = Perm.CATALOG_ITEM_READ, Perm.CATALOG_REGISTER_EDIT, Perm.CATALOG_REGISTER_REVIEW
Status = Register.Status
WIDE = 6
"""With more columns than that each line is drawn as a card."""
SIZE = 100
"""Lines a page."""


def _way(*further: tuple[str, str]) -> list[dict[str, str]]:
    return crumbs("catalog:register-list", _("三项制度清单"), *further)


def _found(request: StaffRequest, pk: int, perm: Perm) -> Register:
    return find(Register.objects.select_related("organ"), request.post, pk, perm)


def layout_of(register: Register) -> Layout:
    """What its kind of list consists of."""
    return LAYOUTS[Register.Kind(register.kind)]


def _page(register: Register, title: str, **more: Any) -> dict[str, Any]:
    """The context of a page about a list."""
    page = {"title": title, "lead": str(register), "object": register, "cancel": register.get_absolute_url()}
    return page | {"crumbs": _way((str(register), register.get_absolute_url()), (title, ""))} | more


@require_safe
@requires(READ)
def register_list(request: StaffRequest) -> HttpResponse:
    """The lists of the organs within reach, every version."""
    acts = []
    if request.post.may(EDIT):
        acts.append({"label": _("编制清单"), "url": reverse("catalog:register-new"), "icon": "plus", "primary": True})
    return REGISTERS.show(request, acts=acts, crumbs=_way())


@require_safe
@requires(READ)
def register_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One version with its lines, and what it changed."""
    register = _found(request, pk, READ)
    layout, post = layout_of(register), request.post
    former = Register.objects.filter(organ=register.organ_id, kind=register.kind, number=register.number - 1).first()
    added, removed = differences(former.lines, register.lines) if former else ([], [])
    live = register.status in (Status.DRAFT, Status.EFFECTIVE)
    drawn = lines_of(register.kind, register.organ, timezone.localdate()) if live else None
    page = _asked_page(request, len(register.lines))
    context = {
        "title": register.get_kind_display(),
        "register": register,
        "labels": list(layout.columns.values()),
        "lines": _drawn(register.lines, layout, added, page),
        "page": page,
        "wide": len(layout.columns) > WIDE,
        "former": former,
        "removed": _drawn(removed[:SIZE], layout),
        "removed_count": len(removed),
        "added": len(added),
        "is_drawn": drawn is not None,
        "behind": live and drawn is not None and drawn != register.lines,
        "versions": Register.objects.filter(organ=register.organ_id, kind=register.kind).order_by("-number"),
        "may_edit": post.may(EDIT) and register.organ.path.startswith(post.organ.path),
        "may_review": post.may(REVIEW),
        "crumbs": _way((str(register), "")),
    }
    return render(request, "catalog/register_detail.html", context)


def _asked_page(request: StaffRequest, lines: int) -> Page[int]:
    """The page in the address, of the places of the lines."""
    asked = request.GET.get("page", "1")
    try:
        return Paginator(range(1, lines + 1), SIZE).page(asked)
    except InvalidPage as error:
        raise BadRequest(_("没有这一页")) from error


def _drawn(
    lines: Sequence[Line], layout: Layout, new: Sequence[Line] = (), page: Page[int] | None = None
) -> list[dict[str, Any]]:
    """Each line of a page as its cells in the columns' order, with its place, and whether it is new."""
    places = range(1, len(lines) + 1) if page is None else page.object_list
    fresh = {_values(line) for line in new}
    return [
        {
            "place": place,
            "cells": [(label, lines[place - 1].get(name, "")) for name, label in layout.columns.items()],
            "new": _values(lines[place - 1]) in fresh,
        }
        for place in places
    ]


def _values(line: Line) -> tuple[tuple[str, str], ...]:
    return tuple(sorted(line.items()))


@requires(EDIT)
def register_new(request: StaffRequest) -> HttpResponse:
    """Begin a list, or its next version."""
    page = {
        "title": _("编制清单"),
        "lead": _("已有的清单从上一版改起；执法事项、执法人员、流程图和服务指南从现有数据生成"),
        "crumbs": _way((_("编制清单"), "")),
        "cancel": reverse("catalog:register-list"),
        "submit": _("开始"),
    }
    form = RegisterForm(request.post, request.POST or None, initial={"organ": request.post.organ_id})
    return edited(request, form, lambda given: begin_register(given["organ"], given["kind"], by=request.post), page)


@require_POST
@requires(EDIT)
def register_revise(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin the version after this one."""
    register = _found(request, pk, EDIT)
    return redirect(begin_register(register.organ, register.kind, by=request.post))


@require_POST
@requires(EDIT)
def register_draw(request: StaffRequest, pk: int) -> HttpResponse:
    """Draw the lines of a draft anew."""
    register = draw_lines(_found(request, pk, EDIT), by=request.post)
    messages.success(request, _("已从现有数据生成 {n} 行").format(n=len(register.lines)))
    return redirect(register)


@requires(EDIT)
def register_paste(request: StaffRequest, pk: int) -> HttpResponse:
    """Lines out of a spreadsheet, added to those that are there."""
    register = _found(request, pk, EDIT)
    columns = {name: str(label) for name, label in layout_of(register).columns.items()}

    def do(rows: Sequence[Mapping[str, Any]], only_try: bool) -> int:
        if only_try:
            check_writable(register, len(register.lines) + len(rows))
        else:
            add_lines(register, rows, by=request.post)
        return len(rows)

    page = _page(register, _("粘贴"), done=register.get_absolute_url())
    return pasted(request, Sheet(lambda data: LineRow(register.kind, data), columns), do, page)


@requires(EDIT)
def line_new(request: StaffRequest, pk: int) -> HttpResponse:
    """One line more."""
    register = _found(request, pk, EDIT)
    form = LineForm(register.kind, request.POST or None, initial={"version": register.version})

    def act(given: dict[str, Any]) -> Register:
        return save_lines(register, given.pop("version"), [*register.lines, given], by=request.post)

    return edited(request, form, act, _page(register, _("增加一行"), two=True, done=_("已增加")))


@requires(EDIT)
def line_edit(request: StaffRequest, pk: int, place: int) -> HttpResponse:
    """Change a line, or take it away."""
    register = _found(request, pk, EDIT)
    if not 1 <= place <= len(register.lines):
        raise Http404
    here = digest_of(register.lines[place - 1])
    initial = {**register.lines[place - 1], "version": register.version, "was": here}
    form = LineForm(register.kind, request.POST or None, initial=initial)
    form.fields["was"] = forms.CharField(widget=forms.HiddenInput, max_length=64)
    form.fields["remove"] = forms.BooleanField(label=_("删去这一行"), required=False)

    def act(given: dict[str, Any]) -> Register:
        version, remove = given.pop("version"), given.pop("remove")
        if given.pop("was") != here:  # kept when the version is renewed: another line may have come to this place
            raise Conflict(_("这一行已变动，请从清单重新打开"), "moved")
        lines = [*register.lines]
        lines[place - 1 : place] = [] if remove else [given]
        return save_lines(register, version, lines, by=request.post)

    title = _("第 {n} 行").format(n=place)
    return edited(request, form, act, _page(register, title, two=True, done=_("已保存")))


@requires(EDIT)
def register_submit(request: StaffRequest, pk: int) -> HttpResponse:
    """Give a draft to whoever reviews."""
    register = _found(request, pk, EDIT)
    facts = [(_("机关"), register.organ.name), (_("版本"), register.number), (_("行数"), len(register.lines))]
    page = _page(register, _("提交审核"), facts=facts, submit=_("提交"), done=_("已提交审核"))
    return edited(
        request,
        SubmitForm(request.POST or None, initial={"version": register.version}),
        lambda given: submit_register(register, given["note"], by=request.post, seen=given["version"]),
        page,
        template="web/confirm.html",
    )


@requires(REVIEW)
def register_review(request: StaffRequest, pk: int) -> HttpResponse:
    """Put it in force, or return it."""
    register = _found(request, pk, REVIEW)
    facts = [
        (_("机关"), register.organ.name),
        (_("版本"), register.number),
        (_("行数"), len(register.lines)),
        (_("变更说明"), register.note or "—"),
    ]
    text = _("通过后今天起生效，并代替上一版。")
    page = _page(register, _("审核清单"), text=text, facts=facts, submit=_("提交结果"), done=_("已审核"))

    def act(given: dict[str, Any]) -> Register:
        passed, seen = given["outcome"] == "passed", given["version"]
        return review_register(register, passed=passed, reason=given["reason"], by=request.post, seen=seen)

    form = ReviewForm(request.POST or None, initial={"version": register.version})
    return edited(request, form, act, page, template="web/confirm.html")


@requires(READ)
def register_withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Give up a draft, or take a published list back; the action knows by which right."""
    register = _found(request, pk, READ)
    title = _("撤回清单") if register.status == Status.EFFECTIVE else _("放弃草稿")
    page = _page(register, title, text=_("撤回后仍可查看。"), submit=title, danger=True, done=_("已撤回"))
    return edited(
        request,
        ReasonForm(request.POST or None),
        lambda given: withdraw_register(register, given["reason"], by=request.post),
        page,
        template="web/confirm.html",
    )
