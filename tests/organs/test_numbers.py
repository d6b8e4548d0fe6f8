# SPDX-License-Identifier: Apache-2.0
"""Numbers as people type them: accepted in every usual form, kept in one, refused with the reason (corpus T01-T05)."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from mingcha.organs.numbers import credit_code, id_number, masked, phone

TODAY = date(2026, 11, 21)
GOOD = "11010519491231002X"


@pytest.mark.parametrize(
    "typed",
    [
        GOOD,
        "11010519491231002x",
        " 110105 19491231 002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105-19491231-002x",
    ],
)
def test_an_id_number_is_kept_in_one_form(typed: str) -> None:
    assert id_number(typed, TODAY) == GOOD


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("110105194912310021", "id_checksum"),
        ("110105203001010023", "id_birth_future"),
        ("110105194902300023", "id_birth"),
        ("110105491231002", "id_15_digits"),
        ("1101051949123100", "id_length"),
        ("11010519491231002Y", "id_length"),
        ("1.50102E+17", "id_length"),
    ],
)
def test_a_wrong_id_number_is_refused_with_its_reason(typed: str, code: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        id_number(typed, TODAY)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "typed", ["13912345678", "+86 139 1234 5678", "86-13912345678", "00861391234 5678", "１３９12345678"]
)
def test_a_mobile_number_is_kept_as_eleven_digits(typed: str) -> None:
    assert phone(typed) == "13912345678"


@pytest.mark.parametrize("typed", ["1361234", "12912345678", "139123456789", "+8513912345678", "1391234567a"])
def test_a_wrong_mobile_number_is_refused(typed: str) -> None:
    with pytest.raises(forms.ValidationError) as refused:
        phone(typed)
    assert refused.value.code == "phone_format"


def test_a_credit_code_is_checked_by_its_last_character() -> None:
    assert credit_code(" 91110000600037341l ") == "91110000600037341L"
    for typed, code in (
        ("911100006000373410", "uscc_checksum"),
        ("9111000060003734", "uscc_format"),
        ("O" * 18, "uscc_format"),
    ):
        with pytest.raises(forms.ValidationError) as refused:
            credit_code(typed)
        assert refused.value.code == code


def test_a_masked_number_shows_no_more_than_seven_characters() -> None:
    assert masked(GOOD) == "110***********002X"
    assert masked("13912345678") == "139****5678"
    assert masked("1234") == "****"
    assert masked("") == ""
