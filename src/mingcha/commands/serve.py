# SPDX-License-Identifier: Apache-2.0
"""``mingcha serve``: the whole application on one machine, as a small parent of two children, web server and ``mingcha work``.

A child that dies is started again; one that cannot stay alive ends the parent with a line that says so. SIGTERM and
Ctrl-C end both, each by its own process group, so that nothing is left behind and nothing else is touched.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from mingcha.commands.application import application, mendable
from mingcha.commands.check import refuse_half_restored, refuse_unready
from mingcha.commands.processes import end_group, end_with_parent, running
from mingcha.commands.terminal import Stopped, say

PULSE: Final = 0.2
GRACE: Final = 40.0
"""Seconds that children have to end: longer than the work gives its jobs."""
SHORT_LIFE: Final = 10.0
TRIES: Final = 3
"""So many short lives in a row, and the parent gives up."""


@dataclass
class Child:
    """A command that is to be running."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] | None = None
    began: float = 0.0
    short_lives: int = 0
    environment: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """In a process group of its own: Ctrl-C reaches the parent alone, which then ends the children in order."""
        self.began = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 - our own commands
            self.command,
            env=os.environ | self.environment,
            start_new_session=True,
            preexec_fn=end_with_parent,  # noqa: PLW1509 - this parent has one thread
        )

    def tend(self) -> None:
        """Start it again if it died. Raises Stopped if it died young too often."""
        if self.process is None or self.process.poll() is None:
            return
        end_group(self.process.pid, signal.SIGKILL)  # what it began must not go on beside its successor
        self.short_lives = self.short_lives + 1 if time.monotonic() - self.began < SHORT_LIFE else 0
        if self.short_lives >= TRIES:
            raise Stopped(f"{self.name}连续 {TRIES} 次启动后很快退出（退出码 {self.process.returncode}），已全部停止")
        say(f"{self.name}已退出（退出码 {self.process.returncode}），重新启动")
        self.start()

    def ask_to_end(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def kill(self) -> None:
        if self.process:
            end_group(self.process.pid, signal.SIGKILL)

    def end(self, deadline: float) -> None:
        if self.process is None:
            return
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"{self.name}没有按时结束，强制结束")
        end_group(self.process.pid, signal.SIGKILL)
        self.process.wait()


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = "启动明察：网页服务和后台任务。Ctrl-C 或 SIGTERM 使它停止。"
    parser.add_argument("--host", default="127.0.0.1", help="监听地址，默认 127.0.0.1，即只有本机能访问")
    parser.add_argument("--port", type=int, default=8000, help="端口，默认 8000")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    _refuse_taken(options.host, options.port)
    with mendable(), running():
        refuse_half_restored()
        return _tend(options)


def _tend(options: argparse.Namespace) -> int:
    """Start both children and keep them alive until somebody ends this."""
    counts = {"PROMETHEUS_MULTIPROC_DIR": str(_counts())}
    web = Child("网页服务", _web(options.host, options.port), environment=counts)
    work = Child("后台任务", [sys.executable, "-m", "mingcha", "work"], environment=counts)
    children = [web, work]
    try:
        web.start()
        _refuse_unready(web)
        _say_when_open(options.host, options.port, web)
        work.start()  # afterwards: two cores load the pages first, for which somebody waits
        while True:
            time.sleep(PULSE)
            for child in children:
                child.tend()
    except KeyboardInterrupt:
        say("正在停止……")
        return 0
    finally:
        deadline = time.monotonic() + GRACE
        for child in children:
            child.ask_to_end()
        for child in children:
            child.end(deadline)


def _refuse_unready(web: Child) -> None:
    """Look through the installation while the pages load, which takes longer; they are ended at once if it is not ready."""
    try:
        with application():
            refuse_unready()
    except BaseException:
        web.kill()
        raise


def _counts() -> Path:
    """An empty folder in which the counts of all processes meet; those of an earlier start would be counted twice."""
    from django.conf import settings

    folder: Path = settings.WORK_ROOT / "counts"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _web(host: str, port: int) -> list[str]:
    """Two processes of four threads each: SQLite's one writer and argon2's memory make more of them useless."""
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += ["--workers", "2", "--blocking-threads", "4", "--respawn-failed-workers", "--workers-kill-timeout", "20"]
    return [*command, "--no-ws", "--log-level", "warning", "mingcha.wsgi:application"]


def _refuse_taken(host: str, port: int) -> None:
    """Two servers on one port would share it without a word."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((host, port))
    except (OSError, OverflowError) as error:
        raise Stopped(f"不能监听 {host}:{port}（{error}）") from error


def _say_when_open(host: str, port: int, web: Child) -> None:
    """Connect until somebody answers; then the address is told. Nobody does before all pages are loaded (mingcha.wsgi)."""
    while True:
        web.tend()
        try:
            socket.create_connection((host, port), timeout=1).close()
        except OSError:
            time.sleep(PULSE)
        else:
            say(f"明察已启动：http://{host}:{port}/")
            return
