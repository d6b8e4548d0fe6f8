# SPDX-License-Identifier: Apache-2.0
"""The world of access_world.py as a fixture: built once a module, since it takes seconds, and rolled back with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from unittest import mock

import pytest

if TYPE_CHECKING:
    from access_world import World


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A transaction around those of the module's tests, each of which is a savepoint in it."""
    from django.db import transaction
    from django.test import override_settings

    from access_world import build

    room = tmp_path_factory.mktemp("access")
    (room / "pulse").touch()
    folders = override_settings(HOME=room, FILES_ROOT=room / "files", WORK_ROOT=room / "work")
    # Background work is taken to be alive however long the tests take.
    patient = mock.patch("mingcha.ledger.pulse.SILENCE", timedelta(days=1))
    with django_db_blocker.unblock(), folders, patient, transaction.atomic():
        yield build()
        transaction.set_rollback(True)
