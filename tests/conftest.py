# SPDX-License-Identifier: Apache-2.0
"""What all tests share: the guard of the requirements, pytester to test that guard, the database with its cast, no network."""

from __future__ import annotations

import socket
import subprocess

import pytest

from days import let_midnight_pass

pytest_plugins = ["pytester", "requirements_guard", "databases", "access_fixture"]


def pytest_configure(config: pytest.Config) -> None:
    """Pages name their assets by the bundler's list; a test that is run alone should not fail for want of it."""
    built = config.rootpath / "src/mingcha/web/collected/staticfiles.json"
    if not built.exists() and not hasattr(config, "workerinput"):
        subprocess.run([config.rootpath / "script" / "build"], check=True)


@pytest.fixture(autouse=True)
def one_day() -> None:
    """A test of a moment begins and ends on the same day."""
    let_midnight_pass()


@pytest.fixture(autouse=True)
def no_network(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody reaches out, not even to this machine, but a test that is marked as one that talks to a server of its own."""
    if request.node.get_closest_marker("talks"):
        return

    def refuse(_socket: socket.socket, address: object) -> None:
        pytest.fail(f"a test tried to connect to {address}")

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.fixture(autouse=True)
def patient_portal() -> None:
    """Every test asks from one address; how often another one has asked is not its business."""
    from mingcha.web.buckets import empty

    empty()
