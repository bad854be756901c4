"""The invented agreements of the example: insurers, contracts, price lists, registers.

Three concerns: KUST (UZOVI 9101 and 9102) has contracts with every provider, MEER
(9201) with one, POLDER (9301) with none. All of it is made up, and so arranged that
the example batch meets every kind of price and many kinds of refusal.
"""

from collections.abc import Iterator
from datetime import date
from random import Random

from dbc_grouper_data.making.example_tarieven import (
    FP_CODE,
    GEBOORTEZORG_CODE,
    INNOVATIE_CODE,
    ODV_CODE,
    SEED,
    WERKELIJKE_KOSTEN_CODE,
    WMG58_CODE,
    YEARS,
    Code,
)
from dbc_grouper_data.making.tarief_forms import Row, euro, share

DUINHOF, MEERWIJK, HEUVELDAL, ZEEZICHT, IGO = (
    *("06990001", "06990002", "06990003", "06990004"),
    "53990001",
)
KUST, MEER, POLDER = "KUST", "MEER", "POLDER"
BEGIN, EINDE = "2022-01-01", "2024-12-31"

KUST_DUINHOF, KUST_MEERWIJK, KUST_HEUVELDAL, KUST_ZEEZICHT = (
    *("KUST-DUINHOF", "KUST-MEERWIJK"),
    *("KUST-HEUVELDAL", "KUST-ZEEZICHT"),
)
MEER_MEERWIJK, MEER_ZEEZICHT = "MEER-MEERWIJK", "MEER-ZEEZICHT"

# Part of the national amount that each price list pays, in 1/100 %.
_LIJSTEN = {KUST_DUINHOF: 9_600, KUST_MEERWIJK: 9_750, KUST_HEUVELDAL: 9_900}
# Six percent above the maximum, under a max-max agreement.
_MAXMAX_LIJST, _MAXMAX_BP, _MAXMAX_JAREN = KUST_DUINHOF, 10_600, (2023, 2024)
# Every seventh dbc code was forgotten in this list, and it has no terugvalregel.
_LIJST_MET_GATEN = KUST_HEUVELDAL
_PASSANT_BP = 11_500

# The numbers that the example batch may draw; not all occur in it.
VERZEKERDEN = 11_000


def uzovi_concern() -> list[Row]:
    """UZOVI to concern; KUST buys for MEER in the south."""
    rows = (
        ("9101", "", "", KUST),
        ("9102", "", "", KUST),
        ("9201", "", "", MEER),
        ("9201", "", "ZUID", KUST),
        ("9301", "", "", POLDER),
    )
    return [
        {
            "uzovi": uzovi,
            "polis": polis,
            "regio": regio,
            "concern_id": concern,
            "begindatum": BEGIN,
        }
        for uzovi, polis, regio, concern in rows
    ]


def zorgaanbieders() -> list[Row]:
    """The institutions of the example release, and one for geboortezorg."""
    rows = (
        (DUINHOF, "Kliniek Duinhof", "ZBC", "WEST", ""),
        (MEERWIJK, "Ziekenhuis Meerwijk", "ZIEKENHUIS", "WEST", "WBMV"),
        (HEUVELDAL, "Centrum Heuveldal", "ZIEKENHUIS", "ZUID", "WBMV|HEMOFILIE"),
        (ZEEZICHT, "Centrum Zeezicht", "UMC", "WEST", "WBMV|ERFELIJKHEID"),
        (IGO, "Geboortehuis Duin en Meer", "IGO", "WEST", ""),
    )
    return [
        {
            "zorginstelling_code": code,
            "naam": naam,
            "soort": soort,
            "regio": regio,
            "vergunningen": vergunningen,
            "begindatum": BEGIN,
        }
        for code, naam, soort, regio, vergunningen in rows
    ]


