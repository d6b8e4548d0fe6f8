# SPDX-License-Identifier: Apache-2.0
"""The command ``mingcha``: ``audit`` judges an event log against monitor points, ``sample`` makes a log to try it on.

Exit codes: 0 done; 1 done, with findings of the level that ``--fail-on`` names; 2 bad input, nothing written; 130 interrupted.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

from mingcha.audit import outputs, report, sample, summary
from mingcha.audit.propose import propose
from mingcha.audit.run import Audit, run
from mingcha.engine.batch import Cancelled
from mingcha.engine.calendar import CalendarError, CalendarMissing
from mingcha.engine.clock import CHINA, local_seconds
from mingcha.engine.kinds import LEVELS
from mingcha.engine.points import PointsError
from mingcha.files.badinput import BadInput, Fault

BAD_INPUT = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives its exit code."""
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (BadInput, PointsError, CalendarError, CalendarMissing, OSError) as bad:
        _say(f"{bad}\n没有写入任何结果。")
        return BAD_INPUT
    except (KeyboardInterrupt, Cancelled):
        _say("已取消，没有写入任何结果。")
        return INTERRUPTED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mingcha", description="明察：行政执法监督。Oversight of administrative law enforcement."
    )
    commands = parser.add_subparsers(required=True, metavar="命令")
    _add_sample(commands)
    audit = commands.add_parser(
        "audit", help="用监察点判定一份办件日志", description="用监察点判定一份办件日志，列出全部发现。"
    )
    audit.add_argument(
        "logs", nargs="+", type=Path, metavar="LOG", help="日志：XES、XES.gz、CSV、XLSX 或 Parquet，可以多份"
    )
    audit.add_argument("--propose", action="store_true", help="看一份日志，写出映射草稿（到标准输出）")
    audit.add_argument("--mapping", type=Path, help="映射：日志的列对应什么（TOML）")
    audit.add_argument("--points", type=Path, help="监察点（TOML）")
    audit.add_argument("--now", type=_instant, help="判定到什么时候为止，例如 2026-11-21 或 2026-11-21T14:05；默认现在")
    audit.add_argument("--calendar", type=Path, help="补充的工作日历（CSV）")
    audit.add_argument("--out", type=Path, help=f"把发现写入文件（{'、'.join(outputs.ENDINGS)}）")
    audit.add_argument("--html", type=Path, help="写出一页报告")
    audit.add_argument("--format", choices=("text", "json"), default="text", help="摘要的形式，默认 text")
    audit.add_argument("--lang", choices=("zh", "en"), default="zh", help="摘要的语言，默认 zh")
    audit.add_argument(
        "--engine", choices=("duckdb", "spark"), default="duckdb", help="默认 duckdb；一台机器放不下的日志用 spark"
    )
    audit.add_argument("--master", default="local[2]", help="Spark 集群地址，例如 spark://主机:7077")
    audit.add_argument("--fail-on", choices=LEVELS, help="有这个级别或者更重的发现时退出码为 1")
    audit.set_defaults(run=_audit)
    return parser


def _add_sample(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    parser = commands.add_parser(
        "sample", help="造一份演示日志", description="造一份演示用的行政处罚办件日志，连同附表、映射和监察点。"
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="写到哪个文件夹，没有就建立")
    parser.add_argument("--cases", type=int, default=sample.CASES, metavar="N", help=f"案件数，默认 {sample.CASES}")
    parser.add_argument("--seed", type=int, default=sample.SEED, metavar="S", help="随机种子：同一种子，同样的日志")
    parser.set_defaults(run=_sample)


def _sample(options: argparse.Namespace) -> int:
    for path in sample.write_sample(options.folder, options.cases, options.seed):
        print(path)  # noqa: T201
    return 0


def _instant(text: str) -> int:
    """A moment as a person writes it; a day means its last second, so that all of it is judged."""
    moment = datetime.fromisoformat(text)
    if len(text) <= len("2026-11-21"):
        moment = datetime.combine(moment, time(23, 59, 59))
    return local_seconds(moment)


def _audit(options: argparse.Namespace) -> int:
    if options.propose:
        print(propose(options.logs[0]), end="")  # noqa: T201 - this is what the command is for
        return 0
    _check_before(options)
    now = options.now if options.now is not None else local_seconds(datetime.now(CHINA))
    audit = Audit(options.logs, options.mapping, options.points, now, options.calendar, options.engine, options.master)
    with run(audit, _say) as result:
        found = summary.counts(result)
        if options.out:
            outputs.write(result, options.out)
        if options.html:
            report.write(result, options.html)
        shown = (
            json.dumps(found, ensure_ascii=False, indent=2)
            if options.format == "json"
            else summary.text(found, options.lang)
        )
    print(shown)  # noqa: T201
    failing = LEVELS[: LEVELS.index(options.fail_on) + 1] if options.fail_on else ()
    return int(any(found["levels"][level] for level in failing))


def _check_before(options: argparse.Namespace) -> None:
    """What can be known to be wrong before hours of work: missing options, endings, folders."""
    faults = [
        Fault("missing", f"--{name}", None, "必须给出")
        for name in ("mapping", "points")
        if getattr(options, name) is None
    ]
    if options.out and options.out.suffix not in outputs.ENDINGS:
        faults.append(
            Fault("file_type", "--out", None, f"不认识“{options.out.suffix}”，可以写 {'、'.join(outputs.ENDINGS)}")
        )
    for name in ("out", "html"):
        path = getattr(options, name)
        if path and not path.parent.is_dir():
            faults.append(Fault("no_folder", f"--{name}", None, f"没有文件夹“{path.parent}”，请先建立"))
    if faults:
        raise BadInput(faults)


def _say(line: str) -> None:
    print(line, file=sys.stderr)  # noqa: T201 - the terminal is the page here
