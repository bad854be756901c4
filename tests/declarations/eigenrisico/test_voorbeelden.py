"""Cases that were worked by hand, in cents; M is 385,00 unless said otherwise."""

import polars as pl
import pytest
from support.declaraties.leveringen import process
from support.declaraties.posten import (
    ALTIJD,
    credit,
    parameters,
    personen,
    post,
    posten,
    verzekerd,
)

from declarations.eigenrisico.stand import Stand
from declarations.eigenrisico.verdeling import Positie, divide
from declarations.registers.landelijk import landelijke_tabellen

VRIJ = landelijke_tabellen()["vrijstelling"]
V500 = verzekerd(("0101", "2000-01-01", None, 50_000))


def position(*rows, born="1980-05-05", polis=ALTIJD, **waarden) -> Positie:
    return divide(
        posten(*rows),
        personen(born),
        polis,
        vrijstelling=VRIJ,
        parameters=parameters(**waarden) if waarden else None,
    )


def paid(positie: Positie) -> dict[str, tuple[int, int, int]]:
    """M, V and insurer of each post."""
    rows = positie.verdeling.select(
        "post_id", "verplicht_cent", "vrijwillig_cent", "verzekeraar_cent"
    )
    return {post_id: tuple(rest) for post_id, *rest in rows.iter_rows()}


def status(positie: Positie) -> dict[str, tuple[str, str | None]]:
    rows = positie.verdeling.select("post_id", "status", "reden").iter_rows()
    return {post_id: (status, reden) for post_id, status, reden in rows}


def test_er1_first_bill_of_a_year():
    done = position(post("a", 128_437, "2026-03-05"))
    assert paid(done) == {"a": (38_500, 0, 89_937)}
    assert status(done) == {"a": ("GEBOEKT", None)}


def test_er2_a_dbc_counts_in_the_year_of_its_opening():
    before = post("a", 30_000, "2025-02-01")
    done = position(before, post("b", 74_215, "2025-11-20", "2026-03-01"))
    assert paid(done)["b"] == (8_500, 0, 65_715)
    assert done.standen["jaar"].to_list() == [2025]


@pytest.mark.parametrize(
    ("at_fault", "expected"), [(False, (0, 0, 74_215)), (True, (8_500, 0, 65_715))]
)
def test_er3_late_bill_is_for_the_insurer_unless_the_insured_is_at_fault(
    at_fault, expected
):
    late = post("b", 74_215, "2025-11-20", "2027-01-05", eigen_schuld=at_fault)
    assert paid(position(post("a", 30_000, "2025-02-01"), late))["b"] == expected


def test_er4_mandatory_goes_before_voluntary():
    done = position(
        post("a", 61_240, "2026-01-05"), post("b", 49_875, "2026-02-05"), polis=V500
    )
    assert paid(done) == {"a": (38_500, 22_740, 0), "b": (0, 27_260, 22_615)}
    assert done.standen["vrijwillig_gebruikt_cent"].to_list() == [50_000]


@pytest.mark.parametrize(
    ("dag", "waarden", "expected"),
    [
        ("2026-08-14", {}, (0, 0, 21_265)),
        ("2026-08-20", {}, (0, 0, 21_265)),
        ("2026-09-05", {}, (12_900, 0, 8_365)),
        ("2026-09-05", {"leeftijd18_telt_vanaf": "verjaardag"}, (14_700, 0, 6_565)),
        # Of the law to the letter: from the birthday on, 139 days.
        ("2026-08-20", {"leeftijd18_ingang": "VERJAARDAG"}, (14_700, 0, 6_565)),
    ],
)
def test_er5_turning_eighteen(dag, waarden, expected):
    done = position(post("a", 21_265, dag), born="2008-08-15", **waarden)
    assert paid(done) == {"a": expected}


