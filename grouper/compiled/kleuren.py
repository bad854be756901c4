"""The colours of activities that decide on aanspraak, as bits of one number.

Dutch terms: kleur (colour), rood (care excluded from the basic package), oranje (care
entitled under conditions), groen (neither).

Source: NZa's handleiding as normenkaderzorg quotes it (docs/sources.md, NK).
"""

GROEN, ORANJE, ROOD, ONBEKEND = 0, 1, 2, 4
"""Evidence of the walk, as bits: the colours of the activities that contributed to a
flagged rule that answered True. ``ONBEKEND``: an aanspraakcode of an unknown family."""
