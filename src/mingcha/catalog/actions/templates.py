# SPDX-License-Identifier: Apache-2.0
"""Writes of document templates 文书范本: a new edition comes in, takes effect for every organ below, is retired (S4-30)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from mingcha.catalog.models import Template
from mingcha.catalog.papers.inheriting import locked_above
from mingcha.catalog.papers.making import HERE, papers
from mingcha.catalog.papers.reading import read_template
from mingcha.files.actions import Taken, keep, take
from mingcha.files.models import place_of
from mingcha.ledger import By, Conflict, System, move, record
from mingcha.organs.access import require
from mingcha.organs.models import Organ
from mingcha.organs.perms import Perm

Status = Template.Status
EDIT: Final = Perm.CATALOG_TEMPLATE_EDIT


def upload_template(organ: Organ, given: Mapping[str, Any], file: UploadedFile[Any], *, by: By) -> Template:
    """Take in a template, or the next edition of one that the organ has; nobody uses it before it is put in force.
    ``given`` has key, name, word and locked.

    Raises:
        Invalid: the file is no plain Word document, or says what a template may not say; each fault with its place.
        Conflict: a locked template above keeps the organ from having its own.
    """
    require(by, EDIT, organ)
    taken = take(file, accept=("docx",))  # outside the transaction: it may take its time
    variables = read_template(place_of(taken.sha256))
    return _add(organ, given, taken, variables, by)


@transaction.atomic
def _add(organ: Organ, given: Mapping[str, Any], taken: Taken, variables: list[str], by: By) -> Template:
    organ = Organ.objects.select_for_update().get(pk=organ.pk)  # editions are counted one after another
    key = str(given["key"])
    _refuse_locked(organ, key)
    last = Template.objects.filter(organ=organ, key=key).order_by("-edition").first()
    template = Template(
        organ=organ,
        key=key,
        name=given["name"],
        word=given.get("word", ""),
        locked=bool(given.get("locked")),
        edition=last.edition + 1 if last else 1,
        file=keep(taken, by=by),
        variables=variables,
    )
    template.save()
    told: dict[str, Any] = {"key": key, "edition": template.edition, "locked": template.locked, "organ": organ.name}
    record("upload_template", template, by=by, file=template.file.proof, **told)
    return template


@transaction.atomic
def enforce_template(template: Template, *, by: By) -> Template:
    """Put an edition in force, and the one before it out of force, in one breath.

    Raises:
        Conflict: a locked template above keeps the organ from having its own.
        WrongState: it has been in force already.
    """
    _require_own(template, by)
    organ = Organ.objects.select_for_update().get(pk=template.organ_id)
    _refuse_locked(organ, template.key)
    for before in Template.objects.filter(organ=organ, key=template.key, status=Status.EFFECTIVE):
        move(before, Status.RETIRED, act="retire_template", by=by, replaced_by=template.edition)
    return move(template, Status.EFFECTIVE, act="enforce_template", by=by, edition=template.edition)


@transaction.atomic
def retire_template(template: Template, reason: str, *, by: By) -> Template:
    """Take an edition out of force; papers that were made with it stay."""
    _require_own(template, by)
    return move(template, Status.RETIRED, act="retire_template", by=by, reason=reason)


def load_templates(organ: Organ, *, locked: bool, by: By) -> int:
    """Put the templates that come with the house in force for an organ and all below; those that it has already are left
    alone. Gives how many."""
    there = set(Template.objects.filter(organ=organ).values_list("key", flat=True))
    missing = [paper for paper in papers() if paper["key"] not in there]
    for paper in missing:
        name = f"{paper['key']}.docx"
        file = SimpleUploadedFile(name, (HERE / name).read_bytes())
        enforce_template(upload_template(organ, {**paper, "locked": locked}, file, by=by), by=by)
    return len(missing)


def _require_own(template: Template, by: By) -> None:
    """An inherited template is read everywhere, and changed only where it was made."""
    require(by, EDIT, template)
    if not isinstance(by, System):
        require(by, EDIT, template.organ)


def _refuse_locked(organ: Organ, key: str) -> None:
    if (above := locked_above(organ, key)) is not None:
        words = _("“{name}”由{organ}统一制定，下级不得另行制定")
        raise Conflict(words.format(name=above.name, organ=above.organ.name), "template_locked", "key")
