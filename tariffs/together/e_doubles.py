"""E4, the same identity twice: a line, or a dbc, that stands in the batch two times.

A dbc-zorgproduct is billed once per patient, subtraject and component; where a line
lacks the subtraject number, once per patient, code, opening and component. Other
prestaties may rightly occur twice on a day, so for them only the regel_id is an
identity within a delivery; e_declared_before.py holds deliveries against each other.
UNSOURCED[identity]: no document says what the identity of a line is (E4).
"""

import polars as pl

from tariffs.reasons import is_refused_in

_COMPONENT = ("component", "specialisme_uitvoerder_code", "soort_honorarium")

_INTEGRAAL = "INTEGRAAL"

_DBC = ("zorginstelling_code", "verzekerde_id", "subtraject_nummer", *_COMPONENT)

_GEEN = pl.DataFrame(schema={"batch_rij": pl.UInt32, "ander": pl.UInt32})

ZORG = (
    "zorginstelling_code",
    "verzekerde_id",
    "prestatiecodelijst",
    "prestatiecode",
    "begindatum",
    *_COMPONENT,
)
"""What makes two lines one and the same care, but for the number of the subtraject."""


def identity_of(lines: pl.DataFrame) -> pl.DataFrame:
    """Number the identity of the accepted dbc lines of a chunk, for ``find_doubles``.

    Args:
        lines: A chunk with ``batch_rij`` and the ``mask`` of phases A to D.

    Returns:
        ``batch_rij``, ``dag`` and ``identiteit``, a number that equal identities
        share; null for a line without a subtraject number.
    """
    dbc = lines.filter(
        (pl.col("mask") == 0) & (pl.col("dc") == "D"),
        pl.col("soort_prestatie") == "DBC",
        # A line without verzekerde is a patient of its own (e_combinations.py).
        pl.col("verzekerde_id").is_not_null(),
    )
    return dbc.select(
        "dag",
        "batch_rij",
        # Patient and component follow below, where few lines are left.
        identiteit=pl.when(pl.col("subtraject_nummer").is_not_null()).then(
            pl.col("subtraject_nummer").hash() ^ pl.col("aanbieder").hash()
        ),
    )


def find_doubles(
    identities: pl.DataFrame,
    regels: pl.DataFrame,
    mask: pl.Series,
    refused: pl.Series,
) -> pl.DataFrame:
    """Find the later bearers of an identity.

    Args:
        identities: What ``identity_of`` gave for every chunk.
        regels: The batch.
        mask: What chunks refused; only debits that phases A to D accept can be double.
        refused: ``batch_rij`` of lines that a rule of phase E refuses: nothing is a
            double of those.

    Returns:
        ``batch_rij`` and ``ander``, the first bearer by day and then regel_id; of lines
        of one regel_id the first by all that they say, never by where they stand.
    """
    double_id = _of_one_name(regels, mask, refused)
    if not double_id.is_empty():
        identities = identities.join(
            double_id, on="batch_rij", how="anti", maintain_order="left"
        )
    met_nummer = identities.filter(pl.col("identiteit").is_not_null())
    suspect = met_nummer.clear()
    if met_nummer["identiteit"].n_unique() < met_nummer.height:
        suspect = met_nummer.filter(pl.col("identiteit").is_duplicated())
    dbc = zorg_of(regels[suspect["batch_rij"]]).select(*_DBC, "regel_id")
    dbc = dbc.hstack(suspect)
    # Of each line one of the three asks, so that none is found twice.
    return pl.concat(
        [
            double_id,
            _later(dbc, list(_DBC), ["dag", "regel_id"], refused),
            _unnumbered(identities, regels, refused),
        ]
    )


def _of_one_name(
    regels: pl.DataFrame, mask: pl.Series, refused: pl.Series
) -> pl.DataFrame:
    """Later bearers of a regel_id."""
    if not _has_double_id(regels["regel_id"]):
        return _GEEN
    lines = regels.with_columns(
        mask=mask, batch_rij=pl.int_range(pl.len(), dtype=pl.UInt32)
    ).filter(
        ~is_refused_in("ABCD") & (pl.col("dc") == "D"),
        pl.col("regel_id").is_duplicated(),
    )
    zegt = [column for column in regels.columns if column != "begindatum"]
    return _later(lines, ["regel_id"], ["begindatum", *zegt], refused)


def _unnumbered(
    identities: pl.DataFrame, regels: pl.DataFrame, refused: pl.Series
) -> pl.DataFrame:
    """Later bearers of the same care, where either lacks its subtraject number.

    A line without number gives way to one that has it.
    """
    without = identities.filter(pl.col("identiteit").is_null())
    if without.is_empty():
        return _GEEN
    suspect = zorg_of(regels[without["batch_rij"]]).select(ZORG).unique()
    zorg = (
        zorg_of(regels[identities["batch_rij"]])
        .hstack(identities)
        .join(suspect, on=ZORG, how="semi", nulls_equal=True)
        .with_columns(is_zonder=pl.col("identiteit").is_null())
    )
    later = _later(zorg, list(ZORG), ["is_zonder", "regel_id"], refused)
    # Two lines that both have a number, and another, are two subtrajecten.
    return later.join(without, on="batch_rij", how="semi", maintain_order="left")


def zorg_of(regels: pl.DataFrame) -> pl.DataFrame:
    """The columns that say which care lines are, and their numbers."""
    return regels.select(
        *(column for column in ZORG if column not in _COMPONENT),
        *components(),
        "subtraject_nummer",
        "regel_id",
        "bestand_id",
    )


def components() -> list[pl.Expr]:
    """What part of care a line bills: all of it, whoever gave it, or one component.

    An integral tariff has no part per specialisme (Aanwijzing II.2): that a line names
    the uitvoerder and another does not makes them no two.
    """
    component = pl.col("component").fill_null(_INTEGRAAL)
    is_part = component != _INTEGRAAL
    return [component, *(pl.when(is_part).then(column) for column in _COMPONENT[1:])]


def _has_double_id(regel_ids: pl.Series) -> bool:
    # Most batches come sorted, where doubles stand side by side.
    if regel_ids.is_sorted():
        return bool((regel_ids == regel_ids.shift(1)).any())
    return regel_ids.hash().n_unique() < len(regel_ids)


def _later(
    lines: pl.DataFrame, key: list[str], orde: list[str], refused: pl.Series
) -> pl.DataFrame:
    """Lines behind the first of their key that is not refused, with that one."""
    counts = ~pl.col("batch_rij").is_in(refused.implode())
    place = pl.int_range(pl.len(), dtype=pl.UInt32)
    return (
        lines.sort(orde, maintain_order=True)
        .with_columns(place=place)
        .with_columns(
            pl.col("batch_rij", "place")
            .filter(counts)
            .first()
            .over(key)
            .name.suffix("_1")
        )
        .filter(pl.col("place") > pl.col("place_1"))
        .select("batch_rij", ander="batch_rij_1")
    )
