# SPDX-License-Identifier: Apache-2.0
"""The report says what was found: each figure on the page is one that the log and the findings bear out."""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb
import generate
import pytest
from report_page import COLUMNS, RETURNS, SPANS, page_of, parse, tree_of

from mingcha.audit import report, summary
from mingcha.audit.result import open_result
from mingcha.audit.run import Audit, run
from mingcha.cli import main
from mingcha.engine.batch import Settings, judge_log
from mingcha.engine.kinds import KINDS, LEVELS
from mingcha.engine.points import make_points

ROOT = Path(__file__).parents[2]
RECEIPT = Path(os.environ.get("MINGCHA_DATA", ROOT.parent / "shared" / "data")) / "receipt.csv"
ORDER = '[acts]\norder = ["受理", "审查", "决定"]\n'
BACK = "案号,环节,时间\n" + "".join(
    f"{case},{act},2026-03-{day:02d} 10:00\n"
    for case, acts in (
        ("甲", ["受理", "审查", "决定"]),
        ("乙", ["受理", "审查", "受理", "审查", "决定"]),
        ("丙", ["受理", "决定"]),
    )
    for day, act in enumerate(acts, 2)
)


def visible(node, lang="zh"):
    """Text with its spaces made plain, as the eye takes them."""
    return " ".join(node.text(lang).split())


@pytest.fixture(scope="module")
def generated(tmp_path_factory):
    """A log with every fault in it, judged: the folder, the tree of its report and what the summary says."""
    folder = tmp_path_factory.mktemp("generated")
    generate.generate(folder / "log", 1_500, 0.5)
    points = judge_log(folder / "log", Settings(generate.points(), generate.calendar(), generate.NOW), folder / "out")
    with open_result(folder / "log", folder / "out", points, generate.calendar(), generate.NOW) as result:
        report.write(result, folder / "report.html")
        told = summary.counts(result)
    return folder, parse((folder / "report.html").read_text("utf-8")), told


@pytest.mark.skipif(not RECEIPT.exists(), reason="the receipt log is not beside the project (MINGCHA_DATA)")
def test_the_report_of_the_receipt_log_shows_its_known_figures(tmp_path):
    out = tmp_path / "receipt.html"
    example = ROOT / "examples" / "receipt"
    arguments = [
        "audit",
        str(RECEIPT),
        "--mapping",
        str(example / "mapping.toml"),
        "--points",
        str(example / "points.toml"),
    ]
    assert main([*arguments, "--now", "2026-11-21", "--html", str(out)]) == 0
    tree = parse(out.read_text("utf-8"))
    assert "1,434 件案件中" in visible(tree.one("h1"))
    assert "92 件" in visible(tree.one("h1"))
    found = {
        visible(row.one("th")): visible(row.all("td")[-1])
        for row in tree.with_id("kind-separation").all("tr")[1:]
        if len(row.all("td")) == 3
    }
    assert {"1,042", "1,028"} <= set(found.values())
    assert "27 种环节" in visible(tree.with_id("map"))


def test_the_command_writes_the_report_beside_the_other_outputs(tmp_path, capsys):
    page_of(tmp_path, BACK, mapping=COLUMNS + ORDER)
    files = [str(tmp_path / name) for name in ("log.csv", "mapping.toml", "points.toml")]
    arguments = ["audit", files[0], "--mapping", files[1], "--points", files[2], "--now", "2026-06-30"]
    assert main([*arguments, "--html", str(tmp_path / "again.html"), "--out", str(tmp_path / "found.csv")]) == 0
    assert "退" in capsys.readouterr().out
    assert "3 件案件中" in visible(parse((tmp_path / "again.html").read_text("utf-8")).one("h1"))
    assert (tmp_path / "found.csv").exists()


