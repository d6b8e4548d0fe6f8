# SPDX-License-Identifier: Apache-2.0
"""Random points of every kind for random worlds: several acts a point, several points an act, parameters left out."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from worlds_draft import Draft

ITEMS = (("penalty", "1"), ("penalty", "2"), ("permit", "1"))
"""Items and versions that have points; the same keys return in each, so a point is told from another by its row."""
ACTS = ("受理", "调查", "审核", "决定", "送达", "执行")
PAUSES = ("检验", "听证", "鉴定", "other")
EVIDENCE = ("photo", "video", "现场笔录", "照片")
OUTCOMES = ("予以处罚", "不予立案", "不予处罚", "撤案")
CATEGORIES = ("market", "culture")
HOURS = (2, 24, 48)
WARNS = (3_600, 7_200, 90_000)
LIMIT_KEYS = ("t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8")
"""Keys of time limits, in the order in which an item gets them: extensions name them."""

LEVELS = {
    "time_limit": {"overdue": "red", "pause_unlawful": "red", "due_soon": "prompt"},
    "qualification": {"unqualified": "red"},
    "rollback": {"rollback": "yellow"},
    "evidence": {"missing": "red", "removed": "red"},
    "basis": {"no_basis": "red", "unknown_article": "prompt", "not_in_force": "red", "negative": "yellow"},
    "discretion": {
        "amount_missing": "red",
        "tier_missing": "red",
        "tier_not_in_force": "red",
        "range": "red",
        "order_missing": "red",
        "corrected": "red",
    },
    "execution": {"amount": "red", "type": "red", "receipt": "red", "goods": "red"},
    "separation": {"same_person": "yellow"},
}
"""Every code with the level that docs/engine.md gives it."""

Parts = dict[str, list[str]]


def add_points(draft: Draft) -> None:
    """Add the points of every item and version; ids in no order, so that the lowest is not always the first."""
    plans = [(item, version, kind, key, build) for item, version in ITEMS for kind, key, build in plan_item(draft.rng)]
    ids = draft.rng.sample(range(1, 2 * len(plans) + 1), len(plans))
    for point_id, (item, version, kind, key, build) in zip(ids, plans, strict=True):
        columns, parts = build(draft, point_id)
        draft.add(
            "points",
            point_id=point_id,
            point_key=key,
            version=version,
            kind=kind,
            item_id=item,
            **columns,
            effect=draft.rng.choice(("alarm", "block")),
        )
        for part, acts in parts.items():
            for act in acts:
                draft.add("point_acts", point_id=point_id, act=act, part=part)
        for code, level in LEVELS[kind].items():
            draft.add("point_levels", point_id=point_id, code=code, level=level)


Build = Callable[[Draft, int], tuple[dict[str, Any], Parts]]


def plan_item(rng: random.Random) -> list[tuple[str, str, Build]]:
    """Return (kind, key, builder) of the points of one item: every kind once or twice, up to eight time limits."""
    if rng.random() < 0.1:
        limits: list[Build] = [fixed_promise, no_unit]
    else:
        limits = rng.sample((*STEP_LIMITS, *STAGE_LIMITS, any_promise, fixed_promise, no_unit), rng.randint(4, 8))
    plans = [("time_limit", key, build) for key, build in zip(LIMIT_KEYS, limits, strict=False)]
    for kind, build in OTHER_KINDS.items():
        plans += [(kind, f"{kind}{number}", build) for number in range(rng.choice((1, 1, 2)))]
    return plans


def some(rng: random.Random, names: tuple[str, ...], least: int, most: int) -> list[str]:
    return rng.sample(names, rng.randint(least, most))


# --- time limits ------------------------------------------------------------------------------------------------------


def step_limit(unit: str, option: str | None = None) -> Build:
    def build(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
        return limit(draft, point_id, unit) | {"option": option}, {"at": some(draft.rng, ACTS, 1, 3)}

    return build


def stage_limit(unit: str, option: str | None = None) -> Build:
    def build(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
        rng = draft.rng
        ends = some(rng, ACTS, 1, 3)
        columns = limit(draft, point_id, unit) | {
            "option": option,
            "start_edge": rng.choice((None, "start", "end")),
            "n_end": rng.choice((None, 1, len(ends), min(2, len(ends)))),
        }
        return columns, {"start": some(rng, ACTS, 1, 2), "in": some(rng, ACTS, 0, 2), "end": ends}

    return build


def any_promise(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
    add_pause_kinds(draft, point_id)
    return {"unit": "promise", "option": "pauses_move"}, {}


def fixed_promise(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
    """A promise that pauses do not move may still list kinds of pause: the defaults of a whole file."""
    add_pause_kinds(draft, point_id)
    return {"unit": "promise"}, {}


def no_unit(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
    """A time limit without a unit is judged by nobody, and the pauses that it lists make nothing lawful."""
    add_pause_kinds(draft, point_id)
    return {"limit_n": 1}, {"at": some(draft.rng, ACTS, 1, 2)}


def limit(draft: Draft, point_id: int, unit: str) -> dict[str, Any]:
    add_pause_kinds(draft, point_id)
    if unit == "hour":
        return {"unit": unit, "limit_n": draft.rng.choice(HOURS), "warn_seconds": draft.rng.choice((None, *WARNS))}
    return {"unit": unit, "limit_n": draft.rng.choice((1, 2, 3, 5))}


def add_pause_kinds(draft: Draft, point_id: int) -> None:
    for kind in some(draft.rng, PAUSES, 0, 2):
        draft.add("point_pause_kinds", point_id=point_id, kind=kind)


STEP_LIMITS = (
    step_limit("working_day"),
    step_limit("calendar_day"),
    step_limit("calendar_day", "next_work_day"),
    step_limit("hour"),
    step_limit("hour"),
)
STAGE_LIMITS = (
    stage_limit("working_day"),
    stage_limit("calendar_day"),
    stage_limit("calendar_day", "next_work_day"),
    stage_limit("hour"),
)


# --- the other kinds --------------------------------------------------------------------------------------------------


def qualification(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
    rng = draft.rng
    at = some(rng, ACTS, 1, 2)
    second = at if rng.random() < 0.4 else some(rng, ACTS, 1, 2)
    columns = {"k": rng.choice((None, 1, 2, 3)), "category": rng.choice((None, *CATEGORIES))}
    return columns, {"at": at, "second": second}


def rollback(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
    pairs = {(draft.rng.choice(ACTS[2:]), draft.rng.choice(ACTS[:4])) for _ in range(draft.rng.randint(0, 8))}
    for from_act, to_act in sorted(pairs):
        times = draft.rng.choice((1, 1, 2))
        draft.add("point_exempt", point_id=point_id, from_act=from_act, to_act=to_act, times=times)
    return {}, {"at": some(draft.rng, ACTS, 2, 6)}


def evidence(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
    for kind in some(draft.rng, EVIDENCE, 1, 3):
        draft.add("point_evidence", point_id=point_id, kind=kind, n=draft.rng.choice((1, 1, 2, 3)))
    return {}, {"at": some(draft.rng, ACTS, 1, 3)}


def basis(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
    for outcome in some(draft.rng, OUTCOMES[1:], 0, 2):
        draft.add("point_negative", point_id=point_id, outcome=outcome)
    return {}, {"at": some(draft.rng, ACTS, 1, 5)}


def discretion(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
    return {}, {"at": some(draft.rng, ACTS, 2, 5)}


def execution(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
    return {}, {"at": some(draft.rng, ACTS, 1, 2)}


def separation(draft: Draft, point_id: int) -> tuple[dict[str, Any], Parts]:
    acts = draft.rng.sample(ACTS, 4)
    first, second = draft.rng.randint(1, 2), draft.rng.randint(3, 4)
    return {"option": draft.rng.choice((None, "any", "all", "all"))}, {"first": acts[:first], "second": acts[2:second]}


OTHER_KINDS: dict[str, Build] = {
    "qualification": qualification,
    "rollback": rollback,
    "evidence": evidence,
    "basis": basis,
    "discretion": discretion,
    "execution": execution,
    "separation": separation,
}
