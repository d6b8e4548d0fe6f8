# SPDX-License-Identifier: Apache-2.0
"""What the real server carries: pages a second beside the Django admin's, a login flood, a cold start, a soak.

Servers are real: ``mingcha serve`` and, for the peer, the same web server with as many processes and threads. The load comes
from wrk on the same machine, so both sides share their two cores with it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BENCH = Path(__file__).parent
SECONDS = 10
CONNECTIONS = (8, 64)
REPORT = """
done = function(summary, latency)
  local bad = summary.errors.status + summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout
  io.write(string.format("told %f %f %d %d\\n", summary.requests / (summary.duration / 1e6), latency:percentile(95) / 1e3, bad, summary.requests))
end
"""


@dataclass
class Told:
    """Requests a second, the 95th percentile in ms, how many were not answered well, how many there were."""

    a_second: float
    p95: float
    bad: int
    count: int


def load(url: str, cookie: str, connections: int, seconds: float = SECONDS, script: str = "") -> Told:
    """Ask for a page over and over, by so many at once."""
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script + REPORT)
        file.flush()
        command = ["wrk", "-t2", f"-c{connections}", f"-d{seconds:.0f}s", "--timeout", "30s", "-s", file.name]
        command += ["-H", f"Cookie: {cookie}", url]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    numbers = re.search(r"told (\S+) (\S+) (\d+) (\d+)", done.stdout)
    assert numbers, done.stdout
    return Told(float(numbers[1]), float(numbers[2]), int(numbers[3]), int(numbers[4]))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def server(command: Sequence[str], port: int, ready: str, **environment: str) -> Iterator[tuple[int, float]]:
    """A server and all that it begins; gives its process and the seconds until it answered for the first time."""
    began = time.perf_counter()
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command, env=os.environ | environment, stdout=log, stderr=log, start_new_session=True
        )
        try:
            while not answers(f"http://127.0.0.1:{port}{ready}"):
                if process.poll() is not None or time.perf_counter() - began > 60:
                    log.seek(0)
                    raise SystemExit(log.read().decode()[-1_500:])
                time.sleep(0.05)
            yield process.pid, time.perf_counter() - began
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except urllib.error.HTTPError:
        return False
    except OSError:
        return False


@contextmanager
def ours() -> Iterator[tuple[str, int, float]]:
    """``mingcha serve`` on the database of the process: its address, its process, the seconds of its cold start."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("mingcha")), "serve", "--port", str(port)]
    with server(command, port, "/healthz") as (pid, seconds):
        yield f"http://127.0.0.1:{port}", pid, seconds


@contextmanager
def admin() -> Iterator[str]:
    """The Django admin on the same database, by the same web server, processes and threads."""
    from mingcha.commands.serve import _web

    port = free_port()
    command = [*_web("127.0.0.1", port)[:-1], "peers.admin_urls:application"]
    path = os.pathsep.join([str(BENCH), os.environ.get("PYTHONPATH", "")])
    with server(command, port, "/admin/login/", PYTHONPATH=path, DJANGO_SETTINGS_MODULE="peers.admin_site"):
        yield f"http://127.0.0.1:{port}"


def session_of(person: Any) -> str:
    """The cookie of somebody who is logged in."""
    from django.test import Client

    client = Client()
    client.force_login(person)
    return f"sessionid={client.cookies['sessionid'].value}"


# --- what is measured ------------------------------------------------------------------------------------------------
def beside_the_admin(posts: Any, database: str) -> list[dict[str, object]]:
    """The same list from both, first page and far inside, at each number of connections. One side after the other: what the
    admin has asked PostgreSQL for goes on when nobody waits for it any more.
    """
    cookie, deep = session_of(posts.wide.person), _far_inside(posts.wide)
    pages = {
        "first page": ("/cases/", "/admin/cases/case/"),
        "far inside": (deep, f"/admin/cases/case/?p={_pages() // 2}"),
    }
    rounds = [(name, connections) for name in pages for connections in CONNECTIONS]
    with ours() as (url, _pid, _seconds):
        load(url + "/cases/", cookie, 8, 3)
        us = [load(url + pages[name][0], cookie, connections) for name, connections in rounds]
    with admin() as url:
        them = [load(url + pages[name][1], cookie, connections) for name, connections in rounds]
    assert all(told.bad == 0 for told in us), us
    return [
        {
            "database": database,
            "page": name,
            "connections": connections,
            "ours /s": f"{mine.a_second:.1f}",
            "ours p95 ms": f"{mine.p95:.0f}",
            "admin /s": f"{theirs.a_second:.1f}",
            "admin p95 ms": f"{theirs.p95:.0f}",
            "admin failed": theirs.bad,
            "ratio": f"{mine.a_second / theirs.a_second:.1f}" if theirs.count else "no answer within the time",
        }
        for (name, connections), mine, theirs in zip(rounds, us, them, strict=True)
    ]


def _pages() -> int:
    """How many pages of twenty there are: the admin numbers them from 1."""
    from mingcha.cases.models import Case

    return Case.objects.count() // 20


