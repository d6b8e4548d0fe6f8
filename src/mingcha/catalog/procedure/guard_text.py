# SPDX-License-Identifier: Apache-2.0
"""The text of a condition: its words, how they are read into the tree of guards.py, and written again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from django.utils.translation import gettext as _

from mingcha.catalog.procedure.guards import (
    ORDER,
    All,
    Among,
    Compare,
    Field,
    Guard,
    Literal,
    Not,
    Operand,
    Some,
)
from mingcha.ledger import Invalid

LONGEST: Final = 500
"""Characters of a condition."""
DEEPEST: Final = 20
"""Brackets and negations within each other."""
WORDS: Final = {"且": "and", "并且": "and", "或": "or", "或者": "or", "非": "not", "属于": "in"}
SIGNS: Final = {"＝": "=", "==": "=", "≠": "!=", "<>": "!=", "＜": "<", "＞": ">", "≤": "<=", "≥": ">="}
BRACKETS: Final = {"（": "(", "）": ")", "，": ",", "、": ","}
QUOTES: Final = ('""', "''", "“”", "‘’")
TOKEN: Final = re.compile(
    r"""(?P<space>\s+)
      | (?P<date>\d{4}-\d{2}-\d{2}(?![\w.]))
      | (?P<number>-?\d{1,15}(?:\.\d{1,6})?(?![A-Za-z\d_.]))
      | (?P<text>"[^"]*"|'[^']*'|“[^”]*”|‘[^’]*’)
      | (?P<bracket>\[[^\[\]]+\])
      | (?P<word>[^\W\d][\w.]*)
      | (?P<sign>!=|<=|>=|==|<>|[=<>(),＝≠＜＞≤≥（），、])""",
    re.VERBOSE,
)
PLAIN: Final = re.compile(r"[^\W\d][\w.]*")
KEPT: Final = frozenset({"and", "or", "not", "in", *WORDS})


@dataclass(frozen=True)
class Token:
    """A word of the condition; ``at`` counts characters from 1, as a person would."""

    kind: str
    text: str
    at: int


def parse(text: str) -> Guard:
    """The tree of a condition. Raises Invalid with code ``rule_syntax`` and the position of the fault."""
    return Reader(text).whole()


class Reader:
    """Reads one condition from left to right."""

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise fault(LONGEST + 1, _("条件不能超过 {most} 个字").format(most=LONGEST))
        self.tokens = _tokens(text)
        self.next = 0
        self.depth = 0

    def whole(self) -> Guard:
        guard = self.either()
        if self.here.kind != "end":
            raise fault(self.here.at, _("“{word}”不该在这里").format(word=self.here.text[:20]))
        return guard

    @property
    def here(self) -> Token:
        return self.tokens[self.next]

    def take(self, *texts: str) -> bool:
        """Go on if one of these words is next."""
        found = self.here.kind in ("word", "sign") and self.here.text in texts
        self.next += found
        return found

    def either(self) -> Guard:
        parts = [self.both()]
        while self.take("or"):
            parts.append(self.both())
        return parts[0] if len(parts) == 1 else Some(tuple(parts))

    def both(self) -> Guard:
        parts = [self.single()]
        while self.take("and"):
            parts.append(self.single())
        return parts[0] if len(parts) == 1 else All(tuple(parts))

    def single(self) -> Guard:
        self.depth += 1
        if self.depth > DEEPEST:
            raise fault(self.here.at, _("括号和否定不能超过 {most} 层").format(most=DEEPEST))
        guard: Guard
        if self.take("not"):
            guard = Not(self.single())
        elif self.take("("):
            guard = self.either()
            self.must(")")
        else:
            guard = self.comparison()
        self.depth -= 1
        return guard

    def comparison(self) -> Guard:
        at = self.here.at
        left = self.operand()
        if not isinstance(left, Field):
            raise fault(at, _("比较的左边应为表单字段"))
        if self.take("not"):
            if not self.take("in"):
                raise fault(self.here.at, _("这里应为 in"))
            return Not(Among(left, self.items()))
        if self.take("in"):
            return Among(left, self.items())
        sign = self.here
        if not self.take("=", "!=", *ORDER):
            raise fault(sign.at, _("这里应为比较符号（= != < <= > >= in）"))
        at = self.here.at
        right = self.operand()
        if sign.text in ORDER and isinstance(right, Literal) and isinstance(right.value, str):
            raise fault(at, _("文字不能比大小"))
        return Compare(left, sign.text, right)

    def items(self) -> tuple[Literal, ...]:
        self.must("(")
        found = [self.literal()]
        while self.take(","):
            found.append(self.literal())
        self.must(")")
        return tuple(found)

    def literal(self) -> Literal:
        at = self.here.at
        value = self.operand()
        if isinstance(value, Field):
            raise fault(at, _("括号里应为数字、日期或加引号的文字"))
        return value

    def operand(self) -> Operand:
        token = self.here
        self.next += token.kind != "end"
        if token.kind == "number":
            return Literal(Decimal(token.text))
        if token.kind == "date":
            try:
                return Literal(date.fromisoformat(token.text))
            except ValueError as error:
                raise fault(token.at, _("没有这一天")) from error
        if token.kind == "text":
            return Literal(token.text[1:-1])
        if token.kind == "bracket":
            return Field(token.text[1:-1])
        if token.kind == "word" and token.text not in KEPT:
            return Field(token.text)
        raise fault(token.at, _("这里应为字段、数字、日期或加引号的文字"))

    def must(self, text: str) -> None:
        if not self.take(text):
            raise fault(self.here.at, _("这里应为“{sign}”").format(sign=text))


def _tokens(text: str) -> list[Token]:
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = TOKEN.match(text, at)
        if match is None:
            raise fault(at + 1, _("不认识“{sign}”").format(sign=text[at]))
        kind, word = str(match.lastgroup), match.group()
        if kind == "sign":
            word = (SIGNS | BRACKETS).get(word, word)
        elif kind == "word":
            word = WORDS.get(word, word)
        if kind != "space":
            found.append(Token(kind, word, at + 1))
        at = match.end()
    return [*found, Token("end", "", len(text) + 1)]


def fault(at: int, message: str) -> Invalid:
    return Invalid(_("第 {at} 个字处：{message}").format(at=at, message=message), "rule_syntax")


# --- writing --------------------------------------------------------------------------------------------------------
def write(guard: Guard) -> str:
    """The condition as text; reading it again gives the same tree."""
    if isinstance(guard, Not):
        return f"not {_inner(guard.of)}"
    if isinstance(guard, All):
        return " and ".join(map(_inner, guard.parts))
    if isinstance(guard, Some):
        # "and" binds closer, but brackets are read faster than rules of precedence
        return " or ".join(map(_inner, guard.parts))
    if isinstance(guard, Among):
        return f"{_operand(guard.left)} in ({', '.join(map(_operand, guard.items))})"
    return f"{_operand(guard.left)} {guard.sign} {_operand(guard.right)}"


def _inner(guard: Guard) -> str:
    return f"({write(guard)})" if isinstance(guard, All | Some) else write(guard)


def _operand(operand: Operand) -> str:
    if isinstance(operand, Field):
        plain = PLAIN.fullmatch(operand.name) and operand.name not in KEPT
        return operand.name if plain else f"[{operand.name}]"
    if isinstance(operand.value, str):
        first, last = next(pair for pair in QUOTES if pair[1] not in operand.value)
        return f"{first}{operand.value}{last}"
    return operand.value.isoformat() if isinstance(operand.value, date) else f"{operand.value:f}"
