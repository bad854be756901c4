"""Codes and labels that meet nothing, prices that are none: told where they stand."""

from pathlib import Path
from statistics import median

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tariffs.pricelists.pricelist import check_pricelist
from tariffs.sources.outliers import is_all_nines, is_far_from_median
from tariffs.sources.tables import read_tabellen

TABLES = {
    "tarief_release": "release_id;bron;kenmerk;bekendgemaakt_op;ingangsdatum\n"
    "1;FIXTURE;TB;2023-10-01;2024-01-01\n",
    "tarief": "release_id;prestatiecode;lijst;component;begindatum;tariefsoort\n"
    "1;15X032;041;INTEGRAAL;2024-01-01;VRIJ\n1;190153;041;INTEGRAAL;2024-01-01;VRIJ\n",
    "zorgproduct_declaratiecode": "zorgproduct_code;prestatiecode;verzekerd;begindatum"
    "\n029499002;15X032;J;2024-01-01\n",
    "zorgaanbieder": "agb;naam;soort;regio;begindatum\n"
    "06010101;Z1;ZIEKENHUIS;ZUID;2024-01-01\n",
    "uzovi_concern": "uzovi;polis;regio;concern_id;begindatum\n"
    "9001;;;KUST;2024-01-01\n9002;Basis;ZUID;KUST;2024-01-01\n",
    "contract": "contract_id;versie;agb;concern_id;polis;regio;contractvorm;status;"
    "schriftelijk;begindatum;buiten_scope\n"
    "C1;1;06010101;KUST;;;PXQ;ONDERTEKEND;J;2024-01-01;PASSANT\n",
}
PRIJS = "contract_id;versie;prestatiecode;prijs;begindatum\n"


def read(folder: Path, **tables: str) -> tuple[object, list[tuple]]:
    for naam, text in {**TABLES, **tables}.items():
        (folder / f"{naam}.csv").write_text(text)
    tabellen, findings = read_tabellen(tarieven=folder)
    found = findings.filter(pl.col("code") != "PRESTATIE_AFGELEID")
    return tabellen, found.select("source", "row", "column", "code", "value").rows()


@pytest.mark.parametrize("code", ["15XO32", "15X O32", "150032", "99999999"])
def test_code_that_no_national_table_knows_is_told_where_it_stands(tmp_path, code):
    text = f"{PRIJS}C1;1;15X032;1,00;2024-01-01\nC1;1;{code};1,00;2024-01-01\n"
    _, found = read(tmp_path, contract_prijs=text)
    # A blank in a code is no form of a code, so the row does not go on.
    kind = "CODE_ONJUIST" if " " in code else "CODE_ONBEKEND"
    assert found == [("contract_prijs", 2, "prestatiecode", kind, code)]


@pytest.mark.parametrize("code", ["15x032", "15X032\u200b", "\ufeff15x032 "])
def test_code_in_another_spelling_is_known(tmp_path, code):
    text = f"{PRIJS}C1;1;{code};1,00;2024-01-01\n"
    tabellen, found = read(tmp_path, contract_prijs=text)
    assert tabellen.contract_prijs["prestatiecode"].to_list() == ["15X032"]
    assert {each[3] for each in found} <= {"SCHRIJFWIJZE_HERSTELD", "TEKENS_VERWIJDERD"}
    assert found


SELECTORS = [
    ("CODE:15X032", []),
    ("code:15x032", []),
    ("CODE:15X032,15XO32,190153", ["15XO32"]),
    ("ZORGPRODUCT:029499002", []),
    ("ZORGPRODUCT:029499003", ["029499003"]),
    ("ZPG:029499", []),
    ("ZPG:029498", ["029498"]),
    ("PREFIX:15X", []),
    ("PREFIX:15O", ["15O"]),
    ("ALLES", []),
    ("SOORT:DBC", []),
]


@pytest.fixture(scope="module")
def selectors(tmp_path_factory):
    """What is told of the rows of a scope, each of a version of the contract."""
    head, contract = TABLES["contract"].splitlines()
    versions = range(1, len(SELECTORS) + 1)
    tabellen, found = read(
        tmp_path_factory.mktemp("scope"),
        contract="\n".join(
            [head, *(contract.replace(";1;", f";{n};", 1) for n in versions), ""]
        ),
        contract_scope="contract_id;versie;selector;in_scope\n"
        + "".join(f"C1;{n};{SELECTORS[n - 1][0]};J\n" for n in versions),
    )
    assert tabellen.contract_scope.height == len(SELECTORS)
    return [each for each in found if each[0] == "contract_scope"]


