# SPDX-License-Identifier: Apache-2.0
"""The acts on an oversight document, one address each: what is asked for, who is shown it, and what it calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mingcha.organs.access import requires
from mingcha.organs.duties import Merge, may_be_one
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.organs.requests import StaffRequest
from mingcha.oversight import forms_papers as forms
from mingcha.oversight.actions import paper_service as service
from mingcha.oversight.actions import papers
from mingcha.oversight.models import Paper, PaperTurn
from mingcha.web.editing import edited

Do = Callable[[Paper, Any, Post], object]


def _always(_paper: Paper, _post: Post) -> bool:
    return True


@dataclass(frozen=True)
class PaperAct:
    """``on`` are the statuses in which it is offered, ``ours`` whether to the issuing organ or to the office addressed.

    ``second`` is what whoever drafted leaves to somebody else, ``drafter`` what nobody else does; ``fits`` what else the document
    must be for it, ``says`` what it brings about.
    """

    label: str | Promise
    done: str | Promise
    perm: Perm
    on: tuple[str, ...]
    form: type[Any]
    do: Do
    ours: bool = True
    primary: bool = False
    second: bool = False
    drafter: bool = False
    fits: Callable[[Paper, Post], bool] = _always
    says: Callable[[Paper], str] = str

    def may(self, paper: Paper, post: Post) -> bool:
        """Whether a post is offered it; the action decides once more."""
        drafted = paper.drafted_by.person_id == post.person_id
        if not post.may(self.perm) or (self.second and drafted) or (self.drafter and not drafted):
            return False
        if not self.fits(paper, post):
            return False
        return paper.issuer_id == post.organ_id if self.ours else post.organ.path.startswith(paper.office.path)


def _seen(form: Any) -> int:
    version: int = form.cleaned_data["version"]
    return version


def _words(form: Any) -> str:
    words: str = form.cleaned_data["words"]
    return words


def _other_checked(paper: Paper, post: Post) -> bool:
    """Whoever checked signs only where the region has settled for it."""
    checker = paper.checked_by
    same = checker is not None and checker.person_id == post.person_id
    return not same or may_be_one(post.organ, Merge.ADJACENT_GATES)


def _holds(paper: Paper, post: Post) -> bool:
    """Whoever has it in hand sends it back: who checks, or who signs."""
    return post.may(Perm.OVERSIGHT_PAPER_CHECK if paper.status == "handed_in" else Perm.OVERSIGHT_PAPER_SIGN)


def _may_object(paper: Paper, _post: Post) -> bool:
    """Once, and within its term."""
    return paper.review_due is None and paper.objection_due is not None and timezone.now() <= paper.objection_due


def _last_words(paper: Paper) -> str:
    """What is to be judged: the objection, or what was put right."""
    turn = paper.turns.filter(kind__in=(PaperTurn.Kind.OBJECTED, PaperTurn.Kind.REPORTED)).order_by("at", "id").last()
    return gettext("{kind}：{words}").format(kind=turn.get_kind_display(), words=turn.words) if turn else ""


DRAFT, SIGN, ANSWER = Perm.OVERSIGHT_PAPER_DRAFT, Perm.OVERSIGHT_PAPER_SIGN, Perm.OVERSIGHT_PAPER_ANSWER
ACTS: Final[dict[str, PaperAct]] = {
    "hand-in": PaperAct(
        _("送审"), _("已送审"), DRAFT, ("draft",), forms.SureForm,
        lambda paper, form, by: papers.hand_in_paper(paper, _seen(form), by=by), primary=True, drafter=True,
        says=lambda _paper: gettext("送审后不能再修改，由拟稿人以外的人核稿、签发"),
    ),
    "check": PaperAct(
        _("核稿"), _("已核稿"), Perm.OVERSIGHT_PAPER_CHECK, ("handed_in",), forms.OpinionForm,
        lambda paper, form, by: papers.check_paper(paper, _words(form), _seen(form), by=by), primary=True, second=True,
    ),
    "sign": PaperAct(
        _("签发"), _("已签发"), SIGN, ("checked",), forms.OpinionForm,
        lambda paper, form, by: papers.sign_paper(paper, _words(form), _seen(form), by=by), primary=True, second=True,
        fits=_other_checked,
    ),
    "return": PaperAct(
        _("退回"), _("已退回"), Perm.OVERSIGHT_PAPER_READ, ("handed_in", "checked", "signed"), forms.ReasonForm,
        lambda paper, form, by: papers.return_paper(paper, _words(form), _seen(form), by=by), fits=_holds,
    ),
    "issue": PaperAct(
        _("编号用印"), _("已编号用印"), DRAFT, ("signed",), forms.SureForm,
        lambda paper, form, by: papers.issue_paper(paper, _seen(form), by=by), primary=True,
        says=lambda _paper: gettext("编号并生成核验码后不能再修改；打印后由本机关加盖印章"),
    ),
    "receive": PaperAct(
        _("签收"), _("已签收"), ANSWER, ("issued",), forms.SureForm,
        lambda paper, form, by: service.receive_paper(paper, _seen(form), by=by), ours=False, primary=True,
        says=lambda _paper: gettext("签收即送达，各项期限从今天起算，次日为第一日"),
    ),
    "serve": PaperAct(
        _("登记送达回证"), _("已登记送达"), DRAFT, ("issued",), forms.ReceiptForm,
        lambda paper, form, by: service.serve_paper(paper, form.receipt, _seen(form), by=by), primary=True,
    ),
    "report": PaperAct(
        _("回复"), _("已回复"), ANSWER, ("served",), forms.ReportForm,
        lambda paper, form, by: service.report_paper(
            paper, _words(form), form.cleaned_data["uploads"], _seen(form), by=by
        ), ours=False, primary=True,
    ),
    "object": PaperAct(
        _("提出异议"), _("已提出异议"), ANSWER, ("served",), forms.ReasonForm,
        lambda paper, form, by: service.object_to_paper(paper, _words(form), _seen(form), by=by), ours=False,
        fits=_may_object,
    ),
    "review": PaperAct(
        _("复查异议"), _("已复查"), SIGN, ("objected",), forms.ReviewForm,
        lambda paper, form, by: service.review_paper(paper, form.finding, _seen(form), by=by), primary=True, second=True,
        says=_last_words,
    ),
    "send-back": PaperAct(
        _("退回回复"), _("已退回"), DRAFT, ("reported",), forms.SendBackForm,
        lambda paper, form, by: service.send_back_report(
            paper, _words(form), form.cleaned_data["days"], _seen(form), by=by
        ), says=_last_words,
    ),
    "close": PaperAct(
        _("办结"), _("已办结"), DRAFT, ("reported",), forms.CloseForm,
        lambda paper, form, by: service.close_paper(paper, _words(form), _seen(form), by=by), primary=True, says=_last_words,
    ),
}  # fmt: skip
"""In the order in which their buttons stand."""


@requires(Perm.OVERSIGHT_PAPER_READ)
def paper_act(request: StaffRequest, pk: int, act: str) -> HttpResponse:
    """One act on a document; each action asks for its own right."""
    from mingcha.oversight.views.papers import paper_within

    if (chosen := ACTS.get(act)) is None:
        raise Http404
    paper = paper_within(request, pk)
    files = request.FILES or None if "uploads" in chosen.form.base_fields else None
    form = chosen.form(request.POST or None, files, initial={"version": paper.version})

    def do(_given: dict[str, Any]) -> str:
        chosen.do(paper, form, request.post)
        return paper.get_absolute_url()

    page = {
        "title": chosen.label,
        "lead": f"{paper} · {says}" if (says := chosen.says(paper)) != str(paper) else says,
        "object": paper,
        "crumbs": [
            {"label": _("监督文书"), "url": reverse("oversight:paper-list")},
            {"label": str(paper), "url": paper.get_absolute_url()},
            {"label": chosen.label, "url": ""},
        ],
        "cancel": paper.get_absolute_url(),
        "submit": chosen.label,
        "done": chosen.done,
    }
    return edited(request, form, do, page)
