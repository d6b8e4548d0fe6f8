# SPDX-License-Identifier: Apache-2.0
"""Re-check after a change of rules, law or calendar: judged in slices, shown, and only then applied (decision 0026)."""
