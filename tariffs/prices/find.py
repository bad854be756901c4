"""Find the price of a line, first hit wins, in the order of docs/decisions.md 34.

An agreed prestatie has its agreed price, werkelijke kosten are what was paid, ODV has
its own list; everyone else has the price of the contract (list, volume tier, price
rule, terugvalregel) or, without a contract or outside its scope, the passantentarief.
The NZa maximum is never a price by itself.
"""

import polars as pl

from tariffs.lookup.contracts import Contractboek
from tariffs.lookup.national import Landelijk
from tariffs.lookup.peildatum import VERZEKERD
from tariffs.lookup.periods import GEEN, MEER, holds, spread
from tariffs.lookup.selectors import KENMERKEN, match_selectors, most_specific
from tariffs.money import E6_PER_CENT, ONE_M
from tariffs.prices.by_rule import Prijsregelboek, rule_prices
from tariffs.prices.listed import contract_prices, one_price, passant_prices
from tariffs.prices.staffel import Staffelboek, staffel_prices
from tariffs.schema import GRONDSLAG

AFGESPROKEN = ("FP", "INNOVATIE", "EXPERIMENT", "GEBOORTEZORG")
"""Kinds whose price stands in the agreement about the prestatie (F, step 2)."""

GEVONDEN: dict[str, pl.DataType | type[pl.DataType]] = {
    "prijs_e6": pl.Int64,
    "prijs_deler_m": pl.Int64,
    "grondslag": GRONDSLAG,
    "meer_prijzen": pl.Boolean,
    "staffel_som": pl.Int128,
}
"""What a step that finds a price says of it."""


def with_route(lines: pl.DataFrame) -> pl.DataFrame:
    """Add ``route``: which step of F prices the line.

    A verzekerde of a contracted insurer who pays himself is no passant and gets the
    contract price; a recipient without insurer is one (docs/decisions.md 34).
    """
    route = (
        pl.when(pl.col("soort_prestatie").is_in(AFGESPROKEN))
        .then(pl.lit("AFSPRAAK"))
        .when(pl.col("tariefsoort") == "WERKELIJKE_KOSTEN")
        .then(pl.lit("KOSTEN"))
        .when(pl.col("soort_prestatie") == "ODV")
        .then(pl.lit("ODV"))
        .when(pl.col("ontvanger").is_in(VERZEKERD) & (pl.col("contract_rij") != GEEN))
        .then(pl.lit("CONTRACT"))
        .otherwise(pl.lit("PASSANT"))
    )
    return lines.with_columns(route=route)


def with_scope(lines: pl.DataFrame, contracten: Contractboek) -> pl.DataFrame:
    """Add ``in_scope``: what the most specific scope row of the contract says.

    ``buiten_weigert`` is true outside a contract that refuses what it does not name.

    UNSOURCED[scope]: what no row names is in scope; purchasing policies know explicit
    exclusions.
    """
    if contracten.scope.is_empty():
        return lines.with_columns(in_scope=pl.lit(True), buiten_weigert=pl.lit(False))
    met_scope = contracten.scope["contract_rij"].unique()
    part = lines.select(
        "rij", "route", "contract_rij", "prestatie_rij", *KENMERKEN
    ).filter(
        pl.col("route") == "CONTRACT", pl.col("contract_rij").is_in(met_scope.implode())
    )
    key = ["contract_rij", "prestatie_rij", "zorgproduct_code"]
    pairs = match_selectors(
        part.unique(key).select(*key, *KENMERKEN[:1], *KENMERKEN[2:]),
        contracten.scope,
        on=["contract_rij"],
    )
    judged = most_specific(pairs, key).select(*key, "in_scope").unique()
    found = part.select("rij", *key).join(
        judged,
        on=key,
        how="left",
        validate="m:1",
        nulls_equal=True,
        maintain_order="left",
    )
    values = spread(found.select("in_scope"), found["rij"], lines.height)
    lines = lines.with_columns(values["in_scope"].fill_null(True))
    weigeraars = contracten.contracten.filter(pl.col("buiten_scope") == "WEIGER")
    weigert = pl.col("contract_rij").is_in(weigeraars["contract_rij"].implode())
    return lines.with_columns(buiten_weigert=~pl.col("in_scope") & weigert)


