# SPDX-License-Identifier: Apache-2.0
"""Officers, auxiliary staff and certificates: entered once, valid from day to day, revoked and never gone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from mingcha.ledger import Invalid, NotAllowed, System, WrongState
from mingcha.organs.actions.certificates import revoke_certificate
from mingcha.organs.actions.officers import (
    add_certificate,
    create_officer,
    dismiss_officer,
    edit_officer,
    reinstate_officer,
)
from mingcha.organs.forms.officers import in_state
from mingcha.organs.models import Certificate, Officer
from mingcha.organs.templatetags.officers import standing
from mingcha.organs.testing import Cast, examined

SYSTEM = System("test")
TODAY = date(2026, 11, 21)


def officer(cast: Cast, name: str = "苏日娜", kind: str = Officer.Kind.OFFICER) -> Officer:
    given = {"name": name, "kind": kind, "organ": cast.organ("unit"), "person": None}
    return examined(create_officer(given, by=SYSTEM))


def certificate(cast: Cast, number: str, first: date, last: date | None) -> dict[str, object]:
    return {
        "number": number,
        "category": "市场监管",
        "area": cast.region("county"),
        "valid_from": first,
        "valid_to": last,
    }


def test_a_certificate_covers_the_areas_inside_its_own(cast: Cast) -> None:
    made = add_certificate(officer(cast), certificate(cast, "9901001", TODAY, None), by=cast.post("monitor"))
    assert (made.area_lo, made.area_hi) == (990101000000, 990101999999)


@pytest.mark.req("S1-09")
def test_whom_no_register_knew_stands_in_red_until_a_certificate_is_entered(cast: Cast) -> None:
    stranger = Officer.objects.create(name="张三", organ=cast.organ("unit"), kind=Officer.Kind.UNREGISTERED)
    examined(stranger)
    client, address = cast.client(cast.post("monitor")), reverse("organs:officer-list")
    red = f'<a href="{stranger.get_absolute_url()}" class="late"'
    assert red in client.get(address).content.decode()
    sent = {
        "number": "9901001",
        "category": "市场监管",
        "area": cast.region("county").code,
        "valid_from": "2026-01-01",
        "valid_to": "",
    }
    answer = client.post(reverse("organs:certificate-new", args=(stranger.pk,)), sent)
    assert answer.status_code == 302
    assert red not in client.get(address).content.decode()
    assert client.get(address, {"q": "9901001"}).context["page"].rows == [stranger]


def test_auxiliary_staff_hold_no_certificates(cast: Cast) -> None:
    helper = officer(cast, kind=Officer.Kind.AUXILIARY)
    with pytest.raises(Invalid) as refused:
        add_certificate(helper, certificate(cast, "9901001", TODAY, None), by=SYSTEM)
    assert refused.value.code == "auxiliary"
    qualified = officer(cast)
    add_certificate(qualified, certificate(cast, "9901002", TODAY, None), by=SYSTEM)
    qualified.refresh_from_db()
    with pytest.raises(Invalid) as held:
        edit_officer(qualified, qualified.version, {"kind": Officer.Kind.AUXILIARY}, by=SYSTEM)
    assert held.value.code == "has_certificates"


def test_a_certificate_number_is_entered_once_and_its_days_are_in_order(cast: Cast) -> None:
    one = officer(cast)
    add_certificate(one, certificate(cast, "9901001", TODAY, None), by=SYSTEM)
    for number, last, code in (("9901001", None, "taken"), ("9901002", TODAY - timedelta(days=1), "date_order")):
        with pytest.raises(Invalid) as refused:
            add_certificate(one, certificate(cast, number, TODAY, last), by=SYSTEM)
        assert refused.value.code == code


def test_a_revoked_certificate_stays_on_record(cast: Cast) -> None:
    made = add_certificate(officer(cast), certificate(cast, "9901001", TODAY, None), by=SYSTEM)
    revoke_certificate(made, "调离执法岗位", by=cast.post("monitor"))
    assert Certificate.objects.get(number="9901001").status == Certificate.Status.REVOKED
    with pytest.raises(WrongState):
        revoke_certificate(made, "再次", by=SYSTEM)


def test_an_officer_leaves_and_comes_back(cast: Cast) -> None:
    one = officer(cast)
    dismiss_officer(one, "退休", by=cast.post("monitor"))
    with pytest.raises(WrongState):
        add_certificate(one, certificate(cast, "9901001", TODAY, None), by=SYSTEM)
    assert reinstate_officer(one, "返聘", by=SYSTEM).status == Officer.Status.ACTIVE


def test_officers_are_filtered_by_what_their_certificates_say_today(cast: Cast) -> None:
    day = timedelta(days=1)
    lasts = {"长期": None, "明年": TODAY + 60 * day, "快到": TODAY + 30 * day, "昨天": TODAY - day}
    people = {name: officer(cast, name) for name in ("没有", *lasts)}
    for number, (name, last) in enumerate(lasts.items()):
        add_certificate(people[name], certificate(cast, f"99{number}", date(2020, 1, 1), last), by=SYSTEM)
    revoked = officer(cast, "注销")
    made = add_certificate(revoked, certificate(cast, "999", date(2020, 1, 1), None), by=SYSTEM)
    revoke_certificate(made, "注销", by=SYSTEM)

    def names(state: str) -> set[str]:
        return {one.name for one in in_state(Officer.objects.all(), state, TODAY)}

    assert names("valid") == {"长期", "明年", "快到"}
    assert names("expiring") == {"快到"}
    assert names("expired") == {"昨天", "注销"}
    assert names("none") == {"没有"}
    levels = {name: standing(Officer.objects.get(pk=one.pk), TODAY)["level"] for name, one in people.items()}
    assert levels == {"没有": "red", "长期": "ok", "明年": "ok", "快到": "yellow", "昨天": "red"}


def test_nobody_registers_an_officer_out_of_reach(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        create_officer(
            {"name": "张三", "kind": Officer.Kind.OFFICER, "organ": cast.foreign_organ("unit"), "person": None},
            by=cast.post("monitor"),
        )
    one = officer(cast)
    with pytest.raises(NotAllowed):
        edit_officer(one, one.version, {"organ": cast.foreign_organ("unit")}, by=cast.post("monitor"))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("valid_from", "2025-02-29", "date_invalid"),
        ("valid_from", "0000-00-00", "date_invalid"),
        ("valid_to", "2025/13/01", "date_invalid"),
        ("valid_to", "9999-12-31", "date_range"),
        ("valid_to", "2020-01-01", "date_order"),
        ("number", "\u200b", "required"),
        ("area", "990201000000", "invalid_choice"),
    ],
)
def test_a_wrong_field_of_a_certificate_has_its_message_beside_it(
    cast: Cast, field: str, value: str, code: str
) -> None:
    one = officer(cast)
    sent = {
        "number": "9901001",
        "category": "市场监管",
        "area": cast.region("county").code,
        "valid_from": timezone.localdate().isoformat(),
        "valid_to": "",
    }
    answer = cast.client(cast.post("monitor")).post(
        reverse("organs:certificate-new", args=(one.pk,)), sent | {field: value}
    )
    assert answer.status_code == 422
    assert [error.code for error in answer.context["form"].errors.as_data()[field]] == [code]
    assert not Certificate.objects.exists()


def test_an_account_belongs_to_one_officer(cast: Cast) -> None:
    client, username = cast.client(cast.post("monitor")), cast.post("handler").person.username
    sent = {"name": "张三", "kind": "officer", "organ": cast.organ("unit").pk, "person": username}
    assert client.post(reverse("organs:officer-new"), sent).status_code == 302
    again = client.post(reverse("organs:officer-new"), sent | {"name": "李四"})
    assert again.context["form"].errors.as_data()["person"][0].code == "taken"
    foreign = client.post(reverse("organs:officer-new"), sent | {"person": cast.outsider("handler").person.username})
    assert foreign.context["form"].errors.as_data()["person"][0].code == "not_found"
