# SPDX-License-Identifier: Apache-2.0
"""``mingcha demo``: loads the demonstration once and shows its accounts; ``mingcha.commands`` hooks it in."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Final

AUTHOR: Final = "mingcha demo"
Say = Callable[[str], None]


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes. Django must be set up before it runs."""
    parser.description = "载入演示数据（只做一次），并列出演示账户。只用于演示模式（MINGCHA_DEMO=1）。"
    parser.add_argument("--cases", type=int, metavar="N", help="案件数，默认约 3,000；测试用较小的数")


def run(options: argparse.Namespace, say: Say, answer: Say) -> int:
    """Do it; ``say`` tells how far the work is, ``answer`` takes the accounts. Raises BadInput, Refused."""
    from django.utils import timezone

    from mingcha.catalog.actions import load_national_laws
    from mingcha.catalog.models import Law
    from mingcha.catalog.national import find_file
    from mingcha.demo.load import load
    from mingcha.demo.messages import judge_again
    from mingcha.demo.plan import TOTAL
    from mingcha.ledger import System

    now = timezone.now()
    load(now, System(AUTHOR), cases=options.cases or TOTAL, say=say)
    if not Law.objects.exists():
        say("载入国家法律")
        load_national_laws(find_file(), by=System(AUTHOR))
    judge_again(now)
    for line in accounts():
        answer(line)
    return 0


def accounts() -> list[str]:
    """The accounts of the demonstration, a line each, and their password."""
    from mingcha.demo.district import toml

    told = toml("accounts.toml")
    lines = [f"  {entry['username']:<10}{entry['shows']}" for entry in told["account"]]
    return [f"演示账户（口令都是 {told['password']}）：", *lines]
