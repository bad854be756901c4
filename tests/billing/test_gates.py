"""The gates: a wholly wrong delivery is an error, judged as a whole (exit code 1)."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest
from support.files.batchfiles import GOOD, LINE, Row, changed, frame

import billing.work.chunks
from billing.gates import FEWEST, GateError, Gates
from billing.night.config import read_nightconfig
from billing.work.group import group_files
from grouper.outcomes.delivery import Delivery
from productstructure.errors import CallError
from tabellen.forms.frames import read_frame

SOUND = Delivery(subtrajecten=100, zorgactiviteiten=100)
OF_DELIVERY = {
    "max_rejected": "rejected",
    "max_empty": "empty",
    "max_unknown": "unknown",
    "max_uitval": "uitval",
}


@pytest.mark.parametrize(("gate", "count"), OF_DELIVERY.items())
@pytest.mark.parametrize("limit", [0.0, 0.1, 0.5, 0.99])
def test_gate_trips_above_its_limit_and_not_at_it(gate, count, limit):
    gates = replace(Gates(), **{gate: limit})
    at = round(limit * 100)
    gates.check_delivery(replace(SOUND, **{count: at}))
    with pytest.raises(GateError) as tripped:
        gates.check_delivery(replace(SOUND, **{count: at + 1}))
    assert tripped.value.gates == (gate,)
    option = "--" + gate.replace("_", "-")
    assert f"{at + 1} of 100" in str(tripped.value)
    assert f"{option} {limit:g} lets through" in str(tripped.value)


@pytest.mark.parametrize(("gate", "count"), OF_DELIVERY.items())
def test_one_turns_a_gate_off(gate, count):
    replace(Gates(), **{gate: 1}).check_delivery(replace(SOUND, **{count: 100}))


@pytest.mark.parametrize(("gate", "count"), OF_DELIVERY.items())
@pytest.mark.parametrize("rows", [FEWEST - 1, FEWEST])
def test_share_of_a_few_rows_says_nothing(gate, count, rows):
    few = Delivery(**{"subtrajecten": rows, "zorgactiviteiten": rows, count: rows})
    if rows < FEWEST:
        Gates().check_delivery(few)
        # That none may be so holds of few as well.
        with pytest.raises(GateError):
            replace(Gates(), **{gate: 0}).check_delivery(few)
        return
    with pytest.raises(GateError):
        Gates().check_delivery(few)


@pytest.mark.parametrize(("empty", "gates"), [(50, ()), (51, "empty unlinked")])
def test_unlinked_trips_only_together_with_empty(empty, gates):
    delivery = replace(SOUND, unlinked=100, empty=empty)
    if not gates:
        Gates().check_delivery(delivery)
        return
    with pytest.raises(GateError) as tripped:
        Gates().check_delivery(delivery)
    assert tripped.value.gates == tuple(f"max_{gate}" for gate in gates.split())


def test_empty_trips_without_unlinked():
    with pytest.raises(GateError) as tripped:
        Gates().check_delivery(replace(SOUND, empty=51))
    assert tripped.value.gates == ("max_empty",)


@pytest.mark.parametrize("check", ["check_lost", "check_refused"])
def test_lost_and_refused_have_gates_of_their_own(check):
    limit = 10 if check == "check_lost" else 90
    table = ("contract",) if check == "check_lost" else ()
    getattr(Gates(), check)(limit, 100, *table)
    with pytest.raises(GateError):
        getattr(Gates(), check)(limit + 1, 100, *table)
    getattr(Gates(), check)(19, 19, *table)


def test_strict_makes_rejected_and_lost_none_and_leaves_the_rest():
    strict = Gates(max_empty=0.3).strict()
    assert strict == Gates(max_empty=0.3, max_rejected=0, max_lost=0)
    with pytest.raises(GateError):
        strict.check_delivery(Delivery(subtrajecten=1, rejected=1))
    with pytest.raises(GateError):
        strict.check_lost(1, 3, "contract")


@pytest.mark.parametrize("name", [each.name for each in fields(Gates)])
@pytest.mark.parametrize("limit", [-0.1, 1.1, float("nan")])
def test_limit_that_is_no_share_is_a_bad_call(name, limit):
    with pytest.raises(CallError, match=name):
        Gates(**{name: limit})


def test_night_sets_gates(tmp_path):
    path = tmp_path / "nacht.toml"
    text = (
        'out = "out"\n[group]\nreleases = ["r"]\nsubtrajecten = "s.csv"\n'
        '[price]\ntarieven = ["t"]\nverzekeringen = "v.csv"\n[grenzen]\n'
    )
    path.write_text(f"{text}max_rejected = 0.25\nmax_refused = 1\n")
    found = read_nightconfig(path, today=date(2025, 1, 1)).grenzen
    assert found == Gates(max_rejected=0.25, max_refused=1)
    for wrong in ("max_rejected = 2", "max_rejcted = 0.5", 'max_lost = "0.1"'):
        path.write_text(f"{text}{wrong}\n")
        with pytest.raises(CallError):
            read_nightconfig(path, today=date(2025, 1, 1))


ROWS = [changed(GOOD, subtraject_nummer=f"A{n:02}") for n in range(1, 31)]
LINES = [changed(LINE, subtraject_nummer=row["subtraject_nummer"]) for row in ROWS]


def spoiled(rows: list[Row], count: int, **columns: str | None) -> list[Row]:
    return [changed(row, **columns) for row in rows[:count]] + rows[count:]


WRONG: dict[str, Callable[[int], tuple[list[Row], list[Row]]]] = {
    "max_rejected": lambda n: (spoiled(ROWS, n, geslacht="X"), LINES),
    "max_empty": lambda n: (ROWS, LINES[n:] + [LINES[-1]] * n),
    "max_unknown": lambda n: (ROWS, spoiled(LINES, n, zorgactiviteit_code="999999")),
}


@pytest.mark.parametrize("gate", WRONG)
@pytest.mark.parametrize("chunk", [7, None])
def test_command_judges_the_whole_delivery_and_publishes_no_outcome(
    batch, command, tmp_path, monkeypatch, gate, chunk
):
    if chunk:
        monkeypatch.setattr(billing.work.chunks, "CHUNK", chunk)
    off = [f"--{each.replace('_', '-')}=1" for each in ("max_uitval", *WRONG)]
    off.remove(f"--{gate.replace('_', '-')}=1")
    out, beside = tmp_path / "out.parquet", tmp_path / "out.parquet.findings.csv"
    let = command(*batch(*WRONG[gate](15)), *off)
    assert let.exit_code == 0, let.err
    assert out.exists()
    out.unlink()
    tripped = command(*batch(*WRONG[gate](16)), *off)
    assert tripped.exit_code == 1
    assert len(tripped.err.strip().split("Error:")) == 2
    said = " ".join(tripped.err.split())
    assert "16 of 30" in said
    assert "The outcome is not written" in said
    assert not out.exists()
    assert read_frame(beside).height >= 16
    rejected = tmp_path / "out.parquet.rejected.csv"
    assert rejected.exists() == (gate == "max_rejected")
    if gate == "max_rejected":
        assert read_frame(rejected).height == 16
    option = f"--{gate.replace('_', '-')}"
    assert command(*batch(*WRONG[gate](16)), *off, option, "0.6").exit_code == 0


@pytest.mark.parametrize(
    "apart",
    [{"afsluitreden_code": "00"}, *({"zorgtype_code": z} for z in ("41", "52"))],
)
def test_trials_and_zorgtypen_without_tree_are_not_judged(release, tmp_path, apart):
    # Ten that are judged, and sound; thirty without activities that are not.
    rows = spoiled(ROWS, 30, **apart) + [
        changed(GOOD, subtraject_nummer=f"B{n:02}") for n in range(10)
    ]
    lines = [changed(LINE, subtraject_nummer=f"B{n:02}") for n in range(10)]
    paths = []
    for name, table, like in (("s", rows, GOOD), ("z", lines, LINE)):
        paths.append(tmp_path / f"{name}.csv")
        frame(table, like).write_csv(paths[-1], separator=";")
    gates = Gates(max_uitval=1, max_empty=0)
    group_files([release], *paths, out=tmp_path / "o.csv", gates=gates)


def test_gate_of_strict_refuses_one_rejected_row(batch, command, tmp_path):
    one = batch(spoiled(ROWS, 1, geslacht="X"), LINES)
    assert command(*one, "--max-uitval", "1").exit_code == 0
    Path(tmp_path / "out.parquet").unlink()
    assert command(*one, "--max-uitval", "1", "--strict").exit_code == 1
    assert not (tmp_path / "out.parquet").exists()
