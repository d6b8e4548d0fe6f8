# SPDX-License-Identifier: Apache-2.0
"""Whatever is sent to any operation, no answer is a 500 or other than the document says (security.md E1).

With 200 examples each: ``script/prove api``.
"""

from __future__ import annotations

import pytest
from callers import OPERATIONS
from fuzzing import Sender, fuzz, operations, patient

from access_world import World

EXAMPLES = 20


@pytest.mark.once
@pytest.mark.django_db
def test_every_operation_answers_as_its_document_says(world: World) -> None:
    found = operations()
    assert set(found) == {one.name for one in OPERATIONS}
    sender = Sender(world)
    with patient():
        for name, operation in found.items():
            fuzz(sender, name, operation, EXAMPLES)
    print(dict(sorted(sender.seen.items())))
    assert sender.seen.total() >= len(found) * EXAMPLES // 2
