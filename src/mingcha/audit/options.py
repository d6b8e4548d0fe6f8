# SPDX-License-Identifier: Apache-2.0
"""What can be known to be wrong with the options of ``mingcha audit`` alone, before hours of work."""

from __future__ import annotations

import argparse
import os
import re
import socket
from collections.abc import Iterator, Mapping
from datetime import datetime, time
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Final

from mingcha.audit import outputs, times
from mingcha.audit.mapping import load_mapping
from mingcha.engine.clock import local_seconds
from mingcha.files.badinput import BadInput, Fault

USUAL: Final[Mapping[str, str]] = {"format": "text", "lang": "zh", "engine": "duckdb", "master": "local[2]"}
"""What stands where an option is left out."""
SECONDS_TO_ANSWER: Final = 5
_NO_TEXT: Final = re.compile("[\ud800-\udfff]")
"""What Python makes of bytes in a file name that are no UTF-8; no library but the system's can open such a name."""
_MASTER: Final = re.compile(r"local(\[[\d*]+(,\d+)?\])?|(spark|k8s)://.+|yarn")
_FILES: Final = ("mapping", "points", "calendar", "out", "html")
_NOT_TO_PROPOSE: Final = (*_FILES, "now", "fail_on", *USUAL)


def instant(text: str) -> int:
    """A moment as a person writes it; a day means its last second, so that all of it is judged."""
    moment = datetime.fromisoformat(text)
    if len(text) <= len("2026-11-21"):
        moment = datetime.combine(moment, time(23, 59, 59))
    return local_seconds(moment)


def faults_of(options: argparse.Namespace) -> list[Fault]:
    """Everything that is wrong with the options and with the files that they name."""
    own = _propose_faults(options) if options.propose else _audit_faults(options)
    return [*own, *_file_faults(options)]


def _propose_faults(options: argparse.Namespace) -> Iterator[Fault]:
    """A proposal takes a log and its sheet, and nothing that would be passed over in silence."""
    given = [
        f"--{name.replace('_', '-')}"
        for name in _NOT_TO_PROPOSE
        if getattr(options, name) not in (None, USUAL.get(name))
    ]
    if given or len(options.logs) > 1:
        yield Fault("option", "--propose", None, f"只读取一份日志，不与 {'、'.join(given) or '其他日志'} 同用")
    if options.sheet and any(path.suffix.lower() not in (".xlsx", ".xlsm") for path in options.logs):
        yield Fault("option", "--sheet", None, "只用于 XLSX 工作簿")


def _audit_faults(options: argparse.Namespace) -> Iterator[Fault]:
    for name in ("mapping", "points"):
        if getattr(options, name) is None:
            yield Fault("missing", f"--{name}", None, "必须给出")
    if options.sheet:
        yield Fault("option", "--sheet", None, '只与 --propose 同用；判定时在映射的 [log] 写 sheet = "…"')
    if options.now and not _known(options.now):
        yield Fault(
            "date_invalid", "--now", None, f"“{options.now}”不是有效的时间：请写成 2026-11-21 或 2026-11-21T14:05"
        )
    if options.engine == "spark":
        yield from _spark_faults(options.master)
    if options.out and options.out.suffix not in outputs.ENDINGS:
        yield Fault("file_type", "--out", None, f"不认识“{options.out.suffix}”，可以写 {'、'.join(outputs.ENDINGS)}")


def _known(now: str) -> bool:
    try:
        return times.EARLIEST <= instant(now) < times.LATEST
    except (ValueError, OverflowError):
        return False


def _spark_faults(master: str) -> Iterator[Fault]:
    """What Spark would only say, in its own words, when the log has been read."""
    home = os.environ.get("JAVA_HOME")
    if find_spec("pyspark") is None:
        yield Fault("option", "--engine", None, "没有安装 Spark：请安装 mingcha[spark]")
    if which(str(Path(home, "bin", "java")) if home else "java") is None:
        yield Fault("option", "--engine", None, "没有找到 Java：Spark 需要 Java 17，请安装，并检查 PATH 或 JAVA_HOME")
    if not _MASTER.fullmatch(master):
        said = f"“{master}”不是 Spark 集群：请写 local[2]、spark://主机:7077 或 yarn"
        yield Fault("option", "--master", None, said)
    elif master.startswith("spark://") and not any(map(_answers, master.removeprefix("spark://").split(","))):
        yield Fault("option", "--master", None, f"连接不上“{master}”：请检查地址、端口和集群是否在运行")


def _answers(address: str) -> bool:
    """Whether anybody listens at ``host:port``."""
    host, _, port = address.rpartition(":")
    try:
        socket.create_connection((host.strip("[]"), int(port)), SECONDS_TO_ANSWER).close()
    except (OSError, ValueError, OverflowError):
        return False
    return True


def _file_faults(options: argparse.Namespace) -> Iterator[Fault]:
    """Files that are not there, folders that cannot take one, and a file in two parts at once: what is read is never overwritten."""
    named = [("LOG", path) for path in options.logs]
    named += [(f"--{name}", path) for name in _FILES if (path := getattr(options, name))]
    sides = _side_files(options.mapping)
    seen: dict[str, str] = {}
    for part, path in named:
        writes = part in ("--out", "--html")
        real = os.path.realpath(path)  # Path.resolve breaks off at a link to itself
        first = seen.get(real) or (sides.get(real) if writes else None)
        if fault := _fault_of(path, first, writes=writes):
            yield Fault(fault[0], part, None, fault[1])
        seen.setdefault(real, part)


def _fault_of(path: Path, first: str | None, *, writes: bool) -> tuple[str, str] | None:
    """Code and words of what is wrong with a file that is read or written, and ``first`` already used as something else."""
    if _NO_TEXT.search(str(path)):
        return "file_name", f"文件名“{path}”含有不是文字的字节：请改名"
    if first:
        return "file_twice", f"“{path}”已用作 {first}：同一个文件不能用两次"
    if path.is_dir():
        return "file_form", f"“{path}”是文件夹，不是文件"
    if writes and not path.parent.is_dir():
        return "no_folder", f"没有文件夹“{path.parent}”，请先建立"
    if not writes and not path.exists():
        return "file_missing", f"没有文件“{path}”" + ("：它是一个链接，所指的文件不存在" if path.is_symlink() else "")
    if not os.access(path.parent if writes else path, os.W_OK if writes else os.R_OK):
        return "no_right", f"没有权限使用“{path}”"
    return None


def _side_files(mapping: Path | None) -> dict[str, str]:
    """The files of the side tables, and what they are used as; none of a mapping that is refused later on anyway."""
    try:
        sides = load_mapping(mapping).tables if mapping else {}
    except (BadInput, OSError):
        return {}
    return {os.path.realpath(side.file): f"附表 tables.{name}" for name, side in sides.items()}
