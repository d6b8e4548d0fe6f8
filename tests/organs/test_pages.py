# SPDX-License-Identifier: Apache-2.0
"""The pages of organs and people open, for whom they should and for nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mingcha.ledger import System
from mingcha.organs.actions.officers import add_certificate, create_officer
from mingcha.organs.actions.regions import load_regions
from mingcha.organs.models import Officer, Region, Role
from mingcha.organs.testing import Cast

LISTS = ("organ-list", "person-list", "officer-list", "role-list", "region-list")


def addresses(cast: Cast) -> list[str]:
    """Every page of the home county that needs an object, by address."""
    organ, person = cast.organ("unit"), cast.post("handler").person
    officer = create_officer(
        {"name": "褚明察", "kind": Officer.Kind.OFFICER, "organ": organ, "person": None}, by=System("test")
    )
    certificate = add_certificate(
        officer,
        {
            "number": "9901001",
            "category": "市场监管",
            "area": cast.region("county"),
            "valid_from": timezone.localdate(),
            "valid_to": timezone.localdate() + timedelta(days=10),
        },
        by=System("test"),
    )
    made = [
        reverse(f"organs:{name}", args=(pk,))
        for pk, names in {
            organ.pk: ("organ-detail", "organ-edit", "organ-close"),
            person.pk: (
                "person-detail",
                "person-edit",
                "person-disable",
                "person-password",
                "person-reveal",
                "person-secret",
                "post-new",
            ),
            officer.pk: ("officer-detail", "officer-edit", "officer-leave", "certificate-new"),
        }.items()
        for name in names
    ]
    return [
        *made,
        reverse("organs:post-end", args=(cast.post("handler").pk,)),
        reverse("organs:certificate-revoke", args=(certificate.pk,)),
    ]


@pytest.mark.req("S0-49")
def test_every_page_opens_for_somebody_of_the_county_and_for_no_outsider(cast: Cast) -> None:
    roles = list(Role.objects.values_list("key", flat=True))
    for address in addresses(cast):
        answers = {role: cast.client(cast.post(role)).get(address).status_code for role in roles}
        assert 200 in answers.values(), address
        assert set(answers.values()) <= {200, 403, 404}, address
        foreign = {role: cast.client(cast.outsider(role)).get(address).status_code for role in roles}
        assert set(foreign.values()) <= {403, 404}, address
        for role, status in answers.items():
            assert foreign[role] == 404 or status != 200, f"{role} {address}"


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_open(cast: Cast, name: str) -> None:
    answer = cast.client(cast.post("system_admin")).get(reverse(f"organs:{name}"))
    assert answer.status_code == 200


def test_the_country_has_its_regions_and_loading_them_again_changes_nothing(db: None) -> None:
    first = load_regions(System("test"))
    assert first["added"] > 3_200
    assert load_regions(System("test")) == {"added": 0, "renamed": 0}
    county = Region.objects.get(pk="150105000000")
    assert (county.name, county.parent.name, county.city) == ("赛罕区", "呼和浩特市", "150100000000")
