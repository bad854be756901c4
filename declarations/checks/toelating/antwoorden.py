"""Is this person insured for care within a study, on this day and in this centre?

A treatment that is admitted conditionally is insured for who takes part in its study,
in a centre that takes part, within the period of admission. After a positive judgement
it is ordinary care, and nothing is asked of it. The eigen risico holds for it; there is
no eigen bijdrage.

Of the period the opening day of a dbc counts (0411), of person and centre the day of
the activity. A day that the tables leave empty is not known: it refuses nobody, and
says of nobody that he is insured.

UNSOURCED[inclusie-dicht]: a row of ``vt_period`` with status INCLUSION_CLOSED is about
the time in which nobody is admitted any more; its ``begin`` is the day of closing.
UNSOURCED[deelnemer-sleutel]: ``bsn_pseudonym`` is the ``verzekerde_id`` of the
insurer's own registers, or the BSN.

Source: Bzv art. 2.1 lid 5; Rzv art. 2.2; insurer's page on voorwaardelijk toegelaten
zorg (about 2021); Zilveren Kruis zorginkoopbeleid msz 2018 bijlage 3.
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.toelating.centra import with_centra
from declarations.checks.toelating.deelname import with_deelname
from declarations.checks.toelating.herkenning import STUDIE, herkend
from declarations.checks.toelating.perioden import with_perioden
from tabellen.calltypes import checks_types

BUITEN_PERIODE: Final = "BUITEN_PERIODE"
NIET_VERZEKERD: Final = "NIET_VERZEKERD"
CENTRUM_DOET_NIET_MEE: Final = "CENTRUM_DOET_NIET_MEE"
ONBEKEND: Final = "ONBEKEND"
VERZEKERD_IN_STUDIE: Final = "VERZEKERD_IN_STUDIE"

ANTWOORD = pl.Enum(
    [
        BUITEN_PERIODE,
        NIET_VERZEKERD,
        CENTRUM_DOET_NIET_MEE,
        ONBEKEND,
        VERZEKERD_IN_STUDIE,
    ]
)
"""What can be said of a line, what stands in the way first."""

WAT_ONTBREEKT: Final = pl.coalesce(
    f"{wat}_ontbreekt" for wat in ("deelname", "periode", "inclusie", "centrum")
)
"""What lacks to say it."""


def toelatingen(levering: Levering) -> pl.DataFrame | None:
    """What is known of each code that is recognised; ask it by ``once``.

    Returns:
        The rows of ``herkend`` whose care is conditional on its day, with the columns
        of ``with_perioden``, ``with_deelname`` and ``with_centra``; ``is_vt``: whether
        the code stands for care within the study (its own, or another one of somebody
        who takes part; null where that is not known); and ``antwoord``. None where no
        codes are known.
    """
    found = levering.once(herkend)
    if found is None:
        return None
    rows = with_perioden(levering, found).filter(~pl.col("is_basispakket"))
    rows = with_centra(levering, with_deelname(levering, rows))
    within = (
        pl.when(pl.col("vlag").eq_missing(pl.lit(STUDIE)))
        .then(pl.lit(value=True))
        .otherwise("neemt_deel")
    )
    return rows.with_columns(is_vt=within, antwoord=_answer())


def _answer() -> pl.Expr:
    """Whatever refuses goes before what is not known."""
    known = pl.all_horizontal("in_periode", "neemt_deel", "is_op_tijd", "centrum_mee")
    return (
        pl.when(~pl.col("in_periode"))
        .then(pl.lit(BUITEN_PERIODE))
        .when(~pl.col("neemt_deel") | ~pl.col("is_op_tijd"))
        .then(pl.lit(NIET_VERZEKERD))
        .when(~pl.col("centrum_mee"))
        .then(pl.lit(CENTRUM_DOET_NIET_MEE))
        .when(known)
        .then(pl.lit(VERZEKERD_IN_STUDIE))
        .otherwise(pl.lit(ONBEKEND))
        .cast(ANTWOORD)
    )


@checks_types
def assess_toelating(levering: Levering) -> pl.DataFrame:
    """Say of each debit line with conditionally admitted care what it is.

    A line is in it where it has a code of a study, or another code of a treatment and
    its person takes part; or may: then the answer is ONBEKEND. Of a line with several
    treatments all have to be insured. Codes that nothing shows (a dbc without its
    complete profile names only what stands on its nota) are not seen.

    Args:
        levering: Messages, with the ``vt_*`` tables among the registers; the national
            lists ship with the package.

    Returns:
        A row per line, in order: ``bestand_nr``, ``record``, ``prestatie``, ``vt_ids``
        (with ``, `` between), ``antwoord`` (``ANTWOORD``: VERZEKERD_IN_STUDIE,
        NIET_VERZEKERD, BUITEN_PERIODE, CENTRUM_DOET_NIET_MEE, ONBEKEND) and
        ``ontbreekt``, what lacks where it is not known.
    """
    rows = levering.once(toelatingen)
    if rows is None:
        return pl.DataFrame(schema=_ANTWOORDEN)
    mine = rows.filter(pl.col("is_vt").fill_null(value=True)).with_columns(
        # Outside the study a twin is ordinary care: it is no answer but a question.
        antwoord=pl.when(pl.col("is_vt").is_null())
        .then(pl.lit(ONBEKEND).cast(ANTWOORD))
        .otherwise("antwoord"),
        ontbreekt=WAT_ONTBREEKT,
    )
    answers = (
        mine.sort("antwoord", "vt_id", "code", "dag", maintain_order=True)
        .group_by("prestatie", maintain_order=True)
        .agg(
            pl.col("bestand_nr", "record").first(),
            vt_ids=pl.col("vt_id").unique().sort().str.join(", "),
            antwoord=pl.col("antwoord").first(),
            ontbreekt=pl.col("ontbreekt").first(),
        )
    )
    is_unknown = pl.col("antwoord") == ONBEKEND
    return (
        answers.with_columns(ontbreekt=pl.when(is_unknown).then("ontbreekt"))
        .select(list(_ANTWOORDEN))
        .cast(_ANTWOORDEN)
        .sort("prestatie")
    )


_ANTWOORDEN = pl.Schema(
    {
        "bestand_nr": pl.UInt32(),
        "record": pl.UInt32(),
        "prestatie": pl.UInt32(),
        "vt_ids": pl.String(),
        "antwoord": ANTWOORD,
        "ontbreekt": pl.String(),
    }
)
