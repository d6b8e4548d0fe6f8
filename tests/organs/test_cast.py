# SPDX-License-Identifier: Apache-2.0
"""The cast itself: every role has a twin who sees nothing of the other city."""

from __future__ import annotations

import pytest

from mingcha.organs.models import Organ, Person
from mingcha.organs.perms import Perm
from mingcha.organs.testing import SEATS, Cast


@pytest.mark.req("S0-49")
@pytest.mark.parametrize("role", SEATS)
def test_the_outsider_of_a_role_sees_no_organ_of_the_other_city(cast: Cast, role: str) -> None:
    seen = Organ.objects.visible_to(cast.outsider(role), Perm.ORGANS_ORGAN_READ)
    assert not seen.filter(city=cast.region("city").code).exists()


def test_everybody_of_the_cast_has_a_name_of_her_own(cast: Cast) -> None:
    names = list(Person.objects.values_list("name", flat=True))
    assert len(set(names)) == len(names) == 2 * len(SEATS)


def test_a_client_wears_the_post_it_was_given(cast: Cast) -> None:
    client = cast.client(cast.post("overseer"))
    assert client.session["post"] == cast.post("overseer").pk
