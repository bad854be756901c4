"""The tests that a price list is put to, one function each.

Rows are prices of one owner (a contract version, or a provider's passanten list):
``nr`` numbers them, ``eigenaar`` names the owner, ``tot`` is the last day. A test gives
faults: nr, bestand, row, value (the code) and code (the name of the test).

Source: docs/rules.md, Checks on a price list.
"""

import polars as pl

from tariffs.lookup.periods import OPEN, holds, last_day
from tariffs.money import BP, ONE_M
from tariffs.pricelists.maxmax_cover import mark_covered
from tariffs.schema import TABEL_VAN, Tarieventabellen
from tariffs.sources.outliers import is_all_nines, is_far_from_median
from tariffs.sources.overlap import find_overlaps, with_another_price
from tariffs.wettelijk.waarden import per_component

_SUFFIX = {
    "INTEGRAAL": "TotaalIntegraal",
    "KOSTEN": "Kosten",
    "HONORARIUM": "Honorarium",
}


def common_faults(rows: pl.DataFrame, known: Tarieventabellen) -> list[pl.DataFrame]:
    """Run the tests that hold for contract lists and passanten lists alike."""
    compared = _with_tarief(rows, known)
    return [
        _above_maximum(compared, known),
        _of_component(
            compared.filter(
                (pl.col("tariefsoort") == "VAST")
                & (pl.col("prijs_e6") < pl.col("bedrag_e6"))
            ),
            "MinTarief",
        ),
        _of(
            compared.filter(pl.col("tariefsoort") == "WERKELIJKE_KOSTEN"),
            "TariefSoortInfo",
        ),
        _of(rows.filter(pl.col("prijs_e6") == 0), "PrijsNul"),
        _unequal_twins(rows, "14", "16"),
        _unequal_twins(rows, "15", "17"),
        _without_honorarium(rows),
        *_outside_validity(rows, known),
        *_more_than_once(rows),
        _with_gap(rows),
    ]


def _with_tarief(rows: pl.DataFrame, known: Tarieventabellen) -> pl.DataFrame:
    """Pair each price with every national tariff of its code in its period.

    ``van`` and ``tot`` become the days on which both hold. A medicine is compared per
    package: ``noemer_m`` is how many thousandths of a unit its maximum is for. A tariff
    of one specialisme (to 2014) is that of prices for it, or for all.
    """
    national = known.tarief.select(
        "release_id",
        "prestatiecode",
        "component",
        "tariefsoort",
        "bedrag_e6",
        van="begindatum",
        tarief_tot=last_day(),
        noemer_m=pl.lit(ONE_M, dtype=pl.Int64),
        specialisme="specialisme_uitvoerder_code",
    )
    addons = known.addon_tarief.select(
        "release_id",
        pl.col("zi_nummer").alias("prestatiecode"),
        pl.lit("INTEGRAAL", dtype=national.schema["component"]).alias("component"),
        pl.lit("MAXIMUM", dtype=national.schema["tariefsoort"]).alias("tariefsoort"),
        # The Wgp price caps the maximum (docs/sources.md, P4).
        pl.min_horizontal("nza_max_incl_btw_e6", "wgp_max_incl_btw_e6").alias(
            "bedrag_e6"
        ),
        pl.col("begindatum").alias("van"),
        last_day().alias("tarief_tot"),
        pl.col("inkoophoeveelheid_m").alias("noemer_m"),
        pl.lit(None, dtype=pl.String).alias("specialisme"),
    )
    prijs_van = pl.col("specialisme_uitvoerder_code")
    return (
        rows.join(
            pl.concat([national, addons]),
            on=["prestatiecode", "component"],
            how="inner",
        )
        .filter((prijs_van == pl.col("specialisme")).fill_null(True))
        .with_columns(
            van=pl.max_horizontal("begindatum", "van"),
            tot=pl.min_horizontal("tot", "tarief_tot"),
            noemer_m=pl.when(pl.col("per_verpakking").fill_null(False))
            .then(ONE_M)
            .otherwise("noemer_m"),
        )
        .filter(pl.col("van") <= pl.col("tot"))
        .drop("tarief_tot")
    )


