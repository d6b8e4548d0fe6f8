# SPDX-License-Identifier: Apache-2.0
"""What leaves the site: by choice, at lawful hours, once, and with retries until it is a dead letter."""

from __future__ import annotations

import hashlib
import hmac
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_string
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.servers import Gateway, MailServer, running
from mingcha.cases.models import Alarm, Case
from mingcha.cases.watchers import call_watchers
from mingcha.engine.clock import CHINA
from mingcha.inbox.actions import send, tell
from mingcha.inbox.jobs import deliver
from mingcha.inbox.models import ChannelState, Delivery, Held, Message, Preference
from mingcha.inbox.outward import actions, channels
from mingcha.inbox.outward.actions import gather, hand_out, retry_delivery, save_preference, spread
from mingcha.inbox.outward.preferences import may_go_at, preference_of
from mingcha.ledger import NotAllowed, System, WrongState, pulse
from mingcha.ledger.models import Entry
from mingcha.organs.actions.logins import herself
from mingcha.organs.models import Person, RegionProfile
from mingcha.organs.testing import Cast

NOON = datetime(2026, 11, 23, 12, tzinfo=CHINA)
NIGHT = datetime(2026, 11, 23, 22, 30, tzinfo=CHINA)
SECRET = "0123456789abcdef0123456789abcdef"
PAGE = "/inbox/messages/preferences/"
USUAL = {
    "email": "",
    "email_red": "instant",
    "email_yellow": "digest",
    "email_prompt": "off",
    "sms_red": "instant",
    "sms_yellow": "off",
    "sms_prompt": "off",
    "digest_hour": "9",
    "quiet_from": "20",
    "quiet_to": "8",
    "paused_to": "",
    "version": "0",
}


@pytest.fixture
def mail(settings: Any) -> Iterator[MailServer]:
    with running(MailServer()) as server:
        settings.EMAIL_HOST_GIVEN = settings.EMAIL_HOST = "127.0.0.1"
        settings.EMAIL_PORT = server.server_address[1]
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.DEFAULT_FROM_EMAIL = "mingcha@example.gov.cn"
        settings.PUBLIC_URL = "https://mc.example.gov.cn"
        yield server


@pytest.fixture
def gateway(settings: Any) -> Iterator[Gateway]:
    with running(Gateway()) as server:
        settings.SMS = {"url": server.url, "secret": SECRET}
        settings.PUBLIC_URL = "https://mc.example.gov.cn"
        yield server


def wants(person: Person, **more: Any) -> Person:
    """Somebody with an address, a telephone and no quiet hours unless they are named."""
    given = {"email": "wang@example.gov.cn", "quiet_from": 0, "quiet_to": 0} | more
    save_preference(person, given, 0, by=herself(person))
    Person.objects.filter(pk=person.pk).update(phone="13900001234")
    return Person.objects.get(pk=person.pk)


def alarm(person: Person, level: str, *, number: int = 1, place: str = "市监局") -> None:
    words = "王五未按期决定" if number == 1 else f"{place}：新增 {number} 条"
    tell(
        [
            {
                "people": [person.pk],
                "title": words,
                "link": "/alarms/7/",
                "level": level,
                "place": place,
                "number": number,
            }
        ]
    )


def go(now: datetime = NOON) -> None:
    """What the loop does, and the jobs that it orders."""
    spread(now)
    gather(now)
    due = list(Delivery.objects.filter(status="queued", due_at__lte=now).values_list("pk", "tries"))
    hand_out(now)
    deliver(due)


@pytest.mark.talks
def test_a_red_alarm_goes_out_at_once_by_mail_and_the_letter_holds_its_link(cast: Cast, mail: MailServer) -> None:
    alarm(wants(cast.post("overseer").person), "red")
    go()
    [letter] = map(message_from_string, mail.letters)
    delivery = Delivery.objects.get()
    assert letter["To"] == "wang@example.gov.cn"
    assert letter["Message-ID"] == f"<{delivery.ref}@example.gov.cn>"
    assert "https://mc.example.gov.cn/alarms/7/" in letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert (delivery.status, delivery.tries) == ("sent", 1)
    go()
    assert len(mail.letters) == 1


