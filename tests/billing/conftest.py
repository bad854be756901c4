"""The command line, the example that ships, and a cache that is no one's own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import dbc_grouper_data
import pytest
from support.files.batchfiles import GOOD, LINE, Row, frame
from typer.testing import CliRunner

from billing.cli.app import app
from grouper.compiled.store import save_compiled
from grouper.compiling.cache import open_release


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    exit_code: int
    out: str
    err: str


Command = Callable[..., Answer]
Batch = Callable[..., list[str]]


@pytest.fixture(scope="session", autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("cache")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DBC_GROUPER_CACHE", str(folder))
        yield folder


@pytest.fixture(scope="session")
def release(cache: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("release") / "example.dbc"
    save_compiled(open_release(dbc_grouper_data.release_path()), path)
    return path


@pytest.fixture(scope="session")
def command() -> Command:
    """Run ``dbc-grouper`` with the arguments given, in this process."""

    def run(*arguments: object) -> Answer:
        result = CliRunner().invoke(app, [str(argument) for argument in arguments])
        return Answer(result.exit_code, result.stdout, result.stderr)

    return run


@pytest.fixture
def batch(tmp_path: Path, release: Path) -> Batch:
    """Write a batch as csv; gives the arguments that group it into out.parquet."""

    def write(
        rows: list[Row] | None = None, lines: list[Row] | None = None
    ) -> list[str]:
        subtrajecten, zorgactiviteiten = tmp_path / "s.csv", tmp_path / "z.csv"
        frame([GOOD] if rows is None else rows, GOOD).write_csv(subtrajecten)
        frame([LINE] if lines is None else lines, LINE).write_csv(zorgactiviteiten)
        return [
            *("group", "--release", str(release)),
            *("--subtrajecten", str(subtrajecten)),
            *("--zorgactiviteiten", str(zorgactiviteiten)),
            *("-o", str(tmp_path / "out.parquet")),
        ]

    return write
