# SPDX-License-Identifier: Apache-2.0
"""``mingcha password``: a new first password for an account, given by whoever holds the server.

An account that was disabled is enabled again: where nobody has logged in for long, all administrators are dormant.
In the pages no administrator can give one to an administrator of another duty: she could become her (security.md B7).
"""

from __future__ import annotations

import argparse

from mingcha.commands.application import application
from mingcha.commands.terminal import Stopped, answer


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "为一个账户生成新口令，只显示一次，登录后须修改；停用的账户随之启用。操作会记入台账。"
    parser.add_argument("--factors", action="store_true", help="同时清除二次验证（手机或密钥丢失时）")
    parser.add_argument("username", metavar="USERNAME", help="用户名")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with application():
        from mingcha.ledger import System
        from mingcha.organs.actions.factors import reset_factors
        from mingcha.organs.actions.people import enable_person, give_password
        from mingcha.organs.models import Person

        person = Person.objects.filter(username=options.username.lower()).first()
        if person is None:
            raise Stopped(f"没有用户名为 {options.username} 的账户")
        by = System("mingcha password")
        if person.status == Person.Status.DISABLED:
            enable_person(person, "mingcha password", by=by)
        if options.factors:
            reset_factors(person, "mingcha password", by=by)
        answer(give_password(person, by=by))
    return 0
