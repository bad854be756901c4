"""E07: how many attempts went before."""

import pytest
from support.declaraties.uitkomsten import outcomes, told

from declarations.checks.aanspraak.begrensd.pogingen import pogingen, vierde_poging

VROUW = "02: 0207=20000514, 0208=2"
BEVALLING = "998499002"
PUNCTIE = "998499001"


def earlier(product: str, *days: str) -> str:
    """Lines of the history, a statement each."""
    return " / ".join(
        f"historie +: referentie_prestatie=H{product[-1]}{place}, subtraject_nummer=,"
        f" referentie_tarief=H{product[-1]}{place}-1, zorgproduct_code={product},"
        f" begindatum={day}, einddatum={day}"
        for place, day in enumerate(days)
    )


def situation(*parts: str, punctie: str = "2024-03-10") -> str:
    own = f"profiel dbc: 069201 {punctie} 1"
    return " / ".join([VROUW, own, *parts])


DRIE = earlier(PUNCTIE, "2022-01-10", "2022-08-10", "2023-02-10")


@pytest.mark.parametrize(
    ("days", "number"),
    [
        ((), 1),
        (("2023-02-10",), 2),
        # Two lines of one day are one attempt.
        (("2023-02-10", "2023-02-10"), 2),
        (("2022-01-10", "2022-08-10", "2023-02-10"), 4),
    ],
)
def test_attempts_are_counted_by_day(deliver, days, number):
    rows = pogingen(deliver(situation(earlier(PUNCTIE, *days) if days else VROUW)))
    assert rows.filter(~rows["is_historie"])["nummer"].to_list() == [number]


@pytest.mark.parametrize(
    ("bevallen", "number"),
    [
        # Ten weeks from the third punctie on 10 February 2023, and a day before that.
        ("2023-04-21", 1),
        ("2023-04-20", 4),
        # A birth on the day of the new punctie, and before all of them.
        ("2024-03-10", 1),
        ("2021-12-01", 4),
    ],
)
def test_counting_starts_anew_after_ten_weeks(deliver, bevallen, number):
    rows = pogingen(deliver(situation(DRIE, earlier(BEVALLING, bevallen))))
    assert rows.filter(~rows["is_historie"])["nummer"].to_list() == [number]


def test_fourth_is_told_with_the_one_before(deliver):
    oordeel = vierde_poging(deliver(situation(DRIE)))
    assert told(oordeel, "uitkomst", "waarde", "andere_records") == [
        ("FAALT", "poging 4", "historie:H12")
    ]


def test_where_a_pregnancy_could_be_unseen_nobody_can_tell(deliver):
    gap = situation(DRIE, "tabel dekking: begindatum=2022-01-11")
    assert outcomes(vierde_poging(deliver(gap))) == ["NIET_BEOORDEELBAAR"]
    known = situation(DRIE, "tabel dekking: begindatum=2022-01-10")
    assert outcomes(vierde_poging(deliver(known))) == ["FAALT"]


def test_after_a_known_birth_what_was_before_need_not_be_known(deliver):
    words = situation(
        earlier(BEVALLING, "2023-12-01"), "tabel dekking: begindatum=2023-12-01"
    )
    assert outcomes(vierde_poging(deliver(words))) == []
    later = situation(
        earlier(BEVALLING, "2023-12-01"), "tabel dekking: begindatum=2023-12-02"
    )
    assert outcomes(vierde_poging(deliver(later))) == ["NIET_BEOORDEELBAAR"]


@pytest.mark.parametrize("naam", ["IVF_POGING", "DOORGAANDE_ZWANGERSCHAP"])
def test_without_a_set_it_cannot_be_judged(deliver, naam):
    other = {"IVF_POGING": "DOORGAANDE_ZWANGERSCHAP"}.get(naam, "IVF_POGING")
    words = f"tabel codeverzameling +: naam={other}, code=069201"
    assert vierde_poging(deliver(words)).reden == f"codeverzameling {naam}"
