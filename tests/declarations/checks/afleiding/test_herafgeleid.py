"""A complete profile is grouped again; prices are those of KUST-MEERWIJK in 2024.

Knie: an operation (060305) gives 130909002 and 14X132 at 4,376.36, a scan (060802)
130909005 and 15X135 at 989.25, a visit alone 130909006 and 15X136 at 3,198.49.
"""

import pytest

from declarations.checks.afleiding.herafgeleid import CHECKS
from declarations.checks.oordeel import NIET_BEOORDEELBAAR

DUUR = "dbc: 0410=14X132, 0414=130909002"
BEZOEK = "profiel dbc: 060101 2024-03-04 1"
OPERATIE = "profiel dbc: 060305 2024-03-18 1, 060101 2024-03-04 1"


def claim(cents: int) -> str:
    return f"dbc.06: 0614={cents}, 0617={cents}, 0620={cents}"


def told(levering) -> list[tuple[int, str | None, str | None, int | None]]:
    rows = CHECKS["G04"](levering).bevindingen
    return rows.select("record", "gevolg", "verwacht", "toegestaan_cent").rows()


def test_cheaper_product_is_what_is_paid(deliver):
    # The scan was made and not the operation: 989.25 of 4,376.36 is left.
    assert told(deliver(f"{DUUR} / {claim(437_636)}")) == [
        (4, "RED", "130909005", 98_925)
    ]


def test_dearer_product_is_looked_at(deliver):
    assert told(deliver(OPERATIE)) == [(3, "SIG", "130909002", None)]


@pytest.mark.parametrize(
    ("claimed", "gevolg"), [(319_850, "RED"), (319_849, "SIG"), (319_848, "SIG")]
)
def test_cheaper_is_less_than_what_is_claimed(deliver, claimed, gevolg):
    found = told(deliver(f"{BEZOEK} / {claim(claimed)}"))
    assert [row[1] for row in found] == [gevolg]


def test_product_that_cannot_be_declared_has_no_price(deliver):
    # Physiotherapy alone is uitval of Knie.
    levering = deliver("profiel dbc: 062501 2024-03-18 1")
    assert told(levering) == [(3, "SIG", "130909001", None)]


def test_without_tariffs_a_person_looks(deliver):
    levering = deliver(f"{DUUR} / {claim(437_636)} / zonder tarieven")
    assert told(levering) == [(3, "SIG", "130909005", None)]


@pytest.mark.parametrize("check", CHECKS)
def test_without_any_profile_the_run_lacks_it(deliver, check):
    oordeel = CHECKS[check](deliver("zonder zorgprofiel"))
    assert (oordeel.beoordeeld, oordeel.reden) == (1, "zorgprofiel")


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ("kopie dbc als dbc2 / dbc2: 0438=J", "zorgprofiel"),
        (
            "tabel privacyverklaringen +: zorginstelling_code=06990002, "
            "referentienummer=R0001",
            "privacyverklaring",
        ),
        ("dbc: 0439=9999", "de grouper weigert deze typering"),
        ("dbc: 0411=20250106, 0412=20250107", "release"),
    ],
)
def test_dbc_that_cannot_be_derived_is_not_evaluable(deliver, check, changes, lacks):
    found = CHECKS[check](deliver(changes)).bevindingen
    assert found["uitkomst"].to_list() == [NIET_BEOORDEELBAAR]
    assert found["verwacht"].to_list() == [lacks]


ORANJE = (
    "dbc: 0439=0310, 0431=12, 0414=120909002, 0410=15X122 / "
    "profiel dbc: 060403 2024-03-18 1"
)


def test_oranje_that_counted_in_a_flagged_rule_is_told(deliver):
    # A stain (060403, oranje) was treated: the first rule of Huid is flagged.
    found = CHECKS["G12"](deliver(ORANJE)).bevindingen
    assert found.select("waarde", "verwacht").rows() == [("N", "J")]
    assert CHECKS["G12"](deliver(f"{ORANJE} / dbc: 0438=J")).bevindingen.is_empty()
