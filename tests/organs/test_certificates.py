# SPDX-License-Identifier: Apache-2.0
"""Exam, certificate, yearly verification, suspension, revocation: what counts for the engine, day by day (S4-06, S4-09, S1-09)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from days import days_on, today
from mingcha.engine.clock import date_of
from mingcha.ledger import Conflict, Invalid, NotAllowed, System, WrongState
from mingcha.organs.actions.certificates import (
    add_exam,
    return_certificate,
    revoke_certificate,
    suspend_certificate,
    verify_certificate,
)
from mingcha.organs.actions.officers import add_certificate, create_officer
from mingcha.organs.forms.officers import in_state
from mingcha.organs.models import Certificate, Officer
from mingcha.organs.spans import counted
from mingcha.organs.templatetags.officers import standing_of
from mingcha.organs.testing import Cast, examined

BY = System("test")
SINCE = date(2020, 1, 1)

pytestmark = pytest.mark.django_db


def officer(cast: Cast) -> Officer:
    return create_officer({"name": "苏日娜", "kind": "officer", "organ": cast.organ("unit"), "person": None}, by=BY)


def certificate(cast: Cast, last: date | None = None, since: date = SINCE) -> Certificate:
    given = {
        "number": "9901001",
        "category": "市场监管",
        "area": cast.region("county"),
        "valid_from": since,
        "valid_to": last,
    }
    return add_certificate(examined(officer(cast)), given, by=BY)


def spans() -> list[tuple[date, date | None]]:
    """The intervals as the engine's view has them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT valid_from, valid_to FROM engine_certificates ORDER BY valid_from")
        return [(date_of(since), None if until is None else date_of(until)) for since, until in cursor.fetchall()]


@pytest.mark.req("S4-09")
def test_without_a_passed_exam_no_certificate_is_issued(cast: Cast) -> None:
    one = officer(cast)
    given = {
        "number": "1",
        "category": "市场监管",
        "area": cast.region("county"),
        "valid_from": today(),
        "valid_to": None,
    }
    with pytest.raises(Invalid) as refused:
        add_certificate(one, given, by=BY)
    assert refused.value.code == "no_exam"
    add_exam(one, {"on": days_on(-1), "passed": False, "organiser": "司法厅"}, by=cast.post("monitor"))
    with pytest.raises(Invalid):
        add_certificate(one, given, by=BY)
    add_exam(one, {"on": today(), "passed": True, "organiser": "司法厅"}, by=cast.post("monitor"))
    with pytest.raises(Invalid):
        add_certificate(one, given | {"valid_from": days_on(-1)}, by=BY)
    assert add_certificate(one, given, by=BY).status == Certificate.Status.VALID


def test_an_exam_is_of_the_past_of_an_officer_and_once_a_day(cast: Cast) -> None:
    one = examined(officer(cast))
    for on, code in ((days_on(1), "date_range"), (date(2019, 1, 1), "taken")):
        with pytest.raises(Invalid) as refused:
            add_exam(one, {"on": on, "passed": True, "organiser": "司法厅"}, by=BY)
        assert refused.value.code == code
    helper = create_officer({"name": "辅", "kind": "auxiliary", "organ": cast.organ("unit"), "person": None}, by=BY)
    with pytest.raises(Invalid):
        add_exam(helper, {"on": today(), "passed": True, "organiser": "司法厅"}, by=BY)
    with pytest.raises(NotAllowed):
        add_exam(one, {"on": today(), "passed": True, "organiser": "司法厅"}, by=cast.outsider("monitor"))


@pytest.mark.req("S4-06")
def test_a_passed_verification_carries_to_the_end_of_the_next_year_and_never_beyond_the_term(cast: Cast) -> None:
    one = certificate(cast, date(today().year + 5, 1, 1))
    verify_certificate(one, today().year, passed=True, note="", by=cast.post("monitor"))
    one.refresh_from_db()
    assert (one.valid_to, one.term_to) == (date(today().year + 1, 12, 31), date(today().year + 5, 1, 1))
    assert spans() == [(SINCE, date(today().year + 1, 12, 31))]
    with pytest.raises(Invalid, match="已审验"):
        verify_certificate(one, today().year, passed=True, note="", by=BY)
    for year in (2019, today().year + 1):
        with pytest.raises(Invalid):
            verify_certificate(one, year, passed=True, note="", by=BY)


@pytest.mark.req("S4-06")
def test_days_between_a_lapse_and_a_late_verification_do_not_count(cast: Cast) -> None:
    one = certificate(cast, date(today().year + 5, 1, 1))
    verify_certificate(one, today().year - 1, passed=True, note="", by=BY)
    lapsed = days_on(-40)
    Certificate.objects.update(valid_to=lapsed)
    one.refresh_from_db()
    assert standing_of(one, today())["level"] == "red"
    verify_certificate(one, today().year, passed=True, note="", by=BY)
    assert spans() == [(SINCE, lapsed), (today(), date(today().year + 1, 12, 31))]


@pytest.mark.req("S4-06")
def test_an_older_year_that_is_entered_late_shortens_nothing(cast: Cast) -> None:
    one = certificate(cast)
    verify_certificate(one, today().year, passed=True, note="", by=BY)
    verify_certificate(one, today().year - 2, passed=True, note="补录", by=BY)
    one.refresh_from_db()
    assert one.valid_to == date(today().year + 1, 12, 31)
    assert spans() == [(SINCE, date(today().year + 1, 12, 31))]
    assert one.verifications.count() == 2


