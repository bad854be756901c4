from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from support.files.batchfiles import write_as

from productstructure.errors import CallError, InputFileError
from tabellen.forms.frames import read_frame, replacing, schema_of, write_frame
from tabellen.reading.endings import ENDINGS

FRAME = pl.DataFrame({"a": ["1", None], "b": ["x", "y"]})
NESTED = pl.DataFrame({"a": ["1"], "b": [[{"code": "060101", "aantal": 2}]]})


@pytest.mark.parametrize("ending", [*ENDINGS, ".CSV", ".Parquet"])
def test_frame_written_in_any_form_reads_back(tmp_path: Path, ending: str):
    path = tmp_path / f"file{ending}"
    write_frame(FRAME, path)
    assert read_frame(path).equals(FRAME)
    assert schema_of(path) == FRAME.schema


@pytest.mark.parametrize("ending", ENDINGS)
def test_frame_without_rows_reads_back(tmp_path: Path, ending: str):
    path = tmp_path / f"file{ending}"
    write_frame(FRAME.clear(), path)
    assert read_frame(path).equals(FRAME.clear())


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
def test_nested_frame_reads_back(tmp_path: Path, ending: str):
    path = tmp_path / f"file{ending}"
    write_frame(NESTED, path)
    assert read_frame(path).equals(NESTED)


def test_nested_frame_in_a_csv_is_refused_and_nothing_is_written(tmp_path: Path):
    with pytest.raises(CallError, match=r"column\(s\) b hold lists"):
        write_frame(NESTED, tmp_path / "file.csv")
    assert list(tmp_path.iterdir()) == []


def test_arrow_in_stream_form_reads_like_the_file_form(tmp_path: Path):
    FRAME.write_ipc_stream(tmp_path / "file.arrow")
    assert read_frame(tmp_path / "file.arrow").equals(FRAME)
    assert schema_of(tmp_path / "file.arrow") == FRAME.schema


def streams(*frames: pl.DataFrame) -> list[bytes]:
    """The schema of frames, a batch of each, and the mark at the end of a stream."""
    batches = []
    for frame in frames:
        written = BytesIO()
        frame.write_ipc_stream(written)
        content = written.getvalue()
        # A mark, the size of the schema, and the schema.
        end = 8 + int.from_bytes(content[4:8], "little")
        batches.append(content[end:-8])
    return [content[:end], *batches, content[-8:]]


def test_arrow_stream_of_batches_is_read_to_its_end(tmp_path: Path):
    path = tmp_path / "file.arrow"
    path.write_bytes(b"".join(streams(FRAME, FRAME)))
    assert read_frame(path).equals(pl.concat([FRAME, FRAME]))


@pytest.mark.parametrize("order", [(0,), (0, 1), (0, 1, 2), (0, 1, 3, 2, 3), (0, 2, 2)])
def test_arrow_stream_that_does_not_end_where_it_says_is_refused(tmp_path: Path, order):
    path = tmp_path / "file.arrow"
    parts = streams(FRAME, FRAME)
    path.write_bytes(b"".join(parts[number] for number in order))
    for read in (read_frame, schema_of):
        with pytest.raises(InputFileError, match=r"file\.arrow: .* cut off"):
            read(path)


@pytest.mark.parametrize("name", ["file[1].parquet", "file*.csv", "file?.arrow"])
def test_file_name_with_pattern_signs_is_that_file(tmp_path: Path, name: str):
    write_frame(FRAME, tmp_path / name)
    assert read_frame(tmp_path / name).equals(FRAME)


@pytest.mark.parametrize("ending", ENDINGS)
def test_missing_file_is_refused(tmp_path: Path, ending: str):
    with pytest.raises(InputFileError, match="No such file"):
        read_frame(tmp_path / f"absent{ending}")


@pytest.mark.parametrize("ending", ENDINGS)
def test_empty_file_is_refused(tmp_path: Path, ending: str):
    path = tmp_path / f"file{ending}"
    path.touch()
    with pytest.raises(InputFileError, match="is empty; expected at least a header"):
        read_frame(path)


