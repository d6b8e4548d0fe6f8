# SPDX-License-Identifier: Apache-2.0
"""Random law and certificates whose validities begin and end on, before and after the very days that the cases need."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

from worlds_draft import Draft
from worlds_money import ARTICLES, MONEY, TIERS, VIOLATIONS
from worlds_points import CATEGORIES


def add_law(draft: Draft, officers: Sequence[int], areas: Sequence[int]) -> None:
    """Add certificates, articles and tiers, after the cases: their days are what the validities are placed at."""
    step_days = [step[edge] for step in draft.world["steps"] for edge in ("assigned_day", "ended_day")]
    decision_days = [decision["decided_day"] for decision in draft.world["decisions"]]
    for officer in officers:
        for _ in range(draft.rng.choice((0, 1, 1, 2, 3))):
            add_certificate(draft, officer, areas, step_days)
    for article in ARTICLES:
        for _ in range(draft.rng.choice((1, 1, 2, 3))):
            valid_from, valid_to = validity(draft, decision_days)
            draft.add("articles", article_id=article, valid_from=valid_from, valid_to=valid_to)
    for violation, tier in product(VIOLATIONS, TIERS):
        for _ in range(draft.rng.choice((0, 1, 2, 3, 4))):
            add_tier(draft, violation, tier, decision_days)


def validity(draft: Draft, days: list[int | None]) -> tuple[int, int | None]:
    """Return a first and a last valid day: mostly long, else a day of the cases or the day before or after it."""
    rng = draft.rng
    if draft.chance(0.4):
        return draft.today - 400, draft.maybe(0.5, draft.today + 400)
    known = [day for day in rng.choices(days, k=4) if day is not None] if days else []
    edge = (known or [draft.today])[0] + rng.choice((-1, 0, 0, 1))
    if draft.chance(0.5):
        return edge, draft.maybe(0.6, edge + rng.choice((0, 1, 5, 400)))
    return edge - rng.choice((0, 1, 5, 400)), edge


def add_certificate(draft: Draft, officer: int, areas: Sequence[int], days: list[int | None]) -> None:
    """Add a certificate for one category and a range of areas that holds all, just holds one, or just misses it."""
    rng = draft.rng
    valid_from, valid_to = validity(draft, days)
    area = rng.choice(areas)
    everywhere = (0, 10**12 - 1)
    ranges = (everywhere, everywhere, everywhere, (area, area), (area - 999, area), (area, area + 999))
    misses = ((area - 999, area - 1), (area + 1, area + 999))
    low, high = rng.choice((*ranges, *misses))
    draft.add(
        "certificates",
        officer_id=officer,
        category=draft.maybe(0.95, rng.choice(CATEGORIES)),
        area_lo=low,
        area_hi=high,
        valid_from=valid_from,
        valid_to=valid_to,
    )


def add_tier(draft: Draft, violation: str, tier: str, days: list[int | None]) -> None:
    rng = draft.rng
    valid_from, valid_to = validity(draft, days)
    low, high = (rng.choice(MONEY),) * 2 if draft.chance(0.4) else sorted(rng.choices(MONEY, k=2))
    draft.add(
        "tiers",
        violation=violation,
        tier=tier,
        valid_from=valid_from,
        valid_to=valid_to,
        min_amt=draft.maybe(0.8, low),
        max_amt=draft.maybe(0.8, high),
        needs_order=rng.choice((None, 0, 0, 1, 1)),
    )
