"""Prices that mean nothing: far from what others pay for the code, or a row of nines.

Of a free tariff there is no maximum that would catch 9,999,999.99 or 0.01. A price is
unlikely when it is a factor ten from the median of at least five other prices of its
code, or when it is a row of nines. It is billed all the same, with a signal. A cent of
which nothing else is known may be agreed (a price within another) and is left alone.

UNSOURCED[unlikely]: no source says how far prices may lie apart.
"""

from dataclasses import dataclass
from typing import Self

import polars as pl

from tariffs.money import ONE_M
from tariffs.nummering import Nummering
from tariffs.periods import spread
from tariffs.reasons import Reden, Test, is_refused
from tariffs.schema import Tarieventabellen

FACTOR = 10
"""How many times the median a price is, or goes into it, to be unlikely."""

OTHERS = 5
"""How many other prices a code must have for a median to mean something."""

_CENT_E6 = 10_000
_NINES = r"^(9{6,}|9{5,}00)$"
_PRIJS = ["code", "prijs_e6"]

TESTS: tuple[Test, ...] = (
    (Reden.PRIJS_ONWAARSCHIJNLIJK, pl.col("is_onwaarschijnlijk")),
)
"""Row F11."""


@dataclass(frozen=True)
class Prijsvergelijking:
    """The prices of a code, to hold one of them against.

    Attributes:
        grenzen: Per number of a code: ``laagste`` and ``hoogste``, between which the
            median of its prices lies whichever one is left out, and ``mediaan_2`` of
            all, twice; null where it has fewer than ``OTHERS``.
        ver: ``code, prijs_e6`` and ``is_ver``, of each price that is in a list.
    """

    grenzen: pl.DataFrame
    ver: pl.DataFrame

    @classmethod
    def of(cls, tabellen: Tarieventabellen, nummers: Nummering) -> Self:
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
        prijzen = nummers.add_to(lijsten).select(*_PRIJS).sort(_PRIJS)
        prijzen = prijzen.filter(pl.col("code") > 0).with_columns(
            n=pl.len().over("code").cast(pl.Int64),
            plaats=pl.int_range(pl.len()).over("code"),
        )
        prijzen = prijzen.filter(pl.col("n") >= OTHERS)
        return cls(_bounds(prijzen, len(nummers.codes)), _far(prijzen))

    def unlikely(self, lines: pl.DataFrame) -> pl.Series:
        """Which lines have a price of a free tariff that is unlikely.

        Args:
            lines: Lines with ``code``, ``prijs_e6``, ``prijs_deler_m``, ``component``
                and ``tariefsoort``.
        """
        deel = lines.select(
            "rij", "code", "prijs_e6", "prijs_deler_m", "component"
        ).filter(
            (lines["tariefsoort"] == "VRIJ").fill_null(value=False),
            lines.select(~is_refused())["mask"],
            pl.col("prijs_e6") > 0,
        )
        grenzen = self.grenzen[deel["code"].cast(pl.UInt32)]
        prijs = pl.col("prijs_e6")
        deel = deel.hstack(grenzen)
        ver = deel.filter(
            (prijs >= FACTOR * pl.col("laagste"))
            | (FACTOR * prijs <= pl.col("hoogste")),
            pl.col("prijs_deler_m") == ONE_M,
            pl.col("component") == "INTEGRAAL",
        )
        ver = ver.join(self.ver, on=_PRIJS, how="left", validate="m:1").filter(
            pl.col("is_ver").fill_null(
                (2 * prijs >= FACTOR * pl.col("mediaan_2"))
                | (2 * FACTOR * prijs <= pl.col("mediaan_2"))
            )
        )
        # Texts are made of the few that are high enough.
        negens = deel.filter(prijs >= _CENT_E6 * 999_999).filter(is_all_nines())
        raak = pl.concat([ver["rij"], negens["rij"]]).unique()
        waar = pl.DataFrame({"is": pl.repeat(value=True, n=len(raak), eager=True)})
        return spread(waar, raak, lines.height)["is"].fill_null(value=False)


def is_all_nines() -> pl.Expr:
    """A row of nines; 9,999.99 and 99,999.00 are the least."""
    prijs = pl.col("prijs_e6")
    cents = (prijs // _CENT_E6).cast(pl.String)
    return (prijs % _CENT_E6 == 0) & cents.str.contains(_NINES)


def _at(place: pl.Expr) -> pl.Expr:
    """The price at a place within its code; rows are sorted by code and price."""
    first = pl.int_range(pl.len()) - pl.col("plaats")
    return pl.col("prijs_e6").gather(first + place.clip(0, pl.col("n") - 1))


def _bounds(prijzen: pl.DataFrame, codes: int) -> pl.DataFrame:
    n = pl.col("n")
    per_code = (
        prijzen.with_columns(
            laagste=_at((n - 1) // 2 - 1),
            hoogste=_at(n // 2 + 1),
            mediaan_2=_at((n - 1) // 2) + _at(n // 2),
        )
        .group_by("code")
        .agg(pl.col("laagste", "hoogste", "mediaan_2").first())
    )
    return spread(per_code.drop("code"), per_code["code"], codes)


def _far(prijzen: pl.DataFrame) -> pl.DataFrame:
    """Each price of the lists, and whether it is far from the others of its code."""
    n, plaats, prijs = pl.col("n"), pl.col("plaats"), pl.col("prijs_e6")
    # The price itself is none of the others: from its place on they are one further.
    lower, upper = (n - 2) // 2, (n - 1) // 2
    twice = _at(lower + (lower >= plaats).cast(pl.Int64)) + _at(
        upper + (upper >= plaats).cast(pl.Int64)
    )
    is_ver = (2 * prijs >= FACTOR * twice) | (2 * FACTOR * prijs <= twice)
    return prijzen.select(*_PRIJS, is_ver=is_ver & (n > OTHERS)).unique(
        _PRIJS, keep="first", maintain_order=True
    )
