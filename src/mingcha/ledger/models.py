# SPDX-License-Identifier: Apache-2.0
"""The rows of the ledger. Entries, batches and what was sealed are only ever added; the database itself refuses the rest.

There is no purge path: the three tables refuse UPDATE, DELETE and TRUNCATE by triggers (0001_initial), and the
application's PostgreSQL role has no right to them (grants.py).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models.expressions import BaseExpression
from django.utils.translation import gettext_lazy as _

from .hashing import ALGORITHM, canonical, instant

if TYPE_CHECKING:
    Text = models.TextField[Any, Any]
else:
    Text = models.TextField  # takes no parameters when it runs


class CanonicalField(Text):
    """Plain values kept as the very text that is hashed: a JSON column would write numbers and keys its own way."""

    _pyi_private_set_type: Any
    _pyi_private_get_type: Any

    def from_db_value(self, value: str | None, _expression: BaseExpression, _connection: Any) -> Any:
        return None if value is None else json.loads(value)

    def get_prep_value(self, value: Any) -> str:
        return canonical(value)


class Entry(models.Model):
    """One act of somebody upon something. Values only, so that it stays true; never a personal value in clear."""

    ref = models.CharField(_("编号"), max_length=32, unique=True, editable=False)
    at = models.DateTimeField(_("时间"), editable=False)
    actor_kind = models.CharField(_("行为人类别"), max_length=8, editable=False)
    actor_id = models.BigIntegerField(_("行为人"), null=True, editable=False)
    actor_name = models.CharField(_("行为人姓名"), max_length=200, editable=False)
    post_id = models.BigIntegerField(_("岗位"), null=True, editable=False)
    organ = models.CharField(_("单位"), max_length=200, editable=False)
    organ_path = models.CharField(_("单位路径"), max_length=255, editable=False)
    city = models.CharField(_("市"), max_length=12, editable=False)
    county = models.CharField(_("县"), max_length=12, editable=False)
    act = models.CharField(_("行为"), max_length=64, editable=False)
    object_kind = models.CharField(_("对象类别"), max_length=64, editable=False)
    object_id = models.BigIntegerField(_("对象"), null=True, editable=False)
    object_name = models.CharField(_("对象名称"), max_length=200, editable=False)
    what = CanonicalField(_("内容"), editable=False)
    key = models.CharField(_("请求标识"), max_length=64, editable=False)
    algo = models.CharField(_("算法"), max_length=16, default=ALGORITHM, editable=False)
    leaf = models.CharField(_("摘要"), max_length=128, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("台账记录")
        default_permissions = ()
        indexes: ClassVar = [
            models.Index(fields=["object_kind", "object_id", "-id"], name="entry_of_object"),
            models.Index(fields=["actor_id", "-id"], name="entry_of_actor"),
            models.Index(fields=["organ_path", "-id"], name="entry_of_organ"),
            models.Index(fields=["city", "-id"], name="entry_of_city"),
            models.Index(fields=["county", "-id"], name="entry_of_county"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.act} {self.object_name}"

    def values(self) -> dict[str, Any]:
        """What the leaf is the hash of: everything but the row's number, which the batch's root covers."""
        return {name: getattr(self, name) for name in HASHED} | {"at": instant(self.at)}


HASHED = tuple(
    field.attname for field in Entry._meta.concrete_fields if field.attname not in ("id", "leaf")
)  # the order does not matter: canonical JSON sorts them


class Touched(models.Model):
    """Which rows an entry about many was about: the index by which each finds it. The entry itself names them too."""

    entry = models.ForeignKey(Entry, models.DO_NOTHING, related_name="+")
    object_id = models.BigIntegerField(_("对象"), db_index=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("涉及对象")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entry_id} {self.object_id}"


class Unsealed(models.Model):
    """An entry that waits for the sealer; written with it, taken away when it is sealed (decision 0008)."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = _("待封存记录")
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.pk)


class Batch(models.Model):
    """A Merkle batch. Its head covers the batch before it, and is signed by a key that the database does not hold."""

    number = models.BigIntegerField(_("批次"), primary_key=True, editable=False)
    made_at = models.DateTimeField(_("封存时间"), editable=False)
    size = models.PositiveIntegerField(_("记录数"), editable=False)
    root = models.CharField(_("根"), max_length=128, editable=False)
    previous = models.CharField(_("前一批摘要"), max_length=128, editable=False)
    head = models.CharField(_("头"), max_length=128, unique=True, editable=False)
    signature = models.CharField(_("签名"), max_length=256, editable=False)
    key_id = models.CharField(_("密钥编号"), max_length=32, editable=False)
    algo = models.CharField(_("算法"), max_length=16, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("封存批次")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.number} {self.head}"

    def values(self) -> dict[str, Any]:
        """What the head is the hash of."""
        names = ("number", "size", "root", "previous", "key_id", "algo")
        return {name: getattr(self, name) for name in names} | {"made_at": instant(self.made_at)}


class Sealed(models.Model):
    """Where an entry stands: in which batch, and there at which place."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, related_name="sealed")
    batch = models.ForeignKey(Batch, models.DO_NOTHING, db_index=False, related_name="members")
    position = models.PositiveIntegerField(_("位置"), editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("已封存记录")
        default_permissions = ()
        constraints: ClassVar = [models.UniqueConstraint(fields=["batch", "position"], name="one_entry_a_place")]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.position}"


class Turn(models.Model):
    """One row a tick: whoever holds its lock does the work, the others let it be."""

    name = models.CharField(max_length=32, primary_key=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("轮值")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name


class Answer(models.Model):
    """What became of a POST: its key, the hash of its body, its object and address, never the page (corpus W06, W07)."""

    actor_kind = models.CharField(max_length=8, editable=False)
    actor_id = models.BigIntegerField(default=0, editable=False)
    key = models.CharField(max_length=64, editable=False)
    body_hash = models.CharField(max_length=128, editable=False)
    object_kind = models.CharField(max_length=64, editable=False)
    object_id = models.BigIntegerField(null=True, editable=False)
    location = models.CharField(max_length=2000, default="", editable=False)
    at = models.DateTimeField(db_index=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("请求结果")
        default_permissions = ()
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["actor_kind", "actor_id", "key"], name="one_answer_a_key")
        ]

    def __str__(self) -> str:
        return self.key


class Job(models.Model):
    """Who wanted a job that waits in the queue or has failed, and of which request it was: by it an incident has its reach."""

    task = models.CharField(max_length=32, primary_key=True, editable=False)
    ref = models.CharField(max_length=64, editable=False)
    actor_id = models.BigIntegerField(null=True, editable=False)
    organ_path = models.CharField(max_length=255, editable=False)
    city = models.CharField(max_length=12, editable=False)
    county = models.CharField(max_length=12, editable=False)
    at = models.DateTimeField(db_index=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = _("后台任务")
        default_permissions = ()

    def __str__(self) -> str:
        return self.task


class Versioned(models.Model):
    """Rows that people edit: each save makes a new version; an edit form carries the one that it showed."""

    version = models.PositiveIntegerField(_("版本"), default=1, editable=False)

    class Meta:
        abstract = True

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            self.version += 1
            if options.get("update_fields") is not None:
                options["update_fields"] = {*options["update_fields"], "version"}
        super().save(**options)
