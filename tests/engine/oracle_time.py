# SPDX-License-Identifier: Apache-2.0
"""Reference of the monitor time_limit 办理时限: walks every day of every span (docs/engine.md, time_limit)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, pairwise
from typing import NamedTuple

from oracle_log import DAY, Finding, Findings, Log, Row, day_of

HOUR = 3_600


class Pause(NamedTuple):
    """The clock stands from ``begin`` until just before ``end``; None = it has not ended."""

    begin: int
    end: int | None


@dataclass(frozen=True)
class Span:
    """What a time limit measures: ``mode`` is step (of the act ``subject``) or stage; an open span is cut at now."""

    mode: str
    object_kind: str
    object_id: int
    subject: str | None
    start: int
    end: int
    is_open: bool
    extensions: list[Row]


def time_limit(log: Log, point: Row, case: Row) -> Findings:
    """Yield ``overdue`` or ``due_soon`` for each span of the point in the case."""
    if point["unit"] is None:
        return
    if point["unit"] == "promise":
        yield from promise(log, point, case)
        return
    for span in [*step_spans(log, point, case), *stage_spans(log, point, case)]:
        yield from judge(Clock(log, point, case), span)


def pause_unlawful(log: Log, case: Row) -> Findings:
    """Yield each pause whose kind no time limit of the item allows, on the lowest point that pauses can move."""
    limits = [p for p in log.points_of(case) if p["kind"] == "time_limit" and p["unit"] is not None]
    movable = [p["point_id"] for p in limits if p["unit"] != "promise" or p["option"] == "pauses_move"]
    if not movable:
        return
    lawful = {row["kind"] for p in limits for row in log.rows("point_pause_kinds", "point_id", p["point_id"])}
    for pause in log.of_case("suspensions", case):
        if pause["kind"] not in lawful:
            yield Finding(
                min(movable),
                case["case_id"],
                "suspension",
                pause["suspension_id"],
                "pause_unlawful",
                subject=pause["kind"],
            )


# --- spans ------------------------------------------------------------------------------------------------------------


def cut(log: Log, case: Row, ended_at: int | None) -> tuple[int, bool]:
    """Return where a span ends and whether it is open: at its own end, else with the case, else not yet (now)."""
    if ended_at is not None:
        return ended_at, False
    if case["closed_at"] is not None:
        return case["closed_at"], False
    return log.now, True


def step_spans(log: Log, point: Row, case: Row) -> list[Span]:
    spans = []
    for step in log.runs(point, case, "at"):
        if step["started_at"] is not None:
            end, is_open = cut(log, case, step["ended_at"])
            extensions = [
                extension
                for extension in log.of_case("extensions", case)
                if extension["step_id"] == step["step_id"] and extension["point_key"] in (None, point["point_key"])
            ]
            spans.append(
                Span("step", "step", step["step_id"], step["act"], step["started_at"], end, is_open, extensions)
            )
    return spans


def stage_spans(log: Log, point: Row, case: Row) -> list[Span]:
    edge = "ended_at" if point["start_edge"] == "end" else "started_at"
    begins = [step[edge] for step in log.runs(point, case, "start") if step[edge] is not None]
    if not begins:
        return []
    begin = min(begins)
    end, is_open = cut(log, case, stage_end(log, point, case, begin))
    extensions = [
        extension
        for extension in log.of_case("extensions", case)
        if extension["step_id"] is None and extension["point_key"] == point["point_key"]
    ]
    return [Span("stage", "case", case["case_id"], None, begin, end, is_open, extensions)]


def stage_end(log: Log, point: Row, case: Row, begin: int) -> int | None:
    """Return when the stage ended, None while it has not: acts missing, or one of its runs open (a return)."""
    ends = log.runs(point, case, "end")
    inside = ends + log.runs(point, case, "in")
    done = {step["act"] for step in ends if step["ended_at"] is not None and step["ended_at"] >= begin}
    needed = 1 if point["n_end"] is None else point["n_end"]
    if len(done) < needed or any(is_open(step) for step in inside):
        return None
    latest: int = max(step["ended_at"] for step in inside if step["ended_at"] is not None)
    return latest


def is_open(step: Row) -> bool:
    return step["started_at"] is not None and step["ended_at"] is None


# --- the clock --------------------------------------------------------------------------------------------------------


def lawful_pauses(log: Log, point: Row, case: Row) -> list[Pause]:
    kinds = {row["kind"] for row in log.rows("point_pause_kinds", "point_id", point["point_id"])}
    return [
        Pause(row["from_at"], min((end for end in (row["to_at"], row["cap_at"]) if end is not None), default=None))
        for row in log.of_case("suspensions", case)
        if row["kind"] in kinds
    ]


def is_paused_day(pauses: list[Pause], day: int) -> bool:
    return any(day_of(p.begin) <= day and (p.end is None or day < day_of(p.end)) for p in pauses)


def paused_days(pauses: list[Pause], start: int, end: int) -> int:
    """Count the days after the first up to and including the last on which any pause stops the clock."""
    return sum(is_paused_day(pauses, day) for day in range(day_of(start) + 1, day_of(end) + 1))


def running_seconds(pauses: list[Pause], start: int, end: int) -> int:
    """Count the seconds of [start, end) in no pause: cut at every edge of a pause, sum the pieces that none covers."""
    if end <= start:
        return 0
    edges = {edge for pause in pauses for edge in pause if edge is not None and start < edge < end}
    return sum(
        later - earlier
        for earlier, later in pairwise(sorted({start, end} | edges))
        if not any(p.begin <= earlier and (p.end is None or later <= p.end) for p in pauses)
    )


class Clock:
    """Reckons time for one point in one case: in days, or in seconds where the unit is hours."""

    def __init__(self, log: Log, point: Row, case: Row) -> None:
        self.log, self.point, self.case = log, point, case
        self.pauses = lawful_pauses(log, point, case)
        self.unit_size = HOUR if point["unit"] == "hour" else 1

    def used(self, start: int, end: int) -> int:
        if self.point["unit"] == "hour":
            return running_seconds(self.pauses, start, end)
        days = [day for day in range(day_of(start) + 1, day_of(end) + 1) if not is_paused_day(self.pauses, day)]
        if self.point["unit"] == "working_day":
            days = [day for day in days if self.log.is_work(self.case, day)]
        return len(days)

    def allowed(self, span: Span) -> int:
        """Return the limit and the extensions that came in time: the first that came too late ends the chain."""
        allowed: int = self.point["limit_n"] * self.unit_size
        approved = [extension for extension in span.extensions if extension["approved_at"] is not None]
        for extension in sorted(approved, key=lambda row: (row["approved_at"], row["extension_id"])):
            too_late = extension["approved_at"] > span.end or self.used(span.start, extension["approved_at"]) > allowed
            if too_late:
                break
            allowed += extension["amount"] * self.unit_size
        return allowed

    def due_day(self, span: Span) -> int:
        """Return the last day of a calendar_day span, moved to a working day where the point says so."""
        due = day_of(span.start) + self.allowed(span) + paused_days(self.pauses, span.start, span.end)
        if self.point["option"] == "next_work_day":
            due = next(day for day in count(due) if self.log.is_work(self.case, day))
        return due

    def working_days_left(self, due: int) -> int:
        return sum(self.log.is_work(self.case, day) for day in range(day_of(self.log.now) + 1, due + 1))


def judge(clock: Clock, span: Span) -> Findings:
    used, allowed = clock.used(span.start, span.end), clock.allowed(span)
    code = None
    if is_overdue(clock, span, used, allowed):
        code = "overdue"
    elif span.is_open and is_due_soon(clock, span, used, allowed):
        code = "due_soon"
    if code is not None:
        yield Finding(
            clock.point["point_id"],
            clock.case["case_id"],
            span.object_kind,
            span.object_id,
            code,
            subject=span.subject,
            mode=span.mode,
            value=used,
            bound=allowed,
        )


def is_overdue(clock: Clock, span: Span, used: int, allowed: int) -> bool:
    if clock.point["unit"] == "calendar_day" and clock.point["option"] == "next_work_day":
        return day_of(span.end) > clock.due_day(span)
    return used > allowed


def is_due_soon(clock: Clock, span: Span, used: int, allowed: int) -> bool:
    left = allowed - used
    if clock.point["unit"] == "working_day":
        return left <= 1
    if clock.point["unit"] == "calendar_day":
        return clock.working_days_left(clock.due_day(span)) <= 1
    warn = clock.point["warn_seconds"]
    return left < (DAY if warn is None else warn) and 2 * left < allowed


def promise(log: Log, point: Row, case: Row) -> Findings:
    """Judge the promised instant of a case; pauses move it by whole days only where the point says so."""
    promised = case["promised_at"]
    if promised is None:
        return
    start = promised if case["accepted_at"] is None else case["accepted_at"]
    end, still_open = cut(log, case, None)
    clock = Clock(log, point, case)
    if point["option"] == "pauses_move":
        promised += DAY * paused_days(clock.pauses, start, end)
    code = None
    if end > promised:
        code = "overdue"
    elif still_open and clock.working_days_left(day_of(promised)) <= 1:
        code = "due_soon"
    if code is not None:
        yield Finding(
            point["point_id"], case["case_id"], "case", case["case_id"], code, mode="promise", value=end, bound=promised
        )
