# SPDX-License-Identifier: Apache-2.0
"""Oversight documents 监督文书: the list, a draft, one document with all its turns, its PDF and its files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mingcha.files.handing import handed
from mingcha.organs.access import BIGGEST, find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight import forms_papers as forms
from mingcha.oversight.actions.papers import Draft, draft_paper, edit_paper
from mingcha.oversight.lists_papers import PAPERS
from mingcha.oversight.models import Paper, PaperTurn
from mingcha.oversight.paper_sheet import sheet_of
from mingcha.oversight.paper_sources import Found, found_in, pages_of
from mingcha.oversight.views.paper_acts import ACTS
from mingcha.oversight.waits import paper_waits
from mingcha.web.editing import edited

READ: Final = Perm.OVERSIGHT_PAPER_READ
BAR: Final = ("draft", "handed_in", "checked", "signed", "issued", "served", "reported")
"""The way of a document as the step bar shows it; an objection is a loop off ``served``."""
SHOWN: Final = (
    "kind", "mode", "organ", "matter", "facts", "basis", "demands", "first", "second", "version",
    "report_days", "report_unit", "objection_days", "objection_unit", "review_days", "review_unit",
)  # fmt: skip


@require_safe
@requires(READ)
def paper_list(request: StaffRequest) -> HttpResponse:
    """The documents that one's organ has issued or got."""
    acts = []
    if request.post.may(Perm.OVERSIGHT_PAPER_DRAFT):
        acts.append(
            {"label": _("起草监督文书"), "url": reverse("oversight:paper-new"), "icon": "plus", "primary": True}
        )
    acts.append({"label": _("监督人员"), "url": reverse("oversight:supervisor-list")})
    acts.append({"label": _("拒绝监督"), "url": reverse("oversight:refusal-list")})
    return PAPERS.show(request, acts=acts)


@requires(Perm.OVERSIGHT_PAPER_DRAFT)
def paper_new(request: StaffRequest) -> HttpResponse:
    """Draft a document; from an alarm, an order, a problem or another document its facts stand there already."""
    source = found_in(request.GET, request.post)
    initial = {"version": 0, **(source.initial if source else {})}
    form = forms.PaperForm(request.post, request.POST or None, initial=initial)

    def act(_given: dict[str, Any]) -> str:
        return draft_paper(_with(form, source), by=request.post).get_absolute_url()

    page = _page(_("起草监督文书"), source.lead if source else "") | {"done": _("已保存草稿")}
    if form.fields["first"].queryset.count() < 2:  # type: ignore[attr-defined]
        page["nothing"] = no_supervisors()
    return edited(request, form, act, page | {"submit": _("保存草稿"), "two": True})


def no_supervisors() -> dict[str, str]:
    """What stands instead of a form that needs persons with a certificate, where there are none."""
    return {
        "title": _("没有登记监督人员"),
        "text": _("每份监督文书须有两名持证的监督人员，监督项目至少一名。请本机关负责人先登记。"),
        "url": reverse("oversight:supervisor-list"),
        "label": _("监督人员"),
    }


def _with(form: forms.PaperForm, source: Found | None) -> Draft:
    return replace(form.draft, sources=source.sources, secrecy=source.secrecy) if source else form.draft


@requires(Perm.OVERSIGHT_PAPER_DRAFT)
def paper_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Write a draft anew."""
    paper = paper_within(request, pk, Perm.OVERSIGHT_PAPER_DRAFT)
    initial = {name: getattr(paper, name) for name in SHOWN}
    form = forms.PaperForm(request.post, request.POST or None, initial=initial)

    def act(given: dict[str, Any]) -> str:
        return edit_paper(paper, form.draft, given["version"], by=request.post).get_absolute_url()

    page = _page(_("修改监督文书"), str(paper)) | {"object": paper, "cancel": paper.get_absolute_url(), "two": True}
    return edited(request, form, act, page | {"done": _("已保存")})


def _page(title: str, lead: str = "") -> dict[str, Any]:
    back = reverse("oversight:paper-list")
    crumbs = [{"label": _("监督文书"), "url": back}, {"label": title, "url": ""}]
    return {"title": title, "lead": lead, "crumbs": crumbs, "cancel": back}


@require_safe
@requires(READ)
def paper_detail(request: StaffRequest, pk: int) -> HttpResponse:
    """One document: where it stands, what it says, everything that was done with it, and what can be done next."""
    paper = paper_within(request, pk)
    turns = paper.turns.select_related("by__person").prefetch_related("files").order_by("-at", "-id")
    page = {
        "title": str(paper),
        "paper": paper,
        "waits": paper_waits(paper, timezone.now()),
        "steps": _steps(paper),
        "acts": [
            {"label": act.label, "url": reverse("oversight:paper-act", args=[paper.pk, name]), "primary": act.primary}
            for name, act in ACTS.items()
            if paper.status in act.on and act.may(paper, request.post)
        ],
        "may_edit": paper.status == Paper.Status.DRAFT and paper.drafted_by.person_id == request.post.person_id,
        "turns": turns,
        "sources": pages_of(paper, request.post),
        "may_refuse": paper.issued_at is not None
        and request.post.may(Perm.OVERSIGHT_PAPER_DRAFT)
        and paper.issuer_id == request.post.organ_id,
        "crumbs": [{"label": _("监督文书"), "url": reverse("oversight:paper-list")}, {"label": str(paper), "url": ""}],
    }
    return render(request, "oversight/paper_detail.html", page)


def _steps(paper: Paper) -> list[dict[str, str]]:
    """The way of a document, with where it stands."""
    labels: tuple[str, ...] = (_("拟稿"), _("核稿"), _("签发"), _("编号用印"), _("送达"), _("回复"), _("办结"))
    now = "served" if paper.status == Paper.Status.OBJECTED else paper.status
    if now == Paper.Status.WITHDRAWN:  # it ends after it was served: no report is owed
        labels, now = (*labels[:5], _("复查撤销")), Paper.Status.CLOSED
    place = len(labels) if now == Paper.Status.CLOSED else BAR.index(now)
    return [
        {"name": label, "state": "done" if number < place else "now" if number == place else "todo"}
        for number, label in enumerate(labels)
    ]


@require_safe
@requires(READ)
def paper_sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """A document as it is printed and filed."""
    paper = paper_within(request, pk)
    address = request.build_absolute_uri(paper.get_absolute_url())
    answer = HttpResponse(sheet_of(paper, address), content_type="application/pdf")
    answer.headers["Content-Disposition"] = "inline"
    return answer


@require_safe
@requires(READ)
def paper_file(request: StaffRequest, pk: int, file: int) -> HttpResponse:
    """A file that came with a turn of a document: whoever may read the document may have it."""
    paper = paper_within(request, pk)
    turn = PaperTurn.objects.filter(paper=paper, files=file).first() if file <= BIGGEST else None
    if turn is None:
        raise Http404
    stored = turn.files.get(pk=file)
    return handed(stored.path(), stored.name)


def paper_within(request: StaffRequest, pk: int, perm: Perm = READ) -> Paper:
    """A document that the post may know of: once it is issued, or while it is being made by its own organ."""
    rows: QuerySet[Paper] = Paper.objects.select_related(
        "organ", "issuer", "office", "first__person", "second__person", "drafted_by__person", "checked_by"
    )
    organ = request.post.organ_id if request.post else None
    return find(rows.filter(Q(issued_at__isnull=False) | Q(issuer=organ)), request.post, pk, perm)
