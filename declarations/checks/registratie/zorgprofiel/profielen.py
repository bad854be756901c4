"""Which activities do the complete profiles have, of this delivery and before?

Only what a rule of registration asks for is kept: the codes of its sets and those of an
operation or a stay. Corrections are netted as they are for the grouper: a code whose
counts in a subtraject come to zero or less is absent, as is one on such a day.

Source: zorgprofielklasse 3 is a day of stay and 5 an operation (table ZorgActiviteiten
of RZ17a).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.afleiding.herafleiding import ACTIVITEIT
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import eigen_lijnen, in_order, lijnen
from declarations.registers.codeverzamelingen import is_in_set
from grouper.compiled.rows_on_day import rows_on

VERBLIJF: Final = 3
OPERATIE: Final = 5

_LIJN: Final = (
    "lijn",
    "prestatie",
    "is_drager",
    "dossier",
    "specialisme",
    "zorgtype",
)

DOSSIERDAG: Final = ("dossier", "dag")
"""What stands for one person in one institution on one day."""

SPECIALISTDAG: Final = (*DOSSIERDAG, "specialisme")


def dossiers(levering: Levering) -> pl.DataFrame:
    """Per line (``lijn``) its ``dossier``: a number of person and institution."""
    lines = levering.once(lijnen)
    key = ["persoon", "instelling"]
    numbers = lines.select(key).unique().with_row_index("dossier")
    return (
        lines.select("lijn", *key)
        .join(
            numbers,
            on=key,
            how="left",
            validate="m:1",
            nulls_equal=True,
            maintain_order="left",
        )
        .select("lijn", "dossier")
    )


def lijnactiviteiten(levering: Levering) -> pl.DataFrame:
    """Activities that the rules ask for, a row per line, code and day; by ``once``.

    Of the line ``lijn``, ``prestatie`` (null for the history), ``dossier``,
    ``specialisme`` and ``zorgtype``; of the activity ``code``, ``dag``, ``aantal``,
    ``zorgprofielklasse`` on that day and ``is_covered``, whether a release is meant for
    it. Of lines of one subtraject only one is ``is_drager``, so that what was declared
    twice is not taken for done twice.
    """
    wanted = pl.col("zorgactiviteit_code").is_in(_wanted_codes(levering).implode())
    lines = _dragers(levering.once(lijnen)).join(
        levering.once(dossiers), on="lijn", validate="1:1", maintain_order="left"
    )
    own = lines.filter(pl.col("prestatie").is_not_null())
    columns = ["zorgactiviteit_code", "uitvoerdatum", "aantal"]
    found = [
        _profiel(levering)
        .filter(wanted)
        .join(own.select(_LIJN), on="prestatie", maintain_order="left")
        .select(*_LIJN, *columns),
    ]
    earlier = lines.filter(pl.col("prestatie").is_null())
    if levering.zorgprofiel is not None and not earlier.is_empty():
        older = levering.zorgprofiel.filter(wanted).join(
            earlier,
            left_on=["zorginstelling_code", "subtraject_nummer"],
            right_on=["instelling", "subtraject"],
            maintain_order="left",
        )
        found.append(older.select(*_LIJN, *columns))
    rows = _netted(
        pl.concat(found).rename({"zorgactiviteit_code": "code", "uitvoerdatum": "dag"})
    )
    looked_up = rows_on(
        levering.releases,
        "zorgactiviteiten",
        rows.select("dag", zorgactiviteit_code="code"),
        columns=["zorgprofielklasse"] if levering.releases else (),
    ).drop("is_valid")
    return pl.concat([rows, looked_up], how="horizontal")


def with_line(levering: Levering, rows: pl.DataFrame, *columns: str) -> pl.DataFrame:
    """Activities with more columns of their line."""
    lines = levering.once(lijnen).select("lijn", *columns)
    return rows.join(
        lines, on="lijn", how="left", validate="m:1", maintain_order="left"
    )


def of_set(levering: Levering, *namen: str) -> pl.DataFrame:
    """Activities of a set of codes on their day, of one line a subtraject."""
    rows = levering.once(lijnactiviteiten).filter("is_drager")
    inside = pl.repeat(value=False, n=rows.height, dtype=pl.Boolean, eager=True)
    for naam in namen:
        inside |= is_in_set(levering.registers, rows, naam, code="code", dag="dag")
    return rows.filter(inside)


def without_profile(levering: Levering) -> pl.DataFrame:
    """Dbc's of ``lijnen`` without a complete profile."""
    lines = levering.once(lijnen).filter(pl.col("zorgproduct").is_not_null())
    if levering.zorgprofiel is None:
        return lines
    named = levering.zorgprofiel.select(
        instelling="zorginstelling_code", subtraject="subtraject_nummer"
    ).unique()
    return lines.join(named, on=["instelling", "subtraject"], how="anti")


