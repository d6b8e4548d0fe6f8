# SPDX-License-Identifier: Apache-2.0
"""What a text cites of the law, and whether it was in force on a day (issue of the catalogue, S1-04, S1-16).

``article_id`` is the citation in full: 《市场主体登记管理条例》第四十三条. People write 第43条, or 行政处罚法 without brackets and
without 中华人民共和国; all of these are read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.models import Article, Law

STATE: Final = "中华人民共和国"
DIGITS: Final = "零一二三四五六七八九"
UNITS: Final = {"十": 10, "百": 100, "千": 1_000}
LABEL: Final = r"第[零〇一二三四五六七八九十百千两\d]{1,9}条(?:之[一二三四五六七八九十\d]{1,3})?"
_CITED: Final = re.compile(
    rf"(?:《(?P<title>[^《》]{{2,200}})》|(?P<bare>[\u4e00-\u9fff]{{2,60}}(?:法|条例|规定|办法|细则|规则|决定))[\s\u3000]*(?=第[^条]{{1,9}}条))"
    rf"(?P<labels>(?:[\s\u3000、，,和及]*{LABEL}(?:第[^条、，,\s]{{1,6}}[款项目])*)*)"
)
_LABEL: Final = re.compile(LABEL)
_NUMBER: Final = re.compile("第(.+?)条")
SLICE: Final = 500


class Standing(TextChoices):
    """How a citation stands on a day."""

    IN_FORCE = "in_force", _("有效")
    ENDED = "ended", _("已失效")
    NOT_YET = "not_yet", _("尚未施行")
    ABSENT = "absent", _("没有这一条")
    UNKNOWN = "unknown", _("库中没有")


FLAGGED: Final = (Standing.ENDED, Standing.NOT_YET, Standing.ABSENT)


@dataclass(frozen=True)
class Citation:
    """A law by its title as it was written, and one of its articles; without ``label`` the law as a whole."""

    title: str
    label: str = ""

    def __str__(self) -> str:
        return f"《{self.title}》{self.label}"

    @property
    def place(self) -> tuple[str, int, str]:
        """By which citations are put in order: title, number of the article, the rest of its label."""
        found = _NUMBER.match(self.label)
        return self.title, arabic(found[1]) if found else 0, self.label

    @property
    def titles(self) -> tuple[str, ...]:
        """The titles that it may mean: people leave out the state's name, or write it where there is none."""
        if self.title.startswith(STATE):
            return self.title, self.title.removeprefix(STATE)
        return self.title, f"{STATE}{self.title}"


def cited(text: str) -> list[Citation]:
    """What a text cites, in its order, each once."""
    found: list[Citation] = []
    for match in _CITED.finditer(text):
        title = (match["title"] or match["bare"]).strip()
        labels = [label_of(label) for label in _LABEL.findall(match["labels"])]
        found += [Citation(title, label) for label in labels or [""]]
    return list(dict.fromkeys(found))


def label_of(text: str) -> str:
    """The label as the library has it: 第43条 is 第四十三条."""
    return re.sub(r"\d+", lambda found: chinese(int(found[0])), text.replace("〇", "零").replace("两", "二"))


def chinese(number: int) -> str:
    """43 is 四十三, 10 is 十, 105 is 一百零五."""
    if number >= 10_000 or number < 1:
        return str(number)
    text, rest, gap = "", number, False
    for unit, name in ((1_000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, rest = divmod(rest, unit)
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + name
            gap = False
        else:
            gap = True
    return text.removeprefix("一") if text.startswith("一十") else text


def arabic(text: str) -> int:
    """四十三 is 43; -1 for what is no number."""
    if text.isdigit():
        return int(text)
    total, digit = 0, 0
    for letter in text.replace("〇", "零").replace("两", "二"):
        if letter in UNITS:
            total, digit = total + (digit or 1) * UNITS[letter], 0
        elif letter in DIGITS:
            digit = DIGITS.index(letter)
        else:
            return -1
    return total + digit


def in_force(article_id: str, day: date) -> bool | None:
    """Whether a citation was in force on a day; None where the library does not know what it cites."""
    found = cited(article_id)
    standings = judge(found, day) if found else {}
    if not standings or Standing.UNKNOWN in standings.values():
        return None
    return all(standing == Standing.IN_FORCE for standing in standings.values())


def judge(citations: Iterable[Citation], day: date) -> dict[Citation, Standing]:
    """Each citation's standing, in one query for all of them as long as they are few."""
    asked = list(dict.fromkeys(citations))
    names = {title for one in asked for title in one.titles}
    spans = _spans(names | {f"《{title}》{one.label}" for one in asked for title in one.titles})
    return {one: _judge(one, day, spans) for one in asked}


Spans = dict[str, list[tuple[date, date | None]]]


def _judge(one: Citation, day: date, spans: Spans) -> Standing:
    law = [span for title in one.titles for span in spans.get(title, ())]
    own = [span for title in one.titles for span in spans.get(f"《{title}》{one.label}", ())]
    if not one.label or not own:
        if not law:
            return Standing.UNKNOWN
        of_law = _of(law, day)
        return Standing.ABSENT if one.label and of_law == Standing.IN_FORCE else of_law
    return _of(own, day)


def _of(spans: list[tuple[date, date | None]], day: date) -> Standing:
    if any(since <= day and (until is None or day <= until) for since, until in spans):
        return Standing.IN_FORCE
    return Standing.NOT_YET if all(since > day for since, _until in spans) else Standing.ENDED


def _spans(names: set[str]) -> Spans:
    """When laws by their titles and articles by their citations are in force; a slice of names a query."""
    found: Spans = defaultdict(list)
    ordered, columns = sorted(names), ("valid_from", "valid_to")
    for start in range(0, len(ordered), SLICE):
        some = ordered[start : start + SLICE]
        articles = Article.objects.filter(article_id__in=[name for name in some if name.startswith("《")])
        laws = Law.objects.filter(title__in=[name for name in some if not name.startswith("《")]).order_by()
        both = articles.order_by().values_list("article_id", *columns)
        for name, since, until in both.union(laws.values_list("title", *columns), all=True):
            found[name].append((since, until))
    return found
