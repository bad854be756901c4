"""A damaged file is refused with its name, and is never a fault of the program."""

import random
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, frame, write_as

from billing.work.group import group_files
from productstructure.errors import InputFileError
from tabellen.cells.tablecells import read_cells
from tabellen.forms.batches import Table, batches
from tabellen.forms.frames import read_frame
from tabellen.reading.controle import controle_path, sha256


def changes(path: Path, n: int, seed: int) -> list[bytes]:
    """Contents of a file with one byte changed."""
    content, rng = path.read_bytes(), random.Random(seed)
    changed = []
    for place in rng.sample(range(len(content)), n):
        other = bytes([content[place] ^ rng.randrange(1, 256)])
        changed.append(content[:place] + other + content[place + 1 :])
    return changed


@pytest.fixture(scope="module")
def example() -> tuple[pl.DataFrame, pl.DataFrame]:
    subtrajecten, zorgactiviteiten = (
        pl.read_csv(path, separator=";", infer_schema=False)
        for path in dbc_grouper_data.batch_paths()
    )
    some = subtrajecten.head(20)
    return some, zorgactiviteiten.join(some, on="subtraject_nummer", how="semi")


@pytest.mark.parametrize("table", ["subtrajecten", "zorgactiviteiten"])
@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
def test_changed_byte_is_an_outcome_or_exit_3_with_the_name(
    tmp_path, command, release, example, ending, table
):
    paths = [
        write_as(rows, tmp_path / f"f{i}", ending) for i, rows in enumerate(example)
    ]
    path = paths[table == "zorgactiviteiten"]
    arguments = (
        *("group", "--release", release, "--no-digest", "-o", tmp_path / "out.csv"),
        *("--ozp", tmp_path / "ozp.csv"),
        *("--subtrajecten", paths[0], "--zorgactiviteiten", paths[1]),
    )
    codes = set()
    for content in changes(path, 30, seed=1):
        path.write_bytes(content)
        answer = command(*arguments)
        assert answer.exit_code in (0, 3), answer.err
        assert answer.exit_code == 0 or path.name in answer.err
        codes.add(answer.exit_code)
    assert 3 in codes


@pytest.mark.parametrize("table", ["subtrajecten", "zorgactiviteiten"])
def test_changed_byte_is_always_noticed_with_a_control_file(
    tmp_path, command, release, example, table
):
    paths = [
        write_as(rows, tmp_path / f"f{i}", ".parquet") for i, rows in enumerate(example)
    ]
    path = paths[table == "zorgactiviteiten"]
    controle_path(path).write_text(f'sha256 = "{sha256(path)}"\n')
    arguments = (
        *("group", "--release", release, "-o", tmp_path / "out.csv"),
        *("--subtrajecten", paths[0], "--zorgactiviteiten", paths[1]),
    )
    assert command(*arguments).exit_code == 0
    for content in changes(path, 80, seed=2):
        path.write_bytes(content)
        answer = command(*arguments)
        assert answer.exit_code == 3
        assert path.name in answer.err


@pytest.mark.parametrize("ending", [".parquet", ".arrow"])
@pytest.mark.parametrize("compression", ["uncompressed", "zstd"])
def test_readers_refuse_a_changed_byte_or_read_on(
    tmp_path, example, monkeypatch, ending, compression
):
    monkeypatch.setattr("tabellen.forms.batches.WHOLE_BYTES", 0)
    path = tmp_path / f"f{ending}"
    rows = example[1]
    if ending == ".parquet":
        rows.write_parquet(path, compression=compression)
    else:
        rows.write_ipc(path, compression=compression)
    refused: list[str] = []
    for content in changes(path, 120, seed=3):
        path.write_bytes(content)
        for read in (
            read_frame,
            lambda path: list(batches(path, 100)),
            lambda path: Table.open(path).height,
            read_cells,
        ):
            try:
                read(path)
            except InputFileError as error:
                refused.append(str(error))
    assert refused
    assert all(path.name in text for text in refused)


@pytest.mark.parametrize("ending", [".csv", ".parquet", ".arrow"])
def test_every_input_of_every_command_is_held_against_its_control_file(
    tmp_path, command, release, ending
):
    s = write_as(frame([GOOD], GOOD), tmp_path / "s", ending)
    z = write_as(frame([LINE], LINE), tmp_path / "z", ending)
    out = tmp_path / f"out{ending}"
    of_batch = ("--release", release, "--subtrajecten", s, "--zorgactiviteiten", z)
    assert command("group", *of_batch, "-o", out).exit_code == 0
    regels = tmp_path / f"regels{ending}"
    write_as(pl.DataFrame({"regel_id": ["1"]}), tmp_path / "regels", ending)
    tarieven = tmp_path / "tarieven"
    tarieven.mkdir()
    tarief = write_as(pl.DataFrame({"regel_id": ["1"]}), tarieven / "tarief", ending)
    runs = {
        s: (("group", *of_batch, "-o", out), ("explain", *of_batch, "--subtraject", 1)),
        z: (("group", *of_batch, "-o", out), ("explain", *of_batch, "--subtraject", 1)),
        out: (("verify", out),),
        tarief: (("price", "--tarieven", tarieven, "--regels", regels, "-o", "o.csv"),),
    }
    for path, commands in runs.items():
        controle_path(path).write_text("rijen = 2\n")
        for arguments in commands:
            answer = command(*arguments)
            assert answer.exit_code == 3
            assert "rijen 2, in the file 1" in answer.err
        controle_path(path).unlink()


def test_control_file_among_tables_is_no_table(tmp_path):
    from tariffs.files.tablefiles import find_tables

    path = write_as(pl.DataFrame({"a": ["1"]}), tmp_path / "tarief", ".csv")
    controle_path(path).write_text("rijen = 1\n")
    find_tables((tmp_path, None))


def test_group_writes_control_files_that_hold(tmp_path, command, batch):
    out, ozp = tmp_path / "out.parquet", tmp_path / "ozp.csv"
    answer = command(*batch(), "--ozp", ozp, "--controle")
    assert answer.exit_code == 0, answer.err
    for path in (out, ozp):
        assert f"Wrote {controle_path(path)}" in answer.out
        read_frame(path)
        text = controle_path(path).read_text()
        assert "rijen = 1" in text or path is ozp
    out.write_bytes(out.read_bytes()[:-9] + b"x" + out.read_bytes()[-8:])
    answer = command("verify", out)
    assert answer.exit_code == 1
    assert "gewijzigd" in answer.out


def test_control_file_of_an_earlier_run_goes_with_its_file(tmp_path, command, batch):
    assert command(*batch(), "--controle").exit_code == 0
    assert command(*batch()).exit_code == 0
    assert not controle_path(tmp_path / "out.parquet").exists()
    read_frame(tmp_path / "out.parquet")


def test_control_file_that_would_replace_an_input_is_a_bad_call(tmp_path, release):
    from productstructure.errors import CallError

    s = write_as(frame([GOOD], GOOD), tmp_path / "s", ".csv")
    z = write_as(frame([LINE], LINE), tmp_path / "z", ".csv")
    out = tmp_path / "out.csv"
    key = controle_path(out)
    key.write_bytes(b"k" * 40)
    with pytest.raises(CallError, match="written beside another"):
        group_files([release], s, z, out=out, keyfile=key, controle=True)
