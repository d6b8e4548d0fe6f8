# SPDX-License-Identifier: Apache-2.0
"""Form fields whose clean values are plain JSON: numbers, money in cents, days, groups of parts, files (S1-04, corpus T01-T05)."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.catalog.stepforms.kinds import MOST_NUMBER, TODAY, Pattern
from mingcha.files.badinput import BadInput
from mingcha.files.kinds import kind_of
from mingcha.organs import numbers
from mingcha.organs.models import Organ
from mingcha.web.forms import Day, Text

MOST_FILE: Final = 50 * 1024 * 1024
PICTURES: Final = frozenset({"jpeg", "png"})
PARTIES: Final = {
    "citizen": gettext_lazy("公民"),
    "legal": gettext_lazy("法人或者其他组织"),
    "sole": gettext_lazy("个体工商户"),
    "other": gettext_lazy("其他"),
}
PRIVATE: Final[dict[str, Any]] = {"autocomplete": "off", "data-private": ""}
"""The browser keeps no draft of it and offers it to nobody."""
NUMBER: Final = gettext_lazy("身份证号或统一社会信用代码")


class Fitting(Text):
    """A text that fits one of our patterns."""

    def __init__(self, pattern: Pattern, **kwargs: Any) -> None:
        self.pattern = pattern
        super().__init__(**kwargs)

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        if typed and not self.pattern.fits.fullmatch(typed):
            raise forms.ValidationError(str(self.pattern.message), code="pattern")
        return typed


class Number(forms.Field):
    """A number with so many decimals at most: an int without decimals, else text, since JSON's numbers are not exact."""

    def __init__(self, least: int | None = None, most: int | None = None, *, decimals: int = 0, **kwargs: Any) -> None:
        self.least, self.most, self.decimals = least, most, decimals
        mode = "decimal" if decimals else "numeric"
        super().__init__(**({"widget": forms.TextInput(attrs={"inputmode": mode, "class": "num"})} | kwargs))

    def clean(self, value: Any) -> Any:
        typed = numbers.plain(str(value or "")).replace(",", "")
        super().clean(typed)
        if not typed:
            return None
        found = self._exact(typed)
        least, most = self._bounds()
        if found < least:
            raise forms.ValidationError(_("不能小于 {least}").format(least=self.shown(least)), code="too_small")
        if found > most:
            raise forms.ValidationError(_("不能大于 {most}").format(most=self.shown(most)), code="too_big")
        return self.kept(found)

    def _exact(self, typed: str) -> Decimal:
        try:
            found = Decimal(typed)
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or abs(found) > MOST_NUMBER or "E" in typed:
            raise forms.ValidationError(_("应为数字，例如 12"), code="number")
        if -int(found.as_tuple().exponent) > self.decimals:
            words = _("最多 {n} 位小数") if self.decimals else _("应为整数")
            raise forms.ValidationError(words.format(n=self.decimals), code="decimals")
        return found

    def _bounds(self) -> tuple[Decimal, Decimal]:
        least = -MOST_NUMBER if self.least is None else self.least
        return Decimal(least), Decimal(MOST_NUMBER if self.most is None else self.most)

    def shown(self, value: Decimal) -> str:
        return f"{value:f}"

    def kept(self, found: Decimal) -> Any:
        return f"{found:f}" if self.decimals else int(found)


class Money(Number):
    """Typed in yuan, kept in cents."""

    def __init__(self, least: int | None = None, most: int | None = None, **kwargs: Any) -> None:
        super().__init__(least or 0, most, decimals=2, **kwargs)

    def _bounds(self) -> tuple[Decimal, Decimal]:
        return Decimal(self.least or 0) / 100, Decimal(MOST_NUMBER if self.most is None else self.most) / 100

    def shown(self, value: Decimal) -> str:
        return _("{yuan} 元").format(yuan=f"{value:,.2f}")

    def kept(self, found: Decimal) -> int:
        return int(found * 100)

    def prepare_value(self, value: Any) -> Any:
        return f"{Decimal(value) / 100:.2f}" if isinstance(value, int) else value


class DayText(Day):
    """A day as text 2026-01-31, within its bounds; ``today`` is the day on which somebody types."""

    def __init__(self, least: str | None = None, most: str | None = None, **kwargs: Any) -> None:
        self.least, self.most = least, most
        super().__init__(**kwargs)

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day is None:
            return None
        if self.least and day < _day(self.least):
            raise forms.ValidationError(_("不能早于 {day}").format(day=_day(self.least)), code="too_early")
        if self.most and day > _day(self.most):
            raise forms.ValidationError(_("不能晚于 {day}").format(day=_day(self.most)), code="too_late")
        return day.isoformat()


def _day(text: str) -> date:
    return timezone.localdate() if text == TODAY else date.fromisoformat(str(text))


class OrganPick(forms.ModelChoiceField):  # type: ignore[type-arg] # it takes no parameters when it runs
    """An organ within reach; its number and the name that it had that day."""

    def clean(self, value: Any) -> Any:
        organ = super().clean(value)
        return {"id": organ.pk, "name": organ.name} if isinstance(organ, Organ) else None

    def prepare_value(self, value: Any) -> Any:
        return value["id"] if isinstance(value, Mapping) else super().prepare_value(value)


