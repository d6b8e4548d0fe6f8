# SPDX-License-Identifier: Apache-2.0
"""Hand-worked examples of what was decided and carried out: basis 据, discretion 裁, execution 执."""

from __future__ import annotations

from typing import Any

from oracle_example import Example, Rows, at, day, found, point, step, world
from oracle_log import Finding

NONE: list[Finding] = []


def decided(columns: dict[str, Any] | None = None) -> Rows:
    """Return decision 1, taken at 决定 on day 5 at nine, on violation V at tier T."""
    own = {"decision_id": 1, "act": "决定", "decided_at": at(5), "violation": "V", "tier": "T", "outcome": "予以处罚"}
    return [own | (columns or {})]


def valid(first: int, last: int | None = None) -> dict[str, int | None]:
    return {"valid_from": day(first), "valid_to": None if last is None else day(last)}


# --- basis (S1-16, S1-17) ---------------------------------------------------------------------------------------------


def based(says: str, cited: list[str | None], expected: list[Finding], **decision: Any) -> Example:
    """Return an example of a decision on day 5. Of the library, A is in force, B but for days 4 to 6, C from day 6."""
    rows = point("basis", "at:决定") | {
        "decisions": decided(decision),
        "decision_bases": [{"decision_id": 1, "article_id": article} for article in cited],
        "point_negative": [{"point_id": 1, "outcome": "不予处罚"}],
        "articles": [
            {"article_id": "A"} | valid(5, 5),
            {"article_id": "B"} | valid(1, 3),
            {"article_id": "B"} | valid(7),
            {"article_id": "C"} | valid(6),
        ],
    }
    return Example(says, ("S1-16", "S1-17"), world(rows), expected)


def on_decision(code: str, **columns: Any) -> Finding:
    return found("decision", 1, code, **columns)


NO_BASIS = on_decision("no_basis", subject="决定", value=0, bound=1)

BASIS = [
    based("an article in force on the one day is a basis", ["A"], NONE),
    based("nothing cited is no basis", [], [NO_BASIS]),
    based("blanks are nothing", ["", "  ", None], [NO_BASIS]),
    based("a blank beside an article does no harm", ["", "A"], NONE),
    based(
        "an article not in the library is told", ["A", "Y", "X"], [on_decision("unknown_article", subject="X", value=2)]
    ),
    based(
        "in a gap, or before its first day, an article is not in force",
        ["C", "B", "A"],
        [on_decision("not_in_force", subject="B", value=2)],
    ),
    based("a day later one of them is", ["C"], NONE, decided_at=at(6)),
    based("a decision without day is not tested for force", ["B"], NONE, decided_at=None),
    based(
        "a ticked outcome asks for a reason", ["A"], [on_decision("negative", subject="不予处罚")], outcome="不予处罚"
    ),
    based("a decision at another act is not judged", [], NONE, act="受理"),
]

# --- discretion (S1-18) -----------------------------------------------------------------------------------------------


def fined(
    says: str, amount: int | None, expected: list[Finding], tiers: Rows | None = None, orders: Rows | None = None
) -> Example:
    """Return an example of one fine; without ``tiers`` the tier is 1,000 to 2,000 yuan and in force."""
    rows = point("discretion", "at:决定") | {
        "decisions": decided(),
        "penalties": [{"penalty_id": 1, "decision_id": 1, "type": "fine", "amount": amount}],
        "tiers": [tier()] if tiers is None else tiers,
        "orders_to_correct": orders or [],
    }
    return Example(says, ("S1-18",), world(rows), expected)


def tier(first: int = 1, last: int | None = None, **columns: Any) -> dict[str, Any]:
    own = {"violation": "V", "tier": "T", "min_amt": 100_000, "max_amt": 200_000, "needs_order": 0}
    return own | valid(first, last) | columns


def order(order_id: int, served: int, recheck: str | None = None, rechecked: int | None = None) -> dict[str, Any]:
    dates = {"served_at": served, "recheck": recheck, "rechecked_at": rechecked}
    return {"order_id": order_id, "violation": "V"} | dates


def on_fine(code: str, value: int | None = 150_000, subject: str = "T", **columns: Any) -> Finding:
    return found("penalty", 1, code, subject=subject, value=value, **columns)


STRICT = [tier(needs_order=1)]

