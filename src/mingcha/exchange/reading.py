# SPDX-License-Identifier: Apache-2.0
"""The files of an import, read in a work folder of its own: what they hold, a mapping for them, and the case log made of them.

Of the database only the files and the catalogue's tiers are read, and nothing is written. The folder may be lost at any
time (another machine, a cleaned disk): it is made again from the stored files. Files lie there under names of our own;
what is told to people names theirs.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from os import link
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import duckdb
from django.conf import settings

from mingcha.audit.ingest import IngestResult, connect, ingest
from mingcha.audit.mapping import Mapping as LogMapping
from mingcha.audit.mapping import load_mapping, read_mapping
from mingcha.audit.mapping_text import write
from mingcha.audit.open_source import open_source
from mingcha.audit.propose import propose
from mingcha.audit.sources import Reading
from mingcha.catalog.models import Tier
from mingcha.exchange import template
from mingcha.exchange.models import Import, ImportFile
from mingcha.files.badinput import BadInput, Fault, refuse
from mingcha.files.tables import write_table

CASES_PER_SLICE: Final = 1_000
"""A slice is one transaction: on SQLite nobody else writes while it runs."""
LOOKED_AT: Final = 200
SAMPLES: Final = 3
OF_LAW: Final = {"certificates": "执法人员", "tiers": "裁量基准", "articles": "法规条文"}
"""Side tables that an import does not read: here they are rows that somebody answers for."""
TIERS: Final = "tiers.csv"
TIER_COLUMNS: Final = {"violation": "违法行为", "tier": "阶次", "min": "最低罚款(元)"}
_PERSONAL: Final = re.compile(r"(?<!\d)(?:\d{6}(?:19|20)\d{2}(?:0[1-9]|1[0-2])\d{5}[\dXx]|1[3-9]\d{9})(?!\d)")


@dataclass(frozen=True)
class Desk:
    """The files of an import as they lie in its folder."""

    folder: Path
    logs: tuple[Path, ...]
    sides: Mapping[str, Path]
    """By the name that the user gave."""
    names: Mapping[str, str]
    """From our names to the users'."""

    def told(self, text: str) -> str:
        """Words about a file as people know it, without personal numbers."""
        for ours, theirs in self.names.items():
            text = text.replace(ours, theirs)
        return masked(text)

    def faults(self, bad: BadInput) -> list[dict[str, str]]:
        """Faults as an import keeps them."""
        return [
            {
                "code": fault.code,
                "where": self.told(fault.where),
                "column": fault.column or "",
                "message": self.told(fault.message),
            }
            for fault in bad.errors
        ]


def masked(text: str) -> str:
    """Numbers of identity cards and phones are nobody's business on a page of faults (security.md D3)."""
    return _PERSONAL.sub(lambda found: f"{found[0][:3]}{'*' * (len(found[0]) - 5)}{found[0][-2:]}", text)


def folder_of(batch: Import) -> Path:
    return Path(settings.WORK_ROOT) / "imports" / str(batch.pk)


def lay_out(batch: Import) -> Desk:
    """Put the files of an import into its folder, if they are not there."""
    folder = folder_of(batch) / "files"
    folder.mkdir(parents=True, exist_ok=True)
    logs, sides, names = list[Path](), dict[str, Path](), dict[str, str]()
    for file in batch.files.select_related("stored"):
        path = folder / f"import-{batch.pk}-{file.place}{_ending(file.stored.name)}"
        if not path.exists():
            _put(file.stored.path(), path)
        names[path.name] = file.stored.name
        if file.part == ImportFile.Part.LOG:
            logs.append(path)
        else:
            sides[file.stored.name] = path
    _lay_tiers(folder / TIERS)
    return Desk(folder, tuple(logs), sides, names)


def _lay_tiers(path: Path) -> None:
    """The catalogue's tiers beside the log: a decision that names one which fines, and leaves the fine blank, lacks it."""
    fining = Tier.objects.filter(min_amt__gt=0).order_by("violation", "tier", "valid_from")
    rows = fining.values_list("violation", "tier", "min_amt")
    write_table(
        path,
        list(TIER_COLUMNS.values()),
        ([violation, tier, f"{(cents or 0) / 100:.2f}"] for violation, tier, cents in rows),
    )


def clear(batch: Import) -> None:
    """Take the folder away."""
    shutil.rmtree(folder_of(batch), ignore_errors=True)


def draft(desk: Desk, saved: str) -> tuple[str, bool]:
    """A mapping for the files, and whether it needs no look: it is the template's, or the one ``saved`` for the source.

    Raises:
        BadInput: the log cannot be read, or holds no cases, acts or times.
    """
    heads = _heads(desk.logs[0])
    if tree := template.mapping_of(heads):
        return write(_kept(tree, saved)), True
    if saved:
        return saved, True
    text = _proposed(desk.logs[0], list(heads))
    tables = {table: side for name, path in desk.sides.items() for table, side in _side(name, path).items()}
    return (f"{text}\n{write({'tables': tables})}" if tables else text), False


def _kept(tree: dict[str, Any], saved: str) -> dict[str, Any]:
    """The template says nothing of item and order: what was settled for the source stays."""
    before = tomllib.loads(saved) if saved else {}
    return tree | {name: before[name] for name in ("acts", "defaults", "decision") if name in before}


def _proposed(log: Path, sheets: Sequence[str]) -> str:
    """A proposal; of several sheets the first that is a log."""
    first: BadInput | None = None
    for sheet in sheets if len(sheets) > 1 else [None]:
        try:
            return propose(log, sheet)
        except BadInput as bad:
            first = first or bad
    assert first
    raise first


