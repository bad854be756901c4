"""Every boomparameter of the NZa's list looks at what the list says, and at no more."""

from collections.abc import Mapping
from functools import cache

import pytest
from dbc_grouper_data.making.make_release import boomparameters
from dbc_grouper_data.making.release_language import (
    Ask,
    Attribuut,
    Node,
    ask,
    number,
    period,
)
from support.releases.small import (
    activiteit,
    counts,
    klasse,
    product_of,
    small_release,
    small_tree,
)

from grouper.compiled.structure import CompiledStructure

Changes = Mapping[str, object]

SOUND: Changes = {}
KIND: Changes = {
    "specialisme_code": "0316",
    "diagnose_code": "3101",
    "zorgvraag_code": "061",
}
NEUTRAL_KIND: Changes = {**KIND, "zorgvraag_code": "000"}
ELSEWHERE: Changes = {"zorginstelling_code": "06990002"}
OTHER_DIAGNOSE: Changes = {"diagnose_code": "200"}

OF_SUBTRAJECT: Mapping[int, tuple[Attribuut, Changes, Changes]] = {
    100: (number(30, 39, "Dertiger"), SOUND, {"geboortedatum": "1960-06-15"}),
    101: (counts(101, "2"), SOUND, {"geslacht": "M"}),
    110: (counts(110, "06990001"), SOUND, ELSEWHERE),
    111: (counts(111, "I_A"), SOUND, ELSEWHERE),
    112: (counts(112, "I_B"), SOUND, ELSEWHERE),
    200: (counts(200, "0303"), SOUND, KIND),
    201: (counts(201, "S_A"), SOUND, KIND),
    202: (counts(202, "S_B"), KIND, SOUND),
    210: (counts(210, "11"), SOUND, {"zorgtype_code": "21"}),
    211: (counts(211, "T_A"), SOUND, {"zorgtype_code": "21"}),
    212: (counts(212, "T_B"), {"zorgtype_code": "21"}, SOUND),
    220: (counts(220, "0316.061"), KIND, NEUTRAL_KIND),
    221: (counts(221, "V_A"), KIND, NEUTRAL_KIND),
    222: (counts(222, "V_B"), KIND, SOUND),
    230: (counts(230, "0303.100"), SOUND, OTHER_DIAGNOSE),
    231: (counts(231, "10100"), SOUND, OTHER_DIAGNOSE),
    **{
        231 + slot: (counts(231 + slot, f"D_{slot}"), SOUND, OTHER_DIAGNOSE)
        for slot in range(1, 7)
    },
    241: (
        period("2020-06-01", "2020-06-30", "Juni"),
        SOUND,
        {"begindatum": "2020-07-01"},
    ),
}
"""By parameter below 300: a test, a subtraject it counts, and one it does not."""

MARKER = "09{:04d}"
"""Activity that sends a subtraject to the group of a parameter."""

WEIGHTS = {3: 1, 4: 3, 5: 20}
"""Weight of an activity by hundreds: none, weegfactor 1, weegfactor 2."""

COUNTED = activiteit(
    "030001", {slot: f"Z_{slot}" for slot in range(1, 11)}, weegfactoren=(3, 20)
)
OTHER = activiteit("030002", weegfactoren=(3, 20))

PARAMETERS = sorted(int(str(row["BoomParameterNummer"])) for row in boomparameters())
FROM_300 = [parameter for parameter in PARAMETERS if parameter >= 300]


def counts_030001(parameter: int) -> Attribuut:
    """What activity 030001 is, in the way of a parameter."""
    kind = parameter % 100
    value = {0: "030001", 51: "K_1"}.get(kind, f"Z_{kind}")
    return counts(parameter, value)


@cache
def release() -> CompiledStructure:
    """A group per parameter; from 300 on its question is 'exactly two 030001'."""
    topboom: Node = "999999"
    trees = {"999999": small_tree(counts(101, "2"))}
    for parameter in PARAMETERS:
        groep = f"{parameter:06d}"
        if parameter < 300:
            trees[groep] = small_tree(OF_SUBTRAJECT[parameter][0])
        else:
            value = 2 * WEIGHTS[parameter // 100]
            trees[groep] = small_tree(counts_030001(parameter).within(value, value))
        marker = counts(300, MARKER.format(parameter))
        topboom = ask(groep, marker, yes=groep, no=topboom)
    assert isinstance(topboom, Ask)
    return small_release(
        trees,
        topboom=topboom,
        activiteiten=[
            *(activiteit(MARKER.format(parameter)) for parameter in PARAMETERS),
            COUNTED,
            OTHER,
        ],
        klassen=[klasse(f"{p:06d}", "030001", "K_1") for p in (351, 451, 551)],
    )


def holds(parameter: int, *lines: tuple[str, int], **changes: object) -> bool:
    """Whether the question of a parameter holds."""
    marker = (MARKER.format(parameter), 1)
    product = product_of(release(), marker, *lines, **changes)
    assert product in (f"{parameter:06d}001", f"{parameter:06d}002")
    return product.endswith("001")


def test_list_has_59_boomparameters() -> None:
    assert (len(PARAMETERS), PARAMETERS[0], PARAMETERS[-1]) == (59, 100, 551)
    assert [p for p in PARAMETERS if p < 300] == sorted(OF_SUBTRAJECT)


@pytest.mark.parametrize("parameter", sorted(OF_SUBTRAJECT))
def test_parameter_of_a_subtraject_counts_its_own_record_alone(parameter: int) -> None:
    _, hit, miss = OF_SUBTRAJECT[parameter]
    assert holds(parameter, **hit)
    assert not holds(parameter, **miss)


@pytest.mark.parametrize("parameter", FROM_300)
def test_parameter_of_activities_adds_up_weighted_counts(parameter: int) -> None:
    assert holds(parameter, ("030001", 1), ("030001", 1), ("030002", 7))
    assert holds(parameter, ("030001", 2))
    assert not holds(parameter, ("030001", 3))
    assert not holds(parameter, ("030002", 2))
    assert not holds(parameter)
