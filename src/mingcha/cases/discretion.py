# SPDX-License-Identifier: Apache-2.0
"""裁量核对: what a fine rests on, which tier was named, what that tier allows, and whether the fine lies within it (S1-18, S1-30).

It says what the monitor judges (engine.md, ``discretion``) in the words of the case page; the alarm is the monitor's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mingcha.cases.models import Case, Decision, OrderToCorrect
from mingcha.cases.procedure import Procedure
from mingcha.catalog.models import Tier
from mingcha.catalog.tiers import yuan

WIDTH = 100
OUTSIDE = 2
"""How far beyond the scale a sum is drawn that no tier holds."""


@dataclass(frozen=True)
class Check:
    """What the card shows: facts and fines with their words, the tier, the scale, what else the tier asks for."""

    facts: Sequence[tuple[str, str]]
    violation: str
    tier: str
    span: str
    fines: Sequence[tuple[str, str, str]]
    bars: Sequence[Mapping[str, Any]]
    marks: Sequence[Mapping[str, Any]]
    notes: Sequence[tuple[str, str]]


def check_of(case: Case, decisions: Sequence[Decision], procedure: Procedure | None) -> Check | None:
    """The check of the latest decision that names a tier or fines. Two queries at most, none where nothing was decided."""
    decision = next((each for each in reversed(decisions) if each.tier or _fines(each)), None)
    if decision is None:
        return None
    day = localtime(decision.decided_at).date() if decision.decided_at else None
    known = list(Tier.objects.filter(violation=decision.violation or "").order_by("min_amt", "pk"))
    rows = [row for row in known if _in_force(row, day)]
    named = [row for row in rows if row.tier == decision.tier]
    fines = _fines(decision)
    return Check(
        list(_facts(case, procedure)),
        decision.violation or "",
        decision.tier or "",
        _("、").join(span_of(row) for row in named),
        [(f"¥{yuan(cents)}" if cents is not None else "", *_judged(cents, decision, known, named)) for cents in fines],
        bars_of(rows, decision.tier),
        [_mark(cents, rows) for cents in fines if cents is not None and any(map(_fined, rows))],
        list(_ordered(case, decision)) if fines and any(row.needs_order for row in named) else [],
    )


def tiers_at(procedure: Procedure, act: str, day: date) -> list[tuple[str, list[Tier]]]:
    """By violation the tiers from which whoever decides at a step chooses; nothing where its form asks for no fine."""
    asked = {field.get("fact") for field in (procedure.form(act) or {}).get("fields", ())}
    standards = procedure.document["catalog"].get("standards") or []
    if not asked & {"tier", "penalty.fine"} or not standards:
        return []
    found: dict[str, list[Tier]] = {}
    for row in Tier.objects.filter(_covering(day), violation__in=standards).order_by("min_amt", "pk"):
        row.span = span_of(row)  # type: ignore[attr-defined]
        found.setdefault(row.violation, []).append(row)
    return list(found.items())


def span_of(row: Tier) -> str:
    """¥10,000–37,000; what has no amounts imposes no fine."""
    if row.min_amt is None and row.max_amt is None:
        return _("不罚款")
    return f"¥{yuan(row.min_amt) or '0'}–{yuan(row.max_amt)}"


def bars_of(rows: Sequence[Tier], named: str | None) -> list[dict[str, Any]]:
    """The tiers side by side, each as wide as the others: what counts is where in its tier a sum lies."""
    fined = [row for row in rows if _fined(row)]
    each = WIDTH / max(len(fined), 1)
    return [
        {
            "x": f"{place * each:.2f}",
            "width": f"{max(each - 0.8, 1):.2f}",
            "named": row.tier == named,
            "tier": row.tier,
            "span": span_of(row),
        }
        for place, row in enumerate(fined)
    ]


def _fines(decision: Decision) -> list[int | None]:
    return [row.amount for row in decision.penalties.all() if row.type == "fine"]


def _fined(row: Tier) -> bool:
    return row.min_amt is not None or row.max_amt is not None


def _in_force(row: Tier, day: date | None) -> bool:
    return day is None or (row.valid_from <= day and (row.valid_to is None or row.valid_to >= day))


def _covering(day: date) -> Q:
    return Q(valid_from__lte=day) & (Q(valid_to=None) | Q(valid_to__gte=day))


def _judged(cents: int | None, decision: Decision, known: Sequence[Tier], named: Sequence[Tier]) -> tuple[str, str]:
    """Level and words for one fine, as the monitor finds it."""
    if cents is None:
        return "red", _("没有填写金额")
    if not named:
        there = any(row.tier == decision.tier for row in known)
        return "red", _("决定之日不在有效期内") if there else _("裁量基准中没有这一档")
    if any(_holds(row, cents) for row in named):
        return "ok", _("在档内")
    most = max((row.max_amt for row in named if row.max_amt is not None), default=None)
    return "red", _("高于本档上限") if most is not None and cents > most else _("低于本档下限")


def _holds(row: Tier, cents: int) -> bool:
    return (row.min_amt is None or cents >= row.min_amt) and (row.max_amt is None or cents <= row.max_amt)


def _mark(cents: int, rows: Sequence[Tier]) -> dict[str, Any]:
    """Where a sum stands on the scale of ``bars_of``."""
    fined = [row for row in rows if _fined(row)]
    each, at = WIDTH / len(fined), 0.0
    for place, row in enumerate(fined):
        least, most = row.min_amt or 0, row.max_amt
        if cents < least:
            break
        inside = 0.5 if most is None else min((cents - least) / max(most - least, 1), 1)
        at = (place + inside) * each
    place_of = min(max(at, OUTSIDE), WIDTH - OUTSIDE)
    side = "start" if place_of < WIDTH / 3 else "end" if place_of > 2 * WIDTH / 3 else "middle"
    return {"x": f"{place_of:.2f}", "anchor": side, "words": yuan(cents)}


def _facts(case: Case, procedure: Procedure | None) -> Iterator[tuple[str, str]]:
    """The sums that forms of the case tell and that are no part of the log: what was gained, what goods are worth."""
    file = getattr(case, "file", None)
    if file is None or procedure is None or not file.values:
        return
    told = json.loads(file.values)
    seen = set()
    for form in procedure.forms.values():
        for field in form["fields"]:
            key, fact = field["key"], field.get("fact") or ""
            if field["type"] == "money" and not fact and isinstance(told.get(key), int) and key not in seen:
                seen.add(key)
                yield field["label"].removesuffix("（元）"), f"¥{yuan(told[key])}"


def _ordered(case: Case, decision: Decision) -> Iterator[tuple[str, str]]:
    """Whether the order to correct, on which the tier rests, was served before and not obeyed."""
    orders = OrderToCorrect.objects.filter(case=case, violation=decision.violation)
    at = decision.decided_at
    served = [row for row in orders if row.served_at is not None and at is not None and row.served_at < at]
    if not served:
        yield "red", _("没有先送达责令改正：本档不得罚款")
    elif all(row.recheck == "corrected" and row.rechecked_at and at and row.rechecked_at <= at for row in served):
        yield "red", _("复查已经改正：本档不得罚款")
    else:
        yield "ok", _("责令改正已送达，复查未改正：可以罚款")
