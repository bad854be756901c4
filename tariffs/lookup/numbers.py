"""Number every code that a line and a table can share, once per set of tables.

It knows which tables name which codes, not what they mean. Lines, indexes and small
tables all speak these numbers; 0 is a code that no table names.
"""

from dataclasses import dataclass
from typing import Self

import polars as pl

from tariffs.lookup.periods import CodeList
from tariffs.schema import PRESTATIECODELIJST, Tarieventabellen

CODES_VAN = {
    "prestatie": "prestatiecode",
    "tarief": "prestatiecode",
    "addon_tarief": "zi_nummer",
    "fp_register": "prestatiecode",
    "experiment": "prestatiecode",
    "zorgproduct_declaratiecode": "prestatiecode",
    "werkelijke_kosten": "prestatiecode",
}
"""National tables and registers whose rows say that a code exists, and their column."""


@dataclass(frozen=True)
class Nummering:
    """The code lists of a set of tables.

    Attributes:
        codes: Every prestatiecode of a national table or register.
        aanbieders: Every AGB code of ``zorgaanbieder``.
        uzovis: Every UZOVI code.
        concerns: Every concern that contracts for a UZOVI.
        producten: Every zorgproduct.
    """

    codes: CodeList
    aanbieders: CodeList
    uzovis: CodeList
    concerns: CodeList
    producten: CodeList

    @classmethod
    def of(cls, tabellen: Tarieventabellen) -> Self:
        """Number the codes of the tables.

        A code that only a contract or a price list names is not numbered: no release
        has it, so a line that bears it is refused (A2).
        """
        codes = pl.concat(
            getattr(tabellen, naam)[column] for naam, column in CODES_VAN.items()
        )
        return cls(
            codes=CodeList(codes),
            aanbieders=CodeList(tabellen.zorgaanbieder["zorginstelling_code"]),
            uzovis=CodeList(tabellen.uzovi_concern["uzovi"]),
            concerns=CodeList(tabellen.uzovi_concern["concern_id"], is_label=True),
            producten=CodeList(tabellen.zorgproduct_declaratiecode["zorgproduct_code"]),
        )

    def add_to(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add the numbers of the codes that a table has, under their short names."""
        lists = {
            "prestatiecode": ("code", self.codes),
            "zorginstelling_code": ("aanbieder", self.aanbieders),
            "uzovi": ("uzovi_nummer", self.uzovis),
            "concern_id": ("concern", self.concerns),
            "zorgproduct_code": ("product", self.producten),
        }
        return frame.with_columns(
            code_list.numbers(frame[column]).alias(name)
            for column, (name, code_list) in lists.items()
            if column in frame.columns
        )


def lijst_number(lijst: pl.Expr) -> pl.Expr:
    """Number a prestatiecodelijst from 1; 0 for null and for what is no list."""
    physical = lijst.cast(PRESTATIECODELIJST, strict=False).to_physical()
    return physical.cast(pl.Int32).fill_null(-1) + 1
