# SPDX-License-Identifier: Apache-2.0
"""Errands go on in the background, a slice a job. Each may run twice, or be killed at any place, and does no harm by it.

A slice of acts is one transaction with a savepoint a row, so that its rows and how far it is stand together. A slice of a
file is written beyond what was noted as good: killed, it is cut off and written anew.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from mingcha.files.slices import Busy, append, finish
from mingcha.files.tables import Cell
from mingcha.ledger import Refused, WrongState
from mingcha.lists import actions
from mingcha.lists.actions import Slice
from mingcha.lists.listings import LISTINGS
from mingcha.lists.models import EXPORT, Errand
from mingcha.lists.standing import act_named, check_errand, rows_of
from mingcha.web import keyset
from mingcha.web.listing import Listing

ROWS: Final = 20_000
"""Rows of a file in one slice."""
BATCH: Final = 500
ACTS: Final = 100
"""Rows that one slice acts on."""
NO_ROOM: Final = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def run(errand_id: int) -> None:
    """The next slice of an errand, if it still runs."""
    rows = Errand.objects.select_related("post__organ", "post__person", "post__role")
    errand = rows.filter(pk=errand_id, status=Errand.Status.RUNNING).first()
    if errand is None or errand.place == []:  # all rows are done
        return
    listing = LISTINGS[errand.listing]
    with override(errand.language):
        try:
            check_errand(errand, listing)
            (_write if errand.act == EXPORT else _act)(errand, listing)
        except Refused as refused:
            actions.drop_files(errand)
            _fail(errand, refused.code, refused.message)
        except OSError as error:
            _no_room(errand, error)


def _fail(errand: Errand, code: str, message: str) -> None:
    try:
        actions.fail_errand(errand, code, message, by=errand.post)
    except WrongState:  # stopped meanwhile, or the same job ran beside us
        return


# --- acts on rows -------------------------------------------------------------------------------------------------------
@transaction.atomic
def _act(errand: Errand, listing: Listing) -> None:
    act = act_named(listing, errand.act)
    assert act is not None
    found = rows_of(listing, errand.post, errand.query, errand.ids).order_by("pk")
    pk = found.model._meta.pk
    if errand.place:
        found = found.filter(pk__gt=pk.to_python(errand.place[0]))
    batch = list(found[:ACTS])
    refusals = [told for row in batch if (told := _one(act, row, errand))]
    place = [str(batch[-1].pk)] if len(batch) == ACTS else None
    done = len(batch) - len(refusals)
    if not place and errand.ids is not None:
        missing = len(set(errand.ids)) - errand.done - errand.refused - len(batch)
        if missing > 0:
            words = _("{n} 条已不存在，或者不在管辖范围内").format(n=missing)
            refusals += [["—", "", words]] * missing
    if actions.keep_slice(errand, Slice(place, done, refusals)) and not place:
        errand.refresh_from_db()
        actions.finish_errand(errand, by=errand.post, rows=errand.done, refused=errand.refused)


def _one(act: Any, row: Any, errand: Errand) -> list[str] | None:
    """Do it with one row; what stood against it: name, address, reason."""
    name = str(row)[:80]
    address = row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""
    try:
        with transaction.atomic():
            act.do(row, errand.reason, errand.post)
    except Refused as refused:
        return [name, address, refused.message[:200]]
    return None


# --- files --------------------------------------------------------------------------------------------------------------
class Taken:
    """The rows of a slice as cells; afterwards, how many there were and where they ended (None: at the end of all)."""

    def __init__(self, errand: Errand, listing: Listing) -> None:
        self.errand, self.listing = errand, listing
        self.count, self.place = 0, errand.place

    def rows(self) -> Iterator[list[Cell]]:
        """A few hundred at a time, so that memory does not grow with the rows."""
        listing, order = self.listing, self.listing.order
        found = rows_of(listing, self.errand.post, self.errand.query, self.errand.ids).order_by(*order)
        if self.place is None:
            yield list(listing.heads)
        while self.count < ROWS:
            after = found
            if self.place is not None:
                after = found.filter(keyset.after(order, keyset.values_at(found.model, order, self.place)))
            batch = list(after[:BATCH])
            if listing.prepare:
                listing.prepare(batch)
            for row in batch:
                yield listing.cells(row)
            self.count += len(batch)
            if len(batch) < BATCH:
                self.place = None
                return
            self.place = keyset.place_of(batch[-1], order)


def _write(errand: Errand, listing: Listing) -> None:
    taken = Taken(errand, listing)
    try:
        size = append(errand.part, errand.written, taken.rows(), errand.form)
    except Busy:
        return  # another worker is at it, and will order the next slice
    except LookupError:
        actions.restart_export(errand)
        return
    actions.keep_slice(errand, Slice(taken.place, taken.count, written=size))


def complete(errand_id: int) -> None:
    """Make the file of its part. Killed in between, it finds the part again, or the file."""
    rows = Errand.objects.select_related("post__organ", "post__person", "post__role")
    errand = rows.filter(pk=errand_id, status=Errand.Status.RUNNING).first()
    if errand is None:
        return
    with override(errand.language):
        try:
            if not errand.file.exists() or errand.part.exists():
                if not errand.part.exists() or errand.part.stat().st_size != errand.written:
                    actions.restart_export(errand)
                    return
                finish(errand.part, errand.file, errand.form, sheet=str(LISTINGS[errand.listing].title))
            actions.finish_errand(errand, by=errand.post, rows=errand.done, size=errand.file.stat().st_size)
        except WrongState:
            actions.drop_files(errand)  # stopped meanwhile
        except OSError as error:
            _no_room(errand, error)


def _no_room(errand: Errand, error: OSError) -> None:
    """Say so, and leave nothing that fills the disk. Any other error is one."""
    if error.errno not in NO_ROOM:
        raise error
    actions.drop_files(errand)  # first: the database may lie on the same disk
    _fail(errand, "storage_full", _("存储空间已满，已写的部分已删除。请管理员清理空间后重试。"))
