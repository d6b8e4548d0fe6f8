# SPDX-License-Identifier: Apache-2.0
"""The house keeps its shape: sizes, headers, names. Import direction is held by import-linter in script/check."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

ROOT = Path(__file__).parent.parent
SOURCES = sorted((ROOT / "src").rglob("*.py"))
EVERYTHING = sorted(path for folder in ("src", "tests", "bench") for path in (ROOT / folder).rglob("*.py"))
MODULE_LINES = 400
FUNCTION_LINES = 50
CATCH_ALLS = {"common", "core", "helpers", "misc", "utils"}
MACHINE = re.compile(r"(?<![\w.])/(?:work|home|root|tmp|Users)/\w")
"""A path of somebody's machine has no place in the project."""


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [path for path in SOURCES if not path.parent.name.endswith("migrations")], ids=named)
def test_a_module_is_small_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text("utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= MODULE_LINES
    assert ast.get_docstring(tree)
    long = [
        node.name
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


@pytest.mark.parametrize("path", EVERYTHING, ids=named)
def test_a_file_begins_with_its_licence(path: Path) -> None:
    assert path.read_text("utf-8").startswith("# SPDX-License-Identifier: Apache-2.0\n")


def test_nothing_is_called_by_a_name_that_says_nothing() -> None:
    assert [named(path) for path in SOURCES if path.stem in CATCH_ALLS or path.parent.name in CATCH_ALLS] == []


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    folders = ("src", "tests", "bench", "docs", "script", "examples", "requirements", ".ci")
    paths = [*ROOT.glob("*.*"), *(path for folder in folders for path in (ROOT / folder).rglob("*"))]
    texts = [
        path
        for path in paths
        if path.is_file() and path.suffix in {".py", ".md", ".toml", ".csv", ".sql", ".txt", ".css", ""}
    ]
    found = [named(path) for path in texts if MACHINE.search(path.read_text("utf-8", errors="replace"))]
    assert len(texts) > 50
    assert found == []


def test_the_lock_files_carry_hashes_and_no_address() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text("utf-8")
        assert "--hash=sha256:" in text
        assert not re.search(r"https?://|--index-url|--find-links", text)


# --- writes (architecture.md section 5) -----------------------------------------------------------------------------
STATUS_AT_HOME = {"ledger/moves.py", "organs/testing.py"}
"""The only code that changes a status, and the cast of tests. Migrations do not count."""
TRANSACTIONS = re.compile(r"(^ledger/|^demo/|(^|/)actions(\.py$|/)|(^|/)jobs\.py$|^cases/bulk/writing\.py$)")
TRANSACTIONS_TOO = {
    "catalog/command.py": "a command is one act: all items of a folder or none",
    "commands/bootstrap.py": "a command is one act: all administrators or none",
    "organs/changes.py": "a savepoint within an action, so that the database may refuse a row and the act go on",
}
APPS = sorted({path.parent for path in SOURCES if path.name == "apps.py"})
LAYERS = {"helpers", "managers", "receivers", "registry", "repositories", "services", "signals", "utils"}
"""Shapes that no app has."""


def source(path: Path) -> str:
    return str(path.relative_to(ROOT / "src" / "mingcha"))


def trees() -> Iterator[tuple[str, ast.Module]]:
    """Each module of ours but migrations, by its path inside the package."""
    for path in SOURCES:
        if "migrations" not in path.parts:
            yield source(path), ast.parse(path.read_text("utf-8"))


def sets_a_status(node: ast.AST) -> bool:
    """``x.status = …``, ``setattr(x, "status", …)``, ``.update(status=…)`` and ``bulk_update(…, ["status"])``."""
    if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        parts = [part for target in targets for part in ast.walk(target)]
        return any(isinstance(part, ast.Attribute) and part.attr == "status" for part in parts)
    if not isinstance(node, ast.Call):
        return False
    called = getattr(node.func, "attr", getattr(node.func, "id", ""))
    words = {part.value for part in ast.walk(node) if isinstance(part, ast.Constant)}
    return (
        (called == "update" and "status" in {keyword.arg for keyword in node.keywords})
        or (called == "setattr" and isinstance(node.args[1], ast.Constant) and node.args[1].value == "status")
        or (called == "bulk_update" and "status" in words)
    )


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("row.status = 'x'", True),
        ("a, row.status = 1, 2", True),
        ("rows.filter(pk=1).update(status='x')", True),
        ("setattr(row, 'status', 'x')", True),
        ("rows.bulk_update(some, ['name', 'status'])", True),
        ("rows.filter(status='x').update(name='y')", False),
        ("status = row.status", False),
        ("Case(status='x')", False),
    ],
)
def test_a_change_of_status_is_recognised(line: str, *, found: bool) -> None:
    assert any(sets_a_status(node) for node in ast.walk(ast.parse(line))) is found


