"""Tables of what the NZa publishes: prestaties, their tariffs and relations."""

# dataframely calls a rule with the schema class, so its first argument is cls.
# ruff: noqa: N805

import dataframely as dy
import polars as pl

from tariffs.schema import columns
from tariffs.schema.columns import MAX_PRIJS_E6
from tariffs.schema.enums import (
    AFRONDING,
    BRON,
    BTW_BEHANDELING,
    COMPONENT,
    EENHEID,
    FASE,
    MAXMAX_UITSLUITING_GROND,
    OMVANG,
    OZP_CATEGORIE,
    OZP_REGEL_SOORT,
    REIKWIJDTE,
    SCHAAL,
    SOORT_PRESTATIE,
    SOORT_SUPPLEMENTAIR,
    TARIEFSOORT,
    VERGUNNING,
)
from tariffs.wettelijk.waarden import per_component


class TariefRelease(dy.Schema):
    """A publication of tariffs: what became known on which day (known time)."""

    release_id = dy.Int64(primary_key=True)
    bron = columns.enum(BRON)
    kenmerk = columns.tekst()
    pakket = columns.vrije_tekst(nullable=True)
    versiedatum = dy.Date(nullable=True)
    bekendgemaakt_op = dy.Date(nullable=False)
    ingangsdatum = dy.Date(nullable=False)
    vervangt_release_id = dy.Int64(nullable=True)
    sha256 = dy.String(nullable=True, regex=r"^[0-9a-f]{64}$")
    bedrag_schaal = columns.enum(SCHAAL, nullable=True)
    maxmax_afronding = columns.enum(AFRONDING, nullable=True)
    # Name of the file with the official table of this release, where there is one.
    bronbestand = columns.tekst(nullable=True)
    # VOLLEDIG withdraws what it does not repeat of the release it replaces; WIJZIGING
    # (also when empty) only overrides the codes and days it names. Own decision, 42:
    # WB/REG-2024-06 was of the second kind.
    omvang = columns.enum(OMVANG, nullable=True)

    @dy.rule()
    def vervangt_zichzelf_niet(cls) -> pl.Expr:
        """A release does not replace itself."""
        return pl.col("vervangt_release_id") != pl.col("release_id")


class Prestatie(dy.Schema):
    """What may be billed at all, and under which national conditions."""

    # Empty: known from the beginning.
    release_id = dy.Int64(nullable=True)
    prestatiecode = columns.prestatiecode()
    prestatiecodelijst = columns.lijst()
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    omschrijving = columns.vrije_tekst(nullable=True)
    soort_prestatie = columns.enum(SOORT_PRESTATIE)
    ozp_categorie = columns.enum(OZP_CATEGORIE, nullable=True)
    tarieftype = dy.String(
        nullable=True, regex=r"^[0-9]{2}$", metadata={"breedte": (2,)}
    )
    zorgproductgroep_code = columns.zorgproductgroep()
    verzekerd = dy.Bool(nullable=False)
    spiegelcode = columns.prestatiecode(nullable=True)
    eenheid = columns.enum(EENHEID)
    aantal_deelbaar = dy.Bool(nullable=False)
    maxmax_uitgesloten = dy.Bool(nullable=False)
    maxmax_uitsluiting_grond = columns.enum(MAXMAX_UITSLUITING_GROND, nullable=True)
    overeenkomst_vereist = dy.Bool(nullable=False)
    vergunning_vereist = columns.enum(VERGUNNING, nullable=True)
    btw_behandeling = columns.enum(BTW_BEHANDELING)
    # Empty means 10000: only prestaties with a surcharge factor say more (kaak 2013).
    verrekenpercentage_max_bp = dy.Int64(nullable=True, min=10_000)
    # Kaak, groups 3 to 8 (Regeling msz 2016, bijlage 6); decides which intervention
    # through one wound stays (art. 33d.5a).
    puntwaarde = dy.Int64(nullable=True, min=0)
    fase = columns.enum(FASE, nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum

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
        metadata={"bron": ("zorgproductcode",), "breedte": columns.PRODUCTBREEDTE},
    )
    # Empty: the zorgproduct is uitval or has no such code.
    prestatiecode = columns.prestatiecode(nullable=True, bron=("declaratiecode",))
    verzekerd = dy.Bool(nullable=False)
    zorgproductgroep_code = columns.zorgproductgroep()
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


