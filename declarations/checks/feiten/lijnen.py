"""The debit lines that count: of this delivery and of the history, in one form.

A line is a prestatie (04). Of the history (a row per 06) the rows of one prestatie are
taken together. A line counts no more once it was refused, not judged or credited, be it
by its status, by a credit that was paid, or by a credit in this very delivery that
takes all of it back and that no check of form refuses (docs/decisions.md 48). Only the
history of persons of this delivery is kept, for no check holds lines of two persons
against each other: so that a verdict does not depend on how a batch is cut.

UNSOURCED[historie-instelling]: the history names the declarant, not the institution
(0440); the declarant is taken for it.
"""

from typing import Final

import polars as pl

from declarations.berichten.zh308.velden import signed
from declarations.checks.feiten.levering import Levering, persoon

REGULIER: Final = ("11", "21")
"""Zorgtypen of care that is typed and derived: regular and follow-up."""

GRZ: Final = "8418"
"""Specialisme (0439) of geriatric rehabilitation."""

PAID: Final = ("BETAALD", "DEELS")
"""Status in the history of what was paid."""

_OF_ONE_REFERENCE: Final = (
    *("begin", "eind", "declaratiecode", "subtraject", "aantal", "bedrag_cent"),
    *("bestand_nr", "record", "lijn"),
)
"""By what lines of one reference go, last by where they stand."""

VOLGORDE: Final = ("is_historie", "referentie", *_OF_ONE_REFERENCE)
"""What is asked of lines to put them in order."""

_PERSOON: Final = persoon("bsn", "uzovi", "verzekerdennummer")
"""Of whom a row of the history is."""

LIJN: Final = pl.Schema(
    {
        "is_historie": pl.Boolean(),
        "bestand_nr": pl.UInt32(),
        "record": pl.UInt32(),
        "prestatie": pl.UInt32(),
        "referentie": pl.String(),
        "persoon": pl.String(),
        "uzovi": pl.String(),
        "declarant": pl.String(),
        "instelling": pl.String(),
        "subtraject": pl.String(),
        "zorgtraject": pl.String(),
        "specialisme": pl.String(),
        "zorgtype": pl.String(),
        "diagnose": pl.String(),
        "lijst": pl.String(),
        "declaratiecode": pl.String(),
        "zorgproduct": pl.String(),
        "begin": pl.Date(),
        "eind": pl.Date(),
        "aantal": pl.Int64(),
        "bedrag_cent": pl.Int64(),
        "levering": pl.String(),
    }
)
"""What is known of a line. ``bestand_nr``, ``record`` and ``prestatie`` are null for
the history. ``begin`` is 0411: the opening of a dbc, else the day it was carried out.
``zorgproduct`` is null for what is no dbc. ``levering`` tells files apart: those of
this delivery by number, those of the history by their sha256. Diagnose and specialisme
are zero-filled to four."""


def lijnen(levering: Levering) -> pl.DataFrame:
    """All debit lines that count, with ``lijn``, the number of the row.

    Ask it through ``levering.once``. Those of the delivery come first, in its order.
    A line without a person that can be known (0403 999999999 without number) is of
    nobody and is left out, as is a line without 0411.
    """
    eigen, terug = _of_delivery(levering)
    parts = [eigen]
    if levering.historie is not None:
        mine = eigen.select(pl.col("persoon").unique())
        own = levering.historie.lazy().join(
            mine.lazy(), left_on=_PERSOON, right_on="persoon", how="semi"
        )
        parts.append(_of_history(own, terug))
    return pl.concat(parts).with_row_index("lijn")


def historie_van_allen(levering: Levering) -> pl.DataFrame:
    """The history that counts, of whatever person: what a turnover is made of.

    Rows of ``LIJN``; none where no history was given. A verdict by it hangs on what
    was declared of others, so it is for ceilings alone.
    """
    if levering.historie is None:
        return pl.DataFrame(schema=LIJN)
    return _of_history(levering.historie.lazy(), _of_delivery(levering)[1])


def eigen_lijnen(levering: Levering) -> pl.DataFrame:
    """Those of ``lijnen`` that stand in this delivery: what can fail."""
    lines = levering.once(lijnen)
    # They come first: a slice, where a filter would copy all that is known of them.
    return lines.head(lines["prestatie"].count())


def is_addon() -> pl.Expr:
    """Whether a line goes with a dbc: it names a traject and is none (ZH308 0419)."""
    return pl.col("zorgproduct").is_null() & (
        pl.col("subtraject").is_not_null() | pl.col("zorgtraject").is_not_null()
    )


def in_order(rows: pl.DataFrame, *first: str) -> pl.DataFrame:
    """Lines in the order in which of two the later is "the second".

    What comes ``first`` if anything, then the history before this delivery, then by
    reference (``by_reference``). Lines of one reference (F23 refuses those) go by what
    they say, last by where they stand.
    """
    # Most deliveries have one line a reference: what lines say is not compared then.
    is_alone = rows["referentie"].n_unique() == rows.height
    return rows.sort(
        *first,
        ~pl.col("is_historie"),
        *by_reference("referentie"),
        *(() if is_alone else _OF_ONE_REFERENCE),
    )


def by_reference(column: str) -> tuple[pl.Expr, ...]:
    """What to sort by, so that of two references the higher is last.

    Numbers go by their size, for hospitals number on; then texts, the shorter before
    the longer (R9 before R10); none at all is last.
    """
    text = pl.col(column)
    is_number = text.str.contains(r"^[0-9]+$").fill_null(value=False)
    number = text.str.strip_chars_start("0")
    return (
        text.is_null(),
        ~is_number,
        pl.when(is_number).then(number.str.len_bytes()).otherwise(text.str.len_chars()),
        pl.when(is_number).then(number).otherwise(text),
        text,
    )


