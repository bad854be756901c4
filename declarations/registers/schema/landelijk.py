"""Tables that are the same for the whole land: who may treat, which codes are what."""

import dataframely as dy

from declarations.registers.schema import columns
from tariffs.schema import columns as tarief

AGBSOORT = ["INSTELLING", "PERSOON", "PRAKTIJK"]
"""What an AGB code names."""

CODEBREEDTEN = (1, 2, 3, 4, 6, 8, 9)
"""Widths of codes in sets: only five digits (of six) and seven (of eight) lack one."""


class Agb(dy.Schema):
    """An AGB code: what it names, and for which specialisme."""

    agb = columns.agb()
    soort = dy.Enum(AGBSOORT, nullable=False)
    specialisme_code = columns.code(nullable=True, breedte=(4,))
    naam = tarief.vrije_tekst(nullable=True)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Uzovi(dy.Schema):
    """A number of an insurer, and when it was in use."""

    uzovi = tarief.uzovi()
    naam = tarief.vrije_tekst(nullable=True)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class DiagnoseCombinaties(dy.Schema):
    """Two diagnoses that may not stand beside each other (NR/CU-263 bijlage 8)."""

    specialisme_code = columns.code(breedte=(4,))
    diagnose_code_1 = columns.code()
    diagnose_code_2 = columns.code()
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Vrijstelling(dy.Schema):
    """Care that is exempt from eigen risico (Bzv art. 2.17): a kind, or a code of it.

    Without a code the row is about every post of the kind.
    """

    soort = columns.code()
    code = columns.code(nullable=True, breedte=CODEBREEDTEN)
    vrij_verplicht = dy.Bool(nullable=False)
    vrij_vrijwillig = dy.Bool(nullable=True)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    bron = tarief.vrije_tekst(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Codeverzameling(dy.Schema):
    """A code that belongs to a named set, from when to when."""

    naam = columns.code()
    code = columns.code(breedte=CODEBREEDTEN)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    bron = tarief.vrije_tekst(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Persoonseis(dy.Schema):
    """The sex or age that a code asks for; both ages are inclusive."""

    declaratiecode = tarief.prestatiecode(bron=("prestatiecode",))
    geslacht = columns.code(nullable=True)
    leeftijd_van = dy.Int64(nullable=True, min=0)
    leeftijd_tot = dy.Int64(nullable=True, min=0)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    bron = tarief.vrije_tekst(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Dekking(dy.Schema):
    """What a table covers: with ``volledig`` what is not in it does not exist."""

    tabel = tarief.tekst()
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    volledig = dy.Bool(nullable=False)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum
