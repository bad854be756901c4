"""Lines of a file that could not be read, as decisions: they are told, never dropped.

It fills in what of such a line is certain and the faults for reasons; nothing of it is
billed. Source: docs/decisions.md 17: a row out for each line in.
"""

import polars as pl

from tariffs.decision.frames import OVERGENOMEN
from tariffs.reasons import REDENEN_DTYPE
from tariffs.schema import STATUS, Prijsbesluiten
from tariffs.settings import Prijsinstellingen, engine_version

GROND = "Bestand met declaratieregels"
"""What stands for the article of law: the file itself is at fault."""

_KOLOM_VAN = {"begindatum": "peildatum", "aantal": "aantal_m"}


def unreadable_decisions(
    regels: pl.DataFrame, findings: pl.DataFrame, instellingen: Prijsinstellingen
) -> pl.DataFrame:
    """Make decisions of lines that could not be read.

    Args:
        regels: ``row`` and, as far as they could be read, columns of
            ``Declaratieregels``.
        findings: What was wrong with them (schema TariefFindings).
        instellingen: Settings of the run.

    Returns:
        ``Prijsbesluiten``, a row per line in their order, status ONLEESBAAR.
    """
    columns = Prijsbesluiten.column_names()
    parameter = pl.col("column").replace(_KOLOM_VAN)
    reden = pl.struct(
        code=pl.col("code"),
        fase=pl.lit("A"),
        klasse=pl.lit("D"),
        artikel=pl.lit(GROND),
        tekst=pl.when(pl.col("column").is_null())
        .then("tekst")
        .otherwise(pl.format("{}: {}", "column", "tekst")),
        parameters=pl.when(parameter.is_in(columns))
        .then(pl.concat_list(parameter))
        .otherwise(pl.lit([], dtype=pl.List(pl.String))),
    )
    redenen = (
        findings.filter(pl.col("severity") == "reject")
        .group_by("row", maintain_order=True)
        .agg(redenen=reden)
        .with_columns(pl.col("redenen").cast(REDENEN_DTYPE))
    )
    empty = Prijsbesluiten.create_empty()
    known = [name for name in OVERGENOMEN if name in regels.columns]
    begindatum = ["begindatum"] if "begindatum" in regels.columns else []
    filled = regels.select(
        "row",
        *(pl.col(name).cast(empty.schema[name], strict=False) for name in known),
        *(pl.col(name).alias("peildatum") for name in begindatum),
    ).join(redenen, on="row", how="left", validate="m:1", maintain_order="left")
    return pl.concat(
        [
            empty,
            filled.drop("row").with_columns(
                status=pl.lit("ONLEESBAAR", dtype=STATUS),
                release_ids=pl.lit([], dtype=empty.schema["release_ids"]),
                engine_versie=pl.lit(engine_version()),
                berekend_op=pl.lit(instellingen.verwerkingsdatum),
            ),
        ],
        how="diagonal",
    )
