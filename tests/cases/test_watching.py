# SPDX-License-Identifier: Apache-2.0
"""Home: marked cases, the morning page on one sheet, and a badge that no act can make differ from its list (S1-27 … S1-29)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from live_cases import colleague, in_force, officer, open_one, task_of
from mingcha.cases.models import Task, Watched
from mingcha.inbox.actions import open_todo
from mingcha.inbox.counts import open_todos
from mingcha.ledger import Refused, System
from mingcha.ledger.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def place(cast: Any) -> Any:
    from mingcha.organs.actions.calendars import load_calendar

    load_calendar(by=System("日历"))
    first, second = cast.post("handler"), colleague(cast, "同行")
    officer(first.person, "A1", organ=cast.organ("unit"))
    officer(second.person, "A2", organ=cast.organ("unit"))
    return cast, in_force(cast, "summary"), first, second


@pytest.mark.req("S1-27")
def test_a_marked_case_stands_on_the_home_of_who_marked_it_and_of_nobody_else(place: Any) -> None:
    cast, version, first, _second = place
    case = open_one(version, first)
    head, client = cast.post("head"), cast.client(cast.post("head"))
    url = reverse("cases:case-watch", args=[case.pk])
    assert "特别关注" in client.get(f"/cases/{case.pk}/").content.decode()
    client.post(url, {"watch": "yes"})
    client.post(url, {"watch": "yes"})
    assert Watched.objects.count() == 1
    assert Entry.objects.filter(act="watch_case").count() == 1
    assert case.number in client.get("/").content.decode()
    assert [row.pk for row in client.get("/cases/", {"watched": "yes"}).context["page"]] == [case.pk]
    assert "特别关注" not in cast.client(first).get("/").content.decode()
    assert list(cast.client(first).get("/cases/", {"watched": "yes"}).context["page"]) == []
    client.post(url, {"watch": "no"})
    assert not Watched.objects.filter(person=head.person).exists()
    assert cast.client(cast.outsider("head")).post(url).status_code == 404


def test_a_mark_gives_no_right_to_see(place: Any) -> None:
    cast, version, first, second = place
    case = open_one(version, first)
    Watched.objects.create(case=case, person=second.person)
    assert case.number not in cast.client(second).get("/").content.decode()


def test_the_morning_page_parts_the_to_dos_and_its_sums_are_the_badge(place: Any) -> None:
    cast, _version, first, _second = place
    now = timezone.now()
    for n, due in enumerate((now - timedelta(days=2), now + timedelta(seconds=1), now + timedelta(days=3), None)):
        open_todo("task", n + 1, f"事项{n}", person=first.person, due=due)
    open_todo("presence", 9, "请确认", person=first.person, due=now + timedelta(days=2))
    for n in range(12):
        open_todo("task", 100 + n, "久" * 120, person=first.person, due=now - timedelta(hours=n + 1))
    page = cast.client(first).get(reverse("cases:morning"))
    sums = {part["name"]: part["total"] for part in page.context["parts"]}
    assert (sums["late"], sums["reply"]) == (13, 1)
    assert sum(sums.values()) + page.context["rest"] == page.context["total"] == open_todos(first).count()
    assert sum(len(part["rows"]) for part in page.context["parts"]) <= 26
    assert "另有 3 件" in page.content.decode()


def test_on_a_phone_home_and_case_wear_the_phones_face_until_the_other_is_picked(place: Any) -> None:
    cast, version, first, _second = place
    case, client = open_one(version, first), cast.client(first)
    agent = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 14) Mobile"}
    work = reverse("cases:step-work", args=[task_of(case).pk])
    for url in ("/", f"/cases/{case.pk}/", work, reverse("cases:case-pick")):
        assert '<body class="phone"' in client.get(url, **agent).content.decode(), url
        assert '<body class="phone"' in client.get(url, {"face": "phone"}).content.decode(), url
        assert '<body class="phone"' not in client.get(url).content.decode(), url
    client.get(reverse("web:look-pick"), {"face": "desk", "next": "/"})
    assert '<body class="phone"' not in client.get("/", **agent).content.decode()


ACTS = st.lists(
    st.tuples(st.sampled_from(("open", "submit", "hand", "leave", "sign", "todo")), st.integers(0, 2)), max_size=9
)


@pytest.mark.req("S1-29")
@given(acts=ACTS)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_badge_is_the_list_whatever_is_opened_closed_and_handed_over(place: Any, acts: list[Any]) -> None:
    cast, version, first, second = place
    posts = (first, second, cast.post("head"))
    with transaction.atomic():
        for act, n in acts:
            _do(act, version, posts, n)
        for post in posts:
            _same(cast, post)
        transaction.set_rollback(True)


def _do(act: str, version: Any, posts: tuple[Any, ...], n: int) -> None:
    """One act of somebody; a refusal is an act that changes nothing."""
    from mingcha.cases.actions.assigning import assign_step
    from mingcha.cases.actions.submitting import Done, submit_step
    from mingcha.cases.actions.tasks import Chosen

    by, other = posts[n % 2], posts[(n + 1) % 2]
    if act == "open":
        open_one(version, by, at=timezone.now())
    if act == "todo":
        open_todo("register", n + 1, "请审核", organ=posts[2].organ, perm="cases:case:sign")
    task = Task.objects.filter(status__in=Task.OPEN).select_related("step").order_by("pk").last()
    if task is None or act in ("open", "todo"):
        return
    try:
        with transaction.atomic():
            if act == "hand":
                assign_step(task, Chosen((other.person_id,)), task.version, by=by)
            else:
                ways = ("责令改正", "现场取证", "当场告知", "当场处罚决定", "当场交付", "缴款", "备案", "公示")
                whom = Chosen((other.person_id,)) if act == "submit" else Chosen()
                people = dict.fromkeys(ways, whom)
                submit_step(task, Done(people=people), task.version, by=by)
    except Refused:
        return


def _same(cast: Any, post: Any) -> None:
    """Rail, tiles and list of home tell one number, and the list holds as many rows."""
    client = cast.client(post)
    home, listed = client.get("/"), client.get("/inbox/todos/")
    count = open_todos(post).count()
    badge = next(line["badge"] for line in home.context["nav"] if line["url"] == "/")
    assert badge == count == listed.context["page"].counted == home.context["todo_total"]
    assert sum(tile["value"] for tile in home.context["tiles"][:3]) == count
    assert len(re.findall(r"<tr data-row>", listed.content.decode())) == min(count, 20)
