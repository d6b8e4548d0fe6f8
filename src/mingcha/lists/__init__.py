# SPDX-License-Identifier: Apache-2.0
"""What can be done with any list: keep its filter, choose rows on many pages, act on them, take them out (S0-47; decision 0015)."""
