# SPDX-License-Identifier: Apache-2.0
"""The commands of ``mingcha``, one module each: ``arguments(parser)`` says what it takes and which function runs it.

A module imports what it needs where it needs it: ``mingcha audit`` starts without Django, ``mingcha serve`` without DuckDB.
"""
