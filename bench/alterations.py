# SPDX-License-Identifier: Apache-2.0
"""What somebody who owns the database may do to the ledger: edits, deletions, insertions, swaps, cuts, full rewrites.

Each alteration changes the rows of the ledger's tables, as far as its author thinks of: the leaf, the root, the head, the
signature. It says which rows a checker may name first, and whether only a head that was kept elsewhere shows it.
"""

from __future__ import annotations

import copy
import json
import random
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from mingcha.ledger.append_only import statements
from mingcha.ledger.hashing import head_of, leaf_of, link_of, root_of
from mingcha.ledger.keys import ring
from mingcha.ledger.models import HASHED

TABLES = ("ledger_entry", "ledger_batch", "ledger_sealed", "ledger_unsealed")
Row = dict[str, Any]
Tables = dict[str, list[Row]]
Sign = Callable[[bytes], str]


@dataclass(frozen=True)
class Done:
    """``first`` are the rows that may be named first, as (kind, number)."""

    name: str
    first: frozenset[tuple[str, int]]
    only_heads_tell: bool = False
    within_the_minute: bool = False


class Owner:
    """The owner of the tables: reads and writes rows past triggers and keys, by a connection that is not Django's."""

    def __init__(self) -> None:
        on_postgresql = bool(settings.OWNER_DATABASE)
        self.vendor, self.mark = ("postgresql", "%s") if on_postgresql else ("sqlite", "?")
        if on_postgresql:
            self.connection: Any = psycopg.connect(settings.OWNER_DATABASE, autocommit=True)
        else:
            self.connection = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
        for statement in statements(self.vendor)[1]:
            self.connection.execute(statement)
        if on_postgresql:
            found = self.connection.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint "
                "WHERE contype = 'f' AND confrelid = ANY(%s::regclass[])",
                [list(TABLES)],
            )
            for table, name in found.fetchall():
                self.connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')

    def read(self) -> Tables:
        found: Tables = {}
        for table in TABLES:
            cursor = self.connection.execute(f"SELECT * FROM {table} ORDER BY 1")
            names = [column[0] for column in cursor.description]
            found[table] = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        return found

    def write(self, tables: Tables) -> None:
        cursor = self.connection.cursor()
        cursor.execute("BEGIN")
        for table, rows in tables.items():
            cursor.execute(f"DELETE FROM {table}")
            if rows:
                columns, marks = ", ".join(f'"{name}"' for name in rows[0]), ", ".join([self.mark] * len(rows[0]))
                values = [tuple(row.values()) for row in rows]
                cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", values)
        cursor.execute("COMMIT")

    def put_guards_back(self) -> None:
        """The triggers at least; what tests take away goes with their database."""
        for statement in statements(self.vendor)[0]:
            self.connection.execute(statement)

    def close(self) -> None:
        self.connection.close()


