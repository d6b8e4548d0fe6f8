# SPDX-License-Identifier: Apache-2.0
"""An XML file of a stranger as a small tree, every door shut: no document type, no entity, no depth, no weight (X01-X05).

Expat is given text and nothing else; it cannot open a file or a connection. Inclusions, style sheets and schema locations
are names like any other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from xml.parsers import expat

from django.utils.translation import gettext as _

from mingcha.audit.encoding import KNOWN, by_bom
from mingcha.ledger import Invalid

MOST_BYTES: Final = 4 << 20
MOST_ELEMENTS: Final = 60_000
MOST_LETTERS: Final = 100_000
"""Of one attribute or one text."""
DEEPEST: Final = 40
_DECLARED: Final = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9_.\-]+)["']""")


@dataclass
class Element:
    """``space`` is the namespace; attributes in a namespace of their own stand as ``space name``."""

    space: str
    name: str
    attributes: dict[str, str]
    line: int
    children: list[Element] = field(default_factory=list)
    text: str = ""

    def get(self, name: str) -> str:
        return self.attributes.get(name, "")

    def below(self) -> Iterator[Element]:
        """Everything inside, at any depth."""
        for child in self.children:
            yield child
            yield from child.below()


@dataclass(frozen=True)
class Limit:
    """How many elements of these names a file may have; it is refused at the first that is too many."""

    tags: frozenset[str]
    most: int
    message: str


def read_tree(data: bytes, limits: Sequence[Limit] = ()) -> Element:
    """The root. Raises Invalid."""
    if not data.strip():
        raise Invalid(_("文件是空的"), "file_empty", "file")
    if len(data) > MOST_BYTES:
        raise Invalid(_("文件超过 {most} MB，已拒绝").format(most=MOST_BYTES >> 20), "xml_limits", "file")
    return _Builder(limits).build(_text(data))


def _text(data: bytes) -> str:
    """As the XML standard has it: the mark, else the declaration, else UTF-8."""
    found = _DECLARED.match(data)
    declared = found[1].decode().lower() if found else "utf-8"
    codec = by_bom(data) or KNOWN.get(declared)
    try:
        if codec is None or (codec.startswith("utf-16") and by_bom(data) is None):
            raise LookupError(declared)
        return data.decode(codec).lstrip("\ufeff")
    except (UnicodeError, LookupError) as error:
        words = _("XML 声明的编码“{name}”与内容不符或不支持，请另存为 UTF-8")
        raise Invalid(words.format(name=declared[:40]), "bad_encoding", "file") from error


class _Builder:
    def __init__(self, limits: Sequence[Limit]) -> None:
        self.limits = {tag: limit for limit in limits for tag in limit.tags}
        self.counted: Counter[Limit] = Counter()
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.letters
        self.parser.StartDoctypeDeclHandler = self.declared
        self.parser.EntityDeclHandler = self.declared
        self.top = Element("", "", {}, 0)
        self.open = [self.top]
        self.count = 0

    def build(self, text: str) -> Element:
        try:
            self.parser.Parse(text, True)
        except expat.ExpatError as error:
            words = _("XML 格式有误（第 {line} 行）：文件可能不完整，请重新导出")
            raise Invalid(words.format(line=error.lineno), "xml_damaged", "file") from error
        return self.top.children[0]

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if len(self.open) > DEEPEST:
            raise self.limit(_("标签嵌套超过 {most} 层").format(most=DEEPEST))
        if self.count > MOST_ELEMENTS or len(attributes) > 100:
            raise self.limit(_("元素或属性太多"))
        if any(len(value) > MOST_LETTERS for value in attributes.values()):
            raise self.limit(_("一个属性超过 {most} 个字").format(most=MOST_LETTERS))
        if (counted := self.limits.get(tag)) is not None:
            self.counted[counted] += 1
            if self.counted[counted] > counted.most:
                raise Invalid(counted.message, "bpmn_limits", "file")
        space, _space, name = tag.rpartition(" ")
        made = Element(space, name, attributes, self.parser.CurrentLineNumber)
        self.open[-1].children.append(made)
        self.open.append(made)

    def end(self, _tag: str) -> None:
        self.open.pop()

    def letters(self, text: str) -> None:
        here = self.open[-1]
        if len(here.text) + len(text) > MOST_LETTERS:
            raise self.limit(_("一段文字超过 {most} 个字").format(most=MOST_LETTERS))
        here.text += text

    def declared(self, *_told: object) -> None:
        raise Invalid(_("XML 中含有 DTD 或实体声明，已拒绝"), "xml_dtd", "file")

    def limit(self, message: str) -> Invalid:
        words = _("第 {line} 行：{message}，已拒绝")
        return Invalid(words.format(line=self.parser.CurrentLineNumber, message=message), "xml_limits", "file")
