# SPDX-License-Identifier: Apache-2.0
"""script/bench spark: the same logs judged by DuckDB and by a standalone Spark cluster on loopback (one master, one worker).

Both write the same findings, row by row. Each run is a process of its own; for Spark the wall time holds the start of its
driver and executor, which a job on a real cluster pays too.
"""

from __future__ import annotations

import argparse
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median

import duckdb
import generate
import pyspark
import results
import timing
from bench_engine import ENGINE

SIZES = (20_000, 200_000)
FAULTY = 0.25
RUNS = 5
LOOPBACK = "127.0.0.1"
PATIENCE = 60
SPARK = """
import sys, time; from pathlib import Path; import generate
from mingcha.engine.batch import Settings; from mingcha.engine.cluster import judge_log
log, out = map(Path, sys.argv[1:3]); settings = Settings(generate.points(), generate.calendar(), generate.NOW)
started = time.perf_counter(); judge_log(log, settings, out, sys.argv[3]); print("wall", time.perf_counter() - started)
"""


@contextmanager
def standalone(folder: Path) -> Iterator[str]:
    """A cluster of a master and a worker with two cores, on loopback; gives its address."""
    home = Path(pyspark.__file__).parent
    env = {**os.environ, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": LOOPBACK, "SPARK_NO_DAEMONIZE": "1"}
    address = f"spark://{LOOPBACK}:{_free_port()}"
    where = ["--host", LOOPBACK, "--webui-port", "0"]
    master = ["deploy.master.Master", *where, "--port", address.rpartition(":")[2]]
    worker = ["deploy.worker.Worker", *where, "--cores", "2", "--memory", "4g", "--work-dir", str(folder), address]
    with ExitStack() as stack:
        for (name, *options), said in ((master, "started at"), (worker, "Successfully registered with master")):
            stack.enter_context(
                _service([home / "bin" / "spark-class", f"org.apache.spark.{name}", *options], env, said)
            )
        yield address


@contextmanager
def _service(command: Sequence[str | Path], env: dict[str, str], said: str) -> Iterator[None]:
    """A process that is ready when it has said so in its log, and ended afterwards."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        process = subprocess.Popen(command, env=env, stdout=log, stderr=log)
        try:
            for _ in range(PATIENCE * 10):
                log.seek(0)
                told = log.read()
                if re.search(said, told, re.IGNORECASE):
                    break
                if process.poll() is not None:
                    raise SystemExit(told)
                time.sleep(0.1)
            else:
                raise SystemExit(f"not ready after {PATIENCE} s:\n{told}")
            yield
        finally:
            process.terminate()
            process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def compare(one: Path, other: Path) -> int:
    """The number of findings; raises if any row differs in any column."""
    with duckdb.connect() as connection:
        sides = [f"SELECT COLUMNS(*)::VARCHAR FROM read_parquet('{each}/*.parquet')" for each in (one, other)]
        named = [f"SELECT * FROM ({side}) ORDER BY ALL" for side in sides]
        for left, right in ((0, 1), (1, 0)):
            if connection.execute(f"({named[left]}) EXCEPT ALL ({named[right]}) LIMIT 1").fetchall():
                raise SystemExit("the findings of Spark are not those of DuckDB")
        return int(connection.execute(f"SELECT COUNT(*) FROM ({sides[0]})").fetchall()[0][0])


def measure(size: int, address: str, folder: Path, runs: int) -> dict[str, object]:
    log, ours, theirs = folder / f"log-{size}", folder / "duckdb", folder / "spark"
    generate.generate(log, size, FAULTY)
    walls = [(timing.run(ENGINE, log, ours).wall, timing.run(SPARK, log, theirs, address).wall) for _ in range(runs)]
    return {
        "cases": f"{size:,}",
        "faulty": f"{FAULTY:.0%}",
        "findings": f"{compare(ours, theirs):,}",
        "different": 0,
        "DuckDB s": f"{median(wall[0] for wall in walls):.2f}",
        "Spark s": f"{median(wall[1] for wall in walls):.2f}",
        "Spark ÷ DuckDB": f"{median(wall[1] / wall[0] for wall in walls):.0f}",
    }


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--dry", action="store_true", help="print only")
    options = parser.parse_args(arguments)
    os.environ["SPARK_LOCAL_IP"] = LOOPBACK  # the driver's too
    with tempfile.TemporaryDirectory(prefix="mingcha-bench-") as name, standalone(Path(name)) as address:
        table = [measure(size, address, Path(name), options.runs) for size in options.sizes]
    if options.dry:
        results.print_table(table)
    else:
        notes = [f"{options.runs} run(s) in turn, medians; standalone cluster on loopback, one worker with two cores"]
        results.record("bench spark", table, ["src/mingcha/engine", "bench/bench_spark.py", "bench/generate.py"], notes)


if __name__ == "__main__":
    main(sys.argv[1:])
