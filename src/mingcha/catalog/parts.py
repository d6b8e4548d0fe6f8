# SPDX-License-Identifier: Apache-2.0
"""What the readers of all parts of a document share: faults by path, and plain texts."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

Errors = list[tuple[str, str]]
"""Path and message of each fault, such as ``("step[2].act", "环节“立案”写了两次")``. Lines count from 1."""


DEEPEST: Final = 30
"""Of lists and objects in each other; a document needs six."""


def storable(value: Any) -> bool:
    """Whether JSON of a stranger can be kept and hashed: whole numbers, no NUL, no half characters, no abyss."""
    left = [(value, 0)]
    while left:
        one, depth = left.pop()
        if isinstance(one, str):
            try:
                one.encode()
            except UnicodeEncodeError:
                return False
        if isinstance(one, float) or depth > DEEPEST or (isinstance(one, str) and "\0" in one):
            return False
        if isinstance(one, dict):
            left += [(each, depth + 1) for pair in one.items() for each in pair]
        elif isinstance(one, list):
            left += [(each, depth + 1) for each in one]
    return True


def text(path: str, value: Any, longest: int, errors: Errors) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        errors.append((path, _("应为非空的文字")))
        return ""
    if len(value.strip()) > longest:
        errors.append((path, _("不能超过 {most} 个字").format(most=longest)))
    return value.strip()


def longest(model: Any, name: str) -> int:
    return int(model._meta.get_field(name).max_length)
