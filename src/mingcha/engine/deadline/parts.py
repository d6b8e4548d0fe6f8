# SPDX-License-Identifier: Apache-2.0
"""The lines of a deadline's sum for pauses and extensions, and for where it stands (S1-07)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from mingcha.engine.clock import day_of
from mingcha.engine.deadline.pauses import PauseCount, Piece
from mingcha.engine.deadline.phrases import (
    Words,
    amount_words,
    date_words,
    days_words,
    duration_words,
    moment_words,
    plus,
    say,
)
from mingcha.engine.deadline.reckoning import Reckoning
from mingcha.engine.deadline.span import Grant

LineKind = Literal[
    "begin", "limit", "off", "makeup", "paused", "not_paused", "extension", "due", "late_from", "provisional", "state"
]


@dataclass(frozen=True)
class Line:
    """A line of the sum: what it is about, what it comes to, and where there is one a note (law, document, reason)."""

    kind: LineKind
    text: Words
    value: Words
    note: Words | None = None


_DUE_TODAY: Final[Words] = {"zh": "今日期满", "en": "due today"}
_USED_UP: Final[Words] = {"zh": "已经用满，尚未逾期", "en": "used up, not late yet"}
_CUT: Final[dict[str, tuple[Words, Words]]] = {
    "overlap": (
        {
            "zh": "与 {owner} 的停计重叠，同一时间只停一次",
            "en": "overlaps the pause of {owner}; time stands still only once",
        },
        {"zh": "不重复", "en": "not twice"},
    ),
    "cap": (
        {"zh": "超过批准的最长停计时间", "en": "beyond the longest time approved"},
        {"zh": "照常计入", "en": "counted"},
    ),
    "outside": ({"zh": "不在本期限之内", "en": "outside this time"}, {"zh": "无影响", "en": "no effect"}),
    "unlawful": (
        {"zh": "本期限不因“{kind}”停计", "en": "this time does not stop for “{kind}”"},
        {"zh": "照常计入", "en": "counted"},
    ),
}
_REFUSED: Final[dict[str, Words]] = {
    "too_late": {"zh": "批准时期限已经届满，不能延长", "en": "approved after the time had run out"},
    "after_too_late": {
        "zh": "此前的延长批准过迟，其后的延长均不计",
        "en": "an earlier one came too late; so do all after it",
    },
    "after_end": {"zh": "批准在计时终止之后", "en": "approved after the time had been stopped"},
    "promise": {"zh": "承诺日期不因延长决定而改变", "en": "a promised date is not extended"},
}


def pause_lines(reckoning: Reckoning, count: PauseCount) -> Iterator[Line]:
    """A line for each part of a pause: taken off, or why not."""
    pause, note = count.pause, _note(count.pause.note)
    if not count.pieces:
        text = say(
            "{kind} {at} 当日结束", "{kind} {at} ended the same day", kind=pause.kind, at=moment_words(pause.from_at)
        )
        yield Line("not_paused", text, {"zh": "不足一日", "en": "less than a day"}, note)
    for piece in count.pieces:
        when = _stretch(reckoning, piece)
        if piece.cut == "counted":
            text = say("{kind} {when} 不计入", "{kind} {when} not counted", kind=pause.kind, when=when)
            yield Line("paused", text, plus(amount_words(piece.amount, reckoning.limit.unit)), note)
        else:
            why, value = _CUT[piece.cut]
            owner = date_words(day_of(piece.owner.from_at)) if piece.owner else ""
            because = say(why["zh"], why["en"], owner=owner, kind=pause.kind)
            text = say("{kind} {when}：{why}", "{kind} {when}: {why}", kind=pause.kind, when=when, why=because)
            yield Line("not_paused", text, value, note)


def _stretch(reckoning: Reckoning, piece: Piece) -> Words:
    if reckoning.limit.unit == "hour":
        return say("{lo} 至 {hi}", "{lo} to {hi}", lo=moment_words(piece.lo), hi=moment_words(piece.hi))
    return days_words(piece.lo, piece.hi - 1)


def extension_lines(reckoning: Reckoning) -> Iterator[Line]:
    """A line for each extension, granted or refused; or that there is none."""
    if not reckoning.extensions and reckoning.limit.unit != "promise":
        yield Line("extension", {"zh": "延长决定", "en": "Extension"}, {"zh": "没有", "en": "none"})
    for grant in reckoning.extensions:
        yield _extension(reckoning, grant)


def _extension(reckoning: Reckoning, grant: Grant) -> Line:
    when = moment_words(grant.extension.approved_at)
    text = say("延长决定 {when} 批准", "Extension approved {when}", when=when)
    if grant.refused:
        return Line("extension", text, {"zh": "不计", "en": "not counted"}, _REFUSED[grant.refused])
    return Line("extension", text, plus(amount_words(grant.amount, reckoning.limit.unit)), _note(grant.extension.note))


def state_line(reckoning: Reckoning) -> Line:
    """How it stands at ``now``, or how it ended."""
    span, until = reckoning.span, moment_words(reckoning.until_at)
    if span.is_open:
        text = say("截至 {until}", "At {until}", until=until)
        return Line("state", text, _running(reckoning), _stands_still(reckoning))
    ended = "{until} 办结" if span.end_at is not None else "{until} 随案件结束"
    text = say(ended, "Ended {until}" if span.end_at is not None else "Ended with the case {until}", until=until)
    return Line("state", text, _over(reckoning) if reckoning.is_late else {"zh": "未超期", "en": "in time"})


def _running(reckoning: Reckoning) -> Words:
    if reckoning.is_late:
        return _over(reckoning)
    left = say("剩 {left}", "{left} left", left=_amount(reckoning, reckoning.left))
    if reckoning.limit.unit in ("working_day", "calendar_day") and reckoning.left == 0:
        left = _DUE_TODAY if reckoning.until_day == reckoning.due.day else _USED_UP
    return say("即将到期：{left}", "due soon: {left}", left=left) if reckoning.is_near else left


def _over(reckoning: Reckoning) -> Words:
    if reckoning.late_by == 0:
        return {"zh": "已超期", "en": "overdue"}
    return say("已超 {over}", "{over} overdue", over=_amount(reckoning, reckoning.late_by))


def _stands_still(reckoning: Reckoning) -> Words | None:
    """While the clock stands still the due day shown is the earliest possible; it moves on until the pause ends."""
    end = reckoning.until_at if reckoning.limit.unit == "hour" else reckoning.until_day + 1
    for count in reckoning.pauses:
        if any(piece.cut == "counted" and piece.hi == end for piece in count.pieces):
            return say(
                "停计中（{kind}），期满随之顺延", "standing still ({kind}); the due day moves on", kind=count.pause.kind
            )
    return None


def _amount(reckoning: Reckoning, n: int) -> Words:
    return duration_words(n) if reckoning.limit.unit == "promise" else amount_words(n, reckoning.limit.unit)


def _note(text: str) -> Words | None:
    return {"zh": text, "en": text} if text else None
