# SPDX-License-Identifier: Apache-2.0
"""Who acts: the values of a person in a post, of the system or of the public, as an entry keeps them.

They are values, not references: an old entry stays true after a rename, a transfer or a merger of organs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Actor:
    """A ``person`` is one who wears no post (yet). ``id`` is the person's.

    ``organ_path``, ``city`` and ``county`` place the entry within somebody's reach.
    """

    kind: Literal["post", "person", "system", "public"]
    id: int | None
    name: str
    organ: str = ""
    organ_path: str = ""
    city: str = ""
    county: str = ""
    post_id: int | None = None


class By(Protocol):
    """Whoever calls an action. ``organs.Post`` is one, and ``System``."""

    @property
    def actor(self) -> Actor: ...

    def may(self, perm: str) -> bool: ...


class System:
    """A named part of the system, or somebody who wears no post yet: may do all, for the caller has decided already."""

    def __init__(self, name: str, actor: Actor | None = None) -> None:
        """``actor`` gives the values that entries keep, where a name alone would hide them from those within reach."""
        self.actor = actor or Actor("system", None, name)

    def may(self, perm: str) -> bool:
        return True