@pytest.mark.parametrize(
    ("born", "free", "counts"),
    [
        ("2008-02-29", "2026-03-31", "2026-04-01"),
        ("2008-09-01", "2026-09-30", "2026-10-01"),
        ("2008-08-31", "2026-08-31", "2026-09-01"),
    ],
)
def test_first_day_that_counts(born, free, counts):
    done = position(post("a", 100, free), post("b", 100, counts), born=born)
    assert status(done)["a"] == ("GEBOEKT", "JONGER_DAN_18")
    assert paid(done)["b"] == (100, 0, 0)


def test_er6_exempt_kinds():
    done = position(
        post("a", 195_000, "2026-03-05", soort="VERLOSKUNDIGE_ZORG"),
        post("b", 3_782, "2026-03-06", soort="OZP"),
        polis=V500,
    )
    assert paid(done) == {"a": (0, 0, 195_000), "b": (3_782, 0, 0)}


def test_what_a_post_says_goes_before_its_kind():
    done = position(
        post("a", 1_000, "2026-03-05", soort="GLI", vrij_verplicht=False),
        post("b", 1_000, "2026-03-06", vrij_verplicht=True),
        post("c", 1_000, "2026-03-07", vrij_verplicht=True, vrij_vrijwillig=False),
        polis=V500,
    )
    assert paid(done) == {"a": (1_000, 0, 0), "b": (0, 0, 1_000), "c": (0, 1_000, 0)}


def test_er7_policy_from_the_middle_of_the_year():
    polis = verzekerd(("0101", "2026-07-01", None, 30_000))
    done = position(post("a", 100_000, "2026-08-01"), polis=polis)
    assert paid(done) == {"a": (19_400, 15_100, 65_500)}


def test_er8_other_voluntary_part_from_the_middle_of_the_year():
    polis = verzekerd(
        ("0101", "2026-01-01", "2026-06-30", 50_000),
        ("0101", "2026-07-01", None, 10_000),
    )
    done = position(
        post("a", 64_000, "2026-02-01"), post("b", 7_525, "2026-08-01"), polis=polis
    )
    assert paid(done) == {"a": (38_500, 25_500, 0), "b": (0, 4_300, 3_225)}


def process_one(stand: Stand, *rows):
    return process(stand, posten(*rows), personen(), ALTIJD, vrijstelling=VRIJ)


def changes(mutaties: pl.DataFrame) -> dict[str, tuple[int, int]]:
    rows = mutaties.select("post_id", "verplicht_cent", "verzekeraar_cent").iter_rows()
    return {post_id: (m, insurer) for post_id, m, insurer in rows}


def test_er9_credit_gives_back_and_the_year_is_worked_out_again():
    first = process_one(
        Stand.empty(), post("a", 30_000, "2026-02-01"), post("b", 20_000, "2026-03-01")
    )
    assert changes(first.mutaties) == {"a": (30_000, 0), "b": (8_500, 11_500)}
    second = process_one(
        Stand.empty().plus(first.nieuw),
        credit("c", "a", 30_000, "2026-02-01", "2026-05-01"),
    )
    assert changes(second.mutaties) == {
        "a": (-30_000, 0),
        "b": (11_500, -11_500),
        "c": (0, 0),
    }
    said = second.verdeling.select("post_id", "status", "verplicht_cent").rows()
    assert said == [
        ("a", "GECREDITEERD", 0),
        ("b", "GEBOEKT", 20_000),
        ("c", "GEBOEKT", 0),
    ]


def test_er10_correction_upwards():
    first = process_one(Stand.empty(), post("a", 25_010, "2026-02-01"))
    second = process_one(
        Stand.empty().plus(first.nieuw),
        credit("c", "a", 25_010, "2026-02-01", "2026-05-01"),
        post("d", 41_055, "2026-02-01", "2026-05-01", ref_voorgaande="a"),
    )
    told = changes(second.mutaties)
    assert told["d"] == (38_500, 2_555)
    assert sum(m for m, _ in told.values()) == 13_490


