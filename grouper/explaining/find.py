"""Finds the rows of a few subtrajecten in a batch of any size.

Tables are filtered as they are read: of a file of millions of rows only those asked for
are held. Numbers meet as they do when a batch is grouped (``intake``); the number that
is asked for may have blanks or invisible characters, and against a column of numbers
zeros in front.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import polars as pl

from grouper.ozp.hoofdtraject import IC_MET_HOOFDTRAJECT, SCHEMA, link_hoofdtrajecten
from grouper.registration.columns import KEY, NESTED, NUMMER
from grouper.registration.intake import take_in
from grouper.registration.reading import read_nummer, unnest_zorgactiviteiten
from productstructure.errors import CallError
from tabellen.values.texts import cleaned

_RIJ, _REGEL, _WIE = "__rij", "__regel", "__wie"
"""Columns while rows are looked for: place in the table, and whose row it is."""

Reader = Callable[[pl.LazyFrame], pl.DataFrame]


def read_streaming(rows: pl.LazyFrame) -> pl.DataFrame:
    """Read what is asked of a table without holding the rest."""
    return rows.collect(engine="streaming")


@dataclass(frozen=True)
class Haystack:
    """A batch that rows are looked for in, after ``take_in``.

    Attributes:
        subtrajecten: Its rows.
        zorgactiviteiten: Its activities; None in the nested form.
        is_number: Whether the subtrajecten came with numbers for subtraject_nummer,
            which have no zeros in front.
        read_subtrajecten: Reads what is asked of them.
        read_zorgactiviteiten: Likewise.
    """

    subtrajecten: pl.LazyFrame
    zorgactiviteiten: pl.LazyFrame | None
    is_number: bool = False
    read_subtrajecten: Reader = read_streaming
    read_zorgactiviteiten: Reader = read_streaming

    @classmethod
    def of(
        cls, subtrajecten: pl.DataFrame, zorgactiviteiten: pl.DataFrame | None
    ) -> "Haystack":
        """Take in two frames, as for ``Grouper.group``.

        Raises:
            InputFileError: A required column is missing, or they cannot be read.
        """
        for frame, what in (
            (subtrajecten, "subtrajecten"),
            (zorgactiviteiten, "zorgactiviteiten"),
        ):
            if frame is not None:
                read_nummer(frame, what)
        taken = take_in(subtrajecten, zorgactiviteiten)
        lines = taken.zorgactiviteiten
        return cls(
            taken.subtrajecten.lazy(),
            None if lines is None else lines.lazy(),
            is_number=subtrajecten.schema[NUMMER].is_numeric(),
        )


@dataclass(frozen=True)
class FoundRows:
    """The rows of one subtraject, with their places in the batch.

    Attributes:
        subtrajecten: Every bearer of the number within one hospital.
        rows: Where each stood, from 0.
        zorgactiviteiten: The activities of that number.
        lines: Where each stood, from 0; in the nested form as if all were one table.
        hoofdtrajecten: Of a ZT51: its main subtraject, as ``link_hoofdtrajecten``
            gives it.
    """

    subtrajecten: pl.DataFrame
    rows: Sequence[int]
    zorgactiviteiten: pl.DataFrame
    lines: Sequence[int]
    hoofdtrajecten: pl.DataFrame


def find_rows(
    batch: Haystack, nummers: Sequence[str], *, overlapt: bool = True
) -> Iterator[FoundRows]:
    """Find the rows of some subtrajecten.

    Args:
        batch: Where they stand.
        nummers: Numbers of subtrajecten.
        overlapt: Whether the period of a main subtraject must meet that of a ZT51.

    Yields:
        In the order of ``nummers``, each once; a number that several hospitals have
        gives one for each, in the order of the batch.

    Raises:
        CallError: A number is borne by no subtraject.
    """
    asked = _as_keys(nummers, is_number=batch.is_number)
    own = _chosen(batch.subtrajecten, batch.read_subtrajecten, asked, _RIJ)
    _refuse_absent(batch, asked, set(own[NUMMER]))
    links = _links(batch, own, overlapt=overlapt)
    if batch.zorgactiviteiten is None:
        own, activities = _unnested(batch, own)
    else:
        activities = _chosen(
            batch.zorgactiviteiten, batch.read_zorgactiviteiten, asked, _REGEL
        )
    lines_of = activities.partition_by(_WIE, as_dict=True, include_key=False)
    rows_of = own.partition_by(NUMMER, _WIE, as_dict=True, maintain_order=True)
    bearers: dict[str, list[pl.DataFrame]] = {}
    for (nummer, _), rows in rows_of.items():
        bearers.setdefault(str(nummer), []).append(rows)
    for nummer in dict.fromkeys(asked):
        for rows in bearers[nummer]:
            lines = lines_of.get((rows[_WIE][0],), activities.drop(_WIE).clear())
            yield FoundRows(
                subtrajecten=rows.drop(_RIJ, _WIE),
                rows=rows[_RIJ].to_list(),
                zorgactiviteiten=lines.drop(_REGEL),
                lines=lines[_REGEL].to_list(),
                hoofdtrajecten=links.filter(pl.col(NUMMER) == nummer),
            )


def _as_keys(nummers: Sequence[str], *, is_number: bool) -> list[str]:
    """Numbers as the batch has them once it is read; an empty one finds nothing."""
    given = pl.Series(nummers, dtype=pl.String)
    key = cleaned(pl.lit(given))
    if is_number:
        key = key.str.replace("^0+([0-9])", "$1")
    return pl.select(key.fill_null("")).to_series().to_list()


def _chosen(
    table: pl.LazyFrame, read: Reader, asked: Sequence[str], place: str
) -> pl.DataFrame:
    """The rows of some numbers, with their places, as they stood."""
    raw, wanted = pl.col(NUMMER), list(asked)
    key = cleaned(raw)
    # To clean a number costs more than all the rest: first those that may be meant.
    may_be = raw.is_in(wanted) | raw.str.contains("[^!-~]")
    who = pl.col(KEY) if KEY in table.collect_schema() else key
    return (
        read(table.with_row_index(place).filter(may_be))
        .filter(key.is_in(wanted))
        .with_columns(who.alias(_WIE), key)
        .sort(place)
    )


def _links(batch: Haystack, own: pl.DataFrame, *, overlapt: bool) -> pl.DataFrame:
    """Main subtrajecten of those rows that are a ZT51."""
    zorgtype = cleaned(pl.col("zorgtype_code").cast(pl.String)).str.zfill(2)
    if not own.select((zorgtype == IC_MET_HOOFDTRAJECT).any()).item():
        return pl.DataFrame(schema=SCHEMA)
    return link_hoofdtrajecten(
        batch.subtrajecten, overlapt=overlapt, van=own.drop(_RIJ, _WIE)
    )


def _refuse_absent(
    batch: Haystack, asked: Sequence[str], found: set[str | None]
) -> None:
    absent = [place for place, nummer in enumerate(asked, 1) if nummer not in found]
    if not absent:
        return
    height = int(batch.read_subtrajecten(batch.subtrajecten.select(pl.len())).item())
    # By their places: a number may be of a patient.
    which = (
        "the number asked for"
        if len(asked) == 1
        else f"number {', '.join(map(str, absent))} of the {len(asked)} asked for"
    )
    raise CallError(
        f"none of the {height} subtrajecten bears {which}. Give a subtraject_nummer as "
        "it stands in the batch."
    )


def _unnested(batch: Haystack, own: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The nested form parted, and the place of each activity among all of them."""
    rows, activities = unnest_zorgactiviteiten(own)
    size = pl.col(NESTED).list.len().fill_null(0).cast(pl.Int64)
    sizes = batch.read_subtrajecten(batch.subtrajecten.select(size)).to_series()
    first = (sizes.cum_sum() - sizes).gather(own[_RIJ])
    places = pl.DataFrame({"first": first, "size": sizes.gather(own[_RIJ])}).select(
        place=pl.int_ranges("first", pl.col("first") + pl.col("size")),
    )
    of_rows = own.select(_WIE).with_columns(places)
    given = of_rows.filter(pl.col("place").list.len() > 0).explode("place")
    return rows, activities.with_columns(
        given["place"].alias(_REGEL), given[_WIE].alias(_WIE)
    )
