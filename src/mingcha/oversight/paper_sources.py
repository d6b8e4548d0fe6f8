# SPDX-License-Identifier: Apache-2.0
"""From what a document is drafted: an alarm, an order, a problem, an earlier document; its facts are told in the draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.cases import words
from mingcha.cases.models import Alarm
from mingcha.organs.access import key_of
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.oversight.models import Mode, Paper, PaperSource, Problem
from mingcha.oversight.offices import reachable
from mingcha.oversight.replies import alarms_of

TOLD = 20
"""Alarms of an order that a draft names one by one."""


@dataclass(frozen=True)
class Found:
    """What a form begins with, and which rows the document will name."""

    initial: dict[str, Any]
    sources: tuple[tuple[str, int, str], ...]
    lead: str
    secrecy: int


def found_in(query: Mapping[str, str], post: Post) -> Found | None:
    """The source that an address names, if the post may see it; one out of reach is as one that is not there."""
    for kind, read in (("alarm", _alarm), ("order", _order), ("problem", _problem), ("paper", _paper)):
        if (pk := key_of(query.get(kind, ""))) is not None:
            return read(pk, post)
    return None


def _alarm(pk: int, post: Post) -> Found | None:
    rows = Alarm.objects.visible_to(post, Perm.CASES_ALARM_READ).select_related("case", "organ", "point")
    if (alarm := rows.filter(pk=pk).first()) is None:
        return None
    headline, law = words.headline(alarm), alarm.point.law
    initial = {"organ": alarm.organ, "mode": Mode.DAILY, "facts": _told(alarm, headline), "basis": law}
    initial["matter"] = headline[:120]
    label = f"{alarm.case.number} · {headline}"
    return Found(initial, ((PaperSource.Kind.ALARM, pk, label),), label, alarm.secrecy)


def _told(alarm: Alarm, headline: str) -> str:
    return _("{case}：{what}。").format(case=alarm.case.number, what=headline.rstrip("。."))


def _order(pk: int, post: Post) -> Found | None:
    if not post.may(Perm.OVERSIGHT_ORDER_READ):
        return None
    order = reachable(post).select_related("organ").filter(pk=pk).first()
    if order is None:
        return None
    rows = alarms_of(order)
    told = [_told(row.alarm, words.headline(row.alarm)) for row in rows[:TOLD]]
    if len(rows) > TOLD:
        told.append(_("另有 {n} 条报警，见督办 {order}。").format(n=len(rows) - TOLD, order=order))
    laws = dict.fromkeys(row.alarm.point.law for row in rows if row.alarm.point.law)
    initial = {"organ": order.organ, "mode": Mode.DAILY, "facts": "\n".join(told), "basis": "\n".join(laws)[:2_000]}
    initial["matter"] = _("督办 {order} 的整改").format(order=order)[:120]
    lead = _("根据督办 {order} 起草").format(order=order)
    return Found(initial, ((PaperSource.Kind.ORDER, pk, str(order)),), lead, order.secrecy)


def _problem(pk: int, post: Post) -> Found | None:
    rows = Problem.objects.visible_to(post, Perm.OVERSIGHT_PROJECT_READ).select_related("project", "organ")
    if (problem := rows.filter(pk=pk).first()) is None:
        return None
    initial = {"organ": problem.organ, "mode": problem.project.mode, "facts": problem.found, "basis": problem.basis}
    initial |= {"demands": problem.demand, "matter": problem.project.theme[:120]}
    return Found(initial, ((PaperSource.Kind.PROBLEM, pk, str(problem)),), str(problem), problem.secrecy)


def _paper(pk: int, post: Post) -> Found | None:
    rows = Paper.objects.visible_to(post, Perm.OVERSIGHT_PAPER_DRAFT).filter(issuer=post.organ_id)
    if (paper := rows.select_related("organ").filter(pk=pk).first()) is None:
        return None
    initial = {name: getattr(paper, name) for name in ("organ", "mode", "matter", "facts", "basis")}
    return Found(initial, ((PaperSource.Kind.PAPER, pk, str(paper)),), str(paper), paper.secrecy)


def pages_of(paper: Paper, post: Post) -> list[dict[str, Any]]:
    """The sources of a document with their pages, where the post may open them."""
    return [{"source": source, "url": _page(source, post)} for source in paper.sources.all()]


def _page(source: PaperSource, post: Post) -> str:
    rows: dict[str, QuerySet[Any]] = {
        PaperSource.Kind.ALARM: Alarm.objects.visible_to(post, Perm.CASES_ALARM_READ),
        PaperSource.Kind.ORDER: reachable(post),
        PaperSource.Kind.PROBLEM: Problem.objects.visible_to(post, Perm.OVERSIGHT_PROJECT_READ),
        PaperSource.Kind.PAPER: Paper.objects.visible_to(post, Perm.OVERSIGHT_PAPER_READ),
    }
    if source.kind == PaperSource.Kind.ORDER and not post.may(Perm.OVERSIGHT_ORDER_READ):
        return ""
    if not rows[source.kind].filter(pk=source.object_id).exists():
        return ""
    view = {"alarm": "cases:alarm-detail"}.get(source.kind, f"oversight:{source.kind}-detail")
    return reverse(view, args=[source.object_id])
