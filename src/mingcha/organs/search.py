# SPDX-License-Identifier: Apache-2.0
"""Finding rows by a few characters or by the initials of their sound (architecture.md section 9).

``search_text`` is what a row keeps: single characters, pairs, initials and words, as tokens. ``matching`` cuts what
somebody typed into tokens of the same kind and says which rows hold them; ``hits`` gives the same rows out of the index
(search_index.py), the newest first, so that a list need not look at all rows for the few that it shows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from django.db import models
from django.db.models import F, Q

from mingcha.organs.scope import Worn, place
from mingcha.organs.search_index import Hits, Index, tsquery

HAN: Final = re.compile(
    "[\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3031-\u303a\u3041-\u3096\u30a1-\u30fa\u30fc-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
"""Characters that are words by themselves: no punctuation."""
WORD: Final = re.compile(r"[a-z0-9]+")
LONGEST: Final = 100
"""More characters than anybody types to find a row."""


def search_text(*texts: str, unsounded: str = "") -> str:
    """The tokens of a row, each once, parted by spaces. ``unsounded`` is found by its characters only: nobody types the
    initials of a whole article.
    """
    tokens = dict.fromkeys(token for text in texts for token in _row_tokens(_plain(text)))
    tokens |= dict.fromkeys(_row_tokens(_plain(unsounded), sounded=False))
    return " ".join(tokens)


def wanted(typed: str) -> list[str]:
    """The tokens of what was typed. A word of two or more letters is the beginning of one (``sur*``: surina)."""
    text = _plain(typed[:LONGEST])
    tokens = [token for run in HAN.findall(text) for token in (_pairs(run) or [run])]
    return list(dict.fromkeys(tokens + [word if len(word) == 1 else f"{word}*" for word in WORD.findall(text)]))


def matching(typed: str, field: str = "search_text") -> Q:
    """Rows that hold every token of what was typed; all rows for nothing, none for what holds no token."""
    tokens = wanted(typed)
    if not tokens:
        return Q(pk__in=[]) if _plain(typed).strip() else Q()
    return Q(Holds(F(field), tokens))


def hits(index: Index, typed: str, post: Worn | None, given: Mapping[str, object], *, alone: bool) -> Hits | None:
    """The same rows out of the index, cut to the post's reach and to ``given`` values (one, or any of a list).

    ``alone`` says that the list is narrowed by nothing else. None for nothing typed.
    """
    tokens = wanted(typed)
    if not tokens or post is None:
        return None
    known = post.reach != "self" and bool(index.facets)
    where = {**place(post), **given} if known else dict(given)
    facets = ["|".join(index.facet(name, one) for one in _several(value)) for name, value in where.items()]
    if known:
        facets.append("|".join(index.facet("secrecy", level) for level in range(post.ceiling + 1)))
    return Hits.of(index, [*facets, *tokens], exact=known and alone)


def _several(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else [value]


class Holds(models.Func):
    """Whether a column of tokens holds all of these, said of the row itself."""

    output_field = models.BooleanField()

    def __init__(self, column: F | models.Expression, tokens: Sequence[str]) -> None:
        super().__init__(column)
        self.tokens = tokens

    def as_sqlite(self, compiler: Any, connection: Any, **extra_context: Any) -> tuple[str, tuple[str, ...]]:
        column, _params = compiler.compile(self.source_expressions[0])
        sought = [f" {token[:-1]}" if token.endswith("*") else f" {token} " for token in self.tokens]
        return " AND ".join([f"instr(' ' || {column} || ' ', %s) > 0"] * len(sought)), tuple(sought)

    def as_postgresql(self, compiler: Any, _connection: Any, **_extra: Any) -> tuple[str, list[str]]:
        column: Any = self.source_expressions[0]
        alias = compiler.quote_name_unless_alias(column.alias)
        return f"{alias}.search_vector @@ %s::tsquery", [tsquery(self.tokens)]


def _plain(text: str) -> str:
    """Full-width letters and digits as half-width, small letters."""
    return unicodedata.normalize("NFKC", text).lower()


def _row_tokens(text: str, *, sounded: bool = True) -> Iterator[str]:
    runs = HAN.findall(text)
    for run in runs:
        yield from run
        yield from _pairs(run)
    if runs and sounded:
        yield _initials("".join(runs))
    yield from WORD.findall(text)


def _pairs(run: str) -> list[str]:
    return [run[place : place + 2] for place in range(len(run) - 1)]


def _initials(text: str) -> str:
    """The first letter of each sound: 苏日娜 is found by srn."""
    from pypinyin import Style, lazy_pinyin  # a dictionary of 40,000 characters: loaded when a name is kept

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER, errors="ignore"))
