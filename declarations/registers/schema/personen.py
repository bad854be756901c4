"""Tables about insured persons: who they are, where they stayed, what was permitted."""

import dataframely as dy

import tariffs.schema as tariefschema
from declarations.registers.schema import columns
from tariffs.schema import columns as tarief

OPNAMESOORT = ["VERBLIJF", "IC", "VERLOF", "OBSERVATIE", "ELV", "WLZ"]
"""Kinds of a row of ``opnamen``; VERLOF is leave within an admission."""


class Personen(dy.Schema):
    """An insured person as its owner knows it; ``verzekerde_id`` is its own key.

    ``voorletters`` is asked by who declares: a message has them, checks do not.
    """

    verzekerde_id = tarief.tekst()
    bsn = columns.bsn()
    verzekerdennummer = tarief.tekst(nullable=True)
    naam = tarief.vrije_tekst(nullable=True)
    voorvoegsel = tarief.vrije_tekst(nullable=True)
    voorletters = tarief.vrije_tekst(nullable=True)
    geboortedatum = dy.Date(nullable=True)
    geslacht = columns.code(nullable=True)
    overlijdensdatum = dy.Date(nullable=True)


class Verzekeringen(tariefschema.Verzekeringen):
    """With whom a verzekerde is insured, on which policy, from when to when.

    ``vrijwillig_cent`` is the voluntary deductible of the policy (Zvw art. 20).
    """

    vrijwillig_cent = dy.Int64(nullable=True, min=0)


class Detentie(dy.Schema):
    """When an insurance is suspended by detention (Zvw art. 24)."""

    verzekerde_id = tarief.tekst()
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Wlz(dy.Schema):
    """When somebody has an indication for long-term care (Wlz)."""

    verzekerde_id = tarief.tekst()
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Privacyverklaringen(dy.Schema):
    """A prestatie of which the diagnosis is left out by a signed statement.

    ``referentienummer`` is the 0458 of the prestatie (NR/CU-263 art. 35 lid 1 q2).
    """

    zorginstelling_code = tarief.zorginstelling()
    referentienummer = tarief.tekst()


class Machtigingen(dy.Schema):
    """A permission by the insurer; a number may have a row per code."""

    nummer = tarief.tekst()
    verzekerde_id = tarief.tekst(nullable=True)
    uzovi = columns.uzovi()
    zorginstelling_code = columns.agb(nullable=True)
    specialisme_code = columns.code(nullable=True, breedte=(4,))
    diagnose_code = columns.code(nullable=True)
    code = tarief.prestatiecode(nullable=True)
    aantal = dy.Int64(nullable=True, min=0)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    status = columns.code(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Opnamen(dy.Schema):
    """A stay, or leave within one; both days are days of it."""

    verzekerde_id = tarief.tekst()
    zorginstelling_code = columns.agb(nullable=True)
    begindatum = dy.Date(nullable=False)
    einddatum = dy.Date(nullable=True)
    soort = dy.Enum(OPNAMESOORT, nullable=False)
    begintijd = dy.Time(nullable=True)
    eindtijd = dy.Time(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum
