"""E13 to E17 and E23: geriatric rehabilitation, and long-term care before it."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.aanspraak.revalidatie.grz import aansluiting, indicatie
from declarations.checks.aanspraak.revalidatie.grz_duur import zes_maanden
from declarations.checks.aanspraak.revalidatie.wlz import ander_regime, na_wlz_verblijf

GRZ = "dbc: 0439=8418"
STAYS = "tabel dekking +: tabel=opnamen, volledig=J"
PERMITS = "tabel dekking +: tabel=machtigingen, volledig=J"
NOBODY = "tabel {} +: verzekerde_id=P0002, begindatum=2020-01-01"


def stay(begin: str, eind: str, soort: str, plaats: str = "06990002") -> str:
    return (
        f"tabel opnamen +: verzekerde_id=P0001, zorginstelling_code={plaats},"
        f" begindatum={begin}, einddatum={eind}, soort={soort}"
    )


@pytest.mark.parametrize(
    ("parts", "found"),
    [
        ([stay("2022-01-01", "2024-03-03", "WLZ")], ["FAALT"]),
        ([stay("2022-01-01", "2024-03-02", "WLZ")], []),
        ([stay("2022-01-01", "", "WLZ")], ["FAALT"]),
        # It began with the rehabilitation itself.
        ([stay("2024-03-04", "", "WLZ")], []),
        # In another institution.
        ([stay("2022-01-01", "2024-03-03", "WLZ", "06990003")], []),
        # In hospital in between, or at home for a day before it.
        (
            [
                stay("2022-01-01", "2024-02-19", "WLZ"),
                stay("2024-02-20", "2024-03-03", "VERBLIJF", "06990003"),
            ],
            ["FAALT"],
        ),
        (
            [
                stay("2022-01-01", "2024-02-18", "WLZ"),
                stay("2024-02-20", "2024-03-03", "VERBLIJF", "06990003"),
            ],
            [],
        ),
    ],
)
def test_right_after_a_stay_for_long_term_care(deliver, parts, found):
    words = " / ".join([GRZ, STAYS, *parts])
    assert outcomes(na_wlz_verblijf(deliver(words))) == found


def test_follow_up_goes_by_the_beginning_of_its_zorgtraject(deliver):
    words = f"{GRZ}, 0416=20240104 / {STAYS} / " + stay(
        "2022-01-01", "2024-01-03", "WLZ"
    )
    assert outcomes(na_wlz_verblijf(deliver(words))) == ["FAALT"]


@pytest.mark.parametrize(
    ("opened", "judged"), [("20150101", 1), ("20161231", 1), ("20170101", 0)]
)
def test_stay_before_was_asked_in_2015_and_2016(deliver, opened, judged):
    words = f"{GRZ}, 0411={opened}, 0416={opened} / {STAYS} / " + stay(
        "2010-01-01", "2010-01-02", "VERBLIJF"
    )
    oordeel = aansluiting(deliver(words))
    assert oordeel.beoordeeld == judged
    assert outcomes(oordeel) == ["FAALT"] * judged


@pytest.mark.parametrize(
    ("eind", "found"), [("2016-02-25", ["FAALT"]), ("2016-02-26", []), ("", [])]
)
def test_stay_reaches_to_within_a_week(deliver, eind, found):
    words = f"{GRZ}, 0411=20160304, 0416=20160304 / {STAYS} / " + stay(
        "2016-02-01", eind, "VERBLIJF"
    )
    assert outcomes(aansluiting(deliver(words))) == found


def test_indication_after_a_stay_of_up_to_a_week_ago(deliver):
    sets = (
        "tabel codeverzameling +: naam=GRZ_INDICATIE, code=8418"
        " / tabel codeverzameling +: naam=GRZ_INDICATIE_OPNAME, code=0305"
    )
    words = f"{GRZ}, 0423=0305 / {sets} / {STAYS} / "
    within = words + stay("2024-02-01", "2024-02-26", "VERBLIJF")
    before = words + stay("2024-02-01", "2024-02-25", "VERBLIJF")
    assert outcomes(indicatie(deliver(within))) == []
    assert outcomes(indicatie(deliver(before))) == ["FAALT"]


@pytest.mark.parametrize(
    ("agb", "found"),
    [
        ("einddatum=2024-03-04", []),
        ("einddatum=2024-03-03", ["NIET_BEOORDEELBAAR"]),
        ("begindatum=2024-03-05", ["NIET_BEOORDEELBAAR"]),
    ],
)
def test_profession_of_the_register_on_the_day(deliver, agb, found):
    oordeel = indicatie(deliver(f"{GRZ} / tabel agb: {agb}"))
    assert outcomes(oordeel) == found


PERMIT = (
    "tabel machtigingen +: nummer=M1, verzekerde_id=P0001, specialisme_code=8418,"
    " begindatum={}"
)
LATE = "dbc: 0439=8418, 0427=21, 0416=20230904"


@pytest.mark.parametrize(
    ("words", "found"),
    [
        # Six months from 4 September end before 4 March, the day it is opened.
        (f"{LATE} / " + NOBODY.format("machtigingen"), [("FAALT", None)]),
        (f"{LATE} / " + PERMIT.format("2024-03-03"), []),
        (f"{LATE} / " + PERMIT.format("2024-03-04"), [("FAALT", "SIG")]),
        (f"{LATE} / " + PERMIT.format("2024-03-05"), [("FAALT", None)]),
        (
            f"{LATE} / " + PERMIT.format("2024-01-01") + ", status=AFGEWEZEN",
            [("FAALT", None)],
        ),
        (f"{LATE} / " + PERMIT.format("2024-01-01") + ", status=toegekend", []),
        (f"{LATE} / " + PERMIT.format("2024-01-01") + ", einddatum=2024-03-04", []),
        (
            f"{LATE} / " + PERMIT.format("2024-01-01") + ", einddatum=2024-03-03",
            [("FAALT", None)],
        ),
        (
            f"{LATE} / " + PERMIT.format("2024-01-01").replace("8418", "0305"),
            [("FAALT", None)],
        ),
        # The base has its last activity on 15 April.
        (
            "dbc: 0439=8418, 0416=20231015 / " + NOBODY.format("machtigingen"),
            [("FAALT", "SIG")],
        ),
        ("dbc: 0439=8418, 0416=20231016 / " + NOBODY.format("machtigingen"), []),
    ],
)
def test_permission_from_before_the_end_of_the_sixth_month(deliver, words, found):
    oordeel = zes_maanden(deliver(f"{words} / {PERMITS}"))
    assert told(oordeel, "uitkomst", "gevolg") == found


def test_last_activity_has_to_be_known(deliver):
    words = f"dbc: 0439=8418, 0416=20231016 / zonder zorgprofiel / {PERMITS} / "
    oordeel = zes_maanden(deliver(words + NOBODY.format("machtigingen")))
    assert told(oordeel, "uitkomst", "verwacht") == [
        ("NIET_BEOORDEELBAAR", "zorgprofiel")
    ]


@pytest.mark.parametrize(
    ("closed", "found"),
    [("2024-03-03", ["FAALT"]), ("2024-03-02", [])],
)
def test_lines_that_follow_each_other_are_one_period(deliver, closed, found):
    words = (
        f"{GRZ}, 0416=20240304 / {PERMITS} / " + NOBODY.format("machtigingen") + " / "
        "historie +: specialisme_code=8418, zorgtraject_nummer=T0009,"
        f" subtraject_nummer=S0009, declarant=06990003, begindatum=2023-09-01,"
        f" einddatum={closed}"
    )
    assert outcomes(zes_maanden(deliver(words))) == found


INDICATIE = "tabel wlz +: verzekerde_id=P0001, begindatum={}, einddatum={}"


@pytest.mark.parametrize(
    ("begin", "eind", "found"),
    [
        ("2024-03-04", "", [("FAALT", "SIG")]),
        ("2024-03-05", "", []),
        ("2020-01-01", "2024-03-04", [("FAALT", "SIG")]),
        ("2020-01-01", "2024-03-03", []),
    ],
)
def test_indication_on_the_day_is_looked_at(deliver, begin, eind, found):
    words = f"{GRZ} / tabel dekking +: tabel=wlz, volledig=J / " + INDICATIE.format(
        begin, eind
    )
    assert told(ander_regime(deliver(words)), "uitkomst", "gevolg") == found


def test_indication_with_a_stay_is_refused(deliver):
    words = f"{GRZ} / {INDICATIE.format('2020-01-01', '')} / " + stay(
        "2024-03-04", "2024-03-04", "WLZ", "47999001"
    )
    oordeel = ander_regime(deliver(words))
    assert told(oordeel, "uitkomst", "gevolg") == [("FAALT", None)]
