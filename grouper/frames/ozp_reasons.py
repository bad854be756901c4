"""What an overig zorgproduct is called, and why it is billable by itself or not.

Dutch terms: overig zorgproduct or OZP (a product that is not a dbc-zorgproduct),
eerstelijnsdiagnostiek or ELD (diagnostics asked by general practitioners), add-on (an
OZP beside a dbc-zorgproduct), tarieftype (the NZa's class of separate billing).
"""

from dataclasses import dataclass

CATEGORIEEN = ("SUPPLEMENTAIR", "ELD", "PARAMEDISCH", "OVERIG_VERRICHTING")
"""Main categories of overige zorgproducten since 2013 (Regeling msz 2016 art. 3aa)."""

AFLEIDINGEN = ("grouper", "zorgaanbieder")
"""Who derives the product: the grouper, or the provider straight from the activity."""

AANVRAGERS = ("EERSTELIJN", "BUITEN_DBC", "GEEN_VERZOEK_NODIG", "ANDERS")
"""Who asked for an activity: general practice and the like; a specialism of the same
institution without dbc's (kaakchirurgie); nobody, since no request is needed; any
other. Source of the first three: Regeling msz 2016 art. 33 lid 3, 33b lid 6-8."""

ONBEKEND = ""
"""No aanvrager_soort is given."""


@dataclass(frozen=True)
class Tarieftype:
    """One tarieftype of zorgactiviteiten.

    Attributes:
        code: The NZa's number.
        naam: What its activities are, as far as their members show (RZ17a).
        categorie: Its category; None before 2013 and where no source has one.
        is_afgeleid: Whether the grouper derives it: its activities are products of
            their own in table Producten (counted on RZ17a).
    """

    code: str
    naam: str
    categorie: str | None
    is_afgeleid: bool = False


TARIEFTYPEN: tuple[Tarieftype, ...] = (
    # Of 2012 only: its rows end on 2012-12-31. The categories came a day later.
    Tarieftype("10", "Ondersteunend product", None),
    Tarieftype("11", "Medisch-specialistische behandeling en diagnostiek", "ELD", True),
    Tarieftype("12", "Overig traject", "SUPPLEMENTAIR"),
    Tarieftype("13", "Overige verrichting", "OVERIG_VERRICHTING"),
    Tarieftype("15", "Add-on IC", "SUPPLEMENTAIR", True),
    Tarieftype("16", "Add-on geneesmiddel", "SUPPLEMENTAIR", True),
    Tarieftype("17", "Stollingsfactor", "SUPPLEMENTAIR"),
    Tarieftype("20", "Eerstelijnsdiagnostiek", "ELD"),
    Tarieftype("25", "Paramedische behandeling en onderzoek", "PARAMEDISCH"),
    # UNSOURCED: no source gives preassessment, its one activity, a category.
    Tarieftype("30", "Preassessment", None),
)
"""All tarieftypen known; categories as inferred from their members in RZ17a."""


@dataclass(frozen=True)
class Reden:
    """Why a row is billable by itself, or not.

    Attributes:
        code: Short name, as the column ``reden`` has it.
        is_declarabel: Whether it is billable by itself.
        tekst: The reason for people, in Dutch.
    """

    code: str
    is_declarabel: bool
    tekst: str


REDENEN: tuple[Reden, ...] = (
    Reden(
        "NAAST_DBC",
        True,
        "Supplementair product: het mag naast een dbc-zorgproduct worden gedeclareerd.",
    ),
    Reden(
        "OVERIGE_VERRICHTING",
        True,
        "Overige verrichting: zij wordt los gedeclareerd, buiten elk profiel.",
    ),
    Reden(
        "OP_VERZOEK",
        True,
        "Uitgevoerd op verzoek van de eerstelijn of van een specialisme zonder dbc's.",
    ),
    Reden(
        "GEEN_VERZOEK_NODIG",
        True,
        "Voor deze verrichting is volgens de aanlevering geen verzoek nodig.",
    ),
    Reden(
        "ZORGTYPE_41",
        True,
        "Geregistreerd in een subtraject met zorgtype 41, dat op verzoek van de "
        "eerstelijn wordt geopend.",
    ),
    Reden(
        "PARAMEDISCH_BUITEN_DBC",
        True,
        "Paramedische zorg buiten een dbc-zorgproduct.",
    ),
    Reden(
        "POLIKLINISCHE_FYSIOTHERAPIE",
        True,
        "Poliklinische fysiotherapie mag naast een dbc-zorgproduct worden "
        "gedeclareerd, behalve bij revalidatie.",
    ),
    Reden(
        "IC_BIJ_HOOFDTRAJECT",
        True,
        "Add-on IC in een subtraject met zorgtype 51 bij een hoofdtraject.",
    ),
    Reden(
        "IC_ZONDER_HOOFDTRAJECT",
        True,
        "Add-on IC in een subtraject met zorgtype 52, dat op zichzelf staat.",
    ),
    Reden(
        "IN_DBC_PROFIEL",
        False,
        "De zorgactiviteit zit in het profiel van een dbc-zorgproduct.",
    ),
    Reden(
        "ZELFDE_DAG_ALS_OPENING",
        False,
        "Uitgevoerd op de dag waarop het subtraject is geopend; zij hoort bij het "
        "dbc-zorgproduct.",
    ),
    Reden(
        "GEEN_VERZOEK",
        False,
        "Geen verzoek van de eerstelijn of van een specialisme zonder dbc's.",
    ),
    Reden(
        "ALLEEN_ZORGTYPE_41",
        False,
        "Dit product wordt alleen uit een subtraject met zorgtype 41 gedeclareerd.",
    ),
    Reden(
        "ONDERSTEUNING_HOOFDTRAJECT",
        False,
        "Ondersteuning in een subtraject met zorgtype 51 hoort bij het profiel van het "
        "hoofdtraject.",
    ),
    Reden(
        "GEEN_HOOFDTRAJECT",
        False,
        "Bij dit subtraject met zorgtype 51 staat geen hoofdtraject in de aanlevering.",
    ),
    Reden(
        "IC_BUITEN_IC_SUBTRAJECT",
        False,
        "Een add-on IC wordt met een eigen subtraject (zorgtype 51 of 52) "
        "geregistreerd.",
    ),
    Reden(
        "TOESLAG_ZONDER_IC_DAG",
        False,
        "De toeslag mag alleen naast een IC-behandeldag op dezelfde dag.",
    ),
    Reden(
        "ADDON_ZONDER_DBC",
        False,
        "Een add-on hoort bij een dbc-zorgproduct; zorgtype 41 heeft er geen.",
    ),
    Reden(
        "PRODUCT_NIET_GELDIG",
        False,
        "De release kent dit product niet op de uitvoerdatum.",
    ),
    Reden(
        "AANTAL_NEGATIEF",
        False,
        "Correcties van deze zorgactiviteit vallen op een andere dag dan de "
        "verrichting; per dag is het aantal niet vast te stellen.",
    ),
    Reden(
        "TARIEFTYPE_ONBEKEND",
        False,
        "Dit tarieftype is niet bekend; beoordeel zelf of het declarabel is.",
    ),
)
"""Every reason; the number of a reason is its place here."""

REDEN_NUMMER: dict[str, int] = {reden.code: n for n, reden in enumerate(REDENEN)}
