# SPDX-License-Identifier: Apache-2.0
"""What a command says at a terminal, and how it stops."""

from __future__ import annotations

import os
import re
import sys
from typing import Final

UNSHOWABLE: Final = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Names in a log must not steer the terminal that shows them."""


class Stopped(Exception):  # noqa: N818 - the command stops on purpose
    """The command cannot go on; the message says why and what to do."""


def say(line: str) -> None:
    """Something for the person who watches; not the answer."""
    print(UNSHOWABLE.sub("\ufffd", line), file=sys.stderr, flush=True)  # noqa: T201 - the terminal is the page here


def answer(text: str) -> None:
    """The answer. Whoever reads it may have gone before its end."""
    try:
        encoding = sys.stdout.encoding or "utf-8"
        print(UNSHOWABLE.sub("\ufffd", text).encode(encoding, "replace").decode(encoding), flush=True)  # noqa: T201
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python would try to write the rest once more, at its end
        if not isinstance(error, BrokenPipeError):
            raise
