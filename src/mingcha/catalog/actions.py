# SPDX-License-Identifier: Apache-2.0
"""Writes of the catalogue: an item version from its document, the law from tables (S1-03, S1-04). Approval comes with its room."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from django.db import models, transaction
from django.utils.translation import gettext as _

from mingcha.catalog import law
from mingcha.catalog.document import ItemDocument, read_item
from mingcha.catalog.models import (
    Article,
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
    Tier,
)
from mingcha.engine.schema import TABLES
from mingcha.files.badinput import BadInput, Fault
from mingcha.ledger import By, Conflict, Invalid, record
from mingcha.organs.models import DictionaryVersion, Organ, Term

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
    """Add a version of an item. The same document again changes nothing and gives the version that it made.

    Raises:
        Invalid: with every fault of the document, each under its path (``point[2].limit``).
        Conflict: another organ holds the item, or its version of this number was made from another document.
    """
    read = read_item(document)
    _check_category(read.category)
    item = PowerItem.objects.select_for_update().filter(code=read.code).first()
    if item is not None and item.organ_id != organ.pk:
        words = _("事项编码“{code}”已由“{organ}”使用")
        raise Conflict(words.format(code=read.code, organ=item.organ), "code_taken", "catalog.code")
    if item is not None and (there := item.versions.filter(number=read.number).first()):
        if there.digest == read.digest:
            return there
        words = _("“{name}”第 {number} 版已经载入，内容不同；改动后请用新的版本号")
        raise Conflict(words.format(name=item, number=read.number), "version_taken", "catalog.version")
    item = _named(item or PowerItem(code=read.code, organ=organ), read)
    version = item.versions.create(number=read.number, valid_from=read.valid_from, digest=read.digest)
    Step.objects.bulk_create([Step(item_version=version, act=act, place=place) for act, place in read.steps])
    _add_points(version, read)
    counts: dict[str, Any] = {"steps": len(read.steps), "points": len(read.points.points)}
    record(
        "load_item", item, by=by, code=item.code, version=version.number, organ=organ.name, digest=read.digest, **counts
    )
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


@transaction.atomic
def load_law(articles: Path | None, tiers: Path | None, *, by: By) -> dict[str, int]:
    """Add articles of law and tiers of discretion, and bring up to date those that the tables know otherwise; none is taken
    away. Gives how many were added and changed.

    Raises:
        BadInput: every fault of both tables, each with its line; nothing is written.
    """
    faults: list[Fault] = []
    read_articles = _read(law.read_articles, articles, faults)
    read_tiers = _read(law.read_tiers, tiers, faults)
    if faults:
        raise BadInput(faults)
    new, changed = _merge(Article, read_articles, ("article_id", "valid_from"), ("valid_to",))
    counts = {"articles_added": new, "articles_changed": changed}
    amounts = ("valid_to", "min_amt", "max_amt", "needs_order")
    new, changed = _merge(Tier, read_tiers, ("violation", "tier", "valid_from"), amounts)
    counts |= {"tiers_added": new, "tiers_changed": changed}
    if any(counts.values()):
        what: dict[str, Any] = counts | {
            "files": {path.name: law.digest_of(path) for path in (articles, tiers) if path}
        }
        record("load_law", None, by=by, **what)
    return counts


def _read(read: Callable[[Path], list[Any]], path: Path | None, faults: list[Fault]) -> list[Any]:
    try:
        return [] if path is None else read(path)
    except BadInput as bad:
        faults += bad.errors
        return []


def _merge(
    model: type[models.Model], rows: Iterable[Any], key: tuple[str, ...], what: tuple[str, ...]
) -> tuple[int, int]:
    stored: dict[Any, Any] = {_of(one, key): one for one in model._default_manager.all()}
    added, changed = [], []
    for row in rows:
        there = stored.get(_of(row, key))
        if there is None:
            added.append(row)
        elif _of(there, what) != _of(row, what):
            for name in what:
                setattr(there, name, getattr(row, name))
            changed.append(there)
    model._default_manager.bulk_create(added, batch_size=SLICE)
    model._default_manager.bulk_update(changed, what, batch_size=SLICE)
    return len(added), len(changed)


def _of(row: Any, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in names)
