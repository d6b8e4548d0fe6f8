# SPDX-License-Identifier: Apache-2.0
"""Where templates are filled: they see plain values by name, and nothing can be called (security.md E7).

What a template may say at all is decided before, by its syntax (reading.py); this is the second line.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NoReturn

from django.utils.translation import gettext as _
from jinja2 import ChainableUndefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mingcha.catalog.papers.variables import LOOP
from mingcha.catalog.papers.words import FILTERS, readable


class Words(str):
    """A text that nobody walks through letter by letter: a loop over it is empty, so two nested ones cost nothing."""

    __slots__ = ()

    def __iter__(self) -> Any:
        return iter(())


class Sandbox(ImmutableSandboxedEnvironment):
    """Names reach into mappings alone; there are no globals, no tests, no filters but ours."""

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=ChainableUndefined, cache_size=0, finalize=readable)
        self.globals.clear()
        self.tests.clear()
        self.filters.clear()
        self.filters.update(FILTERS)

    def getattr(self, obj: Any, attribute: str) -> Any:
        return self.getitem(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        if isinstance(obj, Mapping) and isinstance(argument, str) and argument in obj:
            return obj[argument]
        if isinstance(obj, LoopContext) and argument in LOOP:
            return getattr(obj, argument)
        return self.undefined(obj=obj, name=str(argument))

    def is_safe_callable(self, _obj: Any) -> bool:
        return False

    def call(self, *_given: Any, **_named: Any) -> NoReturn:  # type: ignore[override, unused-ignore]
        raise SecurityError(_("范本中不能调用函数"))


ENVIRONMENT: Final = Sandbox()


def harmless(value: Any) -> Any:
    """A value as templates see it: mappings, lists, numbers, and texts without letters that XML cannot carry."""
    if isinstance(value, Mapping):
        return {str(name): harmless(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [harmless(inner) for inner in value]
    if isinstance(value, bool | int) or value is None:
        return value
    text = str(value).replace("\r\n", "\n").replace("\t", " ")
    return Words("".join(letter for letter in text if letter == "\n" or _carried(letter)))


def _carried(letter: str) -> bool:
    return letter >= " " and not "\ud800" <= letter <= "\udfff" and letter not in "\ufffe\uffff\x7f"
