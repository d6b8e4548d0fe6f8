# SPDX-License-Identifier: Apache-2.0
"""A province of cases and alarms for the benches of pages: a million of each in about a minute, in the database of the process.

``with database() as posts`` makes a throw-away database as an installation's (MINGCHA_TEST_DATABASE says which), lays the
data and gives two overseers: ``wide`` sees all of it, ``narrow`` one organ with a thousandth. Rows are copies of what the
import writes, in other organs, at other times, about other people; indexes and triggers come back when the rows stand.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from random import Random
from typing import Any

import apart

ROWS = 1_000_000
COUNTIES = 100
STEM = (1, 2, 8)
"""Organs of a county, in three levels: eleven of them."""
PARTIES = 20_000
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = "建国志强秀英伟芳娜敏静丽军磊洋勇艳杰娟涛超明霞平刚桂兰海燕玉"
TRADES = ("餐饮", "食品", "建筑", "运输", "药业", "商贸", "物流", "化工", "矿业", "百货")
TOWNS = "青石白水红山清河东湖西岭南坪北川金沙银滩"
WRONGS = ("未取得许可从事经营", "超范围经营", "虚假宣传", "未按规定公示价格", "违法占用耕地", "无证运输", "逾期未改正")


@dataclass
class Posts:
    """Who looks: ``wide`` at everything, ``narrow`` at one organ."""

    wide: Any
    narrow: Any


@contextmanager
def database(rows: int = ROWS) -> Iterator[Posts]:
    """The database of this process with so many rows, gone at the end."""
    with apart.database():
        from django.test.utils import setup_test_environment

        setup_test_environment()
        yield lay(rows)


def client(post: Any) -> Any:
    """A browser that wears the post."""
    from django.test import Client

    from mingcha.organs.middleware import KEY

    made = Client()
    made.force_login(post.person)
    session = made.session
    session[KEY] = post.pk
    session.save()
    return made


def lay(rows: int) -> Posts:
    """Organs, posts, and the rows of the two big tables."""
    from mingcha.cases.models import Alarm, Case

    cases, alarms = _patterns()
    organs = _organs()
    posts = _posts(organs)
    rng = Random(20_261_122)
    whose = [_place(organ) for organ in organs[1:]]
    words = _Words(rng)
    at = [rng.randrange(_seconds(2022), _seconds(2027)) for _ in range(rows)]
    _load(Case, _cases(rows, cases, whose, words, at))
    _load(Alarm, _alarms(rows, alarms, whose, at, rng))
    analyze()
    return posts


def analyze() -> None:
    """PostgreSQL's planner learns what there is now: an installation's does so by itself within a minute."""
    import databases

    if databases.ON_POSTGRESQL:
        import psycopg

        with closing(psycopg.connect(os.environ["MINGCHA_OWNER_DATABASE"], autocommit=True)) as owner:
            owner.execute("ANALYZE")


def _patterns() -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What the import of the sample log has written, taken out again: columns by name."""
    from case_logs import NOW, load_rules, small_log, take_in
    from mingcha.cases.bulk.writing import Incoming, write_slice
    from mingcha.cases.models import Alarm, Case
    from mingcha.ledger import System
    from mingcha.organs.testing import cast

    people, by = cast(), System("测量")
    folder, _ = small_log()
    organ = people.organ("enforcement")
    load_rules(folder, organ, by)
    write_slice(take_in(folder, folder.parent / "bench"), Incoming("测量", organ, 1, {}), NOW, by=by)
    return _columns(Case), _columns(Alarm)


def _columns(model: Any) -> list[dict[str, Any]]:
    names = [field.column for field in model._meta.concrete_fields]
    return [dict(zip(names, row, strict=True)) for row in _select(model, names)]


def _select(model: Any, names: Sequence[str]) -> list[Any]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(names)} FROM {model._meta.db_table} ORDER BY id")
        return list(cursor.fetchall())


def _seconds(year: int) -> int:
    return (year - 1970) * 31_556_952


def _organs() -> list[Any]:
    """First the province's own; then a tree of eleven in each county."""
    from mingcha.organs.models import Region

    province = Region.objects.get(code="990000000000")
    made = [_organ(f"{province.name}司法厅", province, None)]
    for number in range(COUNTIES):
        code = f"99{number // 10 + 10}{number % 10 + 1:02}000000"
        city = Region.objects.get_or_create(
            code=f"{code[:4]}00000000", name=f"第{code[2:4]}市", level=2, parent=province
        )[0]
        county = Region.objects.create(code=code, name=f"{code[2:6]}县", level=3, parent=city)
        above = [_organ(f"{county.name}人民政府", county, None)]
        made += above
        for level, many in enumerate(STEM[1:], 2):
            above = [
                _organ(f"{county.name}{level}级机关{place}", county, above[place % len(above)]) for place in range(many)
            ]
            made += above
    return made


def _organ(name: str, region: Any, above: Any) -> Any:
    from mingcha.organs.models import Organ

    organ = Organ(name=name, short=name[:40], kind=Organ.Kind.ENFORCEMENT, region=region, parent=above)
    organ.city, organ.county = region.city, region.county
    organ.save()
    organ.path = f"{above.path if above else '/'}{organ.pk}/"
    Organ.objects.filter(pk=organ.pk).update(path=organ.path)
    return organ


