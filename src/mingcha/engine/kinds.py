# SPDX-License-Identifier: Apache-2.0
"""The kinds of monitor: seven of the seed (S1-05) and separation of duties, with their codes, levels and words (S1-41).

The words are in ``data/kinds.toml``, the rule of a kind in ``monitors/<kind>.sql``; a further kind is one more of each.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Final, Literal, get_args

Lang = Literal["zh", "en"]
Level = Literal["red", "yellow", "prompt"]

LEVELS: Final[tuple[Level, ...]] = get_args(Level)
"""From the gravest to the mildest."""
LEVEL_NAMES: Final = {
    "red": {"zh": "红", "en": "red"},
    "yellow": {"zh": "黄", "en": "yellow"},
    "prompt": {"zh": "提示", "en": "prompt"},
}


@dataclass(frozen=True)
class Code:
    """One thing that a monitor can find: default level, and reason and cure in both languages.

    ``modes`` holds the words of the reason where a mode (promise, order …) needs its own.
    """

    level: Level
    reason: dict[str, str]
    cure: dict[str, str]
    modes: dict[str, dict[str, str]]


@dataclass(frozen=True)
class Kind:
    """A kind of monitor: key (also the name of its SQL file), seal 监察印, names, codes."""

    key: str
    seal: str
    names: dict[str, str]
    codes: dict[str, Code]

    @property
    def sql(self) -> str:
        """The rule itself: common table expressions and a final select, without the leading WITH."""
        return files("mingcha.engine").joinpath(f"monitors/{self.key}.sql").read_text("utf-8")


def _two(entry: dict[str, Any], prefix: str = "") -> dict[str, str]:
    return {lang: entry[prefix + lang] for lang in get_args(Lang)}


def _code(entry: dict[str, Any]) -> Code:
    modes = {mode: _two(words) for mode, words in entry.items() if isinstance(words, dict)}
    return Code(entry["level"], _two(entry), _two(entry, "cure_"), modes)


def _load() -> dict[str, Kind]:
    text = files("mingcha.engine").joinpath("data/kinds.toml").read_text("utf-8")
    return {
        key: Kind(
            key,
            entry["seal"],
            _two(entry),
            {code: _code(words) for code, words in entry.items() if isinstance(words, dict)},
        )
        for key, entry in tomllib.loads(text).items()
    }


KINDS: Final = MappingProxyType(_load())
"""Every kind by its key, in the order in which pages list them."""
