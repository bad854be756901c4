"""Finds the main subtraject that a ZT51 belongs to.

A ZT51 is registered beside the zorgtraject of the hoofdbehandelaar and is sent together
with it; add-ons IC of a ZT51 are billed under its subtraject_nummer.

Dutch terms: hoofdtraject (the zorgtraject a ZT51 supports), hoofdsubtraject (the
subtraject of it that runs at the same time).

Source: Regeling msz 2016 art. 11.2, 12, 13, 33a.6.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from grouper.compiled.arrays import I64, U32, Bools
from grouper.findings.bevindingen import (
    KOPPELING_LEEG,
    KOPPELING_SCHOON,
    VERZEKERDE_VAAK,
)
from grouper.registration.columns import INSTELLING, KEY, notation
from grouper.registration.periodsearch import EVER, NEVER, Met, Periods
from tabellen.bevinding import Bevinding
from tabellen.errors import InputFileError
from tabellen.notices import Notice
from tabellen.values.dates import day_of_text
from tabellen.values.texts import cleaned, is_inexact, is_unclean, present

IC_MET_HOOFDTRAJECT = "51"

HOOFDZORGTYPEN = ("11", "21")
"""Zorgtypen of a hoofdbehandelaar; a consult (13) is none (art. 11.3)."""

LINKS = (
    # What the ZT51 refers to outranks what the two have in common.
    ("hoofdtraject_nummer", "zorgtraject_nummer"),
    ("zorgtraject_nummer", "zorgtraject_nummer"),
    ("verzekerde_id", "verzekerde_id"),
)
"""Column of the ZT51 and of the main subtraject that must agree, the surest first."""

MEERDERE = 2
"""What ``kandidaten`` says where more than one remained, however many."""

MAX_PER_VERZEKERDE = 500
"""Subtrajecten that one verzekerde_id may have before it is told.

UNSOURCED: a subtraject mostly runs for 90 to 120 days (Regeling msz 2016 art.
19), so a zorgtraject has four a year at most; 500 are those of a hundred zorgtrajecten
in a year. A number that stands for unknown has thousands.
"""


SCHEMA = {
    "subtraject_nummer": pl.String,
    "hoofdsubtraject_nummer": pl.String,
    "kandidaten": pl.UInt32,
}


@dataclass(frozen=True)
class Koppeling:
    """The ZT51 of a batch with their main subtrajecten.

    Attributes:
        links: As ``link_hoofdtrajecten`` gives them.
        notices: What there is to tell of the numbers that link.
    """

    links: pl.DataFrame
    notices: tuple[Notice, ...] = ()


def link_hoofdtrajecten(
    subtrajecten: pl.DataFrame | pl.LazyFrame,
    *,
    overlapt: bool = True,
    van: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Find the main subtraject of every ZT51.

    It is of the same provider, has zorgtype 11 or 21, and is named by the column
    hoofdtraject_nummer; where that is empty it shares the zorgtraject_nummer, else the
    verzekerde_id. Among several, one that runs on the begindatum of the ZT51 goes
    first.

    Args:
        subtrajecten: The whole batch, also when it is grouped in chunks.
        overlapt: Whether its period must meet that of the ZT51.
        van: Rows of the batch; only their ZT51 are linked, to main subtrajecten of the
            whole batch. By default all are.

    Returns:
        A row per ZT51 that has any: ``subtraject_nummer``, ``hoofdsubtraject_nummer``
        (null when several remain) and ``kandidaten``: 1, or ``MEERDERE`` when several
        remain.
    """
    return koppel(subtrajecten, overlapt=overlapt, van=van).links


