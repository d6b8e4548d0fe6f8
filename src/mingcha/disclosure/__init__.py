# SPDX-License-Identifier: Apache-2.0
"""What the public may read, and the portal where it reads it: an allow-list of fields, nothing by accident."""
