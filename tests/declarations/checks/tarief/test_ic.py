"""Days of intensive care: their price, and what stands beside them on a day.

061501 is a light day, 061502 a heavy one; KUST-MEERWIJK agreed on light days only, at
1,973.46 in 2024.
"""

import pytest

from declarations.checks.oordeel import FAALT, NIET_BEOORDEELBAAR
from declarations.checks.tarief.ic import CHECKS

ZWAAR = "ic: 0410=061502, 0448=061502"
EERDER = (
    "historie +: declaratiecode=061501, zorgproduct_code=, subtraject_nummer=S0001, "
    "zorgtype_code=51, begindatum=2024-03-20, einddatum=2024-03-20, "
    "referentie_prestatie=H0007, referentie_tarief=H0007-1"
)


def set_of(naam: str, code: str) -> str:
    return f"tabel codeverzameling +: naam={naam}, code={code}, bron=voorbeeld"


TOESLAG = " / ".join(
    [
        set_of("IC_DIALYSE", "061503"),
        set_of("IC_VOLWASSEN", "061501"),
        set_of("IC_KIND", "061502"),
    ]
)


def failing(levering, check: str) -> list[tuple[int, str | None]]:
    rows = CHECKS[check](levering).bevindingen
    assert set(rows["uitkomst"]) <= {FAALT}
    return rows.select("record", "andere_records").rows()


def test_heavy_day_is_paid_as_a_light_one(deliver):
    found = CHECKS["T10"](deliver(ZWAAR)).bevindingen
    assert found.select("record", "gevolg", "toegestaan_cent").rows() == [
        (9, None, 197_346)
    ]


def test_light_day_needs_no_agreement(deliver):
    oordeel = CHECKS["T10"](deliver(""))
    assert oordeel.beoordeeld == 1
    assert oordeel.bevindingen.is_empty()


def test_without_a_code_for_a_light_day_nobody_knows_what_is_left(deliver):
    found = CHECKS["T10"](
        deliver(f"{ZWAAR} / {set_of('IC_ZWAAR', '061502')}")
    ).bevindingen
    assert found.select("gevolg", "toegestaan_cent").rows() == [("SIG", None)]


def test_second_day_fails_and_names_the_first(deliver):
    levering = deliver("kopie ic als ic2")
    assert failing(levering, "T11") == [(10, "bericht1.zh308:8")]


def test_the_second_is_the_higher_reference_wherever_it_stands(deliver):
    levering = deliver("kopie ic als ic2 / ic: 0458=R0099")
    assert failing(levering, "T11") == [(8, "bericht1.zh308:10")]


def test_line_of_two_days_fails(deliver):
    assert failing(deliver("ic: 0412=20240321"), "T11") == [(8, None)]


def test_quantity_counts(deliver):
    assert failing(deliver("ic: 0426=0002"), "T11") == [(8, None)]


def test_next_day_is_another(deliver):
    assert (
        failing(deliver("kopie ic als ic2 / ic2: 0411=20240321, 0412=20240321"), "T11")
        == []
    )


def test_day_that_was_paid_before_comes_first(deliver):
    assert failing(deliver(EERDER), "T11") == [(8, "historie:H0007")]


@pytest.mark.parametrize("status", ["GEWEIGERD", "NIET_BEOORDEELD", "GECREDITEERD"])
def test_day_that_was_not_paid_does_not_count(deliver, status):
    assert failing(deliver(f"{EERDER}, status={status}"), "T11") == []


def test_without_history_a_single_day_cannot_pass(deliver):
    rows = CHECKS["T11"](deliver("zonder historie")).bevindingen
    assert rows["uitkomst"].to_list() == [NIET_BEOORDEELBAAR]
    assert rows["verwacht"].to_list() == ["historie"]


def test_without_history_a_double_in_the_delivery_fails_all_the_same(deliver):
    rows = CHECKS["T11"](deliver("zonder historie / kopie ic als ic2")).bevindingen
    assert sorted(rows["uitkomst"]) == sorted([FAALT, NIET_BEOORDEELBAAR])


def test_day_that_is_credited_in_this_delivery_does_not_count(deliver):
    levering = deliver("kopie ic als ic2 / kopie ic als credit / apart credit")
    assert failing(levering, "T11") == []


def test_dialysis_goes_with_a_day_of_an_adult(deliver):
    alone = f"ic: 0410=061503 / {TOESLAG}"
    assert failing(deliver(alone), "T12") == [(8, None)]
    beside = f"kopie ic als ic2 / ic2: 0410=061503 / {TOESLAG}"
    assert failing(deliver(beside), "T12") == []
    other_day = f"{beside} / ic2: 0411=20240321, 0412=20240321"
    assert failing(deliver(other_day), "T12") == [(10, None)]


def test_dialysis_does_not_go_with_a_day_of_a_child(deliver):
    levering = deliver(
        f"kopie ic als ic2 / ic: 0410=061502 / ic2: 0410=061503 / {TOESLAG}"
    )
    assert failing(levering, "T12") == [(10, "bericht1.zh308:8")]


def test_day_of_the_history_is_enough_for_its_surcharge(deliver):
    levering = deliver(f"ic: 0410=061503 / {EERDER} / {TOESLAG}")
    assert failing(levering, "T12") == []


def test_what_the_history_may_have_cannot_be_judged(deliver):
    levering = deliver(f"ic: 0410=061503 / {TOESLAG} / zonder historie")
    rows = CHECKS["T12"](levering).bevindingen
    assert rows["uitkomst"].to_list() == [NIET_BEOORDEELBAAR]


def test_without_its_sets_nothing_is_judged(deliver):
    oordeel = CHECKS["T13"](deliver(set_of("IC_KIND", "061501")))
    assert oordeel.reden == "codeverzameling IC_ECMO"
