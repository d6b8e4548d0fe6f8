# SPDX-License-Identifier: Apache-2.0
"""How a document, a problem, a project or a refusal stands: who acts next, and by when. The first sentence of its page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from mingcha.oversight.models import Paper, Problem, Project, Refusal
from mingcha.oversight.tree import left
from mingcha.web.templatetags.web import moment

SOON: Final = timedelta(days=1)


def paper_waits(paper: Paper, now: datetime) -> dict[str, str]:
    """Who has a document in hand. Until it is sealed nobody outside its organ."""
    ours, office = paper.issuer.short, _("{organ}监察室").format(organ=paper.office.short)
    status = Paper.Status
    drafter = paper.drafted_by.person.name
    told = {
        status.DRAFT: _("下一步：{who}送审").format(who=drafter),
        status.HANDED_IN: _("下一步：{who}核稿，拟稿人{drafter}回避").format(who=ours, drafter=drafter),
        status.CHECKED: _("下一步：{who}签发，拟稿人{drafter}回避").format(who=ours, drafter=drafter),
        status.SIGNED: _("下一步：{who}编号用印").format(who=ours),
        status.ISSUED: _("下一步：{office}签收，或者{who}登记送达回证").format(office=office, who=ours),
        status.SERVED: _("下一步：{who}回复").format(who=office),
        status.OBJECTED: _("下一步：{who}复查异议").format(who=ours),
        status.REPORTED: _("下一步：{who}审阅回复，办结或者退回").format(who=ours),
        status.CLOSED: _("已办结"),
        status.WITHDRAWN: _("异议成立，文书已撤销，不需要回复"),
    }
    due = {status.SERVED: paper.report_due, status.OBJECTED: paper.review_due}.get(status(paper.status))
    return _said(told[status(paper.status)], due, now, ended=paper.closed_at)


def problem_waits(problem: Problem, now: datetime) -> dict[str, str]:
    """Who has a problem in hand: the office that puts it right, or whoever looks again."""
    if problem.status == Problem.Status.OPEN:
        office = _("{organ}监察室").format(organ=problem.office.short)
        return _said(_("下一步：{who}整改").format(who=office), problem.due_at, now)
    if problem.status == Problem.Status.RECTIFIED:
        return _said(_("下一步：{who}复查").format(who=problem.project.organ.short), None, now)
    return _said(_("复查通过"), None, now)


def project_waits(project: Project, now: datetime) -> dict[str, str]:
    """What a project still waits for; ``problems`` of it are to be put right, then looked at again, before it ends."""
    if project.status == Project.Status.CLOSED:
        return _said(_("已办结"), None, now, ended=project.closed_at)
    rows = list(project.problems.all())
    to_mend = [row for row in rows if row.status == Problem.Status.OPEN]
    again = sum(1 for row in rows if row.status == Problem.Status.RECTIFIED)
    if to_mend or again:
        words = _("{open} 个问题待整改，{again} 个待{who}复查").format(
            open=len(to_mend), again=again, who=project.organ.short
        )
        return _said(words, min((row.due_at for row in to_mend), default=None), now)
    words = _("下一步：{who}继续监督，到 {day} 总结办结")
    return _said(words.format(who=project.organ.short, day=moment(project.last_day)), None, now)


def refusal_waits(refusal: Refusal, now: datetime) -> dict[str, str]:
    """Who judges a refusal, as long as nobody has."""
    if refusal.status != Refusal.Status.RECORDED:
        return _said(refusal.get_status_display(), None, now, ended=refusal.judged_at)
    by = refusal.recorded_by
    words = _("下一步：{who}认定理由，记录人{name}回避")
    return _said(words.format(who=by.organ.short, name=by.person.name), None, now)


def _said(words: str, due: datetime | None, now: datetime, *, ended: datetime | None = None) -> dict[str, str]:
    """The sentence, the time that belongs to it, and a level only where a term is near or past."""
    if due is None:
        return {"text": words, "when": moment(ended), "level": ""}
    level = "red" if due < now else "yellow" if due - now < SOON else ""
    when = _("{time} 前 · {left}").format(time=moment(due), left=left(due, now))
    return {"text": words, "when": when, "level": level}
