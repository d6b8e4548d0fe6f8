# SPDX-License-Identifier: Apache-2.0
"""Logs of other systems come in: mapping, dry run, import."""
