# SPDX-License-Identifier: Apache-2.0
"""The findings as a file: CSV, XLSX, Parquet or JSON, by the ending of its name. It appears whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from mingcha.audit.result import COLUMNS, Result, finding_of, point_of
from mingcha.engine.clock import date_of
from mingcha.engine.words import cure, reason
from mingcha.files.tables import write_table
from mingcha.files.whole import whole

ENDINGS: Final = (".csv", ".xlsx", ".parquet", ".json")
HEADS: Final = {
    "case": "案号",
    "organ": "机关",
    "act": "环节",
    "object_kind": "对象",
    "object": "对象编号",
    "point": "监察点",
    "version": "版本",
    "kind": "种类",
    "code": "代码",
    "level": "级别",
    "day": "日期",
    "person": "人员",
    "value": "实测值",
    "bound": "界限",
    "reason": "原因",
    "cure": "解决办法",
}
"""The columns of a findings file, and what they are called in CSV and XLSX."""


def write(result: Result, path: Path) -> int:
    """Write every finding, ordered by case; gives their number.

    Raises:
        ValueError: the ending is not one of :data:`ENDINGS`.
        OSError: the file cannot be written.
    """
    if path.suffix == ".json":
        return _write_json(rows(result), path)
    if path.suffix == ".parquet":
        return _write_parquet(rows(result), path)
    if path.suffix in ENDINGS:
        return write_table(path, list(HEADS.values()), rows(result))
    raise ValueError(f"不认识的文件类型“{path.suffix}”：可以写 {'、'.join(ENDINGS)}")


def rows(result: Result) -> Iterator[tuple[Any, ...]]:
    """The findings in the columns of :data:`HEADS`, ordered by case, step and point."""
    named = "case_name, organ, act, kind, key, officer, day"
    sql = (
        f"SELECT {', '.join(COLUMNS)}, {named} FROM found ORDER BY case_id, day, object_kind, object_id, point_id, code"
    )
    for row in result.stream(sql):
        finding, point = finding_of(row), point_of(result, finding_of(row))
        case, organ, act, kind, key, officer, day = row[len(COLUMNS) :]
        yield (
            case if case is not None else str(finding.case_id),
            organ,
            act,
            finding.object_kind,
            finding.object_id,
            key,
            point.version,
            kind,
            finding.code,
            finding.level,
            None if day is None else date_of(day).isoformat(),
            officer,
            finding.value,
            finding.bound,
            reason(finding, point, "zh", officer),
            cure(finding, point, "zh"),
        )


def _write_json(found: Iterable[tuple[Any, ...]], path: Path) -> int:
    """One array, one finding a line, so that a file of any size can be read line by line too."""
    n = 0
    with whole(path) as (half,), half.open("w", encoding="utf-8") as file:
        file.write("[")
        for n, row in enumerate(found, 1):
            entry = dict(zip(HEADS, row, strict=True))
            file.write(f"{',' if n > 1 else ''}\n{json.dumps(entry, ensure_ascii=False)}")
        file.write("\n]\n")
    return n


def _write_parquet(found: Iterable[tuple[Any, ...]], path: Path) -> int:
    import pyarrow as pa
    import pyarrow.parquet as pq

    numbers = ("object", "value", "bound")
    schema = pa.schema([(name, pa.int64() if name in numbers else pa.string()) for name in HEADS])
    block: list[tuple[Any, ...]] = []
    n = 0
    with whole(path) as (half,), pq.ParquetWriter(half, schema) as writer:
        for row in found:
            block.append(row)
            if len(block) == 20_000:
                n += _flush(writer, schema, block)
        n += _flush(writer, schema, block)
    return n


def _flush(writer: Any, schema: Any, block: list[tuple[Any, ...]]) -> int:
    import pyarrow as pa

    n = len(block)
    columns = list(zip(*block, strict=True)) or [()] * len(schema)
    writer.write_batch(
        pa.record_batch(
            [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)], schema=schema
        )
    )
    block.clear()
    return n
