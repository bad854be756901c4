"""``dbc-grouper run``: a night's work in one file, and what that file may say."""

import re
import tomllib
from datetime import date
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from support.tarieven.tarieffiles import TABLES, write_lines

import billing.night.run
import billing.night.voor_mensen
from billing.night.config import NightConfig, read_nightconfig
from billing.work.price_counts import UITKOMSTEN
from productstructure.errors import CallError, InputFileError
from productstructure.files.archive import fingerprint
from tabellen.forms.frames import read_frame

EXAMPLE = Path(dbc_grouper_data.__file__).parent / "nacht.toml"
TODAY = date(2024, 6, 1)

AGREEMENT = """
[[omzetafspraak]]
afspraak_id = "O1"
contract_id = "C1"
jaar = 2024
vorm = "PLAFOND"
richtpunt = "5000,00"
pct_onder = "0,00"
pct_boven = "0,00"
signaal = "80,00"
"""
PRICE = """\
out = "uit"
verwerkingsdatum = 2024-06-01

[price]
tarieven = ["tabellen.toml"]
regels = ["regels.csv"]
"""


@pytest.fixture
def night(tmp_path: Path):
    """Write a night's file, with lines and tables beside it."""
    write_lines(
        tmp_path / "regels.csv",
        {},
        {"regel_id": "R2", "uzovi": "9003", "verzekerde_id": "P2"},
    )
    (tmp_path / "tabellen.toml").write_text(TABLES + AGREEMENT)

    def write(text: str = PRICE) -> Path:
        path = tmp_path / "nacht.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def read(path: Path) -> NightConfig:
    return read_nightconfig(path, today=TODAY)


@pytest.fixture(scope="module")
def example_night(tmp_path_factory: pytest.TempPathFactory):
    """What the example night says, and the folder it fills."""
    from typer.testing import CliRunner

    from billing.cli.app import app

    out = tmp_path_factory.mktemp("nacht") / "uit"
    answer = CliRunner().invoke(app, ["run", str(EXAMPLE), "-o", str(out)])
    assert answer.exit_code == 0, answer.output
    return answer.stdout, out / "laatste"


def test_example_night_groups_prices_and_settles(example_night):
    said, out = example_night
    assert "subtrajecten: 10,000" in said
    assert "overige zorgproducten: " in said
    assert "euros per grondslag: " in said
    assert "omzetafspraken: 4" in said
    written = {Path(path).name for path in re.findall(r"Wrote (.*)", said)}
    assert written <= {path.name for path in out.iterdir()}
    assert {
        "grouped.parquet",
        "ozp.parquet",
        "regels.parquet",
        "prijsbesluiten.parquet",
        "statussen.csv",
        "grondslagen.csv",
        "redenen.csv",
        "verrekening.csv",
    } <= written


def test_reports_of_the_night_add_up_to_its_decisions(example_night):
    _, out = example_night
    decided = read_frame(out / "prijsbesluiten.parquet")["bedrag_cent"].sum()
    for name in ("statussen", "grondslagen"):
        cents = read_frame(out / f"{name}.csv")["bedrag_cent"].drop_nulls()
        assert sum(map(int, cents)) == decided


def test_balance_of_the_night_takes_in_what_grouping_and_the_files_gave_out(
    example_night,
):
    """No dbc of the example is of before 2015, so that each is one line."""
    said, out = example_night
    grouped = pl.read_parquet(out / "grouped.parquet")
    ozp = pl.read_parquet(out / "ozp.parquet")
    given = read_frame(EXAMPLE.parent / "tarieven" / "declaratieregels.csv").height
    billable = pl.col("declaratiecode").is_not_null() & ~pl.col("is_trial")
    given += grouped.filter(billable).height
    given += ozp.filter(pl.col("is_declarabel") & ~pl.col("is_trial")).height
    title, table = re.search(
        r"declaratieregels: ([0-9,]+)\n +status +lines +euros\n((?: .*\n)+)", said
    ).groups()
    rows = re.findall(r"^  (\S.*?)  +([0-9,]+) ", table, flags=re.MULTILINE)
    assert [name for name, _ in rows] == list(UITKOMSTEN)
    counts = [int(count.replace(",", "")) for _, count in rows]
    assert sum(counts) == int(title.replace(",", "")) == given


