"""Which lines have care that is admitted conditionally, and by which code?

A treatment is recognised by the codes of table ``vt_detection`` on their own day: of a
dbc by its activities and its product, of other care by its own code. A treatment that
has no code there cannot be recognised. A code of the study, and its twin outside of it
(``study_flag``), say different things: by the twin alone nobody is known to be in the
study.

Dutch terms: voorwaardelijke toelating, vt (care that is insured within a study only).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.activiteiten import activiteiten
from declarations.checks.feiten.levering import Levering
from declarations.registers.geldigheid import holds_on

STUDIE: Final = "STUDY"
TWEELING: Final = "REGULAR_TWIN"

_VAN_REGEL: Final = (
    *("bestand_nr", "record", "prestatie", "persoon", "verzekerde_id"),
    *("instelling", "is_dbc", "r0410", "r0411", "r0414", "r0421", "r0434", "r0448"),
)


def herkend(levering: Levering) -> pl.DataFrame | None:
    """A row per debit line, treatment, code and day; ask it by ``once``.

    Returns:
        Beside fields of the line ``vt_id``, ``code``, ``vlag`` (``study_flag``),
        ``dag`` (of the activity, else 0411), ``centrum`` (who carried it out: 1616,
        else the institution) and ``heeft_studiecode``, whether the treatment has a code
        of its study that day. None where no codes are known.
    """
    codes = levering.registers.get("vt_detection")
    if codes is None:
        return None
    lines = levering.prestaties.filter(~pl.col("is_credit")).select(_VAN_REGEL)
    known = codes.select(
        "vt_id",
        "code",
        soort=pl.col("kind").cast(pl.String),
        vlag=pl.col("study_flag").cast(pl.String),
        van="begin",
        tot="end",
    )
    found = (
        _coded(levering, lines, known["code"].unique())
        .join(lines, on="prestatie", how="inner", maintain_order="left")
        .with_columns(dag=pl.coalesce("dag", "r0411"))
        .join(known, on=["soort", "code"], how="inner", maintain_order="left_right")
        .filter(holds_on(pl.col("dag"), "van", "tot"))
        .drop("van", "tot", "soort")
        # A code may stand there as activity and as add-on.
        .unique(["prestatie", "vt_id", "code", "vlag", "dag"], maintain_order=True)
    )
    return _with_centre(levering, found).with_columns(
        heeft_studiecode=_has_study(found, known)
    )


def _coded(levering: Levering, lines: pl.DataFrame, codes: pl.Series) -> pl.DataFrame:
    """Where a line has one of some codes: ``prestatie, code, dag, soort``."""
    known = pl.col("code").is_in(codes.implode())
    own = lines.filter(~pl.col("is_dbc"))
    dbc = lines.filter("is_dbc")
    activities = levering.once(activiteiten).select("prestatie", "code", "dag")
    return pl.concat(
        [
            activities.filter(known)
            .unique(maintain_order=True)
            .with_columns(soort=pl.lit("ZA")),
            *(_field(own, field, soort, known) for field, soort in _OF_OTHER_CARE),
            *(_field(dbc, field, "PRODUCT", known) for field in ("r0410", "r0414")),
        ]
    )


_OF_OTHER_CARE: Final = (
    ("r0410", "ZA"),
    ("r0448", "ZA"),
    ("r0410", "ADDON"),
    ("r0410", "PRODUCT"),
)


def _field(lines: pl.DataFrame, field: str, soort: str, known: pl.Expr) -> pl.DataFrame:
    return lines.select(
        "prestatie", code=field, dag="r0411", soort=pl.lit(soort)
    ).filter(known)


def _with_centre(levering: Levering, found: pl.DataFrame) -> pl.DataFrame:
    """Add ``centrum``; of two other institutions on one day the lower number."""
    others = (
        levering.zorgactiviteiten.filter(pl.col("r1616").is_not_null())
        .join(found.select("prestatie").unique(), on="prestatie", how="semi")
        .group_by("prestatie", code=pl.col("r1611").str.zfill(6), dag="r1612")
        .agg(pl.col("r1616").min())
    )
    key = ["prestatie", "code", "dag"]
    return (
        found.join(others, on=key, how="left", validate="m:1", maintain_order="left")
        .with_columns(centrum=pl.coalesce("r1616", "instelling"))
        .drop("r1616")
    )


def _has_study(found: pl.DataFrame, known: pl.DataFrame) -> pl.Series:
    study = known.filter(pl.col("vlag") == STUDIE).select("vt_id", "van", "tot")
    own = (
        found.select("vt_id", "dag")
        .unique()
        .join(study, on="vt_id")
        .filter(holds_on(pl.col("dag"), "van", "tot"))
        .select("vt_id", "dag")
        .unique()
        .with_columns(_heeft=pl.lit(value=True))
    )
    met = found.select("vt_id", "dag").join(
        own, on=["vt_id", "dag"], how="left", maintain_order="left"
    )
    return met["_heeft"].fill_null(value=False)
