"""The invented registers that the example declarations are held against.

Persons, policies, permissions and stays are those of the example batch, so that each
table says something of care that is declared there.
"""

from dbc_grouper_data.making.example_contracten import (
    DUINHOF,
    HEUVELDAL,
    IGO,
    MEERWIJK,
    ZEEZICHT,
)
from dbc_grouper_data.making.example_referenties import SPECIALISMEN
from dbc_grouper_data.making.tarief_forms import Row

INSTELLINGEN = (DUINHOF, MEERWIJK, HEUVELDAL, ZEEZICHT)
HUISARTSEN = tuple(f"01999{number:03d}" for number in range(1, 13))
HUISARTSENPRAKTIJK = "01999101"
UZOVIS = (
    ("9101", "Kustverzekeringen", "2015-01-01", ""),
    ("9102", "Kust Voordelig", "2015-01-01", ""),
    ("9201", "Meerverzekeringen", "2015-01-01", ""),
    ("9301", "Onderlinge Polder", "2015-01-01", ""),
    ("9401", "Kust Oud (vervallen)", "2015-01-01", "2021-12-31"),
)
FIRST_DAY = "2015-01-01"


def specialist(zorginstelling: str, specialisme: str) -> str:
    """AGB code of the one specialist that an institution has of a specialisme."""
    place = [code for code, *_ in SPECIALISMEN].index(specialisme)
    return f"0399{zorginstelling[-1]}{place:03d}"


def huisarts(verzekerde: str) -> str:
    """AGB code of the general practitioner of a verzekerde."""
    return HUISARTSEN[int(verzekerde[1:]) % len(HUISARTSEN)]


def agb() -> list[Row]:
    """Institutions, a practice, general practitioners, a specialist a specialisme."""
    institutions = (
        (DUINHOF, "Kliniek Duinhof"),
        (MEERWIJK, "Ziekenhuis Meerwijk"),
        (HEUVELDAL, "Centrum Heuveldal"),
        (ZEEZICHT, "Centrum Zeezicht"),
        (IGO, "Geboortehuis Duin en Meer"),
    )
    rows = [(code, "INSTELLING", "", naam) for code, naam in institutions]
    rows.append((HUISARTSENPRAKTIJK, "PRAKTIJK", "0100", "Praktijk Zandpad"))
    rows += [(code, "PERSOON", "0100", f"Huisarts {code[-2:]}") for code in HUISARTSEN]
    rows += [
        (specialist(institution, code), "PERSOON", code, f"Specialist {text}")
        for institution in INSTELLINGEN
        for code, text, *_ in SPECIALISMEN
    ]
    return [
        {
            "agb": code,
            "soort": soort,
            "specialisme_code": specialisme,
            "naam": naam,
            "begindatum": FIRST_DAY,
            "einddatum": "",
        }
        for code, soort, specialisme, naam in rows
    ]


def uzovi() -> list[Row]:
    """The insurers of the example tariffs, and a number that is no longer used."""
    return [
        {"uzovi": code, "naam": naam, "begindatum": begin, "einddatum": eind}
        for code, naam, begin, eind in UZOVIS
    ]


def dekking() -> list[Row]:
    """What is complete: who is not there in these years does not exist."""
    complete = ("personen", "verzekeringen", "agb", "uzovi", "detentie")
    rows = [(tabel, FIRST_DAY, "", "J") for tabel in complete]
    rows += [
        ("machtigingen", "2022-01-01", "", "J"),
        ("vt_participation", "2023-01-01", "", "J"),
        ("historie", "2022-01-01", "", "J"),
        ("inkoop", "2022-01-01", "", "J"),
        ("vergunning", FIRST_DAY, "", "J"),
        ("opnamen", "2022-01-01", "", "N"),
        ("wlz", "2022-01-01", "", "J"),
    ]
    return [
        {"tabel": tabel, "begindatum": begin, "einddatum": eind, "volledig": volledig}
        for tabel, begin, eind, volledig in rows
    ]


def diagnose_combinaties() -> list[Row]:
    """Diagnoses of one specialisme that may not run beside each other."""
    rows = (
        ("0305", "1101", "1102"),
        ("0305", "1205", "1206"),
        ("0310", "11", "12"),
        ("0322", "5101", "5102"),
    )
    return [
        {
            "specialisme_code": specialisme,
            "diagnose_code_1": first,
            "diagnose_code_2": second,
            "begindatum": "2022-01-01",
            "einddatum": "",
        }
        for specialisme, first, second in rows
    ]


