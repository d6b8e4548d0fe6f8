# SPDX-License-Identifier: Apache-2.0
"""Writes of dictionaries: the first ones, drafts, publishing. A version in force is never changed (S1-06)."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mingcha.ledger import By, Invalid, WrongState, move, record
from mingcha.ledger.moves import check_version
from mingcha.organs.access import require
from mingcha.organs.models import Dictionary, DictionaryVersion, Term
from mingcha.organs.perms import Perm

Status = DictionaryVersion.Status


def first_dictionaries() -> dict[str, dict[str, Any]]:
    """The dictionaries of a new installation by key: name and terms."""
    return tomllib.loads(files("mingcha.organs").joinpath("data/dictionaries.toml").read_text("utf-8"))


@transaction.atomic
def load_dictionaries(by: By) -> list[str]:
    """Add the first dictionaries that are missing, each with its first version in force. Gives their keys."""
    require(by, Perm.ORGANS_DICTIONARY_EDIT)
    there = set(Dictionary.objects.values_list("key", flat=True))
    missing = {key: shipped for key, shipped in first_dictionaries().items() if key not in there}
    for key, shipped in missing.items():
        dictionary = Dictionary.objects.create(key=key, name=shipped["name"])
        version = DictionaryVersion.objects.create(dictionary=dictionary, number=1)
        _write(version, shipped["terms"])
        move(version, Status.EFFECTIVE, act="publish_dictionary", by=by, fields={"effective_at": timezone.now()})
    return list(missing)


@transaction.atomic
def open_draft(dictionary: Dictionary, *, by: By) -> DictionaryVersion:
    """Begin the next version with the terms of the one in force. Raises WrongState while another draft is open."""
    require(by, Perm.ORGANS_DICTIONARY_EDIT)
    Dictionary.objects.select_for_update().get(pk=dictionary.pk)
    versions = list(dictionary.versions.order_by("-number"))
    if any(version.status == Status.DRAFT for version in versions):
        raise WrongState(_("已有一份草稿，请先把它发布"), "draft_open")
    made = DictionaryVersion.objects.create(dictionary=dictionary, number=versions[0].number + 1 if versions else 1)
    in_force = Term.objects.filter(version__dictionary=dictionary, version__status=Status.EFFECTIVE)
    _write(made, list(in_force.values_list("code", "name")))
    record("open_draft", made, by=by)
    return made


@transaction.atomic
def save_terms(version: DictionaryVersion, terms: Sequence[tuple[str, str]], given: int, *, by: By) -> None:
    """Replace the terms of a draft, code and name each, in their order.

    Raises Conflict if the draft is no longer version ``given`` of its row, WrongState if it is no draft any more.
    """
    require(by, Perm.ORGANS_DICTIONARY_EDIT)
    check_version(version, given)
    version.refresh_from_db()
    _check_draft(version)
    before = dict(version.terms.values_list("code", "name"))
    version.terms.all().delete()
    _write(version, terms)
    version.save(update_fields=["number"])  # nothing of it changes but its version, by which a second editor is told
    after = dict(terms)
    changed = {code: [before.get(code), after.get(code)] for code in sorted({*before, *after})}
    record("save_terms", version, by=by, changed={code: pair for code, pair in changed.items() if pair[0] != pair[1]})


@transaction.atomic
def publish_dictionary(version: DictionaryVersion, *, by: By) -> DictionaryVersion:
    """Put a draft in force; the version that was is retired in the same breath."""
    require(by, Perm.ORGANS_DICTIONARY_EDIT)
    Dictionary.objects.select_for_update().get(pk=version.dictionary_id)
    version.refresh_from_db()
    _check_draft(version)
    if not version.terms.exists():
        raise Invalid(_("没有词条，不能发布"), "no_terms")
    for former in DictionaryVersion.objects.filter(dictionary_id=version.dictionary_id, status=Status.EFFECTIVE):
        move(former, Status.RETIRED, act="retire_dictionary", by=by)
    return move(version, Status.EFFECTIVE, act="publish_dictionary", by=by, fields={"effective_at": timezone.now()})


def _check_draft(version: DictionaryVersion) -> None:
    if version.status != Status.DRAFT:
        raise WrongState(_("这一版已经发布，不能再改；请新建草稿"), "not_draft")


def _write(version: DictionaryVersion, terms: Sequence[Sequence[str]]) -> None:
    rows = [Term(version=version, code=code, name=name, place=place) for place, (code, name) in enumerate(terms, 1)]
    Term.objects.bulk_create(rows)
