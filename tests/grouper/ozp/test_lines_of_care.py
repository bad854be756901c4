"""Which activities become overige zorgproducten: day, release, count and balance."""

from dataclasses import fields
from datetime import date

import polars as pl
import pytest
from support.releases.example import example_batch, example_release
from support.releases.small import Names, activiteit, subtrajecten, vertaling
from support.releases.small_ozp import (
    OZP,
    PROFIEL,
    derive,
    lines,
    ozp_activiteit,
    ozp_product,
    ozp_release,
    plain_release,
    reasons,
)

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper, GroupResult
from grouper.frames.ozp_reasons import REDEN_NUMMER, REDENEN
from grouper.frames.schemas import Ozp
from grouper.outcomes.ozp_balance import OzpBalance

DAY, OTHER_DAY = "2020-06-10", "2020-06-11"
ZT41 = {"zorgtype_code": "41"}


def ozp(result: GroupResult) -> pl.DataFrame:
    assert result.ozp is not None
    return Ozp.validate(result.ozp)


def codes(result: GroupResult, *found: str) -> list[tuple[object, ...]]:
    return (
        result.findings.filter(pl.col("code").is_in(found))
        .select("code", "source", "row", "column", "value")
        .rows()
    )


def test_row_carries_product_code_count_day_and_category() -> None:
    row = ozp(derive(subtrajecten(ZT41), lines(("062001", DAY, 3)))).row(0, named=True)
    assert row == {
        "subtraject_nummer": "1",
        "zorgtype_code": "41",
        "zorgproduct_code": "062001",
        "declaratiecode": "062001",
        "aantal": 3,
        "uitvoerdatum": date(2020, 6, 10),
        "is_uitvoerdatum_aangenomen": False,
        "tarieftype": "20",
        "ozp_categorie": "ELD",
        "afleiding": "zorgaanbieder",
        "aanvrager_soort": None,
        "is_declarabel": True,
        "reden": "ZORGTYPE_41",
        "reden_tekst": REDENEN[REDEN_NUMMER["ZORGTYPE_41"]].tekst,
        "hoofdsubtraject_nummer": "1",
        "is_trial": False,
        "release": plain_release().identity.name,
    }


@pytest.mark.parametrize(("code", "tarieftype"), OZP.items())
def test_grouper_derives_11_15_and_16_and_the_provider_the_others(
    code: str, tarieftype: str
) -> None:
    found = ozp(derive(subtrajecten({"zorgtype_code": "52"}), lines((code, DAY))))
    is_derived = tarieftype in ("11", "15", "16")
    assert found["afleiding"].to_list() == [
        "grouper" if is_derived else "zorgaanbieder"
    ]
    assert found["tarieftype"].to_list() == [tarieftype]


def test_lines_of_one_code_and_day_are_netted_whatever_their_spelling() -> None:
    found = ozp(
        derive(
            subtrajecten(ZT41),
            lines(
                ("062001", DAY, 2),
                ("062001", OTHER_DAY, 1),
                ("62001", DAY, 3),
                ("062001", DAY, -1),
            ),
        )
    )
    assert found.select("zorgproduct_code", "uitvoerdatum", "aantal").rows() == [
        ("062001", date(2020, 6, 10), 4),
        ("062001", date(2020, 6, 11), 1),
    ]


def test_lines_that_add_up_to_zero_are_absent_and_counted() -> None:
    result = derive(subtrajecten(ZT41), lines(("062001", DAY, 2), ("062001", DAY, -2)))
    assert ozp(result).height == 0
    assert result.ozp_balance == OzpBalance(
        zorgactiviteiten=2, samengevoegd=1, netto_nul=1
    )


def test_correction_on_another_day_makes_the_code_not_billable() -> None:
    result = derive(
        subtrajecten(ZT41),
        lines(("062001", DAY, 2), ("062001", OTHER_DAY, -1), ("061301", OTHER_DAY, 1)),
    )
    assert ozp(result).select("zorgproduct_code", "aantal", "reden").rows() == [
        ("062001", 2, "AANTAL_NEGATIEF"),
        ("062001", -1, "AANTAL_NEGATIEF"),
        ("061301", 1, "OVERIGE_VERRICHTING"),
    ]
    assert codes(result, "G302") == [("G302", "zorgactiviteiten", 2, "aantal", "-1")]


