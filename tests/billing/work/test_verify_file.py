"""``verify_file`` on files of every form, and against the batch they came from."""

from pathlib import Path

import polars as pl
import pytest
from dbc_grouper_data import batch_paths, release_path
from support.releases.example import example_release, sample
from support.releases.small import Names
from support.releases.small_ozp import ozp_release

from billing.work.verify import verify_again, verify_file
from grouper.compiled.store import save_compiled
from grouper.engine import Grouper
from grouper.outcomes.trial import declarable
from grouper.sealing.provenance import FileDigest, provenance_path, write_provenance
from grouper.sealing.pseudonymise import Pseudonymiser
from grouper.sealing.verify import RowFault
from productstructure.errors import CallError, InputFileError
from tabellen.forms.frames import read_frame, write_frame

ENDINGS = ("csv", "parquet", "arrow")
KEY = bytes(range(32, 64))


class Batch:
    """Files of a small batch, and of what it was grouped to."""

    def __init__(self, folder: Path, ending: str = "csv", **wanted: object) -> None:
        self.rows, self.lines = folder / "rows.csv", folder / "lines.csv"
        subtrajecten, zorgactiviteiten = sample(80, 5)
        write_frame(subtrajecten, self.rows)
        write_frame(zorgactiviteiten, self.lines)
        self.out = folder / f"out.{ending}"
        grouper = Grouper(example_release(), threads=1)
        result = grouper.group(
            subtrajecten,
            zorgactiviteiten,
            ozp=True,
            digest=True,
            pseudonymiser=wanted.get("pseudonymiser"),  # type: ignore[arg-type]
        )
        soort = str(wanted.get("soort", "grouped"))
        is_trial = None
        frame: pl.DataFrame = getattr(result, soort)
        if wanted.get("declarable"):
            frame, is_trial = getattr(declarable(result), soort), False
        write_frame(frame, self.out)
        digest = FileDigest(soort, is_trial=is_trial)
        digest.add(frame)
        provenance = grouper.provenance(pseudoniemen="pseudonymiser" in wanted)
        write_provenance(self.out, provenance, digest.record())

    def change(self, row: int, column: str, value: object) -> None:
        frame = read_frame(self.out)
        is_row = pl.int_range(pl.len()) == row - 1
        cell = pl.when(is_row).then(pl.lit(value, frame.schema[column]))
        write_frame(
            frame.with_columns(cell.otherwise(pl.col(column)).alias(column)), self.out
        )


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize("soort", ["grouped", "ozp"])
def test_untouched_file_is_accepted(tmp_path: Path, ending: str, soort: str) -> None:
    batch = Batch(tmp_path, ending, soort=soort)
    found = verify_file(batch.out)
    assert (found.is_untouched, found.has_record) == (True, True)
    assert found.rows == read_frame(batch.out).height


@pytest.mark.parametrize("ending", ENDINGS)
@pytest.mark.parametrize(
    ("column", "value"),
    [("declaratiecode", "15X999"), ("is_trial", True), ("status", "no_tree")],
)
def test_one_changed_cell_is_named(
    tmp_path: Path, ending: str, column: str, value: object
) -> None:
    batch = Batch(tmp_path, ending)
    batch.change(33, column, str(value).lower() if ending == "csv" else value)
    assert verify_file(batch.out).faults == (RowFault(33, (column,)),)
    provenance_path(batch.out).unlink()
    assert verify_file(batch.out).faults == (RowFault(33),)


def test_file_without_digests_or_record_is_not_verified(tmp_path: Path) -> None:
    write_frame(pl.DataFrame({"a": ["1"]}), tmp_path / "out.csv")
    found = verify_file(tmp_path / "out.csv")
    assert (found.is_untouched, found.has_record) == (False, False)


def test_folder_without_a_record_is_not_verified(tmp_path: Path) -> None:
    assert not verify_file(tmp_path).is_untouched
    with pytest.raises(InputFileError, match=r"^\."):
        verify_again(".", [release_path()], *batch_paths())


@pytest.mark.parametrize("soort", ["grouped", "ozp"])
def test_file_is_what_its_batch_gives_again(tmp_path: Path, soort: str) -> None:
    batch = Batch(tmp_path, soort=soort)
    found = verify_again(batch.out, [release_path()], batch.rows, batch.lines)
    assert found.is_untouched


@pytest.mark.parametrize("threads", [0, -3])
def test_fewer_threads_than_one_are_a_bad_call(tmp_path, command, threads) -> None:
    answer = command("verify", Batch(tmp_path).out, "--threads", threads)
    said = f"Error: threads is {threads}; use 1 or more.\n"
    assert (answer.exit_code, answer.out, answer.err) == (2, "", said)


def test_declarable_rows_alone_are_what_their_batch_gives(tmp_path: Path) -> None:
    batch = Batch(tmp_path, declarable=True)
    assert verify_again(
        batch.out, [release_path()], batch.rows, batch.lines
    ).is_untouched


def test_pseudonyms_are_verified_with_their_key(tmp_path: Path) -> None:
    batch = Batch(tmp_path, pseudonymiser=Pseudonymiser(KEY))
    (tmp_path / "key").write_bytes(KEY)
    (tmp_path / "key").chmod(0o600)
    again = (batch.out, [release_path()], batch.rows, batch.lines)
    assert verify_again(*again, keyfile=tmp_path / "key").is_untouched
    with pytest.raises(CallError, match="give the key file"):
        verify_again(*again)


def test_changed_input_shows_in_the_rows_it_changes(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    rows = read_frame(batch.rows)
    is_row = pl.int_range(pl.len()) == 11
    other = pl.when(is_row).then(pl.lit("V9")).otherwise(pl.col("verzekerde_id"))
    write_frame(rows.with_columns(verzekerde_id=other), batch.rows)
    found = verify_again(batch.out, [release_path()], batch.rows, batch.lines)
    digests = ("dbc_grouper_invoer", "dbc_grouper_digest")
    assert found.faults == (RowFault(12, digests),)


def test_another_release_than_that_of_the_record_raises(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    save_compiled(ozp_release(names=Names()), tmp_path / "other.dbc")
    with pytest.raises(CallError, match="which are not among those given"):
        verify_again(batch.out, [tmp_path / "other.dbc"], batch.rows, batch.lines)


def test_file_without_a_record_cannot_be_made_again(tmp_path: Path) -> None:
    batch = Batch(tmp_path)
    provenance_path(batch.out).unlink()
    with pytest.raises(InputFileError, match="no record beside it"):
        verify_again(batch.out, [release_path()], batch.rows, batch.lines)
