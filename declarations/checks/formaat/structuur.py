"""F03, F06, F07, F08, F09: the order of records, their numbers, counts and total.

Source: ZH308 v9.0 (order of records, 9902-9910); Vektis COD954 (8026, 0801, 0150-0158,
8075); docs/decisions.md 49 (record 98, unknown records).
"""

import polars as pl

from declarations.berichten.zh308.velden import RECORDNAMEN, signed
from declarations.checks.feiten.levering import Levering
from declarations.checks.formaat.velden.records import (
    DEBITEUR,
    begins_file,
    count_records,
    in_order,
    records,
)
from declarations.checks.formaat.velden.regels import Regel, judge_by
from declarations.checks.oordeel import Oordeel, fails, judge

_NA = {
    1: (2,),
    2: (4,),
    4: (6,),
    6: (2, 4, 6, 16, 99),
    16: (2, 4, 16, 99),
    99: (),
}
"""Which record may follow which; 03 and 98 stand outside of this order."""

_TELLINGEN = (
    ("9902", "verzekerden", "0151"),
    ("9904", "prestaties", "0158"),
    ("9905", "tarieven", "0156"),
    ("9906", "zorgactiviteiten", "0156"),
    ("9907", "commentaar", "0153"),
)
"""Field of the 99, frame it counts, code of the retour. 0157 would be that of 9905 if
its meaning, which was not found, is the number of tariefrecords."""


def volgorde(levering: Levering) -> Oordeel:
    """F03: the records stand as 01 (02 (04 06+ 16*)+)+ 99; a 98 behind a detail record.

    A debiteurrecord (F09) is passed over.
    """
    known = levering.once(records)
    order = known.filter(~pl.col("soort").is_in([3, 98])).with_columns(
        vorige=pl.when(~begins_file()).then(pl.col("soort").shift(1))
    )
    allowed = pl.col("vorige").is_null() & (pl.col("soort") == 1)
    for before, after in _NA.items():
        allowed |= (pl.col("vorige") == before) & pl.col("soort").is_in(after)
    # Polars 2.1 panics where pl.format stands in a branch of when and the columns of a
    # frame are cut in other chunks.
    wrong = order.filter(~allowed.fill_null(value=False)).rechunk()
    wrong = wrong.select(
        "bestand_nr",
        "record",
        waarde=_kind("soort"),
        verwacht=pl.when(pl.col("vorige").is_null())
        .then(pl.lit("01 als eerste record"))
        .otherwise(pl.format("een record dat na {} mag staan", _kind("vorige"))),
    )
    comments = known.with_columns(
        vorige=pl.when(pl.col("soort") != 98).then("soort").forward_fill()
    ).filter(pl.col("soort") == 98, pl.col("vorige").is_in([1, 99]))
    loose = comments.select(
        "bestand_nr",
        "record",
        waarde=pl.lit("98"),
        verwacht=pl.lit("commentaar (98) achter een detailrecord"),
    )
    unknown = levering.declaraties.vorm.filter(pl.col("soort") == "ONBEKEND_RECORD")
    strange = unknown.select(
        "bestand_nr",
        "record",
        "waarde",
        verwacht=pl.lit("een recordsoort van ZH308: 01, 02, 04, 06, 16, 98 of 99"),
    )
    found = pl.concat([wrong, loose, strange, _unclosed(known)]).unique(
        ["bestand_nr", "record"], keep="first", maintain_order=True
    )
    return fails(found, count_records(levering))


def _unclosed(known: pl.DataFrame) -> pl.DataFrame:
    """The last record of each file that no 99 closes."""
    last = known.group_by("bestand_nr", maintain_order=True).agg(
        pl.col("record").last(), pl.col("soort").last(), sluit=pl.col("soort").max()
    )
    return last.filter(pl.col("sluit") != 99).select(
        "bestand_nr",
        "record",
        waarde=_kind("soort"),
        verwacht=pl.lit("99 als laatste record"),
    )


def _kind(column: str) -> pl.Expr:
    names = {int(record): record for record in (*RECORDNAMEN, DEBITEUR)}
    return pl.col(column).replace_strict(names, return_dtype=pl.String)


