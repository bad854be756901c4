"""Rows by key and day, texts by number, selectors: against plain Python."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tariffs.lookup.periods import GEEN, MEER, CodeList, PeriodIndex, days, spread
from tariffs.lookup.selectors import match_selectors, most_specific

DAG = date(2024, 1, 1)
PERIODEN = st.tuples(
    st.integers(0, 4), st.integers(0, 4), st.integers(0, 20), st.integers(-1, 20)
)


# No row, though the numbers of the parts make one key with that of a row.
@example([(1, 4, 0, 5), (2, 0, 0, 5)], [(2, -1, 2), (1, 5, 2)], 5)
@settings(max_examples=50, deadline=None)
@given(
    st.lists(PERIODEN, max_size=25),
    st.lists(
        st.tuples(st.integers(-1, 6), st.integers(-1, 6), st.integers(-1, 25)),
        min_size=1,
        max_size=25,
    ),
    st.sampled_from([None, 5]),
)
def test_find_gives_the_only_row_whose_period_covers_the_day(
    rows: list[tuple[int, int, int, int]],
    vragen: list[tuple[int, int, int]],
    n_inner: int | None,
) -> None:
    # A length of -1 is an open end; key 0 stands for an unknown code.
    frame = pl.DataFrame(
        {
            "outer": [o for o, _, _, _ in rows],
            "inner": [i for _, i, _, _ in rows],
            "begindatum": [DAG + timedelta(days=b) for _, _, b, _ in rows],
            "einddatum": [
                None if n < 0 else DAG + timedelta(days=b + n) for _, _, b, n in rows
            ],
            "naam": [str(place) for place in range(len(rows))],
        },
        schema={
            "outer": pl.Int32,
            "inner": pl.Int32,
            "begindatum": pl.Date,
            "einddatum": pl.Date,
            "naam": pl.String,
        },
    )
    index = PeriodIndex(
        frame,
        outer=pl.col("outer"),
        inner=pl.col("inner"),
        n_outer=5,
        n_inner=n_inner,
        keep=["naam"],
    )
    found = index.find(
        pl.Series([o for o, _, _ in vragen], dtype=pl.Int32),
        pl.Series([(DAG - date(1970, 1, 1)).days + d for _, _, d in vragen]),
        pl.Series([i for _, i, _ in vragen], dtype=pl.Int32),
    )
    namen = index.take(found, "naam")["naam"].to_list()
    for (o, i, d), rij, naam in zip(vragen, found, namen, strict=True):
        past = [
            str(place)
            for place, (outer, inner, begin, n) in enumerate(rows)
            if (outer, inner) == (o, i) and o > 0 and begin <= d
            if n < 0 or d <= begin + n
        ]
        if len(past) == 1:
            assert naam == past[0]
        else:
            assert (rij, naam) == (GEEN if not past else MEER, None)


def test_a_missing_day_lies_in_no_period() -> None:
    dagen = pl.select(days(pl.lit(None, dtype=pl.Date))).to_series()
    frame = pl.DataFrame({"k": [1], "begindatum": [DAG], "einddatum": [None]}).cast(
        {"einddatum": pl.Date}
    )
    index = PeriodIndex(frame, outer=pl.col("k"), n_outer=2, keep=["k"])
    assert index.find(pl.Series([1]), dagen).to_list() == [GEEN]


def test_texts_get_numbers_and_back_and_unknown_is_zero() -> None:
    lijst = CodeList(pl.Series(["b", None, "a", "b"]))
    nummers = lijst.numbers(pl.Series(["a", "b", "c", None]))
    assert nummers.to_list() == [1, 2, 0, 0]
    assert lijst.texts(nummers).to_list() == ["a", "b", None, None]
    assert len(lijst) == 3


def test_values_are_laid_out_over_all_rows() -> None:
    values = pl.DataFrame({"x": [7, 8]})
    assert spread(values, pl.Series([3, 1]), 4)["x"].to_list() == [None, 8, None, 7]
    assert spread(values.clear(), pl.Series([], dtype=pl.UInt32), 2)["x"].to_list() == [
        None,
        None,
    ]


LIJN = pl.DataFrame(
    {
        "prestatiecode": ["15E566"],
        "zorgproduct_code": ["099999052"],
        "zorgproductgroep_code": ["099999"],
        "tarieftype": ["20"],
        "soort_prestatie": ["DBC"],
    }
)
VOLGORDE = [
    "CODE:X,15E566",
    "ZORGPRODUCT:099999052",
    "ZPG:099999",
    "TARIEFTYPE:20",
    "PREFIX:15E",
    "PREFIX:15",
    "SOORT:DBC",
    "ALLES",
]


def test_selectors_match_from_specific_to_general() -> None:
    rules = pl.DataFrame({"selector": [*reversed(VOLGORDE), "CODE:X", "PREFIX:5E"]})
    paren = match_selectors(LIJN, rules).sort("rang")
    assert paren["selector"].to_list() == VOLGORDE


@pytest.mark.parametrize("minder", range(len(VOLGORDE)))
def test_the_most_specific_selector_that_is_there_wins(minder: int) -> None:
    rules = pl.DataFrame({"selector": VOLGORDE[minder:]})
    paren = match_selectors(LIJN.with_columns(rij=0), rules)
    assert most_specific(paren, ["rij"])["selector"].to_list() == [VOLGORDE[minder]]


@pytest.mark.parametrize(
    ("groep", "zorgproduct", "past"),
    [
        # What the prestatie says itself stands, whatever product the line names.
        ("099999", "029999001", ["ZPG:099999"]),
        ("099999", None, ["ZPG:099999"]),
        # A code of products of two groups has none: the product of the line tells.
        (None, "029999001", ["ZPG:029999"]),
        (None, "099999052", ["ZPG:099999"]),
        (None, None, []),
    ],
)
def test_a_line_is_of_the_group_of_its_code_else_of_its_product(
    groep: str | None, zorgproduct: str | None, past: list[str]
) -> None:
    """A group is the first six digits of a product.

    Eight codes of 2017 serve two products each (zorgproduct_declaratiecode).
    """
    lijn = LIJN.with_columns(
        zorgproductgroep_code=pl.lit(groep, dtype=pl.String),
        zorgproduct_code=pl.lit(zorgproduct, dtype=pl.String),
    )
    rules = pl.DataFrame({"selector": ["ZPG:029999", "ZPG:099999"]})
    assert match_selectors(lijn, rules)["selector"].to_list() == past


def test_rules_of_another_owner_do_not_match() -> None:
    rules = pl.DataFrame({"selector": ["ALLES", "CODE:15E566"], "wie": ["b", "a"]})
    paren = match_selectors(LIJN.with_columns(wie=pl.lit("a")), rules, on=["wie"])
    assert paren["selector"].to_list() == ["CODE:15E566"]
    assert paren.columns.count("wie") == 1