class Attack:
    """One attacker, at work on a copy of the rows."""

    def __init__(self, tables: Tables, seed: int) -> None:
        self.random = random.Random(seed)
        self.tables = copy.deepcopy(tables)
        self.entries, self.batches = self.tables["ledger_entry"], self.tables["ledger_batch"]
        self.seals = self.tables["ledger_sealed"]
        self.entry = self.random.choice(self.entries)
        self.batch = next(one for one in self.batches if one["number"] == self.seal_of(self.entry)["batch_id"])

    def seal_of(self, entry: Row) -> Row:
        return next(seal for seal in self.seals if seal["entry_id"] == entry["id"])

    def members(self, batch: Row) -> list[Row]:
        """The seals of a batch in their order."""
        return sorted(
            (one for one in self.seals if one["batch_id"] == batch["number"]), key=lambda one: one["position"]
        )

    def done(self, *first: tuple[str, Row], **facts: bool) -> Done:
        named = {(kind, row["id"] if kind == "entry" else row["number"]) for kind, row in first}
        return Done("", frozenset(named), **facts)

    # the pieces that attacks are made of

    def edit(self) -> None:
        """Change one value of the entry."""
        name = self.random.choice([name for name in HASHED if name not in ("algo", "key")])
        self.entry[name] = changed(self.entry[name], name)

    def hash_again(self) -> None:
        self.entry["leaf"] = leaf(self.entry)

    def root_again(self, batch: Row) -> None:
        by_number = {entry["id"]: entry["leaf"] for entry in self.entries}
        members = self.members(batch)
        batch["size"] = len(members)
        batch["root"] = root_of(batch["algo"], [(one["entry_id"], by_number[one["entry_id"]]) for one in members])

    def seal_again(self, sign: Sign) -> None:
        """Make roots, heads and signatures anew from the batch on: a whole new history."""
        before = None
        for batch in sorted(self.batches, key=lambda one: one["number"]):
            if batch["number"] >= self.batch["number"]:
                self.root_again(batch)
                batch["previous"] = link_of(before["algo"], before["head"], before["signature"]) if before else ""
                batch["head"] = head_of(batch["algo"], batch_values(batch))
                batch["signature"] = sign(bytes.fromhex(batch["head"]))
            before = batch

    def renumber(self, batch: Row) -> None:
        for place, seal in enumerate(self.members(batch)):
            seal["position"] = place

    def new_entry(self) -> Row:
        made = copy.deepcopy(self.entry)
        made["id"] = max(entry["id"] for entry in self.entries) + self.random.randint(1, 9)
        made["ref"] = f"{self.random.getrandbits(128):032x}"
        made["leaf"] = leaf(made)
        self.entries.append(made)
        return made

    def remove_entry(self) -> None:
        self.entries.remove(self.entry)

    # the attacks

    def edit_a_value(self) -> Done:
        self.edit()
        return self.done(("entry", self.entry))

    def edit_the_text_but_not_its_meaning(self) -> Done:
        self.entry["what"] = self.entry["what"].replace(",", ", ", 1)
        return self.done(("entry", self.entry))

    def edit_a_value_and_its_leaf(self) -> Done:
        self.edit()
        self.hash_again()
        return self.done(("batch", self.batch))

    def edit_a_value_its_leaf_and_the_root(self) -> Done:
        self.edit()
        self.hash_again()
        self.root_again(self.batch)
        return self.done(("batch", self.batch))

    def edit_and_seal_all_again_by_another_key(self) -> Done:
        self.edit()
        self.hash_again()
        self.seal_again(lambda data: Ed25519PrivateKey.generate().sign(data).hex())
        return self.done(("batch", self.batch), ("head", self.batch))

    def edit_and_seal_all_again_by_the_true_key(self) -> Done:
        self.edit()
        self.hash_again()
        self.seal_again(ring().sign)
        return self.done(("head", self.batch), only_heads_tell=True)

    def edit_a_batch(self) -> Done:
        name = self.random.choice([name for name in self.batch if name != "number"])
        self.batch[name] = changed(self.batch[name], name)
        return self.done(("batch", self.batch), ("head", self.batch))

    def edit_a_place(self) -> Done:
        self.seal_of(self.entry)["position"] += 1_000
        later = self.members(self.batch)[-1]
        return self.done(("entry", {"id": later["entry_id"]}), ("batch", self.batch), *self.after())

    def after(self) -> list[tuple[str, Row]]:
        """The entries of the batch, of which the first behind a gap is named."""
        return [("entry", {"id": seal["entry_id"]}) for seal in self.members(self.batch)]

    def delete_an_entry(self) -> Done:
        self.remove_entry()
        return self.done(("entry", self.entry))

    def delete_an_entry_and_its_place(self) -> Done:
        self.seals.remove(self.seal_of(self.entry))
        self.remove_entry()
        return self.done(("batch", self.batch), *self.after())

    def delete_an_entry_its_place_and_the_gap(self) -> Done:
        self.delete_an_entry_and_its_place()
        self.renumber(self.batch)
        self.batch["size"] -= 1
        return self.done(("batch", self.batch))

    def delete_a_batch(self) -> Done:
        self.batches.remove(self.batch)
        return self.done(("batch", self.batch), ("head", self.batch))

    def insert_an_entry(self) -> Done:
        made = self.new_entry()
        return self.done(("entry", made), within_the_minute=True)

    def insert_an_old_entry(self) -> Done:
        made = self.new_entry()
        made["at"] = moved(made["at"], -timedelta(minutes=self.random.randint(5, 50_000)))
        made["leaf"] = leaf(made)
        return self.done(("entry", made))

    def insert_an_entry_into_a_batch(self) -> Done:
        made = self.new_entry()
        self.seals.append({"entry_id": made["id"], "position": 1_000, "batch_id": self.batch["number"]})
        self.renumber(self.batch)
        self.batch["size"] += self.random.randint(0, 1)
        return self.done(("batch", self.batch), ("head", self.batch))

    def swap_two_entries(self) -> Done:
        """Their numbers change hands, and so their places."""
        other = self.random.choice([entry for entry in self.entries if entry is not self.entry])
        there = next(one for one in self.batches if one["number"] == self.seal_of(other)["batch_id"])
        self.entry["id"], other["id"] = other["id"], self.entry["id"]
        return self.done(("batch", self.batch), ("batch", there))

    def swap_two_places(self) -> Done:
        seal = self.seal_of(self.entry)
        other = self.random.choice([one for one in self.seals if one is not seal])
        there = next(one for one in self.batches if one["number"] == other["batch_id"])
        seal["entry_id"], other["entry_id"] = other["entry_id"], seal["entry_id"]
        return self.done(("batch", self.batch), ("batch", there))

    def swap_two_entries_and_their_places(self) -> Done:
        """What stands where stays; only the numbers differ."""
        other = self.random.choice([entry for entry in self.entries if entry is not self.entry])
        there = next(one for one in self.batches if one["number"] == self.seal_of(other)["batch_id"])
        one, two = self.seal_of(self.entry), self.seal_of(other)
        self.entry["id"], other["id"] = other["id"], self.entry["id"]
        one["entry_id"], two["entry_id"] = two["entry_id"], one["entry_id"]
        return self.done(("batch", self.batch), ("batch", there))

    def cut_the_tail_within_a_batch(self) -> Done:
        last = self.batches[-1]
        for seal in self.members(last)[self.random.randint(1, last["size"] - 1) :]:
            self.entries.remove(next(entry for entry in self.entries if entry["id"] == seal["entry_id"]))
            self.seals.remove(seal)
        return self.done(("batch", last))

    def cut_whole_batches(self) -> Done:
        cut = [one for one in self.batches if one["number"] >= self.batch["number"]]
        numbers = {seal["entry_id"] for one in cut for seal in self.members(one)}
        self.entries[:] = [entry for entry in self.entries if entry["id"] not in numbers]
        self.seals[:] = [seal for seal in self.seals if seal["entry_id"] not in numbers]
        self.batches[:] = [one for one in self.batches if one not in cut]
        return self.done(*(("head", one) for one in cut), only_heads_tell=True)

    def cut_batches_but_not_their_entries(self) -> Done:
        cut = [one for one in self.batches if one["number"] >= self.batch["number"]]
        self.batches[:] = [one for one in self.batches if one not in cut]
        return self.done(*((kind, one) for one in cut for kind in ("batch", "head")))


