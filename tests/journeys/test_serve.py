# SPDX-License-Identifier: Apache-2.0
"""``mingcha serve`` through bad days: whatever of it is killed comes back, and when it ends nothing of it lives on."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from installation import Installation, Server, Visitor, free_port


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    made = Installation(tmp_path_factory.mktemp("home"))
    made.lay("--without-data")
    return made


@pytest.fixture
def served(installation: Installation) -> Iterator[Server]:
    with installation.served() as server:
        yield server


def commands() -> Iterator[list[str]]:
    """The words of every process of this machine."""
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):  # it ended while we looked
            yield path.read_text("utf-8", errors="replace").split("\0")


def test_it_says_where_it_is_and_answers_there(served: Server) -> None:
    assert f"明察已启动：{served.url}/" in served.said()
    assert Visitor(served.url).get("/healthz").status == 200
    assert "登录" in Visitor(served.url).get("/").text


def test_it_becomes_ready_and_its_processes_count_together(served: Server) -> None:
    visitor = Visitor(served.url)
    served.wait_for(lambda: visitor.get("/readyz").status == 200)
    for _ in range(12):
        visitor.get("/robots.txt")
    counts = visitor.get("/metrics").text
    assert 'mingcha_requests_total{method="GET",status="200",view="web:robots"} 12.0' in counts
    assert "mingcha_worker_silent_seconds" in counts


def test_a_second_one_on_the_same_port_is_refused(served: Server, installation: Installation) -> None:
    second = installation.run("serve", "--port", str(served.port))
    assert second.returncode == 2
    assert "不能监听" in second.stderr


def test_an_installation_that_is_not_ready_is_refused_and_nothing_lives_on(tmp_path: Path) -> None:
    """The pages load while it is looked through: they are ended before they answer."""
    port = str(free_port())
    refused = Installation(tmp_path / "home").run("serve", "--port", port)
    assert refused.returncode == 2
    assert "数据库尚未更新，请运行 mingcha migrate" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert [words for words in commands() if "granian" in words and port in words] == []


@pytest.mark.parametrize("name", ["web", "work"])
def test_a_child_that_is_killed_comes_back(served: Server, name: str) -> None:
    served.kill(name)
    assert Visitor(served.url).get("/healthz").status == 200
    assert "重新启动" in served.said()


def test_a_pool_of_workers_that_lost_one_is_renewed_as_a_whole(served: Server) -> None:
    """A worker that is killed may hold the lock of the queue, and its neighbours would wait for it for ever."""
    work = served.children()["work"]
    served.wait_for(lambda: len(served.family(work)) >= 4)
    os.kill(served.family(work)[-1], signal.SIGKILL)
    served.wait_for(lambda: served.children().get("work", work) != work)


def test_when_the_parent_is_killed_nothing_lives_on(served: Server) -> None:
    served.kill_all()
    assert not served.answers()


def test_when_it_is_ended_nothing_lives_on(served: Server) -> None:
    assert served.process is not None
    family = served.family(served.process.pid)
    assert len(family) >= 3
    assert served.stop() == 0
    assert [pid for pid in family if Path(f"/proc/{pid}").exists()] == []
