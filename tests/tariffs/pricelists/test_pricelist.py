"""Checks on a price list before it is accorded (docs/rules.md)."""

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest
from support.files.rows_of import rows_of

from productstructure.errors import CallError
from tariffs.files.bevindingen import VAN_PRIJSLIJSTEN
from tariffs.pricelists.checks import unpriced
from tariffs.pricelists.pricelist import check_passantenlijst, check_pricelist
from tariffs.schema import (
    AddonTarief,
    Contract,
    ContractPrijs,
    FpRegister,
    MaxmaxAfspraak,
    MaxmaxReikwijdte,
    Prestatie,
    Standaardprijs,
    Standaardprijslijst,
    Tarief,
    Tarieventabellen,
)

JAN, DEC = date(2025, 1, 1), date(2025, 12, 31)
MAXIMA = {
    "14E669": 1873_250_000,
    "16E669": 1873_250_000,
    "238060": 406_860_000,
    "198300": 100_000_000,
}
ROW = list[dict[str, Any]]


def prijs(code: str, euro_e6: int, **more: Any) -> dict[str, Any]:
    return {
        "contract_id": "C1",
        "versie": 1,
        "prestatiecode": code,
        "component": "INTEGRAAL",
        "prijs_e6": euro_e6,
        "begindatum": JAN,
        "einddatum": DEC,
        **more,
    }


def passant(code: str, euro_e6: int, **more: Any) -> dict[str, Any]:
    return {
        "zorginstelling_code": "06010101",
        "prestatiecode": code,
        "component": "INTEGRAAL",
        "prijs_e6": euro_e6,
        "begindatum": JAN,
        "einddatum": DEC,
        **more,
    }


def prestatie(code: str, soort: str = "OZP", **more: Any) -> dict[str, Any]:
    return {
        "prestatiecode": code,
        "prestatiecodelijst": "041",
        "begindatum": date(2012, 1, 1),
        "soort_prestatie": soort,
        "verzekerd": True,
        "eenheid": "STUK",
        "aantal_deelbaar": False,
        "maxmax_uitgesloten": False,
        "overeenkomst_vereist": False,
        "btw_behandeling": "VRIJGESTELD",
        **more,
    }


def tarief(code: str, bedrag_e6: int | None, soort: str = "MAXIMUM") -> dict[str, Any]:
    return {
        "release_id": 1,
        "prestatiecode": code,
        "prestatiecodelijst": "041",
        "component": "INTEGRAAL",
        "begindatum": date(2012, 1, 1),
        "tariefsoort": soort,
        "bedrag_e6": bedrag_e6,
    }


OVERGENOMEN = {
    "maxmax_uitgesloten": True,
    "maxmax_uitsluiting_grond": "OVERGENOMEN_GGZ_FZ",
}
NATIONAAL = Tarieventabellen(
    prestatie=rows_of(
        Prestatie,
        [
            *(prestatie(f"1{n}E566", "DBC") for n in (5, 7)),
            *(prestatie(f"1{n}E669", "DBC") for n in (4, 6)),
            prestatie("238060"),
            prestatie("238062"),
            prestatie("198300", **OVERGENOMEN),
            prestatie("198508", "FP", einddatum=date(2025, 6, 30)),
            prestatie("070001", begindatum=date(2025, 4, 1)),
            prestatie("070002", einddatum=date(2025, 6, 30)),
        ],
    ),
    tarief=rows_of(
        Tarief,
        [
            *(tarief(code, bedrag) for code, bedrag in MAXIMA.items()),
            tarief("15E566", None, "VRIJ"),
            tarief("238062", None, "WERKELIJKE_KOSTEN"),
            tarief("070003", 50_000_000, "VAST"),
        ],
    ),
    contract=rows_of(
        Contract,
        [
            {
                "contract_id": "C1",
                "versie": 1,
                "zorginstelling_code": "06010101",
                "concern_id": "V1",
                "contractvorm": "PXQ",
                "status": "ONDERTEKEND",
                "schriftelijk": True,
                "begindatum": JAN,
                "einddatum": DEC,
                "buiten_scope": "PASSANT",
            }
        ],
    ),
    standaardprijslijst=rows_of(Standaardprijslijst, [passant("15E566", 5120_000_000)]),
    standaardprijs=rows_of(
        Standaardprijs,
        [
            {
                "concern_id": "V1",
                "prestatiecode": "15E566",
                "jaar": 2025,
                "prijs_e6": 4000_000_000,
            }
        ],
    ),
)


