"""No command writes what it reads, by whatever name the file is called.

All is refused before anything is read, so that the inputs need no sound content.
"""

import os
from collections.abc import Callable
from pathlib import Path

import dbc_grouper_data
import pytest

import billing.night.run
from billing.night.places import check_readable, refuse_installed
from productstructure.errors import CallError, InputFileError
from tabellen.sets.distinctfiles import check_distinct
from tabellen.sets.publishing import OutputSet

FILES = (
    *("rows.csv", "lines.csv", "key.csv", "release.csv", "regels.csv", "eerdere.csv"),
    *("tafel/tarief.csv", "tafel/contract.csv", "stuk/boom.csv", "verzekeringen.csv"),
    *("grouped.csv", "ozp.csv", "bericht.xml", "berichten/a.csv", "layout.csv"),
    *("levering.zip", "lijst.csv", "betaald.csv", "ohw.csv", "out.csv.rejected.csv"),
    *("out.csv.findings.csv", "out.csv.regels.csv", "out.csv.ozp.csv"),
)


def _same(path: Path) -> Path:
    return path


def _around(path: Path) -> Path:
    return path.parent / ".." / path.parent.name / path.name


def _symlink(path: Path) -> Path:
    link = path.with_name(f"link{path.suffix}")
    link.symlink_to(path.name)
    return link


def _hard_link(path: Path) -> Path:
    link = path.with_name(f"hard{path.suffix}")
    os.link(path, link)
    return link


def _folder_link(path: Path) -> Path:
    link = path.parent.parent / f"{path.parent.name}-link"
    link.symlink_to(path.parent)
    return link / path.name


WAYS = [_same, _around, _symlink, _hard_link, _folder_link]

GROUP = (
    "group --release release.csv --subtrajecten rows.csv --zorgactiviteiten lines.csv"
)
PRICE = (
    "price --tarieven tafel --contracten stuk/boom.csv --regels regels.csv "
    "--eerdere eerdere.csv"
)
REPRICE = (
    "reprice --tarieven tafel --regels regels.csv --besluiten eerdere.csv "
    "--bestand-id b"
)
SETTLE = (
    "settle --tarieven tafel --besluiten eerdere.csv --ohw ohw.csv "
    "--betaald betaald.csv"
)
ANSWER = "answer berichten --release release.csv --layout layout.csv"
LIST = "pricelist check lijst.csv --tarieven tafel --contract C1"

CASES = [
    *((GROUP, option, name)
      for option in ("-o", "--ozp", "--findings", "--rejected", "--trial")
      for name in ("release.csv", "rows.csv", "lines.csv")),
    ("group --release stuk --subtrajecten rows.csv", "-o", "stuk/boom.csv"),
    (f"{GROUP} --pseudonymise key.csv", "-o", "key.csv"),
    *((PRICE, option, name)
      for option in ("-o", "--findings", "--regels-out")
      for name in ("tafel/tarief.csv", "stuk/boom.csv", "regels.csv", "eerdere.csv")),
    *((REPRICE, option, name)
      for option in ("-o", "--findings", "--regels-out")
      for name in ("tafel/tarief.csv", "regels.csv", "eerdere.csv")),
    *((SETTLE, "-o", name)
      for name in ("tafel/tarief.csv", "eerdere.csv", "ohw.csv", "betaald.csv")),
    *((ANSWER, option, name)
      for option in ("-o", "--findings")
      for name in ("release.csv", "berichten/a.csv")),
    *((LIST, "-o", name) for name in ("tafel/tarief.csv", "lijst.csv")),
    ("compile release.csv", "-o", "release.csv"),
    ("compile stuk", "-o", "stuk/boom.csv"),
    ("compile levering.zip", "-o", "levering.zip"),
    ("answer levering.zip --release release.csv", "-o", "levering.zip"),
]  # fmt: skip

BESIDE = [
    GROUP.replace("rows.csv", "out.csv.rejected.csv"),
    GROUP.replace("lines.csv", "out.csv.findings.csv"),
    PRICE.replace("regels.csv", "out.csv.rejected.csv"),
    PRICE.replace("eerdere.csv", "out.csv.findings.csv"),
    REPRICE.replace("regels.csv", "out.csv.regels.csv"),
    REPRICE.replace("eerdere.csv", "out.csv.findings.csv"),
    SETTLE.replace("ohw.csv", "out.csv.findings.csv"),
    LIST.replace("lijst.csv", "out.csv.findings.csv"),
    ANSWER.replace("layout.csv", "out.csv.findings.csv"),
]
"""What would be replaced by a name that a command takes by itself."""


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "hier"
    for name in FILES:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"inhoud van {name}\n")
    (folder / "layout.csv").write_text("")
    (folder / "out.csv.findings.csv").write_text("")
    (folder / "key.csv").write_text("0123456789abcdef" * 4)
    monkeypatch.chdir(folder)
    return folder