def test_a_printed_term_that_is_over_needs_a_new_certificate(cast: Cast) -> None:
    one = certificate(cast, days_on(-1))
    with pytest.raises(Invalid) as refused:
        verify_certificate(one, today().year, passed=True, note="", by=BY)
    assert refused.value.code == "term_over"
    assert not one.verifications.exists()


@pytest.mark.req("S4-09")
def test_a_suspended_certificate_does_not_count_until_it_is_given_back(cast: Cast) -> None:
    one = certificate(cast)
    assert spans() == [(SINCE, None)]
    suspend_certificate(one, "调查期间", by=cast.post("monitor"))
    assert spans() == [(SINCE, days_on(-1))]
    assert standing_of(one, today()) == {"level": "red", "words": "已暂扣"}
    assert list(in_state(Officer.objects.all(), "expired", today())) == [one.officer]
    one.pauses.update(first_day=days_on(-10))
    return_certificate(one, "查清", by=cast.post("monitor"))
    assert spans() == [(SINCE, days_on(-11)), (today(), None)]
    with pytest.raises(WrongState):
        return_certificate(one, "再", by=BY)


def test_one_given_back_on_the_same_day_was_never_away(cast: Cast) -> None:
    one = certificate(cast)
    suspend_certificate(one, "误操作", by=BY)
    return_certificate(one, "误操作", by=BY)
    assert spans() == [(SINCE, None)]
    assert not one.spans.exists()


def test_a_failed_verification_suspends_and_wants_a_reason(cast: Cast) -> None:
    one = certificate(cast)
    with pytest.raises(Invalid):
        verify_certificate(one, today().year, passed=False, note=" ", by=BY)
    verify_certificate(one, today().year, passed=False, note="学时不足", by=BY)
    one.refresh_from_db()
    assert one.status == Certificate.Status.SUSPENDED
    assert one.pauses.get().reason == f"{today().year} 年度审验不合格"


@pytest.mark.req("S4-09")
def test_a_revoked_certificate_counts_up_to_the_day_before_and_is_verified_no_more(cast: Cast) -> None:
    one = certificate(cast)
    revoke_certificate(one, "调离", by=cast.post("monitor"))
    assert spans() == [(SINCE, days_on(-1))]
    with pytest.raises(WrongState):
        verify_certificate(one, today().year, passed=True, note="", by=BY)
    with pytest.raises(WrongState):
        suspend_certificate(one, "x", by=BY)


def test_one_revoked_on_its_first_day_counts_on_none(cast: Cast) -> None:
    one = certificate(cast, since=today())
    revoke_certificate(one, "误发", by=BY)
    assert spans() == [(today(), days_on(-1))]


def test_pauses_are_taken_out_of_the_days_whatever_their_order() -> None:
    day = [date(2026, 1, number) for number in range(1, 32)]
    assert counted(day[0], day[20], [(day[9], day[11]), (day[2], day[4]), (day[3], day[5])]) == [
        (day[0], day[1]),
        (day[6], day[8]),
        (day[12], day[20]),
    ]
    assert counted(day[5], None, [(day[0], None)]) == []
    assert counted(day[5], day[9], [(day[7], None)]) == [(day[5], day[6])]


def test_a_certificate_from_before_without_an_exam_counts_but_is_not_verified(cast: Cast) -> None:
    one = officer(cast)
    area = cast.region("county")
    old = Certificate.objects.create(
        officer=one, number="旧", category="市场监管", area=area, area_lo=1, area_hi=2, valid_from=SINCE
    )
    assert spans() == [(SINCE, None)]
    with pytest.raises(Invalid) as refused:
        verify_certificate(old, today().year, passed=True, note="", by=BY)
    assert refused.value.code == "no_exam"
    page = cast.client(cast.post("monitor")).get(one.get_absolute_url()).content.decode()
    assert "没有考试记录" in page


@pytest.mark.req("S4-06", "S4-09", "S1-09")
def test_the_officers_page_leads_from_exam_to_certificate_to_verification_and_back(cast: Cast) -> None:
    client, one = cast.client(cast.post("filler")), officer(cast)

    def send(name: str, pk: int, **given: Any) -> int:
        return client.post(reverse(f"organs:{name}", args=(pk,)), given).status_code

    new = {
        "number": "9901007",
        "category": "市场监管",
        "area": cast.region("county").code,
        "valid_from": today(),
        "valid_to": "",
    }
    refused = client.post(reverse("organs:certificate-new", args=(one.pk,)), new)
    assert refused.status_code == 422
    assert "未经考试合格，不得授予执法资格" in refused.content.decode()
    exam = {"on": today().isoformat(), "organiser": "省司法厅", "score": "92"}
    assert send("exam-new", one.pk, **exam, passed="") == 422
    assert send("exam-new", one.pk, **exam, passed="passed") == 302
    assert send("certificate-new", one.pk, **new) == 302
    made = Certificate.objects.get(number="9901007")
    assert send("certificate-verify", made.pk, year=today().year, result="passed", note="") == 302
    assert send("certificate-suspend", made.pk, reason="调查") == 302
    page = client.get(one.get_absolute_url()).content.decode()
    for words in ("省司法厅", "92", f"{today().year} 年度审验合格", "已暂扣", "发还", "调查"):
        assert words in page
    assert send("certificate-suspend", made.pk, reason="再") == 409
    assert send("certificate-return", made.pk, reason="查清") == 302
    assert send("certificate-revoke", made.pk, reason="调离") == 302
    with pytest.raises((WrongState, Conflict)):
        suspend_certificate(made, "x", by=BY)
    assert cast.client(cast.post("handler")).get(reverse("organs:exam-new", args=(one.pk,))).status_code in (403, 404)
