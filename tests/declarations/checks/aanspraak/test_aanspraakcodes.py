"""E01, E02 and E04: what is rood is not declared as insured."""

from dataclasses import replace

import polars as pl
import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.aanspraak.aanspraakcodes import (
    aanspraak_nee,
    rood_in_profiel,
    rood_typeert,
)

MAN = "dbc: 0439=0303, 0431=175, 0414=140909002, 0410=15X142"
HUID = "dbc: 0439=0310, 0431=12, 0414=120909002, 0410=15X122"
DONE = "profiel dbc: 060101 2024-03-04 1, "
STERILISED = "060701 2024-03-18 1"
SEEN = " / dbc.16: 1611=060701, 1612=20240318, 1613=20240318 / zonder zorgprofiel"


@pytest.mark.parametrize(
    ("words", "fails"),
    [
        (f"{MAN} / {DONE}{STERILISED}", True),
        # As insured: by its code, or by its answer.
        (f"{MAN}, 0434=N / {DONE}{STERILISED}", True),
        (f"{MAN}, 0434= / {DONE}{STERILISED}", True),
        ("dbc: 0439=0303, 0431=175, 0414=140909002, 0410=17X142, 0434=", False),
        # Corrected to nothing, it was not done.
        (f"{MAN} / {DONE}{STERILISED}, 060701 2024-03-19 -1", False),
        # The derivation says rood, whatever product was declared.
        (f"dbc: 0439=0303, 0431=175 / {DONE}{STERILISED}", True),
        # Oranje alone is not rood; with rood beside it, rood goes first.
        (f"{HUID} / {DONE}060403 2024-03-18 1", False),
        (f"{HUID}, 0434=N / {DONE}060403 2024-03-18 1, {STERILISED}", False),
        (f"{HUID} / {DONE}060402 2024-03-18 1", True),
        (f"{HUID} / {DONE}060402 2024-03-18 1, 060403 2024-03-18 1", True),
    ],
)
def test_rood_that_determined_the_product(deliver, words, fails):
    made = rood_typeert(deliver(f"weg ozp / weg ic / {words}"))
    assert bool(told(made)) is fails
    assert unjudged(made) == []


def test_a_nota_alone_is_for_a_person(deliver):
    made = rood_typeert(deliver(MAN + SEEN))
    assert told(made, "gevolg") == [(3, "SIG")]
    # It leads to another product than was declared, so that more was done.
    other = MAN.replace("140909002", "140909003")
    made = rood_typeert(deliver(other + SEEN))
    assert (told(made), made.beoordeeld, made.reden) == ([], 1, "zorgprofiel")


def test_what_the_nota_shows_but_does_not_explain_needs_the_profile(deliver):
    """As in the land, where all that is rood stands on the nota."""
    levering = deliver(MAN.replace("140909002", "140909003") + SEEN)
    (release,) = levering.releases
    on_nota = release.tables["zorgactiviteiten"].with_columns(op_nota=pl.lit("J"))
    tables = {**release.tables, "zorgactiviteiten": on_nota}
    release = replace(release, tables=tables)
    made = rood_typeert(replace(levering, releases=(release,), _made={}))
    assert (told(made), made.beoordeeld, made.reden) == ([], 1, "zorgprofiel")


def test_other_typing_is_refused_by_the_grouper(deliver):
    words = f"{MAN.replace('0431=175', '0431=999')} / {DONE}{STERILISED}"
    made = rood_typeert(deliver(words))
    assert unjudged(made, "verwacht") == [(3, "de grouper weigert deze typering")]


@pytest.mark.parametrize(
    ("fields", "found"),
    [
        ("0410=060402", [(6, "SIG")]),
        ("0410=060402, 0434=J", [(6, "RJ")]),
        ("0410=060402, 0434=N", []),
        ("0410=060402, 0409=042", []),
        ("0410=062502", []),  # oranje
        ("0410=061301", []),  # asked by others: E24
    ],
)
def test_rode_overige_zorgproducten(deliver, fields, found):
    assert told(rood_typeert(deliver(f"ozp: {fields}")), "gevolg") == found


def test_outside_a_release_nothing_is_known(deliver):
    late = deliver(
        "ozp: 0410=060402, 0411=20250102, 0412=20250102"
        " / dbc: 0411=20250102, 0412=20250402"
    )
    assert unjudged(rood_typeert(late), "verwacht") == [(6, "release")]
    assert unjudged(rood_in_profiel(late), "verwacht") == [(3, "release")]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (f"{DONE}060802 2024-04-08 1, {STERILISED}", ["060701"]),
        (f"{DONE}060802 2024-04-08 1, 060402 2024-03-18 1", []),
        (
            f"{DONE}060802 2024-04-08 1, 060402 2024-03-18 1, 060404 2024-03-18 1,"
            f" {STERILISED}",
            ["060404, 060701"],
        ),
        # E01 tells it.
        (f"{MAN} / {DONE}{STERILISED}", []),
        # Not declared as insured.
        (f"dbc: 0410=17X135, 0434=N / {DONE}{STERILISED}", []),
    ],
)
def test_rood_beside_insured_care(deliver, words, codes):
    found = told(rood_in_profiel(deliver(words)), "waarde")
    assert [code for _, code in found] == codes


def test_rood_on_the_nota_is_for_a_person_whatever_it_did(deliver):
    made = rood_in_profiel(deliver(f"dbc: 0431=1206{SEEN}"))
    assert told(made, "waarde") == [(3, "060701")]


@pytest.mark.parametrize(
    ("words", "records"),
    [
        ("dbc: 0434=N", [3]),
        ("dbc: 0434=N, 0410=17X135", [3]),
        ("dbc: 0434=N / dbc.06: 0614=0, 0617=0, 0620=0", []),
        ("dbc: 0434=J", []),
        ("kopie dbc als credit / credit: 0434=N", []),
        ("ozp: 0434=N", [6]),
    ],
)
def test_no_entitlement_and_yet_an_amount(deliver, words, records):
    assert [record for (record,) in told(aanspraak_nee(deliver(words)))] == records
