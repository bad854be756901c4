"""From a release to a compared upgrade in a pipeline, as docs/ingenieur.md tells it.

The Python and the commands are those of the page, in its order; files are made here as
a data lake would have them.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from dbc_grouper_data import batch_paths, release_path, tarieven_path
from typer.testing import CliRunner

from billing.cli.app import app
from tabellen.forms.frames import read_frame

PAGE = Path(__file__).parents[2] / "docs/ingenieur.md"
TEXT = PAGE.read_text(encoding="utf-8")
PYTHON = re.findall(r"^```python\n(.*?)^```", TEXT, re.M | re.S)
COMMANDS = re.findall(r"^dbc-grouper .*$", TEXT, re.M)
PARTS = 3
"""Files that each table of the lake is in."""


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What lies there before the first block."""
    folder = tmp_path_factory.mktemp("keten")
    shutil.make_archive(str(folder / "release"), "zip", release_path())
    shutil.copy(folder / "release.zip", folder / "nieuw.zip")
    shutil.copytree(tarieven_path(), folder / "tarieven")
    for name, path in zip(
        ("subtrajecten", "zorgactiviteiten"), batch_paths(), strict=True
    ):
        frame = read_frame(path)
        (folder / "meer" / name).mkdir(parents=True)
        size = -(-frame.height // PARTS)
        for part in range(PARTS):
            rows = frame.slice(part * size, size)
            rows.write_parquet(folder / "meer" / name / f"deel-{part}.parquet")
    insured = read_frame(tarieven_path() / "verzekeringen.csv")
    insured.write_parquet(folder / "meer" / "verzekeringen.parquet")
    (folder / "uit").mkdir()
    return folder


@pytest.fixture(scope="module")
def by_python(lake: Path) -> pl.DataFrame:
    """What the last block of Python writes."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", "\n".join(PYTHON)],
        cwd=lake,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return pl.read_parquet(lake / "per_groep.parquet")


def test_the_python_of_the_page_runs_from_top_to_bottom(
    by_python: pl.DataFrame,
) -> None:
    assert {"OK", "GEWEIGERD"} <= set(by_python["status"].unique())


def test_the_commands_of_the_page_run_in_their_order_and_agree_with_the_python(
    lake: Path, by_python: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lake)
    assert COMMANDS
    for command in COMMANDS:
        answer = CliRunner().invoke(app, command.split()[1:])
        assert answer.exit_code == 0, (command, answer.stderr)
    assert pl.read_csv("uit/verschillen.csv", separator=";").is_empty()
    bedrag = pl.read_parquet("uit/prijzen.parquet")["bedrag_cent"].sum()
    assert bedrag == by_python["bedrag_cent"].sum() > 0
