# SPDX-License-Identifier: Apache-2.0
"""Monitor points 监察点: a rule of an item, in TOML or Python, validated before it may judge (S1-05 … S1-19).

Wrong points are refused together, each with the path to its fault: ``point[2].limit: 应为正整数``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, Literal

from mingcha.engine import point_fields
from mingcha.engine.kinds import KINDS, LEVELS

EVERY: Final = point_fields.EVERY
"""As an act, an item or a version: every one that the log has."""
Row = tuple[str | int | None, ...]


class PointsError(ValueError):
    """The points cannot be used. ``errors`` holds every fault as (path, message)."""

    def __init__(self, errors: Sequence[tuple[str, str]]) -> None:
        self.errors = list(errors)
        super().__init__("\n".join(f"{path}: {message}" for path, message in self.errors))


@dataclass(frozen=True)
class Point:
    """One validated point of one item version. Acts are the catalogue's codes; ``at = ("*",)`` means every act.

    ``limit`` counts in ``unit`` (working_day, calendar_day, hour; none for promise); ``n_end`` is 0 for "all end acts".
    """

    key: str
    kind: str
    item: str
    version: str
    acts: Mapping[str, tuple[str, ...]]
    name: str = ""
    name_en: str = ""
    law: str = ""
    effect: Literal["alarm", "block"] = "alarm"
    limit: int | None = None
    unit: str | None = None
    start_edge: str = "start"
    n_end: int = 1
    warn_seconds: int | None = None
    option: str | None = None
    pauses: tuple[str, ...] = ()
    k: int = 2
    category: str | None = None
    exempt: tuple[tuple[str, str, int], ...] = ()
    require: Mapping[str, int] = field(default_factory=dict)
    negative: tuple[str, ...] = ()
    levels: Mapping[str, str] = field(default_factory=dict)

    def title(self, lang: str) -> str:
        """The name as shown; the key where it has none."""
        return (self.name_en if lang == "en" else self.name) or self.name or self.key

    def level(self, code: str) -> str | None:
        """The level that this point gives a code; None where it is switched off."""
        level = self.levels.get(code, KINDS[self.kind].codes[code].level)
        return level if level in LEVELS else None


@dataclass(frozen=True)
class PointSet:
    """The points of a run. ``point_id`` of a point is its place in the list, from 1."""

    points: tuple[Point, ...]

    def of(self, point_id: int) -> Point:
        return self.points[point_id - 1]

    def over(self, items: Iterable[tuple[str, str]]) -> PointSet:
        """The same points with ``"*"`` replaced by each (item, version) that the log has."""
        known = tuple(items)
        points = tuple(
            replace(point, item=item, version=version)
            for point in self.points
            for item, version in (known if EVERY in (point.item, point.version) else [(point.item, point.version)])
            if point.item in (EVERY, item) and point.version in (EVERY, version)
        )
        if errors := _repeated(points):
            raise PointsError(errors)
        return PointSet(points)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that have a point, in the order of :data:`KINDS`."""
        used = {point.kind for point in self.points}
        return tuple(kind for kind in KINDS if kind in used)

    def rows(self, acts: Iterable[str] = ()) -> dict[str, list[Row]]:
        """The rows of the relations ``points`` and ``point_*``; ``acts`` is what ``"*"`` stands for."""
        known = tuple(acts)
        tables: dict[str, list[Row]] = {
            name: []
            for name in (
                "points",
                "point_acts",
                "point_pause_kinds",
                "point_evidence",
                "point_negative",
                "point_exempt",
                "point_levels",
            )
        }
        for point_id, point in enumerate(self.points, 1):
            _add_rows(tables, point_id, point, known)
        return tables


def _add_rows(tables: dict[str, list[Row]], point_id: int, point: Point, known: tuple[str, ...]) -> None:
    parts = {part: known if EVERY in acts else acts for part, acts in point.acts.items()}
    if point.kind == "qualification" and "second" not in parts:
        parts["second"] = parts["at"]
    tables["points"].append(
        (
            point_id,
            point.key,
            point.version,
            point.kind,
            point.item,
            point.limit,
            point.unit,
            point.start_edge,
            point.n_end or len(set(parts.get("end", ()))),
            point.warn_seconds,
            point.k,
            point.category,
            point.option,
            point.effect,
        )
    )
    tables["point_acts"] += [(point_id, act, part) for part, acts in parts.items() for act in dict.fromkeys(acts)]
    tables["point_pause_kinds"] += [(point_id, kind) for kind in point.pauses]
    tables["point_evidence"] += [(point_id, kind, n) for kind, n in point.require.items()]
    tables["point_negative"] += [(point_id, outcome) for outcome in point.negative]
    tables["point_exempt"] += [(point_id, *pair) for pair in point.exempt]
    tables["point_levels"] += [
        (point_id, code, level) for code in KINDS[point.kind].codes if (level := point.level(code)) is not None
    ]


def read_points(path: Path) -> PointSet:
    """Read and validate a points file (format: docs/points.md). Raises :class:`PointsError` with every fault."""
    try:
        document = tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise PointsError([(str(path), f"不能读取文件：{error.strerror}")]) from error
    except UnicodeDecodeError as error:
        raise PointsError([(str(path), "文件不是 UTF-8，请另存为 UTF-8")]) from error
    except (ValueError, RecursionError) as error:  # a number of thousands of digits is no TOMLDecodeError
        raise PointsError([(str(path), f"不是有效的 TOML：{error}")]) from error
    return make_points(document)


def make_points(document: Mapping[str, Any]) -> PointSet:
    """Validate a document of the shape ``{"item": …, "version": …, "pauses": […], "point": [{…}, …]}``.

    Raises:
        PointsError: with every fault and the path to it.
    """
    errors: list[tuple[str, str]] = []
    defaults = point_fields.check_defaults(document, errors)
    entries = document.get("point", [])
    if not isinstance(entries, list) or not entries:
        errors.append(("point", "至少要有一个监察点（[[point]]）"))
        entries = []
    points: list[Point] = []
    for number, entry in enumerate(entries, 1):
        path = f"point[{number}]"
        before = len(errors)
        values = point_fields.check_point(path, entry, defaults, errors)
        if len(errors) == before:
            points += [
                Point(**{**values, "item": item, "acts": {part: values["acts"][part] for part in values["acts"]}})
                for item in values["item"]
            ]
    errors += _repeated(points)
    if errors:
        raise PointsError(errors)
    return PointSet(tuple(points))


def _repeated(points: Iterable[Point]) -> list[tuple[str, str]]:
    """The faults of keys that an item has twice: a finding is known by the key of its point."""
    seen: dict[tuple[str, str, str], int] = {}
    return [
        (f"point[{number}].key", f"“{point.key}”与第 {first} 个监察点重复（事项 {point.item} 第 {point.version} 版）")
        for number, point in enumerate(points, 1)
        if (first := seen.setdefault((point.item, point.version, point.key), number)) != number
    ]
