"""A compiled release: flat arrays that the encoder and the walkers read.

Nothing here is computed; see ``compiler`` for that and ``store`` for the file. All
arrays are read-only and may be memory-mapped, so processes share them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import polars as pl

from grouper.compiled.compilerversion import compiler_version
from grouper.compiled.horizon import horizon_of
from grouper.compiled.windows import OPEN_END, Windows
from productstructure.release import ReleaseIdentity
from tabellen.getoond import Getoond

Array = npt.NDArray[Any]

GESLACHTEN = ("", "1", "2", "9")
"""geslacht (NEN) in the order of its numbers; 0 is unknown."""

KEPT_TABLES = (
    "attributen",
    "attribuutgroepen",
    "attribuutgroepkoppelingen",
    "beslisregels",
    "zorgproductgroepen",
    "producten",
    "zorgactiviteiten",
    "vertaalzorgactiviteiten",
    "limitatiemachtigingen",
    "afsluitredenen",
    "zorgtypen",
    "specialismen",
    "diagnosen",
    "zorgvragen",
    "geslachten",
    "zorginstellingen",
)
"""Tables that outcomes and explanations are read from after compiling."""


@dataclass(frozen=True)
class Codebook:
    """The codes of one kind that a release knows, with their numbers.

    Attributes:
        codes: Codes, zero-filled, in the order of their numbers; number 0 is 'unknown'
            and has the empty text.
        width: Length they are zero-filled to.
    """

    codes: tuple[str, ...]
    width: int

    @cached_property
    def index(self) -> dict[str, int]:
        """Number of each code."""
        return {code: idx for idx, code in enumerate(self.codes)}

    def number(self, text: str) -> int:
        """Number of a code, zero-filled or not; 0 when it is empty or unknown."""
        return self.index.get(text.zfill(self.width), 0) if text else 0


@dataclass(frozen=True, repr=False)
class CompiledStructure(Getoond):
    """One release, compiled.

    Attributes:
        identity: The release it was compiled from.
        arrays: Every array by name; ``compiler`` documents each.
        codebooks: Codebook per kind of code.
        labels: All labels: codes of zorgproductgroepen and zorgproducten.
        groepen: zorgproductgroep_code of every tree, by number of the tree.
        tables: Reference tables that outcomes are read from, as frames.
        notices: What is unusual about the release and was let through, a text each.
        bron_sha256: Content hash of the zip or folder it was compiled from
            (``productstructure.fingerprint``), where ``open_release`` compiled it.
        compiler: Version of the compiler that made it (``compilerversion``).
    """

    MADE_BY: ClassVar = "open_release"

    identity: ReleaseIdentity
    arrays: Mapping[str, Array]
    codebooks: Mapping[str, Codebook]
    labels: tuple[str, ...]
    groepen: tuple[str, ...]
    tables: Mapping[str, pl.DataFrame]
    notices: tuple[str, ...] = ()
    bron_sha256: str | None = None
    compiler: str = field(default_factory=compiler_version)

    def __repr__(self) -> str:
        return f"CompiledStructure({self.identity.name})"

    @cached_property
    def windows(self) -> Windows:
        """Elementary windows of the release."""
        return Windows(self.arrays["window_first_day"])

    @property
    def first_day(self) -> int:
        """Day number on which the first tree version begins."""
        return self.tree_stretches[0][0]

    @cached_property
    def tree_stretches(self) -> list[tuple[int, int]]:
        """First and last day of each run of days that have a tree, in order.

        Between two runs lies a gap; after the last one there may be days without a
        tree too. The last run of a release ends with ``OPEN_END``, unless its newest
        tree version has an einddatum.
        """
        has_tree = np.concatenate([[False], self.arrays["window_versie"] >= 0, [False]])
        turns = np.flatnonzero(has_tree[1:] != has_tree[:-1]).reshape(-1, 2).tolist()
        first_day = self.windows.first_day
        return [
            (
                int(first_day[begin]),
                int(first_day[end]) - 1 if end < len(first_day) else OPEN_END,
            )
            for begin, end in turns
        ]

    @property
    def newest_tree(self) -> date:
        """First day of the newest tree version."""
        versie_of = self.arrays["window_versie"]
        day = int(self.windows.first_day[int(np.argmax(versie_of))])
        return date.fromordinal(day + date(1970, 1, 1).toordinal())

    @property
    def horizon(self) -> date:
        """Last day the release is meant for; see ``horizon``."""
        return horizon_of(self.identity, self.newest_tree)
