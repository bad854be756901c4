"""The one declaration of every table of the tariff layer.

It says what each column is called and what may stand in it. It reads nothing and
decides nothing. Readers, checks, the decision and the docs follow it.

Conventions: ``_cent`` eurocents, ``_e6`` micro-euro, ``_m`` thousandths, ``_bp``
1/100 % (10000 is 100 %), all Int64, so that no product of two columns wraps at 32
bits. Both ends of a period are inclusive; an empty einddatum is open. The ``bron``
metadata of a column lists the other names it has in files (those of tariffs.md 12),
``soort`` what its text is where case or blanks in it do not matter: ``code`` (of a
national table, in capitals), ``label`` with the name of what it labels, ``tekst`` (for
people; it is kept as it is). Tables whose rows rank by their selector have no primary
key: equal rows are one and others tie (ties.py).

Source: tariffs.md 12, as amended by tariffs-decisions.md.

Dutch terms: prestatie (what may be billed), contract (agreement of a provider and an
insurer), passant (patient whose insurer has no contract), peildatum (day that decides).
"""

# dataframely calls a rule with the schema class, so its first argument is cls.
# ruff: noqa: N805

from dataclasses import dataclass, field
from typing import TypeVar

import dataframely as dy
import polars as pl

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)
"""A frame, eager or lazy: what a public function gives is as what it took."""

BRON = pl.Enum(["TARIEVENTABEL", "GSTANDAARD", "BESCHIKKING", "FIXTURE"])
SCHAAL = pl.Enum(["CENT", "EURO"])
AFRONDING = pl.Enum(["FLOOR", "HALF_UP"])
OMVANG = pl.Enum(["VOLLEDIG", "WIJZIGING"])
PRESTATIECODELIJST = pl.Enum(["041", "016", "990", "001"])
SOORT_PRESTATIE = pl.Enum(
    [
        "DBC",
        "OZP",
        "ADDON_GNM",
        "STOLLING",
        "ADDON_IC",
        "ADDON_OVERIG",
        "FP",
        "INNOVATIE",
        "EXPERIMENT",
        "GEBOORTEZORG",
        "ODV",
    ]
)
OZP_CATEGORIE = pl.Enum(["SUPPLEMENTAIR", "ELD", "PARAMEDISCH", "OVERIG_VERRICHTING"])
EENHEID = pl.Enum(
    ["STUK", "DAG", "MIN5", "MIN15", "UUR", "KM", "HALFUUR", "ZI_EENHEID", "PERIODE"]
)
MAXMAX_UITSLUITING_GROND = pl.Enum(
    ["ADDON_GNM", "STOLLING", "OVERGENOMEN_GGZ_FZ", "OVERGENOMEN_EERSTELIJN"]
)
VERGUNNING = pl.Enum(["WBMV", "ERFELIJKHEID", "HEMOFILIE"])
BTW_BEHANDELING = pl.Enum(
    ["VRIJGESTELD", "INCL_LAAG", "BELAST_HOOG", "AFHANKELIJK_DOEL"]
)
FASE = pl.Enum(["PRENATAAL", "NATAAL", "POSTNATAAL"])
COMPONENT = pl.Enum(["INTEGRAAL", "KOSTEN", "HONORARIUM"])
TARIEFSOORT = pl.Enum(["VRIJ", "VAST", "MAXIMUM", "WERKELIJKE_KOSTEN"])
SOORT_SUPPLEMENTAIR = pl.Enum(["ADDON", "OZP_STOLLING"])
OZP_REGEL_SOORT = pl.Enum(
    [
        "SLUIT_UIT",
        "VEREIST",
        "MAX_AANTAL",
        "TERMIJN_MAAND",
        "PERIODEMAXIMUM_BEDRAG",
        "BEGREPEN_IN",
    ]
)
REIKWIJDTE = pl.Enum(["DAG", "ZITTING", "SUBTRAJECT", "ZORGTRAJECT", "PERIODE"])
ZORGAANBIEDER_SOORT = pl.Enum(
    ["ZIEKENHUIS", "UMC", "ZBC", "SOLIST", "IGO", "GRZ", "EERSTELIJN", "OVERIG"]
)
CONTRACTVORM = pl.Enum(["PXQ", "PLAFOND", "AANNEEMSOM", "TRANSITIE"])
CONTRACT_STATUS = pl.Enum(["CONCEPT", "GEACCORDEERD", "ONDERTEKEND", "BEEINDIGD"])
IC_ZWAARTE = pl.Enum(["LICHT", "MIDDEL", "ZWAAR"])
BUITEN_SCOPE = pl.Enum(["PASSANT", "WEIGER"])
STAFFEL_VARIANT = pl.Enum(["MARGINAAL", "GEHEEL_VOLUME"])
PRIJSBASIS = pl.Enum(
    [
        "NZA_MAXIMUM",
        "STANDAARDPRIJS",
        "PASSANTENTARIEF",
        "VORIG_CONTRACT",
        "AIP",
        "GSTANDAARD_MAX",
    ]
)
ZORGCATEGORIE = pl.Enum(["ALGEMEEN", "COMPLEX", "TOPKLINISCH", "TOPREFERENT"])
FP_PER = pl.Enum(["VERRICHTING", "DAG", "MAAND", "PERIODE"])
EXPERIMENT_GRONDSLAG = pl.Enum(["BR_INNOVATIE", "WMG58"])
PARTIJ = pl.Enum(["ZORGAANBIEDER", "VERZEKERAAR", "ZORGKANTOOR"])
ROL = pl.Enum(["ORIGINEEL", "AANSLUITER"])
OVEREENKOMST_SOORT = pl.Enum(
    [
        "FP",
        "EXPERIMENT",
        "AANSLUITER",
        "GEBOORTEZORG",
        "OZP_VOORWAARDE",
        "IC_ZWAARTE",
        "TERUGVAL",
    ]
)
ONTVANGER = pl.Enum(
    ["VERZEKERAAR", "VERZEKERDE", "NIET_VERZEKERDE", "EIGEN_ZORGVERLENER", "OVERIG"]
)
DC = pl.Enum(["D", "C"])
AANSPRAAK = pl.Enum(["J", "N"])
AANVRAGER_SOORT = pl.Enum(["EERSTELIJN", "BUITEN_DBC", "GEEN_VERZOEK_NODIG", "ANDERS"])
PEILDATUM_GROND = pl.Enum(["OPENING", "UITVOERING"])
GRONDSLAG = pl.Enum(
    [
        "CONTRACTPRIJS",
        "CONTRACTPRIJS_MAXMAX",
        "CONTRACT_PRIJSREGEL",
        "CONTRACT_TERUGVAL",
        "OVEREENGEKOMEN_PRESTATIEPRIJS",
        "PASSANTENTARIEF",
        "PASSANTENTARIEF_BUITEN_CONTRACT",
        "WERKELIJKE_KOSTEN",
        "ODV_PRIJS",
        "CREDIT_KOPIE",
    ]
)
STATUS = pl.Enum(["OK", "GEWEIGERD", "AFGETOPT", "SIGNAAL", "ONLEESBAAR"])
KLASSE = pl.Enum(["H", "C", "D", "S"])

