# SPDX-License-Identifier: Apache-2.0
"""Files that nobody should take in, by their number in the corpus of bad inputs (U*), each made in a moment."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile

CSV = "案号,环节,时间\nA,立案,2026-01-05\n".encode()
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
XML = b'<?xml version="1.0" encoding="UTF-8"?><log/>'


def archive(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return made.getvalue()


def link() -> zipfile.ZipInfo:
    made = zipfile.ZipInfo("xl/link")
    made.external_attr = (stat.S_IFLNK | 0o777) << 16
    return made


BOOK = ("xl/workbook.xml", b"<workbook/>")


REFUSED = {
    "U01-page-as-workbook": ("log.xlsx", b"<html><table></table></html>", "type_mismatch"),
    "U01-page-as-text": ("log.csv", b"<!DOCTYPE html><script>alert(1)</script>", "type_mismatch"),
    "U01-old-workbook-as-text": ("log.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "type_mismatch"),
    "U01-page-as-log": ("log.xes", b"<?xml version='1.0'?><html/>", "type_mismatch"),
    "U01-text-as-gzip": ("log.xes.gz", XML, "type_mismatch"),
    "U01-text-as-parquet": ("log.parquet", CSV, "type_mismatch"),
    "U01-picture": ("scan.jpg", b"\xff\xd8\xff", "type_not_allowed"),
    "U02-drawing": ("x.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "type_not_allowed"),
    "U02-drawing-as-log": ("x.xes", b"<?xml version='1.0'?><svg><script/></svg>", "type_mismatch"),
    "U06-empty": ("log.csv", b"", "file_empty"),
    "U07-plain": ("log.csv", EICAR, "malware"),
    "U07-in-workbook": ("log.xlsx", archive(BOOK, ("xl/media/a.bin", EICAR)), "malware"),
    "U09-ratio": ("log.xlsx", archive(BOOK, ("xl/a.xml", bytes(5 << 20))), "archive_bomb"),
    "U09-gzip": ("log.xes.gz", gzip.compress(XML + bytes(20 << 20)), "archive_bomb"),
    "U10-up": ("log.xlsx", archive(BOOK, ("../../etc/passwd", b"x")), "archive_path"),
    "U10-absolute": ("log.xlsx", archive(BOOK, ("/etc/passwd", b"x")), "archive_path"),
    "U10-link": ("log.xlsx", archive(BOOK, (link(), b"/etc/passwd")), "archive_path"),
    "U11-macro": ("log.xlsm", archive(BOOK, ("xl/vbaProject.bin", b"x")), "xlsx_macro"),
    "U11-link": ("log.xlsx", archive(BOOK, ("xl/externalLinks/externalLink1.xml", b"<a/>")), "xlsx_link"),
    "damaged-workbook": ("log.xlsx", archive(BOOK)[:-30], "archive_damaged"),
    "damaged-parquet": ("log.parquet", b"PAR1..............", "file_damaged"),
    "no-workbook": ("log.xlsx", archive(("word/document.xml", b"<a/>")), "file_damaged"),
}


NAMES = {
    "../../etc/passwd.csv": "passwd.csv",
    "..\\..\\x.csv": "x.csv",
    "C:\\x.csv": "x.csv",
    "/abs.csv": "abs.csv",
    "a%2f..csv": "a%2f..csv",
    "CON.csv": "CON.csv",
    "文" * 300 + ".csv": "文" * 196 + ".csv",
}
