"""Makes the lines that are priced from what the grouper found.

One line per dbc-zorgproduct with a declaratiecode and one per billable overig
zorgproduct; of a dbc opened up to 2014 one per component. Each line gets the insurer of
its own date. Trial groupings (afsluitreden 00) and uitval give no line.

Dutch terms: declaratieregel (line of an invoice), verzekering (who insures a verzekerde
and when), component (kosten or honorarium of a tariff before it was integral).
"""

from dataclasses import dataclass

import polars as pl

from billing.files.bevindingen import (
    AANSPRAAK_ONBEKEND,
    GEEN_COMPONENTEN,
    SUBTRAJECT_ONBEKEND,
)
from billing.regels.findings import RegelFindings, make_findings
from billing.regels.gegevens import (
    Gegevens,
    read_gegevens,
    sleutel_kolommen,
    sleutel_van,
)
from billing.regels.verzekeraar import with_verzekeraar
from grouper.frames.schemas import Grouped, Ozp
from tabellen.calltypes import checks_types, require_columns
from tabellen.getoond import Getoond
from tabellen.notices import Notice
from tabellen.values.dates import days_of_moments
from tabellen.values.texts import with_text_key
from tariffs.schema import Declaratieregels, Tarief, Verzekeringen
from tariffs.wettelijk.waarden import per_component

HEEL_BP = 10_000
DUIZEND_M = 1_000
NZA_CODELIJST = "041"

DTYPES = dict(pl.Schema(Declaratieregels))

_OF_GROUPED = (
    *("subtraject_nummer", "zorgproduct_code", "declaratiecode", "aanspraak_toegepast"),
    *("is_uitval", "is_trial"),
)
_OF_OZP = (
    *("subtraject_nummer", "zorgproduct_code", "declaratiecode", "aantal"),
    *("uitvoerdatum", "is_declarabel", "is_trial", "aanvrager_soort"),
    "hoofdsubtraject_nummer",
)
_OF_TARIEF = (
    *("prestatiecode", "component", "soort_honorarium", "specialisme_uitvoerder_code"),
    *("specialisme_poort_code", "begindatum", "einddatum"),
)
"""What is asked of each."""

_COMPONENT = ("component", "soort_honorarium", "specialisme_uitvoerder_code")


@dataclass(frozen=True, repr=False)
class RegelResult(Getoond):
    """Lines to be priced, and what is doubtful about them.

    Attributes:
        regels: Schema ``tariffs.schema.Declaratieregels``; every regel_id is unique.
        findings: Schema ``RegelFindings``; the lines themselves go on to be priced,
            where phase A refuses what cannot be decided.
        notices: What there is to tell of how the tables were read.
    """

    regels: pl.DataFrame
    findings: pl.DataFrame
    notices: tuple[Notice, ...] = ()


