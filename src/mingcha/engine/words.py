# SPDX-License-Identifier: Apache-2.0
"""Says a finding in words: the reason and the cure, in Chinese and English (S1-41), from ``data/kinds.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from mingcha.engine.kinds import KINDS, Lang
from mingcha.engine.points import Point

_UNITS: Final = {
    "working_day": {"zh": " 个工作日", "en": " working day(s)"},
    "calendar_day": {"zh": " 日", "en": " day(s)"},
}
_WHEN: Final = {
    "assigned": {"zh": "授权之日", "en": "on the day of assignment"},
    "ended": {"zh": "办结之日", "en": "on the day it ended"},
    "both": {"zh": "授权之日和办结之日", "en": "on the day of assignment and on the day it ended"},
}
_NAMES: Final = {
    "fine": {"zh": "罚款", "en": "fine"},
    "late_fee": {"zh": "加处罚款", "en": "late fee"},
}
"""The kinds of penalty that the monitors know by code; every other is called what the log calls it."""
_SOMEBODY: Final = {"zh": "同一人员", "en": "The same person"}


@dataclass(frozen=True)
class Finding:
    """A row that a monitor selected (see :data:`~mingcha.engine.schema.FINDING`), with its level."""

    point_id: int
    case_id: int
    object_kind: str
    object_id: int
    code: str
    subject: str | None
    mode: str | None
    officer_id: int | None
    value: int | None
    bound: int | None
    level: str


def reason(finding: Finding, point: Point, lang: Lang, officer: str | None = None) -> str:
    """Why there is an alarm, as one sentence; ``officer`` is the name of the person whom the finding names."""
    code = KINDS[point.kind].codes[finding.code]
    words = code.modes.get(finding.mode or "", code.reason)[lang]
    return words.format(
        what=_what(finding, point, lang),
        subject=_subject(finding, point, lang),
        value=_measure(finding, point, finding.value, lang),
        bound=_measure(finding, point, finding.bound, lang),
        over=_over(finding, point, lang),
        when=_WHEN.get(finding.mode or "", _WHEN["both"])[lang],
        officer=officer or _SOMEBODY[lang],
    )


def _subject(finding: Finding, point: Point, lang: Lang) -> str:
    if point.kind == "execution" and finding.subject in _NAMES:
        return _NAMES[finding.subject][lang]
    return finding.subject or "—"


def cure(finding: Finding, point: Point, lang: Lang) -> str:
    """What would clear the alarm."""
    return KINDS[point.kind].codes[finding.code].cure[lang]


def _what(finding: Finding, point: Point, lang: Lang) -> str:
    if point.kind == "separation":
        return " / ".join(" · ".join(point.acts[part]) for part in ("first", "second"))
    return finding.subject or point.title(lang)


def _measure(finding: Finding, point: Point, value: int | None, lang: Lang) -> str:
    if value is None:
        return "—"
    if point.kind == "time_limit":
        return moment(value) if finding.mode == "promise" else _time(point.unit or "hour", value, lang)
    if point.kind == "discretion" or finding.code == "amount":
        return f"¥{value / 100:,.2f}"
    if finding.code == "goods":
        return f"{value / 1000:,g}"
    return str(value)


def _over(finding: Finding, point: Point, lang: Lang) -> str:
    if finding.value is None or finding.bound is None:
        return "—"
    unit = "hour" if finding.mode == "promise" else point.unit or "hour"
    return _time(unit, finding.value - finding.bound, lang)


def _time(unit: str, value: int, lang: Lang) -> str:
    """Days as they are counted; seconds as days, hours and minutes."""
    if unit in _UNITS:
        return f"{value}{_UNITS[unit][lang]}"
    minutes, seconds = divmod(value, 60)
    days, hours, minutes = minutes // 1440, minutes // 60 % 24, minutes % 60
    names = ("日", "小时", "分", "秒") if lang == "zh" else ("d", "h", "min", "s")
    parts = [(days, names[0]), (hours, names[1]), (minutes, names[2]), (seconds, names[3])]
    shown = [f"{n} {name}" for n, name in parts if n][:2]
    return " ".join(shown) or f"0 {names[3]}"


def moment(seconds: int) -> str:
    """Local seconds as they stand on the wall: 2026-11-21 14:05."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")
