# SPDX-License-Identifier: Apache-2.0
"""Backups of a whole installation and the way back (security.md J4, J6, threats 23 and 28).

A place that keeps backups holds ``files/`` (content by its hash, shared by all of them, so that each copies only what is new)
and one folder for each backup: the database, the list of files that it knows, and the manifest, which is written last.
The key ring is never in it.
"""
