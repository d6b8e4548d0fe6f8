# SPDX-License-Identifier: Apache-2.0
"""kill -9 of the web server while a step is submitted: nothing is lost and nothing doubled. ``script/prove cases`` does more."""

from __future__ import annotations

from pathlib import Path

import pytest

from killing_acts import submit_while_killed

ROUNDS = 2


@pytest.mark.req("S4-32")
def test_a_step_that_is_submitted_while_the_server_is_killed_is_done_once(tmp_path: Path) -> None:
    submit_while_killed(tmp_path, ROUNDS, 20_261_122)
