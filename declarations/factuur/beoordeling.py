"""Which lines can be declared: those of which no field or activity stands in the way.

It asks the reasons of a line, then those of its fields, then of its activities.
"""

import polars as pl

from declarations.factuur.records import (
    Aanlevering,
    activiteiten,
    tarieven,
    with_fields,
)
from declarations.factuur.redenen import ACTIVITEIT, MAX_AANTAL, with_reason
from declarations.factuur.velden import with_field_fault

_of_part = pl.when(pl.col("aantal") > MAX_AANTAL).then(MAX_AANTAL).otherwise("aantal")
"""The number that the largest part of a line has."""


def judge_lines(
    regels: pl.DataFrame, op_nota: pl.DataFrame, aanlevering: Aanlevering
) -> pl.DataFrame:
    """Lines with ``reden`` and ``kolom``: null where they can be declared.

    Args:
        regels: Schema ``Factuurregels`` without the references, with ``regel_id`` and
            what ``with_reason`` asks of the decision and the person.
        op_nota: Activities of the bill: ``regel_id`` and schema ``OpNota`` without
            the keys and references.
        aanlevering: When and for which days they are declared.
    """
    # References are given to what goes on; until then a line is known by its own id.
    lines = with_fields(
        regels.with_columns(sleutel="regel_id", tariefreferentie="regel_id")
    ).drop("r0458")
    # Of what is split the largest part has to fit.
    largest = lines.with_columns(
        r0426=_of_part.cast(pl.String),
        bedrag_cent=pl.when(pl.col("aantal") > MAX_AANTAL)
        .then(pl.col("tarief_cent") * MAX_AANTAL)
        .otherwise("bedrag_cent"),
    )
    faults = [
        with_field_fault(largest, "02"),
        with_field_fault(largest, "04"),
        with_field_fault(tarieven(largest).drop("r0622"), "06"),
    ]
    named = pl.concat(
        [
            each.select(pl.col("veldreden", "rubriek").name.suffix(f"_{place}"))
            for place, each in enumerate(faults)
        ],
        how="horizontal",
    )
    lines = with_reason(
        lines.with_columns(
            veldreden=named.select(pl.coalesce("^veldreden_.*$")).to_series(),
            rubriek=named.select(pl.coalesce("^rubriek_.*$")).to_series(),
        ),
        aanlevering,
    )
    of_acts = _faults_of_activities(lines, op_nota)
    return lines.join(
        of_acts, on="regel_id", how="left", validate="1:1", maintain_order="left"
    ).with_columns(
        reden=pl.coalesce("reden", "act_reden"),
        kolom=pl.when(pl.col("reden").is_null()).then("act_kolom").otherwise("kolom"),
    )


def _faults_of_activities(lines: pl.DataFrame, op_nota: pl.DataFrame) -> pl.DataFrame:
    """Why lines cannot be declared for their activities, a row a line.

    Returns:
        ``regel_id, act_reden, act_kolom``.
    """
    own = op_nota.join(
        lines.select("regel_id", "begindatum", "einddatum"),
        on="regel_id",
        maintain_order="left",
    ).with_columns(
        sleutel="regel_id",
        aantal=_of_part,
        # A number that the hospital does not give is made, and fits.
        zorgactiviteit_nummer=pl.col("zorgactiviteit_nummer").fill_null("-"),
        activiteitreferentie=pl.lit(None, pl.String),
    )
    fields = with_field_fault(activiteiten(own).drop("r1620"), "16")
    dag = pl.col("uitvoerdatum")
    outside = (dag < pl.col("begindatum")) | (dag > pl.col("einddatum"))
    found = own.select(
        "regel_id",
        act_reden=pl.when(outside)
        .then(pl.lit(ACTIVITEIT))
        .otherwise(fields["veldreden"]),
        act_kolom=pl.when(outside)
        .then(pl.lit("uitvoerdatum"))
        .otherwise(pl.format("r{}", fields["rubriek"])),
    )
    return found.filter(pl.col("act_reden").is_not_null()).unique(
        "regel_id", keep="first", maintain_order=True
    )