ATTACKS = [
    name
    for name, value in vars(Attack).items()
    if name.split("_")[0] in {"edit", "delete", "insert", "swap", "cut"} and "_" in name
]


def alter(tables: Tables, seed: int) -> tuple[Tables, Done]:
    """One alteration, the kinds in turn, the rest by chance: the altered rows and what was done."""
    attack = Attack(tables, seed)
    name = ATTACKS[seed % len(ATTACKS)]
    done: Done = getattr(attack, name)()
    return attack.tables, Done(name, done.first, done.only_heads_tell, done.within_the_minute)


def changed(value: Any, name: str) -> Any:
    """Another value that the column takes."""
    if name in ("at", "made_at"):
        return moved(value, timedelta(microseconds=1))
    if name == "what":
        return value.replace('"一"', '"二"', 1)
    if isinstance(value, str):
        return ("0" if value[:1] != "0" else "1") + value[1:]
    return (value or 0) + 1


def moved(value: Any, by: timedelta) -> Any:
    """A stored instant: SQLite gives text."""
    if isinstance(value, datetime):
        return value + by
    return (datetime.fromisoformat(value) + by).isoformat(sep=" ", timespec="microseconds")


def instant(value: Any) -> str:
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value).replace(tzinfo=UTC)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def leaf(entry: Row) -> str:

    values = {name: entry[name] for name in HASHED} | {"at": instant(entry["at"]), "what": json.loads(entry["what"])}
    return leaf_of(entry["algo"], values)


def batch_values(batch: Row) -> Row:
    names = ("number", "size", "root", "previous", "key_id", "algo")
    return {name: batch[name] for name in names} | {"made_at": instant(batch["made_at"])}
