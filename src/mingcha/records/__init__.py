# SPDX-License-Identifier: Apache-2.0
"""The ledger's pages: entries, seals, incidents."""
