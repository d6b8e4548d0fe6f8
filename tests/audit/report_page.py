# SPDX-License-Identifier: Apache-2.0
"""Makes reports of small logs, and reads a page back as a tree, strictly: what a browser would forgive is an error here."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from html.parser import HTMLParser
from pathlib import Path

from mingcha.audit import report
from mingcha.audit.run import Audit, run
from mingcha.engine.clock import local_seconds

COLUMNS = '[columns]\ncase = "案号"\nactivity = "环节"\ntime = "时间"\n'
SPANS = '[columns]\ncase = "案号"\nactivity = "环节"\nstart = "开始"\nend = "结束"\n'
RETURNS = '[[point]]\nkey = "back"\nname = "退回先前环节"\nkind = "rollback"\nat = "*"\n'
NOW = "2026-06-30 12:00"
VOID = {"br", "hr", "input", "meta"}


@dataclass
class Node:
    """An element: what it is, what it carries, and in order the texts and elements inside it."""

    tag: str
    attrs: dict[str, str | None]
    inner: list[Node | str] = field(default_factory=list)

    def all(self, tag: str | None = None, class_: str | None = None) -> list[Node]:
        """Every element below, in the order of the page."""
        found = []
        for child in self.inner:
            if isinstance(child, Node):
                if tag in (None, child.tag) and (class_ is None or class_ in (child.attrs.get("class") or "").split()):
                    found.append(child)
                found += child.all(tag, class_)
        return found

    def one(self, tag: str | None = None, class_: str | None = None) -> Node:
        (found,) = self.all(tag, class_)
        return found

    def with_id(self, id_: str) -> Node:
        (found,) = (node for node in self.all() if node.attrs.get("id") == id_)
        return found

    def text(self, lang: str = "zh") -> str:
        """What a reader of one language sees, spaces as they come."""
        parts = []
        for child in self.inner:
            if isinstance(child, str):
                parts.append(child)
            elif child.tag not in ("style", "title") and (child.attrs.get("lang") or lang).startswith(lang):
                parts.append(child.text(lang))
        return "".join(parts)


class _Reader(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag, attrs):
        assert len(dict(attrs)) == len(attrs), f"an attribute twice: {tag} {attrs}"
        node = Node(tag, dict(attrs))
        self.open[-1].inner.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag, attrs):
        self.open[-1].inner.append(Node(tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop().tag == tag, f"</{tag}> closes nothing"

    def handle_data(self, data):
        self.open[-1].inner.append(data)


def parse(page: str) -> Node:
    """The page as a tree; fails where a tag is not closed by its own end."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    assert len(reader.open) == 1, f"never closed: {reader.open[-1].tag}"
    return reader.open[0]


def page_of(folder: Path, csv: str, points: str = RETURNS, mapping: str = COLUMNS, now: str = NOW) -> str:
    """The report of a log that is given as CSV."""
    texts = {"log.csv": csv, "mapping.toml": mapping, "points.toml": points}
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    log, rules, checks = (folder / name for name in texts)
    out = folder / "report.html"
    with run(Audit([log], rules, checks, local_seconds(datetime.fromisoformat(now)))) as result:
        report.write(result, out)
    return out.read_text("utf-8")


def tree_of(folder: Path, csv: str, points: str = RETURNS, mapping: str = COLUMNS, now: str = NOW) -> Node:
    return parse(page_of(folder, csv, points, mapping, now))
