# SPDX-License-Identifier: Apache-2.0
"""``mingcha audit``: judges event logs against monitor points, without a database or Django."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Final

import duckdb

from mingcha.audit import outputs, report, summary
from mingcha.audit.options import USUAL, faults_of, instant
from mingcha.audit.propose import propose
from mingcha.audit.run import Audit
from mingcha.audit.run import run as audited
from mingcha.commands.terminal import Stopped, answer, say
from mingcha.engine.batch import Cancelled
from mingcha.engine.calendar import CalendarError, CalendarMissing
from mingcha.engine.clock import CHINA, local_seconds
from mingcha.engine.kinds import LEVELS
from mingcha.files.badinput import BadInput
from mingcha.files.whole import whole

_IN_DUCKDB: Final = "Query interrupted"
"""The RuntimeError that DuckDB makes of Ctrl-C while it works."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "用监察点判定一份办件日志，列出全部发现。"
    parser.add_argument(
        "logs", nargs="+", type=Path, metavar="LOG", help="日志：XES、XES.gz、CSV、XLSX 或 Parquet，可以多份"
    )
    parser.add_argument("--propose", action="store_true", help="读取一份日志，生成映射草稿（到标准输出）")
    parser.add_argument("--sheet", metavar="NAME", help="与 --propose 同用：工作簿中的哪张工作表")
    parser.add_argument("--mapping", type=Path, help="映射：日志的列对应什么（TOML）")
    parser.add_argument("--points", type=Path, help="监察点（TOML）")
    parser.add_argument("--now", help="以何时为准判定未办结的案件，例如 2026-11-21 或 2026-11-21T14:05；默认为当前时间")
    parser.add_argument("--calendar", type=Path, help="补充的工作日历（CSV）")
    parser.add_argument("--out", type=Path, help=f"把发现写入文件（{'、'.join(outputs.ENDINGS)}）")
    parser.add_argument("--html", type=Path, help="写出一页报告")
    parser.add_argument("--format", choices=("text", "json"), default=USUAL["format"], help="摘要的形式，默认 text")
    parser.add_argument("--lang", choices=("zh", "en"), default=USUAL["lang"], help="摘要的语言，默认 zh")
    parser.add_argument(
        "--engine",
        choices=("duckdb", "spark"),
        default=USUAL["engine"],
        help="默认 duckdb；spark 把判定分给一个集群，日志仍由本机读取",
    )
    parser.add_argument(
        "--master",
        default=USUAL["master"],
        help="Spark 集群地址，例如 spark://主机:7077；集群各节点须能以同一路径访问环境变量 TMPDIR 所指的文件夹",
    )
    parser.add_argument("--fail-on", choices=LEVELS, help="有这个级别或者更重的发现时退出码为 1")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with _said_in_words():
        return _audit(options)


def _audit(options: argparse.Namespace) -> int:
    if faults := faults_of(options):
        raise BadInput(faults)
    if options.propose:
        answer(propose(options.logs[0], options.sheet).removesuffix("\n"))
        return 0
    now = instant(options.now) if options.now else local_seconds(datetime.now(CHINA))
    audit = Audit(options.logs, options.mapping, options.points, now, options.calendar, options.engine, options.master)
    wanted = [path for path in (options.out, options.html) if path]
    with audited(audit, say) as result, whole(*wanted) as written:
        found, halves = summary.counts(result), dict(zip(wanted, written, strict=True))
        if options.out:
            outputs.write(result, halves[options.out])
        if options.html:
            report.write(result, halves[options.html])
        answer(
            json.dumps(found, ensure_ascii=False, indent=2)
            if options.format == "json"
            else summary.text(found, options.lang)
        )
    failing = LEVELS[: LEVELS.index(options.fail_on) + 1] if options.fail_on else ()
    return int(any(found["levels"][level] for level in failing))


@contextmanager
def _said_in_words() -> Iterator[None]:
    try:
        yield
    except CalendarError as bad:
        raise Stopped(str(bad)) from bad
    except CalendarMissing as missing:
        raise Stopped(f"{missing}，用 --calendar 给出") from missing
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise Stopped(f"磁盘或内存不足，已停止（{str(error).splitlines()[0][:200]}）") from error
    except Cancelled as cancelled:
        raise KeyboardInterrupt from cancelled
    except RuntimeError as error:
        if str(error) != _IN_DUCKDB:
            raise
        raise KeyboardInterrupt from error
