"""What did the NZa publish? Releases of the productstructuur, read and checked."""

from productstructure.archive import fingerprint
from productstructure.checks import check_structure
from productstructure.reader import read_release
from productstructure.release import Bronbestand, ProductStructure, ReleaseIdentity

__all__ = [
    "Bronbestand",
    "ProductStructure",
    "ReleaseIdentity",
    "check_structure",
    "fingerprint",
    "read_release",
]
