"""What did the NZa publish? Releases of the productstructuur, read and checked.

The public names are imported when first used: whoever opens a compiled release needs
the identity of a release, but no XML reader.

- ``read_release``: a zip or folder of the NZa to a checked ``ProductStructure``.
- ``check_structure``: the checks that it runs, as a list of faults.
- ``fingerprint``: content hash of a zip or folder, without parsing it.
"""

from typing import TYPE_CHECKING

from productstructure.publicnames import lazily

if TYPE_CHECKING:
    from productstructure.checks.structure import check_structure
    from productstructure.files.archive import fingerprint
    from productstructure.reader import read_release
    from productstructure.release import (
        Bronbestand,
        ProductStructure,
        ReleaseIdentity,
    )

__all__ = [
    "Bronbestand",
    "ProductStructure",
    "ReleaseIdentity",
    "check_structure",
    "fingerprint",
    "read_release",
]

__getattr__, __dir__ = lazily(
    __name__,
    {
        "Bronbestand": "release",
        "ProductStructure": "release",
        "ReleaseIdentity": "release",
        "check_structure": "checks.structure",
        "fingerprint": "files.archive",
        "read_release": "reader",
    },
)
