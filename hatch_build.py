# SPDX-License-Identifier: Apache-2.0
"""A wheel without its pages' assets and words would install and then not show them: it is not built. ``script/wheel`` builds all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = (
    "src/mingcha/web/static/dist/manifest.json",
    "src/mingcha/web/collected/staticfiles.json",
    "src/mingcha/locale/en/LC_MESSAGES/django.mo",
)


class Assets(BuildHookInterface):  # type: ignore[type-arg]
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """An editable install is for those who build the assets themselves."""
        if version == "editable":
            return
        if missing := [name for name in BUILT if not (Path(self.root) / name).exists()]:
            raise FileNotFoundError(f"{'、'.join(missing)} 还没有构建，请用 script/wheel")