def test_er11_own_share_is_no_eigen_risico():
    done = position(post("a", 75_000, "2026-02-01", onverzekerd_cent=45_000))
    assert paid(done) == {"a": (38_500, 0, 36_500)}
    assert done.verdeling["totaal_patient_cent"].to_list() == [83_500]


def test_er12_uninsured_and_conditionally_admitted_care():
    done = position(
        post("a", 0, "2026-02-01", onverzekerd_cent=231_000),
        post("b", 90_000, "2026-02-02"),
    )
    assert paid(done) == {"a": (0, 0, 0), "b": (38_500, 0, 51_500)}
    assert done.verdeling["totaal_patient_cent"].to_list() == [231_000, 38_500]


def test_er13_an_addon_has_its_own_year():
    done = position(
        post("b", 51_020, "2025-12-10", "2026-02-01"),
        post("a", 110_000, "2025-12-15", "2026-01-20"),
        post("c", 110_000, "2026-01-08", "2026-01-20"),
    )
    assert paid(done) == {
        "a": (38_500, 0, 71_500),
        "b": (0, 0, 51_020),
        "c": (38_500, 0, 71_500),
    }


def test_er14_change_of_insurer():
    polis = verzekerd(
        ("0101", "2000-01-01", "2025-12-31", None), ("0202", "2026-01-01", None, 20_000)
    )
    done = position(
        post("a", 845_000, "2025-12-29"), post("b", 231_055, "2026-01-03"), polis=polis
    )
    assert paid(done) == {"a": (38_500, 0, 806_500), "b": (38_500, 20_000, 172_555)}
    assert done.verdeling["uzovi"].to_list() == ["0101", "0202"]


@pytest.mark.parametrize(
    ("received", "inclusief", "mandatory"),
    [
        ("2027-12-30", "N", 10_000),
        ("2027-12-31", "N", 0),
        ("2027-12-31", "j", 10_000),
        ("2028-01-01", "J", 0),
    ],
)
def test_er15_last_day_of_receipt(received, inclusief, mandatory):
    done = position(
        post("a", 10_000, "2026-05-01", received),
        uiterste_ontvangst_inclusief=inclusief,
    )
    assert paid(done) == {"a": (mandatory, 0, 10_000 - mandatory)}


def test_er16_three_items():
    done = position(
        post("a", 9_050, "2026-01-01"),
        post("b", 12_075, "2026-01-02"),
        post("c", 103_348, "2026-01-03"),
    )
    assert paid(done) == {
        "a": (9_050, 0, 0),
        "b": (12_075, 0, 0),
        "c": (17_375, 0, 85_973),
    }


def test_er17_most_per_prestatie_is_over_both_parts():
    cap = {"maximum_per_prestatie_cent": "15000"}
    done = position(post("a", 128_437, "2026-03-05"), polis=V500, **cap)
    assert paid(done) == {"a": (15_000, 0, 113_437)}
    several = [post(f"{nr}", 100_000, f"2026-03-0{nr}") for nr in (1, 2, 3, 4)]
    third = paid(position(*several, polis=V500, **cap))["3"]
    assert third == (8_500, 6_500, 85_000)


def test_rounded_together_the_rest_is_voluntary():
    polis = verzekerd(("0101", "2026-01-01", "2026-03-02", 20_000))
    apart = position(post("a", 100_000, "2026-01-05"), polis=polis)
    together = position(
        post("a", 100_000, "2026-01-05"), polis=polis, afronding_samen="J"
    )
    assert paid(apart)["a"] == (6_400, 3_300, 90_300)
    assert paid(together)["a"] == (6_400, 3_400, 90_200)


def test_correction_counts_as_received_with_the_first_bill_of_a_chain():
    rows = (
        post("a", 10_000, "2025-05-01", "2025-06-01"),
        credit("b", "a", 10_000, "2025-05-01", "2026-06-01"),
        post("c", 9_000, "2025-05-01", "2026-06-01", ref_voorgaande="a"),
        credit("d", "c", 9_000, "2025-05-01", "2027-06-01"),
        post("e", 8_000, "2025-05-01", "2027-06-01", ref_voorgaande="c"),
    )
    assert paid(position(*rows))["e"] == (8_000, 0, 0)
    own = position(*rows, herdeclaratie_behoudt_ontvangst="N")
    assert status(own)["e"] == ("GEBOEKT", "TE_LAAT_ONTVANGEN")


