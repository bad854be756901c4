"""Lines beside each other: the day, the person and what was paid before decide."""

import pytest

from declarations.checks.oordeel import FAALT, NIET_BEOORDEELBAAR
from declarations.checks.tarief.addons import CHECKS as ADDONS
from declarations.checks.tarief.overige import CHECKS

OPNAMEN = "tabel dekking +: tabel=opnamen, begindatum=2015-01-01, volledig=J"


def set_of(naam: str, code: str) -> str:
    return f"tabel codeverzameling +: naam={naam}, code={code}, bron=voorbeeld"


def opname(begin: str, eind: str, soort: str = "VERBLIJF") -> str:
    return (
        "tabel opnamen +: verzekerde_id=P0001, zorginstelling_code=06990002, "
        f"begindatum={begin}, einddatum={eind}, soort={soort} / {OPNAMEN}"
    )


def outcomes(levering, check: str, checks=CHECKS) -> list[tuple[int, str, str | None]]:
    rows = checks[check](levering).bevindingen
    return rows.select("record", "uitkomst", "gevolg").rows()


KAAK = " / ".join(
    set_of(naam, code)
    for naam, code in (
        ("KAAK_CONSULT", "062001"),
        ("KAAK_DAGVERPLEGING", "062002"),
        ("KAAK_VERPLEEGDAG", "062003"),
        ("KAAK_FIXATIE", "062501"),
        ("KAAK_FRACTUUR", "062502"),
    )
)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("20240410", [(8, FAALT, "SIG")]),  # 30 days after 11 March
        ("20240411", []),  # 31 days
    ],
)
def test_second_consult_within_thirty_days_is_looked_at(deliver, day, expected):
    levering = deliver(
        f"kopie ozp als ozp2 / ozp2: 0411={day}, 0412={day} / {KAAK} / weg ic"
    )
    assert outcomes(levering, "T21") == expected


def test_consult_of_another_institution_is_another_case(deliver):
    levering = deliver(
        f"kopie ozp als ozp2 / ozp2: 0411=20240312, 0440=06990003 / {KAAK} / weg ic"
    )
    assert outcomes(levering, "T21") == []


def test_day_nursing_and_a_day_of_nursing_do_not_go_together(deliver):
    levering = deliver(
        f"kopie ozp als ozp2 / ozp: 0410=062002 / ozp2: 0410=062003 / {KAAK}"
    )
    assert outcomes(levering, "T21") == [(6, FAALT, None)]


@pytest.mark.parametrize(
    ("until", "expected"),
    [("2024-03-11", [(6, FAALT, None)]), ("2024-03-10", [])],
)
def test_physiotherapy_during_a_stay_is_recovered(deliver, until, expected):
    levering = deliver(f"ozp: 0410=062501 / {opname('2024-03-08', until)}")
    assert outcomes(levering, "T20") == expected


@pytest.mark.parametrize("soort", ["OBSERVATIE", "ELV", "VERLOF"])
def test_what_is_no_stay_does_not_count(deliver, soort):
    levering = deliver(
        f"ozp: 0410=062501 / {opname('2024-03-08', '2024-03-20', soort)}"
    )
    assert outcomes(levering, "T20") == []


def test_without_a_register_of_stays_nothing_passes(deliver):
    levering = deliver("ozp: 0410=062501 / zonder opnamen")
    assert outcomes(levering, "T20") == [(6, NIET_BEOORDEELBAAR, None)]


def test_wound_care_not_on_a_day_of_nursing_that_was_declared(deliver):
    sets = f"{set_of('WONDZORG_REGIE', '062001')} / {set_of('VERPLEEGDAG', '061501')}"
    moved = "ic: 0411=20240311, 0412=20240311"
    assert outcomes(
        deliver(
            f"{sets} / {OPNAMEN} / tabel opnamen +: verzekerde_id=P0002"
            ", zorginstelling_code=06990002, begindatum=2024-01-01, "
            f"soort=VERBLIJF / {moved}"
        ),
        "T22",
    ) == [(6, FAALT, None)]


@pytest.mark.parametrize(("number", "fails"), [("0004", False), ("0005", True)])
def test_surcharge_of_an_examination_four_times_at_most(deliver, number, fails):
    sets = " / ".join(
        [
            set_of("SOMATROPINE_PEN", "062501"),
            set_of("RIJBEWIJS_TOESLAG_VORDERING", "062001"),
            set_of("RIJBEWIJS_TOESLAG_EIGEN_VERKLARING", "062002"),
        ]
    )
    levering = deliver(f"ozp: 0426={number} / {sets}")
    assert outcomes(levering, "T24") == ([(6, FAALT, None)] if fails else [])


def test_diagnostics_on_the_day_a_traject_opens(deliver):
    assert outcomes(deliver("ozp: 0411=20240304, 0412=20240304"), "T19") == [
        (6, FAALT, None)
    ]
    other = "ozp: 0411=20240304, 0412=20240304 / dbc: 0427=21"
    assert outcomes(deliver(other), "T19") == []


@pytest.mark.parametrize(
    ("day", "fails"),
    [("20240303", True), ("20240304", False), ("20240602", False), ("20240603", True)],
)
def test_addon_lies_within_the_days_of_its_subtraject(deliver, day, fails):
    levering = deliver(f"ic: 0411={day}, 0412={day}")
    assert outcomes(levering, "T26", ADDONS) == ([(8, FAALT, None)] if fails else [])


def test_subtraject_of_the_history_counts_too(deliver):
    earlier = "historie +: subtraject_nummer=S0007, einddatum=2024-03-19"
    levering = deliver(f"ic: 0419=S0007 / {earlier}")
    rows = ADDONS["T26"](levering).bevindingen
    assert rows["andere_records"].to_list() == ["historie:R0000"]


def test_addon_may_come_before_its_subtraject(deliver):
    assert outcomes(deliver("weg dbc"), "T26", ADDONS) == [
        (5, NIET_BEOORDEELBAAR, None)
    ]
