# SPDX-License-Identifier: Apache-2.0
"""The report as a page: it stands alone, nothing in a log can break it, and it says everything in both languages."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from itertools import pairwise

import generate
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_page import COLUMNS, page_of, parse

from mingcha.audit import report
from mingcha.audit.report.flow import lanes, straightened
from mingcha.audit.report.markup import LONGEST, Html, el, fill, html, name, two
from mingcha.audit.report.spans import Used, quantiles
from mingcha.audit.result import open_result
from mingcha.engine.batch import Settings, judge_log
from mingcha.engine.kinds import KINDS

CHINESE = re.compile("[\u4e00-\u9fff]")
HOSTILE = "</bdi></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{0}\u202egnp\u2066"
POINTS = """
[[point]]
key = "back"
name = "<b>退回</b>"
kind = "rollback"
at = "*"
[[point]]
key = "same"
kind = "separation"
first = ["受理"]
second = ["决定"]
[[point]]
key = "limit"
name = "受理期限"
law = "<i>某法</i> 第一条"
kind = "time_limit"
at = ["受理"]
limit = 1
unit = "calendar_day"
[[point]]
key = "day"
kind = "time_limit"
unit = "promise"
"""


def csv_field(text):
    return '"' + text.replace('"', '""') + '"'


def toml_text(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A page of all kinds of findings."""
    folder = tmp_path_factory.mktemp("page")
    generate.generate(folder / "log", 1_500, 0.5)
    points = judge_log(folder / "log", Settings(generate.points(), generate.calendar(), generate.NOW), folder / "out")
    with open_result(folder / "log", folder / "out", points, generate.calendar(), generate.NOW) as result:
        report.write(result, folder / "report.html")
    return (folder / "report.html").read_text("utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A page of a log whose every name is an attack, and two thousand characters long besides."""
    act, long = HOSTILE + "环节", HOSTILE + "长" * 2_000
    rows = [
        ",".join(
            csv_field(cell) for cell in (f"{HOSTILE}{n}", step, f"2026-03-{day:02d} 10:00", HOSTILE, long, "2026-03-03")
        )
        for n in range(60)
        for day, step in enumerate(["受理", act, long, "受理", "决定"], 2)
    ]
    mapping = COLUMNS + 'persons = "人员"\norgan = "机关"\npromised = "承诺"\n[acts]\norder = ["受理", '
    mapping += f'{toml_text(act)}, {toml_text(long)}, "决定"]\n'
    return page_of(
        tmp_path_factory.mktemp("hostile"), "案号,环节,时间,人员,机关,承诺\n" + "\n".join(rows) + "\n", POINTS, mapping
    )


@pytest.fixture(params=["page", "hostile"])
def either(request):
    return request.getfixturevalue(request.param)


def test_every_tag_is_closed_and_every_reference_leads_somewhere(either):
    tree = parse(either)
    ids = [node.attrs["id"] for node in tree.all() if "id" in node.attrs]
    assert len(ids) == len(set(ids))
    links = [node.attrs["href"] for node in tree.all("a")]
    assert {link[1:] for link in links} <= set(ids)
    for node in tree.all():
        for attribute in ("for", "aria-labelledby"):
            assert node.attrs.get(attribute, ids[0]) in ids


def test_the_page_asks_for_nothing_from_outside(either):
    tree = parse(either)
    assert {node.tag for node in tree.all()} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "embed",
        "form",
        "base",
        "foreignobject",
        "use",
    } == set()
    for node in tree.all():
        for attribute, value in node.attrs.items():
            assert not attribute.startswith("on"), node
            assert attribute not in ("src", "srcset", "action", "formaction", "xlink:href", "data"), node
            if attribute == "href":
                assert (value or "").startswith("#")
            if attribute == "style":
                assert re.fullmatch(
                    r"(width:\d+px|grid-row:\d+|grid-row:\d+/\d+;grid-column:\d+/\d+;--w:\d+px)", value or ""
                )
    style = "".join(tree.one("style").inner)
    assert not re.search(r"url\(|@import|expression|https?:", style)


