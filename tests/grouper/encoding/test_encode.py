"""What the encoder makes of a subtraject: which fault on which side of each boundary.

Every outcome is worked by hand from the rule that the test names.
"""

from collections.abc import Mapping
from functools import cache

import polars as pl
import pytest
from dbc_grouper_data.making.release_forms import Row
from dbc_grouper_data.making.release_language import Attribuut
from support.releases.small import (
    GROEP,
    WITHOUT_ACTIVITIES,
    activiteit,
    counts,
    group_one,
    holds,
    small_release,
    small_tree,
    subtrajecten,
    world,
    zorgactiviteiten,
)

from grouper.compiled.structure import CompiledStructure
from grouper.encoding.encoder import encode_batch
from grouper.engine import Grouper
from grouper.findings.checks import InputChecks

MOST = 2**31 - 1
KIND = {"specialisme_code": "0316", "diagnose_code": "3101"}


@cache
def release() -> CompiledStructure:
    """Whether activity 030001 counts at least one."""
    return small_release(small_tree(counts(300, "030001")))


@cache
def is_newborn() -> CompiledStructure:
    """Whether leeftijd is 0."""
    return small_release(small_tree(Attribuut(100, "Is 0", "0", None, 1, 1)))


def codes(
    found: CompiledStructure, *lines: tuple[str, int], **changes: object
) -> list[str]:
    return group_one(found, *lines, **changes).findings["code"].to_list()


# --- leeftijd: docs/decisions.md 2 and 3; boomparameter 100 ---


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"geboortedatum": None, "leeftijd_jaar": None}, ["G133"]),
        ({"geboortedatum": None, "leeftijd_jaar": "oud"}, ["G133"]),
        ({"geboortedatum": None, "leeftijd_jaar": "39"}, []),
        ({"geboortedatum": "1980-02-30", "leeftijd_jaar": None}, ["G131"]),
        ({"geboortedatum": "1980-02-30", "leeftijd_jaar": "39"}, ["G131"]),
        ({"geboortedatum": "1980-02-30", "leeftijd_jaar": "131"}, ["G131", "G133"]),
        # 39 on 1 June 2020.
        ({"geboortedatum": "1980-06-15", "leeftijd_jaar": "39"}, []),
        ({"geboortedatum": "1980-06-15", "leeftijd_jaar": "40"}, ["G134"]),
        ({"geboortedatum": "1980-06-15", "leeftijd_jaar": "oud"}, ["G134"]),
        ({"geboortedatum": "1880-06-15", "leeftijd_jaar": "139"}, ["G133"]),
        ({"geboortedatum": "1880-06-15", "leeftijd_jaar": "39"}, ["G133", "G134"]),
        ({"geboortedatum": "2020-06-02", "leeftijd_jaar": "0"}, ["G132"]),
        ({"geboortedatum": "1980-06-15", "begindatum": None}, ["G111"]),
        ({"geboortedatum": None, "leeftijd_jaar": 131, "begindatum": None},
         ["G111", "G133"]),
    ],
    ids=str,
)  # fmt: skip
def test_leeftijd_has_the_faults_of_what_it_is_read_from(
    changes: dict[str, object], expected: list[str]
) -> None:
    given = {"leeftijd_jaar": None, **changes}
    assert codes(release(), **given) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"geboortedatum": None, "leeftijd_jaar": None},
        {"geboortedatum": None, "leeftijd_jaar": "-1"},
        {"geboortedatum": "1980-02-30", "leeftijd_jaar": None},
        {"geboortedatum": "2020-06-02", "leeftijd_jaar": None},
    ],
    ids=str,
)
def test_leeftijd_that_is_not_known_is_not_0(changes: dict[str, object]) -> None:
    """No matching record counts nothing, also with the checks off."""
    grouper = Grouper(is_newborn(), checks=InputChecks.off(), threads=1)
    result = grouper.group(subtrajecten(changes), zorgactiviteiten())
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "002"]


# --- begindatum: docs/decisions.md 2 and 3 ---


def early_rows() -> Mapping[str, list[Row]]:
    """Reference rows of the small world that are older than its trees."""
    return {
        table: [{**row, "BeginDatum": "2015-01-01"} for row in rows]
        for table, rows in world().items()
    }


