# SPDX-License-Identifier: Apache-2.0
"""The catalogue's pages, a module for each noun."""
