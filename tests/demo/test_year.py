# SPDX-License-Identifier: Apache-2.0
"""The demonstration's year has the figures of a real one, is the same each time, and nobody in it is real."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

import pytest

from mingcha.audit.mapping import load_mapping
from mingcha.demo.case import Case
from mingcha.demo.clock import MINUTES, Clock
from mingcha.demo.export import sources, write_year
from mingcha.demo.stories import STORIES
from mingcha.demo.year import Year, make_year
from mingcha.engine.calendar import national
from mingcha.engine.clock import CHINA, date_of, day_number

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=CHINA)
CITIZEN = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")


@pytest.fixture(scope="module")
def year() -> Year:
    return make_year(NOW)


def of(year: Year, form: str, *fates: str) -> list[Case]:
    return [case for case in year.cases if case.form == form and (not fates or case.fate in fates)]


def day(wall: int) -> int:
    return wall // MINUTES


def ended(case: Case, act: str, year: Year) -> int | None:
    """The day on which an act was done, if it has been."""
    ends = [step.end for step in case.steps if step.act == act and step.end <= year.clock.now]
    return day(ends[-1]) if ends else None


def test_each_kind_has_as_many_cases_as_a_real_year(year: Year):
    counted = Counter((case.form, case.fate) for case in year.cases if not case.story)

    assert counted["ordinary", "punished"] == 620
    assert counted["ordinary", "not_filed"] == 310
    assert (counted["ordinary", "spared"], counted["ordinary", "withdrawn"]) == (118, 9)
    assert len(of(year, "summary")) - len(year.story("roast_stall")) == 1_050
    assert sum(count for (form, _), count in counted.items() if form == "permit") == 640
    assert (counted["seizure", "seized"], counted["surcharge", "fined"]) == (66, 8)
    assert counted["inspection", "done"] == 260


def test_the_staff_is_240_officers_with_certificates_and_60_auxiliaries(year: Year):
    holders = {line.person for line in year.district.register}
    auxiliaries = [person for unit in year.district.units for person in unit.assistants]
    people = holders | set(auxiliaries)

    assert (len(holders), len(auxiliaries)) == (240, 60)
    assert len({person.name for person in people}) == len(people)
    today = date_of(year.clock.today)
    assert sum(line.valid_to < today for line in year.district.register) >= 6, "some certificates have ended"


def test_cases_come_by_season(year: Year):
    came = Counter(date_of(day(case.steps[0].start)).strftime("%Y-%m") for case in year.cases)
    months = [came[f"2026-{month:02}"] for month in range(1, 11)]
    peaks = (months[2], months[5], months[8])

    assert min(peaks) > 1.3 * max(count for month, count in enumerate(months, 1) if month not in (3, 6, 9))
    festival = range(day_number(date(2026, 2, 14)), day_number(date(2026, 2, 26)))
    assert sum(day(case.steps[0].start) in festival for case in year.cases) < 15


def test_decisions_are_rushed_before_the_end_of_the_year(year: Year):
    decided = [date_of(at) for case in of(year, "ordinary") if (at := ended(case, "决定", year))]
    rush = sum(date(2025, 12, 10) <= at <= date(2025, 12, 25) for at in decided)

    assert rush > 2 * len(decided) * 16 / 365


def test_files_are_closed_in_batches_at_the_end_of_months(year: Year):
    closed = Counter(at for case in of(year, "summary") if (at := ended(case, "归档", year)))
    last = {
        max(at for at in closed if date_of(at).strftime("%Y-%m") == month)
        for month in ("2026-03", "2026-06", "2026-09")
    }

    assert sum(closed[at] for at in last) > 0.15 * sum(closed.values())


def test_the_ordinary_procedure_takes_as_long_as_in_a_real_year(year: Year):
    days = [
        at - day(case.accepted)
        for case in of(year, "ordinary")
        if case.accepted and case.story != "filed_after" and (at := ended(case, "决定", year))
    ]

    assert 33 <= median(days) <= 42
    assert 78 <= quantiles(days, n=10)[-1] <= 89
    assert sum(count > 90 for count in days) > 20, "lawfully extended or stopped, most of them"


def test_fines_are_spread_as_in_a_real_year(year: Year):
    penalties = [case.last("决定").facts for case in of(year, "ordinary", "punished")]
    fines = [facts["fine"] for facts in penalties if facts.get("fine")]
    part = [
        sum(low < fine <= high for fine in fines) / len(fines)
        for low, high in ((0, 5e3), (5e3, 5e4), (5e4, 2e5), (2e5, 1e9))
    ]

    assert part[0] == pytest.approx(0.62, abs=0.03)
    assert part[1] == pytest.approx(0.30, abs=0.03)
    assert part[2] == pytest.approx(0.07, abs=0.015)
    assert 1 <= part[3] * len(fines) <= 5
    assert median(case.last("当场处罚决定").facts["fine"] for case in of(year, "summary")) == 100


def test_the_street_works_before_nine_after_five_and_at_weekends(year: Year):
    found_at = [case.steps[0].start for case in of(year, "summary") if case.unit.organ.category == "城市管理"]
    hours = {wall % MINUTES // 60 for wall in found_at}

    assert hours <= {7, 8, 17, 18, 19, 20}
    assert sum(date_of(day(wall)).weekday() >= 5 for wall in found_at) > 0.2 * len(found_at)
    assert all(national().is_work(day(step.start)) for case in of(year, "permit", "granted") for step in case.steps), (
        "offices do not"
    )


def test_permits_keep_their_promise_in_92_per_cent(year: Year):
    issued = [case for case in of(year, "permit") if case.promised]

    assert sum(case.last("制证送达").end <= case.promised for case in issued) / len(issued) == pytest.approx(
        0.92, abs=0.01
    )


def test_one_unit_enters_its_week_on_friday_afternoon(year: Year):
    entered = [step.end for case in of(year, "ordinary") if case.unit.friday for step in case.steps]
    others = [step.end for case in of(year, "ordinary") if not case.unit.friday for step in case.steps]
    work = national()

    def last_of_week(wall: int) -> bool:
        monday = day(wall) - date_of(day(wall)).weekday()
        return not any(work.is_work(later) for later in range(day(wall) + 1, monday + 7)) and wall % MINUTES > 870

    assert len({case.unit.key for case in year.cases if case.unit.friday}) == 1
    assert all(map(last_of_week, entered))
    assert sum(map(last_of_week, others)) < 0.4 * len(others)


@pytest.mark.parametrize("story", STORIES)
def test_every_story_is_told(year: Year, story: str):
    assert len(year.story(story)) == (9 if story == "nine_visits" else 1)


def test_the_stories_are_what_they_are_called(year: Year):
    def only(story: str) -> Case:
        return year.story(story)[0]

    filed, decided = only("filed_after").last("立案"), only("filed_after").last("决定")
    assert day(filed.end) - day(decided.end) >= 2
    assert only("reduced").last("决定").facts["fine"] == 5_000
    sealed = only("day_31")
    assert year.clock.today - day(sealed.last("决定书交付").end) >= 31
    assert ended(sealed, "处理", year) is None
    assert ended(sealed, "解除", year) is None
    lead, seen = only("certificate").lead, day(only("certificate").last("核查").end)
    assert min(line.valid_to for line in year.district.register if line.person == lead) == date_of(seen - 1)
    visits = [day(case.last("现场检查").start) for case in year.story("nine_visits")]
    assert max(visits) - min(visits) < 92
    assert len({case.party for case in year.story("nine_visits")}) == 1
    late = only("twelfth_day")
    assert national().wd(day(late.last("公示").end)) - national().wd(day(late.last("决定").end)) == 12


def test_the_same_day_and_seed_give_the_same_files(tmp_path: Path):
    for name in ("one", "two"):
        write_year(make_year(NOW, 150), tmp_path / name)
    files = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file())

    assert files == sorted(
        path.relative_to(tmp_path / "two") for path in (tmp_path / "two").rglob("*") if path.is_file()
    )
    assert [
        file for file in files if (tmp_path / "one" / file).read_bytes() != (tmp_path / "two" / file).read_bytes()
    ] == []
    other = write_year(make_year(NOW, 150, seed=7), tmp_path / "other")
    assert (other[0] / "案件环节.csv").read_bytes() != (tmp_path / "one" / other[0].name / "案件环节.csv").read_bytes()


def test_nobody_is_real(tmp_path: Path):
    write_year(make_year(NOW, 300), tmp_path)
    text = "".join(
        path.read_bytes().decode("gb18030" if path.name == "当场处罚.csv" else "utf-8-sig") for path in files(tmp_path)
    )

    assert CITIZEN.findall(text) == []
    assert PHONE.findall(text) == []
    assert all(line.number.startswith("99") for line in make_year(NOW, 300).district.register), (
        "no region begins with 99"
    )


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_nothing_in_the_files_is_later_than_now(tmp_path: Path):
    when = datetime(2026, 3, 10, 11, 0, tzinfo=CHINA)
    write_year(make_year(when, 300), tmp_path)
    moment = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
    logs = [path for path in files(tmp_path) if path.suffix == ".csv" and path.parent != tmp_path]
    allowed = ("承诺办结日期", "改正期限", "最迟恢复时间")

    for path in logs:
        text = path.read_bytes().decode("gb18030" if path.name == "当场处罚.csv" else "utf-8-sig")
        lines = [line.split(",") for line in text.splitlines()]
        told = [
            cell
            for line in lines[1:]
            for name, cell in zip(lines[0], line, strict=False)
            if name not in allowed and moment.fullmatch(cell)
        ]
        assert max(told, default="") <= "2026-03-10 11:00", path.name


def test_every_case_comes_from_one_source_whose_mapping_holds(tmp_path: Path):
    year = make_year(NOW, 150)
    folders = write_year(year, tmp_path)

    assert sum(len(source.cases) for source in sources(year)) == len(year.cases)
    for folder in folders:
        load_mapping(folder / "mapping.toml")


@pytest.mark.parametrize("now", ["2026-02-18", "2026-05-01", "2026-12-31", "2027-06-30", "2031-01-01"])
def test_a_year_can_end_on_any_day(now: str):
    when = datetime.fromisoformat(now).replace(hour=9, tzinfo=CHINA)
    year = make_year(when, 150)

    assert len(year.cases) > 140
    assert date_of(year.clock.today) <= when.date()
    if when < datetime(2027, 10, 1, tzinfo=CHINA):  # further the calendar does not know
        assert date_of(year.clock.today) == when.date()


def test_work_waits_for_somebody_on_the_day(year: Year):
    tomorrow = [case for case in year.cases if case.plan.get("waits")]

    assert len(tomorrow) >= 20
    for case in tomorrow:
        assert any(step.end > year.clock.now for step in case.steps)


def test_a_small_year_is_a_small_part_of_each_kind():
    small = make_year(NOW, 150)

    assert 140 <= len(small.cases) <= 200
    assert {case.form for case in small.cases} == {
        "ordinary",
        "summary",
        "permit",
        "seizure",
        "surcharge",
        "inspection",
    }
    assert timedelta(days=small.clock.today - small.clock.first) == timedelta(days=395), "last year's month too"


def test_the_clock_turns_working_minutes_into_wall_minutes_and_back():
    clock = Clock(NOW)
    for moment in (0, 179, 180, 389, 390, 12_345):
        assert clock.working(clock.wall(moment)) == moment
