"""Laws of a batch: what must not matter does not, and what adds up adds up.

On the example release, with rows drawn from the example batch.
"""

from dataclasses import asdict

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from support.releases.example import example_batch, example_release, sample

from grouper.engine import Grouper, GroupResult
from grouper.frames.schemas import Findings, Grouped
from grouper.walking import walker

LAW = settings(max_examples=15, deadline=None, database=None, derandomize=True)

Batch = tuple[pl.DataFrame, pl.DataFrame]

samples = st.builds(sample, st.integers(1, 400), st.integers(0, 2**32 - 1))
seeds = st.integers(0, 2**32 - 1)


def grouped(batch: Batch, threads: int = 1) -> GroupResult:
    return Grouper(example_release(), threads=threads).group(*batch)


def by_number(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.sort("subtraject_nummer")


WITHOUT_REMARKS = pl.exclude("status")
"""A line that counts zero is remarked on; all else must stay."""


@LAW
@given(samples, seeds)
def test_order_of_subtrajecten_is_irrelevant(batch: Batch, seed: int) -> None:
    rows, lines = batch
    shuffled = grouped((rows.sample(fraction=1, shuffle=True, seed=seed), lines))
    result = grouped(batch)
    assert_frame_equal(by_number(shuffled.grouped), by_number(result.grouped))
    assert shuffled.balance == result.balance


@LAW
@given(samples, seeds)
def test_order_of_activities_is_irrelevant(batch: Batch, seed: int) -> None:
    rows, lines = batch
    shuffled = grouped((rows, lines.sample(fraction=1, shuffle=True, seed=seed)))
    result = grouped(batch)
    assert_frame_equal(shuffled.grouped, result.grouped)
    assert shuffled.balance == result.balance


@LAW
@given(samples, seeds)
def test_findings_follow_their_rows_in_any_order(batch: Batch, seed: int) -> None:
    rows, lines = batch
    order = pl.int_range(lines.height, eager=True).shuffle(seed)
    shuffled = grouped((rows, lines[order])).findings
    at = (
        pl.when(pl.col("source") == "zorgactiviteiten")
        .then(pl.lit(order).gather(pl.col("row") - 1) + 1)
        .otherwise("row")
    )
    back = shuffled.with_columns(at.alias("row")) if shuffled.height else shuffled
    keys = ["source", "row", "code"]
    assert_frame_equal(back.sort(keys), grouped(batch).findings.sort(keys))


@LAW
@given(samples, st.floats(0, 1))
def test_splitting_a_batch_changes_nothing(batch: Batch, where: float) -> None:
    rows, lines = batch
    cut = round(where * rows.height)
    parts = []
    for part in (rows[:cut], rows[cut:]):
        own = lines.join(
            part, on="subtraject_nummer", how="semi", maintain_order="left"
        )
        parts.append(grouped((part, own)))
    first, second = parts
    result = grouped(batch)
    assert_frame_equal(pl.concat([first.grouped, second.grouped]), result.grouped)
    assert first.balance + second.balance == result.balance


@pytest.mark.parametrize("threads", [1, 2, 5])
def test_threads_and_ranges_change_nothing(
    threads: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = grouped(example_batch())
    monkeypatch.setattr(walker, "RANGE", 777)
    divided = grouped(example_batch(), threads=threads)
    assert_frame_equal(divided.grouped, result.grouped)
    assert_frame_equal(divided.findings, result.findings)
    assert divided.balance == result.balance


@LAW
@given(samples, st.integers(1, 5))
def test_two_lines_of_n_and_m_equal_one_of_n_plus_m(batch: Batch, more: int) -> None:
    rows, lines = batch
    aantal = pl.col("aantal").cast(pl.Int64, strict=False)
    counted = lines.filter(aantal.is_not_null())
    whole = counted.with_columns((aantal + more).cast(pl.String).alias("aantal"))
    split = pl.concat([counted, counted.with_columns(aantal=pl.lit(str(more)))])
    assert_frame_equal(
        grouped((rows, split)).grouped.select(WITHOUT_REMARKS),
        grouped((rows, whole)).grouped.select(WITHOUT_REMARKS),
    )


@LAW
@given(samples, seeds)
def test_count_of_zero_equals_absence(batch: Batch, seed: int) -> None:
    rows, lines = batch
    codes = example_release().codebooks["zorgactiviteit"].codes[1:]
    zeros = rows.select("subtraject_nummer").with_columns(
        zorgactiviteit_code=pl.Series(codes).sample(
            rows.height, with_replacement=True, seed=seed
        ),
        aantal=pl.lit("0"),
        uitvoerdatum=pl.lit(None, pl.String),
    )
    assert_frame_equal(
        grouped((rows, pl.concat([lines, zeros]))).grouped.select(WITHOUT_REMARKS),
        grouped(batch).grouped.select(WITHOUT_REMARKS),
    )


@LAW
@given(samples)
def test_lines_that_cancel_out_equal_absence(batch: Batch) -> None:
    rows, lines = batch
    # Lines of no effect are lines all the same: a subtraject of none is told.
    rows = rows.join(lines, on="subtraject_nummer", how="semi", maintain_order="left")
    both = [
        rows.select("subtraject_nummer").with_columns(
            zorgactiviteit_code=pl.lit("060305"),
            aantal=pl.lit(aantal),
            uitvoerdatum=pl.lit(None, pl.String),
        )
        for aantal in ("-4", "4")
    ]
    assert_frame_equal(
        grouped((rows, pl.concat([*both, lines]))).grouped,
        grouped((rows, lines)).grouped,
    )


def test_frames_satisfy_their_schemas() -> None:
    result = grouped(example_batch())
    Grouped.validate(result.grouped)
    Findings.validate(result.findings)


SPECIALISME, DIAGNOSE = pl.col("specialisme_code"), pl.col("diagnose_code")


@pytest.mark.parametrize(
    "padded",
    [
        SPECIALISME.str.strip_chars_start("0"),
        DIAGNOSE.str.zfill(4),
        DIAGNOSE.str.replace("^0(.)", "$1"),
        pl.format(" {} ", DIAGNOSE).alias("diagnose_code"),
        pl.format("{} ", "zorgtype_code").alias("zorgtype_code"),
    ],
    ids=str,
)
def test_padding_of_codes_is_irrelevant(padded: pl.Expr) -> None:
    rows, lines = sample(2_000, seed=1)
    assert_frame_equal(
        grouped((rows.with_columns(padded), lines)).grouped,
        grouped((rows, lines)).grouped,
    )


@LAW
@given(samples)
def test_balance_adds_up_to_its_totals(batch: Batch) -> None:
    rows, lines = batch
    orphans = lines.with_columns(pl.format("?{}", "subtraject_nummer"))
    balance = asdict(grouped((rows, pl.concat([lines, orphans]))).balance)
    assert balance["subtrajecten"] == rows.height
    assert balance["zorgactiviteiten"] == 2 * lines.height
    statuses = ("ok", "warning", "rejected", "no_tree")
    assert balance["subtrajecten"] == sum(balance[name] for name in statuses)
    places = ("geteld", "telt_nul", "bij_afgewezen", "bij_no_tree", "los")
    assert balance["zorgactiviteiten"] == sum(balance[name] for name in places)
    assert balance["los"] == lines.height
