# SPDX-License-Identifier: Apache-2.0
"""One row of a pasted table: officers with their certificates, and people; by names and words, as tables have them (S1-09)."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.organs.forms.fields import IdNumber, Phone
from mingcha.organs.forms.organs import regions_of
from mingcha.organs.forms.people import USERNAME, organs_of
from mingcha.organs.models import Officer, Organ, Post, Region
from mingcha.web.forms import Day, Text


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
            for name in ("category", "valid_from"):
                if name in given and not given[name]:
                    self.add_error(name, forms.ValidationError(_("有执法证号时必填"), code="required"))
        elif given.get("category") or given.get("valid_from") or given.get("valid_to"):
            self.add_error("number", forms.ValidationError(_("缺少执法证号"), code="required"))
        return given


class PersonRow(OrganRow):
    """A person with the name that she logs in by."""

    name = Text(max_length=60)
    username = Text(max_length=60, min_length=3, validators=[USERNAME])
    id_number = IdNumber(required=False)
    phone = Phone(required=False)


OFFICER_COLUMNS = {
    "name": gettext_lazy("姓名"),
    "kind": gettext_lazy("类别"),
    "organ": gettext_lazy("机构"),
    "number": gettext_lazy("执法证号"),
    "category": gettext_lazy("执法类别"),
    "area": gettext_lazy("执法区域"),
    "valid_from": gettext_lazy("有效期起"),
    "valid_to": gettext_lazy("有效期止"),
}
PERSON_COLUMNS = {
    "name": gettext_lazy("姓名"),
    "username": gettext_lazy("用户名"),
    "organ": gettext_lazy("所在机构"),
    "id_number": gettext_lazy("身份证号"),
    "phone": gettext_lazy("手机号"),
}
