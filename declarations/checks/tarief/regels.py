"""The tariff records of a delivery as lines that the price layer prices.

A line is an 06 with the prestatie (04) that it belongs to. Debits are priced; a credit
is only compared with its debit, which is F21.

Dutch terms: declaratieregel (a line to be priced), verzekerde (insured person).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import VOLGORDE, eigen_lijnen, in_order
from declarations.registers.geldigheid import holds_on
from tariffs.wettelijk.waarden import per_component

COMPONENT = {"02": "KOSTEN", "04": "HONORARIUM"}
"""Component of an 06 up to 2014, by 0611 (ZH308, COD029)."""

GEEN_PERCENTAGE = 10_000
"""0615 of a line whose tariff holds as it is: 100 %, in 1/100 %."""


def tariefregels(levering: Levering) -> pl.DataFrame:
    """Every 06 whose prestatie is known, with what checks and pricing ask of it.

    Returns:
        A row per 06 in the order of the delivery: ``regel`` (its place), its fields,
        those of its 04 (``prestatie_record``: the line of that in the file),
        ``is_eerste`` (the first 06 of its prestatie) and ``polis``.
    """
    lines = levering.prestaties.select(
        "prestatie",
        "persoon",
        "verzekerde_id",
        "declarant",
        "instelling",
        "uzovi",
        "is_dbc",
        "is_credit",
        "r0409",
        "r0410",
        "r0411",
        "r0412",
        "r0414",
        "r0415",
        "r0419",
        "r0426",
        "r0427",
        "r0434",
        "r0439",
        "r0458",
        prestatie_record="record",
    )
    fields = ("r0611", "r0613", "r0614", "r0615", "r0616", "r0617", "r0620")
    regels = (
        levering.tarieven.select("bestand_nr", "record", "prestatie", *fields, "r0622")
        .filter(pl.col("prestatie").is_not_null())
        .join(
            lines,
            on="prestatie",
            how="inner",
            maintain_order="left",
        )
        .with_row_index("regel")
        .with_columns(is_eerste=pl.col("prestatie").is_first_distinct())
    )
    return _with_polis(regels, levering)


def debetregels(levering: Levering) -> pl.DataFrame:
    """The lines of ``tariefregels`` that are judged: debits, and of a dbc with one
    integral tariff the first 06 only (that there are more is T06)."""
    return levering.once(tariefregels).filter(~pl.col("is_credit"), _is_priced())


def _is_priced() -> pl.Expr:
    has_components = pl.col("is_dbc") & per_component(pl.col("r0411"))
    return pl.col("is_eerste") | has_components.fill_null(value=False)


def prijsvolgorde(levering: Levering) -> pl.DataFrame:
    """The lines of ``debetregels`` in the order in which they are priced.

    It is the order in which of two the later is "the second" (``lijnen``), so that
    rules between lines of one patient refuse the same one however a delivery is cut.

    Returns:
        The lines with ``plaats``, null for a debit that does not count: one that a
        credit of this delivery takes back.
    """
    own = in_order(eigen_lijnen(levering).select("prestatie", *VOLGORDE)).select(
        "prestatie", plaats=pl.int_range(pl.len(), dtype=pl.UInt32)
    )
    return (
        debetregels(levering)
        .join(own, on="prestatie", how="left", validate="m:1")
        .sort("plaats", "regel", nulls_last=True)
    )


def declaratieregels(levering: Levering) -> pl.DataFrame:
    """What ``tariffs.price_lines`` takes, a row per line of ``prijsvolgorde``.

    ``regel_id`` is its place, for the price layer goes by that within a day. A debit
    that does not count is of nobody: no other line counts against it, nor it against
    another. Amounts are those that the record declares. Btw is not given: ZH308 0619 is
    the percentage within 0620, and the tariff of 0614 has it already.
    """
    return (
        levering.once(prijsvolgorde)
        .with_row_index("nummer")
        .select(
            regel_id=pl.col("nummer").cast(pl.String).str.zfill(10),
            bestand_id=pl.col("bestand_nr").cast(pl.String),
            zorginstelling_code="instelling",
            uzovi="uzovi",
            polis="polis",
            ontvanger=pl.lit("VERZEKERAAR"),
            verzekerde_id=pl.when(pl.col("plaats").is_not_null())
            .then("persoon")
            .otherwise(pl.format("regel {}", "regel")),
            prestatiecodelijst="r0409",
            prestatiecode="r0410",
            zorgproduct_code="r0414",
            component=_component(),
            begindatum="r0411",
            einddatum="r0412",
            aantal_m=pl.col("r0426") * 1000,
            verrekenpercentage_bp=pl.col("r0615"),
            # 0616 names a surcharge without its amount, which is in 0617.
            tarief_cent="r0614",
            berekend_cent=pl.when(pl.col("r0616").is_null()).then("r0617"),
            declaratie_cent=pl.when(pl.col("r0616").is_null()).then("r0620"),
            dc=pl.lit("D"),
            zorgtraject_nummer="r0415",
            subtraject_nummer="r0419",
            zorgtype_code="r0427",
            specialisme_poort_code="r0439",
            specialisme_uitvoerder_code="r0613",
        )
    )


def _component() -> pl.Expr:
    return (
        pl.when(pl.col("is_dbc") & per_component(pl.col("r0411")))
        .then(pl.col("r0611").replace_strict(COMPONENT, default="INTEGRAAL"))
        .otherwise(pl.lit("INTEGRAAL"))
    )


def _with_polis(lines: pl.DataFrame, levering: Levering) -> pl.DataFrame:
    """Add the polis that a person has with the insurer on the line's own date."""
    table = levering.registers.get("verzekeringen")
    if table is None:
        return lines.with_columns(polis=pl.lit(None, pl.String))
    held = (
        lines.select("regel", "verzekerde_id", "uzovi", "r0411")
        .join(
            table.select("verzekerde_id", "uzovi", "polis", "begindatum", "einddatum"),
            on=["verzekerde_id", "uzovi"],
            how="inner",
        )
        .filter(holds_on(pl.col("r0411")))
        # Of two policies on a day neither is known to be hers: a price takes none.
        .select("regel", "polis")
        .unique()
        .filter(pl.col("regel").is_unique())
    )
    return lines.join(
        held, on="regel", how="left", validate="1:1", maintain_order="left"
    )
