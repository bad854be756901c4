"""What a table covers: every day of a time in which it is whole, and of no other."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.registers.registers import Registers

D0 = date(2024, 1, 1)
DAYS = st.integers(0, 8).map(lambda n: D0 + timedelta(n))
ENDS = st.one_of(st.none(), DAYS)
ROWS = st.lists(st.tuples(st.sampled_from("AB"), ENDS, ENDS, st.booleans()), max_size=5)


def registers(rows) -> Registers:
    dekking = pl.DataFrame(
        [row for row in rows if None in row[1:3] or row[1] <= row[2]],
        schema={
            "tabel": pl.String,
            "begindatum": pl.Date,
            "einddatum": pl.Date,
            "volledig": pl.Boolean,
        },
        orient="row",
    )
    return Registers({"A": pl.DataFrame(), "dekking": dekking})


@settings(deadline=None)
@given(ROWS, DAYS, DAYS)
def test_time_is_covered_where_each_of_its_days_is(rows, one, other):
    first, last = sorted([one, other])
    held = {
        first + timedelta(n)
        for n in range((last - first).days + 1)
        for tabel, begin, eind, volledig in rows
        if tabel == "A" and volledig and (None in (begin, eind) or begin <= eind)
        if begin is None or begin <= first + timedelta(n)
        if eind is None or first + timedelta(n) <= eind
    }
    frame = pl.DataFrame({"van": [first], "tot": [last]})
    covered = frame.select(registers(rows).covers("A", "van", "tot")).item()
    assert covered == (len(held) == (last - first).days + 1)


def test_day_that_is_not_known_is_not_covered():
    known = registers([("A", None, None, True)])
    frame = pl.DataFrame(
        {"van": [D0], "tot": [None]}, schema_overrides={"tot": pl.Date}
    )
    assert not frame.select(known.covers("A", "van", "tot")).item()
    assert frame.select(known.covers("A", "van")).item()
    assert known.stretches("A") == [(None, None)]
    assert known.stretches("B") == []


def test_rows_that_follow_on_each_other_are_one_time():
    rows = [("A", D0 + timedelta(3), date.max, True), ("A", date.min, D0, True)]
    assert registers(rows).stretches("A") == [
        (date.min, D0),
        (D0 + timedelta(3), date.max),
    ]
    between = ("A", D0 + timedelta(1), D0 + timedelta(2), True)
    assert registers([*rows, between]).stretches("A") == [(date.min, date.max)]
