# SPDX-License-Identifier: Apache-2.0
"""The four slips that a permit's course requires: issued from the matter, and found where they are missing (S3-21)."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from live_cases import in_force, later, open_one, sample, submit
from mingcha.cases.actions.tasks import Chosen
from mingcha.cases.models import Case, Decision, Paper, Step
from mingcha.catalog.actions.templates import load_templates
from mingcha.ledger import System
from mingcha.oversight.slips import SLIPS, missing_of, missing_within

pytestmark = pytest.mark.django_db
KEYS = {
    "受理承诺单": "promise",
    "缺件告知单": "lacking",
    "不予受理通知单": "not_accepting",
    "不予许可决定书": "refusing",
}


def arrived(cast: Any, act: str, outcome: str = "", **head: Any) -> Case:
    """A permit whose log says that the step is done."""
    handler, document = cast.post("handler"), sample("permit", **head)
    if "code" in head:
        document.pop("document")
    case = open_one(in_force(cast, document), handler)
    submit(case, handler, people={"材料审查": Chosen((handler.person_id,))}, at=later(1))
    step = Step.objects.create(case=case, act=act, seq=90, run=1, started_at=later(2), ended_at=later(3))
    if outcome:
        Decision.objects.create(case=case, step=step, act=act, outcome=outcome)
    return case


@pytest.mark.req("S3-21")
@pytest.mark.parametrize("name", SLIPS)
def test_a_slip_that_the_course_required_is_found_until_it_is_issued_from_the_matter(imported: Any, name: str) -> None:
    load_templates(imported.organ("enforcement"), locked=False, by=System("范本"))
    slip = SLIPS[name]
    case = arrived(imported, slip.step, slip.outcome)
    assert [(one.name, one.step) for one in missing_of(case)] == [(name, slip.step)]
    overseer, handler = (imported.client(imported.post(role)) for role in ("overseer", "handler"))
    page = overseer.get(reverse("oversight:slip-list")).content.decode()
    assert name in page
    assert f"?case={case.pk}&amp;cause=s03" in page
    made = handler.post(reverse("cases:paper-make", args=[case.pk, KEYS[name]]))
    assert made.status_code == 302
    paper = Paper.objects.get(case=case)
    assert paper.name == name
    assert paper.number
    assert handler.get(reverse("cases:paper-pdf", args=[paper.pk])).content.startswith(b"%PDF")
    assert missing_of(case) == []
    assert missing_within(imported.post("overseer")) == []


@pytest.mark.req("S3-21")
def test_a_permit_that_was_granted_needs_no_refusal_and_what_is_under_way_no_slip(imported: Any) -> None:
    case = arrived(imported, "决定", "准予许可")
    assert missing_of(case) == []
    Step.objects.create(case=case, act="补正", seq=91, run=1, started_at=later(4))
    assert missing_of(case) == []


@pytest.mark.req("S3-21")
def test_what_the_catalogue_does_not_hold_is_found_too_and_who_may_not_oversee_sees_no_list(imported: Any) -> None:
    case = arrived(imported, "受理", code="XK-2", name="没有单据的许可")
    [found] = missing_of(case)
    assert (found.name, found.planned) == ("受理承诺单", False)
    assert (
        "事项没有配置这种单据" in imported.client(imported.post("overseer")).get("/oversight/slips/").content.decode()
    )
    assert imported.client(imported.post("handler")).get("/oversight/slips/").status_code == 403
    away = imported.client(imported.outsider("overseer")).get("/oversight/slips/").content.decode()
    assert case.number not in away
    new = imported.client(imported.post("overseer")).get(f"/oversight/liabilities/new/?case={case.pk}&cause=s03")
    assert 'value="s03" checked' in new.content.decode().replace('id="id_staff_causes_2" ', "")
