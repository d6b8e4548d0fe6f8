# SPDX-License-Identifier: Apache-2.0
"""XES as tools write it, read fast: the text is cut at ``<``, and a piece seen before is not looked at again.

What is read here is well-formed by construction: each piece must wholly match one of a few patterns and fit the place where it
stands (log, trace, event). Anything else, harmless or hostile, raises :class:`NotPlain`, and expat reads the file instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final, NoReturn

from mingcha.audit.xes_batch import LEAVES, Batch, Row

MAX_PIECE: Final = 1 << 16
MEMO: Final = 50_000

_TEXT: Final = r'[^"<&\x00-\x1f\ufffe\uffff]*'
_ESCAPED: Final = r'(?:[^"<&\x00-\x1f\ufffe\uffff]|&(?:amp|lt|gt|quot|apos);)*'
_leaf: Final = re.compile(rf'({"|".join(LEAVES)}) key="({_TEXT})" value="({_TEXT})" ?/>[ \t\r\n]*').fullmatch
_escaped_leaf: Final = re.compile(
    rf'(?:{"|".join(LEAVES)}) key="({_ESCAPED})" value="({_ESCAPED})" ?/>[ \t\r\n]*'
).fullmatch
_BLANKS: Final = " \t\r\n"
_ENTITIES: Final = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))

_ATTRIBUTE: Final = rf' +[A-Za-z][\w:.\-]*="{_TEXT}"'
_head: Final = re.compile(
    r'(\?)xml version="1\.0"(?: encoding="[\w.\-]+")?(?: standalone="(?:yes|no)")? ?\?>'
    r"|(!)--(?:[^<>\-\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|-(?!-))*-->"
    rf"|(log|global|extension|classifier)((?:{_ATTRIBUTE})*) ?(/?)>"
).fullmatch
_names: Final = re.compile(rf'([\w:.\-]+)="{_TEXT}"').findall

_MOVES: Final = {
    ("trace", "event>"): "event",
    ("event", "/event>"): "trace",
    ("log", "trace>"): "trace",
    ("trace", "/trace>"): "log",
    ("log", "/log>"): "end",
    ("global", "/global>"): "log",
}


class NotPlain(Exception):  # noqa: N818 - no error: another reader takes over
    """The text is not of the plain form."""


class _Nowhere(dict[str, str]):
    """Where no attribute may stand."""

    def __setitem__(self, *_: object) -> NoReturn:
        raise NotPlain


def read(texts: Iterable[str], batch: Batch) -> None:
    """Read the whole text into the batch, or raise :class:`NotPlain`."""
    state, rest, begun = "start", "", False
    target: Row = _Nowhere()
    seen: dict[str, tuple[str, str]] = {}
    words: dict[str, str] = {}
    for text in texts:
        pieces = (rest + text).split("<")
        rest = pieces.pop()
        if not begun and pieces:
            begun = True
            if pieces.pop(0).strip(_BLANKS):
                raise NotPlain
        for piece in pieces:
            if (pair := seen.get(piece)) is not None:
                target[pair[0]] = pair[1]
            elif (word := words.get(piece)) is not None:
                if word == "event>" and state == "trace":  # the two moves of every event stand here: calls are slow
                    state, target = "event", {}
                    batch.events.append(target)
                    batch.of.append(len(batch.traces) - 1)
                elif word == "/event>" and state == "event":
                    state, target = "trace", batch.traces[-1]
                else:
                    state, target = _move(state, word, batch)
            elif (found := _leaf(piece)) is not None:
                kind, key, value = found.groups()
                target[key] = value
                if kind == "string" or kind == "boolean":  # dates and numbers seldom repeat; `in` takes twice as long
                    seen[piece] = key, value
            else:
                state, target = _look(state, piece, target, batch, words)
        if len(seen) > MEMO or len(words) > MEMO:
            seen, words = {}, {}
        if len(rest) > MAX_PIECE or len(target) > MAX_PIECE:
            raise NotPlain
        batch.advance(len(text))
    if _look(state, rest, target, batch, words)[0] != "end":
        raise NotPlain


def _look(state: str, piece: str, target: Row, batch: Batch, words: dict[str, str]) -> tuple[str, Row]:
    """The state after a piece met for the first time, and where attributes go from there."""
    word = piece.rstrip(_BLANKS)
    if (state, word) in _MOVES:
        words[piece] = word
        return _move(state, word, batch)
    if (found := _escaped_leaf(piece)) is None:
        return _move_in_head(state, word, target)
    target[_unescape(found[1])] = _unescape(found[2])
    return state, target


def _move(state: str, word: str, batch: Batch) -> tuple[str, Row]:
    after = _MOVES.get((state, word))
    if after == "event":
        target: Row = {}
        batch.events.append(target)
        batch.of.append(len(batch.traces) - 1)
        return after, target
    if after == "trace":
        if state == "log":
            batch.traces.append({})
        return after, batch.traces[-1]
    if after is None:
        raise NotPlain
    return after, _Nowhere() if after == "end" else {}


def _move_in_head(state: str, word: str, target: Row) -> tuple[str, Row]:
    """Declaration, comments, and what a log says of itself: checked and passed over."""
    found: Any = _head(word)
    if found is None:
        raise NotPlain
    declaration, comment, tag, attributes, empty = found.groups()
    if comment:
        return state, target
    if declaration and state == "start":
        return "declared", target
    names = _names(attributes or "")
    if len(names) > len(set(names)):
        raise NotPlain
    if tag == "log" and state in ("start", "declared") and not empty:
        return "log", {}
    if state == "log" and tag != "log" and (empty or tag == "global"):
        return ("log" if empty else "global"), {}
    raise NotPlain


def _unescape(text: str) -> str:
    for escaped, character in _ENTITIES:
        text = text.replace(escaped, character)
    return text