def take(levering: Levering, numbers: pl.Series, *columns: str) -> pl.DataFrame:
    """Columns of the lines of these numbers, in their order; none of them is null."""
    return levering.once(lijnen).select(columns)[numbers]


def with_names(levering: Levering, rows: pl.DataFrame, lijn: str) -> pl.DataFrame:
    """Rows with ``andere_records``, the name of the line whose number ``lijn`` has."""
    numbers = rows[lijn].unique().drop_nulls()
    files = levering.declaraties.bestanden.select("bestand_nr", "bestand")
    names = (
        take(levering, numbers, "is_historie", "bestand_nr", "record", "referentie")
        .join(files, on="bestand_nr", how="left", maintain_order="left")
        .select(
            numbers.alias(lijn),
            andere_records=pl.when("is_historie")
            .then("historie:" + pl.col("referentie").fill_null(""))
            .otherwise(pl.format("{}:{}", "bestand", "record")),
        )
    )
    return rows.join(names, on=lijn, how="left", validate="m:1", maintain_order="left")


def _of_delivery(levering: Levering) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Its debits that count, and its credits."""
    rows = (
        levering.prestaties.select(
            "is_credit",
            "r0459",
            is_historie=pl.lit(value=False),
            bestand_nr="bestand_nr",
            record="record",
            prestatie="prestatie",
            referentie="r0458",
            persoon="persoon",
            uzovi="uzovi",
            declarant="declarant",
            instelling="instelling",
            subtraject="r0419",
            zorgtraject="r0415",
            specialisme=pl.col("r0439").str.zfill(4),
            zorgtype="r0427",
            diagnose=pl.col("r0431").str.zfill(4),
            lijst="r0409",
            declaratiecode="r0410",
            zorgproduct="r0414",
            begin="r0411",
            eind="r0412",
            aantal="r0426",
            bedrag_cent="bedrag_cent",
            levering=pl.col("bestand_nr").cast(pl.String),
        )
        .filter(pl.col("persoon").is_not_null() & pl.col("begin").is_not_null())
        .with_row_index("_plaats")
    )
    is_sound = ~pl.col("prestatie").is_in(levering.geweigerd.implode())
    terug = rows.filter(pl.col("is_credit") & is_sound).select(
        "persoon",
        "declarant",
        referentie="r0459",
        bedrag_cent=-pl.col("bedrag_cent"),
    )
    debet = rows.filter(~pl.col("is_credit"))
    return _without_credited(debet, terug).select(LIJN.names()).cast(LIJN), terug


def _of_history(historie: pl.LazyFrame, terug: pl.DataFrame) -> pl.DataFrame:
    """Its prestaties that were paid and that nothing took back."""
    rows = (
        historie.with_columns(
            persoon=_PERSOON,
            status=pl.col("status").cast(pl.String),
            dc=pl.col("dc").cast(pl.String),
        )
        .filter(pl.col("status").is_in(PAID))
        .with_row_index("_plaats")
        .collect()
    )
    debet = rows.filter(pl.col("dc") == "D")
    credit = rows.filter(pl.col("dc") == "C").select(
        "persoon", "declarant", referentie="referentie_voorgaand"
    )
    # A credit names the 06 that it takes back, or the 04.
    for reference in ("referentie_tarief", "referentie_prestatie"):
        debet = debet.join(
            credit,
            left_on=["persoon", "declarant", reference],
            right_on=["persoon", "declarant", "referentie"],
            how="anti",
            maintain_order="left",
        )
    key = ["bestand_sha256", "declarant", "referentie_prestatie"]
    lines = (
        debet.with_columns(
            # A row without reference is a line of its own.
            _los=pl.when(pl.col("referentie_prestatie").is_null()).then("_plaats")
        )
        .group_by(*key, "persoon", "_los", maintain_order=True)
        .agg(
            pl.first("_plaats"),
            is_historie=pl.lit(value=True),
            bestand_nr=pl.lit(None, pl.UInt32),
            record=pl.lit(None, pl.UInt32),
            prestatie=pl.lit(None, pl.UInt32),
            referentie=pl.first("referentie_prestatie"),
            uzovi=pl.first("uzovi"),
            instelling=pl.first("declarant"),
            subtraject=pl.first("subtraject_nummer"),
            zorgtraject=pl.first("zorgtraject_nummer"),
            specialisme=pl.first("specialisme_code").str.zfill(4),
            zorgtype=pl.first("zorgtype_code"),
            diagnose=pl.first("diagnose_code").str.zfill(4),
            lijst=pl.first("prestatiecodelijst"),
            declaratiecode=pl.first("declaratiecode"),
            zorgproduct=pl.first("zorgproduct_code"),
            begin=pl.first("begindatum"),
            eind=pl.first("einddatum"),
            aantal=pl.first("aantal"),
            bedrag_cent=signed("declaratiebedrag_cent", "dc").sum(),
        )
        .with_columns(levering=pl.col("bestand_sha256"))
        .filter(pl.col("begin").is_not_null())
    )
    return _without_credited(lines, terug).select(LIJN.names()).cast(LIJN)


def _without_credited(debet: pl.DataFrame, terug: pl.DataFrame) -> pl.DataFrame:
    """Debits, without those that a credit of this delivery takes back whole.

    A credit of another amount is no credit of that debit (F21 refuses it).
    """
    key = ["persoon", "declarant", "referentie", "bedrag_cent"]
    return debet.join(terug, on=key, how="anti", maintain_order="left")
