# SPDX-License-Identifier: Apache-2.0
"""Operations that take files: a form of several parts instead of JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

F = TypeVar("F", bound=Callable[..., Any])
PARTS: Final[dict[str, dict[str, Any]]] = {
    "integer": {"type": "integer", "minimum": 1},
    "files": {"type": "array", "items": {"type": "string", "format": "binary"}},
}


def sends_files(**parts: str) -> Callable[[F], F]:
    """Name the parts of the form and what each is; the first must be there, and so must the second."""

    def mark(operation: F) -> F:
        operation.sends_files = {  # type: ignore[attr-defined]
            "type": "object",
            "properties": {name: PARTS[kind] for name, kind in parts.items()},
            "required": list(parts)[:2],
            "additionalProperties": False,
        }
        return operation

    return mark
