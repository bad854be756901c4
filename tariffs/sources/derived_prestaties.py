"""Derive the prestaties that no table of prestaties describes.

The NZa publishes tariffs and registers, not one table of all prestaties with their
properties. What a row of ``prestatie`` would say follows here from the code, the
TariefType and the register in which it stands. A row in the table ``prestatie`` always
goes before what is derived.

Sources stand at each rule and in docs/rules.md; several are inferred there.
"""

import polars as pl

from tariffs.lookup.national import mirrored
from tariffs.lookup.periods import OPEN, last_day
from tariffs.lookup.registers import EINDE_EXPERIMENT
from tariffs.schema import Prestatie

# NZa-tariefgroep: the first two signs of a dbc-declaratiecode (Regeling msz 17.1e).
_DBC = r"^1[4-7]"
_ONVERZEKERD = r"^1[67]"

# UNSOURCED[overgenomen]: what was taken over from ggz and fz is only inferred to be
# these; in the table of 2017 they are the only ones of ggz and fz.
_OVERGENOMEN_GGZ_FZ = pl.col("prestatiecode").is_between(
    pl.lit("198300"), pl.lit("198370")
) & pl.col("prestatiecode").str.contains(r"^[0-9]{6}$")

# Regeling msz 2016: wondzorg, injectiepen and the registratietarief of
# a laboratory are billed only under a written agreement.
_OVEREENKOMST_VEREIST = ["190287", "199850", "079988"]

# Units that are not pieces (Regeling msz 2016).
_EENHEDEN = {
    "193012": "MIN15",
    "190288": "UUR",
    "190289": "UUR",
    "010905": "KM",
    "010906": "HALFUUR",
}

# TariefType to category, inferred from its members in RZ17a.
_CATEGORIE = {
    "11": "ELD",
    "20": "ELD",
    "25": "PARAMEDISCH",
    "13": "OVERIG_VERRICHTING",
    "12": "SUPPLEMENTAIR",
    "15": "SUPPLEMENTAIR",
    "16": "SUPPLEMENTAIR",
    "17": "SUPPLEMENTAIR",
}
_SOORT = {"15": "ADDON_IC", "16": "ADDON_GNM", "17": "STOLLING"}


def derive_from_tarieven(properties: pl.DataFrame, wbmv: pl.DataFrame) -> pl.DataFrame:
    """Derive prestaties from the properties that a Tarieven Tabel gives.

    Args:
        properties: Columns release_id, prestatiecodelijst, prestatiecode,
            begindatum, einddatum, omschrijving, tarieftype, eenheid and
            zorgproductgroep_code; one row per tariff, periods may touch or overlap.
        wbmv: Codes that need a WBMV permit: prestatiecode, wbmv_code.

    Returns:
        Rows of schema Prestatie, periods joined where they touch.
    """
    code = pl.col("prestatiecode")
    tarieftype = pl.col("tarieftype")
    is_dbc = code.str.contains(_DBC)
    mirror = mirrored(code)
    known = properties["prestatiecode"].unique().implode()
    soort = (
        pl.when(is_dbc)
        .then(pl.lit("DBC"))
        .otherwise(tarieftype.replace_strict(_SOORT, default="OZP"))
    )
    eenheid = code.replace_strict(
        _EENHEDEN,
        default=pl.when(tarieftype == "15").then(pl.lit("DAG")).otherwise("eenheid"),
    )
    grond = (
        pl.when(tarieftype == "16")
        .then(pl.lit("ADDON_GNM"))
        .when(tarieftype == "17")
        .then(pl.lit("STOLLING"))
        .when(_OVERGENOMEN_GGZ_FZ)
        .then(pl.lit("OVERGENOMEN_GGZ_FZ"))
    )
    return _as_prestaties(
        _joined_periods(properties).with_columns(
            soort_prestatie=soort,
            ozp_categorie=pl.when(~is_dbc).then(
                tarieftype.replace_strict(_CATEGORIE, default=None)
            ),
            verzekerd=~code.str.contains(_ONVERZEKERD),
            spiegelcode=pl.when(is_dbc & mirror.is_in(known)).then(mirror),
            eenheid=eenheid,
            # Only time and medicine can be a fraction (docs/rules.md).
            aantal_deelbaar=eenheid.is_in(["UUR", "HALFUUR"]),
            maxmax_uitgesloten=grond.is_not_null(),
            maxmax_uitsluiting_grond=grond,
            overeenkomst_vereist=code.is_in(_OVEREENKOMST_VEREIST),
            vergunning_vereist=pl.when(code.is_in(wbmv["prestatiecode"].implode()))
            .then(pl.lit("WBMV"))
            .when(tarieftype == "17")
            .then(pl.lit("HEMOFILIE")),
            # UNSOURCED[btw]: that of single codes is not published; only keuringen
            # depend on their purpose here (worked example 34).
            btw_behandeling=pl.when(~is_dbc & code.str.starts_with("119"))
            .then(pl.lit("AFHANKELIJK_DOEL"))
            .otherwise(pl.lit("VRIJGESTELD")),
        )
    )


