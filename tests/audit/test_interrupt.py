# SPDX-License-Identifier: Apache-2.0
"""Ctrl-C or SIGTERM in the middle of reading, of judging and of writing: exit code 130, no output, no half file, no folder left."""

from __future__ import annotations

import signal
import time

import pytest
from command import MAPPING, POINTS, start

ACTS = ("立案", "调查", "立案", "决定")
MANY = POINTS + "".join(
    f'[[point]]\nkey = "p{number}"\nkind = "qualification"\nat = ["立案", "调查", "决定"]\n' for number in range(6)
)


@pytest.fixture(scope="module")
def big(tmp_path_factory):
    """A log that takes some seconds, with findings at every step."""
    folder = tmp_path_factory.mktemp("big")
    with (folder / "log.csv").open("w") as file:
        file.write("案号,环节,时间,人\n")
        for row in range(160_000):
            file.write(f"C{row // 4},{ACTS[row % 4]},2026-01-05 1{row % 4}:00,甲\n")
    (folder / "mapping.toml").write_text(MAPPING)
    (folder / "points.toml").write_text(MANY)
    return folder


MIDDLE = {
    "reading": lambda outputs, temporary: list(temporary.glob("mingcha-audit-*/.log-*/log-0.parquet")),
    "judging": lambda outputs, temporary: list(temporary.glob("mingcha-audit-*/findings.part")),
    "csv": lambda outputs, temporary: list(outputs.glob(".mingcha-*/.mingcha-*/*")),
    "xlsx": lambda outputs, temporary: list(outputs.glob(".mingcha-*")),
    "parquet": lambda outputs, temporary: list(outputs.glob(".mingcha-*/.mingcha-*/*")),
    "json": lambda outputs, temporary: list(outputs.glob(".mingcha-*/.mingcha-*/*")),
}


def seen(begun):
    """Whether a phase has begun; a folder that is renamed or removed while it is walked is looked at once more."""
    try:
        return begun()
    except FileNotFoundError:
        return False


def break_off(process, begun, sent):
    """Send the signal as soon as a phase has begun; the command says that it wrote nothing."""
    until = time.monotonic() + 60
    while not seen(begun) and process.poll() is None and time.monotonic() < until:
        time.sleep(0.001)
    assert process.poll() is None, "the run was over before it could be interrupted"
    process.send_signal(sent)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert out == ""
    assert err.endswith("已取消，没有写入任何结果。\n")


@pytest.mark.parametrize(
    ("phase", "sent"), [*((phase, signal.SIGINT) for phase in MIDDLE), ("judging", signal.SIGTERM)]
)
def test_an_interrupted_run_leaves_nothing(big, tmp_path, phase, sent):
    outputs, temporary = tmp_path / "outputs", tmp_path / "temporary"
    outputs.mkdir()
    temporary.mkdir()
    ending = phase if phase not in ("reading", "judging") else "csv"
    (outputs / f"found.{ending}").write_text("old")
    files = ["--mapping", big / "mapping.toml", "--points", big / "points.toml", "--now", "2026-06-30"]
    files += ["--out", outputs / f"found.{ending}", "--html", outputs / "page.html"]
    process = start(["audit", big / "log.csv", *files], temporary)
    break_off(process, lambda: MIDDLE[phase](outputs, temporary), sent)
    assert [(path.name, path.read_text()) for path in outputs.iterdir()] == [(f"found.{ending}", "old")]
    assert list(temporary.iterdir()) == []


def test_an_interrupted_sample_leaves_no_file(tmp_path):
    """Its files used to appear one by one while the command said that nothing was written."""
    folder = tmp_path / "demo"
    process = start(["sample", folder, "--cases", "5000"], tmp_path)
    break_off(
        process,
        lambda: any("执法人员" in path.name or "证据" in path.name for path in folder.rglob("*.csv")),
        signal.SIGINT,
    )
    assert list(folder.iterdir()) == []
