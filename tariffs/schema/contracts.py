"""Tables of what a provider and an insurer agreed, and of its standard prices."""

# dataframely calls a rule with the schema class, so its first argument is cls.
# ruff: noqa: N805

import dataframely as dy
import polars as pl

from tariffs.schema import columns
from tariffs.schema.enums import (
    BUITEN_SCOPE,
    COMPONENT,
    CONTRACT_STATUS,
    CONTRACTVORM,
    IC_ZWAARTE,
    PRIJSBASIS,
    STAFFEL_VARIANT,
    VERGUNNING,
    ZORGAANBIEDER_SOORT,
    ZORGCATEGORIE,
)
from tariffs.wettelijk.waarden import highest


class UzoviConcern(dy.Schema):
    """Which concern contracts for a UZOVI, polis and region of the provider.

    Empty polis or regio means: any. The most specific row wins.
    """

    uzovi = columns.uzovi()
    polis = columns.label("polis", nullable=True)
    regio = columns.label("regio", nullable=True)
    concern_id = columns.label("concern_id")
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


class Zorgaanbieder(dy.Schema):
    """A provider (AGB), its kind, its region and its permits."""

    zorginstelling_code = columns.zorginstelling(key=True)
    naam = columns.vrije_tekst()
    soort = columns.enum(ZORGAANBIEDER_SOORT)
    regio = columns.label("regio", nullable=True)
    vergunningen = dy.List(dy.Enum(VERGUNNING.categories), nullable=True)
    begindatum = dy.Date(primary_key=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


class Contract(dy.Schema):
    """An agreement between a provider and a concern; a new version is a new row.

    ``terugvalregel_id`` names a row of ``prijsregel`` that prices a code in scope which
    nothing else prices; such a row is not an ordinary price rule.
    ``declaratietermijn_maanden`` is how many calendar months after the end of the care
    a declaration may be received; no price depends on it.
    """

    contract_id = columns.tekst(key=True)
    versie = dy.Int64(primary_key=True, min=1)
    zorginstelling_code = columns.zorginstelling()
    concern_id = columns.label("concern_id")
    polis = columns.label("polis", nullable=True)
    regio = columns.label("regio", nullable=True)
    contractvorm = columns.enum(CONTRACTVORM)
    status = columns.enum(CONTRACT_STATUS)
    schriftelijk = dy.Bool(nullable=False)
    ondertekend_op = dy.Date(nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    terugvalregel_id = columns.tekst(nullable=True)
    ic_zwaarte = dy.List(dy.Enum(IC_ZWAARTE.categories), nullable=True)
    buiten_scope = columns.enum(BUITEN_SCOPE)
    declaratietermijn_maanden = dy.Int64(nullable=True, min=0)
    einddatum_na_begindatum = columns.einddatum_na_begindatum

    @dy.rule()
    def beeindigd_heeft_einddatum(cls) -> pl.Expr:
        """What ended has a last day; without it nobody knows which care it is for."""
        return (pl.col("status") != "BEEINDIGD") | pl.col("einddatum").is_not_null()


class ContractScope(dy.Schema):
    """What a contract is about; without rows it is about everything."""

    contract_id = columns.tekst()
    versie = dy.Int64(nullable=False, min=1)
    selector = columns.selector()
    in_scope = dy.Bool(nullable=False)


class ContractPrijs(dy.Schema):
    """A row of the price list of a contract; 0 is a price ("in the bundle")."""

    contract_id = columns.tekst()
    versie = dy.Int64(nullable=False, min=1)
    prestatiecode = columns.prestatiecode()
    component = columns.enum(COMPONENT)
    specialisme_uitvoerder_code = columns.specialisme("specialisme_uitvoerder")
    prijs_e6 = columns.prijs()
    # Price of a package instead of a unit; only for ZI numbers.
    per_verpakking = dy.Bool(nullable=True)
    volume = dy.Int64(nullable=True, min=0)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


class ContractStaffel(dy.Schema):
    """Volume tiers; they need the year's volume, not a line."""

    contract_id = columns.tekst()
    versie = dy.Int64(nullable=False, min=1)
    selector = columns.selector()
    vanaf_aantal = dy.Int64(nullable=False, min=1)
    prijs_e6 = columns.prijs()
    variant = columns.enum(STAFFEL_VARIANT)


class Prijsregel(dy.Schema):
    """A price by formula: basis times factor, for what the selector names."""

    prijsregel_id = columns.tekst(key=True)
    contract_id = columns.tekst()
    versie = dy.Int64(nullable=False, min=1)
    selector = columns.selector()
    prioriteit = dy.Int64(nullable=False)
    basis = columns.enum(PRIJSBASIS)
    factor_bp = dy.Int64(nullable=False, min=0)
    zorgcategorie = columns.enum(ZORGCATEGORIE, nullable=True)
    aftoppen_op_maximum = dy.Bool(nullable=False)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


class Standaardprijs(dy.Schema):
    """An insurer's standard price of a zorgproduct or a prestatie in a year."""

    concern_id = columns.label("concern_id")
    zorgproduct_code = dy.String(
        nullable=True,
        regex=r"^[0-9]{9}$",
        metadata={"bron": ("zorgproductcode",), "breedte": columns.PRODUCTBREEDTE},
    )
    prestatiecode = columns.prestatiecode(nullable=True)
    jaar = dy.Int64(nullable=False, min=2005, max=2200)
    prijs_e6 = columns.prijs()

    @dy.rule()
    def een_van_beide_codes(cls) -> pl.Expr:
        """Exactly one of zorgproduct_code and prestatiecode is given."""
        return pl.col("zorgproduct_code").is_null() != (
            pl.col("prestatiecode").is_null()
        )


class Standaardopslag(dy.Schema):
    """What a provider gets above the standard price, per category of care."""

    concern_id = columns.label("concern_id", key=True)
    zorginstelling_code = columns.zorginstelling(key=True)
    jaar = dy.Int64(primary_key=True, min=2005, max=2200)
    zorgcategorie = dy.Enum(ZORGCATEGORIE.categories, primary_key=True)
    opslag_bp = dy.Int64(nullable=False, min=-10_000)


class MaxmaxAfspraak(dy.Schema):
    """An agreement to go above the maximum, for one provider and one concern."""

    afspraak_id = columns.tekst(key=True)
    zorginstelling_code = columns.zorginstelling()
    concern_id = columns.label("concern_id")
    # On the day of a line the bound of that day and kind holds (``prices.maxmax``).
    percentage_bp = dy.Int64(nullable=False, min=1, max=highest("maxmax_bp"))
    schriftelijk = dy.Bool(nullable=False)
    ondertekend_op = dy.Date(nullable=True)
    doel = columns.vrije_tekst(nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


class MaxmaxReikwijdte(dy.Schema):
    """What a max-max agreement is about; a percentage here overrides its own."""

    afspraak_id = columns.tekst()
    selector = columns.selector()
    percentage_bp = dy.Int64(nullable=True, min=1, max=highest("maxmax_bp"))


class Standaardprijslijst(dy.Schema):
    """The passanten list of a provider: one price per code and day."""

    zorginstelling_code = columns.zorginstelling()
    prestatiecode = columns.prestatiecode()
    component = columns.enum(COMPONENT)
    prijs_e6 = columns.prijs()
    omschrijving = columns.vrije_tekst(nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    gepubliceerd_op = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


class OdvPrijs(dy.Schema):
    """What one provider charges another (onderlinge dienstverlening).

    An empty opdrachtgever_code means: every other provider.
    """

    zorginstelling_code = columns.zorginstelling()
    opdrachtgever_code = columns.opdrachtgever()
    prestatiecode = columns.prestatiecode()
    prijs_e6 = columns.prijs()
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


class Omzetafspraak(dy.Schema):
    """How the turnover of a contract is settled in a year (docs/decisions.md 43)."""

    afspraak_id = columns.tekst(key=True)
    contract_id = columns.tekst()
    jaar = dy.Int64(nullable=False, min=2005, max=2200)
    vorm = columns.enum(CONTRACTVORM)
    richtpunt_cent = dy.Int64(nullable=False, min=0)
    pct_onder_bp = dy.Int64(nullable=False, min=0, max=10_000)
    pct_boven_bp = dy.Int64(nullable=False, min=0, max=10_000)
    signaal_bp = dy.Int64(nullable=True, min=0)

    @dy.rule()
    def percentages_passen_bij_vorm(cls) -> pl.Expr:
        """Only TRANSITIE chooses its own percentages (docs/decisions.md 43)."""
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

    afspraak_id = columns.tekst()
    selector = columns.selector()
    telt_mee = dy.Bool(nullable=False)
