# SPDX-License-Identifier: Apache-2.0
"""Writes a mapping's tree as TOML again, for whoever edits one by a form. Comments do not survive; everything else does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")


def write(tree: Mapping[str, Any]) -> str:
    """The text of a tree of texts, whole numbers, truths, lists of them and tables."""
    return "\n".join(_table(tree, "")).lstrip() + "\n"


def toml(value: Any) -> str:
    """A value as TOML writes it, in one line."""
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(toml, value))}]"
    text = json.dumps(value, ensure_ascii=False)
    return "".join(each if each.isprintable() else f"\\U{ord(each):08X}" for each in text)


def _table(tree: Mapping[str, Any], path: str) -> Iterator[str]:
    tables = {key: value for key, value in tree.items() if isinstance(value, Mapping)}
    for key, value in tree.items():
        if key in tables:
            continue
        if isinstance(value, list) and len(value) > 3:
            yield f"{_key(key)} = ["
            yield from (f"  {toml(each)}," for each in value)
            yield "]"
        else:
            yield f"{_key(key)} = {toml(value)}"
    for key, table in tables.items():
        name = f"{path}.{_key(key)}" if path else _key(key)
        if any(not isinstance(value, Mapping) for value in table.values()):
            yield ""
            yield f"[{name}]"
        yield from _table(table, name)


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else toml(key)
