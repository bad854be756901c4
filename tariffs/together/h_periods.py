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
_BINNEN: dict[str, tuple[str | None, str | None, str | None]] = {
    "DAG": ("dag", None, None),
    "ZITTING": ("dag", None, "zitting_id"),
    "SUBTRAJECT": (None, "zorginstelling_code", "subtraject_nummer"),
    "ZORGTRAJECT": (None, "zorginstelling_code", "zorgtraject_nummer"),
    "PERIODE": (None, None, None),
}
"""Day, provider and number that lines of a reikwijdte share."""

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
    return part.select(
        "batch_rij", "prestatie_rij", "product", "dag", btw_due_bp=btw_due()
    )


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
    pairs = _pairs(lines, boek.periodemaxima)
    rows = pairs["batch_rij"]
    begin = np.flatnonzero(rows.ne_missing(rows.shift(1)).to_numpy())
    of_lines = pairs[begin]
    perioden = pl.when(pl.col("reikwijdte") == "PERIODE").then("periode_dagen")
    allowed = np.zeros(pairs.height, dtype=np.int64)
    cap_amounts(
        np.append(begin, pairs.height).astype(np.int64),
        of_lines["dag"].to_numpy(),
        of_lines["bedrag_cent"].to_numpy(),
        of_lines["telt"].cast(pl.UInt8).to_numpy(),
        pairs["groep"].cast(pl.Int64).to_numpy(),
        pairs["bedrag_cent_regel"].to_numpy(),
        pairs.select(perioden.otherwise(_GEHEEL).cast(pl.Int32))[
            "periode_dagen"
        ].to_numpy(),
        aftoppen,
        allowed,
    )
    return (
        pairs.select(
            "batch_rij",
            "bedrag_cent",
            "btw_due_bp",
            ozp_regel_id_regel="regel_id_regel",
            toegestaan_cent=pl.Series(allowed),
        )
        .filter(pl.col("toegestaan_cent") < pl.col("bedrag_cent"))
        .drop("bedrag_cent")
        .sort("batch_rij", "toegestaan_cent", "ozp_regel_id_regel")
        .unique("batch_rij", keep="first", maintain_order=True)
    )


_SAMEN = (
    "reikwijdte",
    "regel_id_regel",
    "verzekerde_id",
    "alleen",
    "binnen_dag",
    "binnen_aanbieder",
    "binnen_nummer",
)
"""What lines agree in whose amounts one maximum sums."""


def _pairs(lines: pl.DataFrame, maxima: pl.DataFrame) -> pl.DataFrame:
    """Lines with each maximum they fall under, and with whom: ``groep``.

    They stand by day and regel_id, those of a line together. An unknown number is no
    reach, and a line without verzekerde_id is a patient of its own.
    """
    anyhow = maxima.filter(product=0).drop("product")
    as_product = maxima.filter(pl.col("product") > 0)
    pairs = pl.concat(
        [
            lines.join(anyhow, on="prestatie_rij"),
            lines.join(as_product, on=["prestatie_rij", "product"]),
        ],
        how="diagonal",
    ).filter(holds(pl.col("dag")))
    pairs = pl.concat(
        _within(pairs.filter(pl.col("reikwijdte") == reikwijdte), *binnen)
        for reikwijdte, binnen in _BINNEN.items()
    )
    # Of rows of one rule on a day, or of two ways to its product, the lowest stands.
    pairs = pairs.sort(
        "dag", "regel_id", "batch_rij", "regel_id_regel", "bedrag_cent_regel"
    ).unique(
        ["batch_rij", "reikwijdte", "regel_id_regel"], keep="first", maintain_order=True
    )
    groepen = pairs.select(_SAMEN).unique().with_row_index("groep")
    return pairs.join(
        groepen,
        on=_SAMEN,
        how="left",
        nulls_equal=True,
        validate="m:1",
        maintain_order="left",
    )


def _within(
    pairs: pl.DataFrame, dag: str | None, aanbieder: str | None, nummer: str | None
) -> pl.DataFrame:
    """Add what the lines of one reikwijdte agree in."""
    if nummer is not None:
        pairs = pairs.drop_nulls(nummer)
    return pairs.with_columns(
        alleen=pl.when(pl.col("verzekerde_id").is_null()).then("batch_rij"),
        binnen_dag=pl.lit(None, pl.Int32) if dag is None else pl.col(dag),
        binnen_aanbieder=_text(aanbieder),
        binnen_nummer=_text(nummer),
    )


def _text(column: str | None) -> pl.Expr:
    return pl.lit(None, pl.String) if column is None else pl.col(column)


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
