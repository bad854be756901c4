"""Makes the lines that are priced from what the grouper found.

One line per dbc-zorgproduct with a declaratiecode and one per billable overig
zorgproduct; of a dbc opened up to 2014 one per component. Each line gets the insurer of
its own date. Trial groupings (afsluitreden 00) and uitval give no line.

Dutch terms: declaratieregel (line of an invoice), verzekering (who insures a verzekerde
and when), uzovi (code of an insurer), component (kosten or honorarium of a tariff
before it was integral).
"""

from dataclasses import dataclass
from datetime import date

import polars as pl

from tariffs.schema import Declaratieregels, Tarief

LAATSTE_DAG_COMPONENTEN = date(2014, 12, 31)
"""Last opening date of a dbc billed by component; integral tariffs came in 2015.

Source: Aanwijzing integrale tarifering msz 2015, II.2 (tariffs.md 2.3).
"""

HEEL_BP = 10_000
DUIZEND_M = 1_000
NZA_CODELIJST = "041"

DTYPES = dict(Declaratieregels.create_empty().schema)

FINDINGS = {
    "regel_id": pl.String,
    "subtraject_nummer": pl.String,
    "code": pl.String,
    "tekst": pl.String,
}
"""Columns of the findings on lines."""

VERZEKERAAR_ONBEKEND = (
    "R301",
    "Op de datum van deze regel is geen verzekering bekend. Vul de verzekering aan, of "
    "geef met ontvanger aan dat de patiënt niet verzekerd is.",
)
VERZEKERAAR_NIET_EENDUIDIG = (
    "R302",
    "Op de datum van deze regel gelden meer verzekeringen. Laat er één gelden.",
)
GEEN_COMPONENTEN = (
    "R303",
    "De tarieventabel noemt geen componenten van deze code op de openingsdatum; tot en "
    "met 2014 wordt een dbc per component gedeclareerd.",
)

VERZEKERD = ("VERZEKERAAR", "VERZEKERDE")
"""Recipients for whom an insurer has to be known; others need none."""


@dataclass(frozen=True)
class RegelResult:
    """Lines to be priced, and what is doubtful about them.

    Attributes:
        regels: Schema ``tariffs.schema.Declaratieregels``.
        findings: Columns of ``FINDINGS``; the lines themselves go on to be priced,
            where phase A refuses what cannot be decided.
    """

    regels: pl.DataFrame
    findings: pl.DataFrame


def build_declaratieregels(
    grouped: pl.DataFrame,
    ozp: pl.DataFrame | None,
    subtrajecten: pl.DataFrame,
    verzekeringen: pl.DataFrame,
    tarief: pl.DataFrame | None = None,
) -> RegelResult:
    """Make declaratieregels of a grouped batch.

    The insurer of a dbc line is the one on its begindatum, of other lines the one on
    uitvoerdatum; of a living donor's care that of the recipient, whom the optional
    column ``verzekerde_id_ontvanger`` names.

    Args:
        grouped: As ``Grouper.group`` gives it.
        ozp: Overige zorgproducten as ``derive_ozp`` gives them; None for none.
        subtrajecten: The batch, with the optional columns ``verzekerde_id``,
            ``zorgtraject_nummer``, ``einddatum``, ``aanspraak`` and ``ontvanger``.
        verzekeringen: ``verzekerde_id``, ``uzovi``, ``polis``, ``begindatum``,
            ``einddatum``.
        tarief: Table ``Tarief``, from which the components up to 2014 are taken.

    Source: tariffs-decisions.md, frames and hops; Regeling msz NR/CU-263 art. 32.1,
    32.6, 33.1 and 40.
    """
    details = _details(subtrajecten)
    dbc = _dbc_regels(grouped, details)
    dbc, missing = _by_component(dbc, tarief)
    regels = pl.concat([dbc, _ozp_regels(ozp, details)], how="diagonal")
    regels, findings = _with_verzekeraar(regels, verzekeringen)
    return RegelResult(_conformed(regels), pl.concat([findings, missing]))


