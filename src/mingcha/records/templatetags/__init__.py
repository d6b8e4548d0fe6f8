# SPDX-License-Identifier: Apache-2.0
"""Words of templates about the ledger."""
