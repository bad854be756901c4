"""Lines that all bear one name: the same outcome as pair by pair, in linear memory."""

import resource
from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.tarieven.samenloop import tabellen, van
from support.tarieven.tariefwereld import WEIGER

from tariffs.decision.e_declared_before import _same_lines
from tariffs.decision.j_credit import OVEREENKOMSTIG, debits_of, taken_back
from tariffs.pricing import price_lines
from tariffs.together.e_doubles import ZORG

value = st.sampled_from((None, "a", "b"))
named = st.fixed_dictionaries({"naam": value, **dict.fromkeys(OVEREENKOMSTIG, value)})


@given(credits=st.lists(named, max_size=8), debets=st.lists(named, max_size=8))
def test_debit_of_a_credit_is_the_last_of_its_name_that_agrees(
    credits: list[dict[str, str | None]], debets: list[dict[str, str | None]]
) -> None:
    expected = [
        max(
            (
                place
                for place, debet in enumerate(debets)
                if credit["naam"] is not None
                and credit["naam"] == debet["naam"]
                and all(
                    None in (credit[kolom], debet[kolom])
                    or credit[kolom] == debet[kolom]
                    for kolom in OVEREENKOMSTIG
                )
            ),
            default=None,
        )
        for credit in credits
    ]
    schema = dict.fromkeys(("naam", *OVEREENKOMSTIG), pl.String)
    found = debits_of(
        pl.DataFrame(credits, schema=schema).rename({"naam": "ref_voorgaande"}),
        pl.DataFrame(debets, schema=schema)
        .rename({"naam": "regel_id"})
        .with_row_index("debet"),
    )
    assert found.to_list() == expected


declared = st.tuples(st.sampled_from("ab"), st.sampled_from((1, 2)))


@given(credits=st.lists(declared, max_size=6), debets=st.lists(declared, max_size=8))
def test_each_credit_takes_a_debit_of_its_own_its_copy_where_there_is_one(
    credits: list[tuple[str, int]], debets: list[tuple[str, int]]
) -> None:
    left = dict(enumerate(debets))
    expected, rest = set(), []
    for credit in credits:
        copies = [place for place, debet in left.items() if debet == credit]
        if copies:
            expected.add(copies[0])
            left.pop(copies[0])
        else:
            rest.append(credit[0])
    for naam in rest:
        expected |= set([p for p, debet in left.items() if debet[0] == naam][-1:])

    def frame(column: str, rows: list[tuple[str, int]], sign: int) -> pl.DataFrame:
        schema = {column: pl.String, "bedrag_cent": pl.Int64}
        return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
            *(pl.lit("x").alias(kolom) for kolom in OVEREENKOMSTIG),
            pl.col("bedrag_cent") * sign,
            peildatum=pl.lit(None, pl.Date),
        )

    taken = taken_back(
        frame("ref_voorgaande", credits, -1),
        frame("regel_id", debets, 1).with_row_index("debet"),
    )
    assert set(taken) == expected


lines = st.lists(
    st.fixed_dictionaries(
        {
            "regel_id": st.sampled_from(("R1", "R2")),
            "subtraject_nummer": value,
            "verzekerde_id": value,
        }
    ),
    max_size=8,
)


@given(store=lines, nu=lines)
def test_earlier_decisions_on_these_very_lines_are_left_out(
    store: list[dict[str, str | None]], nu: list[dict[str, str | None]]
) -> None:
    def frame(rows: list[dict[str, str | None]]) -> pl.DataFrame:
        others = [kolom for kolom in ZORG if kolom != "verzekerde_id"]
        names = ("regel_id", "subtraject_nummer", "verzekerde_id")
        return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String)).with_columns(
            *(pl.lit("x").alias(kolom) for kolom in others),
            bestand_id=pl.lit("B1"),
            hoeveelheid=pl.lit(1),
        )

    again = {
        place
        for (place, one), other in product(enumerate(store), nu)
        if one["regel_id"] == other["regel_id"]
        and one["verzekerde_id"] == other["verzekerde_id"]
        and (
            None in (one["subtraject_nummer"], other["subtraject_nummer"])
            or one["subtraject_nummer"] == other["subtraject_nummer"]
        )
    }
    expected = [place in again for place in range(len(store))]
    assert _same_lines(frame(store), frame(nu)).to_list() == expected


@pytest.mark.parametrize("dc", ["D", "C"])
def test_lines_of_one_name_take_memory_as_their_number(dc: str) -> None:
    """Each pair took some 120 bytes: 2 GB for these, 100 GB for 30,000."""
    n = 4_000
    one = pl.DataFrame([van("0", "HOOFD1")])
    rows = pl.concat([one] * n)
    boek = tabellen()
    numbered = rows.with_columns(regel_id=pl.format("R{}", pl.int_range(pl.len())))
    earlier = price_lines(numbered, boek, WEIGER).with_columns(regel_id=pl.lit("0"))
    if dc == "C":
        rows = numbered.with_columns(
            dc=pl.lit("C"), ref_voorgaande=pl.lit("0"), bestand_id=pl.lit("B2")
        )
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert price_lines(rows, boek, WEIGER, earlier).height == n
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert (after - before) / 1024 < 300
