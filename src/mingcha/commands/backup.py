# SPDX-License-Identifier: Apache-2.0
"""``mingcha backup TARGET`` and ``mingcha backup verify TARGET``: database and files, while the site runs (security.md J4, J6).

The key ring is not in it: database and ring together are what reads the personal numbers, so they are kept apart.
"""

from __future__ import annotations

import argparse
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mingcha.commands.application import application
from mingcha.commands.terminal import Stopped, answer, say

if TYPE_CHECKING:
    from mingcha.commands.backups.facts import Facts
    from mingcha.commands.backups.manifest import Manifest

VERIFY: Final = "verify"
RING_WORD: Final = "backup"
"""What the keyed hash in the manifest is of."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "备份数据库和文件，站点可以照常运行。TARGET 可以反复使用：文件只复制新增的。密钥文件不在备份里，须另行保管。"
        "mingcha backup verify TARGET 核验一份备份。"
    )
    parser.add_argument(
        "words", nargs="+", metavar="[verify] TARGET", help="备份到哪个文件夹；写 verify 则核验其中最新的一份"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    match options.words:
        case [word, target] if word == VERIFY:
            return _verify(Path(target))
        case [target]:
            return _backup(Path(target))
    raise Stopped("用法：mingcha backup TARGET，或者 mingcha backup verify TARGET")


def _backup(target: Path) -> int:
    with application(as_owner=True):
        from django.utils import timezone

        from mingcha.commands.backups import manifest as manifests
        from mingcha.commands.check import refuse_unready
        from mingcha.ledger.notes import note

        refuse_unready()
        _refuse_place(target)
        now = timezone.localtime()
        folder, half = target / f"{now:%Y%m%d-%H%M%S}", target / f".half-{now:%Y%m%d-%H%M%S}"
        half.mkdir(parents=True)
        try:
            made = _make(half, target / manifests.FILES, now)
            half.rename(folder)
        except BaseException:
            for path in half.iterdir():
                path.unlink()
            half.rmdir()
            raise
        note("make_backup", "mingcha backup", kind="ledger.backup", name=made.made_at, **_told(made))
        answer(f"备份完成：{folder}，{sum(made.tables.values())} 行，{made.files['count']} 个文件")
        for sha256 in made.lost:
            say(f"文件 {sha256} 在文件库中已丢失或损坏，没有备份")
    return int(bool(made.lost))


def _refuse_place(target: Path) -> None:
    """A backup on top of what it keeps is lost with it, and one beside the key ring is no longer kept apart from it."""
    from django.conf import settings

    place = target.resolve()
    if place == settings.HOME or settings.FILES_ROOT in (place, *place.parents):
        raise Stopped(f"不能备份到 {target}：它就在要备份的文件夹里")
    if settings.KEYS_FILE.resolve().parent == place:
        raise Stopped(f"不能备份到 {target}：密钥文件在那里，备份和密钥须分开保管")


def _make(half: Path, store: Path, now: datetime) -> Manifest:
    """Everything of one backup but its name. First the database, then the files that its rows name: those only ever grow."""
    from django.conf import settings
    from django.db import connection

    from mingcha.commands.backups import manifest as manifests
    from mingcha.commands.backups.copies import copy_missing
    from mingcha.ledger.keys import ring

    found, part = _keep_database(half)
    (half / manifests.LIST).write_text("".join(f"{sha256}\t{size}\n" for sha256, size in found.files), "ascii")
    copied = copy_missing(found.files, settings.FILES_ROOT, store)
    made = manifests.Manifest(
        format=manifests.FORMAT,
        version=version("mingcha"),
        made_at=now.isoformat(timespec="seconds"),
        vendor=connection.vendor,
        migrations=found.migrations,
        tables=found.tables,
        head=found.head,
        unsealed=found.unsealed,
        ring=ring().index(RING_WORD, "commands.backup"),
        files={"count": copied.files, "bytes": copied.bytes, "new": copied.new},
        lost=copied.lost,
        parts={name: manifests.part_of(half / name) for name in (part, manifests.LIST)},
    )
    made.write(half)
    return made


def _keep_database(half: Path) -> tuple[Facts, str]:
    from django.db import connection

    from mingcha.commands.backups import postgresql, sqlite

    if connection.vendor == "sqlite":
        return sqlite.keep(str(connection.settings_dict["NAME"]), half), sqlite.PART
    return postgresql.keep(connection.settings_dict, half), postgresql.PART


def _told(made: Manifest) -> dict[str, Any]:
    """What the ledger keeps of a backup."""
    return {
        "rows": sum(made.tables.values()),
        "files": made.files["count"],
        "batch": (made.head or {}).get("number", 0),
        "lost": len(made.lost),
    }


def _verify(target: Path) -> int:
    """Needs neither database nor keys: whoever keeps the backups can check them."""
    from mingcha.commands.backups import manifest as manifests

    folder = manifests.newest(target)
    made = manifests.read(folder)
    faults = list(faults_of(made, folder))
    for fault in faults:
        say(fault)
    if not faults:
        head = f"最后一批 {made.head['number']}" if made.head else "尚未封存"
        answer(f"备份完好：{folder}，{sum(made.tables.values())} 行，{made.files['count']} 个文件，台账{head}")
    return int(bool(faults))


def faults_of(made: Manifest, folder: Path) -> list[str]:
    """Everything that is wrong with a backup, by part: bytes first, then what is inside."""
    from mingcha.commands.backups import manifest as manifests
    from mingcha.commands.backups import postgresql, sqlite

    found = list(manifests.faults(made, folder))
    return found or list({"sqlite": sqlite, "postgresql": postgresql}[made.vendor].look(folder))
