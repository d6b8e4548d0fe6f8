# SPDX-License-Identifier: Apache-2.0
"""XES: two readers, one result; every hostile file refused (corpus X01–X06, T15)."""

from __future__ import annotations

import gzip
import random
from xml.sax.saxutils import escape, quoteattr

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from logs import XES_COLUMNS, codes, put, read, refusal, table, trace, xes

from mingcha.audit import xes_batch, xes_plain, xes_strict
from mingcha.audit.xes_batch import Batch
from mingcha.audit.xes_source import open_xes
from mingcha.files.badinput import BadInput

LOG = xes(
    trace("A", ("立案", "2026-01-05T09:00:00.000+08:00"), ("调查", "2026-01-06T10:00:00+08:00")),
    trace("B", ("立案", "2026-01-05T03:00:00Z")),
)


def rows_of(folder, columns):
    """All events as dicts, in order."""
    if not list(folder.glob("*.parquet")):
        return []
    found = duckdb.sql(f"SELECT * FROM read_parquet('{folder}/*.parquet', union_by_name = true)")
    names = {f"c{number}": name for name, number in columns.items()}
    keys = [names.get(column) for column in found.columns]
    return [{k: v for k, v in zip(keys, row, strict=True) if v is not None} for row in found.fetchall()]


def read_with(read_texts, texts, folder):
    batch = Batch(folder, "log.xes")
    read_texts(texts, batch)
    batch.flush()
    return rows_of(folder, batch.columns)


def plainly(texts, folder):
    return read_with(xes_plain.read, texts, folder)


def strictly(texts, folder):
    return read_with(lambda texts, batch: xes_strict.read(texts, batch, "log.xes"), texts, folder)


@pytest.mark.req("S4-32")
def test_events_and_traces_become_rows(tmp_path):
    source = open_xes(put(tmp_path / "log.xes", LOG), tmp_path)
    assert source.columns == ("concept:name", "time:timestamp", "case:concept:name")
    result = read(tmp_path, tmp_path / "log.xes", XES_COLUMNS)
    assert (result.cases, result.steps) == (2, 3)
    assert table(result, "steps", "act, seq, started_at - 1767603600", "step_id") == [
        ("立案", 1, 0),
        ("调查", 2, 90_000),
        ("立案", 1, 7_200),
    ]


def test_both_readers_take_the_usual_form_alike(tmp_path):
    rows = plainly([LOG], tmp_path / "p")
    assert rows == strictly([LOG], tmp_path / "s")
    assert rows[2] == {"concept:name": "立案", "time:timestamp": "2026-01-05T03:00:00Z", "case:concept:name": "B"}


keys = st.sampled_from(["concept:name", "time:timestamp", "org:resource", "Amount", "amount", "案情"])
values = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8
) | st.sampled_from(["", "a&b", "<x>", '"', "'", "]]>", "立案", "A", "line\nbreak", "tab\t"])


@st.composite
def documents(draw):
    """XES of every habit: quotes of both kinds, escapes, nested attributes, lists, comments, prefixes, blanks."""
    chance = random.Random(draw(st.integers(0, 2**32)))
    odd = draw(st.booleans())

    def attribute():
        kind = draw(st.sampled_from(xes_batch.LEAVES))
        key, value = draw(keys), draw(values)
        written = quoteattr(value) if odd else '"' + escape(value, {'"': "&quot;", "\n": " ", "\t": " "}) + '"'
        start = f'{kind} key="{key}" value={written}'
        if odd and chance.random() < 0.2:
            return f'<{start}><string key="concept:name" value="inner"/></{kind}>'
        if odd and chance.random() < 0.1:
            return f'<list key="{key}"><values><{start}/></values></list>'
        return f"<{start}/>"

    def many(make, most):
        between = chance.choice(["", "\n", "\n\t\t", " "])
        extra = ["<!-- a note -->"] if odd and chance.random() < 0.1 else []
        return between.join([*(make() for _ in range(draw(st.integers(0, most)))), *extra])

    def event():
        return f"<event>\n{many(attribute, 4)}</event>"

    def one_trace():
        return f"<trace>{many(attribute, 2)}{many(event, 3)}</trace>"

    head = draw(
        st.sampled_from(
            [
                "",
                '<?xml version="1.0" encoding="UTF-8"?>\n',
                '<?xml version="1.0" encoding="utf-8" ?><!-- made by hand -->\n',
            ]
        )
    )
    globals_ = '<extension name="Concept" prefix="concept" uri="http://x/y"/><global scope="event"><string key="a" value="b"/></global>'
    body = f'<log xes.version="1.0">{globals_}{many(attribute, 1)}{many(one_trace, 4)}</log>\n'
    return head + body


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(text=documents(), size=st.sampled_from([1, 7, 64, 100_000]))
def test_whatever_the_fast_reader_takes_expat_takes_alike(tmp_path_factory, text, size):
    folder = tmp_path_factory.mktemp("x")
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    expected = strictly(pieces, folder / "s")
    try:
        rows = plainly(pieces, folder / "p")
    except xes_plain.NotPlain:
        return
    assert rows == expected


