"""``dbc-grouper price``: exit codes, what is said, and what never is."""

import re
from pathlib import Path

import polars as pl
import pytest
from support.tarieven.tarieffiles import TABLES, write_lines, write_tables

import billing.work.price

Arguments = list[object]


@pytest.fixture
def arguments(tmp_path: Path) -> Arguments:
    """Arguments that price one line into out.parquet."""
    return [
        "price",
        *("--regels", write_lines(tmp_path / "regels.csv")),
        *("--tarieven", write_tables(tmp_path)),
        *("--verwerkingsdatum", "2024-06-01"),
        *("-o", tmp_path / "out.parquet"),
    ]


def changed(arguments: Arguments, **options: object) -> Arguments:
    """The arguments with other values; None leaves an option out."""
    result = list(arguments)
    for name, value in options.items():
        option = "-o" if name == "out" else f"--{name.replace('_', '-')}"
        if option not in result:
            result += [option, value]
            continue
        place = result.index(option)
        result[place : place + 2] = [] if value is None else [option, value]
    return result


@pytest.mark.parametrize("ending", [".csv", ".parquet"])
def test_lines_of_a_header_alone_are_told_and_fail_when_strict(
    command, arguments, tmp_path, ending
):
    path = tmp_path / f"leeg{ending}"
    lines = pl.DataFrame(schema={"regel_id": pl.String, "prestatiecode": pl.String})
    lines.write_parquet(path) if ending == ".parquet" else lines.write_csv(path)
    answer = command(*changed(arguments, regels=path))
    assert answer.exit_code == 0, answer.err
    assert "have a header and no rows" in answer.out
    assert command(*changed(arguments, regels=path), "--strict").exit_code == 1


def test_priced_lines_exit_0_and_show_euros(command, arguments):
    answer = command(*arguments)
    assert (answer.exit_code, answer.err) == (0, "")
    assert "Priced on 2024-06-01, with the tables as known on 2024-06-01" in answer.out
    assert re.search(r"declaratieregels: 1\n.*\n  OK +1  4,215\.75\n", answer.out)
    assert re.search(r"euros per grondslag: 4,215\.75\n", answer.out)
    assert re.search(r"  CONTRACTPRIJS +1  4,215\.75\n", answer.out)
    assert re.search(r"Wrote .*out\.parquet\n", answer.out)


def test_refused_line_exits_0_unless_strict_is_asked(command, arguments, tmp_path):
    write_lines(tmp_path / "regels.csv", {"prestatiecode": "99X999"})
    answer = command(*arguments)
    assert answer.exit_code == 0
    assert re.search(r"PRESTATIECODE_ONBEKEND +GEWEIGERD +1 +- +- +-\n", answer.out)
    assert command(*arguments, "--strict").exit_code == 1
    assert (tmp_path / "out.parquet").exists()


def test_unreadable_line_exits_0_unless_strict_is_asked(command, arguments, tmp_path):
    write_lines(tmp_path / "regels.csv", {}, {"regel_id": "R2", "aantal": "Jansen"})
    answer = command(*arguments)
    assert answer.exit_code == 0
    assert "1 line(s) could not be read; see the findings" in answer.out
    assert "Jansen" not in answer.out + answer.err
    assert command(*arguments, "--strict").exit_code == 1


def test_strict_run_without_refused_lines_exits_0(command, arguments):
    assert command(*arguments, "--strict").exit_code == 0


def test_settings_reach_the_decision(command, arguments, tmp_path):
    write_lines(tmp_path / "regels.csv", {"prestatiecode": "14B001"})
    refused = command(*arguments)
    capped = command(*arguments, "--bij-overschrijding", "AFTOPPEN")
    earlier = command(*arguments, "--known-on", "2024-04-30")
    assert re.search(r"  GEWEIGERD +1 +-\n", refused.out)
    assert re.search(r"  AFGETOPT +1 +900\.00\n", capped.out)
    assert re.search(r"  OK +1 +950\.00\n", earlier.out)
    assert "as known on 2024-04-30" in earlier.out


