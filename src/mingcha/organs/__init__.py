# SPDX-License-Identifier: Apache-2.0
"""Regions, organs, people and what each may do; officers, calendars, dictionaries (architecture.md section 6)."""
