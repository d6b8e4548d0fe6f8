# SPDX-License-Identifier: Apache-2.0
"""``mingcha ledger verify | export | heads | seal``: the ledger from the command line; ``cli.py`` hooks it in.

Exit codes: 0 as it was sealed; 1 flaws were found; 2 bad input.
"""

from __future__ import annotations

import argparse
import sys
from itertools import islice
from pathlib import Path
from typing import Any, Final

SHOWN: Final = 50
"""Flaws that are listed: where a whole ledger was rewritten each row would be one."""


def add_parser(commands: Any) -> None:
    """Add the command to those of ``mingcha``. Django must be set up before it runs."""
    parser = commands.add_parser("ledger", help="台账：核验、导出、批次的头", description="核验和导出台账。")
    acts = parser.add_subparsers(required=True, metavar="动作")
    check = acts.add_parser("verify", help="逐条核验台账", description="逐条核验台账，列出被改动之处。")
    check.add_argument("--heads", type=Path, metavar="FILE", help="别处留存的头（mingcha ledger heads 的输出）")
    check.set_defaults(run=_verify)
    export = acts.add_parser(
        "export", help="导出台账", description="导出台账（JSON 行），供 docs/verify_ledger.py 独立核验。"
    )
    export.add_argument("file", type=Path, metavar="FILE", help="写到哪个文件；不覆盖已有的文件")
    export.set_defaults(run=_export)
    heads = acts.add_parser("heads", help="列出批次的头", description="列出批次的头，供其他单位留存。")
    heads.add_argument("--since", type=int, default=0, metavar="N", help="只列第 N 批之后的")
    heads.set_defaults(run=_heads)


def _verify(options: argparse.Namespace) -> int:
    from .errors import Invalid
    from .export import read_heads
    from .models import Entry
    from .verify import verify

    try:
        kept = read_heads(options.heads) if options.heads else []
    except Invalid as bad:
        _say(bad.message, sys.stderr)
        return 2
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


def _say(line: str, file: Any = None) -> None:
    print(line, file=file)
