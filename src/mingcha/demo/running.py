# SPDX-License-Identifier: Apache-2.0
"""Cases that run here, by the acts of the people who do them: the five sample items at every point of their way.

``data/running.toml`` says who does what, how many working days ago and at what time; nothing is written but by actions.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from stdnum.cn import uscc

from mingcha.cases.actions.evidence import NewEvidence, add_evidence
from mingcha.cases.actions.gates import close_gate, open_gate, sign_opinion
from mingcha.cases.actions.opening import Clue, open_case
from mingcha.cases.actions.presence import confirm_presence, deny_presence
from mingcha.cases.actions.returning import return_step
from mingcha.cases.actions.submitting import Done, submit_step
from mingcha.cases.actions.tasks import Chosen
from mingcha.cases.actions.watching import watch_case
from mingcha.cases.clock import lapse_presences, look_again
from mingcha.cases.models import Case, CaseFile, Presence, Task
from mingcha.catalog.models import ItemVersion
from mingcha.demo.district import toml
from mingcha.demo.imports import post_of
from mingcha.demo.people import invented_number
from mingcha.engine.calendar import CalendarMissing, national
from mingcha.engine.clock import CHINA, date_of, day_number
from mingcha.ledger import System
from mingcha.organs.models import Post

BY: Final = System("mingcha demo")
MINUTE: Final = timedelta(minutes=1)
LATEST: Final = 10 * MINUTE
"""What happens on the day itself is over so long before the demonstration is loaded."""
PICTURE: Final = (
    "iVBORw0KGgoAAAANSUhEUgAAAUAAAADwAgMAAAAMQ1X4AAAADFBMVEXd5uQvX2bp4tKdtLP3Ux9yAAAAeElEQVR42u3VIRKAIABEUYrF01k8Gt"
    "3sES2YDAQYBygw7/d9dUOQJEmSJEmS1m47OzuAQCAQCAQCgUAgcCy4351dQCAQCATmYCr3fNuYvRMQCAQCgUAgEAgEAoFAIBAIBDaCfwICgUAg"
    "EDgLmAYHBAKBQCAQCKz0AvrwEwDzELDIAAAAAElFTkSuQmCC"
)
PAPER: Final = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
FILES: Final = {
    "照片": ("png", b64decode(PICTURE)),
    "视频": ("mp4", b"\0\0\0\x18ftypisom\0\0\2\0isomiso2\0\0\0\x08mdat"),
    "": ("pdf", PAPER + b"trailer<</Root 1 0 R>>\n%%EOF\n"),
}
"""Invented evidence: a drawn shop front, a film of nothing, an empty paper; by its name the end of the file's."""


@dataclass
class Play:
    """The day on which it is played, and those who play."""

    now: datetime
    posts: dict[str, Post] = field(default_factory=dict)

    def post(self, username: str) -> Post:
        if username not in self.posts:
            self.posts[username] = post_of(username)
        return self.posts[username]

    def chosen(self, names: Sequence[str]) -> Chosen:
        return Chosen(tuple(self.post(name).person_id for name in names))

    def at(self, told: Sequence[Any]) -> datetime:
        """So many working days ago, at that time; never later than shortly before now."""
        back, clock = told
        day = _days_back(day_number(self.now.astimezone(CHINA).date()), back)
        moment = datetime.combine(date_of(day), time.fromisoformat(clock), CHINA)
        return min(moment, self.now - LATEST)


@transaction.atomic
def run_cases(now: datetime) -> None:
    """Play every case of the file, once."""
    if CaseFile.objects.exists():
        return
    play = Play(now)
    for number, told in enumerate(toml("running.toml")["case"], 1):
        case = _opened(play, told, number)
        for step in told.get("steps", ()):
            _step(play, case, step)
        for username in told.get("watched", ()):
            watch_case(case, by=play.post(username))
    lapse_presences(now)
    look_again(now)