def detailnummering(levering: Levering) -> Oordeel:
    """F06: detail records are numbered 1, 2, 3 ...; 98 has the number of another.

    Each record is held against the one before it, so that one gap is told once. A
    record of which no number can be read (03, an unknown kind) takes one.
    """
    d = levering.declaraties
    numbered = [
        frame.select("bestand_nr", "record", nummer=number)
        for frame, number in (
            (d.verzekerden, "r0202"),
            (d.prestaties, "r0402"),
            (d.tarieven, "r0602"),
            (d.zorgactiviteiten, "r1602"),
        )
    ]
    silent = _unnumbered(levering).select(
        "bestand_nr",
        "record",
        nummer=pl.lit(None, pl.Int64),
        is_stil=pl.lit(value=True),
    )
    rows = in_order(
        pl.concat(
            [
                *(each.with_columns(is_stil=pl.lit(value=False)) for each in numbered),
                silent,
            ]
        )
    )
    first, row = begins_file(), pl.int_range(pl.len(), dtype=pl.Int64)
    rows = rows.with_columns(
        is_eerste=first,
        plaats=row - pl.when(first).then(row).forward_fill() + 1,
    )
    shift = pl.col("nummer") - pl.col("plaats")
    # What was off before stays off: only a new gap is told.
    off = pl.when("is_eerste").then(shift.fill_null(0)).otherwise(shift).forward_fill()
    before = pl.when("is_eerste").then(0).otherwise(off.shift(1))
    rows = rows.with_columns(verwacht=pl.col("plaats") + before).filter(
        ~pl.col("is_stil")
    )
    return judge(
        rows,
        pl.col("nummer").ne_missing(pl.col("verwacht")),
        waarde=pl.col("nummer").cast(pl.String),
        verwacht=pl.col("verwacht").cast(pl.String),
    )


def _unnumbered(levering: Levering) -> pl.DataFrame:
    """Debiteurrecords and records of an unknown kind, but for those behind the 99."""
    behind = levering.declaraties.vorm.filter(pl.col("soort") == "NA_SLUIT")
    return levering.declaraties.overig.join(
        behind, on=["bestand_nr", "record"], how="anti"
    ).select("bestand_nr", "record")


def hertelling(levering: Levering) -> Oordeel:
    """F07: the 99 has the number of records of each kind, and of all details."""
    d = levering.declaraties
    counted = {
        rubriek: d.records[frame].group_by("bestand_nr").len(f"n{rubriek}")
        for rubriek, frame, _ in _TELLINGEN
    }
    debiteuren = d.overig.filter(pl.col("soort") == DEBITEUR)
    counted["9903"] = debiteuren.group_by("bestand_nr").len("n9903")
    strange = _unnumbered(levering).group_by("bestand_nr").len("vreemd")
    rows = d.sluit
    for counts in (*counted.values(), strange):
        rows = rows.join(counts, on="bestand_nr", how="left", maintain_order="left")
    names = [f"n{rubriek}" for rubriek in counted]
    rows = rows.with_columns(
        pl.col(*names, "vreemd").fill_null(0).cast(pl.Int64)
    ).with_columns(
        n9908=pl.sum_horizontal(name for name in names if name != "n9903")
        + pl.col("vreemd")
    )
    codes = {rubriek: code for rubriek, _, code in _TELLINGEN}
    return judge_by(
        rows,
        [
            Regel(
                rubriek,
                pl.col(f"r{rubriek}").ne_missing(pl.col(f"n{rubriek}")),
                pl.format("{}: zoveel records staan er", f"n{rubriek}"),
                retourcode=codes.get(rubriek, "0156"),
            )
            for rubriek in ("9902", "9903", "9904", "9905", "9906", "9907", "9908")
        ],
    )


def totaalbedrag(levering: Levering) -> Oordeel:
    """F08: 9909, signed by 9910, is the sum of the 0620, signed by their 0621."""
    sums = levering.tarieven.group_by("bestand_nr").agg(
        som=signed("r0620", "r0621").sum()
    )
    rows = levering.declaraties.sluit.join(
        sums, on="bestand_nr", how="left", maintain_order="left"
    ).with_columns(pl.col("som").fill_null(0), totaal=signed("r9909", "r9910"))
    return judge(
        rows,
        pl.col("totaal").ne_missing(pl.col("som")),
        waarde=pl.col("totaal").cast(pl.String),
        verwacht=pl.format("{} cent: som van 0620", "som"),
    )


def debiteurrecord(levering: Levering) -> Oordeel:
    """F09: a message to an insurer has no debiteurrecord (03), and 9903 is zero."""
    d = levering.declaraties
    debiteuren = (
        d.overig.filter(pl.col("soort") == DEBITEUR)
        .group_by("bestand_nr", maintain_order=True)
        .agg(pl.col("record").first(), waarde=pl.format("{} records 03", pl.len()))
    )
    counted = (
        d.sluit.filter(pl.col("r9903") != 0)
        .join(debiteuren, on="bestand_nr", how="anti")
        .select("bestand_nr", "record", waarde=pl.col("r9903").cast(pl.String))
    )
    found = pl.concat([debiteuren, counted]).with_columns(
        verwacht=pl.lit("geen debiteurrecord: 9903 is 000000")
    )
    return fails(found, d.bestanden.height)


CHECKS = {
    "F03": volgorde,
    "F06": detailnummering,
    "F07": hertelling,
    "F08": totaalbedrag,
    "F09": debiteurrecord,
}
