"""The frames that messages become, and that replies are made of; declared once.

The first columns of the first two are those of docs/data.md; the others
are the keys by which a result finds its message again.
"""

import dataframely as dy


class BerichtSubtrajecten(dy.Schema):
    """Subtrajecten of one batch of messages.

    The OHW form may deliver a geboortedatum; then ``leeftijd_jaar`` is null and a
    column ``geboortedatum`` stands beside it.
    """

    subtraject_nummer = dy.String(primary_key=True)
    specialisme_code = dy.String()
    diagnose_code = dy.String(nullable=True)
    zorgtype_code = dy.String()
    zorgvraag_code = dy.String(nullable=True)
    begindatum = dy.Date()
    einddatum = dy.Date(nullable=True)
    leeftijd_jaar = dy.Int32(nullable=True)
    geslacht = dy.String()
    zorginstelling_code = dy.String()
    zorgtraject_nummer = dy.String(nullable=True)
    afsluitreden_code = dy.String(nullable=True)
    aanspraak = dy.String(nullable=True)
    is_trial = dy.Bool()
    bestand = dy.String()
    bericht_id = dy.String(nullable=True)
    bericht_oid = dy.String(nullable=True)
    declaratiedataset_id = dy.String(nullable=True)
    declaratiedataset_oid = dy.String(nullable=True)
    subtraject_id = dy.String()
    subtraject_oid = dy.String(nullable=True)


class BerichtZorgactiviteiten(dy.Schema):
    """Zorgactiviteiten of the same batch."""

    subtraject_nummer = dy.String()
    zorgactiviteit_code = dy.String()
    aantal = dy.Int64()
    uitvoerdatum = dy.Date(nullable=True)
    zorgactiviteit_id = dy.String(nullable=True)
    zorgactiviteit_oid = dy.String(nullable=True)


class BerichtFindings(dy.Schema):
    """What is wrong with messages: one row per fault, without values."""

    bestand = dy.String()
    source = dy.String()
    row = dy.Int64(nullable=True)
    column = dy.String(nullable=True)
    code = dy.String()
    severity = dy.String()
    locatie = dy.String(nullable=True)
    tekst = dy.String()


class BerichtHerkomst(dy.Schema):
    """By what messages are known: one row per message that could be read as XML.

    ``inhoud`` is a number that is the same for the same care; null for a message that
    was refused. ``aanmaakmoment`` is text, as the message has it.
    """

    bestand = dy.String()
    bericht_id = dy.String(nullable=True)
    bericht_oid = dy.String(nullable=True)
    declaratiedataset_id = dy.String(nullable=True)
    declaratiedataset_oid = dy.String(nullable=True)
    zorginstelling_code = dy.String(nullable=True)
    aanmaakmoment = dy.String(nullable=True)
    subtraject_ids = dy.List(dy.String())
    inhoud = dy.UInt64(nullable=True)


class Herhalingen(dy.Schema):
    """Messages that another one of the delivery repeats or replaces.

    A message may have two rows: as a repeat of one, and as replaced by another.
    """

    bestand = dy.String()
    code = dy.String()
    ander_bestand = dy.String()


class Antwoorden(dy.Schema):
    """Replies: one row per result message."""

    antwoord = dy.String(primary_key=True)
    acknowledgement_code = dy.String()
    verwerking_code = dy.String(nullable=True)
    is_trial = dy.Bool()
    bericht_id = dy.String(nullable=True)
    bericht_oid = dy.String(nullable=True)
    declaratiedataset_id = dy.String(nullable=True)
    declaratiedataset_oid = dy.String(nullable=True)
    tabelsetdatum = dy.Date(nullable=True)
    software = dy.String(nullable=True)
    certificaat = dy.String(nullable=True)


class Declaraties(dy.Schema):
    """Declaraties in replies: one row per component."""

    antwoord = dy.String()
    volgnummer = dy.Int64(nullable=True)
    subtraject_id = dy.String(nullable=True)
    subtraject_oid = dy.String(nullable=True)
    zorgproduct_code = dy.String(nullable=True)
    declaratiecode = dy.String(nullable=True)
    zorgactiviteit_ids = dy.List(dy.String())


class Meldingen(dy.Schema):
    """What replies say beside declaraties: one row per detail."""

    antwoord = dy.String()
    soort = dy.String(nullable=True)
    code = dy.String(nullable=True)
    tekst = dy.String(nullable=True)
    subtraject_id = dy.String(nullable=True)
