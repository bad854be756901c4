"""Rows that speak about the same key on the same day."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.files.rows_of import rows_of

from tariffs.schema import TABEL_VAN, Tarief, UzoviConcern, Verzekeringen
from tariffs.sources.overlap import find_overlaps, settle_overlaps

FIRST = date(2025, 1, 1)
CONCERN = TABEL_VAN["uzovi_concern"]
Period = tuple[str, int, int | None]


def concerns(*periods: Period) -> pl.DataFrame:
    rows = [
        {
            "uzovi": uzovi,
            "concern_id": "V",
            "begindatum": FIRST + timedelta(days=begin),
            "einddatum": None if einde is None else FIRST + timedelta(days=einde),
        }
        for uzovi, begin, einde in periods
    ]
    return rows_of(UzoviConcern, rows)


@pytest.mark.parametrize(
    ("periods", "expected"),
    [
        ([("9001", 0, 9), ("9001", 10, None)], [False, False]),
        ([("9001", 0, 10), ("9001", 10, None)], [True, True]),
        ([("9001", 0, None), ("9001", 10, 20)], [True, True]),
        ([("9001", 0, 5), ("9002", 0, 5)], [False, False]),
        # A long row reaches over a short one to the third.
        ([("9001", 0, 30), ("9001", 5, 6), ("9001", 20, 40)], [True, True, True]),
        ([("9001", 20, 40), ("9001", 0, 5), ("9001", 30, 50)], [True, False, True]),
    ],
)
def test_rows_overlap_when_they_share_a_day(
    periods: list[Period], expected: list[bool]
) -> None:
    assert find_overlaps(concerns(*periods), CONCERN).to_list() == expected


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["9001", "9002"]),
            st.integers(0, 12),
            st.none() | st.integers(0, 4),
        ),
        max_size=8,
    )
)
@settings(max_examples=50, deadline=None)
def test_overlap_equals_comparing_every_pair(
    drawn: list[tuple[str, int, int | None]],
) -> None:
    periods = [(u, b, None if d is None else b + d) for u, b, d in drawn]
    last = [99 if einde is None else einde for _, _, einde in periods]
    expected = [
        any(
            periods[i][0] == periods[j][0]
            and periods[i][1] <= last[j]
            and periods[j][1] <= last[i]
            for j in range(len(periods))
            if j != i
        )
        for i in range(len(periods))
    ]
    assert find_overlaps(concerns(*periods), CONCERN).to_list() == expected


def placed(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_row_index("row", offset=1).with_columns(bestand=pl.lit("t.csv"))


def test_overlapping_rows_are_both_refused() -> None:
    frame = placed(concerns(("9001", 0, 10), ("9001", 10, None), ("9002", 0, None)))
    rows, findings = settle_overlaps(frame, CONCERN)
    assert rows["uzovi"].to_list() == ["9002"]
    assert findings.select("row", "code", "severity").rows() == [
        (1, "PERIODE_OVERLAPT", "reject"),
        (2, "PERIODE_OVERLAPT", "reject"),
    ]


@pytest.mark.parametrize(("second", "found"), [(100, []), (101, [1, 2])])
def test_overlapping_tariffs_stay_and_are_named_only_when_they_differ(
    second: int, found: list[int]
) -> None:
    row = {
        "release_id": 1,
        "prestatiecode": "14E669",
        "prestatiecodelijst": "041",
        "component": "INTEGRAAL",
        "begindatum": FIRST,
        "tariefsoort": "MAXIMUM",
    }
    frame = placed(
        rows_of(Tarief, [{**row, "bedrag_e6": 100}, {**row, "bedrag_e6": second}])
    )
    rows, findings = settle_overlaps(frame, TABEL_VAN["tarief"])
    assert rows.height == 2
    assert findings["row"].to_list() == found
    assert set(findings["severity"]) <= {"warn"}


def test_key_of_a_table_without_periods_stands_once() -> None:
    tabel = TABEL_VAN["experiment_vervangt"]
    frame = placed(
        pl.DataFrame(
            {"experiment_id": ["X", "X", "Y"], "selector": ["ALLES", "ALLES", "ALLES"]}
        )
    )
    rows, findings = settle_overlaps(frame, tabel)
    assert rows["experiment_id"].to_list() == ["Y"]
    assert findings["code"].to_list() == ["SLEUTEL_DUBBEL"] * 2


def test_empty_table_has_no_overlap() -> None:
    assert find_overlaps(Verzekeringen.create_empty(), CONCERN).len() == 0
