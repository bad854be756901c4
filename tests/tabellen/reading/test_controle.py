"""A control file says what a file holds, and any change is noticed."""

from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from tabellen.errors import InputFileError
from tabellen.reading.controle import (
    check_controle,
    controle_path,
    controle_text,
    read_controle,
    sha256,
)

FRAME = pl.DataFrame(
    {
        "nummer": ["1", "2", None],
        "aantal": [3, -1, None],
        "prijs": [Decimal("1.50"), Decimal("0.01"), None],
        "tekst": [" 1,5", "", "2"],
        "naam": ["a", "b", "c"],
        "breuk": [0.1, 0.2, None],
    }
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "za.parquet"
    FRAME.write_parquet(path)
    return path


def write_controle(path: Path) -> Path:
    beside = controle_path(path)
    beside.write_text(controle_text(path, lambda: pl.scan_parquet(path)))
    return beside


def check(path: Path, said: str) -> None:
    controle_path(path).write_text(said)
    check_controle(path, lambda: pl.scan_parquet(path))


def test_file_without_a_control_file_is_not_looked_at(tmp_path):
    def never() -> pl.LazyFrame:
        raise AssertionError

    check_controle(tmp_path / "za.parquet", never)


def test_control_file_stands_beside_under_the_whole_name():
    assert controle_path(Path("a/za.csv")) == Path("a/za.csv.controle.toml")


@pytest.mark.parametrize(
    "said",
    [
        "rijen = 3",
        "[som]\naantal = 2",
        "[som]\naantal = 2.0\nprijs = 1.51\ntekst = '3.5'\nnummer = 3",
        "rijen = 3\n[som]\n",
    ],
)
def test_file_as_its_control_file_says_passes(path, said):
    check(path, said)
    check(path, f'sha256 = "{sha256(path).upper()}"\n{said}')


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("rijen = 4", "rijen 4, in the file 3"),
        ("[som]\naantal = 3", "som aantal 3, in the file 2"),
        ("[som]\nprijs = 1.5", "som prijs 1.5, in the file 1.51"),
        ("[som]\ntekst = 3", "som tekst 3, in the file 3.5"),
        ("[som]\nabsent = 3", "it has no column absent"),
        ("[som]\nnaam = 3", "column naam has 3 other values"),
        ("[som]\nbreuk = 3", "column breuk has type Float64"),
        (f'sha256 = "{"0" * 64}"', "its sha256"),
        (f'rijen = 4\nsha256 = "{"0" * 64}"', "its sha256; rijen 4, in the file 3"),
    ],
)
def test_file_that_differs_is_refused_with_what_differs(path, said, told):
    with pytest.raises(InputFileError) as caught:
        check(path, said)
    assert told in str(caught.value)
    assert str(path) in str(caught.value)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("", "found nothing"),
        ("rij = 3", "found rij"),
        ("rijen = '3'", "rijen: expected a whole number"),
        ("rijen = true", "rijen: expected a whole number"),
        ("rijen = -1", "rijen: expected a whole number"),
        ("sha256 = 'abc'", "sha256: expected 64 hexadecimal digits"),
        ("som = 3", "write it under"),
        ("[som]\naantal = 'drie'", "som.aantal: expected a number"),
        ("[som]\naantal = true", "som.aantal: expected a number"),
        ("rijen 3", "is not TOML"),
    ],
)
def test_control_file_that_says_nothing_clear_is_refused(path, said, told):
    with pytest.raises(InputFileError, match=told):
        check(path, said)


def test_change_after_a_file_passed_is_noticed(path):
    check(path, "rijen = 3")
    FRAME.head(2).write_parquet(path)
    with pytest.raises(InputFileError, match="in the file 2"):
        check_controle(path, lambda: pl.scan_parquet(path))


def test_written_control_file_holds_and_notices_each_change(path):
    beside = write_controle(path)
    check_controle(path, lambda: pl.scan_parquet(path))
    controle = read_controle(beside)
    assert (controle.rijen, controle.som) == (3, {"aantal": 2})
    content = path.read_bytes()
    for place in range(0, len(content), 11):
        path.write_bytes(content[:place] + b"\xa5" + content[place + 1 :])
        if path.read_bytes() != content:
            with pytest.raises(InputFileError, match="its sha256"):
                check_controle(path, lambda: pl.scan_parquet(path))


def test_column_with_an_odd_name_is_written_and_read(tmp_path):
    path = tmp_path / "f.parquet"
    pl.DataFrame({'a "b"\\c': [1, 2]}).write_parquet(path)
    beside = write_controle(path)
    assert read_controle(beside).som == {'a "b"\\c': 3}
