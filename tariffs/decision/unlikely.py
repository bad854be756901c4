"""Lines whose price means nothing, by the rule of ``outliers``: billed with a signal.

Of a free tariff there is no maximum that would catch 9,999,999.99 or 0.01. Lines are
many and few of them suspect: bounds per code choose those that are looked at.
"""

from dataclasses import dataclass
from typing import Self

import polars as pl

from tariffs.lookup.numbers import Nummering
from tariffs.lookup.periods import marked, spread
from tariffs.money import ONE_M
from tariffs.reasons import Reden, Test, is_refused
from tariffs.schema import Tarieventabellen
from tariffs.sources.outliers import (
    FACTOR,
    LEAST_NINES_E6,
    OTHERS,
    is_all_nines,
    is_far_above,
    is_far_below,
    is_far_from_median,
)

_PRIJS = ["code", "prijs_e6"]

TESTS: tuple[Test, ...] = (
    (Reden.PRIJS_ONWAARSCHIJNLIJK, pl.col("is_onwaarschijnlijk")),
)
"""Row F11."""


_NOOIT = 2**62


@dataclass(frozen=True)
class Prijsvergelijking:
    """The prices of a code, to hold one of them against.

    Attributes:
        laag: Per number of a code: at most this a price may be far below the median of
            the others; -1 where too few are known.
        hoog: From this on a price may be far above it.
        mediaan_2: Per number of a code: the median of all its prices, twice; null
            where too few are known.
        ver: ``code, prijs_e6`` and ``is_far``, of each price of a list that may be far.
    """

    laag: pl.Series
    hoog: pl.Series
    mediaan_2: pl.Series
    ver: pl.DataFrame

    @classmethod
    def of(cls, tabellen: Tarieventabellen, numbers: Nummering) -> Self:
        """Collect the integral prices per unit of contracts and passanten lists."""
        lijsten = pl.concat(
            [
                tabellen.contract_prijs.filter(
                    ~pl.col("per_verpakking").fill_null(value=False)
                ).select("prestatiecode", "component", "prijs_e6"),
                tabellen.standaardprijslijst.select(
                    "prestatiecode", "component", "prijs_e6"
                ),
            ]
        ).filter(pl.col("component") == "INTEGRAAL", pl.col("prijs_e6") > 0)
        prijzen = numbers.add_to(lijsten).select(*_PRIJS).sort(_PRIJS)
        prijzen = prijzen.with_columns(
            n=pl.len().over("code").cast(pl.Int64),
            plaats=pl.int_range(pl.len()).over("code"),
        ).filter(pl.col("n") >= OTHERS)
        bounds = _bounds(prijzen, len(numbers.codes))
        return cls(
            laag=bounds["laag"],
            hoog=bounds["hoog"],
            mediaan_2=bounds["mediaan_2"],
            ver=_far(prijzen, bounds),
        )

    def unlikely(self, lines: pl.DataFrame) -> pl.Series:
        """Which lines have a price of a free tariff that is unlikely.

        Args:
            lines: Lines with ``rij``, ``mask``, ``code``, ``prijs_e6``,
                ``prijs_deler_m``, ``component`` and ``tariefsoort``.
        """
        code = lines["code"].cast(pl.UInt32)
        prijs = pl.col("prijs_e6")
        is_far = (prijs >= self.hoog.gather(code)) | (prijs <= self.laag.gather(code))
        # Texts of nines are made of the few that are high enough.
        part = (
            lines.with_columns(is_ver=is_far)
            .filter(pl.col("is_ver") | (prijs >= LEAST_NINES_E6))
            .filter(pl.col("tariefsoort") == "VRIJ", ~is_refused(), prijs > 0)
        )
        negens = part.filter(is_all_nines())["rij"]
        ver = part.filter(
            pl.col("is_ver"),
            pl.col("prijs_deler_m") == ONE_M,
            pl.col("component") == "INTEGRAAL",
        ).drop("is_ver")
        return marked(pl.concat([self._far_of(ver), negens]), lines.height)

    def _far_of(self, lines: pl.DataFrame) -> pl.Series:
        """The ``rij`` of lines whose price is far, one of a list from the others."""
        if lines.is_empty():
            return lines["rij"]
        prijs = pl.col("prijs_e6")
        twice = pl.lit(self.mediaan_2.gather(lines["code"].cast(pl.UInt32)))
        of_none = is_far_above(prijs, twice) | is_far_below(prijs, twice)
        return lines.join(
            self.ver, on=_PRIJS, how="left", maintain_order="left"
        ).filter(pl.col("is_ver").fill_null(of_none))["rij"]


def _at(place: pl.Expr) -> pl.Expr:
    """The price at a place within its code; rows are sorted by code and price."""
    first = pl.int_range(pl.len()) - pl.col("plaats")
    return pl.col("prijs_e6").gather(first + place.clip(0, pl.col("n") - 1))


def _bounds(prijzen: pl.DataFrame, codes: int) -> pl.DataFrame:
    """Per code what no median of its prices passes, whichever price is left out."""
    n = pl.col("n")
    per_code = (
        prijzen.with_columns(
            hoog=_at((n - 1) // 2 - 1) * FACTOR,
            laag=_at(n // 2 + 1) // FACTOR,
            mediaan_2=_at((n - 1) // 2) + _at(n // 2),
        )
        .group_by("code")
        .agg(pl.col("laag", "hoog", "mediaan_2").first())
    )
    return spread(per_code.drop("code"), per_code["code"], codes).with_columns(
        pl.col("laag").fill_null(-1),
        pl.col("hoog").fill_null(_NOOIT),
    )


def _far(prijzen: pl.DataFrame, bounds: pl.DataFrame) -> pl.DataFrame:
    """Each price of the lists that may be far, and whether it is."""
    prijs = pl.col("prijs_e6")
    code = prijzen["code"].cast(pl.UInt32)
    may_be = (prijs >= bounds["hoog"].gather(code)) | (
        prijs <= bounds["laag"].gather(code)
    )
    return (
        prijzen.select(*_PRIJS, kan=may_be)
        .with_columns(is_ver=is_far_from_median(prijzen, ["code"]))
        .filter("kan")
        .drop("kan")
        .unique(maintain_order=True)
    )
