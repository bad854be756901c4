"""Whether a change made something slower, decided on figures made up for it."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks import check
from benchmarks.reporting.measured import FOLDER, Measurement, Results
from benchmarks.states import State, state_of_wheel

# Seconds of 100,000 rows, and of the 1,000 that plain Python walks.
TIMES = {
    ("plain Python walk", 1): 1.0,
    ("walk", 1): 0.1,
    ("encode", 1): 0.2,
    ("outcomes", 1): 0.05,
    ("group frames", 1): 0.4,
    ("read Parquet", 2): 0.1,
    ("group Parquet", 2): 0.8,
}
COUNTS = {"walk repeated": 1000.0, "group Parquet": 7000.0}


def measured(**slower: float) -> list[Measurement]:
    """The times above; of stages named, with _ for a blank, so many times as long."""
    return [
        Measurement(
            stage=stage,
            rows=1_000 if stage == "plain Python walk" else 100_000,
            threads=threads,
            mix="repeated",
            seconds=2 * seconds,
            best=seconds * slower.get(stage.replace(" ", "_"), 1),
            rounds=5,
        )
        for (stage, threads), seconds in TIMES.items()
    ]


def results(counts: dict[str, float] | None = None, **slower: float) -> Results:
    return Results({"input": "example"}, measured(**slower), counts or {})


Run = Callable[..., int]


@pytest.fixture
def runs() -> list[dict[str, float]]:
    """What each coming run is slower in; the last one stays."""
    return [{}]


@pytest.fixture
def turns() -> list[str]:
    """Names of the states that were measured."""
    return []


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    runs: list[dict[str, float]],
    turns: list[str],
) -> Run:
    """Runs the check on made-up figures; gives its exit code."""

    def benchmarks(state: State, *_: object) -> list[Measurement]:
        turns.append(state.name)
        if state.name != State().name:
            return measured()
        return measured(**(runs.pop(0) if len(runs) > 1 else runs[0]))

    monkeypatch.setattr(State, "run_benchmarks", benchmarks)
    monkeypatch.setattr(check.instructions, "why_not", lambda: "needs valgrind")
    monkeypatch.setattr(check, "FOLDER", tmp_path)
    monkeypatch.setattr(check, "pool", lambda: SimpleNamespace(name="example"))
    monkeypatch.setattr(check, "about", lambda _: {"input": "example"})
    results().save(tmp_path / "baseline-example.json")

    def call(*arguments: str | Path) -> int:
        monkeypatch.setattr(sys, "argv", ["check", *map(str, arguments)])
        try:
            check.main()
        except SystemExit as ended:
            return int(ended.code or 0)
        return 0

    return call


@pytest.mark.parametrize(
    ("slower", "behind"),
    [
        ({}, []),
        ({"walk": 1.24}, []),
        ({"walk": 1.26}, ["plain Python walk / walk, repeated"]),
        ({"encode": 2.0}, ["plain Python walk / encode"]),
        ({"group_Parquet": 1.49}, []),
        ({"group_Parquet": 1.51}, ["group Parquet / read Parquet"]),
        # A machine that is slow in all is not a state that is slower.
        ({stage.replace(" ", "_"): 3.0 for stage, _ in TIMES}, []),
        ({"walk": 0.5}, []),
    ],
)
def test_ratio_is_behind_beyond_its_tolerance(
    slower: dict[str, float], behind: list[str]
) -> None:
    now, before = (
        check.ratios(one, by="best") for one in (results(**slower), results())
    )
    verdict = check.Verdict("baseline", 1, check.compare(now, before))
    assert verdict.behind == behind


@pytest.mark.parametrize(("more", "is_behind"), [(1.24, False), (1.26, True)])
def test_counted_instructions_decide_in_place_of_times(
    more: float, is_behind: bool
) -> None:
    counts = COUNTS | {"walk repeated": more * COUNTS["walk repeated"]}
    now = check.ratios(results(counts, walk=9.0), by="best")
    compared = check.compare(now, check.ratios(results(COUNTS), by="best"))
    behind = check.Verdict("baseline", 1, compared).behind
    assert behind == ["instructions: walk repeated"] * is_behind


def test_time_of_what_is_counted_does_not_decide_between_states() -> None:
    slow = {"walk": 9.0, "outcomes": 1.3, "group_Parquet": 1.4}
    for counts, behind in ((COUNTS, ["outcomes"]), ({}, ["walk", "outcomes"])):
        now, before = (
            check.times(one) for one in (results(counts, **slow), results(counts))
        )
        verdict = check.Verdict("other", 1, check.compare(now, before))
        assert [name.split(",")[0] for name in verdict.behind] == behind


def test_figure_that_is_new_is_not_behind() -> None:
    (one,) = check.compare([check.Figure("new", 5.0)], [check.Figure("old", 1.0)])
    assert (one.before, one.slower, one.is_behind) == (None, None, False)


def test_passes_at_once_where_nothing_is_behind(run: Run, turns: list[str]) -> None:
    assert run() == 0
    assert turns == ["this state"]


def test_least_of_all_attempts_counts(
    run: Run, runs: list[dict[str, float]], turns: list[str]
) -> None:
    runs[:] = [{"walk": 2.0}, {"encode": 2.0}]
    assert run() == 0
    assert len(turns) == 2


@pytest.mark.parametrize(
    ("counts", "code"), [([2.0, 1.0], 0), ([2.0], 1), ([1.0], 0)], ids=str
)
def test_count_that_is_behind_is_counted_once_more(
    counts: list[float],
    code: int,
    run: Run,
    turns: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted: list[float] = []

    def count(*_: object) -> dict[str, float]:
        counted.append(counts.pop(0) if len(counts) > 1 else counts[0])
        return COUNTS | {"walk repeated": counted[-1] * COUNTS["walk repeated"]}

    monkeypatch.setattr(check.instructions, "why_not", lambda: None)
    monkeypatch.setattr(State, "count_instructions", count)
    results(COUNTS).save(tmp_path / "baseline-example.json")
    is_behind = counts[0] > 1
    assert run() == code
    assert len(turns) == len(counted) == 1 + is_behind


def test_counts_are_left_alone_where_none_were_kept(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check.instructions, "why_not", lambda: None)
    monkeypatch.setattr(State, "count_instructions", lambda *_: pytest.fail("counted"))
    assert run() == 0


def test_fails_when_it_stays_behind(
    run: Run,
    runs: list[dict[str, float]],
    turns: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    runs[:] = [{"walk": 2.0}]
    assert run() == 1
    assert len(turns) == check.ATTEMPTS
    assert (
        "Too far behind: plain Python walk / walk, repeated." in capsys.readouterr().err
    )


def test_missing_baseline_is_told_with_what_to_do(
    run: Run, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "baseline-example.json").unlink()
    assert run("--json") == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "baseline-example.json is not there; make it with --accept." in told.err


def test_accepted_figures_are_the_least_of_all_runs(
    run: Run, runs: list[dict[str, float]], tmp_path: Path
) -> None:
    runs[:] = [{"walk": 2.0}, {"encode": 2.0}]
    assert run("--accept") == 0
    kept = Results.load(tmp_path / "baseline-example.json")
    assert [one.best for one in kept.measurements] == list(TIMES.values())


def test_json_is_one_document_that_another_run_can_be_compared_with(
    run: Run,
    runs: list[dict[str, float]],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    runs[:] = [{"walk": 2.0}]
    assert run("--json") == 1
    document = json.loads(capsys.readouterr().out)
    told = document["check"]
    assert told["against"] == "baseline-example.json"
    assert told["attempts"] == check.ATTEMPTS
    assert told["passed"] is False
    assert told["behind"] == ["plain Python walk / walk, repeated"]
    (walk,) = [one for one in told["figures"] if one["name"] in told["behind"]]
    # Plain Python takes 1 ms a row, the walk 1 us of before and 2 of now.
    assert walk == {
        "name": "plain Python walk / walk, repeated",
        "before": pytest.approx(1000),
        "now": pytest.approx(500),
        "slower": pytest.approx(1.0),
        "tolerance": 0.25,
        "decides": True,
    }
    assert {one["stage"] for one in document["measurements"]} == {s for s, _ in TIMES}
    history = tmp_path / "history.json"
    history.write_text(json.dumps(document))
    assert run("--against", history) == 0
    runs[:] = [{}]
    history.write_text(json.dumps(document))
    assert run("--against", history) == 0
    runs[:] = [{"walk": 3.0}]
    assert run("--against", history) == 1


def test_states_are_measured_in_turn_and_their_least_times_compared(
    run: Run,
    runs: list[dict[str, float]],
    turns: list[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(check, "state_of_wheel", lambda path: State(path.name))
    wheel = tmp_path / "dbc_grouper-1.whl"
    wheel.touch()
    assert run("--against", wheel, "--json") == 0
    assert turns == ["this state", wheel.name, wheel.name, "this state"]
    told = json.loads(capsys.readouterr().out)["check"]
    assert told["attempts"] == 2
    figures = {one["name"]: one for one in told["figures"]}
    walk = figures["walk, repeated, 100,000 x, threads 1"]
    assert (walk["before"], walk["now"]) == (pytest.approx(1000), pytest.approx(1000))
    # Reading alone is no work of the project.
    assert not [name for name in figures if name.startswith("read Parquet")]
    runs[:] = [{"walk": 1.3}]
    assert run("--against", wheel) == 1


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("gone.json", None, "there is no such file"),
        ("figures.txt", "1", "give a wheel (.whl), or figures that --json wrote"),
        ("broken.json", "{", "no figures of benchmarks.check"),
        ("list.json", "[]", "no figures of benchmarks.check"),
        ("other.json", '{"about": {}, "measurements": []}', "no figures of"),
        (
            "rz17a.json",
            '{"about": {"input": "rz17a"}, "measurements": []}',
            "figures of input rz17a, and this run measures example",
        ),
        (
            "empty.json",
            '{"about": {"input": "example"}, "measurements": []}',
            "holds no figure that is measured here",
        ),
        ("polars-2.whl", "", "no wheel of dbc-grouper by its name"),
    ],
)
def test_bad_file_is_told_in_one_sentence(
    name: str,
    content: str | None,
    sentence: str,
    run: Run,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    assert run("--json", "--against", path) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert sentence in told.err
    assert "Traceback" not in told.err


def test_accept_goes_alone(run: Run, tmp_path: Path) -> None:
    assert run("--accept", "--json") == 2
    assert run("--accept", "--against", tmp_path / "x.json") == 2


@pytest.mark.parametrize("name", ["example", "rz17a"])
def test_committed_figures_can_decide_everywhere(name: str) -> None:
    kept = Results.load(FOLDER / f"baseline-{name}.json")
    assert kept.about["input"] == name
    assert {"walk repeated", "group Parquet"} <= set(kept.instructions)
    by_time = {one.name for one in check.ratios(replace(kept, instructions={}))}
    assert {
        "plain Python walk / walk, repeated",
        "group Parquet / read Parquet",
    } <= by_time


def test_wheel_that_pip_cannot_install_is_told(tmp_path: Path) -> None:
    wheel = tmp_path / "dbc_grouper-1-py3-none-any.whl"
    wheel.write_text("no wheel")
    with pytest.raises(check.MeasuringError, match="pip cannot install it here: "):
        state_of_wheel(wheel)
