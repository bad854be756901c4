"""How a rule tests what was counted: bounds, k of n, filters and namespaces."""

import pytest
from dbc_grouper_data.making.release_language import Attribuut, Koppeling, ask, uitval
from support.releases.small import (
    ANDERE_GROEP,
    GROEP,
    JA,
    NEE,
    REGULIER,
    activiteit,
    counts,
    holds,
    klasse,
    product_of,
    small_release,
    small_tree,
)

EEN, TWEE, DRIE = (counts(300, code) for code in ("030001", "030002", "030003"))


@pytest.mark.parametrize(
    ("condition", "holding", "failing"),
    [
        (EEN.at_least(1), (1, 2, 999_999), (0,)),
        (EEN.within(2, 4), (2, 3, 4), (0, 1, 5)),
        (EEN.none(), (0,), (1, 2)),
        (EEN.within(0, 240), (0, 1, 240), (241,)),
        (EEN.within(0, 999_999), (0, 1, 2**31 - 1), ()),
        (EEN.exactly(3), (3,), (0, 2, 4)),
        (EEN.exactly(0), (0,), (1,)),
        (EEN.at_least(5), (5, 999_999, 1_000_000, 2**31 - 1), (4,)),
        (EEN.within(5, 999_998), (5, 999_998), (999_999, 1_000_000)),
    ],
    ids=lambda value: (
        f"{value.toetswijze}:{value.onder}..{value.boven}"
        if isinstance(value, Koppeling)
        else ""
    ),
)
def test_bounds_are_inclusive_and_999999_is_open_ended(
    condition: Koppeling, holding: tuple[int, ...], failing: tuple[int, ...]
) -> None:
    release = small_release(small_tree(condition))
    for count in holding:
        assert holds(release, *((("030001", count),) if count else ())), count
    for count in failing:
        assert not holds(release, *((("030001", count),) if count else ())), count


@pytest.mark.parametrize("needs", [1, 2, 3])
def test_k_of_n_conditions_must_hold(needs: int) -> None:
    release = small_release(
        small_tree(EEN.at_least(2), TWEE.none(), DRIE.within(0, 3), needs=needs)
    )
    held = {
        (): 2,
        (("030001", 2),): 3,
        (("030002", 1),): 1,
        (("030002", 1), ("030003", 4)): 0,
        (("030001", 2), ("030003", 4)): 2,
    }
    for lines, count in held.items():
        assert holds(release, *lines) == (count >= needs), lines


@pytest.mark.parametrize("needs", [1, 2, 3, 4])
def test_k_of_n_presences_must_hold(needs: int) -> None:
    codes = [f"03000{number}" for number in range(1, 5)]
    release = small_release(
        small_tree(*(counts(300, code) for code in codes), needs=needs),
        activiteiten=[activiteit(code) for code in codes],
    )
    for present in range(5):
        lines = [(code, 1) for code in codes[:present]]
        assert holds(release, *lines) == (present >= needs)


def test_first_rule_of_the_topboom_may_be_two_of_four() -> None:
    # With zorgtype 11 one of four holds; the diagnose must be the second.
    typed = [counts(210, zorgtype) for zorgtype in ("11", "13", "21")]
    topboom = ask(
        "Traject", *typed, counts(232, "D_1"), needs=2, yes=ANDERE_GROEP, no=GROEP
    )
    release = small_release(small_tree(REGULIER), topboom=topboom)
    assert product_of(release, diagnose_code="100") == ANDERE_GROEP + "001"
    assert product_of(release, diagnose_code="200") == GROEP + "001"


@pytest.mark.parametrize(
    ("attribuut", "code", "other"),
    [
        (Attribuut(300, "Gelijk als getal", "30001", None, 1, 1), "030001", "030002"),
        (
            Attribuut(300, "Van tot als getal", "30002", "30003", 2, 1),
            "030003",
            "030001",
        ),
        (
            Attribuut(300, "Van tot als tekst", "030002", "030003", 2, 2),
            "030002",
            "030001",
        ),
        (Attribuut(301, "Cluster van tot", "Z_B", "Z_D", 2, 2), "030002", "030001"),
    ],
    ids=lambda value: value.omschrijving if isinstance(value, Attribuut) else None,
)
def test_filter_takes_equal_and_between_as_number_and_as_text(
    attribuut: Attribuut, code: str, other: str
) -> None:
    activiteiten = [
        activiteit("030001", {1: "Z_A"}),
        activiteit("030002", {1: "Z_B"}),
        activiteit("030003", {1: "Z_C"}),
    ]
    release = small_release(small_tree(attribuut), activiteiten=activiteiten)
    assert holds(release, (code, 1))
    assert not holds(release, (other, 1))


@pytest.mark.parametrize(
    ("attribuut", "holding", "failing"),
    [
        (Attribuut(100, "Gelijk", "40", None, 1, 1), "1980-06-01", "1980-06-02"),
        (Attribuut(100, "Van tot", "0", "17", 2, 1), "2002-06-02", "2002-06-01"),
    ],
    ids=["gelijk", "van tot"],
)
def test_filter_on_leeftijd_is_inclusive(
    attribuut: Attribuut, holding: str, failing: str
) -> None:
    release = small_release(small_tree(attribuut))
    assert holds(release, geboortedatum=holding)
    assert not holds(release, geboortedatum=failing)