@pytest.mark.parametrize(
    ("begindatum", "last_day", "expected"),
    [
        ("0001-01-01", None, "G112"),
        ("2014-12-31", None, "G112"),
        ("2015-01-01", None, "G112"),
        ("2019-12-31", None, "G112"),
        ("2020-01-01", None, None),
        ("2020-03-31", "2020-03-31", None),
        ("2020-04-01", "2020-03-31", "G115"),
        ("9999-12-31", "2020-03-31", "G115"),
        ("2021-12-31", None, None),
        ("2022-01-01", None, "G113"),
        ("9999-12-31", None, "G113"),
    ],
)
def test_begindatum_has_a_tree_from_its_first_to_its_last_day(
    begindatum: str, last_day: str | None, expected: str | None
) -> None:
    """Rows of other tables, from 2015 on, make no tree of 2015."""
    found = small_release(
        small_tree(counts(300, "030001")), tables=early_rows(), last_day=last_day
    )
    person = {"geboortedatum": None, "leeftijd_jaar": 40}
    result = group_one(found, begindatum=begindatum, **person)
    assert result.findings["code"].to_list() == ([] if expected is None else [expected])
    status = {None: "ok", "G113": "warning"}.get(expected, "rejected")
    assert result.grouped["status"].to_list() == [status]


# --- specialisme, zorgtype, diagnose, zorgvraag: docs/decisions.md 2 ---


@pytest.mark.parametrize(("indicatie", "expected"), [(1, []), (0, ["G121"])])
def test_specialisme_must_be_one_that_may_open_a_subtraject(
    indicatie: int, expected: list[str]
) -> None:
    """SpecialismeIndicatie 1 (docs/decisions.md 2)."""
    rows = [
        {**row, "SpecialismeIndicatie": indicatie}
        if row["SpecialismeCode"] == "0303"
        else row
        for row in world()["Specialismen"]
    ]
    found = small_release(
        small_tree(counts(200, "0303")), tables={"Specialismen": rows}
    )
    assert codes(found) == expected


@pytest.mark.parametrize(
    ("zorgtype", "diagnose", "expected"),
    [
        ("11", "000", ["G124"]),
        ("21", "000", ["G124"]),
        ("13", "0000", ["G124"]),
        ("41", "00", ["G124"]),
        ("52", "000", ["G124"]),
        ("51", "000", []),
        ("11", "999", ["G123"]),
        ("51", "999", []),
        ("51", None, []),
        ("52", None, ["G123"]),
        ("51", "100", []),
    ],
)
def test_diagnose_is_checked_but_for_zorgtype_51(
    zorgtype: str, diagnose: str | None, expected: list[str]
) -> None:
    """docs/decisions.md 2, 3 and 5: 51 is typed by its zorgtype alone;
    Traject is warned of."""
    row = {"zorgtype_code": zorgtype, "diagnose_code": diagnose}
    assert codes(release(), **row) == expected


ZORGVRAGEN = [
    # Without zorgvragen: none, or a neutral one.
    ("0303", "11", None, "2020-06-01", []),
    ("0303", "11", "000", "2020-06-01", []),
    ("0303", "11", "061", "2020-06-01", ["G125"]),
    ("0303", "11", "9", "2020-06-01", ["G125"]),
    # With zorgvragen: one of them.
    ("0316", "11", "061", "2020-06-01", []),
    ("0316", "11", "000", "2020-06-01", []),
    ("0316", "11", "062", "2020-06-01", ["G125"]),
    ("0316", "11", None, "2020-06-01", ["G125"]),
    ("0316", "11", "", "2020-06-01", ["G125"]),
    # Since July they are no longer used.
    ("0316", "11", "061", "2020-07-01", ["G125"]),
    ("0316", "11", "000", "2020-07-01", []),
    ("0316", "11", None, "2020-07-01", []),
    # 51 is not asked for one; the others without a tree are.
    ("0316", "51", "062", "2020-06-01", []),
    ("0316", "51", None, "2020-06-01", []),
    ("0316", "52", None, "2020-06-01", ["G125"]),
    ("0316", "41", "062", "2020-06-01", ["G125"]),
    ("0303", "41", "061", "2020-06-01", ["G125"]),
    ("0303", "52", None, "2020-06-01", []),
]


