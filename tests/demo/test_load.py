# SPDX-License-Identifier: Apache-2.0
"""The demonstration is loaded once, by actions and the import, and is alive: accounts, work that waits, cases within reach."""

from __future__ import annotations

from argparse import Namespace
from collections import Counter
from typing import Any

import pytest
from django.utils import timezone
from stdnum.cn import ric

from mingcha.cases.actions.rechecks import outdated
from mingcha.cases.models import Alarm, Case, Gate, Presence, Recheck, Task
from mingcha.demo import command
from mingcha.demo.district import toml
from mingcha.demo.load import load
from mingcha.demo.people import invented_number
from mingcha.engine.kinds import KINDS
from mingcha.exchange.models import Import
from mingcha.inbox import rows
from mingcha.inbox.counts import open_todos
from mingcha.inbox.models import Message, Todo
from mingcha.ledger import Conflict, System, WrongState
from mingcha.ledger.models import Entry
from mingcha.organs.models import Certificate, Officer, Organ, Person, Post
from mingcha.organs.perms import Perm
from mingcha.organs.testing import Cast

BY = System("test")


@pytest.fixture
def loaded(db: None, settings: Any) -> None:
    settings.DEMO = True
    assert command.run(Namespace(cases=110), lambda line: None, lambda line: None) == 0


def post(username: str) -> Post:
    return Post.objects.filter(person__username=username).order_by("pk")[0]


@pytest.mark.req("S0-49")
def test_the_demonstration_is_alive(loaded: None):
    _cases_are_in_their_places()
    _every_kind_of_alarm_is_there()
    _accounts_can_log_in()
    _the_register_is_complete()
    _imports_are_in_every_state_that_a_person_leaves_them_in()
    _watchers_have_something_to_do()
    _cases_run_here_at_every_point_of_their_way()
    _a_recheck_can_be_read()
    _once_is_enough()


def _cases_are_in_their_places() -> None:
    def seen(username: str) -> set[str]:
        return set(Case.objects.visible_to(post(username), Perm.CASES_CASE_READ).values_list("county", flat=True))

    assert seen("jiandu") == {"150102000000"}
    assert seen("shiju") == {"150102000000", "150105000000"}
    assert seen("linhe") == {"150802000000"}, "the outsider sees nothing of the other city"
    own = Case.objects.visible_to(post("chengban"), Perm.CASES_CASE_READ)
    assert 0 < own.count() < Case.objects.count() / 4
    assert Case.objects.filter(party="麦香面馆", title="食品经营许可（新办）").exists()
    assert Case.objects.filter(status=Case.Status.OPEN).exists()


def _cases_run_here_at_every_point_of_their_way() -> None:
    running = Case.objects.filter(file__isnull=False)
    assert set(running.values_list("power", flat=True)) == {"行政处罚", "行政许可", "行政强制", "行政检查"}
    assert running.values("item_code").distinct().count() >= 5
    assert set(running.values_list("status", flat=True)) == set(Case.Status)
    assert set(Task.objects.values_list("status", flat=True)) == set(Task.Status)
    assert set(Presence.objects.values_list("status", flat=True)) == set(Presence.Status)
    assert set(Gate.objects.values_list("status", flat=True)) == set(Gate.Status)
    for username in ("chengguan", "chengban", "xieban", "fuze", "chuangkou", "sp.fuze"):
        assert open_todos(post(username)).exists(), username
    assert not Todo.objects.filter(opened_at__gt=timezone.now()).exists()
    assert not Case.objects.filter(came_at__gt=timezone.now()).exists()


def _every_kind_of_alarm_is_there() -> None:
    assert set(Alarm.objects.values_list("kind", flat=True)) == set(KINDS)
    reached = Counter(Alarm.objects.values_list("status", flat=True))
    assert reached[Alarm.Status.OPEN]
    assert reached[Alarm.Status.ACKNOWLEDGED]


def _accounts_can_log_in() -> None:
    told = toml("accounts.toml")
    for entry in told["account"]:
        person = Person.objects.get(username=entry["username"])
        assert person.check_password(told["password"])
        assert not person.must_change_password
        assert Post.objects.filter(person=person).count() == len(entry["posts"])
    assert {entry["posts"][0]["role"] for entry in told["account"]} == set(
        Post.objects.values_list("role__key", flat=True)
    ), "an account for each role"
    assert not any(Person.objects.get(username=entry["username"]).has_usable_password() for entry in told["person"])
    assert command.accounts()[0].endswith("：")


def _the_register_is_complete() -> None:
    kinds = Counter(Officer.objects.values_list("kind", flat=True))
    assert kinds[Officer.Kind.AUXILIARY] == 60
    assert kinds[Officer.Kind.UNREGISTERED] == 0, "everybody in the logs is known"
    assert Officer.objects.filter(certificates__isnull=False).distinct().count() == 240
    assert not Certificate.objects.exclude(number__startswith="99").exists(), "no region begins with 99"
    for number in Person.objects.values_list("id_number", flat=True):
        assert number.startswith("990101")


def _imports_are_in_every_state_that_a_person_leaves_them_in() -> None:
    states = Counter(Import.objects.values_list("status", flat=True))
    assert states[Import.Status.DONE] == 9, "eight sources, one of them twice"
    assert {Import.Status.MAPPING, Import.Status.REFUSED, Import.Status.DROPPED} <= set(states)
    refused = Import.objects.get(status=Import.Status.REFUSED)
    assert {fault["code"] for fault in refused.faults} >= {"date_invalid", "date_order"}


def _watchers_have_something_to_do() -> None:
    assert set(Todo.objects.values_list("kind", flat=True)) <= set(rows.KINDS), (
        "each says what it is and what is to be done"
    )
    waiting = Todo.objects.filter(organ=post("jiandu").organ, closed_at=None).count()
    assert 1 <= waiting <= 15
    assert Message.objects.filter(person=post("jiandu").person).exists()


def _a_recheck_can_be_read() -> None:
    row = Recheck.objects.get()
    assert (row.status, outdated(row)) == (Recheck.Status.SAME, ""), (
        "nothing is loaded after it that cases are judged by"
    )


def _once_is_enough() -> None:
    counts = Case.objects.count(), Entry.objects.count(), Organ.objects.count()
    assert not load(timezone.now(), BY, cases=110)
    assert counts == (Case.objects.count(), Entry.objects.count(), Organ.objects.count())


def test_only_a_demonstration_takes_it(db: None, settings: Any):
    settings.DEMO = False
    with pytest.raises(WrongState):
        load(timezone.now(), BY, cases=110)


def test_it_never_goes_into_an_installation_with_organs_of_its_own(cast: Cast, settings: Any):
    settings.DEMO = True
    with pytest.raises(Conflict):
        load(timezone.now(), BY, cases=110)


def test_invented_numbers_pass_their_check_and_are_nobodys():
    numbers = {invented_number(number) for number in range(1, 60)}

    assert len(numbers) == 59
    for number in numbers:
        assert number.startswith("990101"), "a region that does not exist"
        assert ric.calc_check_digit(number[:-1]) == number[-1]
