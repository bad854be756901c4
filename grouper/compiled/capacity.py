"""How much of a kind a compiled release can hold, and what is said when it is more.

Numbers are narrow so that the tables which the encoder and the walker read stay in the
caches. One that outgrew its type would come out as another, so that is refused.
"""

from productstructure.errors import CapacityError

NUMBERS = 65_535
"""Codes of one kind, and pairs of a specialisme and a code: uint16, 0 is unknown."""

WINDOWS = 32_767
"""Elementary windows: int16, -1 is before the first."""

CONDITIONS = 32_767
"""Voorwaarden of one beslisregel: int16."""


def check_capacity(what: str, found: int, most: int) -> None:
    """Refuse more of a kind than its type holds.

    Raises:
        CapacityError: There are more.
    """
    if found > most:
        raise CapacityError(
            f"The release has {found} {what}; this software holds {most}. Check that it"
            " is the NZa's own; if so, the type must be widened"
            " (grouper/compiled/capacity.py)."
        )
