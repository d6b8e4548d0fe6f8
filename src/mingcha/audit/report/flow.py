# SPDX-License-Identifier: Apache-2.0
"""How cases went through the procedure: the acts in order, where each one goes on to, and where it went back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from mingcha.audit.result import Result

MOST: Final = 40
"""How many acts are shown; of more, those with the most runs."""
Ways = dict[tuple[int, int], int]
"""(place of an act, place of the next) → how often."""


@dataclass(frozen=True)
class Act:
    """An act and how often it was run. ``place`` counts from 1 in the order of the procedure."""

    place: int
    name: str
    runs: int


@dataclass(frozen=True)
class Return:
    """Cases that went back from one act to an earlier one; ``found`` is how many of these returns are findings."""

    start: int
    end: int
    n: int
    found: int


@dataclass(frozen=True)
class Flow:
    """One procedure. ``onward`` tells how often a case went on from act to act; to 0 counts the last steps of cases."""

    item: str | None
    n_items: int
    declared: bool
    """Whether the log declares the order of the acts; else it is that in which cases reach them."""
    acts: tuple[Act, ...]
    others: int
    """Acts that are not shown."""
    other_runs: int
    onward: Ways
    returns: tuple[Return, ...]


def collect(result: Result) -> Flow:
    """The flow of the item with the most cases: acts of different items are different procedures."""
    items = result.rows("SELECT item_id, COUNT(*) AS n FROM case_log GROUP BY item_id ORDER BY n DESC, item_id LIMIT 1")
    item = items[0][0] if items else None
    rows = result.rows(_ACTS, item)
    steps = result.rows(_STEPS, [row[0] for row in rows], list(range(len(rows))), item)
    declared = bool(rows) and all(row[2] is not None for row in rows)
    order = sorted(range(len(rows)), key=lambda n: (rows[n][2 if declared else 3] or 0, rows[n][0]))
    if not declared:
        order = straightened(order, {(a, b): n for a, b, again, _, n in steps if not again})
    acts = tuple(Act(place, *rows[n][:2]) for place, n in enumerate(order, 1))
    places = {n: place for place, n in enumerate(order, 1)}
    # Acts that may run side by side share a rank: going from one to another is no return.
    ranks = {n: row[2] if declared else places[n] for n, row in enumerate(rows)}
    onward, returned = _split(steps, places, ranks)
    n_acts, n_runs = rows[0][4:] if rows else (0, 0)
    return Flow(
        item=item,
        n_items=result.one("SELECT COUNT(DISTINCT item_id) FROM case_log"),
        declared=declared,
        acts=acts,
        others=n_acts - len(acts),
        other_runs=n_runs - sum(act.runs for act in acts),
        onward=onward | _last(acts, onward, returned),
        returns=_returns(result, acts, returned),
    )


_ACTS: Final = f"""SELECT act, COUNT(*) AS runs, AVG(ord), AVG(seq) FILTER (run = 1), COUNT(*) OVER (), SUM(COUNT(*)) OVER ()::BIGINT
FROM step_log WHERE item_id IS NOT DISTINCT FROM $1 AND act IS NOT NULL GROUP BY act ORDER BY runs DESC, act LIMIT {MOST}"""
_STEPS: Final = """WITH a AS MATERIALIZED (SELECT UNNEST($1) AS act, UNNEST($2) AS n),
s AS (SELECT case_id, seq, step_id, a.n, run > 1 AS again, b.n AS back
      FROM step_log LEFT JOIN a ON a.act = step_log.act LEFT JOIN a b ON b.act = back_from WHERE item_id IS NOT DISTINCT FROM $3),