@pytest.mark.parametrize("row", range(1, len(SELECTORS) + 1))
def test_codes_in_selectors_are_known_or_told(selectors, row):
    told = [each for each in selectors if each[3] == "CODE_ONBEKEND"]
    _, unknown = SELECTORS[row - 1]
    assert [each[4] for each in told if each[1] == row] == unknown


def test_nothing_is_unknown_without_national_tables(tmp_path):
    (tmp_path / "contract.csv").write_text(TABLES["contract"])
    (tmp_path / "contract_prijs.csv").write_text(f"{PRIJS}C1;1;X1;1,00;2024-01-01\n")
    assert read_tabellen(contracten=tmp_path)[1].is_empty()


def test_label_takes_the_spelling_of_the_first_table_and_is_counted(tmp_path):
    contract = TABLES["contract"].replace("KUST;;", "Kust;basis;Zuid")
    tabellen, found = read(tmp_path, contract=contract)
    assert tabellen.contract.select("concern_id", "polis", "regio").rows() == [
        ("KUST", "Basis", "ZUID")
    ]
    kind = "SCHRIJFWIJZE_HERSTELD"
    assert sorted(found) == [
        ("contract", 1, "concern_id", kind, "1"),
        ("contract", 1, "polis", kind, "1"),
        ("contract", 1, "regio", kind, "1"),
    ]


def test_rows_that_are_one_but_for_the_case_of_a_label_overlap(tmp_path):
    text = TABLES["uzovi_concern"] + "9002;BASIS;zuid;MEER;2024-01-01\n"
    _, found = read(tmp_path, uzovi_concern=text)
    overlap = [each[1] for each in found if each[3] == "PERIODE_OVERLAPT"]
    assert overlap == [2, 3]


@pytest.mark.parametrize(
    ("column", "text"),
    [("concern_id", "KUST;;;PXQ"), ("regio", ";KUST;;;PXQ")],
)
def test_concern_or_region_that_no_table_knows_is_told(tmp_path, column, text):
    fresh = text.replace("KUST;;;", "KU5T;;;" if column == "concern_id" else "KUST;;X;")
    contract = TABLES["contract"].replace(text, fresh)
    _, found = read(tmp_path, contract=contract)
    value = "KU5T" if column == "concern_id" else "X"
    assert found == [("contract", 1, column, "LABEL_ONBEKEND", value)]


BIJ_AANBIEDER = {
    "contract": TABLES["contract"].replace("06010101", "{agb}"),
    "standaardprijslijst": "agb;prestatiecode;prijs;begindatum;gepubliceerd_op\n"
    "{agb};15X032;1,00;2024-01-01;2023-11-15\n",
    "maxmax_afspraak": "afspraak_id;agb;concern_id;percentage;schriftelijk;"
    "ondertekend_op;begindatum\nM;{agb};KUST;10,00;J;2023-12-01;2024-01-01\n",
    "odv_prijs": "agb;prestatiecode;prijs;begindatum\n{agb};15X032;1,00;2024-01-01\n",
}


@pytest.mark.parametrize("table", BIJ_AANBIEDER)
@pytest.mark.parametrize("agb", ["06010101", "06010102"])
def test_provider_that_no_table_knows_is_told(tmp_path, table, agb):
    _, found = read(tmp_path, **{table: BIJ_AANBIEDER[table].format(agb=agb)})
    told = [each for each in found if each[3] == "ZORGAANBIEDER_NIET_IN_TABEL"]
    column = "zorginstelling_code"
    expected = [(table, 1, column, "ZORGAANBIEDER_NIET_IN_TABEL", agb)]
    assert told == (expected if agb == "06010102" else [])


@pytest.mark.parametrize("code", ["06O10101", "06010102", "06010101"])
def test_party_to_an_experiment_that_is_no_provider_is_told(tmp_path, code):
    _, found = read(
        tmp_path,
        experiment="experiment_id;grondslag;kenmerk;prestatiecode;lijst;startdatum;"
        "einddatum_basis;eindevaluatie_uiterlijk\n"
        "E1;WMG58;BR;WX0001;990;2024-01-01;2028-12-31;2028-06-30\n",
        experiment_partij="experiment_id;partij;partij_code;rol;beschikking_kenmerk;"
        "beschikking_datum;begindatum\n"
        f"E1;ZORGAANBIEDER;{code};ORIGINEEL;B1;2023-12-01;2024-01-01\n"
        "E1;VERZEKERAAR;KUST;ORIGINEEL;B2;2023-12-01;2024-01-01\n",
    )
    told = [
        each[1:3] + each[4:]
        for each in found
        if each[3] == "ZORGAANBIEDER_NIET_IN_TABEL"
    ]
    assert told == ([] if code == "06010101" else [(1, "partij_code", code)])