@pytest.mark.parametrize(
    ("specialisme", "zorgtype", "zorgvraag", "begindatum", "expected"), ZORGVRAGEN
)
def test_zorgvraag_is_one_of_its_specialisme_on_begindatum(
    specialisme: str,
    zorgtype: str,
    zorgvraag: str | None,
    begindatum: str,
    expected: list[str],
) -> None:
    """docs/decisions.md 2, also for specialismen of which they ended (0361)."""
    found = ending_zorgvragen()
    row = {"zorgtype_code": zorgtype, "zorgvraag_code": zorgvraag}
    kind = KIND if specialisme == "0316" else {}
    assert codes(found, begindatum=begindatum, **kind, **row) == expected


@cache
def ending_zorgvragen() -> CompiledStructure:
    rows = [{**row, "EindDatum": "2020-06-30"} for row in world()["ZorgVragen"]]
    return small_release(small_tree(counts(300, "030001")), tables={"ZorgVragen": rows})


@pytest.mark.parametrize(
    ("agb", "expected"),
    [
        ("06990001", []),
        ("00000000", []),
        ("0699000", ["G136"]),
        ("069900011", ["G136"]),
        ("0699000A", ["G136"]),
        ("-6990001", ["G136"]),
        ("0699 0001", ["G136"]),
        (None, ["G136"]),
    ],
)
def test_agb_code_is_8_digits(agb: str | None, expected: list[str]) -> None:
    """docs/decisions.md 2."""
    assert codes(release(), zorginstelling_code=agb) == expected


# --- einddatum and uitvoerdatum beside begindatum, here 10 January 2020 ---


@pytest.mark.parametrize(
    ("einddatum", "expected"),
    [
        ("2020-01-09", ["G117"]),
        ("2020-01-10", []),
        ("2020-01-11", []),
        # 3653 days and one more.
        ("2030-01-10", []),
        ("2030-01-11", ["G116"]),
        ("9999-12-31", ["G116"]),
        (None, []),
    ],
)
def test_einddatum_lies_from_begindatum_to_ten_years_after(
    einddatum: str | None, expected: list[str]
) -> None:
    """``encoder.OPEN_AFTER``: 3653 days; a later one means that there is none."""
    changes = {"begindatum": "2020-01-10", "einddatum": einddatum}
    assert codes(release(), **changes) == expected


@pytest.mark.parametrize(
    ("uitvoerdatum", "is_far"),
    [
        # 366 days before 10 January 2020 is 9 January 2019; 731 after, 10 January 2022.
        ("2019-01-08", True),
        ("2019-01-09", False),
        ("2020-01-10", False),
        ("2022-01-10", False),
        ("2022-01-11", True),
        (None, False),
    ],
)
@pytest.mark.parametrize("order", [1, -1])
def test_uitvoerdatum_is_far_from_begindatum_after_so_many_days(
    uitvoerdatum: str | None, is_far: bool, order: int
) -> None:
    """``encoder.FIRST_DAY`` and ``LAST_DAY``: -366 and 731. In the order of the
    subtrajecten and in another."""
    rows = subtrajecten({"begindatum": None}, {"begindatum": "2020-01-10"}, {})
    lines = pl.DataFrame(
        {
            "subtraject_nummer": ["1", "2", "2", "3"],
            "zorgactiviteit_code": ["030001"] * 4,
            "aantal": [1] * 4,
            "uitvoerdatum": ["1999-01-01", "2020-01-11", uitvoerdatum, "2020-06-01"],
        }
    )[::order]
    result = Grouper(release(), threads=1).group(rows, lines)
    told = result.findings.filter(code="G144")
    assert told["subtraject_nummer"].to_list() == ["2"] * is_far
    expected = ["rejected", "warning" if is_far else "ok", "ok"]
    assert result.grouped["status"].to_list() == expected


def test_uitvoerdatum_of_an_orphan_is_beside_nothing() -> None:
    lines = pl.DataFrame(
        {
            "subtraject_nummer": ["9", "1"],
            "zorgactiviteit_code": ["030001"] * 2,
            "aantal": [1] * 2,
            "uitvoerdatum": ["1999-01-01", "2020-06-01"],
        }
    )
    result = Grouper(release(), threads=1).group(subtrajecten(), lines)
    assert result.findings["code"].to_list() == ["G153"]


