"""Turns what the walker found into columns: product, declaratiecode and uitval.

Dutch terms: declaratiecode (the code that is billed), uitval (a product without one),
aanspraak (entitlement under the Zvw; rood and oranje activities limit it).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from grouper.compiled.arrays import I64, U8
from grouper.compiled.kleuren import ORANJE
from grouper.compiled.structure import CompiledStructure
from grouper.frames.columns import coded_column, enum_column, with_null
from grouper.frames.schemas import Grouped
from grouper.outcomes import _outcomes
from grouper.outcomes.aanspraakregels import (
    OVERRULED,
    UNANSWERED,
    UNKNOWN,
    UNUSED,
    AanspraakRegels,
)
from grouper.walking.walked import Walked

PRODUCT_COLUMNS = (
    "zorgproduct_code",
    "declaratiecode_verzekerd",
    "declaratiecode_onverzekerd",
)

_SCHEMA = pl.Schema(Grouped)


@dataclass(frozen=True)
class OutcomeColumns:
    """Outcomes of a batch, by row.

    Attributes:
        columns: Columns of ``Grouped``; codes are Enums: numbers of two bytes, which
            cost a fraction of their texts.
        unanswered: Rows that needed an answer to aanspraak that is not given.
        unused: Rows that gave answer N where it changes nothing.
        unknown: Rows whose evidence has a colour that is not known.
        overruled: Rows that gave answer J where rood goes before it.
    """

    columns: list[pl.Series]
    unanswered: I64
    unused: I64
    unknown: I64
    overruled: I64


class Outcomes:
    """Reads outcomes from the product tables of one or more releases.

    Args:
        releases: The releases that were walked.
        regels: What decides between two declaratiecodes.
    """

    def __init__(
        self,
        releases: Sequence[CompiledStructure],
        regels: AanspraakRegels | None = None,
    ) -> None:
        regels = regels or AanspraakRegels()
        self._keuzes = regels.keuzes()
        self._n_is_ongebruikt = regels.n_is_ongebruikt
        producten = [release.tables["producten"] for release in releases]
        self._row0 = np.cumsum([0, *(table.height for table in producten)]).tolist()
        self._boom0 = np.cumsum([0, *(len(r.groepen) for r in releases)]).tolist()
        self._product_row = [release.arrays["product_row"] for release in releases]
        self._groepen = coded_column(
            with_null(
                pl.Series([code for release in releases for code in release.groepen])
            )
        )
        # The last row, all nulls, stands for what has no product.
        texts = pl.DataFrame(
            with_null(pl.concat(table[name] for table in producten))
            for name in PRODUCT_COLUMNS
        )
        verzekerd = texts["declaratiecode_verzekerd"]
        onverzekerd = texts["declaratiecode_onverzekerd"]
        self._codes_of = (
            verzekerd.is_not_null().cast(pl.UInt8)
            + (verzekerd.is_not_null() & onverzekerd.is_not_null())
        ).to_numpy()
        self._either = coded_column(
            pl.concat([verzekerd, onverzekerd.alias("declaratiecode")])
        )
        self._producten = pl.DataFrame(coded_column(column) for column in texts)

    def columns(self, walked: Walked, aanspraak: U8) -> OutcomeColumns:
        """Outcome columns of every row, and the rows whose aanspraak was wrong.

        Which of two declaratiecodes holds follows ``AanspraakRegels``.

        Args:
            walked: What the walker wrote.
            aanspraak: Given answer: 0 none, 1 J, 2 N.
        """
        n = len(walked.boom)
        groep, row, chosen = (np.empty(n, np.uint32) for _ in range(3))
        toegepast, doubt = np.empty(n, np.uint8), np.empty(n, np.uint8)
        for release, product_row in enumerate(self._product_row):
            _outcomes.look_up(
                product_row,
                self._row0[release],
                self._boom0[release],
                len(self._groepen) - 1,
                self._codes_of,
                self._keuzes,
                self._n_is_ongebruikt,
                release,
                walked.release,
                walked.window,
                walked.boom,
                walked.product,
                walked.kleur,
                aanspraak,
                groep,
                row,
                chosen,
                toegepast,
                doubt,
            )
        product, verzekerd, anders = self._producten[pl.Series(row)].get_columns()
        is_walked = product.is_not_null()
        columns = [
            self._groepen[pl.Series(groep)].alias("zorgproductgroep_code"),
            product,
            self._either[pl.Series(chosen)].alias("declaratiecode"),
            verzekerd,
            anders,
            _where(is_walked, verzekerd.is_null()).alias("is_uitval"),
            enum_column("aanspraak_toegepast", toegepast, _SCHEMA),
            _where(
                is_walked,
                pl.Series("is_oranje_producttyperend", walked.kleur & ORANJE != 0),
            ),
        ]
        doubtful = np.flatnonzero(doubt != 0)
        kinds = doubt[doubtful]
        return OutcomeColumns(
            columns,
            *(
                doubtful[kinds == kind]
                for kind in (UNANSWERED, UNUSED, UNKNOWN, OVERRULED)
            ),
        )


def _where(is_walked: pl.Series, column: pl.Series) -> pl.Series:
    """A column of booleans, null where nothing was walked."""
    return column if is_walked.all() else column.set(~is_walked, None)
