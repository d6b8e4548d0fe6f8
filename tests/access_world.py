# SPDX-License-Identifier: Apache-2.0
"""Three places with one of everything: home, a neighbour (another organ of the same county), and the other city.

Whatever belongs to a place carries its mark in every name, so that one character in an answer tells whose it is. Who may
see what is said here once more, by the cast's seats and organs alone, so that the rule under test is not its own judge.
"""

from __future__ import annotations

import copy
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from django_q.models import Task

from access_papers import furnish_papers
from case_logs import NOW, small_log
from mingcha.audit.mapping import load_mapping
from mingcha.cases import jobs
from mingcha.cases.actions.alarms import supervise_alarms
from mingcha.cases.actions.backtests import begin_backtest
from mingcha.cases.actions.opening import Clue, open_case
from mingcha.cases.bulk.writing import Incoming, write_slice
from mingcha.cases.deadlines import clocks
from mingcha.cases.models import Alarm, Case, Evidence, Exhibit, ExtensionRequest, Paper, Presence, Recheck, VersionMove
from mingcha.catalog.actions import add_law, load_item, load_law, save_section, start_draft
from mingcha.catalog.actions import open_draft as open_item_draft
from mingcha.catalog.actions.templates import enforce_template, upload_template
from mingcha.catalog.law_text import ReadArticle
from mingcha.catalog.models import Law, Leniency, Point, Register, Standard, Template
from mingcha.catalog.papers.making import HERE as PAPERS
from mingcha.disclosure.actions import publish_item
from mingcha.exchange.actions import NewClient, NewSource, create_client, create_source, upload_import
from mingcha.files.actions import store
from mingcha.inbox.actions import open_todo, send
from mingcha.ledger import System, record
from mingcha.ledger.models import Job
from mingcha.ledger.sealing import seal
from mingcha.lists.models import Errand, SavedFilter
from mingcha.lists.standing import reach_of
from mingcha.organs import elevation
from mingcha.organs.actions.calendars import load_calendar
from mingcha.organs.actions.dictionaries import load_dictionaries, open_draft
from mingcha.organs.actions.officers import add_certificate
from mingcha.organs.lists import OFFICERS
from mingcha.organs.middleware import KEY
from mingcha.organs.models import Dictionary, Officer, Organ, Person, Post, Role
from mingcha.organs.search import search_text
from mingcha.organs.testing import ORGANS, SEATS, SINCE, Cast, cast, elevate, examined, invented_id
from mingcha.oversight.models import (
    Admonition,
    ComparedField,
    Comparison,
    Liability,
    Liable,
    Order,
    OrderAlarm,
    RiskPoint,
    Sanction,
    Transfer,
    Turn,
    TurnFile,
)

MARKS = {"home": "鲎", "neighbour": "鸮", "away": "鹮"}
"""A character that stands in every name of a place and nowhere else."""
ROLES = tuple(SEATS)
CASES = 8
NOT_THERE = 10**9


@dataclass(frozen=True)
class Sample:
    """What stands in an address: its arguments, and the roles of home within whose reach it lies."""

    arguments: dict[str, object]
    seen_by: frozenset[str]


@dataclass
class Place:
    """A place while it is furnished: whose things are, who acts, whose case it is."""

    name: str
    organ: Organ
    by: Post
    handler: Person

    def marked(self, text: str) -> str:
        return f"{MARKS[self.name]}{text}"


@dataclass
class World:
    """``samples`` by kind of object and place; ``None`` as place is what everybody shares."""

    cast: Cast
    samples: dict[str, dict[str | None, Sample]] = field(default_factory=dict)
    numbers: set[str] = field(default_factory=set)
    """Every ID number and telephone number there is."""

    def put(self, kind: str, place: str | None, seen_by: frozenset[str], /, **arguments: object) -> None:
        self.samples.setdefault(kind, {})[place] = Sample(arguments, seen_by)

    def browser(self, post: Post) -> Browser:
        return Browser(post)


