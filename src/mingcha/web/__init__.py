# SPDX-License-Identifier: Apache-2.0
"""How pages look and behave: base pages, components, lists, forms (architecture.md section 9)."""