def test_the_policy_forbids_what_the_page_does_not_need(page):
    tree = parse(page)
    policy = next(
        node.attrs["content"] for node in tree.all("meta") if node.attrs.get("http-equiv") == "Content-Security-Policy"
    )
    assert policy.split("; ")[:3] == ["default-src 'none'", "style-src 'unsafe-inline'", "img-src data:"]
    assert page.index("Content-Security-Policy") < page.index("<style>")


def test_what_a_log_holds_stays_text(hostile):
    tree = parse(hostile)
    assert "<script" not in hostile
    assert "<img" not in hostile
    assert "<b>退回" not in hostile
    assert "<i>某法" not in hostile
    shown = [node.text() for node in tree.all("bdi")]
    assert any(
        text.startswith("</bdi></style><script>alert(1)</script><img src=x onerror=alert(2)>\"'&amp;{0}")
        for text in shown
    )


def test_marks_that_turn_text_around_and_control_characters_are_shown_as_such(hostile):
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", hostile)
    assert "\ufffdgnp\ufffd" in hostile


def test_long_names_are_cut_and_the_page_stays_small(hostile):
    assert "长" * LONGEST not in hostile
    assert "…" in hostile
    assert len(hostile.encode()) < 600_000


def test_one_main_head_a_head_for_each_part_and_named_parts(page):
    tree = parse(page)
    assert len(tree.all("h1")) == 1
    assert tree.one("html").attrs["lang"] == "zh-Hans"
    sections = tree.all("section")
    assert [section.attrs["id"] for section in sections] == ["kinds", "time", "used", "map", "worst", "list", "how"]
    for section in sections:
        assert section.one("h2").attrs["id"] == section.attrs["aria-labelledby"]
    assert {link.attrs["href"] for link in tree.one("nav").all("a")} == {
        f"#{section.attrs['id']}" for section in sections
    }


def test_tables_have_captions_and_heads_of_rows_and_columns(either):
    tables = parse(either).all("table")
    assert tables
    for table in tables:
        assert table.one("caption").text()
        assert all(cell.attrs["scope"] == "col" for cell in table.one("thead").all("th"))
        for row in table.one("tbody").all("tr"):
            assert row.one("th").attrs["scope"] == "row"
            assert len(row.all("td")) + 1 == len(table.one("thead").all("th"))


def test_every_drawing_is_named_by_its_finding_or_stands_beside_its_words(either):
    tree = parse(either)
    for svg in tree.all("svg"):
        if svg.attrs.get("role") == "img":
            assert tree.with_id(svg.attrs["aria-labelledby"] or "").text()
        else:
            assert svg.attrs["aria-hidden"] == "true"
    for figure in tree.all("figure"):
        assert figure.one("figcaption").text()


def languages(node):
    """Pairs of neighbours: each child with the one that follows it."""
    for child, following in pairwise([*node.inner, None]):
        if not isinstance(child, str):
            yield child, following
            yield from languages(child)


def test_every_chinese_text_has_its_english_twin_beside_it(either):
    tree = parse(either).one("body")
    twins = 0
    for node, following in languages(tree):
        if node.attrs.get("lang") == "zh-Hans":
            twins += 1
            assert following is not None
            assert following.attrs.get("lang") == "en", node
            assert bool(node.text().strip()) == bool(following.text("en").strip()), node.text()
    assert twins > 200


def test_an_english_reader_meets_chinese_only_in_names_and_seals(page):
    tree = parse(page).one("body")
    seals = "".join(kind.seal for kind in KINDS.values())
    allowed = set(seals + "明察中文")
    assert set(CHINESE.findall(tree.text("en"))) <= allowed
    assert len(CHINESE.findall(tree.text("zh"))) > 2_000


