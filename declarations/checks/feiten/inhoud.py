"""What a line says, without its numbers in the message and its references (G16).

Two lines with one sha256 say the same: the 04 with its 06 and 16, in whatever order.
Left out are the kind of record, the running numbers (xx02, 0413), the references of
this line and of the one before it (0458, 0459, 0622, 0623, 1620, 1621), what 06 and 16
repeat of their 04, and 0436, which says that a line is sent again.
"""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import polars as pl

from declarations.berichten.zh308.velden import kolommen
from declarations.checks.feiten.levering import Levering

_PER_PART: Final = 25_000
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
    below = [
        (_in_order(frame), said[record])
        for frame, record in ((d.tarieven, "06"), (d.zorgactiviteiten, "16"))
    ]

    def digests(begin: int) -> list[str]:
        part = d.prestaties.slice(begin, _PER_PART)
        # Row numbers of the whole delivery, one after another.
        under = [
            _between(frame, begin, begin + part.height).select("prestatie", text)
            for frame, text in below
        ]
        return _digests(part.select("prestatie", said["04"]), pl.concat(under))

    # A line is written out once, in parts: the text of all would not be lean. Polars
    # writes one out while the other is hashed.
    with ThreadPoolExecutor(2) as threads:
        parts = threads.map(digests, range(0, d.prestaties.height, _PER_PART))
        every = [digest for part in parts for digest in part]
    return d.prestaties.select(
        "prestatie", pl.Series("inhoud_sha256", every, dtype=pl.String)
    )


def _in_order(frame: pl.DataFrame) -> pl.DataFrame:
    """Records under a 04, those of one line together."""
    if frame["prestatie"].null_count():
        frame = frame.filter(pl.col("prestatie").is_not_null())
    return frame if frame["prestatie"].is_sorted() else frame.sort("prestatie")


def _between(frame: pl.DataFrame, begin: int, end: int) -> pl.DataFrame:
    """The records of lines from ``begin`` to before ``end``."""
    first, last = frame["prestatie"].search_sorted(pl.Series([begin, end]), side="left")
    return frame.slice(first, last - first)


def _digests(lines: pl.DataFrame, under: pl.DataFrame) -> list[str]:
    """The sha256 of lines, in order, with what stands under them."""
    below = under.group_by("prestatie").agg(below=pl.col("said").sort())
    texts = lines.join(below, on="prestatie", how="left", maintain_order="left").select(
        pl.concat_str(
            "said", pl.col("below").list.join("\n").fill_null(""), separator="\n"
        )
    )
    # Polars has no sha256.
    return [
        hashlib.sha256(text.encode()).hexdigest()
        for text in texts.to_series().to_list()
    ]


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
