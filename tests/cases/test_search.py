# SPDX-License-Identifier: Apache-2.0
"""The index of words follows every way of writing a row, and gives what the rows themselves would give, in the list's order."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from mingcha.cases.actions.alarms import acknowledge_alarm
from mingcha.cases.models import Alarm, Case
from mingcha.organs.models import Person, Post
from mingcha.organs.scope import ScopedQuerySet
from mingcha.organs.search import hits, matching, search_text
from mingcha.organs.search_index import Index, repair
from mingcha.web import keyset

pytestmark = pytest.mark.django_db
WORDS = ("公司", "王", "wang", "01", "2026", "食品经营", "无")


def indexes() -> list[Index]:
    return [model.SEARCH for model in apps.get_models() if hasattr(model, "SEARCH")]


def found(model: Any, typed: str) -> list[int]:
    """What the index says of all rows, by number."""
    post = Post(reach="self", person_id=0)
    kept = hits(model.SEARCH, typed, post, {}, alone=True)
    return sorted(pk for chunk in kept.chunks(None) for pk in chunk) if kept else []


def test_the_index_follows_a_row_that_comes_changes_and_goes() -> None:
    person = Person.objects.create(name="苏日娜", username="surina", search_text=search_text("苏日娜", "surina"))
    assert found(Person, "日娜") == found(Person, "sur") == found(Person, "srn") == [person.pk]
    person.search_text = search_text("王建平", "wjp")
    person.save()
    assert (found(Person, "日娜"), found(Person, "wj")) == ([], [person.pk])
    Person.objects.filter(pk=person.pk).update(search_text=search_text("李建国"))
    assert (found(Person, "建平"), found(Person, "建国")) == ([], [person.pk])
    Person.objects.bulk_create([Person(name="甲", username=f"p{n}", search_text=search_text("甲")) for n in range(3)])
    assert len(found(Person, "甲")) == 3
    Person.objects.filter(pk=person.pk).delete()
    assert found(Person, "建国") == []


def in_list_order(rows: ScopedQuerySet[Case]) -> list[int]:
    return list(rows.order_by("-came_at", "-id").values_list("pk", flat=True))


def test_what_is_found_is_within_reach_and_stands_in_the_lists_order(imported: Any) -> None:
    Case.objects.filter(pk__in=Case.objects.order_by("pk").values("pk")[:3]).update(secrecy=2)
    for role, typed in product(("overseer", "monitor", "head"), WORDS):
        post, outsider = imported.post(role), imported.outsider(role)
        rows = Case.objects.within(post).filter(matching(typed))
        kept, foreign = (hits(Case.SEARCH, typed, each, {}, alone=True) for each in (post, outsider))
        assert kept is not None
        assert foreign is not None
        assert kept.exact
        assert [pk for chunk in kept.chunks(None, first=4) for pk in chunk] == in_list_order(rows), (role, typed)
        assert kept.count() == rows.count()
        assert foreign.count() == 0


def test_alarms_are_found_by_the_words_of_their_cases_as_these_and_their_own_states_change(imported: Any) -> None:
    post = imported.post("overseer")
    client = imported.client(post)

    def check(typed: str, **given: str) -> int:
        page = client.get("/alarms/", {"q": typed, **given}).context["page"]
        slow = page.found.order_by("-occurred_at", "-id")
        assert page.hits is not None
        assert page.hits.exact
        assert page.counted == slow.count()
        assert [row.pk for row in page] == [row.pk for row in slow[:20]]
        return int(page.counted)

    before = check("2026")
    assert before > check("2026", level="red") > 0
    assert check("2026", state="all") >= before
    case = Alarm.objects.filter(status="open", case__number__contains="2026").order_by("pk")[0].case
    case.search_text = search_text("苏日娜")
    case.save()
    mine = case.alarms.filter(status__in=("open", "acknowledged")).count()
    assert check("srn") == check("日娜") == mine > 0
    assert check("2026") == before - mine
    acknowledge_alarm(case.alarms.filter(status="open")[0], by=post)
    assert check("srn", state="acknowledged") == 1
    assert check("srn") == mine


def test_a_list_pages_through_what_is_found_forwards_and_back(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    expected = in_list_order(Case.objects.filter(matching("2026")))
    assert len(expected) > 20
    first = client.get("/cases/", {"q": "2026"})
    seen = [row.pk for row in first.context["page"].rows]
    last = client.get(f"/cases/{first.context['page'].next}")
    seen += [row.pk for row in last.context["page"].rows]
    assert seen == expected
    assert first.context["page"].counted == len(expected)
    key = keyset.write(last.context["page"].rows[0], ("-came_at", "-id"))
    back = client.get("/cases/", {"q": "2026", "before": key}).context["page"]
    assert [row.pk for row in back.rows] == expected[:20]
    forth = client.get("/cases/", {"q": "2026", "after": keyset.write(back.rows[-1], ("-came_at", "-id"))}).context[
        "page"
    ]
    assert [row.pk for row in forth.rows] == expected[20:40]
    narrowed = client.get("/cases/", {"q": "2026", "status": "open", "since": "2026-06-01"}).context["page"]
    assert narrowed.counted == sum(1 for row in narrowed) == len([row for row in narrowed if row.status == "open"])


def test_triggers_that_a_migration_has_lost_are_put_back_and_the_index_made_anew() -> None:
    assert repair(connection, indexes()) == []
    if connection.vendor != "sqlite":
        return  # a generated column is lost by nothing
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER organs_person_search_new")
    person = Person.objects.create(name="苏日娜", username="surina", search_text=search_text("苏日娜"))
    assert found(Person, "日娜") == []
    assert repair(connection, indexes()) == ["organs_person_search_new"]
    assert found(Person, "日娜") == [person.pk]


def test_every_table_with_words_has_an_index() -> None:
    worded = {
        model._meta.db_table for model in apps.get_models() if any(f.name == "search_text" for f in model._meta.fields)
    }
    assert worded | {"cases_alarm"} == {index.table for index in indexes()}


@pytest.mark.req("S0-47")
def test_a_list_of_more_rows_than_a_page_shows_their_number_and_goes_where_one_says(imported: Any) -> None:
    client = imported.client(imported.post("overseer"))
    first = client.get("/cases/")
    text = first.content.decode()
    assert "共 40 条，第 1–20 条" in text
    assert '<input id="jump" type="number" name="page" value="1" min="1" max="2">' in text
    second = client.get("/cases/", {"page": "2"})
    assert "第 21–40 条" in second.content.decode()
    assert {row.pk for row in first.context["page"]} | {row.pk for row in second.context["page"]} == set(
        first.context["page"].found.values_list("pk", flat=True)
    )
