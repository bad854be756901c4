"""What the Spark jobs say where Spark, or Java, is not installed."""

import sys

import pytest
from typer.testing import CliRunner

from billing.cli.commands.spark import app


@pytest.fixture
def absent(monkeypatch: pytest.MonkeyPatch):
    """Java is there and PySpark is not, whatever this machine has."""
    monkeypatch.setenv("JAVA_HOME", "/somewhere")
    for name in [name for name in sys.modules if name.partition(".")[0] == "pyspark"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "pyspark", None)


ARGUMENTS = [
    *("group", "--release", "x.zip", "--subtrajecten", "s.parquet"),
    *("--zorgactiviteiten", "z.parquet", "-o", "out"),
]


@pytest.mark.usefixtures("absent")
def test_absent_pyspark_is_a_bad_call_that_says_what_to_install():
    answer = CliRunner().invoke(app, ARGUMENTS)
    assert answer.exit_code == 2
    assert "pip install dbc-grouper[spark]" in answer.stderr
    assert "fault of dbc-grouper" not in answer.stderr


@pytest.mark.usefixtures("absent")
def test_absent_java_is_a_bad_call(monkeypatch):
    monkeypatch.delenv("JAVA_HOME")
    monkeypatch.setenv("PATH", "")
    answer = CliRunner().invoke(app, ARGUMENTS)
    assert answer.exit_code == 2
    assert "needs Java" in answer.stderr
