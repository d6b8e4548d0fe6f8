# SPDX-License-Identifier: Apache-2.0
"""What all tests share: the guard of the requirements, pytester to test that guard, the database."""

from __future__ import annotations

pytest_plugins = ["pytester", "requirements_guard", "databases"]
