# SPDX-License-Identifier: Apache-2.0
"""What this room writes: its own counts."""
