"""Does a permission of the register fit the care that needs one?

The register is table ``machtigingen``: a row per code that was permitted. A field that
is empty there limits nothing. A permission of another insurer is compared like one's
own: it is to be honoured (M04).

UNSOURCED[machtiging-status]: the words of ``status``: TOEGEKEND or empty is in force,
INGETROKKEN and VERVALLEN are no more, AFGEWEZEN never was, AANGEVRAAGD is not decided;
of another word nothing is known.

Dutch terms: machtiging (prior permission), behoefte (care that needs one).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.toestemming import MACHTIGINGEN, TOEGEKEND
from declarations.registers.schema.personen import Machtigingen

AANGEVRAAGD: Final = "AANGEVRAAGD"
_VERVALLEN: Final = ["INGETROKKEN", "VERVALLEN"]
_AFGEWEZEN: Final = "AFGEWEZEN"

ANDERE_VERZEKERDE, ANDERE_CODE, ANDERE_INSTELLING, ANDERE_DIAGNOSE = 1, 2, 3, 4
INGETROKKEN, BUITEN_PERIODE, ONBESLIST, PAST = 5, 6, 7, 8
"""What keeps a permission from fitting, in the order in which it is looked at."""

BEHOEFTE = pl.Schema(
    {
        "prestatie": pl.UInt32(),
        "code": pl.String(),
        "dag": pl.Date(),
        "aantal": pl.Int64(),
        "grond": pl.String(),
    }
)
"""Care that needs a permission: a code on a day, and which rule asks it."""


def with_line(levering: Levering, behoeften: pl.DataFrame) -> pl.DataFrame:
    """Care with the fields of its line that a permission is compared with."""
    lines = levering.prestaties.select(
        *("bestand_nr", "record", "prestatie", "persoon", "verzekerde_id"),
        *("instelling", "uzovi", "r0406", "r0410", "r0411", "r0414"),
        specialisme=pl.col("r0439").str.zfill(4),
        diagnose=pl.col("r0431").str.zfill(4),
    )
    return behoeften.join(
        lines, on="prestatie", how="inner", validate="m:1", maintain_order="left"
    )


def by_number(levering: Levering, behoeften: pl.DataFrame) -> pl.DataFrame:
    """The permission of the number in 0406 that fits each row of care best.

    Returns:
        The rows of care (``with_line``) that name a number, with ``past`` (1 to 8; null
        where the register has no such number) and the permission's own columns, which
        begin with ``m_``.
    """
    asked = behoeften.filter(pl.col("r0406").is_not_null()).with_row_index("_rij")
    table = _table(levering).filter(pl.col("m_nummer").is_not_null())
    met = asked.join(table, left_on="r0406", right_on="_nummer", how="left")
    return _best(met).drop("_rij")


def by_person(levering: Levering, behoeften: pl.DataFrame) -> pl.DataFrame:
    """The permission of the insured person that fits each row of care best.

    Returns:
        As ``by_number``, of care for whose person there is a permission of the code.
    """
    asked = behoeften.with_row_index("_rij")
    met = asked.join(
        _table(levering), left_on="verzekerde_id", right_on="_verzekerde", how="inner"
    )
    return _best(met).filter(pl.col("past") > ANDERE_CODE).drop("_rij")


def has_permission(levering: Levering, behoeften: pl.DataFrame) -> pl.Series:
    """``prestatie`` of lines whose person has a permission that fits all their care."""
    found = by_person(levering, behoeften).filter(pl.col("past") == PAST)
    of_line = behoeften.group_by("prestatie").len("alle")
    fits = found.group_by("prestatie").len("goed").join(of_line, on="prestatie")
    return fits.filter(pl.col("goed") == pl.col("alle"))["prestatie"]


def _table(levering: Levering) -> pl.DataFrame:
    table = levering.registers.get(MACHTIGINGEN)
    if table is None:
        table = pl.DataFrame(schema=pl.Schema(Machtigingen))
    return (
        table.select(pl.col(Machtigingen.column_names()).name.prefix("m_"))
        .with_row_index("m_rij")
        .with_columns(
            _nummer="m_nummer",
            _verzekerde="m_verzekerde_id",
            m_specialisme_code=pl.col("m_specialisme_code").str.zfill(4),
            m_diagnose_code=pl.col("m_diagnose_code").str.zfill(4),
        )
    )


def _best(met: pl.DataFrame) -> pl.DataFrame:
    rows = met.with_columns(past=_fit())
    return rows.sort("_rij", "past", "m_rij", descending=[False, True, False]).unique(
        "_rij", keep="first", maintain_order=True
    )


def _fit() -> pl.Expr:
    """What keeps a permission from fitting; ``PAST`` for nothing."""
    status = pl.col("m_status")
    own_code = [pl.col("m_code") == pl.col(name) for name in ("code", "r0410", "r0414")]
    other_code = ~pl.any_horizontal(each.fill_null(value=False) for each in own_code)
    before = pl.col("dag") < pl.col("m_begindatum")
    after = pl.col("dag") > pl.col("m_einddatum")
    undecided = status.is_not_null() & (status != TOEGEKEND)
    unknown = pl.col("dag").is_null() | (
        pl.col("m_verzekerde_id").is_not_null() & pl.col("verzekerde_id").is_null()
    )
    steps = {
        ANDERE_VERZEKERDE: pl.col("m_verzekerde_id") != pl.col("verzekerde_id"),
        # A line that no rule asks a permission of has no code to compare.
        ANDERE_CODE: pl.col("code").is_not_null()
        & pl.col("m_code").is_not_null()
        & other_code,
        ANDERE_INSTELLING: pl.col("m_zorginstelling_code") != pl.col("instelling"),
        ANDERE_DIAGNOSE: _differs("specialisme") | _differs("diagnose"),
        INGETROKKEN: status.is_in([*_VERVALLEN, _AFGEWEZEN]),
        BUITEN_PERIODE: before.fill_null(value=False) | after.fill_null(value=False),
        ONBESLIST: undecided | unknown,
    }
    fit = pl.lit(PAST)
    for step, stops in reversed(steps.items()):
        fit = pl.when(stops.fill_null(value=False)).then(step).otherwise(fit)
    return pl.when(pl.col("m_rij").is_not_null()).then(fit)


def _differs(name: str) -> pl.Expr:
    return (pl.col(f"m_{name}_code") != pl.col(name)).fill_null(value=False)
