# SPDX-License-Identifier: Apache-2.0
"""Finding rows by a few characters or by the initials of their sound (architecture.md section 9).

``search_text`` is what a row keeps: single characters, pairs, initials and words, as tokens. ``matching`` cuts what
somebody typed into tokens of the same kind. Today they are compared by LIKE, among the rows within reach; a full-text
index over the same column replaces that without another look at the rows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from django.db.models import Q

HAN: Final = re.compile("[\u2e80-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+")
WORD: Final = re.compile(r"[a-z0-9]+")
LONGEST: Final = 100
"""More characters than anybody types to find a row."""


def search_text(*texts: str) -> str:
    """The tokens of a row, each once, parted by spaces."""
    tokens = dict.fromkeys(token for text in texts for token in _row_tokens(_plain(text)))
    return " ".join(tokens)


def matching(typed: str, field: str = "search_text") -> Q:
    """Rows that hold every token of what was typed; all rows for nothing, none for what holds no token."""
    text = _plain(typed[:LONGEST])
    tokens = [token for run in HAN.findall(text) for token in (_pairs(run) or [run])] + WORD.findall(text)
    if not tokens:
        return Q(pk__in=[]) if text.strip() else Q()
    found = Q()
    for token in tokens:
        found &= Q(**{f"{field}__contains": token})
    return found


def _plain(text: str) -> str:
    """Full-width letters and digits as half-width, small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def _row_tokens(text: str) -> Iterator[str]:
    runs = HAN.findall(text)
    for run in runs:
        yield from run
        yield from _pairs(run)
    if runs:
        yield _initials("".join(runs))
    yield from WORD.findall(text)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _initials(text: str) -> str:
    """The first letter of each sound: 苏日娜 is found by srn."""
    from pypinyin import Style, lazy_pinyin  # a dictionary of 40,000 characters: loaded when a name is kept

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore"))