@pytest.mark.talks
def test_a_short_message_names_nobody_is_signed_and_carries_its_key(cast: Cast, gateway: Gateway) -> None:
    alarm(wants(cast.post("overseer").person), "red")
    go()
    [request] = gateway.requests
    assert request["path"] == "/send?app=7"
    assert request["sent"]["to"] == "13900001234"
    assert "王五" not in request["sent"]["text"]
    assert "市监局" not in request["sent"]["text"]
    assert "https://mc.example.gov.cn/alarms/7/" in request["sent"]["text"]
    headers = request["headers"]
    signed = hmac.new(SECRET.encode(), headers["X-Mingcha-Time"].encode() + b"." + request["body"], hashlib.sha256)
    assert headers["X-Mingcha-Signature"] == f"sha256={signed.hexdigest()}"
    assert headers["Idempotency-Key"] == request["sent"]["id"] == Delivery.objects.get().ref


@pytest.mark.talks
def test_what_the_gateway_did_not_take_is_tried_again_under_the_same_key_then_is_dead(
    cast: Cast, gateway: Gateway
) -> None:
    gateway.answers = [503] * 6
    alarm(wants(cast.post("overseer").person), "red")
    now, waited = NOON, []
    go(now)
    while (row := Delivery.objects.get()).status == "queued":
        waited.append((row.due_at - now).total_seconds())
        hand_out(now)
        due, now = row.due_at, row.due_at
        go(due - timedelta(seconds=1))
        assert Delivery.objects.get().tries == row.tries, "nothing is tried before its time"
        actions_now(row)
        now = due
    assert len({request["sent"]["id"] for request in gateway.requests}) == 1
    assert len(gateway.requests) == 6
    assert (row.status, row.tries, row.error) == ("dead", 6, "HTTP 503")


def actions_now(row: Delivery) -> None:
    deliver([(row.pk, row.tries)])


@pytest.mark.talks
def test_the_waits_grow_from_a_minute_to_half_a_day(cast: Cast, gateway: Gateway, monkeypatch: Any) -> None:
    from mingcha.inbox.outward.channels import Undelivered

    alarm(wants(cast.post("overseer").person), "red")
    spread(NOON)
    waits = []
    for _ in range(5):
        row = Delivery.objects.get()
        actions.keep_failure(row, Undelivered("HTTP 503", of_channel=True), NOON)
        waits.append((Delivery.objects.get().due_at - NOON).total_seconds() / 60)
    assert waits == [1, 5, 30, 120, 720]
    told = Delivery.objects.get()
    for _ in range(2):  # the same attempt, said twice
        actions.keep_failure(row, Undelivered("HTTP 503", of_channel=True), NOON)
    again = Delivery.objects.get()
    assert (again.tries, again.due_at, again.status) == (told.tries, told.due_at, "queued")


@pytest.mark.talks
def test_a_redirect_is_not_followed_and_a_refused_message_is_not_tried_again(cast: Cast, gateway: Gateway) -> None:
    person = wants(cast.post("overseer").person)
    gateway.answers = [302, 422]
    alarm(person, "red")
    go()
    assert (Delivery.objects.get().error, len(gateway.requests)) == ("HTTP 302", 1)
    alarm(person, "red")
    go()
    assert list(Delivery.objects.filter(status="dead").values_list("error", "tries")) == [("HTTP 422", 1)]


@pytest.mark.talks
def test_a_mail_box_that_is_not_there_is_dead_at_once_and_a_busy_server_is_not(cast: Cast, mail: MailServer) -> None:
    person = wants(cast.post("overseer").person)
    mail.answers = ["550 no such box", "451 try later"]
    for _ in range(2):
        alarm(person, "red")
        go()
    assert list(Delivery.objects.order_by("pk").values_list("status", "error")) == [
        ("dead", "SMTP 550"),
        ("queued", "SMTP 451"),
    ]
    assert "wang@" not in str(list(Entry.objects.values_list("what", flat=True)))


@pytest.mark.talks
def test_a_job_that_runs_twice_sends_once_and_one_that_was_killed_before_it_kept_sends_again(
    cast: Cast, gateway: Gateway, monkeypatch: Any
) -> None:
    alarm(wants(cast.post("overseer").person), "red")
    spread(NOON)
    row = Delivery.objects.get()

    def killed(_row: Delivery) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("mingcha.inbox.jobs.keep_sent", killed)
        with pytest.raises(KeyboardInterrupt):
            deliver([(row.pk, 0)])
    deliver([(row.pk, 0)])
    deliver([(row.pk, 0)])
    assert [request["sent"]["id"] for request in gateway.requests] == [row.ref] * 2
    assert Entry.objects.filter(act="send_delivery").count() == 1


