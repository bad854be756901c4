"""Which rows hold on a begindatum, and how codes are matched with them."""

from functools import cache

import pytest
from dbc_grouper_data.making.release_language import (
    TableBuilder,
    Version,
    ask,
    product,
    uitval,
)
from support.releases.small import (
    GROEP,
    JA,
    NEE,
    activiteit,
    counts,
    group_one,
    holds,
    klasse,
    product_of,
    small_release,
    small_tree,
    world,
)

from grouper.compiled.structure import CompiledStructure


@cache
def of_diagnose() -> CompiledStructure:
    """Whether the diagnose is 100 of specialisme 0303."""
    return small_release(small_tree(counts(230, "0303.100")))


@pytest.mark.parametrize("diagnose", ["100", "0100", " 100", "0100 "])
def test_diagnose_matches_padded_and_unpadded(diagnose: str) -> None:
    assert holds(of_diagnose(), diagnose_code=diagnose)
    assert not holds(of_diagnose(), diagnose_code="0200")


def test_codes_match_padded_and_unpadded() -> None:
    assert holds(of_diagnose(), specialisme_code="303", zorgtype_code=11)
    kind = small_release(small_tree(counts(220, "0316.061")))
    unpadded = {"specialisme_code": 316, "diagnose_code": 3101, "zorgvraag_code": 61}
    assert holds(kind, **unpadded)


def test_diagnose_of_one_specialisme_is_not_that_of_another() -> None:
    result = group_one(of_diagnose(), specialisme_code="0316", zorgvraag_code="000")
    assert result.findings["code"].to_list() == ["G123"]


@pytest.mark.parametrize("zorgvraag", [None, "", "0", "00", "000", " "])
def test_specialisme_without_zorgvragen_takes_an_empty_or_neutral_one(
    zorgvraag: str | None,
) -> None:
    result = group_one(of_diagnose(), zorgvraag_code=zorgvraag)
    assert result.grouped["status"].to_list() == ["ok"]


GEEN = uitval("999")


@cache
def two_versions() -> CompiledStructure:
    """Trees of 2020 and of 2021: other groups and other products."""
    builder = TableBuilder()
    bezoek = counts(300, "030001")
    for version, groep, suffix in (
        (Version("2020-01-01", "2020-12-31", 900, 5_000), "010101", "001"),
        (Version("2021-01-01", None, 100, 1_000_001_843), "030303", "003"),
    ):
        top = ask("Zorgtype", counts(210, "11"), yes=groep, no="020202")
        tree = ask(
            "Bezoek", bezoek, yes=product(suffix, "15X001", "x"), no=uitval("999")
        )
        rest = ask(
            "Bezoek", bezoek, yes=product("001", "15X002", "x"), no=uitval("999")
        )
        builder.add_version(
            version,
            [("0", "Topboom", top), (groep, "Groep", tree), ("020202", "Rest", rest)],
        )
    return small_release(
        small_tree(bezoek), tables={**builder.tables, "Producten": builder.producten()}
    )


@pytest.mark.parametrize(
    ("begindatum", "expected"),
    [
        ("2020-01-01", "010101001"),
        ("2020-12-31", "010101001"),
        ("2021-01-01", "030303003"),
        ("2035-06-01", "030303003"),
    ],
)
def test_begindatum_picks_the_tree_version(begindatum: str, expected: str) -> None:
    assert product_of(two_versions(), ("030001", 1), begindatum=begindatum) == expected


def test_what_two_versions_ask_alike_is_one_attribuut() -> None:
    """Of each version the zorgtype 11 and the activity 030001 (RZ17a: most
    definitions are alike)."""
    assert len(two_versions().arrays["attribuut_row"]) == 2


def test_klasse_that_a_tree_asks_for_twice_is_one_attribuut_of_its_group() -> None:
    """Cached per attribuut and group: zorgtype, the klasse as it is
    published, and the klasse within the one group that asks for it."""
    klas = counts(351, "K_1")
    tree = ask("Een", klas, yes=ask("Vijf", klas.at_least(5), yes=JA, no=NEE), no=GEEN)
    found = small_release(tree, klassen=[klasse(GROEP, "030001", "K_1")])
    assert len(found.arrays["attribuut_row"]) == 3
    assert product_of(found, ("030001", 5)) == GROEP + "001"
    assert product_of(found, ("030001", 4)) == GROEP + "002"
    assert product_of(found, ("030002", 9)) == GROEP + "999"