@checks_types
def build_declaratieregels(
    grouped: pl.DataFrame,
    ozp: pl.DataFrame | None,
    subtrajecten: pl.DataFrame,
    verzekeringen: pl.DataFrame,
    tarief: pl.DataFrame | None = None,
) -> RegelResult:
    """Make declaratieregels of a grouped batch.

    The insurer of a dbc line is the one on its begindatum, of other lines the one on
    uitvoerdatum. A subtraject with a ``verzekerde_id_ontvanger`` is that of a living
    donor: it is billed to the insurer and in the name of the recipient.

    Where grouped rows or overige zorgproducten name their hospital, it is part of what
    they meet their subtraject by, and of ``regel_id``.

    Args:
        grouped: As ``Grouper.group`` gives it.
        ozp: Overige zorgproducten as ``Grouper.group`` gives them; None for none.
        subtrajecten: The batch, with the optional columns ``verzekerde_id``,
            ``zorgtraject_nummer``, ``einddatum``, ``aanspraak``, ``ontvanger``,
            ``verzekerde_id_ontvanger``, ``opdrachtgever_code``, ``aanvrager_soort``.
        verzekeringen: ``verzekerde_id``, ``uzovi``, ``polis``, ``begindatum``,
            ``einddatum``.
        tarief: Table ``Tarief``, from which the components up to 2014 are taken.

    Returns:
        The dbc lines in the order of ``grouped``, those up to 2014 first, then the
        overige zorgproducten in theirs.

    Raises:
        CallError: A table lacks a column, or holds no days where they should stand.
        InputFileError: Its verzekerde_id is no text, nor a whole number.

    Source: docs/decisions.md 22; Regeling msz NR/CU-263 art. 32.1,
    32.6, 33.1, 33a.6 and 40.
    """
    require_columns(grouped, pl.Schema(Grouped), "grouped", *_OF_GROUPED)
    if ozp is not None:
        require_columns(ozp, pl.Schema(Ozp), "ozp", *_OF_OZP)
    if tarief is not None:
        require_columns(tarief, pl.Schema(Tarief), "tarief", *_OF_TARIEF)
    gelezen = read_gegevens(subtrajecten)
    verzekeringen, of_insurance = days_of_moments(verzekeringen, "verzekeringen")
    require_columns(verzekeringen, pl.Schema(Verzekeringen), "verzekeringen")
    verzekeringen = with_text_key(verzekeringen, "verzekerde_id", "verzekeringen")
    ozp, of_ozp = (None, ()) if ozp is None else days_of_moments(ozp, "ozp")
    dbc, without = _by_component(_dbc_regels(grouped, gelezen), tarief)
    regels = pl.concat([dbc, _ozp_regels(ozp, gelezen)], how="diagonal")
    unknown = regels.filter(pl.col("ontvanger_is_onbekend").is_null())
    no_aanspraak = regels.filter("aanspraak_is_onbekend")
    regels = regels.with_columns(
        pl.coalesce("verzekerde_id_ontvanger", "verzekerde_id").alias("verzekerde_id"),
        pl.col("ontvanger_is_onbekend").fill_null(value=False),
    )
    regels, uninsured = with_verzekeraar(regels, verzekeringen)
    findings = [
        make_findings(unknown, SUBTRAJECT_ONBEKEND),
        make_findings(no_aanspraak, AANSPRAAK_ONBEKEND),
        uninsured,
        without,
    ]
    return RegelResult(
        _conformed(regels),
        RegelFindings.validate(pl.concat(findings), cast=True),
        (*gelezen.notices, *of_insurance, *of_ozp),
    )


def _with_gegevens(
    billable: pl.DataFrame, gegevens: Gegevens, *own: str
) -> pl.DataFrame:
    """Lines with what they take over, but for the columns that they have of their own.

    A line whose subtraject is not known has null for all of it.
    """
    sleutel = sleutel_van(billable)
    return billable.join(
        gegevens.per(sleutel).drop("afsluitreden_code", *own),
        on=sleutel,
        how="left",
        validate="m:1",
        maintain_order="left",
    )


def _dbc_regels(grouped: pl.DataFrame, gegevens: Gegevens) -> pl.DataFrame:
    billable = grouped.filter(
        pl.col("declaratiecode").is_not_null() & ~pl.col("is_trial")
    ).select(
        *sleutel_kolommen(grouped),
        pl.col("zorgproduct_code", "aanspraak_toegepast").cast(pl.String),
        pl.col("declaratiecode").cast(pl.String).alias("prestatiecode"),
        pl.col("is_uitval").cast(pl.Boolean),
    )
    billable = _with_regel_id(billable, *sleutel_van(grouped), "prestatiecode")
    return _with_gegevens(billable, gegevens).with_columns(
        pl.lit(DUIZEND_M, pl.Int64).alias("aantal_m"),
        pl.lit("INTEGRAAL").alias("component"),
    )


