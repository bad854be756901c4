"""Two hospitals in a batch whose numbers meet: each line has its own hospital's facts.

What pricing each hospital alone comes to is the oracle: its files name one hospital, so
that nothing there knows of keys of two columns.
"""

from datetime import date
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest

from billing.regels.sources import GroupedBatch
from billing.tariefbronnen import Tariefbronnen
from billing.work.group import group_files
from billing.work.price import PriceRun, price_files
from productstructure.errors import InputFileError
from tabellen.forms.frames import read_frame, write_frame
from tariffs.settings import Prijsinstellingen

ONE, OTHER = "06990001", "06990002"
TARIEVEN = dbc_grouper_data.tarieven_path()
RUN = Prijsinstellingen(verwerkingsdatum=date(2025, 1, 31))
FILES = ("subtrajecten", "zorgactiviteiten", "verzekeringen")

Batch = dict[str, pl.DataFrame]


@pytest.fixture(scope="module")
def batch() -> Batch:
    """Subtrajecten of one hospital, and the same of another with other patients.

    The other hospital has fewer of them, and registers every activity twice as often.
    """
    paths = dbc_grouper_data.batch_paths()
    rows, lines = (read_frame(path) for path in paths)
    insured = read_frame(TARIEVEN / "verzekeringen.csv")
    rows = rows.filter(pl.col("zorginstelling_code") == ONE).head(150)
    lines = lines.join(rows, on="subtraject_nummer", how="semi", maintain_order="left")
    insured = insured.join(rows, on="verzekerde_id", how="semi", maintain_order="left")
    patient = pl.col("verzekerde_id").str.replace("V", "W")
    theirs = rows.head(120).with_columns(
        patient, zorginstelling_code=pl.lit(OTHER), geslacht=pl.lit("1")
    )
    hospital = pl.lit(OTHER).alias("zorginstelling_code")
    lines = lines.with_columns(zorginstelling_code=pl.lit(ONE))
    others = lines.join(theirs, on="subtraject_nummer", how="semi").with_columns(
        hospital, aantal=(2 * pl.col("aantal").cast(pl.Int64, strict=False)).cast(str)
    )
    return {
        "subtrajecten": pl.concat([rows, theirs]),
        "zorgactiviteiten": pl.concat([lines, others]),
        "verzekeringen": pl.concat([insured, insured.with_columns(patient)]),
    }


def of_hospital(batch: Batch, code: str) -> Batch:
    own = pl.col("zorginstelling_code") == code
    return {
        name: frame.filter(own) if "zorginstelling_code" in frame.columns else frame
        for name, frame in batch.items()
    }


def written(batch: Batch, folder: Path, ending: str = "csv") -> dict[str, Path]:
    folder.mkdir(exist_ok=True)
    paths = {name: folder / f"{name}.{ending}" for name in FILES}
    for name, path in paths.items():
        write_frame(batch[name], path)
    return paths


def grouped(release: Path, batch: Batch, folder: Path, ending: str) -> GroupedBatch:
    files = written(batch, folder, ending)
    out, ozp = folder / f"grouped.{ending}", folder / f"ozp.{ending}"
    group_files(
        [release], files["subtrajecten"], files["zorgactiviteiten"], out=out, ozp=ozp
    )
    return GroupedBatch(
        grouped=out,
        ozp=ozp,
        subtrajecten=files["subtrajecten"],
        verzekeringen=files["verzekeringen"],
    )


def priced(source: GroupedBatch, out: Path) -> tuple[PriceRun, pl.DataFrame]:
    run = price_files(
        Tariefbronnen(tarieven=[TARIEVEN]), source, out=out, instellingen=RUN
    )
    return run, pl.read_parquet(out)


@pytest.fixture(scope="module")
def alone(release, batch, tmp_path_factory) -> pl.DataFrame:
    """Prijsbesluiten of each hospital by itself, its code in front of regel_id."""
    folder = tmp_path_factory.mktemp("alleen")
    parts = []
    for code in (ONE, OTHER):
        source = grouped(release, of_hospital(batch, code), folder / code, "csv")
        _, besluiten = priced(source, folder / f"{code}.parquet")
        assert not besluiten["regel_id"].str.contains(code).any()
        named = pl.concat_str(pl.lit(f"{code}/"), "regel_id").alias("regel_id")
        parts.append(besluiten.with_columns(named))
    return pl.concat(parts).sort("regel_id")


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_each_line_is_priced_as_its_hospital_alone_would_be(
    release, batch, alone, tmp_path, ending
):
    run, besluiten = priced(
        grouped(release, batch, tmp_path / "samen", ending), tmp_path / "out.parquet"
    )
    besluiten = besluiten.sort("regel_id")
    assert besluiten["regel_id"].is_unique().all()
    assert "SUBTRAJECT_ONBEKEND" not in run.findings["code"]
    assert_same(besluiten, alone)
    by_hospital = besluiten["regel_id"].str.head(8).value_counts()["count"]
    assert by_hospital.min() > 50
    # Hospital, number, code, and of an overig zorgproduct its day.
    parts = besluiten["regel_id"].str.count_matches("/")
    assert set(parts) == {2, 3}