def with_first_price(lines: pl.DataFrame, contracten: Contractboek) -> pl.DataFrame:
    """Add the price that the line, its agreement or the list of its contract says.

    Args:
        lines: Lines with ``route``, ``in_scope`` and what phase D found.
        contracten: Price lists.

    Returns:
        The lines with ``lijstprijs_e6``, what the list of the contract says, and
        ``prijs_e6`` per ``prijs_deler_m`` thousandths of a unit, ``grondslag`` and
        ``meer_prijzen`` (more than one price fits); null where nothing was found.
        ``staffel_som`` is null: no volume tier was looked at.
    """
    lines = _with_list_price(lines, contracten)
    op_lijst = pl.col("lijstprijs_e6").is_not_null()
    return lines.with_columns(
        prijs_e6=pl.when(pl.col("route") == "AFSPRAAK")
        .then(
            pl.when(pl.col("overeenkomst_prijzen") > 1)
            .then(None)
            .otherwise(pl.coalesce("overeenkomst_prijs_e6", "lijstprijs_e6"))
        )
        .when(pl.col("route") == "KOSTEN")
        .then(pl.col("inkoopbedrag_cent") * E6_PER_CENT)
        .when((pl.col("route") == "CONTRACT") & pl.col("in_scope"))
        .then("lijstprijs_e6"),
        prijs_deler_m=pl.when(op_lijst & pl.col("per_verpakking"))
        .then("deler_m")
        .otherwise(pl.lit(ONE_M, dtype=pl.Int64)),
        grondslag=pl.when(pl.col("route") == "AFSPRAAK")
        .then(_grond("OVEREENGEKOMEN_PRESTATIEPRIJS"))
        .when(pl.col("route") == "KOSTEN")
        .then(_grond("WERKELIJKE_KOSTEN"))
        .when((pl.col("route") == "CONTRACT") & pl.col("in_scope") & op_lijst)
        .then(_grond("CONTRACTPRIJS")),
        meer_prijzen=_more_than_one(),
        staffel_som=pl.lit(None, dtype=pl.Int128),
    )


def with_next_price(
    lines: pl.DataFrame,
    *,
    landelijk: Landelijk,
    contracten: Contractboek,
    prijsregels: Prijsregelboek,
    staffels: Staffelboek,
) -> pl.DataFrame:
    """Find the price of lines for which ``with_first_price`` found none.

    Args:
        lines: Lines with what that found.
        landelijk: Tariffs.
        contracten: Price lists.
        prijsregels: Price rules.
        staffels: Volume tiers.

    Returns:
        The lines with their ``GEVONDEN``, under a volume tier ``staffel_som`` too.
    """
    zoek = pl.col("prijs_e6").is_null() & ~pl.col("meer_prijzen")
    rest = lines.filter(zoek, (pl.col("route") == "CONTRACT") & pl.col("in_scope"))
    trede = _by_tier(rest, staffels)
    regel = _by_rule(
        rest.join(trede, on="rij", how="anti"), prijsregels, contracten, landelijk
    )
    lines = _with_found(lines, pl.concat([trede, regel]))
    rest = lines.filter(
        zoek,
        (pl.col("route") == "PASSANT")
        | (~pl.col("in_scope") & ~pl.col("buiten_weigert")),
    )
    lines = _with_found(lines, _by_passanten(rest, contracten))
    return _with_found(
        lines, _by_odv(lines.filter(pl.col("route") == "ODV"), contracten)
    )


def _grond(naam: str) -> pl.Expr:
    return pl.lit(naam, dtype=GRONDSLAG)


