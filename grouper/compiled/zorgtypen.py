"""Zorgtypen that are known: which go through the trees, and which through none."""

DBC_ZORGTYPEN = ("11", "13", "21")
"""Zorgtypen of a dbc-zorgproduct (grouper.md 4.2)."""

GEEN_BOOM_ZORGTYPEN = ("41", "51", "52")
"""Zorgtypen that never reach a tree (R12; grouper.md 4.2)."""
