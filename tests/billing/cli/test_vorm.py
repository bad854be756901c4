"""``--vorm``: what people open, and that it is the same outcome."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from dbc_grouper_data import batch_paths, release_path, tarieven_path

from tabellen.forms.frames import read_frame

RELEASE = ("--release", release_path())
NAMES = ("subtrajecten", "zorgactiviteiten")
BATCH = tuple(
    part
    for name, path in zip(
        ("subtrajecten", "zorgactiviteiten"), batch_paths(), strict=True
    )
    for part in (f"--{name}", path)
)
PRICE = (
    *("price", "--tarieven", tarieven_path()),
    *("--regels", tarieven_path() / "declaratieregels.csv"),
    *("--verwerkingsdatum", "2025-01-31"),
)


def done(answer: Any) -> None:
    assert answer.exit_code == 0, answer.err


def grouped(command: Any, out: Path, *options: str) -> pl.DataFrame:
    done(command("group", *RELEASE, *BATCH, "-o", out, *options))
    return read_frame(out)


@pytest.fixture(scope="module")
def plain(command: Any, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    return grouped(command, tmp_path_factory.mktemp("plain") / "grouped.csv")


def as_text(frame: pl.DataFrame) -> list[tuple[Any, ...]]:
    """Rows as text; a workbook has no text that is empty, and its own truths."""
    text = frame.with_columns(pl.all().cast(pl.String))
    return text.with_columns(pl.all().replace({"": None})).rows()


def test_group_writes_a_csv_for_excel_that_is_read_alike(command, tmp_path, plain):
    found = grouped(command, tmp_path / "grouped.csv", "--vorm", "excel")
    assert (tmp_path / "grouped.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert as_text(found) == as_text(plain)


def test_verify_knows_it(command, tmp_path):
    out = tmp_path / "grouped.csv"
    grouped(command, out, "--vorm", "excel")
    done(command("verify", out, *RELEASE, *BATCH))


def test_group_writes_a_workbook(command, tmp_path, plain):
    found = grouped(command, tmp_path / "grouped.xlsx")
    assert as_text(found) == as_text(plain)


def test_prices_in_a_workbook_are_euros_with_texts_of_reasons(command, tmp_path):
    done(command(*PRICE, "-o", tmp_path / "b.parquet"))
    done(command(*PRICE, "-o", tmp_path / "b.xlsx"))
    besluiten = pl.read_parquet(tmp_path / "b.parquet")
    sheet = read_frame(tmp_path / "b.xlsx")
    cents = besluiten["bedrag_cent"].drop_nulls()
    euros = sheet["bedrag"].drop_nulls().cast(pl.Decimal(12, 2))
    assert euros.sum() * 100 == cents.sum()
    assert sheet.height == besluiten.height
    first = besluiten["redenen"][0].to_list()
    assert sheet["redenen"][0] == ("|".join(r["code"] for r in first) or None)
    assert sheet["redenen_tekst"][0] == (" | ".join(r["tekst"] for r in first) or None)


def test_prices_for_excel_have_a_decimal_comma(command, tmp_path):
    done(command(*PRICE, "-o", tmp_path / "b.csv", "--vorm", "excel"))
    found = read_frame(tmp_path / "b.csv")
    assert found["bedrag"].drop_nulls().str.contains(r"^-?[0-9]+,[0-9]{2}$").all()
    assert "bedrag_cent" not in found.columns


@pytest.mark.parametrize(
    ("vorm", "name"),
    [("excel", "o.parquet"), ("xlsx", "o.csv"), ("parquet", "o.arrow")],
)
def test_form_that_is_not_that_of_the_ending_is_refused(command, tmp_path, vorm, name):
    answer = command("group", *RELEASE, *BATCH, "-o", tmp_path / name, "--vorm", vorm)
    assert answer.exit_code == 2
    assert "name OUT with" in answer.err
    assert not list(tmp_path.iterdir())


@pytest.fixture(scope="module")
def office() -> str:
    found = shutil.which("soffice")
    if found is None:
        pytest.skip("LibreOffice is not installed (libreoffice-calc-nogui)")
    return found


def saved_again(office: str, path: Path, form: str) -> Path:
    """What LibreOffice makes of a file that it opens and saves."""
    folder = path.parent / "opgeslagen"
    profile = f"-env:UserInstallation=file://{path.parent}/profiel"
    filters = {"csv": "csv:Text - txt - csv (StarCalc):59,34,76,1,,1043,false,true"}
    subprocess.run(
        [
            *(office, profile, "--headless", "--convert-to", filters.get(form, form)),
            *("--infilter=CSV:59,34,76,1,,1043" if path.suffix == ".csv" else "",),
            *("--outdir", str(folder), str(path)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{path.stem}.{form}"


CODES = ["subtraject_nummer", "zorgproduct_code", "declaratiecode", "status"]


@pytest.mark.parametrize("form", ["xlsx", "csv"])
@pytest.mark.parametrize("given", ["xlsx", "csv"])
def test_office_opens_and_saves_the_same_codes(
    command, office, tmp_path, plain, given, form
):
    out = tmp_path / f"grouped.{given}"
    grouped(command, out, *(("--vorm", "excel") if given == "csv" else ()))
    back = read_frame(saved_again(office, out, form))
    assert as_text(back.select(CODES)) == as_text(plain.select(CODES))
