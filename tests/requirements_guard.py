# SPDX-License-Identifier: Apache-2.0
"""Keeps the register of requirements (docs/requirements.csv) and the tests honest with each other.

A test says with `@pytest.mark.req("S1-07")` which requirements it proves. Two rules follow:

* an ID that the register does not hold fails the test that names it;
* a run of the whole suite fails when an ID that the register calls `done` was proven by no passing test.

Works with pytest-xdist: each report carries its IDs, and the process that collects the reports judges them.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

REGISTER = "docs/requirements.csv"
NARROWING = ("keyword", "markexpr", "deselect", "ignore", "ignore_glob", "lf", "stepwise", "collectonly")
BROKEN_OFF = (pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR, pytest.ExitCode.USAGE_ERROR)


def read_register(path: Path) -> list[dict[str, str]]:
    """Return the rows of the register as they stand: id, title, requirement, source, status."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def pytest_configure(config: pytest.Config) -> None:
    """Read the register of the project whose tests run."""
    statuses = {row["id"]: row["status"] for row in read_register(config.rootpath / REGISTER)}
    config.pluginmanager.register(RequirementsGuard(statuses), "requirements-guard")


class RequirementsGuard:
    """The two rules, for one session."""

    def __init__(self, statuses: dict[str, str]) -> None:
        self.statuses = statuses
        self.proven: set[str] = set()

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Let every report of the test carry its IDs: only user_properties travel from an xdist worker."""
        item.user_properties.extend(("req", id_) for id_ in marked_ids(item))

    @pytest.hookimpl(tryfirst=True)  # before skipping: a skipped test must name known IDs too
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        """Fail a test that names a requirement nobody wrote down."""
        unknown = sorted(set(marked_ids(item)) - self.statuses.keys())
        if unknown:
            pytest.fail(f"{REGISTER} does not hold: {', '.join(unknown)}", pytrace=False)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember what a passing test proves."""
        if report.when == "call" and report.passed:
            self.proven |= {str(value) for name, value in report.user_properties if name == "req"}

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Fail a complete run of the whole suite that leaves a `done` unproven."""
        if exitstatus in BROKEN_OFF or session.shouldfail or not is_whole(session.config):
            return
        unproven = sorted(id_ for id_, status in self.statuses.items() if status == "done" and id_ not in self.proven)
        if unproven:
            session.shouldfail = f"{REGISTER} says done, but no passing test proves: {', '.join(unproven)}"
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


def marked_ids(item: pytest.Item) -> Iterator[str]:
    """Yield the IDs of all `req` marks on the test, its class and its module."""
    return (id_ for mark in item.iter_markers("req") for id_ in mark.args)


def is_whole(config: pytest.Config) -> bool:
    """Say whether this process judges a run of everything under tests/ (an xdist worker sees only its share)."""
    if hasattr(config, "workerinput") or any(config.getoption(name, default=None) for name in NARROWING):
        return False
    given = [(config.invocation_params.dir / arg).resolve() for arg in config.args]
    return any((config.rootpath / "tests").is_relative_to(path) for path in given)
