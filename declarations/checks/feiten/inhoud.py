"""What a line says, without its numbers in the message and its references (G16).

Two lines with one sha256 say the same: the 04 with its 06 and 16, in whatever order.
Left out are the kind of record, the running numbers (xx02, 0413), the references of
this line and of the one before it (0458, 0459, 0622, 0623, 1620, 1621), what 06 and 16
repeat of their 04, and 0436, which says that a line is sent again.
"""

import hashlib
from typing import Final

import polars as pl

from declarations.berichten.zh308.velden import kolommen
from declarations.checks.feiten.levering import Levering

_PER_PART: Final = 50_000
"""Lines that are written out at a time: their text takes some 600 bytes each."""

_NUMBERS: Final = frozenset(
    {"r0401", "r0402", "r0413", "r0436", "r0458", "r0459"}
    | {f"r06{place:02}" for place in (*range(1, 11), 22, 23)}
    | {f"r16{place:02}" for place in (*range(1, 10), 20, 21)}
)


def inhoud(levering: Levering) -> pl.DataFrame:
    """``prestatie, inhoud_sha256`` of every line, in order.

    Ask it through ``levering.once``.
    """
    d = levering.declaraties
    said = {
        record: _said(frame, record)
        for record, frame in (
            ("04", d.prestaties),
            ("06", d.tarieven),
            ("16", d.zorgactiviteiten),
        )
    }
    digests: list[str] = []
    # A line is written out once, in parts: the text of all would not be lean.
    for begin in range(0, d.prestaties.height, _PER_PART):
        part = d.prestaties.slice(begin, _PER_PART)
        # Row numbers of the whole delivery, one after another.
        is_under = pl.col("prestatie").is_between(begin, begin + part.height - 1)
        under = [
            frame.filter(is_under).select("prestatie", said[record])
            for frame, record in ((d.tarieven, "06"), (d.zorgactiviteiten, "16"))
        ]
        below = (
            pl.concat(under)
            .group_by("prestatie")
            .agg("said")
            .select("prestatie", below=pl.col("said").list.sort().list.join("\n"))
        )
        texts = (
            part.select("prestatie", said["04"])
            .join(below, on="prestatie", how="left", maintain_order="left")
            .select(
                pl.concat_str("said", pl.col("below").fill_null(""), separator="\n")
            )
        )
        # Polars has no sha256.
        digests += [
            hashlib.sha256(text.encode()).hexdigest()
            for text in texts.to_series().to_list()
        ]
    return d.prestaties.select(
        "prestatie", pl.Series("inhoud_sha256", digests, dtype=pl.String)
    )


def _said(frame: pl.DataFrame, record: str) -> pl.Expr:
    """The fields of a record as one text, whatever they hold.

    Most are the same in every record: those are written out once.
    """
    fields = {
        veld.kolom: pl.col(veld.kolom).to_physical().cast(pl.String).fill_null("")
        for veld in kolommen(record)
        if veld.kolom not in _NUMBERS
    }
    same = frame.select(
        pl.col(name).eq_missing(pl.col(name).first()).all() for name in fields
    ).row(0, named=True)
    first = frame.head(1).select(**fields).to_dict(as_series=False)
    return pl.concat_str(
        pl.lit(record),
        *(
            pl.lit("".join(first[name])) if same[name] else field
            for name, field in fields.items()
        ),
        separator="|",
    ).alias("said")
