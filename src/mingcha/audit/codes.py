# SPDX-License-Identifier: Apache-2.0
"""What the codes of the monitors are called for people, and what they mean (``report/words.toml``), in Chinese and English."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from mingcha.engine.kinds import Lang


@cache
def _words() -> dict[str, dict[str, dict[str, str]]]:
    return tomllib.loads(files("mingcha.audit").joinpath("report/words.toml").read_text("utf-8"))


def code_name(kind: str, code: str) -> dict[Lang, str]:
    """The short name of a code; the code itself where it has no name yet."""
    entry = _words().get(kind, {}).get(code, {})
    return {"zh": entry.get("zh", code), "en": entry.get("en", code)}


def code_meaning(kind: str, code: str) -> tuple[str | None, str | None]:
    """What a code says, in Chinese and English, as a sentence each; None where nothing is written of it yet."""
    entry = _words().get(kind, {}).get(code, {})
    return entry.get("means_zh"), entry.get("means_en")
