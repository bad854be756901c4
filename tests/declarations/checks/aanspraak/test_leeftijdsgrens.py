"""E26: mondzorg for the young."""

import pytest
from support.declaraties.oordelen import told, unjudged

from declarations.checks.aanspraak.leeftijdsgrens import mondzorg_jeugd


# The ozp is of 11 March 2024.
@pytest.mark.parametrize(
    ("born", "found"),
    [("20060311", [(6, "18 jaar")]), ("20060312", []), ("20200101", [])],
)
def test_eighteen_is_adult_from_the_birthday_on(deliver, born, found):
    made = mondzorg_jeugd(deliver(f"ozp: 0410=069302, 0408={born}"))
    assert (told(made, "waarde"), made.beoordeeld) == (found, 1)


def test_birth_of_the_person_where_the_line_has_none(deliver):
    assert told(mondzorg_jeugd(deliver("ozp: 0410=069302, 0408="))) == [(6,)]
    nobody = deliver("ozp: 0410=069302, 0408= / 02: 0207=")
    assert unjudged(mondzorg_jeugd(nobody)) == [(6,)]
