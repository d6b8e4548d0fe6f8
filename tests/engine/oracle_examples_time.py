# SPDX-License-Identifier: Apache-2.0
"""Hand-worked examples of time_limit 办理时限 (S1-07, S3-17): what counts, what stops the clock, when it is late."""

from __future__ import annotations

from typing import Any

from oracle_example import Example, Rows, at, found, point, step, world
from oracle_log import Finding

NONE: list[Finding] = []


def one_step(says: str, limit: dict[str, Any], expected: list[Finding], **tables: Any) -> Example:
    """Return an example with one run of 调查, by default from day 1; ``end`` None leaves it open."""
    start, end = tables.pop("start", at(1)), tables.pop("end", None)
    kinds = [{"point_id": 1, "kind": kind} for kind in tables.pop("lawful", [])]
    now, case = tables.pop("now", at(26)), tables.pop("case", None)
    rows = point("time_limit", "at:调查", **limit) | {"point_pause_kinds": kinds}
    steps = {"steps": [step(1, "调查", start, end)]}
    return Example(says, ("S1-07",), world(rows | steps | tables, case, now), expected)


def late(used: int, allowed: int) -> list[Finding]:
    return [found("step", 1, "overdue", subject="调查", mode="step", value=used, bound=allowed)]


def soon(used: int, allowed: int) -> list[Finding]:
    return [found("step", 1, "due_soon", subject="调查", mode="step", value=used, bound=allowed)]


def working(limit: int) -> dict[str, Any]:
    return {"unit": "working_day", "limit_n": limit}


def calendar(limit: int, option: str | None = None) -> dict[str, Any]:
    return {"unit": "calendar_day", "limit_n": limit, "option": option}


def hours(limit: int, warn: int | None = None) -> dict[str, Any]:
    return {"unit": "hour", "limit_n": limit, "warn_seconds": warn}


def pauses(*spans: tuple[int, int | None, int | None], kind: str = "检验") -> Rows:
    """Return pauses 1, 2, … as (from, to, cap)."""
    return [
        {"suspension_id": number, "kind": kind, "from_at": begin, "to_at": end, "cap_at": cap}
        for number, (begin, end, cap) in enumerate(spans, 1)
    ]


def extension(number: int, approved: int, amount: int, **names: Any) -> dict[str, Any]:
    return {"extension_id": number, "approved_at": approved, "amount": amount} | (names or {"step_id": 1})


COUNTING = [
    one_step("five working days from Monday end on the next Monday", working(5), NONE, end=at(8, "23:59:59")),
    one_step("one second later it is a sixth working day", working(5), late(6, 5), end=at(9, "00:00:00")),
    # after 12: 13 off, 14 made up, 15, 16, 17 holiday, 18
    one_step("a made-up Sunday counts and a holiday does not", working(3), late(4, 3), start=at(12), end=at(18)),
    one_step("calendar days count everything but the first", calendar(6), late(7, 6), end=at(8)),
    one_step("the day of the start is not counted", calendar(1), NONE, start=at(1, "00:00:00"), end=at(2, "23:59:59")),
    one_step("24 hours are not late at the second", hours(24), NONE, end=at(2)),
    one_step("24 hours are late one second after", hours(24), late(86_401, 86_400), end=at(2, "09:00:01")),
    one_step("an unfinished step of a closed case ends with it", calendar(6), late(7, 6), case={"closed_at": at(8)}),
    one_step("and is not open any more, so nothing is due soon", calendar(7), NONE, case={"closed_at": at(8)}),
    one_step("a case of another version is not judged", calendar(1), NONE, end=at(9), case={"item_version": "2"}),
    one_step(
        "a time limit without unit judges nothing", {"limit_n": 1}, NONE, end=at(9), suspensions=pauses((1, 2, 3))
    ),
]

PAUSES = [
    # after 1: 2, 3, 4, 5, 8, 9 work; [5, 9) stops 5 and 8
    one_step(
        "a pause stops the working days from its first up to the day before its end",
        working(3), late(4, 3), end=at(9), lawful=["检验"], suspensions=pauses((at(5), at(9), None)),
    ),
    # after 1 up to 9 are 8 days; [2, 6) and [4, 5 as capped) together stop 2, 3, 4, 5
    one_step(
        "pauses that overlap count once, and a cap ends one",
        calendar(3), late(4, 3), end=at(9), lawful=["检验"],
        suspensions=pauses((at(2), at(6), None), (at(4), at(9), at(5))),
    ),
    one_step(
        "a pause capped before it began stops nothing",
        calendar(7), late(8, 7), end=at(9), lawful=["检验"], suspensions=pauses((at(4), None, at(3))),
    ),
    # [6, …) stops 6, 7, 8, 9 = today: used 2, 3, 4, 5; due 1 + 5 + 4 = 10, one working day after 9
    one_step(
        "an open pause covers today and moves the due day",
        calendar(5), soon(4, 5), now=at(9), lawful=["检验"], suspensions=pauses((at(6), None, None)),
    ),
    one_step(
        "an hour of pause is taken off to the second, each second once",
        hours(24), late(86_401, 86_400), end=at(2, "11:00:01"), lawful=["检验"],
        suspensions=pauses((at(1, "10:00:00"), at(1, "11:30:00"), None), (at(1, "11:00:00"), at(1, "12:00:00"), None)),
    ),
    one_step(
        "an unlawful pause is found and stops nothing",
        calendar(7),
        [*late(8, 7), found("suspension", 1, "pause_unlawful", subject="领导出差")],
        end=at(9), lawful=["检验"], suspensions=pauses((at(2), at(6), None), kind="领导出差"),
    ),
]  # fmt: skip

