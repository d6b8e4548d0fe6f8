# SPDX-License-Identifier: Apache-2.0
"""Posts and roles: given by those who may, never to oneself, never two administrators' duties to one person."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from mingcha.ledger import Conflict, Invalid, NotAllowed, System
from mingcha.ledger.models import Entry
from mingcha.organs.actions.posts import end_post, grant_post
from mingcha.organs.actions.roles import create_role, edit_role, load_roles
from mingcha.organs.duties import Merge, may_be_one, mixtures
from mingcha.organs.models import Post, RegionProfile, Role
from mingcha.organs.perms import Perm
from mingcha.organs.testing import Cast

SYSTEM = System("test")


def given(cast: Cast, role: str = "head", **other: object) -> dict[str, object]:
    return {
        "organ": cast.organ("enforcement"),
        "role": Role.objects.get(key=role),
        "reach": Post.Reach.ORGAN,
        "ceiling": 0,
        "valid_from": date(2026, 1, 1),
        "valid_to": None,
        **other,
    }


@pytest.mark.req("S1-43")
def test_a_granted_post_can_be_worn_at_once_and_an_ended_one_no_more(cast: Cast) -> None:
    person = cast.post("handler").person
    client = cast.client(cast.post("handler"))
    assert client.get(reverse("organs:person-list")).status_code == 403
    post = grant_post(person, given(cast, "overseer", organ=cast.organ("justice")), by=cast.post("security_admin"))
    switched = client.post(reverse("organs:post-switch"), {"post": post.pk, "next": "/"})
    assert switched.status_code == 302
    assert client.get(reverse("organs:person-list")).status_code == 200
    end_post(post, "调离", by=cast.post("security_admin"))
    assert client.get(reverse("organs:person-list")).status_code == 403
    assert Post.objects.get(pk=post.pk).valid_to == timezone.localdate()


def test_nobody_wears_the_post_of_somebody_else(cast: Cast) -> None:
    client = cast.client(cast.post("handler"))
    for worn in (cast.post("overseer").pk, "", "x", "9" * 40):
        assert client.post(reverse("organs:post-switch"), {"post": worn}).status_code == 404


def test_a_post_of_another_day_is_not_worn(cast: Cast) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    post = grant_post(cast.post("handler").person, given(cast, valid_from=tomorrow), by=SYSTEM)
    client = cast.client(cast.post("handler"))
    assert client.post(reverse("organs:post-switch"), {"post": post.pk}).status_code == 404


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"valid_to": date(2025, 12, 31)}, "date_order"),
        ({"role": "handler", "organ": "unit"}, "held"),
        ({"role": "system_admin"}, None),
    ],
)
def test_a_post_that_cannot_be_is_refused(cast: Cast, change: dict[str, object], code: str | None) -> None:
    sent = given(cast)
    for name, value in change.items():
        sent[name] = (
            Role.objects.get(key=value) if name == "role" else cast.organ(str(value)) if name == "organ" else value
        )
    if code is None:
        assert grant_post(cast.post("handler").person, sent, by=SYSTEM).pk
        return
    with pytest.raises(Invalid) as refused:
        grant_post(cast.post("handler").person, sent, by=SYSTEM)
    assert refused.value.code == code


def test_nobody_grants_to_herself_or_more_than_she_has_or_out_of_reach(cast: Cast) -> None:
    giver, person = cast.post("security_admin"), cast.post("handler").person
    cases = [
        (giver.person, given(cast)),
        (person, given(cast, organ=cast.foreign_organ("unit"))),
        (cast.outsider("handler").person, given(cast)),
        (person, given(cast, ceiling=1)),
    ]
    for somebody, post in cases:
        with pytest.raises(NotAllowed):
            grant_post(somebody, post, by=giver)
    giver.reach = Post.Reach.BELOW
    giver.organ = cast.organ("government")
    with pytest.raises(NotAllowed):
        grant_post(person, given(cast, reach=Post.Reach.REGION), by=giver)


@pytest.mark.parametrize(
    "pair", [("system_admin", "security_admin"), ("security_admin", "audit_admin"), ("audit_admin", "system_admin")]
)
def test_nobody_holds_two_of_the_three_administrators_duties(cast: Cast, pair: tuple[str, str]) -> None:
    first, second = pair
    person = cast.post(first).person
    with pytest.raises(Invalid) as refused:
        grant_post(person, given(cast, second, organ=cast.organ("justice")), by=SYSTEM)
    assert refused.value.code == "duties_mixed"
    end_post(cast.post(first), "换岗", by=SYSTEM)
    assert grant_post(person, given(cast, second, organ=cast.organ("justice")), by=SYSTEM).pk


def test_two_duties_may_follow_each_other_but_never_meet_on_a_day(cast: Cast) -> None:
    post = cast.post("system_admin")
    last = date(2026, 6, 30)
    Post.objects.filter(pk=post.pk).update(valid_to=last)
    organ = cast.organ("justice")
    with pytest.raises(Invalid) as refused:
        grant_post(post.person, given(cast, "security_admin", organ=organ, valid_from=last), by=SYSTEM)
    assert refused.value.code == "duties_mixed"
    follows = given(cast, "security_admin", organ=organ, valid_from=last + timedelta(days=1))
    assert grant_post(post.person, follows, by=SYSTEM).pk
    assert list(mixtures()) == []


def test_the_check_of_the_installation_finds_what_a_hand_in_the_tables_has_mixed(cast: Cast) -> None:
    assert list(mixtures()) == []
    role = Role.objects.get(key="security_admin")
    person, organ = cast.post("audit_admin").person, cast.organ("justice")
    Post.objects.create(person=person, organ=organ, role=role, reach=Post.Reach.ORGAN, valid_from=date(2026, 1, 1))
    Role.objects.filter(key="leader").update(rights=[Perm.ORGANS_PERSON_EDIT, Perm.ORGANS_POST_GRANT])
    found = list(mixtures())
    assert any(person.name in line and "审计" in line for line in found)
    assert any("司法行政机关负责人" in line for line in found)


def test_a_small_county_never_lets_one_person_audit_what_she_runs(cast: Cast) -> None:
    RegionProfile.objects.create(region=cast.region("county"), small_county=True)
    for role in ("system_admin", "security_admin"):
        with pytest.raises(Invalid):
            grant_post(cast.post("audit_admin").person, given(cast, role, organ=cast.organ("justice")), by=SYSTEM)


def test_what_a_small_county_may_merge_and_what_no_law_lets_it(cast: Cast) -> None:
    organ = cast.organ("justice")
    free = (Merge.ADMINISTRATORS, Merge.SECOND_PERSON, Merge.ADJACENT_GATES)
    assert [may_be_one(organ, merge) for merge in Merge] == [False] * 5
    RegionProfile.objects.create(region=cast.region("county"), small_county=True)
    assert [merge for merge in Merge if may_be_one(organ, merge)] == list(free)
    assert may_be_one(organ, Merge.ADJACENT_GATES, person=1, submitter=2)
    assert not may_be_one(organ, Merge.ADJACENT_GATES, person=1, submitter=1)
    assert not may_be_one(cast.foreign_organ("justice"), Merge.SECOND_PERSON)


def test_of_two_posts_given_at_once_only_one_may_be_of_the_second_duty(cast: Cast) -> None:
    """The person's row is locked before her posts are looked at; the race itself is run by ``script/prove identity``."""
    with CaptureQueriesContext(connection) as made:
        grant_post(cast.post("handler").person, given(cast), by=SYSTEM)
    looked = [query["sql"] for query in made if '"organs_person"' in query["sql"] and query["sql"].startswith("SELECT")]
    assert "FOR UPDATE" in looked[0] or connection.vendor == "sqlite"
    assert "organs_post" not in looked[0]


