# SPDX-License-Identifier: Apache-2.0
"""What whoever holds the server does at its terminal, in an installation of its own: the way back in (security.md A11), and
``mingcha check`` where something has happened."""

from __future__ import annotations

import json
import shutil
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from installation import Installation

BEGIN = (
    *("bootstrap", "--region", "330106", "--organ", "测试区司法局"),
    *("--system", "zhao:赵管", "--security", "qian:钱安", "--audit", "sun:孙计"),
)
FACTORS = """
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from mingcha.organs.models import Person
for name in ("zhao", "qian"):
    person = Person.objects.get(username=name)
    TOTP.activate(person, "ABCDEFGHIJKLMNOP")
    RecoveryCodes.activate(person)
"""
DISABLE = "from mingcha.organs.models import Person\nPerson.objects.filter(username='zhao').update(status='disabled')"
STATE = """
import json
from allauth.mfa.models import Authenticator
from mingcha.ledger.models import Entry
from mingcha.organs.models import Person
zhao = Person.objects.get(username="zhao")
names = dict(Person.objects.values_list("pk", "username"))
print(json.dumps({
    "factors": {name: Authenticator.objects.filter(user__username=name).count() for name in ("zhao", "qian")},
    "person": [zhao.status, zhao.must_change_password],
    "fits": [zhao.check_password(word) for word in WORDS],
    "acts": [[one.act, one.actor_name, names.get(one.object_id)] for one in Entry.objects.filter(id__gt=SINCE).order_by("id")],
    "last": Entry.objects.latest("id").pk,
}))
"""


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three administrators; two of them have set up a telephone and its recovery codes."""
    home = tmp_path_factory.mktemp("begun")
    for words in (("migrate",), BEGIN):
        done = Installation(home).run(*words)
        assert done.returncode == 0, done.stderr
    Installation(home).ask(FACTORS)
    return home


@pytest.fixture
def here(begun: Path, tmp_path: Path) -> Installation:
    shutil.copytree(begun, tmp_path, dirs_exist_ok=True)
    return Installation(tmp_path)


# --- mingcha password -----------------------------------------------------------------------------------------------
def state(here: Installation, *words: str, since: int = 10**9) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(here.ask(f"WORDS, SINCE = {words!r}, {since}\n{STATE}"))
    return found


def test_a_lost_password_and_a_lost_telephone_are_given_anew_for_one_and_nobody_else(here: Installation) -> None:
    before = state(here)
    assert before["factors"] == {"zhao": 2, "qian": 2}
    here.ask(DISABLE)
    done = here.run("password", "--factors", "ZHAO")
    assert (done.returncode, done.stderr) == (0, "")
    assert here.run("password", "qian").returncode == 0
    after = state(here, done.stdout.strip(), since=before["last"])
    assert after["fits"] == [True]
    assert after["factors"] == {"zhao": 0, "qian": 2}
    assert after["person"] == ["active", True]
    acts = [("enable_person", "zhao"), ("reset_factors", "zhao"), ("give_password", "zhao"), ("give_password", "qian")]
    assert after["acts"] == [[act, "mingcha password", whom] for act, whom in acts]


# --- mingcha check --------------------------------------------------------------------------------------------------
MIXED = """
from mingcha.organs.models import Role
role = Role.objects.get(key="system_admin")
role.rights = [*role.rights, "ledger:entry:read"]
role.save()
"""
BACKWARDS = """
from django.db import connection
connection.cursor().execute("DELETE FROM django_migrations WHERE app = 'lists'")
"""


def half_done(here: Installation) -> None:
    """A schema of before, half a ring, heads that cannot be read."""
    here.ask(BACKWARDS)
    ring = here.home / "keys.json"
    ring.write_text(json.dumps(json.loads(ring.read_text("utf-8")) | {"index": []}), "utf-8")
    (here.home / "heads.jsonl").write_text("not json\n", "utf-8")


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (half_done, ("数据库尚未更新，请运行 mingcha migrate", "不能读取留存的头", "已损坏或不完整，请从备份恢复")),
        (lambda here: here.ask(MIXED), ("系统管理员",)),
    ],
    ids=["half done", "duties mixed"],
)
def test_a_check_says_all_that_is_wrong_and_what_to_do(
    here: Installation, harm: Callable[[Installation], None], said: tuple[str, ...]
) -> None:
    harm(here)
    done = here.run("check")
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert len(lines) == len(said), lines
    assert all(words in line for words, line in zip(said, lines, strict=True)), lines


# --- mingcha keys ---------------------------------------------------------------------------------------------------
NUMBERS = """
from mingcha.organs.models import Person
Person.objects.filter(username="qian").update(phone="13900001111")
"""
AFTER = """
from mingcha.ledger.models import Entry
from mingcha.organs.models import Person
person = Person.objects.get(username="qian")
print(person.phone, person.phone_index.partition(":")[0], *Entry.objects.filter(act="rotate_key").values_list("object_name", flat=True))
"""


def test_the_keys_are_rotated_and_what_they_made_is_read_as_before(here: Installation) -> None:
    here.ask(NUMBERS)
    (here.home / "keys.json").chmod(0o640)
    done = here.run("keys", "rotate", "field", "index", "seal")
    assert (done.returncode, done.stderr) == (0, "")
    assert stat.S_IMODE((here.home / "keys.json").stat().st_mode) == 0o640
    assert [line.split()[:2] for line in done.stdout.splitlines()] == [["field", "f2"], ["index", "i2"], ["seal", "s2"]]
    assert here.ask(AFTER) == "13900001111 i2 f2 i2 s2"
    for words in (("check",), ("ledger", "verify")):
        assert here.run(*words).returncode == 0
    assert here.run("keys", "rotate", "all").returncode == 2
