# SPDX-License-Identifier: Apache-2.0
"""A real PostgreSQL for the tests: a throw-away cluster on a socket of its own, gone when the tests end."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ACCOUNT = "postgres"
"""PostgreSQL refuses to run as root; Debian's package brings this account."""


def binaries() -> Path:
    """The newest installed server's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if found:
        return found[-1].parent
    if path := shutil.which("initdb"):
        return Path(path).parent
    raise RuntimeError("PostgreSQL is not installed; script/setup installs it")


def new_root() -> Path:
    """A folder for a cluster. A socket's whole path has room for about 100 characters, so it lies near the top."""
    return Path(tempfile.mkdtemp(prefix="mingcha-pg-"))


@contextmanager
def cluster(root: Path | None = None) -> Iterator[str]:
    """Start a server in ``root`` and give its connection string, as the superuser; the folder is gone at the end.

    It listens on a socket only and syncs nothing: it will be thrown away.
    """
    programs = binaries()
    root = root or new_root()
    who = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if os.geteuid() == 0 else {}
    if who:
        shutil.chown(root, ACCOUNT, ACCOUNT)
    data = root / "data"

    def call(*command: str | Path) -> None:
        subprocess.run(command, check=True, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **who)

    server = None
    try:
        call(programs / "initdb", "-D", data, "-U", "mingcha", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(root),
            "fsync": "off",
            "full_page_writes": "off",
            "autovacuum": "off",  # tables that were counted while they were nearly empty are planned for as if they still were
        }
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *options],
            cwd=root,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            **who,
        )
        for _ in range(100):
            ready = subprocess.run(
                [programs / "pg_isready", "-h", root, "-U", "mingcha", "-d", "postgres", "-t", "1"],
                check=False,
                capture_output=True,
            )
            if ready.returncode == 0:
                break
            if server.poll() is not None:
                raise RuntimeError("PostgreSQL did not start")
            subprocess.run(["sleep", "0.1"], check=True)
        yield f"host={root} user=mingcha dbname=postgres"
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # a fast shutdown: waits for no client
            server.wait()
        shutil.rmtree(root, ignore_errors=True)
