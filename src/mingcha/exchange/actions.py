# SPDX-License-Identifier: Apache-2.0
"""Every write of an import (sources, upload, mapping, dry run, import), and of other systems that call the API (S3-03, S3-10, S4-32).

An import is one act however many slices it takes: its entries name the files by their hashes, the mapping and the counts.
What is long is done by jobs (exchange.jobs); what they find comes back through the actions here.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from oauth2_provider.models import AccessToken, Application

from mingcha.audit.mapping import read_mapping
from mingcha.exchange import reading
from mingcha.exchange.models import Client, Import, ImportFile, Source
from mingcha.exchange.tokens import GRANTABLE, Acting
from mingcha.files import actions as files
from mingcha.files.badinput import BadInput
from mingcha.files.kinds import TABLES
from mingcha.inbox import actions as inbox
from mingcha.ledger import By, Invalid, NotAllowed, System, WrongState, move, record
from mingcha.ledger.jobs import later
from mingcha.ledger.moves import check_version, locked
from mingcha.organs.access import require
from mingcha.organs.duties import duties, named
from mingcha.organs.models import Organ, Post
from mingcha.organs.perms import Perm

Status = Import.Status
Beginner = Post | Acting
"""Who may be in charge of an import."""
GRANT = Application.GRANT_CLIENT_CREDENTIALS


@dataclass(frozen=True)
class NewSource:
    """A source that is to be. ``unknown_organs`` is one of Source.Unknown."""

    name: str
    organ: Organ
    unknown_organs: str = Source.Unknown.REFUSE


@dataclass(frozen=True)
class Outcome:
    """What a dry run found."""

    faults: Sequence[Mapping[str, str]] = ()
    total: int = 0
    notes: Sequence[str] = ()
    summary: Mapping[str, Any] = field(default_factory=dict)
    slices: int = 0
    seen: Mapping[str, Any] | None = None


@transaction.atomic
def create_source(new: NewSource, *, by: By) -> Source:
    """Make a source. Raises Invalid where an organ has one of that name."""
    require(by, Perm.EXCHANGE_IMPORT_RUN, new.organ)
    if Source.objects.filter(name=new.name, organ=new.organ).exists():
        raise Invalid(_("这个机关已有名为“{name}”的来源").format(name=new.name), "name_taken", "name")
    source = Source(key=_key(new.name), name=new.name, organ=new.organ, unknown_organs=new.unknown_organs)
    source.save()
    record("create_source", source, by=by, key=source.key, organ=new.organ.name, unknown_organs=new.unknown_organs)
    return source


def _key(name: str) -> str:
    """A key by the sounds of the name, and a number where it is taken."""
    from pypinyin import Style, lazy_pinyin  # a dictionary of 40,000 characters

    initials = "".join(each[:1] for each in lazy_pinyin(name, style=Style.FIRST_LETTER) if each[:1].isascii())
    stem = "".join(letter for letter in initials.lower() if letter.isalnum())[:20] or "source"
    taken = set(Source.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for key in (stem, *(f"{stem}-{n}" for n in range(2, len(taken) + 3))) if key not in taken)


def upload_import(
    source: Source | NewSource, logs: Sequence[UploadedFile[Any]], sides: Sequence[UploadedFile[Any]], *, by: Beginner
) -> Import:
    """Take the files in and have their columns recognised. Raises Invalid for a file that is not what it says."""
    require(by, Perm.EXCHANGE_IMPORT_RUN, source.organ if isinstance(source, NewSource) else source)
    parts = [(ImportFile.Part.LOG, file) for file in logs] + [(ImportFile.Part.SIDE, file) for file in sides]
    taken = [(part, files.take(file, accept=TABLES, field=f"{part}s")) for part, file in parts]
    with transaction.atomic():
        if isinstance(source, NewSource):
            source = create_source(source, by=by)
        batch = Import(source=source, by_name=by.actor.name, **_in_charge(by))
        batch.save()
        for place, (part, content) in enumerate(taken, 1):
            ImportFile.objects.create(batch=batch, stored=files.keep(content, by=by), part=part, place=place)
        record("upload_import", batch, by=by, source=source.key, files=_proofs(batch))
        later("mingcha.exchange.jobs.recognise", batch.pk, by=by)
    return batch


def _proofs(batch: Import) -> list[dict[str, Any]]:
    return [file.stored.proof | {"part": file.part} for file in batch.files.select_related("stored")]


@transaction.atomic
def finish_recognition(batch: Import, text: str, outcome: Outcome, *, settled: bool, by: By) -> None:
    """Keep what was seen in the files and the mapping for them; a mapping that is settled is tried at once."""
    seen = {"seen": outcome.seen or {}, "mapping": text, "faults": list(outcome.faults), "fault_total": outcome.total}
    to = Status.REFUSED if outcome.faults else Status.MAPPING
    move(batch, to, act="recognise_columns", by=by, fields=seen, faults=outcome.total)
    if settled and not outcome.faults:
        _begin_check(batch, by=by)


@transaction.atomic
def save_mapping(batch: Import, text: str, *, version: int, by: Beginner, unknown_organs: str = "") -> None:
    """Settle which column is what, here and for the next log of the source, and try it.

    ``unknown_organs`` is one of Source.Unknown; empty leaves it as it is.

    Raises:
        Invalid: the mapping has faults; all of them, without a field where none of the form's is meant.
        Conflict: somebody else saved meanwhile.
    """
    require(by, Perm.EXCHANGE_IMPORT_RUN, batch)
    check_version(batch, version)
    _check_editable(batch)
    check_mapping(text)
    batch.mapping = text
    for name, value in (in_charge := _in_charge(by)).items():
        setattr(batch, name, value)
    batch.save(update_fields=["mapping", *in_charge])
    source = batch.source
    source.mapping, source.unknown_organs = text, unknown_organs or source.unknown_organs
    source.save(update_fields=["mapping", "unknown_organs"])
    told: dict[str, Any] = {
        "source": source.key,
        "mapping_version": source.version,
        "unknown_organs": source.unknown_organs,
    }
    record("save_mapping", batch, by=by, mapping=text, **told)
    _begin_check(batch, by=by)


def check_mapping(text: str) -> None:
    """Raise Invalid with every fault of a mapping's text."""
    try:
        tree = tomllib.loads(text)
        read_mapping(tree, Path())
    except BadInput as bad:
        raise Invalid.many(
            (fault.where, fault.code, _("{where}：{what}").format(where=fault.where, what=fault.message))
            for fault in bad.errors
        ) from bad
    except (ValueError, RecursionError) as error:
        raise Invalid(_("不是正确的 TOML：{why}").format(why=error), "toml_invalid", "text") from error


