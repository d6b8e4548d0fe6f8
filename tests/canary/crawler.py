# SPDX-License-Identifier: Apache-2.0
"""Follows every link, sends every form, opens every file and error page as one person, and reads every byte that comes.

What each request did is undone, so that the next finds the world as it was; what it ordered for later is run before, and
the pages and messages that come of it are read too.
"""

from __future__ import annotations

import io
import logging
import re
import zipfile
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from canary_world import PREFIX, Canaries, Seat
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.module_loading import import_string
from django_q.models import OrmQ

from access_routes import SAMPLES, routes
from access_world import Browser, undone
from mingcha.inbox.models import Message

WORDS = re.compile(PREFIX + r"\d{4}Z")
DIGITS = re.compile(r"(?<!\d)\d{17}[\dXx]|(?<!\d)1\d{10}(?!\d)")
NESTED = 3
BAD = ("", "<b>\"';--", "9" * 40, "核" * 400)
"""What no field takes; forms are sent with each in all of their free fields."""
API_SAMPLES = {
    "alarms": "alarm",
    "cases": "case",
    "entries": "entry",
    "imports": "import",
    "items": "item",
    "messages": "message",
    "officers": "officer",
    "organs": "organ",
}
"""Of which object an address of the API is."""
END = re.compile(r"\.(css|js|svg|png|woff2|ico)$")


class Page(HTMLParser):
    """Addresses and forms of a page."""

    LEADS = ("href", "src", "hx-get", "data-url", "data-href", "data-poll", "data-src")

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.links: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self._open: dict[str, Any] | None = None
        self._select: list[str] | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.links += [given[name] for name in self.LEADS if given.get(name)]
        if "hx-post" in given:
            self.forms.append(
                {"action": given["hx-post"], "method": "post", "fields": {}, "free": [], "words": [], "files": []}
            )
        if tag == "form":
            form = {"action": given.get("action", ""), "method": given.get("method", "get").lower()}
            self._open = form | {"fields": {}, "free": [], "words": [], "files": []}
            self.forms.append(self._open)
        elif self._open is not None and given.get("name"):
            self._field(tag, given)
        elif tag == "option" and self._select is not None and ("selected" in given or not self._select[1]):
            self._select[1] = given.get("value", "")
            assert self._open is not None
            self._open["fields"][self._select[0]] = self._select[1]

    def _field(self, tag: str, given: dict[str, str]) -> None:
        assert self._open is not None
        name, kind = given["name"], given.get("type", "text")
        if tag == "select":
            self._select = [name, ""]
        elif kind == "file":
            self._open["files"].append(name)
        elif kind in ("checkbox", "radio"):
            if "checked" in given or name not in self._open["fields"]:
                self._open["fields"][name] = given.get("value", "on")
        else:
            self._open["fields"][name] = given.get("value", "")
            if kind != "hidden" and tag != "button":
                self._open["free"].append(name)
            if kind in ("text", "search") and tag == "input":
                self._open["words"].append(name)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None


