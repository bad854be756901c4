"""What an insured person reads: every reason has words."""

import pytest
from support.declaraties.posten import ALTIJD, credit, personen, post, posten

from declarations.eigenrisico.overzicht import overzichten
from declarations.eigenrisico.verdeling import divide
from declarations.registers.landelijk import landelijke_tabellen

A = post("a", 128_405, "2026-01-05", onverzekerd_cent=5)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (post("x", 100, "2027-01-05"), "het bedrag van dit jaar is niet bekend"),
        (post("x", 100, "1999-12-31"), "u was die dag niet bij ons verzekerd"),
        (post("x", 100, "2026-01-05", soort="GLI"), "geen eigen risico over deze zorg"),
        (post("x", 100, "2024-01-05", "2026-01-05"), "te laat ontvangen"),
        (credit("x", "z", 100, "2026-01-05", "2026-02-01"), "wacht op de nota"),
        (credit("x", "a", 99, "2026-01-05", "2026-02-01"), "het bedrag is anders"),
    ],
)
def test_reason_in_words(row, words):
    done = divide(
        posten(A, row),
        personen(),
        ALTIJD,
        vrijstelling=landelijke_tabellen()["vrijstelling"],
    )
    (text,) = overzichten(done.verdeling, done.standen).values()
    assert "a (verwerkt): eigen risico EUR 385,00, verzekeraar EUR 899,05" in text
    assert "u betaalt in totaal EUR 385,05" in text
    (line,) = (line for line in text.splitlines() if " nota x " in line)
    assert words in line
