# SPDX-License-Identifier: Apache-2.0
"""The catalogue from the command line."""

from __future__ import annotations

import argparse
from pathlib import Path

import pytest

from catalog.documents import SAMPLE
from mingcha.catalog import command
from mingcha.catalog.models import ItemVersion, Tier
from mingcha.files.badinput import BadInput
from mingcha.organs.testing import Cast

ITEMS = Path(command.__file__).parent / "data" / "items"


def called(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    return command.run(parser.parse_args(arguments))


def test_the_shipped_items_can_all_be_loaded(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    files = [str(path) for path in sorted(ITEMS.glob("*.toml"))]
    assert called("load", *files, "--organ", cast.organ("enforcement").name) == 0
    assert called("load", *files, "--organ", cast.organ("enforcement").name) == 0
    assert ItemVersion.objects.count() == len(files) > 0
    assert "环境许可（受理环节）　第 1 版" in capsys.readouterr().out


def test_one_wrong_file_keeps_out_the_others_too(cast: Cast, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[catalog]\ncode = "x"\n', "utf-8")
    with pytest.raises(BadInput) as bad:
        called("load", str(ITEMS / "receipt.toml"), str(wrong), "--organ", cast.organ("enforcement").name)
    assert "wrong.toml catalog.name" in {fault.where for fault in bad.value.errors}
    assert not ItemVersion.objects.exists()


@pytest.mark.parametrize("content", [b"a = ", b"\xff\xfe\x00", b"a = " + b"9" * 5000, b"a = " + b"[" * 9999])
def test_a_file_that_is_no_toml_is_refused_in_words(cast: Cast, tmp_path: Path, content: bytes) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_bytes(content)
    with pytest.raises(BadInput, match=r"wrong\.toml"):
        called("load", str(wrong), "--organ", cast.organ("enforcement").name)


def test_an_organ_that_nobody_knows_is_told(cast: Cast) -> None:
    with pytest.raises(BadInput, match="没有叫“无此机构”的机构"):
        called("load", str(ITEMS / "receipt.toml"), "--organ", "无此机构")


@pytest.mark.django_db
def test_the_law_is_loaded_from_tables(capsys: pytest.CaptureFixture[str]) -> None:
    assert called("law", "--articles", str(SAMPLE / "articles.csv"), "--tiers", str(SAMPLE / "tiers.csv")) == 0
    assert f"裁量阶次：新增 {Tier.objects.count()}，更新 0" in capsys.readouterr().out
