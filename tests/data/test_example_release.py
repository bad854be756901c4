"""The example release has the NZa's forms, keeps its rules and uses every construct."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from dbc_grouper_data import release_path
from dbc_grouper_data.making.make_release import NAMES, example_tables
from dbc_grouper_data.making.release_forms import write_release
from support.oracles.oracle_tables import Tables, read_tables, valid_on

from productstructure.reader import read_release

VERSION_STARTS = ("2022-01-01", "2023-01-01", "2024-01-01")


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables(release_path())[0]


def test_committed_release_equals_what_the_script_writes(tmp_path: Path) -> None:
    write_release(tmp_path, NAMES, example_tables())
    written = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in release_path().iterdir()}
    assert written == committed


def test_example_release_passes_the_load_checks() -> None:
    identity = read_release(release_path()).identity
    assert identity.ingangsdatum == date(2024, 1, 1)
    assert identity.versiedatum == date(2023, 9, 20)


# rules that the real tables keep (counted on RZ17a)


def test_second_declaratiecode_follows_the_flags_for_every_leaf(
    tables: Tables,
) -> None:
    producten = defaultdict(list)
    for row in tables["Producten"]:
        producten[row["ProductCode"]].append(row)
    leaves = list(_leaves(tables))
    assert len(leaves) > 150
    for begin, label, is_flagged, is_true in leaves:
        (row,) = [r for r in producten[label] if valid_on(r, date.fromisoformat(begin))]
        verzekerd = row.get("DeclaratieCodeVerzekerdeZorg")
        onverzekerd = row.get("DeclaratieCodeOnVerzekerdeZorg")
        assert bool(onverzekerd) == bool(verzekerd and is_flagged and is_true), label


def test_second_declaratiecode_is_the_twin_of_the_first(
    tables: Tables,
) -> None:
    pairs = {
        (row["DeclaratieCodeVerzekerdeZorg"], row["DeclaratieCodeOnVerzekerdeZorg"])
        for row in tables["Producten"]
        if "DeclaratieCodeOnVerzekerdeZorg" in row
    }
    assert {(first[:2], second[:2]) for first, second in pairs} == {
        ("14", "16"),
        ("15", "17"),
    }
    assert all(first[2:] == second[2:] for first, second in pairs)


def test_ozp_products_are_the_activities_of_tarieftype_11_15_and_16_on_every_day(
    tables: Tables,
) -> None:
    day = date(2022, 1, 1)
    while day <= date(2024, 12, 31):
        activiteiten = {
            row["ZorgActiviteitCode"]
            for row in tables["ZorgActiviteiten"]
            if row.get("TariefType") in ("11", "15", "16") and valid_on(row, day)
        }
        producten = {
            row["ProductCode"]
            for row in tables["Producten"]
            if len(row["ProductCode"] or "") == 6 and valid_on(row, day)
        }
        assert producten == activiteiten
        day += timedelta(days=15)


def test_product_text_is_the_path_to_its_leaf(tables: Tables) -> None:
    groepen = {row["AttribuutGroepId"]: row for row in tables["AttribuutGroepen"]}
    regels = {row["BeslisRegelId"]: row for row in tables["BeslisRegels"]}
    tree = next(
        row
        for row in tables["ZorgProductGroepen"]
        if row["ZorgProductGroepCode"] == "140909" and row["BeginDatum"] == "2024-01-01"
    )
    regel, answers = regels[tree["BeslisRegelStart"]], []
    while True:
        text = groepen[regel["AttribuutGroepId"]]["AttribuutGroepOmschrijving"]
        answers.append(f"GEEN {text}")
        if "LabelFalse" in regel:
            break
        regel = regels[regel["BeslisRegelFalse"]]
    omschrijvingen = {
        row["ProductCode"]: row["ProductOmschrijving"] for row in tables["Producten"]
    }
    assert omschrijvingen[regel["LabelFalse"]] == (
        f"Uitval | Gezin en bekken | {', '.join(answers)}"
    )


# every construct that the issue names is there


def test_every_boomparameter_is_tested_by_some_tree(
    tables: Tables,
) -> None:
    listed = {row["BoomParameterNummer"] for row in tables["BoomParameters"]}
    used = {row["BoomParameterNummer"] for row in tables["Attributen"]}
    assert len(listed) == 59
    assert used == listed


def test_there_are_three_tree_versions_that_differ(
    tables: Tables,
) -> None:
    groepen = defaultdict(set)
    for row in tables["ZorgProductGroepen"]:
        groepen[row["BeginDatum"]].add(row["ZorgProductGroepCode"])
    assert tuple(sorted(groepen)) == VERSION_STARTS
    assert [len(groepen[start]) for start in VERSION_STARTS] == [8, 13, 14]


@pytest.mark.parametrize(
    ("table", "element", "values"),
    [
        ("AttribuutGroepKoppelingen", "AttribuutToetsWijze", {"1", "2"}),
        ("Attributen", "FilterToetsWijze", {"1", "2"}),
        ("Attributen", "FilterWaardeType", {"1", "2", "3"}),
        ("BeslisRegels", "IndicatieAanspraakbeperking", {"0", "1"}),
        ("Specialismen", "SpecialismeIndicatie", {"0", "1"}),
        ("ZorgTypen", "ZorgTypeCode", {"11", "13", "21", "41", "51", "52"}),
        ("ZorgVragen", "SpecialismeCode", {"0304", "0316"}),
        ("Geslachten", "GeslachtCodeHL7", {"M", "F", "UN"}),
        (
            "ZorgActiviteiten",
            "TariefType",
            {"10", "11", "12", "13", "15", "16", "17", "20", "25", "30"},
        ),
    ],
)
def test_every_value_of_an_element_occurs(
    tables: Tables, table: str, element: str, values: set[str]
) -> None:
    assert {row[element] for row in tables[table] if element in row} == values


@pytest.mark.parametrize(
    "bounds", [("0", "0"), ("0", "240"), ("1", "999999"), ("1", "480")]
)
def test_bounds_occur(tables: Tables, bounds: tuple[str, str]) -> None:
    found = {
        (row["OnderToetsWaarde"], row.get("BovenToetsWaarde"))
        for row in tables["AttribuutGroepKoppelingen"]
    }
    assert bounds in found


def test_some_groups_ask_for_more_than_one_and_fewer_than_all(
    tables: Tables,
) -> None:
    sizes: dict[str | None, int] = defaultdict(int)
    for row in tables["AttribuutGroepKoppelingen"]:
        sizes[row["AttribuutGroepId"]] += 1
    k_of_n = {
        (int(row["AantalVoorwaardenVoorTrue"] or 0), sizes[row["AttribuutGroepId"]])
        for row in tables["AttribuutGroepen"]
    }
    assert {(2, 3), (2, 4), (4, 6), (5, 6)} <= {(k, n) for k, n in k_of_n if 1 < k < n}


def test_one_cluster_code_stands_in_two_slots(tables: Tables) -> None:
    slots = defaultdict(set)
    for row in tables["ZorgActiviteiten"]:
        for slot in range(1, 11):
            slots[row[f"ZorgActiviteitClusterItem{slot}"]].add(slot)
    assert slots["Z_OPER"] == {1, 4}
    assert slots["Z_HAND"] == slots["Z_hand"] == {3}


def test_klassen_are_shared_and_one_equals_a_cluster(
    tables: Tables,
) -> None:
    groepen, klassen = defaultdict(set), defaultdict(set)
    for row in tables["BehandelKlassen"]:
        groepen[row["BehandelKlasseCode"]].add(row["ZorgProductGroepCode"])
        key = (row["ZorgProductGroepCode"], row["ZorgActiviteitCode"])
        klassen[key].add(row["BehandelKlasseCode"])
    assert groepen["K_LICHT"] == groepen["Z_OPER"] == {"030909", "130909"}
    assert klassen["030909", "060301"] == {"Z_OPER", "K_LICHT"}


def test_reference_rows_begin_in_the_middle_of_a_tree_version(
    tables: Tables,
) -> None:
    for table in ("Diagnosen", "ZorgActiviteiten", "BehandelKlassen"):
        begins = {row["BeginDatum"] for row in tables[table]}
        assert begins - set(VERSION_STARTS) == {"2023-07-01"}


def test_a_translation_window_ends_where_its_new_code_begins(
    tables: Tables,
) -> None:
    begins = {
        row["ZorgActiviteitCode"]: row["BeginDatum"]
        for row in tables["ZorgActiviteiten"]
    }
    for row in tables["VertaalZorgActiviteiten"]:
        assert (row["EindDatum"] or "") < (begins[row["ZorgActiviteitCode"]] or "")


def test_diagnosen_have_two_to_four_characters_and_letters(
    tables: Tables,
) -> None:
    codes = {row["DiagnoseCode"] or "" for row in tables["Diagnosen"]}
    assert {len(code) for code in codes} == {2, 3, 4}
    assert "V12" in codes
    assert {"00", "000", "0000"} <= codes


def test_products_have_one_two_or_no_declaratiecode_and_share_one(
    tables: Tables,
) -> None:
    products = [
        row for row in tables["Producten"] if len(row["ProductCode"] or "") == 9
    ]
    names = ("DeclaratieCodeVerzekerdeZorg", "DeclaratieCodeOnVerzekerdeZorg")
    assert {sum(name in row for name in names) for row in products} == {0, 1, 2}
    shared = {row["ProductCode"] for row in products if row.get(names[0]) == "15X134"}
    assert shared == {"130909004", "130909007"}


def test_both_files_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in release_path().iterdir()) < 500_000


def _leaves(tables: Tables) -> Iterator[tuple[str, str, bool, bool]]:
    """Begin, label, flag of the last rule, and whether a flagged rule was true."""
    regels = {row["BeslisRegelId"]: row for row in tables["BeslisRegels"]}
    for tree in tables["ZorgProductGroepen"]:
        if tree["ZorgProductGroepCode"] == "0":
            continue
        stack = [(regels[tree["BeslisRegelStart"]], False)]
        while stack:
            regel, was_true = stack.pop()
            is_flagged = regel["IndicatieAanspraakbeperking"] == "1"
            for side in ("True", "False"):
                is_true = was_true or (is_flagged and side == "True")
                if f"Label{side}" in regel:
                    label = regel[f"Label{side}"] or ""
                    yield tree["BeginDatum"] or "", label, is_flagged, is_true
                else:
                    stack.append((regels[regel[f"BeslisRegel{side}"]], is_true))
