"""What a supplementary insurance pays: documented policies by hand, and laws.

The policies are those of ONVZ Vrije Keuze 2025 (zorghotel EUR 200 a day, EUR 2,000 or
2,500 a year; extra facilities with geriatric rehabilitation EUR 50 a day, or all) and
Ontzorgplus (conditionally admitted care of cancer whole).
"""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from declarations.aanvullend.vergoeding import POSTEN, VERGOEDING, pay_aanvullend
from declarations.registers.schema import REGISTER_VAN
from tabellen.errors import CallError

TERMS = REGISTER_VAN["aanvullend"].schema.create_empty().schema
ALWAYS = (date(2020, 1, 1), None)
VOORWAARDEN = pl.DataFrame(
    [
        ("1111", "TOPFIT", "ZORGHOTEL", 20_000, "DAG", 200_000, *ALWAYS),
        ("1111", "SUPERFIT", "ZORGHOTEL", 20_000, "DAG", 250_000, *ALWAYS),
        ("1111", "TOPFIT", "GRZ_EXTRA", 5_000, "DAG", None, *ALWAYS),
        ("1111", "SUPERFIT", "GRZ_EXTRA", None, None, None, *ALWAYS),
        ("1111", None, "LOGEREN", 3_500, "STUK", 50_000, *ALWAYS),
        ("1111", "ONTZORGPLUS", "VT_KANKER", None, None, None, *ALWAYS),
        ("1111", "TOPFIT", "BRIL", 10_000, None, None, *ALWAYS),
        ("1111", "TOPFIT", "KUUR", 100, "WEEK", None, *ALWAYS),
        ("1111", "TOPFIT", "OUD", 100, None, None, None, date(2024, 12, 31)),
    ],
    schema=TERMS,
    orient="row",
)


def post(post_id, soort, dag, bedrag, aantal=1, polis="TOPFIT", wie="p"):
    return (post_id, wie, "1111", polis, soort, date.fromisoformat(dag), aantal, bedrag)


def paid(*posten) -> dict[str, tuple[int, str, str | None]]:
    frame = pl.DataFrame(list(posten), schema=POSTEN, orient="row")
    done = pay_aanvullend(frame, VOORWAARDEN)
    assert done.schema == VERGOEDING
    assert (done["vergoed_cent"] + done["zelf_cent"] == done["bedrag_cent"]).all()
    columns = ("vergoed_cent", "status", "reden")
    return {row[0]: row[1:] for row in done.select("post_id", *columns).rows()}


def test_zorghotel_of_nine_days_is_paid_by_the_day():
    # EUR 225 a day for nine days is 2,025.00; nine times 200 is 1,800.00.
    found = paid(post("a", "ZORGHOTEL", "2025-03-01", 202_500, 9))
    assert found == {"a": (180_000, "DEELS", "ten hoogste 20000 cent per dag")}


@pytest.mark.parametrize(
    ("polis", "most"), [("TOPFIT", 200_000), ("SUPERFIT", 250_000)]
)
def test_zorghotel_of_fourteen_days_meets_the_maximum_of_the_year(polis, most):
    found = paid(post("a", "ZORGHOTEL", "2025-03-01", 280_000, 14, polis))
    assert found == {"a": (most, "DEELS", "het maximum van 2025 is bereikt")}


def test_maximum_goes_to_earlier_days_first_and_begins_again_next_year():
    found = paid(
        post("late", "ZORGHOTEL", "2025-09-01", 60_000, 3),
        post("z early", "ZORGHOTEL", "2025-01-10", 160_000, 8),
        post("none", "ZORGHOTEL", "2025-12-01", 100, 1),
        post("next", "ZORGHOTEL", "2026-01-01", 20_000, 1),
    )
    assert found == {
        "z early": (160_000, "VOLLEDIG", None),
        "late": (40_000, "DEELS", "het maximum van 2025 is bereikt"),
        "none": (0, "NIETS", "het maximum van 2025 is bereikt"),
        "next": (20_000, "VOLLEDIG", None),
    }


