"""``dbc-grouper declare``: what was grouped and priced becomes right messages."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from dbc_grouper_data import batch_paths, declaraties_path, release_path, tarieven_path

from billing import Checkbronnen, check_files, group_files, price_files
from billing.regels.sources import GroupedBatch
from billing.tariefbronnen import Tariefbronnen
from declarations.berichten.zh308.declaraties import read_zh308
from declarations.checks.feiten.levering import Checkinstellingen
from tariffs import Prijsinstellingen

Declare = Callable[..., object]
VERWERKT = date(2025, 2, 3)
VERZEKERINGEN = tarieven_path() / "verzekeringen.csv"


@dataclass(frozen=True)
class Night:
    """Files of the example batch, grouped and priced, with its referrers."""

    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / name

    def options(self, out: Path, **other: object) -> list[object]:
        """Arguments of ``declare``; ``other`` replaces or, as None, leaves out."""
        given: dict[str, object] = {
            "subtrajecten": self.path("subtrajecten.csv"),
            "zorgactiviteiten": batch_paths()[1],
            "grouped": self.path("grouped.parquet"),
            "ozp": self.path("ozp.parquet"),
            "profielen": self.path("profielen.parquet"),
            "regels": self.path("regels.parquet"),
            "besluiten": self.path("prijsbesluiten.parquet"),
            "registers": declaraties_path(),
            "factuurnummer": "F2024",
            "dagtekening": "2025-01-31",
            "periode": "2024-01-01,2024-12-31",
            "out": out,
            **other,
        }
        named = [(f"--{name}", value) for name, value in given.items()]
        return [each for pair in named if pair[1] is not None for each in pair]


def grouped_and_priced(folder: Path, release: Path) -> Night:
    batch, lines = batch_paths()
    own = folder / "subtrajecten.csv"
    pl.read_csv(batch, separator=";", infer_schema=False).with_columns(
        verwijzer_soort_code=pl.lit("4"), verwijzer_code=pl.lit("01999001")
    ).write_csv(own, separator=";")
    group_files(
        [release],
        own,
        lines,
        out=folder / "grouped.parquet",
        ozp=folder / "ozp.parquet",
        profielen=folder / "profielen.parquet",
    )
    price_files(
        Tariefbronnen(tarieven=[tarieven_path()]),
        GroupedBatch(
            grouped=folder / "grouped.parquet",
            subtrajecten=own,
            ozp=folder / "ozp.parquet",
            verzekeringen=VERZEKERINGEN,
        ),
        out=folder / "prijsbesluiten.parquet",
        regels_out=folder / "regels.parquet",
        instellingen=Prijsinstellingen(verwerkingsdatum=VERWERKT),
    )
    return Night(folder)


@pytest.fixture(scope="module")
def night(tmp_path_factory: pytest.TempPathFactory, release: Path) -> Night:
    return grouped_and_priced(tmp_path_factory.mktemp("nacht"), release)


@pytest.fixture
def declared(night: Night, command, tmp_path: Path):
    """What declaring the example says, and its folder."""
    out = tmp_path / "uit"
    answer = command("declare", *night.options(out))
    assert (answer.exit_code, answer.err) == (0, "")
    return answer.out, out


def table(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, separator=";", infer_schema=False)


def test_messages_pass_all_checks_of_form_but_the_hash(
    declared, night: Night, tmp_path: Path
):
    _, out = declared
    run = check_files(
        sorted(out.glob("*.zh308")),
        Checkbronnen(
            releases=[release_path()],
            tariefbronnen=Tariefbronnen(
                tarieven=[tarieven_path()], registers=[declaraties_path()]
            ),
            verzekeringen=VERZEKERINGEN,
        ),
        Checkinstellingen(ontvangen=VERWERKT),
        out=tmp_path / "check",
    )
    assert run.onleesbaar == []
    found = table(tmp_path / "check" / "bevindingen.csv")
    of_form = found.filter(pl.col("check_id").str.starts_with("F"))
    assert of_form.is_empty()
    # No hash was given: each dbc says so, and nothing else of grouping is refused.
    hashes = found.filter(pl.col("check_id") == "G06")
    dbcs = read_zh308(sorted(out.glob("*.zh308"))).prestaties.filter(
        pl.col("r0414").is_not_null()
    )
    assert hashes.height == dbcs.height > 2_000
    refused = found.filter(
        pl.col("check_id").str.contains("^[GPE]"), pl.col("gevolg") == "RJ"
    ).filter(pl.col("uitkomst") == "FAALT")
    assert set(refused["check_id"]) == {"G06"}


def test_every_line_is_declared_or_told_why_and_amounts_add_up(declared, night: Night):
    said, out = declared
    lines = pl.read_parquet(night.path("regels.parquet"))
    made, told = table(out / "gedeclareerd.csv"), table(out / "findings.csv")
    refused = told.filter(pl.col("severity") == "reject")
    assert set(made["regel_id"]).isdisjoint(refused["regel_id"])
    assert set(made["regel_id"]) | set(refused["regel_id"]) == set(lines["regel_id"])
    assert refused["regel_id"].is_unique().all()
    besluiten = pl.read_parquet(night.path("prijsbesluiten.parquet"))
    declared_of = besluiten.filter(pl.col("regel_id").is_in(made["regel_id"].implode()))
    assert set(declared_of["status"]) == {"OK"}
    total = int(declared_of["bedrag_cent"].sum())
    read = read_zh308(sorted(out.glob("*.zh308")))
    assert read.tarieven["r0620"].sum() == total
    assert f"declared: {made.height:,} of {lines.height:,} lines" in said
    assert f"{total / 100:,.2f} euros" in said


def test_one_dbc_says_what_its_batch_says(declared):
    _, out = declared
    read = read_zh308(sorted(out.glob("*.zh308")))
    # S000001: subtrajecten.csv, personen.csv and verzekeringen.csv of the example.
    own = read.prestaties.filter(pl.col("r0419") == "S000001").row(0, named=True)
    assert {key: own[key] for key in own if key in EXPECTED} == EXPECTED
    acts = read.zorgactiviteiten.filter(
        pl.col("r1603") == "999000007", pl.col("r1607") == "15X136"
    )
    assert "060203" in acts["r1611"].to_list()


EXPECTED = {
    "r0403": "999000007",
    "r0404": "9301",
    "r0405": "70000001",
    "r0408": date(1986, 10, 26),
    "r0409": "041",
    "r0410": "15X136",
    "r0411": date(2024, 2, 29),
    "r0412": date(2024, 6, 27),
    "r0413": 1,
    "r0414": "130909006",
    "r0415": "T000001",
    "r0418": "12",
    "r0421": "04",
    "r0422": "01999001",
    "r0426": 1,
    "r0427": "21",
    "r0429": "000",
    "r0431": "1206",
    "r0434": "J",
    "r0437": "N",
    "r0438": "N",
    "r0439": "0305",
    "r0440": "06990001",
    "r0441": None,
    "r0446": "v20231001",
    "r0456": "O",
}


def test_hash_and_number_of_activities_are_taken_over_where_given(
    night: Night, command, tmp_path: Path
):
    batch = tmp_path / "batch.csv"
    table(night.path("subtrajecten.csv")).with_columns(
        hashtotaal=pl.format("H-{}", "subtraject_nummer"), hashversie=pl.lit("1.0")
    ).write_csv(batch, separator=";")
    numbered = tmp_path / "activiteiten.csv"
    table(batch_paths()[1]).with_row_index("n").select(
        pl.exclude("n"), zorgactiviteit_nummer=pl.format("Z{}", "n")
    ).write_csv(numbered, separator=";")
    out = tmp_path / "uit"
    answer = command(
        "declare",
        *night.options(out, subtrajecten=batch, zorgactiviteiten=numbered),
    )
    assert answer.exit_code == 0, answer.err
    read = read_zh308(sorted(out.glob("*.zh308")))
    own = read.prestaties.filter(pl.col("r0419") == "S000001").row(0, named=True)
    assert (own["r0441"], own["r0442"]) == ("H-S000001", "1.0")
    assert read.zorgactiviteiten["r1610"].str.starts_with("Z").all()
    assert "without a hash" not in answer.out


def test_person_is_told_as_a_message_asks(night: Night, command, tmp_path: Path):
    persons = tmp_path / "personen.csv"
    own = pl.col("verzekerde_id") == "V000001"
    table(declaraties_path() / "personen.csv").with_columns(
        bsn=pl.when(~own).then("bsn"),
        geslacht=pl.when(own).then(pl.lit("v")).otherwise("geslacht"),
        overlijdensdatum=pl.when(own).then(pl.lit("2025-01-31")),
    ).write_csv(persons, separator=";")
    out = tmp_path / "uit"
    answer = command("declare", *night.options(out, registers=persons))
    assert answer.exit_code == 0, answer.err
    read = read_zh308(sorted(out.glob("*.zh308"))).verzekerden
    (row,) = read.filter(pl.col("r0205") == "70000001").to_dicts()
    assert (row["r0203"], row["r0208"], row["r0223"]) == ("999999999", "2", "1")
    assert set(read.filter(pl.col("r0205") != "70000001")["r0223"]) == {"2"}


def test_add_on_names_the_traject_that_it_goes_with(declared, night: Night):
    _, out = declared
    ozp = pl.read_parquet(night.path("ozp.parquet"))
    addons = ozp.filter(pl.col("ozp_categorie") == "SUPPLEMENTAIR")["declaratiecode"]
    others = read_zh308(sorted(out.glob("*.zh308"))).prestaties.filter(
        pl.col("r0414").is_null()
    )
    is_addon = others["r0410"].is_in(addons.implode())
    assert 0 < is_addon.sum() < others.height
    assert (others["r0415"].is_not_null() == is_addon).all()
    assert (others["r0419"].is_not_null() == is_addon).all()


def test_line_of_a_person_that_is_not_there_is_told_without_naming_him(declared):
    _, out = declared
    told = table(out / "findings.csv").filter(pl.col("code") == "PERSOON_ONBEKEND")
    assert told.height
    assert told["value"].null_count() == told.height
    assert set(told["column"]) == {"verzekerde_id"}


def test_batch_without_referrers_declares_nothing_and_strict_says_so(
    night: Night, command, tmp_path: Path
):
    out = tmp_path / "uit"
    options = night.options(out, subtrajecten=batch_paths()[0])
    answer = command("declare", *options, "--strict")
    assert answer.exit_code == 1
    assert "VERWIJZER_ONBEKEND" in answer.out
    assert list(out.glob("*.zh308")) == []


def test_later_run_takes_its_own_messages_away_and_no_others(
    declared, night: Night, command
):
    _, out = declared
    (out / "eigen.zh308").write_text("not ours")
    answer = command("declare", *night.options(out, periode="2024-01-01,2024-01-02"))
    assert answer.exit_code == 0, answer.err
    left = {path.name for path in out.glob("*.zh308")}
    record = json.loads((out / "gedeclareerd.csv.provenance.json").read_text())
    named = {each["naam"] for each in record["set"]["bestanden"]}
    assert "eigen.zh308" in left
    assert left - {"eigen.zh308"} == {n for n in named if n.endswith(".zh308")}
    assert command("verify", out / "gedeclareerd.csv").exit_code == 0


def test_same_files_give_the_same_bytes(
    declared, night: Night, command, tmp_path: Path
):
    _, out = declared
    again = tmp_path / "weer"
    command("declare", *night.options(again))
    names = sorted(path.name for path in out.glob("*.zh308"))
    assert names
    assert all((out / n).read_bytes() == (again / n).read_bytes() for n in names)


@pytest.mark.parametrize(
    ("option", "value", "code", "told"),
    [
        ("factuurnummer", "F2024-12", 2, "one to eight capitals"),
        ("factuurnummer", "F20241234", 2, "one to eight capitals"),
        ("periode", "2024-01-01", 2, "write two days"),
        ("periode", "2024-12-31,2024-01-01", 2, "ends on or after its first"),
        ("dagtekening", "2024-12-30", 2, "does not lie before its end"),
        ("registers", tarieven_path(), 3, "no table personen found"),
        ("besluiten", VERZEKERINGEN, 3, "a csv does not hold all of a decision"),
    ],
)
def test_call_that_cannot_be_is_refused(
    night: Night, command, tmp_path: Path, option, value, code, told
):
    answer = command("declare", *night.options(tmp_path / "uit", **{option: value}))
    assert answer.exit_code == code
    assert told in " ".join(answer.err.split())


def test_files_of_two_runs_are_refused(
    night: Night, command, tmp_path: Path, release: Path
):
    other = tmp_path / "ander"
    other.mkdir()
    batch, lines = batch_paths()
    group_files(
        [release], batch, lines, out=other / "g.parquet", profielen=other / "p.parquet"
    )
    options = night.options(tmp_path / "uit", profielen=other / "p.parquet")
    answer = command("declare", *options)
    assert answer.exit_code == 3
    assert "are of two runs" in answer.err


def test_decisions_on_other_lines_are_refused(night: Night, command, tmp_path: Path):
    # Without a record beside it only what stands in it can tell.
    shifted = tmp_path / "regels.parquet"
    lines = pl.read_parquet(night.path("regels.parquet"))
    lines.with_columns(pl.col("uzovi").shift(1)).write_parquet(shifted)
    answer = command("declare", *night.options(tmp_path / "uit", regels=shifted))
    assert answer.exit_code == 3
    assert "differ from the prijsbesluit" in answer.err


def test_output_may_not_replace_an_input(night: Night, command, tmp_path: Path):
    own = tmp_path / "gedeclareerd.csv"
    own.write_bytes(night.path("subtrajecten.csv").read_bytes())
    answer = command("declare", *night.options(tmp_path, subtrajecten=own))
    assert answer.exit_code == 2
    assert "is named twice" in answer.err


def test_night_ends_in_messages_that_it_checks_itself(
    night: Night, command, tmp_path: Path
):
    text = (Path(dbc_grouper_data.__file__).parent / "nacht.toml").read_text()
    data = Path(dbc_grouper_data.__file__).parent
    text = text.replace('"../out/nacht"', f'"{tmp_path / "uit"}"')
    for name in ("release", "batch/zorgactiviteiten.csv", "tarieven"):
        text = text.replace(f'"{name}', f'"{data / name}')
    text = text.replace(
        '"batch/subtrajecten.csv"', f'"{night.path("subtrajecten.csv")}"'
    )
    text += (
        f'\n[declare]\nregisters = ["{declaraties_path()}"]\nfactuurnummer = "N1"\n'
        "begindatum = 2024-01-01\neinddatum = 2024-12-31\n"
        f'\n[check]\nregisters = ["{declaraties_path()}"]\n'
        f'tarieven = ["{tarieven_path()}"]\nrol = "zorgaanbieder"\n'
    )
    file = tmp_path / "nacht.toml"
    file.write_text(text)
    answer = command("run", file)
    assert answer.exit_code == 0, answer.err
    last = tmp_path / "uit" / "laatste"
    messages = {path.name for path in (last / "declaraties").glob("*.zh308")}
    assert len(messages) == 15
    checked = table(last / "check" / "bestanden.csv")
    assert set(checked["bestand"]) == messages
    assert "declared: 2," in answer.out
