# SPDX-License-Identifier: Apache-2.0
"""Reads the text of a law, 第…条 by 第…条, from Markdown or plain text; every fault with its line.

The head is what stands before the first article: ``# title``, and lines such as 2014年8月7日 中华人民共和国国务院令第654号公布
and 2014年10月1日 施行. Chapters are headings, or lines that begin with 第…章.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final, NamedTuple

from django.utils.translation import gettext as _

from mingcha.catalog.citations import arabic, label_of
from mingcha.files.badinput import BadInput, Fault

MAX_BYTES: Final = 4 << 20
LONGEST: Final = 20_000
"""Characters of one article, tables that belong to it included."""
LONGEST_TITLE: Final = 150
"""Title and label together are a citation."""
AROUND_TITLE: Final = "《》 \u3000"
_ARTICLE: Final = re.compile(
    r"(?P<label>第(?P<n>[零〇一二三四五六七八九十百千两\d]{1,9})条(?:之(?P<sub>[一二三四五六七八九十\d]{1,3}))?)(?P<gap>[\s\u3000]*)(?P<text>.*)"
)
_CHAPTER: Final = re.compile(r"第[零〇一二三四五六七八九十百千两\d]{1,9}[编章节](?:[\s\u3000].*)?$")
_HEADING: Final = re.compile(r"#{1,6}\s+(?P<words>.*)")
_DAY: Final = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_NUMBER: Final = re.compile(r"(?:中华人民共和国)?(?P<issuer>[\u4e00-\u9fff]{2,40}?)令\s*第\s*(?P<n>\d+)\s*号")
_STARTS: Final = re.compile(r"自\s*(\d{4}年\d{1,2}月\d{1,2}日)\s*起(?:施行|实施|生效)")


class ReadArticle(NamedTuple):
    """An article: 第四十三条, its text, the chapter in which it stands."""

    label: str
    text: str
    chapter: str


@dataclass
class LawText:
    """What a file says of a law; what it does not say is empty."""

    title: str = ""
    number: str = ""
    issuer: str = ""
    valid_from: date | None = None
    articles: list[ReadArticle] = field(default_factory=list)


@dataclass
class _Reader:
    name: str
    whole: bool
    law: LawText = field(default_factory=LawText)
    faults: list[Fault] = field(default_factory=list)
    chapter: str = ""
    last: tuple[int, int] = (0, 0)
    open: list[str] | None = None
    label: str = ""
    begun_at: int = 0
    head: bool = True

    def line(self, number: int, text: str) -> None:
        if text.startswith("<!--"):
            self.head = False
        elif (heading := _HEADING.fullmatch(text)) or _CHAPTER.fullmatch(text):
            self._heading(heading["words"] if heading else text, is_title=bool(heading) and text.startswith("# "))
        elif (found := _ARTICLE.fullmatch(text)) and self._begins(found):
            self._begin(number, found)
        elif self.open is not None:
            self.open.append(text)
        elif text and not self._of_head(text):
            self.fault(number, "law_text", _("第一条之前有不属于任何条的文字：{text}").format(text=text[:30]))

    def fault(self, number: int, code: str, message: str) -> None:
        self.faults.append(Fault(code, _("{name} 第 {n} 行").format(name=self.name, n=number), None, message))

    def _heading(self, words: str, *, is_title: bool) -> None:
        if is_title and not self.law.title:
            self.law.title = words.strip(AROUND_TITLE)
            return
        self.close()
        self.head, self.chapter = False, " ".join(words.split())[:200]

    def _of_head(self, text: str) -> bool:
        """A line of the head: its dates and the number of the order are taken."""
        if not self.head:
            return text in ("目录", "目 录", "目　录")
        if (found := _NUMBER.search(text)) and not self.law.number:
            self.law.issuer = found["issuer"].strip()
            self.law.number = f"{self.law.issuer}令第{found['n']}号"
        if "施行" in text and (day := _DAY.search(text)):
            self.law.valid_from = _day(day)
        return True

    def _begins(self, found: re.Match[str]) -> bool:
        """A line that only mentions an article (第三条规定的…) goes on with the one before it: no blank, no next number."""
        follows = arabic(found["n"]) in (self.last[0] + 1, self.last[0] if found["sub"] else -1)
        return bool(found["gap"]) or not found["text"] or follows

    def _begin(self, number: int, found: re.Match[str]) -> None:
        self.close()
        at = arabic(found["n"]), arabic(found["sub"] or "0")
        label = label_of(found["label"])
        if at <= self.last:
            self.fault(number, "article_order", _("{label}重复，或者排在后面的条之后").format(label=label))
        elif self.whole and at[0] > self.last[0] + 1:
            self.fault(number, "article_gap", _("{label}之前缺少条文").format(label=label))
        self.last, self.label, self.begun_at, self.head = max(at, self.last), label, number, False
        self.open = [found["text"]]

    def close(self) -> None:
        """The article that was open is whole."""
        if self.open is None:
            return
        text = "\n".join(line for line in self.open if line).strip()
        if not text:
            self.fault(self.begun_at, "article_empty", _("{label}没有内容").format(label=self.label))
        elif len(text) > LONGEST:
            self.fault(self.begun_at, "too_long", _("{label}超过 {most} 个字").format(label=self.label, most=LONGEST))
        else:
            self.law.articles.append(ReadArticle(self.label, text, self.chapter))
        self.open = None


def read_file(name: str, data: bytes) -> LawText:
    """A law from a file. Raises BadInput with every fault and its line."""
    law, faults = _read(name, _decoded(name, data), whole=True)
    if not law.title and not faults:
        faults = [Fault("title_missing", _("{name} 第 {n} 行").format(name=name, n=1), None, _("第一行应为“# 名称”"))]
    if len(law.title) > LONGEST_TITLE:
        faults.append(Fault("too_long", name, None, _("名称不能超过 {most} 个字").format(most=LONGEST_TITLE)))
    if faults:
        raise BadInput(faults)
    if law.valid_from is None and (found := _STARTS.search(law.articles[-1].text)):
        law.valid_from = _day(_DAY.fullmatch(found[1]))
    return law


def read_articles(text: str) -> list[ReadArticle]:
    """Articles that were pasted, all of a law or some. Raises BadInput."""
    law, faults = _read(_("条文"), text, whole=False)
    if faults:
        raise BadInput(faults)
    return law.articles


def _read(name: str, text: str, *, whole: bool) -> tuple[LawText, list[Fault]]:
    reader = _Reader(name, whole, head=whole)
    for number, line in enumerate(text.splitlines(), 1):
        if any(ord(letter) < 32 and letter != "\t" for letter in line):
            reader.fault(number, "text_invalid", _("含有不可见的控制字符"))
        else:
            reader.line(number, line.strip(" \t\u3000\ufeff"))
    reader.close()
    if not reader.law.articles and not reader.faults:
        reader.fault(1, "no_articles", _("没有找到条文：每一条应另起一行，以“第…条”开头"))
    return reader.law, reader.faults


def _decoded(name: str, data: bytes) -> str:
    if data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise BadInput(
            [Fault("not_text", name, None, _("这是 Word、WPS 或 PDF 文件：请另存为纯文本（.txt）或 Markdown（.md）"))]
        )
    for codec in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(codec)
        except UnicodeDecodeError as error:
            if codec == "gb18030":
                line = data[: error.start].count(b"\n") + 1
                where = _("{name} 第 {n} 行").format(name=name, n=line)
                raise BadInput([Fault("encoding", where, None, _("不是 UTF-8 或 GB18030 编码的文字"))]) from error
    raise AssertionError


def _day(found: re.Match[str] | None) -> date | None:
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
