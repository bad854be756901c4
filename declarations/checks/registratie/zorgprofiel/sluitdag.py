"""Is a subtraject closed on the day that its care asks for? (R04, R05, R06)

With a stay 42 days after the last day of it, with an operation and no stay 42 days
after the last one, else 90 days (zorgtype 11) or 120 days (21) after the opening; never
later than the longest duration. A subtraject closed for another reason than these
(0418) has a closing day of its own: NR/CU-263 art. 19. One closed early for want of an
agreement has the day that these rules give, which is yet to come (art. 34.1c).

Source: NR/CU-263 art. 17 to 19 (2016). Geriatric rehabilitation has art. 19.11 alone.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import GRZ, REGULIER
from declarations.checks.formaat.prestatie import TERUGVAL
from declarations.checks.gemis import RELEASE
from declarations.checks.oordeel import Oordeel, not_evaluable
from declarations.checks.registratie.beoordeelbaar import (
    dbcs,
    gap_of_run,
    judge_debits,
    lacks_profile,
)
from declarations.checks.registratie.looptijd import with_looptijd
from declarations.checks.registratie.zorgprofiel.profielen import (
    OPERATIE,
    VERBLIJF,
    lijnactiviteiten,
)

NASLEEP: Final = 42
"""Days that a subtraject stays open after the last stay or operation."""

CONSERVATIEF: Final = {"11": 90, "21": 120}
"""Days after the opening on which care without either is closed, by zorgtype."""

ALGEMEEN: Final = ("04", "06", "08", "12", *TERUGVAL)
"""Reasons for closing by these rules (AfsluitRedenen)."""


def sluitdag_klinisch(levering: Levering) -> Oordeel:
    """R04: with a stay, 42 days after the last day of it."""
    return _judge(levering, _klinisch, _after("laatste_verblijf"))


def sluitdag_operatief(levering: Levering) -> Oordeel:
    """R05: with an operation and no stay, 42 days after the last one."""
    return _judge(levering, ~_klinisch & _operatief, _after("laatste_operatie"))


def sluitdag_conservatief(levering: Levering) -> Oordeel:
    """R06: with neither, 90 or 120 days after the opening."""
    days = pl.col("r0427").replace_strict(CONSERVATIEF, return_dtype=pl.Int32)
    after = pl.col("r0411") + pl.duration(days=days)
    return _judge(levering, ~_klinisch & ~_operatief, after)


_klinisch = pl.col("laatste_verblijf").is_not_null()
_operatief = pl.col("laatste_operatie").is_not_null()


def _after(day: str) -> pl.Expr:
    return pl.col(day) + pl.duration(days=NASLEEP)


def _judge(levering: Levering, about: pl.Expr, sluitdag: pl.Expr) -> Oordeel:
    reden = gap_of_run(levering, ())
    if reden:
        return not_evaluable(_of_zorgtypen(levering).height, reden)
    rows = levering.once(_seriele)
    # Without a profile nobody knows which of the three rules a dbc is about.
    rows = rows.filter(about | ~pl.col("has_profiel"))
    last = pl.col("r0411") + pl.duration(days="looptijd")
    expected = pl.min_horizontal(sluitdag, last)
    general = pl.col("r0418").is_in(list(ALGEMEEN)).fill_null(value=True)
    return judge_debits(
        levering,
        rows,
        pl.col("has_profiel") & general & (pl.col("r0412") != expected),
        ontbreekt=~pl.col("has_profiel") | pl.col("is_onbekend"),
        lacks=lacks_profile().fill_null(
            pl.when("is_onbekend")
            .then(pl.lit(RELEASE))
            .otherwise(pl.lit("rubriek 0412"))
        ),
        waarde=pl.col("r0412").cast(pl.String),
        verwacht=expected.cast(pl.String),
    )


def _of_zorgtypen(levering: Levering) -> pl.DataFrame:
    return levering.once(dbcs).filter(
        pl.col("r0427").is_in(list(REGULIER)),
        pl.col("r0439").ne_missing(GRZ),
    )


def _seriele(levering: Levering) -> pl.DataFrame:
    """Dbc's of zorgtype 11 and 21 with their last day of stay and of operation.

    ``is_onbekend``: some activity falls on a day that no release is meant for.
    """
    rows = _of_zorgtypen(levering)
    own = levering.once(lijnactiviteiten).filter(pl.col("prestatie").is_not_null())
    last_of = own.group_by("prestatie").agg(
        laatste_verblijf=_last(VERBLIJF),
        laatste_operatie=_last(OPERATIE),
        is_onbekend=(~pl.col("is_covered")).any(),
    )
    return (
        with_looptijd(levering, rows)
        .join(
            last_of, on="prestatie", how="left", validate="1:1", maintain_order="left"
        )
        .with_columns(pl.col("is_onbekend").fill_null(value=False))
    )


def _last(klasse: int) -> pl.Expr:
    return pl.col("dag").filter(pl.col("zorgprofielklasse") == klasse).max()


CHECKS = {
    "R04": sluitdag_klinisch,
    "R05": sluitdag_operatief,
    "R06": sluitdag_conservatief,
}
