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

from django.db.models import Exists, OuterRef, TextChoices, Value
from django.utils.translation import gettext_lazy as _

from mingcha.catalog.models import Article, Law

STATE: Final = "中华人民共和国"
WHOLE: Final = "全文"
"""The label of an article that is all of a decision."""
DIGITS: Final = "零一二三四五六七八九"
UNITS: Final = {"十": 10, "百": 100, "千": 1_000}
LABEL: Final = r"第[零〇一二三四五六七八九十百千两\d]{1,9}条(?:之[一二三四五六七八九十\d]{1,3})?"
_LEAD: Final = r"(?:根据|依据|依照|按照|参照|适用|违反|以及|或者|和|及|与|了)*"
"""What stands before a title without brackets and is no part of it."""
_BARE: Final = rf"{_LEAD}(?P<bare>(?:(?!{LABEL})[\u4e00-\u9fff]){{1,59}}?(?:法|条例|规定|办法|细则|规则|决定))[\s\u3000]*(?={LABEL})"
_CITED: Final = re.compile(
    rf"(?:《(?P<title>[^《》]{{2,200}})》|{_BARE})"
    rf"(?P<labels>(?:[\s\u3000、，,和及]*{LABEL}(?:第[^条、，,\s]{{1,6}}[款项目])*)*)"
)
_VERB: Final = re.compile(r".*(?:根据|依据|依照|按照|参照|违反)了?(?=.{2})")
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
        title = (match["title"] or _VERB.sub("", match["bare"])).strip()
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


def judge(citations: Iterable[Citation], day: date) -> dict[Citation, Standing]:
    """Each citation's standing, in one query for all of them as long as they are few."""
    asked = list(dict.fromkeys(citations))
    names = {title for one in asked for title in one.titles}
    spans = _spans(names | {f"《{title}》{one.label}" for one in asked for title in one.titles})
    return {one: _judge(one, day, spans) for one in asked}


Span = tuple[date, date | None, bool]
"""First day, last day, and whether the library has the law article by article."""
Spans = dict[str, list[Span]]


def _judge(one: Citation, day: date, spans: Spans) -> Standing:
    law = [span for title in one.titles for span in spans.get(title, ())]
    own = [span for title in one.titles for span in spans.get(f"《{title}》{one.label}", ())]
    if one.label and own:
        return _of(own, day)
    if not law:
        return Standing.UNKNOWN
    of_law = _of(law, day)
    if not one.label or of_law != Standing.IN_FORCE:
        return of_law
    # a law that was entered without its text says nothing of its articles
    return (
        Standing.ABSENT if any(split for since, until, split in law if _holds(since, until, day)) else Standing.UNKNOWN
    )


def _of(spans: list[Span], day: date) -> Standing:
    if any(_holds(since, until, day) for since, until, _split in spans):
        return Standing.IN_FORCE
    return Standing.NOT_YET if all(since > day for since, *_rest in spans) else Standing.ENDED


def _holds(since: date, until: date | None, day: date) -> bool:
    return since <= day and (until is None or day <= until)


def _spans(names: set[str]) -> Spans:
    """When laws by their titles and articles by their citations are in force; a slice of names a query."""
    found: Spans = defaultdict(list)
    ordered, columns = sorted(names), ("valid_from", "valid_to", "split")
    parts = Article.objects.filter(law=OuterRef("pk")).exclude(label__in=("", WHOLE))
    for start in range(0, len(ordered), SLICE):
        some = ordered[start : start + SLICE]
        articles = Article.objects.filter(article_id__in=[name for name in some if name.startswith("《")])
        laws = Law.objects.filter(title__in=[name for name in some if not name.startswith("《")]).order_by()
        own = articles.order_by().annotate(split=Value(True)).values_list("article_id", *columns)
        both = own.union(laws.annotate(split=Exists(parts)).values_list("title", *columns), all=True)
        for name, since, until, split in both:
            found[name].append((since, until, bool(split)))
    return found
