# SPDX-License-Identifier: Apache-2.0
"""Word files for the tests: right ones, and hostile ones made of them."""

from __future__ import annotations

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document


def word(*paragraphs: str, table: list[list[str]] | None = None, header: str = "") -> bytes:
    """A document of these paragraphs, and a table after them."""
    made = Document()
    for text in paragraphs:
        made.add_paragraph(text)
    if table:
        grid = made.add_table(rows=0, cols=max(map(len, table)))
        for row in table:
            cells = grid.add_row().cells
            for cell, text in zip(cells, row, strict=False):
                cell.text = text
    if header:
        made.sections[0].header.paragraphs[0].text = header
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def altered(
    content: bytes,
    /,
    *,
    put: dict[str, bytes] | None = None,
    swap: dict[str, tuple[bytes, bytes]] | None = None,
    every: bool = False,
) -> bytes:
    """The file with members added, and bytes of others replaced: the first of them, or every one."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as was, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as now:
        for member in was.infolist():
            data = was.read(member)
            if swap and member.filename in swap:
                before, after = swap[member.filename]
                assert before in data
                data = data.replace(before, after, -1 if every else 1)
            now.writestr(member.filename, data)
        for name, data in (put or {}).items():
            now.writestr(name, data)
    return out.getvalue()


def upload(content: bytes, name: str = "范本.docx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)
