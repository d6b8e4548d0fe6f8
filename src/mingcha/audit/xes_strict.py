# SPDX-License-Identifier: Apache-2.0
"""Any XES, read by expat with every door shut: no document type, no entity, no depth, no endless tag (corpus X01–X04).

Expat is given text and nothing else; it cannot open a file or a connection. Schema locations and inclusions are plain attributes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, NoReturn
from xml.parsers import expat

from mingcha.audit.xes_batch import LEAVES, MAX_COLUMNS, Batch, Row
from mingcha.files.badinput import refuse

MAX_DEPTH: Final = 64
MAX_TOKEN: Final = 1 << 20
"""The longest tag or comment, in bytes."""
_FEED: Final = 1 << 16


def read(texts: Iterable[str], batch: Batch, name: str) -> None:
    """Read the whole text into the batch; ``BadInput`` if it is not well-formed, hostile, or no XES."""
    _Events(batch, name).read(texts)


class _Events:
    def __init__(self, batch: Batch, name: str) -> None:
        self.batch, self.name = batch, name
        self.open: list[str] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse_doctype
        self.parser.EntityDeclHandler = self.refuse_doctype

    def read(self, texts: Iterable[str]) -> None:
        fed = 0
        try:
            for text in texts:
                for part in _cut(text):
                    self.parser.Parse(part, False)
                    fed += len(part.encode())
                    if fed - self.parser.CurrentByteIndex > MAX_TOKEN:
                        raise refuse("xml_limits", self.where(), f"一个标签或属性超过 {MAX_TOKEN >> 20} MB，已拒绝")
                self.batch.advance(len(text))
            self.parser.Parse("", True)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            raise refuse(
                "xml_damaged",
                f"{self.name} 第 {error.lineno} 行",
                f"XML 格式有误（{reason}）：文件可能不完整，请重新导出",
            ) from error

    def start(self, tag: str, attributes: Row) -> None:
        depth, place = len(self.open), self.open
        tag = tag.rpartition(":")[2]
        if depth >= MAX_DEPTH:
            raise refuse("xml_limits", self.where(), f"标签嵌套超过 {MAX_DEPTH} 层，已拒绝")
        if depth == 0 and tag != "log":
            raise refuse("xes_root", self.where(), f"不是 XES 日志：最外层是“{tag[:30]}”，应为 log")
        place.append(tag)
        if depth == 1 and tag == "trace":
            self.batch.traces.append({})
        elif depth == 2 and tag == "event" and place[1] == "trace":
            self.batch.events.append({})
            self.batch.of.append(len(self.batch.traces) - 1)
            self.event = self.batch.events[-1]
        elif tag in LEAVES and "key" in attributes and "value" in attributes:
            self.attribute(depth, attributes["key"], attributes["value"])

    def attribute(self, depth: int, key: str, value: str) -> None:
        """An attribute of a trace or an event; those of attributes, globals and the log are passed over."""
        if depth == 2 and self.open[1] == "trace":
            target = self.batch.traces[-1]
        elif depth == 3 and self.open[1:3] == ["trace", "event"]:
            target = self.event
        else:
            return
        target[key] = value
        if len(target) > MAX_COLUMNS:
            raise refuse("xml_limits", self.where(), f"属性种类超过 {MAX_COLUMNS} 个，已拒绝")

    def end(self, _tag: str) -> None:
        self.open.pop()

    def refuse_doctype(self, *_: object) -> NoReturn:
        raise refuse("xml_dtd", self.where(), "XML 中含有 DTD 或实体声明，已拒绝")

    def where(self) -> str:
        return f"{self.name} 第 {self.parser.CurrentLineNumber} 行"


def event_lines(texts: Iterable[str], ordinals: set[int]) -> dict[int, int]:
    """The lines at which the events of these numbers (from 0) begin, in a text that has been read before."""
    parser = expat.ParserCreate()
    found: dict[int, int] = {}
    place: list[str] = []
    count = 0

    def start(tag: str, _: object) -> None:
        nonlocal count
        place.append(tag.rpartition(":")[2])
        if len(place) == 3 and place[1:] == ["trace", "event"]:
            if count in ordinals:
                found[count] = parser.CurrentLineNumber
            count += 1

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _: place.pop()
    for text in texts:
        parser.Parse(text, False)
        if len(found) == len(ordinals):
            break
    return found


def _cut(text: str) -> Iterator[str]:
    for at in range(0, len(text), _FEED):
        yield text[at : at + _FEED]