def test_levels_kinds_and_codes_are_counted_as_the_summary_counts_them(generated):
    _, tree, told = generated
    strip = [visible(cell.one("b")) for cell in tree.one("div", "strip").all("div")]
    assert strip == [f"{told['levels'][level]:,}" for level in LEVELS]
    cards = {card.attrs["href"].removeprefix("#kind-"): card for card in tree.all("a", "kind")}
    assert list(cards) == list(KINDS)
    for kind, codes in told["findings"].items():
        assert visible(cards[kind].one("b", "total")) == f"{sum(codes.values()):,}"
        shown = [int(visible(code.one("span", "n"))) for code in cards[kind].all("span", "code")]
        assert shown == [n for n in codes.values() if n]


def test_every_kind_leads_to_its_findings(generated):
    _, tree, _ = generated
    for card in tree.all("a", "kind"):
        target = tree.with_id(card.attrs["href"].removeprefix("#"))
        assert target.all("table")


@pytest.mark.req("S1-41")
def test_each_finding_stands_with_case_level_reason_and_cure(generated):
    folder, tree, _ = generated
    known = dict(duckdb.sql(generate.known(folder / "log")).fetchall())
    for kind, words in KINDS.items():
        lists = tree.with_id(f"kind-{kind}").all("div", "code-list")
        codes = [visible(found.one("h3").all("small")[0]) for found in lists]
        assert codes == list(words.codes)
        for code, found in zip(codes, lists, strict=True):
            assert visible(found.one("p", "cure")).endswith(words.codes[code].cure["zh"])
            assert found.one("p", "cure").text("en").endswith(words.codes[code].cure["en"])
            rows = found.one("tbody").all("tr")
            assert rows
            for row in rows:
                assert row.one("th").one("span", "sig").text("en") == words.codes[code].level
                case, why = row.all("td")
                assert known[int(visible(case))] == code
                assert re.search(r"[。（）]", visible(why))


def test_the_newest_findings_come_first(generated):
    _, tree, _ = generated
    rows = tree.with_id("kind-evidence").all("div", "code-list")[0].one("tbody").all("tr")
    days = [visible(row.one("th").one("small")) for row in rows]
    assert len(days) > 5
    assert days == sorted(days, reverse=True)


def test_the_findings_over_time_add_up(generated):
    _, tree, told = generated
    rows = tree.with_id("time").one("tbody").all("tr")
    sums = [sum(int(visible(row.all("td")[column]).replace(",", "")) for row in rows) for column in range(3)]
    assert sums == [told["levels"][level] for level in LEVELS]


@pytest.mark.parametrize(
    ("last", "step", "name"),
    [
        ("2026-02-20", "每日", "2026-01-05"),
        ("2026-06-20", "每周", "2026-01-05"),
        ("2028-06-20", "每月", "2026-01"),
        ("2038-06-20", "每年", "2026"),
    ],
)
def test_the_span_of_the_log_chooses_the_period(tmp_path, last, step, name):
    text = f"案号,环节,时间\n甲,受理,2026-01-06\n甲,审查,2026-01-07\n甲,受理,2026-01-08\n乙,受理,{last}\n"
    tree = tree_of(tmp_path, text, RETURNS, COLUMNS + ORDER, now=f"{last} 12:00")
    assert visible(tree.with_id("time").one("p", "sub")) == step
    expected = "2026-01-08" if step == "每日" else name
    assert [visible(row.one("th")) for row in tree.with_id("time").one("tbody").all("tr")] == [expected]


def test_a_stray_date_does_not_squeeze_the_chart_into_a_corner(tmp_path):
    rows = [
        f"{case},{act},2026-03-{day:02d}\n"
        for case in range(150)
        for day, act in ((2, "受理"), (3, "审查"), (4, "受理"))
    ]
    text = "案号,环节,时间\n旧,受理,1998-01-01\n" + "".join(rows)
    shown = tree_of(tmp_path, text, mapping=COLUMNS + ORDER).with_id("time")
    assert visible(shown.one("p", "sub")) == "每日"
    assert "2026-03-04 至 2026-03-04" in visible(shown.one("figcaption"))