def _details(subtrajecten: pl.DataFrame) -> pl.DataFrame:
    """What lines take over from their subtraject, one row per number."""
    taken = {
        "zorginstelling_code": pl.String,
        "zorgtype_code": pl.String,
        "specialisme_code": pl.String,
        "begindatum": pl.Date,
        "einddatum": pl.Date,
        "verzekerde_id": pl.String,
        "verzekerde_id_ontvanger": pl.String,
        "zorgtraject_nummer": pl.String,
        "aanspraak": pl.String,
        "ontvanger": pl.String,
        "aanvrager_soort": pl.String,
    }
    columns = [pl.col("subtraject_nummer").cast(pl.String)]
    for name, dtype in taken.items():
        if name not in subtrajecten.columns:
            columns.append(pl.lit(None, dtype).alias(name))
        elif dtype == pl.Date and subtrajecten.schema[name] == pl.String:
            columns.append(pl.col(name).str.to_date("%Y-%m-%d", strict=False))
        else:
            columns.append(pl.col(name).cast(dtype))
    # Every bearer of a double number is rejected, so none of them has a line.
    return subtrajecten.select(columns).unique(
        "subtraject_nummer", keep="none", maintain_order=True
    )


def _dbc_regels(grouped: pl.DataFrame, details: pl.DataFrame) -> pl.DataFrame:
    billable = grouped.filter(
        pl.col("declaratiecode").is_not_null() & ~pl.col("is_trial")
    ).select(
        "subtraject_nummer",
        "zorgproduct_code",
        "is_uitval",
        "aanspraak_toegepast",
        pl.col("declaratiecode").alias("prestatiecode"),
    )
    return billable.join(
        details, on="subtraject_nummer", how="left", validate="1:1"
    ).with_columns(
        pl.format("{}/{}", "subtraject_nummer", "prestatiecode").alias("regel_id"),
        pl.lit(DUIZEND_M, pl.Int64).alias("aantal_m"),
        pl.lit("INTEGRAAL").alias("component"),
    )