def _side(name: str, path: Path) -> dict[str, dict[str, str]]:
    """``[tables.…]`` of a side file with headings that we know."""
    found: dict[str, dict[str, str]] = {}
    heads = _heads(path) or {"": (list(_columns(path, Reading())), True)}
    for sheet, (headings, _filled) in heads.items():
        if table := template.table_of(headings):
            found[table] = template.side_of(table, headings, name, sheet if len(heads) > 1 else None)
    return found


def _columns(path: Path, reading: Reading) -> Sequence[str]:
    with TemporaryDirectory() as folder:
        return open_source(path, reading, Path(folder)).columns


def _heads(path: Path) -> dict[str, tuple[list[str], bool]]:
    """The visible sheets of a workbook: their first rows, and whether anything follows. Nothing for other files."""
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        return {}
    from openpyxl import load_workbook

    try:
        with closing(load_workbook(path, read_only=True, data_only=True, keep_links=False)) as book:
            return {sheet.title: _head(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"}
    except Exception as error:  # openpyxl raises nearly anything at a damaged workbook
        raise refuse("file_damaged", path.name, f"无法作为 XLSX 读取（{type(error).__name__}），请重新导出") from error


def _head(sheet: Any) -> tuple[list[str], bool]:
    sheet.reset_dimensions()
    rows = islice(sheet.iter_rows(values_only=True), LOOKED_AT)
    headings = [str(cell).strip() if cell is not None else "" for cell in next(rows, ())]
    return headings, any(cell not in (None, "") for row in rows for cell in row)


def look(desk: Desk, text: str) -> dict[str, Any]:
    """The columns of the log with some of their values, for the page that says which is what."""
    tree = tomllib.loads(text)
    reader = read_mapping({name: said for name, said in tree.items() if name != "tables"}, desk.folder).reading
    with TemporaryDirectory() as folder:
        work = Path(folder).resolve()
        with connect(work, desk.logs[:1]) as con:
            source = open_source(desk.logs[0], reader, work)
            cells = ", ".join(f"c{place}" for place in range(len(source.columns)))
            try:
                rows = con.execute(f"SELECT {cells} FROM {source.relation} LIMIT {LOOKED_AT}").fetchall()
            except duckdb.Error as error:
                raise BadInput(*source.explain(error)) from error
    seen = [_samples(row[place] for row in rows) for place in range(len(source.columns))]
    columns = [{"name": name, "samples": each} for name, each in zip(source.columns, seen, strict=True) if name]
    return {"log": tree.get("log", {}), "columns": columns}


def _samples(values: Iterable[str | None]) -> list[str]:
    """The first different values of a column."""
    return [masked(value.strip())[:40] for value in dict.fromkeys(filter(None, values)) if value.strip()][:SAMPLES]


def read(desk: Desk, text: str) -> tuple[IngestResult, list[str]]:
    """Make the case log of the files by a mapping, anew; and notes on what of the mapping was not used.

    Raises:
        BadInput: with every fault of the mapping, or of all files.
    """
    mapping, notes = mapping_for(desk, text)
    out = desk.folder.parent / "log"
    shutil.rmtree(out, ignore_errors=True)
    return ingest(desk.logs, mapping, out, cases_per_slice=CASES_PER_SLICE), notes


def slices_of(batch: Import) -> list[Path]:
    """The slices of the case log, made again where the folder is gone."""
    out = folder_of(batch) / "log"
    if not out.is_dir():
        read(lay_out(batch), batch.mapping)
    return sorted(part for part in out.iterdir() if part.is_dir())


def mapping_for(desk: Desk, text: str) -> tuple[LogMapping, list[str]]:
    """The mapping with the files of this import in it. Raises BadInput with all its faults."""
    path = desk.folder / "mapping.toml"
    path.write_text(text, "utf-8")
    try:
        tree = tomllib.loads(text)
    except (ValueError, RecursionError):
        return load_mapping(path), []  # tells what is wrong with it
    tables = tree.setdefault("tables", {})
    notes = []
    if isinstance(tables, dict):
        notes = [f"不读取附表 {name}：请在系统的“{OF_LAW[name]}”中维护" for name in OF_LAW if tables.pop(name, None)]
        faults = [fault for name, side in tables.items() if (fault := _find(desk, name, side))]
        if faults:
            raise BadInput(faults)
        tables["tiers"] = {"file": TIERS, **TIER_COLUMNS}
        path.write_text(write(tree), "utf-8")
    return load_mapping(path), notes


def _find(desk: Desk, table: str, side: Any) -> Fault | None:
    """Write into a side table where its file lies; or say that it is not among those given."""
    file = side.get("file") if isinstance(side, dict) else None
    if not isinstance(file, str):
        return None  # the mapping's own check says so
    path = desk.logs[0] if file == template.OWN_BOOK else desk.sides.get(file) or _by_headings(desk, table)
    if path is None:
        message = f"映射写明附表“{file}”，这次没有上传：请一起上传，或从映射中删去"
        return Fault("file_missing", f"tables.{table}.file", None, message)
    side["file"] = path.name
    return None


def _by_headings(desk: Desk, table: str) -> Path | None:
    """The only side file that is this table by its headings: the next month's file has another name."""
    found = [path for name, path in desk.sides.items() if table in _side(name, path)]
    return found[0] if len(found) == 1 else None


def _ending(name: str) -> str:
    name = name.lower()
    return ".xes.gz" if name.endswith(".xes.gz") else Path(name).suffix


def _put(stored: Path, path: Path) -> None:
    """The content at another place, without copying it where the disk allows."""
    try:
        link(stored, path)
    except OSError:
        shutil.copyfile(stored, path)
