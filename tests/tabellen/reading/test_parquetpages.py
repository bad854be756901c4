"""Pages that are not as their headers or checksums say are noticed, before Polars."""

import base64
import random
from pathlib import Path

import polars as pl
import pytest

from tabellen.errors import InputFileError
from tabellen.reading.columnar import DamagedFileError, read_columnar
from tabellen.reading.parquetpages import has_damaged_page

WITH_CHECKSUMS = base64.b64decode(
    "UEFSMRUEFeABFYABFd29jpgKPBUcFQASAAAotS/9IHC9AQDoBAAAADAwMDAxMjM0NTY3ODkxMDEy"
    "BAAAADAwMTMMACALkBEMBrKAfCAzkAXkA5mBLCDfZYULFQAVOBVKFcyz69oJHBVQFRAVBhUGHAAA"
    "ACi1L/0gHOEAAAIAAABQAQQLABARIjIzRFRVZnZ3iJiZqrq7zNwVBBUoFToVz+zIhw08FQQVABIA"
    "ACi1L/0gFKEAAAYAAAAwMzc1MTAGAAAAMDYwMTAxFQAVGhUsFfC47uQLHBVQFRAVBhUGHAAAACi1"
    "L/0gDWkAAAIAAABQAQELqqqqqqoVBBVQFUAVxMCFuAw8FQoVABIAACi1L/0gKL0AAIAAAAEAAgAD"
    "AAQAAAAAAAAABFQCAAMBFQAVLhVAFe6mzuIPHBVQFRAVBhUGHAAAACi1L/0gF7kAAAIAAABQAQML"
    "iEZEI6IR0YhoRDQiGhGNFQQVcBVSFd7W/9AJPBUOFQASAAAotS/9IDgFAQCoBAAAADAwMTM0NTY3"
    "OAQAAAAwMDE5BQQEQMABBsQKFxUAFSIVNBXZ8Ln6DBwVKBUQFQYVBhwAAAAotS/9IBGJAAACAAAA"
    "KAEDB0ASSdtItrUNABUEFSgVOhXP7MiHDTwVBBUAEgAAKLUv/SAUoQAABgAAADAzNzUxMAYAAAAw"
    "NjAxMDEVABUWFSgV24P25w0cFSgVEBUGFQYcAAAAKLUv/SALWQAAAgAAACgBAQeqqgoVBBVQFUAV"
    "xMCFuAw8FQoVABIAACi1L/0gKL0AAIAAAAEAAgADAAQAAAAAAAAABFQCAAMBFQAVIhU0FeCx4KQK"
    "HBUoFRAVBhUGHAAAACi1L/0gEYkAAAIAAAAoAQMHiEZEI6IR0QgAFQQZTDUAGAZzY2hlbWEVBgAV"
    "DCUCGBFzdWJ0cmFqZWN0X251bW1lciUATBwAAAAVDCUCGBN6b3JnYWN0aXZpdGVpdF9jb2RlJQBM"
    "HAAAABUEJQIYBmFhbnRhbAAWeBksGTwmABwVDBk1AAYQGRgRc3VidHJhamVjdF9udW1tZXIVDBZQ"
    "FvYCFqgCJrQBJggpLBUEFQAVAgAVABUQFQIAPBbAAhkGGSYAUAAAACYAHBUMGTUABhAZGBN6b3Jn"
    "YWN0aXZpdGVpdF9jb2RlFQwWUBacARbAASaSAyawAiksFQQVABUCABUAFRAVAgA8FuADGQYZJgBQ"
    "AAAAJgAcFQQZNQAGEBkYBmFhbnRhbBUMFlAW2AEW2gEm2AQm8AMpLBUEFQAVAgAVABUQFQIAPCkG"
    "GSYAUAAAABbqBRZQJggWwgUAGTwmABwVDBk1AAYQGRgRc3VidHJhamVjdF9udW1tZXIVDBYoFuwB"
    "FuABJsQGJsoFKSwVBBUAFQIAFQAVEBUCADwWoAEZBhkmACgAAAAmABwVDBk1AAYQGRgTem9yZ2Fj"
    "dGl2aXRlaXRfY29kZRUMFigWmAEWvAEmjAgmqgcpLBUEFQAVAgAVABUQFQIAPBbwARkGGSYAKAAA"
    "ACYAHBUEGTUABhAZGAZhYW50YWwVDBYoFswBFs4BJs4JJuYIKSwVBBUAFQIAFQAVEBUCADwpBhkm"
    "ACgAAAAW0AQWKCbKBRbqBAAoIHBhcnF1ZXQtY3BwLWFycm93IHZlcnNpb24gMjYuMC4xGTwcAAAc"
    "AAAcAAAAUgIAAFBBUjE="
)
"""60 activities in two row groups, as pyarrow 26 writes them with write_page_checksum;
Spark gives every page such a checksum of itself."""

