# SPDX-License-Identifier: Apache-2.0
"""Somebody who imports logs as people do: by the pages, with the queue worked off in between."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.module_loading import import_string
from django_q.models import OrmQ

from mingcha.catalog.actions import load_item
from mingcha.engine.calendar import NATIONAL, national
from mingcha.engine.clock import date_of, day_number
from mingcha.exchange import reading
from mingcha.exchange.models import Import, Source
from mingcha.ledger import System
from mingcha.organs.models import Calendar, CalendarDay, CalendarYear, Organ, Person, Post, Role
from mingcha.organs.testing import Cast

ROOT = Path(__file__).parents[1]
CSV = (
    "案号,环节,时间,承办人\nA,立案,2026-01-05 09:00,张三\nA,决定,2026-01-09 10:00,李四\nB,立案,2026-01-05 11:00,张三\n"
)
POINTS = """
[[point]]
key = "decide"
kind = "time_limit"
start = ["立案"]
end = ["决定"]
limit = 3
unit = "working_day"
"""
ACTS = ("立案", "调查", "决定", "结案")


def work() -> int:
    """Do what waits in the queue until nothing does, as a worker would; how many jobs there were."""
    done = 0
    while row := OrmQ.objects.order_by("pk").first():
        task = row.task
        row.delete()
        import_string(task["func"])(*task["args"])
        done += 1
    return done


def item(cast: Cast, code: str = "CF-1", acts: tuple[str, ...] = ACTS, points: str = POINTS) -> Any:
    """An item of the catalogue with one version and these acts in their order."""
    document = tomllib.loads(points)
    head = {"code": code, "name": "行政处罚", "category": "行政处罚", "version": "1", "valid_from": date(2000, 1, 1)}
    steps = [{"act": act, "place": place} for place, act in enumerate(acts, 1)]
    document |= {"catalog": head, "step": steps}
    return load_item(document, organ=cast.organ("enforcement"), by=System("test"))


def lay_calendar() -> None:
    """The national calendar of the years that these logs are of: all of it would cost each test a second."""
    calendar = Calendar.objects.create(code=NATIONAL, name="国家")
    since = day_number(date(2025, 1, 1))
    days = [row for row in national().rows() if row[1] >= since]
    years = sorted({date_of(row[1]).year for row in days})
    CalendarYear.objects.bulk_create(
        [CalendarYear(calendar=calendar, year=year, standing="official") for year in years]
    )
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(calendar=calendar, day=row[1], is_work=bool(row[2]), wd=row[3], next_work_day=row[4])
            for row in days
        ]
    )


class Office:
    """A browser of one post, at the pages of imports."""

    def __init__(self, cast: Cast, role: str = "importer") -> None:
        lay_calendar()
        self.cast, self.post = cast, cast.post(role)
        self.client = cast.client(self.post)
        self.source = Source.objects.create(key="old", name="旧系统", organ=cast.organ("enforcement"))

    def upload(self, *files: tuple[str, bytes | str], sides: Any = (), expect: int = 302, **fields: Any) -> Any:
        """Send files; gives the import, or the page of a refusal."""
        given = {"source": self.source.pk} | fields
        given |= {"logs": [_file(*each) for each in files], "sides": [_file(*each) for each in sides]}
        answer = self.client.post("/exchange/new/", given)
        assert answer.status_code == expect, answer.content.decode()[:2_000]
        return Import.objects.get(pk=int(answer["Location"].split("/")[-2])) if expect == 302 else answer

    def recognised(self, *files: tuple[str, bytes | str], **given: Any) -> Import:
        """Upload, and have the columns recognised (and tried, where nobody need look at them)."""
        batch = self.upload(*files, **given)
        work()
        batch.refresh_from_db()
        return batch

    def page(self, batch: Import, part: str = "") -> Any:
        answer = self.client.get(f"/exchange/{batch.pk}/{part}")
        assert answer.status_code == 200
        return answer

    def form(self, batch: Import) -> dict[str, Any]:
        """What the page of columns would send if nothing were changed."""
        form = self.page(batch, "mapping/").context["form"]
        return {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}

    def map(self, batch: Import, expect: int = 302, **changes: Any) -> Any:
        """Send the page of columns with changes, and have it tried; gives the page of a refusal."""
        answer = self.client.post(f"/exchange/{batch.pk}/mapping/", self.form(batch) | changes)
        assert answer.status_code == expect, answer.content.decode()[:2_000]
        work()
        batch.refresh_from_db()
        return answer

    def map_text(self, batch: Import, text: str, expect: int = 302) -> Any:
        """Send the mapping as a text."""
        answer = self.client.post(f"/exchange/{batch.pk}/mapping/text/", {"text": text, "version": batch.version})
        assert answer.status_code == expect, answer.content.decode()[:2_000]
        work()
        batch.refresh_from_db()
        return answer

    def folder(self, batch: Import) -> Path:
        """Where the work on an import is done."""
        return reading.folder_of(batch)

    def run(self, batch: Import) -> None:
        """Import what was found right."""
        answer = self.client.post(f"/exchange/{batch.pk}/run/")
        assert answer.status_code == 302, answer.content.decode()[:500]
        work()
        batch.refresh_from_db()

    def bring_in(self, *files: tuple[str, bytes | str], **given: Any) -> Import:
        """The whole walk of a source whose columns are known."""
        batch = self.recognised(*files, **given)
        assert batch.status == Import.Status.READY, (batch.status, batch.faults)
        self.run(batch)
        assert batch.status == Import.Status.DONE, batch.faults
        return batch


def _file(name: str, content: bytes | str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def seat(organ: Organ, role: str, name: str, person: Person | None = None) -> Post:
    """A post in an organ that reaches its region; of a person who is not there yet, unless one is given."""
    person = person or Person.objects.create(username=name, name=name, organ=organ)
    row = Role.objects.get(key=role)
    return Post.objects.create(person=person, organ=organ, role=row, reach="region", valid_from=date(2020, 1, 1))
