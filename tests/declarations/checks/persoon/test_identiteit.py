import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.persoon.identiteit import geboortedatum, naam


@pytest.mark.parametrize("day", ["1976-05-13", "1976-05-15", "1967-05-14"])
def test_another_day_of_birth_fails(deliver, day):
    found = told(geboortedatum(deliver(f"tabel personen: geboortedatum={day}")))
    assert found == [(2,)]


@pytest.mark.parametrize(
    ("words", "fails", "lacks"),
    [
        ("02: 0203=123456782", True, False),
        ("02: 0203=123456782 / zonder dekking", False, True),
        # The register covers up to the day before the dagtekening.
        ("02: 0203=123456782 / tabel dekking: einddatum=2024-06-30", False, True),
        ("02: 0203=123456782 / tabel dekking: einddatum=2024-07-01", True, False),
        ("tabel personen: geboortedatum=", False, True),
        ("02: 0207=", False, True),
    ],
)
def test_what_the_register_does_not_say(deliver, words, fails, lacks):
    made = geboortedatum(deliver(words))
    assert (bool(told(made)), bool(unjudged(made))) == (fails, lacks)


@pytest.mark.parametrize("check", [geboortedatum, naam])
def test_who_has_no_bsn_is_not_judged_by_it(deliver, check):
    assert check(deliver("02: 0203=999999999, 0205=777001")).beoordeeld == 0


@pytest.mark.parametrize(
    ("words", "fails"),
    [
        ("02: 0210=Jansen / tabel personen: naam=Vries", True),
        ("02: 0210=JANSEN / tabel personen: naam=Jansen", False),
        ("02: 0210=Jansen, 0213=Vries / tabel personen: naam=Vries", False),
        ("02: 0210=Jansen / tabel personen: naam=Vries-Jansen", False),
        ("02: 0210=Jansen, 0213=Vries / tabel personen: naam=Vries-Jansen", False),
        ("02: 0210=Smit, 0213=Bakker / tabel personen: naam=Vries-Jansen", True),
    ],
)
def test_names_of_birth_and_of_a_partner(deliver, words, fails):
    assert bool(told(naam(deliver(words)))) is fails


@pytest.mark.parametrize("words", ["02: 0210=", "tabel personen: naam="])
def test_without_a_name_nothing_is_said(deliver, words):
    made = naam(deliver(words))
    assert told(made) == []
    assert unjudged(made) == [(2,)]


@pytest.mark.parametrize("check", [geboortedatum, naam])
def test_nothing_of_a_person_is_shown(deliver, check):
    words = "02: 0210=Jansen, 0207=19760515 / tabel personen: naam=Vries"
    found = check(deliver(words))
    assert told(found, "waarde") == [(2, "***")]
    shown = str(found.bevindingen.rows())
    assert not any(each in shown for each in ("Jansen", "Vries", "1976", "111222333"))


@pytest.mark.parametrize("check", [geboortedatum, naam])
def test_without_a_register_nothing_passes(deliver, check):
    made = check(deliver("zonder personen"))
    assert (made.beoordeeld, made.bevindingen.height) == (1, 0)
    assert made.reden
