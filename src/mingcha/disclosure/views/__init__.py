# SPDX-License-Identifier: Apache-2.0
"""Pages of the portal, for everybody, and the page of the workbench where items are made public."""
