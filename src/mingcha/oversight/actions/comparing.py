# SPDX-License-Identifier: Apache-2.0
"""Data of a case is compared with reality, field by field (S3-23). The ledger keeps names of fields and keyed hashes, no value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.cases.models import Case
from mingcha.ledger import Invalid, record
from mingcha.organs.access import require
from mingcha.organs.fields import blind
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.oversight.actions.issuing import words_of
from mingcha.oversight.models import ComparedField, Comparison

LONGEST: Final = 500
PLACE: Final = "oversight.comparedfield"


@transaction.atomic
def compare_fields(
    case: Case, found: Mapping[str, tuple[str, str]], source: str, *, now: datetime | None = None, by: Post
) -> Comparison:
    """Keep what was entered and what is so, by field; a field without either was not looked at.

    Raises:
        NotAllowed: no right or out of reach. Invalid: no field at all, one without its other half, too long; no source.
    """
    now, said = now or timezone.now(), words_of(source, "source", 300)
    require(by, Perm.OVERSIGHT_LIABILITY_PROPOSE, case)
    require(by, Perm.CASES_CASE_READ)
    rows, faults = [], []
    for name in ComparedField.Field.values:
        entered, actual = (" ".join(one.split()) for one in found.get(name, ("", "")))
        if not actual:  # what was entered stands in the form from the beginning: only who finds something out compares
            continue
        if len(entered) > LONGEST or len(actual) > LONGEST:
            faults.append((f"actual_{name}", "too_long", _("最多 {most} 个字").format(most=LONGEST)))
        rows.append(ComparedField(field=name, entered=entered, actual=actual, deviates=entered != actual))
    if faults:
        raise Invalid.many(faults)
    if not rows:
        raise Invalid(_("请至少填写一个字段的实际情况"), "required")
    deviating = [row.field for row in rows if row.deviates]
    made = Comparison(case=case, source=said, by=by, at=now, count=len(rows), deviations=len(deviating))
    made.belong_to(case.organ)
    made.secrecy = case.secrecy
    made.save()
    for row in rows:
        row.comparison = made
    ComparedField.objects.bulk_create(rows)
    hashes = {row.field: [blind(row.entered, PLACE), blind(row.actual, PLACE)] for row in rows}
    record("compare_fields", made, by=by, case=case.number, deviating=deviating, hashes=hashes)
    return made
