"""D01, D02 and D16: was this very care declared before?

Source: Vektis COD954 0587 (already declared); NR/CU-263 art. 32 lid 1 and 3.
"""

from collections.abc import Sequence

import polars as pl

from declarations.checks.dubbel.overlap import shared
from declarations.checks.dubbel.toegestaan import allowed_per_day
from declarations.checks.dubbel.uitspraak import judge_lines
from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import (
    eigen_lijnen,
    in_order,
    is_addon,
    lijnen,
    take,
)
from declarations.checks.oordeel import Oordeel

_NUMMER = ("persoon", "instelling", "subtraject")
_ZONDER_NUMMER = ("persoon", "specialisme", "begin", "zorgproduct")
_OZP = ("persoon", "instelling", "lijst", "declaratiecode", "begin")


def dubbele_dbc(levering: Levering) -> Oordeel:
    """D01: a dbc that was declared before.

    By institution and subtraject number; where either line has no number by person,
    specialisme, opening and product. The number of an add-on is that of its parent, so
    only dbc's are asked.
    """
    return judge_lines(
        levering,
        _own_dbc(levering),
        levering.once(_doubles).select(
            "eigen",
            "ander",
            waarde=pl.coalesce("subtraject", "zorgproduct"),
            verwacht=pl.lit("niet eerder gedeclareerd"),
        ),
    )


def _own_dbc(levering: Levering) -> pl.DataFrame:
    return eigen_lijnen(levering).filter(pl.col("zorgproduct").is_not_null())


def _doubles(levering: Levering) -> pl.DataFrame:
    """The dbc lines of this delivery behind another of the same care."""
    dbc = levering.once(lijnen).filter(pl.col("zorgproduct").is_not_null())
    return pl.concat([_same_number(dbc), _one_without_number(dbc)])


def _same_number(dbc: pl.DataFrame) -> pl.DataFrame:
    return _later(shared(dbc, _NUMMER), _NUMMER)


def _one_without_number(dbc: pl.DataFrame) -> pl.DataFrame:
    """Later lines of the same care where this one or an earlier lacks its number."""
    is_zonder = pl.col("subtraject").is_null()
    ordered = in_order(
        shared(dbc, _ZONDER_NUMMER).filter(is_zonder.any().over(_ZONDER_NUMMER))
    )
    lijn = pl.col("lijn")
    return (
        ordered.with_columns(
            _first=lijn.first().over(_ZONDER_NUMMER),
            _zonder=pl.when(is_zonder)
            .then("lijn")
            .forward_fill()
            .shift(1)
            .over(_ZONDER_NUMMER),
        )
        .with_columns(ander=pl.when(is_zonder).then("_first").otherwise("_zonder"))
        .filter(
            ~pl.col("is_historie"),
            pl.col("ander").is_not_null(),
            pl.col("ander") != lijn,
        )
        .select(pl.all().exclude("_first", "_zonder"), eigen="lijn")
    )


def _later(rows: pl.DataFrame, key: Sequence[str]) -> pl.DataFrame:
    """Lines of this delivery behind another of the same key, with ``eigen, ander``."""
    return (
        in_order(rows)
        .with_columns(ander=pl.col("lijn").first().over(key))
        .filter(~pl.col("is_historie"), pl.col("ander") != pl.col("lijn"))
        .with_columns(eigen=pl.col("lijn"))
    )


def dubbel_ozp(levering: Levering) -> Oordeel:
    """D02: an overig zorgproduct more often on a day than is allowed.

    One a day, unless an ozp_regel says more (docs/decisions.md 50); aantallen add up
    over lines, those of the history first.

    Add-ons stand apart: their aantal counts units. An add-on fails where another
    delivery has it with the same day, traject, aantal and amount, the n-th of one
    against the n-th of the other, for what does not fit one record is split over
    several (ZH308 0426). UNSOURCED[addon-dubbel]: no source says when two add-ons of
    one day are the same.
    """
    rest = levering.once(lijnen).filter(pl.col("zorgproduct").is_null())
    found = pl.concat(
        [
            _too_many(levering, rest.filter(~is_addon())),
            _same_addon(rest.filter(is_addon())),
        ],
    )
    return judge_lines(levering, rest.filter(~pl.col("is_historie")), found)


def _too_many(levering: Levering, ozp: pl.DataFrame) -> pl.DataFrame:
    aantal = pl.col("aantal").fill_null(1)
    suspect = in_order(
        pl.concat([shared(ozp, _OZP), ozp.filter(aantal > 1)]).unique("lijn")
    )
    return (
        suspect.with_columns(toegestaan=allowed_per_day(levering, suspect))
        .with_columns(
            _al=aantal.cum_sum().over(_OZP), _first=pl.col("lijn").first().over(_OZP)
        )
        .filter(~pl.col("is_historie"), pl.col("_al") > pl.col("toegestaan"))
        .select(
            eigen="lijn",
            ander=pl.when(pl.col("_first") != pl.col("lijn")).then("_first"),
            waarde="declaratiecode",
            verwacht=pl.format(
                "ten hoogste {} op een dag, dit maakt {}", "toegestaan", "_al"
            ),
        )
    )


def _same_addon(addons: pl.DataFrame) -> pl.DataFrame:
    key = [*_OZP, "_traject", "_aantal", "bedrag_cent"]
    rows = addons.with_columns(
        _traject=pl.coalesce("subtraject", "zorgtraject"),
        _aantal=pl.col("aantal").fill_null(1),
    )
    twice = in_order(shared(rows, key)).with_columns(
        _zoveelste=pl.int_range(pl.len()).over([*key, "levering"])
    )
    return _later(twice, [*key, "_zoveelste"]).select(
        "eigen",
        "ander",
        waarde="declaratiecode",
        verwacht=pl.lit("niet al in een andere levering"),
    )


def andere_verzekeraar(levering: Levering) -> Oordeel:
    """D16: a dbc that was also declared to another insurer.

    A dbc goes to whoever insured the person on its opening day (NR/CU-263 art. 32
    lid 1), so it never has two. Without a number of the subtraject it is known by
    person, specialisme, opening and product.
    """
    found = levering.once(_doubles)
    other = take(levering, found["ander"], "uzovi")["uzovi"]
    at_two = found.with_columns(other.alias("_uzovi")).filter(
        pl.col("uzovi") != pl.col("_uzovi")
    )
    return judge_lines(
        levering,
        _own_dbc(levering),
        at_two.select(
            "eigen",
            "ander",
            waarde="uzovi",
            verwacht=pl.format("al gedeclareerd bij {}", "_uzovi"),
        ),
    )


CHECKS = {"D01": dubbele_dbc, "D02": dubbel_ozp, "D16": andere_verzekeraar}