EXTENSIONS = [
    # used 3 of 3 on day 4: 3 + 2; used 6 of 5 on day 7: too late; used 7 on day 8
    one_step(
        "an extension counts at the limit and not after it",
        calendar(3), late(7, 5), end=at(8), extensions=[extension(1, at(4), 2), extension(2, at(7), 9)],
    ),
    one_step(
        "a chain holds while each came in time",
        calendar(3), NONE, end=at(8), extensions=[extension(2, at(6), 2), extension(1, at(4), 2)],
    ),
    one_step(
        "the pause before the approval is not time used",
        calendar(3), late(6, 5), end=at(9), lawful=["检验"], suspensions=pauses((at(3), at(5), None)),
        extensions=[extension(1, at(6), 2)],
    ),
    one_step(
        "an extension of another point gives nothing",
        calendar(3), late(4, 3), end=at(5), extensions=[extension(1, at(2), 9, step_id=1, point_key="other")],
    ),
    one_step(
        "an extension of hours counts hours",
        hours(2), late(10_801, 10_800), end=at(1, "12:00:01"), extensions=[extension(1, at(1, "11:00:00"), 1)],
    ),
]  # fmt: skip

DUE = [
    one_step("two working days left is not soon", working(5), NONE, now=at(4)),
    one_step("one working day left is soon", working(5), soon(4, 5), now=at(5)),
    # due 6, a Saturday: no working day after Friday 5
    one_step("a calendar limit that ends on Saturday is soon on Thursday", calendar(5), soon(3, 5), now=at(4)),
    one_step("and not on Wednesday", calendar(5), NONE, now=at(3)),
    one_step("moved to Monday it is not soon on Thursday", calendar(5, "next_work_day"), NONE, now=at(4)),
    one_step("but on Monday itself, and not late", calendar(5, "next_work_day"), soon(7, 5), now=at(8)),
    one_step("moved to Monday it is late on Tuesday", calendar(5, "next_work_day"), late(8, 5), end=at(9)),
    one_step("an hour left is not less than an hour", hours(24, 3_600), NONE, now=at(2, "08:00:00")),
    one_step("a second less than an hour is", hours(24, 3_600), soon(82_801, 86_400), now=at(2, "08:00:01")),
    one_step("half of the hours left is never soon", hours(2), NONE, now=at(1, "10:00:00")),
    one_step("a second less than half is", hours(2), soon(3_601, 7_200), now=at(1, "10:00:01")),
]


def stage(
    says: str, acts: str, steps: Rows, expected: list[Finding], case: dict[str, Any] | None = None, **columns: Any
) -> Example:
    """Return an example of a stage of five calendar days, seen on day 10."""
    rows = point("time_limit", acts, **(calendar(5) | columns)) | {"steps": steps}
    return Example(says, ("S1-07",), world(rows, case, now=at(10)), expected)


def stage_late(used: int, allowed: int = 5) -> list[Finding]:
    return [found("case", 1, "overdue", mode="stage", value=used, bound=allowed)]


PATH = "start:受理 in:调查 end:决定"
DONE = [step(1, "受理", at(1), at(2)), step(2, "调查", at(2), at(4)), step(3, "决定", at(4), at(6))]

STAGES = [
    stage("a stage runs from the start of its first act to the end of its last", PATH, DONE, NONE),
    stage("from the end of its first act is a day less", PATH, DONE, stage_late(4, 3), limit_n=3, start_edge="end"),
    stage(
        "a return reopens a stage, and the time between counts",
        PATH, [*DONE, step(4, "调查", at(9))], stage_late(9),
    ),
    stage(
        "a return that ended moves the end of the stage",
        PATH, [*DONE, step(4, "调查", at(7), at(8))], stage_late(7),
    ),
    stage(
        "a stage of all acts waits for the last, and an end before the beginning does not count",
        "start:受理 end:审核 end:送达",
        [step(1, "送达", at(1), at(1)), step(2, "受理", at(2), at(3)), step(3, "审核", at(3), at(4))],
        stage_late(7), case={"closed_at": at(9)}, n_end=2,
    ),
    stage("a stage that has not begun is not judged", PATH, [step(1, "决定", at(1), at(9))], NONE),
]  # fmt: skip


def promise(
    says: str, promised: int, expected: list[Finding], closed: int | None = None, option: str | None = None
) -> Example:
    """Return an example of a promise: accepted on day 1, paused on days 3 and 4, seen on day 9 at nine."""
    kinds = {"point_pause_kinds": [{"point_id": 1, "kind": "检验"}], "suspensions": pauses((at(3), at(5), None))}
    rows = point("time_limit", unit="promise", option=option) | kinds
    case = {"accepted_at": at(1), "closed_at": closed, "promised_at": promised}
    return Example(says, ("S3-07",), world(rows, case, now=at(9)), expected)


def broken(end: int, bound: int, code: str = "overdue") -> list[Finding]:
    return [found("case", 1, code, mode="promise", value=end, bound=bound)]


PROMISES = [
    promise("a promise kept at the second is kept", at(8), NONE, closed=at(8)),
    promise("a second late is late", at(8), broken(at(8, "09:00:01"), at(8)), closed=at(8, "09:00:01")),
    promise("an open case is late now", at(9, "08:59:59"), broken(at(9), at(9, "08:59:59"))),
    promise("pauses move a promise by whole days if so told", at(6), NONE, closed=at(8), option="pauses_move"),
    promise(
        "and no further",
        at(6), broken(at(8, "09:00:01"), at(8)), closed=at(8, "09:00:01"), option="pauses_move",
    ),
    promise("one working day before a promise is soon", at(10), broken(at(9), at(10), "due_soon")),
    promise("two are not", at(11), NONE),
]  # fmt: skip

EXAMPLES = [*COUNTING, *PAUSES, *EXTENSIONS, *DUE, *STAGES, *PROMISES]
