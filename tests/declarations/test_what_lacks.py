"""Whatever is not given, no check breaks, and none passes for want of its data."""

from itertools import product

import pytest

from declarations.checking import check
from declarations.checks.catalogus.catalogus import catalogus

GIVEN = ("release", "tarieven", "historie", "zorgprofiel")


@pytest.mark.parametrize("absent", list(product((False, True), repeat=4)))
def test_no_check_breaks_whatever_lacks(deliver, absent):
    zonder = [name for name, lacks in zip(GIVEN, absent, strict=True) if lacks]
    # Half of all combinations, in which each one of any four of the five occurs.
    if len(zonder) % 2:
        zonder += ["personen", "verzekeringen", "agb", "uzovi", "dekking"]
        zonder += ["codeverzameling", "persoonseis", "vrijstelling"]
    uitslag = check(deliver(" / ".join(f"zonder {name}" for name in zonder)))
    broken = [each for each in uitslag.gedaan if each.fout]
    assert [(each.check.check_id, each.fout) for each in broken] == []
    # What is asked of history may be answered by the delivery itself.
    needs = {"release", "tarieven", "zorgprofiel"} & set(zonder)
    passed = uitslag.controles.filter(uitslag.controles["voldoet"] > 0)["check_id"]
    wrong = [
        check_id
        for check_id in passed
        if (lacking := needs & set(catalogus()[check_id].gegevens))
        and lacking == set(catalogus()[check_id].gegevens) - {"bericht"}
    ]
    assert wrong == []


def test_empty_delivery_comes_to_nothing(deliver):
    uitslag = check(deliver("weg dbc / weg ozp / weg ic"))
    assert uitslag.regels.is_empty()
    assert [each.fout for each in uitslag.gedaan if each.fout] == []
