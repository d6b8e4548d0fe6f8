# SPDX-License-Identifier: Apache-2.0
"""Files that were taken in, by their content (security.md F-1, F-2).

No page reaches a file but through the object that holds it (an import, later evidence): whose it is, that object says.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Stored(models.Model):
    """One file as somebody gave it. Two rows may share their content, which lies on disk once; rows never change."""

    sha256 = models.CharField(max_length=64, db_index=True, editable=False)
    sm3 = models.CharField(max_length=64, editable=False)
    size = models.BigIntegerField(_("大小"), editable=False)
    media_type = models.CharField(_("类型"), max_length=100, editable=False)
    name = models.CharField(_("文件名"), max_length=255, editable=False)
    uploaded_at = models.DateTimeField(_("上传时间"), auto_now_add=True)
    by_id = models.BigIntegerField(null=True, editable=False)
    by_name = models.CharField(_("上传人"), max_length=200, editable=False)
    organ_path = models.CharField(max_length=255, editable=False)

    class Meta:
        verbose_name = _("文件")
        default_permissions = ()

    def __str__(self) -> str:
        return self.name

    def path(self) -> Path:
        """Where the content lies: a place that its hash names, never its owner."""
        return place_of(self.sha256)

    @property
    def proof(self) -> dict[str, str | int]:
        """What the entry of the act that took the file in keeps of it; the name may be personal and is left out."""
        return {"sha256": self.sha256, "sm3": self.sm3, "size": self.size}


def place_of(sha256: str) -> Path:
    """Two levels of folders, so that none grows beyond what a file system likes."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256
