# SPDX-License-Identifier: Apache-2.0
"""The document of an item version: its head ``[catalog]``, procedure, forms, points and the rest (docs/item.md, S1-03, S1-04).

One object says everything about a version: drafts are edited in it, gates compare two of it, a file carries it elsewhere,
and what the engine and the cases read as rows is made from it. It is checked as a whole: whoever wrote it hears of every
fault at once, each with its path.
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

from mingcha.catalog.models import ItemVersion, Point, PowerItem
from mingcha.catalog.papers.section import check_documents
from mingcha.catalog.parts import Errors, longest, text
from mingcha.catalog.procedure.reading import check_procedure
from mingcha.catalog.stepforms.reading import check_forms
from mingcha.engine.points import EVERY, PointsError, PointSet, make_points
from mingcha.ledger import Invalid
from mingcha.ledger.hashing import canonical, plain

HEAD: Final = ("code", "name", "category", "version", "valid_from")
MORE: Final = (
    "field",
    "office",
    "basis",
    "statutory",
    "promised",
    "pauses",
    "fees",
    "summary",
    "standards",
)
"""What else the head may say: field, handling office, legal basis, limits, lawful pauses, fees, summary, and the
violations whose discretion standards apply."""
OTHERS: Final = ("guide", "material", "transition", "form", "document", "risk", "example")
"""Sections beside head, steps and points."""
SECTIONS: Final = ("catalog", "step", "point", *OTHERS)
ACTS: Final = ("at", "start", "in", "end", "first", "second")


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
    document: Mapping[str, Any]

    @property
    def acts(self) -> list[str]:
        return [act for act, _place in self.steps]

    @property
    def digest(self) -> str:
        """The same for the same document, whatever its layout and the order of its keys."""
        head = [self.code, self.name, self.category, self.number, self.valid_from]
        told = [head, self.steps, self.rules]
        others = {name: value for name, value in self.document.items() if name in OTHERS and value}
        more = {name: value for name, value in self.document["catalog"].items() if name in MORE and value}
        steps = [step for step in self.document["step"] if set(step) > {"act", "place"}]
        return digest_of([*told, others, more, steps] if others or more or steps else told)


def digest_of(value: Any) -> str:
    """The SHA-256 of a document or a part of one."""
    return hashlib.sha256(canonical(plain(value)).encode()).hexdigest()


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
    steps = check_procedure(document, errors)
    check_forms(document.get("form"), errors)
    check_documents(document.get("document"), {act for act, _place in steps}, errors)
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
    return ItemDocument(**head, steps=ordered, points=points, rules=whole, document=document)


def _head(given: Any, errors: Errors) -> dict[str, Any]:
    if not isinstance(given, dict):
        errors.append(("catalog", _("缺少 [catalog]：{names}").format(names=_("、").join(HEAD))))
        return {}
    errors += [(f"catalog.{name}", _("不认识这一项")) for name in given if name not in (*HEAD, *MORE)]
    head = {
        "code": text("catalog.code", given.get("code"), longest(PowerItem, "code"), errors),
        "name": text("catalog.name", given.get("name"), longest(PowerItem, "name"), errors),
        "category": text("catalog.category", given.get("category"), longest(PowerItem, "category"), errors),
        "number": text("catalog.version", given.get("version"), longest(ItemVersion, "number"), errors),
        "valid_from": _day(given.get("valid_from")),
    }
    if type(head["valid_from"]) is not date or not 1900 <= head["valid_from"].year <= 2200:
        errors.append(("catalog.valid_from", _("应为日期，例如 2026-01-01")))
    return head


def _day(given: Any) -> Any:
    """TOML has days; a draft keeps them as text."""
    try:
        return date.fromisoformat(given) if isinstance(given, str) else given
    except ValueError:
        return given


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
    own = ("catalog", "step", "item", "version", *OTHERS)
    rest = {name: value for name, value in document.items() if name not in own}
    try:
        points = make_points(rest | {"point": rules})
    except PointsError as bad:
        errors += bad.errors
        return PointSet(())
    most = longest(Point, "key")
    errors += [
        (f"point[{number}].key", _("不能超过 {most} 个字").format(most=most))
        for number, point in enumerate(points.points, 1)
        if len(point.key) > most
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
