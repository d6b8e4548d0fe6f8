# SPDX-License-Identifier: Apache-2.0
"""Random small worlds for the monitors: few distinct instants, so that every boundary of docs/engine.md is met often.

``make_world(rng, n_cases)`` is the whole interface. A world is a dict from table name to rows (dicts, None = NULL)
with the columns of ``schema.TABLES``. What holds in every world: a ``*_day`` is its ``*_at // 86400``; ids are unique
in their table, and coincide between tables; steps and decisions carry the item and version of their case; ``run``
counts the runs of an act by (seq, step_id); nothing began or ended after now (but pauses may be planned to end later);
every span and due day lies in the calendar. A world has seven officers and a small library whatever its size, so
many worlds of some ten cases meet more boundaries than few large ones.
"""

from __future__ import annotations

import random
from collections import Counter

from worlds_draft import CALENDAR, CALENDARS, DAY, Draft, Row, World
from worlds_law import add_law
from worlds_money import add_decisions, add_goods
from worlds_points import ACTS, CATEGORIES, EVIDENCE, HOURS, ITEMS, LIMIT_KEYS, PAUSES, WARNS, add_points

AREAS = (150_802_000_000, 150_802_003_000, 150_821_000_000)
OFFICERS = range(1, 8)
ROLES = ("handler", "handler", "handler", "lead", "auxiliary", None)
NO_ROW = 9_000_000
"""An id that no row has: evidence may name a replacement that is not in the log."""

OPEN_HOURS = [
    base + error
    for hours in HOURS
    for base in (
        hours * 3_600,
        hours * 1_800,
        *(hours * 3_600 - warn for warn in (*WARNS, DAY) if warn < hours * 3_600),
    )
    for error in (-1, 0, 0, 1)
]
"""How long a step may have been open: at the limit, at half of it, and where the warning begins, in seconds."""


def make_world(rng: random.Random, n_cases: int) -> World:
    """Return a world of ``n_cases`` cases with points, law, people and calendar; the same seed gives the same world."""
    draft = Draft(rng)
    add_points(draft)
    for _ in range(n_cases):
        add_case(draft)
    add_law(draft, OFFICERS, AREAS)
    rng.shuffle(draft.world["steps"])
    draft.world["calendar"] = [dict(row) for row in CALENDAR]
    draft.add("clock", now=draft.now, today=draft.today)
    return draft.world


def add_case(draft: Draft) -> None:
    rng = draft.rng
    item_id, version = rng.choice(ITEMS) if draft.chance(0.95) else ("penalty", "no points")
    case = draft.add(
        "cases",
        case_id=draft.new_id("cases"),
        item_id=item_id,
        item_version=version,
        category=rng.choice((None, *CATEGORIES)),
        area=rng.choice((None, *AREAS)),
        calendar_id=rng.choice(CALENDARS),
    )
    is_closed = draft.chance(0.45)
    begin = draft.moment(draft.today - rng.randint(2, 20))
    steps = add_steps(draft, case, begin, is_closed)
    anchors = [step[edge] for step in steps for edge in ("started_at", "ended_at") if step[edge] is not None] or [begin]
    date_case(draft, case, begin, draft.past(draft.near(rng.choice(anchors[-3:]))) if is_closed else None)
    add_suspensions(draft, case, anchors)
    for _ in range(rng.choice((0, 1, 2, 4))):
        add_extension(draft, case, steps, anchors)
    hand, is_alone = draft.maybe(0.3, rng.choice(OFFICERS)), draft.chance(0.5)
    for step in steps:
        add_people(draft, step, hand, is_alone)
    add_evidence(draft, case, steps)
    add_decisions(draft, case, steps, anchors)
    add_goods(draft, case, anchors)


