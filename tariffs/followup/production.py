"""Batch computations on a production: simulate contracts and value work in progress.

They price lines and sum; what a line costs is decided in pricing.py.

Source: docs/decisions.md 45.
"""

import polars as pl

from tabellen.calltypes import checks_types
from tariffs.followup.settlement import with_kenmerken
from tariffs.pricing import price_lines
from tariffs.schema import Frame, Tarieventabellen
from tariffs.settings import Prijsinstellingen


@checks_types
def simulate_contracts(
    regels: Frame,
    huidig: Tarieventabellen,
    voorstel: Tarieventabellen,
    instellingen: Prijsinstellingen,
) -> Frame:
    """Price one production with two price lists.

    Args:
        regels: Lines as ``Declaratieregels``.
        huidig: Tables as they are.
        voorstel: Tables with the other price list.
        instellingen: Settings of the run.

    Returns:
        Per ``concern_id`` and ``zorgproductgroep_code`` (null for care without group):
        ``regels``, ``huidig_cent``, ``voorstel_cent``, ``verschil_cent`` (null where a
        line has no price on one side), ``zonder_prijs_huidig`` and
        ``zonder_prijs_voorstel``. Lazy as the lines were.
    """
    if isinstance(regels, pl.LazyFrame):
        eager = regels.collect()
        return simulate_contracts(eager, huidig, voorstel, instellingen).lazy()
    nu = price_lines(regels, huidig, instellingen)
    straks = price_lines(regels, voorstel, instellingen)
    group = with_kenmerken(nu, huidig, instellingen).select(
        "concern_id",
        zorgproductgroep_code=pl.coalesce(
            "zorgproductgroep_code", pl.col("zorgproduct_code").str.head(6)
        ),
        huidig="bedrag_cent",
    )
    beide = pl.col("huidig").is_not_null() & pl.col("voorstel").is_not_null()
    return (
        group.with_columns(voorstel=straks["bedrag_cent"])
        .group_by("concern_id", "zorgproductgroep_code")
        .agg(
            regels=pl.len(),
            huidig_cent=pl.col("huidig").sum(),
            voorstel_cent=pl.col("voorstel").sum(),
            verschil_cent=pl.when(beide.all()).then(
                pl.col("voorstel").sum() - pl.col("huidig").sum()
            ),
            zonder_prijs_huidig=pl.col("huidig").null_count(),
            zonder_prijs_voorstel=pl.col("voorstel").null_count(),
        )
        .sort("concern_id", "zorgproductgroep_code", nulls_last=True)
    )


@checks_types
def value_ohw(
    regels: Frame, tabellen: Tarieventabellen, instellingen: Prijsinstellingen
) -> tuple[Frame, Frame]:
    """Value open subtrajecten at the prices of their opening (onderhanden werk).

    Args:
        regels: The lines that a proefafleiding gives; no line needs an einddatum.
        tabellen: The tables.
        instellingen: Settings of the run.

    Returns:
        The prijsbesluiten, and per ``concern_id``, ``contract_id`` and
        ``openingsjaar``: ``regels``, ``ohw_cent`` and ``zonder_prijs``, the lines that
        could not be valued. Both lazy as the lines were.

    Source: Regeling msz 2016 art. 29.3 (proefaanlevering).
    """
    if isinstance(regels, pl.LazyFrame):
        now = regels.collect()
        # mypy binds Frame once, of a function that a decorator handed on.
        eager, sums = value_ohw(now, tabellen, instellingen)  # type: ignore[arg-type]
        return eager.lazy(), sums.lazy()
    besluiten = price_lines(regels, tabellen, instellingen)
    per_jaar = (
        besluiten.group_by(
            "concern_id",
            "contract_id",
            pl.col("peildatum").dt.year().cast(pl.Int64).alias("openingsjaar"),
        )
        .agg(
            regels=pl.len(),
            ohw_cent=pl.col("bedrag_cent").sum(),
            zonder_prijs=pl.col("bedrag_cent").null_count(),
        )
        .sort("concern_id", "contract_id", "openingsjaar", nulls_last=True)
    )
    return besluiten, per_jaar
