# SPDX-License-Identifier: Apache-2.0
"""What a matter of accountability can go back to, by kind (S3-20, S3-22). A new kind is one line here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mingcha.cases.models import Alarm, Case
from mingcha.ledger import Invalid
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm
from mingcha.oversight.models import Admonition, Comparison, LiabilityLink, Order


class Kind(NamedTuple):
    """The rows of a kind, the right that opens their pages, and the address of those."""

    label: Promise
    model: type[Model]
    perm: Perm
    view: str
    organ: Callable[[Any], Organ] = lambda row: row.organ


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
        if kind not in KINDS or not (number.isascii() and number.isdigit() and len(number) < 19):
            raise Invalid(_("不认识线索“{name}”").format(name=one[:30]), "clue_unknown", "clues")
        found.append(Clue(kind, int(number)))
    if len(found) > MOST:
        text = ngettext("最多 {most} 条线索", "最多 {most} 条线索", MOST)
        raise Invalid(text.format(most=MOST), "too_many", "clues")
    return list(dict.fromkeys(found))


def rows_of(clues: Sequence[Clue], post: Post) -> list[tuple[Clue, Any]]:
    """The rows behind the clues. Raises Invalid for one that is out of reach, or not there: the reader cannot tell which."""
    found = []
    for clue in clues:
        manager: Any = KINDS[clue.kind].model._default_manager
        row = manager.visible_to(post, KINDS[clue.kind].perm).filter(pk=clue.pk).first()
        if row is None:
            raise Invalid(_("线索不存在，或者不在当前岗位的管辖范围内"), "clue_unknown", "clues")
        found.append((clue, row))
    return found


def shown(links: Sequence[LiabilityLink], post: Post) -> list[dict[str, Any]]:
    """The clues of a matter; each leads to its page where the reader may open that."""
    told = []
    for link in links:
        kind = KINDS.get(link.kind)
        if kind is None:
            continue
        manager: Any = kind.model._default_manager
        open_ = manager.visible_to(post, kind.perm).filter(pk=link.object_id).exists()
        url = reverse(kind.view, args=[link.object_id]) if open_ else ""
        told.append({"label": kind.label, "name": link.name, "url": url})
    return told