def _by_component(
    dbc: pl.DataFrame, tarief: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split dbc lines opened up to 2014 by the components of their tariff."""
    is_old = pl.col("begindatum") <= LAATSTE_DAG_COMPONENTEN
    old, integral = dbc.filter(is_old), dbc.filter(~is_old)
    if old.is_empty():
        return dbc, pl.DataFrame(schema=FINDINGS)
    table = Tarief.create_empty() if tarief is None else tarief
    components = table.filter(pl.col("component") != "INTEGRAAL").select(
        "prestatiecode",
        pl.col("component").cast(pl.String).alias("component_deel"),
        "soort_honorarium",
        "specialisme_uitvoerder_code",
        pl.col("begindatum").alias("tarief_begin"),
        pl.col("einddatum").alias("tarief_eind"),
    )
    split = (
        old.join(components, on="prestatiecode", how="inner")
        .filter(
            (pl.col("tarief_begin") <= pl.col("begindatum"))
            & (pl.col("begindatum") <= pl.col("tarief_eind")).fill_null(value=True)
        )
        .drop("tarief_begin", "tarief_eind")
        .unique(
            [
                "regel_id",
                "component_deel",
                "soort_honorarium",
                "specialisme_uitvoerder_code",
            ],
            maintain_order=True,
        )
    )
    unsplit = old.join(split, on="regel_id", how="anti")
    split = split.with_columns(
        pl.col("component_deel").alias("component"),
        pl.concat_str(
            "regel_id",
            pl.col("component_deel"),
            "specialisme_uitvoerder_code",
            "soort_honorarium",
            separator="/",
            ignore_nulls=True,
        ).alias("regel_id"),
    ).drop("component_deel")
    lines = pl.concat([split, unsplit, integral], how="diagonal")
    return lines, _findings(unsplit, GEEN_COMPONENTEN)


def _ozp_regels(ozp: pl.DataFrame | None, details: pl.DataFrame) -> pl.DataFrame:
    if ozp is None:
        return pl.DataFrame(schema={"regel_id": pl.String})
    billable = ozp.filter(pl.col("is_declarabel") & ~pl.col("is_trial"))
    return (
        billable.select(
            "subtraject_nummer",
            "zorgproduct_code",
            pl.col("declaratiecode").alias("prestatiecode"),
            (pl.col("aantal").cast(pl.Int64) * DUIZEND_M).alias("aantal_m"),
            "uitvoerdatum",
        )
        .join(details, on="subtraject_nummer", how="left", validate="m:1")
        .with_columns(
            pl.col("uitvoerdatum").alias("begindatum"),
            pl.col("uitvoerdatum").alias("einddatum"),
            pl.lit("INTEGRAAL").alias("component"),
            pl.format(
                "{}/{}/{}", "subtraject_nummer", "prestatiecode", "uitvoerdatum"
            ).alias("regel_id"),
        )
        .drop("uitvoerdatum")
    )


def _with_verzekeraar(
    regels: pl.DataFrame, verzekeringen: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give each line the insurer of its own date, which is its begindatum."""
    regels = regels.with_row_index("volgorde").with_columns(
        pl.coalesce("verzekerde_id_ontvanger", "verzekerde_id").alias("verzekerde"),
        pl.col("ontvanger").fill_null("VERZEKERAAR"),
    )
    valid = (
        regels.lazy()
        .select("volgorde", "verzekerde", pl.col("begindatum").alias("op"))
        .join(
            verzekeringen.lazy().select(
                pl.col("verzekerde_id").alias("verzekerde"),
                "uzovi",
                "polis",
                "begindatum",
                "einddatum",
            ),
            on="verzekerde",
        )
        .filter(
            (pl.col("begindatum") <= pl.col("op"))
            & (pl.col("op") <= pl.col("einddatum")).fill_null(value=True)
        )
        .group_by("volgorde")
        .agg(pl.col("uzovi", "polis").first(), pl.len().alias("geldig"))
        .collect()
    )
    one = pl.col("geldig") == 1
    joined = regels.join(valid, on="volgorde", how="left", validate="1:1").sort(
        "volgorde"
    )
    joined = joined.with_columns(
        pl.when(one).then(pl.col(name)) for name in ("uzovi", "polis")
    )
    needs_one = pl.col("ontvanger").is_in(VERZEKERD)
    findings = pl.concat(
        [
            _findings(
                joined.filter(needs_one & pl.col("geldig").is_null()),
                VERZEKERAAR_ONBEKEND,
            ),
            _findings(
                joined.filter(needs_one & (pl.col("geldig") > 1)),
                VERZEKERAAR_NIET_EENDUIDIG,
            ),
        ]
    )
    return joined, findings


def _findings(regels: pl.DataFrame, finding: tuple[str, str]) -> pl.DataFrame:
    code, tekst = finding
    return regels.select(
        "regel_id",
        "subtraject_nummer",
        pl.lit(code).alias("code"),
        pl.lit(tekst).alias("tekst"),
    )


def _conformed(regels: pl.DataFrame) -> pl.DataFrame:
    """The lines with exactly the columns of ``Declaratieregels``."""
    regels = regels.with_columns(
        pl.col("specialisme_code").alias("specialisme_poort_code"),
        pl.lit(NZA_CODELIJST).alias("prestatiecodelijst"),
        pl.lit(HEEL_BP, pl.Int64).alias("verrekenpercentage_bp"),
        pl.lit("D").alias("dc"),
    )
    return regels.select(
        pl.col(name).cast(dtype)
        if name in regels.columns
        else pl.lit(None, dtype).alias(name)
        for name, dtype in DTYPES.items()
    )
