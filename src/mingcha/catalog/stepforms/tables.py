# SPDX-License-Identifier: Apache-2.0
"""A field that is a table: rows typed one by one or pasted from a spreadsheet, each cell of its column's type (S1-04, C04)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django import forms
from django.utils.translation import gettext as _

from mingcha.catalog.stepforms.kinds import MOST_ROWS
from mingcha.web.pasting import LONGEST, Row, Sheet

SPARE: Final = 3
"""So many empty rows stand below those that are filled: a page without scripts has no other way to offer one more."""


class RowsWidget(forms.Widget):
    """The inputs of all rows, and a place to paste more."""

    template_name = "catalog/rows_widget.html"
    use_fieldset = True

    def __init__(self, columns: Mapping[str, forms.Field]) -> None:
        self.columns = columns
        super().__init__()

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, Any]:
        rows = []
        for number in range(MOST_ROWS + SPARE):
            if not any(f"{name}-{number}-{column}" in data for column in self.columns):
                break
            rows.append({column: data.get(f"{name}-{number}-{column}", "") for column in self.columns})
        return {"rows": rows, "paste": data.get(f"{name}-paste", "")}

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return not any(str(key).startswith(f"{name}-") for key in data)

    def id_for_label(self, id_: str) -> str:
        return f"{id_}-0-{next(iter(self.columns))}" if id_ else ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        given: Mapping[str, Any] = value if isinstance(value, Mapping) else {"rows": value or [], "paste": ""}
        filled: list[Mapping[str, Any]] = [
            row for row in given["rows"] if any(str(cell or "").strip() for cell in row.values())
        ]
        rows: list[Mapping[str, Any]] = [*filled, *({} for _spare in range(min(SPARE, MOST_ROWS - len(filled))))]
        context["widget"] |= {
            "heads": [column.label for column in self.columns.values()],
            "rows": [self._row(name, number, row) for number, row in enumerate(rows)],
            "paste": f"{name}-paste",
            "pasted": given["paste"],
        }
        return context

    def _row(self, name: str, number: int, row: Mapping[str, Any]) -> list[Any]:
        return [
            column.widget.render(
                f"{name}-{number}-{key}",
                column.prepare_value(row.get(key)),
                {
                    "id": f"id_{name}-{number}-{key}",
                    "aria-label": _("{label}，第 {n} 行").format(label=column.label, n=number + 1),
                },
            )
            for key, column in self.columns.items()
        ]

    def names(self, name: str, data: Any) -> set[str]:
        """What its inputs are called, as far as they have come."""
        count = MOST_ROWS + SPARE
        cells = {f"{name}-{row}-{column}" for row in range(count) for column in self.columns}
        return cells & set(data) | {f"{name}-paste"}


class RowForm(forms.Form):
    """One row; its fields are given."""


class TableField(forms.Field):
    """Rows as a list of objects by column. Every fault names its row and column."""

    widget: RowsWidget

    def __init__(
        self, columns: Callable[[], Mapping[str, forms.Field]], least: int = 0, most: int = MOST_ROWS, **kwargs: Any
    ) -> None:
        self.columns, self.least, self.most = columns, least, most
        super().__init__(widget=RowsWidget(columns()), **kwargs)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        given = value if isinstance(value, Mapping) else {"rows": [], "paste": ""}
        sheet = Sheet(self._form, {name: str(column.label) for name, column in self.columns().items()})
        rows, faults = [], []
        for number, row in enumerate(given["rows"], 1):
            if any(str(cell).strip() for cell in row.values()):
                found = sheet.judged(number, row)
                rows.append(found)
                faults += _faults(found, sheet, _("第 {n} 行"))
        if str(given["paste"]).strip():
            pasted = self._pasted(sheet, str(given["paste"]))
            rows += pasted
            faults += [fault for row in pasted for fault in _faults(row, sheet, _("粘贴的第 {n} 行"))]
        if faults:
            raise forms.ValidationError(faults[:50])
        return self._counted([_plain(row.given) for row in rows])

    def _form(self, data: dict[str, str]) -> forms.BaseForm:
        form = RowForm(data)
        form.fields = dict(self.columns())
        return form

    def _pasted(self, sheet: Sheet, text: str) -> list[Row]:
        if len(text) > LONGEST:
            raise forms.ValidationError(_("粘贴的内容太长，请分几次粘贴"), code="too_long")
        return sheet.read(text)

    def _counted(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        super().clean(rows)
        if rows and len(rows) < self.least:
            raise forms.ValidationError(_("至少填写 {n} 行").format(n=self.least), code="too_few")
        if len(rows) > self.most:
            raise forms.ValidationError(
                _("最多 {most} 行，现有 {n} 行").format(most=self.most, n=len(rows)), code="too_many"
            )
        return rows


def _plain(given: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if value not in (None, "")}


def _faults(row: Row, sheet: Sheet, where: str) -> list[str]:
    place = where.format(n=row.number)
    cells = [
        _("{place}，{column}：{fault}").format(place=place, column=sheet.columns[name], fault=fault)
        for name, cell in row.cells.items()
        for fault in cell.faults
    ]
    return cells + [_("{part}：{message}").format(part=place, message=fault) for fault in row.faults]