FRAME = pl.DataFrame(
    {
        "subtraject_nummer": [f"{i // 3:04d}" for i in range(60)],
        "zorgactiviteit_code": [("037510", "060101")[i % 2] for i in range(60)],
        "aantal": [i % 5 for i in range(60)],
    }
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "za.parquet"
    path.write_bytes(WITH_CHECKSUMS)
    return path


def test_whole_file_with_checksums_is_read(path):
    assert not has_damaged_page(path)
    assert read_columnar(path, "parquet").equals(FRAME)


def test_changed_byte_of_a_page_with_a_checksum_is_always_refused(path):
    # The footer begins at 666: before it stand pages and their headers only.
    for place in range(4, 666, 7):
        path.write_bytes(
            WITH_CHECKSUMS[:place]
            + bytes([WITH_CHECKSUMS[place] ^ 0x55])
            + WITH_CHECKSUMS[place + 1 :]
        )
        try:
            found = read_columnar(path, "parquet")
        except DamagedFileError:
            continue
        # Of a header some bytes mean nothing for the rows: an encoding, statistics.
        assert found.equals(FRAME)


def test_changed_count_in_a_header_does_not_end_the_process(path):
    # Read as a number of values below zero, for which Polars asks 2 exabytes.
    for place in (*range(4, len(WITH_CHECKSUMS) - 8, 11), 245):
        path.write_bytes(
            WITH_CHECKSUMS[:place]
            + bytes([WITH_CHECKSUMS[place] ^ 0x09])
            + WITH_CHECKSUMS[place + 1 :]
        )
        try:
            read_columnar(path, "parquet")
        except InputFileError as error:
            assert str(path) in str(error)  # noqa: PT017


NESTED = pl.DataFrame(
    {
        "a": [1, None, 3],
        "l": [[1, 2], [], None],
        "s": [{"x": 1, "y": ["a"]}, None, {"x": None, "y": []}],
        "n": pl.Series([None, None, None], dtype=pl.String),
    }
)


@pytest.mark.parametrize(
    "rows",
    [NESTED, NESTED.clear(), pl.concat([NESTED] * 500), NESTED.select("a")],
    ids=["nested", "empty", "long", "one"],
)
@pytest.mark.parametrize("options", [{}, {"row_group_size": 7}, {"data_page_size": 64}])
@pytest.mark.parametrize("compression", ["uncompressed", "snappy", "zstd"])
def test_what_polars_writes_is_whole(tmp_path, rows, options, compression):
    path = tmp_path / "f.parquet"
    rows.write_parquet(path, compression=compression, **options)
    assert not has_damaged_page(path)
    assert read_columnar(path, "parquet").equals(rows)


def test_examples_that_others_wrote_are_whole(shared):
    found = [path for path in shared.rglob("*.parquet") if path.is_file()]
    assert found
    assert [path for path in found if has_damaged_page(path)] == []


def test_file_cut_or_changed_anywhere_never_raises(tmp_path):
    path = tmp_path / "f.parquet"
    rng = random.Random(5)
    for size in range(0, len(WITH_CHECKSUMS), 13):
        path.write_bytes(WITH_CHECKSUMS[:size])
        has_damaged_page(path)
    for _ in range(300):
        content = bytearray(WITH_CHECKSUMS)
        for _ in range(3):
            content[rng.randrange(len(content))] = rng.randrange(256)
        path.write_bytes(content)
        has_damaged_page(path)
