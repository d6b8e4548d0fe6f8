# SPDX-License-Identifier: Apache-2.0
"""Which kinds of file may come in, told by ending and content together (F-1; corpus U01, U02, U06, U07, U09-U11).

Each field that takes a file names the kinds it accepts. A kind is added when something reads it, not before.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from mingcha.files import archives, word, workbooks
from mingcha.files.badinput import refuse

HEAD: Final = 4096
_NOT_TEXT: Final = (
    *(b"PK\x03\x04", b"\x1f\x8b", b"PAR1", b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"\xd0\xcf\x11\xe0"),
    *(b"MZ", b"\x7fELF", b"Rar!", b"7z\xbc\xaf", b"BM", b"<"),
)
"""How files begin that are no tables in text: archives, pictures, programs, old office files, pages and drawings."""
_MARKS: Final = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_GUNZIP_LOOK: Final = 64
"""So many pieces of a compressed log are unpacked to see what it is; the rest is guarded where it is read."""
_TEST_VIRUS: Final = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!"


@dataclass(frozen=True)
class Kind:
    """A kind of file; ``check`` raises BadInput for a path whose content is not of it, or is dangerous."""

    key: str
    endings: tuple[str, ...]
    media_type: str
    check: Callable[[Path, str], None]


def kind_of(path: Path, name: str, accept: Collection[str]) -> Kind:
    """The kind of an uploaded file, by the name that it had and what is in it.

    Raises:
        BadInput: ``type_not_allowed``, ``type_mismatch``, ``malware``, or what the kind's own check finds.
    """
    allowed = [kind for kind in KINDS if kind.key in accept]
    kind = next((kind for kind in allowed if name.lower().endswith(kind.endings)), None)
    if kind is None:
        endings = "、".join(ending for each in allowed for ending in each.endings)
        raise refuse("type_not_allowed", name, f"不接受这种文件；可以上传：{endings}")
    _check_malware(path, name)
    kind.check(path, name)
    return kind


def _check_malware(path: Path, name: str) -> None:
    """Know the test file of scanners (EICAR), plain or inside a workbook. A scanner is the operator's; this is no other."""
    if _head(path).startswith(_TEST_VIRUS):
        raise refuse("malware", name, "文件含有病毒，已拒绝")
    if _head(path).startswith(b"PK\x03\x04") and any(
        begin == _TEST_VIRUS for begin in archives.begins(path, len(_TEST_VIRUS))
    ):
        raise refuse("malware", name, "压缩文件中含有病毒，已拒绝")


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD)


def _mismatch(name: str, looks: str) -> Exception:
    return refuse("type_mismatch", name, f"文件内容与扩展名不符：{looks}")


def _check_text(path: Path, name: str) -> None:
    head = _head(path)
    for mark in _MARKS:
        head = head.removeprefix(mark)
    if head.lstrip().startswith(_NOT_TEXT):
        raise _mismatch(name, "不是文本表格，请用导出的程序另存为 CSV 或 XLSX")


def _check_workbook(path: Path, name: str) -> None:
    if not _head(path).startswith(b"PK\x03\x04"):
        raise _mismatch(name, "不是 XLSX 工作簿，请用 Excel 或 WPS 另存为 .xlsx")
    workbooks.check(path)


def _check_word(path: Path, name: str) -> None:
    if not _head(path).startswith(b"PK\x03\x04"):
        raise _mismatch(name, "不是 DOCX 文档，请用 Word 或 WPS 另存为 .docx")
    word.check(path)


def _begins(mark: bytes, what: str) -> Callable[[Path, str], None]:
    """A check of the first bytes: all that is asked of a file that is only kept and handed back."""

    def check(path: Path, name: str) -> None:
        if not _head(path).startswith(mark):
            raise _mismatch(name, f"不是 {what}")

    return check


def _check_video(path: Path, name: str) -> None:
    if _head(path)[4:8] != b"ftyp":
        raise _mismatch(name, "不是 MP4 视频")


def _check_xes(path: Path, name: str) -> None:
    _check_xml(_head(path), name)


def _check_xml(head: bytes, name: str) -> None:
    encoding = next((coding for mark, coding in _MARKS.items() if head.startswith(mark)), "utf-8")
    text = head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n").lower()
    if not text.startswith(("<?xml", "<log", "<!--")):
        raise _mismatch(name, "不是 XES 日志")
    if "<svg" in text or "<html" in text:
        raise _mismatch(name, "是网页或图形，不是 XES 日志")


def _check_gzip(path: Path, name: str) -> None:
    if not _head(path).startswith(b"\x1f\x8b"):
        raise _mismatch(name, "不是 gzip 压缩的 XES 日志")
    _check_xml(next(iter(list(islice(archives.gunzip(path), _GUNZIP_LOOK))), b""), name)


def _check_parquet(path: Path, name: str) -> None:
    with path.open("rb") as file:
        head, size = file.read(4), file.seek(0, 2)
        file.seek(max(0, size - 4))
        if head != b"PAR1":
            raise _mismatch(name, "不是 Parquet 文件")
        if size < 12 or file.read(4) != b"PAR1":
            raise refuse("file_damaged", name, "文件不完整，请重新导出")


XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_LOGS: Final = (
    Kind("csv", (".csv", ".tsv", ".txt"), "text/csv", _check_text),
    Kind("xlsx", (".xlsx", ".xlsm"), XLSX, _check_workbook),
    Kind("xes", (".xes",), "application/xml", _check_xes),
    Kind("xes.gz", (".xes.gz",), "application/gzip", _check_gzip),
    Kind("parquet", (".parquet",), "application/vnd.apache.parquet", _check_parquet),
)
KINDS: Final = (
    *_LOGS,
    Kind("docx", (".docx",), DOCX, _check_word),
    Kind("pdf", (".pdf",), "application/pdf", _begins(b"%PDF-", "PDF")),
    Kind("jpeg", (".jpg", ".jpeg"), "image/jpeg", _begins(b"\xff\xd8\xff", "JPEG 图片")),
    Kind("png", (".png",), "image/png", _begins(b"\x89PNG\r\n\x1a\n", "PNG 图片")),
    Kind("mp4", (".mp4",), "video/mp4", _check_video),
)
TABLES: Final = tuple(kind.key for kind in _LOGS)
"""Everything that a log or a side table may be."""
