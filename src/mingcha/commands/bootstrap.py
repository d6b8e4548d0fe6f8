# SPDX-License-Identifier: Apache-2.0
"""``mingcha bootstrap``: the first three accounts of an installation; after them everybody is made in the pages.

Three administrators are three people (security.md B7, GB/T 22239): one runs the system, one gives rights, one reads what
everybody did. Their passwords are made up here, shown once, and have to be changed when they log in.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Final, NamedTuple

from mingcha.commands.application import application
from mingcha.commands.terminal import Stopped, answer

if TYPE_CHECKING:
    from mingcha.organs.models import Organ, Region

AUTHOR: Final = "mingcha bootstrap"
DUTIES: Final = {"system": "系统管理员", "security": "安全管理员", "audit": "审计管理员"}
ACCOUNT: Final = "用户名:姓名"


class Account(NamedTuple):
    """A person to be made an administrator."""

    duty: str
    username: str
    name: str


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "建立最初的三个管理员账户。没有给出的内容会逐项询问；口令由系统生成，只显示一次。"
    parser.add_argument("--region", metavar="CODE", help="所在地区的代码，例如 330000000000 或 3301")
    parser.add_argument("--organ", metavar="NAME", help="所在机构的名称，例如某某市司法局")
    for duty, words in DUTIES.items():
        parser.add_argument(f"--{duty}", metavar=ACCOUNT, help=words)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with application():
        _refuse_late()
        region = _region(options.region or _asked("所在地区的代码"))
        organ = options.organ or _asked("所在机构的名称")
        accounts = [
            _account(duty, getattr(options, duty) or _asked(f"{words}（{ACCOUNT}）")) for duty, words in DUTIES.items()
        ]
        for account, password in create_administrators(region, organ, accounts):
            answer(f"{DUTIES[account.duty]} {account.username} {password}")
    return 0


def create_administrators(region: Region, organ_name: str, accounts: list[Account]) -> list[tuple[Account, str]]:
    """The organ, its three administrators and their posts, all or nothing. Gives each one's first password."""
    from django.db import transaction

    from mingcha.ledger import System
    from mingcha.organs.actions.organs import create_organ
    from mingcha.organs.actions.people import create_person, give_password

    by = System(AUTHOR)
    with transaction.atomic():
        organ = create_organ(
            {"name": organ_name, "short": organ_name[-40:], "kind": "justice", "region": region}, by=by
        )
        made = []
        for account in accounts:
            person = create_person({"username": account.username, "name": account.name, "organ": organ}, by=by)
            _give_post(person, organ, account.duty)
            made.append((account, give_password(person, by=by)))
    return made


def _give_post(person: object, organ: Organ, duty: str) -> None:
    from django.utils import timezone

    from mingcha.ledger import System
    from mingcha.organs.actions.posts import grant_post
    from mingcha.organs.models import Person, Post, Role

    assert isinstance(person, Person)
    role = Role.objects.get(key=f"{duty}_admin")
    given = {"organ": organ, "role": role, "reach": Post.Reach.REGION, "valid_from": timezone.localdate()}
    grant_post(person, given, by=System(AUTHOR))


def _refuse_late() -> None:
    from django.conf import settings

    from mingcha.commands.check import refuse_unready
    from mingcha.organs.models import Person

    if settings.DEMO:
        raise Stopped("演示模式（MINGCHA_DEMO=1）的账户由 mingcha demo 建立")
    refuse_unready()
    if Person.objects.exists():
        raise Stopped("已经有账户，请由管理员在“人员”页面办理；忘记口令时运行 mingcha password")


def _region(code: str) -> Region:
    from mingcha.organs.models import Region

    region = Region.objects.filter(pk=code.strip().ljust(12, "0")).first()
    if region is None:
        raise Stopped(f"没有代码为 {code} 的地区")
    return region


def _account(duty: str, text: str) -> Account:
    username, colon, name = text.replace("：", ":").partition(":")
    if not (colon and username.strip() and name.strip()):
        raise Stopped(f"{DUTIES[duty]}应写作 {ACCOUNT}，例如 zhang.san:张三")
    return Account(duty, username.strip().lower(), name.strip())


def _asked(what: str) -> str:
    if not sys.stdin.isatty():
        raise Stopped(f"缺少{what}；在终端运行时会逐项询问")
    return input(f"{what}：")