def _by_component(
    dbc: pl.DataFrame, tarief: pl.DataFrame | None
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Split dbc lines opened up to 2014 by the components of their tariff.

    Rows of the table whose specialisme_poort is empty are for all (docs/rules.md).
    """
    is_old = per_component().fill_null(value=False)
    old, integral = dbc.filter(is_old), dbc.filter(~is_old)
    if old.is_empty():
        return dbc, RegelFindings.create_empty()
    table = Tarief.create_empty() if tarief is None else tarief
    components = table.filter(pl.col("component") != "INTEGRAAL").select(
        "prestatiecode",
        pl.col("component").cast(pl.String),
        "soort_honorarium",
        "specialisme_uitvoerder_code",
        pl.col("specialisme_poort_code").alias("tarief_poort"),
        pl.col("begindatum").alias("tarief_begin"),
        pl.col("einddatum").alias("tarief_eind"),
    )
    poort = pl.col("tarief_poort")
    split = (
        old.drop("component")
        .join(components, on="prestatiecode", maintain_order="left_right")
        .filter(
            pl.col("tarief_begin") <= pl.col("begindatum"),
            (pl.col("begindatum") <= pl.col("tarief_eind")).fill_null(value=True),
            poort.is_null() | (poort == pl.col("specialisme_code")),
        )
        .drop("tarief_begin", "tarief_eind", "tarief_poort")
        .unique(["regel_id", *_COMPONENT], maintain_order=True)
    )
    unsplit = old.join(split, on="regel_id", how="anti", maintain_order="left")
    split = _with_regel_id(
        split,
        "regel_id",
        "component",
        "specialisme_uitvoerder_code",
        "soort_honorarium",
    )
    lines = pl.concat([split, unsplit, integral], how="diagonal")
    return lines, make_findings(unsplit, GEEN_COMPONENTEN)


def _ozp_regels(ozp: pl.DataFrame | None, gegevens: Gegevens) -> pl.DataFrame:
    if ozp is None:
        return pl.DataFrame(schema={"regel_id": pl.String})
    billable = ozp.filter(pl.col("is_declarabel") & ~pl.col("is_trial")).select(
        *sleutel_kolommen(ozp),
        pl.col("zorgproduct_code").cast(pl.String),
        pl.col("declaratiecode").cast(pl.String).alias("prestatiecode"),
        (pl.col("aantal").cast(pl.Int64) * DUIZEND_M).alias("aantal_m"),
        pl.col("uitvoerdatum").cast(pl.Date),
        pl.col("aanvrager_soort", "hoofdsubtraject_nummer").cast(pl.String),
    )
    billable = _with_regel_id(
        billable, *sleutel_van(ozp), "prestatiecode", "uitvoerdatum"
    )
    return (
        _with_gegevens(billable, gegevens, "aanvrager_soort")
        .with_columns(
            pl.col("uitvoerdatum").alias("begindatum"),
            pl.col("uitvoerdatum").alias("einddatum"),
            pl.lit("INTEGRAAL").alias("component"),
            # An add-on IC names the subtraject that it supports (NR/CU-263 art. 33a.6).
            pl.coalesce("hoofdsubtraject_nummer", "subtraject_nummer").alias(
                "subtraject_nummer"
            ),
        )
        .drop("uitvoerdatum")
    )


def _with_regel_id(regels: pl.DataFrame, *parts: str) -> pl.DataFrame:
    """Add ``regel_id`` of these columns, with ``#2`` and so on behind a second bearer.

    An overig zorgproduct that two kinds of aanvrager asked for on one day has two rows.
    """
    regels = regels.with_columns(
        pl.concat_str(parts, separator="/", ignore_nulls=True).alias("regel_id")
    )
    if regels["regel_id"].n_unique() == regels.height:
        return regels
    bearer = pl.int_range(1, pl.len() + 1).over("regel_id")
    return regels.with_columns(
        pl.when(bearer > 1)
        .then(pl.format("{}#{}", "regel_id", bearer))
        .otherwise("regel_id")
        .alias("regel_id")
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