def used(tree):
    """The rows of the chart of time used: name → figures."""
    return {
        visible(row.one("span", "name")): visible(row.one("span", "figures"))
        for row in tree.with_id("used").all("div", "row")
    }


LIMITS = """
[[point]]
key = "verify"
name = "核查期限"
kind = "time_limit"
at = ["核查"]
limit = 5
unit = "working_day"
[[point]]
key = "whole"
name = "办案期限"
kind = "time_limit"
start = ["立案"]
in = ["核查"]
end = ["决定"]
limit = 30
unit = "calendar_day"
[[point]]
key = "hours"
name = "立案时限"
kind = "time_limit"
at = ["立案"]
limit = 24
unit = "hour"
"""


def test_used_time_is_reckoned_in_the_unit_of_each_limit(tmp_path):
    # 2026-05-01 to 05 is a public holiday: from Thursday 30 April to Friday 8 May there are three working days.
    lengths = [
        ("甲", "2026-04-30", "2026-05-08"),
        ("乙", "2026-03-02", "2026-03-04"),
        ("丙", "2026-03-02", "2026-03-20"),
    ]
    rows = [
        f"{case},立案,{begin} 08:00,{begin} 20:00\n{case},核查,{begin} 21:00,{end} 09:00\n{case},决定,{end} 10:00,{end} 16:00\n"
        for case, begin, end in lengths
    ]
    shown = used(tree_of(tmp_path, "案号,环节,开始,结束\n" + "".join(rows), LIMITS, SPANS))
    assert shown["核查期限"] == "3 · 14 / 5 工作日3 件超期 1"
    assert shown["办案期限"] == "8 · 18 / 30 日3 件"
    assert shown["立案时限"] == "12 · 12 / 24 小时3 件"
    assert shown["决定"] == "6 小时 · 6 小时3 件"
    assert list(shown) == ["办案期限", "立案时限", "核查期限", "决定"]


def test_what_is_open_is_reckoned_until_now(tmp_path):
    text = "案号,环节,开始,结束\n甲,立案,2026-03-02 08:00,2026-03-02 09:00\n甲,核查,2026-03-02 10:00,\n"
    shown = used(tree_of(tmp_path, text, LIMITS, SPANS, now="2026-03-06 09:00"))
    assert shown["核查期限"] == "4 · 4 / 5 工作日1 件"
    assert shown["办案期限"] == "4 · 4 / 30 日1 件"


def test_a_promise_is_measured_by_each_case_s_own(tmp_path):
    text = "案号,环节,时间,承诺\n" + "".join(
        f"{n},受理,2026-03-02,2026-03-{2 + n}\n{n},决定,2026-03-07,2026-03-{2 + n}\n" for n in (4, 5, 10)
    )
    points = '[[point]]\nkey = "p"\nname = "承诺日期"\nkind = "time_limit"\nunit = "promise"\n'
    shown = used(tree_of(tmp_path, text, points, COLUMNS + 'promised = "承诺"\n'))
    # Five days used; promised were until the end of the fifth, sixth and eleventh day: 100, 83.3 and 45.5 per cent.
    assert shown["承诺日期"] == "83.3 · 100 / 100 % 承诺时长3 件超期 1"


def test_a_log_with_one_time_a_step_shows_the_time_since_the_step_before(tmp_path):
    tree = tree_of(tmp_path, BACK, mapping=COLUMNS + ORDER)
    assert "距上一环节的时间" in visible(tree.with_id("used"))
    assert used(tree)["决定"] == "1 日 · 1 日3 件"


