# SPDX-License-Identifier: Apache-2.0
"""``python -m mingcha``: the command, for those who know the interpreter but not where its scripts are."""

from __future__ import annotations

import sys

from mingcha.cli import main

sys.exit(main())