def with_maxmax(
    scope: list[str] = (), *, tot: date = DEC, **more: Any
) -> Tarieventabellen:
    afspraak = {
        "afspraak_id": "M1",
        "zorginstelling_code": "06010101",
        "concern_id": "V1",
        "percentage_bp": 1000,
        "schriftelijk": True,
        "begindatum": JAN,
        "einddatum": tot,
        **more,
    }
    return replace(
        NATIONAAL,
        maxmax_afspraak=rows_of(MaxmaxAfspraak, [afspraak]),
        maxmax_reikwijdte=rows_of(
            MaxmaxReikwijdte,
            [{"afspraak_id": "M1", "selector": selector} for selector in scope],
        ),
    )


def checks(rows: ROW, tabellen: Tarieventabellen = NATIONAAL, **settings: Any) -> list:
    found = check_pricelist(rows_of(ContractPrijs, rows), tabellen, **settings)
    return found.select("row", "code").rows()


def test_price_list_within_every_bound_has_no_findings() -> None:
    rows = [prijs("15E566", 4215_750_000), prijs("14E669", 1850_000_000)]
    assert checks(rows) == []


def test_insured_and_uninsured_code_with_other_prices_is_1416_gelijk() -> None:
    rows = [prijs("14E669", 1850_000_000), prijs("16E669", 1860_000_000)]
    assert checks(rows) == [(2, "1416Gelijk")]


def test_free_twins_with_other_prices_are_1517_gelijk() -> None:
    rows = [prijs("17E566", 4000_000_000), prijs("15E566", 4001_000_000)]
    assert checks(rows) == [(1, "1517Gelijk")]


def test_twins_with_other_prices_on_other_days_are_equal() -> None:
    rows = [
        prijs("14E669", 1850_000_000, einddatum=date(2025, 6, 30)),
        prijs("16E669", 1860_000_000, begindatum=date(2025, 7, 1)),
    ]
    assert checks(rows) == []


@pytest.mark.parametrize(
    ("bedrag_e6", "expected"),
    [(1873_250_000, []), (1873_250_001, [(1, "MaxTariefTotaalIntegraal")])],
)
def test_price_above_the_maximum_is_found_to_the_micro_euro(
    bedrag_e6: int, expected: list
) -> None:
    assert checks([prijs("14E669", bedrag_e6)]) == expected


# 406.86 and 10 % is 447.546: 447.54 is allowed, 447.55 is not (worked examples 8, 9).
@pytest.mark.parametrize(
    ("tabellen", "code", "bedrag_e6", "covered"),
    [
        (with_maxmax(), "238060", 447_540_000, True),
        (with_maxmax(), "238060", 447_550_000, False),
        (with_maxmax(["CODE:238060"]), "238060", 447_540_000, True),
        (with_maxmax(["SOORT:DBC"]), "238060", 447_540_000, False),
        (with_maxmax(tot=date(2025, 6, 30)), "238060", 447_540_000, False),
        (with_maxmax(schriftelijk=False), "238060", 447_540_000, False),
        (with_maxmax(concern_id="V2"), "238060", 447_540_000, False),
        (with_maxmax(), "198300", 110_000_000, False),
    ],
)
def test_price_above_the_maximum_is_allowed_where_max_max_covers_it(
    tabellen: Tarieventabellen, code: str, bedrag_e6: int, covered: bool
) -> None:
    expected = [] if covered else [(1, "MaxTariefTotaalIntegraal")]
    assert checks([prijs(code, bedrag_e6)], tabellen) == expected


