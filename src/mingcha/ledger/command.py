# SPDX-License-Identifier: Apache-2.0
"""``mingcha ledger verify | export | heads``: the ledger from the command line; ``mingcha.commands`` hooks it in.

Exit codes: 0 as it was sealed; 1 flaws were found. Raises Invalid for a file of heads that is none.
"""

from __future__ import annotations

import argparse
from itertools import islice
from pathlib import Path
from typing import Final

SHOWN: Final = 50
"""Flaws that are listed: where a whole ledger was rewritten each row would be one."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Say what the command takes. Django must be set up before ``run``."""
    parser.description = "核验和导出台账。"
    acts = parser.add_subparsers(required=True, metavar="动作")
    check = acts.add_parser("verify", help="逐条核验台账", description="逐条核验台账，列出被改动之处。")
    check.add_argument("--heads", type=Path, metavar="FILE", help="别处留存的头（mingcha ledger heads 的输出）")
    check.set_defaults(act=_verify)
    export = acts.add_parser(
        "export", help="导出台账", description="导出台账（JSON 行），供 docs/verify_ledger.py 独立核验。"
    )
    export.add_argument("file", type=Path, metavar="FILE", help="写到哪个文件；不覆盖已有的文件")
    export.set_defaults(act=_export)
    heads = acts.add_parser("heads", help="列出批次的头", description="列出批次的头，供其他单位留存。")
    heads.add_argument("--since", type=int, default=0, metavar="N", help="只列第 N 批之后的")
    heads.set_defaults(act=_heads)


def run(options: argparse.Namespace) -> int:
    """Do what was asked; gives the exit code."""
    return int(options.act(options))


def _verify(options: argparse.Namespace) -> int:
    from .export import read_heads
    from .models import Entry
    from .verify import verify

    kept = read_heads(options.heads) if options.heads else []
    flaws = list(islice(verify(kept), SHOWN + 1))
    for flaw in flaws[:SHOWN]:
        _say(flaw.message)
    if len(flaws) > SHOWN:
        _say("……")
    if not flaws:
        _say(f"台账完好：{Entry.objects.count()} 条记录与封存时相同" + ("，与别处留存的头一致" if kept else ""))
    return int(bool(flaws))


def _export(options: argparse.Namespace) -> int:
    from .export import lines

    with options.file.open("x", encoding="utf-8") as file:
        file.writelines(f"{line}\n" for line in lines())
    return 0


def _heads(options: argparse.Namespace) -> int:
    from .export import heads

    for line in heads(options.since):
        _say(line)
    return 0


def _say(line: str) -> None:
    print(line)  # noqa: T201 - the terminal is the page here
