"""The invented national tariffs of the example: amounts, releases, registers.

Codes and days are those of the example release; every amount is drawn from a seed or
made up. None of it is a tariff of the NZa.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dbc_grouper_data.making.example_referenties import ACTIVITEITEN
from dbc_grouper_data.making.tarief_forms import Row, euro, share

SEED = 20240101
YEARS = (2022, 2023, 2024)
# Growth of the amounts of each year over 2022, in 1/100 %.
INDEX_BP = {2022: 10_000, 2023: 10_310, 2024: 10_795}

FP_CODE = "061101"
INNOVATIE_CODE = "061102"
WMG58_CODE = "WX5801"
ODV_CODE = "ODX001"
GEBOORTEZORG_CODE = "GBX001"
WERKELIJKE_KOSTEN_CODE = "061302"
CORRECTED_CODE = "061502"
WBMV_GROEP = "979909"

# Cents in 2022. Zero is free, except for the code of werkelijke kosten.
OZP_CENT = {
    "061001": 42_10,
    "061201": 0,
    "061301": 125_00,
    "061302": 0,
    "061501": 1_875_00,
    "061502": 2_940_00,
    "061503": 415_00,
    "061601": 18_20,
    "061602": 44_10,
    "061603": 23_75,
    "061701": 210_00,
    "062001": 0,
    "062002": 0,
    "062003": 0,
    "062501": 0,
    "062502": 0,
    "063001": 0,
}

TARIEVENTABEL = "20240101 Tarieven Tabel v20231001.csv"
ZORGPRODUCTENTABEL = "20240101 Zorgproducten Tabel v20231001.csv"


@dataclass(frozen=True)
class Code:
    """A declaratiecode with its days and its invented amount.

    Attributes:
        code: The declaratiecode.
        zorgproductgroep: Group of its product; empty for an overig zorgproduct.
        begin: First day.
        einde: Last day; None is open.
        basis_cent: Amount in 2022; also what lists are made from when it is free.
        is_vrij: Whether the national table says 0.
        tarieftype: Of an overig zorgproduct, else empty.
        omschrijving: Text of the table.
    """

    code: str
    zorgproductgroep: str
    begin: date
    einde: date | None
    basis_cent: int
    is_vrij: bool
    tarieftype: str
    omschrijving: str

    @property
    def is_dbc(self) -> bool:
        """Whether it is the code of a dbc-zorgproduct."""
        return self.code[:2] in ("14", "15", "16", "17")

    def in_year(self, year: int) -> tuple[date, date] | None:
        """Days of the code in a year; None when there are none."""
        begin = max(self.begin, date(year, 1, 1))
        einde = min(self.einde or date(year, 12, 31), date(year, 12, 31))
        return (begin, einde) if begin <= einde else None

    def cent_in(self, year: int) -> int:
        """Its amount in a year."""
        return share(self.basis_cent, INDEX_BP[year])


def codes(producten: list[Row]) -> list[Code]:
    """Every code of the release that is billed, with an amount.

    Args:
        producten: Products of the release: zorgproduct_code, verzekerd, onverzekerd,
            omschrijving, begindatum, einddatum; empty texts for what is not there.
    """
    return [*_dbc_codes(producten), *_ozp_codes()]


def _dbc_codes(producten: list[Row]) -> Iterator[Code]:
    chance = Random(SEED)
    first: dict[str, Row] = {}
    for product in producten:
        for key in ("verzekerd", "onverzekerd"):
            code = product[key]
            if code and len(product["zorgproduct_code"]) == 9:
                known = first.setdefault(code, product)
                if product["begindatum"] < known["begindatum"]:
                    first[code] = product
    amounts: dict[str, int] = {}
    for code in sorted(first):
        # Twins (14 and 16, 15 and 17) share what stands behind the first two signs.
        amount = amounts.setdefault(code[2:], chance.randint(95_00, 4_800_00))
        product = first[code]
        yield Code(
            code,
            product["zorgproduct_code"][:6],
            date.fromisoformat(product["begindatum"]),
            None,
            amount,
            code[:2] in ("15", "17"),
            "",
            product["omschrijving"],
        )


def _ozp_codes() -> Iterator[Code]:
    for activiteit in ACTIVITEITEN:
        if activiteit.code in OZP_CENT:
            begin, einde = activiteit.window
            cent = OZP_CENT[activiteit.code]
            yield Code(
                activiteit.code,
                "",
                date.fromisoformat(begin),
                date.fromisoformat(einde) if einde else None,
                cent or 30_00 + 7 * int(activiteit.code[-3:]),
                cent == 0,
                activiteit.tarieftype or "",
                activiteit.omschrijving,
            )


def releases() -> list[Row]:
    """Four publications: two tables, a correction, medicines."""
    common = {"bedrag_schaal": "CENT", "maxmax_afronding": "FLOOR", "pakket": "VB24a"}
    return [
        {
            "release_id": "1",
            "bron": "TARIEVENTABEL",
            "kenmerk": "TB/VB-24001-01",
            "versiedatum": "2023-10-01",
            "bekendgemaakt_op": "2023-10-01",
            "ingangsdatum": "2024-01-01",
            "bronbestand": TARIEVENTABEL,
            **common,
        },
        {
            "release_id": "2",
            "bron": "TARIEVENTABEL",
            "kenmerk": "RG/VB-24001-01",
            "versiedatum": "2023-10-01",
            "bekendgemaakt_op": "2023-10-01",
            "ingangsdatum": "2024-01-01",
            "bronbestand": ZORGPRODUCTENTABEL,
            **common,
        },
        {
            "release_id": "3",
            "bron": "BESCHIKKING",
            "kenmerk": "WB/VB-2024-06",
            "versiedatum": "2024-03-10",
            "bekendgemaakt_op": "2024-03-15",
            "ingangsdatum": "2024-04-01",
            "vervangt_release_id": "1",
            "omvang": "WIJZIGING",
        },
        {
            "release_id": "4",
            "bron": "GSTANDAARD",
            "kenmerk": "Voorbeeldlijst geneesmiddelen 2024",
            "bekendgemaakt_op": "2023-12-01",
            "ingangsdatum": "2024-01-01",
        },
    ]


def tarieventabel(all_codes: list[Code]) -> list[Row]:
    """Rows of the Tarieven Tabel: a row per code and year, the last one open."""
    rows = []
    for code in all_codes:
        for year in YEARS:
            days = code.in_year(year)
            if days is None:
                continue
            is_open = year == YEARS[-1] and code.einde is None
            rows.append(
                {
                    "Declaratiecode": code.code,
                    "Productgroepcode": code.zorgproductgroep,
                    "Tarief (geheel getal in centen)": (
                        "0" if code.is_vrij else str(code.cent_in(year))
                    ),
                    "Ingangsdatum": f"{days[0]:%Y%m%d}",
                    "Einddatum": "" if is_open else f"{days[1]:%Y%m%d}",
                    "Omschrijving declaratiecode": code.omschrijving,
                    "Tarieftype": code.tarieftype,
                    "Declaratie eenheid": "DG" if code.tarieftype == "15" else "ST",
                    "Soort Tarief": "" if code.is_vrij else "M",
                    "Segment aanduiding": "V" if code.is_vrij else "G",
                }
            )
    return rows


def zorgproductentabel(producten: list[Row]) -> list[Row]:
    """Rows of the Zorgproducten Tabel, as the example release has its products."""
    return [
        {
            "Zorgproductcode": product["zorgproduct_code"],
            "Zorgproductomschrijving": product["omschrijving"],
            "Declaratiecode verzekerde zorg": product["verzekerd"],
            "Declaratiecode onverzekerde zorg": product["onverzekerd"],
            "Zorgproduct WBMV code": (
                "2990"
                if product["zorgproduct_code"].startswith(WBMV_GROEP)
                and product["verzekerd"]
                else ""
            ),
            "Zorgproductgroep Code": product["zorgproduct_code"][:6],
            "Ingangsdatum": product["begindatum"].replace("-", ""),
            "Einddatum": product["einddatum"].replace("-", ""),
        }
        for product in producten
    ]


def correction() -> list[Row]:
    """What WB/VB-2024-06 changes: one tariff, from April 2024 on."""
    return [
        {
            "release_id": "3",
            "prestatiecode": CORRECTED_CODE,
            "prestatiecodelijst": "041",
            "component": "INTEGRAAL",
            "begindatum": "2024-04-01",
            "tariefsoort": "MAXIMUM",
            "bedrag": euro(share(OZP_CENT[CORRECTED_CODE], 10_450)),
        }
    ]


def prestaties() -> list[Row]:
    """Prestaties that no published table describes: between providers, and births."""
    rows = (
        (ODV_CODE, "Foto voor een andere aanbieder", "ODV", "", "N"),
        (GEBOORTEZORG_CODE, "Bevalling, als bundel", "GEBOORTEZORG", "NATAAL", "J"),
    )
    return [
        {
            "prestatiecode": code,
            "prestatiecodelijst": "990",
            "begindatum": "2023-01-01",
            "omschrijving": omschrijving,
            "soort_prestatie": soort,
            "verzekerd": "J",
            "eenheid": "STUK",
            "aantal_deelbaar": "N",
            "maxmax_uitgesloten": "N",
            "overeenkomst_vereist": overeenkomst,
            "btw_behandeling": "VRIJGESTELD",
            "fase": fase,
        }
        for code, omschrijving, soort, fase, overeenkomst in rows
    ]


def addons() -> list[Row]:
    """Invented medicines; the second is capped by the Wgp from April on."""
    rows = (
        ("99000001", "ADDON", "2024-01-01", "", "545,00", "500,00", "", "1"),
        ("99000002", "ADDON", "2024-01-01", "2024-03-31", "357,26", "327,76", "", "5"),
        ("99000002", "ADDON", "2024-04-01", "", "357,26", "327,76", "349,90", "5"),
        ("99000003", "OZP_STOLLING", "2024-01-01", "", "43,14", "39,58", "", "6"),
    )
    return [
        {
            "release_id": "4",
            "zi_nummer": zi,
            "soort_supplementair": soort,
            "begindatum": begin,
            "einddatum": einde,
            "nza_max_incl_btw": maximum,
            "aip_excl_btw": aip,
            "wgp_max_incl_btw": wgp,
            "inkoophoeveelheid": units,
            "afleveringseenheid": "ST",
            "btw": "9,00",
        }
        for zi, soort, begin, einde, maximum, aip, wgp, units in rows
    ]


def werkelijke_kosten() -> list[Row]:
    """The one code whose tariff 0 means: what it cost."""
    return [
        {
            "prestatiecode": WERKELIJKE_KOSTEN_CODE,
            "prestatiecodelijst": "041",
            "begindatum": "2022-01-01",
            "grond": "Voorbeeld: een rapport wordt doorberekend",
        }
    ]


def ozp_regels() -> list[Row]:
    """Rules between lines of one patient."""
    rules = (
        ("R1", "CODE:061501", "SLUIT_UIT", "CODE:061502", "DAG", "", "", ""),
        ("R2", "CODE:061501", "MAX_AANTAL", "", "DAG", "1", "", ""),
        ("R3", "CODE:061502", "MAX_AANTAL", "", "DAG", "1", "", ""),
        ("R4", "CODE:062501", "MAX_AANTAL", "", "DAG", "2", "", ""),
        (
            "R5",
            "CODE:061301",
            "PERIODEMAXIMUM_BEDRAG",
            "",
            "PERIODE",
            "",
            "600,00",
            "365",
        ),
    )
    return [
        {
            "regel_id": regel,
            "code_a": code_a,
            "soort": soort,
            "code_b": code_b,
            "reikwijdte": reikwijdte,
            "aantal": aantal,
            "bedrag": bedrag,
            "periode_dagen": dagen,
            "begindatum": "2022-01-01",
            "grond": f"Voorbeeldregeling art. {number}",
        }
        for number, (
            regel,
            code_a,
            soort,
            code_b,
            reikwijdte,
            aantal,
            bedrag,
            dagen,
        ) in enumerate(rules, start=1)
    ]


def end_of(begin: date, years: int) -> date:
    """Last day of so many years from a day on."""
    return begin.replace(year=begin.year + years) - timedelta(days=1)
