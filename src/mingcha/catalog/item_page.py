# SPDX-License-Identifier: Apache-2.0
"""What the page of an item shows: one version, its steps with the seals 监察印 on them, what each point demands (S1-04)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mingcha.catalog import words
from mingcha.catalog.flags import flags_of
from mingcha.catalog.item_content import content_of
from mingcha.catalog.models import ItemVersion, PowerItem
from mingcha.catalog.procedure.drawing import drawing
from mingcha.catalog.rules import rule_of
from mingcha.engine.kinds import KINDS, LEVELS
from mingcha.engine.points import EVERY
from mingcha.engine.points import Point as Rule


def versions_in_force(items: Iterable[PowerItem], today: date) -> dict[int, ItemVersion]:
    """By item the version in force, with ``point_count``, in one query."""
    found = ItemVersion.objects.filter(in_force_on(today), item__in=list(items))
    ordered = found.annotate(point_count=Count("points")).order_by("valid_from", "id")
    return {version.item_id: version for version in ordered}


def page_of(item: PowerItem, asked: Mapping[str, str], today: date) -> dict[str, Any]:
    """The context. ``asked`` may name a ``version`` and a ``step`` by number. Raises Http404 for those that are not the item's."""
    versions = list(item.versions.all())
    in_force = next((version for version in versions if _in_force(version, today)), None)
    version = _chosen(versions, asked.get("version")) or in_force or next(iter(versions), None)
    if version is None:
        raise Http404
    steps = list(version.steps.all())
    step = _chosen(steps, asked.get("step"))
    points = [_point(point.pk, rule_of(point)) for point in version.points.all()]
    shown = [point for point in points if step is None or _sits(point, step.act)]
    return {
        "item": item,
        "version": version,
        "versions": versions,
        "in_force": in_force,
        "not_in_force": _standing(version, in_force, today),
        "steps": [_step(one, points) for one in steps],
        "step": step,
        "points": shown,
        "point_count": len(points),
        "flags": flags_of([version.pk], today).get(version.pk, {}) if version == in_force else {},
        "drawing": drawing(
            version.document,
            {one.act: f"?version={version.pk}&step={one.pk}" for one in steps},
            step.act if step else "",
        ),
        "content": content_of(item, version, today),
        "export": reverse("catalog:item-procedure", args=(item.pk, version.pk)),
    }


def in_force_on(day: date) -> Q:
    """Versions that are in force on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def _in_force(version: ItemVersion, day: date) -> bool:
    return version.valid_from <= day and (version.valid_to is None or version.valid_to >= day)


def _standing(version: ItemVersion, in_force: ItemVersion | None, today: date) -> str:
    """Why a version is not in force: not yet, replaced by another, or ended without one."""
    if version.valid_from > today:
        return _("尚未生效")
    if in_force is None and version.valid_to is not None:
        return _("已废止，最后一日 {day}").format(day=version.valid_to)
    return _("已由后来的版本代替；按它立案的办件不受影响")


def _chosen(rows: list[Any], number: str | None) -> Any:
    if number is None:
        return None
    for row in rows:
        if str(row.pk) == number:
            return row
    raise Http404


def _step(step: Any, points: list[dict[str, Any]]) -> dict[str, Any]:
    kinds = {point["rule"].kind for point in points if _sits(point, step.act)}
    return {"pk": step.pk, "act": step.act, "place": step.place, "kinds": [kind for kind in KINDS if kind in kinds]}


def _sits(point: dict[str, Any], act: str) -> bool:
    return act in point["seat"] or EVERY in point["seat"]


def _point(pk: int, rule: Rule) -> dict[str, Any]:
    levels = {rule.level(code) for code in KINDS[rule.kind].codes}
    return {
        "pk": pk,
        "rule": rule,
        "title": rule.title("en" if (get_language() or "").startswith("en") else "zh"),
        "demand": words.demand(rule),
        "place": words.place(rule),
        "seat": words.seat(rule),
        "levels": [level for level in LEVELS if level in levels],
        "effect": words.EFFECTS[rule.effect],
    }
