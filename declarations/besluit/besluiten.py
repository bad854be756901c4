"""What every line gets: besluit, allowed amount and what is at risk.

Source: docs/decisions.md 46. All amounts are cents with the sign
of their D/C; a credit is negative.
"""

from dataclasses import dataclass

import polars as pl

from declarations.berichten.zh308.velden import signed
from declarations.besluit.bereik import lines_hit, located
from declarations.besluit.dominantie import without_implied
from declarations.besluit.gevolgen import Gevolgen
from declarations.besluit.vrijgaven import released_lines
from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import (
    BEVINDING,
    FAALT,
    FOUT,
    NIET_BEOORDEELBAAR,
    fails,
)
from declarations.checks.running import Gedaan

VOLLEDIG, DEELS, GEWEIGERD, NIET_BEOORDEELD = (
    "VOLLEDIG",
    "DEELS",
    "GEWEIGERD",
    "NIET_BEOORDEELD",
)
BESLUIT = pl.Enum([VOLLEDIG, DEELS, GEWEIGERD, NIET_BEOORDEELD])


@dataclass(frozen=True)
class Besluiten:
    """The verdicts of a run.

    Attributes:
        bevindingen: Located findings that are told, with ``nummer``, ``check_id`` and
            the consequence that holds; of a released one SIG, with who released it.
        regels: A row per prestatie, in order: ``prestatie, besluit, gedeclareerd_cent,
            toegestaan_cent, risico_cent, signaal_cent``.
        tarieven: A row per 06 that stands under a prestatie: ``bestand_nr, record,
            prestatie, gedeclareerd_cent, toegestaan_cent``.
        geraakt: ``nummer, prestatie``: the lines that each finding hits.
        vrijgegeven: ``nummer, prestatie, wie, datum, reden``: what was released.
    """

    bevindingen: pl.DataFrame
    regels: pl.DataFrame
    tarieven: pl.DataFrame
    geraakt: pl.DataFrame
    vrijgegeven: pl.DataFrame


def decide(
    levering: Levering,
    gedaan: list[Gedaan],
    gevolgen: Gevolgen,
    vrijgaven: pl.DataFrame | None = None,
) -> Besluiten:
    """Decide on every line from what the checks found.

    The allowed amount is the lowest that a failed check allows, never above what is
    claimed. A file that is refused (RJF) leaves all of its lines not judged and unpaid,
    whichever record the finding stands at; so do a check that broke and a gap in a
    check that is set ``verplicht`` the lines they hit. A refusal of the line itself
    stands all the same.
    """
    found = _all_findings(levering, gedaan)
    found = located(levering, found)
    found = gevolgen.applied(without_implied(found)).with_row_index("nummer")
    hit = lines_hit(levering, found)
    named = hit.join(found.select("nummer", "check_id"), on="nummer")
    released = released_lines(levering, named, vrijgaven)
    found = _without_consequence(found, hit, released)
    standing = hit.join(released, on=["nummer", "prestatie"], how="anti").join(
        found.select("nummer", "bestand_nr", "record", *_CONSEQUENCE), on="nummer"
    )
    tarieven = _amounts(levering, standing)
    return Besluiten(
        bevindingen=found,
        regels=_lines(
            levering,
            standing,
            tarieven,
            held_back=_held_back(gedaan, gevolgen),
            # What a person let pass stays as a signal.
            signalled=released.join(
                found.filter(pl.col("uitkomst") == FAALT), on="nummer", how="semi"
            )["prestatie"],
        ),
        tarieven=tarieven,
        geraakt=hit,
        vrijgegeven=released,
    )


_CONSEQUENCE = ("uitkomst", "gevolg", "toegestaan_cent", "verplicht")


def refused(besluiten: Besluiten) -> pl.Series:
    """The prestaties of which nothing is paid: refused, or not judged."""
    unpaid = pl.col("besluit").is_in([GEWEIGERD, NIET_BEOORDEELD])
    return besluiten.regels.filter(unpaid)["prestatie"]


def _all_findings(levering: Levering, gedaan: list[Gedaan]) -> pl.DataFrame:
    """The findings of all checks in one frame; a broken one has one per file."""
    parts = [pl.DataFrame(schema={"check_id": pl.String, **BEVINDING})]
    for each in gedaan:
        if each.oordeel is not None:
            found = each.oordeel.bevindingen
        else:
            found = _broken(levering, each)
        parts.append(
            found.select(pl.lit(each.check.check_id).alias("check_id"), pl.all())
        )
    order = pl.Enum([each.check.check_id for each in gedaan])
    return (
        pl.concat(parts)
        .with_columns(_order=pl.col("check_id").cast(order).to_physical())
        .sort("bestand_nr", "record", "_order", maintain_order=True)
        .drop("_order")
    )


def _broken(levering: Levering, each: Gedaan) -> pl.DataFrame:
    rows = levering.voorloop.select(
        "bestand_nr",
        "record",
        uitkomst=pl.lit(FOUT),
        verwacht=pl.lit(each.fout),
    )
    return fails(rows, rows.height).bevindingen


