# SPDX-License-Identifier: Apache-2.0
"""Forms of the catalogue, a module for each noun."""
