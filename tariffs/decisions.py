"""The frames at both ends of the decision: lines in, prijsbesluiten out.

It names, orders and spells out columns; it decides nothing.
"""

import polars as pl

from productstructure.errors import CallError
from tariffs.prijsboek import Prijsboek
from tariffs.reasons import is_refused, reasons_of
from tariffs.schema import STATUS, Declaratieregels, Prijsbesluiten
from tariffs.settings import Prijsinstellingen, engine_version

_OVERGENOMEN = (
    "regel_id",
    "bestand_id",
    "zorginstelling_code",
    "uzovi",
    "verzekerde_id",
    "prestatiecodelijst",
    "prestatiecode",
    "zorgproduct_code",
    "component",
    "dc",
    "ref_voorgaande",
    "toeslag_cent",
    "berekend_cent",
)


def conform(regels: pl.DataFrame) -> pl.DataFrame:
    """Give lines all columns of ``Declaratieregels``, in its types.

    An absent column is empty. A text that an enumeration does not know becomes null,
    and phase A says what is missing.

    Raises:
        CallError: A column has another type, floats above all.
    """
    if "regel_id" not in regels.columns:
        raise CallError("declaratieregels: column regel_id not found. Give each an id.")
    schema = Declaratieregels.create_empty().schema
    return regels.select(
        _conformed(regels, kolom, dtype) for kolom, dtype in schema.items()
    )


def _conformed(regels: pl.DataFrame, kolom: str, dtype: pl.DataType) -> pl.Expr:
    if kolom not in regels.columns:
        return pl.lit(None, dtype=dtype).alias(kolom)
    found = regels.schema[kolom]
    if found == dtype:
        return pl.col(kolom)
    is_text = dtype == pl.Enum and found in (pl.String, pl.Categorical, pl.Enum)
    if found == pl.Null or is_text or (found.is_integer() and dtype.is_integer()):
        return pl.col(kolom).cast(dtype, strict=False)
    raise CallError(
        f"declaratieregels: column {kolom}: expected {dtype}, found {found}. "
        "Read the file with the reader of this layer, or cast it first."
    )


def to_decisions(
    regels: pl.DataFrame, besluit: pl.DataFrame, boek: Prijsboek
) -> pl.DataFrame:
    """Name what is decided: ``Prijsbesluiten`` without its last columns.

    Args:
        regels: The lines.
        besluit: What chunks and batch decided on them, a row per line.
        boek: The tables, for the names behind numbers.

    Returns:
        The columns of ``Prijsbesluiten`` up to ``status``, and ``mask`` and
        ``is_afgetopt`` in place of those.
    """
    contract = boek.contracten.contracten.select("contract_id", "versie")
    contracten = pl.concat([contract.clear(1), contract])
    contract_rij = besluit["contract_rij"].clip(0, None).cast(pl.UInt32)
    exact = pl.col("aantal_m").is_not_null()
    return besluit.select(
        *regels.select(_OVERGENOMEN),
        boek.nummers.concerns.texts(besluit["concern"].clip(0, None)).alias(
            "concern_id"
        ),
        regels["begindatum"].alias("peildatum"),
        "peildatum_grond",
        "tariefsoort",
        "grondslag",
        *contracten[contract_rij],
        "afspraak_id",
        "nza_maximum_e6",
        "toegestaan_maximum_e6",
        "toegestaan_bedrag_cent",
        "eenheidsprijs_e6",
        "aantal_m",
        pl.when(~exact).then("teller").alias("aantal_teller"),
        pl.when(~exact).then("noemer").alias("aantal_noemer"),
        "factor_bp",
        pl.when(pl.col("besluit_cent").is_not_null())
        .then("btw_besluit_cent")
        .alias("btw_cent"),
        pl.col("besluit_cent").alias("bedrag_cent"),
        "andere_regel_id",
        "ozp_regel_id",
        _release_ids(besluit),
        "mask",
        "is_afgetopt",
    )


def _release_ids(besluit: pl.DataFrame) -> pl.Series:
    bronnen = ["prestatie_release_id", "tarief_release_id"]
    # Few pairs of releases occur; a list per line would cost seconds per million.
    paren = besluit.select(bronnen).unique()
    lijsten = paren.with_columns(
        release_ids=pl.concat_list(bronnen).list.drop_nulls().list.unique().list.sort()
    )
    return besluit.select(bronnen).join(
        lijsten,
        on=bronnen,
        how="left",
        nulls_equal=True,
        validate="m:1",
        maintain_order="left",
    )["release_ids"]


def finish(besluiten: pl.DataFrame, instellingen: Prijsinstellingen) -> pl.DataFrame:
    """Turn masks into status and reasons: the frame ``Prijsbesluiten``."""
    status = (
        pl.when(pl.col("mask") == 0)
        .then(pl.lit("OK", dtype=STATUS))
        .when("is_afgetopt")
        .then(pl.lit("AFGETOPT", dtype=STATUS))
        .when(is_refused())
        .then(pl.lit("GEWEIGERD", dtype=STATUS))
        .otherwise(pl.lit("SIGNAAL", dtype=STATUS))
    )
    return besluiten.with_columns(
        status=status,
        redenen=reasons_of(besluiten["mask"]),
        engine_versie=pl.lit(engine_version()),
        berekend_op=pl.lit(instellingen.verwerkingsdatum),
    ).select(Prijsbesluiten.column_names())
