# SPDX-License-Identifier: Apache-2.0
"""Times of any usual writing as SQL: instants become local seconds at UTC+8, days become day numbers (``engine/schema.py``).

Read are ISO 8601 with or without zone, ``2026/11/21 14:05``, ``2026.11.21``, ``2026年11月21日 14时05分``, ``20261121``,
``20261121140500``, seconds or milliseconds since 1970, and the day numbers of Excel (1954 to 2119). Anything else is the user's
``time_format``.
A time without zone is that of ``[log].timezone``, by default UTC+8.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final

import duckdb

from mingcha.audit.sources import literal

BEIJING: Final = 8 * 3600
EARLIEST: Final = int(datetime(1900, 1, 1, tzinfo=UTC).timestamp())
LATEST: Final = int(datetime(2200, 1, 1, tzinfo=UTC).timestamp())
"""Local seconds outside [EARLIEST, LATEST) are ``date_range``: no case is that old or that late (corpus D05)."""
DAY: Final = 86_400
_EXCEL_EPOCH: Final = 25_569

_OFFSET: Final = re.compile(r"([+-])(\d{2}):?(\d{2})")
_ZONE: Final = r":\d\d([.,]\d+)?(Z|[-+]((0\d|1[0-3])(:?[0-5]\d)?|14(:?00)?))$"
_PLAIN: Final = r"[^A-Za-z+:]*T?[^A-Za-z+\-]*"
"""No word but the ``T`` before the time of day, and no sign after it."""
_WRITTEN: Final = (
    "%Y年%m月%d日 %H:%M:%S",
    "%Y年%m月%d日 %H:%M",
    "%Y年%m月%d日%H:%M:%S",
    "%Y年%m月%d日%H:%M",
    "%Y年%m月%d日%H时%M分%S秒",
    "%Y年%m月%d日%H时%M分",
    "%Y年%m月%d日 %H时%M分%S秒",
    "%Y年%m月%d日 %H时%M分",
    "%Y年%m月%d日%H时",
    "%Y年%m月%d日",
    "%Y.%m.%d %H:%M:%S",
    "%Y.%m.%d %H:%M",
    "%Y.%m.%d",
    "%Y%m%dT%H%M%S",
    "%Y%m%d %H:%M:%S",
    "%Y%m%d %H:%M",
)


def known_zone(zone: str) -> bool:
    """Whether a time zone is an offset (``+08:00``) or a name that DuckDB's tz database has."""
    if found := _OFFSET.fullmatch(zone):
        return int(found[2]) <= 14 and int(found[3]) < 60
    with duckdb.connect() as con:
        return con.execute("SELECT 1 FROM pg_timezone_names() WHERE name = ?", [zone]).fetchone() is not None


def zoned(text: str) -> str:
    """SQL: whether the text of a time says its zone: ``Z`` or an offset of at most 14 hours behind a time of day."""
    return f"regexp_matches({text}, {literal(_ZONE)})"


def timed(text: str) -> str:
    """SQL: whether the text has a time of day, so that its zone matters."""
    return f"(contains({text}, ':') OR contains({text}, '时'))"


def is_day(text: str, formats: tuple[str, ...] = ()) -> str:
    """SQL: whether the text names a day and no time of day, in a usual writing or one of the formats."""
    usual = f"regexp_full_match({text}, '\\d{{4}}[-/.年]\\d{{1,2}}[-/.月]\\d{{1,2}}日?|\\d{{8}}|[2-7]\\d{{4}}')"
    days = tuple(each for each in formats if not re.search("%-?[HIMSTXcfpR]", each))
    return f"({usual} OR {_parsed(text, days)} IS NOT NULL)" if days else usual


def seconds(text: str, has_zone: str, zone: str | None, formats: tuple[str, ...]) -> str:
    """SQL: the local seconds at UTC+8 of the text, NULL if it is no time; ``has_zone`` is the SQL of :func:`zoned`.

    But for the formats the text must begin with a digit, and have no word in it: DuckDB also takes ``epoch`` for a time, and
    ``CST`` for the zone of Chicago.
    """
    iso, usual = _local(f"TRY_CAST({text} AS TIMESTAMP)", zone), _local(_parsed(text, _WRITTEN), zone)
    naive = ", ".join([iso, _numeric(text, zone), usual])  # the dearest last
    absolute = f"{_seconds(f'TRY_CAST({text} AS TIMESTAMPTZ)')} + {BEIJING}"
    known = (
        f"CASE WHEN {text} >= '0' AND {text} < ':' THEN CASE WHEN {has_zone} THEN {absolute}"
        f" WHEN regexp_full_match({text}, {literal(_PLAIN)}) THEN COALESCE({naive}) END END"
    )
    return f"COALESCE({_local(_parsed(text, formats), zone)}, {known})" if formats else known


def _parsed(text: str, formats: tuple[str, ...]) -> str:
    return f"try_strptime({text}, [{', '.join(literal(each) for each in formats)}])"


def _seconds(instant: str) -> str:
    return f"CAST(floor(epoch({instant})) AS BIGINT)"


def _local(naive: str, zone: str | None) -> str:
    """The seconds at UTC+8 of a time that stands in ``zone``."""
    offset = _OFFSET.fullmatch(zone or "+08:00")
    if offset is None:
        return f"{_seconds(f'timezone({literal(zone)}, {naive})')} + {BEIJING}"
    behind = BEIJING - (1 if offset[1] == "+" else -1) * (int(offset[2]) * 3600 + int(offset[3]) * 60)
    return f"{_seconds(naive)} + {behind}" if behind else _seconds(naive)


def _numeric(text: str, zone: str | None) -> str:
    """Digits alone: their number tells what they count. Epochs are instants; Excel and compact dates are local."""

    def compact(form: str) -> str:
        return _local(f"try_strptime({text}, '{form}')", zone)

    excel = _local(
        f"make_timestamp(CAST(round((CAST({text} AS DOUBLE) - {_EXCEL_EPOCH}) * {DAY}) AS BIGINT) * 1000000)", zone
    )
    return (
        f"CASE WHEN regexp_full_match({text}, '\\d+(\\.\\d+)?') THEN CASE"
        f" WHEN regexp_full_match({text}, '[2-7]\\d{{4}}(\\.\\d+)?') THEN {excel}"
        f" WHEN regexp_full_match({text}, '\\d{{8}}') THEN {compact('%Y%m%d')}"
        f" WHEN regexp_full_match({text}, '\\d{{14}}') THEN {compact('%Y%m%d%H%M%S')}"
        f" WHEN regexp_full_match({text}, '\\d{{10}}(\\.\\d+)?') THEN CAST(floor(CAST({text} AS DOUBLE)) AS BIGINT) + {BEIJING}"
        f" WHEN regexp_full_match({text}, '\\d{{13}}') THEN CAST({text} AS BIGINT) // 1000 + {BEIJING} END END"
    )


def known_format(form: str) -> bool:
    """Whether a format reads back what it writes, and leaves the zone alone."""
    sample = datetime(2026, 11, 21, 14, 5, 6, tzinfo=UTC)
    try:
        return "%z" not in form.lower() and datetime.strptime(sample.strftime(form), form).date() == sample.date()
    except ValueError:
        return False