def koppel(
    subtrajecten: pl.DataFrame | pl.LazyFrame,
    *,
    overlapt: bool = True,
    van: pl.DataFrame | None = None,
    max_per_verzekerde: int = MAX_PER_VERZEKERDE,
) -> Koppeling:
    """Find the main subtrajecten, and tell of numbers that are doubtful.

    Args:
        subtrajecten: As for ``link_hoofdtrajecten``.
        overlapt: Likewise.
        van: Likewise.
        max_per_verzekerde: Subtrajecten that one verzekerde_id may have. Those are
            counted that are a ZT51 or share a number with one; others link nothing.

    Raises:
        InputFileError: A hoofdtraject_nummer is a zorgtraject_nummer in another
            notation.
    """
    frame = subtrajecten.lazy()
    columns = frame.collect_schema()
    key = KEY if KEY in columns else "subtraject_nummer"
    links = [link for link in LINKS if set(link) <= set(columns)]
    # Rows are chosen by what stands in the file, and read only then: they are few.
    zorgtype = pl.col("zorgtype_code").cast(pl.String)
    spelled = frame.select(zorgtype.unique()).collect().to_series().drop_nulls()
    code = cleaned(pl.lit(spelled)).str.replace(r"\.0+$", "").str.zfill(2)
    filled = pl.select(code).to_series()
    is_ic = zorgtype.is_in(spelled.filter(filled == IC_MET_HOOFDTRAJECT).implode())
    is_hoofd = zorgtype.is_in(spelled.filter(filled.is_in(HOOFDZORGTYPEN)).implode())
    names = sorted({name for link in links for name in link})
    rows = [
        cleaned(pl.col(key).cast(pl.String)).alias("subtraject_nummer"),
        cleaned(pl.col("subtraject_nummer").cast(pl.String)).alias("nummer"),
        cleaned(pl.col(INSTELLING).cast(pl.String)).str.zfill(8),
        _day("begindatum", columns).alias("begin"),
        _day("einddatum", columns).alias("eind"),
        *(_link(name, columns).alias(name) for name in names),
    ]
    asking = frame if van is None else van.lazy()
    looked = [
        mark(name, columns).alias(f"{name} {n}")
        for n, mark in enumerate((_is_nothing, _is_trimmed))
        for name in names
    ]
    ic = asking.filter(is_ic).select(rows + looked).collect()
    if ic.is_empty() or not links:
        return Koppeling(pl.DataFrame(schema=SCHEMA))
    is_asked = pl.any_horizontal(
        _link(right, columns).is_in(ic[left].drop_nulls().unique().implode())
        for left, right in links
    )
    kept = frame.filter(is_hoofd & is_asked).select(rows).collect()
    if "hoofdtraject_nummer" in names:
        _refuse_nearly_named(ic, kept, frame.filter(is_hoofd), columns)
    notices = [
        _told(frame, notice, name, int(ic[f"{name} {n}"].sum()), is_ic & mark)
        for n, notice in enumerate((KOPPELING_LEEG, KOPPELING_SCHOON))
        for name in names
        if ic[f"{name} {n}"].any()
        for mark in [(_is_nothing, _is_trimmed)[n](name, columns)]
    ]
    if "verzekerde_id" in names:
        ids = pl.concat([ic["verzekerde_id"], kept["verzekerde_id"]]).drop_nulls()
        often = ids.value_counts().filter(pl.col("count") > max_per_verzekerde)
        if often.height:
            of_them = _link("verzekerde_id", columns).is_in(
                often["verzekerde_id"].implode()
            )
            count = int(often["count"].sum())
            notices.append(
                _told(frame, VERZEKERDE_VAAK, "verzekerde_id", count, of_them)
            )
    return Koppeling(_chosen(ic, kept, links, overlapt=overlapt), tuple(notices))


def _told(
    frame: pl.LazyFrame, told: Bevinding, name: str, count: int, mark: pl.Expr
) -> Notice:
    """A notice on a column, with the first row that is marked."""
    row = frame.select(mark.arg_true().first()).collect().item()
    return Notice("subtrajecten", told, name, int(row) + 1, count)


def _is_nothing(name: str, columns: pl.Schema) -> pl.Expr:
    """Whether something stands there that is read as absent."""
    text = pl.col(name).cast(pl.String)
    return (text != "").fill_null(value=False) & _link(name, columns).is_null()


