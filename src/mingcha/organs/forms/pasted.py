# SPDX-License-Identifier: Apache-2.0
"""One row of a pasted table: officers with their certificates, people, days of a calendar; by names and words, as tables
have them (S1-07, S1-09)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from mingcha.engine.calendar_file import FIRST_YEAR, LAST_YEAR, NATIONAL
from mingcha.organs.forms.certificates import RESULTS
from mingcha.organs.forms.fields import IdNumber, Phone
from mingcha.organs.forms.organs import regions_of
from mingcha.organs.forms.people import USERNAME, organs_of
from mingcha.organs.models import Calendar, CalendarYear, Officer, Organ, Post, Region
from mingcha.web.forms import Day, Text
from mingcha.web.pasting import YEAR


class OrganRow(forms.Form):
    """What all rows have: an organ by its name, or the post's own."""

    organ = Text(required=False, max_length=120)

    def __init__(self, post: Post, data: dict[str, str]) -> None:
        super().__init__(data)
        self.post = post

    def clean_organ(self) -> Organ:
        name = self.cleaned_data["organ"]
        if not name:
            return self.post.organ
        found = list(organs_of(self.post).filter(name=name)[:2]) or list(organs_of(self.post).filter(short=name)[:2])
        if len(found) != 1:
            words = _("管辖范围内有不止一个“{name}”") if found else _("管辖范围内没有“{name}”")
            raise forms.ValidationError(words.format(name=name), code="not_found")
        return found[0]


class OfficerRow(OrganRow):
    """An officer, and where there is a number, a certificate."""

    name = Text(max_length=60)
    kind = Text(required=False, max_length=20)
    number = Text(required=False, max_length=40)
    category = Text(required=False, max_length=60)
    area = Text(required=False, max_length=60)
    valid_from = Day(required=False)
    valid_to = Day(required=False)
    exam_on = Day(required=False)
    exam_result = Text(required=False, max_length=10)
    organiser = Text(required=False, max_length=100)

    def clean_exam_result(self) -> bool | None:
        word = self.cleaned_data["exam_result"]
        results = {str(label): value == "passed" for value, label in RESULTS}
        if word and word not in results:
            raise forms.ValidationError(_("应为合格或不合格"), code="choice")
        return results.get(word)

    def clean_kind(self) -> str:
        word = self.cleaned_data["kind"]
        kinds = {str(label): value for value, label in Officer.Kind.choices if value != Officer.Kind.UNREGISTERED}
        if not word:
            return str(Officer.Kind.OFFICER)
        if word not in kinds:
            words = _("类别应为{kinds}")
            raise forms.ValidationError(words.format(kinds=_("或").join(kinds)), code="choice")
        return kinds[word]

    def clean_area(self) -> Region | None:
        word = self.cleaned_data["area"]
        if not word:
            return self.post.organ.region
        areas = regions_of(self.post)
        found = list(areas.filter(code=word)[:1]) or list(areas.filter(name=word)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                _("本地区没有“{name}”，请写全称或 12 位代码").format(name=word), code="not_found"
            )
        return found[0]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("number"):
            for name in ("category", "valid_from", "exam_on"):
                if name in given and not given[name]:
                    self.add_error(name, forms.ValidationError(_("有执法证号时必填"), code="required"))
        elif given.get("category") or given.get("valid_from") or given.get("valid_to"):
            self.add_error("number", forms.ValidationError(_("缺少执法证号"), code="required"))
        if given.get("exam_on"):
            for name in ("exam_result", "organiser"):
                if name in given and given[name] in (None, ""):
                    self.add_error(name, forms.ValidationError(_("有考试日期时必填"), code="required"))
        return given


class PersonRow(OrganRow):
    """A person with the name that she logs in by."""

    name = Text(max_length=60)
    username = Text(max_length=60, min_length=3, validators=[USERNAME])
    id_number = IdNumber(required=False)
    phone = Phone(required=False)


class CalendarRow(forms.Form):
    """A day that is off or worked, or with its four digits a whole year of the national calendar."""

    KINDS: ClassVar = {
        "rest": (gettext_lazy("放假"), gettext_lazy("休"), "rest"),
        "work": (gettext_lazy("上班"), gettext_lazy("调休上班"), gettext_lazy("班"), "work"),
        "year": (gettext_lazy("整年"), "year"),
    }
    STANDINGS: ClassVar = {value: (label, value) for value, label in CalendarYear.Standing.choices}

    kind = Text(max_length=10)
    day = Text(max_length=20)
    name = Text(required=False, max_length=80)
    standing = Text(required=False, max_length=12)

    def __init__(self, calendar: Calendar, data: dict[str, str]) -> None:
        super().__init__(data)
        self.calendar = calendar

    def clean_kind(self) -> str:
        kind = _word(self.cleaned_data["kind"], self.KINDS)
        if kind == "year" and self.calendar.code != NATIONAL:
            words = _("整年只能由全国日历声明，地方日历只写与全国不同的日子")
            raise forms.ValidationError(words, code="choice")
        return kind

    def clean_day(self) -> date | None:
        text, kind = self.cleaned_data["day"], self.cleaned_data.get("kind")
        found = YEAR.fullmatch(text)
        if kind == "year" and not found:
            raise forms.ValidationError(_("整年应写四位年份，如 2028"), code="date_invalid")
        if found and kind in ("year", None):  # a kind that was refused has its own fault
            text = f"{found[1]}-01-01"
        day: date | None = Day().clean(text)
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            words = _("年份应在 {first} 到 {last} 之间")
            raise forms.ValidationError(words.format(first=FIRST_YEAR, last=LAST_YEAR), code="date_range")
        return day

    def clean_standing(self) -> str:
        word = self.cleaned_data["standing"]
        return _word(word, self.STANDINGS) if word else str(CalendarYear.Standing.OFFICIAL)


def _word(word: str, known: Mapping[str, tuple[Any, ...]]) -> str:
    """What a word of a table stands for: tables are in Chinese whoever reads the page. Raises ValidationError."""
    for value, words in known.items():
        with override("zh-hans"):
            chinese = [str(one) for one in words]
        if word in (*chinese, *map(str, words)):
            return value
    shown = _("、").join(str(words[0]) for words in known.values())
    raise forms.ValidationError(_("应为{words}").format(words=shown), code="choice")


OFFICER_COLUMNS = {
    "name": gettext_lazy("姓名"),
    "kind": gettext_lazy("类别"),
    "organ": gettext_lazy("机构"),
    "number": gettext_lazy("执法证号"),
    "category": gettext_lazy("执法类别"),
    "area": gettext_lazy("执法区域"),
    "valid_from": gettext_lazy("有效期起"),
    "valid_to": gettext_lazy("有效期止"),
    "exam_on": gettext_lazy("考试日期"),
    "exam_result": gettext_lazy("考试结果"),
    "organiser": gettext_lazy("考试组织单位"),
}
PERSON_COLUMNS = {
    "name": gettext_lazy("姓名"),
    "username": gettext_lazy("用户名"),
    "organ": gettext_lazy("所在机构"),
    "id_number": gettext_lazy("身份证号"),
    "phone": gettext_lazy("手机号"),
}
CALENDAR_COLUMNS = {
    "day": gettext_lazy("日期"),
    "kind": gettext_lazy("类型"),
    "name": gettext_lazy("名称"),
    "standing": gettext_lazy("性质"),
}