def _without_consequence(
    found: pl.DataFrame, hit: pl.DataFrame, released: pl.DataFrame
) -> pl.DataFrame:
    """Findings of which every line was released lead to a signal only."""
    left = hit.join(released, on=["nummer", "prestatie"], how="anti")
    whole = released.join(left, on="nummer", how="anti")
    told = whole.group_by("nummer").agg(
        vrijgegeven=pl.format(
            "vrijgegeven door {} op {}: {}",
            pl.col("wie").first(),
            pl.col("datum").first().dt.to_string("%Y-%m-%d"),
            pl.col("reden").first(),
        )
    )
    is_released = pl.col("vrijgegeven").is_not_null()
    return found.join(
        told, on="nummer", how="left", maintain_order="left"
    ).with_columns(
        gevolg=pl.when(is_released)
        .then(pl.lit("SIG").cast(found.schema["gevolg"]))
        .otherwise("gevolg")
    )


def _amounts(levering: Levering, standing: pl.DataFrame) -> pl.DataFrame:
    """What is left of each 06 by the reductions that name it."""
    lowered = (
        standing.filter((pl.col("uitkomst") == FAALT) & (pl.col("gevolg") == "RED"))
        .group_by("bestand_nr", "record")
        .agg(_most=pl.col("toegestaan_cent").min())
    )
    claimed = signed("r0620", "r0621")
    rows = (
        levering.tarieven.filter(pl.col("prestatie").is_not_null())
        .select(
            "bestand_nr",
            "record",
            "prestatie",
            gedeclareerd_cent=claimed.fill_null(0),
        )
        .join(lowered, on=["bestand_nr", "record"], how="left", maintain_order="left")
    )
    declared = pl.col("gedeclareerd_cent")
    return rows.with_columns(
        toegestaan_cent=pl.when(declared > 0)
        .then(pl.min_horizontal(declared, pl.col("_most").clip(lower_bound=0)))
        .otherwise(declared)
    ).drop("_most")


def _lines(
    levering: Levering,
    standing: pl.DataFrame,
    tarieven: pl.DataFrame,
    *,
    held_back: pl.Expr,
    signalled: pl.Series,
) -> pl.DataFrame:
    failed = pl.col("uitkomst") == FAALT
    missing = pl.col("uitkomst") == NIET_BEOORDEELBAAR
    files = standing.filter(failed & (pl.col("gevolg") == "RJF"))["bestand_nr"].unique()
    per_line = standing.group_by("prestatie").agg(
        _refused=(failed & (pl.col("gevolg") == "RJ")).any(),
        _unknown=((pl.col("uitkomst") == FOUT) | (missing & pl.col("verplicht"))).any(),
        _signal=(failed & pl.col("gevolg").is_in(["REC", "SIG"])).any(),
    )
    amounts = tarieven.group_by("prestatie").agg(
        pl.col("gedeclareerd_cent").sum(), pl.col("toegestaan_cent").sum()
    )
    flags = ["_refused", "_unknown", "_signal"]
    rows = (
        levering.prestaties.select(
            "prestatie", "uzovi", _file=pl.col("bestand_nr").is_in(files.implode())
        )
        .join(amounts, on="prestatie", how="left", maintain_order="left")
        .join(per_line, on="prestatie", how="left", maintain_order="left")
        .with_columns(
            pl.col("gedeclareerd_cent", "toegestaan_cent").fill_null(0),
            pl.col(flags).fill_null(value=False),
        )
        .with_columns(
            _unknown=pl.col("_unknown") | held_back,
            _signal=pl.col("_signal") | pl.col("prestatie").is_in(signalled.implode()),
        )
    )
    besluit = (
        pl.when("_file")
        .then(pl.lit(NIET_BEOORDEELD))
        .when("_refused")
        .then(pl.lit(GEWEIGERD))
        .when("_unknown")
        .then(pl.lit(NIET_BEOORDEELD))
        .when(pl.col("toegestaan_cent") != pl.col("gedeclareerd_cent"))
        .then(pl.lit(DEELS))
        .otherwise(pl.lit(VOLLEDIG))
    )
    is_paid = pl.col("besluit").is_in([VOLLEDIG, DEELS])
    return (
        rows.with_columns(besluit=besluit.cast(BESLUIT))
        .with_columns(
            toegestaan_cent=pl.when(is_paid).then("toegestaan_cent").otherwise(0)
        )
        .select(
            "prestatie",
            "besluit",
            "gedeclareerd_cent",
            "toegestaan_cent",
            risico_cent=pl.col("gedeclareerd_cent") - pl.col("toegestaan_cent"),
            signaal_cent=pl.when(is_paid & pl.col("_signal"))
            .then("gedeclareerd_cent")
            .otherwise(0),
        )
    )


def _held_back(gedaan: list[Gedaan], gevolgen: Gevolgen) -> pl.Expr:
    """Whether a check that must be judged could not be, for the whole run."""
    gaps = [
        each.check.check_id
        for each in gedaan
        if each.oordeel is not None and each.oordeel.reden
    ]
    rows = gevolgen.keuzes.filter(pl.col("verplicht") & pl.col("check_id").is_in(gaps))
    of_all = rows["uzovi"].null_count() > 0
    return pl.lit(of_all) | pl.col("uzovi").is_in(rows["uzovi"].drop_nulls().to_list())
