# SPDX-License-Identifier: Apache-2.0
"""Persons: registered once, masked everywhere, given a password that nobody chose, out at once when disabled."""

from __future__ import annotations

import pytest
from django.urls import reverse

from mingcha.ledger import Invalid, NotAllowed, System
from mingcha.ledger.models import Entry
from mingcha.organs.actions.people import (
    REVEALS_A_DAY,
    TooMany,
    create_person,
    disable_person,
    edit_person,
    enable_person,
    give_password,
    reveal,
)
from mingcha.organs.models import Person, Reveal
from mingcha.organs.testing import Cast, invented_id

SYSTEM = System("test")
ID = invented_id(777)


def given(cast: Cast, **other: object) -> dict[str, object]:
    organ = cast.organ("enforcement")
    return {"name": "苏日娜", "username": "surina", "organ": organ, "id_number": ID, "phone": "13912345678", **other}


def test_a_registered_person_has_no_password_yet_and_her_numbers_are_not_in_the_ledger(cast: Cast) -> None:
    person = create_person(given(cast), by=cast.post("system_admin"))
    assert not person.has_usable_password()
    entry = Entry.objects.latest("id")
    assert set(entry.what["personal"]) == {"id_number", "phone"}
    assert ID not in str(entry.what)
    assert "13912345678" not in str(entry.what)


@pytest.mark.parametrize(("field", "value"), [("username", "surina"), ("id_number", ID)])
def test_a_human_being_is_registered_once(cast: Cast, field: str, value: str) -> None:
    create_person(given(cast), by=SYSTEM)
    other = given(cast, username="another", id_number=invented_id(778)) | {field: value}
    with pytest.raises(Invalid) as refused:
        create_person(other, by=SYSTEM)
    assert [(fault.field, fault.code) for fault in refused.value.faults] == [(field, "taken")]


def test_nobody_registers_a_person_out_of_reach(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_person(given(cast, organ=cast.foreign_organ("unit")), by=cast.post("system_admin"))
    assert not Person.objects.filter(username="surina").exists()


def test_an_empty_number_in_the_form_leaves_the_one_that_is_there(cast: Cast) -> None:
    person = create_person(given(cast), by=SYSTEM)
    edit_person(person, person.version, {"name": "苏日", "id_number": "", "phone": ""}, by=SYSTEM)
    kept = Person.objects.get(pk=person.pk)
    assert (kept.name, kept.id_number, kept.phone) == ("苏日", ID, "13912345678")
    assert "苏" in kept.search_text


def test_pages_show_numbers_only_masked(cast: Cast) -> None:
    person = create_person(given(cast), by=SYSTEM)
    for role in ("system_admin", "security_admin", "overseer"):
        client = cast.client(cast.post(role))
        names = ["person-detail", *(["person-edit"] if role == "system_admin" else [])]
        pages = [client.get(reverse(f"organs:{name}", args=(person.pk,))) for name in names]
        for page in [client.get(reverse("organs:person-list")), *pages]:
            text = page.content.decode()
            assert page.status_code == 200
            assert ID not in text
            assert "13912345678" not in text


def test_a_number_as_typed_is_kept_in_its_normal_form(cast: Cast) -> None:
    client = cast.client(cast.post("system_admin"))
    typed = f" {ID[:6]} {ID[6:14]} {ID[14:].lower()}"
    sent = {"name": "苏日娜", "username": "surina", "organ": cast.organ("unit").pk, "id_number": typed}
    assert client.post(reverse("organs:person-new"), sent | {"phone": "+86 139 1234 5678"}).status_code == 302
    person = Person.objects.get(username="surina")
    assert (person.id_number, person.phone) == (ID, "13912345678")


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("id_number", "110105194912310021", "id_checksum"),
        ("id_number", "110105491231002", "id_15_digits"),
        ("phone", "1361234", "phone_format"),
        ("username", "su", "min_length"),
        ("username", "苏日娜", "username"),
        ("name", "\u3000", "required"),
        ("name", "长" * 61, "too_long"),
        ("organ", "990", "invalid_choice"),
    ],
)
def test_a_wrong_field_has_its_message_beside_it(cast: Cast, field: str, value: str, code: str) -> None:
    sent = {"name": "苏日娜", "username": "surina", "organ": cast.organ("unit").pk, "id_number": "", "phone": ""}
    answer = cast.client(cast.post("system_admin")).post(reverse("organs:person-new"), sent | {field: value})
    assert answer.status_code == 422
    assert [error.code for error in answer.context["form"].errors.as_data()[field]] == [code]