def unprofiled(levering: Levering) -> pl.DataFrame:
    """``prestatie`` beside which a dbc of the person has no profile; by ``once``.

    What another dbc of the same institution in the same days holds is not known then.
    """
    own = eigen_lijnen(levering).filter(pl.col("zorgproduct").is_not_null())
    others = without_profile(levering).select(
        "persoon", "instelling", ander="lijn", van="begin", tot="eind"
    )
    return (
        own.join(others, on=["persoon", "instelling"])
        .filter(
            pl.col("ander") != pl.col("lijn"),
            pl.col("van") <= pl.col("eind"),
            pl.col("tot") >= pl.col("begin"),
        )
        .select(pl.col("prestatie").unique())
    )


def lacking(rows: pl.DataFrame, lacks: str) -> pl.DataFrame:
    """Dbc's of the delivery among rows, with what they lack (``judge_profiles``)."""
    return rows.select(pl.col("prestatie").unique().drop_nulls(), lacks=pl.lit(lacks))


def unsure_beside(levering: Levering, rows: pl.DataFrame) -> pl.DataFrame:
    """Dbc's of activities that may meet others in a profile that is not there."""
    mine = rows.join(levering.once(unprofiled), on="prestatie", how="semi")
    return lacking(mine, "zorgprofiel van een andere dbc")


def _profiel(levering: Levering) -> pl.DataFrame:
    if levering.profiel is not None:
        return levering.profiel
    return pl.DataFrame(schema=ACTIVITEIT)


def _wanted_codes(levering: Levering) -> pl.Series:
    sets = levering.registers.get("codeverzameling")
    parts = [pl.Series("code", [], dtype=pl.String)]
    if sets is not None:
        parts.append(sets["code"])
    for release in levering.releases:
        table = release.tables["zorgactiviteiten"]
        stays = table.filter(pl.col("zorgprofielklasse").is_in([VERBLIJF, OPERATIE]))
        parts.append(stays["zorgactiviteit_code"].alias("code"))
    return pl.concat(parts).unique()


def _dragers(lines: pl.DataFrame) -> pl.DataFrame:
    dbc = lines.filter(pl.col("zorgproduct").is_not_null())
    key = ["instelling", "subtraject"]
    is_double = pl.struct(key).is_duplicated() & pl.col("subtraject").is_not_null()
    double = in_order(dbc.filter(is_double))
    later = double.join(
        double.unique(key, keep="first", maintain_order=True), on="lijn", how="anti"
    )
    return dbc.with_columns(is_drager=~pl.col("lijn").is_in(later["lijn"].implode()))


def _netted(rows: pl.DataFrame) -> pl.DataFrame:
    # Few profiles hold corrections, and netting ten million rows takes seconds.
    if rows.is_empty() or rows["aantal"].min() > 0:  # type: ignore[operator]
        return rows
    day = rows.group_by("lijn", "code", "dag", maintain_order=True).agg(
        pl.col("aantal").sum(), pl.exclude("aantal").first()
    )
    present = pl.col("aantal").sum().over("lijn", "code") > 0
    return day.filter(present, pl.col("aantal") > 0).select(rows.columns)
