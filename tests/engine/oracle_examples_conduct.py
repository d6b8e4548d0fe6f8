# SPDX-License-Identifier: Apache-2.0
"""Hand-worked examples of how a step was done: qualification 资, rollback 退, evidence 证, separation 分."""

from __future__ import annotations

from typing import Any

from oracle_example import Example, Rows, at, day, found, point, step, world
from oracle_log import Finding

NONE: list[Finding] = []

# --- qualification (S1-08 … S1-11) ------------------------------------------------------------------------------------


def on_step(officer_id: int, step_id: int = 1, **columns: Any) -> dict[str, Any]:
    return {"step_id": step_id, "officer_id": officer_id, "role": "handler", "assigned_at": at(1)} | columns


def certificate(officer_id: int, valid_from: int = 1, valid_to: int | None = None, **columns: Any) -> dict[str, Any]:
    own = {"category": "market", "area_lo": 150_800_000_000, "area_hi": 150_899_999_999}
    days = {"valid_from": day(valid_from), "valid_to": None if valid_to is None else day(valid_to)}
    return {"officer_id": officer_id} | own | days | columns


def qualified(
    says: str, people: Rows, certificates: Rows, expected: list[Finding], end: int | None = None, **columns: Any
) -> Example:
    """Return an example of 调查, assigned on day 3 at nine, in the area and category of the case; two needed."""
    rows = point("qualification", "at:受理 second:调查", **columns) | {
        "steps": [step(1, "调查", at(4), end, assigned_at=at(3))],
        "step_officers": people,
        "certificates": certificates,
    }
    case = {"category": "market", "area": 150_802_000_000}
    return Example(says, ("S1-08", "S1-10", "S1-11"), world(rows, case), expected)


def unqualified(value: int, mode: str, bound: int = 2) -> list[Finding]:
    return [found("step", 1, "unqualified", subject="调查", mode=mode, value=value, bound=bound)]


PAIR = [on_step(1), on_step(2)]

QUALIFICATION = [
    qualified("two officers with certificates do", PAIR, [certificate(1), certificate(2)], NONE, at(5)),
    qualified(
        "a certificate is good from its first to its last day",
        PAIR, [certificate(1, 3, 5), certificate(2, 3, 5)], NONE, at(5, "23:59:59"),
    ),
    qualified(
        "a certificate that begins a day after the assignment fails there",
        PAIR, [certificate(1, 4), certificate(2)], unqualified(1, "assigned"), at(5),
    ),
    qualified(
        "a certificate that ends a day before the step fails there",
        PAIR, [certificate(1, 1, 4), certificate(2)], unqualified(1, "ended"), at(5),
    ),
    qualified(
        "helpers, the same officer twice and a certificate of another kind do not make two",
        [on_step(1), on_step(1), on_step(2, role="auxiliary"), on_step(3)],
        [certificate(1), certificate(1), certificate(2), certificate(3, category="culture")],
        unqualified(1, "both"), at(5),
    ),
    qualified(
        "a certificate without category holds for every one",
        PAIR, [certificate(1, category=None), certificate(2, category=None)], NONE, at(5),
    ),
    qualified(
        "an area just beside does not hold the case",
        PAIR, [certificate(1, area_lo=150_802_000_001), certificate(2, area_hi=150_802_000_000)],
        unqualified(1, "assigned"),
    ),
    qualified(
        "released at the instant of assignment is gone, assigned later that day is there",
        [on_step(1, released_at=at(3)), on_step(2, assigned_at=at(3, "23:00:00"))], [certificate(1), certificate(2)],
        unqualified(1, "assigned"),
    ),
    qualified(
        "released at the instant of the end was there",
        [on_step(1), on_step(2, released_at=at(5))], [certificate(1), certificate(2)], NONE, at(5),
    ),
    qualified(
        "released a second before it, or assigned a second after, was not",
        [*PAIR[:1], on_step(2, released_at=at(5, "08:59:59")), on_step(3, assigned_at=at(5, "09:00:01"))],
        [certificate(1), certificate(2), certificate(3)], unqualified(1, "ended"), at(5),
    ),
    qualified(
        "of two days the smaller count is told, and three may be demanded",
        [*PAIR, on_step(3, assigned_at=at(5))], [certificate(1), certificate(2, 1, 4), certificate(3)],
        unqualified(2, "both", 3), at(5), k=3,
    ),
]  # fmt: skip

# --- rollback (S1-12, S1-13) ------------------------------------------------------------------------------------------


def walked(says: str, steps: Rows, expected: list[Finding], exempt: int = 0) -> Example:
    """Return an example of a point on 调查 and 审核, with ``exempt`` returns allowed from 审核 to 调查."""
    pair = {"point_id": 1, "from_act": "审核", "to_act": "调查", "times": exempt}
    rows = point("rollback", "at:调查 at:审核") | {"steps": steps, "point_exempt": [pair] if exempt else []}
    return Example(says, ("S1-12",), world(rows), expected)


def went_back(step_id: int, from_act: str, mode: str, value: int, bound: int = 0) -> Finding:
    return found("step", step_id, "rollback", subject=from_act, mode=mode, value=value, bound=bound)


BACK: dict[str, Any] = {"back_from": "审核"}

