# SPDX-License-Identifier: Apache-2.0
"""Rows copied from a spreadsheet: put into a text area, looked at as a table with every fault beside its cell, taken in whole
or not at all (S0-47; corpus C04).

What Excel and WPS copy is text with tabs; a cell with line breaks stands in quotation marks. The first row may be a head.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mingcha.ledger import Invalid
from mingcha.web.forms import Form, Text

MOST: Final = 500
LONGEST: Final = 400_000
SCIENTIFIC: Final = re.compile(r"\d(\.\d+)?[eE]\+?\d{2,3}")
YEAR: Final = re.compile(r"(\d{4})\s*年?", re.ASCII)
DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")

Do = Callable[[Sequence[Mapping[str, Any]], bool], int]
"""Takes the rows that the forms found, all or none; with True only tries. Raises Invalid with fields ``row.field``."""


class PasteForm(Form):
    """What was copied."""

    text = Text(
        label=gettext_lazy("从表格复制的行"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false", "class": "mono", "data-private": ""}),
        error_messages={"required": gettext_lazy("请先在表格中选中各行，复制后粘贴到这里")},
    )
    save = forms.BooleanField(required=False, widget=forms.HiddenInput)


@dataclass
class Cell:
    """A cell as it was copied, and what is wrong with it."""

    value: str
    faults: list[str] = field(default_factory=list)


@dataclass
class Row:
    """A row of the table: its number in what was copied, its cells by field, faults of the whole, and what the form made of it."""

    number: int
    cells: dict[str, Cell]
    faults: list[str] = field(default_factory=list)
    given: dict[str, Any] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return not self.faults and not any(cell.faults for cell in self.cells.values())


@dataclass(frozen=True)
class Sheet:
    """What a page takes: the form of one row, made by ``form(data)``, and its columns by field, in their order."""

    form: Callable[[dict[str, str]], forms.BaseForm]
    columns: Mapping[str, str]

    def read(self, text: str) -> list[Row]:
        """The rows, each judged. Raises forms.ValidationError where it is no table or too long a one."""
        lines = [(number, line) for number, line in enumerate(_lines(text), 1) if any(cell.strip() for cell in line)]
        names, body = self._head(lines)
        if not body:
            raise forms.ValidationError(_("只有表头，没有数据行"), code="no_rows")
        if len(body) > MOST:
            words = _("一次最多 {most} 行，现有 {n} 行：请分几次粘贴")
            raise forms.ValidationError(words.format(most=MOST, n=len(body)), code="too_many")
        return [self._row(number, names, line) for number, line in body]

    def _head(self, lines: list[tuple[int, list[str]]]) -> tuple[list[str], list[tuple[int, list[str]]]]:
        """The field of each column: by the head where there is one, else in the order of the page."""
        by_label = {_plain(label): name for name, label in self.columns.items()}
        first = [by_label.get(_plain(cell), "") for cell in lines[0][1]] if lines else []
        if not any(first):
            return list(self.columns), lines
        unknown = [cell.strip() for cell, name in zip(lines[0][1], first, strict=True) if not name and cell.strip()]
        if unknown:
            words = _("不认识的列：{names}。认识的有：{known}")
            known = _("、").join(self.columns.values())
            raise forms.ValidationError(words.format(names=_("、").join(unknown), known=known), code="column_unknown")
        return first, lines[1:]

    def _row(self, number: int, names: list[str], line: list[str]) -> Row:
        cells = {name: Cell("") for name in self.columns}
        row = Row(number, cells)
        for name, value in zip(names, line, strict=False):
            if name:
                cells[name] = Cell(value.strip())
        if any(cell.strip() for cell in line[len(names) :]):
            row.faults.append(_("这一行的列比表头多"))
        return self._judge(row)

    def judged(self, number: int, given: Mapping[str, str]) -> Row:
        """A row that was typed cell by cell."""
        return self._judge(Row(number, {name: Cell(str(given.get(name, "")).strip()) for name in self.columns}))

    def _judge(self, row: Row) -> Row:
        form = self.form({name: _day(cell.value) for name, cell in row.cells.items()})
        for name, cell in row.cells.items():
            if SCIENTIFIC.fullmatch(cell.value):
                cell.faults = [_("号码被表格改成了科学记数，已不完整：请将该列设为文本，重新录入后复制")]
            else:
                cell.faults = [str(fault) for fault in form.errors.get(name, ())]
        row.faults += [str(fault) for fault in form.non_field_errors()]
        row.given = dict(form.cleaned_data) if row.is_good else {}
        return row


def _lines(text: str) -> list[list[str]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter="\t", strict=True))
    except csv.Error:  # a quotation mark that is just one
        return [line.split("\t") for line in text.splitlines()]


def _plain(text: str) -> str:
    return re.sub(r"[\s*＊：:]", "", text)


def _day(text: str) -> str:
    """Days as spreadsheets show them, as forms take them."""
    found = DAY.fullmatch(text)
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text


def pasted(request: HttpRequest, sheet: Sheet, do: Do, page: dict[str, Any]) -> HttpResponse:
    """The page on which rows are pasted: first looked at, then taken in. ``page``: title, crumbs, cancel, done (address)."""
    form = PasteForm(request.POST or None)
    rows: list[Row] = []
    if request.method == "POST" and form.is_valid():
        try:
            rows = sheet.read(form.cleaned_data["text"])
        except forms.ValidationError as error:
            form.add_error("text", error)
        else:
            save = form.cleaned_data["save"] and all(row.is_good for row in rows)
            if _tried(rows, do, only_try=not save) and save:
                messages.success(request, _("已登记 {n} 行").format(n=len(rows)))
                return redirect(page["done"])
    good = bool(rows) and all(row.is_good for row in rows)
    context = {**page, "form": form, "rows": rows, "labels": list(sheet.columns.values()), "good": good, "most": MOST}
    context["table"] = [(row, [row.cells[name] for name in sheet.columns]) for row in rows]
    context["bad"] = sum(not row.is_good for row in rows)
    wrong = request.method == "POST" and not good
    return render(request, "web/paste.html", context, status=422 if wrong else 200)


def _tried(rows: list[Row], do: Do, *, only_try: bool) -> bool:
    """Let the action have the rows; what it refuses stands beside the cells. Only when every cell is right by itself."""
    if not all(row.is_good for row in rows):
        return False
    try:
        do([row.given for row in rows], only_try)
    except Invalid as refused:
        for fault in refused.faults:
            place, _dot, name = (fault.field or "0.").partition(".")
            row = rows[int(place)]
            (row.cells[name].faults if name in row.cells else row.faults).append(fault.message)
        return False
    return True
