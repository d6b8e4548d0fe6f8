# SPDX-License-Identifier: Apache-2.0
"""Backups on both databases: made while people work, whole or not at all, without the keys, and restored row by row (J4, J6)."""

from __future__ import annotations

import base64
import fcntl
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

import databases
from installation import Installation
from mingcha.commands.backup import faults_of
from mingcha.commands.backups.manifest import newest, read
from mingcha.commands.terminal import Stopped
from mingcha.ledger.keys import new_ring
from postgres import binaries

LIFE = """
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from mingcha.files.actions import store
from mingcha.ledger import System, record
from mingcha.ledger.heads import remember
from mingcha.ledger.sealing import seal
from mingcha.organs.testing import cast
by = System("test")
with transaction.atomic():
    organ = cast().organ("unit")
    for number in range(30):
        record("note", organ, by=by, number=number)
    for number in range(3):
        store(SimpleUploadedFile(f"{number}.csv", f"案号,环节\\n{number},立案\\n".encode()), by=by, accept=("csv",))
seal()
remember()
"""
MORE = """
from django.db import transaction
from mingcha.ledger import System, record
from mingcha.ledger.heads import remember
from mingcha.ledger.sealing import seal
with transaction.atomic():
    record("note", None, by=System("test"))
seal()
remember()
"""
READY = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'mingcha.settings'\nimport django; django.setup()\n"
AGAIN_AND_AGAIN = """
from django.db import transaction
from mingcha.ledger import System, record
from mingcha.ledger.sealing import seal
for number in range(100_000):
    with transaction.atomic():
        record("note", None, by=System("test"), number=number)
    if number % 20 == 0:
        seal()
    if number == 20:
        print("begun", flush=True)
"""
COUNTED = """
import json
from django.apps import apps
print(json.dumps({model._meta.db_table: model._base_manager.count() for model in apps.get_models()}))
"""
KEPT_APART = {"django_session", "django_migrations", "ledger_entry", "ledger_unsealed"}
"""A restore ends sessions and is an entry itself."""

