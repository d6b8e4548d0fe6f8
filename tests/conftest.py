# SPDX-License-Identifier: Apache-2.0
"""What all tests share: the guard of the requirements, pytester to test that guard, the database, the cast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from mingcha.organs.testing import Cast

pytest_plugins = ["pytester", "requirements_guard", "databases"]


@pytest.fixture
def cast(db: None) -> Cast:
    """Two cities, their organs, a person for each role and her outsider (organs/testing.py)."""
    from mingcha.organs.testing import cast as lay

    return lay()
