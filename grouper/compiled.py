"""A compiled release: flat arrays that the encoder and the walkers read.

Nothing here is computed; see ``compiler`` for that and ``store`` for the file. All
arrays are read-only and may be memory-mapped, so processes share them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy.typing as npt
import polars as pl

from grouper.windows import Windows
from productstructure.release import ReleaseIdentity

Array = npt.NDArray[Any]

GESLACHTEN = ("", "1", "2", "9")
"""geslacht (NEN) in the order of its numbers; 0 is unknown."""


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


@dataclass(frozen=True)
class CompiledStructure:
    """One release, compiled.

    Attributes:
        identity: The release it was compiled from.
        arrays: Every array by name; ``compiler`` documents each.
        codebooks: Codebook per kind of code.
        labels: All labels: codes of zorgproductgroepen and zorgproducten.
        groepen: zorgproductgroep_code of every tree, by number of the tree.
        tables: Reference tables that outcomes are read from, as frames.
    """

    identity: ReleaseIdentity
    arrays: Mapping[str, Array]
    codebooks: Mapping[str, Codebook]
    labels: tuple[str, ...]
    groepen: tuple[str, ...]
    tables: Mapping[str, pl.DataFrame]

    @cached_property
    def windows(self) -> Windows:
        """Elementary windows of the release."""
        return Windows(self.arrays["window_first_day"])

    @property
    def first_day(self) -> int:
        """Day number on which the first tree version begins."""
        has_tree = self.arrays["window_versie"] >= 0
        return int(self.windows.first_day[has_tree][0])

    @property
    def horizon(self) -> date | None:
        """Last day the release is meant for; None when its name has no date.

        31 December of the year of its ingangsdatum (DESIGN decision 3).
        """
        day = self.identity.ingangsdatum
        return None if day is None else date(day.year, 12, 31)
