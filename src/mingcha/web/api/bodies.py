# SPDX-License-Identifier: Apache-2.0
"""JSON as it was meant: UTF-8, of little depth, each key once, numbers that are numbers (corpus T06-T09, T15, T19, T20).

Whatever another parser might read differently is refused, so that nobody can send one thing past a check and have another done.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any, Final

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.parser import Parser

from mingcha.web.api.problems import Problem

DEEPEST: Final = 32
LONGEST_NUMBER: Final = 19
"""Digits of a whole number: no column holds more."""
CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e\u2066-\u2069]")
SURROGATE: Final = re.compile("[\ud800-\udfff]")
UNREAD: Final = "\ufffd"
"""What stands where bytes were no text."""


class Strict(Parser):
    """What the rooms are given of a body: the shell has read it, for here a refusal would lose its words."""

    def parse_body(self, request: HttpRequest) -> Any:
        return request.parsed  # type: ignore[attr-defined]


def parsed(body: bytes) -> Any:
    """The value that a body holds; an empty one holds nothing. Raises Problem."""
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Problem(400, "bad_encoding", _("请求体不是 UTF-8 编码")) from error
    if depth_of(text) > DEEPEST:
        raise Problem(400, "json_depth", _("JSON 最多 {most} 层").format(most=DEEPEST))
    try:
        found = json.loads(
            text, object_pairs_hook=_once_each, parse_constant=_no_number, parse_int=_whole, parse_float=_real
        )
    except (ValueError, RecursionError) as error:
        if CONTROL.search(text):
            raise Problem(422, "control_char", _("请求体含有不可见字符")) from error
        raise Problem(400, "json_invalid", _("请求体不是正确的 JSON")) from error
    _check(found, "")
    return found


def depth_of(text: str) -> int:
    """How deep brackets nest, outside of strings; found without recursion."""
    depth = deepest = 0
    for mark in re.finditer(r'"(?:[^"\\]|\\.)*"?|[\[{]|[\]}]', text, re.DOTALL):
        if mark[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark[0] in "]}":
            depth -= 1
    return deepest


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        twice = Counter(name for name, _value in pairs).most_common(1)[0][0]
        words = _("“{field}”出现了两次").format(field=_shown(twice))
        raise Problem(400, "json_duplicate_key", words)
    return made


def _no_number(word: str) -> Any:
    raise Problem(422, "amount_range", _("{word} 不是数").format(word=word))


def _whole(digits: str) -> int:
    if len(digits.lstrip("-")) > LONGEST_NUMBER:
        raise Problem(422, "amount_range", _("数太大，最多 {most} 位").format(most=LONGEST_NUMBER))
    return int(digits)


def _real(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise Problem(422, "amount_range", _("数太大，最多 {most} 位").format(most=LONGEST_NUMBER))
    return value


def _check(value: Any, where: str) -> None:
    """Refuse characters that nobody types, in keys and values. Depth is bounded already."""
    if isinstance(value, str):
        check_text(value, where)
    elif isinstance(value, dict):
        for name, inner in value.items():
            check_text(name, where or name)
            _check(inner, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            _check(inner, f"{where}.{place}" if where else str(place))


def check_text(text: str, where: str) -> None:
    """Refuse one text, and name its field."""
    field = _shown(where)
    if SURROGATE.search(text) or UNREAD in text:
        raise Problem(422, "bad_unicode", _("“{field}”中有无法识别的字符").format(field=field), field=field)
    if CONTROL.search(text):
        raise Problem(422, "control_char", _("“{field}”含有不可见字符").format(field=field), field=field)


def _shown(name: str) -> str:
    return CONTROL.sub("", SURROGATE.sub("", name))[:40]
