"""Numbers that several hospitals have are told where nothing says whose a line is."""

import polars as pl
import pytest

from grouper.registration.hospitals import shared_numbers

A, B, C = "06010101", "06010102", "06010103"


@pytest.mark.parametrize(
    ("rows", "count"),
    [
        ([("1", A)], 0),
        ([("1", A), ("2", B)], 0),
        # Twice at one hospital is another fault.
        ([("1", A), ("1", A)], 0),
        ([("1", A), ("1", B)], 1),
        ([("1", A), ("1", B), ("1", C)], 1),
        ([("1", A), ("1", B), ("2", A), ("2", C), ("3", A)], 2),
        # One hospital, written with and without its zero in front.
        ([("1", A), ("1", A[1:])], 0),
        # No number is the number of none.
        ([(None, A), (None, B)], 0),
    ],
)
def test_a_number_is_shared_from_the_second_hospital_on(
    rows: list[tuple[str | None, str]], count: int
) -> None:
    frame = pl.DataFrame(
        rows,
        schema={"subtraject_nummer": pl.String, "zorginstelling_code": pl.String},
        orient="row",
    )
    notices = shared_numbers(frame)
    assert [notice.count for notice in notices] == ([count] if count else [])
