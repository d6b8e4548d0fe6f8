# SPDX-License-Identifier: Apache-2.0
"""What must be known of a Word file before anything reads it: nothing in it acts, reaches out or hides a file (corpus U09-U11, X01)."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lxml import etree

from mingcha.files import archives
from mingcha.files.badinput import refuse

MAX_PART: Final = 16 << 20
"""No part of a document that people write is longer; a longer one would only cost memory."""
MACROS: Final = re.compile(rb"macroEnabled|vbaProject|vbaData|ms-word\.keyMapCustomizations", re.IGNORECASE)
HIDDEN: Final = re.compile(
    r"/(embeddings|activeX)/|oleObject|afchunk|/(vbaProject|package|control|subDocument)$", re.IGNORECASE
)
"""Of a member's name, or of the kind of a relation."""
OUTSIDE: Final = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//|\\\\)", re.IGNORECASE)
FIELDS: Final = frozenset(
    (
        "PAGE",
        "NUMPAGES",
        "SECTION",
        "SECTIONPAGES",
        "DATE",
        "TIME",
        "CREATEDATE",
        "SAVEDATE",
        "PRINTDATE",
        "TOC",
        "PAGEREF",
    )
)
"""The codes of fields that may stand in a document; none of them fetches anything or computes."""
CODE: Final = re.compile(r"\s*([A-Za-z]+)(?:[\s\\\\][^{}]*)?")
INSIDE: Final = re.compile(r'\s*HYPERLINK\s+\\l\s+"[\w.-]+"(\s+\\[hz])*\s*', re.IGNORECASE)
"""A link of a table of contents, which leads to a place of the same document."""
FETCHING: Final = frozenset(("mailMerge", "altChunk", "subDoc"))
BEGINS: Final = (b"<", b"<\0", b"\0<", b"L\x6f\xa7\x94")
"""How XML begins, in each encoding that a reader may guess."""


def check(path: Path) -> None:
    """Refuse, as ``BadInput``, what is no document, would act when it is opened, or unpacks to too much."""
    names = archives.check(path)
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise refuse("file_damaged", path.name, "不是 DOCX 文档：请用 Word 或 WPS 另存为 .docx")
    lowered = [name.replace("\\", "/").lower() for name in names]
    if len(set(lowered)) < len(lowered):
        raise refuse("archive_path", path.name, "压缩文件中有只差大小写的文件名，已拒绝")
    if any(name.endswith(("vbaproject.bin", "vbadata.xml")) for name in lowered):
        raise _macro(path)
    if hidden := next((name for name in lowered if HIDDEN.search(f"/{name}")), None):
        raise _hidden(path, hidden)
    try:
        for name, content in _parts(path):
            _check_part(path, name, content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise refuse("archive_damaged", path.name, "压缩文件已损坏，请重新导出") from error
    except etree.XMLSyntaxError as error:
        raise refuse("xml_damaged", path.name, "文档内容已损坏：请用 Word 或 WPS 打开后另存") from error


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    """All XML of the package, whatever its parts are called: a relation may make a document of any of them."""
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            name = member.filename.lower()
            with archive.open(member) as part:
                head = part.read(512).removeprefix(b"\xef\xbb\xbf").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
            if not name.endswith((".xml", ".rels")) and not head.lstrip(b" \t\r\n\0").startswith(BEGINS):
                continue
            if member.file_size > MAX_PART:
                raise refuse("docx_limits", path.name, f"“{member.filename}”超过 {MAX_PART >> 20} MB")
            with archive.open(member) as part:
                archives.refuse_doctype(part, f"{path.name}/{member.filename}")
            yield name, archive.read(member)


def _check_part(path: Path, name: str, content: bytes) -> None:
    if name == "[content_types].xml" and MACROS.search(content):
        raise _macro(path)
    root = etree.fromstring(content, _parser())
    if name.endswith(".rels") or _local(root) == "Relationships":
        _check_relations(path, root)
    for code in _codes(root):
        known = CODE.fullmatch(code)
        if not (known and known[1].upper() in FIELDS) and not INSIDE.fullmatch(code):
            raise refuse(
                "docx_field", path.name, f"含有不能使用的域代码（{code.strip()[:40]}），已拒绝；只能用页码、日期等域"
            )
    if fetching := next((_local(one) for one in root.iter("{*}*") if _local(one) in FETCHING), None):
        raise refuse("docx_link", path.name, f"含有会读取其他文件的内容（{fetching}），已拒绝：请删除后另存")


def _codes(root: etree._Element) -> Iterator[str]:
    """The code of each field, joined of all its pieces. A text that stands among them belongs to the code, too: it may not."""
    open_fields: list[tuple[list[str], bool]] = []
    for element in root.iter("{*}*"):
        tag = _local(element)
        if tag == "fldSimple":
            yield _attribute(element, "instr")
        elif tag == "fldChar":
            kind = _attribute(element, "fldCharType")
            if kind == "begin":
                if open_fields and open_fields[-1][1]:
                    yield "{…}"  # the result of a field would be the code of another
                open_fields.append(([], True))
            elif open_fields and (kind == "end" or open_fields[-1][1]):
                code, asked = open_fields.pop()
                if asked:
                    yield "".join(code)
                if kind != "end":
                    open_fields.append(([], False))
        elif tag in ("instrText", "delInstrText"):
            if open_fields and open_fields[-1][1]:
                open_fields[-1][0].append("".join(element.itertext()))
            else:
                yield "".join(element.itertext())
        elif tag == "t" and open_fields and open_fields[-1][1] and (element.text or "").strip():
            yield f"{{{element.text}}}"
    yield from ("".join(code) for code, asked in open_fields if asked)


def _local(element: etree._Element) -> str:
    return str(etree.QName(element).localname)


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(value) for key, value in element.attrib.items() if etree.QName(key).localname == name), "")


def _check_relations(path: Path, root: etree._Element) -> None:
    for relation in root.iter("{*}Relationship"):
        kind = str(relation.get("Type", "")).strip()
        inside = str(relation.get("TargetMode", "Internal")).strip().lower() == "internal"
        if not inside or OUTSIDE.match(str(relation.get("Target", ""))):
            what = kind.rsplit("/", 1)[-1][:40]
            raise refuse(
                "docx_link", path.name, f"含有指向文件之外的链接（{what}），已拒绝：请改为文字、嵌入或者删除后另存"
            )
        if HIDDEN.search(kind):
            raise _hidden(path, kind.rsplit("/", 1)[-1])


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _macro(path: Path) -> Exception:
    return refuse("docx_macro", path.name, "含有宏，已拒绝：请另存为不含宏的 .docx")


def _hidden(path: Path, what: str) -> Exception:
    return refuse("docx_object", path.name, f"嵌入了其他文件或控件（{what[:60]}），已拒绝：请删除后另存")
