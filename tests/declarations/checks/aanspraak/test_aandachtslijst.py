"""E21: treatments of the watch list."""

import polars as pl
import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.aanspraak.aandachtslijst import aandachtslijst
from declarations.registers.landelijk import landelijke_tabellen

# The scan is of 8 April 2024, the dbc of 4 March to 2 June.
SCAN = "tabel aandachtslijst +: nummer=1, behandeling=scan, zorgactiviteit_code=060802"
CODE = f"{SCAN}, koppeling=CODE"
NIET = f"{SCAN}, koppeling=NIET"
KNIE = (
    "tabel aandachtslijst +: nummer=2, behandeling=knie, koppeling=CODE,"
    " specialisme_code=0305"
)


@pytest.mark.parametrize(
    ("words", "fails"),
    [
        (CODE, True),
        (f"{CODE}, specialisme_code=0305", True),
        (f"{CODE}, specialisme_code=0303", False),
        (f"{CODE}, diagnose_code=1206", True),
        (f"{CODE}, diagnose_code=1205", False),
        (f"{CODE}, begindatum=2024-04-08, einddatum=2024-04-08", True),
        (f"{CODE}, begindatum=2024-04-09", False),
        (f"{CODE}, einddatum=2024-04-07", False),
        (f"{CODE} / kopie dbc als credit / weg dbc", False),
        (KNIE, True),
        (f"{KNIE}, diagnose_code=1205", False),
        (f"{KNIE}, begindatum=2024-03-04, einddatum=2024-03-04", True),
        (f"{KNIE}, begindatum=2024-03-05", False),
    ],
)
def test_who_meets_a_row_of_the_list(deliver, words, fails):
    made = aandachtslijst(deliver(words))
    assert bool(told(made)) is fails
    assert unjudged(made) == []


def test_always_for_a_person_and_every_number_is_told(deliver):
    again = SCAN.replace("nummer=1", "nummer=3")
    made = aandachtslijst(deliver(f"{CODE} / {KNIE} / {again}, koppeling=NIET"))
    assert told(made, "gevolg", "waarde", "verwacht") == [
        (3, "SIG", "060802", "een indicatie bij nummer 1, 2 van de aandachtslijst")
    ]


def test_what_no_code_tells_cannot_be_judged(deliver):
    made = aandachtslijst(deliver(NIET))
    assert unjudged(made, "verwacht") == [
        (3, "een code voor nummer 1 van de aandachtslijst")
    ]


def test_no_code_is_told_before_no_profile(deliver):
    hidden = CODE.replace("nummer=1", "nummer=2").replace("060802", "060803")
    made = aandachtslijst(deliver(f"{NIET} / {hidden} / zonder zorgprofiel"))
    assert unjudged(made, "verwacht") == [
        (3, "een code voor nummer 1 van de aandachtslijst")
    ]


def test_a_list_that_does_not_hold_yet_is_about_nothing(deliver):
    assert aandachtslijst(deliver(f"{CODE}, begindatum=2024-06-03")).beoordeeld == 0
    assert aandachtslijst(deliver(f"{CODE}, begindatum=2024-06-02")).beoordeeld == 1


def test_diagnosis_that_is_kept_from_the_insurer_is_not_looked_at(deliver):
    private = "tabel privacyverklaringen +: zorginstelling_code=06990002"
    made = aandachtslijst(deliver(f"{KNIE} / {private}, referentienummer=R0001"))
    assert unjudged(made, "verwacht") == [(3, "privacyverklaring")]


def test_all_eighteen_numbers_ship_each_with_what_is_known_of_it():
    lijst = landelijke_tabellen()["aandachtslijst"]
    assert lijst["nummer"].unique().sort().to_list() == list(range(1, 19))
    assert lijst["bron"].str.contains("bijlage 4 nr").all()
    assert set(lijst["koppeling"].cast(pl.String)) == {"CODE", "NIET"}
    only = lijst.group_by("nummer").agg((pl.col("koppeling") == "NIET").all())
    unmapped = only.filter("koppeling")["nummer"].sort().to_list()
    assert unmapped == [2, 8, 11, 12, 15, 17]