def _is_trimmed(name: str, columns: pl.Schema) -> pl.Expr:
    text = pl.col(name).cast(pl.String)
    return is_unclean(text) & _link(name, columns).is_not_null()


def _day(name: str, columns: pl.Schema) -> pl.Expr:
    """A date column of any form that the encoder reads; null where it is none."""
    if name not in columns:
        return pl.lit(None, pl.Date)
    if columns[name] == pl.Date:
        return pl.col(name)
    return day_of_text(pl.col(name).cast(pl.String))


def _link(name: str, columns: pl.Schema) -> pl.Expr:
    """A number that may be absent, and is where a word for nothing stands."""
    number = pl.col(name)
    if columns[name].is_float() or columns[name].is_decimal():
        # A column of numbers with an empty cell; its neighbour may have none.
        whole = number.cast(pl.Int64, strict=False)
        is_certain = whole.cast(columns[name]) == number
        if columns[name].is_float():
            is_certain &= ~is_inexact(number, columns[name])
        number = pl.when(is_certain).then(whole)
    return present(cleaned(number.cast(pl.String)))


def _refuse_nearly_named(
    ic: pl.DataFrame, kept: pl.DataFrame, hoofd: pl.LazyFrame, columns: pl.Schema
) -> None:
    """Refuse numbers of main zorgtrajecten in another notation than those have.

    Such a column is mostly empty, and so one of floats where the other is of text with
    zeros in front; none would link, and what is billable by itself would change.
    """
    named = ic["hoofdtraject_nummer"].drop_nulls().unique()
    unmet = named.filter(~named.is_in(kept["zorgtraject_nummer"].implode()))
    if unmet.is_empty():
        return
    bare = pl.select(notation(pl.lit(unmet))).to_series()
    own = notation(_link("zorgtraject_nummer", columns))
    near = hoofd.select(own.is_in(bare.unique().implode()).sum()).collect().item()
    if near:
        raise InputFileError(
            f"subtrajecten: {near:,} row(s) bear as zorgtraject_nummer what another "
            "names as hoofdtraject_nummer, but for zeros in front, a fraction of zeros "
            "behind, or capitals. Write the numbers of both columns in one way."
        )


def _chosen(
    ic: pl.DataFrame,
    hoofd: pl.DataFrame,
    links: Sequence[tuple[str, str]],
    *,
    overlapt: bool,
) -> pl.DataFrame:
    """The best candidates of each ZT51: one, or none where several are as good."""
    nummers = hoofd.select("nummer").unique().with_row_index("label")
    hoofd = hoofd.join(nummers, on="nummer", nulls_equal=True)
    found = [
        met.with_columns(order=pl.lit(order))
        for order, met in enumerate(
            met for link in links for met in _met(ic, hoofd, link, overlapt=overlapt)
        )
    ]
    is_one = pl.col("least") == pl.col("most")
    # A double number has the candidates of all rows that bear it.
    return (
        pl.concat(found)
        .filter(pl.col("order") == pl.col("order").min().over("subtraject_nummer"))
        .group_by("subtraject_nummer")
        .agg(pl.col("least").min(), pl.col("most").max())
        .select(
            "subtraject_nummer",
            pl.when(is_one)
            .then(pl.lit(nummers["nummer"]).gather("least"))
            .alias("hoofdsubtraject_nummer"),
            pl.when(is_one)
            .then(1)
            .otherwise(MEERDERE)
            .cast(pl.UInt32)
            .alias("kandidaten"),
        )
    )


