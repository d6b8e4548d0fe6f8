# SPDX-License-Identifier: Apache-2.0
"""``mingcha restore SOURCE``: a backup becomes the installation again, checked before and after (security.md J4, threat 23).

Nothing is changed before every part of the backup is known to be whole. From the first change to the last check a marker
lies in the home folder, and nothing is served while it lies there. A ledger that is older than a head known elsewhere
makes the site start read-only (ledger/heads.py).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mingcha.commands.application import application
from mingcha.commands.backup import RING_WORD, faults_of
from mingcha.commands.processes import alone
from mingcha.commands.terminal import Stopped, answer, say

if TYPE_CHECKING:
    from mingcha.commands.backups.manifest import Manifest

SHOWN: Final = 20
AUTHOR: Final = "mingcha restore"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "从备份恢复数据库和文件。先核验备份的每一部分，再动数据；恢复后核对行数、文件和台账。须先停止 mingcha serve。"
    )
    parser.add_argument("source", type=Path, metavar="SOURCE", help="备份所在的文件夹，或者其中的一份")
    parser.add_argument("--replace", action="store_true", help="替换现有的数据")
    parser.add_argument(
        "--heads", type=Path, metavar="FILE", help="别处留存的头（mingcha ledger heads 的输出），与恢复的台账比对"
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    from mingcha.commands.backups import manifest as manifests

    folder = manifests.newest(options.source)
    made = manifests.read(folder)
    with application(as_owner=True):
        from mingcha.commands.migrate import refuse_one_role
        from mingcha.ledger.export import read_heads

        refuse_one_role()
        heads = read_heads(options.heads) if options.heads else []
        with alone():
            _refuse_foreign(made)
            _refuse_occupied(replace=options.replace)
            if faults := faults_of(made, folder):
                raise Stopped("\n".join([*faults[:SHOWN], "没有恢复，现有数据未改动。"]))
            _keep_what_is_known()
            with _marked(folder):
                _restore(made, folder)
                flaws = _finish(made, heads)
    return int(bool(flaws))


def _refuse_foreign(made: Manifest) -> None:
    """Another database, a newer version or another key ring could not use what is in the backup."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    from mingcha.ledger.keys import ring

    if made.vendor != connection.vendor:
        raise Stopped(f"这是 {made.vendor} 的备份，现在设置的是 {connection.vendor}（MINGCHA_DATABASE）")
    ours = set(MigrationLoader(None).disk_migrations or ())
    packages = {app for app, _name in ours}
    if newer := [row for row in made.migrations if tuple(row) not in ours and row[0] in packages]:
        raise Stopped(f"备份来自更新的版本 {made.version}（有 {'.'.join(newer[0])}），请先安装那个版本")
    if not settings.KEYS_FILE.exists():
        raise Stopped(f"没有密钥文件 {settings.KEYS_FILE}：备份里没有密钥，请先把单独保管的那一份放回")
    if made.ring not in ring().indexes(RING_WORD, "commands.backup"):
        raise Stopped(f"密钥文件 {settings.KEYS_FILE} 不是这份备份所用的：其中的加密内容将无法读出")


def _refuse_occupied(*, replace: bool) -> None:
    """A half-restored target may be restored again: what it holds is nobody's."""
    from django.db import connection, connections

    from mingcha.commands.backups import postgresql
    from mingcha.commands.check import marker

    occupied = bool(connection.introspection.table_names())
    connections.close_all()
    if occupied and not replace and not marker().exists():
        raise Stopped("数据库里已有数据；要用备份替换它，请加 --replace")
    if connection.vendor == "postgresql":
        postgresql.refuse_in_use(connection.settings_dict)


def _keep_what_is_known() -> None:
    """The head of what will be replaced is known from now on, whoever deleted the file of heads before."""
    from django.db import DatabaseError, connections

    from mingcha.commands.check import marker
    from mingcha.ledger import heads

    if marker().exists():
        return
    try:
        heads.remember()
    except DatabaseError:  # there is no ledger yet, or none that can be read
        say("现有数据库没有可读的台账")
    connections.close_all()


@contextmanager
def _marked(folder: Path) -> Iterator[None]:
    """While this file lies there nothing is served; it goes only when all is done."""
    from mingcha.commands.check import marker

    marker().write_text(f"{folder}\n", "utf-8")
    yield
    marker().unlink()


def _restore(made: Manifest, folder: Path) -> None:
    """Files first: they are only ever added, and their rows come after."""
    from django.conf import settings
    from django.db import connection

    from mingcha.commands.backups import manifest as manifests
    from mingcha.commands.backups import postgresql, sqlite
    from mingcha.commands.backups.copies import copy_missing

    copied = copy_missing(made.listed(folder), folder.parent / manifests.FILES, settings.FILES_ROOT, recheck=True)
    if copied.lost:
        raise Stopped(f"备份的文件 {copied.lost[0]} 在复制时已不完整，恢复没有完成")
    live: Any = connection.settings_dict
    if connection.vendor == "sqlite":
        sqlite.put_back(folder, str(live["NAME"]))
        there = sqlite.count(str(live["NAME"]))
    else:
        postgresql.put_back(folder, live)
        there = postgresql.count(live)
    if wrong := [
        f"{name}：应有 {rows} 行，现有 {there.get(name)} 行"
        for name, rows in made.tables.items()
        if there.get(name) != rows
    ]:
        raise Stopped("\n".join(["恢复后的行数不符，恢复没有完成：", *wrong[:SHOWN]]))
    say(f"已核对 {len(there)} 个表共 {sum(there.values())} 行、{copied.files} 个文件，与备份相同")


def _finish(made: Manifest, kept: list[Any]) -> list[Any]:
    """Bring the schema up to date, check the ledger, and say what the site will start as."""
    from django.contrib.sessions.models import Session

    from mingcha.commands.migrate import bring_up_to_date
    from mingcha.ledger import heads
    from mingcha.ledger.notes import note
    from mingcha.ledger.verify import verify

    bring_up_to_date()
    Session.objects.all().delete()  # who was logged in then is not let in now
    flaws = [flaw for flaw in islice(verify(kept), SHOWN) if flaw.code not in ("cut", "rewritten", "unsealed")]
    for flaw in flaws:
        say(flaw.message)
    if not flaws:
        say("台账逐条核验无误")
    heads.learn(heads.Head(one.number, one.head) for one in kept)
    missing = heads.missing()
    number = (made.head or {}).get("number", 0)
    note(
        "restore_backup",
        AUTHOR,
        kind="ledger.backup",
        name=made.made_at,
        batch=number,
        missing=[head.number for head in missing],
    )
    answer(f"恢复完成：{made.made_at} 的备份，台账最后一批 {number}")
    if missing:
        answer(
            f"台账缺少已知的第 {max(missing).number} 批：恢复的状态比它旧，或者不是它的前身。"
            "站点将以只读方式启动，须由系统管理员和审计管理员各自登录，在“运行状态”页面说明理由并确认"
        )
    return flaws
