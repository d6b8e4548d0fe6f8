# SPDX-License-Identifier: Apache-2.0
"""The documents are true where a machine can tell: links and paths lead somewhere, snippets work, nothing is left out."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest

from mingcha.audit import fields
from mingcha.audit.codes import code_name
from mingcha.audit.mapping import read_mapping
from mingcha.audit.outputs import HEADS
from mingcha.audit.run import Audit, run
from mingcha.audit.summary import counts
from mingcha.engine.kinds import KINDS
from mingcha.engine.points import make_points

ROOT = Path(__file__).parent.parent
READMES = sorted(ROOT.glob("README*.md"))
DOCUMENTS = [*READMES, *sorted((ROOT / "docs").glob("*.md"))]
MAPPING = ROOT / "docs" / "mapping.md"
LINK = re.compile(r"\]\((?!https?://)([^)\s]*)\)")
BACKTICKED_PATH = re.compile(r"`((?:\./)?(?:script|src|tests|docs|examples)/[^`\s]*)[^`]*`")
PICTURE_BYTES = 300 * 1024


def text_of(path: Path) -> str:
    return path.read_text("utf-8")


def blocks(path: Path, language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(path), re.DOTALL | re.MULTILINE)


def prose(path: Path) -> str:
    """The text without fenced blocks."""
    return re.sub(r"^```.*?^```$", "", text_of(path), flags=re.DOTALL | re.MULTILINE)


def anchors(path: Path) -> set[str]:
    """What the headings of a page can be linked by."""
    heads = re.findall(r"^#+ (.*)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def test_there_are_documents() -> None:
    assert {path.name for path in DOCUMENTS} >= {"README.md", "README.zh-CN.md", "engine.md", "mapping.md", "tour.md"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_to_a_file_and_a_heading_that_are_there(path: Path) -> None:
    lost = []
    for link in LINK.findall(prose(path)):
        name, _, heading = link.partition("#")
        target = path.parent / name if name else path
        if not target.exists() or (heading and heading not in anchors(target)):
            lost.append(link)
    assert lost == []


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_path_that_is_named_is_there(path: Path) -> None:
    named = BACKTICKED_PATH.findall(prose(path))
    assert [each for each in named if "<" not in each and not list(ROOT.glob(each.rstrip("/")))] == []


def test_the_mapping_page_has_every_field_and_section() -> None:
    sections = re.split(r"^## ", text_of(MAPPING), flags=re.MULTILINE)
    columns = next(section for section in sections if section.startswith("`[columns]`"))
    sides = next(section for section in sections if section.startswith("`[tables.…]`"))
    assert [name for name in fields.LOG if f"`{name}`" not in columns] == []
    assert [name for name in fields.AMOUNTS if f"`[{name}]`" not in text_of(MAPPING)] == []
    for table, kinds in fields.SIDE.items():
        begun = sides.index(f"\n| `{table}` |")
        rows = re.match(rf"\n\| `{table}` .*(?:\n\| \|.*)*", sides[begun:])
        assert rows is not None
        assert [(table, name) for name in kinds if f"`{name}`" not in rows[0]] == []


def test_the_mapping_page_has_every_column_of_the_findings() -> None:
    text = text_of(MAPPING)
    assert [name for name, head in HEADS.items() if f"`{name}`" not in text or head not in text] == []


def test_the_summary_that_is_shown_has_the_shape_of_a_real_one(tmp_path: Path) -> None:
    files = {
        "log.csv": "案号,环节,时间,人,单位\nA,立案,2026-01-05,甲,一\nA,调查,2026-01-06,甲,一\nA,立案,2026-01-07,甲,一\n",
        "mapping.toml": blocks(MAPPING, "toml")[0]
        + 'persons = "人"\norgan = "单位"\n[acts]\norder = ["立案", "调查"]\n',
        "points.toml": "[[point]]\nkey = 'back'\nkind = 'rollback'\nat = '*'\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    audit = Audit([tmp_path / "log.csv"], tmp_path / "mapping.toml", tmp_path / "points.toml", 1_790_000_000)
    with run(audit) as result:
        real = counts(result)
    (shown,) = (json.loads(block) for block in blocks(MAPPING, "json"))
    assert real["levels"]["yellow"] == 1
    assert (list(shown), list(shown["levels"])) == (list(real), list(real["levels"]))
    assert {name: list(worst[0]) for name, worst in shown["worst"].items()} == {
        name: list(worst[0]) for name, worst in real["worst"].items()
    }


@pytest.mark.parametrize("block", blocks(MAPPING, "toml"), ids=range(len(blocks(MAPPING, "toml"))))
def test_every_mapping_that_is_shown_is_accepted(block: str) -> None:
    smallest = blocks(MAPPING, "toml")[0]
    whole = block if "[columns]" in block else f"{smallest}\n{block}"
    assert read_mapping(tomllib.loads(whole), ROOT).columns["case"] == ("案号",)


def test_the_session_of_one_case_prints_what_the_tour_says(capsys: pytest.CaptureFixture[str]) -> None:
    (code,) = blocks(ROOT / "docs" / "tour.md", "python")
    exec(compile(code, "tour.md", "exec"), {})
    assert f"`{capsys.readouterr().out.strip()}`" in text_of(ROOT / "docs" / "tour.md")


@pytest.mark.parametrize("path", READMES, ids=lambda path: path.name)
class TestReadme:
    def test_it_has_every_kind_of_monitor_with_its_seal_names_and_codes(self, path: Path) -> None:
        rows = re.findall(
            r"^\| (\S) \| (\S+) ([A-Z][A-Za-z ]+) `(\w+)` \| .* \| ([`\w ]+) \|$", text_of(path), re.MULTILINE
        )
        shown = {kind: (seal, zh, en, set(codes.replace("`", "").split())) for seal, zh, en, kind, codes in rows}
        names = {key: (kind.seal, kind.names["zh"], kind.names["en"], set(kind.codes)) for key, kind in KINDS.items()}
        assert shown == names

    def test_its_sql_stands_in_the_monitor_word_for_word(self, path: Path) -> None:
        (excerpt,) = blocks(path, "sql")
        assert excerpt in KINDS["separation"].sql

    def test_the_summary_that_it_quotes_calls_kinds_and_codes_by_their_names(self, path: Path) -> None:
        quoted = re.findall(
            r"^  (\S) (\S+)　(.+)$", "\n".join(blocks(path, "text") + blocks(path, "console")), re.MULTILINE
        )
        named = {(kind.seal, kind.names["zh"]): key for key, kind in KINDS.items()}
        shown = {
            named[seal, name]: [part.rsplit(" ", 1)[0] for part in parts.split("　")] for seal, name, parts in quoted
        }
        assert shown.keys() == KINDS.keys()
        for kind, codes in shown.items():
            assert set(codes) <= {f"{code_name(kind, code)['zh']}（{code}）" for code in KINDS[kind].codes}

    def test_its_point_is_accepted(self, path: Path) -> None:
        (point,) = blocks(path, "toml")
        assert make_points(tomllib.loads(point)).kinds == ("time_limit",)


def test_both_readmes_link_to_the_same_pages_and_show_the_same_commands() -> None:
    english, chinese = READMES
    pages = [set(LINK.findall(prose(path))) - {"README.md", "README.zh-CN.md"} for path in (english, chinese)]
    assert pages[0] ^ pages[1] == {"docs/pictures/report.png", "docs/pictures/report-en.png"}
    assert blocks(english, "sh") == blocks(chinese, "sh")


def test_pictures_are_small() -> None:
    pictures = sorted((ROOT / "docs" / "pictures").iterdir())
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > PICTURE_BYTES] == []
