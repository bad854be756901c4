"""Whatever is not given, no check breaks, and none passes for want of its data."""

import pytest

from declarations.checking import check
from declarations.checks.catalogus.catalogus import catalogus

GIVEN = ("release", "tarieven", "historie", "zorgprofiel")


EEN = [tuple(own == each for own in GIVEN) for each in GIVEN]
"""One of them, in turn."""

# None, all, one and all but one: of any three each may be there or lack beside both
# others. Without registers any two.
LACKS = [
    *(("alle", each) for each in [(False,) * 4, (True,) * 4, *EEN]),
    *(("alle", tuple(not lacks for lacks in each)) for each in EEN),
    *(("geen", each) for each in [(False,) * 4, (True,) * 4]),
    *(("geen", tuple(not lacks for lacks in each)) for each in EEN),
]


@pytest.mark.parametrize(("registers", "absent"), LACKS)
def test_no_check_breaks_whatever_lacks(deliver, absent, registers):
    zonder = [name for name, lacks in zip(GIVEN, absent, strict=True) if lacks]
    if registers == "geen":
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
