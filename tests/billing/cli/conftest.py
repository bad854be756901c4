"""What the tests of more than one module of commands share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def demo(command, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """What the demo says, and the folder that it makes and writes."""
    written = tmp_path_factory.mktemp("demo") / "deep" / "out"
    answer = command("demo", "-o", written)
    assert answer.exit_code == 0, answer.err
    return answer.out, written
