# SPDX-License-Identifier: Apache-2.0
"""HTTP of this room, by noun: find, call one action, render."""
