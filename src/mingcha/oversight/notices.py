# SPDX-License-Identifier: Apache-2.0
"""For whom an order waits, and what people are told of it, in both languages (S1-34 … S1-38)."""

from __future__ import annotations

import re
from typing import Final

from mingcha.inbox.actions import close_todos, open_todo, send
from mingcha.ledger import System
from mingcha.organs.models import Organ, Person
from mingcha.organs.perms import Perm
from mingcha.oversight.models import Order

NEW: Final = "order"
ANSWERED: Final = "order_answered"
DOUBTED: Final = "order_doubted"
LONGEST_WORD: Final = 30
CLOCK: Final = System("督办")
"""Who reminds."""


def word_of(organ: Organ) -> str:
    """The word of an organ's numbers, such as 赛罕督: of its short name what a number may have in it."""
    return re.sub(r"\W", "", organ.short)[: LONGEST_WORD - 1] + "督"


def ask(order: Order) -> None:
    """Whoever answers has it to do: the office, or the handler."""
    close_todos(ANSWERED, order)
    whose = {"person": order.person} if order.person else {"organ": order.organ, "perm": Perm.OVERSIGHT_ORDER_PASS}
    open_todo(
        NEW,
        order,
        f"请回复督办 {order}",
        title_en=f"Answer order {order}",
        due=order.due_at,
        link=order.get_absolute_url(),
        place=order.issuer.short,
        **whose,
    )


def answered(order: Order) -> None:
    """Whoever issued the order has the answer to read."""
    close_todos(NEW, order)
    perm = Perm.OVERSIGHT_ORDER_PASS if order.parent_id else Perm.OVERSIGHT_ORDER_ISSUE
    open_todo(
        ANSWERED,
        order,
        f"督办 {order} 已回复，请审阅",
        title_en=f"Order {order} is answered: read it",
        organ=order.issuer,
        perm=perm,
        link=order.get_absolute_url(),
        place=order.organ.short,
    )


def doubted(order: Order) -> None:
    """A second person of the authority looks at what the first holds for a false alarm."""
    close_todos(ANSWERED, order)
    open_todo(
        DOUBTED,
        order,
        f"督办 {order} 拟按误报撤销，请复核",
        title_en=f"Order {order}: confirm that its alarms are false",
        organ=order.issuer,
        perm=Perm.OVERSIGHT_ORDER_ISSUE,
        link=order.get_absolute_url(),
        place=order.organ.short,
    )


def ended(orders: list[Order]) -> None:
    """Nothing waits any more."""
    for order in orders:
        for kind in (NEW, ANSWERED, DOUBTED):
            close_todos(kind, order)


def urged(order: Order, people: list[Person], words: str) -> None:
    """Those who have to answer are urged."""
    _tell(order, people, "督办催办：", words)


def due(order: Order, answerers: list[Person], askers: list[Person], *, overdue: bool) -> None:
    """Those who have to answer are reminded; of what is overdue those who asked hear too."""
    _tell(order, answerers, "督办已超期：" if overdue else "督办即将到期：")
    if overdue:
        _tell(order, [one for one in askers if one not in answerers], "督办超期未回复：")


def _tell(order: Order, people: list[Person], title: str, words: str = "") -> None:
    for person in people:
        send(person, f"{title} {order}", words, order.get_absolute_url())