ROLLBACK = [
    walked(
        "each live return is found and counted",
        [step(1, "调查"), step(2, "审核"), step(3, "调查", run=2, **BACK), step(4, "审核", run=2),
         step(5, "调查", run=3, **BACK)],
        [went_back(3, "审核", "live", 1), went_back(5, "审核", "live", 2)],
    ),
    walked(
        "one exempt return leaves the second",
        [step(1, "调查", **BACK), step(2, "调查", run=2, back_from="决定"), step(3, "调查", run=3, **BACK)],
        [went_back(2, "决定", "live", 1), went_back(3, "审核", "live", 2, 1)], exempt=1,
    ),
    walked(
        "in a declared order a second run after a later act is a return; a first run and a parallel act are not",
        [step(1, "调查", ord=2), step(2, "决定", ord=4), step(3, "审核", ord=3), step(4, "调查", ord=2, run=2),
         step(5, "决定", ord=4, run=2), step(6, "调查", ord=2, run=3, parallel=1)],
        [went_back(4, "审核", "order", 1)],
    ),
    walked(
        "a second run after the same or an earlier act is none, nor one after an act without place",
        [step(1, "调查", ord=2), step(2, "调查", ord=2, run=2), step(3, "受理", ord=1), step(4, "调查", ord=2, run=3),
         step(5, "送达"), step(6, "调查", ord=2, run=4)],
        NONE,
    ),
    walked(
        "of two steps at the same place the lower number came first",
        [step(3, "调查", ord=2, seq=7, run=2), step(2, "审核", ord=3, seq=7), step(1, "调查", ord=2)],
        [went_back(3, "审核", "order", 1)],
    ),
    walked("acts without the point are not judged", [step(1, "决定"), step(2, "送达", **BACK)], NONE),
]  # fmt: skip

# --- evidence (S1-14, S1-15) ------------------------------------------------------------------------------------------


def item(evidence_id: int, kind: str = "photo", added: int = at(2), **columns: Any) -> dict[str, Any]:
    return {"evidence_id": evidence_id, "step_id": 1, "kind": kind, "added_at": added} | columns


def fixed(says: str, items: Rows, expected: list[Finding], end: int | None = at(3)) -> Example:
    """Return an example of 调查 that ended on day 3 at nine and demands two photos and a video."""
    demands = [{"point_id": 1, "kind": "photo", "n": 2}, {"point_id": 1, "kind": "video", "n": 1}]
    rows = point("evidence", "at:调查") | {"point_evidence": demands, "steps": [step(1, "调查", at(1), end)]}
    return Example(says, ("S1-14", "S1-15"), world(rows | {"evidence": items}), expected)


def missing(value: int, bound: int, subject: str) -> Finding:
    return found("step", 1, "missing", subject=subject, value=value, bound=bound)


def removed(evidence_id: int) -> Finding:
    return found("evidence", evidence_id, "removed", subject="photo")


FILM = item(9, "video")

EVIDENCE = [
    fixed("what was added by the second of the end stands", [item(1), item(2, added=at(3)), FILM], NONE),
    fixed("a second later does not", [item(1), item(2, added=at(3, "09:00:01")), FILM], [missing(1, 2, "photo")]),
    fixed("lacking kinds are summed and the first is named", [], [missing(3, 3, "photo")]),
    fixed("nothing is missing before the end", [], NONE, end=None),
    fixed(
        "removed at the second of the end is missing, and removed",
        [item(1), item(2, removed_at=at(3)), FILM], [missing(1, 2, "photo"), removed(2)],
    ),
    fixed(
        "removed a second after the end was not missing, but is removed",
        [item(1), item(2, removed_at=at(3, "09:00:01")), FILM], [removed(2)],
    ),
    fixed(
        "replaced by its kind counts once, before the end or after",
        [item(1, superseded_by=3), item(3), item(2, superseded_by=4), item(4, added=at(4)), FILM], NONE,
    ),
    fixed(
        "replaced by another kind, or by nothing that is there, is removed",
        [item(1, superseded_by=9), item(2, superseded_by=404), FILM], [missing(1, 2, "photo"), removed(1), removed(2)],
    ),
]  # fmt: skip

# --- separation (of no requirement: the eighth kind) ---------------------------------------------------------------


def separated(says: str, people: Rows, expected: list[Finding], option: str | None = None) -> Example:
    """Return an example of two runs of 调查 (steps 1, 2) and one of 审核 (step 3) that begin on days 1, 2, 3."""
    rows = point("separation", "first:调查 second:审核", option=option) | {
        "steps": [step(1, "调查", at(1)), step(2, "调查", at(2), run=2), step(3, "审核", at(3))],
        "step_officers": people,
    }
    return Example(says, (), world(rows), expected)


def same(officer_id: int, value: int, bound: int, option: str | None = None) -> list[Finding]:
    return [found("case", 1, "same_person", mode=option, officer_id=officer_id, value=value, bound=bound)]


SEPARATION = [
    separated("nobody at both", [on_step(1, 1), on_step(2, 2), on_step(3, 3)], NONE),
    separated(
        "everybody at both is counted, the lowest number is named",
        [on_step(5, 1), on_step(4, 2), on_step(4, 3), on_step(5, 3), on_step(6, 3)], same(4, 2, 3),
    ),
    separated(
        "released at the start did not act, released a second after did",
        [on_step(1, 1), on_step(1, 3, released_at=at(3)), on_step(2, 2), on_step(2, 3, released_at=at(3, "09:00:01"))],
        same(2, 1, 2),
    ),
    separated("option all wants one hand in every run", [on_step(1, 1), on_step(1, 3), on_step(2, 2)], NONE, "all"),
    separated("and finds it", [on_step(1, 1), on_step(1, 2), on_step(1, 3)], same(1, 1, 1, "all"), "all"),
]  # fmt: skip

EXAMPLES = [*QUALIFICATION, *ROLLBACK, *EVIDENCE, *SEPARATION]
