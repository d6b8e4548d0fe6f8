# SPDX-License-Identifier: Apache-2.0
"""How many alarms stand, by level and kind: what the tabs and chips of the alarm centre say (S1-33).

A city's or a province's stand in an index by level and kind, and each pair is counted there up to a limit, so that the
page costs the same however many there are; ``+`` says that there are more. Where the reach is narrower one pass over its
rows is shorter, and the counts are whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import connection
from django.db.models import Count

from mingcha.cases.models.alarms import COUNTED, STANDING
from mingcha.engine.kinds import KINDS, LEVELS
from mingcha.organs.models import Post

MOST: Final = 1_000
Pair = tuple[str, str]


@dataclass
class Standing:
    """Counts by level and kind, and the pairs of which there are more than were counted."""

    counts: dict[Pair, int] = field(default_factory=dict)
    more: set[Pair] = field(default_factory=set)

    def text(self, level: str | None, kind: str | None) -> str:
        """The number of those of a level and a kind, either of which may be left open: ``12`` or ``2,345+``."""
        pairs = [pair for pair in self.counts if level in (None, "", pair[0]) and kind in (None, "", pair[1])]
        return f"{sum(self.counts[pair] for pair in pairs):,}{'+' if self.more.intersection(pairs) else ''}"

    def kinds(self, level: str | None) -> set[str]:
        """The kinds of which at least one stands."""
        return {kind for (its_level, kind), n in self.counts.items() if n and level in (None, "", its_level)}


def standing(rows: Any, post: Post) -> Standing:
    """In one statement. ``rows`` are the alarms within the post's reach."""
    found = rows.filter(COUNTED, status__in=STANDING).order_by()
    if post.reach == Post.Reach.REGION and post.organ.level in ("city", "province"):
        return _of_index(found)
    return Standing({(level, kind): n for level, kind, n in found.values_list("level", "kind").annotate(n=Count("pk"))})


def _of_index(found: Any) -> Standing:
    pairs = [(level, kind) for level in LEVELS for kind in KINDS]
    counts = dict(zip(pairs, _capped(found.filter(level=level, kind=kind) for level, kind in pairs), strict=True))
    return Standing(
        {pair: min(n, MOST) for pair, n in counts.items()}, {pair for pair, n in counts.items() if n > MOST}
    )


def _capped(several: Iterable[Any]) -> Iterable[int]:
    """The length of each, up to one more than ``MOST``."""
    parts, values = [], []
    for rows in several:
        text, given = rows.values("status")[: MOST + 1].query.sql_with_params()
        parts.append(f"(SELECT count(*) FROM ({text}) counted)")
        values += given
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return [int(n) for n in cursor.fetchone()]
