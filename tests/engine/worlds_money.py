# SPDX-License-Identifier: Apache-2.0
"""Random decisions, what they rest on and what became of them: citations, penalties, orders, payments, goods."""

from __future__ import annotations

from worlds_draft import DAY, Draft, Row
from worlds_points import ACTS, OUTCOMES

ARTICLES = ("A1", "A2", "A3", "第四条", "第五条")
"""Articles with rows in the library; ``NO_ARTICLE`` has none."""
NO_ARTICLE = ("B1", "第九条")
VIOLATIONS = ("V1", "V2")
TIERS = ("轻微", "一般", "严重")
PENALTIES = ("fine", "fine", "fine", "confiscation", "licence")
MONEY = (100_000, 500_000, 1_000_000)
"""Bounds of tiers, in cents; fines lie on them and one cent beside."""


def add_decisions(draft: Draft, case: Row, steps: list[Row], anchors: list[int]) -> None:
    rng = draft.rng
    for _ in range(rng.choice((0, 1, 1, 2))):
        step = rng.choice(steps) if draft.chance(0.8) else None
        decision = draft.add(
            "decisions",
            decision_id=draft.new_id("decisions"),
            case_id=case["case_id"],
            step_id=None if step is None else step["step_id"],
            item_id=case["item_id"],
            item_version=case["item_version"],
            act=rng.choice(ACTS) if step is None else step["act"],
            outcome=rng.choice((None, *OUTCOMES)),
            violation=draft.maybe(0.95, rng.choice(VIOLATIONS)),
            tier=draft.maybe(0.95, rng.choice(TIERS)),
            decided_at=draft.maybe(0.93, draft.past(draft.near(rng.choice(anchors)))),
        )
        add_citations(draft, decision)
        add_orders(draft, decision)
        for _ in range(rng.choice((0, 1, 1, 2, 3))):
            add_penalty(draft, decision)
        if draft.chance(0.15):
            add_payment(draft, decision, rng.choice(("confiscation", "licence", "detention")), rng.choice(MONEY))
        if draft.chance(0.2):
            add_payment(draft, decision, "late_fee", 3_000)


def add_citations(draft: Draft, decision: Row) -> None:
    rng = draft.rng
    for _ in range(rng.choice((0, 1, 1, 2, 3, 5))):
        article = rng.choice((*ARTICLES, *ARTICLES, *NO_ARTICLE, None, "", " "))
        draft.add(
            "decision_bases", decision_id=decision["decision_id"], case_id=decision["case_id"], article_id=article
        )


def add_orders(draft: Draft, decision: Row) -> None:
    """Add orders to correct, served and re-checked around the very second of the decision."""
    rng = draft.rng
    decided = draft.now - DAY if decision["decided_at"] is None else decision["decided_at"]
    for _ in range(rng.choice((0, 1, 1, 2, 3))):
        violation = decision["violation"] if draft.chance(0.85) else rng.choice((None, *VIOLATIONS))
        served = rng.choice((decided - DAY, decided - DAY, decided - 1, decided, draft.past(decided + 1), None))
        draft.add(
            "orders_to_correct",
            order_id=draft.new_id("orders_to_correct"),
            case_id=decision["case_id"],
            violation=violation,
            served_at=served,
            due_at=None if served is None else served + 3 * DAY,
            recheck=rng.choice((None, "not_corrected", "corrected", "corrected", "corrected")),
            rechecked_at=rng.choice((decided - DAY, decided - 1, decided, decided, draft.past(decided + 1), None)),
        )


def add_penalty(draft: Draft, decision: Row) -> None:
    """Add a penalty and mostly what was executed of it: all, all in two parts, one cent less or more, or unknown."""
    rng = draft.rng
    kind = rng.choice(PENALTIES)
    amount = draft.maybe(0.9, rng.choice(MONEY) + rng.choice((-1, 0, 0, 1)))
    draft.add(
        "penalties",
        penalty_id=draft.new_id("penalties"),
        case_id=decision["case_id"],
        decision_id=decision["decision_id"],
        type=kind,
        amount=amount,
    )
    if draft.chance(0.8):
        paid = rng.choice((amount, amount, amount, amount, (amount or 0) + 1, (amount or 0) - 1, None))
        if paid is not None and draft.chance(0.3):
            add_payment(draft, decision, kind, 40_000)
            paid -= 40_000
        add_payment(draft, decision, kind, paid)


def add_payment(draft: Draft, decision: Row, kind: str, amount: int | None) -> None:
    draft.add(
        "executions",
        exec_id=draft.new_id("executions"),
        case_id=decision["case_id"],
        decision_id=decision["decision_id"],
        exec_type=kind,
        amount=amount,
        receipt=draft.rng.choice(("票据0001", "R2", "R3", "R4", "R5", None, "", " ")),
    )


def add_goods(draft: Draft, case: Row, anchors: list[int]) -> None:
    rng = draft.rng
    for _ in range(rng.choice((0, 0, 1, 2))):
        listed = rng.choice((1_000, 5_000, 5_000, None))
        total = (listed or 0) + rng.choice((-1_000, -1, 0, 0, 0, 1))
        first = rng.choice((total, total, 1_000))
        ways = dict.fromkeys(("returned", "destroyed", "confiscated", "transferred"), rng.choice((None, 0)))
        one, other = rng.sample(sorted(ways), 2)
        ways |= {one: max(0, first), other: max(0, total - first)}
        draft.add(
            "goods",
            goods_id=draft.new_id("goods"),
            case_id=case["case_id"],
            name=rng.choice(("白酒", "table")),
            listed=listed,
            disposed_at=draft.maybe(0.5, rng.choice(anchors)),
            **ways,
        )