def _above_maximum(compared: pl.DataFrame, known: Tarieventabellen) -> pl.DataFrame:
    """Prices above the maximum on a day on which no max-max agreement allows them.

    A price may hold the surcharge that its code allows; a fixed tariff is never lifted
    (docs/decisions.md 30).
    """
    gereguleerd = compared.filter(pl.col("tariefsoort").is_in(["MAXIMUM", "VAST"]))
    above = gereguleerd.with_columns(
        toegestaan_bp=_allowed_percentage(gereguleerd, known),
        is_half_up=_is_half_up(gereguleerd, known),
    ).filter(
        pl.col("prijs_e6").cast(pl.Int128) * pl.col("noemer_m") * BP
        > pl.col("bedrag_e6").cast(pl.Int128) * ONE_M * pl.col("toegestaan_bp")
    )
    is_vast = above["tariefsoort"] == "VAST"
    covered = mark_covered(above, known) & ~is_vast
    return _of_component(above.filter(~covered), "MaxTarief")


def _allowed_percentage(compared: pl.DataFrame, known: Tarieventabellen) -> pl.Series:
    """What the code allows on top of its maximum; the least where periods differ."""
    per_code = known.prestatie.group_by("prestatiecode").agg(
        toegestaan_bp=pl.col("verrekenpercentage_max_bp").fill_null(BP).min()
    )
    found = compared.select("prestatiecode", "tariefsoort").join(
        per_code, on="prestatiecode", how="left", validate="m:1", maintain_order="left"
    )
    is_vast = pl.col("tariefsoort") == "VAST"
    return found.select(
        pl.when(is_vast).then(BP).otherwise(pl.col("toegestaan_bp").fill_null(BP))
    ).to_series()


def _is_half_up(compared: pl.DataFrame, known: Tarieventabellen) -> pl.Series:
    afronding = known.tarief_release.select("release_id", "maxmax_afronding")
    found = compared.select("release_id").join(
        afronding, on="release_id", how="left", validate="m:1", maintain_order="left"
    )
    return found.select(pl.col("maxmax_afronding").eq_missing("HALF_UP")).to_series()


def _unequal_twins(rows: pl.DataFrame, insured: str, uninsured: str) -> pl.DataFrame:
    """Codes of one product, insured and not, with different prices on the same day."""
    key = ["eigenaar", "component", "specialisme_uitvoerder_code"]
    twin = rows.filter(_code(rf"^{insured}")).select(
        *key,
        pl.concat_str(pl.lit(uninsured), pl.col("prestatiecode").str.slice(2)).alias(
            "prestatiecode"
        ),
        twin_e6="prijs_e6",
        twin_van="begindatum",
        twin_tot="tot",
    )
    pairs = rows.join(twin, on=[*key, "prestatiecode"], how="inner", nulls_equal=True)
    return _of(
        pairs.filter(
            (pl.col("prijs_e6") != pl.col("twin_e6"))
            & (pl.col("begindatum") <= pl.col("twin_tot"))
            & (pl.col("twin_van") <= pl.col("tot"))
        ),
        f"{insured}{uninsured}Gelijk",
    )


def _without_honorarium(rows: pl.DataFrame) -> pl.DataFrame:
    """Kosten of a zorgproduct without a honorarium beside it, up to 2014.

    UNSOURCED[poorter]: what this check of the portal tests is only known by its name.
    """
    kosten = rows.filter(
        _code(r"^1[45]") & (pl.col("component") == "KOSTEN") & per_component()
    )
    return _of(
        kosten.join(
            rows.filter(pl.col("component") == "HONORARIUM"),
            on=["eigenaar", "prestatiecode"],
            how="anti",
        ),
        "ABSegmentZorgproductenPoorter",
    )