SELECTOR_VOLGORDE = (
    "CODE",
    "ZORGPRODUCT",
    "ZPG",
    "TARIEFTYPE",
    "PREFIX",
    "SOORT",
    "ALLES",
)
"""Kinds of selector, most specific first (tariffs-decisions.md, F)."""

SELECTOR = (
    r"^(CODE:[0-9A-Z]+(,[0-9A-Z]+)*|ZORGPRODUCT:[0-9]{6,9}(,[0-9]{6,9})*|ZPG:[0-9]{6}"
    r"|TARIEFTYPE:[0-9]{2}|PREFIX:[0-9A-Z]+|SOORT:("
    + "|".join(SOORT_PRESTATIE.categories)
    + r")|ALLES)$"
)
"""Selector grammar of tariffs.md 12; a list of codes, comma between, counts as CODE."""

PRESTATIECODE = r"^[0-9A-Z]{1,12}$"
"""Form of a prestatiecode; whether it exists is for the national tables to say."""

MAX_PRIJS_E6 = 10**15
"""A price above a billion euros is an error of scale, and would not fit a product."""

_AGB = r"^[0-9]{8}$"
_UZOVI = r"^[0-9]{4}$"
_ZI = r"^[0-9]{8}$"
_LIJSTEN = PRESTATIECODELIJST.categories.to_list()
# Widths to which a code of digits only is zero-filled; the first that is wide enough.
_CODEBREEDTE = (6,)
_PRODUCTBREEDTE = (6, 9)


def _enum(
    dtype: pl.Enum, *, nullable: bool = False, bron: tuple[str, ...] = ()
) -> dy.Enum:
    return dy.Enum(dtype.categories, nullable=nullable, metadata={"bron": bron})


def _prestatiecode(
    *, key: bool = False, nullable: bool = False, bron: tuple[str, ...] = ()
) -> dy.String:
    return dy.String(
        primary_key=key,
        nullable=nullable and not key,
        regex=PRESTATIECODE,
        metadata={"bron": bron, "breedte": _CODEBREEDTE, "soort": "code"},
    )


def _lijst(*, key: bool = False) -> dy.Enum:
    return dy.Enum(
        _LIJSTEN,
        primary_key=key,
        metadata={"bron": ("lijst", "codelijst"), "breedte": (3,)},
    )


def _zorginstelling(*, key: bool = False, nullable: bool = False) -> dy.String:
    return dy.String(
        primary_key=key,
        nullable=nullable and not key,
        regex=_AGB,
        metadata={"bron": ("agb",), "breedte": (8,)},
    )


def _tekst(
    *,
    key: bool = False,
    nullable: bool = False,
    bron: tuple[str, ...] = (),
    soort: str | None = None,
) -> dy.String:
    return dy.String(
        primary_key=key,
        nullable=nullable and not key,
        min_length=1,
        metadata={"bron": bron, "soort": soort},
    )


def _vrije_tekst(*, nullable: bool = False) -> dy.String:
    return _tekst(nullable=nullable, soort="tekst")


def _label(
    naam: str, *, key: bool = False, nullable: bool = False, bron: tuple[str, ...] = ()
) -> dy.String:
    return _tekst(key=key, nullable=nullable, bron=bron, soort=f"label {naam}")


def _selector(*, key: bool = False, nullable: bool = False) -> dy.String:
    return dy.String(
        primary_key=key,
        nullable=nullable and not key,
        regex=SELECTOR,
        metadata={"soort": "code"},
    )


def _specialisme(bron: str) -> dy.String:
    return dy.String(
        nullable=True,
        regex=r"^[0-9]{4}$",
        metadata={"bron": (bron,), "breedte": (4,)},
    )


def _zorgproductgroep() -> dy.String:
    return dy.String(
        nullable=True,
        regex=r"^[0-9]{6}$",
        metadata={"bron": ("zorgproductgroep",), "breedte": (6,)},
    )


def _uzovi() -> dy.String:
    return dy.String(nullable=False, regex=_UZOVI, metadata={"breedte": (4,)})


def _prijs(*, nullable: bool = False) -> dy.Int64:
    return dy.Int64(nullable=nullable, min=0, max=MAX_PRIJS_E6)


@dy.rule()
def _einddatum_na_begindatum(cls: type[dy.Schema]) -> pl.Expr:
    return pl.col("einddatum") >= pl.col("begindatum")


# National reference (tariffs.md 12.1).


class TariefRelease(dy.Schema):
    """A publication of tariffs: what became known on which day (known time)."""

    release_id = dy.Int64(primary_key=True)
    bron = _enum(BRON)
    kenmerk = _tekst()
    pakket = _vrije_tekst(nullable=True)
    versiedatum = dy.Date(nullable=True)
    bekendgemaakt_op = dy.Date(nullable=False)
    ingangsdatum = dy.Date(nullable=False)
    vervangt_release_id = dy.Int64(nullable=True)
    sha256 = dy.String(nullable=True, regex=r"^[0-9a-f]{64}$")
    bedrag_schaal = _enum(SCHAAL, nullable=True)
    maxmax_afronding = _enum(AFRONDING, nullable=True)
    # Name of the file with the official table of this release, where there is one.
    bronbestand = _tekst(nullable=True)
    # VOLLEDIG withdraws what it does not repeat of the release it replaces; WIJZIGING
    # (also when empty) only overrides the codes and days it names. Ours: tariffs.md 12
    # has no such column, and WB/REG-2024-06 was of the second kind.
    omvang = _enum(OMVANG, nullable=True)

    @dy.rule()
    def vervangt_zichzelf_niet(cls) -> pl.Expr:
        """A release does not replace itself."""
        return pl.col("vervangt_release_id") != pl.col("release_id")


