# SPDX-License-Identifier: Apache-2.0
"""The migrations of this app."""
