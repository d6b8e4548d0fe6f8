# SPDX-License-Identifier: Apache-2.0
"""Times of every usual writing become the engine's local seconds at UTC+8."""

from __future__ import annotations

from datetime import UTC, datetime

import duckdb
import pytest

from mingcha.audit import times


def seconds(text: str, zone: str | None = None, formats: tuple[str, ...] = ()) -> str | None:
    """What a text is read as, written as local time at UTC+8."""
    sql = times.seconds("x", times.zoned("x"), zone, formats)
    [(found,)] = duckdb.execute(f"SELECT {sql} FROM (SELECT ?::VARCHAR AS x)", [text]).fetchall()
    return None if found is None else datetime.fromtimestamp(found, UTC).strftime("%Y-%m-%d %H:%M:%S")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-21 14:05", "2026-11-21 14:05:00"),
        ("2026-11-21T14:05:06.999", "2026-11-21 14:05:06"),
        ("2026/11/21 14:05", "2026-11-21 14:05:00"),
        ("2026/1/3", "2026-01-03 00:00:00"),
        ("2026.1.3 9:05", "2026-01-03 09:05:00"),
        ("2026年11月21日", "2026-11-21 00:00:00"),
        ("2026年1月3日 9:05", "2026-01-03 09:05:00"),
        ("2026年11月21日14时05分", "2026-11-21 14:05:00"),
        ("20261121", "2026-11-21 00:00:00"),
        ("20261121140506", "2026-11-21 14:05:06"),
        ("20261121T140506", "2026-11-21 14:05:06"),
        ("46347", "2026-11-21 00:00:00"),
        ("46347.5", "2026-11-21 12:00:00"),
        ("2026-11-21T14:05:00Z", "2026-11-21 22:05:00"),
        ("2026-11-21T14:05:00+08:00", "2026-11-21 14:05:00"),
        ("2026-11-21T14:05:00+0100", "2026-11-21 21:05:00"),
        ("2026-11-21 14:05:00.5-05", "2026-11-22 03:05:00"),
        ("2026-11-21 14:05+14:00", "2026-11-21 08:05:00"),
        ("1764000000", "2025-11-25 00:00:00"),
        ("1764000000123", "2025-11-25 00:00:00"),
        ("1954-09-20", "1954-09-20 00:00:00"),
        ("1969-12-31 23:59:59.5+00:00", "1970-01-01 07:59:59"),
    ],
)
def test_a_time_of_any_usual_writing_is_read_at_utc_plus_8(text, expected):
    assert seconds(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2025-02-29",
        "0000-00-00",
        "2025/13/01",
        "2026年2月30日",
        "20261321",
        "epoch",
        "infinity",
        "today",
        "立案",
        "-2026-01-01",
        "12345",
        "1e9",
        "2026-11-21 14:05:00 CST",
        "2026-11-21 14:05:00 UTC",
        "2026-11-21T14:05:00 Asia/Shanghai",
        "2026-11-21 02:05:00 PM",
        "2026-11-21 14:05+14:30",
        "2026-11-21 14:05+99:00",
        "2026-11-21 14:05-2",
    ],
)
def test_what_is_no_time_is_not_read_as_one(text):
    assert seconds(text) is None


def test_a_time_without_zone_is_that_of_the_declared_zone():
    assert seconds("2026-07-01 12:00", "+01:00") == "2026-07-01 19:00:00"
    assert seconds("2026-07-01 12:00", "Europe/Amsterdam") == "2026-07-01 18:00:00"
    assert seconds("2026-01-01 12:00", "Europe/Amsterdam") == "2026-01-01 19:00:00"
    assert seconds("2026-01-01 12:00Z", "Europe/Amsterdam") == "2026-01-01 20:00:00"


def test_a_declared_format_is_tried_before_the_usual_ones():
    assert seconds("01/02/2026 10:00", formats=("%d/%m/%Y %H:%M",)) == "2026-02-01 10:00:00"
    assert seconds("2026-02-01 10:00", formats=("%d/%m/%Y %H:%M",)) == "2026-02-01 10:00:00"
    assert seconds("01/02/2026 10:00") is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("11/21/2026 02:05:00 PM", "%m/%d/%Y %I:%M:%S %p"),
        ("21.11.2026 - 14:05:00", "%d.%m.%Y - %H:%M:%S"),
        ("2026-11-21 02:05:00 PM", "%Y-%m-%d %I:%M:%S %p"),
        ("2026-11-21 14:05:00 CST", "%Y-%m-%d %H:%M:%S CST"),
        ("Nov 21 2026 14:05:00", "%b %d %Y %H:%M:%S"),
    ],
)
def test_a_declared_format_may_have_words_and_signs(text, form):
    assert seconds(text, formats=(form,)) == "2026-11-21 14:05:00"


@pytest.mark.parametrize(
    ("zone", "known"),
    [
        ("+08:00", True),
        ("-0330", True),
        ("Asia/Shanghai", True),
        ("北京", False),
        ("+25:00", False),
        ("", False),
        ("../etc", False),
    ],
)
def test_a_zone_is_an_offset_or_a_name_of_the_tz_database(zone, known):
    assert times.known_zone(zone) is known


@pytest.mark.parametrize(
    ("form", "known"),
    [
        ("%d/%m/%Y %H:%M", True),
        ("%Y年%m月%d日", True),
        ("%d/%m", False),
        ("%H:%M", False),
        ("%Y-%m-%d %z", False),
        ("日期", False),
    ],
)
def test_a_format_must_tell_the_whole_day_and_no_zone(form, known):
    assert times.known_format(form) is known
