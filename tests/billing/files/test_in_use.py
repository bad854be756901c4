"""A second run on one output is refused by name, whatever the command."""

from pathlib import Path

import dbc_grouper_data
import pytest

from billing.night.folder import NightFolder
from tabellen.sets.publishing import OutputSet
from tabellen.values.dates import today

DATA = Path(dbc_grouper_data.__file__).parent
TABLES = ("--tarieven", DATA / "tarieven")
BESLUITEN = ("--besluiten", "besluiten.parquet")
ROWS, LINES = dbc_grouper_data.batch_paths()

COMMANDS = {
    "group": ("group", "--subtrajecten", ROWS, "--zorgactiviteiten", LINES),
    "price": ("price", "--regels", DATA / "tarieven" / "declaratieregels.csv", *TABLES),
    "settle": ("settle", *BESLUITEN, *TABLES),
    "reprice": ("reprice", "--regels", LINES, *BESLUITEN, "--bestand-id", "F", *TABLES),
    "pricelist": ("pricelist", "check", *TABLES),
    "answer": ("answer", DATA / "berichten"),
    "compile": ("compile", DATA / "release"),
}
CASES = [
    *((name, "out.parquet") for name in COMMANDS if name != "compile"),
    ("answer", "out.zip"),
    ("answer", "out"),
    ("compile", "out.dbc"),
]


@pytest.mark.parametrize(("name", "out"), CASES)
def test_output_that_another_run_writes_is_refused(
    command, release, tmp_path, monkeypatch, name, out
):
    monkeypatch.chdir(tmp_path)
    Path("besluiten.parquet").write_bytes(b"")
    arguments = [*COMMANDS[name], "-o", out]
    if name in ("group", "answer"):
        arguments += ["--release", release]
    before = set(tmp_path.iterdir())
    with OutputSet(tmp_path / out):
        answer = command(*arguments)
    assert answer.exit_code == 3, answer.err
    assert f"{out} is in use: another run writes there" in " ".join(answer.err.split())
    assert set(tmp_path.iterdir()) == before


def test_night_on_a_folder_in_use_is_refused(command, tmp_path):
    with NightFolder(tmp_path / "uit", today()):
        answer = command("run", DATA / "nacht.toml", "-o", tmp_path / "uit")
    assert answer.exit_code == 3
    assert "is in use: another run writes there" in " ".join(answer.err.split())