def _outside_validity(
    rows: pl.DataFrame, known: Tarieventabellen
) -> list[pl.DataFrame]:
    """Prices for days on which the prestatie does not exist; 15 (2) and P6."""
    # A facultatieve prestatie ends where its register says so, too (B3).
    register = known.fp_register.group_by("prestatiecode").agg(
        register_tot=last_day().max()
    )
    life = (
        known.prestatie.group_by("prestatiecode")
        .agg(
            leeft_van=pl.col("begindatum").min(),
            leeft_tot=last_day().max(),
            is_fp=(pl.col("soort_prestatie") == "FP").any(),
        )
        .join(register, on="prestatiecode", how="left", validate="1:1")
        .with_columns(leeft_tot=pl.min_horizontal("leeft_tot", "register_tot"))
    )
    joined = rows.join(
        life, on="prestatiecode", how="left", validate="m:1", maintain_order="left"
    )
    # An open price ends with its prestatie; only a price that says its end is late.
    late = (pl.col("leeft_tot") < pl.col("tot")) & (pl.col("tot") < OPEN)
    return [
        _of(joined.filter(pl.col("leeft_van").is_null()), "PrestatieOnbekend"),
        _of(
            joined.filter(pl.col("leeft_van") > pl.col("begindatum")),
            "PrestatieBegintInPeriode",
        ),
        _of(joined.filter(late & ~pl.col("is_fp")), "PrestatieEindigtInPeriode"),
        _of(joined.filter(late & pl.col("is_fp")), "FpEindigtInPeriode"),
    ]


def _more_than_once(rows: pl.DataFrame) -> list[pl.DataFrame]:
    """Rows of one code that share a day: unequal prices, and one price said again.

    The same price per the same unit twice on a day is one price (see
    docs/decisions.md 28).
    """
    table = TABEL_VAN["standaardprijslijst"]
    keyed = rows.with_columns(
        zorginstelling_code=pl.concat_str(
            "eigenaar", pl.lit(" "), pl.col("specialisme_uitvoerder_code").fill_null("")
        ),
        einddatum="tot",
    )
    double = keyed.filter(find_overlaps(keyed, table))
    is_unequal = with_another_price(double, table)
    return [
        _of(double.filter(is_unequal), "PrijsOverlapt"),
        _of(double.filter(~is_unequal), "PrijsDubbel"),
    ]


def _with_gap(rows: pl.DataFrame) -> pl.DataFrame:
    """Rows that do not join the earlier period of the same code."""
    key = ["eigenaar", "prestatiecode", "component", "specialisme_uitvoerder_code"]
    gap = (
        pl.col("begindatum")
        > pl.col("tot")
        .cum_max()
        .shift(1)
        .over(key, order_by="begindatum")
        .dt.offset_by("1d")
    ).fill_null(False)
    return _of(rows.filter(gap), "GatInPeriode")


def higher_than_passanten(rows: pl.DataFrame, known: Tarieventabellen) -> pl.DataFrame:
    """Contract prices above the passantentarief of the same provider and day.

    A passantentarief is per unit; a price per package is compared as what it comes to.
    """
    inhoud = known.addon_tarief.group_by(prestatiecode="zi_nummer").agg(
        inhoud_m=pl.col("inkoophoeveelheid_m").max()
    )
    per_stuk = pl.when(pl.col("per_verpakking").fill_null(False)).then("inhoud_m")
    passanten = known.standaardprijslijst.select(
        "zorginstelling_code",
        "prestatiecode",
        "component",
        passant_e6="prijs_e6",
        passant_van="begindatum",
        passant_tot=last_day(),
    )
    pairs = rows.join(
        passanten, on=["zorginstelling_code", "prestatiecode", "component"], how="inner"
    ).join(inhoud, on="prestatiecode", how="left", validate="m:1")
    return _of(
        pairs.filter(
            (
                pl.col("prijs_e6").cast(pl.Int128) * ONE_M
                > pl.col("passant_e6").cast(pl.Int128)
                * pl.coalesce(per_stuk, pl.lit(ONE_M))
            )
            & (pl.col("begindatum") <= pl.col("passant_tot"))
            & (pl.col("passant_van") <= pl.col("tot"))
        ),
        "TotaalHogerDanPassanten",
    )


