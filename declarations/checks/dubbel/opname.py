"""D07 and D15: how is one admission divided over dbc's?

Days of stay stand on the nota, so the records 16 show them where no complete profile
was given. Days of stay that follow on one another are of one admission.

Source: NR/CU-263 art. 5a lid 3, in the text of 2016, and the norm N0662 of the
hospitals' own controls.
"""

import polars as pl

from declarations.checks.dubbel.overlap import (
    INSTELLING,
    eigen_dbc,
    facts,
    overlapping,
    parallel,
    regular,
    with_known,
)
from declarations.checks.dubbel.uitspraak import GEEN_PROFIEL, by_profile, judge_lines
from declarations.checks.feiten.activiteiten import (
    OPERATIVE,
    PARAMEDICAL,
    REHABILITATION,
    STAY,
    THERAPY,
    activiteiten,
    registered,
)
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import lijnen
from declarations.checks.oordeel import Oordeel

_STAYS = "de verpleegdagen van beide trajecten"


def twee_klinische(levering: Levering) -> Oordeel:
    """D07: a second clinical dbc of one specialisme during one admission."""
    pairs = with_known(levering, levering.once(parallel), registered(levering, (STAY,)))
    found = _of_one_admission(levering, pairs)
    both = pl.col("heeft_eerste") & pl.col("heeft_tweede")
    return judge_lines(
        levering,
        eigen_dbc(levering),
        found.select(
            "eigen", "ander", verwacht=pl.lit("een klinische dbc bij deze opname")
        ),
        pairs.filter(both.is_null()).select("eigen", "ander", verwacht=pl.lit(_STAYS)),
    )


def verdeelde_opname(levering: Levering) -> Oordeel:
    """D15: days of one admission at a specialisme that did not treat by itself.

    UNSOURCED[eigen-behandeling]: no source says what treatment is; here operative
    care, other therapy, paramedical care and rehabilitation.
    """
    pairs = overlapping(levering.once(regular), INSTELLING)
    pairs = facts(levering, pairs, "specialisme").filter(
        pl.col("specialisme_eerste") != pl.col("specialisme_tweede")
    )
    pairs = _of_one_admission(levering, pairs)
    treated = (OPERATIVE, THERAPY, PARAMEDICAL, *REHABILITATION)
    pairs = with_known(levering, pairs, registered(levering, treated))
    # Of two without treatment the second gives its days to the first.
    turned = pairs.filter(~pl.col("heeft_eerste") & pl.col("heeft_tweede")).select(
        eigen="eerste", ander="tweede", volledig="volledig_eerste"
    )
    second = pairs.filter(~pl.col("heeft_tweede")).select(
        eigen="tweede", ander="eerste", volledig="volledig_tweede"
    )
    unknown = pl.concat(
        [
            pairs.filter(pl.col("heeft_eerste").is_null()).select(
                eigen="eerste", ander="tweede"
            ),
            pairs.filter(pl.col("heeft_tweede").is_null()).select(
                eigen="tweede", ander="eerste"
            ),
        ]
    )
    return judge_lines(
        levering,
        eigen_dbc(levering),
        pl.concat([second, turned]).select(
            "eigen",
            "ander",
            gevolg=by_profile(pl.col("volledig")),
            verwacht=pl.lit("verpleegdagen bij het specialisme dat behandelt"),
        ),
        unknown.with_columns(verwacht=pl.lit(GEEN_PROFIEL)),
    )


def _of_one_admission(levering: Levering, pairs: pl.DataFrame) -> pl.DataFrame:
    """Pairs of lines with days of stay that fall on or follow on one another."""
    stays = (
        levering.once(activiteiten)
        .filter((pl.col("klasse") == STAY) & pl.col("dag").is_not_null())
        .join(levering.once(lijnen).select("lijn", "prestatie"), on="prestatie")
        .select("lijn", "dag")
    )
    near = pl.concat(
        stays.with_columns(pl.col("dag").dt.offset_by(offset))
        for offset in ("-1d", "0d", "1d")
    ).unique()
    met = (
        pairs.select("eerste", "tweede")
        .join(near, left_on="eerste", right_on="lijn")
        .join(stays, left_on=["tweede", "dag"], right_on=["lijn", "dag"], how="semi")
        .select("eerste", "tweede")
        .unique()
    )
    return pairs.join(met, on=["eerste", "tweede"], how="semi", maintain_order="left")


CHECKS = {"D07": twee_klinische, "D15": verdeelde_opname}