def test_a_given_password_is_shown_once_and_has_to_be_changed(cast: Cast) -> None:
    person = cast.post("handler").person
    client = cast.client(cast.post("system_admin"))
    answer = client.post(reverse("organs:person-password", args=(person.pk,)), {"_key": "k" * 20})
    assert answer.status_code == 302
    page = client.get(answer["Location"])
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert client.get(answer["Location"]).context["secret"] is None
    stored = Person.objects.get(pk=person.pk)
    assert stored.check_password(secret)
    assert stored.must_change_password
    assert secret not in str(Entry.objects.latest("id").what)


def test_a_secret_is_shown_to_nobody_elses_session(cast: Cast) -> None:
    person = cast.post("handler").person
    first, other = cast.client(cast.post("system_admin")), cast.client(cast.post("system_admin"))
    answer = first.post(reverse("organs:person-password", args=(person.pk,)), {"_key": "k" * 20})
    other.cookies["shown"] = first.cookies["shown"].value
    assert other.get(answer["Location"]).context["secret"] is None


def test_an_administrator_gives_no_password_to_one_of_another_duty_or_to_herself(cast: Cast) -> None:
    system = cast.post("system_admin")
    for role, code in (
        ("security_admin", "duties_apart"),
        ("audit_admin", "duties_apart"),
        ("system_admin", "own_password"),
    ):
        with pytest.raises(NotAllowed) as refused:
            give_password(cast.post(role).person, by=system)
        assert refused.value.code == code
    assert give_password(cast.post("security_admin").person, by=SYSTEM)
    assert give_password(cast.post("overseer").person, by=system)


def test_a_disabled_person_is_out_at_her_next_request(cast: Cast) -> None:
    post = cast.post("overseer")
    client, address = cast.client(post), reverse("organs:organ-list")
    assert client.get(address).status_code == 200
    disable_person(post.person, "离职", by=cast.post("system_admin"))
    assert client.get(address).status_code == 302
    enable_person(post.person, "返岗", by=cast.post("system_admin"))
    with pytest.raises(NotAllowed):
        disable_person(cast.post("system_admin").person, "自己", by=cast.post("system_admin"))


def test_a_full_number_is_shown_once_with_a_reason_and_counted(cast: Cast) -> None:
    person, post = cast.post("handler").person, cast.post("security_admin")
    client, address = cast.client(post), reverse("organs:person-reveal", args=(person.pk,))
    assert client.post(address, {"field": "phone", "reason": " "}).status_code == 422
    answer = client.post(address, {"field": "phone", "reason": "电话核实"})
    assert person.phone in client.get(answer["Location"]).content.decode()
    assert person.phone not in client.get(answer["Location"]).content.decode()
    assert Reveal.objects.filter(by=post.person, person=person, field="phone").count() == 1
    entry = Entry.objects.latest("id")
    assert (entry.act, entry.what["reason"], entry.what["count"]) == ("reveal_number", "电话核实", 1)
    assert person.phone not in str(entry.what)


def test_the_twenty_first_look_of_a_day_is_refused(cast: Cast) -> None:
    person, post = cast.post("handler").person, cast.post("security_admin")
    for _look in range(REVEALS_A_DAY):
        assert reveal(person, "phone", "核实", by=post) == person.phone
    with pytest.raises(TooMany):
        reveal(person, "id_number", "核实", by=post)
    answer = cast.client(post).post(
        reverse("organs:person-reveal", args=(person.pk,)), {"field": "phone", "reason": "再看"}
    )
    assert answer.status_code == 429
    assert Reveal.objects.count() == REVEALS_A_DAY


def test_nobody_looks_at_a_number_out_of_reach_or_without_the_right(cast: Cast) -> None:
    person = cast.post("handler").person
    for post in (cast.outsider("security_admin"), cast.post("system_admin")):
        with pytest.raises(NotAllowed):
            reveal(person, "phone", "好奇", by=post)
    assert not Reveal.objects.exists()