class Parts(forms.MultiWidget):
    """The inputs of a group, each below its own label."""

    template_name = "catalog/parts_widget.html"
    use_fieldset = True

    def __init__(self, parts: Mapping[str, forms.Field]) -> None:
        self.labels = [part.label for part in parts.values()]
        self.keys = list(parts)
        super().__init__({name: part.widget for name, part in parts.items()})

    def decompress(self, value: Any) -> list[Any]:
        return [value.get(name) for name in self.keys] if isinstance(value, Mapping) else [None] * len(self.keys)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        for part, label in zip(context["widget"]["subwidgets"], self.labels, strict=True):
            part["label"] = label
        return context

    def names(self, name: str) -> set[str]:
        """What its inputs are called in the field of this name."""
        return {f"{name}_{key}" for key in self.keys}


class Group(forms.Field):
    """Several parts that make one value; empty where all of them are. Every fault names its part."""

    def __init__(self, parts: Mapping[str, forms.Field], **kwargs: Any) -> None:
        self.parts = parts
        super().__init__(widget=Parts(parts), **kwargs)

    def clean(self, value: Sequence[Any]) -> dict[str, Any] | None:
        if not any(str(part or "").strip() for part in value):
            super().clean(None)
            return None
        given, faults = {}, []
        for (name, part), typed in zip(self.parts.items(), value, strict=True):
            try:
                given[name] = part.clean(typed)
            except forms.ValidationError as error:
                faults += [_fault(part, message) for message in error.messages]
        faults += self.together(given)
        if faults:
            raise forms.ValidationError(faults)
        return {name: found for name, found in given.items() if found not in (None, "")}

    def together(self, _given: dict[str, Any]) -> list[str]:
        """What is wrong with the parts beside each other; may change them."""
        return []


def _fault(part: forms.Field, message: str) -> str:
    return _("{part}：{message}").format(part=part.label, message=message)


class CitizenNumber(Text):
    """A citizen number, in its normal form."""

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value))
        return numbers.id_number(typed, timezone.localdate()) if typed else ""


class PersonField(Group):
    """Name and citizen number."""

    def __init__(self, **kwargs: Any) -> None:
        private = forms.TextInput(attrs=PRIVATE)
        parts: dict[str, forms.Field] = {
            "name": Text(label=gettext_lazy("姓名"), max_length=60),
            "id_number": CitizenNumber(label=gettext_lazy("身份证号"), max_length=40, widget=private),
        }
        super().__init__(parts, **kwargs)


class PartyField(Group):
    """A party 当事人: of which kind, called what, by which number, where."""

    def __init__(self, **kwargs: Any) -> None:
        kinds = [("", gettext_lazy("请选择")), *PARTIES.items()]
        parts: dict[str, forms.Field] = {
            "kind": forms.ChoiceField(label=gettext_lazy("类型"), choices=kinds),
            "name": Text(label=gettext_lazy("姓名或者名称"), max_length=200),
            "number": Text(label=NUMBER, max_length=40, required=False, widget=forms.TextInput(attrs=PRIVATE)),
            "address": Text(label=gettext_lazy("住所（住址）"), max_length=300, required=False),
            "phone": Text(
                label=gettext_lazy("电话"),
                max_length=40,
                required=False,
                widget=forms.TextInput(attrs=PRIVATE | {"inputmode": "tel"}),
            ),
        }
        super().__init__(parts, **kwargs)

    def together(self, given: dict[str, Any]) -> list[str]:
        number, kind = given.get("number"), given.get("kind")
        if kind in (None, "other"):
            return []
        if not number:
            return [_fault(self.parts["number"], _("请填写"))]
        try:
            read = numbers.credit_code
            given["number"] = numbers.id_number(number, timezone.localdate()) if kind == "citizen" else read(number)
        except forms.ValidationError as error:
            return [_fault(self.parts["number"], message) for message in error.messages]
        return []


class StepFile(forms.FileField):
    """A file of one of the kinds, judged by its content. It is not taken in here: whoever keeps the form does that."""

    def __init__(self, accept: Sequence[str], **kwargs: Any) -> None:
        self.accept = accept
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """What is taken as a picture on the spot: a phone opens its camera, a desk offers pictures."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        if set(self.accept) <= PICTURES:
            attrs |= {"accept": "image/*", "capture": "environment"}
        return attrs

    def clean(self, value: Any, initial: Any = None) -> Any:
        upload = super().clean(value, initial)
        if isinstance(upload, UploadedFile):
            self._check(upload)
        return upload

    def _check(self, upload: UploadedFile[Any]) -> None:
        if (upload.size or 0) > MOST_FILE:
            words = _("文件不能超过 {most} MB").format(most=MOST_FILE >> 20)
            raise forms.ValidationError(words, code="too_large")
        with tempfile.TemporaryDirectory() as folder:
            half = Path(folder) / "content"
            with half.open("wb") as file:
                for chunk in upload.chunks():
                    file.write(chunk)
            try:
                kind_of(half, upload.name or "", self.accept)
            except BadInput as bad:
                raise forms.ValidationError([fault.message for fault in bad.errors]) from bad
        upload.seek(0)