def derive_from_addons(addon_tarief: pl.DataFrame) -> pl.DataFrame:
    """Derive the prestaties of medicines: list 001, per unit, never max-max.

    Source: docs/sources.md, P3 to P5; excluded from max-max: Wegwijzer 2025.
    """
    stolling = pl.col("soort_supplementair") == "OZP_STOLLING"
    soort = pl.when(stolling).then(pl.lit("STOLLING")).otherwise(pl.lit("ADDON_GNM"))
    periods = addon_tarief.with_columns(
        prestatiecode="zi_nummer", prestatiecodelijst=pl.lit("001")
    )
    return _as_prestaties(
        _joined_periods(periods).with_columns(
            soort_prestatie=soort,
            ozp_categorie=pl.lit("SUPPLEMENTAIR"),
            verzekerd=pl.lit(True),
            eenheid=pl.lit("ZI_EENHEID"),
            aantal_deelbaar=pl.lit(True),
            maxmax_uitgesloten=pl.lit(True),
            maxmax_uitsluiting_grond=soort,
            overeenkomst_vereist=pl.lit(False),
            # Only designated haemophilia centres (Regeling msz 25.4).
            vergunning_vereist=pl.when(stolling).then(pl.lit("HEMOFILIE")),
            btw_behandeling=pl.lit("INCL_LAAG"),
        )
    )


def derive_from_registers(
    fp_register: pl.DataFrame, experiment: pl.DataFrame
) -> pl.DataFrame:
    """Derive the prestaties that stand in a register: facultatief and experiments.

    Both are charged only under an agreement (Wegwijzer 2025). The FP code is a
    za-code, so on list 041; an experiment says its list.
    """
    fp = fp_register.select(
        "release_id",
        "prestatiecode",
        "omschrijving",
        "begindatum",
        "einddatum",
        prestatiecodelijst=pl.lit("041"),
        soort_prestatie=pl.lit("FP"),
    )
    proef = experiment.select(
        "release_id",
        "prestatiecode",
        omschrijving="kenmerk",
        begindatum="startdatum",
        einddatum=EINDE_EXPERIMENT,
        prestatiecodelijst=pl.col("prestatiecodelijst").cast(pl.String),
        soort_prestatie=pl.when(pl.col("grondslag") == "WMG58")
        .then(pl.lit("EXPERIMENT"))
        .otherwise(pl.lit("INNOVATIE")),
    )
    return _as_prestaties(
        pl.concat([fp, proef]).with_columns(
            verzekerd=pl.lit(True),
            eenheid=pl.lit("STUK"),
            aantal_deelbaar=pl.lit(False),
            maxmax_uitgesloten=pl.lit(False),
            overeenkomst_vereist=pl.lit(True),
            btw_behandeling=pl.lit("VRIJGESTELD"),
        )
    )


def add_derived(prestatie: pl.DataFrame, derived: pl.DataFrame) -> pl.DataFrame:
    """Put derived prestaties beside the given ones; a given code is never derived."""
    code = ["prestatiecode", "prestatiecodelijst"]
    others = derived.join(prestatie, on=code, how="anti", maintain_order="left")
    return pl.concat([prestatie, others])


def _joined_periods(rows: pl.DataFrame) -> pl.DataFrame:
    """Join the periods of a code that touch or overlap; a gap stays a gap."""
    code = ["release_id", "prestatiecodelijst", "prestatiecode"]
    einde = last_day()
    return (
        # All of a row, so that of two of one day the same is the newest in any order.
        rows.sort(
            *code,
            "begindatum",
            *(k for k in rows.columns if k not in (*code, "begindatum")),
        )
        .with_columns(_tot=einde.cum_max().shift(1).over(code))
        .with_columns(
            _eiland=(pl.col("begindatum") > pl.col("_tot").dt.offset_by("1d"))
            .fill_null(True)
            .cum_sum()
            .over(code)
        )
        .group_by(*code, "_eiland", maintain_order=True)
        .agg(
            pl.col("begindatum").first(),
            pl.when(einde.max() < OPEN).then(einde.max()).alias("einddatum"),
            # The newest description of the island speaks for it.
            pl.exclude("begindatum", "einddatum", "_tot").last(),
        )
        .drop("_eiland")
    )


def _as_prestaties(rows: pl.DataFrame) -> pl.DataFrame:
    if rows.is_empty():
        return pl.DataFrame(schema=pl.Schema(Prestatie))
    missing = [
        pl.lit(None, dtype=dtype).alias(name)
        for name, dtype in pl.Schema(Prestatie).items()
        if name not in rows.columns
    ]
    return Prestatie.validate(
        rows.with_columns(missing).select(Prestatie.column_names()), cast=True
    )