def _posts(organs: Sequence[Any]) -> Posts:
    """An overseer of the province, and one of the last organ."""
    from mingcha.organs.models import Person, Post, Role
    from mingcha.organs.testing import SINCE

    role = Role.objects.get(key="overseer")
    made = []
    for name, organ, reach in (("wide", organs[0], Post.Reach.REGION), ("narrow", organs[-1], Post.Reach.ORGAN)):
        person = Person(username=name, name=name, organ=organ)
        person.set_unusable_password()
        person.save()
        made.append(Post.objects.create(person=person, organ=organ, role=role, reach=reach, valid_from=SINCE))
    return Posts(*made)


def _place(organ: Any) -> dict[str, Any]:
    from mingcha.organs.models import place_of

    return {"organ_id": organ.pk, **place_of(organ)}


class _Words:
    """Titles and parties, some in every second case, some in one; ``tokens`` are those that a search looks for."""

    def __init__(self, rng: Random) -> None:
        from mingcha.organs.search import search_text

        self.rng = rng
        pick = rng.choice
        firms = [f"{pick(TOWNS)}{pick(TOWNS)}{pick(TRADES)}有限公司" for _ in range(PARTIES // 2)]
        people = [f"{pick(FAMILY)}{pick(GIVEN)}{pick(GIVEN)}" for _ in range(PARTIES // 2)]
        titles = [f"{trade}{wrong}案" for trade in TRADES for wrong in WRONGS]
        self.parties = [(name, search_text(name)) for name in [*firms, *people]]
        self.titles = [(name, search_text(name)) for name in titles]

    def one(self, number: int) -> tuple[str, str, str, str]:
        """Number of a case, title, party, tokens."""
        title, of_title = self.rng.choice(self.titles)
        party, of_party = self.rng.choice(self.parties)
        named = f"明监罚〔{2022 + number % 5}〕{number:07}号"
        tokens = f"明 监 罚 号 明监 监罚 mjf h {2022 + number % 5} {number:07}"
        return named, title, party, f"{tokens} {of_title} {of_party}"


def _cases(
    rows: int, patterns: Sequence[dict[str, Any]], whose: Sequence[Any], words: _Words, at: Sequence[int]
) -> Any:
    first = max(pattern["id"] for pattern in patterns) + 1
    for number in range(rows):
        named, title, party, tokens = words.one(number)
        came = at[number]
        yield (
            patterns[number % len(patterns)]
            | whose[number % len(whose)]
            | {
                "id": first + number,
                "source": "测量",
                "number": named,
                "title": title,
                "party": party,
                "search_text": " ".join(dict.fromkeys(tokens.split())),
                "came_at": came,
                "closed_at": None if number % 50 == 0 else came + 2_000_000,
                "status": "open" if number % 50 == 0 else "closed",
            }
        )


def _alarms(rows: int, patterns: Sequence[dict[str, Any]], whose: Sequence[Any], at: Sequence[int], rng: Random) -> Any:
    first = max(pattern["id"] for pattern in patterns) + 1
    case = first_case()
    levels = ["red"] * 2 + ["yellow"] * 3 + ["prompt"] * 5
    statuses = ["open"] * 5 + ["acknowledged"] * 5 + ["cured"] * 80 + ["expired"] * 10
    for number in range(rows):
        yield (
            patterns[number % len(patterns)]
            | whose[number % len(whose)]
            | {
                "id": first + number,
                "case_id": case + number,
                "occurred_at": at[number] + rng.randrange(5_000_000),
                "status": rng.choice(statuses),
                "level": rng.choice(levels),
            }
        )


def first_case() -> int:
    """The number of the first case that was laid."""
    from mingcha.cases.models import Case

    return int(
        Case.objects.filter(source="测量", number__startswith="明监罚").order_by("pk").values_list("pk", flat=True)[0]
    )


def _load(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """All rows at the speed of the database: past its indexes, which are made anew."""
    import databases

    (_load_postgresql if databases.ON_POSTGRESQL else _load_sqlite)(model, rows)


def _load_sqlite(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    from django.conf import settings
    from django.db import connection

    connection.close()
    table = model._meta.db_table
    with closing(sqlite3.connect(settings.DATABASES["default"]["NAME"])) as raw:
        raw.execute("PRAGMA synchronous=OFF")
        raw.execute("PRAGMA cache_size=-200000")
        laid = raw.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE tbl_name = ? AND type IN ('index', 'trigger') AND sql IS NOT NULL",
            [table],
        ).fetchall()
        for kind, name, _sql in laid:
            raw.execute(f"DROP {kind} {name}")
        names = [field.column for field in model._meta.concrete_fields]
        places = ", ".join(f":{name}" for name in names)
        raw.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({places})", rows)
        for _kind, _name, sql in laid:
            raw.execute(sql)
        for statement in model.SEARCH.fill_sqlite() if hasattr(model, "SEARCH") else ():
            raw.execute(statement)
        raw.execute("ANALYZE")
        raw.commit()


def _load_postgresql(model: Any, rows: Iterator[dict[str, Any]]) -> None:
    """As the superuser: the tables belong to another role."""
    import psycopg

    import databases

    table = model._meta.db_table
    names = [field.column for field in model._meta.concrete_fields]
    with closing(
        psycopg.connect(f"host={databases.SERVER} user=mingcha dbname={databases.NAME}", autocommit=True)
    ) as raw:
        raw.execute("SET maintenance_work_mem = '512MB'")
        laid = raw.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            [table],
        ).fetchall()
        for name, _sql in laid:
            raw.execute(f'DROP INDEX "{name}"')
        raw.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        with raw.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([row[name] for name in names])
        raw.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
        raw.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
        for statement in model.SEARCH.fill_postgresql() if hasattr(model, "SEARCH") else ():
            raw.execute(statement)
        for _name, sql in laid:
            raw.execute(sql)
        raw.execute(f"VACUUM (ANALYZE) {table}")
