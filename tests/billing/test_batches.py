from pathlib import Path

import polars as pl
import pytest
from batchfiles import write_as

import billing.batches
from billing.batches import Table, batches
from productstructure.errors import InputFileError
from tabellen.parquetpages import has_damaged_page

FRAME = pl.DataFrame({"a": [f"{i:04d}" for i in range(1000)], "b": ["é"] * 1000})


@pytest.fixture(params=["whole", "streamed"])
def reading(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "streamed":
        monkeypatch.setattr(billing.batches, "WHOLE_BYTES", 0)


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("ending", [".csv", ".parquet", ".arrow"])
@pytest.mark.parametrize("size", [1, 7, 500, 1000, 5000])
def test_batches_together_are_the_file_in_order(tmp_path: Path, ending: str, size: int):
    path = write_as(FRAME, tmp_path / "file", ending)
    found = list(batches(path, size))
    assert pl.concat(found).equals(FRAME)
    assert [batch.height for batch in found[:-1]] == [size] * (len(found) - 1)
    assert Table.open(path).height == FRAME.height


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("ending", [".csv", ".parquet", ".arrow"])
def test_file_without_rows_gives_one_batch_without_rows(tmp_path: Path, ending: str):
    path = write_as(FRAME.clear(), tmp_path / "file", ending)
    assert [batch.height for batch in batches(path, 10)] == [0]


@pytest.mark.usefixtures("reading")
def test_latin1_csv_gives_the_same_batches(tmp_path: Path):
    path = tmp_path / "file.csv"
    path.write_bytes(FRAME.write_csv(separator=";").encode("latin-1"))
    assert pl.concat(batches(path, 300)).equals(FRAME)


@pytest.mark.usefixtures("reading")
def test_arrow_stream_gives_the_same_batches(tmp_path: Path):
    FRAME.write_ipc_stream(tmp_path / "file.arrow")
    assert pl.concat(batches(tmp_path / "file.arrow", 300)).equals(FRAME)


@pytest.mark.usefixtures("reading")
def test_blank_lines_at_the_end_of_a_csv_are_no_rows(tmp_path: Path):
    path = tmp_path / "file.csv"
    path.write_text(FRAME.write_csv(separator=";") + ";\n\n;\n")
    assert sum(batch.height for batch in batches(path, 300)) == FRAME.height


@pytest.mark.usefixtures("reading")
def test_broken_line_far_down_a_csv_is_named_and_not_shown(tmp_path: Path):
    path = tmp_path / "file.csv"
    path.write_text(FRAME.write_csv(separator=";") + "Jansen;1;2\n")
    with pytest.raises(InputFileError, match="line 1002 has 3 fields") as caught:
        list(batches(path, 300))
    assert "Jansen" not in str(caught.value)


@pytest.mark.usefixtures("reading")
@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
def test_file_with_a_damaged_middle_is_refused(tmp_path: Path, ending: str):
    path = write_as(FRAME, tmp_path / "file", ending)
    content = bytearray(path.read_bytes())
    content[8 : len(content) // 3] = b"\xff" * (len(content) // 3 - 8)
    path.write_bytes(content)
    with pytest.raises(InputFileError, match="damaged"):
        list(batches(path, 300))


def test_rows_that_polars_loses_in_silence_are_not_lost(tmp_path: Path):
    """A thread that panics on a page ends the batches of Polars, and no error comes."""
    path = tmp_path / "file.parquet"
    texts = pl.DataFrame({"a": ["x", "y", None] * 10})
    texts.write_parquet(path, row_group_size=10, statistics=False)
    content = path.read_bytes()
    n_lost = 0
    for place in range(len(content)):
        other = bytes([content[place] ^ 4])
        path.write_bytes(content[:place] + other + content[place + 1 :])
        try:
            height = sum(batch.height for batch in batches(path, 7))
        except InputFileError as error:
            if "file.parquet: cannot be read" not in str(error):
                raise
        else:
            assert height == texts.height
            continue
        n_lost += loses_rows(path, texts.height)
    assert n_lost


def loses_rows(path: Path, height: int) -> bool:
    """Whether Polars gives fewer rows in batches, without an error."""
    if has_damaged_page(path):
        return False
    try:
        given = pl.scan_parquet(path).collect_batches(chunk_size=7)
        return sum(batch.height for batch in given) < height
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        return False
