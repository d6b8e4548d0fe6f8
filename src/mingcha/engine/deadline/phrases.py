# SPDX-License-Identifier: Apache-2.0
"""Dates, times and amounts in Chinese and English, as the explanation of a deadline prints them (S1-41)."""

from __future__ import annotations

from typing import Final

from mingcha.engine.clock import DAY_SECONDS, date_of, day_of, moment_of
from mingcha.engine.kinds import Lang

Words = dict[Lang, str]

_WEEKDAYS: Final = "一二三四五六日"
_WEEKDAYS_EN: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_PARTS: Final = ((DAY_SECONDS, "日", "d"), (3600, "小时", "h"), (60, "分", "min"), (1, "秒", "s"))


def say(zh: str, en: str, **parts: Words | str | int) -> Words:
    """Both sentences with their gaps filled, each part in the language of the sentence."""
    pairs: tuple[tuple[Lang, str], ...] = (("zh", zh), ("en", en))
    return {
        lang: text.format(**{name: part[lang] if isinstance(part, dict) else part for name, part in parts.items()})
        for lang, text in pairs
    }


def date_words(day: int) -> Words:
    """2026-11-24(周二)"""
    date = date_of(day)
    return {"zh": f"{date}(周{_WEEKDAYS[date.weekday()]})", "en": f"{date} ({_WEEKDAYS_EN[date.weekday()]})"}


def moment_words(at: int) -> Words:
    """2026-11-24(周二) 14:05; with seconds where they are not zero."""
    moment = moment_of(at)
    return say("{day} {time}", "{day} {time}", day=date_words(day_of(at)), time=f"{moment:{_clock(moment.second)}}")


def _clock(second: int) -> str:
    return "%H:%M:%S" if second else "%H:%M"


def amount_words(n: int, unit: str) -> Words:
    """An amount in the unit of a limit; seconds for hours, calendar days for a promise."""
    if unit == "hour":
        return duration_words(n, _PARTS[1:])
    if unit == "working_day":
        return {"zh": f"{n} 个工作日", "en": f"{n} working day{'' if n == 1 else 's'}"}
    return {"zh": f"{n} 日", "en": f"{n} day{'' if n == 1 else 's'}"}


def duration_words(seconds: int, parts: tuple[tuple[int, str, str], ...] = _PARTS) -> Words:
    """3 日 4 小时; the two largest parts that are not zero."""
    shown = []
    for size, zh, en in parts:
        n, seconds = divmod(seconds, size)
        if n:
            shown.append((f"{n} {zh}", f"{n} {en}"))
    shown = shown[:2] or [("0 秒", "0 s")]
    return {"zh": " ".join(zh for zh, _ in shown), "en": " ".join(en for _, en in shown)}


def days_words(first: int, last: int) -> Words:
    """2026-10-13(周二) 至 2026-10-26(周一); one date where it is one day."""
    if first == last:
        return date_words(first)
    return say("{first} 至 {last}", "{first} to {last}", first=date_words(first), last=date_words(last))


def plus(amount: Words) -> Words:
    """+14 日"""
    return say("+{amount}", "+{amount}", amount=amount)
