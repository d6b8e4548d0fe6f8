# SPDX-License-Identifier: Apache-2.0
"""The only code that changes a status, and the check of versions (architecture.md section 5).

A model declares ``Status`` and beside it ``MOVES``: from each status, those that may follow. The row is locked before
it is looked at, so that of two people who press at once the second is told, and state and history cannot drift.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import F, Model, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from . import heads
from .actor import By
from .entries import append, history, record
from .errors import Conflict, WrongState
from .hashing import plain
from .models import Touched, Versioned

M = TypeVar("M", bound=Model)
SLICE = 500


def joined() -> AbstractContextManager[Any]:
    """The transaction of whoever calls, without a savepoint: an act stands or falls whole. One of its own where none is open."""
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def move(
    obj: M,
    to: str,
    *,
    act: str,
    by: By,
    fields: Mapping[str, Any] | None = None,
    personal: Sequence[str] = (),
    **why: Any,
) -> M:
    """Change the status, with the fields that change along, and append the entry. Raises WrongState.

    Gives ``obj`` itself, brought up to what is now stored.
    """
    with joined():
        row: Any = locked(obj)
        move_held(row, to, act=act, by=by, fields=fields, personal=personal, **why)
    changed = {"status": to, **(fields or {})}
    for name in (*changed, *(["version"] if isinstance(row, Versioned) else [])):
        setattr(obj, name, getattr(row, name))
    return obj


def move_held(
    row: Any,
    to: str,
    *,
    act: str,
    by: By,
    fields: Mapping[str, Any] | None = None,
    personal: Sequence[str] = (),
    **why: Any,
) -> None:
    """The same of a row that whoever calls has read and locked in this transaction, so it is not read again."""
    heads.refuse_if_read_only(act)
    was, changed = row.status, {"status": to, **(fields or {})}
    if to not in row.MOVES.get(was, ()):
        raise _wrong(row, to)
    for name, value in changed.items():
        setattr(row, name, value)
    row.save(update_fields=list(changed))
    record(act, row, by=by, personal=personal, **{"from": was, "to": to}, **why)


def move_many(queryset: QuerySet[Any], to: str, *, act: str, by: By, **why: Any) -> int:
    """The same for many rows with one reason and one entry, which names them all. All or none: raises WrongState."""
    model = queryset.model
    with transaction.atomic():
        chosen = model._base_manager.filter(pk__in=queryset.order_by().values("pk"))
        rows: list[Any] = list(chosen.select_for_update().order_by("pk"))  # one order for all: no deadlock
        before = defaultdict(list)
        for row in rows:
            if to not in row.MOVES.get(row.status, ()):
                raise _wrong(row, to)
            before[str(row.status)].append(row.pk)
        changes: dict[str, Any] = {"status": to} | (
            {"version": F("version") + 1} if issubclass(model, Versioned) else {}
        )
        for start in range(0, len(rows), SLICE):
            model._base_manager.filter(pk__in=[row.pk for row in rows[start : start + SLICE]]).update(**changes)
        if rows:
            kept = plain({"from": before, "to": to, "count": len(rows), **why})
            entry = append(act, kept, by=by, kind=model._meta.label_lower, number=None, name="")
            Touched.objects.bulk_create([Touched(entry=entry, object_id=row.pk) for row in rows], batch_size=SLICE)
    return len(rows)


def locked(obj: M) -> M:
    """The row as it stands now, locked until the transaction ends. Raises Conflict if it is gone."""
    model: Any = obj._meta.model  # whoever is logged in comes as a lazy object, whose type is no model
    row: M | None = model._base_manager.select_for_update().filter(pk=obj.pk).first()
    if row is None:
        raise Conflict(_("“%(name)s”已不存在。") % {"name": obj}, "gone")
    return row


def check_version(obj: Versioned, given: int | None) -> None:
    """Lock the row and refuse the second of two editors, telling who was first and when (S0-48, corpus W08)."""
    if locked(obj).version == given:
        return
    last = history(obj).first()
    if last is None:
        raise Conflict(_("这条记录已被修改，请核对后重新提交。您填写的内容仍然保留。"), "stale")
    words = _("%(name)s 已于 %(time)s 修改了这条记录，请核对后重新提交。您填写的内容仍然保留。")
    when = timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M:%S")
    raise Conflict(words % {"name": last.actor_name, "time": when}, "stale")


def _wrong(row: Any, to: str) -> WrongState:
    labels = dict(type(row)._meta.get_field("status").flatchoices)
    words = _("“%(name)s”现在是“%(now)s”，不能改为“%(to)s”。")
    return WrongState(words % {"name": row, "now": labels.get(row.status, row.status), "to": labels.get(to, to)})