def test_example_night_has_a_comment_for_everything_that_can_be_set(tmp_path):
    text = EXAMPLE.read_text()
    # What is commented out is an example too: it has to be known.
    active = re.sub(r"^# (\[[a-z]+\]$|[a-z_]+ = )", r"\1", text, flags=re.MULTILINE)
    assert active != text
    tomllib.loads(active)
    config = read_nightconfig(_beside(EXAMPLE, tmp_path, active), today=TODAY)
    assert config.threads == 2
    assert config.price is not None
    assert config.price.bronnen.notatie == "KOMMA"
    assert config.declare is not None
    assert config.declare.factuurnummer == "F2501"
    assert config.check is not None


NIGHT_THAT_CHECKS = """\
out = "uit"
[price]
tarieven = ["tabellen.toml"]
regels = ["regels.csv"]
{price}
[check]
berichten = ["a.zh308"]
releases = ["release"]
{check}
"""
OF_PRICES, OF_CHECK = 'bladen = ["P"]\ndatumvorm = "mm/dd/jjjj"', 'bladen = ["C"]'


@pytest.mark.parametrize(
    ("price", "check", "of_price", "of_check"),
    [
        ("", "", ((), None), ((), None)),
        (OF_PRICES, "", (("P",), "mm/dd/jjjj"), (("P",), "mm/dd/jjjj")),
        (OF_PRICES, OF_CHECK, (("P",), "mm/dd/jjjj"), (("C",), "mm/dd/jjjj")),
        ("", OF_CHECK, ((), None), (("C",), None)),
        (OF_PRICES, 'tarieven = ["t"]', (("P",), "mm/dd/jjjj"), (("P",), "mm/dd/jjjj")),
    ],
)
def test_check_reads_tables_as_price_does_where_it_does_not_say(
    night, price, check, of_price, of_check
):
    config = read(night(NIGHT_THAT_CHECKS.format(price=price, check=check)))
    assert config.price is not None
    assert config.check is not None
    found = [
        (how.bladen, how.datumvorm)
        for how in (
            config.price.bronnen.leeswijze,
            config.check.bronnen.tariefbronnen.leeswijze,
        )
    ]
    assert found == [of_price, of_check]


def _beside(example: Path, folder: Path, text: str) -> Path:
    path = folder / example.name
    path.write_text(text)
    return path


def test_night_of_lines_alone_is_priced(command, night, tmp_path):
    answer = command("run", night())
    assert (answer.exit_code, answer.err) == (0, "")
    assert "euros per grondslag: 9,335.75" in answer.out
    assert "subtrajecten" not in answer.out
    assert (
        read_frame(tmp_path / "uit" / "laatste" / "prijsbesluiten.parquet").height == 2
    )


def test_night_writes_its_outcomes_for_people_too(command, night, tmp_path):
    answer = command("run", night('vormen = ["excel", "xlsx", "jsonl"]\n' + PRICE))
    assert answer.exit_code == 0, answer.err
    last = tmp_path / "uit" / "laatste"
    besluiten = pl.read_parquet(last / "prijsbesluiten.parquet")
    cents = besluiten["bedrag_cent"].to_list()
    for ending in ("csv", "xlsx"):
        euros = read_frame(last / f"prijsbesluiten.{ending}")["bedrag"]
        text = euros.str.replace(",", ".", literal=True).cast(pl.Decimal(12, 2))
        assert [None if e is None else int(e * 100) for e in text] == cents
    told = pl.read_ndjson(last / "prijsbesluiten.jsonl")
    assert told["bedrag_cent"].to_list() == cents
    assert command("verify", last).exit_code == 0