def assert_same(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    told = ["regel_id", "status", "bedrag_cent", "verzekerde_id", "contract_id"]
    assert found.select(told).equals(expected.select(told))


def test_batch_in_another_order_is_the_same_batch_where_the_record_says_so(
    release, batch, alone, tmp_path
):
    shuffled = {**batch, "subtrajecten": batch["subtrajecten"][::-1]}
    source = grouped(release, batch, tmp_path / "samen", "csv")
    other = written(shuffled, tmp_path / "anders")
    with pytest.raises(InputFileError, match="another order"):
        priced(
            GroupedBatch(**{**vars(source), "subtrajecten": other["subtrajecten"]}),
            tmp_path / "out.parquet",
        )


def test_hospitals_exchanged_are_another_batch(release, batch, tmp_path):
    """Dates and zorgtypen are alike; whether a subtraject is open tells it."""
    source = grouped(release, batch, tmp_path / "samen", "csv")
    theirs = pl.col("zorginstelling_code") == OTHER
    is_open = pl.when(theirs).then(pl.lit("00")).otherwise("afsluitreden_code")
    path = tmp_path / "open.csv"
    opened = batch["subtrajecten"].with_columns(afsluitreden_code=is_open)
    write_frame(opened, path)
    with pytest.raises(InputFileError, match="in afsluitreden_code"):
        priced(
            GroupedBatch(**{**vars(source), "subtrajecten": path}), tmp_path / "o.csv"
        )


@pytest.mark.parametrize("without", ["grouped", "ozp", "subtrajecten"])
def test_one_file_that_names_no_hospital_is_refused(release, batch, tmp_path, without):
    source = grouped(release, batch, tmp_path / "samen", "parquet")
    path = tmp_path / "zonder.parquet"
    frame = pl.read_parquet(getattr(source, without)).drop("zorginstelling_code")
    write_frame(frame, path)
    with pytest.raises(InputFileError, match="zorginstelling_code"):
        priced(GroupedBatch(**{**vars(source), without: path}), tmp_path / "o.parquet")


@pytest.mark.parametrize(
    "changed",
    [
        pl.col("zorginstelling_code").cast(pl.Int64),
        " " + pl.col("zorginstelling_code") + "\u00a0",
    ],
    ids=["getal", "blanco"],
)
def test_hospital_is_the_same_in_any_form(release, batch, alone, tmp_path, changed):
    form = {
        **batch,
        "subtrajecten": batch["subtrajecten"].with_columns(zorginstelling_code=changed),
    }
    source = grouped(release, form, tmp_path / "samen", "parquet")
    _, besluiten = priced(source, tmp_path / "out.parquet")
    assert_same(besluiten.sort("regel_id"), alone)


def test_shared_example_gives_two_lines_of_two_patients(
    release, shared, command, tmp_path
):
    folder = shared / "invoer" / "twee-ziekenhuizen"
    rows, lines = folder / "sub_both.csv", folder / "za_both.csv"
    insured = tmp_path / "verzekeringen.csv"
    insured.write_text(
        "verzekerde_id;uzovi;polis;begindatum;einddatum\n"
        "V000004;9101;NATURA;2021-01-01;\nV999999;9301;NATURA;2021-01-01;\n"
    )
    out, ozp = tmp_path / "grouped.csv", tmp_path / "ozp.csv"
    answer = command(
        *("group", "--release", release, "--subtrajecten", rows),
        *("--zorgactiviteiten", lines, "-o", out, "--ozp", ozp),
    )
    assert answer.exit_code == 0, answer.err
    night = tmp_path / "nacht.toml"
    night.write_text(
        f'out = "uit"\nverwerkingsdatum = 2025-01-31\n'
        f'[group]\nreleases = ["{release}"]\nsubtrajecten = "{rows}"\n'
        f'zorgactiviteiten = "{lines}"\n'
        f'[price]\ntarieven = ["{TARIEVEN}"]\nverzekeringen = "{insured}"\n'
    )
    besluiten, regels = tmp_path / "out.parquet", tmp_path / "regels.csv"
    answers = [
        command(
            *("price", "--grouped", out, "--ozp", ozp, "--subtrajecten", rows),
            *("--verzekeringen", insured, "--tarieven", TARIEVEN, "-o", besluiten),
            *("--regels-out", regels, "--verwerkingsdatum", "2025-01-31"),
        ),
        command("run", night),
    ]
    assert [answer.exit_code for answer in answers] == [0, 0], answers
    expected = [
        ("06990001/S000004/14X483", "06990001", "V000004", "9101"),
        ("06990099/S000004/14X483", "06990099", "V999999", "9301"),
    ]
    for path in (regels, tmp_path / "uit" / "laatste" / "regels.parquet"):
        made = read_frame(path).select(
            "regel_id", "zorginstelling_code", "verzekerde_id", "uzovi"
        )
        assert made.rows() == expected
