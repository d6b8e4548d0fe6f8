# SPDX-License-Identifier: Apache-2.0
"""How the log is written: one line of JSON an event, or key=value at a terminal; never a name, a number or a body (D11, G10).

Whatever a package or an exception wants to say may hold what somebody typed: of packages only the fixed part of a message
is kept, of an exception its kind and where it came from. ``MINGCHA_LOG=DEBUG`` keeps the words too, for a search on a machine
without real data.
"""

from __future__ import annotations

import logging
import sys
import traceback
from typing import Any, Final

import structlog
from structlog.types import EventDict

PACKAGES: Final = ("django", "allauth", "oauth2_provider", "oauthlib", "ninja")
END: Final = ": "
"""Where the fixed part of a package's message ends: after it stand paths, hosts, values."""


class NotTold(logging.Filter):
    """Leaves out what is told elsewhere: of a failed job we write a line ourselves (commands/work.py), django-q the traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not (record.name == "django-q" and record.levelno >= logging.ERROR and record.module == "monitor")


def quiet(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Of a package's message keep the fixed part: what is filled in came from outside."""
    record: logging.LogRecord = event["_record"]
    if record.name.split(".")[0] in PACKAGES:
        event["event"] = str(event["event"]).partition(END)[0]
    return event


def traced(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """An exception by its kind and the places it passed, without its words."""
    found = event.pop("exc_info", None)
    error = found[1] if isinstance(found, tuple) else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-12:]
        event["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
        event["trace"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        if logging.getLogger().level <= logging.DEBUG:
            event["words"] = str(error)
    return event


def formatter() -> logging.Formatter:
    """For settings.LOGGING."""
    at_terminal = sys.stderr.isatty()
    draw: Any = (
        structlog.processors.KeyValueRenderer(key_order=["timestamp", "level", "event"], sort_keys=False)
        if at_terminal
        else structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.contextvars.merge_contextvars,
            structlog.stdlib.ExtraAdder(allow=EXTRA),
            quiet,
            traced,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, draw],
    )


EXTRA: Final = ("view", "method", "status", "ms", "queries", "person", "job", "task", "outcome", "tick", "error")
"""What a line of ours may carry beside its event; numbers, names of code and words of code."""
