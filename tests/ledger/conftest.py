# SPDX-License-Identifier: Apache-2.0
"""What tests of the ledger share: something whose status moves, somebody who moves it, and acts to seal."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mingcha.ledger import By, System
    from mingcha.ledger.models import Entry
    from mingcha.organs.models import DictionaryVersion


@pytest.fixture
def officer() -> System:
    from mingcha.ledger import Actor, System

    return System("officer", Actor("post", 7, "王明察", "市司法局", "/1/5/", "990100000000", "990101000000", 70))


@pytest.fixture
def draft(db: None) -> DictionaryVersion:
    """Draft, then in force, then retired: nothing else."""
    from mingcha.organs.models import Dictionary, DictionaryVersion

    made = Dictionary.objects.create(key="category", name="权力类别")
    return DictionaryVersion.objects.create(dictionary=made, number=1)


@pytest.fixture
def deeds() -> Callable[..., list[Entry]]:
    """Somebody did this and that, in one transaction: ``deeds(count)`` gives the entries."""
    from django.db import transaction

    from mingcha.ledger import System, record

    def do(count: int, by: By | None = None) -> list[Entry]:
        who = by or System("test")
        with transaction.atomic():
            return [record("try", None, by=who, number=number, words=["一", "二"]) for number in range(count)]

    return do
