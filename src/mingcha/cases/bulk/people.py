# SPDX-License-Identifier: Apache-2.0
"""Who a name in a log means: somebody of the register, or a name that no register knows (S1-09, S1-42)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection

from mingcha.organs.models import Officer, Organ


class Officers:
    """The officers of the source's organ and below by name; unknown names are registered as unregistered."""

    def __init__(self, organ: Organ, names: Collection[str]) -> None:
        self.organ = organ
        self.named: dict[str, list[Officer]] = defaultdict(list)
        ordered = sorted(names)
        for start in range(0, len(ordered), 500):
            rows = Officer.objects.filter(name__in=ordered[start : start + 500], organ__path__startswith=organ.path)
            for officer in rows.select_related("organ").order_by("pk"):
                self.named[officer.name].append(officer)
        unknown = [name for name in ordered if name not in self.named]
        made = [Officer(name=name[:60], organ=organ, kind=Officer.Kind.UNREGISTERED) for name in unknown]
        for name, officer in zip(unknown, Officer.objects.bulk_create(made, batch_size=500), strict=True):
            self.named[name].append(officer)

    def find(self, name: str, organ: Organ) -> Officer:
        """Of namesakes the one who works in the organ of the case, or nearest to it."""
        found = self.named[name]
        return (
            max(found, key=lambda officer: (_shared(officer.organ.path, organ.path), -officer.pk))
            if found[1:]
            else found[0]
        )


def _shared(one: str, other: str) -> int:
    """How many organs two paths share from the top."""
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    shared = 0
    for mine, theirs in pairs:
        if mine != theirs:
            break
        shared += 1
    return shared