class Tarief(dy.Schema):
    """National tariff of a prestatie; empty amount for VRIJ and WERKELIJKE_KOSTEN."""

    release_id = dy.Int64(nullable=False)
    prestatiecode = columns.prestatiecode()
    prestatiecodelijst = columns.lijst()
    specialisme_poort_code = columns.specialisme("specialisme_poort")
    specialisme_uitvoerder_code = columns.specialisme("specialisme_uitvoerder")
    component = columns.enum(COMPONENT)
    soort_honorarium = columns.tekst(nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    tariefsoort = columns.enum(TARIEFSOORT)
    bedrag_e6 = dy.Int64(nullable=True, min=1, max=MAX_PRIJS_E6)
    soort_tarief_bron = columns.tekst(nullable=True)
    segment = columns.tekst(nullable=True)
    declaratieregel = columns.vrije_tekst(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum

    @dy.rule()
    def bedrag_past_bij_tariefsoort(cls) -> pl.Expr:
        """VRIJ and WERKELIJKE_KOSTEN have no amount, the others have one."""
        zonder_bedrag = pl.col("tariefsoort").is_in(["VRIJ", "WERKELIJKE_KOSTEN"])
        return zonder_bedrag == pl.col("bedrag_e6").is_null()

    @dy.rule()
    def component_past_bij_jaar(cls) -> pl.Expr:
        """Components have no tariff on days on which tariffs are integral."""
        return (pl.col("component") == "INTEGRAAL") | per_component()


class AddonTarief(dy.Schema):
    """G-Standaard maximum of a medicine, per package of inkoophoeveelheid units."""

    release_id = dy.Int64(nullable=False)
    zi_nummer = dy.String(nullable=False, regex=columns.ZI, metadata={"breedte": (8,)})
    soort_supplementair = columns.enum(SOORT_SUPPLEMENTAIR)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    nza_max_incl_btw_e6 = dy.Int64(nullable=False, min=1, max=MAX_PRIJS_E6)
    # Empty: units are unknown and the line is refused ADDON_EENHEID_ONBEKEND (F10).
    inkoophoeveelheid_m = dy.Int64(nullable=True, min=1)
    afleveringseenheid = dy.String(nullable=True, min_length=1, max_length=4)
    aip_excl_btw_e6 = columns.prijs(nullable=True)
    wgp_max_incl_btw_e6 = columns.prijs(nullable=True)
    btw_bp = dy.Int64(nullable=False, min=0, max=10_000)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


class OzpRegel(dy.Schema):
    """A rule between lines of one patient: combination, frequency, term, ceiling."""

    # Empty: known from the beginning.
    release_id = dy.Int64(nullable=True)
    regel_id = columns.tekst()
    code_a = columns.selector()
    soort = columns.enum(OZP_REGEL_SOORT)
    code_b = columns.selector(nullable=True)
    reikwijdte = columns.enum(REIKWIJDTE)
    aantal = dy.Int64(nullable=True, min=0)
    bedrag_cent = dy.Int64(nullable=True, min=0)
    periode_dagen = dy.Int64(nullable=True, min=1)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    grond = columns.vrije_tekst()
    einddatum_na_begindatum = columns.einddatum_na_begindatum

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

    prestatiecode = columns.prestatiecode(key=True)
    prestatiecodelijst = columns.lijst(key=True)
    begindatum = dy.Date(primary_key=True)
    einddatum = dy.Date(nullable=True)
    grond = columns.vrije_tekst(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum
