# SPDX-License-Identifier: Apache-2.0
"""Tags of this room's templates."""
