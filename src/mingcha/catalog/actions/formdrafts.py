# SPDX-License-Identifier: Apache-2.0
"""Writes of unfinished forms: kept as they were typed, restored, thrown away; none is kept for ever (feature 9, D2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.catalog.models import FormDraft
from mingcha.ledger import Invalid, record
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm


@dataclass(frozen=True)
class Rule:
    """Who may keep something of a form: by which right, and of what it must be within reach (the thing itself if None)."""

    perm: Perm = Perm.CATALOG_DRAFT_READ
    within: models.Model | None = None

    def check(self, about: models.Model, by: Post) -> None:
        require(by, self.perm, self.within or about)


TRYING: Final = Rule()
"""Whoever may see the forms of a draft may try them."""
KEPT: Final = timedelta(days=30)
LONGEST: Final = 500_000


@transaction.atomic
def keep_form_draft(
    about: models.Model, form: str, typed: Mapping[str, list[str]], *, by: Post, rule: Rule = TRYING
) -> FormDraft:
    """Keep what was typed into a form of ``about``; whatever the person kept of it before is replaced."""
    rule.check(about, by)
    text = json.dumps(dict(typed), ensure_ascii=False)
    if len(text) > LONGEST:
        raise Invalid(_("填写的内容太长，不能暂存"), "too_long")
    row, _made = FormDraft.objects.update_or_create(**_named(about, form, by), defaults={"typed": text})
    record("keep_form_draft", about, by=by, form=form)
    return row


@transaction.atomic
def drop_form_draft(about: models.Model, form: str, *, by: Post, rule: Rule = TRYING) -> None:
    """Throw away what was kept, if anything was."""
    rule.check(about, by)
    if FormDraft.objects.filter(**_named(about, form, by)).delete()[0]:
        record("drop_form_draft", about, by=by, form=form)


def clear_form_drafts(about: models.Model) -> int:
    """Throw away what anybody kept of the forms of ``about``, in the act that ends it. Gives how many that were."""
    return FormDraft.objects.filter(kind=about._meta.label_lower, number=about.pk).delete()[0]


def forget_form_drafts() -> int:
    """A tick: throw away what nobody has come back to for a month. Gives how many that were."""
    return FormDraft.objects.filter(saved_at__lt=timezone.now() - KEPT).delete()[0]


def kept_form_draft(about: models.Model, form: str, by: Post) -> FormDraft | None:
    """What the person has kept of this form."""
    return FormDraft.objects.filter(**_named(about, form, by)).first()


def _named(about: models.Model, form: str, by: Post) -> dict[str, Any]:
    return {"person_id": by.person_id, "kind": about._meta.label_lower, "number": about.pk, "form": form}