@transaction.atomic
def start_check(batch: Import, *, by: Beginner) -> None:
    """Try the import again without writing anything: the catalogue, an organ or a calendar may be there now."""
    require(by, Perm.EXCHANGE_IMPORT_RUN, batch)
    _check_editable(batch)
    if not batch.mapping:
        raise WrongState(_("请先说明各列是什么"))
    _begin_check(batch, by=by)


def _check_editable(batch: Import) -> None:
    if not batch.is_editable:
        raise WrongState(_("导入现在是“{now}”，不能再改").format(now=batch.get_status_display()))


def _begin_check(batch: Import, *, by: By) -> None:
    move(batch, Status.CHECKING, act="start_check", by=by, fields=_in_charge(by))
    later("mingcha.exchange.jobs.check", batch.pk, by=by)


@transaction.atomic
def finish_check(batch: Import, outcome: Outcome, *, by: By) -> None:
    """Keep what the dry run found: every fault at once, or what would be imported."""
    found: dict[str, Any] = {
        "faults": list(outcome.faults),
        "fault_total": outcome.total,
        "notes": list(outcome.notes),
        "summary": dict(outcome.summary),
        "slices": outcome.slices,
        "done": 0,
    }
    found |= {"seen": outcome.seen} if outcome.seen else {}
    to = Status.REFUSED if outcome.faults else Status.READY
    counts: dict[str, Any] = {name: value for name, value in outcome.summary.items() if isinstance(value, int)}
    move(batch, to, act="finish_check", by=by, fields=found, faults=outcome.total, **counts)


