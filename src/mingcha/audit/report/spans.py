# SPDX-License-Identifier: Apache-2.0
"""How much time was used: for each time limit and for each act, from start to end in the unit of the limit.

What comes back from the database are not the spans, of which there may be hundreds of millions, but how often each amount
was used; so the quantiles are exact for days, and true to three digits for seconds, in little memory.
This is not what the monitor compares with the limit: pauses are not taken off and extensions not added. The page says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from mingcha.audit.report.facts import Rule
from mingcha.audit.result import Result
from mingcha.engine.clock import DAY_SECONDS
from mingcha.engine.points import EVERY

Histogram = list[tuple[int, int]]
"""(amount used, how often), by amount."""
Columns = Mapping[str, Sequence[int | str]]

PROMISED: Final = 1_000
"""The whole of the time promised, in the unit of :func:`of_promises`."""
BEYOND: Final = 99_000
"""Where a case took longer than can be told in shares of its promise."""
# Three digits of a number of seconds are enough for a chart and keep the histogram short.
_ROUNDED: Final = "ROUND({0}::DOUBLE, 2 - FLOOR(LOG10(GREATEST({0}, 1)))::INTEGER)::BIGINT"


@dataclass(frozen=True)
class Used:
    """Median and 90th percentile of the amounts, and how many spans they rest on."""

    median: int
    p90: int
    base: int


def quantiles(histogram: Histogram) -> Used:
    """The quantiles of a histogram that is not empty: the least amount that the share of spans does not pass."""
    base = sum(n for _, n in histogram)
    amounts = list(zip((amount for amount, _ in histogram), accumulate(n for _, n in histogram), strict=True))
    median, p90 = (next(amount for amount, upto in amounts if upto >= part * base) for part in (0.5, 0.9))
    return Used(median, p90, base)


def of_rules(result: Result, rules: Sequence[Rule]) -> dict[int, Used]:
    """Used time by place of the rule, for limits on steps and on stages (promises are asked for apart)."""
    acts = _acts(result, rules)
    return {} if not acts["rule"] else _used(result, acts, _STEPS) | _used(result, acts, _STAGES)


_STEPS: Final = """SELECT rule, unit, s.case_id, s.started_at AS begin, s.ended_at AS finish
FROM step_log s JOIN p ON p.act = s.act AND p.item = s.item_id AND p.version = s.item_version
WHERE part = 'at' AND s.started_at IS NOT NULL"""
# Grouped once, by rule and case: a join of the log with itself would not fit into memory.
_STAGES: Final = """SELECT rule, unit, case_id, begin,
  CASE WHEN NOT is_open AND LEN(LIST_DISTINCT([x.act FOR x IN ends IF x.at >= begin])) >= n_end THEN finish END AS finish
