# SPDX-License-Identifier: Apache-2.0
"""How built assets are stored and named."""

from __future__ import annotations

from typing import Any

from whitenoise.compress import Compressor
from whitenoise.storage import CompressedManifestStaticFilesStorage


class Assets(CompressedManifestStaticFilesStorage):
    """Hash names once: what the bundler has named under ``dist/`` stays, or modules would load twice. No brotli: it takes
    seven times as long."""

    manifest_strict = False

    def hashed_name(self, name: str, content: Any = None, filename: str | None = None) -> str:
        return name if name.startswith("dist/") else super().hashed_name(name, content, filename)

    def create_compressor(self, **kwargs: Any) -> Compressor:
        return Compressor(use_brotli=False, **kwargs)
