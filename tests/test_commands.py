# SPDX-License-Identifier: Apache-2.0
"""The commands that keep house: settings refused in words, a start without what it needs, keys that are not made twice."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installation import Installation


def run(home: Path, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """The command over an installation of its own."""
    return Installation(home).run(*words, **settings)


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    assert run(home, "migrate").returncode == 0
    return home


def test_migrate_says_what_it_loaded_and_again_has_nothing_to_do(installed: Path) -> None:
    again = run(installed, "migrate")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")


def test_migrate_never_makes_new_keys_beside_an_old_database(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(installed, tmp_path, dirs_exist_ok=True)
    (tmp_path / "keys.json").unlink()
    done = run(tmp_path, "migrate")
    assert done.returncode == 2
    assert "请从备份恢复" in done.stderr
    assert not (tmp_path / "keys.json").exists()


@pytest.mark.parametrize(
    ("setting", "value", "said"),
    [
        ("MINGCHA_DEMO", "yes", "MINGCHA_DEMO 应为 0 或 1"),
        ("MINGCHA_SECRET_KEY", "short", "MINGCHA_SECRET_KEY 太短"),
        ("MINGCHA_WORKERS", "two", "MINGCHA_WORKERS 应为不小于 1 的整数"),
        ("MINGCHA_WORKERS", "0", "MINGCHA_WORKERS 应为不小于 1 的整数"),
        ("MINGCHA_LOG", "loud", "MINGCHA_LOG 应为"),
        ("MINGCHA_DATABASE", "mysql://localhost/x", "不支持的数据库"),
    ],
)
def test_a_wrong_setting_is_refused_in_words(tmp_path: Path, setting: str, value: str, said: str) -> None:
    done = run(tmp_path, "migrate", **{setting: value})
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_nothing_is_served_before_the_database_is_made(tmp_path: Path) -> None:
    done = run(tmp_path, "serve", "--port", "0")
    assert done.returncode == 2
    assert "请运行 mingcha migrate" in done.stderr


def test_check_finds_an_installation_ready(installed: Path) -> None:
    done = run(installed, "check")
    assert (done.returncode, done.stdout) == (0, "齐备\n"), done.stderr


def test_check_names_what_is_missing(tmp_path: Path) -> None:
    done = run(tmp_path, "check")
    assert done.returncode == 1
    assert "请运行 mingcha migrate" in done.stdout
    assert "没有密钥文件" in done.stdout


def test_the_ledger_can_be_asked(installed: Path) -> None:
    done = run(installed, "ledger", "heads")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_an_audit_needs_no_django() -> None:
    code = "import sys; sys.argv = ['mingcha', 'audit', '--help']\nfrom mingcha.cli import main\ntry: main()\nexcept SystemExit: pass\n"
    done = subprocess.run(
        [sys.executable, "-c", code + "sys.exit('django' in sys.modules)"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "--mapping" in done.stdout


PEOPLE = ("--system", "zhao:赵管", "--security", "qian:钱安", "--audit", "sun:孙计")
HERE = ("--region", "330106", "--organ", "测试区司法局")


def test_bootstrap_makes_three_administrators_once(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(installed, tmp_path, dirs_exist_ok=True)
    done = run(tmp_path, "bootstrap", *HERE, *PEOPLE)
    assert done.returncode == 0, done.stderr
    lines = [line.split(" ") for line in done.stdout.splitlines()]
    assert [(duty, username) for duty, username, _password in lines] == [
        ("系统管理员", "zhao"),
        ("安全管理员", "qian"),
        ("审计管理员", "sun"),
    ]
    assert len({password for *_who, password in lines}) == 3
    again = run(tmp_path, "bootstrap", *HERE, *PEOPLE)
    assert again.returncode == 2
    assert "已经有账户" in again.stderr
    new = run(tmp_path, "password", "ZHAO")
    assert new.returncode == 0, new.stderr
    assert new.stdout.strip() not in {password for *_who, password in lines}
    assert run(tmp_path, "password", "nobody").returncode == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*HERE, *PEOPLE[:4]), "缺少审计管理员"),
        ((*HERE, *PEOPLE[:4], "--audit", "sun"), "审计管理员应写作"),
        ((*HERE, *PEOPLE[:4], "--audit", "zhao:孙计"), "用户名"),
        (("--region", "999999", "--organ", "甲", *PEOPLE), "没有代码为 999999 的地区"),
    ],
)
def test_bootstrap_refuses_what_is_wrong_and_makes_nobody(installed: Path, words: tuple[str, ...], said: str) -> None:
    done = run(installed, "bootstrap", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert run(installed, "password", "zhao").returncode == 2


def test_a_demonstration_has_its_own_accounts(installed: Path) -> None:
    done = run(installed, "bootstrap", *HERE, *PEOPLE, MINGCHA_DEMO="1")
    assert (done.returncode, "演示模式" in done.stderr) == (2, True)
