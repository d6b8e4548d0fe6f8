# SPDX-License-Identifier: Apache-2.0
"""Reads the steps ``[[step]]`` and transitions ``[[transition]]`` of a document; every fault with its path (S1-04).

What a step or a transition may say stands in two tables. Whether the whole makes sense is for lint.py.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any, Final

from django.utils.translation import gettext as _

from mingcha.catalog.models import Step
from mingcha.catalog.parts import Errors, longest, text
from mingcha.catalog.procedure.guard_text import LONGEST, parse
from mingcha.catalog.procedure.words import JOINS, KINDS, SPLITS, UNITS
from mingcha.ledger import Invalid

MOST_PLACES: Final = 1_000
MOST_STEPS: Final = 300
MOST_TRANSITIONS: Final = 2_000
MOST_NAMES: Final = 30
"""Of one list: roles, opinion columns, documents, kinds of evidence, pauses."""
LONGEST_NAME: Final = 60
MOST_LIMIT: Final = 10_000

Check = Callable[[str, Any, Errors], object]


def check_procedure(document: Mapping[str, Any], errors: Errors) -> list[tuple[str, int]]:
    """Check both sections against each other and against forms and documents; gives act and place of each step."""
    steps = check_steps(document.get("step"), errors)
    acts = {act for act, _place in steps}
    _check_references(document, errors)
    check_transitions(document.get("transition"), acts, errors)
    return steps


def check_steps(given: Any, errors: Errors) -> list[tuple[str, int]]:
    if not isinstance(given, list) or not given:
        errors.append(("step", _("至少要有一个环节（[[step]]）")))
        return []
    if len(given) > MOST_STEPS:
        errors.append(("step", _("环节不能超过 {most} 个").format(most=MOST_STEPS)))
        return []
    steps: dict[str, int] = {}
    for number, entry in enumerate(given, 1):
        path = f"step[{number}]"
        if not isinstance(entry, dict) or not {"act", "place"} <= set(entry):
            errors.append((path, _("要写 act 和 place")))
            continue
        before = len(errors)
        act = text(f"{path}.act", entry["act"], longest(Step, "act"), errors)
        _fields(path, entry, STEP, errors)
        if act in steps:
            errors.append((f"{path}.act", _("环节“{act}”写了两次").format(act=act)))
        elif act and f"{path}.place" not in {where for where, _message in errors[before:]}:
            steps[act] = entry["place"]
        if (entry.get("limit") is None) != (entry.get("unit") is None):
            errors.append((f"{path}.limit", _("期限和单位要一起写")))
    return list(steps.items())


def check_transitions(given: Any, acts: Collection[str], errors: Errors) -> None:
    """Each leads from a step of the item to another, and says so once."""
    if given is None:
        return
    if not isinstance(given, list) or len(given) > MOST_TRANSITIONS:
        errors.append(("transition", _("应为至多 {most} 个去向的列表").format(most=MOST_TRANSITIONS)))
        return
    seen: set[tuple[Any, ...]] = set()
    for number, entry in enumerate(given, 1):
        path = f"transition[{number}]"
        if not isinstance(entry, dict):
            errors.append((path, _("要写 from 和 to")))
            continue
        ends = [entry.get(end) for end in ("from", "to")]
        for end, act in zip(("from", "to"), ends, strict=True):
            if not isinstance(act, str) or act not in acts:
                errors.append((f"{path}.{end}", _("没有这个环节")))
        _fields(path, entry, TRANSITION, errors)
        if ends[0] == ends[1]:
            errors.append((f"{path}.to", _("去向不能是环节自己")))
        told = (*map(str, ends), str(entry.get("action")), str(entry.get("guard")))
        if told in seen:
            errors.append((path, _("同样的去向写了两次")))
        seen.add(told)


def _fields(path: str, entry: Mapping[str, Any], known: Mapping[str, Check | None], errors: Errors) -> None:
    for name, value in entry.items():
        if name not in known:
            errors.append((f"{path}.{str(name)[:40]}", _("不认识这一项")))
        elif (check := known[name]) is not None:
            check(f"{path}.{name}", value, errors)


def _check_references(document: Mapping[str, Any], errors: Errors) -> None:
    """A form and documents that a step names are those of the same item."""
    forms, documents = (keys_of(document.get(section)) for section in ("form", "document"))
    for number, step in entries(document.get("step")):
        if isinstance(form := step.get("form"), str) and form.strip() and form not in forms:
            errors.append((f"step[{number}].form", _("没有表单“{key}”").format(key=form[:LONGEST_NAME])))
        named = step.get("documents")
        for key in named if isinstance(named, list) else []:
            if isinstance(key, str) and key.strip() and key not in documents:
                errors.append((f"step[{number}].documents", _("没有文书“{key}”").format(key=key[:LONGEST_NAME])))


def entries(given: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """The entries of a section that are written as entries, with their numbers."""
    for number, entry in enumerate(given if isinstance(given, list) else [], 1):
        if isinstance(entry, dict):
            yield number, entry


def names_of(entry: Mapping[str, Any], name: str) -> list[str]:
    """The names in a list of an entry, however it is written."""
    given = entry.get(name)
    return [each for each in given if isinstance(each, str)] if isinstance(given, list) else []


def keys_of(given: Any) -> set[str]:
    return {entry["key"] for _number, entry in entries(given) if isinstance(entry.get("key"), str)}


# --- checks of one value --------------------------------------------------------------------------------------------
def _name(path: str, value: Any, errors: Errors) -> None:
    text(path, value, LONGEST_NAME, errors)


def _names(path: str, value: Any, errors: Errors) -> None:
    if not isinstance(value, list) or len(value) > MOST_NAMES:
        errors.append((path, _("应为至多 {most} 个名称的列表").format(most=MOST_NAMES)))
        return
    for each in value:
        text(path, each, LONGEST_NAME, errors)
    if len({str(each) for each in value}) < len(value):
        errors.append((path, _("同一个名称写了两次")))


def _counts(path: str, value: Any, errors: Errors) -> None:
    if not isinstance(value, dict) or len(value) > MOST_NAMES:
        errors.append((path, _("应为证据种类和件数")))
        return
    for kind, n in value.items():
        text(path, kind, LONGEST_NAME, errors)
        if type(n) is not int or not 0 < n <= 1_000:
            errors.append((path, _("“{kind}”的件数应为 1 到 1,000 的整数").format(kind=str(kind)[:LONGEST_NAME])))


def _whole(most: int) -> Check:
    def check(path: str, value: Any, errors: Errors) -> None:
        if type(value) is not int or not 0 < value <= most:
            errors.append((path, _("应为 1 到 {most} 的整数").format(most=most)))

    return check


def _one_of(known: Collection[str]) -> Check:
    def check(path: str, value: Any, errors: Errors) -> None:
        if not isinstance(value, str) or value not in known:
            errors.append((path, _("应为 {known} 之一").format(known=_("、").join(known))))

    return check


def _truth(path: str, value: Any, errors: Errors) -> None:
    if type(value) is not bool:
        errors.append((path, _("应为 true 或 false")))


def _guard(path: str, value: Any, errors: Errors) -> None:
    if not (written := text(path, value, LONGEST, errors)):
        return
    try:
        parse(written)
    except Invalid as bad:
        errors.append((path, bad.message))


STEP: Final[dict[str, Check | None]] = {
    "act": None,  # checked with its neighbours
    "place": _whole(MOST_PLACES),
    "kind": _one_of(KINDS),
    "roles": _names,
    "form": _name,
    "opinions": _names,
    "documents": _names,
    "evidence": _counts,
    "limit": _whole(MOST_LIMIT),
    "unit": _one_of(UNITS),
    "pauses": _names,
    "split": _one_of(SPLITS),
    "join": _one_of(JOINS),
    "assigns": _truth,
}
"""What a step may say. ``assigns``: it puts officers on the steps that follow (S1-11)."""
TRANSITION: Final[dict[str, Check | None]] = {
    "from": None,
    "to": None,
    "action": _name,
    "guard": _guard,
    "rollback": _truth,
}
