import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from declarations.checks.feiten.dubbelen import doubled


@given(st.lists(st.sampled_from([None, "", "a", "b", "c"]), max_size=8))
def test_a_row_is_doubled_where_another_has_its_value(values):
    rows = pl.DataFrame(
        {"plaats": range(len(values)), "waarde": values},
        schema={"plaats": pl.Int64, "waarde": pl.String},
    )
    expected = [
        place
        for place, value in enumerate(values)
        if value is not None and values.count(value) > 1
    ]
    found = doubled(rows, "waarde")
    assert found["plaats"].to_list() == expected
    assert found.schema == rows.schema
