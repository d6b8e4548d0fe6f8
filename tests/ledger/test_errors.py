# SPDX-License-Identifier: Apache-2.0
"""The tree of errors tells status, code, message and field."""

from __future__ import annotations

import pytest

from mingcha.ledger import Conflict, Invalid, NotAllowed, Refused, WrongState


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (NotAllowed, 403, "not_allowed"),
        (WrongState, 409, "wrong_state"),
        (Conflict, 409, "conflict"),
        (Invalid, 422, "invalid"),
    ],
)
def test_each_refusal_has_its_status_and_a_code(kind: type[Refused], status: int, code: str) -> None:
    assert issubclass(kind, Refused)
    assert kind.status == status
    assert kind("不行").code == code
    assert kind("不行", "own", "name").code == "own"
    assert str(kind("不行")) == "不行"


def test_what_is_invalid_tells_all_faults_at_once() -> None:
    refusal = Invalid.many([("name", "required", "请填写名称"), (None, "date_order", "结束早于开始")])
    assert [(fault.field, fault.code, fault.message) for fault in refusal.faults] == [
        ("name", "required", "请填写名称"),
        (None, "date_order", "结束早于开始"),
    ]
    assert (refusal.field, refusal.code, refusal.message) == ("name", "required", "请填写名称")


def test_a_single_refusal_is_a_list_of_one_fault() -> None:
    assert [fault.code for fault in Conflict("晚了", "stale").faults] == ["stale"]
