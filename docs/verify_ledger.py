# SPDX-License-Identifier: Apache-2.0
# ruff: noqa: T201 - the terminal is the page here
"""独立核验明察的台账。Checks an exported ledger without anything of Mingcha: one file, the standard library only.

    mingcha ledger export ledger.jsonl         (whoever runs the system)
    mingcha ledger heads > heads.jsonl         (kept elsewhere, from time to time, by somebody else)
    python3 verify_ledger.py ledger.jsonl --heads heads.jsonl

Exit codes: 0 as it was sealed; 1 flaws were found; 2 the file cannot be checked.

How the ledger is sealed (format 1). Text is UTF-8; JSON is written with sorted keys, no blanks and no needless escapes.

* An entry's leaf is H(0x00 + JSON of its values).
* A batch's root is that of a Merkle tree as in RFC 6962, over H(0x00 + the entry's number as 8 bytes + its leaf), an inner node
  being H(0x01 + left + right).
* A batch's head is H(0x02 + JSON of number, made_at, size, root, previous, key_id, algo).
* ``previous`` is H(0x02 + JSON of head and signature of the batch before): the newest signature so proves all before it.
* The signature is Ed25519 (RFC 8032) over the head's bytes.

What this proves: without the signing key nobody changed, removed, inserted or moved an entry that was sealed. Against
somebody who has the key, only a head that was kept elsewhere proves anything: give such heads with --heads.
What was done to an entry before its seal (a minute at most) cannot be found.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from datetime import datetime, timedelta
from typing import Any

SHOWN = 50
WINDOW = timedelta(minutes=1)
APART = timedelta(hours=1)
TIME = "%Y-%m-%dT%H:%M:%S.%fZ"
HEAD_OF = ("number", "made_at", "size", "root", "previous", "key_id", "algo")
write = json.JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
Line = dict[str, Any]


class Unreadable(Exception):  # noqa: N818 - it is the file that is so
    """The file is not an export, or is cut."""


def digest(algorithm: str, data: bytes) -> bytes:
    """Nothing by an algorithm that is not one of ours: then nothing will agree."""
    return hashlib.new(algorithm, data).digest() if algorithm in ("sm3", "sha256") else b""


class Tree:
    """A Merkle tree that grows leaf by leaf; it keeps the roots of its full subtrees only."""

    def __init__(self, algorithm: str) -> None:
        self.algorithm, self.size = algorithm, 0
        self.full: list[bytes] = []

    def add(self, number: int, leaf: bytes) -> None:
        node = digest(self.algorithm, b"\x00" + number.to_bytes(8, "big") + leaf)
        self.size += 1
        below = self.size
        while below % 2 == 0:
            node = digest(self.algorithm, b"\x01" + self.full.pop() + node)
            below //= 2
        self.full.append(node)

    def root(self) -> str:
        if not self.full:
            return ""
        node = self.full[-1]
        for left in reversed(self.full[:-1]):
            node = digest(self.algorithm, b"\x01" + left + node)
        return node.hex()


# Ed25519, verification only (RFC 8032, section 5.1), in extended coordinates.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]


def plus(one: Point, two: Point) -> Point:
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def times(number: int, point: Point) -> Point:
    result = (0, 1, 1, 0)
    while number:
        if number & 1:
            result = plus(result, point)
        point = plus(point, point)
        number >>= 1
    return result


def point_of(data: bytes) -> Point | None:
    """The point that 32 bytes stand for, None if for none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return x, y, 1, x * y % P


