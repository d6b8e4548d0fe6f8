# SPDX-License-Identifier: Apache-2.0
"""Mingcha 明察: oversight of administrative law enforcement."""
