# SPDX-License-Identifier: Apache-2.0
"""The document of an item version: a points file with a head ``[catalog]`` and its ``[[step]]`` (docs/points.md, S1-03, S1-04).

It is checked as a whole: whoever wrote it hears of every fault at once, each with its path.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.catalog.models import ItemVersion, Point, PowerItem, Step
from mingcha.engine.points import EVERY, PointsError, PointSet, make_points
from mingcha.ledger import Invalid
from mingcha.ledger.hashing import canonical, plain

HEAD: Final = ("code", "name", "category", "version", "valid_from")
ACTS: Final = ("at", "start", "in", "end", "first", "second")
MOST_PLACES: Final = 1_000
Errors = list[tuple[str, str]]


@dataclass(frozen=True)
class ItemDocument:
    """A version of an item as its document says it. ``rules`` are the points again, each as a document of its own."""

    code: str
    name: str
    category: str
    number: str
    valid_from: date
    steps: tuple[tuple[str, int], ...]
    points: PointSet
    rules: tuple[Mapping[str, Any], ...]

    @property
    def acts(self) -> list[str]:
        return [act for act, _place in self.steps]

    @property
    def digest(self) -> str:
        """The same for the same document, whatever its layout and the order of its keys."""
        head = [self.code, self.name, self.category, self.number, self.valid_from]
        return hashlib.sha256(canonical(plain([head, self.steps, self.rules])).encode()).hexdigest()


def open_item(path: Path) -> dict[str, Any]:
    """The TOML of an item file. Raises Invalid."""
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Invalid(_("文件不是 UTF-8，请另存为 UTF-8"), "bad_encoding") from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is no TOMLDecodeError
        raise Invalid(_("不是有效的 TOML：{error}").format(error=error), "item_invalid") from error


def read_item(document: Mapping[str, Any]) -> ItemDocument:
    """Check a document. Raises Invalid with every fault; the ``field`` of a fault is its path."""
    errors: Errors = []
    head = _head(document.get("catalog"), errors)
    steps = _steps(document.get("step"), errors)
    rules = _rules(document, head, errors)
    points = _points(document, rules, errors)
    _check_acts(rules, {act for act, _place in steps}, errors)
    if errors:
        raise Invalid.many((path, "item_invalid", message) for path, message in errors)
    whole = tuple(
        rule | ({"pauses": list(point.pauses)} if point.pauses else {})
        for rule, point in zip(rules, points.points, strict=True)
    )
    ordered = tuple(sorted(steps, key=lambda step: step[1]))
    return ItemDocument(**head, steps=ordered, points=points, rules=whole)


def _head(given: Any, errors: Errors) -> dict[str, Any]:
    if not isinstance(given, dict):
        errors.append(("catalog", _("缺少 [catalog]：{names}").format(names=_("、").join(HEAD))))
        return {}
    errors += [(f"catalog.{name}", _("不认识这一项")) for name in given if name not in HEAD]
    head = {
        "code": _text("catalog.code", given.get("code"), _longest(PowerItem, "code"), errors),
        "name": _text("catalog.name", given.get("name"), _longest(PowerItem, "name"), errors),
        "category": _text("catalog.category", given.get("category"), _longest(PowerItem, "category"), errors),
        "number": _text("catalog.version", given.get("version"), _longest(ItemVersion, "number"), errors),
        "valid_from": given.get("valid_from"),
    }
    if type(head["valid_from"]) is not date or not 1900 <= head["valid_from"].year <= 2200:
        errors.append(("catalog.valid_from", _("应为日期，例如 2026-01-01")))
    return head


def _steps(given: Any, errors: Errors) -> list[tuple[str, int]]:
    if not isinstance(given, list) or not given:
        errors.append(("step", _("至少要有一个环节（[[step]]）")))
        return []
    steps: dict[str, int] = {}
    for number, entry in enumerate(given, 1):
        path = f"step[{number}]"
        if not isinstance(entry, dict) or set(entry) != {"act", "place"}:
            errors.append((path, _("要写 act 和 place")))
            continue
        act, place = _text(f"{path}.act", entry["act"], _longest(Step, "act"), errors), entry["place"]
        if type(place) is not int or not 0 < place <= MOST_PLACES:
            errors.append((f"{path}.place", _("应为 1 到 {most} 的整数").format(most=MOST_PLACES)))
        elif act in steps:
            errors.append((f"{path}.act", _("环节“{act}”写了两次").format(act=act)))
        elif act:
            steps[act] = place
    return list(steps.items())


def _rules(document: Mapping[str, Any], head: Mapping[str, Any], errors: Errors) -> list[dict[str, Any]]:
    """The points, each with the item and version that it belongs to. They may be named in the file, but no others."""
    own = {"item": head.get("code") or EVERY, "version": head.get("number") or EVERY}
    given = document.get("point")
    rules = []
    for number, entry in enumerate(given if isinstance(given, list) else [], 1):
        fields = entry if isinstance(entry, dict) else {}
        for name, value in own.items():
            told = fields.get(name, document.get(name, EVERY))
            if told not in (EVERY, value, [EVERY], [value]):
                errors.append((f"point[{number}].{name}", _("应为“{value}”，或者不写").format(value=value)))
        rules.append({**fields, **own})
    return rules


def _points(document: Mapping[str, Any], rules: list[dict[str, Any]], errors: Errors) -> PointSet:
    rest = {name: value for name, value in document.items() if name not in ("catalog", "step", "item", "version")}
    try:
        points = make_points(rest | {"point": rules})
    except PointsError as bad:
        errors += bad.errors
        return PointSet(())
    longest = _longest(Point, "key")
    errors += [
        (f"point[{number}].key", _("不能超过 {most} 个字").format(most=longest))
        for number, point in enumerate(points.points, 1)
        if len(point.key) > longest
    ]
    return points


def _check_acts(rules: list[dict[str, Any]], known: set[str], errors: Errors) -> None:
    """Every act that a point names is a step of the item, or the point would never find anything."""
    for number, rule in enumerate(rules, 1):
        for part, act in _named(rule):
            if act not in known and act != EVERY:
                errors.append((f"point[{number}].{part}", _("没有环节“{act}”").format(act=act)))


def _named(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for part in ACTS:
        given = rule.get(part)
        for act in given if isinstance(given, list) else [given]:
            if isinstance(act, str):
                yield part, act.strip()
    exempt = rule.get("exempt")
    for pair in exempt if isinstance(exempt, list) else []:
        if isinstance(pair, dict):
            yield from (("exempt", act.strip()) for act in (pair.get("from"), pair.get("to")) if isinstance(act, str))


def _text(path: str, value: Any, longest: int, errors: Errors) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        errors.append((path, _("应为非空的文字")))
        return ""
    if len(value.strip()) > longest:
        errors.append((path, _("不能超过 {most} 个字").format(most=longest)))
    return value.strip()


def _longest(model: Any, name: str) -> int:
    return int(model._meta.get_field(name).max_length)
