"""Tables that are the same for the whole land: who may treat, which codes are what."""

# dataframely calls a rule with the schema class, so its first argument is cls.
# ruff: noqa: N805

import dataframely as dy
import polars as pl

from declarations.registers.schema import columns
from tariffs.schema import columns as tarief

AGBSOORT = ["INSTELLING", "PERSOON", "PRAKTIJK"]
"""What an AGB code names."""

KOPPELING = ["CODE", "NIET"]
"""Whether what a row names tells its treatment from others."""

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


class Aandachtslijst(dy.Schema):
    """Care that is not, or not always, of the state of science and practice.

    A row is a treatment of the list (``nummer``) and what it is recognised by. With
    ``koppeling`` CODE that does; with NIET it does not tell that treatment from others,
    so that who has it cannot be judged.
    """

    nummer = dy.Int64(nullable=False, min=1)
    behandeling = tarief.vrije_tekst()
    specialisme_code = columns.code(nullable=True, breedte=(4,))
    diagnose_code = columns.code(nullable=True)
    zorgactiviteit_code = columns.code(nullable=True, breedte=(6,))
    koppeling = dy.Enum(KOPPELING, nullable=False)
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    bron = tarief.vrije_tekst(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum

    @dy.rule()
    def herkenbaar(cls) -> pl.Expr:
        """It names a specialisme or an activity: without, it would be about all."""
        return (
            pl.col("specialisme_code").is_not_null()
            | pl.col("zorgactiviteit_code").is_not_null()
        )


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