def _met(
    ic: pl.DataFrame, hoofd: pl.DataFrame, link: tuple[str, str], *, overlapt: bool
) -> Iterator[pl.DataFrame]:
    """ZT51 with main subtrajecten by one link, and the first and last of their labels.

    First by those that run on the begindatum of the ZT51, then by all.
    """
    left, right = link
    key = ["sleutel", INSTELLING]
    # A ZT51 that names its main zorgtraject has no other.
    if link != LINKS[0] and "hoofdtraject_nummer" in ic.columns:
        ic = ic.filter(pl.col("hoofdtraject_nummer").is_null())
    ic = ic.rename({left: "sleutel"}).drop_nulls(key)
    groepen = ic.select(key).unique().with_row_index("groep")
    hoofd = hoofd.rename({right: "sleutel"}).join(groepen, on=key)
    ic = ic.join(groepen, on=key)
    perioden = Periods(
        _whole(hoofd, "groep"),
        _days(hoofd, "begin"),
        # No einddatum: the subtraject has not been closed.
        _days(hoofd, "eind"),
        _whole(hoofd, "label"),
    )
    groep, begin, eind = _whole(ic, "groep"), _days(ic, "begin"), _days(ic, "eind")
    if not overlapt:
        eind[:] = NEVER
    # On an unknown day nothing runs.
    runs = perioden.meeting(
        np.where(begin == NEVER, -1, groep), begin, np.minimum(begin, eind)
    )
    yield _labelled(ic, runs)
    rest = np.flatnonzero(~runs.is_any)
    begin, eind = begin[rest], eind[rest]
    if not overlapt:
        begin[:] = EVER
    yield _labelled(ic[rest], perioden.meeting(groep[rest], begin, eind))


def _labelled(ic: pl.DataFrame, met: Met) -> pl.DataFrame:
    return ic.select(
        "subtraject_nummer", least=pl.Series(met.least), most=pl.Series(met.most)
    ).filter(pl.lit(pl.Series(met.is_any)))


def _whole(frame: pl.DataFrame, name: str) -> I64:
    return frame[name].cast(pl.Int64).to_numpy(writable=True)


def _days(frame: pl.DataFrame, name: str) -> I64:
    """Days of a column; ``NEVER`` where it has none."""
    return _whole(
        frame.select(pl.col(name).to_physical().cast(pl.Int64).fill_null(NEVER)), name
    )


@dataclass(frozen=True)
class Hoofdtrajecten:
    """Main subtrajecten of a batch, by row.

    Attributes:
        is_ic: Whether the row is a ZT51 (that was not rejected).
        kandidaten: Of a ZT51: 1 when one main subtraject fits, ``MEERDERE`` when
            several do; 0 of all others.
        nummer: Under which subtraject_nummer an add-on is billed: of a ZT51 that of
            its main subtraject, of all others their own.
    """

    is_ic: Bools
    kandidaten: U32
    nummer: pl.Series

    @classmethod
    def of(
        cls,
        nummer: pl.Series,
        is_ic: Bools,
        links: pl.DataFrame | None,
        key: pl.Series | None = None,
    ) -> "Hoofdtrajecten":
        """Read links by row.

        Args:
            nummer: subtraject_nummer of every row.
            is_ic: Which rows are a ZT51 that was not rejected.
            links: As ``link_hoofdtrajecten`` gives them; None when no row is a ZT51.
            key: By what links name the rows, where that is not ``nummer``.
        """
        rows = np.flatnonzero(is_ic)
        kandidaten = np.zeros(len(nummer), np.uint32)
        if len(rows) == 0 or links is None:
            return cls(is_ic, kandidaten, nummer)
        index = pl.Series(rows.astype(np.uint32))
        asked = nummer if key is None else key
        linked = pl.DataFrame({"subtraject_nummer": asked.gather(index)}).join(
            links, on="subtraject_nummer", how="left", maintain_order="left"
        )
        kandidaten[rows] = linked["kandidaten"].fill_null(0).to_numpy()
        place = np.arange(len(nummer), dtype=np.uint32)
        place[rows] = len(nummer) + np.arange(len(rows))
        both = pl.concat([nummer, linked["hoofdsubtraject_nummer"].alias(nummer.name)])
        return cls(is_ic, kandidaten, both.gather(pl.Series(place)))
