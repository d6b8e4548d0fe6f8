# SPDX-License-Identifier: Apache-2.0
"""Columns that say more than their type: instants and days in the engine's units, and personal values kept encrypted.

Sources: engine/schema.py for the units; security.md D2, D3, D5 for the encryption.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.engine.clock import date_of, day_number, local_seconds, moment_of
from mingcha.ledger import keys


class LogTimeField(models.Field):  # type: ignore[type-arg]  # Django\'s fields take no parameters when they run
    """An instant of the case log: BIGINT local seconds at UTC+8 in the database, an aware datetime in Python.

    The engine's views then need no date function of any database, and the column can be compared and indexed as it is.
    """

    description = _("时刻")

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: int | None, *_args: Any) -> datetime | None:
        return None if value is None else moment_of(value)

    def to_python(self, value: Any) -> datetime | None:
        if value is None or isinstance(value, datetime):
            return value
        if isinstance(value, int):
            return moment_of(value)
        try:
            return datetime.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise ValidationError(_("应为时刻")) from error

    def get_prep_value(self, value: Any) -> int | None:
        return local_seconds(value) if isinstance(value, datetime) else value


class DayField(models.Field):  # type: ignore[type-arg]  # Django\'s fields take no parameters when they run
    """A day in the engine's unit: BIGINT days since 1970-01-01 in the database, a date in Python."""

    description = _("日期")

    def get_internal_type(self) -> str:
        return "BigIntegerField"

    def from_db_value(self, value: int | None, *_args: Any) -> date | None:
        return None if value is None else date_of(value)

    def to_python(self, value: Any) -> date | None:
        if isinstance(value, datetime):
            return value.date()
        if value is None or isinstance(value, date):
            return value
        if isinstance(value, int):
            return date_of(value)
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise ValidationError(_("应为日期")) from error

    def get_prep_value(self, value: Any) -> int | None:
        return day_number(value) if isinstance(value, date) else value

    def formfield(self, **kwargs: Any) -> Any:
        from django import forms

        return super().formfield(**({"form_class": forms.DateField} | kwargs))


class EncryptedField(models.TextField):  # type: ignore[type-arg]
    """A personal value: AES-GCM under the newest key of the ring, bound to its column; plain only in Python.

    Beside it stands ``<name>_index`` (:class:`IndexField`), by which an equal value is found.
    """

    description = _("加密的文字")

    @property
    def place(self) -> str:
        """The column that the text is bound to: it cannot be moved to another."""
        return f"{self.model._meta.label_lower}.{self.attname}"

    def from_db_value(self, value: str | None, *_args: Any) -> str | None:
        return keys.ring().decrypt(value, self.place) if value else value

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return keys.ring().encrypt(text, self.place) if text else text


class IndexField(models.CharField):  # type: ignore[type-arg]
    """The keyed hash of an encrypted value, kept beside it: equal values are found, none is read (security.md D5)."""

    def __init__(self, *args: Any, of: str = "", **kwargs: Any) -> None:
        self.of = of
        super().__init__(*args, **({"max_length": 90, "blank": True, "db_index": True, "editable": False} | kwargs))

    def deconstruct(self) -> tuple[str, str, Any, Any]:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"of": self.of}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = getattr(model_instance, self.of) or ""
        made = keys.ring().index(value, self.model._meta.get_field(self.of).place) if value else ""  # type: ignore[union-attr]
        setattr(model_instance, self.attname, made)
        return made


def blind(value: str, place: str) -> str:
    """The keyed hash of a value that is only ever compared."""
    return keys.ring().index(value, place)


def blind_by_each(value: str, place: str) -> list[str]:
    """The same by every key of the ring, the newest first: how that is found which an older key hashed."""
    return keys.ring().indexes(value, place)
