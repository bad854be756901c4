"""Where do rows stand among others?

Of a ledger of millions of posts a join of texts is most of the work. Here it goes by
hash; what a hash finds is compared, so that the answer is that of the texts.

Dutch terms: plaats (position, from 0).
"""

import numpy as np
import numpy.typing as npt
import polars as pl

Hashes = npt.NDArray[np.uint64]

_BITS = 64


def plaatsen(rows: pl.DataFrame, among: pl.DataFrame) -> pl.Series:
    """Place of each row among others, equal in all columns; null where it is not there.

    Two nulls are equal.

    Args:
        rows: Rows to look for.
        among: Rows of the same columns, each once.
    """
    names = rows.columns
    among = among.select(names).rechunk()
    if among.is_empty():
        return pl.Series("plaats", [], pl.UInt32).extend_constant(None, rows.height)
    place = _of_hash(rows.hash_rows().to_numpy(), among.hash_rows().to_numpy())
    if place is not None and _are_equal(rows, among, place):
        return place
    # Two rows of one hash; it is not to be expected in the life of this program.
    exact = rows.join(
        among.with_row_index("plaats"),
        on=names,
        how="left",
        nulls_equal=True,
        maintain_order="left",
    )
    return exact["plaats"]


def _of_hash(hashes: Hashes, among: Hashes) -> pl.Series | None:
    """Place of each hash among others; None where two of those are the same.

    The first bits of a hash say where in their order to begin to look.
    """
    order = np.argsort(among)
    in_order = among[order]
    if (in_order[1:] == in_order[:-1]).any():
        return None
    bits = np.uint64(_BITS - among.size.bit_length())
    counts = np.bincount((in_order >> bits).astype(np.int64), minlength=2 * among.size)
    begin = np.cumsum(counts) - counts
    # One more, larger than all, on which every search ends.
    in_order = np.append(in_order, np.uint64(2**_BITS - 1))
    place = begin[hashes >> bits]
    ahead = np.flatnonzero(in_order[place] < hashes)
    while ahead.size:
        place[ahead] += 1
        ahead = ahead[in_order[place[ahead]] < hashes[ahead]]
    is_found = (in_order[place] == hashes) & (place < among.size)
    found = np.append(order, 0)[place].astype(np.uint32)
    return pl.Series("plaats", found).set(pl.Series(~is_found), None)


def _are_equal(rows: pl.DataFrame, among: pl.DataFrame, place: pl.Series) -> bool:
    is_found = place.is_not_null()
    return all(
        (among[name].gather(place).eq_missing(rows[name]) | ~is_found).all()
        for name in rows.columns
    )


def is_among(values: pl.Series, some: pl.Series) -> pl.Series:
    """Which values have the hash of one of some: all that are there, and hardly more.

    Two nulls are equal.
    """
    if values.is_empty():
        return pl.Series([], dtype=pl.Boolean)
    return values.hash().is_in(some.hash().implode())
