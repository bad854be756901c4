"""Zorgtypen that are known: which go through the trees, and which through none."""

DBC_ZORGTYPEN = ("11", "13", "21")
"""Zorgtypen of a dbc-zorgproduct (Regeling msz 2016 art. 7-10)."""

GEEN_BOOM_ZORGTYPEN = ("41", "51", "52")
"""Zorgtypen that never reach a tree (Regeling msz 2012; docs/decisions.md 5)."""