def test_missing_uitvoerdatum_is_taken_to_be_the_begindatum_and_marked() -> None:
    found = ozp(derive(subtrajecten(ZT41), lines(("062001", None), ("062001", DAY))))
    assert found.select("uitvoerdatum", "is_uitvoerdatum_aangenomen").rows() == [
        (date(2020, 6, 1), True),
        (date(2020, 6, 10), False),
    ]


def test_batch_without_uitvoerdatum_is_read_on_begindatum() -> None:
    activities = lines(("062001", DAY)).drop("uitvoerdatum")
    found = ozp(derive(subtrajecten(ZT41), activities))
    assert found["uitvoerdatum"].to_list() == [date(2020, 6, 1)]


def test_who_asked_is_read_by_line_else_by_subtraject() -> None:
    rows = subtrajecten({**ZT41, "aanvrager_soort": "EERSTELIJN"})
    by_line = lines(("062001", DAY)).with_columns(aanvrager_soort=pl.lit("ANDERS"))
    assert ozp(derive(rows, by_line))["aanvrager_soort"].to_list() == ["ANDERS"]
    of_row = ozp(derive(rows, lines(("062001", DAY))))
    assert of_row["aanvrager_soort"].to_list() == ["EERSTELIJN"]


def test_lines_that_others_asked_for_are_entries_of_their_own() -> None:
    """Art. 33.3: billable is what was asked for, 2; the dbc has the other 3."""
    asked = ["EERSTELIJN", "ANDERS", "EERSTELIJN", None]
    rows = (("062001", DAY, 1), ("062001", DAY, 3), ("062001", DAY, 1))
    by_line = lines(*rows, ("062001", DAY, 4)).with_columns(
        aanvrager_soort=pl.Series(asked, dtype=pl.String)
    )
    found = ozp(derive(subtrajecten(ZT41), by_line))
    columns = ("aanvrager_soort", "aantal", "reden", "is_declarabel")
    assert found.select(columns).rows() == [
        ("EERSTELIJN", 2, "OP_VERZOEK", True),
        ("ANDERS", 3, "GEEN_VERZOEK", False),
        (None, 4, "ZORGTYPE_41", True),
    ]


def test_unknown_aanvrager_soort_counts_as_another_and_is_found() -> None:
    result = derive(
        subtrajecten(ZT41), lines(("062001", DAY), aanvrager_soort="HUISARTS")
    )
    assert ozp(result)["reden"].to_list() == ["GEEN_VERZOEK"]
    assert codes(result, "G305") == [
        ("G305", "zorgactiviteiten", 1, "aanvrager_soort", "HUISARTS")
    ]


# --- validity, on both sides of every boundary ---


def windowed_release() -> CompiledStructure:
    """Two activities of 5 to 14 June; the product of 061101 ends a week earlier."""
    return ozp_release(
        activiteiten=[
            ozp_activiteit("062001", "20", first="2020-06-05", last="2020-06-14"),
            ozp_activiteit("061101", "11", first="2020-06-05", last="2020-06-14"),
        ],
        producten=[ozp_product("061101", "2020-06-05", "2020-06-07")],
    )


@pytest.mark.parametrize(
    ("day", "is_valid"),
    [
        ("2020-06-04", False),
        ("2020-06-05", True),
        ("2020-06-14", True),
        ("2020-06-15", False),
    ],
)
def test_activity_counts_when_valid_on_its_own_day(day: str, is_valid: bool) -> None:
    result = derive(
        subtrajecten({**ZT41, "begindatum": "2020-06-10"}),
        lines(("062001", day)),
        release=windowed_release(),
    )
    assert ozp(result).height == int(is_valid)
    finding = [("G301", "zorgactiviteiten", 1, "uitvoerdatum", day)]
    assert codes(result, "G301") == ([] if is_valid else finding)


@pytest.mark.parametrize(
    ("day", "is_known"),
    [
        ("0001-01-01", False),
        ("2019-12-31", False),
        ("2020-01-01", True),
        ("2020-01-02", True),
        ("2021-12-31", True),
        ("2025-01-01", True),
    ],
)
def test_uitvoerdatum_is_read_from_the_first_day_of_a_release_on(
    day: str, is_known: bool
) -> None:
    """The last window of a release is open; before its first there is
    no row to read."""
    result = derive(
        subtrajecten({**ZT41, "begindatum": "2020-01-01"}),
        lines(("062001", day), ("062001", "2020-03-01")),
    )
    assert ozp(result)["uitvoerdatum"].cast(pl.String).to_list() == [
        *([day] if is_known else []),
        "2020-03-01",
    ]
    assert len(codes(result, "G301")) == int(not is_known)