def contracten() -> list[Row]:
    """Five contracts in force, one of them in two versions, and a draft."""
    rows = (
        (KUST_DUINHOF, "1", DUINHOF, KUST, "PXQ", "ONDERTEKEND", "", ""),
        (KUST_MEERWIJK, "1", MEERWIJK, KUST, "TRANSITIE", "ONDERTEKEND", "", "LICHT"),
        (KUST_HEUVELDAL, "1", HEUVELDAL, KUST, "PLAFOND", "GEACCORDEERD", "", ""),
        (KUST_ZEEZICHT, "1", ZEEZICHT, KUST, "AANNEEMSOM", "ONDERTEKEND", "KZ-T", ""),
        (MEER_MEERWIJK, "1", MEERWIJK, MEER, "PXQ", "ONDERTEKEND", "MM-T", "LICHT"),
        (MEER_ZEEZICHT, "1", ZEEZICHT, MEER, "PXQ", "CONCEPT", "", ""),
    )
    return [
        {
            "contract_id": contract,
            "versie": versie,
            "zorginstelling_code": aanbieder,
            "concern_id": concern,
            "contractvorm": vorm,
            "status": status,
            "schriftelijk": "N" if status == "CONCEPT" else "J",
            "ondertekend_op": "" if status == "CONCEPT" else "2021-12-20",
            "begindatum": BEGIN,
            "einddatum": EINDE,
            "terugvalregel_id": terugval,
            "ic_zwaarte": ic,
            "buiten_scope": "WEIGER" if contract == KUST_HEUVELDAL else "PASSANT",
            "declaratietermijn_maanden": "" if status == "CONCEPT" else "24",
        }
        for contract, versie, aanbieder, concern, vorm, status, terugval, ic in rows
    ]


def contract_scopes() -> list[Row]:
    """Skin care is outside one contract, to be paid as passant; knees are refused."""
    rows = (
        (KUST_MEERWIJK, "ZPG:120909", "N"),
        (KUST_MEERWIJK, "ALLES", "J"),
        (KUST_HEUVELDAL, "CODE:14X138", "N"),
        (KUST_HEUVELDAL, "ALLES", "J"),
    )
    return [
        {
            "contract_id": contract,
            "versie": "1",
            "selector": selector,
            "in_scope": in_scope,
        }
        for contract, selector, in_scope in rows
    ]


def contract_prijzen(codes: list[Code]) -> list[Row]:
    """Price lists per code and year."""
    return [
        {
            "contract_id": contract,
            "versie": "1",
            "prestatiecode": code.code,
            "component": "INTEGRAAL",
            "prijs": euro(_contract_cent(contract, code, year)),
            "volume": str(25 + int(code.basis_cent) % 200) if code.is_dbc else "",
            "begindatum": begin.isoformat(),
            "einddatum": einde.isoformat(),
        }
        for contract in _LIJSTEN
        for code, year, begin, einde in _per_year(codes)
        if not _is_forgotten(contract, code)
    ]


def _contract_cent(contract: str, code: Code, year: int) -> int:
    regulated_dbc = code.is_dbc and not code.is_vrij
    if contract == _MAXMAX_LIJST and regulated_dbc and year in _MAXMAX_JAREN:
        # Down to the cent, so that it stays within the agreement.
        return code.cent_in(year) * _MAXMAX_BP // 10_000
    return share(code.cent_in(year), _LIJSTEN[contract])


def _is_forgotten(contract: str, code: Code) -> bool:
    return contract == _LIJST_MET_GATEN and code.is_dbc and int(code.code[-3:]) % 7 == 0


def contract_staffels() -> list[Row]:
    """Physiotherapy is cheaper from the hundred-and-first on."""
    return [
        {
            "contract_id": KUST_ZEEZICHT,
            "versie": "1",
            "selector": "CODE:062501",
            "vanaf_aantal": vanaf,
            "prijs": prijs,
            "variant": "MARGINAAL",
        }
        for vanaf, prijs in (("1", "47,50"), ("101", "44,00"))
    ]


