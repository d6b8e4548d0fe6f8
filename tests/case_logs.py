# SPDX-License-Identifier: Apache-2.0
"""The demonstration log of ``mingcha sample`` as another system would send it, with the register and the law in our tables."""

from __future__ import annotations

import atexit
import csv
import shutil
import tempfile
import tomllib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from mingcha.audit.ingest import ingest
from mingcha.audit.mapping import Mapping, load_mapping
from mingcha.audit.run import Audit, run
from mingcha.audit.sample import write_sample
from mingcha.engine.clock import CHINA, local_seconds

NOW = datetime(2026, 11, 20, 17, 30, tzinfo=CHINA)


def sample(folder: Path, cases: int = 150, seed: int = 9) -> Path:
    """Write a small log; gives its folder."""
    write_sample(folder, cases, seed)
    return folder


@cache
def small_log() -> tuple[Path, list[Any]]:
    """Forty cases, written and read once a process; gives the folder of the log and the cases."""
    folder = Path(tempfile.mkdtemp(prefix="mingcha-test-log-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    sample(folder / "log", 40)
    return folder / "log", take_in(folder / "log", folder / "out")


def take_in(folder: Path, out: Path) -> list[Any]:
    """The cases of the log as the bulk writer takes them."""
    from mingcha.cases.bulk.reading import read_slice

    mapping = load_mapping(folder / "mapping.toml")
    got = ingest([folder / "log.csv"], mapping, out)
    names = {row["case_id"]: row for row in pq.read_table(out / "case_names.parquet").to_pylist()}
    officers = {row["officer_id"]: row["name"] for row in pq.read_table(out / "officer_names.parquet").to_pylist()}
    return [told for part in got.slices for told in read_slice(part, names, officers)]


def load_rules(folder: Path, organ: Any, by: Any) -> None:
    """The item, the law, the calendar and the register that judge the log."""
    from mingcha.catalog.actions import load_item, load_law
    from mingcha.organs.actions.calendars import load_calendar

    document = tomllib.loads((folder / "points.toml").read_text("utf-8"))
    mapping: Mapping = load_mapping(folder / "mapping.toml")
    acts = [act for place in mapping.acts.order for act in place]
    document["catalog"] = {
        "code": "行政处罚",
        "name": "行政处罚",
        "category": "行政处罚",
        "version": "1",
        "valid_from": date(2025, 1, 1),
    }
    document["step"] = [{"act": act, "place": place} for place, act in enumerate(acts, 1)]
    load_item(document, organ=organ, by=by)
    load_law(folder / "法规条文.csv", folder / "裁量基准.csv", by=by)
    load_calendar(by=by)
    register(folder, organ)


def register(folder: Path, organ: Any) -> None:
    """Officers and their certificates as the side table has them."""
    from mingcha.organs.models import Certificate, Officer

    people: dict[str, Any] = {}
    with (folder / "执法人员.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            name, code = row["姓名"], int(row["执法区域"].ljust(12, "0"))
            officer = people.get(name) or Officer.objects.create(name=name, organ=organ, kind="officer")
            people[name] = officer
            width = next(digits for digits in (10, 8, 6, 3, 0) if code % 10**digits == 0)
            Certificate.objects.create(
                officer=officer,
                number=f"{row['执法证号']}-{len(people)}-{row['执法类别']}-{row['有效期起']}",
                category=row["执法类别"],
                area=organ.region,
                area_lo=code,
                area_hi=code + 10**width - 1,
                valid_from=date.fromisoformat(row["有效期起"]),
                valid_to=date.fromisoformat(row["有效期止"]) if row["有效期止"] else None,
            )


def audited(folder: Path, now: datetime = NOW) -> list[tuple[Any, ...]]:
    """What ``mingcha audit`` finds in the log: (case, point, code, level, subject, mode, value, bound), sorted."""
    audit = Audit([folder / "log.csv"], folder / "mapping.toml", folder / "points.toml", local_seconds(now))
    with run(audit) as result:
        columns = "case_name, key, code, level, subject, mode, value, bound"
        return sorted(result.rows(f"SELECT {columns} FROM found"), key=repr)


def stored(alarms: Any) -> list[tuple[Any, ...]]:
    """Our alarms in the same form."""
    columns = ("case__number", "point_key", "code", "level", "subject", "mode", "value", "bound")
    return sorted(alarms.values_list(*columns), key=repr)
