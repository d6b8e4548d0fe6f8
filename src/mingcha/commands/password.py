# SPDX-License-Identifier: Apache-2.0
"""``mingcha password``: a new first password for an account, given by whoever holds the server.

In the pages no administrator can give one to an administrator of another duty: she could become her (security.md B7).
"""

from __future__ import annotations

import argparse

from mingcha.commands.application import application
from mingcha.commands.terminal import Stopped, answer


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "为一个账户生成新口令，只显示一次，登录后须修改。操作会记入台账。"
    parser.add_argument("username", metavar="USERNAME", help="用户名")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with application():
        from mingcha.ledger import System
        from mingcha.organs.actions.people import give_password
        from mingcha.organs.models import Person

        person = Person.objects.filter(username=options.username.lower()).first()
        if person is None:
            raise Stopped(f"没有用户名为 {options.username} 的账户")
        answer(give_password(person, by=System("mingcha password")))
    return 0
