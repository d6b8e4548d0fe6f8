# SPDX-License-Identifier: Apache-2.0
"""What the pages of imports show: contexts of templates, made of rows; nothing is decided here."""

from __future__ import annotations

from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from mingcha.exchange.models import Import

Status = Import.Status
LEVELS: Final = {
    Status.DONE: "ok",
    Status.READY: "ok",
    Status.REFUSED: "red",
    Status.FAILED: "red",
    Status.MAPPING: "yellow",
    Status.DROPPED: "prompt",
    Status.UPLOADED: "prompt",
    Status.CHECKING: "prompt",
    Status.RUNNING: "prompt",
}
PLACES: Final = {
    Status.UPLOADED: 0,
    Status.MAPPING: 1,
    Status.CHECKING: 2,
    Status.REFUSED: 2,
    Status.READY: 3,
    Status.RUNNING: 3,
    Status.FAILED: 3,
    Status.DROPPED: 2,
    Status.DONE: 4,
}
"""Which of the four steps is now; four: all are done."""


def crumbs(here: str, *, sources: bool = False) -> list[dict[str, str]]:
    """The way to a page of imports."""
    way = [{"label": _("导入"), "url": reverse("exchange:import-list")}]
    way += [{"label": _("数据来源"), "url": reverse("exchange:source-list")}] if sources else []
    return [*way, {"label": here}]


def import_list(*, may_run: bool) -> dict[str, Any]:
    """What stands around the list of imports."""
    new = {"label": _("导入日志"), "url": reverse("exchange:import-new"), "icon": "upload", "primary": True}
    sources = {"label": _("数据来源"), "url": reverse("exchange:source-list"), "icon": "database"}
    first = {"text": _("上传一份日志，看看其中有什么。"), "url": new["url"], "label": new["label"]} if may_run else {}
    return {"acts": [sources, new] if may_run else [sources], "empty": {"title": _("还没有导入")} | first}


def source_list(*, may_run: bool) -> dict[str, Any]:
    """What stands around the list of sources."""
    new = {"label": _("新建来源"), "url": reverse("exchange:source-new"), "icon": "plus", "primary": True}
    return {"crumbs": [crumbs("")[0], {"label": _("数据来源")}], "acts": [new] if may_run else []}


def detail(batch: Import, *, may_run: bool) -> dict[str, Any]:
    """One import."""
    return {
        "title": _("导入 {number}：{source}").format(number=batch.pk, source=batch.source.name),
        "crumbs": crumbs(_("导入 {number}").format(number=batch.pk)),
        "batch": batch,
        "level": LEVELS[Status(batch.status)],
        "steps": _steps(batch),
        "progress": progress(batch) if batch.is_busy else None,
        "files": [(file.place, file.get_part_display(), file.stored) for file in batch.files.select_related("stored")],
        "more_faults": batch.fault_total - len(batch.faults),
        "written": batch.summary.get("written"),
        "may_run": may_run,
        "may_edit": may_run and batch.is_editable,
    }


def _steps(batch: Import) -> list[dict[str, str]]:
    now = PLACES[Status(batch.status)]
    names = (_("上传和识别"), _("核对各列"), _("试运行"), _("导入"))
    states = ("done" if place < now else "now" if place == now else "todo" for place in range(len(names)))
    return [{"name": name, "state": state} for name, state in zip(names, states, strict=True)]


def progress(batch: Import) -> dict[str, Any]:
    """How far the background work is (web/progress.html)."""
    running = batch.status == Status.RUNNING
    return {
        "label": batch.get_status_display(),
        "done": batch.done if running else "",
        "total": batch.slices if running else None,
        "percent": round(100 * batch.done / batch.slices) if running and batch.slices else 5,
        "text": _("可以离开，完成后发消息。") if running else _("不写入任何内容；可以离开，稍后回来看结果。"),
        "state": "running",
        "version": batch.version,
        "poll": reverse("exchange:import-progress", args=[batch.pk]),
    }


def mapping(batch: Import) -> dict[str, Any]:
    """The page of columns, or of the mapping's text."""
    way = crumbs(_("各列是什么"))
    way.insert(1, {"label": _("导入 {number}").format(number=batch.pk), "url": batch.get_absolute_url()})
    return {
        "title": _("各列是什么：{source}").format(source=batch.source.name),
        "crumbs": way,
        "batch": batch,
        "object": batch,
    }