def test_extra_facilities_of_one_day_share_its_fifty_euros():
    found = paid(
        post("a", "GRZ_EXTRA", "2025-05-01", 3_000),
        post("b", "GRZ_EXTRA", "2025-05-01", 2_500),
        post("c", "GRZ_EXTRA", "2025-05-02", 5_000),
    )
    assert found["a"] == (3_000, "VOLLEDIG", None)
    assert found["b"] == (2_000, "DEELS", "ten hoogste 5000 cent per dag")
    assert found["c"] == (5_000, "VOLLEDIG", None)


@pytest.mark.parametrize(
    ("polis", "soort"), [("SUPERFIT", "GRZ_EXTRA"), ("ONTZORGPLUS", "VT_KANKER")]
)
def test_what_is_paid_whole_is(polis, soort):
    found = paid(post("a", soort, "2025-05-01", 1_234_567, polis=polis))
    assert found == {"a": (1_234_567, "VOLLEDIG", None)}


def test_basic_and_lesser_policies_pay_nothing():
    for polis in ("STARTFIT", None):
        found = paid(post("a", "ZORGHOTEL", "2025-05-01", 20_000, polis=polis))
        reden = "geen dekking van deze soort op deze dag"
        assert found == {"a": (0, "NIETS", reden)}


def test_term_of_every_policy_is_for_who_has_none_of_his_own():
    found = paid(post("a", "LOGEREN", "2025-05-01", 9_000, 2, polis="STARTFIT"))
    assert found == {"a": (7_000, "DEELS", "ten hoogste 3500 cent per stuk")}


def test_term_ends_on_its_last_day():
    found = paid(post("a", "OUD", "2024-12-31", 50), post("b", "OUD", "2025-01-01", 50))
    assert [row[1] for row in found.values()] == ["VOLLEDIG", "NIETS"]


def test_amount_without_per_is_of_the_post():
    found = paid(post("a", "BRIL", "2025-05-01", 30_000, 2))
    assert found == {"a": (10_000, "DEELS", "ten hoogste 10000 cent per post")}


@pytest.mark.parametrize(
    ("posten", "reden"),
    [
        (
            [post("a", "ZORGHOTEL", "2025-12-31", 40_000, 2)],
            "een post per kalenderjaar",
        ),
        (
            [
                post("a", "GRZ_EXTRA", "2025-05-01", 10_000, 3),
                post("b", "GRZ_EXTRA", "2025-05-03", 5_000),
            ],
            "een post per dag: dagen van twee posten vallen samen",
        ),
        (
            [
                post("a", "GRZ_EXTRA", "2025-05-01", 10_000, 2),
                post("b", "GRZ_EXTRA", "2025-05-01", 5_000),
            ],
            "een post per dag: dagen van twee posten vallen samen",
        ),
        ([post("a", "KUUR", "2025-05-01", 100)], "per: DAG, STUK of POST"),
    ],
)
def test_what_cannot_be_divided_is_not(posten, reden):
    found = paid(*posten)
    assert set(found.values()) == {(0, "NIET_BEOORDEELBAAR", reden)}


def test_posts_that_touch_do_not_share_a_day():
    found = paid(
        post("a", "GRZ_EXTRA", "2025-05-01", 10_000, 2),
        post("b", "GRZ_EXTRA", "2025-05-03", 5_000),
        post("c", "ZORGHOTEL", "2025-12-31", 20_000, 1),
    )
    assert {row[1] for row in found.values()} == {"VOLLEDIG"}


def test_row_that_is_there_twice_counts_once():
    one = post("a", "ZORGHOTEL", "2025-03-01", 20_000)
    assert paid(one, one) == {"a": (20_000, "VOLLEDIG", None)}


@pytest.mark.parametrize(
    "posten",
    [
        [post("a", "BRIL", "2025-01-01", 1), post("a", "BRIL", "2025-01-01", 2)],
        [post("a", "BRIL", "2025-01-01", -1)],
        [post("a", "BRIL", "2025-01-01", 1, 0)],
        [post("a", None, "2025-01-01", 1)],
    ],
)
def test_post_that_is_none_is_refused(posten):
    with pytest.raises(CallError, match="aanvullend"):
        paid(*posten)


