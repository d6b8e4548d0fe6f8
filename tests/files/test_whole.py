# SPDX-License-Identifier: Apache-2.0
"""Files appear whole."""

from __future__ import annotations

import pytest

from mingcha.files.whole import whole


def test_when_one_of_several_files_fails_none_takes_its_place(tmp_path):
    first, second = tmp_path / "1.csv", tmp_path / "2.csv"
    first.write_text("old")

    def broken_off():
        with whole(first, second) as halves:
            halves[0].write_text("new")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        broken_off()
    assert [(path.name, path.read_text()) for path in tmp_path.iterdir()] == [("1.csv", "old")]
    with whole(first, second) as halves:
        for half in halves:
            half.write_text("new")
    assert [(path.name, path.read_text()) for path in sorted(tmp_path.iterdir())] == [
        ("1.csv", "new"),
        ("2.csv", "new"),
    ]
