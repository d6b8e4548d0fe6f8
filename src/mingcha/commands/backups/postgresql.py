# SPDX-License-Identifier: Apache-2.0
"""PostgreSQL: pg_dump at an exported snapshot, so that dump, counts and head are of one moment; back in one transaction.

Both work as the role that owns the tables. The password goes by the environment: a command line is for all to read.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import psycopg
from psycopg.conninfo import make_conninfo

from mingcha.commands.backups.facts import Ask, Facts, counts, facts
from mingcha.commands.terminal import Stopped

PART: Final = "database.dump"
ANEW: Final = """SET client_min_messages = warning;
DROP SCHEMA IF EXISTS public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


def keep(settings: Mapping[str, Any], folder: Path) -> Facts:
    """Dump the database into the folder; what it holds is asked at the very snapshot that is dumped."""
    with _connected(settings) as snapshot:
        snapshot.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        snapshot.read_only = True
        exported = snapshot.execute("SELECT pg_export_snapshot()").fetchone()
        assert exported
        words = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={exported[0]}"]
        _call("pg_dump", *words, f"--file={folder / PART}", f"--dbname={_address(settings)}", settings=settings)
        return facts("postgresql", _ask(snapshot))


def look(folder: Path) -> Iterator[str]:
    """What is wrong inside a dump whose bytes are as they were made."""
    command = [_program("pg_restore"), "--list", str(folder / PART)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        yield f"数据库转储不能读出：{done.stderr.strip()}"


def count(settings: Mapping[str, Any]) -> dict[str, int]:
    """The rows of each table as they are now."""
    with _connected(settings) as database:
        return counts("postgresql", _ask(database))


def refuse_in_use(settings: Mapping[str, Any]) -> None:
    """Raise Stopped while anybody else is connected: what they write would be lost, and they would hold the locks."""
    with _connected(settings) as database:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        found = database.execute(others).fetchone()
    if found and found[0]:
        raise Stopped(f"还有 {found[0]} 个程序连接着数据库，请先停止所有机器上的 mingcha serve 和 mingcha work")


def put_back(folder: Path, settings: Mapping[str, Any]) -> None:
    """Replace the whole schema by the dump in one transaction; nothing of it stands if the dump ends early."""
    words = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    load = [_program("psql"), *words, f"--dbname={_address(settings)}"]
    unpack = [_program("pg_restore"), "--no-owner", "--no-privileges", "--file=-", str(folder / PART)]
    with (
        subprocess.Popen(load, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(settings)) as psql,  # noqa: S603
        subprocess.Popen(unpack, stdout=subprocess.PIPE) as restore,  # noqa: S603
    ):
        assert psql.stdin
        assert psql.stderr
        assert restore.stdout
        try:
            psql.stdin.write(ANEW.encode())
            shutil.copyfileobj(restore.stdout, psql.stdin)
            whole = restore.wait() == 0
        except BrokenPipeError:  # psql refused a statement; it says which
            restore.kill()
            whole = True
        if not whole:
            psql.kill()  # the end of its input would have been the commit
        else:
            _close(psql.stdin)
        said = psql.stderr.read().decode("utf-8", "replace").strip()
    if not whole or psql.returncode:
        raise Stopped(f"数据库没有恢复，原来的内容没有变：{said or 'pg_restore 未能读完转储'}")


def _close(pipe: Any) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return


def _program(name: str) -> str:
    """The newest that is installed: an older one cannot read what a newer server keeps."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    path = str(found[-1]) if found else shutil.which(name)
    if path is None:
        raise Stopped(f"没有找到 {name}，请安装 PostgreSQL 的客户端程序（Debian：postgresql-client）")
    return path


def _call(name: str, *words: str, settings: Mapping[str, Any]) -> None:
    command = [_program(name), *words]
    done = subprocess.run(command, env=_environment(settings), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        raise Stopped(f"{name} 未能完成：{done.stderr.strip()}")


def _address(settings: Mapping[str, Any]) -> str:
    given = {"dbname": settings["NAME"], "host": settings["HOST"], "port": settings["PORT"], "user": settings["USER"]}
    secure = {name: value for name, value in settings.get("OPTIONS", {}).items() if name.startswith("ssl")}
    return make_conninfo(**{name: value for name, value in (given | secure).items() if value})


def _environment(settings: Mapping[str, Any]) -> dict[str, str]:
    return os.environ | ({"PGPASSWORD": settings["PASSWORD"]} if settings["PASSWORD"] else {})


def _connected(settings: Mapping[str, Any]) -> psycopg.Connection[tuple[Any, ...]]:
    return psycopg.connect(_address(settings), password=settings["PASSWORD"] or None)


def _ask(database: psycopg.Connection[tuple[Any, ...]]) -> Ask:
    def ask(sql: str) -> list[tuple[Any, ...]]:
        return database.execute(sql.encode()).fetchall()

    return ask
