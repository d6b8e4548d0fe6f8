# SPDX-License-Identifier: Apache-2.0
"""A person marks cases that she keeps an eye on 特别关注, and takes the mark away again (S1-27)."""

from __future__ import annotations

from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.cases.models import Case, Watched
from mingcha.ledger import Invalid, record
from mingcha.organs.access import require
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm

MOST: Final = 200
"""Cases that one person watches: who watches more watches none."""


@transaction.atomic
def watch_case(case: Case, *, by: Post) -> None:
    """Keep an eye on a case; on one that is watched already nothing changes.

    Raises:
        NotAllowed: no right, or out of reach.
        Invalid: she watches too many.
    """
    require(by, Perm.CASES_CASE_READ, case)
    mine = Watched.objects.filter(person_id=by.person_id)
    if mine.filter(case=case).exists():
        return
    if mine.count() >= MOST:
        raise Invalid(_("最多特别关注 {most} 件，请先取消一些").format(most=MOST), "watched_many")
    Watched.objects.bulk_create([Watched(case=case, person_id=by.person_id)], ignore_conflicts=True)
    record("watch_case", case, by=by)


@transaction.atomic
def unwatch_case(case: Case, *, by: Post) -> None:
    """Take the mark away; where there is none nothing changes."""
    gone, _what = Watched.objects.filter(case=case, person_id=by.person_id).delete()
    if gone:
        record("unwatch_case", case, by=by)
