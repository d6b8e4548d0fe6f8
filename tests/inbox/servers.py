# SPDX-License-Identifier: Apache-2.0
"""Emulators of what messages leave by, on this machine: a mail server that speaks enough SMTP, a gateway for short messages."""

from __future__ import annotations

import contextlib
import json
import socketserver
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any


class MailServer(socketserver.ThreadingTCPServer):
    """Emulator: keeps each letter as text; ``answers`` are what it says to the next ones in place of yes."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Mail)
        self.letters: list[str] = []
        self.recipients: list[str] = []
        self.answers: list[str] = []


class _Mail(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Any = self.server
        self._say("220 emulator")
        while line := self.rfile.readline().decode().strip():
            word = line[:4].upper()
            if word == "RCPT":
                server.recipients.append(line)
                self._say(server.answers.pop(0) if server.answers else "250 ok")
            elif word == "DATA":
                self._say("354 go on")
                server.letters.append(self._letter())
                self._say("250 kept")
            elif word == "QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _letter(self) -> str:
        lines = []
        while (line := self.rfile.readline().decode()) != ".\r\n":
            lines.append(line)
        return "".join(lines)

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


class Gateway(HTTPServer):
    """Emulator: keeps each request; ``answers`` are the states of the next ones in place of 200."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Text)
        self.requests: list[dict[str, Any]] = []
        self.answers: list[int] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/send?app=7"


class _Text(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        server: Any = self.server
        body = self.rfile.read(int(self.headers["Content-Length"]))
        server.requests.append(
            {"path": self.path, "headers": dict(self.headers), "body": body, "sent": json.loads(body)}
        )
        status = server.answers.pop(0) if server.answers else 200
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_words: Any) -> None:
        """Nothing on the output of tests."""


@contextlib.contextmanager
def running(server: Any) -> Iterator[Any]:
    """Serve in a thread as long as the block lasts."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