@pytest.mark.parametrize(
    ("day", "declaratiecode", "reden"),
    [
        ("2020-06-07", "061101", "ZORGTYPE_41"),
        ("2020-06-08", None, "PRODUCT_NIET_GELDIG"),
    ],
)
def test_derived_product_must_be_valid_on_the_day_too(
    day: str, declaratiecode: str | None, reden: str
) -> None:
    found = ozp(
        derive(
            subtrajecten({**ZT41, "begindatum": "2020-06-06"}),
            lines(("061101", day)),
            release=windowed_release(),
        )
    )
    assert found.select("declaratiecode", "reden").rows() == [(declaratiecode, reden)]


def test_code_is_not_translated_on_a_bill() -> None:
    # 062001 became 062002 halfway June; the trees read the old code on begindatum.
    release = ozp_release(
        activiteiten=[
            ozp_activiteit("062001", "20", last="2020-06-14"),
            ozp_activiteit("062002", "20", first="2020-06-15"),
        ]
    )
    days = lines(("062001", "2020-06-14"), ("062002", "2020-06-15"))
    found = ozp(derive(subtrajecten(ZT41), days, release=release))
    assert found["zorgproduct_code"].to_list() == ["062001", "062002"]


@pytest.mark.parametrize("code", ["062001", "062002"])
def test_code_that_trees_translate_is_billed_as_it_was_registered(code: str) -> None:
    """A bill names what was registered (Regeling msz art. 40), so that the new code is
    not valid before it exists, also where its day is taken to be the begindatum and
    the trees read the old code on it."""
    release = ozp_release(
        activiteiten=[
            ozp_activiteit("062001", "20", last="2020-06-14"),
            ozp_activiteit("062002", "20", first="2020-06-15"),
        ],
        vertalingen=[vertaling("062002", "062001", "2020-05-01", "2020-06-14")],
    )
    result = derive(subtrajecten(ZT41), lines((code, None)), release=release)
    is_valid = code == "062001"
    assert ozp(result)["zorgproduct_code"].to_list() == [code] * is_valid
    found = codes(result, "G301")
    assert found == (
        [] if is_valid else [("G301", "zorgactiviteiten", 1, "uitvoerdatum", None)]
    )


def test_tarieftype_that_no_rule_knows_is_listed_and_not_billable() -> None:
    release = ozp_release(activiteiten=[ozp_activiteit("062001", "88")])
    found = ozp(derive(subtrajecten(ZT41), lines(("062001", DAY)), release=release))
    assert found.select(
        "tarieftype", "ozp_categorie", "reden", "is_declarabel"
    ).rows() == [("88", None, "TARIEFTYPE_ONBEKEND", False)]


def test_subtraject_of_the_old_release_has_lines_of_the_new_one() -> None:
    old = ozp_release(
        [ozp_activiteit("062001", "20")],
        [],
        Names(ingangsdatum="20200101", versiedatum="2020-08-20"),
    )
    new = ozp_release(
        [ozp_activiteit("062001", "13")],
        [],
        Names(ingangsdatum="20210101", versiedatum="2019-08-20"),
    )
    result = Grouper([old, new], threads=1).group(
        subtrajecten({**ZT41, "begindatum": "2020-12-20"}),
        lines(("062001", "2020-12-31"), ("062001", "2021-01-01"), ("062001", None)),
        ozp=True,
    )
    assert result.grouped["release"].to_list() == [old.identity.name]
    assert ozp(result).select("uitvoerdatum", "tarieftype", "release").rows() == [
        (date(2020, 12, 31), "20", old.identity.name),
        (date(2021, 1, 1), "13", new.identity.name),
        (date(2020, 12, 20), "20", old.identity.name),
    ]


# --- what becomes of rows and lines ---


def test_rejected_subtraject_gives_no_rows_and_its_lines_are_counted() -> None:
    result = derive(
        subtrajecten({**ZT41, "geslacht": "X"}, ZT41),
        lines((1, "062001", DAY), (1, "030001", DAY), (2, "062001", DAY)),
    )
    assert ozp(result)["subtraject_nummer"].to_list() == ["2"]
    assert result.ozp_balance == OzpBalance(
        zorgactiviteiten=3, bij_afgewezen=2, ozp=1, declarabel=1
    )