def polisvoorwaarden() -> list[Row]:
    """What each policy pays at a provider without a contract."""
    return [
        {
            "uzovi": code,
            "polis": polis,
            "vorm": polis,
            "percentage": percentage,
            "begindatum": "2021-01-01",
            "einddatum": "",
        }
        for code, *_ in UZOVIS[:4]
        for polis, percentage in (("NATURA", "75,00"), ("RESTITUTIE", "100,00"))
    ]


def marktconform() -> list[Row]:
    """Prices that POLDER, which has no contracts, holds to be usual."""
    return [
        {
            "uzovi": "9301",
            "declaratiecode": code,
            "prijs": prijs,
            "begindatum": "2022-01-01",
            "einddatum": "",
        }
        for code, prijs in (("15X135", "1250,00"), ("15X122", "2100,00"))
    ]


def aanvullend() -> list[Row]:
    """What a supplementary policy pays beside the Zvw."""
    return [
        {
            "uzovi": "9101",
            "polis": "KUST EXTRA",
            "soort": "ZORGHOTEL",
            "bedrag": "95,00",
            "per": "DAG",
            "maximum": "1900,00",
            "begindatum": "2022-01-01",
            "einddatum": "",
        }
    ]


def inkoop() -> list[Row]:
    """Who was chosen for care that few may give."""
    rows = (
        ("9101", "DUINKUUR", HEUVELDAL, "SELECTIEF"),
        ("9101", "DUINKUUR", ZEEZICHT, "SELECTIEF"),
        ("9102", "KNIE VERVANGEN", MEERWIJK, "BUDGETPOLIS"),
        ("9102", "KNIE VERVANGEN", HEUVELDAL, "BUDGETPOLIS"),
        ("9201", "KNIE VERVANGEN", DUINHOF, "MINIMUMNORM"),
        ("9201", "KNIE VERVANGEN", MEERWIJK, "MINIMUMNORM"),
    )
    return [
        {
            "uzovi": code,
            "behandeling": behandeling,
            "zorginstelling_code": aanbieder,
            "soort": soort,
            "begindatum": "2022-01-01",
            "einddatum": "",
        }
        for code, behandeling, aanbieder, soort in rows
    ]


def polisuitsluitingen() -> list[Row]:
    """A policy that leaves out care that is controversial."""
    return [
        {
            "uzovi": "9201",
            "polis": "DUINGELOOF",
            "behandeling": "STERILISATIE",
            "begindatum": "2022-01-01",
            "einddatum": "",
        }
    ]


def vergunningen() -> list[Row]:
    """What let the institutions give care: a toelating, and since 2022 a vergunning."""
    periods = (("WTZI", FIRST_DAY, "2021-12-31"), ("WTZA", "2022-01-01", ""))
    return [
        {"agb": code, "soort": soort, "begindatum": begin, "einddatum": eind}
        for code in (*INSTELLINGEN, IGO)
        for soort, begin, eind in periods
    ]


def preferentie() -> list[Row]:
    """A medicine that is preferred."""
    return [
        {
            "uzovi": "9101",
            "code": "061603",
            "begindatum": "2023-01-01",
            "einddatum": "",
        }
    ]


def bilateraal() -> list[Row]:
    """A code of list 990 that is taken by agreement."""
    return [
        {
            "uzovi": "9101",
            "prestatiecodelijst": "990",
            "declaratiecode": "WX5801",
            "begindatum": "2024-01-01",
            "einddatum": "",
        }
    ]


def persoonseisen() -> list[Row]:
    """Codes for men or women alone, or for children."""
    rows = (
        ("060701", "1", "", "", "verzonnen"),
        ("060702", "2", "", "", "verzonnen"),
    )
    return [
        {
            "declaratiecode": code,
            "geslacht": geslacht,
            "leeftijd_van": van,
            "leeftijd_tot": tot,
            "begindatum": "2022-01-01",
            "einddatum": "",
            "bron": bron,
        }
        for code, geslacht, van, tot, bron in rows
    ]


def aandachtslijst() -> list[Row]:
    """Treatments to look at: one that its code tells from others, and one not."""
    rows = (
        ("1", "Tekening in de huid laseren", "060402", "CODE"),
        ("2", "Huid van de buik inkorten na een dieet", "060404", "NIET"),
    )
    return [
        {
            "nummer": nummer,
            "behandeling": behandeling,
            "specialisme_code": "0310",
            "diagnose_code": "",
            "zorgactiviteit_code": code,
            "koppeling": koppeling,
            "begindatum": "2022-01-01",
            "einddatum": "",
            "bron": "verzonnen",
        }
        for nummer, behandeling, code, koppeling in rows
    ]
