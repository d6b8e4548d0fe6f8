# SPDX-License-Identifier: Apache-2.0
"""Text to the engine's units, as one SQL select over a source: values, and beside them what is wrong with each row.

The select keeps the order of the rows, on which their numbers and lines depend: it has no join, no grouping, no long ``IN``.
Nothing is converted row by row in Python, and nothing stops at the first fault: a value that cannot be read is NULL and its fault
stands in the column ``fault``, as ``code, column, value`` joined by :data:`PART`, several by :data:`NEXT`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from mingcha.audit import times
from mingcha.audit.sources import Reading, literal

ITEM: Final = "\x1f"
"""Separates the things of a ``list`` field in the staged value; a thing may be blank, so that lists stay parallel."""
PART: Final = "\x1d"
NEXT: Final = "\x1e"

MAX_COUNT: Final = 10_000
_BLANKS: Final = " \t\r\n\u3000\u00a0\ufeff\u200b"
_YES: Final = ("是", "1", "true", "yes", "y", "√", "有")
_NO: Final = ("否", "0", "false", "no", "n", "×", "无")
_FOR_EVER: Final = ("长期", "长期有效", "永久", "永久有效", "无期限", "至今", "现行有效", "有效")
_SCIENTIFIC: Final = rf"(^|{ITEM})\d(\.\d+)?E\+\d{{2,}}({ITEM}|$)"


@dataclass(frozen=True)
class Field:
    """A field of a kind, read from the source's columns at ``places`` (none: not read).

    Kinds: ``text``, ``key`` (an identifier), ``list``, ``instant``, ``promise`` (an instant, or the end of a day), ``promise_day``
    (the end of the day of an instant), ``day``, ``day_to`` (a last day; open if it says so), ``cents``, ``thousandths``, ``int``,
    ``count``, ``flag``, ``area``.
    """

    name: str
    kind: str
    places: tuple[int, ...] = ()
    shown: str = ""
    separators: str = ""

    @property
    def raw(self) -> str:
        return f"r_{self.name}"

    @property
    def value(self) -> str:
        """The staged column, quoted: some are called ``case`` or ``from``."""
        return f'"{self.name}"'

    @property
    def is_time(self) -> bool:
        return self.kind in ("instant", "promise", "promise_day")


@dataclass(frozen=True)
class Test:
    """A fault of a whole row: where ``when`` holds, ``code`` is said of ``shown`` with the SQL ``value``."""

    code: str
    shown: str
    when: str
    value: str = "''"


def select(
    relation: str, fields: Sequence[Field], reading: Reading, tests: Sequence[Test] = (), label: str = "NULL"
) -> str:
    """The select of the fields that have columns, under their names, and beside them ``zones``, ``label`` and ``fault``.

    ``zones`` is 1 for a time without zone, 2 with, 3 both; ``label`` the SQL of what messages call the row, from raw values (``r_case``).
    """
    read = [field for field in fields if field.places]
    times_read = [field for field in read if field.is_time]
    raws = ", ".join(f"{_raw(field, reading)} AS {field.raw}" for field in read)
    zones = ", ".join(["*", *(f"{times.zoned(field.raw)} AS z_{field.name}" for field in times_read)])
    values = ", ".join(["*", *(f"{_value(field, reading)} AS {field.value}" for field in read)])
    named = ", ".join([*(field.value for field in read), f"{_zones(times_read)} AS zones"])
    faults = [test for field in read for test in _tests(field)] + list(tests)
    told = ", ".join(f"CASE WHEN {test.when} THEN {_told(test)} END" for test in faults)
    any_fault = " OR ".join(test.when for test in faults) or "FALSE"
    fault = f"CASE WHEN {any_fault} THEN concat_ws({literal(NEXT)}, {told or 'NULL'}) END"
    converted = f"SELECT {values} FROM (SELECT {zones} FROM (SELECT {raws} FROM {relation}))"
    return f"SELECT {named}, CAST({label} AS VARCHAR) AS label, {fault} AS fault FROM ({converted})"


def absent(kinds: Mapping[str, str], there: Collection[str]) -> str:
    """SQL: the fields that are not there, as NULL, each with a comma before it."""
    return "".join(
        f', CAST(NULL AS {"VARCHAR" if kind in ("text", "key", "list") else "BIGINT"}) AS "{name}"'
        for name, kind in kinds.items()
        if name not in there
    )


def day_of(seconds: str) -> str:
    """SQL: the day number of local seconds; also before 1970."""
    return f"CAST(floor({seconds} / 86400.0) AS BIGINT)"


def _raw(field: Field, reading: Reading) -> str:
    """The text without blanks around it; NULL where it says nothing."""
    cells = [_clean(f"c{place}", reading) for place in field.places]
    if field.kind != "list":
        return cells[0]
    if field.separators:
        for separator in field.separators:
            cells = [f"replace({cell}, {literal(separator)}, {literal(ITEM)})" for cell in cells]
    if len(cells) == 1:
        return cells[0]
    joined = f" || {literal(ITEM)} || ".join(f"COALESCE({cell}, '')" for cell in cells)
    return f"CASE WHEN COALESCE({', '.join(cells)}) IS NOT NULL THEN {joined} END"


def _clean(cell: str, reading: Reading) -> str:
    """Looks at the ends first: to trim every cell takes longer than to read the file."""
    blanks = literal(_BLANKS)
    text = (
        f"CASE WHEN contains({blanks}, left({cell}, 1)) OR contains({blanks}, right({cell}, 1))"
        f" THEN nullif(trim({cell}, {blanks}), '') ELSE {cell} END"
    )
    return f"CASE WHEN NOT {_one_of(text, reading.blank)} THEN {text} END" if reading.blank else text


def _one_of(text: str, words: Sequence[str]) -> str:
    """Not ``IN``: DuckDB makes a long one a join, and a join gives the rows in another order than the file has them."""
    return f"contains({literal(ITEM.join(['', *words, '']))}, {literal(ITEM)} || {text} || {literal(ITEM)})"


def _value(field: Field, reading: Reading) -> str:
    raw = field.raw
    if field.is_time:
        return _time(field, reading)
    if field.kind in ("day", "day_to"):
        return day_of(times.seconds(raw, times.zoned(raw), None, reading.time_format))
    if field.kind in ("cents", "thousandths"):
        return _decimal(raw, 100 if field.kind == "cents" else 1000)
    if field.kind in ("int", "count"):
        return f"CASE WHEN regexp_full_match({raw}, '-?\\d{{1,18}}(\\.0+)?') THEN CAST(CAST({raw} AS DECIMAL(38, 2)) AS BIGINT) END"
    if field.kind == "flag":
        return f"CASE WHEN {_one_of(f'lower({raw})', _YES)} THEN 1 WHEN {_one_of(f'lower({raw})', _NO)} THEN 0 END"
    if field.kind == "area":
        code = "\\d{2}|\\d{4}|\\d{6}|\\d{9}|\\d{12}"
        return f"CASE WHEN regexp_full_match({raw}, '{code}') THEN CAST(rpad({raw}, 12, '0') AS BIGINT) END"
    return raw


def _time(field: Field, reading: Reading) -> str:
    seconds = times.seconds(field.raw, f"z_{field.name}", reading.timezone, reading.time_format)
    if field.kind == "promise":
        return f"{seconds} + CASE WHEN {times.is_day(field.raw, reading.time_format)} THEN {times.DAY - 1} ELSE 0 END"
    if field.kind == "promise_day":
        return f"{day_of(f'({seconds})')} * {times.DAY} + {times.DAY - 1}"
    return seconds


def _decimal(raw: str, units: int) -> str:
    """A number of yuan or pieces in ``units``; thousands commas, ``元`` and ``万元`` are understood, parts of a unit are not."""
    digits = f"regexp_replace({raw}, '[,，¥￥\\s元]', '', 'g')"
    number = f"TRY_CAST(rtrim({digits}, '万') AS DECIMAL(24, 8))"
    exact = f"{number} * CASE WHEN contains({raw}, '万') THEN {units * 10_000} ELSE {units} END"
    return f"CASE WHEN {exact} BETWEEN 0 AND 1e15 AND {exact} = floor({exact}) THEN CAST({exact} AS BIGINT) END"


def _tests(field: Field) -> list[Test]:
    raw, name = field.raw, field.value
    unread = f"({raw} IS NOT NULL AND {name} IS NULL)"
    if field.is_time or field.kind == "day":
        low, high = (
            (times.EARLIEST, times.LATEST)
            if field.is_time
            else (times.EARLIEST // times.DAY, times.LATEST // times.DAY)
        )
        outside = f"({name} < {low} OR {name} >= {high})"
        return [Test("date_invalid", field.shown, unread, raw), Test("date_range", field.shown, outside, raw)]
    if field.kind == "day_to":
        return [Test("date_invalid", field.shown, f"({unread} AND NOT {_one_of(raw, _FOR_EVER)})", raw)]
    if field.kind in ("key", "list"):
        scientific = f"(contains({raw}, 'E+') AND regexp_matches({raw}, {literal(_SCIENTIFIC)}))"
        return [Test("id_scientific", field.shown, scientific, raw)]
    if field.kind == "count":
        return [Test("number_range", field.shown, f"({unread} OR {name} NOT BETWEEN 0 AND {MAX_COUNT})", raw)]
    codes = {
        "cents": "amount_range",
        "thousandths": "amount_range",
        "int": "number_invalid",
        "flag": "flag_invalid",
        "area": "area_invalid",
    }
    return [Test(codes[field.kind], field.shown, unread, raw)] if field.kind in codes else []


def _zones(fields: Sequence[Field]) -> str:
    """Which ways of saying the zone a row uses; a day alone uses none."""
    if not fields:
        return "0"
    with_zone = " OR ".join(f"COALESCE(z_{field.name}, FALSE)" for field in fields)
    without = " OR ".join(f"COALESCE(NOT z_{field.name} AND {times.timed(field.raw)}, FALSE)" for field in fields)
    return f"CASE WHEN {without} THEN 1 ELSE 0 END + CASE WHEN {with_zone} THEN 2 ELSE 0 END"


def _told(test: Test) -> str:
    value = f"translate(left({test.value}, 60), {literal(ITEM + PART + NEXT)}, '、  ')"
    shown = test.shown.translate({ord(PART): " ", ord(NEXT): " "})
    return f"{literal(test.code + PART + shown + PART)} || COALESCE({value}, '')"
