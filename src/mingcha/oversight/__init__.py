# SPDX-License-Identifier: Apache-2.0
"""Oversight: each alarm is chased by numbered orders until somebody has answered for it (S1-34 … S1-40)."""
