# SPDX-License-Identifier: Apache-2.0
"""What the readers of all parts of a document share: faults by path, and plain texts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

Errors = list[tuple[str, str]]
"""Path and message of each fault, such as ``("step[2].act", "环节“立案”写了两次")``. Lines count from 1."""


def text(path: str, value: Any, longest: int, errors: Errors) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        errors.append((path, _("应为非空的文字")))
        return ""
    if len(value.strip()) > longest:
        errors.append((path, _("不能超过 {most} 个字").format(most=longest)))
    return value.strip()


def longest(model: Any, name: str) -> int:
    return int(model._meta.get_field(name).max_length)
