"""The relation between product and declaratiecode, taken from a release."""

import shutil
from pathlib import Path

import polars as pl
import pytest
from dbc_grouper_data import release_path, tarieven_path

from tabellen.forms.frames import read_frame

PRODUCTEN = "20240101 Zorgproducten Tabel v20231001.csv"
RELATIE = "RELATIE_ZORGPRODUCT_DECLARATIECODE_ONJUIST"


@pytest.fixture(scope="module")
def without(tmp_path_factory) -> Path:
    """The example's tables without the one that has the relation."""
    folder = tmp_path_factory.mktemp("zonder") / "tarieven"
    shutil.copytree(tarieven_path(), folder)
    (folder / PRODUCTEN).unlink()
    return folder


@pytest.fixture(scope="module")
def priced(command, tmp_path_factory):
    def run(tarieven: Path, *more: object):
        out = tmp_path_factory.mktemp("geprijsd") / "besluiten.parquet"
        answer = command(
            *("price", "--regels", tarieven_path() / "declaratieregels.csv"),
            *("--tarieven", tarieven, "--verwerkingsdatum", "2025-01-31"),
            *("--max-refused", "1", "-o", out, *more),
        )
        assert answer.exit_code == 0, answer.err
        rows = read_frame(out)
        codes = pl.col("redenen").list.eval(pl.element().struct.field("code"))
        return rows.select("regel_id", "status", "bedrag_cent", codes=codes)

    return run


@pytest.fixture(scope="module")
def whole(priced) -> pl.DataFrame:
    return priced(tarieven_path())


def test_release_says_what_the_table_said(priced, without, whole):
    found = priced(without, "--release", release_path())
    assert found["status"].to_list().count("OK") >= 10
    assert found.rows() == whole.rows()


def test_table_that_is_given_goes_before_the_release(priced, whole):
    assert priced(tarieven_path(), "--release", release_path()).equals(whole)


def test_without_either_dbcs_are_refused_by_name(priced, without, whole):
    found = priced(without)
    assert found.rows() != whole.rows()