class Browser:
    """A browser of one post that forgets what each of its requests did, so that the next finds the world as it was."""

    def __init__(self, post: Post | None = None) -> None:
        self.client = Client(raise_request_exception=False)
        if post is not None:
            self.client.force_login(post.person)
            session = self.client.session
            # A session seen just now is not put off once more: a page that is read writes nothing at all.
            session.update({KEY: post.pk, "begun": _soon(), "seen": _soon(), elevation.KEY: elevate(post.person)})
            session.save()
        self.cookies = {name: cookie.value for name, cookie in self.client.cookies.items()}

    def ask(self, method: str, url: str, data: Mapping[str, object] | None = None) -> Any:
        """One request; ``text_all`` of the answer is all that came. A form of ours always sends a token."""
        with undone():
            sent = {"csrfmiddlewaretoken": "x", **(data or {})}
            answer = self.client.get(url) if method == "GET" else self.client.post(url, sent)
            answer.text_all = content_of(answer)
        self.client.cookies.clear()
        self.client.cookies.load(self.cookies)
        return answer


def _soon() -> int:
    return int(timezone.now().timestamp()) + 3_600


def content_of(answer: Any) -> str:
    """All that came, headers too: a name may leak in an address or in the name of a file."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return "\n".join([*(f"{name}: {value}" for name, value in answer.items()), body.decode("utf-8", "replace")])


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# --- who sees what, said by the cast's own tables -------------------------------------------------------------------
def _below(kind: str) -> set[str]:
    under = {kind}
    while more := {name for name, (_, above) in ORGANS.items() if above in under} - under:
        under |= more
    return under


def by_reach(place: str, organ: str, person: str = "") -> frozenset[str]:
    """The roles of home whose reach holds what belongs to an organ of that kind, and to ``person`` if to anybody."""

    def holds(role: str) -> bool:
        seat, reach = SEATS[role]
        if reach == Post.Reach.SELF:
            return role == person
        return reach == Post.Reach.REGION or organ in (_below(seat) if reach == Post.Reach.BELOW else {seat})

    return frozenset(role for role in ROLES if place != "away" and holds(role))


EVERYBODY = frozenset(ROLES)
NOBODY: frozenset[str] = frozenset()


# --- the world ------------------------------------------------------------------------------------------------------
def build() -> World:
    """Lay the cast, mark it, and furnish the three places."""
    made = World(cast())
    _mark(made.cast)
    _share(made)
    for place in _places(made.cast):
        _furnish(made, place)
    seal()
    made.put("paper clock", None, EVERYBODY, kind="opinion", event="report")
    made.put("seal", None, EVERYBODY, number=1)
    for person in Person.objects.all():
        made.numbers |= {person.id_number, person.phone}
    made.numbers.discard("")
    return made


def _mark(laid: Cast) -> None:
    for (place, kind), organ in laid.organs.items():
        where = "neighbour" if (place, kind) == ("home", "hall") else place
        organ.name = f"{MARKS[where]}{organ.name}"
        organ.short = f"{MARKS[where]}{organ.short}"
        Organ.objects.filter(pk=organ.pk).update(name=organ.name, short=organ.short)
    for (place, _), post in laid.posts.items():
        name = post.person.name = f"{MARKS[place]}{post.person.name}"
        Person.objects.filter(pk=post.person_id).update(name=name, search_text=search_text(name))


def _places(laid: Cast) -> Iterator[Place]:
    yield Place("home", laid.organ("unit"), laid.post("monitor"), laid.post("handler").person)
    hall = laid.organ("hall")
    person = Person(
        username="neighbour",
        name=f"{MARKS['neighbour']}邻",
        organ=hall,
        phone="13900002001",
        id_number=invented_id(201),
    )
    person.set_unusable_password()
    person.save()
    role = Role.objects.get(key="monitor")
    post = Post.objects.create(person=person, organ=hall, role=role, reach=Post.Reach.ORGAN, valid_from=SINCE)
    yield Place("neighbour", hall, post, person)
    yield Place("away", laid.foreign_organ("unit"), laid.outsider("monitor"), laid.outsider("handler").person)


def _share(world: World) -> None:
    """What all places have in common."""
    by = System("test")
    load_calendar(by)
    load_dictionaries(by)
    folder, _ = small_log()
    load_law(folder / "法规条文.csv", folder / "裁量基准.csv", by=by)
    law = _law()
    world.put("law", None, EVERYBODY, pk=law.pk)
    world.put("article", None, EVERYBODY, pk=law.articles.get().pk)
    draft = open_draft(Dictionary.objects.get(key="power_category"), by=by)
    world.put("calendar", None, EVERYBODY, code="CN")
    readers = {role.key for role in Role.objects.all() if OFFICERS.perm in role.rights}
    world.put("listing", None, frozenset(readers & EVERYBODY), key=OFFICERS.key)
    world.put("dictionary", None, EVERYBODY, key="power_category")
    world.put("draft", None, EVERYBODY, key="power_category", number=draft.number)
    world.put("role", None, EVERYBODY, pk=Role.objects.get(key="reviewer").pk)
    world.put("region", None, EVERYBODY, code=world.cast.region("away county").code)
    _publish(world)
    for place, region in (("home", "county"), ("away", "away county")):
        seen = EVERYBODY if place == "home" else NOBODY
        world.put("own region", place, seen, code=world.cast.region(region).code)
        world.put("gate", place, seen, code=world.cast.region(region).code, gate="final")


def _law() -> Law:
    """A regulation, which is everybody's."""
    given = {"title": "公示条例", "kind": Law.Kind.REGULATION, "valid_from": SINCE, "source": "公报"}
    return add_law(given, [ReadArticle("第一条", "为了公示。", "")], by=System("test"))