def test_the_map_shows_runs_ways_and_returns(tmp_path):
    tree = tree_of(tmp_path, BACK, mapping=COLUMNS + ORDER).with_id("map")
    stations = tree.all("div", "station")
    assert [visible(station.one("span", "act")) for station in stations] == ["01受理", "02审查", "03决定"]
    assert [visible(station.one("span", "runs")) for station in stations] == ["4 次", "3 次", "3 次"]
    assert "→ 02 3 75.0%" in visible(stations[0])
    assert "→ 03 1 25.0%" in visible(stations[0])
    assert "退回 01 1 次" in visible(stations[1])
    assert "最后一步 3 100.0%" in visible(stations[2])
    assert len(tree.all("i", "found")) == 1
    assert len(tree.all("i", "skip")) == 1
    assert "退回 1 次，最多的是由 02 到 01" in visible(tree.one("figcaption"))
    assert "环节按流程规定的次序排列" in visible(tree)


def test_a_return_in_a_log_without_declared_order_is_drawn_but_not_called_a_finding(tmp_path):
    tree = tree_of(tmp_path, BACK)
    assert "没有发现问题：3 件案件全部通过" in visible(tree.one("h1"))
    shown = tree.with_id("map")
    assert not shown.all("i", "found")
    assert len(shown.all("i", "return")) == 1
    assert "不作为发现" in visible(shown)


def test_of_two_hundred_acts_the_most_run_are_drawn_and_the_rest_counted(tmp_path):
    acts = [f"环节{n:03d}" for n in range(200)]
    rows = [
        f"{case},{act},2026-01-05 {9 + place // 60:02d}:{place % 60:02d}\n"
        for case in range(3)
        for place, act in enumerate(acts[: 200 if case == 0 else 45])
    ]
    shown = tree_of(tmp_path, "案号,环节,时间\n" + "".join(rows)).with_id("map")
    assert len(shown.all("div", "station")) == 40
    assert "其余 160 种共办 170 次" in visible(shown)


def test_the_worst_are_told_with_their_base(generated):
    folder, tree, told = generated
    shown = tree.with_id("worst")
    rows = [visible(row) for row in shown.all("div", "row")]
    for entry in told["worst"]["steps"]:
        rate = f"{100 * entry['findings'] / entry['runs']:.1f}"
        assert f"{entry['act']}{entry['findings']} / {entry['runs']:,} 次，每百 {rate}".replace(" ", "") in [
            row.replace(" ", "") for row in rows
        ]
    assert "日志没有写明机关" in visible(shown)
    assert len(shown.one("div", "cases").one("tbody").all("tr")) == 10
    assert folder.exists()


def test_a_log_without_a_finding_is_told_calmly(tmp_path):
    tree = tree_of(tmp_path, "案号,环节,时间\n甲,受理,2026-03-02\n")
    assert visible(tree.one("h1")) == "没有发现问题：1 件案件全部通过。"
    assert tree.one("h1").text("en") == "Nothing was found: all 1 cases pass."
    for part in ("kinds", "time", "used", "map", "worst"):
        assert not tree.with_id(part).all("svg", "red"), part
    assert not tree.one("div", "strip").all("svg", "red")


def test_an_empty_log_has_a_report_too(tmp_path):
    (tmp_path / "log").mkdir()
    (tmp_path / "out").mkdir()
    points = make_points({"point": [{"key": "back", "kind": "rollback", "at": "*"}]})
    with open_result(tmp_path / "log", tmp_path / "out", points, generate.calendar(), generate.NOW) as result:
        report.write(result, tmp_path / "report.html")
    tree = parse((tmp_path / "report.html").read_text("utf-8"))
    assert visible(tree.one("h1")) == "日志里没有案件。"


def test_long_lists_are_cut_and_say_so(tmp_path):
    rows = [
        f"案{n},{act},2026-03-{day:02d}\n" for n in range(120) for day, act in ((2, "受理"), (3, "审查"), (4, "受理"))
    ]
    tree = tree_of(tmp_path, "案号,环节,时间\n" + "".join(rows), mapping=COLUMNS + ORDER)
    found = tree.with_id("kind-rollback").one("div", "code-list")
    assert len(found.one("tbody").all("tr")) == 50
    assert "列出前 50 条，共 120 条" in visible(found)


