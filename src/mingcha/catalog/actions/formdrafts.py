# SPDX-License-Identifier: Apache-2.0
"""Writes of unfinished forms: kept as they were typed, restored, thrown away; none is kept for ever (feature 9, D2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
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

READ: Final = Perm.CATALOG_DRAFT_READ
"""Whoever may see the forms of a draft may try them."""
KEPT: Final = timedelta(days=30)
LONGEST: Final = 500_000


@transaction.atomic
def keep_form_draft(about: models.Model, form: str, typed: Mapping[str, list[str]], *, by: Post) -> FormDraft:
    """Keep what was typed into a form of ``about``; whatever the person kept of it before is replaced."""
    require(by, READ, about)
    text = json.dumps(dict(typed), ensure_ascii=False)
    if len(text) > LONGEST:
        raise Invalid(_("填写的内容太长，不能暂存"), "too_long")
    row, _made = FormDraft.objects.update_or_create(**_named(about, form, by), defaults={"typed": text})
    record("keep_form_draft", about, by=by, form=form)
    return row


@transaction.atomic
def drop_form_draft(about: models.Model, form: str, *, by: Post) -> None:
    """Throw away what was kept, if anything was."""
    require(by, READ, about)
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
