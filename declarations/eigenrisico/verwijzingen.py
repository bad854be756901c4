"""What posts say of each other: which debit a credit takes out, which bill was first.

All is a function of the set of posts: in which order they were delivered tells nothing.
"""

import numpy as np
import polars as pl

OORDEEL_CREDIT = (
    "ZONDER_VERWIJZING",
    "DEBET_ONBEKEND",
    "CREDIT_VAN_CREDIT",
    "ANDERE_VERZEKERDE",
    "ANDER_BEDRAG",
    "REEDS_GECREDITEERD",
    "CREDIT_VERWERKT",
)
"""What became of a credit; DEBET_ONBEKEND waits, the last took its debit out."""


def with_credits(posten: pl.DataFrame) -> pl.DataFrame:
    """Posts with ``credit`` (``OORDEEL_CREDIT``, null of a debit) and ``is_uit``.

    ``is_uit`` says of a debit that a credit took it out. Of several credits of one
    debit that fit the first counts, by ``ontvangstdatum`` and then ``post_id``; the
    order of ``posten``, which is kept.

    Args:
        posten: Schema ``Posten``, each ``post_id`` once, in that order.
    """
    target = posten.select(
        ref_voorgaande="post_id",
        _dc="dc",
        _cent="verzekerd_cent",
        _persoon="verzekerde_id",
    )
    paired = posten.join(target, on="ref_voorgaande", how="left", maintain_order="left")
    is_credit = pl.col("dc") == "C"
    fits = (
        is_credit
        & (pl.col("_dc") == "D")
        & pl.col("verzekerde_id").eq_missing(pl.col("_persoon"))
        & (pl.col("verzekerd_cent") == pl.col("_cent"))
    ).fill_null(value=False)
    paired = paired.with_columns(
        _is_eerste=fits & (fits.cum_sum().over("ref_voorgaande") == 1)
    )
    said = (
        pl.when(~is_credit)
        .then(None)
        .when(pl.col("ref_voorgaande").is_null())
        .then(pl.lit("ZONDER_VERWIJZING"))
        .when(pl.col("_dc").is_null())
        .then(pl.lit("DEBET_ONBEKEND"))
        .when(pl.col("_dc") == "C")
        .then(pl.lit("CREDIT_VAN_CREDIT"))
        .when(pl.col("verzekerde_id").ne_missing(pl.col("_persoon")))
        .then(pl.lit("ANDERE_VERZEKERDE"))
        .when(pl.col("verzekerd_cent") != pl.col("_cent"))
        .then(pl.lit("ANDER_BEDRAG"))
        .when("_is_eerste")
        .then(pl.lit("CREDIT_VERWERKT"))
        .otherwise(pl.lit("REEDS_GECREDITEERD"))
    )
    out = paired.filter("_is_eerste")["ref_voorgaande"].unique()
    return paired.with_columns(
        credit=said, is_uit=pl.col("post_id").is_in(out.implode())
    ).drop("_dc", "_cent", "_persoon", "_is_eerste")


def first_received(posten: pl.DataFrame) -> pl.Series:
    """Day on which the first bill was received of which a post is the correction.

    A correction names the bill before it (``ref_voorgaande``), which may be a
    correction too, or the credit of one. A post that names nothing that is known, or
    a post of somebody else, was received when it says; so was one that is, in the end,
    a correction of itself.
    """
    numbered = posten.select(
        "post_id", "verzekerde_id", "ref_voorgaande"
    ).with_row_index("_nr")
    named = numbered.select(ref_voorgaande="post_id", _op="_nr", _van="verzekerde_id")
    before = numbered.join(
        named, on="ref_voorgaande", how="left", maintain_order="left"
    ).select(
        pl.when(
            pl.col("verzekerde_id").eq_missing(pl.col("_van"))
            & pl.col("_op").is_not_null()
        )
        .then("_op")
        .otherwise("_nr")
    )
    root = before.to_series().to_numpy().astype(np.int64)
    own = np.arange(root.size)
    for _ in range(int(root.size).bit_length()):
        # Each round goes twice as far back as the one before.
        root = root[root]
    link = before.to_series().to_numpy()
    is_first = link[root] == root if root.size else own.astype(bool)
    return posten["ontvangstdatum"].gather(np.where(is_first, root, own))
