# SPDX-License-Identifier: Apache-2.0
"""The terms of a dictionary, one a line: they can be pasted from a spreadsheet, and their order is seen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.web.forms import Text, Versioned

MOST: Final = 500
CODE: Final = re.compile(r"[0-9A-Za-z_.\-]{1,40}")
_BETWEEN: Final = re.compile(r"[\t,，; ]+")
_NAME: Final = Text(max_length=60, error_messages={"required": gettext_lazy("缺少名称")})

Term = tuple[str, str]


class TermsForm(Versioned):
    """All terms of a draft. ``cleaned_data["terms"]`` is a list of code and name."""

    terms = Text(
        label=gettext_lazy("词条"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false", "class": "mono"}),
        help_text=gettext_lazy("每行一条：代码、空格或制表符、名称。可以从表格粘贴。次序就是显示的次序。"),
    )

    def clean_terms(self) -> list[Term]:
        lines = [(number, line.strip()) for number, line in enumerate(self.cleaned_data["terms"].splitlines(), 1)]
        filled = [(number, line) for number, line in lines if line]
        if len(filled) > MOST:
            raise forms.ValidationError(_("最多 {most} 条").format(most=MOST), code="too_many")
        terms, faults = [], []
        for number, line in filled:
            code, name = [*_BETWEEN.split(line, maxsplit=1), ""][:2]
            found = list(_wrong(code, name))
            faults += [_fault(number, why) for why in found]
            if not found:
                terms.append((number, (code, _NAME.clean(name))))
        faults += [_fault(number, why) for number, why in _repeated(terms)]
        if faults:
            raise forms.ValidationError(faults)
        return [term for _number, term in terms]


def text_of(terms: Iterable[Term]) -> str:
    """The terms as the form takes them."""
    return "\n".join(f"{code}\t{name}" for code, name in terms)


def _wrong(code: str, name: str) -> Iterator[str]:
    if not CODE.fullmatch(code):
        yield _("代码“{code}”应为 1 至 40 个字母、数字、点、下划线或连字符").format(code=code[:50])
    try:
        _NAME.clean(name)
    except forms.ValidationError as error:
        yield from error.messages


def _repeated(terms: Iterable[tuple[int, Term]]) -> Iterator[tuple[int, str]]:
    """A code or a name that an earlier line has: what is stored or shown would mean two things."""
    first: dict[tuple[int, str], int] = {}
    for number, term in terms:
        for place, text in enumerate(term):
            earlier = first.setdefault((place, text), number)
            if earlier != number:
                yield number, _("“{text}”与第 {line} 行重复").format(text=text, line=earlier)


def _fault(number: int, why: str) -> forms.ValidationError:
    return forms.ValidationError(_("第 {line} 行：{reason}").format(line=number, reason=why), code="row")