def test_begindatum_before_the_first_version_is_refused() -> None:
    result = group_one(two_versions(), begindatum="2019-12-31")
    assert result.grouped["status"].to_list() == ["rejected"]
    assert result.findings["code"].to_list() == ["G112"]


@pytest.mark.parametrize(
    ("begindatum", "codes"),
    [("2021-12-30", []), ("2021-12-31", []), ("2022-01-01", ["G113"])],
)
def test_release_is_meant_until_the_last_day_of_its_year(
    begindatum: str, codes: list[str]
) -> None:
    """docs/decisions.md 3: warned of is a begindatum after the horizon, 31 December of
    the year of its ingangsdatum, here 1 January 2021."""
    result = group_one(of_diagnose(), begindatum=begindatum)
    assert result.findings["code"].to_list() == codes
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "001"]


@pytest.mark.parametrize(
    ("first", "last", "begindatum", "expected"),
    [
        # Another row begins on the last day, and ends on the first: neither cuts short.
        ("2020-03-01", "2020-06-30", "2020-06-30", True),
        ("2020-03-01", "2020-06-30", "2020-07-01", False),
        ("2020-06-30", "2020-12-31", "2020-06-30", True),
        ("2020-06-30", "2020-12-31", "2020-06-29", False),
        ("2020-06-30", "2020-06-30", "2020-06-29", False),
        ("2020-06-30", "2020-06-30", "2020-06-30", True),
        ("2020-06-30", "2020-06-30", "2020-07-01", False),
    ],
)
def test_row_holds_on_its_last_day_whatever_other_rows_do(
    first: str, last: str, begindatum: str, expected: bool
) -> None:
    """BeginDatum <= begindatum <= EindDatum."""
    release = small_release(
        small_tree(counts(300, "030001")),
        activiteiten=[
            activiteit("030001", first=first, last=last),
            activiteit("030002", first="2020-06-30"),
            activiteit("030003", last="2020-06-30"),
        ],
    )
    assert holds(release, ("030001", 1), begindatum=begindatum) == expected


def test_product_row_is_that_of_begindatum() -> None:
    tree = small_tree(counts(300, "030001"))
    builder = TableBuilder()
    builder.add_version(
        Version("2020-01-01", None, 1, 1),
        [
            ("0", "Topboom", ask("T", counts(210, "11"), yes=GROEP, no="020202")),
            (GROEP, "G", tree),
            ("020202", "R", tree),
        ],
    )
    producten = [dict(row) for row in builder.producten()]
    later = []
    for row in producten:
        if row["ProductCode"] == GROEP + "001":
            later.append(
                {
                    **row,
                    "BeginDatum": "2020-07-15",
                    "DeclaratieCodeVerzekerdeZorg": None,
                }
            )
            row["EindDatum"] = "2020-07-14"
    release = small_release(tree, tables={"Producten": [*producten, *later]})
    before = group_one(release, ("030001", 1), begindatum="2020-07-14").grouped
    after = group_one(release, ("030001", 1), begindatum="2020-07-15").grouped
    columns = ["declaratiecode", "is_uitval"]
    assert before.select(columns).rows() == [("15X001", False)]
    assert after.select(columns).rows() == [(None, True)]


@pytest.mark.parametrize(
    ("table", "row", "finding"),
    [
        ("Specialismen", {"SpecialismeCode": "0303"}, "G121"),
        ("ZorgTypen", {"SpecialismeCode": "0303", "ZorgTypeCode": "11"}, "G122"),
        ("Diagnosen", {"SpecialismeCode": "0303", "DiagnoseCode": "100"}, "G123"),
        ("ZorgVragen", {"SpecialismeCode": "0316", "ZorgVraagCode": "000"}, "G125"),
    ],
)
def test_reference_row_holds_from_its_first_to_its_last_day(
    table: str, row: dict[str, str], finding: str
) -> None:
    rows = [
        {**found, "BeginDatum": "2020-03-15", "EindDatum": "2020-06-30"}
        if row.items() <= found.items()
        else found
        for found in world()[table]
    ]
    release = small_release(small_tree(counts(300, "030001")), tables={table: rows})
    kind = {
        "specialisme_code": "0316",
        "diagnose_code": "3101",
        "zorgvraag_code": "000",
    }
    changes = kind if table == "ZorgVragen" else {}
    for begindatum, codes in (
        ("2020-03-14", [finding]),
        ("2020-03-15", []),
        ("2020-06-30", []),
        ("2020-07-01", [finding]),
    ):
        result = group_one(release, begindatum=begindatum, **changes)
        assert result.findings["code"].to_list() == codes, begindatum