def test_the_language_is_chosen_without_a_script(page):
    tree = parse(page).one("body")
    radios = [node for node in tree.inner[:2] if not isinstance(node, str)]
    assert [(node.attrs["type"], node.attrs["id"], "checked" in node.attrs) for node in radios] == [
        ("radio", "zh", True),
        ("radio", "en", False),
    ]
    assert len({node.attrs["name"] for node in radios}) == 1
    assert [label.attrs["for"] for label in tree.one("div", "langs").all("label")] == ["zh", "en"]
    style = "".join(parse(page).one("style").inner)
    assert "#zh:checked~* [lang=en]" in style
    assert "#en:checked~* [lang|=zh]" in style


def test_the_style_knows_dark_print_narrow_and_still(page):
    style = "".join(parse(page).one("style").inner)
    for condition in (
        "prefers-color-scheme:dark",
        "prefers-reduced-motion:reduce",
        "@media print",
        "max-width:700px",
        ":focus-visible",
    ):
        assert condition in style
    assert min(int(size) for size in re.findall(r"font(?:-size)?:(?:\d+ )?(\d+)px", style)) >= 12


def test_a_level_is_never_told_by_colour_alone(page):
    for signal in parse(page).all("span", "sig"):
        assert signal.one("svg")
        assert signal.text().strip()
        assert signal.text("en").strip()


def test_every_code_has_a_name_and_a_meaning_in_both_languages():
    words = tomllib.loads(files("mingcha.audit.report").joinpath("words.toml").read_text("utf-8"))
    assert {kind: set(codes) for kind, codes in words.items()} == {key: set(kind.codes) for key, kind in KINDS.items()}
    for codes in words.values():
        for entry in codes.values():
            assert set(entry) == {"zh", "en", "means_zh", "means_en"}
            assert all(entry.values())
            assert not CHINESE.search(entry["en"] + entry["means_en"])


@given(st.text(), st.text())
def test_text_cannot_become_markup(text, other):
    made = el("p", text, two(other, text), name(text), title=other)
    tree = parse(made)
    assert [node.tag for node in tree.all()] == ["p", "span", "span", "bdi"]
    assert el("p", made).count("<p") == 2
    assert html(["<", Html("<br>")]) == "&lt;<br>"


def test_a_sentence_takes_braces_in_its_parts_as_they_are():
    assert fill("{} < {}", "{0}", 3) == "{0} &lt; 3"


@given(st.lists(st.integers(0, 40), min_size=1))
def test_quantiles_are_the_least_amounts_that_enough_spans_do_not_pass(amounts):
    histogram = sorted((amount, amounts.count(amount)) for amount in set(amounts))
    found = quantiles(histogram)
    ordered = sorted(amounts)
    assert found == Used(ordered[-(-len(ordered) // 2) - 1], ordered[-(-9 * len(ordered) // 10) - 1], len(ordered))


@given(
    st.lists(
        st.tuples(st.integers(1, 12), st.integers(1, 12), st.integers(1, 99), st.just(0)),
        unique_by=lambda way: way[:2],
        max_size=12,
    )
)
def test_ways_in_one_lane_never_meet_and_the_most_frequent_is_drawn(ways):
    drawn = lanes(ways, 8, 3)
    assert len(drawn) <= 8
    for arc in drawn:
        low, high = sorted((arc.start, arc.end))
        others = [sorted((other.start, other.end)) for other in drawn if other is not arc and other.lane == arc.lane]
        assert all(high < a or b < low for a, b in others)
        assert 0 <= arc.lane < 3
    if ways:
        assert max(arc.n for arc in drawn) == max(way[2] for way in ways)


@given(st.dictionaries(st.tuples(st.integers(0, 6), st.integers(0, 6)), st.integers(1, 50)))
def test_straightening_an_order_never_makes_more_cases_go_against_it(flow):
    def against(order):
        return sum(n for (a, b), n in flow.items() if order.index(a) > order.index(b))

    straight = straightened(list(range(7)), flow)
    assert sorted(straight) == list(range(7))
    assert against(straight) <= against(list(range(7)))


def test_an_order_is_straightened_along_the_main_flow():
    assert straightened([2, 0, 1], {(0, 1): 9, (1, 2): 9, (2, 0): 1}) == [0, 1, 2]
