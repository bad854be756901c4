from declarations.checks.afleiding.herdeclaratie import CHECKS as HERDECLARATIE
from declarations.checks.afleiding.ondersteunend import CHECKS as ONDERSTEUNEND
from declarations.checks.afleiding.plausibel import CHECKS
from declarations.checks.feiten.inhoud import inhoud
from declarations.checks.oordeel import FAALT, NIET_BEOORDEELBAAR

ZONDER = "zonder zorgprofiel"


def outcomes(levering) -> list[str]:
    return CHECKS["G05"](levering).bevindingen["uitkomst"].to_list()


def test_dbc_with_a_complete_profile_is_for_the_derivation(deliver):
    assert CHECKS["G05"](deliver("")).beoordeeld == 0


def test_scan_on_the_nota_fits_the_product(deliver):
    oordeel = CHECKS["G05"](deliver(ZONDER))
    assert oordeel.beoordeeld == 1
    assert oordeel.bevindingen.is_empty()


def test_product_with_hidden_activities_fits(deliver):
    # A visit is not on the nota: 130909006 asks for one, and no scan.
    assert outcomes(deliver(f"{ZONDER} / weg dbc.16 / dbc: 0414=130909006")) == []


def test_operation_that_would_be_on_the_nota_is_missed(deliver):
    assert outcomes(deliver(f"{ZONDER} / dbc: 0414=130909002")) == [FAALT]


def test_line_without_typing_or_release_is_not_evaluable(deliver):
    assert outcomes(deliver(f"{ZONDER} / dbc: 0439=9999")) == [NIET_BEOORDEELBAAR]
    beyond = "dbc: 0411=20250106, 0412=20250107"
    assert outcomes(deliver(f"{ZONDER} / {beyond}")) == [NIET_BEOORDEELBAAR]


def test_no_witness_stands_in_what_is_told(deliver):
    found = CHECKS["G05"](deliver(f"{ZONDER} / dbc: 0414=130909002")).bevindingen
    assert "0603" not in found["verwacht"][0]


def test_supporting_care_ends_with_what_it_supports(deliver):
    check = ONDERSTEUNEND["G15"]
    last = "ic: 0411=20240602, 0412=20240602"
    assert check(deliver(last)).bevindingen.is_empty()
    later = check(deliver("ic: 0411=20240602, 0412=20240603")).bevindingen
    assert later["andere_records"].to_list() == ["bericht1.zh308:3"]
    other = "ic: 0427=52, 0411=20240602, 0412=20240603"
    assert check(deliver(other)).beoordeeld == 0


def refused(deliver, changes: str = "", **row: str) -> list[str]:
    """Outcomes of G16 after the base was refused, for a delivery with changes."""
    sha = inhoud(deliver(""))["inhoud_sha256"][0]
    values = {"status": "GEWEIGERD", "inhoud_sha256": sha, **row}
    history = "historie +: " + ", ".join(f"{k}={v}" for k, v in values.items())
    levering = deliver(" / ".join(filter(None, [changes, history])))
    found = HERDECLARATIE["G16"](levering).bevindingen
    return found.select("record", "andere_records").rows()


def test_line_that_was_refused_comes_again_as_it_is(deliver):
    assert refused(deliver) == [(3, "historie:R0000")]


def test_number_and_reference_are_no_change(deliver):
    changes = "dbc: 0458=R0077, 0413=02, 0436=01 / dbc.06: 0622=R0077-1"
    assert refused(deliver, changes) == [(3, "historie:R0000")]


def test_line_that_was_mended_is_another(deliver):
    assert refused(deliver, "dbc: 0422=01999002") == []
    assert refused(deliver, "dbc.16: 1612=20240409, 1613=20240409") == []


def test_line_that_was_paid_or_is_of_another_declarant_is_not_about_this(deliver):
    assert refused(deliver, status="NIET_BEOORDEELD") == []
    assert refused(deliver, declarant="06990001") == []


def test_without_history_it_is_not_known(deliver):
    assert HERDECLARATIE["G16"](deliver("zonder historie")).reden == "historie"