@pytest.mark.parametrize(
    "attribuut",
    [
        Attribuut(241, "Als ISO", "2020-03-01", "2020-03-31", 2, 3),
        Attribuut(241, "Als jjjjmmdd", "20200301", "20200331", 2, 3),
        Attribuut(241, "Als tekst", "2020-03-01", "2020-03-31", 2, 2),
        Attribuut(241, "Als getal", "20200301", "20200331", 2, 1),
    ],
    ids=lambda attribuut: attribuut.omschrijving,
)
def test_filter_on_begindatum_takes_both_spellings_and_both_ends(
    attribuut: Attribuut,
) -> None:
    release = small_release(small_tree(attribuut))
    for day in ("2020-03-01", "2020-03-15", "2020-03-31"):
        assert holds(release, begindatum=day)
    for day in ("2020-02-29", "2020-04-01", "2020-12-31"):
        assert not holds(release, begindatum=day)


def test_filter_on_one_begindatum_takes_that_day_alone() -> None:
    release = small_release(
        small_tree(Attribuut(241, "Die dag", "20200229", None, 1, 3))
    )
    assert holds(release, begindatum="2020-02-29")
    assert not holds(release, begindatum="2020-03-01")


def test_weegfactor_multiplies_and_a_weight_of_zero_counts_nothing() -> None:
    minutes = counts(501, "Z_A")
    release = small_release(
        small_tree(minutes.within(1, 240)),
        activiteiten=[
            activiteit("030001", {1: "Z_A"}, (1, 5)),
            activiteit("030002", {1: "Z_A"}, (1, 0)),
        ],
    )
    assert holds(release, ("030001", 48))
    assert not holds(release, ("030001", 49))
    assert not holds(release, ("030002", 48))
    assert holds(release, ("030001", 1), ("030002", 500))


def test_cluster_slots_are_namespaces_of_their_own() -> None:
    release = small_release(
        small_tree(counts(303, "Z_A")),
        activiteiten=[
            activiteit("030001", {3: "Z_A"}),
            activiteit("030002", {4: "Z_A"}),
            activiteit("030003", {3: "Z_a"}),
        ],
    )
    assert holds(release, ("030001", 1))
    assert not holds(release, ("030002", 1))
    assert not holds(release, ("030003", 1))


def test_behandelklasse_and_cluster_of_the_same_code_are_apart() -> None:
    release = small_release(
        small_tree(counts(351, "Z_A")),
        activiteiten=[activiteit("030001", {1: "Z_A"}), activiteit("030002")],
        klassen=[klasse(GROEP, "030002", "Z_A")],
    )
    assert not holds(release, ("030001", 1))
    assert holds(release, ("030002", 1))


def test_activity_with_several_klassen_counts_in_each() -> None:
    release = small_release(
        small_tree(
            counts(351, "K_1").within(2, 2), counts(351, "K_2").within(2, 2), needs=2
        ),
        klassen=[klasse(GROEP, "030001", k) for k in ("K_1", "K_2", "K_3")],
    )
    assert holds(release, ("030001", 2))


def test_klasse_of_two_groups_holds_the_activities_of_each_group_alone() -> None:
    tree = small_tree(counts(351, "K_1"))
    topboom = ask("Kind", counts(200, "0316"), yes=ANDERE_GROEP, no=GROEP)
    release = small_release(
        {GROEP: tree, ANDERE_GROEP: tree},
        topboom=topboom,
        klassen=[klasse(GROEP, "030001", "K_1"), klasse(ANDERE_GROEP, "030002", "K_1")],
    )
    kind = {
        "specialisme_code": "0316",
        "diagnose_code": "3101",
        "zorgvraag_code": "000",
    }
    assert product_of(release, ("030001", 1)) == GROEP + "001"
    assert product_of(release, ("030002", 1)) == GROEP + "002"
    assert product_of(release, ("030001", 1), **kind) == ANDERE_GROEP + "002"
    assert product_of(release, ("030002", 1), **kind) == ANDERE_GROEP + "001"


def test_path_may_be_deep_on_either_side() -> None:
    tree = ask("Laatste", EEN.at_least(1), yes=JA, no=NEE)
    for depth in range(1, 200):
        suffix = f"{depth + 2:03d}"
        if depth % 2:
            tree = ask("Nee", DRIE.at_least(depth), yes=uitval(suffix), no=tree)
        else:
            tree = ask("Ja", DRIE.within(0, depth), yes=tree, no=uitval(suffix))
    release = small_release(tree)
    assert holds(release, ("030001", 1))
    assert not holds(release)
    assert product_of(release, ("030003", 1)) == GROEP + "003"


def test_tree_may_tell_more_than_255_things_apart() -> None:
    codes = [f"03{number:04d}" for number in range(300)]
    tree = ask("Eerste", counts(300, codes[0]), yes=JA, no=NEE)
    for number, code in enumerate(codes[1:], start=3):
        tree = ask(code, counts(300, code), yes=uitval(f"{number:03d}"), no=tree)
    release = small_release(tree, activiteiten=[activiteit(code) for code in codes])
    assert product_of(release, (codes[0], 1)) == GROEP + "001"
    assert product_of(release, (codes[299], 1)) == GROEP + "301"
    assert product_of(release, (codes[5], 1), (codes[260], 1)) == GROEP + "262"
    assert product_of(release) == GROEP + "002"