class Crawler:
    """One person's walk. ``leaks`` is what she read and may not; ``asked`` counts the answers by status."""

    def __init__(self, canaries: Canaries, seat: Seat | None, *, alike: int, most: int) -> None:
        """Of addresses that differ by numbers only so many ``alike`` are opened; at ``most`` requests it ends."""
        self.canaries, self.seat = canaries, seat
        self.alike, self.most = alike, most
        self.browser = Browser(canaries.world.cast.posts[seat] if seat else None)
        self.queue: deque[str] = deque()
        self.forms: deque[tuple[dict[str, Any], str]] = deque()
        self.seen: set[str] = set()
        self.shapes: Counter[str] = Counter()
        self.asked: Counter[int] = Counter()
        self.leaks: dict[str, str] = {}
        self.sent: Counter[str] = Counter()
        self.read: set[str] = set()

    def walk(self) -> Crawler:
        """From home until nothing is new: pages first, then forms."""
        self._add("/", "")
        return self._until_nothing_is_new()

    def try_all(self) -> Crawler:
        """Also what nobody links to her: every address that there is, with the objects of all places."""
        self.queue += [*_pages(self.canaries), *self._api(), "/nowhere/"]
        return self._until_nothing_is_new()

    def try_api(self) -> Crawler:
        """What a session may ask of the API."""
        self.queue += self._api()
        return self._until_nothing_is_new()

    def _until_nothing_is_new(self) -> Crawler:
        while (self.queue or self.forms) and self.asked.total() < self.most:
            if self.queue:
                self._open(self.queue.popleft())
            else:
                self._send(*self.forms.popleft())
        return self

    def _api(self) -> Iterator[str]:
        """As its description says, with the objects of each place."""
        described = self.browser.client.get("/api/v1/openapi.json")
        for path in described.json()["paths"] if described.status_code == 200 else ():
            samples = self.canaries.world.samples.get(API_SAMPLES.get(path.split("/")[1], ""), {}).values()
            for number in [next(iter(sample.arguments.values())) for sample in samples] or [1]:
                yield "/api/v1" + re.sub(r"\{\w+\}", str(number), path)
                if "{" not in path:
                    break

    def _add(self, link: str, base: str) -> None:
        url = urljoin(base, link)
        parts = urlsplit(url)
        if parts.scheme or parts.netloc or url.startswith("/static/") or END.search(parts.path):
            return
        url = parts._replace(fragment="").geturl()
        if url in self.seen or self.shapes[shape(url)] >= self.alike:
            return
        self.seen.add(url)
        self.shapes[shape(url)] += 1
        self.queue.append(url)

    def _open(self, url: str) -> None:
        with undone():
            page = self._take(self.browser.client.get(url), f"GET {url}")
        self._forget()
        for link in page.links:
            self._add(link, url)
        self.forms.extend((form, url) for form in page.forms)

    def _send(self, form: dict[str, Any], url: str) -> None:
        """A form with what it offers, and with what it must refuse. A search asks for what every name has."""
        action = urljoin(url, form["action"] or url)
        name = f"{form['method']} {shape(action)} {sorted(form['fields'])}"
        if self.sent[name] >= self.alike or urlsplit(action).netloc:
            return
        self.sent[name] += 1
        if form["method"] == "get":
            for text in (PREFIX, *BAD[1:]):
                self._add(f"?{urlencode(dict.fromkeys(form['words'], text))}", action)
            return
        self._post(action, form, "核对")
        if self.sent[name] == 1 and form["free"]:
            for bad in BAD:
                self._post(action, form, bad)

    def _post(self, action: str, form: dict[str, Any], text: str) -> None:
        sent: dict[str, Any] = dict(form["fields"])
        for name in form["free"]:
            if text in BAD or not sent.get(name):
                sent[name] = text
        for name in form["files"]:
            sent[name] = SimpleUploadedFile("核对.csv", "案号,环节,时间\n1,立案,2026-01-05\n".encode())
        with undone():
            last = Message.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
            answer = self.browser.client.post(action, sent)
            self._take(answer, f"POST {action}")
            _run_what_was_ordered()
            if "Location" in answer.headers:
                self._after(urljoin(action, answer["Location"]), f"POST {action} → {answer['Location']}")
            self._messages(last)
        self._forget()

    def _after(self, url: str, where: str) -> None:
        """The page that follows, and the files that it offers: they are gone with what made them."""
        page = self._take(self.browser.client.get(url), where)
        for link in page.links:
            there = urljoin(url, link)
            if "download" in there or "file" in there:
                self._take(self.browser.client.get(there), f"{where} → {link}")

    def _forget(self) -> None:
        self.browser.client.cookies.clear()
        self.browser.client.cookies.load(self.browser.cookies)

    def _messages(self, last: int) -> None:
        """What was sent to people by it: each of them reads her own."""
        posts = {post.person_id: seat for seat, post in self.canaries.world.cast.posts.items()}
        for message in Message.objects.filter(pk__gt=last):
            self._grep(f"{message.title} {message.body}", f"message {message.title}", posts.get(message.person_id))

    def _take(self, answer: Any, where: str) -> Page:
        self.asked[answer.status_code] += 1
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code >= 500 and answer.status_code != 503:
            self.leaks[f"{where}: {answer.status_code}"] = "a server error"
        self._grep("\n".join([f"{answer.headers}", flattened(body)]), where, self.seat)
        html = answer.get("Content-Type", "").startswith("text/html")
        return Page(body.decode("utf-8", "replace") if html else "")

    def _grep(self, text: str, where: str, seat: Seat | None) -> None:
        for found, why in foreign(self.canaries, text, seat, where):
            self.leaks.setdefault(f"{found} ({why})", where)
        self.read |= set(WORDS.findall(text))


def _pages(canaries: Canaries) -> Iterator[str]:
    for route in routes():
        if not route.arguments:
            yield route.url()
        elif route.name in SAMPLES:
            for sample in canaries.world.samples[SAMPLES[route.name]].values():
                yield route.url(**sample.arguments)


def _run_what_was_ordered() -> None:
    """As a worker would; a job that fails tells nobody but the log."""
    for _ in range(20):
        row = OrmQ.objects.order_by("pk").first()
        if row is None:
            return
        task = row.task
        row.delete()
        try:
            import_string(task["func"])(*task["args"], **task.get("kwargs", {}))
        except Exception:
            logging.getLogger("canary").exception("a job failed")


def foreign(canaries: Canaries, text: str, seat: Seat | None, where: str = "") -> Iterator[tuple[str, str]]:
    """Each word, number and line of a file in the text that is not for whoever sits there, or not in this place."""
    for word in set(WORDS.findall(text)):
        here, rooms = canaries.rooms.get(word, (frozenset(), ()))
        in_room = seat in here and urlsplit(where.rsplit(" ", maxsplit=1)[-1]).path.startswith(rooms)
        if seat not in canaries.may_read.get(word, ()) and not in_room:
            yield word, canaries.about.get(word, "?")
    for number in set(DIGITS.findall(text)) & canaries.numbers.keys():
        if seat not in canaries.numbers[number]:
            yield number, "a whole number"
    for line, seats in canaries.contents.items():
        if seat not in seats and line in text:
            yield line, "bytes of a file"


def flattened(body: bytes, depth: int = 0) -> str:
    """All that the bytes say, also inside an archive (a workbook is one)."""
    if body[:2] == b"PK" and depth < NESTED:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            inner = [f"{name}\n{flattened(archive.read(name), depth + 1)}" for name in archive.namelist()]
        return "\n".join(inner)
    return body.decode("utf-8", "replace")


def shape(url: str) -> str:
    """What addresses have in common that differ by numbers, ids and values only."""
    parts = urlsplit(url)
    path = re.sub(r"[0-9a-f]{8,}|\d+", "N", parts.path)
    return f"{path}?{sorted({name for name, value in parse_qsl(parts.query) if value})}"
