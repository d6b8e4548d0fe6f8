# SPDX-License-Identifier: Apache-2.0
"""What leaves the site: e-mail at once or as a digest, short messages through a gateway (decision 0025)."""
