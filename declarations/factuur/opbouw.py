"""Put records of ZH308 in a message: their order, numbers, keys and totals.

It knows how records of v9.0 hang together, not which value a field has.
"""

from collections.abc import Mapping

import polars as pl

_SLEUTEL = ("03", "04", "05")
_PRESTATIE = {"09": "06", "10": "08", "11": "09", "13": "10"}
_ACTIVITEIT = {"09": "06", "10": "07", "11": "08", "13": "09"}


def build_messages(
    voorloop: pl.DataFrame,
    prestaties: pl.DataFrame,
    tarieven: pl.DataFrame,
    activiteiten: pl.DataFrame,
) -> dict[str, pl.DataFrame]:
    """The frames of text of all files, to be written by ``from_frames``.

    Args:
        voorloop: ``bestand`` and fields of 01, a row a file.
        prestaties: ``bestand``, ``sleutel`` (one a prestatie), ``verzekerde_id`` and
            fields of 02 and 04; those of one person in one file stand together.
        tarieven: ``sleutel`` and fields of 06.
        activiteiten: ``sleutel`` and fields of 16.

    Returns:
        A frame by each name of ``velden.RECORDNAMEN`` but commentaar, in which a
        detail record has its running number from 1.

    Source: ZH308 v9.0, build of the message, xx02 and 9902 to 9910.
    """
    lines = prestaties.with_row_index("volgorde")
    persons = (
        # Not by BSN: all who have none share 999999999.
        lines.group_by("bestand", "verzekerde_id", maintain_order=True)
        .agg(pl.col("volgorde").first(), pl.col("^r02.*$").first())
        .with_columns(soort=pl.lit("02"), plaats=pl.lit(0, dtype=pl.Int64))
    )
    lines = lines.with_columns(soort=pl.lit("04"), plaats=pl.lit(0, dtype=pl.Int64))
    fees = _below(tarieven, lines, "06", _PRESTATIE)
    acts = _below(activiteiten, lines, "16", _ACTIVITEIT)
    parts = {"02": persons, "04": lines, "06": fees, "16": acts}
    order = (
        pl.concat(
            [
                part.select("bestand", "volgorde", "soort", "plaats").with_row_index(
                    "rij"
                )
                for part in parts.values()
            ]
        )
        .sort("volgorde", "soort", "plaats", maintain_order=True)
        .with_columns(nummer=pl.int_range(1, pl.len() + 1).over("bestand"))
    )
    frames = {
        naam: _numbered(parts[soort], order, soort)
        for soort, naam in (
            ("02", "verzekerden"),
            ("04", "prestaties"),
            ("06", "tarieven"),
            ("16", "zorgactiviteiten"),
        )
    }
    frames["voorloop"] = voorloop.with_columns(record=pl.lit(1, dtype=pl.Int64))
    frames["sluit"] = _sluit(order, fees)
    return frames


def _below(
    own: pl.DataFrame, lines: pl.DataFrame, soort: str, keys: Mapping[str, str]
) -> pl.DataFrame:
    """Records below a 04, with the key of their prestatie."""
    of_line = {f"r{soort}{each}": f"r04{each}" for each in _SLEUTEL}
    of_line |= {f"r{soort}{mine}": f"r04{theirs}" for theirs, mine in keys.items()}
    return own.join(
        lines.select(
            "sleutel",
            "bestand",
            "volgorde",
            *(pl.col(theirs).alias(mine) for mine, theirs in of_line.items()),
        ),
        on="sleutel",
        how="inner",
        maintain_order="left",
    ).with_columns(soort=pl.lit(soort), plaats=pl.int_range(pl.len(), dtype=pl.Int64))


def _numbered(part: pl.DataFrame, order: pl.DataFrame, soort: str) -> pl.DataFrame:
    """Fields of one kind of record, with its number in the file."""
    numbers = order.filter(pl.col("soort") == soort).select("rij", "nummer")
    return (
        part.with_row_index("rij")
        .join(numbers, on="rij", how="left", maintain_order="left")
        .with_columns(
            pl.col("nummer").cast(pl.String).alias(f"r{soort}02"),
            record=pl.col("nummer") + 1,
        )
        .select("bestand", "record", f"^r{soort}.*$")
    )


def _sluit(order: pl.DataFrame, fees: pl.DataFrame) -> pl.DataFrame:
    """The tail of each file, with its counts and its total."""
    cents = pl.col("r0620").cast(pl.Int64)
    totals = fees.group_by("bestand", maintain_order=True).agg(
        totaal=pl.when(pl.col("r0621") == "C").then(-cents).otherwise(cents).sum()
    )
    counts = order.group_by("bestand", maintain_order=True).agg(
        *(
            (pl.col("soort") == soort).sum().cast(pl.String).alias(f"r99{rubriek}")
            for rubriek, soort in (
                ("02", "02"),
                ("04", "04"),
                ("05", "06"),
                ("06", "16"),
            )
        ),
        pl.len().cast(pl.String).alias("r9908"),
        record=pl.len().cast(pl.Int64) + 2,
    )
    return counts.join(totals, on="bestand", maintain_order="left").select(
        "bestand",
        "record",
        "^r99.*$",
        r9903=pl.lit("0"),
        r9907=pl.lit("0"),
        r9909=pl.col("totaal").abs().cast(pl.String),
        r9910=pl.when(pl.col("totaal") < 0).then(pl.lit("C")).otherwise(pl.lit("D")),
    )