@pytest.mark.parametrize("reader", [plainly, strictly])
@pytest.mark.parametrize("size", [3, 50, 1000])
def test_events_that_lie_across_parts_stay_whole(tmp_path, monkeypatch, reader, size):
    expected = reader([LOG], tmp_path / "whole")
    monkeypatch.setattr(xes_batch, "BATCH", 1)
    cut = reader([LOG[at : at + size] for at in range(0, len(LOG), size)], tmp_path / "cut")
    assert cut == expected
    assert len(list((tmp_path / "cut").iterdir())) > 1


MALFORMED = [
    LOG.replace("</trace>", "", 1),
    LOG.replace("</event>", "</trace>", 1),
    LOG.replace("</log>", ""),
    LOG + "<log/>",
    LOG + "text",
    LOG.replace("<event>", "<event>&undefined;", 1),
    LOG.replace('value="立案"', 'value="立案" value="x"', 1),
    LOG.replace('value="立案"', "value=立案", 1),
    LOG.replace("立案", "立\x01案", 1),
    LOG.replace("立案", "立<案", 1),
    LOG.replace("立案", "R&D", 1),
    "x" + LOG,
    LOG.replace('xes.version="1.0"', 'xes.version="1.0" xes.version="1.0"'),
    LOG.replace("<trace>", "<!-- a -- b --><trace>", 1),
    LOG[: len(LOG) // 2],
    "<<log></log>",
]


@pytest.mark.parametrize("text", MALFORMED)
def test_the_fast_reader_takes_nothing_that_is_not_well_formed(tmp_path, text):
    with pytest.raises(xes_plain.NotPlain):
        plainly([text], tmp_path / "p")
    with pytest.raises(BadInput) as caught:
        strictly([text], tmp_path / "s")
    assert codes(caught.value) == ["xml_damaged"]


def test_escaped_texts_are_read_fast_too(tmp_path):
    rows = plainly([LOG.replace("调查", "R&amp;D &lt;&quot;&apos;&gt; &amp;lt;")], tmp_path / "p")
    assert rows[1]["concept:name"] == "R&D <\"'> &lt;"


def test_attributes_of_attributes_and_lists_are_passed_over(tmp_path):
    inner = '<string key="note" value="x"><string key="concept:name" value="inner"/></string>'
    inner += '<list key="l"><values><string key="concept:name" value="y"/></values></list>'
    text = LOG.replace('<string key="concept:name" value="B"/>', f'<string key="concept:name" value="B"/>{inner}')
    rows = strictly([text.replace("<event>", f"<event>{inner}")], tmp_path / "s")
    assert rows[2] == {
        "concept:name": "立案",
        "note": "x",
        "time:timestamp": "2026-01-05T03:00:00Z",
        "case:concept:name": "B",
        "case:note": "x",
    }


def test_prefixed_tags_are_understood(tmp_path):
    text = LOG.replace("<log", '<x:log xmlns:x="http://www.xes-standard.org/"').replace("</log", "</x:log")
    for tag in ("trace", "event", "string", "date"):
        text = text.replace(f"<{tag}", f"<x:{tag}").replace(f"</{tag}", f"</x:{tag}")
    assert read(tmp_path, put(tmp_path / "log.xes", text), XES_COLUMNS).steps == 3


def test_names_that_differ_in_case_alone_are_two_columns(tmp_path):
    extra = '<int key="Amount" value="1"/><int key="amount" value="2"/>'
    source = open_xes(put(tmp_path / "log.xes", LOG.replace("<event>", f"<event>{extra}")), tmp_path)
    assert source.columns[:2] == ("Amount", "amount")
    assert duckdb.sql(f"SELECT DISTINCT c0, c1 FROM {source.relation}").fetchall() == [("1", "2")]


@pytest.mark.parametrize("declared", [None, "gbk", "GB2312", "utf-16", "utf-8"])
def test_the_declared_encoding_is_followed(tmp_path, declared):
    text = LOG.replace("UTF-8", declared or "UTF-8")
    result = read(tmp_path, put(tmp_path / "log.xes", text.encode(declared or "utf-8-sig")), XES_COLUMNS)
    assert {act.name for act in result.acts} == {"立案", "调查"}


@pytest.mark.parametrize(
    ("declared", "written"),
    [("UTF-8", "gbk"), ("utf-16", "utf-8"), ("utf-7", "utf-7"), ("EBCDIC-CP-US", "utf-8"), ("us-ascii", "utf-8")],
)
def test_a_wrong_declared_encoding_is_refused(tmp_path, declared, written):
    text = LOG.replace("UTF-8", declared)
    assert codes(refusal(tmp_path, put(tmp_path / "log.xes", text.encode(written)), XES_COLUMNS)) == ["bad_encoding"]


def test_gzip_is_read_as_it_is_written(tmp_path):
    result = read(tmp_path, put(tmp_path / "log.xes.gz", gzip.compress(LOG.encode())), XES_COLUMNS)
    assert result.steps == 3


# --- hostile ------------------------------------------------------------------------------------------------------------

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "external entity": ('<!DOCTYPE log [<!ENTITY x SYSTEM "file:///etc/passwd">]>', "&x;", "xml_dtd"),
    "external document type": ('<!DOCTYPE log SYSTEM "http://127.0.0.1:9/x.dtd">', "", "xml_dtd"),
    "parameter entity": ('<!DOCTYPE log [<!ENTITY % x SYSTEM "http://127.0.0.1:9/">%x;]>', "", "xml_dtd"),
    "billion laughs": (f'<!DOCTYPE log [<!ENTITY l0 "ha">{LAUGHS}]>', "&l9;", "xml_dtd"),
    "quadratic": (f'<!DOCTYPE log [<!ENTITY q "{"q" * 50_000}">]>', "&q;" * 50_000, "xml_dtd"),
    "depth": ("", "<string>" * 100_000, "xml_limits"),
    "one attribute": ("", f'<string key="k" value="{"x" * 3_000_000}"/>', "xml_limits"),
    "one comment": ("", f"<!--{'x' * 3_000_000}-->", "xml_limits"),
    "many attributes": ("", "".join(f'<string key="k{n}" value=""/>' for n in range(3_000)), "xml_limits"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_xml_is_refused(tmp_path, name):
    declaration, content, code = HOSTILE[name]
    text = f'<?xml version="1.0"?>{declaration}<log><trace><event>{content}</event></trace></log>'
    assert codes(refusal(tmp_path, put(tmp_path / "log.xes", text), XES_COLUMNS)) == [code]


def test_addresses_in_a_file_are_not_followed(tmp_path):
    text = LOG.replace(
        "<log ",
        '<log xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="http://127.0.0.1:9/x xes.xsd" ',
    )
    text = text.replace("<log", '<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:9/x.xsl"?><log', 1)
    text = text.replace(
        "<trace>",
        '<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/><trace>',
        1,
    )
    assert read(tmp_path, put(tmp_path / "log.xes", text), XES_COLUMNS).steps == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "file_empty"),
        ("<log/>", "no_rows"),
        ("<html><body/></html>", "xes_root"),
        ("案号,环节", "xml_damaged"),
        (xes(), "no_rows"),
    ],
)
def test_what_is_no_log_is_refused(tmp_path, content, code):
    assert codes(refusal(tmp_path, put(tmp_path / "log.xes", content), XES_COLUMNS)) == [code]


