# SPDX-License-Identifier: Apache-2.0
"""The back ends, each a real database, shared by the tests of a process."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from backends import Backend, on_duckdb, on_postgresql, on_sqlite

from postgres import cluster


@pytest.fixture(scope="session")
def duck() -> Iterator[Backend]:
    backend = on_duckdb()
    yield backend
    backend.connection.close()


@pytest.fixture(scope="session")
def sqlite() -> Iterator[Backend]:
    backend = on_sqlite()
    yield backend
    backend.connection.close()


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Backend]:
    with cluster() as where:
        backend = on_postgresql(where)
        yield backend
        backend.connection.close()
