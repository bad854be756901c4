"""Columns for people behind those that programs read: --met of group and price."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from dbc_grouper_data import batch_paths, release_path, tarieven_path
from hypothesis import given, settings
from hypothesis import strategies as st

from billing.cli.options import listed
from billing.files.batch.opening import open_batch
from billing.files.toegevoegd import BIJ_GROUPED, Toegevoegd, met_of
from grouper.compiling.cache import open_release
from grouper.engine import Grouper
from productstructure.errors import CallError

ROWS, LINES = batch_paths()
RELEASE = release_path()
GROUP = (
    *("group", "--release", RELEASE, "--subtrajecten", ROWS),
    *("--zorgactiviteiten", LINES),
)
TEXTS = [
    "zorgproductgroep_omschrijving",
    "zorgproduct_omschrijving",
    "zorgproduct_consumentenomschrijving",
]


def texts(path: Path) -> pl.DataFrame:
    if path.suffix == ".parquet":
        return pl.read_parquet(path)
    return pl.read_csv(path, separator=";", infer_schema=False)


@pytest.fixture(scope="module")
def given_rows() -> pl.DataFrame:
    return texts(ROWS)


@pytest.fixture
def grouped(command: Any, tmp_path: Path) -> Any:
    def group(name: str, *more: object) -> Path:
        out = tmp_path / name
        answer = command(*GROUP, "-o", out, *more)
        assert answer.exit_code == 0, answer.err
        return out

    return group


def lines_of_json(path: Path) -> pl.DataFrame:
    rows = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    return pl.DataFrame(
        {name: [row[name] for row in rows] for name in rows[0]}, strict=False
    )


def on_day(rows: list[dict[str, Any]], day: date) -> dict[str, Any]:
    """The row that holds on a day, as the release has it: read one by one."""
    (found,) = [
        row
        for row in rows
        if row["begindatum"] <= day
        and (row["einddatum"] is None or row["einddatum"] >= day)
    ]
    return found


@pytest.mark.parametrize("name", ["g.csv", "g.parquet"])
def test_what_is_added_stands_behind_and_changes_nothing_before_it(grouped, name):
    plain = texts(grouped(f"plain{name}"))
    with_all = texts(grouped(name, "--met", "omschrijving,invoer"))
    assert with_all[plain.columns].equals(plain)
    assert with_all.columns[plain.width :][:3] == TEXTS


def test_texts_are_those_of_the_release_on_the_begindatum(grouped, given_rows):
    found = texts(grouped("g.csv", "--met", "omschrijving"))
    tables = open_release(RELEASE).tables
    producten = tables["producten"].rows_by_key("zorgproduct_code", named=True)
    groepen = tables["zorgproductgroepen"].rows_by_key(
        "zorgproductgroep_code", named=True
    )
    assert any(len(rows) > 1 for rows in producten.values())
    pairs = zip(found.iter_rows(named=True), given_rows["begindatum"], strict=True)
    for row, begin in pairs:
        if row["zorgproduct_code"] is None:
            assert [row[name] for name in TEXTS[1:]] == [None, None]
            continue
        day = date.fromisoformat(begin)
        product = on_day(producten[row["zorgproduct_code"]], day)
        groep = on_day(groepen[row["zorgproductgroep_code"]], day)
        assert row[TEXTS[0]] == groep[TEXTS[0]]
        assert [row[name] for name in TEXTS[1:]] == [
            product[name] for name in TEXTS[1:]
        ]


def test_columns_of_the_input_stand_in_its_order_under_its_names(
    grouped, given_rows, tmp_path, command
):
    own = given_rows.with_columns(pl.lit("poli").alias("Afdeling van ons"))
    rows = tmp_path / "rows.csv"
    own.write_csv(rows, separator=";")
    out = tmp_path / "g.csv"
    arguments = [rows if each == ROWS else each for each in GROUP]
    assert command(*arguments, "-o", out, "--met", "invoer").exit_code == 0
    found = texts(out)
    for name in own.columns:
        ours = name if name == "Afdeling van ons" else f"{name}_invoer"
        assert found[ours].equals(own[name], null_equal=True)


def test_open_subtrajecten_that_stand_apart_keep_their_own_input(
    command, given_rows, tmp_path
):
    rows, out, trial = (tmp_path / f"{name}.csv" for name in ("rows", "g", "trial"))
    is_open = pl.int_range(pl.len()) % 3 == 0
    reden = pl.when(is_open).then(pl.lit("00")).otherwise("afsluitreden_code")
    given_rows.with_columns(afsluitreden_code=reden).write_csv(rows, separator=";")
    arguments = [rows if each == ROWS else each for each in GROUP]
    more = ("--met", "invoer", "--trial", trial)
    assert command(*arguments, "-o", out, *more).exit_code == 0
    assert texts(trial).height > 3_000
    for path in (out, trial):
        found = texts(path)
        assert found["subtraject_nummer_invoer"].equals(found["subtraject_nummer"])


def test_rejected_rows_have_their_columns_once(grouped):
    plain, out = grouped("plain.csv"), grouped("g.csv", "--met", "invoer,omschrijving")
    of = [Path(f"{path}.rejected.csv").read_bytes() for path in (plain, out)]
    assert of[0] == of[1]


def test_such_a_file_is_verified_compared_and_priced_as_any_other(
    grouped, command, tmp_path
):
    plain = grouped("plain.parquet")
    out = grouped("g.parquet", "--met", "invoer,omschrijving")
    assert command("verify", out).exit_code == 0
    again = command("verify", out, *GROUP[1:])
    assert (again.exit_code, "Every row is as it was written" in again.out) == (0, True)
    assert command("compare", plain, out, "--max-verschil", 0).exit_code == 0
    tables = tarieven_path()
    priced = []
    for path in (plain, out):
        besluiten = tmp_path / f"{path.stem}.besluiten.csv"
        answer = command(
            *("price", "--grouped", path, "--subtrajecten", ROWS),
            *("--verzekeringen", tables / "verzekeringen.csv", "--tarieven", tables),
            *("--verwerkingsdatum", "2024-06-01", "-o", besluiten),
        )
        assert answer.exit_code == 0, answer.err
        priced.append(besluiten.read_bytes())
    assert priced[0] == priced[1]


def test_an_added_cell_that_was_changed_is_told(grouped, command):
    out = grouped("g.csv", "--met", "omschrijving")
    text = out.read_text("utf-8")
    first = texts(out)["zorgproduct_omschrijving"].drop_nulls()[0]
    out.write_text(text.replace(first, first.upper(), 1), "utf-8")
    answer = command("verify", out)
    assert answer.exit_code == 1


def test_input_beside_pseudonyms_is_refused(command, tmp_path):
    key = tmp_path / "key"
    key.write_bytes(b"k" * 32)
    key.chmod(0o600)
    out = tmp_path / "g.csv"
    more = ("--met", "invoer", "--pseudonymise", key)
    answer = command(*GROUP, "-o", out, *more)
    assert answer.exit_code == 2
    assert "invoer beside pseudonyms" in answer.err
    assert not out.exists()


def test_what_is_not_known_is_refused_with_what_is():
    with pytest.raises(CallError, match=r"'prijs'; it is a list of omschrijving, inv"):
        met_of(["omschrijving", "prijs"], BIJ_GROUPED)
    assert met_of([], BIJ_GROUPED) == ()
    both = ("invoer", "omschrijving")
    assert met_of([" Invoer", "omschrijving "], BIJ_GROUPED) == both
    for asked in ([" invoer ,,omschrijving"], ["invoer", "omschrijving ,"]):
        assert listed(asked) == both
    assert listed(None) == listed([""]) == ()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("small")
    rows, lines = folder / "rows.csv", folder / "lines.csv"
    own = texts(ROWS).head(60)
    own.write_csv(rows, separator=";")
    texts(LINES).filter(
        pl.col("subtraject_nummer").is_in(own["subtraject_nummer"].implode())
    ).write_csv(lines, separator=";")
    batch = open_batch(rows, lines)
    release = open_release(RELEASE)
    return batch, release, Grouper(release).group(*batch.whole()).grouped


@settings(max_examples=20)
@given(cuts=st.lists(st.integers(0, 60), max_size=6))
def test_chunks_of_any_size_get_what_the_whole_gets(small, cuts):
    batch, release, grouped = small
    whole = Toegevoegd(BIJ_GROUPED, [release], batch).behind(grouped)
    by_chunk = Toegevoegd(BIJ_GROUPED, [release], batch)
    ends = [*sorted(cuts), 60]
    parts = [
        by_chunk.behind(grouped[begin:end])
        for begin, end in zip([0, *ends], ends, strict=False)
    ]
    assert pl.concat(parts).equals(whole)


@pytest.mark.parametrize("name", ["b.csv", "b.parquet", "b.jsonl"])
def test_prijsbesluiten_get_euros_and_texts_behind_their_columns(
    command, tmp_path, name
):
    tables = tarieven_path()
    out = tmp_path / name
    price = (
        *("price", "--regels", tables / "declaratieregels.csv", "--tarieven", tables),
        *("--verwerkingsdatum", "2024-06-01"),
    )
    plain = tmp_path / "plain.parquet"
    assert command(*price, "-o", plain).exit_code == 0
    answer = command(*price, "-o", out, "--met", "euros,redenen")
    assert answer.exit_code == 0, answer.err
    theirs = pl.read_parquet(plain)
    found = texts(out) if name != "b.jsonl" else lines_of_json(out)
    assert found.columns[: theirs.width] == theirs.columns
    assert found.columns[-1] == "redenen_tekst"
    euros = [None if each is None else Decimal(str(each)) for each in found["bedrag"]]
    cents = [
        None if each is None else Decimal(each) / 100 for each in theirs["bedrag_cent"]
    ]
    assert euros == cents
    told = [
        " | ".join(each["tekst"] for each in redenen) or None
        for redenen in theirs["redenen"]
    ]
    assert [*found["redenen_tekst"]] == told
    assert any(told)
    if name == "b.parquet":
        assert command("compare", plain, out, "--max-verschil", 0).exit_code == 0
