"""The example registers are what their script writes, and they load."""

from pathlib import Path

import polars as pl
import pytest
from dbc_grouper_data import declaraties_path, tarieven_path
from dbc_grouper_data.making.example_personen import bsns, is_bsn
from dbc_grouper_data.making.make_declaraties_registers import (
    EIGEN,
    VEKTIS,
    VRIJSTELLING,
    main,
    tables,
)

from declarations.registers.reading import read_registers
from declarations.registers.registers import Registers
from declarations.registers.schema import REGISTERTABELLEN
from tariffs.sources.tables import read_and_count

FOLDER = declaraties_path()


@pytest.fixture(scope="module")
def loaded() -> tuple[Registers, pl.DataFrame, pl.DataFrame]:
    return read_registers([FOLDER, tarieven_path() / "verzekeringen.csv"])


def test_committed_registers_equal_what_the_script_writes(tmp_path: Path) -> None:
    main(tmp_path)
    changed = [
        path.name
        for path in sorted(tmp_path.iterdir())
        if path.read_bytes() != (FOLDER / path.name).read_bytes()
    ]
    assert changed == [], "run: python -m dbc_grouper_data.making.make_..._registers"
    assert {path.stem for path in tmp_path.iterdir()} == {
        *tables(),
        "codeverzameling",
        "vrijstelling",
    }


def test_example_registers_load_without_a_rejected_row(loaded) -> None:
    _, findings, telling = loaded
    assert findings.filter(pl.col("severity") == "reject").height == 0
    assert telling["verloren"].sum() == 0


def test_every_table_stands_in_the_folder_and_in_its_readme(loaded) -> None:
    registers, _, _ = loaded
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for tabel in REGISTERTABELLEN:
        table = registers.get(tabel.naam)
        assert table is not None, tabel.naam
        assert table.height, tabel.naam
        if tabel.naam not in ("verzekeringen", "vrijstelling"):
            assert tabel.naam.split("_")[0] in readme, tabel.naam


@pytest.mark.parametrize(
    ("number", "passes"),
    [(111222333, True), (123456782, True), (999999990, True), (123456789, False)],
)
def test_numbers_are_tried_by_the_11_proef(number: int, passes: bool) -> None:
    # Vektis names these as numbers of no one and of nobody known.
    assert is_bsn(number) is passes


def test_persons_have_numbers_of_their_own_in_the_range_that_is_not_given_out(
    loaded,
) -> None:
    registers, _, _ = loaded
    personen = registers.get("personen")
    assert personen is not None
    numbers = personen["bsn"].to_list()
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith("999") and is_bsn(int(number)) for number in numbers)
    assert max(numbers) < "999900000"
    assert next(bsns()) == "999000007"


def test_every_person_is_insured_and_every_row_is_about_somebody(loaded) -> None:
    registers, _, _ = loaded
    tables = {
        naam: registers.get(naam)
        for naam in ("personen", "verzekeringen", "opnamen", "machtigingen", "wlz")
    }
    known = set(tables["personen"]["verzekerde_id"])
    insured = set(tables["verzekeringen"]["verzekerde_id"])
    # The example tariffs leave a few people without an insurer on purpose.
    assert len(known - insured) / len(known) < 0.01
    for naam in ("opnamen", "machtigingen", "wlz"):
        found = set(tables[naam]["verzekerde_id"])
        assert len(found & known) / len(found) > 0.9, naam


def test_pricing_passes_the_example_registers_over() -> None:
    priced = read_and_count(registers=FOLDER)
    assert priced.telling.is_empty()
    assert priced.findings.filter(pl.col("severity") == "reject").is_empty()
    assert set(priced.overgeslagen) >= {f"{naam}.csv" for naam in tables()}


def test_sets_are_those_of_the_example_and_of_vektis() -> None:
    sets = pl.read_csv(
        FOLDER / "codeverzameling.csv", separator=";", infer_schema=False
    )
    parts = [
        pl.read_csv(path.read_bytes(), separator=";", infer_schema=False)
        for path in (EIGEN, VEKTIS)
    ]
    assert sets.equals(pl.concat(parts))
    assert (FOLDER / VRIJSTELLING.name).read_bytes() == VRIJSTELLING.read_bytes()
