# SPDX-License-Identifier: Apache-2.0
"""Our side: the case log on disk as the batch engine has it, the monitors' own text, and plain SQL where no monitor asks it."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import served

from mingcha.audit.ingest import ingest
from mingcha.audit.mapping import load_mapping
from mingcha.audit.sources import literal
from mingcha.audit.xes_source import open_xes
from mingcha.engine.calendar import national
from mingcha.engine.database import columns_of, create_tables
from mingcha.engine.kinds import KINDS
from mingcha.engine.points import make_points
from mingcha.engine.schema import CASE_TABLES, TABLES
from mingcha.engine.statement import statement

HERE = Path(__file__).parent
NOW = 1_800_000_000


class Log:
    """The slices of a log, and a database that shows them."""

    def load(self, csv: str, mapping: str, folder: str, points: list[dict[str, Any]]) -> int:
        """Make the slices, and put the points and the calendar into a database over them."""
        self.folder = Path(folder)
        shutil.rmtree(self.folder, ignore_errors=True)
        made = ingest([Path(csv)], load_mapping(Path(mapping)), self.folder)
        self.connection = duckdb.connect()
        self._show()
        rows = (
            make_points({"item": "*", "version": "*", "point": points})
            .over(made.items)
            .rows([act.name for act in made.acts])
        )
        self._fill(rows | {"clock": [(NOW, NOW // 86_400)], "calendar": list(national().rows())})
        return made.steps

    def _show(self) -> None:
        for sql in create_tables("duckdb", (name for name in TABLES if name not in CASE_TABLES)):
            self.connection.execute(sql)
        for name in CASE_TABLES:
            columns, files = TABLES[name].columns, f"{self.folder}/*/{name}.parquet"
            if any(self.folder.glob(f"*/{name}.parquet")):
                self.connection.execute(
                    f"CREATE VIEW engine_{name} AS SELECT {', '.join(columns)} FROM read_parquet({literal(files)})"
                )
            else:
                self.connection.execute(f"CREATE TABLE engine_{name} ({columns_of('duckdb', columns)})")

    def _fill(self, tables: dict[str, Any]) -> None:
        types = {"int": pa.int64(), "text": pa.string()}
        for name, rows in tables.items():
            schema = pa.schema([(column, types[kind]) for column, kind in TABLES[name].columns.items()])
            given = pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)
            self.connection.register("given", given)
            self.connection.execute(f"INSERT INTO engine_{name} FROM given")
            self.connection.unregister("given")

    def threads(self, count: int) -> None:
        self.connection.execute(f"SET threads = {count}")

    def monitor(self, kind: str) -> pa.Table:
        """Every finding of the points of a kind."""
        return self.connection.sql(statement(KINDS[kind].sql, inline=True)).to_arrow_table()

    def ask(self, sql: str, **values: Any) -> pa.Table:
        """A query that stands beside this file."""
        return self.connection.sql((HERE / f"{sql}.sql").read_text("utf-8"), params=values).to_arrow_table()

    def cases(self, found: pa.Table) -> list[str]:
        """What the log calls the cases."""
        return list(dict.fromkeys(self._names(found)))

    def deviations(self, found: pa.Table) -> list[list[Any]]:
        return [
            [case, *row.values()]
            for case, row in zip(self._names(found), found.drop_columns("case_id").to_pylist(), strict=True)
        ]

    def _names(self, found: pa.Table) -> list[str]:
        names = dict(
            duckdb.sql(
                f"SELECT case_id, name FROM read_parquet({literal(self.folder / 'case_names.parquet')})"
            ).fetchall()
        )
        return [names[case] for case in found["case_id"].to_pylist()]


def read_xes(path: str, types: dict[str, str]) -> pa.Table:
    """The events of a log as a table in memory, under their own names; columns that have a type are read as such."""
    with tempfile.TemporaryDirectory() as folder:
        source = open_xes(Path(path), Path(folder))
        cells = [
            f"TRY_CAST(c{place} AS {types[name]})" if name in types else f"c{place}"
            for place, name in enumerate(source.columns)
        ]
        table = duckdb.sql(f"SELECT {', '.join(cells)} FROM {source.relation}").to_arrow_table()
        return table.rename_columns(list(source.columns))


def write_cells(path: str, types: dict[str, str], to: str) -> None:
    table = read_xes(path, types)
    served.write_cells(
        table.column_names, zip(*(column.to_pylist() for column in table.columns), strict=True), Path(to)
    )


def main() -> None:
    duckdb.execute("SET threads = 1; SET TimeZone = 'UTC'")
    log = Log()
    served.serve(
        {
            "load": (log.load, int),
            "threads": (log.threads, lambda _: None),
            "temporal profile": (lambda zeta: log.ask("temporal_profile", zeta=zeta), log.deviations),
            "four eyes": (lambda: log.monitor("separation"), log.cases),
            "rework": (lambda act: log.ask("rework", act=act), log.cases),
            "eventually follows": (
                lambda first, second: log.ask("eventually_follows", first=first, second=second),
                log.cases,
            ),
            "long cases": (lambda seconds: log.ask("long_cases", seconds=seconds), log.cases),
            "time limit": (lambda: log.monitor("time_limit"), log.cases),
            "read XES": (read_xes, len),
            "cells": (write_cells, lambda _: None),
        }
    )


if __name__ == "__main__":
    main()