PRICES = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from([0, 1, 2, 9, 10, 11, 99, 100])),
    max_size=24,
)


@given(PRICES)
@example([("A", 1)] * 5 + [("A", 10)])
@settings(max_examples=30, deadline=None)
def test_price_far_from_the_median_of_five_others_is_found(rows):
    frame = pl.DataFrame(
        rows, schema={"code": pl.String, "prijs_e6": pl.Int64}, orient="row"
    )
    expected = []
    for place, (code, price) in enumerate(rows):
        others = [
            other
            for n, (same, other) in enumerate(rows)
            if same == code and n != place and other > 0
        ]
        usual = median(others) if len(others) >= 5 else None
        far = usual is not None and (price >= 10 * usual or 10 * price <= usual)
        expected.append(price > 0 and far)
    assert is_far_from_median(frame, ["code"]).to_list() == expected


@pytest.mark.parametrize(
    ("euros", "is_nines"),
    [
        ("9999999.99", True),
        ("9999.99", True),
        ("99999.00", True),
        ("99.99", False),
        ("1999.99", False),
        ("9999.995", False),
        ("0.01", False),
        ("0.02", False),
        ("0", False),
    ],
)
def test_row_of_nines_is_no_price_and_a_lone_cent_may_be_one(euros, is_nines):
    frame = pl.DataFrame({"prijs_e6": [round(float(euros) * 1_000_000)]})
    assert frame.select(is_all_nines()).to_series().to_list() == [is_nines]


def lists(*prices: str) -> str:
    rows = [
        f"C1;1;15X032;{price};{2024 + n}-01-01;{2024 + n}-12-31"
        for n, price in enumerate(prices)
    ]
    return PRIJS.replace("\n", ";einddatum\n") + "\n".join(rows) + "\n"


USUAL = ("209,94", "210,00", "208,10", "211,00", "205,35")


@pytest.mark.parametrize("price", ["0,01", "2,10", "20994,00", "9999999,99"])
def test_price_in_cents_or_of_nines_is_told_at_loading_and_by_the_check(
    tmp_path, price
):
    tabellen, found = read(tmp_path, contract_prijs=lists(*USUAL, price))
    codes = {each[3] for each in found}
    assert "PRIJS_UITSCHIETER" in codes
    assert ("PRIJS_ONWAARSCHIJNLIJK" in codes) == (price == "9999999,99")
    checks = check_pricelist(tabellen.contract_prijs, tabellen)
    assert checks.filter(code="PrijsUitschieter")["row"].to_list() == [6]


def test_a_lone_cent_among_few_is_not_told(tmp_path):
    tabellen, found = read(tmp_path, contract_prijs=lists(*USUAL[:4], "0,01"))
    assert found == []
    checks = check_pricelist(tabellen.contract_prijs, tabellen)
    assert not set(checks["code"]) & {"PrijsUitschieter", "PrijsOnwaarschijnlijk"}


def test_new_list_is_compared_with_those_of_the_tables(tmp_path):
    tabellen, found = read(tmp_path, contract_prijs=lists(*USUAL))
    assert found == []
    new = tabellen.contract_prijs.head(1).with_columns(
        contract_id=pl.lit("C2"), prijs_e6=pl.lit(2_100_000, dtype=pl.Int64)
    )
    checks = check_pricelist(new, tabellen)
    assert checks.filter(code="PrijsUitschieter")["row"].to_list() == [1]


@pytest.mark.parametrize(
    ("factor", "bp"), [("1,00", "100"), ("10,00", "1000"), ("10,01", None)]
)
def test_factor_where_a_percentage_is_meant_is_told(tmp_path, factor, bp):
    regel = (
        "prijsregel_id;contract_id;versie;selector;prioriteit;basis;factor;"
        "aftoppen_op_maximum;begindatum\n"
        f"R1;C1;1;ALLES;10;NZA_MAXIMUM;{factor};N;2024-01-01\n"
    )
    _, found = read(tmp_path, prijsregel=regel)
    expected = ("prijsregel", 1, "factor_bp", "FACTOR_ONWAARSCHIJNLIJK", bp)
    assert found == ([] if bp is None else [expected])
