# SPDX-License-Identifier: Apache-2.0
"""What waits for whom, and what people are told."""
