# SPDX-License-Identifier: Apache-2.0
"""What a matter of accountability can go back to, by kind (S3-20, S3-22). A new kind is one line here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mingcha.cases.models import Alarm, Case
from mingcha.ledger import Invalid
from mingcha.organs.access import key_of
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.oversight.models import Admonition, Comparison, LiabilityLink, Order


class Kind(NamedTuple):
    """The rows of a kind, the right that opens their pages, and the address of those."""

    label: Promise
    model: type[Model]
    perm: Perm
    view: str

    def visible(self, post: Post, ids: Iterable[int]) -> dict[int, Any]:
        """Those of these rows that a post may open, by number."""
        manager: Any = self.model._default_manager
        found: dict[int, Any] = manager.visible_to(post, self.perm).in_bulk(ids)
        return found


KINDS: Final[dict[str, Kind]] = {
    "alarm": Kind(gettext_lazy("报警"), Alarm, Perm.CASES_ALARM_READ, "cases:alarm-detail"),
    "order": Kind(gettext_lazy("督办"), Order, Perm.OVERSIGHT_ORDER_READ, "oversight:order-detail"),
    "case": Kind(gettext_lazy("办件"), Case, Perm.CASES_CASE_READ, "cases:case-detail"),
    "comparison": Kind(
        gettext_lazy("数据核对"), Comparison, Perm.OVERSIGHT_LIABILITY_OVERSEE, "oversight:comparison-detail"
    ),
    "admonition": Kind(
        gettext_lazy("告诫"), Admonition, Perm.OVERSIGHT_LIABILITY_OVERSEE, "oversight:admonition-detail"
    ),
}
MOST: Final = 200


class Clue(NamedTuple):
    """A row that a matter goes back to."""

    kind: str
    pk: int

    def __str__(self) -> str:
        return f"{self.kind}:{self.pk}"


def clues_of(text: str) -> list[Clue]:
    """``alarm:3,order:4`` as clues. Raises Invalid."""
    found = []
    for one in filter(None, text.split(",")):
        kind, _colon, number = one.partition(":")
        if kind not in KINDS or (pk := key_of(number)) is None:
            raise Invalid(_("不认识线索“{name}”").format(name=one[:30]), "clue_unknown", "clues")
        found.append(Clue(kind, pk))
    if len(found) > MOST:
        text = ngettext("最多 {most} 条线索", "最多 {most} 条线索", MOST)
        raise Invalid(text.format(most=MOST), "too_many", "clues")
    return list(dict.fromkeys(found))


def rows_of(clues: Sequence[Clue], post: Post) -> list[tuple[Clue, Any]]:
    """The rows behind the clues. Raises Invalid for one that is out of reach, or not there: the reader cannot tell which."""
    seen = _visible(clues, post)
    if not all(clue.pk in seen[clue.kind] for clue in clues):
        raise Invalid(_("线索不存在，或者不在当前岗位的管辖范围内"), "clue_unknown", "clues")
    return [(clue, seen[clue.kind][clue.pk]) for clue in clues]


def _visible(clues: Iterable[Clue], post: Post) -> dict[str, dict[int, Any]]:
    """By kind the rows behind clues that a post may open, a query for each kind."""
    told = _by_kind(clues)
    return {kind: KINDS[kind].visible(post, ids) for kind, ids in told.items()}


def _by_kind(clues: Iterable[Clue]) -> dict[str, list[int]]:
    told: dict[str, list[int]] = {}
    for clue in clues:
        told.setdefault(clue.kind, []).append(clue.pk)
    return told


def behind(links: Iterable[LiabilityLink]) -> Iterator[Any]:
    """The rows that a matter goes back to, whoever may open them."""
    for kind, ids in _by_kind(Clue(link.kind, link.object_id) for link in links).items():
        yield from KINDS[kind].model._base_manager.filter(pk__in=ids)


def secrecy_of(rows: Iterable[Any]) -> int:
    """How confidential a matter is for the rows that it goes back to."""
    return max((getattr(row, "secrecy", 0) for row in rows), default=0)


def shown(links: Sequence[LiabilityLink], post: Post) -> list[dict[str, Any]]:
    """The clues of a matter; each leads to its page where the reader may open that."""
    seen = _visible([Clue(link.kind, link.object_id) for link in links], post)
    return [
        {
            "label": KINDS[link.kind].label,
            "name": link.name,
            "url": reverse(KINDS[link.kind].view, args=[link.object_id]) if link.object_id in seen[link.kind] else "",
        }
        for link in links
    ]