@pytest.mark.req("S1-43")
def test_the_six_roles_of_the_catalogue_of_power_exist_each_with_its_own_rights(db: None) -> None:
    """办件人员, 填报人员, 送审人员, 监察室人员, 监察机关人员, 法制办."""
    load_roles(SYSTEM)
    keys = ("handler", "filler", "submitter", "monitor", "overseer", "reviewer")
    rights = {key: frozenset(Role.objects.get(key=key).rights) for key in keys}
    assert all(rights.values())
    assert len(set(rights.values())) == 6
    assert Perm.ORGANS_OFFICER_EDIT in rights["filler"]
    assert Perm.CASES_CASE_READ not in rights["submitter"]
    # Steps such as 公示 are held by those who fill in (samples.md 2): they do them, and neither open cases nor choose people.
    assert Perm.CASES_CASE_WORK in rights["filler"]
    assert not {Perm.CASES_CASE_OPEN, Perm.CASES_CASE_ASSIGN, Perm.CASES_CASE_SIGN} & rights["filler"]


def test_a_small_county_may_merge_the_duties_and_the_ledger_says_so(cast: Cast) -> None:
    RegionProfile.objects.create(region=cast.region("county"), small_county=True)
    post = given(cast, "security_admin", organ=cast.organ("justice"))
    grant_post(cast.post("system_admin").person, post, by=SYSTEM)
    assert Entry.objects.latest("id").what["small_county"] is True