def _publish(world: World) -> None:
    """An item that everybody may read on the portal, of an organ without a mark: what is public is no leak."""
    above = world.cast.organ("government")
    organ = Organ(name="公示局", short="公示局", kind="enforcement", region=above.region, parent=above)
    organ.city, organ.county = above.city, above.county
    organ.save()
    organ.path = f"{above.path}{organ.pk}/"
    organ.save()
    head = {"code": "GS-1", "name": "公示事项", "category": "行政许可", "version": "1", "valid_from": date(2025, 1, 1)}
    steps = [{"act": "受理", "place": 1}, {"act": "决定", "place": 2}]
    span = {
        "key": "decide",
        "kind": "time_limit",
        "start": ["受理"],
        "end": ["决定"],
        "limit": 3,
        "unit": "working_day",
    }
    item = load_item({"catalog": head, "step": steps, "point": [span]}, organ=organ, by=System("test")).item
    public = publish_item(item, by=System("test"))
    world.put("public item", None, EVERYBODY, public_id=public.public_id)
    world.put("public item number", "home", by_reach("home", "authorised"), pk=item.pk)


def _furnish(world: World, place: Place) -> None:
    """One of everything that belongs to somebody."""
    kind = "hall" if place.name == "neighbour" else "unit"
    seen, seen_self = by_reach(place.name, kind), by_reach(place.name, kind, "handler")
    post = place.handler.posts.get()
    officer = _officer(place)
    certificate = officer.certificates.get()
    item = _item(place)
    world.put("organ", place.name, seen, pk=place.organ.pk)
    world.put("person", place.name, seen_self if place.name == "home" else seen, pk=place.handler.pk)
    world.put("post", place.name, seen_self if place.name == "home" else seen, pk=post.pk)
    world.put("officer", place.name, seen_self if place.name == "home" else seen, pk=officer.pk)
    world.put("certificate", place.name, seen, pk=certificate.pk)
    # Whoever works in the organ works by its items, however short her own reach.
    reads = seen_self if place.name == "home" else seen
    world.put("item", place.name, reads, pk=item.pk)
    world.put("item version", place.name, reads, pk=item.pk, version=item.versions.get().pk)
    draft = _draft(world, place, item, seen)
    given = {"organ": place.organ, "violation": place.marked("摆摊")}
    # What an organ imposes is known to whoever works there, as its items are.
    everyone_there = seen_self if place.name == "home" else seen
    world.put("standard", place.name, everyone_there, pk=Standard.objects.create(**given, valid_from=SINCE).pk)
    line = Leniency.objects.create(**given, effect="none", conditions="初次", basis="法", valid_from=SINCE)
    world.put("leniency", place.name, everyone_there, pk=line.pk)
    lines = [{"element": place.marked("要素"), "content": ""}]
    register = Register.objects.create(organ=place.organ, kind="elements", lines=lines)
    world.put("register", place.name, everyone_there, pk=register.pk)
    world.put("register line", place.name, everyone_there, pk=register.pk, place=1)
    _drafts(world, place, seen)
    _cases(world, place, officer)
    test = begin_backtest(draft, SINCE, now=NOW, by=place.by)
    jobs.run(test.pk)
    world.put("backtest", place.name, seen, pk=test.pk)
    version, post = item.versions.get(), place.handler.posts.get()
    run = Recheck.objects.create(
        organ=place.organ, post=post, reason=place.marked("复查"), digest="0", now=NOW, status=Recheck.Status.READY
    )
    world.put("recheck", place.name, seen, pk=run.pk)
    told = {"steps": {place.marked("环节"): ""}, "made_at": NOW, "status": VersionMove.Status.DRAWN}
    moving = VersionMove.objects.create(organ=place.organ, old=version, new=version, post=post, **told)
    world.put("version move", place.name, seen, pk=moving.pk)
    batch = _batch(place)
    world.put("import", place.name, seen, pk=batch.pk)
    world.put("import file", place.name, seen, pk=batch.pk, place=1)
    new = NewClient(place.marked("系统"), place.organ, "organ", ["cases:case:read"], SINCE)
    world.put("client", place.name, seen, pk=create_client(new, by=System("test"))[0].pk)
    entry = record("note", place.organ, by=place.by, name=place.marked("事由"))
    # The one who acts at home sits in the organ above the unit: an entry belongs where its actor sits.
    world.put("entry", place.name, by_reach(place.name, "enforcement" if kind == "unit" else kind), pk=entry.pk)
    world.put(
        "incident", place.name, by_reach(place.name, "enforcement" if kind == "unit" else kind), task=_incident(place)
    )
    message = send(place.handler, place.marked("消息"), place.marked("内容"), "/")
    open_todo("alarm", message, place.marked("待办"), person=place.handler, link="/", place=place.organ.name)
    world.put("message", place.name, frozenset({"handler"} if place.name == "home" else ()), pk=message.pk)
    _keep_of_lists(world, place)


