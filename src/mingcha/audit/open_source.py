# SPDX-License-Identifier: Apache-2.0
"""Open a file of any form that a log or a register may have."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from mingcha.audit.csv_source import open_csv
from mingcha.audit.parquet_source import open_parquet
from mingcha.audit.sources import Reading, Source
from mingcha.audit.xes_source import open_xes
from mingcha.audit.xlsx_source import open_xlsx
from mingcha.files.badinput import refuse

FORMS: Final = ".csv、.tsv、.txt、.xlsx、.xes、.xes.gz、.parquet"


def open_source(path: Path, reading: Reading, work: Path) -> Source:
    """The file as a relation of text; what must be unpacked or made clean is put into the folder ``work``."""
    if path.is_dir():
        raise refuse("file_form", str(path), "是文件夹，不是文件：请写明其中的日志文件")
    if not path.is_file():
        raise refuse("file_missing", str(path), "没有这个文件")
    name = path.name.lower()
    if name.endswith((".xes", ".xes.gz")):
        return open_xes(path, work)
    if name.endswith((".xlsx", ".xlsm")):
        return open_xlsx(path, reading, work)
    if name.endswith(".parquet"):
        return open_parquet(path)
    if name.endswith((".csv", ".tsv", ".txt")):
        return open_csv(path, reading, work)
    hint = "旧版 .xls 请另存为 .xlsx；" if name.endswith(".xls") else ""
    raise refuse("file_form", path.name, f"不认识的文件形式。{hint}可读：{FORMS}")