def prijsregels() -> list[Row]:
    """Prices by formula, and the terugvalregels of two contracts."""
    rows = (
        ("MM-1", MEER_MEERWIJK, "SOORT:DBC", "10", "NZA_MAXIMUM", "98,50", ""),
        ("MM-2", MEER_MEERWIJK, "PREFIX:15", "20", "PASSANTENTARIEF", "85,00", ""),
        ("MM-T", MEER_MEERWIJK, "ALLES", "0", "NZA_MAXIMUM", "100,00", ""),
        (
            "KZ-1",
            KUST_ZEEZICHT,
            "SOORT:DBC",
            "10",
            "STANDAARDPRIJS",
            "100,00",
            "ALGEMEEN",
        ),
        ("KZ-T", KUST_ZEEZICHT, "ALLES", "0", "NZA_MAXIMUM", "100,00", ""),
    )
    return [
        {
            "prijsregel_id": regel,
            "contract_id": contract,
            "versie": "1",
            "selector": selector,
            "prioriteit": prioriteit,
            "basis": basis,
            "factor": factor,
            "zorgcategorie": categorie,
            "aftoppen_op_maximum": "J",
            "begindatum": BEGIN,
            "einddatum": EINDE,
        }
        for regel, contract, selector, prioriteit, basis, factor, categorie in rows
    ]


def standaardprijzen(codes: list[Code]) -> list[Row]:
    """What KUST holds to be the price of each insured dbc code."""
    return [
        {
            "concern_id": KUST,
            "prestatiecode": code.code,
            "jaar": str(year),
            "prijs": euro(share(code.cent_in(year), 9_400)),
        }
        for code, year, _, _ in _per_year(codes)
        if code.code[:2] in ("14", "15")
    ]


def standaardopslagen() -> list[Row]:
    """What the university hospital gets above it, per category of care."""
    return [
        {
            "concern_id": KUST,
            "zorginstelling_code": ZEEZICHT,
            "jaar": str(year),
            "zorgcategorie": categorie,
            "opslag": opslag,
        }
        for year in YEARS
        for categorie, opslag in (("ALGEMEEN", "2,75"), ("TOPREFERENT", "9,50"))
    ]


def maxmax_afspraken() -> list[Row]:
    """One agreement, which ends halfway 2024; the prices above the maximum do not."""
    return [
        {
            "afspraak_id": "MM-DUINHOF",
            "zorginstelling_code": DUINHOF,
            "concern_id": KUST,
            "percentage": "10,00",
            "schriftelijk": "J",
            "ondertekend_op": "2022-12-15",
            "doel": "Voorbeeld: zorg op afstand",
            "begindatum": "2023-01-01",
            "einddatum": "2024-06-30",
        }
    ]


def maxmax_reikwijdten() -> list[Row]:
    """It is about the regulated dbc codes."""
    return [
        {"afspraak_id": "MM-DUINHOF", "selector": selector, "percentage": ""}
        for selector in ("PREFIX:14", "PREFIX:16")
    ]


def standaardprijslijsten(codes: list[Code]) -> list[Row]:
    """The passanten lists: free codes dearer, regulated codes at their maximum.

    The list of Zeezicht lacks the overige zorgproducten.
    """
    return [
        {
            "zorginstelling_code": aanbieder,
            "prestatiecode": code.code,
            "component": "INTEGRAAL",
            "prijs": euro(
                share(code.cent_in(year), _PASSANT_BP if code.is_vrij else 10_000)
            ),
            "omschrijving": code.omschrijving,
            "begindatum": begin.isoformat(),
            "einddatum": einde.isoformat(),
            "gepubliceerd_op": f"{year - 1}-11-15",
        }
        for aanbieder in (DUINHOF, MEERWIJK, HEUVELDAL, ZEEZICHT)
        for code, year, begin, einde in _per_year(codes)
        if code.is_dbc or aanbieder != ZEEZICHT
    ]


def odv_prijzen() -> list[Row]:
    """What Meerwijk charges Duinhof, and everybody else, for a foto."""
    return [
        {
            "zorginstelling_code": MEERWIJK,
            "opdrachtgever_code": opdrachtgever,
            "prestatiecode": ODV_CODE,
            "prijs": prijs,
            "begindatum": BEGIN,
        }
        for opdrachtgever, prijs in ((DUINHOF, "38,00"), ("", "41,50"))
    ]