def test_a_channel_that_fails_as_a_whole_is_said_to_those_who_watch_until_it_works(
    cast: Cast, settings: Any, tmp_path: Path
) -> None:
    settings.SMS, settings.HOME = {"url": "http://127.0.0.1:9/", "secret": SECRET}, tmp_path
    pulse.beat()
    person = wants(cast.post("overseer").person)
    overseer = cast.client(cast.post("overseer"))
    for _ in range(3):
        alarm(person, "red")
    spread(NOON)
    words = "短信发不出去"
    assert words not in overseer.get("/inbox/messages/").content.decode()
    for row in Delivery.objects.all():
        actions.keep_failure(row, channels.Undelivered("ConnectionRefusedError", of_channel=True), NOON)
    assert words in overseer.get("/inbox/messages/").content.decode()
    assert "ConnectionRefusedError" in overseer.get("/records/incidents/status/").content.decode()
    assert words not in cast.client(cast.post("handler")).get("/inbox/messages/").content.decode()
    assert Entry.objects.filter(act="channel_failing").count() == 1
    actions.keep_sent(Delivery.objects.first())  # type: ignore[arg-type]
    assert words not in overseer.get("/inbox/messages/").content.decode()
    assert ChannelState.objects.get().since is None


@pytest.mark.parametrize(
    ("level", "always", "now", "goes"),
    [
        ("red", False, NIGHT, NIGHT.replace(day=24, hour=8, minute=0)),
        ("red", True, NIGHT, NIGHT),
        ("yellow", True, NIGHT, NIGHT.replace(day=24, hour=8, minute=0)),
        ("red", False, NIGHT.replace(day=24, hour=3), NIGHT.replace(day=24, hour=8, minute=0)),
        ("red", False, NIGHT.replace(day=24, hour=8, minute=0), NIGHT.replace(day=24, hour=8, minute=0)),
        ("red", False, NOON, NOON),
    ],
)
def test_nothing_goes_out_in_quiet_hours_but_red_where_she_wants_it(
    level: str, always: bool, now: datetime, goes: datetime
) -> None:
    chosen = Preference(quiet_from=20, quiet_to=8, red_always=always)
    assert may_go_at(chosen, level, now) == goes


def test_quiet_hours_of_the_same_day_and_none() -> None:
    assert may_go_at(Preference(quiet_from=12, quiet_to=14), "red", NOON) == NOON.replace(hour=14)
    assert may_go_at(Preference(quiet_from=12, quiet_to=12), "red", NOON) == NOON


def test_whoever_chose_nothing_has_the_hours_of_her_region(cast: Cast) -> None:
    person = cast.post("overseer").person
    assert person.organ is not None
    RegionProfile.objects.create(region=person.organ.region, digest_hour=7, quiet_from=18, quiet_to=9)
    chosen = preference_of(person)
    assert (chosen.digest_hour, chosen.quiet_from, chosen.quiet_to, chosen.email_yellow) == (7, 18, 9, "digest")