BASE = point_of((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the signature over the message is by the key."""
    if len(public) != 32 or len(signature) != 64:
        return False
    key, r, s = point_of(public), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = times(s, BASE), plus(r, times(h, key))
    return not (left[0] * right[2] - right[0] * left[2]) % P and not (left[1] * right[2] - right[1] * left[2]) % P


class Check:
    """Goes through an export line by line and gathers what is wrong; keeps one batch's tree in memory."""

    def __init__(self, heads: dict[int, Line]) -> None:
        self.heads = heads
        self.flaws: list[str] = []
        self.keys: dict[str, str] = {}
        self.exported_at = ""
        self.before: Line | None = None
        self.batch: Line | None = None
        self.tree = Tree("")
        self.earliest = self.latest = ""
        self.bad = self.ended = False
        self.n_batches = self.n_entries = 0

    def flaw(self, message: str) -> None:
        self.flaws.append(message)
        self.bad = True

    def line(self, one: Line) -> None:
        kind = one["kind"]
        if kind == "export":
            if one["format"] != 1:
                raise Unreadable(f"格式 {one['format']} 需要新版的核验程序")
            self.exported_at = one["at"]
        elif not self.exported_at or self.ended:
            raise Unreadable("不是完整的台账导出")
        elif kind == "key":
            self.keys[one["id"]] = one["public"]
        elif kind == "batch":
            self.close_batch()
            self.open_batch(one)
        elif kind == "entry":
            self.n_entries += 1
            self.entry(one)
        elif kind == "end":
            self.end(one)
        else:
            raise Unreadable(f"不认识 {kind!r}")

    def open_batch(self, one: Line) -> None:
        self.n_batches += 1
        number, before = one["number"], self.before
        self.batch, self.tree = one, Tree(one["algo"])
        self.earliest = moved(before["made_at"], -APART) if before else ""
        self.latest = moved(one["made_at"], APART)
        expected = before["number"] + 1 if before else 1
        if number != expected:
            self.flaw(f"第 {expected} 批不见了")
        elif one["previous"] != (link(before) if before else ""):
            self.flaw(f"第 {number} 批与前一批接不上")
        values = {name: one[name] for name in HEAD_OF}
        if digest(one["algo"], b"\x02" + write(values).encode()).hex() != one["head"]:
            self.flaw(f"第 {number} 批的头与内容不符")
        if before and before["key_id"] != one["key_id"]:
            self.signature(before)
        kept = self.heads.pop(number, None)
        if kept and kept["head"] != one["head"]:
            self.flaw(f"第 {number} 批与别处留存的头不同：台账被整个改写过")
        if kept and kept["public_key"] and kept["public_key"] != self.keys.get(one["key_id"]):
            self.flaw(f"第 {number} 批的密钥与别处留存的不同")
        self.bad = False

    def close_batch(self) -> None:
        batch = self.batch
        if batch and not self.bad and (self.tree.size != batch["size"] or self.tree.root() != batch["root"]):
            self.flaw(f"第 {batch['number']} 批的记录与封存时不同（增减、调换，或者连摘要一起改过）")
        self.before, self.batch = batch or self.before, None

    def entry(self, one: Line) -> None:
        number, values, leaf = one["id"], one["values"], one["leaf"]
        if leaf is None:
            self.flaw(f"记录 {number} 不见了")
        elif values is None or digest(values["algo"], b"\x00" + write(values).encode()).hex() != leaf:
            self.flaw(f"记录 {number} 被改过")
        elif one["batch"] is None:
            self.close_batch()
            if values["at"] < moved(self.exported_at, -WINDOW):
                self.flaw(f"记录 {number} 超过一分钟没有封存：封存程序没有运行，或者记录没有经过系统写入")
        elif self.batch is None or one["batch"] != self.batch["number"]:
            self.flaw(f"记录 {number} 所在的第 {one['batch']} 批不见了")
        elif one["position"] != self.tree.size:
            self.flaw(f"记录 {number} 之前少了记录，或者次序变了")
        elif not self.earliest <= values["at"] <= self.latest:
            self.flaw(f"记录 {number} 的时间与封存的时间相差太远")
        if one["batch"] is not None:
            self.tree.add(number, b"" if self.bad else bytes.fromhex(leaf))

    def signature(self, batch: Line) -> None:
        public = bytes.fromhex(self.keys.get(batch["key_id"], ""))
        if not signed(public, bytes.fromhex(batch["head"]), bytes.fromhex(batch["signature"])):
            self.flaw(f"第 {batch['number']} 批的签名不对")

    def end(self, one: Line) -> None:
        self.close_batch()
        self.ended = True
        if self.before:
            self.signature(self.before)
        if (one["batches"], one["entries"]) != (self.n_batches, self.n_entries):
            raise Unreadable("导出文件中的行数与末行不符")
        for number in sorted(self.heads):
            self.flaw(f"第 {number} 批不见了：别处留存着它的头")


def link(batch: Line) -> str:
    """What the next batch holds of this one."""
    values = {"head": batch["head"], "signature": batch["signature"]}
    return digest(batch["algo"], b"\x02" + write(values).encode()).hex()


def moved(text: str, by: timedelta) -> str:
    """Another instant in the same fixed form; two of them compare as texts."""
    return (datetime.strptime(text, TIME) + by).strftime(TIME)


def check(path: str, heads: dict[int, Line]) -> tuple[list[str], int]:
    """All flaws of the export, as sentences, the first first; and the number of entries. Raises Unreadable."""
    found = Check(heads)
    number = 0
    with open(path, encoding="utf-8") as file:
        for number, text in enumerate(file, 1):
            try:
                found.line(json.loads(text))
            except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
                raise Unreadable(f"第 {number} 行无法读出（{error!r}）") from error
    if not found.ended:
        raise Unreadable(f"只有 {number} 行，没有结尾：文件不完整")
    return found.flaws, found.n_entries


def read_heads(path: str) -> dict[int, Line]:
    with open(path, encoding="utf-8") as file:
        return {one["number"]: one for one in map(json.loads, file)}


def main() -> int:
    parser = argparse.ArgumentParser(description="独立核验明察的台账")
    parser.add_argument("export", help="mingcha ledger export 写出的文件")
    parser.add_argument("--heads", help="别处留存的头（mingcha ledger heads 的输出）")
    options = parser.parse_args()
    if "sm3" not in hashlib.algorithms_available:
        print(
            "本机的 OpenSSL 没有 SM3 算法，无法核验；请换用带 SM3 的 OpenSSL（1.1.1 以上的通常版本都有）。",
            file=sys.stderr,
        )
        return 2
    try:
        flaws, n_entries = check(options.export, read_heads(options.heads) if options.heads else {})
    except (Unreadable, OSError, KeyError, TypeError, ValueError) as bad:
        print(f"无法核验：{bad}", file=sys.stderr)
        return 2
    print(
        "\n".join(flaws[:SHOWN])
        or f"台账完好：{n_entries} 条记录与封存时相同" + ("，与别处留存的头一致" if options.heads else "")
    )
    if len(flaws) > SHOWN:
        print(f"……共 {len(flaws)} 处")
    return int(bool(flaws))


if __name__ == "__main__":
    sys.exit(main())
