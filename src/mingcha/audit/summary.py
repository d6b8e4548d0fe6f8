# SPDX-License-Identifier: Apache-2.0
"""The short answer of an audit: counts by kind, code and level, and where the findings crowd."""

from __future__ import annotations

from typing import Any, Final

from mingcha.audit.codes import code_name
from mingcha.audit.result import Result
from mingcha.engine.kinds import KINDS, LEVEL_NAMES, LEVELS, Lang
from mingcha.engine.words import moment

WORST = 5
"""How many steps, people and organs the summary names."""


def counts(result: Result) -> dict[str, Any]:
    """The summary as data.

    ``{"cases": n, "steps": n, "now": "…", "findings": {kind: {code: n}}, "levels": {level: n}, "points": {key: n},
    "worst": {"steps": […], "people": […], "organs": […]}}``; every code of every kind that has a point is there, zero or not.
    """
    found = {(kind, code): n for kind, code, n in result.rows("SELECT kind, code, COUNT(*) FROM found GROUP BY ALL")}
    levels = dict(result.rows("SELECT level, COUNT(*) FROM found GROUP BY ALL"))
    keys = dict(result.rows("SELECT key, COUNT(*) FROM found GROUP BY ALL"))
    return {
        "cases": result.one("SELECT COUNT(*) FROM case_log"),
        "steps": result.one("SELECT COUNT(*) FROM step_log"),
        "now": moment(result.now),
        "findings": {
            kind: {code: found.get((kind, code), 0) for code in KINDS[kind].codes} for kind in result.points.kinds
        },
        "levels": {level: levels.get(level, 0) for level in LEVELS},
        "points": {point.key: keys.get(point.key, 0) for point in result.points.points},
        "worst": {"steps": worst_steps(result), "people": worst_people(result), "organs": worst_organs(result)},
    }


def worst_steps(result: Result, most: int = WORST) -> list[dict[str, Any]]:
    """The acts with the most red and yellow findings, and the share of their runs that has one."""
    rows = result.rows(
        f"""SELECT act, n, n_runs FROM (SELECT act, COUNT(*) AS n FROM found WHERE level <> 'prompt' AND act IS NOT NULL GROUP BY act)
        JOIN (SELECT act, COUNT(*) AS n_runs FROM step_log GROUP BY act) USING (act) ORDER BY n DESC, act LIMIT {most}"""
    )
    return [{"act": act, "findings": n, "runs": n_runs} for act, n, n_runs in rows]


def worst_people(result: Result, most: int = WORST) -> list[dict[str, Any]]:
    """Those who stood on the steps that have the most red and yellow findings, or whom a finding names; and their steps in all."""
    rows = result.rows(
        f"""WITH blamed AS (
          SELECT p.officer_id, f.case_id, f.object_id, f.point_id, f.code
          FROM found f JOIN people p ON f.object_kind = 'step' AND p.step_id = f.object_id WHERE f.level <> 'prompt'
          UNION
          SELECT officer_id, case_id, object_id, point_id, code FROM found WHERE officer_id IS NOT NULL AND level <> 'prompt'),
        worst AS (SELECT officer_id, COUNT(*) AS n FROM blamed GROUP BY officer_id ORDER BY n DESC, officer_id LIMIT {most})
        SELECT COALESCE(o.name, w.officer_id::VARCHAR), w.n, (SELECT COUNT(*) FROM people p WHERE p.officer_id = w.officer_id)
        FROM worst w LEFT JOIN officer_names o USING (officer_id) ORDER BY w.n DESC, w.officer_id"""
    )
    return [{"person": person, "findings": n, "steps": n_steps} for person, n, n_steps in rows]


def worst_organs(result: Result, most: int = WORST) -> list[dict[str, Any]]:
    """The organs with the most red and yellow findings for each hundred cases; none where the log names no organs."""
    rows = result.rows(
        f"""SELECT organ, COALESCE(n, 0), n_cases
        FROM (SELECT organ, COUNT(*) AS n_cases FROM case_names WHERE organ IS NOT NULL GROUP BY organ)
        LEFT JOIN (SELECT organ, COUNT(*) AS n FROM found WHERE level <> 'prompt' GROUP BY organ) USING (organ)
        ORDER BY COALESCE(n, 0) / n_cases DESC, organ LIMIT {most}"""
    )
    return [{"organ": organ, "findings": n, "cases": n_cases} for organ, n, n_cases in rows]


_TITLES: Final = {
    "steps": ("红黄最多的环节（发现／次数）", "acts with most red and yellow (findings / runs)"),
    "people": ("红黄最多的人员（发现／环节数）", "people with most red and yellow (findings / steps)"),
    "organs": ("红黄比例最高的机关（发现／案件数）", "organs with the highest share (findings / cases)"),
}


def text(summary: dict[str, Any], lang: Lang = "zh") -> str:
    """The summary for a terminal."""
    zh, gap = (True, "　") if lang == "zh" else (False, "  ")
    levels = gap.join(f"{LEVEL_NAMES[level][lang]} {n:,}" for level, n in summary["levels"].items())
    lines = [
        f"案件 {summary['cases']:,}　环节 {summary['steps']:,}　{levels}　（截至 {summary['now']}）"
        if zh
        else f"cases {summary['cases']:,}  steps {summary['steps']:,}  {levels}  (as of {summary['now']})"
    ]
    for kind, codes in summary["findings"].items():
        shown = gap.join(f"{_called(kind, code, lang)} {n:,}" for code, n in codes.items() if n)
        shown = shown or ("没有发现" if zh else "nothing found")
        lines.append(f"  {KINDS[kind].seal} {KINDS[kind].names[lang]}{gap}{shown}")
    for name, worst in summary["worst"].items():
        parts = [f"{_who(entry)} {entry['findings']:,}/{_base(entry):,}" for entry in worst if entry["findings"]]
        if parts:
            lines.append(f"{_TITLES[name][0 if zh else 1]}{gap}{gap.join(parts)}")
    return "\n".join(lines)


def _called(kind: str, code: str, lang: Lang) -> str:
    """A code as a reader of Chinese meets it; the codes themselves are English."""
    return f"{code_name(kind, code)['zh']}（{code}）" if lang == "zh" else code


def _who(entry: dict[str, Any]) -> str:
    return next(value for value in entry.values() if isinstance(value, str))


def _base(entry: dict[str, Any]) -> int:
    return int(next(value for name, value in entry.items() if name in ("runs", "steps", "cases")))