def test_a_status_changes_by_a_move_and_nowhere_else() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if sets_a_status(node)
        if name not in STATUS_AT_HOME
    ]
    assert found == []


def test_transactions_are_begun_by_actions_and_jobs_alone() -> None:
    begun = {
        name
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute | ast.Name) and getattr(node, "attr", getattr(node, "id", "")) == "atomic"
    }
    assert {name for name in begun if not TRANSACTIONS.search(name)} == set(TRANSACTIONS_TOO)


# --- the shape of an app (architecture.md section 4) ----------------------------------------------------------------
@pytest.mark.parametrize("app", APPS, ids=lambda app: app.name)
def test_an_app_has_the_shape_of_all_apps(app: Path) -> None:
    there = {path.stem for path in app.iterdir() if not path.name.startswith("_")}
    assert not there & LAYERS
    assert ("views" in there) == ("urls" in there)
    assert ("models" in there) <= ("migrations" in there)
    if "templates" in there:
        assert [path.name for path in (app / "templates").iterdir() if path.name not in {app.name, "account"}] == []


def imports() -> Iterator[tuple[str, str]]:
    """(module of ours, what it imports from), each once."""
    for name, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                yield name, node.module or ""


def test_news_goes_up_as_calls_and_views_are_functions() -> None:
    shunned = re.compile(r"django\.(dispatch|db\.models\.signals|core\.signals|views\.generic|contrib\.admin)\b")
    assert [entry for entry in imports() if shunned.match(entry[1])] == []


def test_no_app_imports_the_pages_of_another() -> None:
    """``urls.py`` alone names views of others; ``web.forms`` is what all forms are made of."""
    pages = re.compile(r"mingcha\.(\w+)\.(views|forms|urls)\b")
    found = [
        (name, module)
        for name, module in imports()
        if (match := pages.match(module)) and match[1] not in {"web", name.split("/")[0]} and name != "urls.py"
    ]
    assert found == []


# --- states (architecture.md section 5) -----------------------------------------------------------------------------
def models_that_move() -> list[Any]:
    from django.apps import apps

    return [model for model in apps.get_models() if hasattr(model, "MOVES")]


def test_moves_name_statuses_only_and_reach_every_one_of_them() -> None:
    for model in models_that_move():
        statuses = set(model.Status.values)
        moves = {str(start): set(map(str, ends)) for start, ends in model.MOVES.items()}
        assert set(moves).union(*moves.values()) <= statuses, model
        field = model._meta.get_field("status")
        reached = {str(field.default)} if field.has_default() else set(moves)
        while more := set().union(*(moves.get(status, set()) for status in reached)) - reached:
            reached |= more
        assert reached == statuses, model
    assert len(models_that_move()) >= 8


def test_a_model_with_statuses_says_how_they_follow() -> None:
    from django.apps import apps

    ours = [model for model in apps.get_models() if model.__module__.startswith("mingcha.")]
    silent = [model for model in ours if hasattr(model, "Status") and not hasattr(model, "MOVES")]
    assert silent == []


@pytest.mark.django_db
def test_migrations_make_what_the_models_say() -> None:
    """Those of packages whose tables we make ourselves too (decision 0009)."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


CLOCKS = {"localdate", "localtime", "now", "today"}


def at_once(node: ast.AST) -> Iterator[ast.AST]:
    """What runs while a module is loaded: all but the bodies of lambdas."""
    yield node
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.Lambda):
            yield from at_once(child)


@pytest.mark.parametrize("path", EVERYTHING, ids=named)
def test_nothing_keeps_the_day_on_which_it_was_loaded(path: Path) -> None:
    """Midnight comes to long runs too, of the product as of its tests."""
    kept = [node for node in ast.parse(path.read_text("utf-8")).body if isinstance(node, ast.Assign | ast.AnnAssign)]
    asked = [
        ast.unparse(call)
        for node in kept
        for call in at_once(node)
        if isinstance(call, ast.Call) and getattr(call.func, "attr", getattr(call.func, "id", "")) in CLOCKS
    ]
    assert asked == []