def _content(folder: Path) -> dict[Path, bytes]:
    return {p: p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.mark.parametrize(
    ("way", "arguments", "option", "name"),
    [
        (way, *case)
        for case in CASES
        for way in (WAYS if case[1] == "-o" else [_hard_link])
    ],
)
def test_no_command_writes_what_it_reads(
    command, inputs: Path, way: Callable[[Path], Path], arguments, option, name
):
    target = way(inputs / name)
    before = _content(inputs)
    extra = [] if option == "-o" or "compile" in arguments else ["-o", "uit.csv"]
    answer = command(*arguments.split(), option, target, *extra)
    assert answer.exit_code == 2, answer.err
    assert str(target) in answer.err or "is the delivery" in answer.err
    assert _content(inputs) == before


@pytest.mark.parametrize("arguments", BESIDE)
def test_names_that_a_command_takes_by_itself_are_no_input_either(
    command, inputs: Path, arguments
):
    before = _content(inputs)
    answer = command(*arguments.split(), "-o", "out.csv")
    assert answer.exit_code == 2, answer.err
    assert "another" in answer.err or "named twice" in answer.err
    assert _content(inputs) == before


@pytest.mark.parametrize("way", WAYS)
def test_two_outputs_are_two_files(inputs: Path, way):
    with pytest.raises(CallError, match="named twice"):
        check_distinct([], [inputs / "ozp.csv", way(inputs / "ozp.csv")])


def test_outputs_that_are_not_there_yet_are_told_apart_by_their_place(inputs: Path):
    (inputs / "zelf").symlink_to(inputs)
    absent = inputs / "nieuw.csv"
    check_distinct([], [absent, inputs / "tafel" / "nieuw.csv"])
    with pytest.raises(CallError, match="named twice"):
        check_distinct([], [absent, inputs / "zelf" / "nieuw.csv"])


def test_link_that_leads_to_itself_is_a_bad_call(command, inputs: Path):
    (inputs / "rond.csv").symlink_to("rond.csv")
    answer = command(*GROUP.split(), "-o", "rond.csv")
    assert answer.exit_code == 2
    assert "leads to itself" in answer.err


def test_own_output_in_a_folder_that_is_read_is_replaced(inputs: Path):
    folder = inputs / "tafel"
    for _ in range(2):
        check_distinct([folder], [folder / "prijsbesluiten.csv"])
        with OutputSet(folder / "prijsbesluiten.csv", "price") as outputs:
            outputs.add_text(folder / "prijsbesluiten.csv", "x\n")
            outputs.publish({folder / "prijsbesluiten.csv": {}})


def test_reply_never_takes_the_place_of_a_message(inputs: Path):
    folder = inputs / "berichten"
    message = (folder / "a.csv").read_bytes()
    with OutputSet(folder, "answer", inputs=[folder / "a.csv"]) as outputs:
        (outputs.new_folder(folder) / "a.csv").write_text("antwoord")
        with pytest.raises(CallError, match=r"a\.csv"):
            outputs.publish({})
    assert (folder / "a.csv").read_bytes() == message


@pytest.mark.parametrize("place", ["lib/site-packages/out", "doel/out"])
def test_night_does_not_write_among_installed_packages(tmp_path: Path, place):
    (tmp_path / "doel" / "dbc_grouper-1.0.dist-info").mkdir(parents=True)
    with pytest.raises(CallError, match="--out"):
        refuse_installed(tmp_path / place / "nacht")
    refuse_installed(tmp_path / "elders" / "nacht")


def test_every_input_of_a_night_is_opened_before_it_begins(tmp_path: Path):
    sound, absent = tmp_path / "sound", tmp_path / "absent"
    sound.write_text("")
    os.mkfifo(tmp_path / "pipe")
    check_readable([sound, tmp_path, tmp_path / "pipe"])
    with pytest.raises(InputFileError, match="absent"):
        check_readable([sound, absent])


def _never(*_: object, **__: object) -> None:
    pytest.fail("grouping began")


WRONG = {
    "tarieven": "[price]\ntarieven = ['{absent}']\nregels = ['{rows}']\n",
    "regels": "[price]\ntarieven = ['{tables}']\nregels = ['{absent}']\n",
    "eerdere": "[price]\ntarieven = ['{tables}']\nregels = ['{rows}']\n"
    "eerdere = ['{absent}']\n",
    "ohw": "[price]\ntarieven = ['{tables}']\nregels = ['{rows}']\n[settle]\n"
    "ohw = ['{absent}']\n",
    "tabel": "[price]\ntarieven = ['{rows}']\nregels = ['{rows}']\n",
}


@pytest.mark.parametrize("name", WRONG)
def test_night_with_a_wrong_path_begins_nothing(
    command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name
):
    monkeypatch.setattr(billing.night.run, "group_files", _never)
    subtrajecten, zorgactiviteiten = dbc_grouper_data.batch_paths()
    group = (
        f"[group]\nreleases = ['{dbc_grouper_data.release_path()}']\n"
        f"subtrajecten = '{subtrajecten}'\nzorgactiviteiten = '{zorgactiviteiten}'\n"
    )
    tables = dbc_grouper_data.tarieven_path()
    said = WRONG[name].format(
        absent=tmp_path / "absent.parquet", tables=tables, rows=subtrajecten
    )
    insured = f"[price]\nverzekeringen = '{tables / 'verzekeringen.csv'}'"
    night = tmp_path / "night.toml"
    night.write_text("out = 'uit'\n" + group + said.replace("[price]", insured))
    answer = command("run", night)
    assert answer.exit_code == 3, answer.err
    assert not (tmp_path / "uit").exists()
