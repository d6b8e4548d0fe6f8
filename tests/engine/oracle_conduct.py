# SPDX-License-Identifier: Apache-2.0
"""Reference of the monitors of how a step was done: qualification 资, rollback 退, evidence 证, separation 分."""

from __future__ import annotations

from collections import Counter

from oracle_log import Finding, Findings, Log, Row, covers, day_of, in_order

# --- qualification ----------------------------------------------------------------------------------------------------


def qualification(log: Log, point: Row, case: Row) -> Findings:
    """Yield the steps on which fewer than k different qualified officers stood, at assignment or at the end."""
    needed = 2 if point["k"] is None else point["k"]
    for step in log.runs(point, case, "second"):
        counts: dict[str, int] = {}
        if step["assigned_at"] is not None:
            counts["assigned"] = len(qualified(log, point, case, day_of(step["assigned_at"]), at_assignment(log, step)))
        if step["ended_at"] is not None:
            counts["ended"] = len(qualified(log, point, case, day_of(step["ended_at"]), at_end(log, step)))
        failed = [when for when, number in counts.items() if number < needed]
        if failed:
            yield Finding(
                point["point_id"],
                case["case_id"],
                "step",
                step["step_id"],
                "unqualified",
                subject=step["act"],
                mode="both" if len(failed) == 2 else failed[0],
                value=min(counts.values()),
                bound=needed,
            )


def at_assignment(log: Log, step: Row) -> list[Row]:
    """Return the people on the step on the day of assignment (all day), less those released by its instant."""
    return [
        person
        for person in log.rows("step_officers", "step_id", step["step_id"])
        if person["assigned_at"] is not None
        and day_of(person["assigned_at"]) <= day_of(step["assigned_at"])
        and not (person["released_at"] is not None and person["released_at"] <= step["assigned_at"])
    ]


def at_end(log: Log, step: Row) -> list[Row]:
    """Return the people on the step at the instant of its end; one released at that very instant still was."""
    return [
        person
        for person in log.rows("step_officers", "step_id", step["step_id"])
        if person["assigned_at"] is not None
        and person["assigned_at"] <= step["ended_at"]
        and not (person["released_at"] is not None and person["released_at"] < step["ended_at"])
    ]


def qualified(log: Log, point: Row, case: Row, day: int, people: list[Row]) -> set[int]:
    """Return the different officers among ``people`` whose role and certificate count on ``day``."""
    category = case["category"] if point["category"] is None else point["category"]
    return {
        person["officer_id"]
        for person in people
        if person["role"] != "auxiliary"
        and any(
            covers(certificate, day)
            and (category is None or certificate["category"] in (None, category))
            and (case["area"] is None or certificate["area_lo"] <= case["area"] <= certificate["area_hi"])
            for certificate in log.rows("certificates", "officer_id", person["officer_id"])
        )
    }


# --- rollback ---------------------------------------------------------------------------------------------------------


def rollback(log: Log, point: Row, case: Row) -> Findings:
    """Yield the runs to which the case went back more often than the point exempts, counted for each pair of acts."""
    acts = log.acts(point, "at")
    exempt = {
        (row["from_act"], row["to_act"]): row["times"]
        for row in log.rows("point_exempt", "point_id", point["point_id"])
    }
    times: Counter[tuple[str, str]] = Counter()
    before: Row | None = None
    for step in in_order(log.of_case("steps", case)):
        from_act, mode = came_back(step, before)
        before = step
        if from_act is None or step["act"] not in acts:
            continue
        pair = (from_act, step["act"])
        times[pair] += 1
        allowed = exempt.get(pair, 0)
        if times[pair] > allowed:
            yield Finding(
                point["point_id"],
                case["case_id"],
                "step",
                step["step_id"],
                "rollback",
                subject=from_act,
                mode=mode,
                value=times[pair],
                bound=allowed,
            )


def came_back(step: Row, before: Row | None) -> tuple[str | None, str]:
    """Return from which act the case came back to this step (None: it did not), and how that is known."""
    if step["back_from"] is not None:
        return step["back_from"], "live"
    again = step["ord"] is not None and step["run"] > 1 and step["parallel"] != 1
    if again and before is not None and before["ord"] is not None and before["ord"] > step["ord"]:
        return before["act"], "order"
    return None, ""


# --- evidence ---------------------------------------------------------------------------------------------------------


def evidence(log: Log, point: Row, case: Row) -> Findings:
    """Yield the steps that ended with too few items of a demanded kind, and the items that went without replacement."""
    demanded = {row["kind"]: row["n"] for row in log.rows("point_evidence", "point_id", point["point_id"])}
    for step in log.runs(point, case, "at"):
        items = [item for item in log.rows("evidence", "step_id", step["step_id"]) if item["kind"] in demanded]
        if step["ended_at"] is not None:
            yield from missing(log, point, step, demanded)
        for item in items:
            if is_gone(item) and not is_replaced(log, item):
                yield Finding(
                    point["point_id"], case["case_id"], "evidence", item["evidence_id"], "removed", item["kind"]
                )


def missing(log: Log, point: Row, step: Row, demanded: dict[str, int]) -> Findings:
    items = log.rows("evidence", "step_id", step["step_id"])
    stood = Counter(item["kind"] for item in items if stands(log, item, step["ended_at"]))
    lacking = {kind: n - stood[kind] for kind, n in demanded.items() if stood[kind] < n}
    if lacking:
        yield Finding(
            point["point_id"],
            step["case_id"],
            "step",
            step["step_id"],
            "missing",
            subject=min(lacking),
            value=sum(lacking.values()),
            bound=sum(demanded[kind] for kind in lacking),
        )


def stands(log: Log, item: Row, end: int) -> bool:
    """Say whether the item was there at ``end``: added, not removed, and not replaced by then."""
    if item["added_at"] is None or item["added_at"] > end:
        return False
    if item["removed_at"] is not None and item["removed_at"] <= end:
        return False
    replacements = log.rows("evidence", "evidence_id", item["superseded_by"])
    return not any(row["added_at"] is not None and row["added_at"] <= end for row in replacements)


def is_gone(item: Row) -> bool:
    return item["removed_at"] is not None or item["superseded_by"] is not None


def is_replaced(log: Log, item: Row) -> bool:
    replacements = log.rows("evidence", "evidence_id", item["superseded_by"])
    return any(row["kind"] == item["kind"] and row["case_id"] == item["case_id"] for row in replacements)


# --- separation -------------------------------------------------------------------------------------------------------


def separation(log: Log, point: Row, case: Row) -> Findings:
    """Yield the case if somebody acted at both parts; with option all, only if nobody else did."""
    first = [acted(log, step) for step in log.runs(point, case, "first") if step["started_at"] is not None]
    second = [acted(log, step) for step in log.runs(point, case, "second") if step["started_at"] is not None]
    both = set[int]().union(*first) & set[int]().union(*second)
    everyone = set[int]().union(*first, *second)
    if both and (point["option"] != "all" or len(everyone) == 1):
        yield Finding(
            point["point_id"],
            case["case_id"],
            "case",
            case["case_id"],
            "same_person",
            mode=point["option"],
            officer_id=min(both),
            value=len(both),
            bound=len(everyone),
        )


def acted(log: Log, step: Row) -> set[int]:
    """Return who acted at a step that has started: everybody on it but those released at or before its start."""
    return {
        person["officer_id"]
        for person in log.rows("step_officers", "step_id", step["step_id"])
        if person["released_at"] is None or person["released_at"] > step["started_at"]
    }
