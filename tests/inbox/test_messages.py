# SPDX-License-Identifier: Apache-2.0
"""Messages: hers alone, read by a form, counted up to 99."""

from __future__ import annotations

from mingcha.inbox.actions import send
from mingcha.inbox.counts import unread
from mingcha.inbox.models import Message
from mingcha.ledger.models import Entry
from mingcha.organs.models import Post
from mingcha.organs.testing import Cast

LIST = "/inbox/messages/"


def test_a_message_is_read_once_and_leads_where_it_says(cast: Cast) -> None:
    head = cast.post("head")
    message = send(head.person, "“收据”已导入", "共 3 件", "/exchange/1/")
    client = cast.client(head)
    assert "“收据”已导入" in client.get(LIST).content.decode()
    assert unread(head.person_id) == 1
    for _ in range(2):
        assert client.post(f"{LIST}{message.pk}/read/")["Location"] == "/exchange/1/"
    assert unread(head.person_id) == 0
    assert Entry.objects.filter(act="read_message", object_id=message.pk).count() == 1


def test_reading_the_list_reads_no_message(cast: Cast) -> None:
    head = cast.post("head")
    message = send(head.person, "通知")
    client = cast.client(head)
    client.get(LIST)
    assert client.get(f"{LIST}{message.pk}/read/").status_code == 405
    assert unread(head.person_id) == 1


def test_a_message_without_a_link_leads_back_to_the_list(cast: Cast) -> None:
    head = cast.post("head")
    message = send(head.person, "通知")
    assert cast.client(head).post(f"{LIST}{message.pk}/read/")["Location"] == LIST


def test_nobody_else_sees_or_reads_a_message(cast: Cast) -> None:
    message = send(cast.post("head").person, "只给她")
    for post in (cast.outsider("head"), cast.post("overseer"), cast.post("system_admin")):
        client = cast.client(post)
        assert "只给她" not in client.get(LIST).content.decode()
        assert client.post(f"{LIST}{message.pk}/read/").status_code == 404
        assert client.post(f"{LIST}read/").status_code == 302
    assert Message.objects.get().read_at is None


def test_all_messages_are_taken_as_read_with_one_entry(cast: Cast) -> None:
    head, other = cast.post("head"), cast.post("monitor")
    for number in range(3):
        send(head.person, f"通知 {number}")
    send(other.person, "别人的")
    client = cast.client(head)
    client.post(f"{LIST}read/")
    client.post(f"{LIST}read/")
    assert (unread(head.person_id), unread(other.person_id)) == (0, 1)
    assert Entry.objects.get(act="read_all_messages").what == {"count": 3}


def test_a_badge_counts_no_further_than_99(cast: Cast) -> None:
    person = cast.post("head").person
    Message.objects.bulk_create([Message(person=person, title=f"{number}") for number in range(120)])
    assert unread(person.pk) == 99


def test_whoever_wears_no_post_reads_her_messages_too(cast: Cast) -> None:
    head = cast.post("head")
    message = send(head.person, "通知")
    client = cast.client(head)
    Post.objects.filter(person=head.person).update(status=Post.Status.ENDED)
    assert client.get(LIST).status_code == 200
    assert client.get("/inbox/todos/").status_code == 200
    client.post(f"{LIST}{message.pk}/read/")
    assert Entry.objects.get(act="read_message").actor_kind == "person"


def test_ids_that_no_message_has_are_not_found(cast: Cast) -> None:
    client = cast.client(cast.post("head"))
    for number in ("1" + "0" * 30, "-1", "0x10", "1.0", "0"):
        assert client.post(f"{LIST}{number}/read/").status_code == 404


def test_title_and_body_are_text(cast: Cast) -> None:
    head = cast.post("head")
    send(head.person, "<img src=x onerror=alert(1)>", "<b>粗</b>\n第二行")
    text = cast.client(head).get(LIST).content.decode()
    assert "<img src=x" not in text
    assert "&lt;b&gt;粗&lt;/b&gt;<br>第二行" in text
