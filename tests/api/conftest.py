# SPDX-License-Identifier: Apache-2.0
"""What tests of the API share: nobody has asked yet, and the world has a year of a calendar."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mingcha.web import buckets


@pytest.fixture(autouse=True)
def nobody_has_asked() -> Iterator[None]:
    """Turns are counted in the process, which all tests share."""
    buckets.empty()
    yield
    buckets.empty()
