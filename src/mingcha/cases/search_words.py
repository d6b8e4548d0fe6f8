# SPDX-License-Identifier: Apache-2.0
"""By which words a running case is found: its number, cause and parties, and the people who act in it (organs/search.py).

Names come when people are placed on a step and stay: who acted finds the case again. However many there are, the row stays
short: past ``MOST`` characters no further name is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from mingcha.cases.models import Case, StepOfficer
from mingcha.organs.search import search_text

MOST: Final = 6_000
"""Characters of all tokens: about 200 names."""


def renew_words(case: Case) -> None:
    """Gather the words anew: number, cause or parties have changed. Two queries and, where they differ, one more."""
    names = dict.fromkeys(case.insiders.order_by("pk").values_list("person__name", flat=True))
    names |= dict.fromkeys(StepOfficer.objects.filter(case=case).order_by("pk").values_list("officer__name", flat=True))
    _keep(case, search_text(case.number, case.title, case.party), names)


def add_names(case: Case, names: Iterable[str]) -> None:
    """Let the case be found by further people. Nothing is asked, and nothing written where all of them are known."""
    _keep(case, case.search_text, names)


def _keep(case: Case, text: str, names: Iterable[str]) -> None:
    tokens = dict.fromkeys(text.split())
    length = sum(len(token) + 1 for token in tokens)
    for name in names:
        new = [token for token in search_text(name).split() if token not in tokens]
        length += sum(len(token) + 1 for token in new)
        if length > MOST:
            break
        tokens |= dict.fromkeys(new)
    words = " ".join(tokens)
    if words != case.search_text:
        case.search_text = words
        Case.objects.filter(pk=case.pk).update(search_text=words)
