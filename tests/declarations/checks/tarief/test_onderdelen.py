import pytest

from declarations.checks.tarief.onderdelen import CHECKS


@pytest.mark.parametrize(
    ("opened", "judged", "fails"),
    [("20141231", 0, False), ("20150101", 1, True)],
)
def test_honorarium_is_a_component_of_before_2015(deliver, opened, judged, fails):
    levering = deliver(f"dbc: 0411={opened} / dbc.06: 0611=04")
    oordeel = CHECKS["T06"](levering)
    assert oordeel.beoordeeld == judged
    assert oordeel.bevindingen.height == int(fails)


def test_second_record_of_one_dbc_fails_and_names_both(deliver):
    levering = deliver("")
    levering.declaraties.tarieven[1, "prestatie"] = 0
    found = CHECKS["T06"](levering).bevindingen
    assert found["record"].to_list() == [3]
    assert found["andere_records"].to_list() == ["bericht1.zh308:4, bericht1.zh308:7"]


def test_overig_zorgproduct_is_not_about_components(deliver):
    assert CHECKS["T06"](deliver("weg dbc")).beoordeeld == 0


@pytest.mark.parametrize("percentage", ["15000", "05000", "10001"])
def test_other_percentage_is_for_oral_surgery(deliver, percentage):
    found = CHECKS["T07"](deliver(f"ic.06: 0615={percentage}")).bevindingen
    assert found["record"].to_list() == [9]
    assert found["uitkomst"].to_list() == ["FAALT"]


def test_half_percentage_of_oral_surgery_passes(deliver):
    kaak = "tabel codeverzameling +: naam=KAAKCHIRURGIE, code=061501, bron=voorbeeld"
    assert CHECKS["T07"](deliver(f"ic.06: 0615=05000 / {kaak}")).bevindingen.is_empty()
