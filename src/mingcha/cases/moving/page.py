# SPDX-License-Identifier: Apache-2.0
"""What the page of a move to another version shows: how far, each case with what changes and what speaks against it (S1-30)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.cases.models import Case, VersionMove, VersionMoveRow
from mingcha.cases.moving.fitting import said
from mingcha.cases.words import lang
from mingcha.catalog.models import ItemVersion
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.web.lists import ListPage

Status = VersionMove.Status


def page_of(drawn: VersionMove, request: HttpRequest, post: Post) -> dict[str, Any]:
    """The context of ``cases/move_detail.html``."""
    seen = drawn.status in (Status.DRAWN, Status.DONE)
    return {
        "title": _("在办件换版：{name}").format(name=drawn.old.item),
        "crumbs": crumbs(drawn.old, _("换版预览")),
        "move": drawn,
        "progress": None if seen else progress(drawn),
        "changed": [{"old": old, "new": new} for old, new in drawn.steps.items() if old != new],
        "again": reverse("cases:version-move", args=[drawn.old.item_id, drawn.old_id]),
    } | (_rows(drawn, request, post) if seen else {})


def crumbs(version: ItemVersion, here: str) -> list[dict[str, str]]:
    """Where these pages stand: below the item."""
    return [
        {"label": _("目录"), "url": reverse("catalog:item-list")},
        {"label": version.item.code, "url": version.item.get_absolute_url()},
        {"label": here, "url": ""},
    ]


def progress(drawn: VersionMove) -> dict[str, Any]:
    """That it goes on in the background, or why it ended (web/progress.html)."""
    return {
        "label": drawn.get_status_display(),
        "done": "",
        "total": f"{drawn.total:,}",
        "percent": 50,
        "text": drawn.fault or _("可以离开，完成后发消息。"),
        "state": "failed" if drawn.status == Status.FAILED else "running",
        "version": drawn.version,
        "poll": reverse("cases:move-progress", args=(drawn.pk,)),
    }


def _rows(drawn: VersionMove, request: HttpRequest, post: Post) -> dict[str, Any]:
    """The cases, those that cannot be moved first where that tab is chosen."""
    rows = drawn.rows.filter(case__in=Case.objects.visible_to(post, Perm.CASES_CASE_READ))
    chosen = request.GET.get("tab", "")
    found = _narrowed(rows, chosen)
    page = ListPage(request, found.select_related("case"), order=("id",))
    _say(page.rows)
    alarmed = _narrowed(rows, "alarms").count()
    counts = (
        ("", _("全部"), drawn.total),
        ("refused", _("不能换版"), drawn.refused),
        ("alarms", _("将产生报警"), alarmed),
    )
    return {"listed": page, "tabs": list(_tabs(counts, chosen))}


def _narrowed(rows: Any, tab: str) -> Any:
    if tab == "refused":
        return rows.filter(refused=True)
    return rows.filter(raised__gt=0) if tab == "alarms" else rows


def _tabs(counts: Iterable[tuple[str, str, int]], chosen: str) -> Iterator[dict[str, Any]]:
    for tab, label, count in counts:
        yield {"label": label, "count": f"{count:,}", "url": f"?tab={tab}" if tab else "?", "current": tab == chosen}


def _say(rows: Iterable[VersionMoveRow]) -> None:
    """Put faults and alarms into words, in the language of the page."""
    place = 2 if lang() == "en" else 1
    for row in rows:
        told: Any = row
        told.said = [said(fault) for fault in row.faults]
        told.headlines = [{"level": alarm[0], "words": alarm[place]} for alarm in row.alarms]
        told.more = row.raised - len(row.alarms)
        told.moves = [{"old": old, "new": new} for old, new in row.acts]
