# SPDX-License-Identifier: Apache-2.0
"""The tests stand on what an installation stands on: a database made by ``mingcha migrate``, used by the application's role."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction

from databases import APP, ON_POSTGRESQL
from mingcha.ledger import System, record
from mingcha.ledger.append_only import UNIQUE
from mingcha.ledger.models import Entry


@pytest.mark.django_db
def test_on_postgresql_the_tests_are_the_applications_role() -> None:
    assert connection.vendor == ("postgresql" if ON_POSTGRESQL else "sqlite")
    if ON_POSTGRESQL:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, usesuper FROM pg_user WHERE usename = current_user")
            assert cursor.fetchone() == (APP, False)


@pytest.mark.django_db
@pytest.mark.parametrize("table", UNIQUE)
@pytest.mark.parametrize("sql", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}", "TRUNCATE {0}", "DROP TABLE {0}"])
def test_the_applications_role_has_no_right_to_what_the_ledger_wrote(table: str, sql: str) -> None:
    if not ON_POSTGRESQL:
        return  # a file has one owner: there triggers alone hold it, and no row is there to fire them
    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), transaction.atomic():  # noqa: SIM117
        with connection.cursor() as cursor:
            cursor.execute(sql.format(table, UNIQUE[table][0].split(",")[0]))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("time", [1, 2])
def test_a_test_that_commits_leaves_nothing_to_the_next(time: int) -> None:
    assert not Entry.objects.exists()
    with transaction.atomic():
        record("try", None, by=System("test"), time=time)
    assert Entry.objects.count() == 1
