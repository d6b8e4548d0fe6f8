# SPDX-License-Identifier: Apache-2.0
"""Procedures 程序: steps, transitions with guards, lint, drawings (architecture.md section 8, S1-11, S1-13)."""
