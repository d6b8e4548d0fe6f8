# SPDX-License-Identifier: Apache-2.0
"""The ledger remembers every act so that nobody can unsay it (architecture.md section 5).

What the rest of the house uses stands here by name and is fetched when it is asked for: models cannot be imported
before Django knows its apps, and models.py of an app imports from this package.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .actor import Actor, By, System
    from .entries import record
    from .errors import Conflict, Invalid, NotAllowed, ReadOnly, Refused, WrongState
    from .moves import move, move_many

_FOUND_IN = {
    "Actor": "actor",
    "By": "actor",
    "System": "actor",
    "record": "entries",
    "move": "moves",
    "move_many": "moves",
    "ReadOnly": "errors",
    "Refused": "errors",
    "NotAllowed": "errors",
    "WrongState": "errors",
    "Invalid": "errors",
    "Conflict": "errors",
}
__all__ = [
    "Actor",
    "By",
    "Conflict",
    "Invalid",
    "NotAllowed",
    "ReadOnly",
    "Refused",
    "System",
    "WrongState",
    "move",
    "move_many",
    "record",
]


def __getattr__(name: str) -> Any:
    if name not in _FOUND_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_FOUND_IN[name]}"), name)
