# SPDX-License-Identifier: Apache-2.0
"""Numbers of people and organs: as people type them, as they are kept, as they are shown (corpus T01-T05).

Sources: GB 11643-1999 (citizen number), GB 32100-2015 (统一社会信用代码). Only form and check digit are judged, not the region in
a citizen number: codes of regions come and go, and a number outlives them.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from typing import Final

from django import forms
from django.utils.translation import gettext as _
from stdnum.cn import ric, uscc
from stdnum.exceptions import ValidationError as Wrong

GAPS: Final = re.compile(r"[\s\-–—\u200b-\u200f\ufeff]+")
MOBILE: Final = re.compile(r"(?:\+?86|0086)?(1[3-9][0-9]{9})")


def plain(text: str) -> str:
    """Half-width, without gaps, capitals."""
    return GAPS.sub("", unicodedata.normalize("NFKC", text)).upper()


def id_number(text: str, today: date) -> str:
    """The number in its normal form. Raises forms.ValidationError with id_15_digits, id_length, id_birth,
    id_birth_future or id_checksum."""
    number = plain(text)
    if re.fullmatch(r"[0-9]{15}", number):
        raise forms.ValidationError(_("请使用 18 位号码"), code="id_15_digits")
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number):
        raise forms.ValidationError(_("身份证号应为 18 位：17 位数字，末位为数字或 X"), code="id_length")
    try:
        born = datetime.strptime(number[6:14], "%Y%m%d").date()
    except ValueError as error:
        raise forms.ValidationError(_("身份证号中的出生日期不存在"), code="id_birth") from error
    if born > today:
        raise forms.ValidationError(_("身份证号中的出生日期在今天之后"), code="id_birth_future")
    if ric.calc_check_digit(number) != number[-1]:
        raise forms.ValidationError(_("身份证号校验位不正确"), code="id_checksum")
    return number


def phone(text: str) -> str:
    """Eleven digits. Raises forms.ValidationError with phone_format."""
    found = MOBILE.fullmatch(plain(text))
    if found is None:
        raise forms.ValidationError(_("手机号应为 11 位，以 1 开头，可以带 +86"), code="phone_format")
    return found[1]


def credit_code(text: str) -> str:
    """Eighteen characters. Raises forms.ValidationError with uscc_format or uscc_checksum."""
    code = plain(text)
    if not re.fullmatch(r"[0-9A-HJ-NP-RTUWXY]{18}", code):
        raise forms.ValidationError(
            _("统一社会信用代码应为 18 位数字和大写字母（没有 I、O、S、V、Z）"), code="uscc_format"
        )
    try:
        uscc.validate(code)
    except Wrong as error:
        raise forms.ValidationError(_("统一社会信用代码校验位不正确"), code="uscc_checksum") from error
    return code


def masked(number: str) -> str:
    """150***********123X, 139****0001: enough to recognise, not enough to use (security.md D3)."""
    return f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}" if len(number) > 7 else "*" * len(number)
