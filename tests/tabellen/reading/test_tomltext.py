"""A mark in front of a TOML file is no statement; what has none is refused in words."""

from datetime import date
from pathlib import Path

import pytest

from billing.night.config import read_nightconfig
from declarations.berichten.layout import read_layout
from tabellen.errors import InputFileError
from tabellen.reading.controle import read_controle
from tariffs.sources.waardenlijst import read_waardenlijst

FILES = {
    "night": (
        'out = "uit"\n[price]\nregels = ["é.csv"]\n',
        lambda path: read_nightconfig(path, today=date(2024, 1, 1)),
    ),
    "layout": ("", read_layout),
    "controle": ("rijen = 3\n", read_controle),
    "waardenlijst": ("", read_waardenlijst),
}
WIDE = ("utf-16-le", "utf-16-be", "utf-32")


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("name", FILES)
def test_mark_in_front_is_read_over(tmp_path: Path, name, encoding, newline):
    text, read = FILES[name]
    path = tmp_path / "f.toml"
    path.write_text(f"# é\n{text}", encoding=encoding, newline=newline)
    read(path)


@pytest.mark.parametrize("encoding", WIDE)
@pytest.mark.parametrize("name", FILES)
def test_wide_text_without_a_mark_is_refused_in_words(tmp_path: Path, name, encoding):
    text, read = FILES[name]
    path = tmp_path / "f.toml"
    path.write_text(f"# é\n{text}", encoding=encoding)
    with pytest.raises(InputFileError, match=r"f\.toml: is in UTF-16 without a mark"):
        read(path)


@pytest.mark.parametrize("name", FILES)
def test_other_bytes_are_no_toml(tmp_path: Path, name):
    path = tmp_path / "f.toml"
    path.write_bytes(b"# \xe9\n")
    with pytest.raises(InputFileError, match=r"f\.toml"):
        FILES[name][1](path)