def date_case(draft: Draft, case: Row, begin: int, closed: int | None) -> None:
    """Set acceptance, closing and promise; a promise lies whole days from the end, for pauses move it by whole days."""
    rng = draft.rng
    end = draft.now if closed is None else closed
    promised = end + DAY * rng.randint(-4, 3) + rng.choice((-1, 0, 0, 1))
    if draft.chance(0.2):
        promised = (promised // DAY + 1) * DAY - 1
    instants = {
        "accepted": draft.maybe(0.85, draft.past(draft.near(begin))),
        "closed": closed,
        "promised": draft.maybe(0.7, promised),
    }
    for name, instant in instants.items():
        case[name + "_at"] = instant
        case[name + "_day"] = None if instant is None else instant // DAY


# --- steps ------------------------------------------------------------------------------------------------------------


def add_steps(draft: Draft, case: Row, begin: int, is_closed: bool) -> list[Row]:
    """Add 1 to 12 steps that walk along the acts and back again; some share a ``seq``, and then the id decides."""
    rng = draft.rng
    number = rng.randint(1, 12)
    ids = [draft.new_id("steps") for _ in range(number)]
    rng.shuffle(ids)
    order = rng.choice(("linear", "linear", "branching", "mixed"))
    place, seq, clock = rng.choice((0, 0, 1, 2)), 0, begin
    before: str | None = None
    steps = []
    for step_id in ids:
        seq += rng.choice((0, 1, 1, 1, 1, 2))
        is_linear = order == "linear" or (order == "mixed" and draft.chance(0.5))
        is_back = before is not None and ACTS.index(before) >= place
        step = draft.add(
            "steps",
            step_id=step_id,
            case_id=case["case_id"],
            item_id=case["item_id"],
            item_version=case["item_version"],
            act=ACTS[place],
            ord=place + 1 if is_linear else None,
            seq=seq,
            parallel=int(draft.chance(0.12)),
            back_from=before if is_back and draft.chance(0.1 if is_linear else 0.7) else None,
            **step_times(draft, clock, is_closed),
        )
        steps.append(step)
        before = ACTS[place]
        clock = draft.past((step["ended_at"] or step["started_at"] or clock) + rng.choice((0, 0, 1, 3_600, DAY)))
        place = max(0, min(len(ACTS) - 1, place + rng.choice((1, 1, 1, 1, 0, -1, -1, -2, 2))))
    number_runs(steps)
    return steps


def step_times(draft: Draft, clock: int, is_closed: bool) -> dict[str, int | None]:
    rng = draft.rng
    started = draft.maybe(0.9, draft.past(clock + rng.choice((0, 0, 0, 1, 3_600, DAY))))
    ended = None
    if started is not None and draft.chance(0.75):
        ended = started + duration(draft, started)
        if ended > draft.now:
            ended = draft.maybe(0.3, draft.now)
    elif started is None:
        ended = draft.maybe(0.15, clock)
    elif not is_closed and draft.chance(0.7):
        started = draft.now - rng.choice(OPEN_HOURS) - rng.choice((0, 0, 0, 0, 3_600, DAY))
    assigned = draft.maybe(0.85, draft.past(draft.near(clock if started is None else started)))
    return {"assigned_at": assigned, "started_at": started, "ended_at": ended}


def duration(draft: Draft, started: int) -> int:
    """Return how long a step took: hours around a limit, or to some time of a day up to a week later."""
    rng = draft.rng
    if draft.chance(0.35):
        return rng.choice(HOURS) * 3_600 + rng.choice((0, 0, 3_600, 7_200, DAY)) + rng.choice((-1, 0, 1))
    return max(rng.choice((0, 0, 0, -1)), draft.moment(started // DAY + rng.choice((0, 1, 1, 2, 3, 4, 5, 7))) - started)


def number_runs(steps: list[Row]) -> None:
    runs: Counter[str] = Counter()
    for step in sorted(steps, key=lambda row: (row["seq"], row["step_id"])):
        runs[step["act"]] += 1
        step["run"] = runs[step["act"]]


# --- pauses and extensions --------------------------------------------------------------------------------------------


def add_suspensions(draft: Draft, case: Row, anchors: list[int]) -> None:
    """Add up to four pauses. Each may touch, hold or cross one before it, run on, or be capped before it began."""
    rng = draft.rng
    edges = list(anchors)
    for _ in range(rng.choice((0, 0, 1, 2, 3, 4))):
        begin = draft.past(draft.near(rng.choice(edges)))
        end = begin + rng.choice((0, 3_600, 7_200, DAY, DAY, 2 * DAY, 3 * DAY, -3_600))
        cap = rng.choice((begin - DAY, begin, begin + 3_600, end, draft.near(end), begin + DAY, begin + 2 * DAY))
        row = draft.add(
            "suspensions",
            suspension_id=draft.new_id("suspensions"),
            case_id=case["case_id"],
            kind=rng.choice(PAUSES),
            from_at=begin,
            to_at=draft.maybe(0.75, rng.choice((end, end, rng.choice(edges)))),
            cap_at=draft.maybe(0.4, cap),
        )
        edges += [edge for edge in (begin, row["to_at"]) if edge is not None]


def add_extension(draft: Draft, case: Row, steps: list[Row], anchors: list[int]) -> None:
    """Add an extension of a step or of a stage, approved where a limit ends, near an edge, after now, or never."""
    rng = draft.rng
    step = rng.choice(steps)
    start = rng.choice(anchors) if step["started_at"] is None else step["started_at"]
    at_limit = start + rng.choice((rng.choice(HOURS) * 3_600, DAY * rng.randint(0, 5))) + rng.choice((-1, 0, 0, 1, DAY))
    at_edge = draft.near(rng.choice(anchors))
    of_step = draft.chance(0.6)
    first = draft.add(
        "extensions",
        extension_id=draft.new_id("extensions"),
        case_id=case["case_id"],
        step_id=step["step_id"] if of_step else None,
        point_key=rng.choice(LIMIT_KEYS) if not of_step or draft.chance(0.3) else None,
        amount=rng.choice((1, 1, 2, 3)),
        approved_at=draft.maybe(0.97, rng.choice((at_limit, at_limit, at_edge, draft.now, draft.now + 1))),
    )
    if first["approved_at"] is not None and draft.chance(0.4):  # a second one of the same span, soon after
        soon = first["approved_at"] + rng.choice((0, 1, 3_600, DAY, DAY, 2 * DAY))
        again = first | {"extension_id": draft.new_id("extensions"), "amount": rng.choice((1, 2, 5))}
        draft.add("extensions", **{**again, "approved_at": soon, "approved_day": soon // DAY})


# --- people and evidence ----------------------------------------------------------------------------------------------


def add_people(draft: Draft, step: Row, hand: int | None, is_alone: bool) -> None:
    """Put up to five people on a step; the same officer may stand there twice, in two roles or at two times.

    In some cases one ``hand`` is on nearly every step, alone or with others: what separation is to find.
    """
    rng = draft.rng
    known = [step[edge] for edge in ("assigned_at", "started_at", "ended_at") if step[edge] is not None]
    officers = rng.choices(OFFICERS, k=rng.choice((0, 1, 1, 2, 2, 3, 4)) if known else 0)
    if known and hand is not None and draft.chance(0.95):
        officers = [hand] if is_alone else [hand, *officers]
    for officer in officers:
        assigned = rng.choice((known[0], known[0], known[0] - DAY, known[0] + 3_600, draft.near(rng.choice(known))))
        draft.add(
            "step_officers",
            case_id=step["case_id"],
            step_id=step["step_id"],
            officer_id=officer,
            role=rng.choice(ROLES),
            assigned_at=draft.maybe(0.97, draft.past(assigned)),
            released_at=draft.past(draft.near(rng.choice(known))) if draft.chance(0.25) else None,
        )


def add_evidence(draft: Draft, case: Row, steps: list[Row]) -> None:
    """Add evidence at the edges of steps; a later item of the case, of any kind, or none at all may replace one."""
    rng = draft.rng
    items = []
    for step in steps:
        edge = step["ended_at"] or step["started_at"] or draft.now
        for _ in range(rng.choice((0, 0, 1, 2, 3, 5))):
            item = draft.add(
                "evidence",
                evidence_id=draft.new_id("evidence"),
                case_id=case["case_id"],
                step_id=step["step_id"],
                kind=rng.choice(EVIDENCE),
                added_at=draft.maybe(0.98, draft.past(rng.choice((edge, edge - DAY, draft.near(edge))))),
                removed_at=draft.past(draft.near(edge)) if draft.chance(0.12) else None,
            )
            items.append(item)
    for place, item in enumerate(items):
        if draft.chance(0.2):
            later = items[place + 1 :]
            alike = [other for other in later if other["kind"] == item["kind"]] or later
            choices = rng.choice((later[:2], alike[:2], alike[:2], []))
            item["superseded_by"] = rng.choice(choices)["evidence_id"] if choices else NO_ROW
