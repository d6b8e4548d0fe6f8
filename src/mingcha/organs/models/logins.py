# SPDX-License-Identifier: Apache-2.0
"""Failed logins, counted before any password is hashed (security.md A3, A4, F10)."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


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
