"""Which figures of a run stay where."""

import sys
from pathlib import Path

import pytest

from benchmarks import run
from benchmarks.inputs import WORK, UnknownInputError, pool
from benchmarks.reporting.measured import FOLDER, Measurement, Results
from benchmarks.states import State


@pytest.mark.parametrize("options", [[], ["--full"], ["--small"]])
def test_only_a_full_run_writes_the_page(
    options: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[Results] = []
    sizes: list[dict[str, str]] = []
    saved: list[Path] = []

    def benchmarks(_: State, files: list[str], given: dict[str, str]) -> list[object]:
        assert "bench_price.py" in files
        sizes.append(given)
        return []

    monkeypatch.setattr(State, "run_benchmarks", benchmarks)
    monkeypatch.setattr(run.instructions, "why_not", lambda: "needs valgrind")
    monkeypatch.setattr(run.memory, "peaks", lambda _: {})
    monkeypatch.setattr(run, "seconds_of_hops", lambda _: {})
    monkeypatch.setattr(run, "about", lambda _: {"input": "example"})
    monkeypatch.setattr(Results, "save", lambda _, path: saved.append(path))
    monkeypatch.setattr(run, "write_page", written.append)
    monkeypatch.setattr(sys, "argv", ["run", *options])
    run.main()
    is_full = options == ["--full"]
    assert len(written) == is_full
    assert saved == [(FOLDER if is_full else WORK) / "latest.json"]
    assert ("10000000" in sizes[0]["DBC_BENCH_ROWS"]) == is_full


def test_tool_that_is_missing_is_left_out_by_name(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(State, "run_benchmarks", lambda *_: [])
    monkeypatch.setattr(run.instructions.shutil, "which", lambda _: None)
    monkeypatch.setattr(run.memory, "peaks", lambda _: {})
    monkeypatch.setattr(run, "seconds_of_hops", lambda _: {})
    monkeypatch.setattr(Results, "save", lambda *_: None)
    monkeypatch.setattr(sys, "argv", ["run"])
    run.main()
    told = capsys.readouterr().out
    assert "Left out: instructions: needs valgrind, which is not on the path." in told


@pytest.mark.parametrize("name", ["rz18", "Example"])
def test_input_that_is_unknown_is_told(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DBC_BENCH_INPUT", name)
    with pytest.raises(
        UnknownInputError, match=f"DBC_BENCH_INPUT={name}: give example"
    ):
        pool.__wrapped__()


def test_ratio_that_a_benchmark_tells_is_no_part_of_what_was_measured() -> None:
    """Some have more to tell than every one has, such as prestaties a second."""
    work = {"stage": "check", "rows": 1000, "threads": 2, "mix": "message"}
    written = {
        "stats": {"median": 2.0, "min": 1.5, "rounds": 5},
        "extra_info": {**work, "prestaties a second": 18},
    }
    measured = Measurement.of_pytest(written)
    assert measured == Measurement("check", 1000, 2, "message", 2.0, 1.5, 5)
