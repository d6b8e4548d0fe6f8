# SPDX-License-Identifier: Apache-2.0
"""``mingcha ledger`` verifies, exports and lists heads."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from mingcha.ledger import Invalid
from mingcha.ledger.command import arguments, run
from mingcha.ledger.models import Batch, Entry, Unsealed
from mingcha.ledger.sealing import seal
from mingcha.ledger.verify import verify

Deeds = Callable[..., list[Entry]]
pytestmark = pytest.mark.django_db


def mingcha_ledger(*words: object) -> int:
    parser = argparse.ArgumentParser()
    arguments(parser)
    return run(parser.parse_args([*map(str, words)]))


@pytest.fixture
def sealed(deeds: Deeds) -> None:
    for size in (2, 3):
        deeds(size)
        seal()


def test_a_whole_ledger_is_said_to_be_whole(sealed: None, capsys: pytest.CaptureFixture[str]) -> None:
    assert mingcha_ledger("verify") == 0
    assert capsys.readouterr().out == "台账完好：5 条记录与封存时相同\n"


def test_heads_are_listed_kept_and_compared(sealed: None, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert mingcha_ledger("heads") == 0
    kept = capsys.readouterr().out
    assert [json.loads(line)["head"] for line in kept.splitlines()] == [
        batch.head for batch in Batch.objects.order_by("number")
    ]
    (tmp_path / "heads").write_text(kept, "utf-8")
    assert mingcha_ledger("verify", "--heads", tmp_path / "heads") == 0
    assert "与别处留存的头一致" in capsys.readouterr().out
    (tmp_path / "heads").write_text(kept.replace('"number":2', '"number":3'), "utf-8")
    assert mingcha_ledger("verify", "--heads", tmp_path / "heads") == 1
    assert "第 3 批不见了" in capsys.readouterr().out


def test_only_newer_heads_are_listed_when_asked(sealed: None, capsys: pytest.CaptureFixture[str]) -> None:
    mingcha_ledger("heads", "--since", 1)
    assert [json.loads(line)["number"] for line in capsys.readouterr().out.splitlines()] == [2]


@pytest.mark.parametrize("text", ["x", "[]", '{"number":1}'])
def test_a_file_that_holds_no_heads_is_refused_with_its_line(sealed: None, tmp_path: Path, text: str) -> None:
    (tmp_path / "heads").write_text(text, "utf-8")
    with pytest.raises(Invalid, match="第 1 行不是批次的头"):
        mingcha_ledger("verify", "--heads", tmp_path / "heads")


def test_an_export_holds_every_entry_and_replaces_no_file(sealed: None, deeds: Deeds, tmp_path: Path) -> None:
    deeds(1)
    assert mingcha_ledger("export", tmp_path / "out") == 0
    lines = [json.loads(line) for line in (tmp_path / "out").read_text("utf-8").splitlines()]
    assert [line["kind"] for line in lines] == [
        "export",
        "key",
        *["batch", *["entry"] * 2],
        *["batch", *["entry"] * 4],
        "end",
    ]
    assert lines[-1] == {"kind": "end", "batches": 2, "entries": 6}
    with pytest.raises(FileExistsError):
        mingcha_ledger("export", tmp_path / "out")


def test_an_entry_that_waits_too_long_is_told(deeds: Deeds, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = deeds(1)[0]
    assert list(verify()) == []
    monkeypatch.setattr("mingcha.ledger.verify.WINDOW", timedelta(seconds=-1))
    assert [(flaw.code, flaw.number) for flaw in verify()] == [("unsealed", entry.pk)]


def test_an_entry_that_is_neither_sealed_nor_waits_is_told(deeds: Deeds) -> None:
    entry = deeds(1)[0]
    Unsealed.objects.all().delete()
    assert [(flaw.code, flaw.number) for flaw in verify()] == [("stray", entry.pk)]
