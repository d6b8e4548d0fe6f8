# SPDX-License-Identifier: Apache-2.0
"""Parquet: every column as text; times keep their zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mingcha.audit.sources import literal
from mingcha.files.badinput import Fault, refuse


@dataclass(frozen=True)
class ParquetSource:
    """A Parquet file; columns that are lists or structures count as not there."""

    path: Path
    columns: tuple[str, ...]
    places: tuple[int, ...]
    """Where each column stands in the file."""
    width: int
    notes: tuple[str, ...] = ()

    @property
    def relation(self) -> str:
        """By place: names may be alike, or differ by nothing but case, which DuckDB does not tell apart."""
        names = ", ".join(f"p{place}" for place in range(self.width))
        columns = ", ".join(f"CAST(p{place} AS VARCHAR) AS c{number}" for number, place in enumerate(self.places))
        return f"(SELECT {columns} FROM read_parquet({literal(self.path)}, hive_partitioning = false) t({names}))"

    def lines(self, ordinals: Sequence[int]) -> dict[int, int]:
        return {ordinal: ordinal + 1 for ordinal in ordinals}

    def explain(self, error: Exception) -> tuple[list[Fault], int]:
        message = f"无法作为 Parquet 读取，文件可能已损坏：{str(error).splitlines()[0][:200]}"
        return [Fault("file_damaged", self.path.name, None, message)], 1


def open_parquet(path: Path) -> ParquetSource:
    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError) as error:
        raise refuse("file_damaged", path.name, "不是完整的 Parquet 文件，请重新导出") from error
    flat = {place: field.name for place, field in enumerate(schema) if not pa.types.is_nested(field.type)}
    if not flat:
        raise refuse("file_empty", path.name, "没有可读的列")
    return ParquetSource(path, tuple(flat.values()), tuple(flat), len(schema))
