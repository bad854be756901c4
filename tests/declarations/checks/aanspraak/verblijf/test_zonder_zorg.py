"""E19, E20, S04 and S05: a stay that is claimed by itself."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.aanspraak.verblijf.logeren import logeervergoeding
from declarations.checks.aanspraak.verblijf.zonder_zorg import (
    medische_noodzaak,
    verblijf_zonder_zorg,
    zorghotel,
)

# The dbc of the hospital runs from 4 March to 2 June 2024.
RESORT = "weg ic / 01: 0112=06990009 / ozp: 0410=061901, 0411={}, 0412={}"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        # Care of another is no care of this provider.
        (RESORT.format("20240417", "20240424"), ["FAALT"]),
        ("weg ic / ozp: 0410=061901, 0411=20240602", ["NIET_BEOORDEELBAAR"]),
        ("weg ic / ozp: 0410=061901, 0411=20240603, 0412=20240603", ["FAALT"]),
        # The first night is of before the dbc, the last is within it.
        (
            "weg ic / ozp: 0410=061901, 0411=20240301, 0412=20240304",
            ["NIET_BEOORDEELBAAR"],
        ),
        ("weg ic / ozp: 0410=061901, 0411=20240301, 0412=20240303", ["FAALT"]),
        # It names a permission that no table can confirm.
        (
            RESORT.format("20240417", "20240424") + ", 0406=M1",
            ["NIET_BEOORDEELBAAR"],
        ),
        # A stay beside a stay is no care.
        (
            RESORT.format("20240417", "20240424") + " / kopie ozp als ozp2",
            ["FAALT", "FAALT"],
        ),
    ],
)
def test_care_of_the_provider_of_the_stay(deliver, words, found):
    assert outcomes(verblijf_zonder_zorg(deliver(words))) == found


@pytest.mark.parametrize(
    ("permit", "found"),
    [
        ("code=061901, begindatum=2024-04-17", []),
        ("code=061901, begindatum=2024-04-18", ["FAALT"]),
        ("code=061901, einddatum=2024-04-17", []),
        ("code=061901, einddatum=2024-04-16", ["FAALT"]),
        ("code=061902", ["FAALT"]),
        # Of no code at all it permits nothing.
        ("begindatum=2024-01-01", ["FAALT"]),
        ("code=061901, zorginstelling_code=06990002", ["FAALT"]),
        ("code=061901, status=INGETROKKEN", ["FAALT"]),
    ],
)
def test_permission_for_the_stay(deliver, permit, found):
    words = RESORT.format("20240417", "20240424")
    row = f"tabel machtigingen +: nummer=M1, verzekerde_id=P0001, {permit}"
    assert outcomes(verblijf_zonder_zorg(deliver(f"{words} / {row}"))) == found
    assert outcomes(medische_noodzaak(deliver(f"{words} / {row}"))) == found


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (RESORT.format("20240417", "20240424"), [("FAALT", "SIG")]),
        (RESORT.format("20240603", "20240604"), [("FAALT", "RJ")]),
        # That another gave care is seen without a history.
        (
            RESORT.format("20240417", "20240424") + " / zonder historie",
            [("FAALT", "SIG")],
        ),
    ],
)
def test_care_of_anybody_during_the_stay(deliver, words, found):
    oordeel = medische_noodzaak(deliver(words))
    assert told(oordeel, "uitkomst", "gevolg") == found


def test_care_that_may_have_been_declared_before(deliver):
    words = RESORT.format("20240603", "20240604") + " / zonder historie"
    assert outcomes(medische_noodzaak(deliver(words))) == ["NIET_BEOORDEELBAAR"]


def test_zorghotel_costs_the_insurer_nothing(deliver):
    words = "ozp: 0410=061903 / ozp.06: 0614=0, 0617=0, 0620=0"
    oordeel = zorghotel(deliver(words))
    assert (oordeel.beoordeeld, outcomes(oordeel)) == (1, [])
    assert outcomes(zorghotel(deliver("ozp: 0410=061903"))) == ["FAALT"]


VAST = "tabel marktconform +: uzovi={}, declaratiecode=061902, prijs_cent=7500"


@pytest.mark.parametrize(
    ("claimed", "aantal", "table", "found"),
    [
        (7501, 1, VAST.format("9101"), [("FAALT", 7500)]),
        (7500, 1, VAST.format("9101"), []),
        (15001, 2, VAST.format("9101"), [("FAALT", 15000)]),
        (7500, 1, VAST.format("9201"), [("NIET_BEOORDEELBAAR", None)]),
        (
            7501,
            1,
            VAST.format("9101") + ", einddatum=2024-03-11",
            [("FAALT", 7500)],
        ),
        (
            7501,
            1,
            VAST.format("9101") + ", einddatum=2024-03-10",
            [("NIET_BEOORDEELBAAR", None)],
        ),
    ],
)
def test_fixed_amount_per_night(deliver, claimed, aantal, table, found):
    words = f"ozp: 0410=061902, 0426={aantal:04} / ozp.06: 0620={claimed} / {table}"
    oordeel = logeervergoeding(deliver(words))
    assert told(oordeel, "uitkomst", "toegestaan_cent") == found