class Prestatie(dy.Schema):
    """What may be billed at all, and under which national conditions."""

    # Empty: known from the beginning.
    release_id = dy.Int64(nullable=True)
    prestatiecode = _prestatiecode()
    prestatiecodelijst = _lijst()
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    omschrijving = _vrije_tekst(nullable=True)
    soort_prestatie = _enum(SOORT_PRESTATIE)
    ozp_categorie = _enum(OZP_CATEGORIE, nullable=True)
    tarieftype = dy.String(
        nullable=True, regex=r"^[0-9]{2}$", metadata={"breedte": (2,)}
    )
    zorgproductgroep_code = _zorgproductgroep()
    verzekerd = dy.Bool(nullable=False)
    spiegelcode = _prestatiecode(nullable=True)
    eenheid = _enum(EENHEID)
    aantal_deelbaar = dy.Bool(nullable=False)
    maxmax_uitgesloten = dy.Bool(nullable=False)
    maxmax_uitsluiting_grond = _enum(MAXMAX_UITSLUITING_GROND, nullable=True)
    overeenkomst_vereist = dy.Bool(nullable=False)
    vergunning_vereist = _enum(VERGUNNING, nullable=True)
    btw_behandeling = _enum(BTW_BEHANDELING)
    # Empty means 10000: only prestaties with a surcharge factor say more (kaak 2013).
    verrekenpercentage_max_bp = dy.Int64(nullable=True, min=10_000)
    # Kaak, groups 3 to 8 (Regeling msz 2016, bijlage 6); decides which intervention
    # through one wound stays (art. 33d.5a).
    puntwaarde = dy.Int64(nullable=True, min=0)
    fase = _enum(FASE, nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum

    @dy.rule()
    def maxmax_uitsluiting_met_grond(cls) -> pl.Expr:
        """A ground is given if and only if the prestatie is excluded from max-max."""
        return pl.col("maxmax_uitgesloten") == (
            pl.col("maxmax_uitsluiting_grond").is_not_null()
        )


class ZorgproductDeclaratiecode(dy.Schema):
    """Which declaratiecodes belong to which zorgproduct; n to m."""

    # Empty: known from the beginning.
    release_id = dy.Int64(nullable=True)
    zorgproduct_code = dy.String(
        nullable=False,
        regex=r"^([0-9]{9}|[0-9]{6})$",
        metadata={"bron": ("zorgproductcode",), "breedte": _PRODUCTBREEDTE},
    )
    # Empty: the zorgproduct is uitval or has no such code.
    prestatiecode = _prestatiecode(nullable=True, bron=("declaratiecode",))
    verzekerd = dy.Bool(nullable=False)
    zorgproductgroep_code = _zorgproductgroep()
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


class Tarief(dy.Schema):
    """National tariff of a prestatie; empty amount for VRIJ and WERKELIJKE_KOSTEN."""

    release_id = dy.Int64(nullable=False)
    prestatiecode = _prestatiecode()
    prestatiecodelijst = _lijst()
    specialisme_poort_code = _specialisme("specialisme_poort")
    specialisme_uitvoerder_code = _specialisme("specialisme_uitvoerder")
    component = _enum(COMPONENT)
    soort_honorarium = _tekst(nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    tariefsoort = _enum(TARIEFSOORT)
    bedrag_e6 = dy.Int64(nullable=True, min=1, max=MAX_PRIJS_E6)
    soort_tarief_bron = _tekst(nullable=True)
    segment = _tekst(nullable=True)
    declaratieregel = _vrije_tekst(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum

    @dy.rule()
    def bedrag_past_bij_tariefsoort(cls) -> pl.Expr:
        """VRIJ and WERKELIJKE_KOSTEN have no amount, the others have one."""
        zonder_bedrag = pl.col("tariefsoort").is_in(["VRIJ", "WERKELIJKE_KOSTEN"])
        return zonder_bedrag == pl.col("bedrag_e6").is_null()

    @dy.rule()
    def component_past_bij_jaar(cls) -> pl.Expr:
        """From 2015 on there is one integral tariff (tariffs.md 2.3, L3 II.2)."""
        return (pl.col("component") == "INTEGRAAL") | (
            pl.col("begindatum") < pl.date(2015, 1, 1)
        )


class AddonTarief(dy.Schema):
    """G-Standaard maximum of a medicine, per package of inkoophoeveelheid units."""

    release_id = dy.Int64(nullable=False)
    zi_nummer = dy.String(nullable=False, regex=_ZI, metadata={"breedte": (8,)})
    soort_supplementair = _enum(SOORT_SUPPLEMENTAIR)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    nza_max_incl_btw_e6 = dy.Int64(nullable=False, min=1, max=MAX_PRIJS_E6)
    # Empty: units are unknown and the line is refused ADDON_EENHEID_ONBEKEND (F10).
    inkoophoeveelheid_m = dy.Int64(nullable=True, min=1)
    afleveringseenheid = dy.String(nullable=True, min_length=1, max_length=4)
    aip_excl_btw_e6 = _prijs(nullable=True)
    wgp_max_incl_btw_e6 = _prijs(nullable=True)
    btw_bp = dy.Int64(nullable=False, min=0, max=10_000)
    einddatum_na_begindatum = _einddatum_na_begindatum


class OzpRegel(dy.Schema):
    """A rule between lines of one patient: combination, frequency, term, ceiling."""

    # Empty: known from the beginning.
    release_id = dy.Int64(nullable=True)
    regel_id = _tekst()
    code_a = _selector()
    soort = _enum(OZP_REGEL_SOORT)
    code_b = _selector(nullable=True)
    reikwijdte = _enum(REIKWIJDTE)
    aantal = dy.Int64(nullable=True, min=0)
    bedrag_cent = dy.Int64(nullable=True, min=0)
    periode_dagen = dy.Int64(nullable=True, min=1)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    grond = _vrije_tekst()
    einddatum_na_begindatum = _einddatum_na_begindatum

    @dy.rule()
    def regel_is_volledig(cls) -> pl.Expr:
        """Each kind of rule has the field it tests with."""
        return (
            pl.when(pl.col("soort").is_in(["SLUIT_UIT", "VEREIST", "BEGREPEN_IN"]))
            .then(pl.col("code_b").is_not_null())
            .when(pl.col("soort").is_in(["MAX_AANTAL", "TERMIJN_MAAND"]))
            .then(pl.col("aantal").is_not_null())
            .otherwise(pl.col("bedrag_cent").is_not_null())
        )

    @dy.rule()
    def periode_heeft_dagen(cls) -> pl.Expr:
        """Only a waiting term in months can do without periode_dagen in PERIODE."""
        return (
            (pl.col("reikwijdte") != "PERIODE")
            | pl.col("periode_dagen").is_not_null()
            | (pl.col("soort") == "TERMIJN_MAAND")
        )


class WerkelijkeKosten(dy.Schema):
    """Codes whose tariff 0 means: bill what it cost (238062, 230000)."""

    prestatiecode = _prestatiecode(key=True)
    prestatiecodelijst = _lijst(key=True)
    begindatum = dy.Date(primary_key=True)
    einddatum = dy.Date(nullable=True)
    grond = _vrije_tekst(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


# Parties and contracts (tariffs.md 12.2).


class UzoviConcern(dy.Schema):
    """Which concern contracts for a UZOVI, polis and region of the provider.

    Empty polis or regio means: any. The most specific row wins.
    """

    uzovi = _uzovi()
    polis = _label("polis", nullable=True)
    regio = _label("regio", nullable=True)
    concern_id = _label("concern_id")
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


class Zorgaanbieder(dy.Schema):
    """A provider (AGB), its kind, its region and its permits."""

    zorginstelling_code = _zorginstelling(key=True)
    naam = _vrije_tekst()
    soort = _enum(ZORGAANBIEDER_SOORT)
    regio = _label("regio", nullable=True)
    vergunningen = dy.List(dy.Enum(VERGUNNING.categories), nullable=True)
    begindatum = dy.Date(primary_key=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


class Contract(dy.Schema):
    """An agreement between a provider and a concern; a new version is a new row.

    ``terugvalregel_id`` names a row of ``prijsregel`` that prices a code in scope which
    nothing else prices; such a row is not an ordinary price rule.
    """

    contract_id = _tekst(key=True)
    versie = dy.Int64(primary_key=True, min=1)
    zorginstelling_code = _zorginstelling()
    concern_id = _label("concern_id")
    polis = _label("polis", nullable=True)
    regio = _label("regio", nullable=True)
    contractvorm = _enum(CONTRACTVORM)
    status = _enum(CONTRACT_STATUS)
    schriftelijk = dy.Bool(nullable=False)
    ondertekend_op = dy.Date(nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    terugvalregel_id = _tekst(nullable=True)
    ic_zwaarte = dy.List(dy.Enum(IC_ZWAARTE.categories), nullable=True)
    buiten_scope = _enum(BUITEN_SCOPE)
    einddatum_na_begindatum = _einddatum_na_begindatum

    @dy.rule()
    def beeindigd_heeft_einddatum(cls) -> pl.Expr:
        """What ended has a last day; without it nobody knows which care it is for."""
        return (pl.col("status") != "BEEINDIGD") | pl.col("einddatum").is_not_null()


class ContractScope(dy.Schema):
    """What a contract is about; without rows it is about everything."""

    contract_id = _tekst()
    versie = dy.Int64(nullable=False, min=1)
    selector = _selector()
    in_scope = dy.Bool(nullable=False)


class ContractPrijs(dy.Schema):
    """A row of the price list of a contract; 0 is a price ("in the bundle")."""

    contract_id = _tekst()
    versie = dy.Int64(nullable=False, min=1)
    prestatiecode = _prestatiecode()
    component = _enum(COMPONENT)
    specialisme_uitvoerder_code = _specialisme("specialisme_uitvoerder")
    prijs_e6 = _prijs()
    # Price of a package instead of a unit; only for ZI numbers.
    per_verpakking = dy.Bool(nullable=True)
    volume = dy.Int64(nullable=True, min=0)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


class ContractStaffel(dy.Schema):
    """Volume tiers; they need the year's volume, not a line."""

    contract_id = _tekst()
    versie = dy.Int64(nullable=False, min=1)
    selector = _selector()
    vanaf_aantal = dy.Int64(nullable=False, min=1)
    prijs_e6 = _prijs()
    variant = _enum(STAFFEL_VARIANT)


class Prijsregel(dy.Schema):
    """A price by formula: basis times factor, for what the selector names."""

    prijsregel_id = _tekst(key=True)
    contract_id = _tekst()
    versie = dy.Int64(nullable=False, min=1)
    selector = _selector()
    prioriteit = dy.Int64(nullable=False)
    basis = _enum(PRIJSBASIS)
    factor_bp = dy.Int64(nullable=False, min=0)
    zorgcategorie = _enum(ZORGCATEGORIE, nullable=True)
    aftoppen_op_maximum = dy.Bool(nullable=False)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


class Standaardprijs(dy.Schema):
    """An insurer's standard price of a zorgproduct or a prestatie in a year."""

    concern_id = _label("concern_id")
    zorgproduct_code = dy.String(
        nullable=True,
        regex=r"^[0-9]{9}$",
        metadata={"bron": ("zorgproductcode",), "breedte": _PRODUCTBREEDTE},
    )
    prestatiecode = _prestatiecode(nullable=True)
    jaar = dy.Int64(nullable=False, min=2005, max=2200)
    prijs_e6 = _prijs()

    @dy.rule()
    def een_van_beide_codes(cls) -> pl.Expr:
        """Exactly one of zorgproduct_code and prestatiecode is given."""
        return pl.col("zorgproduct_code").is_null() != (
            pl.col("prestatiecode").is_null()
        )


class Standaardopslag(dy.Schema):
    """What a provider gets above the standard price, per category of care."""

    concern_id = _label("concern_id", key=True)
    zorginstelling_code = _zorginstelling(key=True)
    jaar = dy.Int64(primary_key=True, min=2005, max=2200)
    zorgcategorie = dy.Enum(ZORGCATEGORIE.categories, primary_key=True)
    opslag_bp = dy.Int64(nullable=False, min=-10_000)


class MaxmaxAfspraak(dy.Schema):
    """An agreement to go above the maximum, for one provider and one concern."""

    afspraak_id = _tekst(key=True)
    zorginstelling_code = _zorginstelling()
    concern_id = _label("concern_id")
    # Ten percent is the legal bound (tariffs.md 4.1, L7).
    percentage_bp = dy.Int64(nullable=False, min=1, max=1_000)
    schriftelijk = dy.Bool(nullable=False)
    ondertekend_op = dy.Date(nullable=True)
    doel = _vrije_tekst(nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


class MaxmaxReikwijdte(dy.Schema):
    """What a max-max agreement is about; a percentage here overrides its own."""

    afspraak_id = _tekst()
    selector = _selector()
    percentage_bp = dy.Int64(nullable=True, min=1, max=1_000)


class Standaardprijslijst(dy.Schema):
    """The passanten list of a provider: one price per code and day."""

    zorginstelling_code = _zorginstelling()
    prestatiecode = _prestatiecode()
    component = _enum(COMPONENT)
    prijs_e6 = _prijs()
    omschrijving = _vrije_tekst(nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    gepubliceerd_op = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


class OdvPrijs(dy.Schema):
    """What one provider charges another (onderlinge dienstverlening).

    An empty opdrachtgever_code means: every other provider.
    """

    zorginstelling_code = _zorginstelling()
    opdrachtgever_code = dy.String(
        nullable=True, regex=_AGB, metadata={"breedte": (8,)}
    )
    prestatiecode = _prestatiecode()
    prijs_e6 = _prijs()
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


class Omzetafspraak(dy.Schema):
    """How the turnover of a contract is settled in a year (tariffs.md 15)."""

    afspraak_id = _tekst(key=True)
    contract_id = _tekst()
    jaar = dy.Int64(nullable=False, min=2005, max=2200)
    vorm = _enum(CONTRACTVORM)
    richtpunt_cent = dy.Int64(nullable=False, min=0)
    pct_onder_bp = dy.Int64(nullable=False, min=0, max=10_000)
    pct_boven_bp = dy.Int64(nullable=False, min=0, max=10_000)
    signaal_bp = dy.Int64(nullable=True, min=0)

    @dy.rule()
    def percentages_passen_bij_vorm(cls) -> pl.Expr:
        """Only TRANSITIE chooses its own percentages (tariffs.md 11.1)."""
        onder, boven = pl.col("pct_onder_bp"), pl.col("pct_boven_bp")
        return (
            pl.when(pl.col("vorm") == "PXQ")
            .then((onder == 0) & (boven == 10_000))
            .when(pl.col("vorm") == "PLAFOND")
            .then((onder == 0) & (boven == 0))
            .when(pl.col("vorm") == "AANNEEMSOM")
            .then((onder == 10_000) & (boven == 0))
            .otherwise(True)
        )


class OmzetafspraakScope(dy.Schema):
    """What counts for the settlement; the rest is paid in full."""

    afspraak_id = _tekst()
    selector = _selector()
    telt_mee = dy.Bool(nullable=False)


# Registers of conditional prestaties (tariffs.md 12.3).


class FpRegister(dy.Schema):
    """Facultatieve prestaties; einddatum beats any running contract."""

    release_id = dy.Int64(nullable=True)
    prestatiecode = _prestatiecode()
    kenmerk = _tekst()
    omschrijving = _vrije_tekst()
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    per = _enum(FP_PER)
    vervangen_door = _tekst(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


class FpUitsluiting(dy.Schema):
    """What may not be billed beside a facultatieve prestatie, and how near."""

    prestatiecode = _prestatiecode(key=True)
    selector = _selector(key=True)
    reikwijdte = dy.Enum(
        ["DAG", "SUBTRAJECT", "ZORGTRAJECT", "PERIODE"], primary_key=True
    )
    periode_dagen = dy.Int64(nullable=True, min=1)
    begindatum = dy.Date(primary_key=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum

    @dy.rule()
    def periode_heeft_dagen(cls) -> pl.Expr:
        """Reach PERIODE says how many days it is."""
        return (pl.col("reikwijdte") != "PERIODE") | (
            pl.col("periode_dagen").is_not_null()
        )


def _uiterlijk(start: pl.Expr, jaren: int) -> pl.Expr:
    """Last day of ``jaren`` years from a start: 01-03-2023 gives 28-02-2026.

    UNSOURCED[leap-day]: 29-02-2024 gives 28-02-2027, as a year without that day has
    its anniversary on 1 March (tariffs-decisions.md "After 168 further examples").
    """
    verjaardag = start.dt.offset_by(f"{jaren}y")
    return (
        pl.when(verjaardag.dt.day() == start.dt.day())
        .then(verjaardag.dt.offset_by("-1d"))
        .otherwise(verjaardag)
    )


class Experiment(dy.Schema):
    """A small-scale experiment (innovatie) or one under Wmg 58."""

    release_id = dy.Int64(nullable=True)
    experiment_id = _tekst()
    grondslag = _enum(EXPERIMENT_GRONDSLAG)
    kenmerk = _tekst()
    prestatiecode = _prestatiecode(bron=("declaratiecode",))
    prestatiecodelijst = _lijst()
    startdatum = dy.Date(nullable=False)
    einddatum_basis = dy.Date(nullable=False)
    # Last day of the extension; it starts the day after einddatum_basis.
    einddatum_verlenging = dy.Date(nullable=True)
    einddatum_instandlating = dy.Date(nullable=True)
    eindevaluatie_uiterlijk = dy.Date(nullable=True)
    max_patienten = dy.Int64(nullable=True, min=1)

    @dy.rule()
    def basis_na_start(cls) -> pl.Expr:
        """The experiment ends on or after the day it starts."""
        return pl.col("einddatum_basis") >= pl.col("startdatum")

    @dy.rule()
    def basis_ten_hoogste_drie_jaar(cls) -> pl.Expr:
        """An innovatie runs three years at most (BR/REG-25141, tariffs.md 7)."""
        return (pl.col("grondslag") != "BR_INNOVATIE") | (
            pl.col("einddatum_basis") <= _uiterlijk(pl.col("startdatum"), 3)
        )

    @dy.rule()
    def totaal_ten_hoogste_vijf_jaar(cls) -> pl.Expr:
        """With extension five years at most (Wmg 58(5), tariffs.md 7)."""
        einde = pl.coalesce("einddatum_verlenging", "einddatum_basis")
        return einde <= _uiterlijk(pl.col("startdatum"), 5)

    @dy.rule()
    def verlenging_na_basis(cls) -> pl.Expr:
        """The extension follows the first period."""
        return pl.col("einddatum_verlenging") > pl.col("einddatum_basis")

    @dy.rule()
    def verlenging_ten_hoogste_twee_jaar(cls) -> pl.Expr:
        """That of an innovatie lasts two years at most (BR/REG-25141, tariffs.md 7)."""
        verlengd_op = pl.col("einddatum_basis").dt.offset_by("1d")
        return (pl.col("grondslag") != "BR_INNOVATIE") | (
            pl.col("einddatum_verlenging") <= _uiterlijk(verlengd_op, 2)
        )

    @dy.rule()
    def instandlating_binnen_termijn(cls) -> pl.Expr:
        """Until 31 December of the year after the end (BR/REG-17164 art. 3.5)."""
        einde = pl.coalesce("einddatum_verlenging", "einddatum_basis")
        instandlating = pl.col("einddatum_instandlating")
        return (instandlating > einde) & (
            instandlating <= pl.date(einde.dt.year() + 1, 12, 31)
        )


class ExperimentPartij(dy.Schema):
    """Who takes part; opgezegd_per is the last day it does (tariffs-decisions.md)."""

    experiment_id = _tekst(key=True)
    partij = dy.Enum(PARTIJ.categories, primary_key=True)
    partij_code = _label("concern_id", key=True, bron=("agb_of_concern",))
    rol = _enum(ROL)
    # Empty: no individual beschikking yet (refusal GEEN_BESCHIKKING_AANSLUITER, D3).
    beschikking_kenmerk = _tekst(nullable=True)
    beschikking_datum = dy.Date(nullable=True)
    begindatum = dy.Date(primary_key=True)
    einddatum = dy.Date(nullable=True)
    opgezegd_per = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


class ExperimentVervangt(dy.Schema):
    """Regular codes that participants of a Wmg 58 experiment may not bill."""

    experiment_id = _tekst(key=True)
    selector = _selector(key=True)


class PrestatieOvereenkomst(dy.Schema):
    """The written agreement that a conditional prestatie needs, per pair."""

    overeenkomst_id = _tekst(key=True)
    prestatiecode = _prestatiecode(nullable=True)
    experiment_id = _tekst(nullable=True)
    soort = _enum(OVEREENKOMST_SOORT)
    zorginstelling_code = _zorginstelling()
    concern_id = _label("concern_id")
    prijs_e6 = _prijs(nullable=True)
    schriftelijk = dy.Bool(nullable=False)
    ondertekend_op = dy.Date(nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    # Last day of the agreement: "the regular codes return the next day"
    # (tariffs-decisions.md).
    opgezegd_per = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum

    @dy.rule()
    def onderwerp_past_bij_soort(cls) -> pl.Expr:
        """Each kind of agreement names what it is about."""
        return (
            pl.when(pl.col("soort").is_in(["EXPERIMENT", "AANSLUITER"]))
            .then(pl.col("experiment_id").is_not_null())
            .when(pl.col("soort").is_in(["FP", "GEBOORTEZORG", "OZP_VOORWAARDE"]))
            .then(pl.col("prestatiecode").is_not_null())
            .otherwise(True)
        )


# Lines in, decisions out (tariffs.md 12.4).


class Verzekeringen(dy.Schema):
    """With whom a verzekerde is insured, on which policy, from when to when."""

    verzekerde_id = _tekst()
    uzovi = _uzovi()
    polis = _label("polis", nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = _einddatum_na_begindatum


class Declaratieregels(dy.Schema):
    """A line to be priced. Almost everything may be empty: phase A says what is wrong.

    ``aantal_teller / aantal_noemer`` is the exact quantity where thousandths cannot say
    it (10 minutes are 10/60 hour); without them it is ``aantal_m / 1000``.

    Amounts are unsigned: ``dc`` says the direction. ``inkoopbedrag_cent`` is per unit.
    ``staffel_vooraf_m`` and ``staffel_volume_m`` are the volume before this line and of
    the whole year under its volume tier; without them the batch itself is the year.
    """

    regel_id = dy.String(primary_key=True)
    bestand_id = dy.String(nullable=True)
    zorginstelling_code = dy.String(
        nullable=True, metadata={"bron": ("agb",), "breedte": (8,)}
    )
    uzovi = dy.String(nullable=True, metadata={"breedte": (4,)})
    polis = dy.String(nullable=True)
    ontvanger = _enum(ONTVANGER, nullable=True)
    opdrachtgever_code = dy.String(
        nullable=True, regex=_AGB, metadata={"breedte": (8,)}
    )
    verzekerde_id = dy.String(nullable=True, metadata={"bron": ("verzekerde_hash",)})
    prestatiecodelijst = dy.String(
        nullable=True, metadata={"bron": ("lijst", "codelijst"), "breedte": (3,)}
    )
    # Empty for uitval: then zorgproduct_code is given and is_uitval is true.
    prestatiecode = dy.String(
        nullable=True, metadata={"breedte": _CODEBREEDTE, "soort": "code"}
    )
    zorgproduct_code = dy.String(
        nullable=True,
        metadata={"bron": ("zorgproductcode",), "breedte": _PRODUCTBREEDTE},
    )
    is_uitval = dy.Bool(nullable=True)
    component = _enum(COMPONENT, nullable=True)
    soort_honorarium = dy.String(nullable=True)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    aantal_m = dy.Int64(nullable=True)
    aantal_teller = dy.Int64(nullable=True)
    aantal_noemer = dy.Int64(nullable=True)
    verrekenpercentage_bp = dy.Int64(nullable=True)
    toeslag_code = dy.String(nullable=True)
    toeslag_cent = dy.Int64(nullable=True)
    tarief_cent = dy.Int64(nullable=True)
    berekend_cent = dy.Int64(nullable=True)
    declaratie_cent = dy.Int64(nullable=True)
    btw_bp = dy.Int64(nullable=True)
    btw_cent = dy.Int64(nullable=True)
    dc = _enum(DC, nullable=True)
    dc_berekend = _enum(DC, nullable=True)
    dc_declaratie = _enum(DC, nullable=True)
    ref_voorgaande = dy.String(nullable=True)
    zorgtraject_nummer = dy.String(nullable=True, metadata={"bron": ("zorgtrajectnr",)})
    subtraject_nummer = dy.String(nullable=True, metadata={"bron": ("subtrajectnr",)})
    zorgtype_code = dy.String(nullable=True, metadata={"bron": ("zt",)})
    specialisme_poort_code = dy.String(
        nullable=True, metadata={"bron": ("specialisme_poort",)}
    )
    specialisme_uitvoerder_code = dy.String(
        nullable=True,
        metadata={"bron": ("specialisme_uitvoerder",), "breedte": (4,)},
    )
    # Unit of a ZI line; ADDON_EENHEID_ONBEKEND when it is not that of the G-Standaard.
    afleveringseenheid = dy.String(nullable=True)
    inkoopbedrag_cent = dy.Int64(nullable=True)
    aanspraak = _enum(AANSPRAAK, nullable=True)
    aanspraak_toegepast = _enum(AANSPRAAK, nullable=True)
    zorgcategorie = _enum(ZORGCATEGORIE, nullable=True)
    fase = _enum(FASE, nullable=True)
    zitting_id = dy.String(nullable=True)
    wond_id = dy.String(nullable=True)
    minuten = dy.Int64(nullable=True)
    # EERSTELIJN, BUITEN_DBC (a specialism without dbc's) or GEEN_VERZOEK_NODIG
    # (Regeling msz 2016, art. 33 lid 3 and 4, 33b lid 6 to 8).
    aanvrager_soort = dy.String(nullable=True)
    staffel_vooraf_m = dy.Int64(nullable=True)
    staffel_volume_m = dy.Int64(nullable=True)


class Prijsbesluiten(dy.Schema):
    """The decision on one line, with what is needed to credit or reprice it later.

    ``bedrag_cent`` is what the line costs: toeslag_cent and btw_cent are part of it,
    and it is negative for a credit, so that totals are plain sums. ``berekend_cent`` is
    what the line declared. ``toegestaan_bedrag_cent`` is what a refused or capped line
    may cost. ``parameters`` of a reason names the columns that carry its values;
    ``andere_regel_id`` is the companion that a refusal of phase E is about and
    ``ozp_regel_id`` the rule.

    A line of a file that could not be read is ONLEESBAAR and has no more than what of
    it is certain; ``regel_id`` may be empty there, and there only.
    """

    regel_id = dy.String(nullable=True)
    bestand_id = dy.String(nullable=True)
    zorginstelling_code = dy.String(nullable=True)
    uzovi = dy.String(nullable=True)
    concern_id = dy.String(nullable=True)
    verzekerde_id = dy.String(nullable=True)
    prestatiecodelijst = dy.String(nullable=True)
    prestatiecode = dy.String(nullable=True)
    zorgproduct_code = dy.String(nullable=True)
    component = _enum(COMPONENT, nullable=True)
    soort_honorarium = dy.String(nullable=True)
    specialisme_uitvoerder_code = dy.String(nullable=True)
    subtraject_nummer = dy.String(nullable=True)
    dc = _enum(DC, nullable=True)
    ref_voorgaande = dy.String(nullable=True)
    peildatum = dy.Date(nullable=True)
    peildatum_grond = _enum(PEILDATUM_GROND, nullable=True)
    tariefsoort = _enum(TARIEFSOORT, nullable=True)
    grondslag = _enum(GRONDSLAG, nullable=True)
    contract_id = dy.String(nullable=True)
    versie = dy.Int64(nullable=True)
    afspraak_id = dy.String(nullable=True)
    nza_maximum_e6 = dy.Int64(nullable=True)
    toegestaan_maximum_e6 = dy.Int64(nullable=True)
    toegestaan_bedrag_cent = dy.Int64(nullable=True)
    eenheidsprijs_e6 = dy.Int64(nullable=True)
    aantal_m = dy.Int64(nullable=True)
    aantal_teller = dy.Int64(nullable=True)
    aantal_noemer = dy.Int64(nullable=True)
    factor_bp = dy.Int64(nullable=True)
    toeslag_cent = dy.Int64(nullable=True)
    btw_cent = dy.Int64(nullable=True)
    bedrag_cent = dy.Int64(nullable=True)
    berekend_cent = dy.Int64(nullable=True)
    andere_regel_id = dy.String(nullable=True)
    ozp_regel_id = dy.String(nullable=True)
    status = _enum(STATUS)
    redenen = dy.List(
        dy.Struct(
            {
                "code": dy.String(nullable=False),
                "fase": dy.String(nullable=False),
                "klasse": dy.Enum(KLASSE.categories, nullable=False),
                "artikel": dy.String(nullable=False),
                "tekst": dy.String(nullable=False),
                "parameters": dy.List(dy.String(nullable=False), nullable=False),
            }
        ),
        nullable=False,
    )
    release_ids = dy.List(dy.Int64(nullable=False), nullable=False)
    engine_versie = dy.String(nullable=False)
    berekend_op = dy.Date(nullable=False)

    @dy.rule()
    def bedrag_of_reden(cls) -> pl.Expr:
        """Every line has an amount or a reason (laws of tariffs-decisions.md)."""
        return pl.col("bedrag_cent").is_not_null() | (pl.col("redenen").list.len() > 0)

    @dy.rule()
    def regel_heeft_naam(cls) -> pl.Expr:
        """Only a line that could not be read has no name."""
        return pl.col("regel_id").is_not_null() | (pl.col("status") == "ONLEESBAAR")


# All tables together.


@dataclass(frozen=True)
class Tabel:
    """One table of the tariff layer.

    Attributes:
        naam: Its name, which is the name of its file and of its field below.
        schema: What may stand in it.
        sleutel: Natural key: at most one row per key and day (per key if no period).
        uniek_bij_laden: Rows that overlap are all refused at load. Where this is False
            they stay, and the decision refuses the lines by name (F2, F3).
    """

    naam: str
    schema: type[dy.Schema]
    sleutel: tuple[str, ...]
    uniek_bij_laden: bool = True

    @property
    def heeft_periode(self) -> bool:
        """Whether rows carry begindatum and einddatum."""
        kolommen = self.schema.column_names()
        return "begindatum" in kolommen and "einddatum" in kolommen


_CODE = ("prestatiecode", "prestatiecodelijst")
_PAAR = ("zorginstelling_code", "concern_id")
_VERSIE = ("contract_id", "versie")

TABELLEN: tuple[Tabel, ...] = (
    Tabel("tarief_release", TariefRelease, ("release_id",)),
    Tabel("prestatie", Prestatie, ("release_id", *_CODE)),
    Tabel(
        "zorgproduct_declaratiecode",
        ZorgproductDeclaratiecode,
        ("release_id", "zorgproduct_code", "verzekerd"),
    ),
    Tabel(
        "tarief",
        Tarief,
        (
            "release_id",
            *_CODE,
            "specialisme_poort_code",
            "specialisme_uitvoerder_code",
            "component",
            "soort_honorarium",
        ),
        uniek_bij_laden=False,
    ),
    Tabel("addon_tarief", AddonTarief, ("release_id", "zi_nummer")),
    Tabel("ozp_regel", OzpRegel, ("release_id", "regel_id")),
    Tabel("werkelijke_kosten", WerkelijkeKosten, _CODE),
    Tabel("uzovi_concern", UzoviConcern, ("uzovi", "polis", "regio")),
    Tabel("zorgaanbieder", Zorgaanbieder, ("zorginstelling_code",)),
    Tabel("contract", Contract, _VERSIE),
    Tabel("contract_scope", ContractScope, (*_VERSIE, "selector")),
    Tabel(
        "contract_prijs",
        ContractPrijs,
        (*_VERSIE, "prestatiecode", "component", "specialisme_uitvoerder_code"),
        uniek_bij_laden=False,
    ),
    Tabel("contract_staffel", ContractStaffel, (*_VERSIE, "selector", "vanaf_aantal")),
    Tabel("prijsregel", Prijsregel, ("prijsregel_id",)),
    Tabel(
        "standaardprijs",
        Standaardprijs,
        ("concern_id", "zorgproduct_code", "prestatiecode", "jaar"),
    ),
    Tabel("standaardopslag", Standaardopslag, (*_PAAR, "jaar", "zorgcategorie")),
    Tabel("maxmax_afspraak", MaxmaxAfspraak, ("afspraak_id",)),
    Tabel("maxmax_reikwijdte", MaxmaxReikwijdte, ("afspraak_id", "selector")),
    Tabel(
        "standaardprijslijst",
        Standaardprijslijst,
        ("zorginstelling_code", "prestatiecode", "component"),
    ),
    Tabel(
        "odv_prijs",
        OdvPrijs,
        ("zorginstelling_code", "opdrachtgever_code", "prestatiecode"),
    ),
    Tabel("omzetafspraak", Omzetafspraak, ("afspraak_id",)),
    Tabel("omzetafspraak_scope", OmzetafspraakScope, ("afspraak_id", "selector")),
    Tabel("fp_register", FpRegister, ("release_id", "prestatiecode")),
    Tabel("fp_uitsluiting", FpUitsluiting, ("prestatiecode", "selector", "reikwijdte")),
    Tabel("experiment", Experiment, ("release_id", "experiment_id")),
    Tabel(
        "experiment_partij",
        ExperimentPartij,
        ("experiment_id", "partij", "partij_code"),
    ),
    Tabel("experiment_vervangt", ExperimentVervangt, ("experiment_id", "selector")),
    Tabel("prestatie_overeenkomst", PrestatieOvereenkomst, ("overeenkomst_id",)),
)
"""All tables that ``Tarieventabellen`` holds, in the order of tariffs.md 12."""

TABEL_VAN: dict[str, Tabel] = {tabel.naam: tabel for tabel in TABELLEN}


@dataclass(frozen=True)
class Tarieventabellen:
    """Everything a price depends on, loaded: one frame per table of section 12.

    A table that was not given is an empty frame of its schema, never None. Several
    releases may stand in it; ``tariffs.releases.known_on`` gives the tables as known on
    a day, in which no two releases speak about the same code and day.
    """

    tarief_release: pl.DataFrame = field(default_factory=TariefRelease.create_empty)
    prestatie: pl.DataFrame = field(default_factory=Prestatie.create_empty)
    zorgproduct_declaratiecode: pl.DataFrame = field(
        default_factory=ZorgproductDeclaratiecode.create_empty
    )
    tarief: pl.DataFrame = field(default_factory=Tarief.create_empty)
    addon_tarief: pl.DataFrame = field(default_factory=AddonTarief.create_empty)
    ozp_regel: pl.DataFrame = field(default_factory=OzpRegel.create_empty)
    werkelijke_kosten: pl.DataFrame = field(
        default_factory=WerkelijkeKosten.create_empty
    )
    uzovi_concern: pl.DataFrame = field(default_factory=UzoviConcern.create_empty)
    zorgaanbieder: pl.DataFrame = field(default_factory=Zorgaanbieder.create_empty)
    contract: pl.DataFrame = field(default_factory=Contract.create_empty)
    contract_scope: pl.DataFrame = field(default_factory=ContractScope.create_empty)
    contract_prijs: pl.DataFrame = field(default_factory=ContractPrijs.create_empty)
    contract_staffel: pl.DataFrame = field(default_factory=ContractStaffel.create_empty)
    prijsregel: pl.DataFrame = field(default_factory=Prijsregel.create_empty)
    standaardprijs: pl.DataFrame = field(default_factory=Standaardprijs.create_empty)
    standaardopslag: pl.DataFrame = field(default_factory=Standaardopslag.create_empty)
    maxmax_afspraak: pl.DataFrame = field(default_factory=MaxmaxAfspraak.create_empty)
    maxmax_reikwijdte: pl.DataFrame = field(
        default_factory=MaxmaxReikwijdte.create_empty
    )
    standaardprijslijst: pl.DataFrame = field(
        default_factory=Standaardprijslijst.create_empty
    )
    odv_prijs: pl.DataFrame = field(default_factory=OdvPrijs.create_empty)
    omzetafspraak: pl.DataFrame = field(default_factory=Omzetafspraak.create_empty)
    omzetafspraak_scope: pl.DataFrame = field(
        default_factory=OmzetafspraakScope.create_empty
    )
    fp_register: pl.DataFrame = field(default_factory=FpRegister.create_empty)
    fp_uitsluiting: pl.DataFrame = field(default_factory=FpUitsluiting.create_empty)
    experiment: pl.DataFrame = field(default_factory=Experiment.create_empty)
    experiment_partij: pl.DataFrame = field(
        default_factory=ExperimentPartij.create_empty
    )
    experiment_vervangt: pl.DataFrame = field(
        default_factory=ExperimentVervangt.create_empty
    )
    prestatie_overeenkomst: pl.DataFrame = field(
        default_factory=PrestatieOvereenkomst.create_empty
    )
