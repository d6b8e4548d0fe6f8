# SPDX-License-Identifier: Apache-2.0
"""The write of an item that comes in by a file (feature 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from mingcha.catalog.actions.drafts import start_draft
from mingcha.catalog.models import Draft
from mingcha.catalog.transfer import clashes
from mingcha.ledger import By, Invalid
from mingcha.organs.models import Organ


@transaction.atomic
def import_draft(document: Mapping[str, Any], *, organ: Organ, by: By) -> Draft:
    """Begin a draft from the document of a package; all of it or nothing. Raises Invalid with every clash that stops it."""
    if stops := [clash for clash in clashes(document, organ) if clash.level == "error"]:
        raise Invalid.many((clash.path, "clash", clash.message) for clash in stops)
    draft = start_draft(document["catalog"], organ=organ, by=by)
    draft.document = {**document, "catalog": draft.document["catalog"]}
    draft.save(update_fields=["document"])
    return draft