def _keep_of_lists(world: World, place: Place) -> None:
    """A filter and an export of the one who handles there: hers alone."""
    hers = frozenset({"handler"} if place.name == "home" else ())
    saved = SavedFilter.objects.create(person=place.handler, listing="officers", name=place.marked("筛选"), query="")
    post = place.handler.posts.get()
    kept = {"post": post, "reach": reach_of(post), "language": "zh-hans", "form": "csv"}
    errand = Errand.objects.create(person=place.handler, listing="messages", act="export", status="done", **kept)
    errand.file.parent.mkdir(parents=True, exist_ok=True)
    errand.file.write_text(place.marked("消息"), "utf-8")
    world.put("filter", place.name, hers, pk=saved.pk)
    world.put("errand", place.name, hers, pk=errand.pk)


def _incident(place: Place) -> str:
    """A job that failed, ordered by whoever acts here."""
    now, actor, task = timezone.now(), place.by.actor, f"{list(MARKS).index(place.name)}" * 32
    what = {"name": "x", "func": "mingcha.exchange.jobs.recognise", "started": now, "stopped": now, "success": False}
    result = f"Traceback\nOSError: no space for {place.organ.name}"
    Task.objects.create(id=task, result=result, attempt_count=3, **what)
    where = {"organ_path": actor.organ_path, "city": actor.city, "county": actor.county}
    Job.objects.create(task=task, ref="ab12cd34", actor_id=actor.id, at=now, **where)
    return task