def test_night_adds_columns_for_people_where_it_says_so(command, night, tmp_path):
    answer = command("run", night(PRICE + 'met = ["euros", "redenen"]\n'))
    assert answer.exit_code == 0, answer.err
    path = tmp_path / "uit" / "laatste" / "prijsbesluiten.parquet"
    besluiten = pl.read_parquet(path)
    cents = besluiten["bedrag_cent"].drop_nulls()
    assert besluiten["bedrag"].drop_nulls().to_list() == [cent / 100 for cent in cents]
    assert "redenen_tekst" in besluiten.columns


def test_columns_for_people_that_do_not_exist_are_a_bad_call(command, night):
    answer = command("run", night(PRICE + 'met = ["prijs"]\n'))
    assert answer.exit_code == 2
    assert "met holds 'prijs'; it is a list of euros, redenen" in answer.err


def test_form_that_does_not_exist_is_a_bad_call(command, night):
    answer = command("run", night('vormen = ["pdf"]\n' + PRICE))
    assert answer.exit_code == 2
    assert "'pdf' is unknown. Known here: excel, xlsx, jsonl" in answer.err


def test_table_of_more_rows_than_a_sheet_is_left_out_and_told(
    command, night, tmp_path, monkeypatch
):
    monkeypatch.setattr(billing.night.voor_mensen, "MOST_ROWS", 1)
    answer = command("run", night('vormen = ["xlsx"]\n' + PRICE))
    assert answer.exit_code == 0
    assert "prijsbesluiten.xlsx: 2 rows, of 1" in answer.out
    assert not (tmp_path / "uit" / "laatste" / "prijsbesluiten.xlsx").exists()


def test_night_settles_what_it_priced(command, night, tmp_path):
    answer = command("run", night(PRICE + "\n[settle]\n"))
    assert answer.exit_code == 0, answer.err
    (row,) = read_frame(tmp_path / "uit" / "laatste" / "verrekening.csv").to_dicts()
    assert (row["afspraak_id"], row["omzet_cent"]) == ("O1", "421575")


def test_night_of_grouping_alone_is_not_priced(command, night, release, tmp_path):
    rows, lines = dbc_grouper_data.batch_paths()
    answer = command(
        "run",
        night(
            f'out = "uit"\n[group]\nreleases = ["{release}"]\n'
            f'subtrajecten = "{rows}"\nzorgactiviteiten = "{lines}"\nozp = false\n'
        ),
    )
    assert answer.exit_code == 0, answer.err
    assert "euros" not in answer.out
    assert not (tmp_path / "uit" / "laatste" / "ozp.parquet").exists()


def test_strict_night_exits_1_when_a_line_is_refused(command, night, tmp_path):
    assert command("run", night(), "--strict").exit_code == 0
    write_lines(tmp_path / "regels.csv", {"prestatiecode": "99X999"})
    assert command("run", night()).exit_code == 0
    assert command("run", night(), "--strict").exit_code == 1


def test_other_folder_goes_before_that_of_the_file(command, night, tmp_path):
    answer = command("run", night(), "-o", tmp_path / "elders" / "diep")
    assert answer.exit_code == 0, answer.err
    assert (
        tmp_path / "elders" / "diep" / "laatste" / "prijsbesluiten.parquet"
    ).exists()
    assert not (tmp_path / "uit").exists()


def test_folder_that_is_a_file_is_a_bad_call(command, night, tmp_path):
    (tmp_path / "uit").touch()
    answer = command("run", night())
    assert answer.exit_code == 2
    assert "is a file; name a folder" in answer.err


def test_paths_begin_at_the_folder_of_the_file(night, tmp_path):
    config = read(night())
    assert config.out == tmp_path / "uit"
    assert config.price is not None
    assert config.price.regels == [tmp_path / "regels.csv"]
    assert config.price.bronnen.tarieven == [tmp_path / "tabellen.toml"]