@transaction.atomic
def start_import(batch: Import, *, by: Beginner) -> None:
    """Begin to write what the dry run found to be right."""
    require(by, Perm.EXCHANGE_IMPORT_RUN, batch)
    why: dict[str, Any] = {"source": batch.source.key, "mapping_version": batch.source.version, "files": _proofs(batch)}
    move(batch, Status.RUNNING, act="start_import", by=by, fields={**_in_charge(by), "done": 0}, **why)
    later("mingcha.exchange.jobs.run_slice", batch.pk, 0, by=by)


def finish_slice(batch: Import, counts: Mapping[str, int], *, by: By) -> None:
    """One slice more is written, in the transaction that wrote it. After the last one the import is done."""
    batch.done += 1
    written = {name: batch.summary.get("written", {}).get(name, 0) + count for name, count in counts.items()}
    batch.summary = batch.summary | {"written": written}
    batch.save(update_fields=["done", "summary"])
    if batch.done < batch.slices:
        later("mingcha.exchange.jobs.run_slice", batch.pk, batch.done, by=by)
        return
    why: dict[str, Any] = {"source": batch.source.key, "files": _proofs(batch), "mapping_version": batch.source.version}
    move(batch, Status.DONE, act="finish_import", by=by, fields={"seen": {}}, **why, **written)
    text = _("新增 {new} 件，更新 {changed} 件，未变 {unchanged} 件；报警 {alarms} 条").format(**written)
    _tell(batch, _("“{name}”已导入").format(name=batch.source.name), text)
    transaction.on_commit(lambda: reading.clear(batch))


@transaction.atomic
def fail_import(batch: Import, faults: Sequence[Mapping[str, str]], *, by: By) -> None:
    """Stop between two slices: those written stay, and are compared when the import begins anew."""
    found = {"faults": list(faults), "fault_total": len(faults)}
    move(batch, Status.FAILED, act="fail_import", by=by, fields=found, done=batch.done, slices=batch.slices)
    reason = faults[0]["message"] if faults else ""
    _tell(batch, _("“{name}”未能导入").format(name=batch.source.name), reason)


def _tell(batch: Import, title: str, text: str) -> None:
    """To the person who began it; a system asks for itself."""
    if batch.post:
        inbox.send(batch.post.person, title, text, batch.get_absolute_url())


@transaction.atomic
def drop_import(batch: Import, *, by: Beginner) -> None:
    """Give an import up before it was written; its files stay, since the ledger names them."""
    require(by, Perm.EXCHANGE_IMPORT_RUN, batch)
    move(batch, Status.DROPPED, act="drop_import", by=by, fields={"seen": {}, "faults": [], "summary": {}})
    transaction.on_commit(lambda: reading.clear(batch))


def worker(batch: Import) -> System:
    """Who acts in a job: the system, in the name of whoever is in charge."""
    return System("import", batch.in_charge.actor)


def _in_charge(by: By) -> dict[str, Any]:
    """The columns of whoever is in charge from now on; a job of ours leaves them as they are."""
    if isinstance(by, Acting):
        return {"post": None, "client": by.client}
    return {"post": by, "client": None} if isinstance(by, Post) else {}


# --- other systems --------------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class NewClient:
    """A client that is to be. ``reach`` is one of Client.Reach; no network named is any."""

    name: str
    organ: Organ
    reach: str
    rights: Sequence[str]
    valid_from: date
    valid_to: date | None = None
    networks: Sequence[str] = ()