@st.composite
def bills(draw):
    soort = draw(
        st.sampled_from(["ZORGHOTEL", "GRZ_EXTRA", "LOGEREN", "BRIL", "NIETS"])
    )
    dag = date(2025, 1, 1) + timedelta(draw(st.integers(0, 400)))
    return (
        draw(st.sampled_from("pqr")),
        "1111",
        draw(st.sampled_from(["TOPFIT", "SUPERFIT", None])),
        soort,
        dag,
        draw(st.integers(1, 12)),
        draw(st.integers(0, 300_000)),
    )


deliveries = st.lists(bills(), max_size=25).map(
    lambda rows: pl.DataFrame(
        [(f"{nr:03}", *row) for nr, row in enumerate(rows)], schema=POSTEN, orient="row"
    )
)


@given(deliveries)
@settings(max_examples=40)
def test_no_more_is_paid_than_claimed_nor_than_the_year_gives(posten):
    done = pay_aanvullend(posten, VOORWAARDEN)
    assert done["vergoed_cent"].is_between(0, done["bedrag_cent"]).all()
    assert done["post_id"].sort().equals(posten["post_id"].sort())
    years = (
        posten.join(done, on="post_id")
        .group_by("verzekerde_id", "polis", "soort", pl.col("dag").dt.year())
        .agg(pl.col("vergoed_cent").sum())
    )
    for polis, soort, most in (
        ("TOPFIT", "ZORGHOTEL", 200_000),
        ("SUPERFIT", "ZORGHOTEL", 250_000),
        (None, "LOGEREN", 50_000),
    ):
        of = (pl.col("soort") == soort) & pl.col("polis").eq_missing(pl.lit(polis))
        assert (years.filter(of)["vergoed_cent"] <= most).all()


@given(deliveries, st.randoms())
@settings(max_examples=40)
def test_neither_order_nor_other_persons_change_what_is_paid(posten, chance):
    whole = pay_aanvullend(posten, VOORWAARDEN)
    mixed = posten.sample(fraction=1, shuffle=True, seed=chance.randrange(99))
    assert pay_aanvullend(mixed, VOORWAARDEN).equals(whole)
    apart = [
        pay_aanvullend(posten.filter(pl.col("verzekerde_id") == who), VOORWAARDEN)
        for who in "pqr"
    ]
    assert pl.concat(apart).equals(whole)


@given(deliveries)
@settings(max_examples=40)
def test_a_slow_reading_of_the_terms_pays_the_same(posten):
    done = pay_aanvullend(posten, VOORWAARDEN)
    unjudged = set(done.filter(pl.col("status") == "NIET_BEOORDEELBAAR")["post_id"])
    of_day: dict[tuple, int] = {}
    of_year: dict[tuple, int] = {}
    expected = {}
    for row in sorted(posten.rows(named=True), key=lambda r: (r["dag"], r["post_id"])):
        terms = [
            term
            for term in VOORWAARDEN.rows(named=True)
            if term["soort"] == row["soort"] and term["polis"] in (row["polis"], None)
        ]
        if not terms or row["post_id"] in unjudged:
            expected[row["post_id"]] = 0
            continue
        term = terms[0]
        who = (row["verzekerde_id"], row["polis"], row["soort"])
        left = row["bedrag_cent"]
        if term["bedrag_cent"] is not None:
            times = 1 if term["per"] is None else row["aantal"]
            key = (*who, row["dag"]) if term["per"] == "DAG" else (row["post_id"],)
            used = of_day.get(key, 0)
            left = min(left, term["bedrag_cent"] * times - used)
            of_day[key] = used + left
        if term["maximum_cent"] is not None:
            year = (*who, row["dag"].year)
            left = min(left, term["maximum_cent"] - of_year.get(year, 0))
            of_year[year] = of_year.get(year, 0) + left
        expected[row["post_id"]] = left
    assert dict(done.select("post_id", "vergoed_cent").rows()) == expected
