# SPDX-License-Identifier: Apache-2.0
"""Accountability 责任追究: the list, a proposal, one matter, its decision as a document (S3-20 … S3-27)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.ledger import Invalid, NotAllowed
from mingcha.organs.access import find, key_of, requires
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight.actions.deciding import speaks_for
from mingcha.oversight.actions.proposing import amend_liability, propose_liability
from mingcha.oversight.forms_liability import AmendForm, OrganForm, ProposalForm
from mingcha.oversight.liability_people import completes, decides, people_of, second_person
from mingcha.oversight.links import KINDS, Clue, clues_of, rows_of, shown
from mingcha.oversight.lists_liability import LIABILITIES
from mingcha.oversight.models import Liability, Liable
from mingcha.oversight.sheet import decision_of
from mingcha.web.editing import edited

READ: Final = Perm.OVERSIGHT_LIABILITY_READ
PROPOSE: Final = Perm.OVERSIGHT_LIABILITY_PROPOSE
OVERSEE: Final = Perm.OVERSIGHT_LIABILITY_OVERSEE
DECIDE: Final = Perm.OVERSIGHT_LIABILITY_DECIDE
REVIEW: Final = Perm.OVERSIGHT_LIABILITY_REVIEW
STATUS: Final = Liability.Status


@require_safe
@requires(READ)
def liability_list(request: StaffRequest) -> HttpResponse:
    """The matters that one needs to know of."""
    post = request.post
    around = [(_("告诫"), "oversight:admonition-list", READ), (_("数据核对"), "oversight:comparison-list", OVERSEE)]
    around.append((_("必备单据"), "oversight:slip-list", OVERSEE))
    acts: list[dict[str, Any]] = [
        {"label": label, "url": reverse(view)} for label, view, perm in around if post.may(perm)
    ]
    if post.may(PROPOSE):
        new = reverse("oversight:liability-organ")
        acts.append({"label": _("提出责任追究"), "url": new, "icon": "plus", "primary": True})
    return LIABILITIES.show(request, acts=acts)


@requires(PROPOSE)
def liability_organ(request: StaffRequest) -> HttpResponse:
    """Of which organ somebody is to be held liable."""
    form = OrganForm(organs_of(request.post), request.POST or None)
    page = {
        "title": _("提出责任追究"),
        "lead": _("也可以在报警、督办的页面上直接提出"),
        "crumbs": crumbs(_("提出")),
        "cancel": reverse("oversight:liability-list"),
        "submit": _("下一步"),
    }

    def act(given: dict[str, Any]) -> str:
        return f"{reverse('oversight:liability-new')}?organ={given['organ'].pk}"

    return edited(request, form, act, page)


def organs_of(post: Post) -> QuerySet[Organ]:
    """The organs within reach, but her own where she oversees others."""
    rows = Organ.objects.within(post).filter(status=Organ.Status.ACTIVE).order_by("path")
    return rows.exclude(kind=Organ.Kind.JUSTICE) if post.may(REVIEW) else rows


@requires(PROPOSE)
def liability_new(request: StaffRequest) -> HttpResponse:
    """A proposal: for an alarm, an order, another clue, or of an organ without one."""
    organ, rows = _begun(request)
    if organ is None and request.method == "GET":
        return redirect("oversight:liability-organ")
    first: dict[str, Any] = {"clues": ",".join(str(clue) for clue, _row in rows), "secrecy": 0}
    causes = [one for one in request.GET.get("cause", "").split(",") if one]
    first |= {"staff_causes": causes, "department_causes": causes}
    form = ProposalForm(request.POST or None, initial=first)
    form.offer(people_of(organ, timezone.localdate(), cases=_cases(rows)) if organ else [])

    def act(given: dict[str, Any]) -> Liability:
        if organ is None:
            raise Invalid(_("请先选择机关，或者从报警、督办提出"))
        return propose_liability(organ, form.proposal, clues_of(given["clues"]), by=request.post)

    page = {
        "title": _("提出责任追究"),
        "lead": organ.name if organ else "",
        "crumbs": crumbs(_("提出")),
        "cancel": reverse("oversight:liability-list"),
        "submit": _("提出"),
        "done": _("已提出，等另一人复核"),
        "links": [{"label": KINDS[clue.kind].label, "name": str(row)} for clue, row in rows],
    }
    return edited(request, form, act, page, template="oversight/liability_form.html")


def _begun(request: StaffRequest) -> tuple[Organ | None, list[tuple[Clue, Any]]]:
    """The organ and the clues that the address names: ``?alarm=3``, ``?order=4``, ``?organ=5`` …"""
    named = {kind: request.GET.get(kind, "") for kind in KINDS}
    text = ",".join(f"{kind}:{number}" for kind, number in named.items() if number)
    try:
        rows = rows_of(clues_of(request.POST.get("clues", "") or text), request.post)
    except Invalid as wrong:
        raise Http404 from wrong
    if rows:
        row = rows[0][1]
        organ: Organ = row.organ
        return organ, rows
    number = key_of(request.GET.get("organ", ""))
    return (None if number is None else find(Organ, request.post, number, PROPOSE)), []


def _cases(rows: list[tuple[Clue, Any]]) -> list[int]:
    """The cases behind clues, whose people stand first."""
    found = []
    for clue, row in rows:
        if clue.kind == "order":
            found += list(row.alarms.values_list("alarm__case_id", flat=True)[:200])
        elif clue.kind == "case":
            found.append(row.pk)
        elif hasattr(row, "case_id"):
            found.append(row.case_id)
    return found


@require_safe
@requires(READ)
def liability_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One matter: against whom, for what, how it went, what can be done next."""
    matter, post = within(request, pk), request.post
    hers = not post.may(OVERSEE) or matter.liables.filter(person_id=post.person_id).exists()
    rows = list(matter.liables.select_related("person__organ", "organ").prefetch_related("measures"))
    if hers:  # what others said for themselves, and what was decided about them, is not hers to read
        rows = [row for row in rows if speaks_for(row, post)]
    turns = matter.turns.select_related("by__person").order_by("-at", "-id")
    page = {
        "title": str(matter),
        "matter": matter,
        "rows": rows,
        "links": shown(list(matter.links.all()), post),
        "transfers": [] if hers else list(matter.transfers.all()),
        "events": [] if hers else [_event(turn) for turn in turns],
        "next": _next(matter, rows, hers=hers),
        "acts": _acts(matter, rows, post),
        "answering": not hers
        and matter.status == STATUS.DECIDED
        and post.may(REVIEW)
        and decides(matter, post)
        and _another(matter, post, matter.decided_by),
        "receipts": not hers and post.may(DECIDE) and decides(matter, post),
        "crumbs": crumbs(str(matter)),
    }
    return render(request, "oversight/liability_detail.html", page)


