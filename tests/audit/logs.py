# SPDX-License-Identifier: Apache-2.0
"""Small logs written by code, and short ways to read them in and to look at what came out."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from mingcha.audit.ingest import IngestResult, ingest
from mingcha.audit.mapping import Mapping, read_mapping
from mingcha.files.badinput import BadInput

CSV = "案号,环节,时间\nA,立案,2026-01-05 09:00\nA,调查,2026-01-06 10:00\nB,立案,2026-01-05 11:00\n"
COLUMNS = """
[columns]
case = "案号"
activity = "环节"
time = "时间"
"""
XES_COLUMNS = """
[columns]
case = "case:concept:name"
activity = "concept:name"
time = "time:timestamp"
"""


def mapping(text: str = COLUMNS, folder: Path = Path()) -> Mapping:
    return read_mapping(tomllib.loads(text), folder)


def put(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def read(tmp_path: Path, files: Path | Sequence[Path], text: str = COLUMNS) -> IngestResult:
    """Ingest into a fresh folder below tmp_path."""
    logs = [files] if isinstance(files, Path) else files
    return ingest(logs, mapping(text, tmp_path), tmp_path / f"out-{len(list(tmp_path.iterdir()))}")


def read_csv(tmp_path: Path, content: str | bytes, text: str = COLUMNS) -> IngestResult:
    return read(tmp_path, put(tmp_path / "log.csv", content), text)


def refusal(tmp_path: Path, files: Path | Sequence[Path], text: str = COLUMNS) -> BadInput:
    """The refusal of a log; and nothing may have been written."""
    before = set(tmp_path.iterdir())
    with pytest.raises(BadInput) as caught:
        ingest([files] if isinstance(files, Path) else files, mapping(text, tmp_path), tmp_path / "out")
    assert set(tmp_path.iterdir()) == before
    assert caught.value.total >= len(caught.value.errors) > 0
    return caught.value


def refused_csv(tmp_path: Path, content: str | bytes, text: str = COLUMNS) -> BadInput:
    return refusal(tmp_path, put(tmp_path / "log.csv", content), text)


def codes(bad: BadInput) -> list[str]:
    return [fault.code for fault in bad.errors]


def table(result: IngestResult, name: str, columns: str = "*", order: str = "ALL") -> list[tuple[Any, ...]]:
    """The rows of a table over all slices, or of one beside the slices."""
    paths = [str(path) for path in (*result.out.glob(f"*/{name}.parquet"), *result.out.glob(f"{name}.parquet"))]
    if not paths:
        return []
    return duckdb.sql(f"SELECT {columns} FROM read_parquet({paths}) ORDER BY {order}").fetchall()


def xes(*traces: str, head: str = '<?xml version="1.0" encoding="UTF-8"?>\n<log xes.version="1.0">') -> str:
    return "\n".join([head, *traces, "</log>", ""])


def trace(name: str, *events: tuple[str, str], more: str = "") -> str:
    """A trace with events of (activity, time); ``more`` stands among its attributes."""
    lines = [f'<trace>\n<string key="concept:name" value="{name}"/>{more}']
    for act, at in events:
        lines.append(
            f'<event>\n<string key="concept:name" value="{act}"/>\n<date key="time:timestamp" value="{at}"/>\n</event>'
        )
    return "\n".join([*lines, "</trace>"])


def at(text):
    """Local seconds of a time at UTC+8."""
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


def day(text):
    return at(text) // 86_400
