# SPDX-License-Identifier: Apache-2.0
"""Persons, the roles that organs give, and posts: a person in an organ with a role and a reach (S0-49, S1-43)."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Final

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from mingcha.ledger import Actor
from mingcha.ledger.models import Versioned
from mingcha.organs.fields import EncryptedField, IndexField
from mingcha.organs.models.regions import Organ
from mingcha.organs.numbers import masked
from mingcha.organs.scope import ScopedManager
from mingcha.organs.search_index import Index


class PersonManager(ScopedManager["Person"], BaseUserManager["Person"]):
    """Finds a person by her username, whatever the case of its letters; and only within reach."""

    def get_by_natural_key(self, username: str | None) -> Person:
        return self.get(username=(username or "").lower())


class Person(AbstractBaseUser, Versioned):
    """A human being; with a usable password, an account too. Number and phone are kept encrypted (security.md D2)."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("在用")
        DISABLED = "disabled", _("停用")

    MOVES: ClassVar = {Status.ACTIVE: {Status.DISABLED}, Status.DISABLED: {Status.ACTIVE}}

    class PasswordProfile(models.TextChoices):
        """Staff change theirs and mix letters, digits and signs; citizens need length only (security.md A6)."""

        MLPS3 = "mlps3", _("等保三级")
        CITIZEN = "citizen", _("公众")

    PERSONAL: ClassVar = ("id_number", "phone")
    SCOPE: ClassVar = {
        "organ": "organ_id",
        "path": "organ__path",
        "city": "organ__city",
        "county": "organ__county",
        "person": "id",
    }
    SEARCH: ClassVar = Index("organs_person")
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    username = models.CharField(_("用户名"), max_length=60, unique=True)
    name = models.CharField(_("姓名"), max_length=60)
    organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("所在机构")
    )
    id_number = EncryptedField(_("身份证号"), blank=True, default="")
    id_number_index = IndexField(of="id_number")
    phone = EncryptedField(_("手机号"), blank=True, default="")
    phone_index = IndexField(of="phone")
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.ACTIVE)
    large_text = models.BooleanField(_("长辈版"), default=False)
    search_text = models.TextField(editable=False, default="")
    must_change_password = models.BooleanField(default=False, editable=False)
    password_profile = models.CharField(
        _("密码规则"), max_length=10, choices=PasswordProfile, default=PasswordProfile.MLPS3, editable=False
    )
    password_changed_at = models.DateTimeField(null=True, editable=False)
    enabled_at = models.DateTimeField(null=True, editable=False)
    last_login = None  # the ledger keeps logins; a column would make each a new version of the row

    objects = PersonManager()

    class Meta:
        verbose_name = _("人员")
        ordering = ("id",)
        constraints: ClassVar = [
            # One human being is one row: under two names she could hold two offices that must stay apart.
            models.UniqueConstraint(
                fields=("id_number_index",), condition=~Q(id_number_index=""), name="person_known_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organs:person-detail", args=(self.pk,))

    @property
    def masked_id_number(self) -> str:
        """What everybody else sees of it (security.md D3)."""
        return masked(self.id_number)

    @property
    def masked_phone(self) -> str:
        """What everybody else sees of it."""
        return masked(self.phone)

    @property
    def is_active(self) -> bool:  # type: ignore[override] # Django asks for a column; the status says it
        return self.status == self.Status.ACTIVE


class Role(Versioned):
    """A named bundle of rights. A row that organs edit; the words in ``rights`` are those of ``Perm``."""

    key = models.SlugField(_("代号"), max_length=40, unique=True)
    name = models.CharField(_("名称"), max_length=40)
    rights = models.JSONField(_("权限"), default=list)

    class Meta:
        verbose_name = _("角色")
        ordering = ("key",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("organs:role-detail", args=(self.pk,))


ADMINISTRATORS: Final = ("system_admin", "security_admin", "audit_admin")
"""Three people, never one (GB/T 22239, security.md B7)."""


class Post(Versioned):
    """A person in an organ with a role and a reach. Reach is the only rule about rows there is."""

    class Reach(models.TextChoices):
        SELF = "self", _("本人经办")
        ORGAN = "organ", _("本机构")
        BELOW = "below", _("本机构及下级")
        REGION = "region", _("本地区及下级")

    class Status(models.TextChoices):
        ACTIVE = "active", _("在任")
        ENDED = "ended", _("已卸任")

    MOVES: ClassVar = {Status.ACTIVE: {Status.ENDED}}
    SCOPE: ClassVar = {
        "organ": "organ_id",
        "path": "organ__path",
        "city": "organ__city",
        "county": "organ__county",
        "person": "person_id",
    }

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name=_("人员"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="posts", verbose_name=_("机构"))
    role = models.ForeignKey(Role, models.PROTECT, related_name="posts", verbose_name=_("角色"))
    reach = models.CharField(_("范围"), max_length=10, choices=Reach)
    ceiling = models.PositiveSmallIntegerField(_("密级上限"), default=0)
    valid_from = models.DateField(_("起"))
    valid_to = models.DateField(_("止"), null=True, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=Status, default=Status.ACTIVE)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("岗位")
        ordering = ("id",)
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(reach__in=("self", "organ", "below", "region")), name="post_reaches_somewhere"
            ),
            models.UniqueConstraint(
                fields=("person", "organ", "role"), condition=Q(status="active"), name="post_held_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organ} · {self.role}"

    def in_force(self, day: date) -> bool:
        """Whether the post may be worn on that day."""
        return (
            self.status == self.Status.ACTIVE
            and self.valid_from <= day
            and (self.valid_to is None or day <= self.valid_to)
        )

    def may(self, perm: str) -> bool:
        """Whether the role carries the right."""
        return perm in self.role.rights

    @property
    def actor(self) -> Actor:
        """The values that an entry of the ledger keeps of whoever wears the post."""
        organ = self.organ
        return Actor(
            "post", self.person_id, self.person.name, organ.name, organ.path, organ.city, organ.county, self.pk
        )


class Reveal(models.Model):
    """One look at a full number: who, whose, which, when. Counted against a daily limit (security.md D3)."""

    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    field = models.CharField(max_length=20)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("by", "at"))]

    def __str__(self) -> str:
        return f"{self.by_id} → {self.person_id} {self.field}"