def _more_than_one() -> pl.Expr:
    contract = (pl.col("route") == "CONTRACT") & (
        (pl.col("contract_rij") == MEER)
        | (pl.col("in_scope") & (pl.col("lijst_rij") == MEER))
    )
    afspraak = (pl.col("route") == "AFSPRAAK") & (
        (pl.col("overeenkomst_prijzen") > 1)
        | (
            pl.col("overeenkomst_prijs_e6").is_null()
            & ((pl.col("contract_rij") == MEER) | (pl.col("lijst_rij") == MEER))
        )
    )
    return (contract | afspraak).fill_null(False)


def _with_list_price(lines: pl.DataFrame, boek: Contractboek) -> pl.DataFrame:
    lijst = contract_prices(lines, boek).rename({"prijs_e6": "lijstprijs_e6"})
    return lines.with_columns(
        *lijst.drop("per_verpakking"), lijst["per_verpakking"].fill_null(False)
    )


def _by_tier(rest: pl.DataFrame, boek: Staffelboek) -> pl.DataFrame:
    below_staffel = rest.filter(pl.col("staffel").is_not_null())
    return (
        staffel_prices(below_staffel, boek)
        .with_columns(
            prijs_deler_m=pl.lit(ONE_M, dtype=pl.Int64),
            grondslag=_grond("CONTRACTPRIJS"),
            meer_prijzen=pl.lit(False),
        )
        .select("rij", *GEVONDEN)
    )


def _by_rule(
    rest: pl.DataFrame,
    boek: Prijsregelboek,
    contracten: Contractboek,
    landelijk: Landelijk,
) -> pl.DataFrame:
    return (
        rule_prices(rest, boek, contracten, landelijk)
        .with_columns(
            grondslag=pl.when("is_terugval")
            .then(_grond("CONTRACT_TERUGVAL"))
            .otherwise(_grond("CONTRACT_PRIJSREGEL")),
            meer_prijzen=pl.col("prijzen") > 1,
            staffel_som=pl.lit(None, dtype=pl.Int128),
        )
        .select("rij", *GEVONDEN)
    )


def _by_passanten(rest: pl.DataFrame, boek: Contractboek) -> pl.DataFrame:
    lijst = passant_prices(rest, boek)
    outside = pl.col("route") == "CONTRACT"
    return rest.select(
        "rij",
        lijst["prijs_e6"],
        prijs_deler_m=pl.lit(ONE_M, dtype=pl.Int64),
        grondslag=pl.when(outside)
        .then(_grond("PASSANTENTARIEF_BUITEN_CONTRACT"))
        .otherwise(_grond("PASSANTENTARIEF")),
        meer_prijzen=lijst["lijst_rij"] == MEER,
        staffel_som=pl.lit(None, dtype=pl.Int128),
    )


def _by_odv(rest: pl.DataFrame, boek: Contractboek) -> pl.DataFrame:
    """Price of the ODV list; a row for this opdrachtgever comes before one for all."""
    rows = rest.select("rij", "dag", "aanbieder", "code", "opdrachtgever_code").join(
        boek.odv, on=["aanbieder", "code"], how="inner", suffix="_rij"
    )
    voor = pl.col("opdrachtgever_code_rij")
    past = rows.filter(
        holds(pl.col("dag")), voor.is_null() | (voor == pl.col("opdrachtgever_code"))
    )
    own = voor.is_not_null()
    return (
        past.filter(own == own.max().over("rij"))
        .group_by("rij")
        .agg(
            one_price(pl.col("prijs_e6")),
            pl.lit(ONE_M, dtype=pl.Int64).alias("prijs_deler_m"),
            _grond("ODV_PRIJS").alias("grondslag"),
            (pl.col("prijs_e6").n_unique() > 1).alias("meer_prijzen"),
            pl.lit(None, dtype=pl.Int128).alias("staffel_som"),
        )
    )


def _with_found(lines: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    if found.is_empty():
        return lines
    values = spread(found.select(*GEVONDEN), found["rij"], lines.height)
    is_found = values["grondslag"].is_not_null()
    return lines.with_columns(
        pl.when(is_found).then(values[column]).otherwise(column).alias(column)
        for column in GEVONDEN
    )