def _officer(place: Place) -> Officer:
    officer = Officer.objects.create(
        name=place.marked("承办人"), organ=place.organ, kind=Officer.Kind.OFFICER, person=place.handler
    )
    given = {"number": place.marked("执法证"), "category": "市场监管", "area": place.organ.region}
    days = {"valid_from": SINCE, "valid_to": timezone.localdate() + timedelta(days=90)}
    add_certificate(examined(officer), given | days, by=System("test"))
    return officer


def _item(place: Place) -> Any:
    folder, _ = small_log()
    document = tomllib.loads((folder / "points.toml").read_text("utf-8"))
    acts = [act for together in load_mapping(folder / "mapping.toml").acts.order for act in together]
    name = place.marked("行政处罚")
    head = {"code": name, "name": name, "category": "行政处罚", "version": "1", "valid_from": date(2025, 1, 1)}
    steps = [{"act": act, "place": number} for number, act in enumerate(acts, 1)]
    return load_item(
        document | {"item": name, "catalog": head, "step": steps}, organ=place.organ, by=System("test")
    ).item


def _draft(world: World, place: Place, item: Any, seen: frozenset[str]) -> Any:
    """The next version of the item, with a line of each kind."""
    draft = open_item_draft(item, by=System("test"))
    act = draft.document["step"][0]["act"]
    words = place.marked("说明")
    lines = {
        "material": {"key": "m1", "name": words, "required": True, "copies": 1},
        "risk": {"key": "r1", "step": act, "level": "high", "description": words, "measure": words},
    }
    for section, line in lines.items():
        save_section(draft, section, [line], draft.version, by=System("test"))
        world.put(f"draft {section}", place.name, seen, pk=draft.pk, key=line["key"])
    points = [*draft.document["point"], {"key": "p9", "kind": "rollback", "name": words, "at": [act]}]
    save_section(draft, "point", points, draft.version, by=System("test"))
    world.put("draft point", place.name, seen, pk=draft.pk, key="p9")
    world.put("item draft", place.name, seen, pk=draft.pk)
    world.put("draft step", place.name, seen, pk=draft.pk, number=1)
    return draft


def _drafts(world: World, place: Place, seen: frozenset[str]) -> None:
    """A draft of an item with a form and a document, and the template that it is made from."""
    by, name = System("test"), place.marked("草案")
    draft = start_draft({"code": name, "name": name, "category": "行政处罚"}, organ=place.organ, by=by)
    field = {"key": "a", "label": place.marked("案由"), "type": "text", "required": True}
    document = {"key": "d", "name": place.marked("文书"), "template": "t", "step": "立案", "word": ""}
    form = {"key": "f", "name": name, "fields": [field]}
    sections = {"step": [{"act": "立案", "place": 1}], "form": [form], "document": [document]}
    for section, value in sections.items():
        save_section(draft, section, value, draft.version, by=by)
    given = {"key": "t", "name": place.marked("范本")}
    file = SimpleUploadedFile(place.marked("范本.docx"), (PAPERS / "送达回证.docx").read_bytes())
    template = enforce_template(upload_template(place.organ, given, file, by=by), by=by)
    world.put("draft form", place.name, seen, pk=draft.pk, key="f")
    world.put("draft field", place.name, seen, pk=draft.pk, key="f", field="a")
    world.put("draft field kind", place.name, seen, pk=draft.pk, key="f", kind="text")
    world.put("draft document", place.name, seen, pk=draft.pk, key="d")
    # Whoever works in the organ reads what it makes its papers from, however short her own reach.
    kind = "hall" if place.name == "neighbour" else "unit"
    seen = by_reach(place.name, kind, "handler" if place.name == "home" else "")
    world.put("template", place.name, seen, pk=template.pk)


