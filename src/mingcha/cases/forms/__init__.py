# SPDX-License-Identifier: Apache-2.0
"""Forms of this room: parsing and field errors only."""