def omzetafspraken() -> list[Row]:
    """One agreement of each form for 2024."""
    rows = (
        ("O-DUINHOF", KUST_DUINHOF, "PXQ", "1500000,00", "0,00", "100,00"),
        ("O-MEERWIJK", KUST_MEERWIJK, "TRANSITIE", "2500000,00", "60,00", "35,00"),
        ("O-HEUVELDAL", KUST_HEUVELDAL, "PLAFOND", "1200000,00", "0,00", "0,00"),
        ("O-ZEEZICHT", KUST_ZEEZICHT, "AANNEEMSOM", "1100000,00", "100,00", "0,00"),
    )
    return [
        {
            "afspraak_id": afspraak,
            "contract_id": contract,
            "jaar": "2024",
            "vorm": vorm,
            "richtpunt": richtpunt,
            "pct_onder": onder,
            "pct_boven": boven,
            "signaal": "95,00",
        }
        for afspraak, contract, vorm, richtpunt, onder, boven in rows
    ]


def omzetafspraak_scopes() -> list[Row]:
    """Medicines do not count for the turnover of Meerwijk."""
    return [
        {"afspraak_id": "O-MEERWIJK", "selector": selector, "telt_mee": telt_mee}
        for selector, telt_mee in (("ALLES", "J"), ("SOORT:ADDON_GNM", "N"))
    ]


def fp_register() -> list[Row]:
    """A facultatieve prestatie that ends before the contracts do."""
    return [
        {
            "prestatiecode": FP_CODE,
            "kenmerk": "TB/VB-22010-01",
            "omschrijving": "Vaatje dichtschroeien op verzoek (facultatief)",
            "begindatum": BEGIN,
            "einddatum": "2024-06-30",
            "per": "VERRICHTING",
            "vervangen_door": "Nationale prestatie vanaf 1 juli 2024",
        }
    ]


def fp_uitsluitingen() -> list[Row]:
    """On a day with this prestatie no foto is billed."""
    return [
        {
            "prestatiecode": FP_CODE,
            "selector": "CODE:062003",
            "reikwijdte": "DAG",
            "begindatum": BEGIN,
        }
    ]


def experimenten() -> list[Row]:
    """A small-scale innovation, and an experiment that replaces a regular code."""
    return [
        {
            "experiment_id": "INNO-1",
            "grondslag": "BR_INNOVATIE",
            "kenmerk": "BR/VB-23001: Hartfilm op verzoek",
            "prestatiecode": INNOVATIE_CODE,
            "prestatiecodelijst": "041",
            "startdatum": "2023-07-01",
            "einddatum_basis": "2026-06-30",
            "eindevaluatie_uiterlijk": "2025-12-30",
            "max_patienten": "200",
        },
        {
            "experiment_id": "WMG58-1",
            "grondslag": "WMG58",
            "kenmerk": "BR/VB-24058: Longzorg in een bundel",
            "prestatiecode": WMG58_CODE,
            "prestatiecodelijst": "990",
            "startdatum": "2024-01-01",
            "einddatum_basis": "2028-12-31",
            "eindevaluatie_uiterlijk": "2028-06-30",
            "max_patienten": "",
        },
    ]


