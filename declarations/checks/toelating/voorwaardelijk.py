"""V01 to V05: is care that is admitted conditionally claimed within its study?

Source: Bzv art. 2.1 lid 5; Rzv art. 2.2; insurer's page on voorwaardelijk toegelaten
zorg (about 2021); Zilveren Kruis zorginkoopbeleid msz 2018 bijlage 3.
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.oordeel import Oordeel
from declarations.checks.toelating.antwoorden import (
    ONBEKEND,
    VERZEKERD_IN_STUDIE,
    WAT_ONTBREEKT,
)
from declarations.checks.toelating.herkenning import STUDIE
from declarations.checks.toelating.per_regel import judge_toelating

_of_study = pl.col("is_vt").fill_null(value=False)
"""Care that is within a study: by its code, or by who takes part."""


def vt_herkend(levering: Levering) -> Oordeel:
    """V01: care that is insured within its study is not claimed as uninsured.

    It is insured care (0434 is J), with eigen risico and without eigen bijdrage.
    """
    denied = (pl.col("r0434") == "N").fill_null(value=False)
    insured = pl.col("antwoord") == VERZEKERD_IN_STUDIE
    return judge_toelating(
        levering,
        _of_study,
        denied & insured,
        ontbreekt=denied & (pl.col("antwoord") == ONBEKEND),
        lacks=WAT_ONTBREEKT,
        rubriek="0434",
        waarde=pl.col("r0434"),
        verwacht=pl.format("J: verzekerd binnen het onderzoek ({})", "vt_id"),
    )


def deelname(levering: Levering) -> Oordeel:
    """V02: who has care by a code of a study takes part in it."""
    return judge_toelating(
        levering,
        pl.col("vlag").eq_missing(pl.lit(STUDIE)),
        ~pl.col("neemt_deel"),
        lacks=pl.col("deelname_ontbreekt"),
        vereiste="PARTICIPATION",
        verwacht=pl.format("deelname aan het onderzoek van {}", "vt_id"),
    )


def centrum(levering: Levering) -> Oordeel:
    """V03: who carries it out takes part on that day.

    A centre that the table has by name only is not known by its AGB code: then no
    centre can be said not to take part.
    """
    return judge_toelating(
        levering,
        _of_study,
        ~pl.col("centrum_mee"),
        lacks=pl.col("centrum_ontbreekt"),
        vereiste="PROVIDER",
        rubriek="0440",
        waarde=pl.col("centrum"),
        verwacht=pl.format("een centrum dat meedoet aan {}", "vt_id"),
    )


def periode(levering: Levering) -> Oordeel:
    """V04: the opening day of a dbc, or the day of other care, is one of admission."""
    return judge_toelating(
        levering,
        _of_study,
        ~pl.col("in_periode"),
        lacks=pl.col("periode_ontbreekt"),
        vereiste="PERIOD",
        rubriek="0411",
        waarde=pl.col("r0411").dt.to_string("%Y%m%d"),
        verwacht=pl.format("een dag waarop {} is toegelaten", "vt_id"),
    )


def inclusie(levering: Levering) -> Oordeel:
    """V05: after the inclusion was closed only who was included before is treated."""
    return judge_toelating(
        levering,
        _of_study
        & pl.col("is_gesloten").fill_null(value=True)
        & pl.col("neemt_deel").fill_null(value=True),
        ~pl.col("is_op_tijd"),
        lacks=pl.col("inclusie_ontbreekt"),
        vereiste="INCLUSION_BEFORE_CLOSE",
        waarde=pl.col("inclusie").dt.to_string("%Y%m%d"),
        verwacht=pl.format(
            "een inclusie tot en met {}",
            pl.col("inclusie_dicht").dt.to_string("%Y%m%d"),
        ),
    )


CHECKS = {
    "V01": vt_herkend,
    "V02": deelname,
    "V03": centrum,
    "V04": periode,
    "V05": inclusie,
}
