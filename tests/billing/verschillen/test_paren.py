"""Laws of pairing: nothing is lost, nothing differs from itself, euros add up."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from billing.verschillen.afleiding import SUBTRAJECT, compare_grouped
from billing.verschillen.paren import IS_NIEUW, IS_OUD, pair
from billing.verschillen.prijzen import PRIJS, compare_besluiten

CODES = st.sampled_from(["15A001", "15A002", None])


@st.composite
def besluiten(draw: st.DrawFn) -> pl.DataFrame:
    rows = draw(
        st.lists(
            st.fixed_dictionaries(
                {
                    # Few numbers, so that some come twice.
                    "regel_id": st.sampled_from(["1", "2", "3"]),
                    "prestatiecode": CODES,
                    "status": st.sampled_from(["OK", "GEWEIGERD"]),
                    "eenheidsprijs_e6": st.sampled_from([None, 1, 2]),
                    "bedrag_cent": st.one_of(st.none(), st.integers(-9, 9)),
                }
            ),
            max_size=6,
        )
    )
    numbers = ("bedrag_cent", "eenheidsprijs_e6", "nza_maximum_e6")
    schema = {name: pl.Int64 if name in numbers else pl.String for name in PRIJS}
    return pl.DataFrame(
        [{**dict.fromkeys(PRIJS), **row} for row in rows], schema=schema, orient="row"
    )


NO_CAUSES = compare_grouped(
    *[pl.DataFrame(schema=dict.fromkeys(SUBTRAJECT, pl.String))] * 2, one_batch=True
)


@given(besluiten(), besluiten())
def test_every_row_is_in_one_pair(old: pl.DataFrame, new: pl.DataFrame):
    pairs = pair(old, new, ["regel_id"])
    assert pairs.filter(IS_OUD).height == old.height
    assert pairs.filter(IS_NIEUW).height == new.height
    for side, frame in (("_oud", old), ("_nieuw", new)):
        told = pairs.filter(pl.col(f"aanwezig{side}")).select(
            "regel_id", pl.col(f"bedrag_cent{side}").alias("bedrag_cent")
        )
        kept = frame.select("regel_id", "bedrag_cent")
        assert sorted(told.rows(), key=str) == sorted(kept.rows(), key=str)


@given(besluiten())
def test_nothing_differs_from_itself(rows: pl.DataFrame):
    assert compare_besluiten(rows, rows, NO_CAUSES).is_empty()


@given(besluiten(), besluiten())
def test_differences_add_up_to_that_of_the_totals(old: pl.DataFrame, new: pl.DataFrame):
    found = compare_besluiten(old, new, NO_CAUSES)
    assert found["verschil_cent"].sum() == (
        new["bedrag_cent"].sum() - old["bedrag_cent"].sum()
    )
    assert found["oorzaak"].null_count() == 0
    turned = compare_besluiten(new, old, NO_CAUSES)
    assert turned["verschil_cent"].sum() == -found["verschil_cent"].sum()
    assert turned.height == found.height


def grouped(**changes: str) -> pl.DataFrame:
    row = {
        "subtraject_nummer": "A1",
        "zorgproduct_code": "130909005",
        "declaratiecode": "15X135",
        "status": "ok",
        "is_uitval": "false",
        "release": "R1",
        "dbc_grouper_invoer": "0" * 32,
    }
    return pl.DataFrame([{**row, **changes}], orient="row")


def causes(new: pl.DataFrame, *, one_batch: bool = True) -> list[tuple[object, ...]]:
    found = compare_grouped(grouped(), new, one_batch=one_batch)
    return found.select("wijziging", "oorzaak").rows()


OTHER = {"zorgproduct_code": "130909006"}


def test_cause_of_another_product_is_what_its_digest_and_release_say():
    assert causes(grouped(**OTHER)) == [("ANDERS", "PROGRAMMA")]
    registered = grouped(**OTHER, dbc_grouper_invoer="1" * 32)
    assert causes(registered) == [("ANDERS", "REGISTRATIE")]
    other_release = grouped(**OTHER, dbc_grouper_invoer="1" * 32, release="R2")
    assert causes(other_release) == [("ANDERS", "RELEASE")]
    assert causes(other_release, one_batch=False) == [
        ("ANDERS", "REGISTRATIE_OF_RELEASE")
    ]


def test_other_release_with_the_same_outcome_is_no_difference():
    assert causes(grouped(release="R2", dbc_grouper_invoer="1" * 32)) == []


def test_subtrajecten_that_are_new_and_gone_are_told():
    assert causes(grouped(subtraject_nummer="B1"), one_batch=False) == [
        ("NIEUW", "REGISTRATIE"),
        ("VERVALLEN", "REGISTRATIE"),
    ]