def _days_back(today: int, count: int) -> int:
    day = today
    while count:
        day -= 1
        count -= _is_work(day)
    return day


def _is_work(day: int) -> bool:
    try:
        return national().is_work(day)
    except CalendarMissing:
        return date_of(day).weekday() < 5


def _opened(play: Play, told: Mapping[str, Any], number: int) -> Case:
    at, by = play.at(told["came"]), play.post(told["by"])
    version = ItemVersion.objects.select_related("item__organ").get(item__code=told["item"])
    parties = tuple(_party(party, number * 10 + place) for place, party in enumerate(told.get("parties", ())))
    words = {name: told[name] for name in ("origin", "title", "summary", "place")}
    clue = Clue(**words, parties=parties, came_at=at - timedelta(minutes=told.get("waited", 5)))
    return open_case(version, clue, now=at, by=by)


def _party(told: Mapping[str, Any], number: int) -> dict[str, Any]:
    """A party with a number that passes its check and is nobody's."""
    citizen = told["kind"] == "citizen"
    return {**told, "number": invented_number(800 + number) if citizen else invented_code(number)}


def invented_code(number: int) -> str:
    """A unified credit code of a region that does not exist."""
    code = f"92990102MA{number:07}"
    return code + uscc.calc_check_digit(code)


def _step(play: Play, case: Case, told: Mapping[str, Any]) -> None:
    """What happens on one step: signed, gated, submitted, and said by the others that they were there."""
    at = play.at(told["at"])
    task = Task.objects.select_related("step").get(case=case, act=told["act"], status__in=Task.OPEN)
    for kind, words in told.get("gate", {}).items():
        open_gate(case, task, kind, words, by=BY)
    for kind in told.get("passed", ()):
        close_gate(case, task, kind, by=BY)
    for place, (username, words) in enumerate(told.get("signs", ())):
        sign_opinion(task, place, words, agrees=True, now=at, by=play.post(username))
    by = play.post(told["by"])
    for kind, count in told.get("proof", {}).items():
        files = [_file(kind, number) for number in range(count)]
        add_evidence(_fresh(task), NewEvidence(kind, files), now=at - MINUTE, by=by)
    if "back" in told:
        return_step(_fresh(task), told["back"], told["reason"], _fresh(task).version, now=at, by=by)
    if "to" not in told:
        return
    people = {act: play.chosen(names) for act, names in told["to"].items()}
    values = {name: _dated(value, at) for name, value in told.get("values", {}).items()}
    done = Done(values, tuple(people), people)
    task = _fresh(task)
    submit_step(task, done, task.version, now=at, by=by)
    _present(play, task, at, told.get("there", "confirmed"))


def _dated(value: Any, at: datetime) -> Any:
    """``@`` is the day of the step, ``@+30`` thirty days later."""
    if not isinstance(value, str) or not value.startswith("@"):
        return value
    return (at.date() + timedelta(days=int(value[1:] or 0))).isoformat()


def _fresh(task: Task) -> Task:
    """The task as it stands now: acts before may have changed its version."""
    return Task.objects.select_related("step").get(pk=task.pk)


def _file(kind: str, number: int) -> SimpleUploadedFile:
    """A file of invented evidence: the smallest picture, film or paper that there is."""
    end, content = FILES["视频" if kind in ("视频", "全程录像") else "照片" if kind == "照片" else ""]
    return SimpleUploadedFile(f"{kind}{number + 1}.{end}", content)


def _present(play: Play, task: Task, at: datetime, word: str) -> None:
    """What the second officer says: ``confirmed``, ``denied``, or nothing yet."""
    answer = min(at + 20 * MINUTE, play.now - MINUTE)
    for asked in Presence.objects.filter(step_id=task.step_id).select_related("person"):
        by = play.post(asked.person.username)
        if word == "confirmed":
            confirm_presence(asked, asked.code, now=answer, by=by)
        elif word == "denied":
            deny_presence(asked, now=answer, by=by)