def test_open_subtraject_is_marked_as_trial_with_the_same_outcome() -> None:
    closed = subtrajecten({**ZT41, "afsluitreden_code": "16"})
    opened = subtrajecten({**ZT41, "afsluitreden_code": "00"})
    found = [ozp(derive(rows, lines(("062001", DAY)))) for rows in (closed, opened)]
    assert [frame["is_trial"].to_list() for frame in found] == [[False], [True]]
    assert found[0].drop("is_trial").equals(found[1].drop("is_trial"))


@pytest.mark.parametrize("afsluitreden", [None, "", "04"])
def test_subtraject_with_another_or_no_afsluitreden_is_no_trial(
    afsluitreden: str | None,
) -> None:
    rows = subtrajecten({**ZT41, "afsluitreden_code": afsluitreden})
    result = derive(rows, lines(("062001", DAY)))
    assert result.grouped["is_trial"].to_list() == [False]


@pytest.mark.parametrize("zorgtype", ["41", "51", "52"])
def test_status_of_the_subtraject_stays_no_tree(zorgtype: str) -> None:
    result = derive(subtrajecten({"zorgtype_code": zorgtype}), lines(("190153", DAY)))
    assert result.grouped["status"].to_list() == ["no_tree"]


def test_batch_without_lines_gives_an_empty_frame() -> None:
    result = derive(subtrajecten(ZT41), lines(("062001", DAY)).head(0))
    assert ozp(result).height == 0
    assert result.ozp_balance == OzpBalance()


def test_group_without_ozp_gives_none() -> None:
    result = Grouper(plain_release(), threads=1).group(
        subtrajecten(ZT41), lines(("062001", DAY))
    )
    assert (result.ozp, result.ozp_balance, result.profielen) == (None, None, None)


def test_every_line_of_the_example_batch_is_accounted_for() -> None:
    result = Grouper(example_release()).group(*example_batch(), ozp=True)
    balance = result.ozp_balance
    assert balance is not None
    total, *parts, declarabel = (getattr(balance, f.name) for f in fields(balance))
    assert total == example_batch()[1].height == sum(parts)
    assert ozp(result).height == balance.ozp
    assert ozp(result)["is_declarabel"].sum() == declarabel
    assert balance + balance == OzpBalance(
        *(2 * getattr(balance, f.name) for f in fields(balance))
    )


@pytest.mark.parametrize("seed", [1, 2])
def test_order_of_rows_and_lines_changes_nothing(seed: int) -> None:
    rows, activities = example_batch()
    grouper = Grouper(example_release(), threads=1)
    keys = ["subtraject_nummer", "zorgproduct_code", "uitvoerdatum", "aantal"]
    frames = [
        grouper.group(*batch, ozp=True).ozp
        for batch in (
            (rows, activities),
            (
                rows.sample(fraction=1, shuffle=True, seed=seed),
                activities.sample(fraction=1, shuffle=True, seed=seed),
            ),
        )
    ]
    straight, shuffled = (frame.sort(keys) for frame in frames if frame is not None)
    assert straight.equals(shuffled)


def test_profile_activities_are_counted_as_no_overig_zorgproduct() -> None:
    result = derive(subtrajecten(ZT41), lines((PROFIEL, DAY), ("999999", DAY)))
    assert result.ozp_balance == OzpBalance(zorgactiviteiten=2, geen_ozp=2)


def test_activity_that_once_had_a_tarieftype_is_none_when_it_has_not() -> None:
    release = ozp_release(
        activiteiten=[
            ozp_activiteit("062001", "20", last="2020-06-09"),
            activiteit("062001", first="2020-06-10"),
        ]
    )
    result = derive(subtrajecten(ZT41), lines(("062001", DAY)), release=release)
    assert ozp(result).height == 0
    assert result.ozp_balance == OzpBalance(zorgactiviteiten=1, geen_ozp=1)


def test_reasons_of_a_subtraject_stand_in_the_order_of_its_lines() -> None:
    found = reasons("52", ("190154", DAY), ("190129", OTHER_DAY), ("190153", DAY))
    assert [code for code, _, _ in found] == ["190154", "190129", "190153"]