def test_day_of_the_run_is_today_where_the_file_gives_none(night):
    config = read(night(PRICE.replace("verwerkingsdatum = 2024-06-01", "")))
    assert config.price is not None
    assert config.price.instellingen.verwerkingsdatum == TODAY


def test_settings_reach_grouping_and_pricing(night):
    config = read(
        night(
            """
            out = "uit"
            threads = 3
            [group]
            releases = ["r.zip"]
            subtrajecten = "s.csv"
            no_checks = true
            [group.checks]
            geslacht = "warn"
            [group.aanspraak]
            rood = "aanspraak"
            [group.ozp_regels]
            addon_ic_in_dbc = true
            fysiotherapie = ["192854"]
            [price]
            tarieven = ["t"]
            verzekeringen = "v.csv"
            known_on = 2024-05-01
            bij_overschrijding = "AFTOPPEN"
            addon_afrondmoment = "EENHEID"
            """
        )
    )
    assert config.group is not None
    settings = config.group.settings
    assert settings.checks.severity["geslacht"] == "warn"
    assert set(settings.checks.severity.values()) == {"warn", "off"}
    assert settings.aanspraak.rood == "aanspraak"
    assert settings.ozp.addon_ic_in_dbc
    assert settings.ozp.fysiotherapie == ("192854",)
    assert config.group.zorgactiviteiten is None
    assert config.price is not None
    prices = config.price.instellingen
    assert prices.bekend_op == date(2024, 5, 1)
    assert prices.bij_overschrijding == "AFTOPPEN"
    assert prices.addon_afrondmoment == "EENHEID"
    assert (config.threads, prices.threads) == (3, 3)


def test_night_without_threads_prices_on_all_processors(tmp_path, monkeypatch):
    monkeypatch.setattr("billing.night.config.available_threads", lambda: 7)
    path = tmp_path / "nacht.toml"
    path.write_text('out = "uit"\n[price]\nregels = ["r.csv"]\n')
    config = read_nightconfig(path, today=TODAY)
    assert config.threads is None
    assert config.price is not None
    assert config.price.instellingen.threads == 7


CHECK = 'out = "uit"\n[check]\nberichten = ["levering.zip"]\n'
GROUP = 'out = "uit"\n[group]\nreleases = ["r"]\nsubtrajecten = "s.csv"\n'


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "out is missing"),
        ('out = "uit"', "none of [group], [price] and [check] found"),
        (PRICE + "[setle]\n", "setle: unknown. Known here: threads"),
        (PRICE + "regel = []\n", "price.regel: unknown"),
        (GROUP + "[group.checks]\nleeftjd = 'warn'\n", "check 'leeftjd' is unknown"),
        (GROUP + "[group.checks]\ngeslacht = 'maybe'\n", "use reject, warn or off"),
        (GROUP + "[group.aanspraak]\nroze = 'x'\n", "group.aanspraak.roze: unknown"),
        (GROUP + "[group.aanspraak]\nrood = 'x'\n", "'x' found"),
        (GROUP + "[group.aanspraak]\nrood = 1\n", "expected a value like"),
        (GROUP + "[group.ozp_regels]\naddon_ic_in_dbc = 'ja'\n", "a value like False"),
        (GROUP + "checks = 'off'\n", "group.checks: expected a section"),
        (GROUP + "ozp = 'ja'\n", "group.ozp: expected true or false"),
        (GROUP.replace('"s.csv"', "1"), "group.subtrajecten: expected a text"),
        (GROUP.replace('subtrajecten = "s.csv"', ""), "subtrajecten is missing"),
        (GROUP.replace('["r"]', '"r"'), "group.releases: expected a list of texts"),
        (GROUP.replace('["r"]', "[1]"), "group.releases: expected a list of texts"),
        ("threads = '2'\n" + PRICE, "threads: expected an integer"),
        ("threads = true\n" + PRICE, "threads: expected an integer"),
        ("threads = 0\n" + PRICE, "setting threads: found 0"),
        ("keep = 0\n" + PRICE, "at least the last run is kept"),
        ("keep = 'veel'\n" + PRICE, "keep: expected an integer"),
        (PRICE.replace("2024-06-01", "'1 juni'"), "verwerkingsdatum: expected a date"),
        (PRICE.replace("2024-06-01", "2024-06-01T00:00:00"), "expected a date"),
        (PRICE + "notatie = 'STREEP'\n", "price.notatie: expected one of KOMMA, PUNT"),
        (PRICE + "bij_overschrijding = 'BETAAL'\n", "expected one of WEIGER, AFTOPPEN"),
        (PRICE.replace('regels = ["regels.csv"]', ""), "name price.regels"),
        (GROUP + "[price]\ntarieven = ['t']\n", "price.verzekeringen is missing"),
        (GROUP + "[settle]\n", "[settle] without [price] found"),
        ("price = 1\n" + 'out = "uit"\n', "price: expected a section"),
        (CHECK + "vorm = ['csv', 'pdf']\n", "vorm holds 'pdf'; it is a list of csv,"),
        (CHECK + "uzovi = ['9101', '910']\n", "uzovi holds '910'"),
        (CHECK + "retour = ['r.zh309']\n", "retour is read by a zorgaanbieder only"),
        (CHECK + "termijn_maanden = 0\n", "termijn_maanden is 0"),
        (GROUP.replace('"uit"', '""'), "out: expected a path"),
        (PRICE.replace('"regels.csv"', '""'), "price.regels: expected paths"),
    ],
)
def test_file_that_says_what_cannot_be_exits_2(command, night, tmp_path, text, said):
    path = night(text)
    with pytest.raises(CallError, match=re.escape(said)):
        read(path)
    answer = command("run", path)
    assert answer.exit_code == 2
    assert answer.err.startswith(f"Error: {path}: ")
    assert answer.out == ""
    assert not (tmp_path / "uit").exists()