# --- counts: docs/decisions.md 4 ---


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("030001", 1), ("030001", -1)], []),
        ([("030001", 1), ("30001", -1)], []),
        ([("030001", 1), ("030002", -1)], ["G142"]),
        ([("030001", -1), ("030002", -1)], ["G142"]),
        # Unknown codes are netted as well, each by its own text.
        ([("039999", 1), ("039999", -1)], ["G151", "G151"]),
        ([("039999", 1), ("039998", -1)], ["G142", "G151", "G151"]),
        ([("039999", -1), ("030001", 1)], ["G142", "G151"]),
        ([("039999", -1), ("039998", 1), ("039999", 1)], ["G151"] * 3),
        ([("030001", 0)], ["G152"]),
        ([("030001", 0), ("030001", -1)], ["G142", "G152"]),
    ],
    ids=str,
)
@pytest.mark.parametrize("turn", [1, -1])
def test_counts_are_netted_per_code(
    lines: list[tuple[str, int]], expected: list[str], turn: int
) -> None:
    assert sorted(codes(release(), *lines[::turn])) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ([("030001", 1), ("030001", -1)], ["G111"]),
        ([("030001", -1)], ["G111", "G142"]),
        ([("030001", 1), ("030002", -1)], ["G111", "G142"]),
        ([("030001", 0)], ["G111", "G152"]),
    ],
    ids=str,
)
def test_counts_are_netted_without_a_begindatum_too(
    lines: list[tuple[str, int]], expected: list[str]
) -> None:
    assert codes(release(), *lines, begindatum=None) == expected


def test_netting_of_one_subtraject_says_nothing_of_the_next() -> None:
    rows = subtrajecten({}, {}, {"begindatum": None}, {})
    lines = zorgactiviteiten(
        *(("1", code, aantal) for code, aantal in (("030001", 2), ("030002", -1))),
        *(("2", code, aantal) for code, aantal in (("030001", -1), ("030001", 1))),
        *(("3", code, aantal) for code, aantal in (("030001", 2), ("039999", -1))),
        *(("4", code, aantal) for code, aantal in (("030002", 1), ("039999", 0))),
    )
    checks = InputChecks.default().with_settings({"aantal_negatief": "warn"})
    result = Grouper(release(), checks=checks, threads=1).group(rows, lines)
    negative = result.findings.filter(code="G142")
    assert sorted(set(negative["subtraject_nummer"])) == ["1", "3"]
    found = result.grouped["zorgproduct_code"].to_list()
    assert found == [GROEP + "001", GROEP + "002", None, GROEP + "002"]


@pytest.mark.parametrize(
    "lines", [[-MOST, -MOST], [-MOST] * 3, [-MOST, -2, 0]], ids=len
)
def test_net_far_below_zero_is_not_above_it(lines: list[int]) -> None:
    """With the check off; in 32 bits these would add up to 2, -MOST and MOST."""
    grouper = Grouper(release(), checks=InputChecks.off(), threads=1)
    given = zorgactiviteiten(*(("030001", aantal) for aantal in lines))
    result = grouper.group(subtrajecten(), given)
    assert result.grouped["zorgproduct_code"].to_list() == [GROEP + "002"]


@pytest.mark.parametrize("code", ["039999", "030003"])
def test_activity_that_no_tree_knows_is_no_other_one(code: str) -> None:
    """Netted or not, it counts nothing (docs/decisions.md 3)."""
    found = small_release(
        small_tree(counts(300, "030001").none()),
        activiteiten=[activiteit("030001"), activiteit("030002", last="2020-05-31")],
    )
    for lines in ([(code, 1)], [(code, 2), (code, -1)], [(code, 1), (code, 0)]):
        assert holds(found, *lines)
        assert holds(found, ("030002", 1), *lines)


def test_counts_below_zero_are_walked_by_the_rules_behind_a_row_without_a_tree() -> (
    None
):
    """With the check off; -1 is not 1 or more, and 1 is."""
    rows = subtrajecten({"zorgtype_code": "41"}, {}, {"geslacht": None}, {})
    lines = zorgactiviteiten(
        *((str(n), "030001", -1) for n in (1, 2, 3)), ("4", "030001", 1)
    )
    result = Grouper(release(), checks=InputChecks.off(), threads=1).group(rows, lines)
    found = result.grouped["zorgproduct_code"].to_list()
    assert found == [None, GROEP + "002", GROEP + "002", GROEP + "001"]


