# SPDX-License-Identifier: Apache-2.0
"""Puts the demonstration into an empty installation, once: district and law by their actions, the year by the import.

Whoever stops it half-way starts it again: what is there is kept, what is missing is added.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from mingcha.analysis.actions.counting import count_days
from mingcha.cases.actions.alarms import acknowledge_alarms
from mingcha.cases.models import Alarm
from mingcha.catalog.actions import load_item, load_law
from mingcha.catalog.models import PowerItem
from mingcha.demo.accountability import hold_liable
from mingcha.demo.catalogue import furnish
from mingcha.demo.export import sources, write_law
from mingcha.demo.imports import bring, leave_waiting, post_of
from mingcha.demo.messages import choose_messages
from mingcha.demo.orders import send_orders
from mingcha.demo.papers import send_papers
from mingcha.demo.people import settle
from mingcha.demo.plan import TOTAL
from mingcha.demo.running import run_cases
from mingcha.demo.year import SEED, Year, make_year
from mingcha.disclosure.actions import publish_item, withdraw_item
from mingcha.inbox.actions import send
from mingcha.inbox.models import Message, Todo
from mingcha.ledger import By, Conflict, WrongState, record
from mingcha.ledger.models import Entry
from mingcha.organs.actions.calendars import load_calendar
from mingcha.organs.actions.dictionaries import load_dictionaries
from mingcha.organs.actions.regions import load_regions
from mingcha.organs.actions.roles import load_roles
from mingcha.organs.models import Organ, Person, Post

SETTLED, LOADED = "settle_demo", "load_demo"
Say = Callable[[str], None]
OVERSEERS: Final = {"150102": "jiandu", "150105": "saihan", "150802": "linhe"}
OLD: Final = timedelta(days=45)
"""Red alarms about what is longer ago are known to the overseer already."""
LEFT: Final = 4
"""So many of the to-dos of an overseer stay."""
SLICE: Final = 400


def load(now: datetime, by: By, *, cases: int = TOTAL, say: Say = lambda line: None) -> bool:
    """Load a year of so many cases that ends at ``now``. Gives whether there was anything to do.

    Raises:
        WrongState: this is no demonstration (MINGCHA_DEMO).
        Conflict: the installation holds organs of its own already.
    """
    if not settings.DEMO:
        raise WrongState("只有演示模式（MINGCHA_DEMO=1）才能载入演示数据", "not_demo")
    if Entry.objects.filter(act=LOADED).exists():
        return False
    begun = Entry.objects.filter(act=SETTLED).first()
    if begun is None and Organ.objects.exists():
        raise Conflict("这里已有机构，演示数据只能载入空的系统", "not_empty")
    if begun:
        now, cases = datetime.fromisoformat(begun.what["now"]), begun.what["cases"]
    year = make_year(now, cases, SEED)
    if begun is None:
        say("建立机构、人员和职权目录")
        _settle(year, by, now=now.isoformat(), cases=cases)
    for source in sources(year):
        if source.cases:
            say(f"导入“{source.name}”：{len(source.cases)} 件")
            bring(year, source)
    leave_waiting(year)
    say("办理在办案件")
    run_cases(now)
    say("办理较早的报警")
    _live(now, by)
    while count_days():  # the figures of the city stand when the first page is opened
        pass
    return True


@transaction.atomic
def _settle(year: Year, by: By, **asked: Any) -> None:
    """Everything that is there before the first case."""
    load_regions(by)
    load_roles(by)
    load_calendar(by)
    load_dictionaries(by)
    made = settle(year.district, by=by)
    with tempfile.TemporaryDirectory() as folder:
        load_law(*write_law(year, Path(folder)), by=by)
    for item in year.law.items.values():
        publish_item(load_item(item.document, organ=made.organs[item.organ.key], by=by).item, by=by)
    furnish(made, by)
    withdraw_item(PowerItem.objects.order_by("-pk")[0], "事项名称正在修订", by=by)
    record(SETTLED, None, by=by, **asked)


@transaction.atomic
def _live(now: datetime, by: By) -> None:
    """What happened since: old alarms are known, some to-dos are done, people wrote to each other."""
    for region, username in OVERSEERS.items():
        post = post_of(username)
        old = _open(region).filter(occurred_at__lt=now - OLD).exclude(pk__in=_waiting(post).values("object_id"))
        _acknowledge(old.values_list("pk", flat=True), post)
    send_orders(now)
    for region, username in OVERSEERS.items():  # afterwards: on which of them orders are depends on the day
        post = post_of(username)
        dues = dict(_waiting(post).values_list("object_id", "due_at"))
        todo = sorted(_open(region).filter(pk__in=dues), key=lambda alarm: (dues[alarm.pk], *_urgent(alarm)))
        _acknowledge((alarm.pk for alarm in todo[LEFT:]), post)
    send_papers(now)
    hold_liable(now)
    choose_messages()
    _write_messages()
    record(LOADED, None, by=by, now=now.isoformat())


def _open(region: str) -> QuerySet[Alarm]:
    return Alarm.objects.filter(county=region.ljust(12, "0"), level=Alarm.Level.RED, status=Alarm.Status.OPEN)


def _waiting(post: Post) -> QuerySet[Todo]:
    return Todo.objects.filter(kind="alarm", organ=post.organ, closed_at=None)


def _acknowledge(alarms: Iterable[int], post: Post) -> None:
    ids = sorted(alarms)
    for start in range(0, len(ids), SLICE):
        acknowledge_alarms(ids[start : start + SLICE], by=post)


def _urgent(alarm: Alarm) -> tuple[bool, float]:
    """Of those due on one day what is overdue first, then the latest."""
    return alarm.kind != "time_limit", -alarm.occurred_at.timestamp()


def _write_messages() -> None:
    """A few words between people, once."""
    if Message.objects.filter(title=LETTERS[0][1]).exists():
        return
    for username, title, body in LETTERS:
        send(Person.objects.get(username=username), title, body)


LETTERS: Final = (
    ("jiandu", "本月案卷评查名单已确定", "抽取市场监管、城管、卫健各十卷，请在月底前完成初评。"),
    ("jiandu", "请关注查封扣押期限", "桥北市监所有一件查封已超过三十日，尚未办理延长或者解除。"),
    ("lingdao", "第三季度执法监督情况", "时限类报警下降，证据固化类报警集中在少数承办人，详见报警中心。"),
    ("jiancha", "承办人证据上传提醒", "东站市监所集中在周五下午补录，请督促随办随录。"),
    ("chengban", "有一件案件被法制审核退回", "请补充询问笔录后重新报送。"),
    ("shenhe", "待审核案件增多", "年底结案集中，请合理安排审核时间。"),
    ("linhe", "执法证到期提醒", "本季度有执法人员证件到期，请核对名册。"),
)
