# SPDX-License-Identifier: Apache-2.0
"""A mapping written as text again is the same mapping."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from mingcha.audit.mapping_text import write

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("path", ["examples/receipt/mapping.toml", "src/mingcha/audit/data/sample/mapping.toml"])
def test_a_mapping_is_read_back_as_it_was(path):
    tree = tomllib.loads((ROOT / path).read_text("utf-8"))
    assert tomllib.loads(write(tree)) == tree


def test_odd_keys_and_texts_survive():
    tree = {
        "columns": {"case": 'a"b\\c\n', "x y": "\u0001\u202e", "list": ["甲", ["乙", "丙"], "丁", "戊"]},
        "acts": {"rename": {"一.二": "三"}},
    }
    assert tomllib.loads(write(tree)) == tree


def test_empty_tables_and_numbers_survive():
    tree = {"log": {"header_rows": 2, "flag": True}, "tables": {"goods": {"file": "a"}}}
    assert tomllib.loads(write(tree)) == tree