# --- tokens: what no tree can tell apart is one (docs/architecture.md) ---


def test_activities_that_no_tree_tells_apart_share_a_token() -> None:
    codes_of = {
        "030001": ({1: "Z_A"}, (1, 1), None),
        "030002": ({1: "Z_A"}, (7, 1), None),  # No tree asks for the first weight.
        "030003": ({1: "Z_B"}, (1, 1), None),
        "030004": ({1: "Z_C"}, (1, 1), None),  # No tree asks for this cluster.
        "030005": ({1: "Z_A"}, (1, 1), "1608"),
        "030006": ({1: "Z_A", 2: "Z_D"}, (1, 5), None),
        "030007": ({1: "Z_A", 2: "Z_D"}, (1, 6), None),
    }
    found = small_release(
        small_tree(counts(301, "Z_A"), counts(301, "Z_B"), counts(502, "Z_D"), needs=2),
        activiteiten=[
            *(
                activiteit(code, slots, weights, aanspraak=aanspraak)
                for code, (slots, weights, aanspraak) in codes_of.items()
            ),
            activiteit("030008", {1: "Z_A"}, first="2020-03-01"),
        ],
    )
    index = found.codebooks["zorgactiviteit"].index
    table = found.arrays["zorgactiviteit_token"]
    first, second = ({c: int(t[index[c]]) for c in codes_of} for t in table[[0, -1]])
    assert first == second
    assert first["030001"] == first["030002"] == int(table[-1][index["030008"]])
    assert first["030004"] == int(table[0][index["030008"]]) == 0
    others = {
        first[code] for code in ("030001", "030003", "030005", "030006", "030007")
    }
    assert len(others) == 5
    assert 0 not in others


# --- what stands in the batch that it is encoded to ---


def test_encoded_batch_says_what_each_row_is() -> None:
    rows = subtrajecten(
        {},
        {"zorgtype_code": "41"},
        {"zorgtype_code": "51"},
        {"begindatum": "2019-12-31"},
        {"begindatum": None},
        {"geslacht": "X"},
        {"geboortedatum": None, "leeftijd_jaar": 2**31 - 1},
        {"geboortedatum": None, "leeftijd_jaar": 32_768},
    ).with_columns(pl.col("leeftijd_jaar").cast(pl.Int64))
    lines = zorgactiviteiten(("1", "030001", -1), ("2", "030001", 1))
    batch = encode_batch(release(), rows, lines, WITHOUT_ACTIVITIES)
    arrays = {name: array.tolist() for name, array in vars(batch.rows).items()}
    assert arrays["is_no_tree"] == [0, 1, 1, 0, 0, 0, 0, 0]
    assert arrays["is_irregular"] == [1, 0, 0, 0, 0, 0, 0, 0]
    # Not walked: rejected, no tree, no window.
    assert arrays["versie"] == [-1] * 8
    assert [window >= 0 for window in arrays["window"]] == [
        *(True, True, True, False, False, True, True, True)
    ]
    assert arrays["leeftijd"] == [39, 39, 39, 39, -1, 39, 32_767, 32_767]
    assert arrays["size"][3:5] == [0, 0]


def test_sound_rows_have_the_version_of_their_window() -> None:
    rows = subtrajecten({}, {"diagnose_code": "000"}, {"begindatum": "2022-06-01"})
    lines = zorgactiviteiten(("1", "030001", 3), ("1", "030002", 1), ("3", "30001", 4))
    batch = encode_batch(release(), rows, lines, WITHOUT_ACTIVITIES)
    assert batch.rows.versie.tolist() == [0, 0, 0]
    assert batch.rows.is_irregular.tolist() == [0, 0, 0]
    # The trees ask for zorgtype 11 and for 030001; of the rest nothing is kept.
    own = zip(batch.rows.first, batch.rows.size, strict=True)
    counted = [batch.tokens.count[at : at + size].tolist() for at, size in own]
    assert counted == [[1, 3], [1], [1, 4]]