New = Callable[..., Installation]
pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def new(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> New:
    """Makes an installation by its name: a home, and on PostgreSQL a database of its own. Without tables, or with them."""
    room = tmp_path_factory.mktemp("installations")

    def make(name: str, *, migrated: bool = False) -> Installation:
        home = room / name
        home.mkdir()
        if not databases.ON_POSTGRESQL:
            if migrated:
                shutil.copy(databases.HOME / "tables.sqlite3", home / "mingcha.sqlite3")
            return Installation(home)
        with psycopg.connect(f"host={databases.SERVER} user=mingcha dbname=postgres", autocommit=True) as server:
            template = "TEMPLATE kept_tables" if migrated else ""
            server.execute(f"CREATE DATABASE {name} OWNER {databases.OWNER} {template}")
        app, owner = (
            f"postgresql://{role}@{quote(str(databases.SERVER), safe='')}/{name}"
            for role in (databases.APP, databases.OWNER)
        )
        return Installation(home, {"MINGCHA_DATABASE": app, "MINGCHA_OWNER_DATABASE": owner})

    return make


@pytest.fixture(scope="module")
def lived(new: New) -> Installation:
    """An installation with people, files, and sealed entries."""
    made = new("lived", migrated=True)
    new_ring(made.home / "keys.json")
    made.ask(LIFE)
    return made


@pytest.fixture(scope="module")
def kept(lived: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A place with one backup of it."""
    place = tmp_path_factory.mktemp("backups") / "place"
    done = lived.run("backup", str(place))
    assert (done.returncode, "备份完成" in done.stdout) == (0, True), done.stderr
    return place


def _one(place: Path) -> Path:
    return max(path.parent for path in place.glob("*/manifest.json"))


def _refuses(installation: Installation, source: Path, said: str, *more: str) -> None:
    done = installation.run("restore", str(source), *more)
    assert (done.returncode, said in done.stderr) == (2, True), done.stderr
    assert not (installation.home / "restoring").exists()


def test_a_backup_becomes_the_same_installation_elsewhere(lived: Installation, kept: Path, new: New) -> None:
    before = json.loads(lived.ask(COUNTED))
    there = new("there")
    _refuses(there, kept, "没有密钥文件")
    shutil.copy(lived.home / "keys.json", there.home)
    done = there.run("restore", str(kept))
    assert done.returncode == 0, done.stderr
    assert "台账逐条核验无误" in done.stderr
    assert "只读" not in done.stdout
    after = json.loads(there.ask(COUNTED))
    assert {table: rows for table, rows in after.items() if table not in KEPT_APART} == {
        table: rows for table, rows in before.items() if table not in KEPT_APART
    }
    files = [path for path in (lived.home / "files").rglob("*") if path.is_file()]
    assert len(files) == 3
    assert all((there.home / path.relative_to(lived.home)).read_bytes() == path.read_bytes() for path in files)
    assert there.run("check").stdout == "齐备\n"
    assert there.run("ledger", "verify").returncode == 0
    assert "restore_backup" in there.ask("from mingcha.ledger.models import Entry\nprint(Entry.objects.last().act)")
    _refuses(there, kept, "--replace")


def test_the_second_backup_is_of_one_moment_while_others_write_and_copies_only_what_is_new(
    lived: Installation, kept: Path
) -> None:
    """Later tests restore it, and so verify that its ledger is whole."""
    first = {path: path.stat().st_mtime_ns for path in (kept / "files").rglob("*") if path.is_file()}
    with _writing(lived):
        done = lived.run("backup", str(kept))
    assert done.returncode == 0, done.stderr
    assert {path: path.stat().st_mtime_ns for path in (kept / "files").rglob("*") if path.is_file()} == first
    assert read(_one(kept)).files["new"] == 0
    assert lived.run("backup", "verify", str(kept)).returncode == 0


@contextmanager
def _writing(installation: Installation) -> Iterator[None]:
    """Somebody acts all the while, and the sealer seals."""
    command = [sys.executable, "-c", READY + AGAIN_AND_AGAIN]
    with subprocess.Popen(command, env=installation.environment, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout
        assert writer.stdout.readline() == "begun\n"
        yield
        assert writer.poll() is None, "it stopped writing"
        writer.kill()


def test_no_key_is_in_a_backup(lived: Installation, kept: Path) -> None:
    ring = json.loads((lived.home / "keys.json").read_text())
    secrets = [one["key"].encode() for keys in ring.values() for one in keys]
    secrets += [base64.b64decode(secret) for secret in secrets]
    secrets += [raw.hex().encode() for raw in secrets[len(secrets) // 2 :]]
    secrets.append((lived.home / "secret").read_bytes())
    read = 0
    for path in kept.rglob("*"):
        if path.is_file():
            content = _plain(path)
            assert not any(secret in content for secret in secrets), path
            assert b"99010119000101" not in content, "an ID number in clear"
            read += 1
    assert read > 5


def _plain(path: Path) -> bytes:
    if path.suffix == ".dump":
        unpack = [binaries() / "pg_restore", "--file=-", path]
        return path.read_bytes() + subprocess.run(unpack, check=True, capture_output=True).stdout
    return path.read_bytes()


def _database(folder: Path) -> Path:
    return next(path for path in folder.iterdir() if path.name.startswith("database."))


def _cut(folder: Path) -> str:
    path = _database(folder)
    path.write_bytes(path.read_bytes()[:-1_000])
    return f"备份的 {path.name} 不完整"


def _flip(folder: Path) -> str:
    path = _database(folder)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    return f"备份的 {path.name} 已损坏"


def _lose_file(folder: Path) -> str:
    path = next(path for path in (folder.parent / "files").rglob("*") if path.is_file())
    path.unlink()
    return f"备份的文件 {path.name} 不见了"


def _alter_file(folder: Path) -> str:
    path = next(path for path in (folder.parent / "files").rglob("*") if path.is_file())
    content = path.read_bytes()
    path.chmod(0o600)
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    return f"备份的文件 {path.name} 已损坏"


def _cut_manifest(folder: Path) -> str:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes()[:-50])
    return "manifest.json 已损坏"


def _lose_manifest(folder: Path) -> str:
    (folder / "manifest.json").unlink()
    return "没有完整的备份"


def _come_from_the_future(folder: Path) -> str:
    path = folder / "manifest.json"
    stored: dict[str, Any] = json.loads(path.read_text())
    stored["migrations"].append(["cases", "9999_later"])
    path.write_text(json.dumps(stored))
    return "备份来自更新的版本"


@pytest.mark.parametrize("harm", [_cut, _flip, _lose_file, _alter_file, _cut_manifest, _lose_manifest])
def test_a_damaged_backup_names_the_part(kept: Path, tmp_path: Path, harm: Callable[[Path], str]) -> None:
    copy = _copy(kept, tmp_path)
    with pytest.raises(Stopped, match=harm(_one(copy))):
        _check(copy)


def _check(place: Path) -> None:
    folder = newest(place)
    if faults := faults_of(read(folder), folder):
        raise Stopped(faults[0])


def _copy(place: Path, room: Path) -> Path:
    """The place with its newest backup alone."""
    shutil.copytree(place, room / "copy")
    for folder in sorted(path.parent for path in (room / "copy").glob("*/manifest.json"))[:-1]:
        shutil.rmtree(folder)
    return room / "copy"


def test_what_cannot_be_restored_changes_nothing(lived: Installation, kept: Path, tmp_path: Path) -> None:
    before = lived.ask(COUNTED)
    damaged, future = _copy(kept, tmp_path / "a"), _copy(kept, tmp_path / "b")
    _refuses(lived, damaged, _lose_file(_one(damaged)), "--replace")
    _refuses(lived, future, _come_from_the_future(_one(future)), "--replace")
    with (lived.home / "running").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        _refuses(lived, kept, "明察正在运行", "--replace")
    keys = (lived.home / "keys.json").read_bytes()
    (lived.home / "keys.json").unlink()
    new_ring(lived.home / "keys.json")
    _refuses(lived, kept, "不是这份备份所用的", "--replace")
    (lived.home / "keys.json").write_bytes(keys)
    assert lived.ask(COUNTED) == before


def test_a_restore_that_broke_off_keeps_the_site_closed_until_it_is_done(
    lived: Installation, kept: Path, new: New
) -> None:
    broken = new("broken")
    shutil.copy(lived.home / "keys.json", broken.home)
    (broken.home / "files").write_text("in the way")
    assert broken.run("restore", str(kept)).returncode == 2
    assert (broken.home / "restoring").exists()
    closed = broken.run("serve", "--port", "0")
    assert (closed.returncode, "上一次恢复没有完成" in closed.stderr) == (2, True)
    (broken.home / "files").unlink()
    again = broken.run("restore", str(kept))
    assert again.returncode == 0, again.stderr
    assert broken.run("check").returncode == 0


def test_an_older_head_makes_the_site_read_only(lived: Installation, kept: Path, new: New, tmp_path: Path) -> None:
    """Threat 23, whichever way the newer head is known: by the home folder, or by a file of another body."""
    older = new("older")
    shutil.copy(lived.home / "keys.json", older.home)
    assert older.run("restore", str(kept)).returncode == 0
    older.ask(MORE)
    (tmp_path / "heads.jsonl").write_text(older.run("ledger", "heads").stdout)
    done = older.run("restore", str(kept), "--replace")
    assert (done.returncode, "站点将以只读方式启动" in done.stdout) == (0, True), done.stderr
    (older.home / "heads.jsonl").unlink()
    assert older.ask("from mingcha.ledger.heads import read_only\nprint(read_only())") == "False"
    told = older.run("restore", str(kept), "--replace", "--heads", str(tmp_path / "heads.jsonl"))
    assert (told.returncode, "站点将以只读方式启动" in told.stdout) == (0, True), told.stderr
    assert older.ask("from mingcha.ledger.heads import read_only\nprint(read_only())") == "True"
    written = older.ask(
        "from mingcha.ledger import ReadOnly\ntry:\n"
        + "\n".join(f"    {line}" for line in MORE.splitlines() if line)
        + "\nexcept ReadOnly as refused: print(refused.code)"
    )
    assert written == "read_only"
