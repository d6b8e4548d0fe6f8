# SPDX-License-Identifier: Apache-2.0
"""The pages of organs and people open, for whom they should and for nobody else."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager as ContextManager
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mingcha.ledger import System
from mingcha.organs.actions.officers import add_certificate, create_officer
from mingcha.organs.actions.regions import load_regions
from mingcha.organs.models import Officer, Organ, Person, Region
from mingcha.organs.testing import Cast, examined

LISTS = ("organ-list", "person-list", "officer-list", "role-list", "region-list")


def addresses(cast: Cast) -> list[str]:
    """Every page of the home county that needs an object, by address."""
    organ, person = cast.organ("unit"), cast.post("handler").person
    officer = create_officer(
        {"name": "褚明察", "kind": Officer.Kind.OFFICER, "organ": organ, "person": None}, by=System("test")
    )
    certificate = add_certificate(
        examined(officer),
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
    """Who has the right but sits in the other city cannot tell the page from one that does not exist."""
    roles = ("monitor", "system_admin", "security_admin", "handler")
    inside = {role: cast.client(cast.post(role)) for role in roles}
    outside = {role: cast.client(cast.outsider(role)) for role in roles}
    for address in addresses(cast):
        statuses = {role: inside[role].get(address).status_code for role in roles}
        assert 200 in statuses.values(), address
        for role, status in statuses.items():
            foreign = outside[role].get(address).status_code
            assert foreign == (403 if status == 403 else 404), f"{role} {address}"


def test_an_address_with_a_number_that_is_none_finds_nothing(cast: Cast) -> None:
    client = cast.client(cast.post("system_admin"))
    for number in ("9" * 30, "0", "-1", "0x10", "1.0"):
        for noun in ("organs", "people", "officers", "settings/roles", "settings/regions"):
            assert client.get(f"/organs/{noun}/{number}/").status_code == 404, f"{noun} {number}"
    assert client.get("/organs/organs/new/", {"parent": "9" * 5000}).status_code in (200, 404)


@pytest.mark.parametrize(("name", "queries"), [("organ-list", 9), ("person-list", 9), ("officer-list", 10)])
def test_a_list_asks_the_database_no_more_when_it_is_longer(
    cast: Cast, name: str, queries: int, django_assert_max_num_queries: Callable[[int], ContextManager[object]]
) -> None:
    county = cast.region("county")
    for number in range(30):
        organ = Organ.objects.create(
            name=f"站所{number}", short="站所", kind="town", region=county, city=county.city, county=county.code
        )
        Organ.objects.filter(pk=organ.pk).update(path=f"/{organ.pk}/")
        Person.objects.create(username=f"p{number}", name="某人", organ=organ, phone="13900000000")
        Officer.objects.create(name="某人", organ=organ, kind=Officer.Kind.OFFICER)
    client = cast.client(cast.post("system_admin"))
    address = reverse(f"organs:{name}")
    client.get(address)
    with django_assert_max_num_queries(queries):
        assert len(client.get(address).context["page"].rows) == 20


@pytest.mark.req("S0-47")
def test_an_empty_list_says_so(cast: Cast) -> None:
    answer = cast.client(cast.post("system_admin")).get(reverse("organs:officer-list"))
    assert "暂无数据" in answer.content.decode()


def test_a_filter_by_a_hidden_field_is_refused(cast: Cast) -> None:
    client = cast.client(cast.post("system_admin"))
    for query in ({"id_number": "1"}, {"password": "1"}, {"page": "1000000000"}):
        assert client.get(reverse("organs:person-list"), query).status_code == 400, query


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


def test_the_list_of_roles_counts_only_posts_within_reach(cast: Cast) -> None:
    page = cast.client(cast.post("overseer")).get(reverse("organs:role-list")).context["page"]
    assert {role.held for role in page} == {1}
