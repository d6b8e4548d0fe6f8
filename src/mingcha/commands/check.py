# SPDX-License-Identifier: Apache-2.0
"""``mingcha check``: whether this installation is ready to run: settings, database, migrations, keys, assets, folders."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from mingcha.commands.application import application
from mingcha.commands.terminal import Stopped, answer

HALF_RESTORED: Final = "上一次恢复没有完成，数据不完整：请再次运行 mingcha restore"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "检查设置、数据库、密钥和页面资源是否齐备。有问题时退出码为 1。"
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    with application():
        found = [*faults(), *_django_faults()]
        found = found or [*_mixtures()]
        answer("\n".join(found) or "齐备")
    return int(bool(found))


def refuse_unready() -> None:
    """Raise Stopped with all that keeps the application from running."""
    if found := list(faults()):
        raise Stopped("\n".join(found))


def refuse_half_restored() -> None:
    """Raise Stopped where a restore has not come to its end. Asks no database, so that nothing need be loaded for it."""
    if marker().exists():
        raise Stopped(HALF_RESTORED)


def marker() -> Path:
    """Lies in the home folder from the first change of a restore to its last check."""
    from django.conf import settings

    return settings.HOME / "restoring"


def faults() -> Iterator[str]:
    """What is missing, and what to do about it."""
    from django.conf import settings

    if marker().exists():
        yield HALF_RESTORED
        return
    yield from _database_faults()
    yield from _ring_faults()
    for folder in (settings.HOME, settings.FILES_ROOT, settings.WORK_ROOT):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK):
            yield f"不能写入文件夹 {folder}"
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        yield "没有页面资源，请在源码目录运行 script/build"


def _database_faults() -> Iterator[str]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from mingcha.ledger import heads

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield "数据库尚未更新，请运行 mingcha migrate"
    try:
        heads.known()
    except (OSError, ValueError, KeyError) as error:
        yield f"不能读取留存的头（{error}），请检查 MINGCHA_HEADS 和 {heads.own_file()}"


def _ring_faults() -> Iterator[str]:
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured

    from mingcha.ledger.keys import ring

    if not settings.KEYS_FILE.exists():
        yield f"没有密钥文件 {settings.KEYS_FILE}，首次安装请运行 mingcha migrate，否则请从备份恢复"
        return
    try:
        ring()
    except ImproperlyConfigured as damaged:
        yield str(damaged)


def _django_faults() -> Iterator[str]:
    """What Django's own checks say of settings and models."""
    from django.core.checks import run_checks

    return (f"{fault.id} {fault.msg}" for fault in run_checks(include_deployment_checks=False))


def _mixtures() -> Iterator[str]:
    """Roles and persons that mix the duties of the three administrators: no act of ours makes them, a hand in the tables may."""
    from mingcha.organs.duties import mixtures

    return mixtures()