def _next(matter: Liability, rows: list[Liable], *, hers: bool) -> str:
    """Who acts next, and by when; of the others no more than the reader may know."""
    waiting = [row for row in rows if not row.stated_at]
    if matter.status == STATUS.DRAFT:
        return _("等补充事实和责任对象后提出，再由另一人复核。")
    if matter.status == STATUS.PROPOSED:
        return _("等提出人以外的另一人复核；复核通过以后才告知责任对象。")
    if matter.status == STATUS.STATING and waiting and matter.state_until and timezone.now() <= matter.state_until:
        names = _("、").join(str(row) for row in waiting)
        until = f"{timezone.localtime(matter.state_until):%Y-%m-%d %H:%M}"
        return _("等{names}陈述申辩，{until} 截止；期满或者都已陈述后作出决定。").format(names=names, until=until)
    if matter.status == STATUS.STATING:
        return _("陈述申辩已结束，等{authority}作出决定。").format(authority=matter.authority.short)
    if matter.status == STATUS.DECIDED and not hers and any(row.objected_at and not row.answered_at for row in rows):
        return _("有异议还没有答复，等{authority}答复。").format(authority=matter.authority.short)
    if matter.status == STATUS.DECIDED and matter.object_until:
        until = f"{timezone.localtime(matter.object_until):%Y-%m-%d}"
        return _("已决定；责任对象在 {until} 以前可以提出异议。").format(until=until)
    return ""


def _event(turn: Any) -> dict[str, Any]:
    who = turn.by.person.name if turn.by else _("系统")
    return {"at": turn.at, "who": who, "text": turn.get_kind_display(), "note": turn.words}


def _acts(matter: Liability, rows: list[Liable], post: Post) -> list[dict[str, Any]]:
    """What the reader may do now."""
    acts, now, other = [], timezone.now(), decides(matter, post) and _another(matter, post)
    ours = not matter.liables.filter(person_id=post.person_id).exists()
    if matter.status == STATUS.DRAFT and post.may(PROPOSE) and ours and completes(matter, post):
        acts.append(_act("liability-edit", matter.pk, _("补充并提出"), primary=True))
    if other and post.may(REVIEW) and matter.status == STATUS.PROPOSED:
        acts.append(_act("liability-return", matter.pk, _("退回")))
        acts.append(_act("liability-review", matter.pk, _("复核通过"), primary=True))
    if other and post.may(DECIDE):
        acts += _deciding(matter, now, ripe=_another(matter, post, matter.reviewed_by))
    for row in rows:
        if speaks_for(row, post):
            acts += _hers(matter, row, now)
    return acts


