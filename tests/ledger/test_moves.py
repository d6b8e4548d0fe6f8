# SPDX-License-Identifier: Apache-2.0
"""A status changes only by a move that its model allows, against the row as it is locked, with its entry."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from mingcha.ledger import Conflict, System, WrongState, move, move_many
from mingcha.ledger.entries import history
from mingcha.ledger.models import Entry
from mingcha.ledger.moves import check_version
from mingcha.organs.models import Dictionary, DictionaryVersion

pytestmark = pytest.mark.django_db
DRAFT, EFFECTIVE, RETIRED = DictionaryVersion.Status.values


def test_a_move_changes_status_and_version_and_writes_its_entry(draft: DictionaryVersion, officer: System) -> None:
    given = move(draft, EFFECTIVE, act="issue", by=officer, fields={"number": 9}, reason="到期")
    stored = DictionaryVersion.objects.get()
    assert given is draft
    assert (
        (stored.status, stored.number, stored.version)
        == (EFFECTIVE, 9, 2)
        == (draft.status, draft.number, draft.version)
    )
    entry = history(draft).get()
    assert (entry.act, entry.what) == ("issue", {"from": DRAFT, "to": EFFECTIVE, "reason": "到期"})


def test_what_may_not_follow_is_refused_by_name_and_nothing_changes(draft: DictionaryVersion, officer: System) -> None:
    with pytest.raises(WrongState, match="“权力类别 1”现在是“草稿”，不能改为“停用”"):
        move(draft, RETIRED, act="retire", by=officer)
    assert DictionaryVersion.objects.get().status == DRAFT
    assert not Entry.objects.exists()


def test_the_locked_row_decides_and_not_what_was_read_before(draft: DictionaryVersion, officer: System) -> None:
    stale = DictionaryVersion.objects.get()
    move(draft, EFFECTIVE, act="issue", by=officer)
    with pytest.raises(WrongState, match="现在是“生效”"):
        move(stale, EFFECTIVE, act="issue", by=officer)


def test_a_row_that_is_gone_is_a_conflict(draft: DictionaryVersion, officer: System) -> None:
    DictionaryVersion.objects.all().delete()
    with pytest.raises(Conflict, match="已不存在"):
        move(draft, EFFECTIVE, act="issue", by=officer)


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_moves_and_the_other_is_told(draft: DictionaryVersion, officer: System) -> None:
    answers: list[str] = []
    start = threading.Barrier(2)

    def press() -> None:
        start.wait()
        try:
            move(DictionaryVersion(pk=draft.pk), EFFECTIVE, act="issue", by=officer)
            answers.append("moved")
        except WrongState:
            answers.append("told")
        finally:
            connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == ["moved", "told"]
    assert Entry.objects.count() == 1


def several(count: int) -> list[DictionaryVersion]:
    return [
        DictionaryVersion.objects.create(dictionary=Dictionary.objects.create(key=f"k{number}", name="n"), number=1)
        for number in range(count)
    ]


def test_many_rows_move_with_one_entry_that_each_of_them_finds(officer: System) -> None:
    rows = several(3)
    moved = move_many(
        DictionaryVersion.objects.filter(dictionary__name="n"), EFFECTIVE, act="issue", by=officer, reason="批量"
    )
    assert moved == 3
    assert set(DictionaryVersion.objects.values_list("status", "version")) == {(EFFECTIVE, 2)}
    entry = Entry.objects.get()
    assert entry.what == {"from": {DRAFT: [row.pk for row in rows]}, "to": EFFECTIVE, "count": 3, "reason": "批量"}
    assert [list(history(row)) for row in rows] == [[entry]] * 3
    assert not history(rows[0].dictionary)


def test_of_many_rows_all_move_or_none(officer: System) -> None:
    rows = several(3)
    move(rows[1], EFFECTIVE, act="issue", by=officer)
    with pytest.raises(WrongState):
        move_many(DictionaryVersion.objects.all(), EFFECTIVE, act="issue", by=officer)
    assert DictionaryVersion.objects.filter(status=DRAFT).count() == 2
    assert Entry.objects.count() == 1


def test_to_move_nothing_writes_nothing(officer: System) -> None:
    assert move_many(DictionaryVersion.objects.none(), EFFECTIVE, act="issue", by=officer) == 0
    assert not Entry.objects.exists()


def test_the_second_of_two_editors_hears_who_was_first(draft: DictionaryVersion, officer: System) -> None:
    shown = draft.version
    with transaction.atomic():
        check_version(draft, shown)
        move(draft, EFFECTIVE, act="issue", by=officer)
    with pytest.raises(Conflict, match=r"王明察 已于 .* 修改了这条记录") as refusal, transaction.atomic():
        check_version(DictionaryVersion.objects.get(), shown)
    assert refusal.value.code == "stale"


@pytest.mark.parametrize("given", [None, 0, 2])
def test_a_version_that_was_never_shown_is_stale(draft: DictionaryVersion, given: int | None) -> None:
    with pytest.raises(Conflict, match="已被修改"), transaction.atomic():
        check_version(draft, given)


def test_each_save_is_a_new_version_even_of_named_fields(draft: DictionaryVersion) -> None:
    draft.number = 2
    draft.save(update_fields=["number"])
    draft.save()
    assert DictionaryVersion.objects.get().version == draft.version == 3
