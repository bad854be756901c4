"""What an insured person reads: of which care, why this year, why so much."""

import pytest
from support.declaraties.posten import (
    ALTIJD,
    credit,
    personen,
    post,
    posten,
    verzekerd,
)

from declarations.eigenrisico.overzicht import overzichten
from declarations.eigenrisico.redenen import REDEN
from declarations.eigenrisico.verdeling import divide
from declarations.registers.landelijk import landelijke_tabellen

A = post("a", 128_405, "2026-01-05", onverzekerd_cent=5)


def told(*rows, polis=ALTIJD) -> dict[str, list[str]]:
    """Lines of each note in the statement of the one person that there is."""
    given = posten(*rows)
    done = divide(
        given, personen(), polis, vrijstelling=landelijke_tabellen()["vrijstelling"]
    )
    (text,) = overzichten(done.verdeling, done.standen, given).values()
    head, *notes = text.split("\n\nHoe het werkt")[0].split("\nNota ")
    lines = {note.split("\n")[0]: note.strip().split("\n  ")[1:] for note in notes}
    return {"": head.split("\n"), **lines, "text": [text]}


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (post("x", 100, "2027-01-05"), "het bedrag van dit jaar is niet bekend"),
        (post("x", 100, "1999-12-31"), "u was die dag niet bij ons verzekerd"),
        (post("x", 100, "2026-01-05", soort="GLI"), "Geen eigen risico over deze zorg"),
        (post("x", 100, "2024-01-05", "2026-01-05"), "ontving de nota te laat"),
        (credit("x", "z", 100, "2026-01-05", "2026-02-01"), "Wacht op de nota"),
        (credit("x", "a", 99, "2026-01-05", "2026-02-01"), "het bedrag is anders"),
    ],
)
def test_reason_in_words(row, words):
    lines = told(A, row)
    assert lines["a"][2:] == [
        "Eigen risico: verplicht EUR 385,00 (er was nog EUR 385,00 open).",
        "Daarnaast betaalt u EUR 0,05: een eigen bijdrage, of een deel dat uw "
        "verzekering niet dekt.",
        "U betaalt EUR 385,05, de verzekeraar EUR 899,05.",
    ]
    assert words in "\n".join(lines["x"])


def test_every_reason_of_a_person_has_words():
    from declarations.eigenrisico import overzicht

    without_person = {"VERZEKERDE_ONBEKEND"}
    assert set(REDEN.categories) - without_person <= set(overzicht._WOORDEN)


def test_a_note_of_a_later_year_says_why_it_counts_in_the_year_before():
    lines = told(post("b", 50_000, "2025-12-20", "2026-03-01"))
    assert lines["b"][0].endswith(
        "begonnen op 20-12-2025; nota ontvangen op 01-03-2026"
    )
    assert lines["b"][1] == (
        "Telt in 2025, want toen begon deze zorg, al kwam de nota in 2026."
    )


def test_what_was_open_goes_down_from_note_to_note_and_is_then_gone():
    v100 = verzekerd(("0101", "2000-01-01", None, 10_000))
    rows = [
        post(name, 30_000, "2026-01-05", f"2026-0{month}-01")
        for name, month in (("a", 2), ("b", 3), ("c", 4))
    ]
    lines = told(*rows, polis=v100)
    assert lines[""][-2:] == [
        "  vrijwillig eigen risico EUR 100,00, daarvan gebruikt EUR 100,00, nog open "
        "EUR 0,00",
        "",
    ]
    assert lines["b"][2] == (
        "Eigen risico: verplicht EUR 85,00 (er was nog EUR 85,00 open) en vrijwillig "
        "EUR 100,00 (er was nog EUR 100,00 open)."
    )
    assert lines["c"][2] == "Uw eigen risico van 2026 was al op."


def test_care_that_is_exempt_of_one_part_is_not_told_to_have_used_it_up():
    lines = told(
        post("a", 10_000, "2026-01-05", vrij_verplicht=True, vrij_vrijwillig=False)
    )
    assert lines["a"][2] == "Over deze zorg betaalt u geen eigen risico."


def test_it_says_where_to_object():
    assert "www.skgz.nl" in told(A)["text"][0]
