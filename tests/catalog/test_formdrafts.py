# SPDX-License-Identifier: Apache-2.0
"""Forms that are kept half filled in: for whoever may see the draft, and not for ever (feature 9, security.md D2)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from mingcha.catalog.actions import drop_draft, start_draft
from mingcha.catalog.actions.formdrafts import drop_form_draft, forget_form_drafts, keep_form_draft, kept_form_draft
from mingcha.catalog.models import Draft, FormDraft
from mingcha.commands.work import ticks
from mingcha.ledger import NotAllowed
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def filled(cast: Cast) -> Draft:
    head = {"code": "CF-8", "name": "食品经营许可", "category": "行政许可"}
    return start_draft(head, organ=cast.organ("enforcement"), by=cast.post("filler"))


def test_what_was_typed_half_is_kept_only_by_whoever_may_see_the_draft(cast: Cast, filled: Draft) -> None:
    for by in (cast.post("handler"), cast.outsider("filler")):
        with pytest.raises(NotAllowed):
            keep_form_draft(filled, "甲", {"案由": ["短"]}, by=by)
        with pytest.raises(NotAllowed):
            drop_form_draft(filled, "甲", by=by)
    assert FormDraft.objects.count() == 0


def test_what_was_typed_half_goes_with_its_draft_or_after_a_month(cast: Cast, filled: Draft) -> None:
    filler, submitter = cast.post("filler"), cast.post("submitter")
    for by in (filler, submitter):
        keep_form_draft(filled, "甲", {"案由": ["短"]}, by=by)
    FormDraft.objects.filter(person=submitter.person).update(saved_at=timezone.now() - timedelta(days=31))
    assert forget_form_drafts() == 1
    assert kept_form_draft(filled, "甲", filler) is not None
    drop_draft(filled, "不再需要", by=filler)
    assert FormDraft.objects.count() == 0


def test_the_worker_throws_old_ones_away() -> None:
    assert forget_form_drafts in [act for _every, act in ticks().values()]
