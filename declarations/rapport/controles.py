"""How every check of the catalogue went: counts, cents at risk, seconds."""

import polars as pl

from declarations.besluit.besluiten import Besluiten
from declarations.checks.catalogus.catalogus import catalogus
from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import FAALT, FOUT, NIET_BEOORDEELBAAR
from declarations.checks.running import Gedaan

CONTROLES = pl.Schema(
    {
        "check_id": pl.String(),
        "voldoet": pl.Int64(),
        "faalt": pl.Int64(),
        "niet_beoordeelbaar": pl.Int64(),
        "fout": pl.Int64(),
        "reden": pl.String(),
        "risico_cent": pl.Int64(),
        "seconden": pl.Float64(),
    }
)


def controles(
    levering: Levering, besluiten: Besluiten, gedaan: list[Gedaan]
) -> pl.DataFrame:
    """The rows of ``controles``, one per check of the catalogue, in its order.

    Failures that another check implies are not counted, nor are they passes. A gap of
    the whole run counts its rows as not evaluable. ``risico_cent`` is what the check
    alone takes from the lines that it hits: all of them where it refuses, the rest of a
    06 where it reduces, nothing where it only signals.
    """
    told = {
        (check, outcome): number
        for check, outcome, number in besluiten.bevindingen.group_by(
            "check_id", "uitkomst"
        )
        .len()
        .iter_rows()
    }
    at_risk = dict(risk_by_check(besluiten).iter_rows())
    run = {each.check.check_id: each for each in gedaan}
    rows = []
    for check_id in catalogus():
        each = run.get(check_id)
        voldoet, unjudged, reden = 0, told.get((check_id, NIET_BEOORDEELBAAR), 0), ""
        if each is None:
            reden = "uit: zie --checks"
        elif each.oordeel is None:
            reden = each.fout
        elif each.oordeel.reden:
            reden = each.oordeel.reden
            unjudged += each.oordeel.beoordeeld - each.oordeel.bevindingen.height
        else:
            voldoet = each.oordeel.beoordeeld - each.oordeel.bevindingen.height
        rows.append(
            (
                check_id,
                voldoet,
                told.get((check_id, FAALT), 0),
                unjudged,
                told.get((check_id, FOUT), 0),
                reden,
                at_risk.get(check_id, 0),
                round(each.seconden, 3) if each else 0.0,
            )
        )
    return pl.DataFrame(rows, schema=CONTROLES, orient="row")


def risk_by_check(besluiten: Besluiten) -> pl.DataFrame:
    """``check_id, risico_cent``: what each check alone takes from what was claimed."""
    found = besluiten.bevindingen.filter(pl.col("uitkomst") == FAALT)
    refused = found.filter(pl.col("gevolg").is_in(["RJF", "RJ"]))
    lines = (
        besluiten.geraakt.join(refused.select("nummer", "check_id"), on="nummer")
        .join(besluiten.vrijgegeven, on=["nummer", "prestatie"], how="anti")
        .unique(["check_id", "prestatie"])
        .join(besluiten.regels, on="prestatie")
        .select("check_id", risico_cent="gedeclareerd_cent")
    )
    reduced = (
        found.filter(pl.col("gevolg") == "RED")
        .group_by("check_id", "bestand_nr", "record")
        .agg(_most=pl.col("toegestaan_cent").min())
        .join(
            besluiten.tarieven.select("bestand_nr", "record", "gedeclareerd_cent"),
            on=["bestand_nr", "record"],
        )
        .select(
            "check_id",
            risico_cent=(pl.col("gedeclareerd_cent") - pl.col("_most")).clip(
                lower_bound=0
            ),
        )
    )
    return (
        pl.concat([lines, reduced])
        .group_by("check_id")
        .agg(pl.col("risico_cent").sum())
    )
