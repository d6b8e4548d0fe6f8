# SPDX-License-Identifier: Apache-2.0
"""Running cases are moved to a new version of their item 换版 (S1-30, issue 6).

``plan``: which cases, and which step becomes which. ``work``: how a case stands. ``fitting`` and ``values``: what the new
version cannot take over. ``outlook``: what would change. The writes are in actions/moving.py and actions/rewriting.py.
"""
