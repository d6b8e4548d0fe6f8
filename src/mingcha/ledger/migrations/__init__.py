# SPDX-License-Identifier: Apache-2.0
"""How the tables of the ledger came to be."""