@pytest.mark.parametrize(
    ("unit_e6", "per_verpakking", "expected"),
    [
        # 43.14 per 6 is 7.19 a unit; the Wgp price of 42.00 lowers it to 7.00.
        (7_000_000, False, []),
        (7_000_001, False, [(1, "MaxTariefTotaalIntegraal")]),
        (42_000_000, True, []),
        (42_000_001, True, [(1, "MaxTariefTotaalIntegraal")]),
    ],
)
def test_medicine_price_is_compared_with_the_lowest_ceiling_of_its_package(
    unit_e6: int, per_verpakking: bool, expected: list
) -> None:
    tabellen = replace(
        NATIONAAL,
        prestatie=pl.concat(
            [
                NATIONAAL.prestatie,
                rows_of(Prestatie, [prestatie("13953621", "ADDON_GNM")]),
            ]
        ),
        addon_tarief=rows_of(
            AddonTarief,
            [
                {
                    "release_id": 1,
                    "zi_nummer": "13953621",
                    "soort_supplementair": "ADDON",
                    "begindatum": JAN,
                    "nza_max_incl_btw_e6": 43_140_000,
                    "wgp_max_incl_btw_e6": 42_000_000,
                    "inkoophoeveelheid_m": 6000,
                    "btw_bp": 900,
                }
            ],
        ),
    )
    rows = [prijs("13953621", unit_e6, per_verpakking=per_verpakking)]
    assert checks(rows, tabellen) == expected


def test_contract_price_above_the_passantentarief_is_found() -> None:
    rows = [prijs("15E566", 5120_010_000)]
    assert checks(rows) == [(1, "TotaalHogerDanPassanten")]
    # Above that of both halves of the year it is told once.
    halves = [{"einddatum": date(2025, 6, 30)}, {"begindatum": date(2025, 7, 1)}]
    lijst = [passant("15E566", 5120_000_000, **half) for half in halves]
    tabellen = replace(
        NATIONAAL, standaardprijslijst=rows_of(Standaardprijslijst, lijst)
    )
    assert checks(rows, tabellen) == [(1, "TotaalHogerDanPassanten")]


@pytest.mark.parametrize(("prijs_e6", "n_found"), [(60_000_000, 0), (60_000_001, 1)])
def test_a_price_per_package_is_held_against_passanten_per_unit(
    prijs_e6: int, n_found: int
) -> None:
    """60.00 for six is 10.00 each, which is the passantentarief."""
    addon = {
        "release_id": 1,
        "zi_nummer": "13953621",
        "soort_supplementair": "ADDON",
        "begindatum": JAN,
        "nza_max_incl_btw_e6": 90_000_000,
        "inkoophoeveelheid_m": 6_000,
        "btw_bp": 900,
    }
    tabellen = replace(
        NATIONAAL,
        prestatie=pl.concat(
            [
                NATIONAAL.prestatie,
                rows_of(Prestatie, [prestatie("13953621", "ADDON_GNM")]),
            ]
        ),
        addon_tarief=rows_of(AddonTarief, [addon]),
        standaardprijslijst=rows_of(
            Standaardprijslijst, [passant("13953621", 10_000_000)]
        ),
    )
    rows = [prijs("13953621", prijs_e6, per_verpakking=True)]
    assert checks(rows, tabellen) == [(1, "TotaalHogerDanPassanten")] * n_found


