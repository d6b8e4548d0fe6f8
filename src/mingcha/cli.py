# SPDX-License-Identifier: Apache-2.0
"""The command ``mingcha``: what it can do, one line each; the commands themselves are in ``mingcha.commands``.

Exit codes: 0 done; 1 done, with findings of the level that ``--fail-on`` names, or a check that failed; 2 bad input or
settings; 130 interrupted.
"""

from __future__ import annotations

import argparse
import errno
import re
import signal
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NoReturn

from mingcha.commands.terminal import Stopped, say
from mingcha.files.badinput import BadInput, Fault

BAD_INPUT = 2
INTERRUPTED = 130
COMMANDS: Final = {
    "sample": "生成演示日志",
    "audit": "用监察点判定一份办件日志",
    "migrate": "建立或更新数据库",
    "serve": "启动网页服务和后台任务",
    "work": "只运行后台任务",
    "bootstrap": "建立最初的三个管理员账户",
    "password": "为一个账户生成新口令",
    "demo": "载入演示数据",
    "check": "检查设置和数据库",
    "backup": "备份数据库和文件",
    "restore": "从备份恢复",
    "catalog": "载入权力事项和法规",
    "keys": "轮换密钥",
    "ledger": "核验和导出台账",
    "api": "写出接口的文档",
}
ALL_OR_NOTHING: Final = ("sample", "audit")
"""Commands that have written nothing when they stop, and say so."""
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
    given = sys.argv[1:] if arguments is None else arguments
    name = next((word for word in given if word in COMMANDS), "")
    nothing = "没有写入任何结果。" if name in ALL_OR_NOTHING or not name else ""
    try:
        options = _parser(name).parse_args(given)
        return int(options.run(options))
    except (BadInput, Stopped) as bad:
        say(f"{bad}\n{nothing}".rstrip())
    except OSError as error:
        words = _DISK_WORDS.get(error.errno or 0, "读写失败")
        say(f"{error.filename or '文件'}：{words}（{error.strerror}）\n{nothing}".rstrip())
    except KeyboardInterrupt:
        say(f"已取消，{nothing}" if nothing else "已停止。")
        return INTERRUPTED
    return BAD_INPUT


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the options as all other faults are said."""

    def error(self, message: str) -> NoReturn:
        for pattern, words in _OPTION_WORDS:
            if found := re.fullmatch(pattern, message, re.DOTALL):
                message = found.expand(words)
                break
        raise BadInput([Fault("option", "选项", None, f"{message}。用法见 {self.prog} --help")])


def _parser(chosen: str) -> argparse.ArgumentParser:
    """All commands by name; what it takes is asked only of the one that will run, since asking imports it."""
    parser = _Parser(prog="mingcha", description="明察：行政执法监督。Oversight of administrative law enforcement.")
    commands = parser.add_subparsers(required=True, metavar="命令")
    for name, words in COMMANDS.items():
        command = commands.add_parser(name, help=words)
        if name == chosen:
            import_module(f"mingcha.commands.{name}").arguments(command)
    return parser
