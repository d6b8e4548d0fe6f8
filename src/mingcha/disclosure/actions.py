# SPDX-License-Identifier: Apache-2.0
"""The acts that make something public and take it back (S4-12)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.catalog.models import PowerItem
from mingcha.disclosure.models import Publication
from mingcha.disclosure.reading import published
from mingcha.ledger import By, WrongState, move, record
from mingcha.organs.access import require
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm

Kind, Status = Publication.Kind, Publication.Status


@transaction.atomic
def publish_item(item: PowerItem, *, by: By) -> Publication:
    """Show an item to the public, and with it the organ that holds it 执法主体. Raises WrongState where it is shown already."""
    require(by, Perm.DISCLOSURE_ITEM_PUBLISH, item)
    now = timezone.now()
    if _publication(Kind.ORGAN, item.organ_id, Status.PUBLISHED) is None:
        _show(Kind.ORGAN, item.organ, "publish_organ", by=by, now=now)
    return _show(Kind.ITEM, item, "publish_item", by=by, now=now)


@transaction.atomic
def withdraw_item(item: PowerItem, reason: str, *, by: By) -> Publication:
    """Take an item back. The organ goes with its last one. Raises WrongState where it is not shown."""
    require(by, Perm.DISCLOSURE_ITEM_PUBLISH, item)
    shown = _publication(Kind.ITEM, item.pk, Status.PUBLISHED)
    if shown is None:
        raise WrongState(_("这个事项没有公示"), "not_published")
    move(shown, Status.WITHDRAWN, act="withdraw_item", by=by, reason=reason)
    others = PowerItem.objects.filter(organ=item.organ_id, pk__in=published(Kind.ITEM))
    organ = _publication(Kind.ORGAN, item.organ_id, Status.PUBLISHED)
    if organ is not None and not others.exists():
        move(organ, Status.WITHDRAWN, act="withdraw_organ", by=by, reason=reason)
    return shown


def _publication(kind: str, number: int, status: str) -> Publication | None:
    return Publication.objects.filter(kind=kind, object_id=number, status=status).first()


def _show(kind: str, row: PowerItem | Organ, act: str, *, by: By, now: datetime) -> Publication:
    told = {"name": row.name, "published_at": now}
    there = Publication.objects.filter(kind=kind, object_id=row.pk).first()
    if there is not None:
        return move(there, Status.PUBLISHED, act=act, by=by, fields=told)
    made = Publication.objects.create(kind=kind, object_id=row.pk, **told)
    record(act, made, by=by, public_id=made.public_id)
    return made
