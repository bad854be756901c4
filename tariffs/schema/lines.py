"""Tables of lines: insurances, what is priced and what was decided."""

# dataframely calls a rule with the schema class, so its first argument is cls.
# ruff: noqa: N805

import dataframely as dy
import polars as pl

from tariffs.schema import columns
from tariffs.schema.enums import (
    AANSPRAAK,
    COMPONENT,
    DC,
    FASE,
    GRONDSLAG,
    KLASSE,
    ONTVANGER,
    PEILDATUM_GROND,
    STATUS,
    TARIEFSOORT,
    ZORGCATEGORIE,
)


class Verzekeringen(dy.Schema):
    """With whom a verzekerde is insured, on which policy, from when to when."""

    verzekerde_id = columns.tekst()
    uzovi = columns.uzovi()
    polis = columns.label("polis", nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = columns.einddatum_na_begindatum


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
    ontvanger = columns.enum(ONTVANGER, nullable=True)
    opdrachtgever_code = columns.opdrachtgever()
    verzekerde_id = dy.String(nullable=True, metadata={"bron": ("verzekerde_hash",)})
    prestatiecodelijst = dy.String(
        nullable=True, metadata={"bron": ("lijst", "codelijst"), "breedte": (3,)}
    )
    # Empty for uitval: then zorgproduct_code is given and is_uitval is true.
    prestatiecode = dy.String(
        nullable=True, metadata={"breedte": columns.CODEBREEDTE, "soort": "code"}
    )
    zorgproduct_code = dy.String(
        nullable=True,
        metadata={"bron": ("zorgproductcode",), "breedte": columns.PRODUCTBREEDTE},
    )
    is_uitval = dy.Bool(nullable=True)
    component = columns.enum(COMPONENT, nullable=True)
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
    dc = columns.enum(DC, nullable=True)
    dc_berekend = columns.enum(DC, nullable=True)
    dc_declaratie = columns.enum(DC, nullable=True)
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
    aanspraak = columns.enum(AANSPRAAK, nullable=True)
    aanspraak_toegepast = columns.enum(AANSPRAAK, nullable=True)
    zorgcategorie = columns.enum(ZORGCATEGORIE, nullable=True)
    fase = columns.enum(FASE, nullable=True)
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
    component = columns.enum(COMPONENT, nullable=True)
    soort_honorarium = dy.String(nullable=True)
    specialisme_uitvoerder_code = dy.String(nullable=True)
    subtraject_nummer = dy.String(nullable=True)
    dc = columns.enum(DC, nullable=True)
    ref_voorgaande = dy.String(nullable=True)
    peildatum = dy.Date(nullable=True)
    peildatum_grond = columns.enum(PEILDATUM_GROND, nullable=True)
    tariefsoort = columns.enum(TARIEFSOORT, nullable=True)
    grondslag = columns.enum(GRONDSLAG, nullable=True)
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
    status = columns.enum(STATUS)
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
        """Every line has an amount or a reason (docs/decisions.md 44)."""
        return pl.col("bedrag_cent").is_not_null() | (pl.col("redenen").list.len() > 0)

    @dy.rule()
    def regel_heeft_naam(cls) -> pl.Expr:
        """Only a line that could not be read has no name."""
        return pl.col("regel_id").is_not_null() | (pl.col("status") == "ONLEESBAAR")