@pytest.mark.parametrize(
    ("einddatum", "expected"),
    [(date(2025, 6, 29), []), (date(2025, 6, 30), [(1, "FpEindigtInPeriode")])],
)
def test_a_facultatieve_prestatie_ends_where_its_register_says_so(
    einddatum: date, expected: list[Any]
) -> None:
    """The prestatie itself is open; its lines are refused from 30 June (B3)."""
    register = {
        "prestatiecode": "198509",
        "kenmerk": "K",
        "omschrijving": "Een prestatie",
        "begindatum": JAN,
        "einddatum": date(2025, 6, 29),
        "per": "VERRICHTING",
    }
    tabellen = replace(
        NATIONAAL,
        prestatie=rows_of(Prestatie, [prestatie("198509", "FP")]),
        fp_register=rows_of(FpRegister, [register]),
    )
    rows = [prijs("198509", 1_000_000, einddatum=einddatum)]
    found = [one for one in checks(rows, tabellen) if one[1].startswith("Fp")]
    assert found == expected


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (
            prijs("070003", 49_990_000),
            ["MinTariefTotaalIntegraal", "PrestatieOnbekend"],
        ),
        (prijs("238062", 1_000_000), ["TariefSoortInfo"]),
        (prijs("15E566", 0), ["PrijsNul"]),
        (prijs("198508", 45_000_000), ["FpEindigtInPeriode"]),
        (prijs("198508", 45_000_000, einddatum=date(2025, 6, 30)), []),
        (prijs("070002", 5_000_000), ["PrestatieEindigtInPeriode"]),
        (prijs("070002", 5_000_000, einddatum=None), []),
        (prijs("070001", 5_000_000), ["PrestatieBegintInPeriode"]),
    ],
)
def test_single_price_gives_the_finding_of_its_code(
    row: dict[str, Any], expected: list[str]
) -> None:
    assert [code for _, code in checks([row])] == expected


def test_two_prices_on_one_day_are_an_overlap_on_both_rows() -> None:
    rows = [prijs("15E566", 1), prijs("15E566", 2, begindatum=DEC)]
    assert checks(rows) == [(1, "PrijsOverlapt"), (2, "PrijsOverlapt")]


@pytest.mark.parametrize(
    ("tweede", "code"),
    [
        # One price of one contract, component and unit on a day, said again.
        ({}, "PrijsDubbel"),
        ({"begindatum": DEC}, "PrijsDubbel"),
        ({"per_verpakking": False}, "PrijsDubbel"),
        ({"prijs_e6": 2}, "PrijsOverlapt"),
        ({"per_verpakking": True}, "PrijsOverlapt"),
        ({"begindatum": date(2026, 1, 1), "einddatum": None}, None),
        ({"component": "KOSTEN"}, None),
        ({"versie": 2}, None),
    ],
)
def test_equal_prices_on_one_day_are_one_price_and_told(
    tweede: dict[str, Any], code: str | None
) -> None:
    """docs/decisions.md 28; unequal ones tie (F3)."""
    found = checks([prijs("15E566", 1), prijs("15E566", 1) | tweede])
    about = ("PrijsDubbel", "PrijsOverlapt")
    assert [row for row in found if row[1] in about] == (
        [] if code is None else [(1, code), (2, code)]
    )


def test_of_three_prices_on_one_day_two_equal_ones_are_no_way_out() -> None:
    rows = [prijs("15E566", 1), prijs("15E566", 1), prijs("15E566", 2)]
    assert checks(rows) == [(n, "PrijsOverlapt") for n in (1, 2, 3)]


def test_equal_prices_of_a_passantenlijst_are_one_price_and_told() -> None:
    for tweede, code in ((5_000_000, "PrijsDubbel"), (6_000_000, "PrijsOverlapt")):
        rows = [passant("15E566", 5_000_000), passant("15E566", tweede)]
        found = check_passantenlijst(rows_of(Standaardprijslijst, rows), NATIONAAL)
        severity = "warn" if code == "PrijsDubbel" else "reject"
        assert found.select("row", "code", "severity").rows() == [
            (1, code, severity),
            (2, code, severity),
        ]


@pytest.mark.parametrize(
    ("begin", "expected"),
    [(date(2025, 7, 1), []), (date(2025, 7, 2), [(2, "GatInPeriode")])],
)
def test_days_between_two_prices_are_a_gap(begin: date, expected: list) -> None:
    rows = [
        prijs("15E566", 1_000_000, einddatum=date(2025, 6, 30)),
        prijs("15E566", 2_000_000, begindatum=begin),
    ]
    assert checks(rows) == expected


