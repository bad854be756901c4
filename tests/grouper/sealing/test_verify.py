"""Verifying output: an untouched file passes, one changed cell is named."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.releases.example import example_release, sample

from grouper.engine import Grouper, GroupResult
from grouper.sealing.digest import DIGEST, INVOER
from grouper.sealing.provenance import FileDigest, FileRecord
from grouper.sealing.verify import (
    MOST_FAULTS,
    RowFault,
    Verification,
    Verifier,
    compare_rows,
)
from productstructure.errors import InputFileError
from tabellen.sets.differences import Wijziging

ROW = 17


@cache
def result() -> GroupResult:
    return Grouper(example_release(), threads=1).group(
        *sample(60, 3), ozp=True, profielen=True, digest=True
    )


def frame(soort: str) -> pl.DataFrame:
    found: pl.DataFrame = getattr(result(), soort)
    return found


def record(found: pl.DataFrame) -> FileRecord:
    digest = FileDigest()
    digest.add(found)
    return digest.record()


def verify(found: pl.DataFrame, written: FileRecord | None) -> Verification:
    verifier = Verifier(written)
    verifier.add(found)
    return verifier.result()


def as_text(found: pl.DataFrame) -> pl.DataFrame:
    """As a csv gives it back: text, and null for an empty cell."""
    texts = found.select(pl.all().cast(pl.String))
    return texts.with_columns(pl.all().replace("", None))


def changed(found: pl.DataFrame, column: str) -> pl.DataFrame:
    """One cell of a text frame changed, whatever stood in it."""
    is_row = pl.int_range(pl.len()) == ROW - 1
    other = pl.when(is_row).then(pl.col(column).fill_null("") + "0")
    return found.with_columns(other.otherwise(pl.col(column)).alias(column))


SOORTEN = ("grouped", "ozp", "profielen")
CELLS = [
    (soort, column)
    for soort, columns in {
        "grouped": (
            "subtraject_nummer zorgproductgroep_code zorgproduct_code declaratiecode "
            "declaratiecode_verzekerd declaratiecode_onverzekerd is_uitval "
            "aanspraak_toegepast is_oranje_producttyperend is_machtiging_vereist "
            "status is_trial release"
        ),
        "ozp": (
            "subtraject_nummer zorgtype_code zorgproduct_code declaratiecode aantal "
            "uitvoerdatum is_uitvoerdatum_aangenomen tarieftype ozp_categorie "
            "afleiding aanvrager_soort is_declarabel reden reden_tekst "
            "hoofdsubtraject_nummer is_trial release"
        ),
        "profielen": (
            "subtraject_nummer zorgactiviteit_code aantal uitvoerdatum "
            "is_uitvoerdatum_aangenomen wbmv_code is_op_nota aanspraak_code "
            "is_machtiging_vereist is_trial release"
        ),
    }.items()
    for column in (*columns.split(), INVOER, DIGEST)
]


@pytest.mark.parametrize("soort", SOORTEN)
def test_cells_below_are_all_columns(soort: str) -> None:
    assert [column for name, column in CELLS if name == soort] == frame(soort).columns


@pytest.mark.parametrize("soort", SOORTEN)
@pytest.mark.parametrize("with_record", [True, False])
def test_untouched_frame_is_accepted_typed_and_as_text(
    soort: str, *, with_record: bool
) -> None:
    written = record(frame(soort)) if with_record else None
    for found in (frame(soort), as_text(frame(soort))):
        verification = verify(found, written)
        assert verification.is_untouched
        assert verification.rows == found.height
        assert verification.has_record == with_record


@pytest.mark.parametrize(("soort", "column"), CELLS)
def test_one_changed_cell_is_named_by_row_and_column(soort: str, column: str) -> None:
    written = record(frame(soort))
    found = verify(changed(as_text(frame(soort)), column), written)
    assert not found.is_untouched
    assert found.n_faults == 1
    assert found.faults == (RowFault(ROW, (column,)),)


@pytest.mark.parametrize(("soort", "column"), CELLS)
def test_without_a_record_one_changed_cell_names_its_row(
    soort: str, column: str
) -> None:
    found = verify(changed(as_text(frame(soort)), column), None)
    assert found.faults == (RowFault(ROW),)


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_files_give_back_what_was_verified(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"out.{ending}"
    if ending == "csv":
        frame("ozp").write_csv(path, separator=";")
        found = pl.read_csv(path, separator=";", infer_schema=False)
    else:
        frame("ozp").write_parquet(path)
        found = pl.read_parquet(path)
    assert verify(found, record(frame("ozp"))).is_untouched


def test_pieces_of_a_file_are_numbered_on() -> None:
    rows = changed(as_text(frame("grouped")), "declaratiecode")
    verifier = Verifier(record(frame("grouped")))
    for start in range(0, rows.height, 7):
        verifier.add(rows[start : start + 7])
    assert verifier.result().faults == (RowFault(ROW, ("declaratiecode",)),)


@pytest.mark.parametrize(
    ("edit", "wijziging", "about"),
    [
        pytest.param(
            lambda rows: rows.reverse(), "verplaatst", "volgorde", id="reversed"
        ),
        pytest.param(
            lambda rows: rows.head(50), "ontbreekt", "50 rijen", id="rows taken away"
        ),
        pytest.param(
            lambda rows: pl.concat([rows, rows.head(1)]),
            "extra",
            "61 rijen",
            id="row added",
        ),
        pytest.param(
            lambda rows: pl.concat([rows.head(1), rows[:1], rows[2:]]),
            "gewijzigd",
            "vervangen",
            id="row replaced by another",
        ),
    ],
)
def test_rows_that_are_moved_added_or_lost_are_seen(
    edit: object, wijziging: str, about: str
) -> None:
    rows = edit(frame("grouped"))  # type: ignore[operator]
    found = verify(rows, record(frame("grouped")))
    assert (found.n_faults, found.is_untouched) == (0, False)
    (fault,) = found.about_file
    assert fault.wijziging == wijziging
    assert about in fault.zin


def test_renamed_column_is_about_the_file() -> None:
    rows = frame("grouped").rename({"release": "uitgave"})
    found = verify(rows, record(frame("grouped")))
    assert "kolommen" in found.about_file[0].zin
    assert found.n_faults == rows.height


def test_empty_file_is_accepted() -> None:
    empty = frame("grouped").head(0)
    assert verify(empty, record(empty)).is_untouched


def test_renamed_column_of_an_empty_file_is_about_the_file() -> None:
    empty = frame("grouped").head(0)
    found = verify(empty.rename({"release": "uitgave"}), record(empty))
    assert "kolommen" in found.about_file[0].zin


@pytest.mark.parametrize("digest", [None, "", "0" * 32, "keep"])
@pytest.mark.parametrize("with_record", [True, False])
def test_row_without_a_digest_of_its_own_is_not_as_it_was_written(
    digest: str | None, *, with_record: bool
) -> None:
    """Every row was written with one, so that a row without was tampered with."""
    rows = frame("grouped")
    is_row = pl.int_range(pl.len()) == ROW - 1
    other = pl.col(DIGEST).shift(1) if digest == "keep" else pl.lit(digest, pl.String)
    changed_rows = rows.with_columns(
        pl.when(is_row).then(other).otherwise(pl.col(DIGEST)).alias(DIGEST)
    )
    found = verify(changed_rows, record(rows) if with_record else None)
    assert (found.n_faults, found.is_untouched) == (1, False)
    assert found.faults == (RowFault(ROW, (DIGEST,) if with_record else ()),)


ORDERS = st.permutations(range(12))
CHANGED = st.sets(st.integers(0, 11), max_size=4)


def edited(rows: pl.DataFrame, order: Sequence[int], places: set[int]) -> pl.DataFrame:
    """Rows in another order, then changed where they stand now."""
    is_changed = pl.int_range(pl.len()).is_in(sorted(places))
    other = pl.when(is_changed).then(pl.col("status") + "0").otherwise("status")
    return as_text(rows)[list(order)].with_columns(status=other)


@given(ORDERS, CHANGED)
def test_moved_is_what_stands_in_another_order_and_changed_what_is_other(
    order: Sequence[int], places: set[int]
) -> None:
    rows = frame("grouped").head(12)
    found = verify(edited(rows, order, places), record(rows))
    assert [fault.row - 1 for fault in found.faults] == sorted(places)
    is_moved = list(order) != sorted(order)
    kinds = [fault.wijziging for fault in found.about_file]
    assert kinds == [Wijziging.VERPLAATST] * is_moved
    columns = () if is_moved else ("status",)
    assert {fault.columns for fault in found.faults} <= {columns}


@given(
    st.lists(st.integers(0, 11), max_size=16),
    CHANGED,
)
def test_rows_that_are_gone_or_double_are_counted_where_the_number_differs(
    order: list[int], places: set[int]
) -> None:
    rows = frame("grouped").head(12)
    found = verify(edited(rows, order, places), record(rows))
    kinds = [fault.wijziging for fault in found.about_file]
    if len(order) != rows.height:
        is_less = len(order) < rows.height
        assert kinds == [Wijziging.ONTBREEKT if is_less else Wijziging.EXTRA]
    elif sorted(order) == list(range(12)):
        assert kinds == [Wijziging.VERPLAATST] * (order != sorted(order))
    else:
        # Some are double in the place of others; a changed row may be all that is told.
        assert kinds == [Wijziging.GEWIJZIGD] or found.n_faults


def test_record_without_a_sum_does_not_tell_moved_from_replaced() -> None:
    rows = frame("grouped")
    old = replace(record(rows), rijen_som=None)
    (fault,) = verify(rows.reverse(), old).about_file
    assert fault.wijziging == Wijziging.GEWIJZIGD
    assert "volgorde" in fault.zin


def longest_ascent(places: Sequence[int]) -> int:
    """Length of the longest part that ascends, by trying all that end at each."""
    best: list[int] = []
    for at, place in enumerate(places):
        before = [b for b, own in zip(best, places[:at], strict=True) if own < place]
        best.append(1 + max(before, default=0))
    return max(best, default=0)


@given(
    st.lists(st.integers(0, 11), unique=True, max_size=12),
    st.sets(st.integers(0, 11), max_size=4),
)
def test_rows_grouped_again_are_each_told_by_their_kind(
    order: list[int], changed_rows: set[int]
) -> None:
    rows = as_text(frame("grouped").head(12))
    places = {at for at, row in enumerate(order) if row in changed_rows}
    n_faults, faults = compare_rows(edited(rows, order, places), rows)
    of_kind = {
        kind: [fault for fault in faults if fault.wijziging == kind]
        for kind in Wijziging
    }
    assert n_faults == len(faults)
    changed_ones = of_kind[Wijziging.GEWIJZIGD]
    assert [fault.row - 1 for fault in changed_ones] == sorted(places)
    assert {fault.columns for fault in changed_ones} <= {("status",)}
    gone = [fault.row - 1 for fault in of_kind[Wijziging.ONTBREEKT]]
    assert gone == [row for row in range(12) if row not in order]
    assert not of_kind[Wijziging.EXTRA]
    moved = of_kind[Wijziging.VERPLAATST]
    assert all(order[fault.row - 1] == (fault.van or 0) - 1 for fault in moved)
    whole = [row for row in order if row not in changed_rows]
    assert len(moved) == len(whole) - longest_ascent(whole)
    named = {fault.row - 1 for fault in moved} | places
    rest = [row for at, row in enumerate(order) if at not in named]
    assert rest == sorted(rest)


@given(st.lists(st.integers(0, 11), max_size=6))
def test_rows_that_are_double_are_extra(again: list[int]) -> None:
    rows = as_text(frame("grouped").head(12))
    n_faults, faults = compare_rows(rows[[*range(12), *again]], rows)
    assert n_faults == len(again)
    assert [(fault.row, fault.wijziging) for fault in faults] == [
        (13 + at, Wijziging.EXTRA) for at in range(len(again))
    ]


def test_file_without_digests_raises() -> None:
    with pytest.raises(InputFileError, match="without digests"):
        Verifier(None).add(frame("grouped").drop(DIGEST))


def test_rows_grouped_again_name_every_changed_cell() -> None:
    rows = changed(changed(as_text(frame("grouped")), "status"), "release")
    assert compare_rows(rows, frame("grouped")) == (
        1,
        (RowFault(ROW, ("status", "release")),),
    )
    assert compare_rows(as_text(frame("grouped")), frame("grouped")) == (0, ())


def test_rows_grouped_again_name_a_cell_that_was_emptied_or_filled() -> None:
    rows = as_text(frame("grouped"))
    is_row = pl.int_range(pl.len()) == ROW - 1
    empty = next(name for name in rows.columns if rows[name][ROW - 1] is None)
    assert rows["status"][ROW - 1] is not None
    other = rows.with_columns(
        pl.when(~is_row).then("status").alias("status"),
        pl.when(is_row).then(pl.lit("X")).otherwise(empty).alias(empty),
    )
    n_faults, (fault,) = compare_rows(other, frame("grouped"))
    assert (n_faults, fault.row) == (1, ROW)
    assert set(fault.columns) == {"status", empty}


@pytest.mark.parametrize("column", [INVOER, DIGEST])
def test_rows_grouped_again_name_a_digest_that_was_changed(column: str) -> None:
    rows = changed(as_text(frame("grouped")), column)
    assert compare_rows(rows, frame("grouped")) == (1, (RowFault(ROW, (column,)),))


def test_rows_grouped_again_are_all_counted_and_the_first_are_named() -> None:
    rows = pl.DataFrame({"a": pl.arange(0, MOST_FAULTS + 5, eager=True)})
    n_faults, faults = compare_rows(rows, rows + rows.height)
    assert n_faults == MOST_FAULTS + 5
    assert [fault.row for fault in faults] == list(range(1, MOST_FAULTS + 1))


def test_rows_of_other_columns_cannot_be_compared() -> None:
    with pytest.raises(InputFileError, match="grouped again there are"):
        compare_rows(frame("grouped"), frame("grouped").drop("release"))
