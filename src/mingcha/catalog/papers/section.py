# SPDX-License-Identifier: Apache-2.0
"""Reads the documents ``[[document]]`` of an item; every fault with its path (S1-04)."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.catalog.parts import Errors, text
from mingcha.catalog.stepforms.reading import check_key

DOCUMENT: Final = frozenset({"key", "name", "template", "step", "word"})
MOST: Final = 100
WORD: Final = re.compile(r"\w{1,30}")


def check_documents(given: Any, acts: Collection[str], errors: Errors) -> None:
    """Each has a key and a name, is made at a step of the item from a template, and numbered by a word if it is numbered."""
    if given is None:
        return
    if not isinstance(given, list) or len(given) > MOST:
        errors.append(("document", _("应为文书的列表，最多 {most} 个").format(most=MOST)))
        return
    seen: set[str] = set()
    for number, entry in enumerate(given, 1):
        path = f"document[{number}]"
        if not isinstance(entry, dict):
            errors.append((path, _("应为一份文书")))
            continue
        errors += [(f"{path}.{name}", _("不认识这一项")) for name in entry if name not in DOCUMENT]
        key = check_key(f"{path}.key", entry.get("key"), errors)
        if key and key in seen:
            errors.append((f"{path}.key", _("代号“{key}”写了两次").format(key=key)))
        seen.add(key)
        text(f"{path}.name", entry.get("name"), 100, errors)
        text(f"{path}.template", entry.get("template"), 60, errors)
        act = entry.get("step")
        if not isinstance(act, str) or act not in acts:
            errors.append((f"{path}.step", _("没有环节“{act}”").format(act=str(act)[:60])))
        word = entry.get("word", "")
        if word != "" and not (isinstance(word, str) and WORD.fullmatch(word)):
            errors.append((f"{path}.word", _("文书字只能是 30 个以内的汉字、字母和数字")))