def test_each_price_joins_the_last_day_of_all_before_it() -> None:
    kwartalen = [(1, 3, 31), (4, 6, 30), (7, 9, 30), (10, 12, 31)]
    rows = [
        prijs(
            "15E566",
            maand * 1_000_000,
            begindatum=date(2025, maand, 1),
            einddatum=date(2025, tot, dag),
        )
        for maand, tot, dag in kwartalen
    ]
    assert checks(rows) == []


def test_kosten_without_honorarium_is_found_before_2015_only() -> None:
    oud = {"begindatum": date(2014, 1, 1), "einddatum": date(2014, 12, 31)}
    rows = [
        prijs("15E566", 1_000_000, component="KOSTEN", **oud),
        prijs("14E669", 1_000_000, component="KOSTEN", **oud),
        prijs("14E669", 1_000_000, component="HONORARIUM", **oud),
    ]
    assert checks(rows) == [(1, "ABSegmentZorgproductenPoorter")]


def test_severity_of_a_check_is_a_setting() -> None:
    rows = rows_of(ContractPrijs, [prijs("16E669", 1_000_000), prijs("15E566", 0)])
    found = check_pricelist(
        rows, NATIONAAL, ernst={"Geen16Codes": "reject", "PrijsNul": "off"}
    )
    assert found.select("code", "severity").rows() == [("Geen16Codes", "reject")]


def test_unknown_check_is_refused_by_name() -> None:
    with pytest.raises(CallError, match="MaxTarief'"):
        checks([prijs("15E566", 1)], ernst={"MaxTarief": "off"})


@pytest.mark.parametrize(
    ("bedrag_e6", "expected"),
    [(4200_000_000, []), (4200_010_000, [(1, "MarktTariefTotaalIntegraal")])],
)
def test_price_far_from_the_standaardprijs_is_found_when_asked(
    bedrag_e6: int, expected: list
) -> None:
    rows = [prijs("15E566", bedrag_e6)]
    assert checks(rows) == []
    assert checks(rows, markt_afwijking_bp=500) == expected


def test_complete_list_lacking_a_dbc_code_is_found_when_asked() -> None:
    found = check_pricelist(
        rows_of(ContractPrijs, [prijs("15E566", 1)]), NATIONAAL, volledig=True
    )
    missing = found.filter(pl.col("code") == "PrijsOntbreekt")
    assert missing["value"].to_list() == ["14E669", "16E669", "17E566"]


def test_what_lists_lack_is_told_list_by_list() -> None:
    known = replace(
        NATIONAAL,
        contract=pl.concat(
            NATIONAAL.contract.head(1).with_columns(contract_id=pl.lit(name))
            for name in ("B", "A")
        ),
    )
    versie = known.contract["versie"][0]
    rows = pl.DataFrame(
        {"eigenaar": [f"{name}/{versie}" for name in "BA"], "prestatiecode": "15E566"}
    )
    found = unpriced(rows, known)
    assert found.select("bestand", "value").rows() == [
        (f"{name}/{versie}", code)
        for name in "AB"
        for code in ("14E669", "16E669", "17E566")
    ]


def test_passantenlijst_above_the_maximum_is_never_covered() -> None:
    lijst = rows_of(Standaardprijslijst, [passant("238060", 406_870_000)])
    found = check_passantenlijst(lijst, with_maxmax())
    assert found.select("source", "code").rows() == [
        ("standaardprijslijst", "MaxTariefTotaalIntegraal")
    ]


def test_findings_name_the_file_and_row_of_a_list_that_was_read() -> None:
    rows = rows_of(ContractPrijs, [prijs("14E669", 10**10)]).with_columns(
        bestand=pl.lit("lijst.xlsx#Blad1"), row=pl.lit(17, dtype=pl.Int64)
    )
    found = check_pricelist(rows, NATIONAAL)
    assert found.select("bestand", "row", "column", "value").rows() == [
        ("lijst.xlsx#Blad1", 17, "prestatiecode", "14E669")
    ]


def test_empty_list_has_no_findings() -> None:
    assert checks([]) == []


def test_every_check_has_a_dutch_text() -> None:
    texts = [each.tekst for each in VAN_PRIJSLIJSTEN.values()]
    assert all(text.endswith((".", "?")) for text in texts)
