"""Phase H of the decision table: do the amounts of a period stay under its maximum?

Lines count by day and regel_id; the one that no longer fits is refused, or with
AFTOPPEN allowed for what is left. A line that phase G capped is tested too: capping is
no refusal, and nobody can waive either ceiling (UNSOURCED[capped-period]: read from Wmg
art. 35). UNSOURCED[excess]: which line bears the excess is not written. Amounts are
compared without btw, as maxima are (docs/sources.md, L7).
"""

import numpy as np
import polars as pl

from tariffs.lookup.periods import holds
from tariffs.money import percentage_of
from tariffs.prices.btw import btw_due
from tariffs.reasons import Reden, is_refused, is_refused_in
from tariffs.together._combinations import cap_amounts
from tariffs.together.rules import Combinatieboek

_GEHEEL = 2**31 - 1
# Numbers of subtrajecten and zorgtrajecten are a provider's own.
_BINNEN = {
    "DAG": ("dag",),
    "ZITTING": ("zitting_id",),
    "SUBTRAJECT": ("zorginstelling_code", "subtraject_nummer"),
    "ZORGTRAJECT": ("zorginstelling_code", "zorgtraject_nummer"),
}

VAN_LIJN = (
    "regel_id",
    "verzekerde_id",
    "zorginstelling_code",
    "zitting_id",
    "subtraject_nummer",
    "zorgtraject_nummer",
)
"""Columns of a line that a period is counted by."""

VAN_BESLUIT = (
    "mask",
    "is_afgetopt",
    "besluit_cent",
    "toegestaan_bedrag_cent",
    "btw_besluit_cent",
)
"""Columns of the decision so far that say what a line comes to."""


def lines_of(lines: pl.DataFrame, boek: Combinatieboek) -> pl.DataFrame:
    """Take from a chunk the debit lines that a maximum over a period is about."""
    rows = boek.periodemaxima["prestatie_rij"].unique()
    part = lines.filter(
        pl.col("prestatie_rij").is_in(rows.implode()), pl.col("dc") == "D"
    )
    return part.select("batch_rij", "prestatie_rij", "dag", btw_due_bp=btw_due())


def open_lines(lines: pl.DataFrame) -> pl.DataFrame:
    """Keep the lines that no phase before H refused, with what they come to."""
    te_vroeg = is_refused() & ~is_refused_in("I")
    betaalbaar = pl.col("besluit_cent").is_not_null()
    # A line that phase I refused shows its amount as what it may cost.
    bedrag = pl.coalesce("besluit_cent", "toegestaan_bedrag_cent")
    return lines.filter(~te_vroeg | pl.col("is_afgetopt")).with_columns(
        bedrag_cent=bedrag - pl.col("btw_besluit_cent"), telt=betaalbaar
    )


def cap(
    lines: pl.DataFrame,
    boek: Combinatieboek,
    *,
    aftoppen: bool,
) -> pl.DataFrame:
    """Hold lines against the maxima over a period.

    Args:
        lines: Priced lines: ``batch_rij``, ``prestatie_rij``, ``dag``, ``regel_id``,
            the other columns ``VAN_LIJN``, ``bedrag_cent`` without btw, and ``telt``:
            false for a line that phase I refuses, which uses nothing up.
        boek: The rules.
        aftoppen: Whether a line that does not fit is allowed for what is left.

    Returns:
        ``batch_rij``, ``ozp_regel_id_regel`` and ``toegestaan_cent`` of the lines that
        exceed a maximum; the strictest rule stands.
    """
    pairs = lines.join(boek.periodemaxima, on="prestatie_rij", how="inner").filter(
        holds(pl.col("dag"))
    )
    delen = [
        _capped(pairs.filter(pl.col("reikwijdte") == reikwijdte), reikwijdte, aftoppen)
        for reikwijdte in pairs["reikwijdte"].unique().cast(pl.String)
    ]
    if not delen:
        return pl.DataFrame(
            schema={
                "batch_rij": pl.UInt32,
                "btw_due_bp": pl.Int64,
                "ozp_regel_id_regel": pl.String,
                "toegestaan_cent": pl.Int64,
            }
        )
    return (
        pl.concat(delen)
        .sort("batch_rij", "toegestaan_cent", "ozp_regel_id_regel")
        .unique("batch_rij", keep="first", maintain_order=True)
    )


def _capped(pairs: pl.DataFrame, reikwijdte: str, aftoppen: bool) -> pl.DataFrame:
    key = ["regel_id_regel", "verzekerde_id", *_BINNEN.get(reikwijdte, ())]
    telbaar = pairs.drop_nulls([column for column in key if column != "dag"])
    telbaar = telbaar.sort(*key, "dag", "regel_id")
    fresh = telbaar.select(pl.struct(key).rle_id())[:, 0]
    first = np.flatnonzero(fresh.ne_missing(fresh.shift(1)).to_numpy())
    dagen = pl.col("periode_dagen") if reikwijdte == "PERIODE" else pl.lit(_GEHEEL)
    perioden = telbaar.select(dagen.cast(pl.Int32).alias("p"))["p"].to_numpy()
    allowed = np.zeros(telbaar.height, dtype=np.int64)
    cap_amounts(
        np.append(first, telbaar.height).astype(np.int64),
        telbaar["dag"].to_numpy(),
        telbaar["bedrag_cent"].to_numpy(),
        telbaar["telt"].cast(pl.UInt8).to_numpy(),
        telbaar["bedrag_cent_regel"].to_numpy()[first],
        np.broadcast_to(perioden, telbaar.height)[first].astype(np.int32),
        aftoppen,
        allowed,
        np.zeros_like(allowed),
    )
    return (
        telbaar.select(
            "batch_rij",
            "bedrag_cent",
            "btw_due_bp",
            ozp_regel_id_regel="regel_id_regel",
            toegestaan_cent=pl.Series(allowed),
        )
        .filter(pl.col("toegestaan_cent") < pl.col("bedrag_cent"))
        .drop("bedrag_cent")
    )


def with_refusal(besluit: pl.DataFrame, *, aftoppen: bool) -> pl.DataFrame:
    """Refuse or cap decisions that exceed a maximum over a period.

    Args:
        besluit: Decisions with ``toegestaan_cent``, ``btw_due_bp`` and the rule.
        aftoppen: Whether what is left of the maximum is allowed.
    """
    met_btw = pl.col("toegestaan_cent") + percentage_of(
        pl.col("toegestaan_cent"), pl.col("btw_due_bp")
    )
    af = pl.lit(aftoppen) & (pl.col("toegestaan_cent") > 0)
    return besluit.with_columns(
        # Phase I comes after this one.
        mask=pl.when(is_refused_in("I"))
        .then(pl.lit(0, dtype=pl.UInt64))
        .otherwise("mask")
        | pl.lit(Reden.PERIODEMAXIMUM_OVERSCHREDEN.bit, dtype=pl.UInt64),
        is_afgetopt=af,
        besluit_cent=pl.when(af).then(met_btw),
        btw_besluit_cent=met_btw - pl.col("toegestaan_cent"),
        toegestaan_bedrag_cent=met_btw,
        ozp_regel_id=pl.col("ozp_regel_id_regel"),
    )
