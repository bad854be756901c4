"""The example tariffs are what their script writes, and they load."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from dbc_grouper_data import batch_paths, tarieven_path
from dbc_grouper_data.making.make_tarieven import main

from tariffs.pricelists.pricelist import check_pricelist
from tariffs.pricing import price_lines
from tariffs.schema import TABELLEN, Tarieventabellen
from tariffs.settings import Prijsinstellingen
from tariffs.sources.tables import read_regels, read_tabellen, read_verzekeringen

FOLDER = tarieven_path()


@pytest.fixture(scope="module")
def loaded() -> tuple[Tarieventabellen, pl.DataFrame]:
    return read_tabellen(tarieven=FOLDER, registers=FOLDER)


def test_committed_tariffs_equal_what_the_script_writes(tmp_path: Path) -> None:
    main(tmp_path)
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {
        path.name: path.read_bytes()
        for path in FOLDER.iterdir()
        if path.name != "README.md"
    }
    assert sorted(written) == sorted(committed)
    changed = [name for name in written if written[name] != committed[name]]
    assert changed == [], "run: python -m dbc_grouper_data.making.make_tarieven"


def test_example_tariffs_load_without_a_rejected_row(
    loaded: tuple[Tarieventabellen, pl.DataFrame],
) -> None:
    _, findings = loaded
    assert findings.filter(pl.col("severity") == "reject").height == 0


def test_every_table_stands_in_the_folder_and_in_its_readme() -> None:
    readme = (FOLDER / "README.md").read_text(encoding="utf-8")
    for tabel in TABELLEN:
        if tabel.naam != "zorgproduct_declaratiecode":  # comes in the official form
            assert (FOLDER / f"{tabel.naam}.csv").is_file(), tabel.naam
            assert tabel.naam in readme


def test_no_table_of_the_example_is_empty(
    loaded: tuple[Tarieventabellen, pl.DataFrame],
) -> None:
    tabellen, _ = loaded
    assert [t.naam for t in TABELLEN if getattr(tabellen, t.naam).height == 0] == []


def test_nearly_every_verzekerde_of_the_batch_has_one_insurer_a_day() -> None:
    rows, findings = read_verzekeringen(FOLDER / "verzekeringen.csv")
    assert findings.is_empty()
    batch = pl.read_csv(batch_paths()[0], separator=";", infer_schema=False)
    verzekerden = batch.select(pl.col("verzekerde_id").unique().drop_nulls())
    unknown = verzekerden.join(rows, on="verzekerde_id", how="anti")
    assert 0 < unknown.height < verzekerden.height // 100


def test_example_lines_load() -> None:
    rows, findings = read_regels(FOLDER / "declaratieregels.csv")
    assert (rows.height, findings.height) == (18, 0)


# What the README of the folder says of each line, worked by hand: L10 is three units
# of 349.90 per five, L15 is 2,940.00 indexed to 3,173.73, of which 97.5 % is above the
# corrected 3,072.30.
EXPECTED_LINES = {
    "L01": "CONTRACTPRIJS",
    "L02": "PASSANTENTARIEF",
    "L03": "CONTRACTPRIJS_MAXMAX",
    "L04": ("OVEREENGEKOMEN_PRESTATIEPRIJS", 48_50),
    "L05": ["SCHRIFTELIJKE_OVEREENKOMST_ONTBREEKT"],
    "L06": ("OVEREENGEKOMEN_PRESTATIEPRIJS", 92_00),
    "L07": ("OVEREENGEKOMEN_PRESTATIEPRIJS", 95_00),
    "L08": ["GEEN_BESCHIKKING_AANSLUITER"],
    "L09": ("OVEREENGEKOMEN_PRESTATIEPRIJS", 1480_00),
    "L10": ("CONTRACT_TERUGVAL", 209_94),
    "L11": ("WERKELIJKE_KOSTEN", 87_35),
    "L12": ["INKOOPBEDRAG_ONTBREEKT"],
    "L13": "PASSANTENTARIEF",
    "L14": ("ODV_PRIJS", 38_00),
    "L15": ["TARIEF_BOVEN_MAXIMUM", "MAXMAX_OVEREENKOMST_ONTBREEKT"],
    "L16": ["PRESTATIECODE_ONBEKEND"],
    "L17": ("OVEREENGEKOMEN_PRESTATIEPRIJS", 900_00),
    "L18": ["GEEN_IGO"],
}


def test_example_lines_meet_what_the_readme_says(
    loaded: tuple[Tarieventabellen, pl.DataFrame],
) -> None:
    regels, _ = read_regels(FOLDER / "declaratieregels.csv")
    besluiten = price_lines(
        regels, loaded[0], Prijsinstellingen(verwerkingsdatum=date(2025, 6, 1))
    )
    for besluit in besluiten.iter_rows(named=True):
        expected = EXPECTED_LINES[besluit["regel_id"]]
        redenen = [reden["code"] for reden in besluit["redenen"]]
        if isinstance(expected, list):
            assert (redenen, besluit["bedrag_cent"]) == (expected, None)
        elif isinstance(expected, tuple):
            assert (besluit["grondslag"], besluit["bedrag_cent"]) == expected
        else:
            assert (besluit["grondslag"], redenen) == (expected, [])


def test_free_codes_have_no_amount(
    loaded: tuple[Tarieventabellen, pl.DataFrame],
) -> None:
    tarief = loaded[0].tarief.with_columns(
        vrij=pl.col("prestatiecode").str.contains("^1[57]")
    )
    free = tarief.filter(pl.col("vrij"))
    assert set(free["tariefsoort"]) == {"VRIJ"}
    assert free["bedrag_e6"].null_count() == free.height > 0


def test_prices_above_a_maximum_are_those_that_outlive_max_max_or_a_correction(
    loaded: tuple[Tarieventabellen, pl.DataFrame],
) -> None:
    tabellen, _ = loaded
    found = check_pricelist(tabellen.contract_prijs, tabellen).filter(
        pl.col("severity") == "reject"
    )
    prijzen = tabellen.contract_prijs.with_row_index("row", offset=1)
    above = prijzen.filter(pl.col("row").is_in(found["row"].implode()))
    assert set(above["begindatum"].dt.year()) == {2024}
    corrected = pl.col("prestatiecode") == "061502"
    assert set(above.filter(corrected)["contract_id"]) == {
        "KUST-MEERWIJK",
        "KUST-HEUVELDAL",
    }
    assert set(above.filter(~corrected)["contract_id"]) == {"KUST-DUINHOF"}