def test_grouped_batch_is_priced(command, arguments, tmp_path):
    (tmp_path / "g.csv").write_text(
        "subtraject_nummer;zorgproduct_code;declaratiecode;is_uitval;"
        "aanspraak_toegepast;is_trial\nS1;;15A001;false;J;false\n"
    )
    (tmp_path / "s.csv").write_text(
        "subtraject_nummer;zorginstelling_code;begindatum;verzekerde_id\n"
        "S1;06010101;2024-03-01;P1\n"
    )
    (tmp_path / "v.csv").write_text(
        "verzekerde_id;uzovi;begindatum\nP1;9001;2020-01-01\n"
    )
    answer = command(
        *changed(
            arguments,
            regels=None,
            grouped=tmp_path / "g.csv",
            subtrajecten=tmp_path / "s.csv",
            verzekeringen=tmp_path / "v.csv",
        )
    )
    assert answer.exit_code == 0, answer.err
    assert "euros per grondslag: 4,215.75" in answer.out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"regels": None}, "no lines to price"),
        ({"regels": None, "grouped": "g.csv"}, "no lines to price"),
        ({"grouped": "g.csv"}, "--regels and --grouped found"),
        ({"ozp": "o.csv"}, "--regels and --ozp found"),
        ({"verzekeringen": "v.csv"}, "--regels and --verzekeringen found"),
        ({"tarieven": None}, "no tables are given"),
        ({"out": "out.ods"}, "ending '.ods' found"),
        ({"out": "absent/out.csv"}, "absent does not exist"),
        ({"findings": "absent/f.csv"}, "absent does not exist"),
        ({"threads": "0"}, "setting threads: found 0"),
        ({"verwerkingsdatum": "1 juni"}, "--verwerkingsdatum"),
        ({"known_on": "2024-02-30"}, "--known-on"),
        ({"bij_overschrijding": "BETAAL"}, "--bij-overschrijding"),
        ({"notatie": "STREEP"}, "--notatie"),
        ({"out": None}, "Missing option"),
    ],
)
def test_unusable_call_exits_2(command, arguments, options, said):
    answer = command(*changed(arguments, **options))
    assert answer.exit_code == 2
    assert said in re.sub(r"\s+", " ", answer.err)
    assert answer.out == ""


BAD_FILES = [
    ("absent.csv", None, "o such file"),
    ("empty.csv", b"", ""),
    ("wrong.csv", b"a;b\n1;2\n", "wrong"),
    ("text.parquet", b"a;b\n1;2\n", "cannot be read as parquet"),
    ("text.xlsx", b"a;b\n1;2\n", "cannot be read as an Excel workbook"),
    ("text.pdf", b"%PDF", ".pdf"),
]


@pytest.mark.parametrize(("name", "content", "said"), BAD_FILES)
@pytest.mark.parametrize("option", ["regels", "contracten", "passanten", "registers"])
def test_bad_file_exits_3_with_its_name(
    command, arguments, tmp_path, option, name, content, said
):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    answer = command(*changed(arguments, **{option: tmp_path / name}))
    assert answer.exit_code == 3, answer.out
    assert re.match(rf"Error: .*{name}.*", answer.err)
    assert said in answer.err
    assert not (tmp_path / "out.parquet").exists()


def test_table_with_broken_rows_says_so_and_prices_with_the_rest(
    command, arguments, tmp_path
):
    (tmp_path / "tabellen.toml").write_text(
        TABLES.replace('prijs = "950,00"', 'prijs = "veel"')
    )
    answer = command(*arguments)
    assert answer.exit_code == 0
    assert re.search(r"GETAL_ONLEESBAAR +reject +1 ", answer.out)


@pytest.mark.parametrize("option", ["regels", "verzekeringen", "subtrajecten"])
def test_file_without_header_is_refused_without_its_first_line(
    command, arguments, tmp_path, option
):
    (tmp_path / "Mooi.csv").write_text("Jansen;1980-03-04;9001\nPietersen;;9003\n")
    (tmp_path / "g.csv").write_text(
        "subtraject_nummer;zorgproduct_code;declaratiecode;is_uitval;"
        "aanspraak_toegepast;is_trial\nS1;;15A001;false;J;false\n"
    )
    (tmp_path / "v.csv").write_text("verzekerde_id;uzovi;begindatum\n")
    grouped = {
        "regels": None,
        "grouped": tmp_path / "g.csv",
        "subtrajecten": tmp_path / "g.csv",
        "verzekeringen": tmp_path / "v.csv",
    }
    options = {**({} if option == "regels" else grouped), option: tmp_path / "Mooi.csv"}
    answer = command(*changed(arguments, **options))
    assert answer.exit_code == 3
    assert "Mooi.csv" in answer.err
    assert "Jansen" not in answer.err


@pytest.mark.parametrize("error", [KeyError, ValueError])
def test_fault_of_the_program_exits_70_without_words_that_may_be_a_patients(
    command, arguments, monkeypatch, error
):
    def fail(*_, **__):
        raise error("Jansen, 1980-03-04")

    monkeypatch.setattr(billing.work.price, "price_lines", fail)
    answer = command(*arguments)
    assert answer.exit_code == 70
    assert "Jansen" not in answer.err
    assert "Traceback" not in answer.err


def test_help_names_every_option(command):
    answer = command("price", "--help")
    assert answer.exit_code == 0
    options = (
        "regels grouped subtrajecten ozp verzekeringen tarieven contracten passanten "
        "registers notatie eerdere findings bij-overschrijding addon-afrondmoment "
        "verwerkingsdatum known-on threads strict"
    )
    assert all(f"--{option}" in answer.out for option in options.split())
