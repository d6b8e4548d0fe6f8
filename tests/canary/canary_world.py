# SPDX-License-Identifier: Apache-2.0
"""The world of access_world.py with a word of its own in every name, number, title and file (security.md section 1-B).

Whoever may read a word is said here by the cast's seats alone: which organs a reach holds, in which cases somebody acts,
whose the message is. Nothing of the product's rule about rows is asked.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django_q.models import OrmQ, Task

from access_world import MARKS, World, build, by_reach
from case_logs import NOW, small_log
from mingcha.cases.bulk.writing import Incoming, write_slice
from mingcha.cases.models import Case, Exhibit, StepOfficer, TaskPerson
from mingcha.catalog.models import Template
from mingcha.exchange.models import Source
from mingcha.files.models import Stored
from mingcha.inbox.models import Message, Todo
from mingcha.organs.models import Certificate, Officer, Organ, Person, Post, Role
from mingcha.organs.perms import Perm
from mingcha.organs.search import search_text
from mingcha.organs.testing import ORGANS, SEATS
from mingcha.oversight.models import Liable

Seat = tuple[str, str]
"""A place and a role: who looks."""
SEATED = [(place, role) for place in ("home", "away") for role in SEATS]
PREFIX = "ZQ"
"""Every word begins so: who looks for it finds all that she may, and nothing that she was told by asking."""
EVERYWHERE = frozenset(SEATED)
ACCOUNTABILITY = ("/oversight/liabilities/", "/oversight/admonitions/")
"""The pages that say whose decision it is."""


@dataclass
class Canaries:
    """``may_read`` tells for each word who may; ``numbers`` are whole ID and telephone numbers, which only a reveal shows."""

    world: World
    may_read: dict[str, frozenset[Seat]] = field(default_factory=dict)
    about: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, frozenset[Seat]] = field(default_factory=dict)
    contents: dict[str, frozenset[Seat]] = field(default_factory=dict)
    rooms: dict[str, tuple[frozenset[Seat], tuple[str, ...]]] = field(default_factory=dict)
    """Who else may read a word, but only where an address begins so."""

    def word(self, about: str, who: Iterable[Seat]) -> str:
        """A new word."""
        made = f"{PREFIX}{len(self.may_read):04}Z"
        self.may_read[made], self.about[made] = frozenset(who), about
        return made


def lay() -> Canaries:
    """Everything marked, and everybody's rights to read it written down."""
    world = build()
    OrmQ.objects.all().delete()  # what the crawler itself will have ordered shows
    made = Canaries(world)
    _organs(made)
    _people(made)
    _cases(made)
    _officers(made)
    _imports(made)
    _exhibits(made)
    _messages(made)
    _incident(made)
    return made


def seats_over(organ: Organ, laid: World, person: str = "") -> set[Seat]:
    """Who reaches what belongs to an organ of the cast, and to ``person`` (a role) if to anybody."""
    for (place, kind), one in laid.cast.organs.items():
        if one.pk == organ.pk:
            return {(place, role) for role in by_reach("home", kind, person)}
    return {("home", role) for role, (_seat, reach) in SEATS.items() if reach == Post.Reach.REGION}


def _organs(made: Canaries) -> None:
    """An organ is known to those who reach it, to those above whom it stands, and to those who sit in it."""
    for (place, kind), organ in made.world.cast.organs.items():
        seats = seats_over(organ, made.world) | {
            (place, role) for role, (seat, _) in SEATS.items() if kind in _above(seat)
        }
        word = made.word(f"organ {organ.name}", seats)
        made.rooms[word] = (_held_liable(organ, made.world), ACCOUNTABILITY)
        _name(Organ, organ, word, "name", "short")


def _held_liable(organ: Organ, laid: World) -> frozenset[Seat]:
    """Whom the matters that this organ decides are about, and who answers for their organs: they read whose decision it is."""
    seat_of = _seats_of(laid)
    found: set[Seat] = set()
    for liable in Liable.objects.filter(liability__authority=organ).select_related("organ"):
        found |= {seat_of[liable.person_id]} if liable.person_id in seat_of else set()
        found |= {
            seat
            for seat, post in laid.cast.posts.items()
            if seat[1] in ("monitor", "head") and liable.organ.path.startswith(post.organ.path)
        }
    return frozenset(found)


def _above(kind: str) -> set[str]:
    found = {kind}
    while above := ORGANS[kind][1]:
        found.add(above)
        kind = above
    return found


def _name(model: Any, row: Any, word: str, *columns: str) -> None:
    values = {column: f"{getattr(row, column)}{word}" for column in columns}
    if hasattr(model, "search_text"):
        values["search_text"] = search_text(*values.values())
    model._base_manager.filter(pk=row.pk).update(**values)


def _choosing(organ: Organ, laid: World) -> set[Seat]:
    """Who chooses people for the steps of a case reads the names of those who work in the same organ and its units (S1-31)."""
    tops = {place: laid.cast.organs[place, "enforcement"].path for place in ("home", "away")}
    roles = {
        role.key for role in Role.objects.all() if {Perm.CASES_CASE_ASSIGN, Perm.CASES_CASE_WORK} & set(role.rights)
    }
    return {(place, role) for place, top in tops.items() if organ.path.startswith(top) for role in roles & set(SEATS)}