def test_posts_that_correct_each_other_were_received_when_they_say():
    done = position(
        post("a", 1_000, "2025-05-01", "2027-06-01", ref_voorgaande="b"),
        post("b", 1_000, "2025-05-01", "2025-06-01", ref_voorgaande="a"),
        post("c", 1_000, "2025-05-01", "2027-06-01", ref_voorgaande="a"),
    )
    assert paid(done) == {"a": (0, 0, 1_000), "b": (1_000, 0, 0), "c": (0, 0, 1_000)}


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (post("x", 100, "2027-01-05"), ("GEWEIGERD", "JAAR_ZONDER_BEDRAG_2027")),
        (post("x", 100, "1999-12-31"), ("BUITEN", "NIET_VERZEKERD")),
        (
            post("x", 100, "2026-01-05", verzekerde_id=None),
            ("BUITEN", "VERZEKERDE_ONBEKEND"),
        ),
        (
            credit("x", "z", 100, "2026-01-05", "2026-02-01"),
            ("WACHT", "DEBET_ONBEKEND"),
        ),
        (
            credit("x", "a", 99, "2026-01-05", "2026-02-01"),
            ("GEWEIGERD", "ANDER_BEDRAG"),
        ),
        (
            credit("x", "a", 100, "2026-01-05", "2026-02-01") | {"verzekerde_id": "q"},
            ("GEWEIGERD", "ANDERE_VERZEKERDE"),
        ),
        (
            credit("x", "x", 100, "2026-01-05", "2026-02-01"),
            ("GEWEIGERD", "CREDIT_VAN_CREDIT"),
        ),
    ],
)
def test_what_does_not_count(row, expected):
    done = position(post("a", 100, "2026-01-05"), row)
    assert status(done)["x"] == expected
    assert paid(done) == {"a": (100, 0, 0), "x": (0, 0, 0)}


def test_second_credit_of_a_debit_is_refused():
    done = position(
        post("a", 100, "2026-01-05"),
        credit("c", "a", 100, "2026-01-05", "2026-02-02"),
        credit("b", "a", 100, "2026-01-05", "2026-02-03"),
    )
    assert status(done)["c"] == ("GEBOEKT", "CREDIT_VERWERKT")
    assert status(done)["b"] == ("GEWEIGERD", "REEDS_GECREDITEERD")


def test_other_content_under_a_known_name_is_refused_and_changes_nothing():
    first = process_one(Stand.empty(), post("a", 100, "2026-01-05"))
    known = Stand.empty().plus(first.nieuw)
    second = process_one(known, post("a", 200, "2026-01-05"))
    assert second.verdeling.select(
        "post_id", "status", "reden", "verplicht_cent"
    ).rows() == [
        ("a", "GEWEIGERD", "ANDERE_INHOUD", 0),
        ("a", "GEBOEKT", None, 100),
    ]
    assert second.mutaties.is_empty()
    assert second.nieuw.is_empty


def test_policy_that_is_known_later_moves_a_post_to_the_other_insurer():
    first = process_one(Stand.empty(), post("a", 50_000, "2026-01-05"))
    second = process(
        Stand.empty().plus(first.nieuw),
        posten(),
        personen(),
        verzekerd(("0202", "2026-01-01", None, 10_000)),
        vrijstelling=VRIJ,
    )
    columns = (
        "post_id",
        "uzovi",
        "verplicht_cent",
        "vrijwillig_cent",
        "verzekeraar_cent",
    )
    assert second.mutaties.select(columns).rows() == [
        ("a", "0101", -38_500, 0, -11_500),
        ("a", "0202", 38_500, 10_000, 1_500),
    ]