def _cases(world: World, place: Place, officer: Officer) -> None:
    """A few cases of the sample log under names of the place; the officer acts in each of them."""
    cases = copy.deepcopy(small_log()[1][:CASES])
    for told in cases:
        told.number, told.title, told.party = map(place.marked, (told.number, told.title, told.party))
        told.case["item_id"], told.case["item_version"] = place.marked("行政处罚"), "1"
        for number, row in enumerate(told.rows["step_officers"].values()):
            row["officer_id"] = place.marked(row["officer_id"]) if number else officer.name
    write_slice(cases, Incoming(place.marked("系统"), place.organ, 1, {}), NOW, by=place.by)
    kind = "hall" if place.name == "neighbour" else "unit"
    seen = by_reach(place.name, kind, "handler" if place.name == "home" else "")
    alarm = Alarm.objects.filter(organ=place.organ, status=Alarm.Status.OPEN).order_by("pk")[0]
    world.put("alarm", place.name, seen, pk=alarm.pk)
    world.put("case", place.name, seen, pk=alarm.case_id)
    world.put("deadline", place.name, seen, **_deadline(place))
    _order(world, place, alarm, by_reach(place.name, kind))
    furnish_papers(world, place, alarm, by_reach(place.name, kind))
    _accountability(world, place, alarm.case, by_reach(place.name, kind))
    if place.name != "neighbour":  # nobody there opens cases
        _running(world, place, officer, seen)


def _order(world: World, place: Place, alarm: Alarm, seen: frozenset[str]) -> None:
    """An order for the alarm that is answered, with a file."""
    by = place.by
    order = Order(
        number=place.marked("督〔2026〕1号"), issuer=place.organ, issued_by=by, count=1, issued_at=NOW, due_at=NOW
    )
    order.demand, order.answered_at, order.status = place.marked("督办要求"), NOW, Order.Status.ANSWERED
    order.belong_to(place.organ)
    order.save()
    OrderAlarm.objects.create(order=order, alarm=alarm, words=place.marked("说明"))
    supervise_alarms([alarm.pk], on=True)
    turn = Turn.objects.create(order=order, kind=Turn.Kind.ANSWERED, words=place.marked("回复"), by=by, at=NOW)
    file = store(SimpleUploadedFile(place.marked("说明.png"), b"\x89PNG\r\n\x1a\n"), by=by, accept=("png",))
    kept = TurnFile.objects.create(turn=turn, stored=file)
    world.put("order", place.name, seen, pk=order.pk)
    world.put("order file", place.name, seen, pk=kept.pk)


def _accountability(world: World, place: Place, case: Case, seen: frozenset[str]) -> None:
    """A matter that was decided, with a transfer; an admonition, a comparison, a risk. Who needs to know is told one by one."""
    by, organ = place.by, place.organ
    authority = world.cast.organs["away" if place.name == "away" else "home", "justice"]
    need = {"home": {"overseer", "leader", "monitor", "head", "handler"}, "neighbour": {"overseer", "leader"}}
    told = frozenset(need.get(place.name, ()))
    head = {"organ": organ, "authority": authority, "facts": place.marked("事实")}
    given = {
        "causes": ["s03"],
        "opened_at": NOW,
        "state_until": NOW,
        "decided_at": NOW,
        "status": Liability.Status.DECIDED,
    }
    matter = Liability.objects.create(**head, **given, number=place.marked("责〔2026〕1号"))
    liable = Liable.objects.create(liability=matter, part=Liable.Part.STAFF, person=place.handler, organ=organ)
    Sanction.objects.create(liable=liable, form="talk", effect=place.marked("谈话"))
    passed = {"to": place.marked("检察院"), "day": NOW.date(), "what": place.marked("材料"), "by": by}
    transfer = Transfer.objects.create(liability=matter, **passed)
    row = Admonition.objects.create(**head, person=place.handler, kind="written", given_by=by, given_at=NOW)
    compared = Comparison(case=case, source=place.marked("回访"), by=by, at=NOW, count=1, deviations=1)
    compared.belong_to(organ)
    compared.save()
    phone = {"entered": place.handler.phone, "actual": place.marked("空号"), "deviates": True}
    ComparedField.objects.create(comparison=compared, field="phone", **phone)
    words = {"description": place.marked("风险"), "measure": place.marked("措施"), "holder": place.handler.name}
    risk = RiskPoint.objects.create(organ=organ, level="high", due_on=NOW.date(), **words)
    for kind, pk in (
        ("liability", matter.pk),
        ("liable", liable.pk),
        ("transfer", transfer.pk),
        ("admonition", row.pk),
    ):
        world.put(kind, place.name, told, pk=pk)
    world.put("comparison", place.name, seen, pk=compared.pk)
    world.put("risk", place.name, seen, pk=risk.pk)


