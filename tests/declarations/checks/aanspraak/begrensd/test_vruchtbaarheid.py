"""E08 and E09: embryos and age."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.aanspraak.begrensd.vruchtbaarheid import (
    een_embryo,
    leeftijdsgrens,
)

ALL = "tabel dekking: begindatum=1990-01-01"


def embryos(birth: str, acts: str, *parts: str) -> str:
    return " / ".join([f"02: 0207={birth}, 0208=2", f"profiel dbc: {acts}", *parts])


TWO = "069201 2024-03-10 1, 069203 2024-03-15 2"


@pytest.mark.parametrize(
    ("birth", "acts", "found"),
    [
        # 37 years old, 38 on the day of the transfer.
        ("19860316", TWO, ["FAALT"]),
        ("19860315", TWO, []),
        ("19900101", TWO.replace("15 2", "15 1"), []),
        # One embryo on each of two days is not two at once.
        (
            "19900101",
            "069201 2024-03-10 1, 069203 2024-03-15 1, 069203 2024-03-16 1",
            [],
        ),
        # A transfer of which no punctie is known.
        ("19900101", "069203 2024-03-15 2", ["NIET_BEOORDEELBAAR"]),
        # The punctie of after it is of another attempt.
        (
            "19900101",
            "069203 2024-03-15 2, 069201 2024-03-16 1",
            ["NIET_BEOORDEELBAAR"],
        ),
    ],
)
def test_two_embryos_under_38(deliver, birth, acts, found):
    assert outcomes(een_embryo(deliver(embryos(birth, acts, ALL)))) == found


@pytest.mark.parametrize(("earlier", "found"), [(1, ["FAALT"]), (2, [])])
def test_second_attempt_has_one_embryo_and_the_third_may_have_two(
    deliver, earlier, found
):
    lines = [
        f"historie +: referentie_prestatie=H{n}, referentie_tarief=H{n}-1,"
        f" subtraject_nummer=S9{n}, zorgproduct_code=998499001,"
        f" begindatum=2023-0{n}-01, einddatum=2023-0{n}-01"
        for n in range(1, earlier + 1)
    ]
    assert outcomes(een_embryo(deliver(embryos("19900101", TWO, ALL, *lines)))) == found


def test_aantal_of_the_nota_counts_too(deliver):
    words = (
        f"02: 0207=19900101, 0208=2 / zonder zorgprofiel / {ALL}"
        " / dbc.16: 1611=069203, 1612=20240315, 1613=20240315, 1614=2"
        " / historie +: zorgproduct_code=998499001, begindatum=2024-01-01,"
        " subtraject_nummer=S9"
    )
    assert told(een_embryo(deliver(words)), "uitkomst", "waarde") == [
        ("FAALT", "2 embryo's, poging 1")
    ]


def care(birth: str, code: str, *parts: str, sex: str = "2") -> str:
    own = f"profiel dbc: {code} 2024-03-10 1"
    return " / ".join([f"02: 0207={birth}, 0208={sex}", own, *parts])


VOORHEEN = (
    "historie +: zorgproduct_code=998499001, begindatum={0}, einddatum={0},"
    " subtraject_nummer=S9"
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        # Opened on 4 March 2024, done on 10 March.
        (care("19810310", "069205"), [("FAALT", None)]),
        (care("19810311", "069205"), []),
        (care("19810305", "069201"), [("FAALT", "SIG")]),
        (care("19810304", "069201"), [("FAALT", None)]),
        # Cryo is of an attempt of before that birthday, or of none that is known.
        (care("19810201", "069202", VOORHEEN.format("2024-01-31")), [("FAALT", "SIG")]),
        (
            care("19810201", "069202", VOORHEEN.format("2024-02-01"), ALL),
            [("FAALT", None)],
        ),
        (care("19810201", "069202", ALL), [("FAALT", None)]),
        (care("19810201", "069202"), [("NIET_BEOORDEELBAAR", None)]),
        # A new punctie is no going on.
        (care("19810201", "069201", VOORHEEN.format("2024-01-31")), [("FAALT", None)]),
        # Men have no such limit, and of whom it is not known nothing can be said.
        (care("19700101", "069205", sex="1"), []),
        (care("19700101", "069205", sex="0"), [("NIET_BEOORDEELBAAR", None)]),
        (care("19900101", "069205", sex="0"), []),
    ],
)
def test_fertility_care_from_the_43rd_birthday(deliver, words, found):
    assert told(leeftijdsgrens(deliver(words)), "uitkomst", "gevolg") == found


def test_declared_product_shows_it_without_activities(deliver):
    words = "02: 0207=19700101, 0208=2 / dbc: 0414=998499001 / zonder zorgprofiel"
    oordeel = leeftijdsgrens(deliver(words))
    assert told(oordeel, "uitkomst", "waarde") == [("FAALT", "54 jaar")]
