# SPDX-License-Identifier: Apache-2.0
"""Logins: attempts that count, the log of them, who is here now, elevated sessions, former passwords, foreign identities.

Requirements: security.md A3, A4, A6, A12, F10; architecture.md section 6.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mingcha.organs.models.people import Person
from mingcha.organs.scope import ScopedManager

OF_PERSON = {
    "organ": "person__organ_id",
    "path": "person__organ__path",
    "city": "person__organ__city",
    "county": "person__organ__county",
    "person": "person_id",
}


class LoginAttempt(models.Model):
    """One attempt that reached the hasher, by keyed hashes of account and address: the log of guesses names nobody."""

    account = models.CharField(max_length=90)
    address = models.CharField(max_length=90)
    failed = models.BooleanField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=("account", "at")), models.Index(fields=("address", "at"))]

    def __str__(self) -> str:
        return f"{self.at}"


class Login(models.Model):
    """A line of the login log. ``address`` is the keyed hash that limits count by, ``place`` what people are shown of it.

    ``person`` is missing where nobody has the account that was tried. Kept for good: logs are owed for half a year at least.
    """

    class Result(models.TextChoices):
        IN = "in", _("登录成功")
        PASSWORD = "password", _("密码不对")
        FACTOR = "factor", _("二次验证不对")
        STOPPED = "stopped", _("次数过多，已限制")

    SCOPE: ClassVar = OF_PERSON

    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="logins", verbose_name=_("人员"))
    at = models.DateTimeField(_("时间"), auto_now_add=True)
    address = models.CharField(max_length=90)
    place = models.CharField(_("来自"), max_length=40)
    browser = models.CharField(_("浏览器"), max_length=40)
    result = models.CharField(_("结果"), max_length=10, choices=Result)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("登录记录")
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=("person", "-id")), models.Index(fields=("person", "result", "at"))]

    def __str__(self) -> str:
        return f"{self.at}"


class Presence(models.Model):
    """A session that is open: by its key it can be ended from elsewhere. ``seen_at`` is at most a minute behind."""

    SCOPE: ClassVar = OF_PERSON

    person = models.ForeignKey(Person, models.CASCADE, related_name="presences", verbose_name=_("人员"))
    session_key = models.CharField(max_length=40, unique=True)
    begun_at = models.DateTimeField(_("登录时间"))
    seen_at = models.DateTimeField(_("最近操作"), db_index=True)
    place = models.CharField(_("来自"), max_length=40)
    browser = models.CharField(_("浏览器"), max_length=40)

    objects = ScopedManager()

    class Meta:
        verbose_name = _("在线用户")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.person_id} {self.seen_at}"


class Elevation(models.Model):
    """Five minutes for dangerous acts, with a fresh factor and a reason (security.md A12)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="elevations")
    reason = models.CharField(_("理由"), max_length=200)
    factor = models.CharField(max_length=20)
    begun_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("提升的会话")
        indexes: ClassVar = [models.Index(fields=("until",), name="elevation_open", condition=models.Q(ended_at=None))]

    def __str__(self) -> str:
        return self.reason


class FormerPassword(models.Model):
    """The hash of a password that was in use: none of the last five may come back (security.md A6)."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)

    def __str__(self) -> str:
        return f"{self.person_id}"


class Identity(models.Model):
    """Who a person is to another body's login service: the keyed hash of issuer and subject, which is only compared."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="identities")
    subject = models.CharField(max_length=90, unique=True)
    bound_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("外部身份")

    def __str__(self) -> str:
        return f"{self.person_id}"
