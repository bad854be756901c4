"""What the NZa published, ready to look up: prestaties, relations and maxima.

It sorts the tables of the NZa; which row a line falls under and what follows is
decided in the phases.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import polars as pl

from tariffs.lookup.numbers import Nummering, lijst_number
from tariffs.lookup.periods import PeriodIndex
from tariffs.money import BP, ONE_M, round_half_up
from tariffs.schema import PRESTATIECODELIJST, Tarieventabellen

PRESTATIE = (
    "release",
    "prestatiecode",
    "soort_prestatie",
    "ozp_categorie",
    "tarieftype",
    "zorgproductgroep_code",
    "verzekerd",
    "heeft_spiegel",
    "is_zelfstandig",
    "eenheid",
    "aantal_deelbaar",
    "maxmax_uitgesloten",
    "overeenkomst_vereist",
    "vergunning_vereist",
    "btw_behandeling",
    "verrekenpercentage_max_bp",
    "puntwaarde",
    "fase",
)
TARIEF = (
    "release",
    "tariefsoort",
    "maximum_e6",
    "deler_m",
    "aip_incl_btw_e6",
    "afleveringseenheid",
    "is_addon",
    "is_half_up",
    "is_bijzonder",
)
DIMENSIES = (
    "specialisme_poort_code",
    "specialisme_uitvoerder_code",
    "soort_honorarium",
)
"""Columns on which a tariff may depend (up to 2014; docs/sources.md, L7)."""

_KEUZE = ("code", "lijst", "component", *DIMENSIES, "begindatum", "einddatum")

N_LIJSTEN = len(PRESTATIECODELIJST.categories) + 1
"""Numbers that a prestatiecodelijst can have; 0 is no list."""

_SPIEGEL = {"14": "16", "16": "14", "15": "17", "17": "15"}


@dataclass(frozen=True)
class Landelijk:
    """National tables.

    Attributes:
        beschreven: Per code number: some prestatiecodelijst describes it.
        andere_lijst: Per code number and lijst: only another lijst describes it.
        prestatie: Prestaties by code and lijst.
        relatie: Which code belongs to which zorgproduct, by both.
        release_ids: The releases; tables carry their place in it, from 1.
        product_code: Zorgproducten that have any code at all, by zorgproduct.
        tarief: Tariffs and G-Standaard maxima, by code and lijst.
        tarieven: The same rows with their number, to choose among several.
    """

    release_ids: pl.Series
    beschreven: pl.Series
    andere_lijst: pl.Series
    prestatie: PeriodIndex
    relatie: PeriodIndex
    product_code: PeriodIndex
    tarief: PeriodIndex
    tarieven: pl.DataFrame

    @classmethod
    def of(cls, tabellen: Tarieventabellen, numbers: Nummering) -> Self:
        """Sort the national tables."""
        n_codes, n_producten = len(numbers.codes), len(numbers.producten)
        release_ids = _release_ids(tabellen)
        prestaties = _with_release(_prestaties(tabellen, numbers), release_ids)
        relatie = numbers.add_to(tabellen.zorgproduct_declaratiecode)
        tarieven = _with_release(_tarieven(tabellen, numbers), release_ids)
        in_lijst = _in_lijst(prestaties, n_codes)
        tarief = PeriodIndex(
            tarieven,
            outer=pl.col("code"),
            inner=pl.col("lijst"),
            n_outer=n_codes,
            keep=[*TARIEF, *_KEUZE],
        )
        return cls(
            release_ids=release_ids,
            beschreven=pl.Series(in_lijst.any(axis=1)),
            andere_lijst=pl.Series(
                (~in_lijst & in_lijst.any(axis=1, keepdims=True)).ravel()
            ),
            prestatie=PeriodIndex(
                prestaties,
                outer=pl.col("code"),
                inner=pl.col("lijst"),
                n_outer=n_codes,
                keep=PRESTATIE,
            ),
            relatie=PeriodIndex(
                relatie,
                outer=pl.col("product"),
                inner=pl.col("code"),
                n_outer=n_producten,
                keep=["verzekerd"],
            ),
            product_code=PeriodIndex(
                relatie.filter(pl.col("code") > 0),
                outer=pl.col("product"),
                n_outer=n_producten,
                keep=["verzekerd"],
            ),
            tarief=tarief,
            tarieven=tarief.rijen.with_row_index("tarief_rij")[1:],
        )


def _release_ids(tabellen: Tarieventabellen) -> pl.Series:
    ids = pl.concat(
        [
            frame["release_id"]
            for frame in (tabellen.prestatie, tabellen.tarief, tabellen.addon_tarief)
        ]
    )
    return pl.concat([ids.clear(1), ids.unique().sort()])


def _with_release(rows: pl.DataFrame, release_ids: pl.Series) -> pl.DataFrame:
    place = release_ids[1:].search_sorted(rows["release_id"]) + 1
    return rows.with_columns(release=place.cast(pl.Int32))


def mirrored(code: pl.Expr) -> pl.Expr:
    """The code of the same dbc for who is not insured, or is; null for another code.

    They differ in the first two digits only, in 767 of 767 products of RZ17a; a table
    need not say so.
    """
    return code.str.head(2).replace_strict(_SPIEGEL, default=None) + code.str.slice(2)


def _prestaties(tabellen: Tarieventabellen, numbers: Nummering) -> pl.DataFrame:
    code = pl.col("prestatiecode")
    group = pl.coalesce("zorgproductgroep_code", pl.col("zorgproduct_code").str.head(6))
    # A code of two products (8 of them in 2017) has their group if they share it.
    groups = (
        tabellen.zorgproduct_declaratiecode.drop_nulls("prestatiecode")
        .group_by("prestatiecode")
        .agg(groep=pl.when(group.n_unique() == 1).then(group.first()))
    )
    prestaties = tabellen.prestatie.join(
        groups, on="prestatiecode", how="left", validate="m:1", maintain_order="left"
    ).with_columns(zorgproductgroep_code=pl.coalesce("zorgproductgroep_code", "groep"))
    return numbers.add_to(prestaties).with_columns(
        lijst=lijst_number(pl.col("prestatiecodelijst")),
        # A zorgactiviteit without tarieftype is not billed by itself (as in RZ17a);
        # UNSOURCED[no-tarieftype]: a table may leave the type out where a tariff says
        # already that it is.
        is_zelfstandig=(pl.col("soort_prestatie") != "OZP")
        | pl.col("tarieftype").is_not_null()
        | code.is_in(tabellen.tarief["prestatiecode"].unique().implode()),
        heeft_spiegel=pl.col("spiegelcode").is_not_null()
        | ((code.str.len_chars() == 6) & mirrored(code).is_in(code.implode())),
    )


def _in_lijst(prestaties: pl.DataFrame, n_codes: int) -> np.ndarray:
    in_lijst = np.zeros((n_codes, N_LIJSTEN), dtype=bool)
    in_lijst[prestaties["code"].to_numpy(), prestaties["lijst"].to_numpy()] = True
    return in_lijst


def _tarieven(tabellen: Tarieventabellen, numbers: Nummering) -> pl.DataFrame:
    afronding = tabellen.tarief_release.select("release_id", "maxmax_afronding")
    rows = pl.concat([_table(tabellen), _gstandaard(tabellen)], how="diagonal")
    # Of rows that say the same the decision names one release, in any order of rows.
    rows = rows.sort("release_id", maintain_order=True).join(
        afronding, on="release_id", how="left", validate="m:1", maintain_order="left"
    )
    is_special = pl.any_horizontal(
        pl.col("component") != "INTEGRAAL",
        *(pl.col(dimensie).is_not_null() for dimensie in DIMENSIES),
    )
    return numbers.add_to(rows).with_columns(
        lijst=lijst_number(pl.col("prestatiecodelijst")),
        is_half_up=pl.col("maxmax_afronding").eq_missing("HALF_UP"),
        is_bijzonder=is_special,
    )


def _table(tabellen: Tarieventabellen) -> pl.DataFrame:
    return tabellen.tarief.with_columns(
        maximum_e6=pl.col("bedrag_e6"),
        deler_m=pl.lit(ONE_M, dtype=pl.Int64),
        aip_incl_btw_e6=pl.lit(None, dtype=pl.Int64),
        afleveringseenheid=pl.lit(None, dtype=pl.String),
        is_addon=pl.lit(False),
    )


def _gstandaard(tabellen: Tarieventabellen) -> pl.DataFrame:
    schema = tabellen.tarief.schema
    met_btw = BP + pl.col("btw_bp")
    return tabellen.addon_tarief.select(
        "release_id",
        "begindatum",
        "einddatum",
        "afleveringseenheid",
        prestatiecode=pl.col("zi_nummer"),
        prestatiecodelijst=pl.lit("001").cast(PRESTATIECODELIJST),
        component=pl.lit("INTEGRAAL").cast(schema["component"]),
        tariefsoort=pl.lit("MAXIMUM").cast(schema["tariefsoort"]),
        # The NZa maximum never exceeds the Wgp price, which may fall within the year
        # (docs/sources.md, P4).
        maximum_e6=pl.min_horizontal("nza_max_incl_btw_e6", "wgp_max_incl_btw_e6"),
        deler_m=pl.col("inkoophoeveelheid_m"),
        aip_incl_btw_e6=round_half_up(
            pl.col("aip_excl_btw_e6").cast(pl.Int128) * met_btw, BP
        ),
        is_addon=pl.lit(True),
    )
