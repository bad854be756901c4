"""Judge lines by their codes of conditionally admitted care, a line at a time."""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import tabel
from declarations.checks.oordeel import GEVOLG, Oordeel, judge, not_evaluable
from declarations.checks.toelating.antwoorden import toelatingen


def judge_toelating(
    levering: Levering,
    about: pl.Expr,
    faalt: pl.Expr,
    *,
    lacks: pl.Expr,
    verwacht: pl.Expr,
    ontbreekt: pl.Expr | None = None,
    vereiste: str = "",
    gevolg: pl.Expr | None = None,
    rubriek: str | None = None,
    waarde: pl.Expr | None = None,
) -> Oordeel:
    """Judge each line by the code that fails, else by one that cannot be judged.

    Args:
        levering: The delivery.
        about: Which rows of ``toelatingen`` the check is about.
        faalt: Whether a row fails; null where that is not known.
        lacks: What lacks to know it.
        verwacht: What was expected.
        ontbreekt: Whether it cannot be judged; by default where ``faalt`` is null.
        vereiste: What ``vt_rule`` calls it; a severity there goes before the
            catalogue's.
        gevolg: Consequence of a row, before that severity.
        rubriek: The field that is wrong, where it is not that of the catalogue.
        waarde: What stands there; the code by default.
    """
    found = levering.once(toelatingen)
    if found is None:
        debits = levering.prestaties.filter(~pl.col("is_credit"))
        return not_evaluable(debits.height, tabel("vt_detection"))
    missing = faalt.is_null() if ontbreekt is None else ontbreekt
    rows = (
        _with_rules(levering, found, vereiste)
        .filter(about)
        .with_columns(_faalt=faalt.fill_null(value=False), _mist=missing)
        .sort("prestatie", ~pl.col("_faalt"), ~pl.col("_mist"), "vt_id", "code", "dag")
        .unique("prestatie", keep="first", maintain_order=True)
    )
    severity = pl.col("severity")
    return judge(
        rows,
        pl.col("_faalt"),
        ontbreekt=pl.col("_mist"),
        lacks=lacks,
        verwacht=verwacht,
        gevolg=severity if gevolg is None else pl.coalesce(gevolg, severity),
        rubriek=rubriek,
        waarde=pl.col("code") if waarde is None else waarde,
    )


def _with_rules(levering: Levering, rows: pl.DataFrame, vereiste: str) -> pl.DataFrame:
    """Add ``severity`` of a requirement, and whether a referral is required."""
    treatments = levering.registers.get("vt_treatment")
    rules = levering.registers.get("vt_rule")
    no_rule = pl.DataFrame(schema={"vt_id": pl.String, "severity": pl.String})
    no_treatment = {"vt_id": pl.String, "referral_required": pl.Boolean}
    if rules is not None:
        # Of two rows of one requirement the lightest: nobody is refused by a doubt.
        no_rule = (
            rules.filter(
                pl.col("requirement").cast(pl.String) == vereiste,
                pl.col("severity").is_in(GEVOLG.categories.implode()),
            )
            .with_columns(pl.col("severity").cast(GEVOLG))
            .group_by("vt_id")
            .agg(pl.col("severity").max().cast(pl.String))
        )
    asked = (
        pl.DataFrame(schema=no_treatment)
        if treatments is None
        else treatments.select(list(no_treatment)).unique(
            "vt_id", keep="first", maintain_order=True
        )
    )
    for known in (no_rule, asked):
        rows = rows.join(
            known, on="vt_id", how="left", validate="m:1", maintain_order="left"
        )
    return rows