def off_market(
    rows: pl.DataFrame, known: Tarieventabellen, deviation_bp: int
) -> pl.DataFrame:
    """Prices further from the standaardprijs of the concern than ``deviation_bp``."""
    standaard = known.standaardprijs.filter(pl.col("prestatiecode").is_not_null())
    pairs = rows.with_columns(jaar=pl.col("begindatum").dt.year().cast(pl.Int64)).join(
        standaard.select(
            "concern_id", "prestatiecode", "jaar", standaard_e6="prijs_e6"
        ),
        on=["concern_id", "prestatiecode", "jaar"],
        how="inner",
        validate="m:1",
    )
    difference = (pl.col("prijs_e6") - pl.col("standaard_e6")).abs().cast(pl.Int128)
    far = difference * BP > pl.col("standaard_e6").cast(pl.Int128) * deviation_bp
    return _of(pairs.filter(far), "MarktTariefTotaalIntegraal")


def unlikely(rows: pl.DataFrame, others: pl.DataFrame) -> list[pl.DataFrame]:
    """Prices far from the other prices of their code, and prices that are none.

    Args:
        rows: The prices that are checked.
        others: Prices of other lists: prestatiecode, component, prijs_e6 and
            per_verpakking.
    """
    columns = ["prestatiecode", "component", "prijs_e6", "per_verpakking"]
    every = pl.concat(
        frame.select(columns).with_columns(
            pl.col("component").cast(pl.String),
            pl.col("per_verpakking").fill_null(value=False),
        )
        for frame in (rows, others)
    )
    far = is_far_from_median(every, [name for name in columns if name != "prijs_e6"])
    return [
        _of(rows.filter(far.head(rows.height)), "PrijsUitschieter"),
        _of(rows.filter(is_all_nines()), "PrijsOnwaarschijnlijk"),
    ]


def unpriced(rows: pl.DataFrame, known: Tarieventabellen) -> pl.DataFrame:
    """Insured dbc codes of the first day of each contract that its list lacks."""
    contracts = known.contract.select(
        eigenaar=pl.concat_str("contract_id", pl.lit("/"), pl.col("versie")),
        dag="begindatum",
    ).join(rows, on="eigenaar", how="semi")
    dbcs = known.prestatie.filter(
        (pl.col("soort_prestatie") == "DBC") & pl.col("verzekerd")
    ).select("prestatiecode", "begindatum", "einddatum")
    valid = contracts.join(dbcs, how="cross").filter(holds(pl.col("dag").to_physical()))
    missing = valid.join(rows, on=["eigenaar", "prestatiecode"], how="anti")
    return missing.sort("eigenaar", "prestatiecode").select(
        nr=pl.lit(None, dtype=pl.UInt32),
        bestand="eigenaar",
        row=pl.lit(None, dtype=pl.Int64),
        value="prestatiecode",
        code=pl.lit("PrijsOntbreekt"),
    )


def codes_matching(rows: pl.DataFrame, pattern: str, check: str) -> pl.DataFrame:
    """Prices of codes of a pattern."""
    return _of(rows.filter(_code(pattern)), check)


def _code(pattern: str) -> pl.Expr:
    return pl.col("prestatiecode").str.contains(pattern)


def _of(faulty: pl.DataFrame, code: str) -> pl.DataFrame:
    return faulty.select(
        "nr", "bestand", "row", value="prestatiecode", code=pl.lit(code)
    ).unique(maintain_order=True)


def _of_component(faulty: pl.DataFrame, check: str) -> pl.DataFrame:
    named = pl.col("component").replace_strict(_SUFFIX, return_dtype=pl.String)
    return faulty.select(
        "nr",
        "bestand",
        "row",
        value="prestatiecode",
        code=pl.concat_str(pl.lit(check), named),
    ).unique(maintain_order=True)