def test_the_page_tells_how_it_was_judged(generated):
    _, tree, _ = generated
    told = visible(tree.with_id("how"))
    assert "2026-07-01 00:00" in told
    assert "全国，2023 至 2026 年" in told
    assert "没有用到暂定的年份" in told
    for point in generate.points().points:
        assert f"{point.key}（第 1 版）" in told
    assert [visible(code) for code in tree.with_id("how").all("code")] == [
        code for kind in KINDS.values() for code in kind.codes
    ]


def test_points_of_two_items_are_one_rule_only_where_they_demand_the_same(tmp_path):
    """One key for the two items: the second returns at another act and at another level; the last two are alike."""
    points = "".join(
        f'[[point]]\nitem = "{item}"\nkind = "rollback"\nkey = "{key}"\nname = "退回"\nat = "{at}"\nlevels = {{ rollback = "{level}" }}\n'
        for key, at, level, item in (
            ("back", "受理", "red", "许可"),
            ("back", "审查", "yellow", "处罚"),
            ("same", "决定", "red", "许可"),
            ("same", "决定", "red", "处罚"),
        )
    )
    acts = [("受理", 2), ("审查", 3), ("决定", 4), ("审查", 5), ("受理", 6)]
    rows = [f"{item}1,{act},2026-03-{day:02},{item}\n" for item in ("许可", "处罚") for act, day in acts]
    tree = tree_of(tmp_path, "案号,环节,时间,事项\n" + "".join(rows), points, COLUMNS + 'item = "事项"\n' + ORDER)
    points_of = tree.with_id("kind-rollback").all("table")[0]
    shown = [" ".join(visible(cell) for cell in row.inner) for row in points_of.one("tbody").all("tr")]
    assert shown == [
        "退回back · 第 1 版 退回到 受理 即报。 回退 1",
        "退回back · 第 1 版 退回到 审查 即报。 回退 1",
        "退回same · 第 1 版，2 个事项 退回到 决定 即报。 回退 0",
    ]
    assert "3 个监察点" in visible(tree.one("p", "scope"))


def test_a_provisional_year_is_named(tmp_path):
    text = "案号,环节,开始,结束\n甲,受理,2027-03-02,\n"
    tree = tree_of(tmp_path, text, mapping=SPANS, now="2027-03-05 09:00")
    assert "2027 年的日历是暂定的" in visible(tree.with_id("how"))


def test_a_busy_log_stays_below_two_megabytes(tmp_path):
    generate.generate(tmp_path / "log", 6_000, 1.0)
    points = judge_log(
        tmp_path / "log", Settings(generate.points(), generate.calendar(), generate.NOW), tmp_path / "out"
    )
    with open_result(tmp_path / "log", tmp_path / "out", points, generate.calendar(), generate.NOW) as result:
        assert result.one("SELECT COUNT(*) FROM found") == 6_000
        report.write(result, tmp_path / "report.html")
    assert 100_000 < (tmp_path / "report.html").stat().st_size < 2_000_000


def test_the_same_findings_make_the_same_page(tmp_path):
    first = page_of(tmp_path, BACK, mapping=COLUMNS + ORDER)
    assert page_of(tmp_path, BACK, mapping=COLUMNS + ORDER) == first


def test_a_report_that_cannot_be_written_leaves_the_old_one(tmp_path, monkeypatch):
    def full(*_):
        raise OSError("disk full")

    page_of(tmp_path, BACK)
    before = (tmp_path / "report.html").read_bytes()
    audit = Audit([tmp_path / "log.csv"], tmp_path / "mapping.toml", tmp_path / "points.toml", generate.NOW)
    with run(audit) as result:
        monkeypatch.setattr(Path, "replace", full)
        with pytest.raises(OSError, match="disk full"):
            report.write(result, tmp_path / "report.html")
    assert (tmp_path / "report.html").read_bytes() == before
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]
