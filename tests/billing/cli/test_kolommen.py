"""Tables of somebody else: --kolommen, and [kolommen] of a night."""

from pathlib import Path
from typing import Any

import dbc_grouper_data
import polars as pl
import pytest
from support.releases.sound_batch import OUTCOME, batch, expected

from billing.files.kolommen import read_kolommen
from productstructure.errors import CallError, InputFileError
from tabellen.headers.leeswijze import Leeswijze
from tariffs.sources.tables import read_tabellen

KOLOMMEN = """
[subtrajecten]
begindatum = "Start DBC"

[subtrajecten.waarden.zorgtype_code]
R = "11"
V = "21"

[contract]
begindatum = "Ingang afspraak"

[contract.waarden.contractvorm]
vast = "PXQ"

[contract_prijs]
prestatiecode = "Code NZa"
prijs = "Bedrag"
"""
RELEASE = str(dbc_grouper_data.release_path())


def write_batch(folder: Path) -> list[str]:
    rows, lines = batch()
    theirs = rows.with_columns(
        pl.col("zorgtype_code").replace({"11": "R", "21": "V"})
    ).rename({"begindatum": "Start DBC"})
    theirs.write_csv(folder / "rows.csv", separator=";")
    lines.write_csv(folder / "lines.csv", separator=";")
    return [
        *("--subtrajecten", str(folder / "rows.csv")),
        *("--zorgactiviteiten", str(folder / "lines.csv")),
    ]


def group(command: Any, folder: Path, *options: str) -> pl.DataFrame:
    out = folder / "out.parquet"
    found = command(
        *("group", "--release", RELEASE, *write_batch(folder), "-o", out, *options)
    )
    assert found.exit_code == 0, found.err
    return pl.read_parquet(out, columns=OUTCOME)


def test_group_takes_names_and_values_of_somebody_else(
    tmp_path: Path, command: Any
) -> None:
    (tmp_path / "k.toml").write_text(KOLOMMEN)
    found = group(command, tmp_path, "--kolommen", str(tmp_path / "k.toml"))
    assert found.cast(pl.String).to_dicts() == expected().cast(pl.String).to_dicts()


def test_verify_reads_the_batch_as_it_was_read(tmp_path: Path, command: Any) -> None:
    """The record says how: nothing has to be given again."""
    (tmp_path / "k.toml").write_text(KOLOMMEN)
    group(command, tmp_path, "--kolommen", str(tmp_path / "k.toml"))
    found = command(
        *("verify", tmp_path / "out.parquet", "--release", RELEASE),
        *("--subtrajecten", tmp_path / "rows.csv"),
        *("--zorgactiviteiten", tmp_path / "lines.csv"),
    )
    assert found.exit_code == 0, found.err


def test_night_takes_them_under_kolommen(tmp_path: Path, command: Any) -> None:
    write_batch(tmp_path)
    sections = KOLOMMEN.replace("[", "[kolommen.")
    (tmp_path / "nacht.toml").write_text(
        f'out = "uit"\n[group]\nreleases = ["{RELEASE}"]\n'
        'subtrajecten = "rows.csv"\nzorgactiviteiten = "lines.csv"\n' + sections
    )
    found = command("run", tmp_path / "nacht.toml")
    assert found.exit_code == 0, found.err
    grouped = pl.read_parquet(
        tmp_path / "uit" / "laatste" / "grouped.parquet", columns=OUTCOME
    )
    assert grouped.cast(pl.String).to_dicts() == expected().cast(pl.String).to_dicts()


CONTRACT = (
    "contract_id;versie;zorginstelling_code;concern_id;contractvorm;status;schriftelijk;"
    "ondertekend_op;{ingang};einddatum;buiten_scope\n"
    "C1;1;06990001;9001;{vorm};ONDERTEKEND;J;2023-12-01;2024-01-01;2024-12-31;PASSANT\n"
)


def tables(folder: Path, *, theirs: bool) -> Path:
    folder.mkdir()
    ingang = "Ingang afspraak" if theirs else "begindatum"
    vorm = "vast" if theirs else "PXQ"
    code, prijs = ("Code NZa", "Bedrag") if theirs else ("prestatiecode", "prijs")
    (folder / "contract.csv").write_text(CONTRACT.format(ingang=ingang, vorm=vorm))
    (folder / "contract_prijs.csv").write_text(
        f"contract_id;versie;{code};component;{prijs};begindatum\n"
        "C1;1;15E566;INTEGRAAL;1234,50;2024-01-01\n"
    )
    return folder


def test_tables_of_prices_take_them_too(tmp_path: Path) -> None:
    (tmp_path / "k.toml").write_text(KOLOMMEN)
    how = Leeswijze(tabellen=read_kolommen(tmp_path / "k.toml"))
    ours, _ = read_tabellen(contracten=tables(tmp_path / "ours", theirs=False))
    theirs, _ = read_tabellen(
        contracten=tables(tmp_path / "theirs", theirs=True), leeswijze=how
    )
    assert theirs.contract_prijs["prijs_e6"].to_list() == [1_234_500_000]
    for name in ("contract", "contract_prijs"):
        assert getattr(ours, name).equals(getattr(theirs, name))


def test_name_that_no_column_has_is_refused(tmp_path: Path) -> None:
    (tmp_path / "k.toml").write_text(KOLOMMEN)
    with pytest.raises(InputFileError, match="no column 'Ingang afspraak' found"):
        read_tabellen(
            contracten=tables(tmp_path / "ours", theirs=False),
            leeswijze=Leeswijze(tabellen=read_kolommen(tmp_path / "k.toml")),
        )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[subtraject]\na = 'b'", "table 'subtraject' is not known; use subtrajecten"),
        ("[subtrajecten]\nbegin = 'b'", "begin is no column of this table"),
        ("[subtrajecten]\nbegindatum = 1", "expected the name of a column"),
        ("[subtrajecten]\nbegindatum = 'a'\neinddatum = 'a'", "is to be two columns"),
        ("subtrajecten = 'a'", r"write the columns under \[subtrajecten\]"),
        ("[subtrajecten.waarden]\ngeslacht = 'M'", "write theirs = ours below it"),
        ("[subtrajecten.waarden.geslacht]\nM = true", "expected our value"),
        ("[subtrajecten.waarden.kleur]\nM = '1'", "kleur is no column of this table"),
    ],
)
def test_file_that_says_what_cannot_be_is_refused(
    text: str, words: str, tmp_path: Path
) -> None:
    (tmp_path / "k.toml").write_text(text)
    with pytest.raises(CallError, match=words):
        read_kolommen(tmp_path / "k.toml")


@pytest.mark.parametrize("content", [b"[", b"\xff\xfe\xff", None])
def test_file_that_is_no_toml_is_refused(content: bytes | None, tmp_path: Path) -> None:
    if content is not None:
        (tmp_path / "k.toml").write_bytes(content)
    with pytest.raises(InputFileError, match=r"k\.toml"):
        read_kolommen(tmp_path / "k.toml")