@pytest.mark.parametrize("name", ["file", "file.dat", "file.parquet.gz"])
def test_unknown_ending_is_refused_with_those_known(tmp_path: Path, name: str):
    (tmp_path / name).write_text("a;b\n")
    with pytest.raises(InputFileError, match=r"expected \.csv, .* or a packed text"):
        read_frame(tmp_path / name)


def test_folder_in_place_of_a_file_is_refused(tmp_path: Path):
    (tmp_path / "file.parquet").mkdir()
    with pytest.raises(InputFileError, match="is a folder"):
        read_frame(tmp_path / "file.parquet")


@pytest.mark.parametrize("ending", [".parquet", ".arrow", ".feather"])
@pytest.mark.parametrize("kept", [4, 9, 0.5, 0.9])
def test_cut_off_file_is_refused(tmp_path: Path, ending: str, kept: float):
    path = write_as(pl.DataFrame({"a": range(1000)}), tmp_path / "file", ending)
    content = path.read_bytes()
    size = kept if isinstance(kept, int) else int(len(content) * kept)
    path.write_bytes(content[:size])
    with pytest.raises(InputFileError, match="damaged, cut off, or of another form"):
        read_frame(path)


def test_csv_under_another_ending_is_refused(tmp_path: Path):
    (tmp_path / "file.parquet").write_text("a;b\n1;2\n")
    with pytest.raises(InputFileError, match="cannot be read as a Parquet file"):
        read_frame(tmp_path / "file.parquet")


def test_missing_column_is_named_with_those_found(tmp_path: Path):
    write_frame(FRAME, tmp_path / "file.csv")
    with pytest.raises(InputFileError, match=r"column\(s\) c missing.*found: a, b\."):
        read_frame(tmp_path / "file.csv", required=["a", "c"])


def test_file_without_header_is_refused_and_its_first_line_not_shown(tmp_path: Path):
    (tmp_path / "file.csv").write_text("Jansen;1980\n")
    with pytest.raises(InputFileError, match="none of the required columns") as caught:
        read_frame(tmp_path / "file.csv", required=["a", "b"])
    assert "Jansen" not in str(caught.value)


@pytest.mark.parametrize("value", [["1"], {"x": "1"}, b"1"])
def test_required_column_of_an_unusable_type_is_refused(tmp_path: Path, value: object):
    write_frame(pl.DataFrame({"a": [value]}), tmp_path / "file.parquet")
    with pytest.raises(InputFileError, match="column a has type"):
        read_frame(tmp_path / "file.parquet", required=["a"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("file.ods", "ending '.ods' found"),
        ("absent/file.csv", "does not exist; make that folder first"),
        ("folder.csv", "is a folder"),
    ],
)
def test_output_that_cannot_be_is_a_bad_call(tmp_path: Path, name: str, said: str):
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(CallError, match=said):
        write_frame(FRAME, tmp_path / name)


def test_failed_write_leaves_the_earlier_file_and_no_other(tmp_path: Path):
    path = tmp_path / "file.csv"
    path.write_text("earlier")

    def write() -> None:
        with replacing(path) as fresh:
            fresh.write_text("half")
            raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        write()
    assert path.read_text() == "earlier"
    assert list(tmp_path.iterdir()) == [path]


def test_write_through_a_link_keeps_the_link(tmp_path: Path):
    (tmp_path / "there").mkdir()
    link = tmp_path / "file.csv"
    link.symlink_to(tmp_path / "there" / "real.csv")
    write_frame(FRAME, link)
    assert link.is_symlink()
    assert read_frame(tmp_path / "there" / "real.csv").equals(FRAME)


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".arrow"])
def test_columns_that_are_asked_for_are_read_in_their_order(tmp_path, ending):
    path = tmp_path / f"frame{ending}"
    write_frame(pl.DataFrame({"a": ["1"], "b": ["2"], "c": ["3"]}), path)
    found = read_frame(path, columns={"c", "a", "absent"})
    assert found.to_dicts() == [{"a": "1", "c": "3"}]
