"""Which treatments, as insurers buy them, does a prestatie have?

A treatment (behandeling) is known by the codeverzameling of its name: declaratiecodes,
zorgproducten and zorgactiviteiten as they stand, a diagnosis as the NZa writes it with
its specialisme (0303.318, DiagnoseAttribuutCode of the Referenties). An activity counts
on its own day, what else on that of 0411.

A treatment that shows in an activity alone is not known where the profile does not show
it: nothing is said of such a line.
"""

import polars as pl

from declarations.checks.feiten.activiteiten import activiteiten
from declarations.checks.feiten.levering import Levering
from declarations.checks.gemis import codeverzameling
from declarations.checks.oordeel import Oordeel, not_evaluable, together
from declarations.registers.geldigheid import holds_on

TABELLEN = ("inkoop", "inkoopbeleid", "polisuitsluiting")
"""Tables that name treatments."""

_TOLD = 3


def behandelingen(levering: Levering) -> pl.DataFrame:
    """A row per debit and treatment: ``prestatie, behandeling``; ask it by ``once``."""
    codes = _codes(levering)
    asked = _codes_of_lines(levering, codes)
    return (
        asked.join(codes, on="code")
        .filter(holds_on(pl.col("dag")))
        .select("prestatie", "behandeling")
        .unique()
        .sort("prestatie", "behandeling")
    )


def regels_met(levering: Levering, namen: pl.Series) -> pl.DataFrame:
    """The debits that have some treatments, a row for each, with what is asked of them.

    Args:
        levering: The delivery.
        namen: The treatments.
    """
    met = levering.once(behandelingen).filter(
        pl.col("behandeling").is_in(namen.implode())
    )
    lines = levering.prestaties.select(
        *("prestatie", "bestand_nr", "record", "verzekerde_id", "uzovi", "instelling"),
        *("r0410", "r0411", "r0421"),
    )
    return met.join(lines, on="prestatie", how="left", maintain_order="left")


def per_prestatie(rows: pl.DataFrame, **columns: pl.Expr) -> pl.DataFrame:
    """One row a prestatie of rows per treatment, with columns that sum them up."""
    return rows.group_by("prestatie", "bestand_nr", "record", maintain_order=True).agg(
        **columns
    )


def with_unknown(levering: Levering, own: Oordeel, namen: pl.Series) -> Oordeel:
    """An Oordeel that says of which of its treatments no codes are known."""
    table = levering.registers.get("codeverzameling")
    known = pl.Series(dtype=pl.String) if table is None else table["naam"]
    absent = namen.filter(~namen.is_in(known.unique().implode())).unique().sort()
    if absent.is_empty():
        return own
    told = ", ".join(absent.head(_TOLD))
    rest = len(absent) - _TOLD
    more = f" en {rest} andere" if rest > 0 else ""
    return together(own, not_evaluable(0, codeverzameling(told) + more))


def _codes(levering: Levering) -> pl.DataFrame:
    """Codes of every treatment that a table names."""
    registers = levering.registers
    tables = [table for naam in TABELLEN if (table := registers.get(naam)) is not None]
    names = [table["behandeling"] for table in tables]
    sets = registers.get("codeverzameling")
    if sets is None or not names:
        return pl.DataFrame(schema=_CODES)
    every = pl.concat(names).drop_nulls().unique()
    return sets.filter(pl.col("naam").is_in(every.implode())).select(
        "begindatum",
        "einddatum",
        behandeling="naam",
        code=pl.when(pl.col("code").str.contains(".", literal=True))
        .then(_normal(pl.col("code")))
        .otherwise("code"),
    )


def _codes_of_lines(levering: Levering, codes: pl.DataFrame) -> pl.DataFrame:
    """Codes of the debits as far as a treatment has them: ``prestatie, code, dag``."""
    lines = levering.prestaties.lazy().filter(~pl.col("is_credit"))
    diagnose = pl.col("r0439") + "." + pl.col("r0431")
    named = [pl.col("r0410"), pl.col("r0414"), _normal(diagnose)]
    wanted = codes.lazy().select("code").unique()
    parts = [
        lines.select("prestatie", code=code, dag="r0411").join(
            wanted, on="code", how="semi"
        )
        for code in named
    ]
    done = (
        levering.once(activiteiten)
        .lazy()
        .select("prestatie", "code", "dag")
        .join(wanted, on="code", how="semi")
        .join(lines.select("prestatie"), on="prestatie", how="semi")
    )
    return pl.concat([*parts, done]).collect()


def _normal(code: pl.Expr) -> pl.Expr:
    """Specialisme and diagnose both of four positions."""
    parts = code.str.splitn(".", 2)
    return (
        parts.struct.field("field_0").str.zfill(4)
        + "."
        + parts.struct.field("field_1").str.zfill(4)
    )


_CODES = {
    "begindatum": pl.Date,
    "einddatum": pl.Date,
    "behandeling": pl.String,
    "code": pl.String,
}
