"""The Tarieven Tabel csv: headers, scale, the meanings of 0, components."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from productstructure.errors import CallError, InputFileError
from tariffs.sources.tarieventabel import Tarieventabel, read_tarieventabel
from tariffs.sources.waardenlijst import Waardenlijst, read_waardenlijst

HEADERS = (
    "AGB Specialisme",
    "AGB Uitvoerder",
    "Declaratiecode",
    "Productgroepcode",
    "Tarief",
    "Kostensoort",
    "Ingangsdatum",
    "Einddatum",
    "Omschrijving declaratiecode",
    "Tarieftype",
    "Declaratie eenheid",
    "Soort Tarief",
    "Segment aanduiding",
    "Soort Honorarium",
    "Mutatie Toelichting",
    "Declaratie regel",
    "Mutatie",
)
LIJST = Waardenlijst(
    soort_tarief={"M": "MAXIMUM", "S": "VAST", "V": "VRIJ"},
    kostensoort={"K": "KOSTEN", "H": "HONORARIUM"},
    eenheid={"ST": "STUK"},
)


def table(
    folder: Path, *rows: dict[str, str], headers: tuple[str, ...] = HEADERS
) -> Path:
    path = folder / "20250101 Tarieven Tabel v20241001.csv"
    base = {"Ingangsdatum": "20250101"}
    lines = [";".join(headers)]
    lines += [";".join({**base, **row}.get(h, "") for h in headers) for row in rows]
    path.write_bytes(("\n".join(lines) + "\n").encode("latin-1"))
    return path


def read(path: Path, schaal: str = "CENT", **settings: Any) -> Tarieventabel:
    return read_tarieventabel(
        path, **{"schaal": schaal, "waardenlijst": LIJST, "release_id": 7} | settings
    )


def row(code: str, bedrag: str, **more: str) -> dict[str, str]:
    return {"Declaratiecode": code, "Tarief": bedrag, **more}


def test_worked_example_42_zero_is_free_or_real_costs_and_cents_are_cents(
    tmp_path: Path,
) -> None:
    path = table(
        tmp_path, row("15E566", "0"), row("238062", "0"), row("14E669", "187325")
    )
    tarief = read(path, werkelijke_kosten=["238062"]).tarief
    assert tarief.select("prestatiecode", "tariefsoort", "bedrag_e6").rows() == [
        ("15E566", "VRIJ", None),
        ("238062", "WERKELIJKE_KOSTEN", None),
        ("14E669", "MAXIMUM", 1_873_250_000),
    ]


def test_cents_read_as_euros_are_refused_as_implausible(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match=r"EUR 187,325 or more.*factor 100"):
        read(table(tmp_path, row("14E669", "187325")), "EURO")


@pytest.mark.parametrize(
    ("amounts", "plausible"),
    [
        (["2500000"], True),
        (["2500001"], False),
        (["100", "100", "9900000"], True),
        # What is free says nothing of the scale.
        (["0", "0", "0", "2500001"], False),
        (["100", "100", "9900000", "9900000", "9900000"], False),
    ],
)
def test_plausibility_bound_is_the_median_of_25_000_euros(
    tmp_path: Path, amounts: list[str], plausible: bool
) -> None:
    path = table(tmp_path, *(row(f"14E{n:03d}", a) for n, a in enumerate(amounts)))
    if plausible:
        assert read(path).tarief.height == len(amounts)
    else:
        with pytest.raises(InputFileError, match="scale"):
            read(path)


def test_euros_with_decimals_are_read_to_the_cent(tmp_path: Path) -> None:
    path = table(tmp_path, row("14E669", "1.873,25"), row("190153", "2014.33"))
    assert read(path, "EURO").tarief["bedrag_e6"].to_list() == [
        1_873_250_000,
        2_014_330_000,
    ]


@pytest.mark.parametrize("bedragen", [("1.873,25", "2.500"), ("1,873.25", "2,500")])
def test_thousands_are_read_as_the_amounts_beside_them_are(
    tmp_path: Path, bedragen: tuple[str, str]
) -> None:
    """Alone it would be told: 2.500 may be two and a half, or as many thousand."""
    path = table(tmp_path, row("14E669", bedragen[0]), row("190153", bedragen[1]))
    tabel = read(path, "EURO")
    assert tabel.tarief["bedrag_e6"].to_list() == [1_873_250_000, 2_500_000_000]
    assert tabel.findings.is_empty()


def test_decimal_sign_in_cents_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="CENT, but 1 amount"):
        read(table(tmp_path, row("14E669", "1873,25")))


@pytest.mark.parametrize("schaal", ["", "cent", "MICRO"])
def test_unknown_scale_is_a_wrong_call(tmp_path: Path, schaal: str) -> None:
    with pytest.raises(CallError, match="CENT or EURO"):
        read(table(tmp_path, row("14E669", "1")), schaal)


@pytest.mark.parametrize(
    ("schaal", "bedrag", "code"),
    [
        ("CENT", "1e3", "GETAL_ONLEESBAAR"),
        ("CENT", "999999999999999999", "GETAL_TE_GROOT"),
        ("CENT", "99999999999999", "WAARDE_BUITEN_BEREIK"),
        ("CENT", "-100", "WAARDE_BUITEN_BEREIK"),
        ("CENT", "", "VERPLICHT_VELD_LEEG"),
        ("EURO", "12,345", "GETAL_DUBBELZINNIG"),
        ("EURO", "0,125", "GETAL_TE_VEEL_DECIMALEN"),
    ],
)
def test_amount_that_cannot_be_read_is_a_finding_and_the_others_go_on(
    tmp_path: Path, schaal: str, bedrag: str, code: str
) -> None:
    path = table(
        tmp_path, *(row(f"14E00{n}", "100") for n in range(3)), row("X1", bedrag)
    )
    tabel = read(path, schaal)
    assert tabel.findings.select("row", "code").rows() == [(4, code)]
    assert tabel.tarief.height == 3


@pytest.mark.parametrize(
    "header", ["Tarief", "Tarief (geheel getal in centen)", "MAXIMUM_TARIEF"]
)
def test_amount_header_may_be_spelled_in_every_known_way(
    tmp_path: Path, header: str
) -> None:
    headers = tuple(header if h == "Tarief" else h for h in HEADERS)
    path = table(tmp_path, {**row("14E669", ""), header: "100"}, headers=headers)
    assert read(path).tarief.height == 1


def test_headers_of_other_years_are_understood(tmp_path: Path) -> None:
    headers = ("declaratiecode", "bedrag", "geldig_vanaf", "Geldig tot en met")
    path = table(
        tmp_path,
        {
            "declaratiecode": "14E669",
            "bedrag": "100",
            "geldig_vanaf": "2025-01-01",
            "Geldig tot en met": "2025-12-31",
        },
        headers=headers,
    )
    assert read(path).tarief["einddatum"].to_list() == [date(2025, 12, 31)]


@pytest.mark.parametrize(
    ("headers", "message"),
    [
        ((*HEADERS, "Kleur"), "unknown column.s.: 'Kleur'"),
        (HEADERS[:4] + HEADERS[5:], "missing column.s.: 'bedrag'"),
        (tuple(h for h in HEADERS if h != "Einddatum"), "missing.*'einddatum'"),
        ((*HEADERS, "maximumtarief"), "double column.s.: 'maximumtarief'"),
    ],
)
def test_bad_headers_are_refused_by_name(
    tmp_path: Path, headers: tuple[str, ...], message: str
) -> None:
    with pytest.raises(InputFileError, match=message):
        read(table(tmp_path, row("14E669", "1"), headers=headers))


def test_columns_are_found_by_name_in_any_order(tmp_path: Path) -> None:
    path = table(tmp_path, row("14E669", "100"), headers=HEADERS[::-1])
    assert read(path).tarief["bedrag_e6"].to_list() == [1_000_000]


def test_every_unknown_value_is_named_with_its_count(tmp_path: Path) -> None:
    path = table(
        tmp_path,
        row("14E669", "1", **{"Soort Tarief": "Q", "Segment aanduiding": "A"}),
        row("14E670", "1", **{"Soort Tarief": "Q", "Declaratie eenheid": "KM"}),
    )
    expected = r"soort_tarief: 'Q' \(2 rows\); eenheid: 'KM' \(1 rows\); segment: 'A'"
    with pytest.raises(InputFileError, match=expected):
        read(path)


def test_free_kind_with_an_amount_is_a_contradiction(tmp_path: Path) -> None:
    path = table(tmp_path, row("15E566", "100", **{"Soort Tarief": "V"}))
    tabel = read(path)
    assert tabel.tarief.height == 0
    assert tabel.findings["code"].to_list() == ["TARIEFSOORT_TEGENSTRIJDIG"]


def test_fixed_tariff_is_kept_apart_from_a_maximum(tmp_path: Path) -> None:
    path = table(tmp_path, row("070003", "5000", **{"Soort Tarief": "S"}))
    assert read(path).tarief["tariefsoort"].to_list() == ["VAST"]


@pytest.mark.parametrize(
    ("begin", "component"), [("20141231", "KOSTEN"), ("20150101", "INTEGRAAL")]
)
def test_component_exists_up_to_2014_and_is_integral_from_2015(
    tmp_path: Path, begin: str, component: str
) -> None:
    path = table(tmp_path, row("14E669", "100", Kostensoort="K", Ingangsdatum=begin))
    assert read(path).tarief["component"].to_list() == [component]


def test_leading_zeros_that_a_spreadsheet_took_are_given_back(tmp_path: Path) -> None:
    codes = {
        "AGB Specialisme": "303",
        "AGB Uitvoerder": "20",
        "Productgroepcode": "19999",
        "Tarieftype": "9",
    }
    tabel = read(table(tmp_path, row("39611", "100", **codes)))
    assert tabel.tarief.select(
        "prestatiecode", "specialisme_poort_code", "specialisme_uitvoerder_code"
    ).row(0) == ("039611", "0303", "0020")
    assert tabel.eigenschappen.select("zorgproductgroep_code", "tarieftype").row(0) == (
        "019999",
        "09",
    )


@pytest.mark.parametrize("einddatum", ["20241231", "20250229"])
def test_period_that_cannot_be_is_a_finding(tmp_path: Path, einddatum: str) -> None:
    tabel = read(table(tmp_path, row("14E669", "100", Einddatum=einddatum)))
    assert tabel.tarief.height == 0
    assert tabel.findings.height == 1


def test_period_of_one_day_is_kept(tmp_path: Path) -> None:
    tabel = read(table(tmp_path, row("14E669", "100", Einddatum="20250101")))
    assert tabel.tarief["einddatum"].to_list() == [date(2025, 1, 1)]


def test_table_without_rows_is_read_as_empty(tmp_path: Path) -> None:
    assert read(table(tmp_path)).tarief.height == 0


@given(cent=st.integers(0, 2_500_000))
@settings(max_examples=20, deadline=None)
def test_same_amount_in_cents_and_in_euros_is_the_same_tariff(
    cent: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("tabel")
    in_cents = read(table(folder, row("14E669", str(cent)))).tarief
    euros = f"{cent // 100},{cent % 100:02d}"
    in_euros = read(table(folder, row("14E669", euros)), "EURO").tarief
    assert in_cents.equals(in_euros)
    assert in_cents["bedrag_e6"].to_list() == [cent * 10_000 or None]


def test_waardenlijst_is_read_from_toml(tmp_path: Path) -> None:
    path = tmp_path / "waardenlijst.toml"
    path.write_text(
        '[soort_tarief]\n"1" = "MAXIMUM"\n[kostensoort]\n"" = "INTEGRAAL"\n'
    )
    lijst = read_waardenlijst(path)
    assert lijst.soort_tarief == {"1": "MAXIMUM"}
    assert lijst.kostensoort == {"": "INTEGRAAL"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[kleur]\na = "b"', r"\[kleur\]"),
        ('[soort_tarief]\nM = "HOOG"', "'M' is mapped to 'HOOG'"),
        ("[soort_tarief]\nM = 1", "'M' is mapped to 1"),
        ("[soort_tarief", "TOML"),
    ],
)
def test_waardenlijst_that_means_nothing_is_refused(
    tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "waardenlijst.toml"
    path.write_text(text)
    with pytest.raises(InputFileError, match=message):
        read_waardenlijst(path)
