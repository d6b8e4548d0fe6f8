# SPDX-License-Identifier: Apache-2.0
"""Writes of what is in force: an item version from its document, with steps and points as rows (S1-03, S1-04, S1-26)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from django.db import models, transaction
from django.utils.translation import gettext as _

from mingcha.catalog.document import ItemDocument, read_item
from mingcha.catalog.models import (
    ItemVersion,
    Point,
    PointAct,
    PointEvidence,
    PointExempt,
    PointLevel,
    PointNegative,
    PointPauseKind,
    PowerItem,
    Step,
    VersionDocument,
)
from mingcha.engine.schema import TABLES
from mingcha.ledger import By, Conflict, Invalid, WrongState, record
from mingcha.ledger.hashing import plain
from mingcha.organs.access import require
from mingcha.organs.models import DictionaryVersion, Organ, Term
from mingcha.organs.perms import Perm

PARTS: Final[dict[str, type[models.Model]]] = {
    "point_acts": PointAct,
    "point_pause_kinds": PointPauseKind,
    "point_evidence": PointEvidence,
    "point_negative": PointNegative,
    "point_exempt": PointExempt,
    "point_levels": PointLevel,
}
_OF_POINT: Final = (
    "limit_n",
    "unit",
    "start_edge",
    "n_end",
    "warn_seconds",
    "k",
    "category",
    "option",
    "effect",
    "kind",
)
SLICE: Final = 500


@transaction.atomic
def load_item(document: Mapping[str, Any], *, organ: Organ, by: By) -> ItemVersion:
    """Add a version of an item from a file, already approved elsewhere. The same document again changes nothing and gives
    the version that it made.

    Raises:
        Invalid: with every fault of the document, each under its path (``point[2].limit``).
        Conflict: another organ holds the item, or its version of this number was made from another document.
    """
    read = read_item(document)
    item = held_item(read.code, organ)
    if item is not None and (there := item.versions.filter(number=read.number).first()):
        if there.digest == read.digest:
            return there
        words = _("“{name}”第 {number} 版已经载入，内容不同；改动后请用新的版本号")
        raise Conflict(words.format(name=item, number=read.number), "version_taken", "catalog.version")
    version = publish_version(read, item or PowerItem(code=read.code, organ=organ))
    counts: dict[str, Any] = {"steps": len(read.steps), "points": len(read.points.points)}
    told = {"code": read.code, "version": version.number, "organ": organ.name, "digest": read.digest}
    record("load_item", version.item, by=by, **told, **counts)
    return version


def held_item(code: str, organ: Organ) -> PowerItem | None:
    """The item of this code, locked, if there is one. Raises Conflict where another organ holds it."""
    item = PowerItem.objects.select_for_update().filter(code=code).first()
    if item is not None and item.organ_id != organ.pk:
        words = _("事项编码“{code}”已由“{organ}”使用")
        raise Conflict(words.format(code=code, organ=item.organ), "code_taken", "catalog.code")
    return item


@transaction.atomic
def publish_version(read: ItemDocument, item: PowerItem) -> ItemVersion:
    """Write a version with its steps and points and seal it; the version before it ends the day before (feature 4).

    A version of the same day is a correction: the one that it corrects is in force on no day any more. Cases keep theirs.
    The caller has locked the item and records the act.

    Raises:
        Invalid: the category is not in the dictionary, or the version would begin before one that is there.
        Conflict: the item has a version of this number.
    """
    _check_category(read.category)
    if item.pk and item.versions.filter(number=read.number).exists():
        words = _("“{name}”已有第 {number} 版，请换一个版本号")
        raise Conflict(words.format(name=item, number=read.number), "version_taken", "catalog.version")
    _end_before(item, read)
    item = _named(item, read)
    version = item.versions.create(number=read.number, valid_from=read.valid_from, digest=read.digest)
    VersionDocument.objects.create(version=version, document=plain(read.document))
    Step.objects.bulk_create([Step(item_version=version, act=act, place=place) for act, place in read.steps])
    _add_points(version, read)
    version.sealed = True
    version.save(update_fields=["sealed"])
    return version


def _end_before(item: PowerItem, read: ItemDocument) -> None:
    """Bring the live version to its end, so that validities never overlap; the error names the clash (feature 3)."""
    last = item.versions.first() if item.pk else None
    if last is None:
        return
    if read.valid_from < last.valid_from:
        words = _("第 {number} 版自 {day} 起生效，新版本不能早于这一天")
        raise Invalid(words.format(number=last.number, day=last.valid_from), "version_overlap", "catalog.valid_from")
    if last.valid_to is None or last.valid_to >= read.valid_from:
        last.valid_to = read.valid_from - timedelta(days=1)
        last.save(update_fields=["valid_to"])


@transaction.atomic
def retire_item(item: PowerItem, last_day: date, reason: str, *, by: By) -> ItemVersion:
    """Let the version in force end without another to follow; no new case begins after that day.

    Raises:
        WrongState: no version is in force.
        Invalid: the day lies before the version began, or there is no reason.
    """
    require(by, Perm.CATALOG_DRAFT_FINAL, item)
    if not reason.strip():
        raise Invalid(_("请填写废止的理由"), "required", "reason")
    item = PowerItem.objects.select_for_update().get(pk=item.pk)
    version = item.versions.filter(valid_to=None).first()
    if version is None:
        raise WrongState(_("没有正在生效的版本"), "not_effective")
    if last_day < version.valid_from:
        raise Invalid(_("不能早于生效日期 {day}").format(day=version.valid_from), "date_order", "last_day")
    version.valid_to = last_day
    version.save(update_fields=["valid_to"])
    record("retire_item", item, by=by, version=version.number, last_day=last_day, reason=reason.strip())
    return version


def _check_category(category: str) -> None:
    """The category is a word of the dictionary, where the installation has one (S1-06)."""
    status = DictionaryVersion.Status.EFFECTIVE
    known = Term.objects.filter(version__dictionary__key="power_category", version__status=status)
    names = list(known.values_list("name", flat=True))
    if names and category not in names:
        words = _("字典中没有权力类别“{category}”；有：{names}")
        raise Invalid(words.format(category=category, names=_("、").join(names)), "item_invalid", "catalog.category")


def _named(item: PowerItem, read: ItemDocument) -> PowerItem:
    """What is shown of an item is what its latest document says."""
    if (item.name, item.category) != (read.name, read.category):
        item.name, item.category = read.name, read.category
        item.save()
    return item


def _add_points(version: ItemVersion, read: ItemDocument) -> None:
    """The rows that the engine reads, as it would make them itself."""
    tables = read.points.rows(read.acts)
    columns = tuple(TABLES["points"].columns)
    points = []
    for row, point, rule in zip(tables["points"], read.points.points, read.rules, strict=True):
        values = dict(zip(columns, row, strict=True))
        of_point = {name: values[name] for name in _OF_POINT}
        points.append(Point(item_version=version, key=point.key, name=point.name, law=point.law, rule=rule, **of_point))
    made = Point.objects.bulk_create(points)
    for table, model in PARTS.items():
        names = tuple(TABLES[table].columns)[1:]
        rows = [
            model(point=made[int(row[0] or 0) - 1], **dict(zip(names, row[1:], strict=True))) for row in tables[table]
        ]
        model._default_manager.bulk_create(rows, batch_size=SLICE)
