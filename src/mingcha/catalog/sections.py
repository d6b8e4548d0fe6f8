# SPDX-License-Identifier: Apache-2.0
"""Sections of a document that are lists of lines with a key: found, put in, moved, taken away; nothing is changed in place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from mingcha.ledger import Conflict

Line = dict[str, Any]


def lines_of(document: Mapping[str, Any], section: str) -> list[Line]:
    """The lines of a section; what is no line is left out of sight, since a draft may be wrong while it is written."""
    given = document.get(section)
    return [line for line in given if isinstance(line, dict)] if isinstance(given, list) else []


def line_of(lines: list[Line], key: str) -> Line | None:
    return next((line for line in lines if line.get("key") == key), None)


def added(lines: list[Line], line: Line) -> list[Line]:
    """With one more at the end. Raises Conflict where its key is taken."""
    if line_of(lines, line["key"]) is not None:
        raise Conflict(_("代号“{key}”已经有了，请换一个").format(key=line["key"]), "key_taken", "key")
    return [*lines, line]


def replaced(lines: list[Line], key: str, line: Line) -> list[Line]:
    """With another line in the place of that of the key. Raises Conflict where there is none."""
    return [line if number == _place(lines, key) else one for number, one in enumerate(lines)]


def changed(lines: list[Line], key: str, act: str) -> list[Line]:
    """With a line one place up or down, or without it. Raises Conflict where there is none."""
    place = _place(lines, key)
    others = [*lines[:place], *lines[place + 1 :]]
    if act == "remove":
        return others
    to = max(0, place - 1) if act == "up" else place + 1
    return [*others[:to], lines[place], *others[to:]]


def _place(lines: list[Line], key: str) -> int:
    for number, line in enumerate(lines):
        if line.get("key") == key:
            return number
    raise Conflict(_("“{key}”已经不在了，请刷新后再试").format(key=key), "gone")
