# SPDX-License-Identifier: Apache-2.0
"""Documents of a case: made, and handed out as PDF or Word (S4-30)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mingcha.cases.actions.papers import make_paper
from mingcha.cases.models import Case, Paper
from mingcha.cases.procedure import procedure_of
from mingcha.catalog.papers.pdf import pdf_of
from mingcha.files.handing import handed
from mingcha.organs.access import find, requires
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest

READ = Perm.CASES_CASE_READ


@require_POST
@requires(Perm.CASES_CASE_WORK)
def paper_make(request: StaffRequest, pk: int, key: str) -> HttpResponse:
    """Make a document, or make it anew."""
    case = find(Case.objects.select_related("item_version"), request.post, pk, Perm.CASES_CASE_WORK)
    if all(one.get("key") != key for one in procedure_of(case.item_version).document.get("document", ())):
        raise Http404
    paper = make_paper(case, key, by=request.post)
    messages.success(request, _("已制作“{name}”{number}").format(name=paper.name, number=paper.number))
    return redirect("cases:case-detail", pk=case.pk)


@require_safe
@requires(READ)
def paper_pdf(request: StaffRequest, pk: int) -> HttpResponse:
    """A document as it is printed."""
    paper = _paper(request, pk)
    answer = HttpResponse(pdf_of(paper.stored.path().read_bytes(), paper.name), content_type="application/pdf")
    answer.headers["Content-Disposition"] = "inline"
    return answer


@require_safe
@requires(READ)
def paper_file(request: StaffRequest, pk: int) -> HttpResponse:
    """The Word file of a document."""
    paper = _paper(request, pk)
    return handed(paper.stored.path(), f"{paper.name}-{paper.edition}.docx", paper.stored.media_type)


def _paper(request: StaffRequest, pk: int) -> Paper:
    """A document of a case within reach."""
    paper = Paper.objects.select_related("stored").filter(pk=pk).first() if pk < 2**63 else None
    if paper is None:
        raise Http404
    find(Case, request.post, paper.case_id, READ)
    if not paper.stored.path().is_file():
        raise Http404
    return paper
