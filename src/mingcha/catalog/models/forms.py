# SPDX-License-Identifier: Apache-2.0
"""What somebody has typed half into a form and kept for later 暂存 (feature 9, ux.md: forms keep drafts)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.organs.fields import EncryptedField
from mingcha.organs.models import Person


class FormDraft(models.Model):
    """The unfinished form of one person, hers alone. ``kind`` and ``number`` say of what: a draft of an item that is tried,
    later a step of a case. Encrypted, since forms hold ID numbers and addresses (security.md D2).
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    kind = models.CharField(max_length=40, editable=False)
    number = models.BigIntegerField(editable=False)
    form = models.CharField(_("表单"), max_length=60, editable=False)
    typed = EncryptedField(editable=False)
    saved_at = models.DateTimeField(_("暂存时间"), auto_now=True)

    class Meta:
        verbose_name = _("表单草稿")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=("person", "kind", "number", "form"), name="form_draft_once")
        ]

    def __str__(self) -> str:
        return self.form
