# SPDX-License-Identifier: Apache-2.0
"""What tests of imports share."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def room(settings, tmp_path):
    """Files and work folders of one test alone."""
    settings.FILES_ROOT, settings.WORK_ROOT = tmp_path / "files", tmp_path / "work"


@pytest.fixture
def office(cast):
    from office import Office  # models, which cannot be imported before Django is set up

    return Office(cast)
