"""What lacks where a check cannot be judged, in the same words from every check.

They stand in ``controles.reden`` for a whole run and in ``bevindingen.verwacht`` for a
row. What a command gives is named as its option is; a table and a set of codes by name.
"""

from typing import Final

RELEASE: Final = "release"
TARIEVEN: Final = "tarieven"
CONTRACTEN: Final = "contracten"
HISTORIE: Final = "historie"
ZORGPROFIEL: Final = "zorgprofiel"
PRIVACYVERKLARING: Final = "privacyverklaring"
"""A statement by which a patient keeps the diagnosis from the insurer."""


def tabel(naam: str) -> str:
    """A table of a register that was not given."""
    return f"tabel {naam}"


def codeverzameling(naam: str) -> str:
    """A set of codes that neither the user nor the land has."""
    return f"codeverzameling {naam}"