def _running(world: World, place: Place, officer: Officer, seen: frozenset[str]) -> None:
    """A case that was opened here, its first step, and the question whether the handler was there."""
    post = place.handler.posts.get()
    head = {"name": place.marked("现场处罚"), "category": "行政处罚", "version": "1", "valid_from": date(2025, 1, 1)}
    steps = [{"act": "登记", "place": 1, "roles": ["handler"], "opinions": ["经办人"]}, {"act": "办结", "place": 2}]
    span = {"key": "p", "kind": "time_limit", "at": ["登记"], "limit": 3, "unit": "working_day"}
    paper = {"key": "d", "name": place.marked("文书"), "template": "t", "step": "登记"}
    document = {"catalog": {"code": place.marked("现场"), **head}, "step": steps, "point": [span], "document": [paper]}
    version = load_item(document, organ=place.organ, by=System("test"))
    case = open_case(version, Clue("inspection", place.marked("案由"), place.marked("反映的内容")), now=NOW, by=post)
    task = case.tasks.get()
    world.put("item in force", place.name, seen, version=version.pk)
    world.put("task", place.name, seen, pk=task.pk)
    given = {"case": case, "step": task.step, "officer": officer, "person": place.handler, "code": "123456"}
    asked = Presence.objects.create(**given, asked_at=NOW, due_at=timezone.now() + timedelta(days=1))
    hers = frozenset({"handler"} if place.name == "home" else ())
    world.put("presence", place.name, hers, pk=asked.pk)
    wish = {"point_key": "p", "of_step": True, "limit": "p", "unit": "working_day", "amount": 1}
    given = {"case": case, "step": task.step, "reason": place.marked("理由"), "asked_by": post, "asked_at": NOW}
    world.put("extension request", place.name, seen, pk=ExtensionRequest.objects.create(**wish, **given).pk)
    _kept(world, place, case, seen)


def _kept(world: World, place: Place, case: Case, seen: frozenset[str]) -> None:
    """A photograph that is evidence in the case, and a document that was made in it."""
    step, by = case.steps.get(), System("test")
    photo = store(SimpleUploadedFile(place.marked("照片.png"), b"\x89PNG\r\n\x1a\n"), by=by, accept=("png",))
    evidence = Evidence.objects.create(case=case, step=step, kind=place.marked("照片"), added_at=NOW)
    Exhibit.objects.create(evidence=evidence, stored=photo, added_by=place.handler.name)
    world.put("evidence", place.name, seen, pk=evidence.pk)
    template = Template.objects.get(organ=place.organ, key="t")
    given = {"case": case, "step": step, "key": "d", "name": place.marked("文书"), "template": template}
    paper = Paper.objects.create(**given, stored=template.file, made_by=place.handler.name, made_at=NOW)
    world.put("paper", place.name, seen, pk=paper.pk)
    world.put("paper of an item", place.name, seen, pk=case.pk, key="d")


def _deadline(place: Place) -> dict[str, object]:
    """The first sum that a page of the place's cases would link to."""
    for case in Case.objects.filter(organ=place.organ).order_by("pk"):
        for clock in clocks(case, Point.objects.filter(item_version=case.item_version), NOW):
            return {"pk": case.pk, "point": clock.point.pk, "step": clock.step.pk if clock.step else 0}
    raise AssertionError("no case of the sample has a deadline")


def _batch(place: Place) -> Any:
    source = create_source(NewSource(place.marked("来源"), place.organ), by=place.by)
    text = f"案号,环节,时间\n{MARKS[place.name]}1,立案,2026-01-05\n"
    upload = SimpleUploadedFile(place.marked("日志.csv"), text.encode())
    return upload_import(source, [upload], [], by=place.by)
