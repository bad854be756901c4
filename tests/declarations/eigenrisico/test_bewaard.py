"""The state on disk, of which a delivery reads what it touches: nothing shows it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from support.declaraties.leveringen import (
    ANDERS,
    GEBOREN,
    geboren,
    in_memory,
    items,
    on_disk,
    polissen,
)
from support.declaraties.posten import parameters, personen, post

from declarations.eigenrisico.bewaard import read_stand
from declarations.eigenrisico.stand import Stand

KNOWN = {
    "all": {},
    "nobody": {"personen": geboren().clear(), "verzekeringen": polissen().clear()},
    "other insurance": {"verzekeringen": polissen(**ANDERS)},
    "other birth": {"personen": personen("2007-01-01", "p")},
    "other parameters": {"parameters": parameters(verplicht_cent="10000")},
}
"""What is said of persons and choices beside a delivery."""


@contextmanager
def state() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


def assert_same(one, other) -> None:
    for name in ("verdeling", "mutaties", "standen"):
        assert_frame_equal(getattr(one, name), getattr(other, name))


@settings(deadline=None, max_examples=12)
@given(items(), st.data())
def test_what_is_told_is_what_is_told_with_all_at_hand(rows, data):
    chance = data.draw(st.randoms(use_true_random=False))
    chance.shuffle(rows)
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=3)))
    stand = Stand.empty()
    with state() as folder:
        for begin, end in zip([0, *cuts], [*cuts, len(rows)], strict=True):
            known = KNOWN[data.draw(st.sampled_from(sorted(KNOWN)))]
            again = data.draw(st.sampled_from([0, 1, 2]))
            delivery = rows[max(begin - again, 0) : end]
            whole = in_memory(stand, delivery, **known)
            assert_same(on_disk(folder, delivery, **known), whole)
            stand = stand.plus(whole.nieuw)
        # All of it is there, whatever was read of it.
        nothing = read_stand(folder).touched_by(
            stand.posten.clear(), geboren().clear(), polissen().clear(), "other"
        )
    for name in ("posten", "verdeling"):
        found, wanted = (
            getattr(each, name).sort("post_id") for each in (nothing.stand, stand)
        )
        assert_frame_equal(found, wanted)


def touched(folder: Path, *rows, insured: pl.DataFrame):
    """What a delivery of these rows reads of the state."""
    new = pl.concat([Stand.empty().posten, pl.DataFrame(rows)], how="diagonal_relaxed")
    bewaard = read_stand(folder)
    return bewaard.touched_by(new, geboren(), insured, bewaard.regels)


def test_a_delivery_reads_persons_and_years_that_it_touches(tmp_path):
    rows = [
        post(f"{who}{nr}", 1_000, day, verzekerde_id=who)
        for who in GEBOREN
        for nr, day in enumerate(("2026-02-01", "2026-11-30", "2027-02-01"))
    ]
    on_disk(tmp_path, rows)
    betrokken = touched(
        tmp_path, post("q3", 500, "2026-02-02", verzekerde_id="q"), insured=polissen()
    )
    assert betrokken.stand.posten["post_id"].to_list() == ["q0", "q1"]
    assert betrokken.stand.personen["verzekerde_id"].to_list() == ["q"]
    assert betrokken.nummers.tolist() == [3, 4, 9]


def test_a_delivery_reads_all_years_of_whose_years_name_each_other(tmp_path):
    said = [
        post("q0", 1_000, "2025-12-31", verzekerde_id="q"),
        post("q1", 1_000, "2026-01-01", verzekerde_id="q", ref_voorgaande="q0"),
        post("q2", 1_000, "2027-01-01", verzekerde_id="q"),
        # Of somebody else it says nothing of the own years.
        post("r0", 1_000, "2025-12-31", verzekerde_id="r"),
        post("r1", 1_000, "2026-01-01", verzekerde_id="r", ref_voorgaande="q0"),
    ]
    on_disk(tmp_path, said)
    later = [
        post(f"{who}9", 500, "2026-02-02", verzekerde_id=who) for who in ("q", "r")
    ]
    betrokken = touched(tmp_path, *later, insured=polissen())
    found = betrokken.stand.posten["post_id"].to_list()
    assert found == ["q0", "q1", "q2", "r1"]


def test_a_delivery_reads_all_years_of_whose_insurance_is_another(tmp_path):
    rows = [
        post(f"{who}{nr}", 1_000, day, verzekerde_id=who)
        for who in GEBOREN
        for nr, day in enumerate(("2026-02-01", "2027-02-01"))
    ]
    on_disk(tmp_path, rows)
    one = post("r2", 500, "2026-02-02", verzekerde_id="r")
    betrokken = touched(tmp_path, one, insured=polissen(**ANDERS))
    assert betrokken.stand.posten["post_id"].to_list() == ["q0", "q1", "r0"]


def test_other_parameters_work_out_all_that_is_known(tmp_path):
    on_disk(tmp_path, [post("a", 30_000, "2026-02-01", verzekerde_id="q")])
    done = on_disk(
        tmp_path,
        [post("b", 5, "2026-02-01", verzekerde_id="r")],
        **KNOWN["other parameters"],
    )
    told = dict(done.mutaties.select("post_id", "verplicht_cent").iter_rows())
    assert told == {"a": -20_000, "b": 5}