def test_yellow_is_gathered_once_a_day_with_counts_by_organ_and_nothing_gives_none(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST_GIVEN = "127.0.0.1"
    person = wants(cast.post("overseer").person)
    spread(NOON)
    assert gather(NOON) == 0
    alarm(person, "yellow", number=3)
    alarm(person, "yellow", place="城管局")
    spread(NOON)
    assert Delivery.objects.count() == 0
    assert gather(NOON.replace(hour=8)) == 0
    late = NOON.replace(hour=11)  # the loop stood still for two hours
    assert gather(late) == 1
    digest = Delivery.objects.get()
    assert "黄色报警 4 条" in digest.subject
    assert "市监局：3 条\n城管局：1 条" in digest.body
    alarm(person, "yellow")
    spread(late)
    assert gather(late + timedelta(hours=2)) == 0
    assert gather(late + timedelta(days=1)) == 1
    assert list(Delivery.objects.order_by("pk").values_list("key", flat=True)) == [
        "digest:2026-11-23",
        "digest:2026-11-24",
    ]
    assert not Held.objects.exists()


def test_a_turn_asks_as_little_for_many_who_wait_as_for_one(cast: Cast, settings: Any, count_queries: Any) -> None:
    settings.EMAIL_HOST_GIVEN = "127.0.0.1"
    people = [wants(cast.post(role).person) for role in ("overseer", "leader", "monitor", "head", "reviewer")]
    for person in people:
        alarm(person, "yellow")
    spread(NOON)
    early = NOON.replace(hour=8)
    few = len(people)
    assert count_queries(lambda: gather(early)) <= few
    assert gather(NOON) == few
    for person in people:
        alarm(person, "yellow")
    spread(NOON)
    assert count_queries(lambda: gather(NOON + timedelta(seconds=5))) <= few, "today's is made, tomorrow's waits"


@pytest.fixture
def count_queries() -> Any:
    def counted(act: Any) -> int:
        with CaptureQueriesContext(connection) as asked:
            act()
        return len(asked)

    return counted


@pytest.mark.talks
def test_what_became_due_in_quiet_hours_or_a_pause_waits_for_their_end(cast: Cast, gateway: Gateway) -> None:
    person = wants(cast.post("overseer").person)
    for _ in range(2):
        alarm(person, "red")
    spread(NOON)
    first, second = Delivery.objects.order_by("pk")
    hour = timezone.localtime().hour
    Preference.objects.update(quiet_from=hour, quiet_to=(hour + 2) % 24)
    deliver([(first.pk, 0)])
    assert gateway.requests == []
    first.refresh_from_db()
    assert (first.status, first.tries) == ("queued", 0)
    assert timezone.localtime(first.due_at).hour == (hour + 2) % 24
    assert first.due_at > timezone.now()
    Preference.objects.update(red_always=True, paused_to=timezone.localdate())
    deliver([(second.pk, 0)])
    assert gateway.requests == []
    second.refresh_from_db()
    assert timezone.localdate(second.due_at) == timezone.localdate() + timedelta(days=1)
    Preference.objects.update(paused_to=None)
    deliver([(first.pk, 0), (second.pk, 0)])
    assert len(gateway.requests) == 2, "red goes at any hour where she wants it"


@pytest.mark.talks
def test_nothing_goes_to_somebody_who_has_left_since(cast: Cast, gateway: Gateway) -> None:
    person = wants(cast.post("overseer").person)
    alarm(person, "red")
    spread(NOON)
    Person.objects.filter(pk=person.pk).update(status=Person.Status.DISABLED)
    deliver([(Delivery.objects.get().pk, 0)])
    assert gateway.requests == []
    assert Delivery.objects.get().status == "dead"


def test_a_gateway_whose_address_is_none_fails_as_a_channel_and_stops_no_job(cast: Cast, settings: Any) -> None:
    settings.SMS = {"url": "http://sms.example:port/", "secret": SECRET}
    person = wants(cast.post("overseer").person)
    for _ in range(2):
        alarm(person, "red")
    spread(NOON)
    deliver([(row.pk, 0) for row in Delivery.objects.all()])
    assert list(Delivery.objects.values_list("tries", "error")) == [(1, "ValueError")] * 2
    assert ChannelState.objects.get().failures == 2


def test_of_an_alarm_above_her_confidentiality_nobody_is_told(imported: Cast) -> None:
    alarms = list(Alarm.objects.filter(level="red", case__status="open").order_by("pk"))
    for row in alarms:
        row.secrecy = 2
    cases = Case.objects.in_bulk({row.case_id for row in alarms})
    Message.objects.all().delete()
    call_watchers(alarms, cases)
    assert not Message.objects.exists()
    overseer = imported.post("overseer")
    type(overseer).objects.filter(pk=overseer.pk).update(ceiling=2)
    call_watchers(alarms, cases)
    assert set(Message.objects.values_list("person_id", flat=True)) == {overseer.person_id}


def test_a_clock_that_went_back_makes_no_second_digest(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST_GIVEN = "127.0.0.1"
    person = wants(cast.post("overseer").person)
    alarm(person, "yellow")
    spread(NOON)
    gather(NOON)
    alarm(person, "yellow")
    back = NOON - timedelta(hours=2)
    spread(back)
    assert gather(back) == 0
    assert Delivery.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_loops_at_once_lay_out_each_thing_once(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST_GIVEN = "127.0.0.1"
    person = wants(cast.post("overseer").person)
    for _ in range(20):
        alarm(person, "red")
        alarm(person, "yellow")
    start, faults = threading.Barrier(2), []

    def loop() -> None:
        start.wait()
        try:
            for _ in range(3):
                spread(NOON)
                gather(NOON)
        except Exception as fault:  # noqa: BLE001 - told by the test itself
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=loop) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    spread(NOON)
    gather(NOON)
    assert faults == []
    assert Delivery.objects.filter(key__startswith="message:").count() == 20
    assert Delivery.objects.filter(key__startswith="digest:").count() == 1


def test_what_is_off_paused_or_without_an_address_does_not_leave(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST_GIVEN, settings.SMS = "127.0.0.1", {"url": "https://sms.example/", "secret": SECRET}
    off = wants(cast.post("overseer").person, email_red="off", sms_red="off")
    paused = wants(cast.post("monitor").person, paused_to=NOON.date())
    bare = cast.post("leader").person
    Person.objects.filter(pk=bare.pk).update(phone="")
    for person in (off, paused, bare):
        alarm(person, "red")
        send(person, "导入完成")
    spread(NOON)
    assert Delivery.objects.count() == 0
    assert Message.objects.filter(waiting=True).count() == 0
    assert Message.objects.count() == 6, "in the site everything stands"
    alarm(paused, "red")
    spread(NOON + timedelta(days=1))
    assert {row.channel for row in Delivery.objects.all()} == {"email", "sms"}


def test_a_dead_letter_is_sent_again_by_an_administrator_of_the_place_alone(cast: Cast, settings: Any) -> None:
    settings.EMAIL_HOST_GIVEN = "127.0.0.1"
    alarm(wants(cast.post("overseer").person), "red")
    spread(NOON)
    row = Delivery.objects.get()
    actions.keep_failure(row, channels.Undelivered("SMTP 550", final=True), NOON)
    admin = cast.post("system_admin")
    shown = cast.client(admin).get("/inbox/deliveries/?status=dead").content.decode()
    assert "SMTP 550" in shown
    assert "王五" not in shown
    assert cast.client(cast.post("overseer")).get("/inbox/deliveries/").status_code == 403
    assert "SMTP 550" not in cast.client(cast.outsider("system_admin")).get("/inbox/deliveries/").content.decode()
    for post in (cast.outsider("system_admin"), cast.post("overseer")):
        with pytest.raises(NotAllowed):
            retry_delivery(row, by=post)
    retry_delivery(Delivery.objects.get(), by=admin)
    again = Delivery.objects.get()
    assert (again.status, again.tries, again.ref) == ("queued", 0, row.ref)
    with pytest.raises(WrongState):
        retry_delivery(again, by=admin)


def test_she_chooses_on_her_page_and_her_address_is_in_no_entry(cast: Cast) -> None:
    post = cast.post("overseer")
    client = cast.client(post)
    assert client.get(PAGE).status_code == 200
    answer = client.post(PAGE, USUAL | {"email": "wang@example.gov.cn", "red_always": "on", "sms_red": "off"})
    assert answer["Location"] == PAGE
    row = Preference.objects.get()
    assert (row.person_id, row.email, row.red_always, row.sms_red) == (
        post.person_id,
        "wang@example.gov.cn",
        True,
        "off",
    )
    entry = Entry.objects.get(act="save_preference")
    assert "wang@" not in str(entry.what)
    assert list(entry.what["personal"]) == ["email"]
    assert entry.what["changed"]["sms_red"] == ["instant", "off"]
    assert client.post(PAGE, USUAL | {"email": "x@example.gov.cn"}).status_code == 409
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM inbox_preference")
        assert "wang@" not in str(cursor.fetchall())


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "kein"),
        ("email", "a@b.cn\nBcc: x@y.cn"),
        ("email_red", "sometimes"),
        ("digest_hour", "24"),
        ("quiet_from", "-1"),
        ("paused_to", "2020-01-01"),
        ("person", "1"),
    ],
)
def test_what_is_no_choice_is_refused_beside_its_field(cast: Cast, field: str, value: str) -> None:
    answer = cast.client(cast.post("overseer")).post(PAGE, USUAL | {field: value})
    assert answer.status_code == 422
    assert not Preference.objects.exists()


def test_a_person_without_a_post_chooses_too_and_a_stranger_is_led_to_the_login(cast: Cast, client: Any) -> None:
    assert client.get(PAGE).status_code == 302
    from mingcha.organs.models import Post

    head = cast.post("head")
    hers = cast.client(head)
    Post.objects.filter(person=head.person).update(status=Post.Status.ENDED)
    assert hers.post(PAGE, USUAL).status_code == 302
    with pytest.raises(Exception, match="自己"):
        save_preference(head.person, {}, 0, by=System("somebody"))
