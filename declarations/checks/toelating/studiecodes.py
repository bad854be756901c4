"""V06 to V08: is care within a study coded, carried out and referred as it has to be?

Source: NZa Referenties 2017, whose texts refer from a code to that of the study; the
purchasing policy of Zilveren Kruis 2018 bijlage 3 nr 8 (V07); insurer's page on
voorwaardelijk toegelaten zorg (V08).
"""

from typing import Final

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel
from declarations.checks.toelating.centra import GEEN_AGB
from declarations.checks.toelating.herkenning import STUDIE, TWEELING
from declarations.checks.toelating.per_regel import judge_toelating

_ZELF: Final = ["1", "2"]
"""Kinds of referral (0421) of who came by himself: to the emergency room, elsewhere."""


def studiecode(levering: Levering) -> Oordeel:
    """V06: who takes part has the code of the study, who does not its twin.

    About treatments that have both that day. That the twin of somebody who takes part
    is wrong is inferred: it may be for something else.
    """
    is_study = pl.col("vlag") == STUDIE
    return judge_toelating(
        levering,
        pl.col("vlag").is_in([STUDIE, TWEELING]) & pl.col("heeft_studiecode"),
        pl.col("neemt_deel") != is_study,
        lacks=pl.col("deelname_ontbreekt"),
        verwacht=pl.when(is_study)
        .then(pl.lit("de code buiten het onderzoek"))
        .otherwise(pl.format("de code van het onderzoek van {}", "vt_id")),
    )


def implantatie(levering: Levering) -> Oordeel:
    """V07: a centre that includes only sends on to a centre that treats.

    To which one is not in the tables, and not judged. A centre that does not take part
    is V03.
    """
    return judge_toelating(
        levering,
        pl.col("vlag").eq_missing(pl.lit(STUDIE))
        & pl.col("heeft_inclusiecentra")
        & pl.col("centrum_mee").fill_null(value=True),
        pl.when(pl.col("centrum_mee").is_not_null()).then("is_alleen_inclusie"),
        lacks=pl.col("centrum_ontbreekt").fill_null(pl.lit(GEEN_AGB)),
        rubriek="0440",
        waarde=pl.col("centrum"),
        verwacht=pl.format("een centrum dat {} zelf uitvoert", "vt_id"),
    )


def verwijzing(levering: Levering) -> Oordeel:
    """V08: who has care within a study was referred for it.

    Who came to the emergency room by himself (0421 is 1) had no referral either, but
    may have had no time for one: a signal. Whether the referrer may refer is R36.
    """
    soort = pl.col("r0421").str.strip_chars_start("0")
    return judge_toelating(
        levering,
        pl.col("is_vt").fill_null(value=False)
        & pl.col("referral_required").fill_null(value=True),
        soort.is_in(_ZELF),
        lacks=pl.lit("rubriek 0421"),
        vereiste="REFERRAL",
        gevolg=pl.when(soort == "1").then(pl.lit("SIG")),
        rubriek="0421",
        waarde=pl.col("r0421"),
        verwacht=pl.lit("een verwijzing vooraf"),
    )


CHECKS = {"V06": studiecode, "V07": implantatie, "V08": verwijzing}
