# SPDX-License-Identifier: Apache-2.0
"""Tiers of discretion as a draft has them: what is wrong with them, where an amount lies, whether names fit (S1-18).

从轻 is the lowest 30 % of what the law allows and 从重 the highest 30 % (行政处罚裁量基准 of the house's domain notes); a
name that does not fit is told, and does not stop anybody: the law may divide otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Final

from django.utils.translation import gettext as _

LIGHTER: Final = "从轻"
HEAVIER: Final = "从重"
SHARE: Final = 30
"""Percent of the span."""


@dataclass(frozen=True)
class TierLine:
    """A tier, amounts in cents; without amounts no fine is imposed."""

    tier: str
    conditions: str = ""
    min_amt: int | None = None
    max_amt: int | None = None
    basis: str = ""
    needs_order: bool = False

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> TierLine:
        """From what a draft keeps."""
        return cls(**row)

    @property
    def row(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def fined(self) -> bool:
        return self.min_amt is not None and self.max_amt is not None

    def holds(self, cents: int) -> bool:
        return self.fined and (self.min_amt or 0) <= cents <= (self.max_amt or 0)


@dataclass(frozen=True)
class Trial:
    """An amount that was tried, and the tiers in which it lies."""

    cents: int
    tiers: Sequence[TierLine]


def yuan(cents: int | None) -> str:
    """12,000 or 99.50; empty for none."""
    if cents is None:
        return ""
    return f"{cents // 100:,}" if cents % 100 == 0 else f"{cents / 100:,.2f}"


def faults_of(lines: Sequence[TierLine]) -> list[tuple[int, str, str]]:
    """Line, field and what is wrong there: an amount below its minimum, a gap or an overlap between neighbours."""
    found: list[tuple[int, str, str]] = []
    first: dict[str, int] = {}
    for place, line in enumerate(lines):
        if first.setdefault(line.tier, place) != place:
            found.append((place, "tier", _("与第 {n} 行重复").format(n=first[line.tier] + 1)))
        if (line.min_amt is None) != (line.max_amt is None):
            missing = "min_amt" if line.min_amt is None else "max_amt"
            found.append((place, missing, _("最低和最高应同时填写；不罚款的阶次都留空")))
        elif line.fined and (line.min_amt or 0) > (line.max_amt or 0):
            found.append((place, "max_amt", _("最高不能低于最低")))
    return found or _between(lines)


def _between(lines: Sequence[TierLine]) -> list[tuple[int, str, str]]:
    found = []
    fined = sorted(
        ((place, line) for place, line in enumerate(lines) if line.fined), key=lambda one: one[1].min_amt or 0
    )
    for (_before, lower), (place, upper) in pairwise(fined):
        ends, begins = lower.max_amt or 0, upper.min_amt or 0
        words = {"lower": lower.tier, "upper": upper.tier, "ends": yuan(ends), "begins": yuan(begins)}
        if begins > ends:
            gap = _("“{lower}”到 {ends} 元为止，“{upper}”从 {begins} 元开始：中间的数额没有阶次")
            found.append((place, "min_amt", gap.format(**words)))
        elif begins < ends:
            overlap = _("“{lower}”到 {ends} 元为止，“{upper}”却从 {begins} 元开始：两个阶次重叠")
            found.append((place, "min_amt", overlap.format(**words)))
    return found


def span_of(lines: Iterable[TierLine]) -> tuple[int, int] | None:
    """The least and the most that may be imposed; None where nothing is."""
    fined = [line for line in lines if line.fined]
    if not fined:
        return None
    return min(line.min_amt or 0 for line in fined), max(line.max_amt or 0 for line in fined)


def bounds(lines: Sequence[TierLine]) -> tuple[int, int] | None:
    """Up to where 从轻 goes and from where 从重 begins."""
    span = span_of(lines)
    if span is None:
        return None
    share = (span[1] - span[0]) * SHARE // 100
    return span[0] + share, span[1] - share


def notes_on(lines: Sequence[TierLine]) -> list[str]:
    """Names that do not fit the span."""
    found: list[str] = []
    edges = bounds(lines)
    if edges is None:
        return found
    for line in lines:
        if LIGHTER in line.tier and line.fined and (line.max_amt or 0) > edges[0]:
            words = _("“{tier}”的最高 {amount} 元超出幅度最低的 30%（至 {edge} 元）")
            found.append(words.format(tier=line.tier, amount=yuan(line.max_amt), edge=yuan(edges[0])))
        if HEAVIER in line.tier and line.fined and (line.min_amt or 0) < edges[1]:
            words = _("“{tier}”的最低 {amount} 元低于幅度最高的 30%（{edge} 元起）")
            found.append(words.format(tier=line.tier, amount=yuan(line.min_amt), edge=yuan(edges[1])))
    return found


def tried(lines: Sequence[TierLine], amounts: Iterable[int]) -> list[Trial]:
    """Where each amount lies."""
    return [Trial(cents, [line for line in lines if line.holds(cents)]) for cents in amounts]
