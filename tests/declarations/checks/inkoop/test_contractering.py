"""What is told of a line without a contract: once, with the amount that is left."""

import polars as pl
import pytest

from declarations.checking import check
from declarations.checks.inkoop.contractering import CHECKS

PASSANT = (
    "01: 0108=9301 / 02: 0204=9301 / weg ic / weg ozp / tabel verzekeringen: uzovi=9301"
)
MARKET = "tabel marktconform +: uzovi=9301, declaratiecode=15X135, prijs_cent=100000"


def policy(percentage: str, vorm: str = "NATURA", polis: str = "NATURA") -> str:
    return (
        f"tabel polisvoorwaarde +: uzovi=9301, polis={polis}, vorm={vorm}, "
        f"percentage_bp={percentage}"
    )


def claim(cents: int) -> str:
    return f"dbc.06: 0614={cents}, 0617={cents}, 0620={cents}"


def judged(deliver, check_id: str, *changes: str) -> tuple[str, int | None]:
    oordeel = CHECKS[check_id](deliver(" / ".join(changes)))
    assert oordeel.beoordeeld == 1
    found = oordeel.bevindingen
    if found.is_empty():
        return "VOLDOET", None
    return found.select("uitkomst", "toegestaan_cent").row(0)


@pytest.mark.parametrize(
    ("terms", "cents", "outcome"),
    [
        (policy("7500"), 75_000, ("VOLDOET", None)),
        (policy("7500"), 75_001, ("FAALT", 75_000)),
        (policy("7500", polis=""), 75_001, ("FAALT", 75_000)),
        (policy("9999", "RESTITUTIE"), 99_991, ("FAALT", 99_990)),
        (policy("10000", "RESTITUTIE"), 120_000, ("VOLDOET", None)),
        (policy("10000"), 120_000, ("VOLDOET", None)),
        (policy("0"), 1, ("FAALT", 0)),
        (policy("", "COMBINATIE"), 75_000, ("NIET_BEOORDEELBAAR", None)),
    ],
)
def test_policy_pays_its_part_of_the_market(deliver, terms, cents, outcome):
    assert judged(deliver, "C01", PASSANT, MARKET, terms, claim(cents)) == outcome


def test_own_policy_goes_before_the_row_of_every_policy(deliver):
    terms = (policy("5000", polis=""), policy("8000"))
    found = judged(deliver, "C01", PASSANT, MARKET, *terms, claim(80_000))
    assert found == ("VOLDOET", None)


@pytest.mark.parametrize(
    ("cents", "outcome"), [(100_000, "VOLDOET"), (100_001, "FAALT")]
)
def test_market_is_the_most_without_a_contract(deliver, cents, outcome):
    assert judged(deliver, "C09", PASSANT, MARKET, claim(cents))[0] == outcome


def test_line_whose_price_cannot_be_found_is_no_pass(deliver):
    found = judged(deliver, "C01", "weg ic / weg ozp / dbc: 0410=15X999")
    assert found[0] == "NIET_BEOORDEELBAAR"


def test_line_under_a_contract_is_not_held_against_the_market(deliver):
    assert CHECKS["C09"](deliver("weg ic / weg ozp")).beoordeeld == 0


def test_refused_by_its_contract_is_refused_whole(deliver):
    found = CHECKS["C01"](
        deliver(
            "01: 0112=06990003 / dbc: 0440=06990003, 0410=14X138, 0414=130909008"
            " / weg ic / weg ozp"
        )
    ).bevindingen
    assert found.select("gevolg", "rubriek", "waarde").row(0) == (
        "RJ",
        "0410",
        "14X138",
    )


def test_one_check_tells_what_the_policy_pays(deliver):
    uitslag = check(
        deliver(" / ".join([PASSANT, MARKET, policy("7500"), claim(120_000)]))
    )
    told = uitslag.bevindingen.filter(
        pl.col("check_id").is_in(["T05", "C01", "C05", "C09"])
    )
    assert told["check_id"].to_list() == ["T05"]
    assert told["toegestaan_cent"].to_list() == [75_000]
