# SPDX-License-Identifier: Apache-2.0
"""``mingcha keys rotate``: a new key for a purpose of the ring, and what the older ones made written anew (docs/operations.md)."""

from __future__ import annotations

import argparse

from mingcha.commands.application import application
from mingcha.commands.terminal import answer, say
from mingcha.ledger.keys import PURPOSES


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "轮换密钥：新增一把，并分批改写旧密钥所加密的内容。旧密钥仍留在密钥文件中。中断后可以再次运行。"
    )
    parser.add_argument("act", choices=("rotate",), metavar="rotate", help="轮换")
    words = "field 加密个人信息，index 查找个人信息，seal 封存台账"
    parser.add_argument("purposes", nargs="+", choices=PURPOSES, metavar="PURPOSE", help=words)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    unreadable: set[str] = set()
    with application():
        from mingcha.ledger import System
        from mingcha.ledger.keys import ring
        from mingcha.organs.actions.keys import begin_rotation, finish_rotation

        by = System("mingcha keys")
        for purpose in dict.fromkeys(options.purposes):
            before = ring().newest(purpose)
            key = begin_rotation(purpose, by=by)
            if key == before:
                say(f"{key} 上一次没有轮换完，继续")
            done = finish_rotation(purpose, by=by)
            answer(f"{purpose} {key} {done.rows}")
            unreadable |= done.unreadable
        for row in sorted(unreadable):
            say(f"{row} 无法解密，没有改写：请先用备份的密钥文件补回缺少的密钥")
    return int(bool(unreadable))
