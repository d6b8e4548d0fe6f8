# SPDX-License-Identifier: Apache-2.0
"""What a Word template says: its tags with their places, the variables that they name, and whatever it may not say (S4-30, E7).

A template is judged by its syntax, not by trying: outputs, if, for over a list, comparisons and our filters are all there
is. Nothing that computes, calls, defines or includes is let in, so nothing can be asked to run for ever.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from django.utils.translation import gettext as _
from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import TemplateSyntaxError
from lxml import etree

from mingcha.catalog.papers.page import UNREADABLE
from mingcha.catalog.papers.sandbox import ENVIRONMENT
from mingcha.catalog.papers.syntax import Fault, Reader
from mingcha.ledger import Invalid

MOST_FILE: Final = 5 << 20
MOST_TEXT: Final = 1 << 20
MOST_TAGS: Final = 1_000
LONGEST_TAG: Final = 500
TAG: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}")
HALF: Final = re.compile(r"\{[{%#]|[%}#]\}")
STATEMENT: Final = re.compile(r"\{%-?\s*(?:(?:p|tr)\s+)?(\w+)", re.DOTALL)
STATEMENTS: Final = frozenset({"if", "elif", "else", "endif", "for", "endfor"})
SPECIAL: Final = re.compile(r"\{(\{|%)(?:r|tc|p|tr)\s|\{%-?\s*(?:colspan|cellbg|vm|hm)\b|\{%-|-%\}|\{\{-|-\}\}")
"""docxtpl's own: what cuts across runs and cells, or stands for rich text, could break the file."""
QUOTES: Final = str.maketrans("“”‘’", "\"\"''")
W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class Tag:
    """A tag and where it stands."""

    place: str
    source: str


def read_template(path: Path) -> list[str]:
    """The variables that a template names, such as ``当事人.名称`` and ``表单.物品[].名称``.

    Raises:
        Invalid: every fault with its place; the field is ``file``.
    """
    if path.stat().st_size > MOST_FILE:
        raise Invalid(_("范本不能超过 {most} MB").format(most=MOST_FILE >> 20), "template_limits", "file")
    try:
        word = DocxTemplate(str(path))
        word.init_docx()
        parts = list(_parts(word))
    except (PackageNotFoundError, zipfile.BadZipFile, *UNREADABLE) as error:
        raise Invalid(_("不能读取这份文档，请用 Word 或 WPS 打开后另存为 .docx"), "file_damaged", "file") from error
    if any(root is None for _name, root in parts):
        raise Invalid(_("这份文档没有正文"), "file_damaged", "file")
    if sum(len(etree.tostring(root)) for _name, root in parts) > MOST_TEXT:
        raise Invalid(_("范本的内容太长"), "template_limits", "file")
    tags, faults = _tags(parts)
    reader = Reader()
    faults += _statements(tags)
    if not faults:
        _read("\n".join(tag.source for tag in tags), reader)
        faults = [(_placed(tags, fault), fault.code, fault.message) for fault in reader.faults]
    if not faults:
        faults = _whole(word, parts)
    if faults:
        raise Invalid.many(
            ("file", code, _("{place}：{message}").format(place=place, message=message))
            for place, code, message in faults[:50]
        )
    return sorted(reader.variables)


def _parts(word: DocxTemplate) -> Iterator[tuple[str, etree._Element]]:
    yield _("正文"), word.docx._element.body
    for uri, name in ((word.HEADER_URI, _("页眉")), (word.FOOTER_URI, _("页脚"))):
        for _key, part in word.get_headers_footers(uri):
            yield name, etree.fromstring(part.blob)


def _tags(parts: list[tuple[str, etree._Element]]) -> tuple[list[Tag], list[tuple[str, str, str]]]:
    """All tags in their order. Every tag is written out within one paragraph, or it is a fault."""
    tags: list[Tag] = []
    faults = []
    for name, root in parts:
        for number, paragraph in enumerate(root.iter(f"{W}p"), 1):
            text = "".join(node.text or "" for node in paragraph.iter(f"{W}t"))
            place = _("{part}第 {n} 段").format(part=name, n=number)
            found = TAG.findall(text)
            tags += [Tag(place, tag.translate(QUOTES)) for tag in found]
            if HALF.search(TAG.sub("", text)):
                faults.append((place, "tag_broken", _("标签没有写完整（“{text}”）").format(text=text[:40])))
            faults += [(place, "tag_broken", _("标签太长")) for tag in found if len(tag) > LONGEST_TAG]
        faults += [
            (name, "tag_broken", _("标签只能写在文字中（“{text}”）").format(text=text)) for text in _elsewhere(root)
        ]
    if len(tags) > MOST_TAGS:
        faults.append((parts[0][0], "template_limits", _("标签不能超过 {most} 个").format(most=MOST_TAGS)))
    return tags, faults


def _elsewhere(root: etree._Element) -> Iterator[str]:
    """Tags that would act though no reader sees them: in attributes, or in what is not the text of a paragraph."""
    plain = etree.fromstring(etree.tostring(root))  # elements of python-docx say another text than their own
    for element in plain.iter("{*}*"):
        own = [] if element.tag == f"{W}t" else [element.text or ""]
        texts = [*own, element.tail or "", *map(str, element.attrib.values())]
        yield from (text[:40] for text in texts if HALF.search(text))


def _statements(tags: list[Tag]) -> list[tuple[str, str, str]]:
    faults = []
    for tag in tags:
        statement = STATEMENT.match(tag.source)
        wrong = statement is not None and statement[1] not in STATEMENTS
        special = SPECIAL.search(tag.source) and not re.match(r"\{%(?:p|tr)\s", tag.source)
        if wrong or special:
            words = _("不能使用“{tag}”；只能使用变量、if 和 for").format(tag=tag.source[:60])
            faults.append((tag.place, "tag_unknown", words))
    return faults


def _read(source: str, reader: Reader) -> None:
    """Judge a source; a line of it is a tag."""
    plain = re.sub(r"\{%(?:p|tr)\s", "{% ", source)
    try:
        tree = ENVIRONMENT.parse(plain)
        reader.read(tree)
        if not reader.faults:
            ENVIRONMENT.compile(tree)  # what cannot be made into a program cannot be filled
    except TemplateSyntaxError as error:
        reader.faults.append(Fault(error.lineno, "syntax", _("写法有误（{why}）").format(why=error.message)))
    except (RecursionError, MemoryError, SyntaxError):
        reader.faults.append(Fault(1, "syntax", _("写法太复杂")))


def _placed(tags: list[Tag], fault: Fault) -> str:
    tag = tags[min(max(fault.line, 1), len(tags)) - 1]
    return _("{place}“{tag}”").format(place=tag.place, tag=tag.source[:60])


def _whole(word: DocxTemplate, parts: list[tuple[str, etree._Element]]) -> list[tuple[str, str, str]]:
    """The same judgement over the very text that will be filled: nothing hides in an attribute or between two runs."""
    faults = []
    for name, root in parts:
        reader = Reader()
        _read(word.patch_xml(etree.tostring(root, encoding="unicode")), reader)
        faults += [(name, fault.code, fault.message) for fault in reader.faults]
    return faults


def text_of(content: bytes) -> list[str]:
    """The paragraphs of a document, for tests and for search."""
    return [paragraph.text for paragraph in Document(io.BytesIO(content)).paragraphs]
