"""Subtrajecten that are not those of the grouped rows are refused, and only those."""

import json
from datetime import date
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest

from billing.regels.grouped_check import _was_grouped
from billing.regels.sources import GroupedBatch, make_lines
from billing.work.group import group_files
from productstructure.errors import InputFileError
from tabellen.forms.frames import read_frame, write_frame
from tariffs.schema import Tarief


@pytest.fixture(scope="module")
def grouped(release, tmp_path_factory) -> dict[str, Path]:
    """The example batch, grouped, with an insurance for some."""
    folder = tmp_path_factory.mktemp("grouped")
    subtrajecten, zorgactiviteiten = dbc_grouper_data.batch_paths()
    files = {
        "grouped": folder / "grouped.parquet",
        "ozp": folder / "ozp.parquet",
        "subtrajecten": Path(subtrajecten),
        "verzekeringen": dbc_grouper_data.tarieven_path() / "verzekeringen.csv",
    }
    group_files(
        [release],
        subtrajecten,
        zorgactiviteiten,
        out=files["grouped"],
        ozp=files["ozp"],
    )
    return files


def lines(files: dict[str, Path], **changed: Path | None) -> int:
    made = make_lines(GroupedBatch(**{**files, **changed}), Tarief.create_empty())
    return made.regels.height


def changed_batch(files: dict[str, Path], path: Path, **columns: pl.Expr) -> Path:
    write_frame(read_frame(files["subtrajecten"]).with_columns(**columns), path)
    return path


def test_the_batch_itself_is_taken(grouped):
    assert lines(grouped) > 10_000


def test_the_batch_in_another_form_or_with_more_columns_is_taken(grouped, tmp_path):
    path = tmp_path / "meer.parquet"
    more = changed_batch(grouped, path, afdeling=pl.lit("A"))
    assert lines(grouped, subtrajecten=more) == lines(grouped)


@pytest.mark.parametrize("rows", [1, -1, 7])
@pytest.mark.parametrize("with_ozp", [True, False])
def test_numbers_that_are_shifted_are_refused_and_counted(
    grouped, tmp_path, rows, with_ozp
):
    nummer = pl.col("subtraject_nummer")
    rolled = pl.concat([nummer.slice(rows), nummer.head(rows)])
    if rows < 0:
        rolled = pl.concat([nummer.tail(-rows), nummer.head(pl.len() + rows)])
    path = changed_batch(grouped, tmp_path / "schuif.parquet", subtraject_nummer=rolled)
    ozp = grouped["ozp"] if with_ozp else None
    with pytest.raises(InputFileError, match=r"differ, [0-9,]+ in "):
        lines(grouped, subtrajecten=path, ozp=ozp)


def test_small_batch_in_another_order_has_to_be_the_file_that_was_grouped(tmp_path):
    """Without anything to compare it by, the order and the record tell."""
    numbers = [f"S{n}" for n in range(5)]
    sub = pl.DataFrame(
        {"subtraject_nummer": numbers, "begindatum": [date(2024, 1, 1)] * 5}
    )
    files = {
        "grouped": tmp_path / "grouped.parquet",
        "subtrajecten": tmp_path / "sub.parquet",
        "verzekeringen": tmp_path / "verzekeringen.csv",
    }
    write_frame(
        pl.DataFrame(
            {
                "subtraject_nummer": numbers,
                "zorgproduct_code": ["099999052"] * 5,
                "declaratiecode": ["15A001"] * 5,
                "is_uitval": [False] * 5,
                "aanspraak_toegepast": ["J"] * 5,
                "is_trial": [False] * 5,
            }
        ),
        files["grouped"],
    )
    files["verzekeringen"].write_text(
        "verzekerde_id;uzovi;begindatum\nP1;9001;2024-01-01\n"
    )
    write_frame(sub[::-1], files["subtrajecten"])
    assert lines(files) == 5
    record = tmp_path / "grouped.parquet.provenance.json"
    record.write_text('{"invoer": {"sub.parquet": "0123"}}')
    with pytest.raises(InputFileError, match="another order"):
        lines(files)
    write_frame(sub, files["subtrajecten"])
    assert lines(files) == 5


def test_a_begindatum_that_the_grouped_rows_hold_is_compared(tmp_path):
    files = {
        "grouped": tmp_path / "grouped.parquet",
        "subtrajecten": tmp_path / "sub.csv",
        "verzekeringen": tmp_path / "verzekeringen.csv",
    }
    write_frame(
        pl.DataFrame(
            {
                "subtraject_nummer": ["S1"],
                "zorgproduct_code": ["099999052"],
                "declaratiecode": ["15A001"],
                "is_uitval": [False],
                "aanspraak_toegepast": ["J"],
                "is_trial": [False],
                "begindatum": [date(2024, 1, 1)],
            }
        ),
        files["grouped"],
    )
    files["verzekeringen"].write_text(
        "verzekerde_id;uzovi;begindatum\nP1;9001;2024-01-01\n"
    )
    files["subtrajecten"].write_text("subtraject_nummer;begindatum\nS1;20240101\n")
    assert lines(files) == 1
    files["subtrajecten"].write_text("subtraject_nummer;begindatum\nS1;20240102\n")
    with pytest.raises(InputFileError, match="1 in begindatum"):
        lines(files)


@pytest.mark.parametrize("pseudoniemen", [False, True])
def test_keyed_hashes_say_nothing_of_the_file_at_hand(tmp_path, pseudoniemen):
    rows, grouped = tmp_path / "s.csv", tmp_path / "g.csv"
    rows.write_text("x\n")
    said = {"invoer": {"s.csv": "0" * 64}, "instellingen": {}}
    said["instellingen"] = {"pseudoniemen": pseudoniemen}  # as group writes it
    (tmp_path / "g.csv.provenance.json").write_text(json.dumps(said))
    assert _was_grouped(grouped, rows) is pseudoniemen
