# SPDX-License-Identifier: Apache-2.0
"""The sum of a deadline line by line, 为何是这一天, in Chinese and English (S1-07, S1-41)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from mingcha.engine.calendar import WorkCalendar
from mingcha.engine.clock import date_of
from mingcha.engine.deadline.days import Day
from mingcha.engine.deadline.parts import Line, extension_lines, pause_lines, state_line
from mingcha.engine.deadline.phrases import Words, amount_words, date_words, days_words, moment_words, plus, say
from mingcha.engine.deadline.reckoning import Reckoning

_NOTHING: Final[Words] = {"zh": "", "en": ""}
_LATE_FROM: Final[Words] = {"zh": "自此日起逾期", "en": "Late from"}
_REST_ADDS_NOTHING: Final[Words] = {
    "zh": "期满日之后的休息日不计",
    "en": "the days off after the due day add nothing",
}
_BY: Final[dict[str, Words]] = {
    "working_day": {"zh": "按工作日计", "en": "counted in working days"},
    "calendar_day": {"zh": "按自然日计", "en": "counted in calendar days"},
    "hour": {"zh": "按小时连续计", "en": "counted in hours on end"},
}
_COUNTING: Final[dict[str, Words]] = {
    "行政处罚法": {
        "zh": "《行政处罚法》第八十五条：二日、三日、五日、七日的期限按工作日计",
        "en": "Administrative Penalty Law art. 85: limits of 2, 3, 5 and 7 days are working days",
    },
    "行政强制法": {
        "zh": "《行政强制法》第六十九条：十日以内的期限按工作日计",
        "en": "Administrative Coercion Law art. 69: limits of ten days or less are working days",
    },
    "行政许可法": {
        "zh": "《行政许可法》第八十二条：实施行政许可的期限按工作日计",
        "en": "Administrative Licensing Law art. 82: the limits of organs are working days",
    },
}
"""The article by which a law says how its days are counted."""
_HOLIDAYS: Final = {
    "元旦": "New Year's Day",
    "春节": "Spring Festival",
    "清明节": "Qingming",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "抗日战争胜利纪念日": "Victory Day",
}


def lines(reckoning: Reckoning, days: Sequence[Day], calendar: WorkCalendar) -> tuple[Line, ...]:
    """From the fact that began it to the state at ``now``."""
    return (
        _begin(reckoning, days),
        _limit(reckoning),
        *_off(reckoning, days, calendar),
        *(line for count in reckoning.pauses for line in pause_lines(reckoning, count)),
        *extension_lines(reckoning),
        _due(reckoning),
        *_late_from(reckoning, calendar),
        *_provisional(reckoning, days),
        state_line(reckoning),
    )


def _begin(reckoning: Reckoning, days: Sequence[Day]) -> Line:
    span, unit = reckoning.span, reckoning.limit.unit
    fact: Words = {"zh": span.fact, "en": span.fact_en}
    if unit in ("hour", "promise"):
        when = moment_words(span.begin_at)
        return Line("begin", say("{fact} {when}", "{fact} {when}", fact=fact, when=when), _NOTHING)
    text = say(
        "{fact} {day}，次日起算", "{fact} {day}; counted from the next day", fact=fact, day=date_words(span.begin_day)
    )
    first = next((date_words(day.day) for day in days if day.n == 1 and day.role != "late"), None)
    return Line("begin", text, say("{day} 第 1 日", "{day} is day 1", day=first) if first else _NOTHING)


def _limit(reckoning: Reckoning) -> Line:
    limit = reckoning.limit
    note: Words | None = {"zh": limit.law, "en": limit.law} if limit.law else None
    if limit.unit == "promise" and reckoning.span.promised_at is not None:
        return Line("limit", {"zh": "承诺办结", "en": "Promised"}, moment_words(reckoning.span.promised_at), note)
    by = next((words for law, words in _COUNTING.items() if law in limit.law), None)
    if note and by and limit.unit != "hour":
        note = say("{law}；{by}", "{law}; {by}", law=limit.law, by=by)
    amount = amount_words(limit.n * limit.scale, limit.unit)
    text = say("期限 {amount}，{by}", "Limit {amount}, {by}", amount=amount, by=_BY[limit.unit])
    return Line("limit", text, plus(amount), note)


def _off(reckoning: Reckoning, days: Sequence[Day], calendar: WorkCalendar) -> Iterator[Line]:
    """Days off up to the due day; what is off after it no longer matters."""
    if reckoning.limit.unit != "working_day":
        yield Line(
            "off", {"zh": "期间的周末、节假日", "en": "Weekends and holidays"}, {"zh": "不扣除", "en": "not left out"}
        )
        return
    wanted = [day for day in days if day.day <= reckoning.due.day]
    for off, block in groupby(wanted, key=lambda day: day.role == "off"):
        if off:
            yield _block(list(block))
    for day in wanted:
        mark = calendar.marks.get(day.day)
        if mark and mark.is_work and day.n is not None:
            text = say("{day} 调休上班", "{day} is a make-up working day", day=date_words(day.day))
            yield Line("makeup", text, {"zh": "照常计入", "en": "counted"}, _holiday(mark.name))


def _block(block: list[Day]) -> Line:
    names = list(dict.fromkeys(day.name for day in block if day.name))
    found: list[Words] = [_holiday(name) for name in names] or [{"zh": "周末", "en": "Weekend"}]
    name: Words = {"zh": "、".join(one["zh"] for one in found), "en": ", ".join(one["en"] for one in found)}
    text = say("{name} {days} 不计", "{name} {days} left out", name=name, days=days_words(block[0].day, block[-1].day))
    return Line("off", text, plus(amount_words(len(block), "calendar_day")))


def _due(reckoning: Reckoning) -> Line:
    due = reckoning.due
    when = moment_words(due.at) if reckoning.limit.unit in ("hour", "promise") else date_words(due.day)
    value = say("暂定 {when}", "{when}, expected", when=when) if reckoning.provisional else when
    note = None
    if due.moved_from is not None:
        note = say(
            "最后一日 {day} 休息，顺延至其后第一个工作日",
            "the last day {day} is off: moved to the next working day",
            day=date_words(due.moved_from),
        )
    return Line("due", {"zh": "期满", "en": "Due"}, value, note)


def _late_from(reckoning: Reckoning, calendar: WorkCalendar) -> Iterator[Line]:
    """For days; an hour or a promise is late at once after its instant."""
    due = reckoning.due
    if reckoning.limit.unit in ("hour", "promise"):
        return
    if due.late_day is None:
        year = date_of(calendar.last_day).year + 1
        note = say("请先导入{year}年工作日历", "the work calendar of {year} is not imported yet", year=year)
        yield Line("late_from", _LATE_FROM, {"zh": "待定", "en": "not known"}, note)
        return
    yield Line(
        "late_from",
        _LATE_FROM,
        date_words(due.late_day),
        _REST_ADDS_NOTHING if due.late_day - due.day > 1 else None,
    )


def _provisional(reckoning: Reckoning, days: Sequence[Day]) -> Iterator[Line]:
    if reckoning.provisional:
        years = sorted({date_of(day.day).year for day in days if day.provisional} or {date_of(reckoning.due.day).year})
        text = say(
            "{years} 年放假安排尚未公布，暂按周末和法定节假日推算",
            "the holidays of {years} are not published yet; reckoned by weekends and statutory days",
            years="、".join(map(str, years)),
        )
        yield Line("provisional", text, {"zh": "暂定", "en": "expected"})


def _holiday(name: str) -> Words:
    return {"zh": name, "en": _HOLIDAYS.get(name, name)}
