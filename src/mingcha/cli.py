# SPDX-License-Identifier: Apache-2.0
"""The command ``mingcha``: ``audit`` judges an event log against monitor points, ``sample`` makes a log to try it on.

Exit codes: 0 done; 1 done, with findings of the level that ``--fail-on`` names; 2 bad input, nothing written; 130 interrupted.
"""

from __future__ import annotations

import argparse
import errno
import json
import os
import re
import signal
import sys
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NoReturn

import duckdb

from mingcha.audit import outputs, report, sample, summary
from mingcha.audit.options import USUAL, faults_of, instant
from mingcha.audit.propose import propose
from mingcha.audit.run import Audit, run
from mingcha.engine.batch import Cancelled
from mingcha.engine.calendar import CalendarError, CalendarMissing
from mingcha.engine.clock import CHINA, local_seconds
from mingcha.engine.kinds import LEVELS
from mingcha.files.badinput import BadInput, Fault
from mingcha.files.whole import whole

BAD_INPUT = 2
INTERRUPTED = 130
_IN_DUCKDB: Final = "Query interrupted"
"""The RuntimeError that DuckDB makes of Ctrl-C while it works."""
_UNSHOWABLE: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Names in a log must not steer the terminal that shows them."""
_OPTION_WORDS: Final = (
    (r"argument (\S+): invalid choice: (.+) \(choose from (.+)\)", r"\1：不能是 \2，可以写 \3"),
    (r"argument (\S+): expected .*", r"\1：后面要写明内容"),
    (r"argument (\S+): invalid int value: (.+)", r"\1：\2 不是整数"),
    (r"argument (\S+): (.+)", r"\1：\2"),
    (r"the following arguments are required: (.+)", r"缺少 \1"),
    (r"unrecognized arguments: (.+)", r"不认识 \1"),
)
"""What argparse says, and how we say it."""
_DISK_WORDS: Final = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EEXIST: "已经有这个文件",
    errno.EISDIR: "是文件夹，不是文件",
    errno.ENOTDIR: "是文件，不是文件夹",
    errno.ENOSPC: "磁盘已满",
    errno.EROFS: "磁盘只读",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; gives its exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # to be ended is to be interrupted: nothing may be left
    try:
        options = _parser().parse_args(arguments)
        return int(options.run(options))
    except (BadInput, CalendarError) as bad:
        return _refused(str(bad))
    except CalendarMissing as missing:
        return _refused(f"{missing}，用 --calendar 给出")
    except OSError as error:
        return _refused(
            f"{error.filename or '文件'}：{_DISK_WORDS.get(error.errno or 0, '读写失败')}（{error.strerror}）"
        )
    except (duckdb.IOException, duckdb.OutOfMemoryException) as error:
        return _refused(f"磁盘或内存不足，已停止（{str(error).splitlines()[0][:200]}）")
    except (KeyboardInterrupt, Cancelled, RuntimeError) as stopped:
        if isinstance(stopped, RuntimeError) and str(stopped) != _IN_DUCKDB:
            raise
        _say("已取消，没有写入任何结果。")
        return INTERRUPTED


def _refused(why: str) -> int:
    _say(f"{why}\n没有写入任何结果。")
    return BAD_INPUT


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the options as all other faults are said."""

    def error(self, message: str) -> NoReturn:
        for pattern, words in _OPTION_WORDS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = found.expand(words)
                break
        raise BadInput([Fault("option", "选项", None, f"{message}。用法见 {self.prog} --help")])


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="mingcha", description="明察：行政执法监督。Oversight of administrative law enforcement.")
    commands = parser.add_subparsers(required=True, metavar="命令")
    _add_sample(commands)
    audit = commands.add_parser(
        "audit", help="用监察点判定一份办件日志", description="用监察点判定一份办件日志，列出全部发现。"
    )
    audit.add_argument(
        "logs", nargs="+", type=Path, metavar="LOG", help="日志：XES、XES.gz、CSV、XLSX 或 Parquet，可以多份"
    )
    audit.add_argument("--propose", action="store_true", help="读取一份日志，生成映射草稿（到标准输出）")
    audit.add_argument("--sheet", metavar="NAME", help="与 --propose 同用：工作簿中的哪张工作表")
    audit.add_argument("--mapping", type=Path, help="映射：日志的列对应什么（TOML）")
    audit.add_argument("--points", type=Path, help="监察点（TOML）")
    audit.add_argument("--now", help="以何时为准判定未办结的案件，例如 2026-11-21 或 2026-11-21T14:05；默认为当前时间")
    audit.add_argument("--calendar", type=Path, help="补充的工作日历（CSV）")
    audit.add_argument("--out", type=Path, help=f"把发现写入文件（{'、'.join(outputs.ENDINGS)}）")
    audit.add_argument("--html", type=Path, help="写出一页报告")
    audit.add_argument("--format", choices=("text", "json"), default=USUAL["format"], help="摘要的形式，默认 text")
    audit.add_argument("--lang", choices=("zh", "en"), default=USUAL["lang"], help="摘要的语言，默认 zh")
    audit.add_argument(
        "--engine",
        choices=("duckdb", "spark"),
        default=USUAL["engine"],
        help="默认 duckdb；spark 把判定分给一个集群，日志仍由本机读取",
    )
    audit.add_argument(
        "--master",
        default=USUAL["master"],
        help="Spark 集群地址，例如 spark://主机:7077；集群各节点须能以同一路径访问环境变量 TMPDIR 所指的文件夹",
    )
    audit.add_argument("--fail-on", choices=LEVELS, help="有这个级别或者更重的发现时退出码为 1")
    audit.set_defaults(run=_audit)
    return parser


