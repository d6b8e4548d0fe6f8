# SPDX-License-Identifier: Apache-2.0
"""To-dos: what the badge counts is what the list shows, and nobody sees what waits for somebody else (S1-27, S1-29)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mingcha.inbox.actions import close_todos, open_todo
from mingcha.inbox.counts import open_todos
from mingcha.inbox.models import Todo
from mingcha.inbox.rows import due_words
from mingcha.organs.models import Post
from mingcha.organs.perms import Perm
from mingcha.organs.testing import Cast

READ, EDIT = Perm.CASES_ALARM_READ, Perm.ORGANS_OFFICER_EDIT
LIST = "/inbox/todos/"


def listed(client: Client, query: str = "") -> list[int]:
    """What every page of the list shows, one after the other."""
    address, ids = f"{LIST}{query}", []
    while address:
        page = client.get(address).context["page"]
        ids += [row.pk for row in page.rows]
        address = page.next and f"{LIST}{page.next}"
    return ids


def wait(cast: Cast, number: int, **whom) -> None:
    """Something about the organ of the given number waits."""
    open_todo("alarm", number, f"事项 {number}", link="/alarms/1/", **whom)


@pytest.mark.req("S1-29")
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["person", "organ", "other organ", "right missing", "close", "role", "organ changes"]),
            st.integers(1, 6),
        ),
        max_size=25,
    )
)
def test_the_badge_equals_the_list_whatever_happens(cast: Cast, steps: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        post = Post.objects.get(pk=cast.post("head").pk)
        for what, number in steps:
            happen(cast, post, what, number)
            post = Post.objects.select_related("organ", "role").get(pk=post.pk)
        client = cast.client(post)
        assert sorted(listed(client)) == sorted(open_todos(post).values_list("pk", flat=True))
        page = client.get(LIST)
        badge = page.context["nav"][0]["badge"]
        assert badge == page.context["page"].counted == page.context["tabs"][0]["count"]
        assert [tab["count"] for tab in page.context["tabs"][1:]] == [
            len(listed(client, "?tab=mine")),
            len(listed(client, "?tab=organ")),
        ]
        assert sum(len(listed(client, f"?due={term}")) for term in ("late", "today", "later")) == badge
        transaction.set_rollback(True)


def happen(cast: Cast, post: Post, what: str, number: int) -> None:
    """One step of the property test."""
    due = timezone.now() + timedelta(hours=20 * (number - 3)) if number % 2 else None
    if what == "person":
        wait(cast, number, person=post.person, due=due)
    elif what == "organ":
        wait(cast, number, organ=post.organ, perm=READ, due=due)
    elif what == "other organ":
        wait(cast, number, organ=cast.foreign_organ("unit"), perm=READ, due=due)
    elif what == "right missing":
        wait(cast, number, organ=post.organ, perm=EDIT, due=due)
    elif what == "close":
        close_todos("alarm", number)
    elif what == "role":
        role = cast.post("filler" if number % 2 else "head").role
        Post.objects.filter(pk=post.pk).update(role=role)
    else:
        Post.objects.filter(pk=post.pk).update(organ=cast.organ("unit" if number % 2 else "justice"))


def test_a_todo_of_an_organ_waits_for_whoever_there_has_the_right(cast: Cast) -> None:
    wait(cast, 1, organ=cast.organ("unit"), perm=READ)
    assert open_todos(cast.post("head")).count() == open_todos(cast.post("handler")).count() == 1
    for post in (cast.post("monitor"), cast.post("overseer"), cast.outsider("head")):
        assert not open_todos(post).exists()


def test_a_todo_of_a_person_follows_her_into_every_post(cast: Cast) -> None:
    head = cast.post("head")
    wait(cast, 1, person=head.person)
    other = Post.objects.create(
        person=head.person,
        organ=cast.organ("justice"),
        role=cast.post("leader").role,
        reach="organ",
        valid_from=head.valid_from,
    )
    assert open_todos(other).count() == 1
    assert not open_todos(cast.post("handler")).exists()


def test_opening_again_brings_the_same_todo_up_to_date(cast: Cast) -> None:
    unit = cast.organ("unit")
    wait(cast, 1, organ=unit, perm=READ)
    open_todo("alarm", 1, "新标题", organ=unit, perm=READ, link="/alarms/2/", place="执法大队", due=timezone.now())
    todo = Todo.objects.get()
    assert (todo.title, todo.link, todo.place, todo.due is None) == ("新标题", "/alarms/2/", "执法大队", False)


def test_one_thing_may_wait_for_several(cast: Cast) -> None:
    head, unit = cast.post("head"), cast.organ("unit")
    for whom in ({"person": head.person}, {"organ": unit, "perm": READ}, {"organ": unit, "perm": EDIT}):
        wait(cast, 1, **whom)
    assert Todo.objects.count() == 3
    assert close_todos("alarm", 1) == 3
    assert close_todos("alarm", 1) == 0
    assert not open_todos(head).exists()


def test_what_was_closed_may_wait_again(cast: Cast) -> None:
    person = cast.post("head").person
    for _ in range(2):
        wait(cast, 1, person=person)
        close_todos("alarm", 1)
    assert Todo.objects.exclude(closed_at=None).count() == 2


def test_only_what_is_meant_is_closed(cast: Cast) -> None:
    person = cast.post("head").person
    wait(cast, 1, person=person)
    wait(cast, 2, person=person)
    open_todo("other", 1, "别的", person=person, link="/")
    assert close_todos("alarm", 1) == 1
    assert Todo.objects.filter(closed_at=None).count() == 2


@pytest.mark.parametrize("whom", [(), ("person", "organ", "perm"), ("organ",), ("person", "perm")])
def test_a_todo_waits_for_a_person_or_for_a_right_in_an_organ(cast: Cast, whom: tuple[str, ...]) -> None:
    every = {"person": cast.post("head").person, "organ": cast.organ("unit"), "perm": READ}
    chosen = {name: every[name] for name in whom}
    with pytest.raises(ValueError, match="waits for"):
        wait(cast, 1, **chosen)
    with pytest.raises(IntegrityError), transaction.atomic():
        Todo.objects.create(kind="alarm", object_id=1, title="x", link="/", **chosen)


def test_the_list_shows_first_what_is_due_first_and_last_what_has_no_term(cast: Cast) -> None:
    head, now = cast.post("head"), timezone.now()
    for number, due in enumerate([None, now + timedelta(days=40), now - timedelta(days=3), now], 1):
        wait(cast, number, person=head.person, due=due)
    page = cast.client(head).get(LIST)
    assert [row["title"] for row in page.context["todos"]] == ["事项 3", "事项 4", "事项 2", "事项 1"]
    assert [row["level"] for row in page.context["todos"]] == ["red", "red", "prompt", "prompt"]
    text = page.content.decode()
    assert "超期 3 日" in text
    assert "不限期" in text


def test_a_long_list_has_pages_and_each_row_stands_on_one_of_them(cast: Cast) -> None:
    head = cast.post("head")
    for number in range(45):
        wait(cast, number, person=head.person, due=timezone.now() if number % 3 else None)
    ids = listed(cast.client(head))
    assert len(ids) == len(set(ids)) == 45


def test_each_reader_gets_the_title_in_her_language_and_an_older_one_as_it_was_kept(cast: Cast) -> None:
    head = cast.post("head")
    open_todo("alarm", 1, "“决定”超期", title_en="“Decision” is late", person=head.person, link="/")
    open_todo("alarm", 2, "原有的待办", person=head.person, link="/")
    for language, titles in (("zh-hans", ["“决定”超期", "原有的待办"]), ("en", ["“Decision” is late", "原有的待办"])):
        client = cast.client(head)
        client.cookies["django_language"] = language
        assert [row["title"] for row in client.get(LIST).context["todos"]] == titles
        assert [row["title"] for row in client.get("/api/v1/todos").json()["items"]] == titles
    for query, found in (("超期", 1), ("decision", 1), ("待办", 1), ("nothing", 0)):
        assert len(listed(cast.client(head), f"?q={query}")) == found
    open_todo("alarm", 1, "“决定”超期 2 日", person=head.person, link="/")
    assert Todo.objects.get(object_id=1).title_en == ""


def test_a_title_is_shown_as_text(cast: Cast) -> None:
    head = cast.post("head")
    open_todo("alarm", 1, "<script>alert(1)</script>", person=head.person, link="/")
    text = cast.client(head).get(LIST).content.decode()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert" in text


@pytest.mark.parametrize(
    ("query", "status"),
    [("?tab=all", 404), ("?sort=title", 400), ("?page=1000000000", 400), ("?due=soon", 200), ("?after=x", 400)],
)
def test_what_the_list_does_not_know_is_refused(cast: Cast, query: str, status: int) -> None:
    assert cast.client(cast.post("head")).get(f"{LIST}{query}").status_code == status


def test_the_anonymous_are_sent_to_the_login(client, db: None) -> None:
    assert client.get(LIST)["Location"] == f"/account/login/?next={LIST}"


def test_the_list_costs_the_same_however_long(cast: Cast, django_assert_num_queries) -> None:
    head = cast.post("head")
    client = cast.client(head)
    wait(cast, 0, person=head.person)
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(1, 30):
        wait(cast, number, person=head.person)
    with django_assert_num_queries(len(few)):
        client.get(LIST)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (None, ("prompt", "不限期")),
        (datetime(2026, 11, 30, 2, tzinfo=UTC), ("red", "今天已超期")),
        (datetime(2026, 11, 27, 2, tzinfo=UTC), ("red", "超期 3 日")),
        (datetime(2026, 11, 30, 15, tzinfo=UTC), ("yellow", "今天到期")),
        (datetime(2026, 11, 30, 17, tzinfo=UTC), ("prompt", "12-01 到期")),
        (datetime(2027, 1, 5, tzinfo=UTC), ("prompt", "2027-01-05 到期")),
    ],
)
def test_a_term_is_told_as_people_say_it(due: datetime | None, words: tuple[str, str]) -> None:
    assert due_words(due, datetime(2026, 11, 30, 6, tzinfo=UTC)) == words