DISCRETION = [
    fined("the minimum is inside", 100_000, NONE),
    fined("a cent less is below", 99_999, [on_fine("range", 99_999, mode="below", bound=100_000)]),
    fined("the maximum is inside", 200_000, NONE),
    fined("a cent more is above", 200_001, [on_fine("range", 200_001, mode="above", bound=200_000)]),
    fined("an unknown bound does not bind", 1, NONE, [tier(min_amt=None)]),
    fined(
        "between two tiers in force is below, measured at the lowest minimum",
        250_000,
        [on_fine("range", 250_000, mode="below", bound=100_000)],
        [tier(), tier(min_amt=300_000, max_amt=400_000)],
    ),
    fined("only what is in force on the day binds", 50_000, NONE, [tier(1, 4), tier(5, 5, min_amt=0), tier(6)]),
    fined("rows, but none on the day", 150_000, [on_fine("tier_not_in_force")], [tier(1, 4), tier(6)]),
    fined("no row of this tier", 150_000, [on_fine("tier_missing")], [tier(tier="U")]),
    fined("no amount", None, [on_fine("amount_missing", None)]),
    fined("an order served at the second of the decision is too late", 150_000,
          [on_fine("order_missing", subject="V")], STRICT,
          [order(1, at(5))]),
    fined("one served a second before is in time", 150_000, NONE, STRICT, [order(1, at(5, "08:59:59"))]),
    fined("found corrected by the decision there was nothing to fine", 150_000,
          [on_fine("corrected", subject="V")], STRICT,
          [order(1, at(2), "corrected", at(5)), order(2, at(5), "not_corrected", at(5))]),
    fined("found corrected only after it, or not every time, there was", 150_000, NONE, STRICT,
          [order(1, at(2), "corrected", at(5)), order(2, at(3), "corrected", at(5, "09:00:01"))]),
]  # fmt: skip

# --- execution (S1-19) ------------------------------------------------------------------------------------------------


def executed(says: str, payments: Rows, expected: list[Finding], is_ripe: bool = True, **tables: Any) -> Example:
    """Return an example of a fine of 3,000 yuan in two parts and a confiscation of unknown amount; 执行 has ended."""
    case = tables.pop("case", None)
    rows = point("execution", "at:执行") | {
        "steps": [step(1, "执行", at(6), at(7)), step(2, "执行", at(7), at(8) if is_ripe else None, run=2)],
        "decisions": decided(),
        "penalties": [
            {"penalty_id": 1, "decision_id": 1, "type": "fine", "amount": 100_000},
            {"penalty_id": 2, "decision_id": 1, "type": "fine", "amount": 200_000},
            {"penalty_id": 3, "decision_id": 1, "type": "confiscation", "amount": None},
        ],
        "executions": payments,
    }
    return Example(says, ("S1-19",), world(rows | tables, case), expected)


def paid(exec_id: int, exec_type: str, amount: int | None, receipt: str | None = "R1") -> dict[str, Any]:
    return {"exec_id": exec_id, "decision_id": 1, "exec_type": exec_type, "amount": amount, "receipt": receipt}


def differs(value: int, bound: int, subject: str = "fine") -> Finding:
    return on_decision("amount", subject=subject, value=value, bound=bound)


def on_payment(code: str, exec_type: str, amount: int) -> Finding:
    return found("execution", 2, code, subject=exec_type, value=amount)


def pile(goods_id: int, listed: int | None, disposed: int | None = None, **ways: int) -> dict[str, Any]:
    return {"goods_id": goods_id, "name": "白酒", "listed": listed, "disposed_at": disposed} | ways


def goods(goods_id: int, mode: str, value: int, bound: int) -> Finding:
    return found("goods", goods_id, "goods", subject="白酒", mode=mode, value=value, bound=bound)


ALL = paid(1, "fine", 300_000)

EXECUTION = [
    executed("sums count, not rows, and unknown is nothing", [ALL, paid(2, "confiscation", None)], NONE),
    executed("a cent less differs", [paid(1, "fine", 299_999)], [differs(299_999, 300_000)]),
    executed("nothing differs before the last run ended", [], NONE, is_ripe=False),
    executed("but when the case is closed", [], [differs(0, 300_000)], is_ripe=False, case={"closed_at": at(9)}),
    executed("a late fee is no part of the sum, but needs its receipt", [ALL, paid(2, "late_fee", 900, " ")],
             [on_payment("receipt", "late_fee", 900)]),
    executed("a type that nobody decided", [ALL, paid(2, "detention", 100, None)],
             [on_payment("type", "detention", 100), on_payment("receipt", "detention", 100)]),
    executed("two types that differ are summed, and the first is named",
             [paid(1, "fine", 299_999), paid(2, "confiscation", 50)], [differs(300_049, 300_000, "confiscation")]),
    executed("more goods than listed at any time, fewer once disposed of", [], [
        goods(1, "more", 1_001, 1_000), goods(3, "less", 999, 1_000)], is_ripe=False,
        goods=[pile(1, 1_000, returned=1_000, destroyed=1), pile(2, 1_000, confiscated=999),
               pile(3, 1_000, at(9), transferred=999), pile(4, None, at(9))]),
    executed("fewer once the case is closed", [ALL], [goods(1, "less", 0, 1)], goods=[pile(1, 1)],
             case={"closed_at": at(9)}),
]  # fmt: skip

EXAMPLES = [*BASIS, *DISCRETION, *EXECUTION]
