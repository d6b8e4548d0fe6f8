# SPDX-License-Identifier: Apache-2.0
"""Which rows of other rooms are public, and the random names by which the public knows them (S4-12, security.md threat 17).

A row is public only while somebody's act has made it so. Its number never stands in a public address: numbers can be
counted up, and tell how many there are.
"""

from __future__ import annotations

import secrets
from typing import ClassVar, Final

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.ledger.models import Versioned

ALPHABET: Final = "23456789abcdefghjkmnpqrstvwxyz"
"""Letters that are not taken for others when they are read out or copied by hand."""
LENGTH: Final = 16
"""Of 30 letters: 78 bits, so that nobody finds one by trying."""


def new_id() -> str:
    """A name that says nothing."""
    return "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))


class Publication(Versioned):
    """What is public of one row, by kind and number of the row; the random name stays when it is withdrawn and shown again."""

    class Kind(models.TextChoices):
        ITEM = "item", _("权力事项")
        ORGAN = "organ", _("执法主体")

    class Status(models.TextChoices):
        PUBLISHED = "published", _("已公示")
        WITHDRAWN = "withdrawn", _("已撤下")

    MOVES: ClassVar = {Status.PUBLISHED: {Status.WITHDRAWN}, Status.WITHDRAWN: {Status.PUBLISHED}}

    kind = models.CharField(_("类别"), max_length=10, choices=Kind)
    object_id = models.BigIntegerField(_("对象"))
    name = models.CharField(_("名称"), max_length=200)
    public_id = models.CharField(_("公示编号"), max_length=20, unique=True, default=new_id, editable=False)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.PUBLISHED)
    published_at = models.DateTimeField(_("公示时间"))

    class Meta:
        verbose_name = _("公示")
        constraints: ClassVar = [models.UniqueConstraint(fields=("kind", "object_id"), name="published_once")]
        indexes: ClassVar = [models.Index(fields=("kind", "status", "-published_at"), name="publication_newest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where the public reads it."""
        if self.kind == self.Kind.ITEM:
            return reverse("disclosure:item-show", args=(self.public_id,))
        return reverse("disclosure:items", query={"organ": self.public_id})