def _add_sample(commands: argparse._SubParsersAction[_Parser]) -> None:
    parser = commands.add_parser(
        "sample",
        help="生成演示日志",
        description="生成一份演示用的行政处罚办件日志，连同附表、映射和监察点。不覆盖已有的文件。",
    )
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="写到哪个文件夹，没有就建立")
    parser.add_argument("--cases", type=int, default=sample.CASES, metavar="N", help=f"案件数，默认 {sample.CASES}")
    parser.add_argument("--seed", type=int, default=sample.SEED, metavar="S", help="随机种子：同一种子，同样的日志")
    parser.set_defaults(run=_sample)


def _sample(options: argparse.Namespace) -> int:
    _print("\n".join(map(str, sample.write_sample(options.folder, options.cases, options.seed))))
    return 0


def _audit(options: argparse.Namespace) -> int:
    if faults := faults_of(options):
        raise BadInput(faults)
    if options.propose:
        _print(propose(options.logs[0], options.sheet).removesuffix("\n"))
        return 0
    now = instant(options.now) if options.now else local_seconds(datetime.now(CHINA))
    audit = Audit(options.logs, options.mapping, options.points, now, options.calendar, options.engine, options.master)
    wanted = [path for path in (options.out, options.html) if path]
    with run(audit, _say) as result, whole(*wanted) as written:
        found, halves = summary.counts(result), dict(zip(wanted, written, strict=True))
        if options.out:
            outputs.write(result, halves[options.out])
        if options.html:
            report.write(result, halves[options.html])
        _print(
            json.dumps(found, ensure_ascii=False, indent=2)
            if options.format == "json"
            else summary.text(found, options.lang)
        )
    failing = LEVELS[: LEVELS.index(options.fail_on) + 1] if options.fail_on else ()
    return int(any(found["levels"][level] for level in failing))


def _say(line: str) -> None:
    print(_UNSHOWABLE.sub("\ufffd", line), file=sys.stderr)  # noqa: T201 - the terminal is the page here


def _print(text: str) -> None:
    """The answer. Whoever reads it may have gone before its end."""
    try:
        encoding = sys.stdout.encoding or "utf-8"
        print(_UNSHOWABLE.sub("\ufffd", text).encode(encoding, "replace").decode(encoding), flush=True)  # noqa: T201
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python would try to write the rest once more, at its end
        if not isinstance(error, BrokenPipeError):
            raise
