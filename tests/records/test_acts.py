# SPDX-License-Identifier: Apache-2.0
"""Every act that the code writes into the ledger, and every job that it queues, has a name for people."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import mingcha
from mingcha.records.acts import ACTS, JOBS

SOURCE = Path(mingcha.__file__).parent
BASE = {"record": 0, "append": 0, "After": 1, "move": None, "move_held": None, "move_many": None}
"""What takes an act: at which place among the arguments, or only by its name."""


@cache
def modules() -> tuple[tuple[Path, ast.Module], ...]:
    apart = {"engine", "audit"}
    paths = [path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] not in apart]
    return tuple((path, ast.parse(path.read_text("utf-8"))) for path in paths)


def passers() -> dict[str, int | None]:
    """Functions that hand an act of their caller's on to one of these."""
    found = dict(BASE)
    for _path, tree in modules():
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef):
                names = [argument.arg for argument in function.args.args]
                given = [expression for call in calls(function) for expression in acts_of(call, BASE)]
                if "act" in names and any(isinstance(one, ast.Name) and one.id == "act" for one in given):
                    found[function.name] = names.index("act")
    return found


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))


def acts_of(call: ast.Call, takers: dict[str, int | None]) -> Iterator[ast.expr]:
    if call.func.id not in takers:  # type: ignore[attr-defined]
        return
    place = takers[call.func.id]  # type: ignore[attr-defined]
    if place is not None and len(call.args) > place:
        yield call.args[place]
    yield from (keyword.value for keyword in call.keywords if keyword.arg == "act")


def written() -> dict[str, set[str]]:
    """The acts by word, with the files that write them."""
    takers, found = passers(), dict[str, set[str]]()
    for path, tree in modules():
        for call in calls(tree):
            for expression in acts_of(call, takers):
                for node in ast.walk(expression):
                    if isinstance(node, ast.Constant) and isinstance(node.value, str):
                        found.setdefault(node.value, set()).add(path.name)
    return found


def test_every_act_that_is_written_has_a_name() -> None:
    nameless = {act: files for act, files in written().items() if act not in ACTS}
    assert nameless == {}


def test_every_name_is_that_of_an_act_that_is_written() -> None:
    assert set(ACTS) - set(written()) == set()


def test_acts_that_pass_through_a_function_are_seen_too() -> None:
    assert {"load_item", "retry_job", "acknowledge_alarm", "load_calendar"} <= set(written())


def test_every_job_that_is_queued_has_a_name() -> None:
    queued = {
        call.args[0].value
        for _path, tree in modules()
        for call in calls(tree)
        if call.func.id == "later" and call.args and isinstance(call.args[0], ast.Constant)  # type: ignore[attr-defined]
    }
    assert queued == set(JOBS)


@pytest.mark.parametrize("act", ACTS)
def test_a_name_is_chinese(act: str) -> None:
    assert not str(ACTS[act]).isascii()