def _seats_of(laid: World) -> dict[int, Seat]:
    """Where each person of the cast sits."""
    return {post.person_id: seat for seat, post in laid.cast.posts.items()}


def _people(made: Canaries) -> None:
    """By the organ she is in; she herself always. Whole numbers only to who may reveal them."""
    posts = _seats_of(made.world)
    for person in Person.objects.select_related("organ"):
        seats = seats_over(person.organ, made.world) if person.organ else set()
        near = _choosing(person.organ, made.world) if person.organ else set()
        own = {posts[person.pk]} if person.pk in posts else set()
        _name(Person, person, made.word(f"person {person.username}", seats | near | own), "name")
        reveal = frozenset(seat for seat in seats if seat[1] == "security_admin")
        made.numbers |= {number: reveal for number in (person.id_number, person.phone) if number}


def _cases(made: Canaries) -> None:
    """Also some in which the handler does not act: a reach of her own must not hold them."""
    world = made.world
    unit = world.cast.organ("unit")
    others = copy.deepcopy(small_log()[1][8:12])
    item = Case.objects.filter(organ=unit).first()
    assert item
    for told in others:
        told.number, told.title, told.party = (
            f"{MARKS['home']}{text}旁" for text in (told.number, told.title, told.party)
        )
        told.case["item_id"], told.case["item_version"] = item.item_code, item.item_number
        for row in told.rows["step_officers"].values():
            row["officer_id"] = f"{MARKS['home']}旁{row['officer_id']}"
    write_slice(others, Incoming(f"{MARKS['home']}旁系统", unit, 1, {}), NOW, by=world.cast.post("monitor"))
    seat_of = _seats_of(world)
    for case in Case.objects.select_related("organ"):
        act = StepOfficer.objects.filter(step__case=case).values_list("officer__person_id", flat=True)
        lead = TaskPerson.objects.filter(task__case=case).values_list("person_id", flat=True)
        seats = seats_over(case.organ, world) | {seat_of[person] for person in {*act, *lead} & seat_of.keys()}
        word = made.word(f"case {case.number}", seats)
        _name(Case, case, word, "number", "title", "party")


def _officers(made: Canaries) -> None:
    """By the organ; and to whoever reads a case in which she acts."""
    seat_of = _seats_of(made.world)
    for officer in Officer.objects.select_related("organ", "person"):
        seats = seats_over(officer.organ, made.world)
        for number in StepOfficer.objects.filter(officer=officer).values_list("step__case__number", flat=True):
            seats |= made.may_read[number[-7:]]
        own = {seat_of[officer.person_id]} if officer.person_id in seat_of else set()
        _name(Officer, officer, made.word(f"officer {officer.name}", seats | own), "name")
        for certificate in Certificate.objects.filter(officer=officer):
            _name(Certificate, certificate, made.word(f"certificate {certificate.pk}", seats | own), "number")


def _imports(made: Canaries) -> None:
    """Sources and files by the organ, for who reads imports; bytes by a line that stands in one file only."""
    for source in Source.objects.select_related("organ"):
        seats = seats_over(source.organ, made.world)
        _name(Source, source, made.word(f"source {source.name}", seats), "name")
        mark = source.name[0]
        # The file of a template is read by whoever works by it, as the access table says; the rest came with imports.
        papers = [*Template.objects.values_list("file", flat=True), *Exhibit.objects.values_list("stored", flat=True)]
        for stored in Stored.objects.filter(name__startswith=mark).exclude(pk__in=papers):
            stem, dot, ending = stored.name.rpartition(".")
            word = made.word(f"file {stored.name}", seats)
            Stored.objects.filter(pk=stored.pk).update(name=f"{stem}{word}{dot}{ending}")
        made.contents[f"{mark}1,立案"] = frozenset(seats)


def _exhibits(made: Canaries) -> None:
    """What is evidence in a case is read by whoever reads the case."""
    for exhibit in Exhibit.objects.select_related("stored", "evidence__case"):
        stored, seats = exhibit.stored, made.may_read[exhibit.evidence.case.number[-7:]]
        stem, dot, ending = stored.name.rpartition(".")
        word = made.word(f"exhibit {stored.name}", seats)
        Stored.objects.filter(pk=stored.pk).update(name=f"{stem}{word}{dot}{ending}")


def _messages(made: Canaries) -> None:
    posts = {post.person_id: seat for seat, post in made.world.cast.posts.items()}
    for message in Message.objects.all():
        word = made.word(f"message {message.pk}", {posts[message.person_id]} if message.person_id in posts else ())
        Message.objects.filter(pk=message.pk).update(title=f"{message.title}{word}", body=f"{message.body}{word}")
    for todo in Todo.objects.filter(organ=None):
        word = made.word(f"to-do {todo.pk}", {posts[todo.person_id]} if todo.person_id in posts else ())
        Todo.objects.filter(pk=todo.pk).update(title=f"{todo.title}{word}")


def _incident(made: Canaries) -> None:
    """The text of an exception may hold anything; in the cast nobody sits at the province."""
    word = made.word("exception of a job", ())
    for task in Task.objects.filter(success=False):
        Task.objects.filter(pk=task.pk).update(result=f"{task.result} {word}")
