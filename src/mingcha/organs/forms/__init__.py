# SPDX-License-Identifier: Apache-2.0
"""Forms of this room, by noun: parsing and errors of fields."""