def test_a_role_mixes_no_duties_and_grows_over_nobody(cast: Cast) -> None:
    by = cast.post("security_admin")
    with pytest.raises(Invalid) as refused:
        create_role({"key": "both", "name": "都管", "rights": [Perm.ORGANS_PERSON_EDIT, Perm.ORGANS_POST_GRANT]}, by=by)
    assert refused.value.code == "duties_mixed"
    grant_post(cast.post("system_admin").person, given(cast, "leader", organ=cast.organ("justice")), by=SYSTEM)
    leader = Role.objects.get(key="leader")
    with pytest.raises(Invalid) as refused:
        edit_role(leader, leader.version, {"rights": [*leader.rights, Perm.ORGANS_POST_GRANT]}, by=by)
    assert refused.value.code == "duties_mixed"


def test_nobody_edits_the_role_that_she_holds(cast: Cast) -> None:
    role = Role.objects.get(key="security_admin")
    with pytest.raises(NotAllowed):
        edit_role(role, role.version, {"rights": [*role.rights, "cases:case:read"]}, by=cast.post("security_admin"))


def test_a_changed_role_is_felt_at_the_next_request(cast: Cast) -> None:
    client = cast.client(cast.post("leader"))
    assert client.get(reverse("organs:officer-list")).status_code == 200
    role = Role.objects.get(key="leader")
    address = reverse("organs:role-edit", args=(role.pk,))
    admin = cast.client(cast.post("security_admin"))
    assert "checked" in admin.get(address).content.decode()
    sent = {"name": role.name, "rights": ["organs:organ:read"], "version": role.version}
    assert admin.post(address, sent).status_code == 302
    assert client.get(reverse("organs:officer-list")).status_code == 403
    assert Entry.objects.filter(act="edit_role").get().what["changed"]["rights"][1] == ["organs:organ:read"]
    with pytest.raises(Conflict):
        edit_role(role, role.version, {"name": "新名"}, by=SYSTEM)


def test_a_right_that_does_not_exist_is_refused(cast: Cast) -> None:
    admin = cast.client(cast.post("security_admin"))
    sent = {"key": "new_role", "name": "新角色", "rights": ["root:all:do"]}
    answer = admin.post(reverse("organs:role-new"), sent)
    assert answer.status_code == 422
    assert admin.post(reverse("organs:role-new"), sent | {"rights": ["organs:organ:read"]}).status_code == 302
    assert admin.post(reverse("organs:role-new"), sent | {"rights": []}).status_code == 422


def test_the_first_roles_hold_only_rights_that_exist_and_no_two_duties(db: None) -> None:
    from mingcha.organs.actions.roles import first_roles
    from mingcha.organs.duties import duties

    assert load_roles(SYSTEM) == len(first_roles())
    assert load_roles(SYSTEM) == 0
    for role in Role.objects.all():
        assert set(role.rights) <= {perm.value for perm in Perm}, role.key
        assert len(duties(role.rights)) <= 1, role.key
