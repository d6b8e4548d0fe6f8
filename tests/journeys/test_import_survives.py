# SPDX-License-Identifier: Apache-2.0
"""kill -9 of web server, work, a worker or everything while a log is taken in: nothing is lost and nothing doubled.

``script/prove import`` does many more rounds.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from killing import killed

ROUNDS = ("work", "all", "web")
CASES = 2_500
"""Three slices."""


@pytest.mark.req("S4-32")
def test_an_import_that_is_killed_ends_whole_and_once(tmp_path: Path) -> None:
    rng = random.Random(20261122)
    with killed(tmp_path, CASES) as importing:
        for target in ROUNDS:
            importing.round(target, rng.uniform(0.2, 6.0))
            assert importing.counts() == importing.expected(), target
