import pytest

from declarations.checks.afleiding.verantwoording import CHECKS
from declarations.checks.oordeel import FAALT, NIET_BEOORDEELBAAR


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ("dbc: 0441=", "0441"),
        ("dbc: 0442=", "0442"),
        ("dbc: 0443=", "0443"),
        ("dbc: 0441=, 0443=", "0441, 0443"),
    ],
)
def test_hash_and_both_versions_are_asked_for(deliver, changes, expected):
    found = CHECKS["G06"](deliver(changes)).bevindingen
    assert found.select("uitkomst", "verwacht").rows() == [(FAALT, expected)]


def test_overig_zorgproduct_has_no_hash(deliver):
    assert CHECKS["G06"](deliver("weg dbc")).beoordeeld == 0


def test_privacyverklaring_of_another_line_does_not_count(deliver):
    other = (
        "tabel privacyverklaringen +: zorginstelling_code=06990002, "
        "referentienummer=R0009"
    )
    assert CHECKS["G06"](deliver(f"dbc: 0441= / {other}")).bevindingen[
        "uitkomst"
    ].to_list() == [FAALT]
    own = other.replace("R0009", "R0001")
    assert CHECKS["G06"](deliver(f"dbc: 0441= / {own}")).bevindingen[
        "uitkomst"
    ].to_list() == [NIET_BEOORDEELBAAR]


@pytest.mark.parametrize(
    ("changes", "rubriek"),
    [
        ("dbc: 0447=T", "0447"),
        ("dbc: 0418=00", "0418"),
        ("dbc: 0447=T, 0418=00", "0447"),
    ],
)
def test_trial_is_no_declaration(deliver, changes, rubriek):
    found = CHECKS["G08"](deliver(changes)).bevindingen
    assert found["rubriek"].to_list() == [rubriek]


def test_environment_that_the_list_lacks_is_not_evaluable(deliver):
    """COD328 has P and T; of lists without other values the rest is not judged."""
    found = CHECKS["G08"](deliver("dbc: 0447=X")).bevindingen
    assert found["uitkomst"].to_list() == [NIET_BEOORDEELBAAR]
    both = CHECKS["G08"](deliver("dbc: 0447=X, 0418=00")).bevindingen
    assert both.select("uitkomst", "rubriek").rows() == [(FAALT, "0418")]


def test_empty_environment_is_for_the_field_list(deliver):
    assert CHECKS["G08"](deliver("dbc: 0447=")).bevindingen.is_empty()


@pytest.mark.parametrize("aanspraak", ["J", "N"])
@pytest.mark.parametrize(
    ("code", "insured"),
    [("14X002", True), ("15X135", True), ("16X001", False), ("17X123", False)],
)
def test_group_of_the_code_goes_with_the_aanspraak(deliver, code, insured, aanspraak):
    oordeel = CHECKS["G11"](deliver(f"dbc: 0410={code}, 0434={aanspraak}"))
    assert oordeel.beoordeeld == 1
    assert oordeel.bevindingen.height == int(insured != (aanspraak == "J"))


@pytest.mark.parametrize("changes", ["dbc: 0410=GBX001", "dbc: 0434=", "dbc: 0434=X"])
def test_what_says_nothing_is_left_out(deliver, changes):
    assert CHECKS["G11"](deliver(changes)).beoordeeld == 0
