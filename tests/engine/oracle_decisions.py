# SPDX-License-Identifier: Apache-2.0
"""Reference of the monitors of what was decided and carried out: basis 据, discretion 裁, execution 执."""

from __future__ import annotations

from collections.abc import Callable

from oracle_log import Finding, Findings, Log, Row, covers, day_of, is_blank

# --- basis ------------------------------------------------------------------------------------------------------------


def basis(log: Log, point: Row, case: Row) -> Findings:
    """Yield the decisions without a basis, on an article unknown or not in force, or with a ticked negative outcome."""
    ticked = {row["outcome"] for row in log.rows("point_negative", "point_id", point["point_id"])}
    for decision in log.decisions(point, case):
        where = (point["point_id"], case["case_id"], "decision", decision["decision_id"])
        citations = log.rows("decision_bases", "decision_id", decision["decision_id"])
        cited = {row["article_id"] for row in citations if not is_blank(row["article_id"])}
        unknown = {article for article in cited if not log.rows("articles", "article_id", article)}
        if not cited:
            yield Finding(*where, "no_basis", subject=decision["act"], value=0, bound=1)
        if unknown:
            yield Finding(*where, "unknown_article", subject=min(unknown), value=len(unknown))
        if decision["decided_at"] is not None:
            day = day_of(decision["decided_at"])
            lapsed = {article for article in cited - unknown if not in_force(log, article, day)}
            if lapsed:
                yield Finding(*where, "not_in_force", subject=min(lapsed), value=len(lapsed))
        if decision["outcome"] in ticked:
            yield Finding(*where, "negative", subject=decision["outcome"])


def in_force(log: Log, article: str, day: int) -> bool:
    return any(covers(row, day) for row in log.rows("articles", "article_id", article))


# --- discretion -------------------------------------------------------------------------------------------------------


def discretion(log: Log, point: Row, case: Row) -> Findings:
    """Judge each fine of a decision that has a day against the tier that the decision names."""
    for decision in log.decisions(point, case):
        for penalty in log.rows("penalties", "decision_id", decision["decision_id"]):
            if decision["decided_at"] is not None and penalty["type"] == "fine":
                yield from judge_fine(log, point, decision, penalty)


def judge_fine(log: Log, point: Row, decision: Row, penalty: Row) -> Findings:
    amount = penalty["amount"]

    def found(code: str, subject: str | None, mode: str | None = None, bound: int | None = None) -> Finding:
        where = (point["point_id"], penalty["case_id"], "penalty", penalty["penalty_id"])
        return Finding(*where, code, subject, mode, value=amount, bound=bound)

    named = [t for t in log.rows("tiers", "violation", decision["violation"]) if t["tier"] == decision["tier"]]
    now_valid = [tier for tier in named if covers(tier, day_of(decision["decided_at"]))]
    if amount is None:
        yield found("amount_missing", decision["tier"])
    if not named:
        yield found("tier_missing", decision["tier"])
    elif not now_valid:
        yield found("tier_not_in_force", decision["tier"])
    elif amount is not None and not any(holds(tier, amount) for tier in now_valid):
        yield found("range", decision["tier"], *which_side(now_valid, amount))
    if any(tier["needs_order"] == 1 for tier in now_valid):
        yield from judge_orders(log, decision, found)


def holds(tier: Row, amount: int) -> bool:
    enough = tier["min_amt"] is None or tier["min_amt"] <= amount
    return enough and (tier["max_amt"] is None or amount <= tier["max_amt"])


def which_side(tiers: list[Row], amount: int) -> tuple[str, int]:
    """Return the mode and the bound: above the highest known maximum, else below with the lowest known minimum."""
    maxima = [tier["max_amt"] for tier in tiers if tier["max_amt"] is not None]
    if maxima and amount > max(maxima):
        return "above", max(maxima)
    return "below", min(tier["min_amt"] for tier in tiers if tier["min_amt"] is not None)


def judge_orders(log: Log, decision: Row, found: Callable[[str, str], Finding]) -> Findings:
    """Judge the prior order to correct: it must have been served, and not all found corrected, when decided."""
    decided = decision["decided_at"]
    served = [
        order
        for order in log.rows("orders_to_correct", "case_id", decision["case_id"])
        if order["violation"] == decision["violation"]
        and order["served_at"] is not None
        and order["served_at"] < decided
    ]
    if not served:
        yield found("order_missing", decision["violation"])
    elif all(
        order["recheck"] == "corrected" and order["rechecked_at"] is not None and order["rechecked_at"] <= decided
        for order in served
    ):
        yield found("corrected", decision["violation"])


# --- execution --------------------------------------------------------------------------------------------------------


def execution(log: Log, point: Row, case: Row) -> Findings:
    """Judge goods at any time, and what was executed once the case is ripe."""
    for goods in log.of_case("goods", case):
        yield from judge_goods(point, case, goods)
    runs = log.runs(point, case, "at")
    all_ended = bool(runs) and all(step["ended_at"] is not None for step in runs)
    if case["closed_at"] is not None or all_ended:
        for decision in log.of_case("decisions", case):
            yield from judge_amounts(log, point, decision)
        for paid in log.of_case("executions", case):
            yield from judge_payment(log, point, paid)


def judge_amounts(log: Log, point: Row, decision: Row) -> Findings:
    """Compare the sums of every type of penalty that the decision has; late fees are nobody's decision."""
    penalties = log.rows("penalties", "decision_id", decision["decision_id"])
    payments = log.rows("executions", "decision_id", decision["decision_id"])
    decided, executed = {}, {}
    for kind in {row["type"] for row in penalties} - {"late_fee"}:
        due = sum(row["amount"] or 0 for row in penalties if row["type"] == kind)
        paid = sum(row["amount"] or 0 for row in payments if row["exec_type"] == kind)
        if due != paid:
            decided[kind], executed[kind] = due, paid
    if decided:
        yield Finding(
            point["point_id"],
            decision["case_id"],
            "decision",
            decision["decision_id"],
            "amount",
            subject=min(decided),
            value=sum(executed.values()),
            bound=sum(decided.values()),
        )


def judge_payment(log: Log, point: Row, paid: Row) -> Findings:
    where = (point["point_id"], paid["case_id"], "execution", paid["exec_id"])
    types = {row["type"] for row in log.rows("penalties", "decision_id", paid["decision_id"])}
    if paid["exec_type"] != "late_fee" and paid["exec_type"] not in types:
        yield Finding(*where, "type", subject=paid["exec_type"], value=paid["amount"])
    if is_blank(paid["receipt"]):
        yield Finding(*where, "receipt", subject=paid["exec_type"], value=paid["amount"])


def judge_goods(point: Row, case: Row, goods: Row) -> Findings:
    listed = goods["listed"] or 0
    accounted = sum(goods[way] or 0 for way in ("returned", "destroyed", "confiscated", "transferred"))
    is_over = goods["disposed_at"] is not None or case["closed_at"] is not None
    mode = "more" if accounted > listed else "less" if accounted < listed and is_over else None
    if mode is not None:
        where = (point["point_id"], case["case_id"], "goods", goods["goods_id"])
        yield Finding(*where, "goods", subject=goods["name"], mode=mode, value=accounted, bound=listed)
