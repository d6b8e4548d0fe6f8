# SPDX-License-Identifier: Apache-2.0
"""Whatever the database's owner does to the ledger is found and named, by us and by the independent checker (C3, C13)."""

from __future__ import annotations

import ast
import importlib.util
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest
from alterations import ATTACKS, Owner, alter

from mingcha.ledger.export import heads, lines, read_heads
from mingcha.ledger.models import Batch, Entry
from mingcha.ledger.sealing import seal
from mingcha.ledger.verify import Kept, verify

Deeds = Callable[..., list[Entry]]
CHECKER = Path(__file__).parents[2] / "docs" / "verify_ledger.py"
ROUNDS = 3


@pytest.fixture(scope="module")
def checker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("verify_ledger", CHECKER)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def sealed(deeds: Deeds) -> None:
    """Five batches of 21 entries; needs a database."""
    for size in (3, 1, 8, 5, 4):
        deeds(size)
        seal()


@pytest.fixture
def owner(transactional_db: None, sealed: None) -> Iterator[Owner]:
    made = Owner()
    yield made
    made.close()


def test_every_alteration_is_found_and_the_first_row_named(owner: Owner, checker: ModuleType, tmp_path: Path) -> None:
    whole, file, kept_file = owner.read(), tmp_path / "ledger.jsonl", tmp_path / "heads.jsonl"
    kept_file.write_text("\n".join(heads()), "utf-8")
    kept = read_heads(kept_file)
    for seed in range(ROUNDS * len(ATTACKS)):
        altered, done = alter(whole, seed)
        owner.write(altered)
        named = [(flaw.kind, flaw.number) for flaw in verify(kept)]
        assert named, done
        assert named[0] in done.first, (done, named)
        assert bool(list(verify())) is not done.only_heads_tell, done
        file.write_text("".join(f"{line}\n" for line in lines()), "utf-8")
        flaws, _count = checker.check(str(file), checker.read_heads(str(kept_file)))
        assert bool(flaws) is not done.within_the_minute, done
        flaws, _count = checker.check(str(file), {})
        assert bool(flaws) is not (done.only_heads_tell or done.within_the_minute), done
    owner.write(whole)
    assert list(verify(kept)) == []


def test_all_kinds_of_alteration_are_tried() -> None:
    kinds = Counter(name.split("_")[0] for name in ATTACKS)
    assert set(kinds) == {"edit", "delete", "insert", "swap", "cut"}
    assert ROUNDS * len(ATTACKS) >= 60


def test_a_full_rewrite_is_found_by_an_older_head_kept_elsewhere(owner: Owner, tmp_path: Path) -> None:
    whole = owner.read()
    old = next(heads(since=2))
    (tmp_path / "heads").write_text(old, "utf-8")
    kept = read_heads(tmp_path / "heads")
    rewrite = ATTACKS.index("edit_and_seal_all_again_by_the_true_key")
    found = 0
    for seed in range(rewrite, rewrite + 20 * len(ATTACKS), len(ATTACKS)):
        altered, done = alter(whole, seed)
        owner.write(altered)
        assert list(verify()) == []
        flaws = list(verify(kept))
        ((kind, number),) = done.first
        assert [(flaw.code, flaw.number) for flaw in flaws] == ([("rewritten", 3)] if number <= 3 else []), (
            kind,
            number,
        )
        found += bool(flaws)
    assert found


@pytest.mark.django_db
def test_another_public_key_than_the_one_kept_is_told(sealed: None) -> None:
    batch = Batch.objects.get(number=1)
    flaws = list(verify([Kept(1, batch.head, batch.key_id, "00" * 32)]))
    assert [flaw.code for flaw in flaws] == ["key"]


def test_what_can_no_longer_be_read_is_told(owner: Owner) -> None:
    if owner.vendor != "sqlite":
        return  # PostgreSQL keeps its types
    owner.connection.execute("UPDATE ledger_entry SET at = '2026-13-45 00:00:00' WHERE id = 2")
    assert [flaw.code for flaw in verify()][:1] == ["unreadable"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "NaN", '{"a":1,"a":1}', "[" * 100_000, '"\\ud800"'],
    ids=["empty", "half", "nan", "twice", "deep", "surrogate"],
)
def test_a_garbled_text_is_told_by_both_and_breaks_neither(
    owner: Owner, checker: ModuleType, tmp_path: Path, text: str
) -> None:
    owner.connection.execute(f"UPDATE ledger_entry SET what = {owner.mark} WHERE id = 2", [text])
    assert [(flaw.code, flaw.number) for flaw in verify()] == [("edited", 2)]
    (tmp_path / "file").write_text("\n".join(lines()), "utf-8")
    flaws, _count = checker.check(str(tmp_path / "file"), {})
    assert flaws == ["记录 2 被改过"]


def run_checker(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", "-S", CHECKER, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.django_db
def test_the_checker_alone_says_whole_or_broken(sealed: None, tmp_path: Path) -> None:
    file, kept = tmp_path / "ledger.jsonl", tmp_path / "heads.jsonl"
    kept.write_text("\n".join(heads()), "utf-8")
    file.write_text("\n".join(lines()), "utf-8")
    said = run_checker(file, "--heads", kept)
    assert (said.returncode, said.stdout) == (0, "台账完好：21 条记录与封存时相同，与别处留存的头一致\n")
    file.write_text(file.read_text("utf-8").replace('"number":3,', '"number":33,', 1), "utf-8")
    said = run_checker(file)
    assert (said.returncode, said.stderr) == (1, "")
    assert "被改过" in said.stdout or "不符" in said.stdout


@pytest.mark.django_db
def test_a_cut_export_is_not_taken_for_a_whole_one(sealed: None, tmp_path: Path) -> None:
    file, whole = tmp_path / "ledger.jsonl", list(lines())
    for cut in (0, 1, 5, -1):
        file.write_text("\n".join(whole[:cut]), "utf-8")
        said = run_checker(file)
        assert (said.returncode, said.stdout) == (2, "")
        assert "无法核验" in said.stderr


@pytest.mark.parametrize("text", ["", "{", "[]", '{"kind":"export","format":2,"at":""}', '{"kind":"end"}', "\ufeff{}"])
def test_what_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "file").write_text(text, "utf-8")
    assert run_checker(tmp_path / "file").returncode == 2


def test_the_checker_is_one_short_file_of_the_standard_library() -> None:
    text = CHECKER.read_text("utf-8")
    assert len(text.splitlines()) < 300
    names = [
        name.split(".")[0]
        for node in ast.walk(ast.parse(text))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    ]
    assert names
    assert set(names) <= sys.stdlib_module_names


def test_the_checkers_signatures_are_those_of_the_standard(checker: ModuleType) -> None:
    """The vectors of RFC 8032, section 7.1, and their neighbours that are wrong."""
    vectors = [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ]
    for public, message, signature in (tuple(map(bytes.fromhex, one)) for one in vectors):
        assert checker.signed(public, message, signature)
        assert not checker.signed(public, message + b"x", signature)
        assert not checker.signed(public, message, signature[:-1])
        assert not checker.signed(public[::-1], message, signature)
        s = int.from_bytes(signature[32:], "little") + checker.L
        assert not checker.signed(public, message, signature[:32] + s.to_bytes(32, "little"))