w AS (SELECT n, again, back, LAG(n) OVER (PARTITION BY case_id ORDER BY seq, step_id) AS before FROM s)
SELECT before, n, again, back, COUNT(*) FROM w WHERE before IS NOT NULL AND n IS NOT NULL GROUP BY ALL ORDER BY ALL"""
"""(act, next act, whether it had been done before, the act that sent it back, how often); acts by their number."""


def straightened(order: list[int], flow: Mapping[tuple[int, int], int]) -> list[int]:
    """The order changed, one act at a time, as long as fewer cases then go against it."""
    order = list(order)
    for _ in range(3 * len(order)):
        best, moved = 0, (0, 0)
        for place, act in enumerate(order):
            for way in (-1, 1):
                gain, there = 0, place + way
                while 0 <= there < len(order):
                    before, after = (act, order[there]) if way < 0 else (order[there], act)
                    gain += flow.get((before, after), 0) - flow.get((after, before), 0)
                    if gain > best:
                        best, moved = gain, (place, there)
                    there += way
        if not best:
            break
        order.insert(moved[1], order.pop(moved[0]))
    return order


def _split(steps: list[Any], places: Mapping[int, int], ranks: Mapping[int, float]) -> tuple[Ways, Ways]:
    """The steps as ways onward, and as returns to an act that the case had done before."""
    onward: Counter[tuple[int, int]] = Counter()
    returned: Counter[tuple[int, int]] = Counter()
    for before, act, again, sender, n in steps:
        if again and (sender is not None or ranks[before] > ranks[act]):
            returned[places.get(sender, places[before]), places[act]] += n
        else:
            onward[places[before], places[act]] += n
    return dict(onward), dict(returned)


def _last(acts: tuple[Act, ...], *ways: Ways) -> Ways:
    """How often each act was the last one of its case."""
    left: Counter[int] = Counter()
    for flows in ways:
        for (start, _), n in flows.items():
            left[start] += n
    return {(act.place, 0): act.runs - left[act.place] for act in acts if act.runs > left[act.place]}


def _returns(result: Result, acts: tuple[Act, ...], returned: Ways) -> tuple[Return, ...]:
    """The returns, most frequent first, each with the findings on it."""
    places = {act.name: act.place for act in acts}
    rows = result.rows("SELECT subject, act, COUNT(DISTINCT object_id) FROM found WHERE kind = 'rollback' GROUP BY ALL")
    found = {(places[a], places[b]): n for a, b, n in rows if a in places and b in places}
    pairs = {pair: max(returned.get(pair, 0), found.get(pair, 0)) for pair in returned.keys() | found.keys()}
    return tuple(
        Return(*pair, n, found.get(pair, 0)) for pair, n in sorted(pairs.items(), key=lambda way: (-way[1], way[0]))
    )


@dataclass(frozen=True)
class Arc:
    """A way to draw beside the row of acts: from row to row, in a lane counted from the nearest."""

    start: int
    end: int
    n: int
    lane: int
    found: int = 0


def lanes(pairs: Sequence[tuple[int, int, int, int]], most: int, width: int) -> list[Arc]:
    """Lay ways (from, to, n, found) side by side so that none covers another, short ones nearest.

    The more frequent ones come first; those for which there is no room are left to the table.
    """
    chosen: list[tuple[int, int, int, int]] = []
    for pair in sorted(pairs, key=lambda pair: (-pair[2], pair)):
        if len(chosen) < most and _laid([*chosen, pair], width) is not None:
            chosen.append(pair)
    return _laid(chosen, width) or []


def _laid(pairs: Sequence[tuple[int, int, int, int]], width: int) -> list[Arc] | None:
    """All of them in ``width`` lanes, or None if they do not fit."""
    taken: list[list[tuple[int, int]]] = [[] for _ in range(width)]
    arcs = []
    for start, end, n, found in sorted(pairs, key=lambda pair: (abs(pair[0] - pair[1]), pair)):
        low, high = sorted((start, end))
        free = (lane for lane, spans in enumerate(taken) if all(high < a or b < low for a, b in spans))
        if (lane := next(free, None)) is None:
            return None
        taken[lane].append((low, high))
        arcs.append(Arc(start, end, n, lane, found))
    return arcs
