# SPDX-License-Identifier: Apache-2.0
"""The shell of the API: what holds for every operation of every room (security.md B, E1, G2; docs/api.md)."""
