# SPDX-License-Identifier: Apache-2.0
"""What must be known of a workbook before a cell of it is read (corpus U09-U11, X01)."""

from __future__ import annotations

import zipfile
import zlib
from pathlib import Path
from typing import Final

from mingcha.files import archives
from mingcha.files.badinput import refuse

MAX_STRINGS: Final = 128 << 20
"""The shared strings of a workbook are held in memory: no more bytes than this."""


def check(path: Path) -> None:
    """Refuse, as ``BadInput``, what is no workbook, would do something when opened, or unpacks to too much."""
    names = archives.check(path)
    if "xl/workbook.xml" not in names:
        raise refuse("file_damaged", path.name, "不是 XLSX 工作簿：请用 Excel 或 WPS 另存为 .xlsx")
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise refuse("xlsx_macro", path.name, "含有宏，已拒绝：请另存为不含宏的 .xlsx")
    if any(name.startswith("xl/externalLinks/") for name in names):
        raise refuse("xlsx_link", path.name, "含有指向其他文件的链接，已拒绝：请在“编辑链接”中断开后另存")
    try:
        _check_parts(path)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise refuse("archive_damaged", path.name, "压缩文件已损坏，请重新导出") from error


def _check_parts(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        for member in archive.infolist():
            if member.filename.endswith((".xml", ".rels")):
                with archive.open(member) as part:
                    archives.refuse_doctype(part, f"{path.name}/{member.filename}")
            if member.filename == "xl/sharedStrings.xml" and member.file_size > MAX_STRINGS:
                raise refuse("xlsx_limits", path.name, f"文字超过 {MAX_STRINGS >> 20} MB：请另存为 CSV")
