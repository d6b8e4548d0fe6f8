# SPDX-License-Identifier: Apache-2.0
"""Power items, their procedure and their points: what an organ may do, and how it is watched."""
