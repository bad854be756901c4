"""What posts say of each other: which debit a credit takes out, which bill was first.

All is a function of the set of posts: in which order they were delivered tells nothing.
"""

import numpy as np
import polars as pl

from declarations.eigenrisico.plaatsen import is_among, plaatsen
from declarations.eigenrisico.redenen import REDEN
from tariffs.lookup.periods import spread

GENOEMD = ["post_id", "verzekerde_id", "dc", "verzekerd_cent"]
"""What is asked of a post that another one names."""


def references_of(
    posten: pl.DataFrame, rang: pl.Series, anderen: pl.DataFrame | None = None
) -> pl.DataFrame:
    """``credit``, ``is_uit`` and ``eerst_ontvangen`` of posts.

    ``credit`` is what became of a credit, of ``REDEN``, null of a debit; ``is_uit``
    says of a debit that a credit took it out; ``eerst_ontvangen`` is the day on which
    the first bill was received of which a post is the correction. Of several credits of
    one debit that fit the first counts.

    Args:
        posten: Schema ``Posten``, each ``post_id`` once.
        rang: Place of each by ``ontvangstdatum``, then ``post_id``.
        anderen: ``GENOEMD`` of posts of other persons that these may name.
    """
    naming = _paired(posten, rang, anderen)
    fits = (
        (pl.col("dc") == "C")
        & (pl.col("_dc") == "D")
        & pl.col("verzekerde_id").eq_missing(pl.col("_persoon"))
        & (pl.col("verzekerd_cent") == pl.col("_cent"))
    ).fill_null(value=False)
    first = naming.filter(fits).filter(pl.col("_op").is_first_distinct())
    naming = naming.with_columns(_is_eerste=pl.col("_nr").is_in(first["_nr"].implode()))
    credits = naming.filter(pl.col("dc") == "C").select(
        "_nr", credit=_oordeel().cast(REDEN)
    )
    is_uit = np.zeros(posten.height, dtype=bool)
    is_uit[first["_op"].to_numpy()] = True
    said = spread(credits.select("credit"), credits["_nr"], posten.height)["credit"]
    return posten.select(
        credit=pl.when(pl.col("dc") == "C").then(said.fill_null("ZONDER_VERWIJZING")),
        is_uit=pl.Series(is_uit),
        eerst_ontvangen=_first_received(posten["ontvangstdatum"], naming),
    )


def _paired(
    posten: pl.DataFrame, rang: pl.Series, anderen: pl.DataFrame | None
) -> pl.DataFrame:
    """Posts that name another, in order, with what that is where it is known."""
    numbered = posten.select(*GENOEMD, "ref_voorgaande").with_row_index("_nr")
    naming = (
        numbered.with_columns(rang.alias("_rang"))
        .filter(pl.col("ref_voorgaande").is_not_null())
        .sort("_rang")
        .drop("post_id", "_rang")
    )
    named = numbered.filter(is_among(numbered["post_id"], naming["ref_voorgaande"]))
    if anderen is not None:
        named = pl.concat([named, anderen.select(GENOEMD)], how="diagonal")
    place = plaatsen(naming.select(post_id="ref_voorgaande"), named.select("post_id"))
    return naming.hstack(
        named.select(
            _op="_nr", _persoon="verzekerde_id", _dc="dc", _cent="verzekerd_cent"
        )[place]
    )


def _oordeel() -> pl.Expr:
    """What became of a credit that names something."""
    return (
        pl.when(pl.col("_dc").is_null())
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


def _first_received(ontvangen: pl.Series, naming: pl.DataFrame) -> pl.Series:
    """Day on which the first bill was received, of all posts.

    A correction names the bill before it, which may be a correction too, or the credit
    of one. A post that names nothing that is known, or a post of somebody else, was
    received when it says; so was one that is, in the end, a correction of itself.
    """
    links = naming.filter(
        pl.col("_op").is_not_null(),
        pl.col("verzekerde_id").eq_missing(pl.col("_persoon")),
    )
    own, before = (links[name].to_numpy().astype(np.int64) for name in ("_nr", "_op"))
    link = np.arange(ontvangen.len())
    link[own] = before
    root = link.copy()
    for _ in range(own.size.bit_length()):
        # Each round goes twice as far back as the one before.
        root[own] = root[root[own]]
    first = np.where(link[root[own]] == root[own], root[own], own)
    place = np.arange(ontvangen.len())
    place[own] = first
    return ontvangen.gather(place)