@transaction.atomic
def create_client(new: NewClient, *, by: By) -> tuple[Client, str]:
    """Let another system in. Gives its row and its secret, which nobody can read again.

    Raises:
        NotAllowed: ``reach``, more than the giver has herself.
        Invalid: ``name_taken``, ``organ_closed``, ``date_order``, ``rights``, ``duties_mixed``; all at once.
    """
    require(by, Perm.EXCHANGE_CLIENT_EDIT, new.organ)
    if isinstance(by, Post) and new.reach == Client.Reach.REGION != by.reach:
        raise NotAllowed(_("授予的范围不能大于自己的范围"), "reach", "reach")
    if faults := list(_client_faults(new)):
        raise Invalid.many(faults)
    secret = token_urlsafe(32)
    kind = {"client_type": Application.CLIENT_CONFIDENTIAL, "authorization_grant_type": GRANT}
    application = Application.objects.create(name=new.name, client_secret=secret, **kind)
    client = Client(
        application=application, **{**vars(new), "rights": sorted(new.rights), "networks": list(new.networks)}
    )
    client.save()
    told: dict[str, Any] = {"organ": new.organ.name, "reach": new.reach, "rights": client.rights}
    told |= {"valid_from": new.valid_from, "valid_to": new.valid_to, "networks": client.networks}
    record("create_client", client, by=by, key=application.client_id, **told)
    return client, secret


def _client_faults(new: NewClient) -> Iterator[tuple[str, str, str]]:
    if Client.objects.filter(name=new.name, organ=new.organ).exists():
        yield "name", "name_taken", _("这个机关已有名为“{name}”的接入系统").format(name=new.name)
    if locked(new.organ).status != Organ.Status.ACTIVE:
        yield "organ", "organ_closed", _("这个机构已撤并")
    if new.valid_to and new.valid_to < new.valid_from:
        yield "valid_to", "date_order", _("止期不能早于起期")
    if not new.rights or set(new.rights) - set(GRANTABLE):
        yield "rights", "rights", _("请选择接口能用的权限")
    if len(both := duties(new.rights)) > 1:
        yield "rights", "duties_mixed", _("一个系统不能同时承担{duties}职责").format(duties=named(both))


@transaction.atomic
def rotate_client(client: Client, reason: str, *, by: By) -> str:
    """Give it another secret: the old one and every token that was issued for it are worth nothing from now on."""
    require(by, Perm.EXCHANGE_CLIENT_EDIT, client)
    application = locked(client).application
    application.client_secret = secret = token_urlsafe(32)
    application.save(update_fields=["client_secret"])
    record("rotate_client", client, by=by, reason=reason, tokens=_drop_tokens(client))
    return secret


@transaction.atomic
def disable_client(client: Client, reason: str, *, by: By) -> Client:
    """Stop a system: its next request is refused."""
    require(by, Perm.EXCHANGE_CLIENT_EDIT, client)
    tokens = _drop_tokens(client)
    return move(client, Client.Status.DISABLED, act="disable_client", by=by, reason=reason, tokens=tokens)


@transaction.atomic
def enable_client(client: Client, reason: str, *, by: By) -> Client:
    """Let a system in again, by the secret that it has."""
    require(by, Perm.EXCHANGE_CLIENT_EDIT, client)
    return move(client, Client.Status.ACTIVE, act="enable_client", by=by, reason=reason)


def _drop_tokens(client: Client) -> int:
    tokens: int = AccessToken.objects.filter(application=client.application_id).delete()[0]
    return tokens


@transaction.atomic
def note_token(client: Client) -> None:
    """Keep in the ledger that a system logged in."""
    record("issue_token", client, by=System(client.name, actor=client.actor))


def forget_tokens() -> int:
    """A tick: delete the tokens that are over. Gives their number."""
    return int(AccessToken.objects.filter(expires__lt=timezone.now()).delete()[0])