def _far_inside(post: Any) -> str:
    """The address of the page in the middle of all cases: by the key of a row, as the pager writes it."""
    import base64

    from mingcha.cases.models import Case

    middle = Case.objects.order_by("came_at", "id")[Case.objects.count() // 2]
    key = base64.urlsafe_b64encode(json.dumps([middle.came_at.isoformat(), middle.pk]).encode()).decode().rstrip("=")
    assert post is not None
    return f"/cases/?after={key}"


FLOOD = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["X-CSRFToken"] = "{token}"
local n = 0
request = function()
  n = n + 1
  wrk.headers["X-Forwarded-For"] = string.format("10.%d.%d.%d", n % 250, (n / 250) % 250, n % 7)
  return wrk.format(nil, nil, nil, string.format("login=guess%d&password=wrong-%d", n % 1000, n))
end
"""
DELAY = """
delay = function() return {wait} end
"""
FLOODS = (("its first 14 seconds", 40), ("100 a second", 40), ("as fast as answered", 0))
"""By name, the milliseconds between two of each of four strangers, one flood after the other from one address. Hashing every
password would take all of two cores at five a second; in the first seconds those are hashed that the address still has."""


def flooded(posts: Any, database: str) -> list[dict[str, object]]:
    """Pages alone, and while four strangers send wrong passwords, each for another account."""
    cookie = session_of(posts.wide.person)
    with ours() as (url, _pid, _seconds):
        load(url + "/cases/", cookie, 8, 3)
        return [_beside_a_flood(url, cookie, database, *flood) for flood in FLOODS]


def _beside_a_flood(url: str, cookie: str, database: str, name: str, wait: int) -> dict[str, object]:
    token = "a" * 32
    alone = load(url + "/cases/", cookie, 8)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(FLOOD.format(token=token) + (DELAY.format(wait=wait) if wait else "") + REPORT)
        file.flush()
        command = ["wrk", "-t1", "-c4", f"-d{SECONDS + 4}s", "--timeout", "30s", "-s", file.name]
        command += ["-H", f"Cookie: csrftoken={token}", f"{url}/account/login/"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as flood:
            time.sleep(2)
            meanwhile = load(url + "/cases/", cookie, 8)
            told = re.search(r"told (\S+)", flood.communicate()[0])
    assert told
    assert meanwhile.bad == 0, meanwhile
    return {
        "database": database,
        "flood": name,
        "logins /s": f"{float(told[1]):.0f}",
        "pages /s alone": f"{alone.a_second:.1f}",
        "pages /s flooded": f"{meanwhile.a_second:.1f}",
        "p95 ms alone": f"{alone.p95:.0f}",
        "p95 ms flooded": f"{meanwhile.p95:.0f}",
        "slower": f"{1 - meanwhile.a_second / alone.a_second:.0%}",
    }


def soak(posts: Any, database: str, minutes: int) -> dict[str, object]:
    """Pages of every kind for so long: the memory of the server's processes each minute."""
    cookie = session_of(posts.wide.person)
    script = 'local n, pages = 0, {"/cases/", "/alarms/", "/catalog/", "/", "/organs/officers/", "/cases/?q=jy"}\n'
    script += "request = function() n = n + 1 return wrk.format('GET', pages[n % #pages + 1]) end\n" + DELAY.format(
        wait=100
    )
    memory: list[float] = []
    asked = bad = 0
    with ours() as (url, pid, cold):
        for _minute in range(minutes):
            told = load(url, cookie, 4, 60, script)
            asked, bad = asked + told.count, bad + told.bad
            memory.append(memory_of(pid))
    assert bad == 0, f"{bad} of {asked} were not answered well"
    third = max(1, len(memory) // 3)
    return {
        "database": database,
        "cold start s": f"{cold:.1f}",
        "minutes": minutes,
        "pages": f"{asked:,}",
        "MiB after 1 minute": f"{memory[0]:.0f}",
        "MiB, middle third": f"{sum(memory[third : 2 * third]) / third:.0f}",
        "MiB, last third": f"{sum(memory[-third:]) / third:.0f}",
        "most MiB": f"{max(memory):.0f}",
    }


def memory_of(pid: int) -> float:
    """MiB of a process and of all that it began; what they share counts once a process (PSS)."""
    total = 0
    for each in family(pid):
        try:
            rollup = Path(f"/proc/{each}/smaps_rollup").read_text()
        except OSError:
            continue
        total += int(next(line.split()[1] for line in rollup.splitlines() if line.startswith("Pss:")))
    return total / 1024


def family(pid: int) -> list[int]:
    """A process and its children's children, of whatever session."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").glob("*/children"):
            found += [int(child) for child in task.read_text().split()]
    return found


def main(arguments: Sequence[str]) -> None:
    """Rows, minutes of the soak, the parts that are asked for; their tables as one line of JSON."""
    import web_data

    import databases

    rows, minutes = map(int, arguments[:2])
    with web_data.database(rows) as posts:
        name = databases.CHOSEN
        parts = {
            "served": lambda: beside_the_admin(posts, name),
            "flood": lambda: flooded(posts, name),
            "soak": lambda: [soak(posts, name, minutes)],
        }
        told = {part: parts[part]() for part in arguments[2:]}
    print(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1:])
