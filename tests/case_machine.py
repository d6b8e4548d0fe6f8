# SPDX-License-Identifier: Apache-2.0
"""A running case under random acts of random people, lawful and not, while time passes (S1-30 … S1-33, S1-42).

What may happen is said here once more, by the drawn procedure and plain books of who was chosen and who signed, so that the
code under test is not its own judge. Used by ``tests/cases/test_case_machine.py`` and, with many more runs, by
``bench/prove_cases.py``.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from live_cases import MONDAY

ONWARD = {
    "登记": ("核查",),
    "核查": ("立案", "不予立案"),
    "立案": ("调查", "协查"),
    "调查": ("审批",),
    "协查": ("审批",),
    "审批": ("送达", "补充调查"),
    "补充调查": ("审批",),
    "不予立案": (),
    "送达": (),
}
SPLITS, JOINS, SIGNED, ATTENDED = "立案", "审批", "审批", "核查"
COLUMNS = ("经办人", "机构负责人")
ACTS = tuple(ONWARD)


def document() -> dict[str, Any]:
    """Branches that are chosen, branches that run side by side and join, a loop, an approval sheet, presence, limits."""
    head = {"code": "CF-5", "name": "随机办理", "category": "行政处罚", "version": "1", "valid_from": date(2026, 1, 1)}
    kinds = {"登记": "accept", "不予立案": "close", "送达": "close"}
    special: dict[str, dict[str, Any]] = {
        SPLITS: {"split": "all"},
        JOINS: {"join": "all", "opinions": list(COLUMNS)},
    }
    steps = [
        {"act": act, "place": place, "kind": kinds.get(act, "other"), **special.get(act, {})}
        for place, act in enumerate(ACTS, 1)
    ]
    ways = [{"from": start, "to": end} for start, ends in ONWARD.items() for end in ends]
    points = [
        {"key": "核查期限", "kind": "time_limit", "at": ["核查"], "limit": 2, "unit": "working_day"},
        {"key": "核查人员", "kind": "qualification", "at": ["登记"], "second": [ATTENDED]},
        {"key": "查审分离", "kind": "separation", "first": ["调查"], "second": ["审批"], "option": "any"},
    ]
    return {"catalog": head, "step": steps, "transition": ways, "point": points, "pauses": []}


@dataclass
class World:
    """The people, the version and a case that was opened, laid once; every run is undone."""

    version: Any
    handlers: list[Any]
    head: Any
    stranger: Any
    case: Any

    @property
    def posts(self) -> list[Any]:
        return [*self.handlers, self.head, self.stranger]


@dataclass
class Books:
    """What should be so: the open acts with their people, the sheets, who was asked, and what happened."""

    open: dict[str, tuple[int, ...]] = field(default_factory=dict)
    signed: list[int] = field(default_factory=list)
    asked: dict[int, datetime] = field(default_factory=dict)
    done: list[tuple[str, int]] = field(default_factory=list)
    runs: Counter[str] = field(default_factory=Counter)
    closed: bool = False
    arrived: list[tuple[int, ...]] = field(default_factory=list)
    """Whom each branch chose for the joining step."""


def world_of(cast: Any) -> World:
    """The cast with two officers more, and the item in force."""
    from live_cases import colleague, in_force, officer, open_one
    from mingcha.ledger import System
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    handlers = [cast.post("handler"), colleague(cast, "同行"), colleague(cast, "新手")]
    for number, post in enumerate(handlers[:2]):
        officer(post.person, f"A{number}", organ=cast.organ("unit"))
    version = in_force(cast, document())
    case = open_one(version, handlers[0], MONDAY)
    return World(version, handlers, cast.post("head"), cast.outsider("handler"), case)


def machine_of(world: World) -> type[RuleBasedStateMachine]:
    """The machine over this world."""
    return type("RunningCase", (CaseMachine,), {"world": world})


def run(world: World, runs: int, steps: int, start: int) -> None:
    """So many runs of at most so many acts; what a seed draws is the same every time."""
    told = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )
    run_state_machine_as_test(seed(start)(machine_of(world)), settings=told)


people = st.lists(st.integers(0, 2), min_size=0, max_size=3, unique=True).map(tuple)
whoever = st.sampled_from((None, None, None, 0, 1, 2, 3, 4))
"""Somebody, or mostly whoever may."""
anything = st.sampled_from((None, None, None, *ACTS))
"""An act, or mostly one that is open."""
seldom = st.sampled_from((False, False, False, True))
plans = st.lists(st.tuples(st.sampled_from((0, 0, 1)), st.sampled_from(((0, 1), (1, 2), (2, 0)))), max_size=6)
Plan = list[tuple[int, tuple[int, ...]]]
"""Step by step: which of the ways onward, and who is to go on."""


class CaseMachine(RuleBasedStateMachine):
    """Each rule tries an act; what the books allow must happen, everything else must be refused and change nothing."""

    world: World

    def __init__(self) -> None:
        super().__init__()
        self.whole = transaction.atomic()
        self.whole.__enter__()
        self.now, self.books = MONDAY, Books()
        self.case = type(self.world.case).objects.get(pk=self.world.case.pk)
        self.moved = True
        self.traces: list[Any] | None = None

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    # --- what people do -------------------------------------------------------------------------------------------

    @initialize(plan=plans)
    def opened(self, plan: Plan) -> None:
        self._begin("登记", (0,))
        self.goes_on_by(plan)

    @rule(who=whoever, act=anything, onward=st.sampled_from(ACTS), chosen=people, stale=seldom)
    def submit(self, who: int | None, act: str | None, onward: str, chosen: tuple[int, ...], stale: bool) -> None:
        """``stale``: by a page that was opened before somebody else changed the step."""
        from mingcha.cases.actions.submitting import Done, submit_step
        from mingcha.cases.actions.tasks import Chosen

        act = act or self._open_one()
        task, who = self._task(act), self._who(who, self.books.open.get(act, ()))
        if task is None:
            return
        books, ends = self.books, ONWARD[act]
        onward = onward if onward in ends or stale else (ends or ("",))[0]
        persons = Chosen(tuple(self.world.handlers[each].person_id for each in chosen))
        done = Done(onward=(onward,), people=dict.fromkeys(ends, persons))
        allowed = (
            not books.closed
            and not stale
            and who in books.open.get(act, ())
            and (act != SIGNED or len(books.signed) == len(COLUMNS))
            and (len(ends) < 2 or act == SPLITS or onward in ends)
        )
        seen = task.version - 1 if stale else task.version
        post = self.world.posts[who]
        if not self._tried(allowed, lambda: submit_step(task, done, seen, now=self.now, by=post)):
            return
        there = books.open.pop(act)
        books.done.append((act, post.person_id))
        if act == ATTENDED:
            others = [each for each in there if each in (0, 1) and each != who]
            books.asked |= {self.world.handlers[each].person_id: self.now for each in others}
        taken = ends if act == SPLITS or len(ends) < 2 else (onward,)
        for end in taken:
            if end != JOINS:
                self._begin(end, chosen)
                continue
            books.arrived.append(chosen)
        if books.arrived and not set(books.open) & {"调查", "协查", "补充调查"}:
            together = dict.fromkeys(each for several in books.arrived for each in several)
            books.arrived.clear()
            self._begin(JOINS, tuple(together))
        books.closed = not books.open

    @rule(plan=plans)
    def goes_on(self, plan: Plan) -> None:
        self.goes_on_by(plan)

    def goes_on_by(self, plan: Plan) -> None:
        """Whoever is due does what is due: so that runs come far."""
        for branch, chosen in plan:
            if self.books.closed:
                return
            act = self._open_one()
            if not self.books.open[act]:
                self.assign(3, act, chosen, stale=False)
            for _column in range(len(COLUMNS) - len(self.books.signed) if act == SIGNED else 0):
                self.sign(None, None)
            ends = ONWARD[act] or ("",)
            self.submit(None, act, ends[min(branch, len(ends) - 1)], chosen, stale=False)

    @rule(who=whoever, act=anything, chosen=people, stale=seldom)
    def assign(self, who: int | None, act: str | None, chosen: tuple[int, ...], stale: bool) -> None:
        from mingcha.cases.actions.assigning import assign_step
        from mingcha.cases.actions.tasks import Chosen

        act, who = act or self._open_one(), self._who(who, (3,))
        task, post = self._task(act), self.world.posts[who]
        if task is None:
            return
        persons = Chosen(tuple(self.world.handlers[each].person_id for each in chosen))
        reached = who == 3 or self._inside(post)
        allowed = reached and not stale and act in self.books.open and bool(chosen)
        seen = task.version - 1 if stale else task.version
        if self._tried(allowed, lambda: assign_step(task, persons, seen, now=self.now, by=post)):
            self.books.open[act] = chosen

    @rule(who=whoever, place=st.sampled_from((None, None, 0, 1, 2)))
    def sign(self, who: int | None, place: int | None) -> None:
        from mingcha.cases.actions.gates import sign_opinion

        task, signed = self._task(SIGNED), self.books.signed
        if task is None:
            return
        doing = self.books.open.get(SIGNED, ())
        place = len(signed) if place is None else place
        who = self._who(who, (3,) if place else doing)
        post = self.world.posts[who]
        hers = who in doing if place == 0 else who == 3 and who not in signed
        allowed = bool(doing) and place == len(signed) < len(COLUMNS) and hers
        if self._tried(allowed, lambda: sign_opinion(task, place, "同意", agrees=True, now=self.now, by=post)):
            signed.append(who)

    @rule(who=whoever, wrong=seldom)
    def confirm(self, who: int | None, wrong: bool) -> None:
        from mingcha.cases.actions.presence import confirm_presence

        self._answer(
            who, lambda row, post: confirm_presence(row, "" if wrong else row.code, now=self.now, by=post), wrong
        )

    @rule(who=whoever)
    def deny(self, who: int | None) -> None:
        from mingcha.cases.actions.presence import deny_presence

        self._answer(who, lambda row, post: deny_presence(row, now=self.now, by=post))

    @rule(hours=st.sampled_from((1, 8, 25, 49)))
    def time_passes(self, hours: int) -> None:
        from mingcha.cases.clock import lapse_presences, look_again

        self.now, self.moved, self.traces = self.now + timedelta(hours=hours), True, None
        look_again(self.now)
        lapse_presences(self.now)
        for person, since in list(self.books.asked.items()):
            if since + timedelta(hours=24) < self.now:
                del self.books.asked[person]

    # --- what always holds ----------------------------------------------------------------------------------------

    @invariant()
    def all_holds(self) -> None:
        """After whatever happened; an act that was refused is shown to leave every row as it was, so it asks no second look."""
        if not self.moved:
            return
        self.moved = False
        self.every_step_came_by_a_way_of_the_procedure()
        self.what_is_open_stands_in_the_books_and_each_act_once()
        self.the_badge_counts_what_waits_for_her_and_nothing_else()
        self.alarms_are_what_the_engine_finds_each_once()
        self.the_ledger_says_who_did_each_step()

    def every_step_came_by_a_way_of_the_procedure(self) -> None:
        from mingcha.cases.models import Task

        for task in Task.objects.filter(case=self.case):
            assert task.act in ONWARD.get(task.came_by, ("登记",)), (task.came_by, task.act)

    def what_is_open_stands_in_the_books_and_each_act_once(self) -> None:
        from mingcha.cases.models import Task

        rows = list(Task.objects.filter(case=self.case, status__in=Task.OPEN).prefetch_related("people"))
        assert sorted(task.act for task in rows) == sorted(self.books.open)
        for task in rows:
            chosen = self.books.open[task.act]
            assert task.status == ("active" if chosen else "waiting")
            assert [row.person_id for row in task.people.all()] == [
                self.world.handlers[each].person_id for each in chosen
            ]
        self.case.refresh_from_db()
        assert self.case.status == ("closed" if self.books.closed else "open")
        counted = Counter(Task.objects.filter(case=self.case).values_list("act", flat=True))
        assert counted == self.books.runs

    def the_badge_counts_what_waits_for_her_and_nothing_else(self) -> None:
        from mingcha.inbox.counts import open_todos

        for number, post in enumerate(self.world.posts):
            kinds = Counter(open_todos(post).values_list("kind", flat=True))
            expected = Counter({"presence": int(post.person_id in self.books.asked)})
            for chosen in self.books.open.values():
                expected["task"] += (number in chosen) if chosen else number != 4
            expected["opinion"] = int(number == 3 and len(self.books.signed) == 1 and SIGNED in self.books.open)
            assert +kinds == +expected, (number, kinds, expected)

    def alarms_are_what_the_engine_finds_each_once(self) -> None:
        from mingcha.cases.judging import judge_one
        from mingcha.cases.models import Alarm
        from mingcha.cases.models.alarms import STANDING
        from mingcha.engine.clock import local_seconds

        found = {
            (one.object_kind, one.object_id, one.point_id, one.code)
            for one in judge_one(self.case.pk, local_seconds(self.now))
        }
        rows = Alarm.objects.filter(case=self.case, status__in=STANDING)
        there = list(rows.values_list("object_kind", "object_id", "point_id", "code"))
        assert sorted(there) == sorted(found)

    def the_ledger_says_who_did_each_step(self) -> None:
        from mingcha.cases.models import Task
        from mingcha.ledger.models import Entry

        entries = Entry.objects.filter(act="submit_step").order_by("id")
        told = [(entry.what["step"], entry.actor_id, entry.object_id) for entry in entries]
        done = {task.pk: task for task in Task.objects.filter(case=self.case, status="done").select_related("done_by")}
        assert [(act, person) for act, person, _task in told] == self.books.done
        assert sorted(number for _act, _person, number in told) == sorted(done)
        assert all(done[number].done_by.person_id == person for _act, person, number in told)

    # --- the books ------------------------------------------------------------------------------------------------

    def _begin(self, act: str, chosen: tuple[int, ...]) -> None:
        self.books.open[act] = chosen
        self.books.runs[act] += 1
        if act == SIGNED:
            self.books.signed = []

    def _open_one(self) -> str:
        """An act that is open; of several the one that has been done least, so that all branches move."""
        return min(self.books.open, key=lambda act: (self.books.runs[act], act), default="登记")

    def _who(self, who: int | None, may: tuple[int, ...]) -> int:
        """Whoever was drawn, else the first of those who may."""
        return who if who is not None else (may or (4,))[0]

    def _task(self, act: str) -> Any:
        """The latest task of an act, open or long done: people press on old pages too."""
        from mingcha.cases.models import Task

        return Task.objects.filter(case=self.case, act=act).select_related("step").order_by("-pk").first()

    def _inside(self, post: Any) -> bool:
        from mingcha.cases.models import Case

        return post in self.world.handlers and Case.objects.within(post).filter(pk=self.case.pk).exists()

    def _answer(self, who: int | None, act: Any, wrong: bool = False) -> None:
        from mingcha.cases.models import Presence

        row = Presence.objects.filter(case=self.case).order_by("-pk").first()
        if row is None:
            return
        asked = [number for number, post in enumerate(self.world.posts) if post.person_id == row.person_id]
        post = self.world.posts[self._who(who, tuple(asked))]
        allowed = post.person_id == row.person_id and row.person_id in self.books.asked and not wrong
        if self._tried(allowed, lambda: act(row, post)):
            del self.books.asked[row.person_id]

    def _tried(self, allowed: bool, act: Any) -> bool:
        """Do it. What is not allowed is refused in words, and leaves everything as it was."""
        from mingcha.ledger import Refused

        before = self.traces or self._traces()
        told = None
        try:
            act()
        except Refused as refused:
            told = refused.message
        assert (told is None) == allowed, told or "an act that is not allowed was done"
        assert told is None or (told and self._traces() == before)
        self.moved |= allowed
        self.traces = None if self.moved else before
        return allowed

    def _traces(self) -> list[Any]:
        """What an act could have changed."""
        from mingcha.cases.models import Alarm, Opinion, Presence, Step, StepSheet, Task, TaskPerson
        from mingcha.inbox.models import Todo
        from mingcha.ledger.models import Entry

        rows = [list(model.objects.order_by("pk").values_list()) for model in (Task, Step, TaskPerson, Todo, Presence)]
        return [*rows, *(model.objects.count() for model in (Alarm, Opinion, StepSheet, Entry))]
