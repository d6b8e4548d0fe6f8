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
LINK: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
"""The one relation that may lead outside: nothing follows it but a person's click."""
MACROS: Final = re.compile(rb"macroEnabled|vbaProject|vbaData|ms-word\.keyMapCustomizations", re.IGNORECASE)
HIDDEN: Final = re.compile(r"/(embeddings|activeX)/|oleObject|afchunk", re.IGNORECASE)
ACTING: Final = re.compile(r"\b(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE)\b", re.IGNORECASE)
FIELDS: Final = ("{*}instrText", "{*}fldSimple")


def check(path: Path) -> None:
    """Refuse, as ``BadInput``, what is no document, would act when it is opened, or unpacks to too much."""
    names = archives.check(path)
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise refuse("file_damaged", path.name, "不是 DOCX 文档：请用 Word 或 WPS 另存为 .docx")
    if any(name.lower().endswith(("vbaproject.bin", "vbadata.xml")) for name in names):
        raise _macro(path)
    if hidden := next((name for name in names if HIDDEN.search(f"/{name}")), None):
        raise refuse("docx_object", path.name, f"嵌入了其他文件或控件（{hidden[:60]}），已拒绝：请删除后另存")
    try:
        for name, content in _parts(path):
            _check_part(path, name, content)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise refuse("archive_damaged", path.name, "压缩文件已损坏，请重新导出") from error
    except etree.XMLSyntaxError as error:
        raise refuse("xml_damaged", path.name, "文档内容已损坏：请用 Word 或 WPS 打开后另存") from error


def _parts(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if not member.filename.endswith((".xml", ".rels")):
                continue
            if member.file_size > MAX_PART:
                raise refuse("docx_limits", path.name, f"“{member.filename}”超过 {MAX_PART >> 20} MB")
            with archive.open(member) as part:
                archives.refuse_doctype(part, f"{path.name}/{member.filename}")
            yield member.filename, archive.read(member)


def _check_part(path: Path, name: str, content: bytes) -> None:
    if name == "[Content_Types].xml" and MACROS.search(content):
        raise _macro(path)
    root = etree.fromstring(content, _parser())
    if name.endswith(".rels"):
        _check_relations(path, root)
    elif name.startswith("word/"):
        for field in root.iter(*FIELDS):
            code = "".join([*field.itertext(), *map(str, field.attrib.values())])
            if ACTING.search(code):
                raise refuse("docx_field", path.name, f"含有会读取其他文件的域代码（{code.strip()[:40]}），已拒绝")


def _check_relations(path: Path, root: etree._Element) -> None:
    for relation in root:
        kind = str(relation.get("Type", ""))
        if str(relation.get("TargetMode", "")).lower() == "external" and kind != LINK:
            what = kind.rsplit("/", 1)[-1][:40]
            raise refuse("docx_link", path.name, f"含有指向文件之外的链接（{what}），已拒绝：请改为嵌入或者删除后另存")


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def _macro(path: Path) -> Exception:
    return refuse("docx_macro", path.name, "含有宏，已拒绝：请另存为不含宏的 .docx")
