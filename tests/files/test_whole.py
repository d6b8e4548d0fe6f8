# SPDX-License-Identifier: Apache-2.0
"""Files that appear whole or not at all, whenever somebody interrupts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from mingcha.files.whole import whole


def test_an_interrupt_as_soon_as_the_folder_stands_leaves_nothing(tmp_path: Path, monkeypatch: Any) -> None:
    made: Any = Path.mkdir

    def interrupted(self: Path, *arguments: Any) -> None:
        made(self, *arguments)
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "mkdir", interrupted)
    with pytest.raises(KeyboardInterrupt), whole(tmp_path / "found.csv"):
        pass
    assert list(tmp_path.iterdir()) == []


def begin_and_break_off(*paths: Path) -> None:
    with whole(*paths) as halves:
        halves[0].write_text("half")
        raise ValueError("the disk went away")


def test_the_old_files_stay_until_all_new_ones_are_written(tmp_path: Path) -> None:
    old, new = tmp_path / "old.csv", tmp_path / "new.csv"
    old.write_text("old")
    with pytest.raises(ValueError, match="went away"):
        begin_and_break_off(old, new)
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]
    with whole(old, new) as halves:
        for half in halves:
            half.write_text("whole")
        assert old.read_text() == "old"
    assert {path.name: path.read_text() for path in tmp_path.iterdir()} == {"old.csv": "whole", "new.csv": "whole"}
