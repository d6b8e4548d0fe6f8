# SPDX-License-Identifier: Apache-2.0
"""Every write of this room."""