def _hers(matter: Liability, row: Liable, now: datetime) -> list[dict[str, Any]]:
    stating = matter.status == STATUS.STATING and not row.stated_at
    if stating and matter.state_until and now <= matter.state_until:
        return [_act("liability-state", row.pk, _("陈述申辩"), primary=True)]
    objecting = matter.status == STATUS.DECIDED and not row.objected_at
    if objecting and matter.object_until and now <= matter.object_until:
        return [_act("liability-object", row.pk, _("提出异议"))]
    return []


def _another(matter: Liability, post: Post, *before: Post | None) -> bool:
    """Whether the reader is another than those it is about, who proposed it and who acted before: else no button leads there."""
    try:
        second_person(matter, post, *before)
    except NotAllowed:
        return False
    return True


def _deciding(matter: Liability, now: datetime, *, ripe: bool) -> list[dict[str, Any]]:
    acts = []
    over = matter.state_until is None or now > matter.state_until
    if matter.status in (STATUS.STATING, STATUS.DECIDED):
        acts.append(_act("liability-transfer", matter.pk, _("移送司法机关")))
    if ripe and matter.status in (STATUS.STATING, STATUS.DRAFT):
        acts.append(_act("liability-drop", matter.pk, _("不予追究")))
    if ripe and matter.status == STATUS.STATING and (over or not matter.liables.filter(stated_at=None).exists()):
        acts.append(_act("liability-decide", matter.pk, _("作出决定"), primary=True))
    if matter.status == STATUS.DECIDED:
        acts.append(_act("liability-withdraw", matter.pk, _("撤销决定")))
    return acts


def _act(view: str, pk: int, label: str, *, primary: bool = False) -> dict[str, Any]:
    return {"label": label, "url": reverse(f"oversight:{view}", args=[pk]), "primary": primary}


@requires(PROPOSE)
def liability_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Complete a draft and propose it."""
    matter = within(request, pk, PROPOSE)
    rows = list(matter.liables.all())
    first = {
        "staff_causes": matter.causes,
        "department_causes": matter.causes,
        "facts": matter.facts,
        "staff": [row.person_id for row in rows if row.part == Liable.Part.STAFF],
        "leaders": [row.person_id for row in rows if row.part == Liable.Part.LEADER],
        "department": any(row.part == Liable.Part.DEPARTMENT for row in rows),
        "serious": matter.serious,
        "secrecy": matter.secrecy,
        "version": matter.version,
    }
    form = AmendForm(request.POST or None, initial=first)
    chosen = [row.person_id for row in rows if row.person_id]
    form.offer(people_of(matter.organ, timezone.localdate(), chosen=chosen))

    def act(given: dict[str, Any]) -> Liability:
        return amend_liability(matter, form.proposal, given["version"], by=request.post)

    page = {
        "title": _("补充责任追究"),
        "lead": f"{matter} {matter.organ.name}",
        "object": matter,
        "crumbs": crumbs(str(matter), matter, _("补充")),
        "cancel": matter.get_absolute_url(),
        "submit": _("提出"),
        "done": _("已提出，等另一人复核"),
        "links": shown(list(matter.links.all()), request.post),
    }
    return edited(request, form, act, page, template="oversight/liability_form.html")


@require_safe
@requires(READ)
def liability_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """A decision as it is printed. Whom it is about gets her own part of it."""
    matter, post = within(request, pk), request.post
    if not matter.number:
        raise Http404
    rows = list(matter.liables.select_related("person", "organ").prefetch_related("measures"))
    if not post.may(OVERSEE) or any(row.person_id == post.person_id for row in rows):
        rows = [row for row in rows if speaks_for(row, post)]
    address = request.build_absolute_uri(matter.get_absolute_url())
    answer = HttpResponse(decision_of(matter, rows, address), content_type="application/pdf")
    answer.headers["Content-Disposition"] = "inline"
    return answer


def within(request: StaffRequest, pk: int, perm: Perm = READ) -> Liability:
    """A matter that the post needs to know of; anything else is not there."""
    rows = Liability.objects.select_related(
        "organ", "authority", "proposed_by__person", "reviewed_by__person", "decided_by__person"
    )
    return find(rows, request.post, pk, perm)


def crumbs(here: str, matter: Liability | None = None, act: str = "") -> list[dict[str, str]]:
    """The way to a matter, and to an act on it."""
    way = [{"label": _("责任追究"), "url": reverse("oversight:liability-list")}]
    way.append({"label": here, "url": matter.get_absolute_url() if matter else ""})
    return [*way, {"label": act, "url": ""}] if act else way
