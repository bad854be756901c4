"""E4, the same identity twice: a line, or a dbc, that stands in the batch two times.

A dbc-zorgproduct is billed once per patient, subtraject and component; other prestaties
may rightly occur twice on a day, so for them only the regel_id is an identity.
UNSOURCED[identity]: tariffs.md 13 E4 does not say what the identity of a line is.
"""

import polars as pl

from tariffs.reasons import is_refused_in

_DBC = (
    "zorginstelling_code",
    "verzekerde_id",
    "subtraject_nummer",
    "component",
    "specialisme_uitvoerder_code",
    "soort_honorarium",
)


def identity_of(lines: pl.DataFrame) -> pl.DataFrame:
    """Number the identity of the accepted dbc lines of a chunk, for ``find_doubles``.

    Args:
        lines: A chunk with ``batch_rij`` and the ``mask`` of phases A to D.

    Returns:
        ``batch_rij``, ``dag`` and ``identiteit``, a number that equal identities share.
    """
    dbc = lines.select(
        "batch_rij",
        "mask",
        "dc",
        "dag",
        "aanbieder",
        "soort_prestatie",
        "verzekerde_id",
        "subtraject_nummer",
    ).filter(
        (pl.col("mask") == 0) & (pl.col("dc") == "D"),
        pl.col("soort_prestatie") == "DBC",
        # A line without verzekerde is a patient of its own, here as in combinations.py.
        pl.col("subtraject_nummer").is_not_null(),
        pl.col("verzekerde_id").is_not_null(),
    )
    return dbc.select(
        "dag",
        "batch_rij",
        # Patient and component follow below, where few lines are left.
        identiteit=pl.col("subtraject_nummer").hash() ^ pl.col("aanbieder").hash(),
    )


def find_doubles(
    identiteiten: pl.DataFrame, regels: pl.DataFrame, mask: pl.Series
) -> pl.DataFrame:
    """Find the later bearers of an identity.

    Args:
        identiteiten: What ``identity_of`` gave for every chunk.
        regels: The batch.
        mask: What chunks refused; only debits that phases A to D accept can be double.

    Returns:
        ``batch_rij`` and ``ander``, the first bearer by day and then regel_id.
    """
    verdacht = identiteiten.clear()
    if identiteiten["identiteit"].n_unique() < identiteiten.height:
        verdacht = identiteiten.filter(pl.col("identiteit").is_duplicated())
    dbc = regels[verdacht["batch_rij"]].select(*_DBC, "regel_id").hstack(verdacht)
    dubbele_id = regels.select(
        "regel_id", "dc", batch_rij=pl.int_range(pl.len(), dtype=pl.UInt32)
    )
    dubbele_id = (
        dubbele_id.with_columns(mask=mask).filter(
            ~is_refused_in("ABCD") & (pl.col("dc") == "D")
        )
        if _has_double_id(regels["regel_id"])
        else dubbele_id.clear()
    )
    return pl.concat(
        [
            _later(dubbele_id, ["regel_id"], ["batch_rij"]),
            _later(dbc, list(_DBC), ["dag", "regel_id"]),
        ]
    ).unique("batch_rij", keep="first", maintain_order=True)


def _has_double_id(regel_ids: pl.Series) -> bool:
    # Most batches come sorted, where doubles stand side by side.
    if regel_ids.is_sorted():
        return bool((regel_ids == regel_ids.shift(1)).any())
    return regel_ids.hash().n_unique() < len(regel_ids)


def _later(lines: pl.DataFrame, sleutel: list[str], orde: list[str]) -> pl.DataFrame:
    return (
        lines.sort(orde, maintain_order=True)
        .with_columns(ander=pl.col("batch_rij").first().over(sleutel))
        .filter(pl.col("ander") != pl.col("batch_rij"))
        .select("batch_rij", "ander")
    )
