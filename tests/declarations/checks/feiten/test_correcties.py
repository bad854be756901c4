import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from declarations.checks.feiten.correcties import not_taken_back

KEY = ["prestatie", "code"]
ROWS = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from([None, "a", "b"]),
        st.none() | st.integers(-3, 3),
        st.integers(0, 99),
    ),
    max_size=12,
)


@given(ROWS)
def test_what_was_corrected_to_nothing_goes_with_all_its_rows(rows):
    frame = pl.DataFrame(
        rows,
        schema={
            "prestatie": pl.UInt32,
            "code": pl.String,
            "aantal": pl.Int64,
            "plaats": pl.Int64,
        },
        orient="row",
    )
    totals: dict[tuple[int, str | None], int] = {}
    for prestatie, code, aantal, _ in rows:
        one = 1 if aantal is None else aantal
        totals[prestatie, code] = totals.get((prestatie, code), 0) + one
    left = [row for row in rows if totals[row[0], row[1]] > 0]
    found = not_taken_back(frame, KEY, pl.col("aantal").fill_null(1))
    assert_frame_equal(found, pl.DataFrame(left, schema=frame.schema, orient="row"))
