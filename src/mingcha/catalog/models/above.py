# SPDX-License-Identifier: Apache-2.0
"""Rows that whoever works in an organ reads, whatever her own reach: those of the organ and of the organs above it."""

from __future__ import annotations

from typing import Self, TypeVar

from django.db import models

from mingcha.organs.scope import ScopedManager, ScopedQuerySet, Worn

M = TypeVar("M", bound=models.Model)


class AboveQuerySet(ScopedQuerySet[M]):
    """Within reach, or held by an organ above. Who may write asks about the organ, not about the row."""

    def within(self, post: Worn) -> Self:
        return self.filter(pk__in=super().within(post).values("pk")) | self.filter(organ__in=post.organ.ancestry)


class AboveManager(ScopedManager[M]):
    """Narrows by the same rule."""

    def get_queryset(self) -> AboveQuerySet[M]:
        return AboveQuerySet(self.model, using=self._db)
