"""The frames that messages are made of: priced lines, and activities on their bill."""

import dataframely as dy


class Factuurregels(dy.Schema):
    """A prestatie to declare, with all that its records say.

    ``sleutel`` is its reference (0458), and ``tariefreferentie`` that of its tariff
    (0622). What a message may leave open is null: dbc-zorgproducten alone have the
    columns from ``zorgproduct_code`` on.
    """

    sleutel = dy.String()
    tariefreferentie = dy.String()
    zorginstelling_code = dy.String(nullable=True)
    uzovi = dy.String(nullable=True)
    # The person that is insured: who received it, where a donor gave.
    verzekerde_id = dy.String(nullable=True)
    bsn = dy.String(nullable=True)
    verzekerdennummer = dy.String(nullable=True)
    naam = dy.String(nullable=True)
    voorvoegsel = dy.String(nullable=True)
    voorletters = dy.String(nullable=True)
    geboortedatum = dy.Date(nullable=True)
    geslacht = dy.String(nullable=True)
    is_overleden = dy.Bool(nullable=False)
    is_dbc = dy.Bool(nullable=False)
    prestatiecodelijst = dy.String(nullable=True)
    prestatiecode = dy.String(nullable=True)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    aantal = dy.Int64(nullable=True)
    tarief_cent = dy.Int64(nullable=True)
    verrekenpercentage_bp = dy.Int64(nullable=True)
    toeslag_code = dy.String(nullable=True)
    bedrag_cent = dy.Int64(nullable=True)
    verwijzer_soort_code = dy.String(nullable=True)
    verwijzer_code = dy.String(nullable=True)
    verwijzer_specialisme_code = dy.String(nullable=True)
    verwijzer_instelling_code = dy.String(nullable=True)
    ongeval_code = dy.String(nullable=True)
    # Of a dbc, and of an add-on: those of the dbc that it goes with.
    zorgtraject_nummer = dy.String(nullable=True)
    subtraject_nummer = dy.String(nullable=True)
    zorgtype_code = dy.String(nullable=True)
    # Of an overig zorgproduct: number of the activity that it is.
    zorgactiviteit_nummer = dy.String(nullable=True)
    zorgproduct_code = dy.String(nullable=True)
    machtiging_nummer = dy.String(nullable=True)
    afsluitreden_code = dy.String(nullable=True)
    zorgvraag_code = dy.String(nullable=True)
    diagnose_code = dy.String(nullable=True)
    specialisme_code = dy.String(nullable=True)
    aanspraak_toegepast = dy.String(nullable=True)
    is_machtiging_vereist = dy.Bool(nullable=True)
    is_oranje_producttyperend = dy.Bool(nullable=True)
    hashtotaal = dy.String(nullable=True)
    hashversie = dy.String(nullable=True)
    certificaatversie = dy.String(nullable=True)
    grouper_code = dy.String(nullable=True)
    grouperversie = dy.String(nullable=True)
    tabelsetversie = dy.String(nullable=True)


class OpNota(dy.Schema):
    """An activity that the bill of a dbc names, on a day."""

    sleutel = dy.String()
    # Reference of its record (1620).
    activiteitreferentie = dy.String()
    zorgactiviteit_nummer = dy.String(nullable=True)
    zorgactiviteit_code = dy.String(nullable=True)
    uitvoerdatum = dy.Date(nullable=True)
    aantal = dy.Int64(nullable=True)


class Gedeclareerd(dy.Schema):
    """What stands in which message: the key by which answers find their line."""

    regel_id = dy.String()
    bestand = dy.String()
    factuurnummer = dy.String()
    referentienummer = dy.String()
    aantal = dy.Int64()
    bedrag_cent = dy.Int64()
