"""Distinct attributen of a release, and the values that satisfy each.

The NZa numbers attributen anew in every tree version; by contents a release has some
2,300 of them. A behandelklasse counts per zorgproductgroep, so an attribuut on
boomparameter 351, 451 or 551 becomes one attribuut per group whose tree uses it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from grouper.compiled.windows import day_number
from productstructure.boomparameters import BOOMPARAMETERS, Boomparameter
from productstructure.checks.filters import passing
from productstructure.errors import StructureError
from productstructure.schema import CODE_WIDTHS

GELIJK, TUSSEN = 1, 2
NUMERIEK, ALFANUMERIEK, DATUM = 1, 2, 3


DEFINITION = (
    "boomparameter",
    "filtertoetswijze",
    "filterwaardetype",
    "onderfilterwaarde",
    "bovenfilterwaarde",
)
"""Columns that make two attributen the same one (``Attribuut``)."""


@dataclass(frozen=True)
class Attribuut:
    """One test on a registration, apart from its bounds.

    Attributes:
        boomparameter: What it looks at.
        filtertoetswijze: 1 equal to ``onder``, 2 between ``onder`` and ``boven``.
        filterwaardetype: 1 numeric, 2 alphanumeric, 3 date.
        onder: Filter value or lower bound, as published.
        boven: Upper bound of a between filter.
        zorgproductgroep_code: Group whose klassen count; empty for all but x51.
    """

    boomparameter: int
    filtertoetswijze: int
    filterwaardetype: int
    onder: str
    boven: str | None
    zorgproductgroep_code: str = ""

    @property
    def parameter(self) -> Boomparameter:
        """What the NZa's list says of its boomparameter."""
        return BOOMPARAMETERS[self.boomparameter]

    @property
    def bron(self) -> str:
        """Reference table that gives the value, or column of the registration."""
        return self.parameter.tabel or self.parameter.kolom

    def values(self, known: list[str]) -> list[str]:
        """Which of the ``known`` reference values satisfy the filter."""
        if self.filtertoetswijze == GELIJK and self.filterwaardetype == ALFANUMERIEK:
            wanted = self.onder.zfill(CODE_WIDTHS.get(self.parameter.kolom, 0))
            return [wanted]
        if self.bron == "zorginstelling_code":
            raise StructureError(
                [
                    f"attributen: boomparameter 110 with filtertoetswijze "
                    f"{self.filtertoetswijze} and filterwaardetype "
                    f"{self.filterwaardetype} found; only equal (1) and alphanumeric "
                    "(2) is known. Ask for support of this release."
                ]
            )
        return passing(
            known,
            self.parameter.kolom,
            self.filtertoetswijze,
            self.filterwaardetype,
            self.onder,
            self.boven,
        )

    def bounds(self) -> tuple[int, int]:
        """Lower and upper bound as a number; of a date its day number."""
        boven = self.onder if self.filtertoetswijze == GELIJK else self.boven
        return self._number(self.onder), self._number(boven or self.onder)

    def _number(self, text: str) -> int:
        if self.filterwaardetype == DATUM or self.bron == "begindatum":
            # UNSOURCED: no release at hand carries type 3; both spellings that the
            # NZa uses elsewhere are read (docs/decisions.md 7).
            plain = text.replace("-", "")
            return day_number(date(int(plain[:4]), int(plain[4:6]), int(plain[6:8])))
        return int(text)


def distinct_attributen(
    attributen: pl.DataFrame,
) -> tuple[list[Attribuut], dict[int, int]]:
    """Distinct attributen, and the index of each attribuut_id in that list.

    Those on a boomparameter that is not known are left out.
    """
    found: dict[Attribuut, int] = {}
    index: dict[int, int] = {}
    rows = attributen.select("attribuut_id", *DEFINITION).iter_rows()
    for attribuut_id, *definition in rows:
        attribuut = Attribuut(*definition)
        # Others are tested by no tree, which is checked when a release is read.
        if attribuut.boomparameter in BOOMPARAMETERS:
            index[attribuut_id] = found.setdefault(attribuut, len(found))
    return list(found), index


def published_rows(table: pl.DataFrame, attributen: Sequence[Attribuut]) -> list[int]:
    """Row of table attributen that first defines each of ``attributen``.

    For ``explain``, which finds the texts of a rule's own attributen by definition.
    """
    distinct, index = distinct_attributen(table)
    row_of: dict[Attribuut, int] = {}
    for row, attribuut_id in enumerate(table["attribuut_id"].to_list()):
        if attribuut_id in index:
            row_of.setdefault(distinct[index[attribuut_id]], row)
    return [row_of[replace(a, zorgproductgroep_code="")] for a in attributen]