FROM (SELECT rule, unit, n_end, case_id,
        MIN(CASE edge WHEN 'end' THEN ended_at ELSE started_at END) FILTER (part = 'start') AS begin,
        MAX(ended_at) FILTER (part <> 'start') AS finish,
        BOOL_OR(part <> 'start' AND started_at IS NOT NULL AND ended_at IS NULL) AS is_open,
        LIST({'act': s.act, 'at': ended_at}) FILTER (part = 'end' AND ended_at IS NOT NULL) AS ends
      FROM step_log s JOIN p ON p.act = s.act AND p.item = s.item_id AND p.version = s.item_version
      WHERE part <> 'at' GROUP BY ALL HAVING begin IS NOT NULL)"""


def _used(result: Result, acts: Columns, spans: str) -> dict[int, Used]:
    """The amounts of the spans that a query selects; a span without an end goes on until the case closed, or until now."""
    columns = ", ".join(f"UNNEST(${n}) AS {name}" for n, name in enumerate(acts, 1))
    sql = f"""WITH p AS MATERIALIZED (SELECT {columns}), span AS ({spans}),
    whole AS (SELECT rule, unit, begin, GREATEST(begin, COALESCE(finish, c.closed_at, ${len(acts) + 1})) AS finish, c.calendar_id
              FROM span JOIN case_log c ON c.case_id = span.case_id)
    SELECT rule, CASE unit WHEN 'working_day' THEN l.wd - k.wd
                           WHEN 'calendar_day' THEN finish // {DAY_SECONDS} - begin // {DAY_SECONDS}
                           ELSE {_ROUNDED.format("(finish - begin)")} END AS used, COUNT(*)
    FROM whole LEFT JOIN calendar k ON k.calendar_id = whole.calendar_id AND k.day = begin // {DAY_SECONDS}
               LEFT JOIN calendar l ON l.calendar_id = whole.calendar_id AND l.day = finish // {DAY_SECONDS}
    GROUP BY ALL HAVING used IS NOT NULL ORDER BY ALL"""
    return _by_key(result.rows(sql, *acts.values(), result.now))


def of_promises(result: Result, rules: Sequence[Rule]) -> dict[int, Used]:
    """For rules on the promised day: how many thousandths of the time promised to them the cases took."""
    promises = [(place, rule) for place, rule in enumerate(rules) if rule.point.unit == "promise"]
    points = [(place, result.points.of(id_)) for place, rule in promises for id_ in rule.ids]
    if not points:
        return {}
    sql = f"""WITH p AS MATERIALIZED (SELECT UNNEST($1) AS rule, UNNEST($2) AS item, UNNEST($3) AS version),
    opened AS (SELECT case_id, MIN(started_at) AS begin FROM step_log GROUP BY case_id),
    span AS (SELECT p.rule, COALESCE(c.accepted_at, o.begin, c.promised_at) AS begin, COALESCE(c.closed_at, $4) AS finish, c.promised_at
             FROM case_log c JOIN p ON p.item = c.item_id AND p.version = c.item_version LEFT JOIN opened o ON o.case_id = c.case_id
             WHERE c.promised_at IS NOT NULL)
    SELECT rule, CASE WHEN finish <= begin THEN 0 WHEN promised_at <= begin THEN {BEYOND}
                      ELSE LEAST({BEYOND}, ROUND({PROMISED} * (finish - begin) / (promised_at - begin))::BIGINT) END AS used, COUNT(*)
    FROM span GROUP BY ALL ORDER BY ALL"""
    items, versions = [point.item for _, point in points], [point.version for _, point in points]
    return _by_key(result.rows(sql, [place for place, _ in points], items, versions, result.now))


def of_acts(result: Result, acts: Sequence[str]) -> tuple[dict[str, Used], bool]:
    """Seconds that runs of these acts took. A log with one time a step knows no durations: then the time since the step
    before it in the case is taken instead, and the second value says so."""
    spans = result.one("SELECT EXISTS (FROM step_log WHERE ended_at > started_at)")
    if spans:
        source = "SELECT act, ended_at - started_at AS took FROM step_log WHERE ended_at >= started_at"
    else:
        source = """SELECT act, moment - LAG(moment) OVER (PARTITION BY case_id ORDER BY seq, step_id) AS took
        FROM (SELECT act, case_id, seq, step_id, COALESCE(started_at, ended_at) AS moment FROM step_log)"""
    sql = f"""SELECT act, {_ROUNDED.format("took")} AS used, COUNT(*) FROM ({source})
    WHERE took >= 0 AND act IN (SELECT UNNEST($1)) GROUP BY ALL ORDER BY ALL"""
    return _by_key(result.rows(sql, list(acts))), not spans


def _acts(result: Result, rules: Sequence[Rule]) -> Columns:
    """The acts of the rules that have a limit of their own, as columns."""
    rows: list[tuple[int | str, ...]] = []
    for place, rule in enumerate(rules):
        if rule.point.kind == "time_limit" and rule.point.unit != "promise":
            for point in map(result.points.of, rule.ids):
                n_end = point.n_end or len(list(_named(result, point.acts["end"])))
                about = (place, point.item, point.version, point.unit or "", point.start_edge, n_end)
                rows += [(*about, part, act) for part, acts in point.acts.items() for act in _named(result, acts)]
    names = ("rule", "item", "version", "unit", "edge", "n_end", "part", "act")
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _named(result: Result, acts: Sequence[str]) -> Iterable[str]:
    """The acts by name; the star means every act of the log."""
    if EVERY in acts:
        return [act for (act,) in result.rows("SELECT DISTINCT act FROM step_log ORDER BY act")]
    return dict.fromkeys(acts)


def _by_key(rows: Sequence[tuple[Any, ...]]) -> dict[Any, Used]:
    """Rows (key, amount, how often), ordered, as the quantiles of each key."""
    histograms: dict[Any, Histogram] = {}
    for key, amount, n in rows:
        histograms.setdefault(key, []).append((amount, n))
    return {key: quantiles(histogram) for key, histogram in histograms.items()}
