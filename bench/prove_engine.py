# SPDX-License-Identifier: Apache-2.0
"""script/prove engine: 20,000 random cases judged alike by the reference, DuckDB, SQLite, PostgreSQL and Spark.

The worlds are those of the tests. To keep the four databases busy rather than waiting, worlds are laid side by side:
numbers and codes are moved apart, and days are moved so that all have the same ``now``.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
import results

ROOT = Path(__file__).parent.parent
sys.path.extend([str(ROOT / "tests"), str(ROOT / "tests" / "engine")])

from backends import Backend, on_duckdb, on_sqlite  # noqa: E402
from oracle import judge  # noqa: E402
from worlds import World, make_world  # noqa: E402
from worlds_points import LEVELS  # noqa: E402

from mingcha.engine.cluster import judge as judge_on_spark  # noqa: E402
from mingcha.engine.kinds import KINDS  # noqa: E402
from mingcha.engine.schema import TABLES  # noqa: E402
from postgres import cluster  # noqa: E402

CASES = 20_000
CASES_PER_WORLD = 10
CASES_TOGETHER = 4_000
DAY = 86_400
COMMON_TODAY = 20_200
APART = 10_000
OWN = ("item_id", "calendar_id", "article_id", "violation")
"""Codes that each world has of its own. A blank citation stays blank."""
Rows = set[tuple[Any, ...]]


def moved(world: World, number: int) -> World:
    """The same world with numbers, codes and days that no other has, and ``today`` where all have it."""
    days = COMMON_TODAY - world["clock"][0]["today"]

    def move(column: str, value: Any) -> Any:
        if value is None:
            return None
        if column in OWN:
            return f"{number}:{value}" if value.strip() else value
        if column.endswith("_id") or column == "superseded_by":
            return value + number * APART
        if column.endswith("_at") or column == "now":
            return value + days * DAY
        if column.endswith("_day") or column in ("day", "today", "valid_from", "valid_to"):
            return value + days
        return value

    return {
        table: [{column: move(column, value) for column, value in row.items()} for row in rows]
        for table, rows in world.items()
    }


def together(n_cases: int, seed: int) -> Iterator[World]:
    """Worlds side by side, ``CASES_TOGETHER`` cases each; only those whose clock shows the same can be."""
    waiting: dict[int, list[World]] = defaultdict(list)
    for number in range(n_cases // CASES_PER_WORLD):
        world = moved(make_world(random.Random(seed + number), CASES_PER_WORLD), number)
        group = waiting[world["clock"][0]["now"]]
        group.append(world)
        if len(group) * CASES_PER_WORLD >= CASES_TOGETHER:
            yield merged(waiting.pop(world["clock"][0]["now"]))
    for group in waiting.values():
        yield merged(group)


def merged(worlds: Sequence[World]) -> World:
    whole = {table: [row for world in worlds for row in world[table]] for table in TABLES}
    whole["clock"] = worlds[0]["clock"]
    whole["parts"] = list(worlds)
    return whole


def expected(world: World) -> Rows:
    """What the reference finds in each of the worlds, one by one."""
    found: Rows = set()
    for part in world["parts"]:
        kinds = {point["point_id"]: point["kind"] for point in part["points"]}
        found |= {(*finding, LEVELS[kinds[finding.point_id]][finding.code]) for finding in judge(part)}
    return found


class OnPostgresql(Backend):
    """Copies rows in, and takes statistics: without them hundreds of cases are joined by nested loops."""

    def insert(self, name: str, rows: list[tuple[Any, ...]]) -> None:
        with self.connection.cursor().copy(f"COPY {TABLES[name].relation} FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    def load(self, world: World) -> None:
        super().load(world)
        self.connection.execute("ANALYZE")


class OnSpark:
    """Spark as the other back ends: its base relations are views over the rows."""

    def __init__(self) -> None:
        from mingcha.engine.cluster import connect

        self.session = connect()
        self.session.sparkContext.setLogLevel("ERROR")

    def judge(self, world: World) -> Rows:
        types = {"int": "BIGINT", "text": "STRING"}
        for name, table in TABLES.items():
            rows = [tuple(row[column] for column in table.columns) for row in world[name]]
            spec = ", ".join(f"`{column}` {types[kind]}" for column, kind in table.columns.items())
            self.session.createDataFrame(rows, spec).createOrReplaceTempView(table.relation)
        found: Rows = set()
        for kind in KINDS.values():
            found |= {tuple(row) for row in judge_on_spark(self.session, kind.sql).collect()}
        return found


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--seed", type=int, default=20_261_121)
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args(arguments)
    with cluster() as where:
        backends: dict[str, Backend | OnSpark] = {
            "DuckDB": on_duckdb(),
            "SQLite": on_sqlite(),
            "PostgreSQL": OnPostgresql(psycopg.connect(where), "postgresql"),
            "Spark": OnSpark(),
        }
        table = prove(backends, options.cases, options.seed)
    if options.dry:
        results.print_table(table)
    else:
        results.record(
            "prove engine",
            table,
            ["src/mingcha/engine", "tests/engine"],
            [f"{options.cases:,} cases, seed {options.seed}"],
        )


def prove(backends: dict[str, Backend | OnSpark], n_cases: int, seed: int) -> list[dict[str, object]]:
    seconds: dict[str, float] = defaultdict(float)
    n_found = n_judged = 0
    for world in together(n_cases, seed):
        want = expected(world)
        n_found += len(want)
        n_judged += len(world["cases"])
        for name, backend in backends.items():
            started = time.perf_counter()
            got = backend.judge(world)
            seconds[name] += time.perf_counter() - started
            if got != want:
                raise SystemExit(
                    f"{name}: too many {sorted(got - want, key=str)[:5]}, missing {sorted(want - got, key=str)[:5]}"
                )
        print(f"{n_judged:,} cases, {n_found:,} findings alike", flush=True)
    return [
        {
            "back end": name,
            "cases": f"{n_judged:,}",
            "findings": f"{n_found:,}",
            "different": 0,
            "seconds": f"{seconds[name]:.0f}",
        }
        for name in backends
    ]


if __name__ == "__main__":
    main(sys.argv[1:])
