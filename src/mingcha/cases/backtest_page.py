# SPDX-License-Identifier: Apache-2.0
"""What the page of a back-test and its slot show, put together (feature 36)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.cases.models import BackTest, BackTestRow, Case
from mingcha.cases.replay import read_rules, rules_of
from mingcha.cases.words import lang
from mingcha.catalog.document import digest_of
from mingcha.catalog.models import Draft
from mingcha.engine import words
from mingcha.engine.kinds import KINDS, LEVELS
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.web.lists import ListPage

Status = BackTest.Status
DRAFTED, IN_FORCE = ("new", "same"), ("gone", "same")


def summary(test: BackTest, draft: Draft) -> dict[str, Any]:
    """A back-test in a few figures."""
    return {
        "test": test,
        "stale": test.digest != digest_of(rules_of(draft.document)),
        "levels": [(level, _sum(test, DRAFTED, level), _sum(test, IN_FORCE, level)) for level in LEVELS],
    }


def _sum(test: BackTest, marks: Iterable[str], level: str) -> int:
    return sum(n for _kind, its, mark, n in test.counts if its == level and mark in marks)


def page_of(test: BackTest, request: HttpRequest, post: Post) -> dict[str, Any]:
    """The context of ``cases/backtest_detail.html``."""
    draft = test.draft
    return (
        summary(test, draft)
        | {
            "title": _("回测 {number}：{name}").format(number=test.pk, name=draft.name),
            "crumbs": crumbs(draft, _("回测 {number}").format(number=test.pk)),
            "draft": draft,
            "progress": progress(test) if test.status != Status.DONE else None,
            "percent": f"{test.alarmed / test.total:.1%}" if test.total else "—",
            "table": list(_table(test)),
            "may_read": post.may(Perm.CASES_CASE_READ),
        }
        | (_rows(test, request, post) if test.status == Status.DONE else {})
    )


def crumbs(draft: Draft, here: str) -> list[dict[str, str]]:
    """Where a page of back-tests stands: below its draft."""
    return [
        {"label": _("目录"), "url": reverse("catalog:item-list")},
        {"label": _("事项草案"), "url": reverse("catalog:draft-list")},
        {"label": draft.code, "url": draft.get_absolute_url()},
        {"label": here, "url": ""},
    ]


def progress(test: BackTest) -> dict[str, Any]:
    """How far it is (web/progress.html)."""
    return {
        "label": test.get_status_display(),
        "done": f"{test.done:,}",
        "total": f"{test.total:,}" if test.total else None,
        "percent": max(2, round(100 * test.done / test.total)) if test.total else 2,
        "text": test.fault or _("可以离开，完成后发消息。"),
        "state": "failed" if test.status == Status.FAILED else "running",
        "version": test.version,
        "poll": reverse("cases:backtest-progress", args=(test.pk,)),
    }


def _table(test: BackTest) -> Iterator[dict[str, Any]]:
    """A line for each kind and level of which there is any."""
    found = {(kind, level, mark): n for kind, level, mark, n in test.counts}
    for kind in KINDS:
        for level in LEVELS:
            new, gone, same = (found.get((kind, level, mark), 0) for mark in BackTestRow.Mark.values)
            if new or gone or same:
                line = {"kind": kind, "level": level, "new": new, "gone": gone, "same": same}
                yield line | {"draft": new + same, "live": gone + same}


def _rows(test: BackTest, request: HttpRequest, post: Post) -> dict[str, Any]:
    """The kept alarms whose cases the reader may open, by what becomes of them."""
    cases = Case.objects.visible_to(post, Perm.CASES_CASE_READ)
    kept = test.rows.filter(case__in=cases)
    chosen = request.GET.get("tab", "")
    if chosen in BackTestRow.Mark.values:
        kept = kept.filter(mark=chosen)
    page = ListPage(request, kept.select_related("case", "officer"), order=("id",))
    _say(test, page.rows)
    return {"listed": page, "tabs": list(_tabs(test, chosen))}


def _tabs(test: BackTest, chosen: str) -> Iterator[dict[str, Any]]:
    for mark, label in (("", _("全部")), *BackTestRow.Mark.choices):
        count = sum(n for *_key, its, n in test.counts if mark in ("", its))
        yield {"label": label, "count": f"{count:,}", "url": f"?tab={mark}" if mark else "?", "current": mark == chosen}


def _say(test: BackTest, rows: Iterable[BackTestRow]) -> None:
    """Put the sentence of each alarm beside it, in the words of the points that found it."""
    drafted = read_rules(test.rules).points
    live = read_rules(rules_of(test.live.document)).points if test.live else drafted
    for row in rows:
        point = (live if row.mark == BackTestRow.Mark.GONE else drafted).of(row.place)
        said: Any = row
        said.headline = words.reason(row.finding, point, lang(), row.officer.name if row.officer else None)
