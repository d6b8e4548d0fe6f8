# SPDX-License-Identifier: Apache-2.0
"""The index behind ``search_text``: FTS5 on SQLite, a tsvector with GIN on PostgreSQL (architecture.md section 9, decision 0014).

The database keeps it: triggers or a generated column, so that no way of writing a row passes it by. Beside the words it
holds *facets*, columns by which lists are narrowed (whose the row is), as tokens that nobody can type. On SQLite a row's
place in the index is (time, id) in one number: the newest hits come first without anything being sorted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

MARK: Final = "\ue000"
"""A private character before every facet: no word of a row or of a person begins with it."""
ID: Final = 0xFFFFFFFF
FTS: Final = "tokenize=\"unicode61 remove_diacritics 0 categories 'L* N* Co So'\", prefix='2 3 4'"
CONFIG: Final = f"tokens, content='', columnsize=0, detail=none, {FTS}"


@dataclass(frozen=True)
class Index:
    """Over ``table``; ``at`` is the column of whole seconds that the newest first goes by; ``facets`` are columns by letter.

    ``of`` is where the words stand if not in the row itself: table and column that refers to it. Numbers of rows take 32
    bits in the index.
    """

    table: str
    at: str = ""
    facets: tuple[tuple[str, str], ...] = ()
    of: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        return f"{self.table}_search"

    def facet(self, name: str, value: object) -> str:
        """The token of a column's value, the column by its name in Django; empty for one that is no facet."""
        letter = next((letter for letter, column in self.facets if column.removesuffix("_id") == name), "")
        return f"{MARK}{letter}{value}" if letter else ""

    # --- SQLite -----------------------------------------------------------------------------------------------------
    def key(self, row: str) -> str:
        """A row's place in the index."""
        return f"(({row}.{self.at} << 32) | {row}.id)" if self.at else f"{row}.id"

    def _words(self, row: str) -> str:
        if self.of is None:
            return f"{row}.search_text"
        table, column = self.of
        return f"(SELECT search_text FROM {table} WHERE id = {row}.{column})"

    def _tokens(self, row: str, words: str = "") -> str:
        parts = [f"coalesce(' {MARK}{letter}' || {row}.{column}, '')" for letter, column in self.facets]
        return " || ".join([words or self._words(row), *parts])

    def _put(self, row: str) -> str:
        return f"INSERT INTO {self.name} (rowid, tokens) VALUES ({self.key(row)}, {self._tokens(row)})"

    def _take(self, row: str) -> str:
        return f"INSERT INTO {self.name} ({self.name}, rowid, tokens) VALUES ('delete', {self.key(row)}, {self._tokens(row)})"

    @property
    def columns(self) -> list[str]:
        """The columns of the row on whose change its tokens or its place change."""
        words = self.of[1] if self.of else "search_text"
        return [*filter(None, [self.at]), words, *(column for _letter, column in self.facets)]

    def triggers(self) -> dict[str, str]:
        """By name, the statements that create them."""
        return self._own_triggers() | (self._triggers_of_words() if self.of else {})

    def _triggers_of_words(self) -> dict[str, str]:
        """Where the words stand in another table, its change changes the tokens of the rows that refer to it."""
        assert self.of is not None
        table, column = self.of
        name = f"{self.name}_words"
        rows, key = f"FROM {self.table} t WHERE t.{column} = NEW.id", self.key("t")
        old, new = (self._tokens("t", f"{row}.search_text") for row in ("OLD", "NEW"))
        take = f"INSERT INTO {self.name} ({self.name}, rowid, tokens) SELECT 'delete', {key}, {old} {rows}"
        put = f"INSERT INTO {self.name} (rowid, tokens) SELECT {key}, {new} {rows}"
        head = f"AFTER UPDATE OF search_text ON {table} WHEN OLD.search_text IS NOT NEW.search_text"
        return {name: f"CREATE TRIGGER {name} {head} BEGIN {take}; {put}; END"}

    def _own_triggers(self) -> dict[str, str]:
        columns = self.columns
        differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
        return {
            name: f"CREATE TRIGGER {name} AFTER {when} ON {self.table} {head} BEGIN {'; '.join(does)}; END"
            for name, when, head, does in (
                (f"{self.name}_new", "INSERT", "", [self._put("NEW")]),
                (f"{self.name}_gone", "DELETE", "", [self._take("OLD")]),
                (
                    f"{self.name}_changed",
                    f"UPDATE OF {', '.join(columns)}",
                    f"WHEN {differs}",
                    [self._take("OLD"), self._put("NEW")],
                ),
            )
        }

    def fill_sqlite(self) -> list[str]:
        """Make the index anew from the rows."""
        order = f"{self.at}, id" if self.at else "id"
        return [
            f"INSERT INTO {self.name} ({self.name}) VALUES ('delete-all')",
            f"INSERT INTO {self.name} (rowid, tokens) SELECT {self.key('t')}, {self._tokens('t')} FROM {self.table} t ORDER BY {order}",
        ]

    def sqlite(self) -> list[str]:
        made = f"CREATE VIRTUAL TABLE {self.name} USING fts5({CONFIG})"
        return [made, *self.fill_sqlite(), *self.triggers().values()]

    # --- PostgreSQL -------------------------------------------------------------------------------------------------
    def _vector(self, words: str, row: str = "") -> str:
        facets = ", ".join(f"'{MARK}{letter}' || {row}{column}::text" for letter, column in self.facets)
        tokens = f"string_to_array({words}, ' ')"
        tokens = f"{tokens} || array_remove(ARRAY[{facets}], NULL)" if facets else tokens
        return f"array_to_tsvector(array_remove({tokens}, ''))"

    def postgresql(self) -> list[str]:
        index = f"CREATE INDEX {self.name} ON {self.table} USING gin (search_vector) WITH (fastupdate = off)"
        if self.of is None:
            made = f"tsvector GENERATED ALWAYS AS ({self._vector('search_text')}) STORED"
            return [f"ALTER TABLE {self.table} ADD COLUMN search_vector {made}", index]
        return [
            f"ALTER TABLE {self.table} ADD COLUMN search_vector tsvector",
            *self.fill_postgresql(),
            index,
            *self._functions(),
        ]

    def fill_postgresql(self) -> list[str]:
        """Make the vectors anew where a trigger keeps them."""
        if self.of is None:
            return []
        table, column = self.of
        return [
            f"UPDATE {self.table} t SET search_vector = {self._vector('w.search_text', 't.')} FROM {table} w WHERE w.id = t.{column}"
        ]

    def _functions(self) -> list[str]:
        """The vector of words in another table, by triggers on both."""
        assert self.of is not None
        table, column = self.of
        found = f"(SELECT search_text FROM {table} WHERE id = NEW.{column})"
        one = f"NEW.search_vector := {self._vector(found, 'NEW.')}; RETURN NEW;"
        new = self._vector("NEW.search_text", "t.")
        many = f"UPDATE {self.table} t SET search_vector = {new} WHERE t.{column} = NEW.id; RETURN NULL;"
        own = f"BEFORE INSERT OR UPDATE OF {', '.join(self.columns)} ON {self.table} FOR EACH ROW"
        differs = "WHEN (OLD.search_text IS DISTINCT FROM NEW.search_text)"
        words = f"AFTER UPDATE OF search_text ON {table} FOR EACH ROW {differs}"
        made = []
        for each, does, when in (("own", one, own), ("words", many, words)):
            name = f"{self.name}_{each}"
            made.append(f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {does} END $$")
            made.append(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {name}()")
        return made

    def postgresql_gone(self) -> list[str]:
        """What takes it all away."""
        column = f"ALTER TABLE {self.table} DROP COLUMN search_vector"
        if self.of is None:
            return [column]
        return [
            f"DROP TRIGGER {self.name}_words ON {self.of[0]}",
            f"DROP TRIGGER {self.name}_own ON {self.table}",
            *(f"DROP FUNCTION {self.name}_{each}()" for each in ("words", "own")),
            column,
        ]


def put(indexes: Sequence[Index]) -> Any:
    """For a migration: what makes the indexes on either database."""

    def forwards(_apps: Any, editor: Any) -> None:
        for index in indexes:
            made = index.sqlite() if editor.connection.vendor == "sqlite" else index.postgresql()
            for statement in made:
                editor.execute(statement, params=None)

    return forwards


def take_away(indexes: Sequence[Index]) -> Any:
    """The way back."""

    def backwards(_apps: Any, editor: Any) -> None:
        for index in indexes:
            if editor.connection.vendor == "sqlite":
                gone = [*(f"DROP TRIGGER {name}" for name in index.triggers()), f"DROP TABLE {index.name}"]
            else:
                gone = index.postgresql_gone()
            for statement in gone:
                editor.execute(statement, params=None)

    return backwards


def repair(database: BaseDatabaseWrapper, indexes: Iterable[Index]) -> list[str]:
    """On SQLite a migration that alters a table makes it anew, without our triggers: put them back, and fill the index.

    ``mingcha migrate`` calls it each time. Gives the names of what was missing.
    """
    if database.vendor != "sqlite":
        return []
    missing: list[str] = []
    with database.cursor() as cursor:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        there = {name for (name,) in cursor.fetchall()}
        for index in indexes:
            gone = {name: sql for name, sql in index.triggers().items() if name not in there}
            for statement in [*gone.values(), *(index.fill_sqlite() if gone else [])]:
                cursor.execute(statement)
            missing += gone
    return missing


def tsquery(tokens: Sequence[str]) -> str:
    """Words that end in ``*`` are beginnings, ``|`` parts alternatives. Tokens are letters and digits: nothing to escape."""
    return " & ".join("(" + " | ".join(_lexeme(one) for one in token.split("|")) + ")" for token in tokens)


def _lexeme(token: str) -> str:
    return f"'{token.removesuffix('*')}'{':*' if token.endswith('*') else ''}"


def _fts(tokens: Sequence[str]) -> str:
    return " AND ".join("(" + " OR ".join(_phrase(one) for one in token.split("|")) + ")" for token in tokens)


def _phrase(token: str) -> str:
    return f'"{token.removesuffix("*")}"{"*" if token.endswith("*") else ""}'


@dataclass(frozen=True)
class Hits:
    """Rows that hold all the tokens, by their numbers, the newest first. Unless ``exact``, some may be out of reach or
    filtered away.

    On PostgreSQL ``found`` holds them all, (time, id) each; an index there knows no order, so what more than ``MOST`` rows
    hold is not listed: walking through the rows meets it soon enough.
    """

    index: Index
    tokens: tuple[str, ...]
    exact: bool
    found: tuple[tuple[int, int], ...] | None = None

    MOST: ClassVar = 10_000

    @classmethod
    def of(cls, index: Index, tokens: Sequence[str], *, exact: bool) -> Hits:
        if connection.vendor == "sqlite":
            return cls(index, tuple(tokens), exact)
        sql = f"SELECT {index.at or 0}, id FROM {index.table} WHERE search_vector @@ %s::tsquery LIMIT %s"
        with connection.cursor() as cursor:
            cursor.execute(sql, [tsquery(tokens), cls.MOST + 1])
            found = cursor.fetchall()
        listed = None if len(found) > cls.MOST else tuple(sorted(found, reverse=True))
        return cls(index, tuple(tokens), exact, listed)

    def count(self) -> int:
        """How many there are, up to one more than ``MOST``."""
        if connection.vendor != "sqlite":
            return self.MOST + 1 if self.found is None else len(self.found)
        sql = f"SELECT count(*) FROM (SELECT 1 FROM {self.index.name} WHERE {self.index.name} MATCH %s LIMIT %s)"
        with connection.cursor() as cursor:
            cursor.execute(sql, [_fts(self.tokens), self.MOST + 1])
            return int(cursor.fetchone()[0])

    def chunks(self, past: tuple[int, int] | None, *, backwards: bool = False, first: int = 64) -> Iterator[list[int]]:
        """Numbers of rows after the one at ``past``, or before it from there up; more at a time the longer one asks.

        Raises LookupError where they are not listed.
        """
        size = first
        while chunk := self._some(past, backwards, size):
            yield [pk for _at, pk in chunk]
            past, size = chunk[-1], min(size * 8, self.MOST)

    def _some(self, past: tuple[int, int] | None, backwards: bool, size: int) -> list[tuple[int, int]]:
        if connection.vendor != "sqlite":
            if self.found is None:
                raise LookupError
            rows = [row for row in self.found if past is None or (row > past if backwards else row < past)]
            return rows[::-1][:size] if backwards else rows[:size]
        way, order = (">", "ASC") if backwards else ("<", "DESC")
        name = self.index.name
        sql = f"SELECT rowid FROM {name} WHERE {name} MATCH %s AND rowid {way} %s ORDER BY rowid {order} LIMIT %s"
        bound = (2**63 - 1) if past is None else (past[0] << 32 | past[1]) if self.index.at else past[1]
        with connection.cursor() as cursor:
            cursor.execute(sql, [_fts(self.tokens), bound, size])
            return [(key >> 32, key & ID) if self.index.at else (0, key) for (key,) in cursor.fetchall()]
