"""Which declaratiecodes of a dbc are of insured care? (NR/CU-263 art. 35 lid 1e)"""

from typing import Final

VERZEKERD: Final = ("14", "15")
"""First digits of declaratiecodes of insured care."""

ONVERZEKERD: Final = ("16", "17")
"""Likewise of care that is not insured."""
