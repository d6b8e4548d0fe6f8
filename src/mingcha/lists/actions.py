# SPDX-License-Identifier: Apache-2.0
"""Writes of lists: keeping filters, ordering errands, ending them (S0-47; security.md A12, B1, E4)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingcha.files.slices import MOST_XLSX
from mingcha.inbox.actions import send
from mingcha.ledger import By, Conflict, Invalid, System, move, record
from mingcha.ledger.jobs import later
from mingcha.ledger.moves import locked
from mingcha.lists.models import EXPORT, Errand, SavedFilter
from mingcha.lists.standing import act_named, check, reach_of, rows_of
from mingcha.organs.changes import unique
from mingcha.organs.models import Person, Post
from mingcha.organs.numbers import masked
from mingcha.web.listing import Listing

FILTERS: Final = 50
"""A person keeps no more of them."""
RUNNING: Final = 5
"""So many errands of one person may run at a time."""
SHOWN: Final = 500
"""So many refused rows are told by name."""
KEPT: Final = timedelta(days=7)
Status = Errand.Status
_NUMBER: Final = re.compile(r"\d{6,}[\dXx]?")


@dataclass(frozen=True)
class Order:
    """What shall be done with which rows of a list."""

    listing: Listing
    act: str
    query: str = ""
    ids: Sequence[Any] | None = None
    reason: str = ""
    form: str = ""


@transaction.atomic
def save_filter(listing: Listing, name: str, query: str, *, by: Post) -> SavedFilter:
    """Keep a query of a list under a name. Raises Invalid: ``taken``, ``too_many``, ``query``."""
    rows_of(listing, by, query, None)
    locked(by.person)  # two at once are counted one after the other
    mine = SavedFilter.objects.filter(person_id=by.person_id)
    if mine.count() >= FILTERS:
        raise Invalid(_("最多保存 {most} 个筛选，请先删去不用的").format(most=FILTERS), "too_many", "name")
    if mine.filter(listing=listing.key, name=name).exists():
        raise Invalid(_("这个列表已有同名的筛选"), "taken", "name")
    saved = SavedFilter.objects.create(person_id=by.person_id, listing=listing.key, name=name, query=query)
    record("save_filter", saved, by=by, listing=listing.key, filter=told(query))
    return saved


@transaction.atomic
def rename_filter(saved: SavedFilter, name: str, *, by: By) -> SavedFilter:
    """Call it otherwise. Raises Invalid ``taken``."""
    before, saved.name = saved.name, name
    with unique("name", _("这个列表已有同名的筛选")):
        saved.save(update_fields=["name"])
    record("rename_filter", saved, by=by, changed={"name": [before, name]})
    return saved


@transaction.atomic
def delete_filter(saved: SavedFilter, *, by: By) -> None:
    """Take it away."""
    record("delete_filter", saved, by=by, listing=saved.listing)
    saved.delete()


@transaction.atomic
def begin_errand(order: Order, *, by: Post, queued: bool = True) -> Errand:
    """Order work on many rows. Whoever leaves it unqueued runs it at once (jobs.run).

    Raises:
        NotAllowed: ``right_lost``.
        Invalid: ``nothing`` to do, ``query``, ``reason`` is missing, ``xlsx_rows`` are too many.
        Conflict: ``too_many`` at a time.
    """
    listing, act = order.listing, act_named(order.listing, order.act)
    check(listing, act, by)
    total = rows_of(listing, by, order.query, None if order.ids is None else list(order.ids)).order_by().count()
    if not total:
        raise Invalid(_("没有选择任何一条"), "nothing")
    if act and act.reason and not order.reason:
        raise Invalid(_("请写明理由"), "required", "reason")
    if order.form == Errand.Form.XLSX and total > MOST_XLSX:
        words = _("XLSX 最多 {most} 行，现有 {total} 行：请选 CSV，或者缩小筛选范围")
        raise Invalid(words.format(most=f"{MOST_XLSX:,}", total=f"{total:,}"), "xlsx_rows", "form")
    locked(by.person)
    if Errand.objects.filter(person_id=by.person_id, status=Status.RUNNING).count() >= RUNNING:
        raise Conflict(_("已有 {most} 项在进行中，请等其中一项完成").format(most=RUNNING), "too_many")
    errand = Errand.objects.create(
        person_id=by.person_id,
        post=by,
        reach=reach_of(by),
        listing=listing.key,
        act=order.act,
        reason=order.reason,
        query=order.query,
        ids=None if order.ids is None else list(order.ids),
        form=order.form,
        language=get_language() or "zh-hans",
        total=total,
    )
    what: dict[str, Any] = {
        "listing": listing.key,
        "does": order.act,
        "filter": told(order.query),
        "rows": total,
        "reason": order.reason,
    }
    record("begin_errand", errand, by=by, **what, form=order.form, chosen=order.ids is not None)
    if queued:
        later("mingcha.lists.jobs.run", errand.pk, by=by)
    return errand


def told(query: str) -> str:
    """A query as the ledger keeps it: names may stand in it, numbers of people may not."""
    return _NUMBER.sub(lambda found: masked(found[0]), query)


@dataclass(frozen=True)
class Slice:
    """What a slice came to: where it ended (None: at the end of the rows), rows done, rows refused, the part's size."""

    place: list[Any] | None
    done: int = 0
    refusals: list[list[str]] = field(default_factory=list)
    written: int = 0