def experiment_partijen() -> list[Row]:
    """Who takes part; Zeezicht has no beschikking of its own yet."""
    rows = (
        ("INNO-1", "ZORGAANBIEDER", MEERWIJK, "ORIGINEEL", "2023-06-01", "2023-07-01"),
        ("INNO-1", "VERZEKERAAR", KUST, "ORIGINEEL", "2023-06-01", "2023-07-01"),
        (
            "INNO-1",
            "ZORGAANBIEDER",
            HEUVELDAL,
            "AANSLUITER",
            "2023-12-01",
            "2024-01-01",
        ),
        ("INNO-1", "ZORGAANBIEDER", ZEEZICHT, "AANSLUITER", "", "2024-01-01"),
        ("WMG58-1", "ZORGAANBIEDER", ZEEZICHT, "ORIGINEEL", "2023-11-01", "2024-01-01"),
        ("WMG58-1", "VERZEKERAAR", KUST, "ORIGINEEL", "2023-11-01", "2024-01-01"),
    )
    return [
        {
            "experiment_id": experiment,
            "partij": partij,
            "partij_code": code,
            "rol": rol,
            "beschikking_kenmerk": f"BES/{experiment}/{code}" if beschikking else "",
            "beschikking_datum": beschikking,
            "begindatum": begin,
            "einddatum": "2026-06-30" if experiment == "INNO-1" else "2028-12-31",
        }
        for experiment, partij, code, rol, beschikking, begin in rows
    ]


def experiment_vervangt() -> list[Row]:
    """The regular codes of which the bundle takes the place."""
    return [{"experiment_id": "WMG58-1", "selector": "ZPG:100909"}]


def overeenkomsten() -> list[Row]:
    """Written agreements of conditional prestaties, with their prices."""
    rows = (
        ("FP-1", FP_CODE, "", "FP", MEERWIJK, "48,50", BEGIN),
        ("FP-2", FP_CODE, "", "FP", HEUVELDAL, "51,25", "2023-01-01"),
        ("EX-1", "", "INNO-1", "EXPERIMENT", MEERWIJK, "92,00", "2023-07-01"),
        ("EX-2", "", "INNO-1", "AANSLUITER", HEUVELDAL, "95,00", "2024-01-01"),
        ("EX-3", "", "INNO-1", "AANSLUITER", ZEEZICHT, "95,00", "2024-01-01"),
        ("EX-4", "", "WMG58-1", "EXPERIMENT", ZEEZICHT, "1480,00", "2024-01-01"),
        ("GB-1", GEBOORTEZORG_CODE, "", "GEBOORTEZORG", IGO, "900,00", "2023-01-01"),
    )
    return [
        {
            "overeenkomst_id": overeenkomst,
            "prestatiecode": code,
            "experiment_id": experiment,
            "soort": soort,
            "zorginstelling_code": aanbieder,
            "concern_id": KUST,
            "prijs": prijs,
            "schriftelijk": "J",
            "ondertekend_op": "2021-12-20",
            "begindatum": begin,
            "einddatum": EINDE,
        }
        for overeenkomst, code, experiment, soort, aanbieder, prijs, begin in rows
    ]


def verzekeringen() -> list[Row]:
    """An insurer for almost everybody; some change on 1 January 2023 or 2024."""
    chance = Random(SEED)
    rows: list[Row] = []
    for number in range(1, VERZEKERDEN + 1):
        verzekerde = f"V{number:06d}"
        if chance.random() < 0.004:  # unknown: VERZEKERAAR_ONBEKEND
            continue
        uzovi = _draw_uzovi(chance)
        switch = chance.choice((2023, 2024)) if chance.random() < 0.08 else None
        first: dict[str, str] = {
            "verzekerde_id": verzekerde,
            "uzovi": uzovi,
            "polis": chance.choice(("NATURA", "NATURA", "RESTITUTIE")),
            "begindatum": "2021-01-01",
        }
        if switch is None:
            rows.append(first)
            continue
        rows.append({**first, "einddatum": date(switch - 1, 12, 31).isoformat()})
        rows.append(
            {
                **first,
                "uzovi": _draw_uzovi(chance),
                "begindatum": date(switch, 1, 1).isoformat(),
            }
        )
    return rows


def _draw_uzovi(chance: Random) -> str:
    return chance.choices(("9101", "9102", "9201", "9301"), (50, 10, 28, 12))[0]


def _per_year(codes: list[Code]) -> Iterator[tuple[Code, int, date, date]]:
    for code in codes:
        if code.code == WERKELIJKE_KOSTEN_CODE:  # costs what it costs
            continue
        for year in YEARS:
            days = code.in_year(year)
            if days is not None:
                yield code, year, *days
