# SPDX-License-Identifier: Apache-2.0
"""Files that come in and go out: the store, archive guards and the one safe writer of tables."""