@transaction.atomic
def keep_slice(errand: Errand, slice_: Slice) -> bool:
    """Note how far an errand is and order the next slice; what runs twice is noted once. Gives whether it was noted."""
    row = locked(errand)
    if (
        row.status != Status.RUNNING
        or row.place != errand.place
        or row.done + row.refused != errand.done + errand.refused
    ):
        return False
    row.done += slice_.done
    row.refused += len(slice_.refusals)
    row.refusals = [*row.refusals, *slice_.refusals][:SHOWN]
    row.written = slice_.written
    row.place = [] if slice_.place is None else slice_.place
    row.save(update_fields=["done", "refused", "refusals", "written", "place", "version"])
    if slice_.place is not None:
        later("mingcha.lists.jobs.run", row.pk, by=row.post)
    elif row.act == EXPORT:
        later("mingcha.lists.jobs.complete", row.pk, by=row.post)
    return True


@transaction.atomic
def restart_export(errand: Errand) -> None:
    """Its part was lost, with the disk or by a hand: begin anew."""
    row = locked(errand)
    if row.status == Status.RUNNING:
        row.place, row.done, row.written = None, 0, 0
        row.save(update_fields=["place", "done", "written", "version"])
        later("mingcha.lists.jobs.run", row.pk, by=row.post)


@transaction.atomic
def finish_errand(errand: Errand, *, by: By, **what: Any) -> None:
    """All rows are done; tell whoever ordered it."""
    move(errand, Status.DONE, act="finish_errand", by=by, fields={"ended_at": timezone.now()}, **what)
    _tell(errand, _("导出已完成") if errand.act == EXPORT else _("批量办理已完成"))


@transaction.atomic
def fail_errand(errand: Errand, code: str, message: str, *, by: By) -> None:
    """It cannot go on; what was written of a file is gone, rows that were done stay done."""
    fields = {"ended_at": timezone.now(), "code": code, "fault": message[:500]}
    move(errand, Status.FAILED, act="fail_errand", by=by, fields=fields, code=code)
    _tell(errand, _("导出没有完成") if errand.act == EXPORT else _("批量办理没有完成"), message)


def _tell(errand: Errand, title: str, body: str = "") -> None:
    send(Person.objects.get(pk=errand.person_id), title, body, errand.get_absolute_url())


@transaction.atomic
def stop_errand(errand: Errand, *, by: By) -> None:
    """Stop it: rows that were done stay done, a file that was begun is gone."""
    move(errand, Status.STOPPED, act="stop_errand", by=by, fields={"ended_at": timezone.now()}, done=errand.done)
    transaction.on_commit(lambda: drop_files(errand))


@transaction.atomic
def retry_errand(errand: Errand, *, by: By) -> None:
    """Try again: an act goes on where it stood, a file begins anew."""
    again: dict[str, Any] = {"code": "", "fault": "", "ended_at": None}
    if errand.act == EXPORT:
        again |= {"place": None, "done": 0, "written": 0}
    move(errand, Status.RUNNING, act="retry_errand", by=by, fields=again)
    later("mingcha.lists.jobs.run", errand.pk, by=by)


@transaction.atomic
def delete_errand(errand: Errand, *, by: By) -> None:
    """Delete the file; the errand leaves the list."""
    move(errand, Status.GONE, act="delete_errand", by=by)
    transaction.on_commit(lambda: drop_files(errand))


def drop_files(errand: Errand) -> None:
    """Remove what there is of the file."""
    for path in (errand.part, errand.file):
        path.unlink(missing_ok=True)


def forget() -> int:
    """A tick: delete the files of exports that were ready a week ago. Gives how many errands that were."""
    old = Errand.objects.filter(status=Status.DONE, ended_at__lt=timezone.now() - KEPT)
    by = System("mingcha work")
    for errand in old:
        delete_errand(errand, by=by)
    return len(old)