# --- faults of rows -----------------------------------------------------------------------------------------------------


def test_an_event_without_time_is_named_with_line_and_case(tmp_path):
    text = LOG.replace('<date key="time:timestamp" value="2026-01-06T10:00:00+08:00"/>\n', "")
    bad = refusal(tmp_path, put(tmp_path / "log.xes", text), XES_COLUMNS)
    assert (codes(bad), bad.errors[0].where) == (["no_time"], "log.xes 第 9 行（案件 A）")


def test_a_log_without_any_time_has_no_such_column(tmp_path):
    text = xes(
        '<trace><string key="concept:name" value="A"/><event><string key="concept:name" value="x"/></event></trace>'
    )
    bad = refusal(tmp_path, put(tmp_path / "log.xes", text), XES_COLUMNS)
    assert codes(bad) == ["column_missing"]


def test_an_event_number_that_stands_twice_is_named_with_both_lines(tmp_path):
    text = LOG.replace("<event>", '<event>\n<id key="identity:id" value="7"/>')
    bad = refusal(tmp_path, put(tmp_path / "log.xes", text), XES_COLUMNS + 'event = "identity:id"\n')
    assert (codes(bad), bad.errors[0].where) == (["event_duplicate"], "log.xes 第 18 行")
    assert "第 5 行" in bad.errors[0].message


def test_events_out_of_order_are_put_in_order_by_time(tmp_path):
    text = xes(
        trace("A", ("三", "2026-01-07T00:00:00Z"), ("一", "2026-01-05T00:00:00Z"), ("二", "2026-01-06T00:00:00Z"))
    )
    result = read(tmp_path, put(tmp_path / "log.xes", text), XES_COLUMNS)
    assert table(result, "steps", "act, step_id, seq", "seq") == [("一", 2, 1), ("二", 3, 2), ("三", 1, 3)]
