# SPDX-License-Identifier: Apache-2.0
"""The tree of errors: everything the house refuses on purpose. Anything else that is raised is a bug.

    Refused
    ├── NotAllowed   403   the actor has no right to this
    ├── WrongState   409   the thing is not in a state that allows it
    ├── Invalid      422   what was given is wrong; names the fields, all at once
    ├── Conflict     409   somebody else was first, or the same key came with something else
    └── ReadOnly     503   an older state was restored; nothing is written until two persons have accepted it

A page shows the message beside the field; the API answers problem+json with the code, the message and the field.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Self


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with what was given; without a field it is about the whole."""

    field: str | None
    code: str
    message: str


class Refused(Exception):  # noqa: N818 - the house refuses; the program is in order
    """``message`` is for the person who asked, in her language; ``code`` for programs and for tests."""

    status: ClassVar[int] = 400
    usual_code: ClassVar[str] = "refused"

    def __init__(self, message: object, code: str = "", field: str | None = None) -> None:
        self.message = str(message)
        self.code = code or self.usual_code
        self.field = field
        super().__init__(self.message)

    @property
    def faults(self) -> list[Fault]:
        return [Fault(self.field, self.code, self.message)]


class NotAllowed(Refused):
    status = 403
    usual_code = "not_allowed"


class WrongState(Refused):
    status = 409
    usual_code = "wrong_state"


class Conflict(Refused):
    status = 409
    usual_code = "conflict"


class ReadOnly(Refused):
    status = 503
    usual_code = "read_only"


class Invalid(Refused):
    """May carry several faults: a person should hear of all of them at once."""

    status = 422
    usual_code = "invalid"
    _several: tuple[Fault, ...] = ()

    @classmethod
    def many(cls, faults: Iterable[tuple[str | None, str, object]]) -> Self:
        """From (field, code, message) each; the first stands for the whole. At least one."""
        several = tuple(Fault(field, code, str(message)) for field, code, message in faults)
        made = cls(several[0].message, several[0].code, several[0].field)
        made._several = several
        return made

    @property
    def faults(self) -> list[Fault]:
        return list(self._several) or super().faults
