# SPDX-License-Identifier: Apache-2.0
"""What is said when a file cannot be used: where the fault is, in words, and what to do (corpus T, D, U, X, C).

All faults that one look at an input finds are told at once: the first :data:`SHOWN`, and how many there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

SHOWN: Final = 50


class Fault(NamedTuple):
    """One fault: ``code`` for machines, the rest for people."""

    code: str
    where: str
    """A file, ``cases.csv 第 3 行``, or a key of the mapping such as ``columns.case``."""
    column: str | None
    message: str
    """The reason and what to do, in Chinese."""

    def __str__(self) -> str:
        column = f"，列“{self.column}”" if self.column else ""
        return f"{self.where}{column}：{self.message} [{self.code}]"


class BadInput(Exception):  # noqa: N818 - it is the input that is bad, not the program
    """The input is refused as a whole; nothing has been written. ``errors`` are the first faults of ``total``."""

    def __init__(self, faults: Iterable[Fault], total: int | None = None) -> None:
        listed = list(faults)
        self.errors: Sequence[Fault] = listed[:SHOWN]
        self.total = len(listed) if total is None else total
        super().__init__(listed)

    def __str__(self) -> str:
        more = f"，只列出前 {len(self.errors)} 处" if self.total > len(self.errors) else ""
        return "\n".join([f"共 {self.total} 处错误{more}：", *(f"  {fault}" for fault in self.errors)])


def refuse(code: str, where: str, message: str, column: str | None = None) -> BadInput:
    """The one fault after which reading cannot go on."""
    return BadInput([Fault(code, where, column, message)])