@pytest.mark.parametrize("content", [None, b"out = ", b"\xff\xfe=\x00"])
def test_file_that_cannot_be_read_exits_3(command, tmp_path, content):
    path = tmp_path / "nacht.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputFileError, match=r"nacht\.toml"):
        read(path)
    assert command("run", path).exit_code == 3


def test_missing_input_exits_3_with_its_name(command, night, tmp_path):
    (tmp_path / "regels.csv").unlink()
    answer = command("run", night())
    assert answer.exit_code == 3
    assert "regels.csv" in answer.err


def test_fault_of_the_program_exits_70_without_words_that_may_be_a_patients(
    command, night, monkeypatch
):
    def fail(*_, **__):
        raise KeyError("Jansen, 1980-03-04")

    monkeypatch.setattr(billing.night.run, "price_files", fail)
    answer = command("run", night())
    assert answer.exit_code == 70
    assert "Jansen" not in answer.err


GROUP = 'out = "uit"\n[group]\nreleases = ["{release}"]\nsubtrajecten = "{rows}"\n'


@pytest.mark.parametrize(
    ("hashes", "exit_code", "says"),
    [
        ("[]", 2, "sha256 holds no hash"),
        ('["ab"]', 2, "is no hash"),
        ('"{own}"', 2, "group.sha256: expected a list of texts"),
        ('["{other}"]', 3, "expected {other}"),
        ('["{other}", "{own}"]', 0, ""),
    ],
)
def test_night_pins_its_release_by_hash(
    command, night, release, tmp_path, hashes, exit_code, says
):
    rows, lines = dbc_grouper_data.batch_paths()
    known = {"own": fingerprint(release), "other": 64 * "0"}
    text = GROUP.format(release=release, rows=rows) + (
        f'zorgactiviteiten = "{lines}"\nozp = false\n'
        f"sha256 = {hashes.format(**known)}\n"
    )
    answer = command("run", night(text))
    assert answer.exit_code == exit_code, answer.err
    assert says.format(**known) in answer.err
    assert (tmp_path / "uit" / "laatste" / "grouped.parquet").exists() == (
        exit_code == 0
    )
