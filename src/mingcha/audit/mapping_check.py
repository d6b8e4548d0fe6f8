# SPDX-License-Identifier: Apache-2.0
"""Reads the keys of a TOML table and gathers what is wrong with them: wrong types, missing keys, keys that nobody asked for."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from mingcha.files.badinput import BadInput, Fault


class Check:
    """One table of the file, and all its children. Whatever has not been asked for when :meth:`finish` is called is a fault."""

    def __init__(self, tree: object, path: str = "", faults: list[Fault] | None = None) -> None:
        self.path = path
        self.faults: list[Fault] = [] if faults is None else faults
        self.tree: Mapping[str, Any] = {}
        self.asked: set[str] = set()
        self.children: dict[str, Check] = {}
        if isinstance(tree, Mapping):
            self.tree = tree
        else:
            self.fault("", "type_wrong", "应为一个表，例如 [columns]")

    def fault(self, key: str, code: str, message: str) -> None:
        self.faults.append(Fault(code, ".".join(part for part in (self.path, key) if part), None, message))

    def has(self, key: str) -> bool:
        self.asked.add(key)
        return key in self.tree

    def child(self, key: str) -> Check:
        self.asked.add(key)
        if key not in self.children:
            path = f"{self.path}.{key}" if self.path else key
            self.children[key] = Check(self.tree.get(key, {}), path, self.faults)
        return self.children[key]

    def table(self, key: str, *, required: bool = False) -> Check:
        if required and key not in self.tree:
            self.fault(key, "key_missing", f"缺少 [{key}]")
        return self.child(key)

    def text(self, key: str, *, required: bool = False) -> str | None:
        """A text that is not blank; a number is its shortest writing (``1``, and ``1.1`` for 1.10)."""
        value = self._get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            value = str(value)
        if value is None:
            if required:
                self.fault(key, "key_missing", "必须写明")
            return None
        if isinstance(value, str) and value.strip():
            return value
        self.fault(key, "type_wrong", "应为不空的文字，写在引号里")
        return None

    def one(self, key: str) -> tuple[str, ...]:
        value = self.text(key)
        return () if value is None else (value,)

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of texts."""
        value = self._get(key)
        values = [value] if isinstance(value, str) else [] if value is None else value
        if isinstance(values, list) and all(isinstance(each, str) and each.strip() for each in values):
            return tuple(values)
        self.fault(key, "type_wrong", '应为文字或文字的列表，例如 ["立案", "调查"]')
        return ()

    def places(self, key: str) -> tuple[tuple[str, ...], ...]:
        """A list whose members are texts or lists of texts."""
        value = self._get(key)
        members = [[each] if isinstance(each, str) else each for each in value] if isinstance(value, list) else value
        if members is None:
            return ()
        if isinstance(members, list) and all(
            isinstance(place, list) and place and all(isinstance(act, str) and act.strip() for act in place)
            for place in members
        ):
            return tuple(tuple(place) for place in members)
        self.fault(
            key, "type_wrong", '应为环节名称的列表；可并行的环节再用一层方括号，例如 ["立案", ["抽样", "检验"], "审核"]'
        )
        return ()

    def number(self, key: str, default: int) -> int:
        value = self._get(key)
        if value is None:
            return default
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        self.fault(key, "type_wrong", "应为整数")
        return default

    def choice(self, key: str, choices: tuple[str, ...], default: str) -> Any:
        value = self._get(key)
        if value is None:
            return default
        if value in choices:
            return value
        self.fault(key, "value_invalid", f"应为 {'、'.join(choices)} 之一")
        return default

    def pairs(self) -> dict[str, str]:
        """All keys of this table with their texts."""
        return {key: text for key in self.tree if (text := self.text(key)) is not None}

    def finish(self) -> None:
        """Name the keys that nobody asked for, here and below, and raise ``BadInput`` if there is any fault."""
        self._name_unknown()
        if self.faults:
            raise BadInput(self.faults)

    def _name_unknown(self) -> None:
        for key in self.tree.keys() - self.asked:
            near = get_close_matches(key, self.asked, 1)
            self.fault(
                key,
                "key_unknown",
                f"没有这个键；是不是 {near[0]}？" if near else f"没有这个键；可写：{'、'.join(sorted(self.asked))}",
            )
        for child in self.children.values():
            child._name_unknown()

    def _get(self, key: str) -> Any:
        self.asked.add(key)
        return self.tree.get(key)
