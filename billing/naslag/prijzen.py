"""What may a code cost on a day? Tariff, maximum and the prices of lists, together."""

from collections.abc import Mapping
from datetime import date
from typing import Final

import polars as pl

from billing.naslag.codes import is_valid_on
from tariffs.lookup.known_on import known_on
from tariffs.money import E6_PER_CENT
from tariffs.schema import Tarieventabellen

PRIJZEN = pl.Schema(
    {
        "lijst": pl.String(),
        "van": pl.String(),
        "soort": pl.String(),
        "prijs_e6": pl.Int64(),
        "begindatum": pl.Date(),
        "einddatum": pl.Date(),
    }
)
"""A price in a list: of whom the list is, what kind of price, and when it holds."""

_TEXT: Final = pl.String()


def _words(*columns: str) -> pl.Expr:
    return pl.concat_str(
        *(pl.col(name).cast(_TEXT) for name in columns),
        separator=" ",
        ignore_nulls=True,
    )


_LISTS: Final[Mapping[str, tuple[str, str, pl.Expr, pl.Expr, str]]] = {
    "tarief": (
        "NZa-tarief",
        "prestatiecode",
        pl.format("release {}", "release_id"),
        _words("tariefsoort", "component"),
        "bedrag_e6",
    ),
    "addon_tarief": (
        "maximum geneesmiddel",
        "zi_nummer",
        pl.format("release {}", "release_id"),
        pl.lit("per verpakking"),
        "nza_max_incl_btw_e6",
    ),
    "contract_prijs": (
        "contractprijs",
        "prestatiecode",
        pl.format("{} versie {}", "contract_id", "versie"),
        _words("component", "specialisme_uitvoerder_code"),
        "prijs_e6",
    ),
    "standaardprijslijst": (
        "passantenlijst",
        "prestatiecode",
        pl.col("zorginstelling_code"),
        _words("component"),
        "prijs_e6",
    ),
    "odv_prijs": (
        "onderlinge dienstverlening",
        "prestatiecode",
        _words("zorginstelling_code", "opdrachtgever_code"),
        pl.lit(""),
        "prijs_e6",
    ),
}
"""Table to: what it is called, its code, whose it is, kind of price, and the price."""


def prices_of(tabellen: Tarieventabellen, code: str, dag: date) -> pl.DataFrame:
    """All prices of a code on a day, of the releases that were known by then.

    Returns:
        Schema ``PRIJZEN``; ``prijs_e6`` in micro-euros, null where a tariff is free.
    """
    known = known_on(tabellen, dag)
    found = [pl.DataFrame(schema=PRIJZEN)]
    for naam, (lijst, column, van, soort, prijs) in _LISTS.items():
        rows = getattr(known, naam)
        mine = rows.filter(pl.col(column) == code, is_valid_on(dag))
        found.append(
            mine.select(
                lijst=pl.lit(lijst),
                van=van,
                soort=soort,
                prijs_e6=prijs,
                begindatum="begindatum",
                einddatum="einddatum",
            ).cast(PRIJZEN)
        )
    return pl.concat(found).sort("lijst", "van", "soort", "begindatum")


def in_euros(prijs_e6: int | None) -> str:
    """Micro-euros as euros with two decimals, or with as many as there are."""
    if prijs_e6 is None:
        return "vrij"
    whole, rest = divmod(prijs_e6, 100 * E6_PER_CENT)
    decimals = f"{rest:06d}".rstrip("0").ljust(2, "0")
    return f"{whole:,}".replace(",", ".") + f",{decimals}"
