# SPDX-License-Identifier: Apache-2.0
"""``mingcha sample``: a log to try ``mingcha audit`` on."""

from __future__ import annotations

import argparse
from pathlib import Path

from mingcha.audit import sample
from mingcha.commands.terminal import answer


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "生成一份演示用的行政处罚办件日志，连同附表、映射和监察点。不覆盖已有的文件。"
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="写到哪个文件夹，没有就建立")
    parser.add_argument("--cases", type=int, default=sample.CASES, metavar="N", help=f"案件数，默认 {sample.CASES}")
    parser.add_argument("--seed", type=int, default=sample.SEED, metavar="S", help="随机种子：同一种子，同样的日志")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    answer("\n".join(map(str, sample.write_sample(options.folder, options.cases, options.seed))))
    return 0
