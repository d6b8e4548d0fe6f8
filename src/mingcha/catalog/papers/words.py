# SPDX-License-Identifier: Apache-2.0
"""How documents write numbers and days: the filters that a template may use (GB/T 9704-2012 7.3.5, 中国人民银行 正确填写票据)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

DIGITS: Final = "零壹贰叁肆伍陆柒捌玖"
PLACES: Final = ("", "拾", "佰", "仟")
GROUPS: Final = ("", "万", "亿", "万亿")
PLAIN: Final = "〇一二三四五六七八九"
MOST: Final = 10**17


def yuan(cents: Any) -> str:
    """1234500 → 12,345.00"""
    return f"{cents / 100:,.2f}" if _is_amount(cents) else ""


def capital_yuan(cents: Any) -> str:
    """1234500 → 壹万贰仟叁佰肆拾伍元整"""
    if not _is_amount(cents):
        return ""
    whole, rest = divmod(abs(cents), 100)
    jiao, fen = divmod(rest, 10)
    text = f"{_capital(whole)}元" if whole else ""
    if not rest:
        return f"{'负' if cents < 0 else ''}{text or '零元'}整"
    text += f"{DIGITS[jiao]}角" if jiao else ("零" if whole else "")
    return f"{'负' if cents < 0 else ''}{text}{f'{DIGITS[fen]}分' if fen else '整'}"


def _is_amount(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < MOST


def _capital(number: int) -> str:
    """In groups of four digits; zeros between digits are said once, none at the end of a group that has its word."""
    parts: list[str] = []
    gap = False
    groups = []
    while number:
        number, group = divmod(number, 10_000)
        groups.append(group)
    for index in range(len(groups) - 1, -1, -1):
        group = groups[index]
        if not group:
            gap = bool(parts)
            continue
        if parts and (gap or group < 1_000):
            parts.append("零")
        parts.append(_four(group) + GROUPS[index])
        gap = False
    return "".join(parts)


def _four(group: int) -> str:
    text, gap = "", False
    for index in range(3, -1, -1):
        digit = group // 10**index % 10
        if digit:
            text += ("零" if gap and text else "") + DIGITS[digit] + PLACES[index]
        gap = not digit
    return text


def day(text: Any) -> str:
    """2026-11-22 → 2026年11月22日"""
    found = _day(text)
    return f"{found.year}年{found.month}月{found.day}日" if found else str(text or "")


def chinese_day(text: Any) -> str:
    """2026-11-22 → 二〇二六年十一月二十二日"""
    found = _day(text)
    if found is None:
        return str(text or "")
    year = "".join(PLAIN[int(digit)] for digit in str(found.year))
    return f"{year}年{_small(found.month)}月{_small(found.day)}日"


def _small(number: int) -> str:
    tens, ones = divmod(number, 10)
    return f"{'' if tens < 2 else PLAIN[tens]}{'十' if tens else ''}{PLAIN[ones] if ones else ''}"


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def listed(values: Any) -> str:
    """扣押、查封"""
    return "、".join(str(readable(one)) for one in values) if isinstance(values, list) else str(readable(values or ""))


def readable(value: Any) -> Any:
    """A value as a document says it: the parts of a group, the rows of a table, no words of a programming language."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, Mapping):
        return "，".join(text for text in (str(readable(inner)) for inner in value.values()) if text)
    if isinstance(value, list | tuple):
        mark = "；" if any(isinstance(inner, Mapping | list) for inner in value) else "、"
        return mark.join(text for text in (str(readable(inner)) for inner in value) if text)
    return value


def otherwise(value: Any, text: str = "/") -> Any:
    """Something to stand where nothing was filled in."""
    return value if value or (value == 0 and value is not False and str(value)) else text


FILTERS: Final[dict[str, Callable[..., Any]]] = {
    "元": yuan,
    "大写": capital_yuan,
    "日期": day,
    "汉字日期": chinese_day,
    "顿号": listed,
    "默认": otherwise,
}
