# SPDX-License-Identifier: Apache-2.0
"""A whole installation for tests: a home of its own, the real command, the real server, and a visitor with cookies.

Nothing of it shares a process with the tests, so it can be killed at any moment.
"""

from __future__ import annotations

import atexit
import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any

MINGCHA = Path(sys.executable).with_name("mingcha")
PATIENCE = 60.0
PASSWORD = "correct-horse-battery"


@dataclass
class Installation:
    """A home folder and the settings that go with it."""

    home: Path
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of whoever runs the tests reaches it."""
        mine = {name: value for name, value in os.environ.items() if not name.startswith(("MINGCHA_", "DJANGO_"))}
        return mine | {"MINGCHA_HOME": str(self.home)} | dict(self.settings)

    def run(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """The command, in a process of its own."""
        environment = self.environment | settings
        return subprocess.run([MINGCHA, *words], env=environment, capture_output=True, text=True, check=False)

    def lay(self, *words: str) -> None:
        """What ``mingcha migrate`` with these words makes, as a copy of a home that it has made once a process."""
        shutil.copytree(_laid(words), self.home, dirs_exist_ok=True)

    def ask(self, code: str) -> str:
        """What Python prints in this installation with Django ready: how to lay data into it and to count what is there."""
        ready = "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'mingcha.settings'\nimport django; django.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", ready + code], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    @contextmanager
    def served(self) -> Iterator[Server]:
        server = Server(self, free_port())
        server.start()
        try:
            yield server
        finally:
            server.stop()


@cache
def _laid(words: tuple[str, ...]) -> Path:
    home = Path(tempfile.mkdtemp(prefix="mingcha-laid-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    done = Installation(home).run("migrate", *words)
    assert done.returncode == 0, done.stderr
    return home


class Server:
    """``mingcha serve`` on a port of this machine."""

    def __init__(self, installation: Installation, port: int) -> None:
        self.installation, self.port = installation, port
        self.url = f"http://127.0.0.1:{port}"
        self.log = installation.home / "serve.log"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.log.open("wb") as log:
            command = [MINGCHA, "serve", "--port", str(self.port)]
            self.process = subprocess.Popen(command, env=self.installation.environment, stderr=log, stdout=log)
        self.wait_for(lambda: "明察已启动" in self.said())

    def said(self) -> str:
        return self.log.read_text("utf-8", errors="replace")

    def wait_for(self, there: Any) -> None:
        """Wait until it is so; the server must not end meanwhile."""
        deadline = time.monotonic() + PATIENCE
        while not there():
            assert self.process is not None
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def children(self) -> dict[str, int]:
        """The process ids of web server and work."""
        assert self.process is not None
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        commands = {int(pid): Path(f"/proc/{pid}/cmdline").read_bytes() for pid in listed}
        return {"web" if b"granian" in command else "work": pid for pid, command in commands.items()}

    def family(self, pid: int) -> list[int]:
        """The process and all that it began."""
        path = Path(f"/proc/{pid}/task/{pid}/children")
        below = map(int, path.read_text().split()) if path.exists() else ()
        return [pid, *(one for child in below for one in self.family(child))]

    def kill(self, name: str) -> None:
        """End one of the children as a power cut would, and wait until it is back."""
        before = self.children()[name]
        os.kill(before, signal.SIGKILL)
        self.wait_for(lambda: self.children().get(name, before) != before)
        if name == "web":
            self.wait_for(self.answers)

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def kill_all(self) -> None:
        """The parent too: nothing of it may live on."""
        assert self.process is not None
        family = self.family(self.process.pid)
        self.process.kill()
        self.process.wait()
        deadline = time.monotonic() + PATIENCE
        while any(Path(f"/proc/{pid}").exists() for pid in family):
            assert time.monotonic() < deadline, "something lives on"
            time.sleep(0.1)

    def stop(self) -> int:
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()
        return self.process.wait(PATIENCE)


@dataclass
class Page:
    """An answer: its status, where it stands, its text."""

    status: int
    url: str
    text: str


class Visitor:
    """Somebody with cookies who reads pages and sends forms, without a browser."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.url, path)))

    def post(self, path: str, fields: Mapping[str, Any], page: str = "", mark: str = "") -> Page:
        """Send a form that stands on ``page`` (or on its own address), with files where a value is a path. Of several without an
        action of their own ``mark`` says which, by words of its tag.

        Where the line breaks the very same is sent again, as a person would by the browser's button.
        """
        hidden = _hidden_fields(self.get(page or path).text, mark or (f'action="{path}"' if page else "<form"))
        body, content_type = _multipart(hidden | fields)
        headers = {"Content-Type": content_type, "Referer": self.url}
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.url, path), body, headers))

    def log_in(self, username: str) -> Page:
        page = self.post("/account/login/", {"login": username, "password": PASSWORD})
        assert "/account/login/" not in page.url, page.text
        return page

    def _open(self, request: urllib.request.Request) -> Page:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with self.opener.open(request, timeout=PATIENCE) as answer:
                    return Page(answer.status, answer.url, answer.read().decode())
            except urllib.error.HTTPError as error:
                return Page(error.code, error.url or "", error.read().decode())
            except (OSError, HTTPException):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)


def _multipart(fields: Mapping[str, Any]) -> tuple[bytes, str]:
    """The body of a form and its content type. A path stands for the file that lies there."""
    mark = secrets.token_hex(16)
    parts = b""
    for name, value in fields.items():
        parts += f'--{mark}\r\nContent-Disposition: form-data; name="{name}"'.encode()
        if isinstance(value, Path):
            parts += f'; filename="{value.name}"\r\nContent-Type: application/octet-stream\r\n\r\n'.encode()
            parts += value.read_bytes()
        else:
            parts += f"\r\n\r\n{value}".encode()
        parts += b"\r\n"
    return parts + f"--{mark}--\r\n".encode(), f"multipart/form-data; boundary={mark}"


def _hidden_fields(page: str, mark: str) -> dict[str, str]:
    """The hidden fields of the last form with these words in it."""
    forms = [form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if mark in form]
    assert forms, page
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', forms[-1]))


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
