"""Files that are given beside a delivery: profiles, history, settings, releases."""

# dataframely calls a rule with the schema class, so its first argument is cls.
# ruff: noqa: N805

import dataframely as dy
import polars as pl

from declarations.registers.schema import columns
from declarations.registers.schema.personen import Personen
from tariffs.schema import columns as tarief

HISTORIESTATUS = ["BETAALD", "DEELS", "GEWEIGERD", "NIET_BEOORDEELD", "GECREDITEERD"]
"""What became of a line that was declared before."""

CHECKGEVOLG = ["RJF", "RJ", "RED", "REC", "SIG", "UIT"]
"""Consequence that a desk gives a check; UIT: it is not run."""

PARAMETERBEDRAGEN = ["verplicht_cent", "maximum_per_prestatie_cent"]
"""Parameters of the eigen risico that are cents."""

PARAMETERWOORDEN = {
    "leeftijd18_ingang": ["VOLGENDE_MAAND", "VERJAARDAG"],
    "leeftijd18_telt_vanaf": ["INGANG", "VERJAARDAG"],
    "uiterste_ontvangst_inclusief": ["J", "N"],
    "afronding_samen": ["J", "N"],
    "herdeclaratie_behoudt_ontvangst": ["J", "N"],
}
"""Parameters that are a word, with the words."""


class Zorgprofiel(dy.Schema):
    """Activities of a subtraject, complete for every subtraject that is named."""

    zorginstelling_code = tarief.zorginstelling()
    subtraject_nummer = tarief.tekst(bron=("subtrajectnr",))
    zorgactiviteit_code = columns.code(breedte=(6,))
    aantal = dy.Int64(nullable=False)
    uitvoerdatum = dy.Date(nullable=False)


class Historie(dy.Schema):
    """What was declared before and what became of it, a row per tariff record (06).

    ``declaratiebedrag_cent`` is unsigned; ``dc`` says the direction. ``declarant`` is
    the AGB code that 0113 names. ``inhoud_sha256`` is of the line without numbers and
    references.
    """

    declarant = columns.agb(nullable=True)
    factuurnummer = tarief.tekst(nullable=True)
    ontvangen = dy.Date(nullable=True)
    status = dy.Enum(HISTORIESTATUS, nullable=False)
    referentie_prestatie = tarief.tekst(nullable=True)
    referentie_tarief = tarief.tekst(nullable=True)
    referentie_voorgaand = tarief.tekst(nullable=True)
    bsn = columns.bsn()
    verzekerdennummer = tarief.tekst(nullable=True)
    uzovi = columns.uzovi()
    subtraject_nummer = tarief.tekst(nullable=True)
    zorgtraject_nummer = tarief.tekst(nullable=True)
    specialisme_code = columns.code(nullable=True, breedte=(4,))
    zorgtype_code = columns.code(nullable=True, breedte=(2,))
    diagnose_code = columns.code(nullable=True)
    prestatiecodelijst = columns.code(nullable=True, breedte=(3,))
    declaratiecode = tarief.prestatiecode(nullable=True, bron=("prestatiecode",))
    zorgproduct_code = columns.code(nullable=True, breedte=(9,))
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    aantal = dy.Int64(nullable=True)
    declaratiebedrag_cent = dy.Int64(nullable=True, min=0)
    dc = dy.Enum(["D", "C"], nullable=False)
    bestand_sha256 = tarief.tekst(nullable=True)
    inhoud_sha256 = tarief.tekst(nullable=True)


class Checks(dy.Schema):
    """What a desk changes of a check, and why.

    Without ``uzovi`` it holds for every insurer, without a period always. With
    ``verplicht`` a line that the check cannot judge is held.
    """

    check_id = columns.code()
    gevolg = dy.Enum(CHECKGEVOLG, nullable=True)
    verplicht = dy.Bool(nullable=True)
    uzovi = columns.uzovi()
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    reden = tarief.vrije_tekst(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum


class Vrijgaven(dy.Schema):
    """A line that a person released from a check, and why."""

    referentienummer = tarief.tekst()
    check_id = columns.code()
    wie = tarief.vrije_tekst()
    datum = dy.Date(nullable=True)
    reden = tarief.vrije_tekst(nullable=True)


class Verzekerden(Personen):
    """Persons whose age is asked: without a date of birth a row says nothing."""

    geboortedatum = dy.Date(nullable=False)


class Posten(dy.Schema):
    """What the eigen risico takes: a bill, or the credit of one (``dc``).

    Amounts are unsigned cents. An empty ``vrij_*`` leaves the exemption to the kind
    (``soort``). ``ref_voorgaande`` is the post that a credit takes out, or that a
    debit corrects.
    """

    post_id = tarief.tekst()
    verzekerde_id = tarief.tekst(nullable=True)
    soort = columns.code(nullable=True)
    dc = dy.Enum(["D", "C"], nullable=False)
    ref_voorgaande = tarief.tekst(nullable=True)
    verzekerd_cent = dy.Int64(nullable=False, min=0, max=10**12)
    peildatum = dy.Date(nullable=False)
    ontvangstdatum = dy.Date(nullable=False)
    vrij_verplicht = dy.Bool(nullable=True)
    vrij_vrijwillig = dy.Bool(nullable=True)
    eigen_schuld = dy.Bool(nullable=True)
    eigen_bijdrage_cent = dy.Int64(nullable=True, min=0, max=10**12)
    onverzekerd_cent = dy.Int64(nullable=True, min=0, max=10**12)


class AanvullendePosten(dy.Schema):
    """A bill for a supplementary insurance: over several days ``dag`` is the first.

    ``aantal`` is the number of days or pieces; empty is one.
    """

    post_id = tarief.tekst()
    verzekerde_id = tarief.tekst()
    uzovi = tarief.uzovi()
    polis = tarief.label("polis", nullable=True)
    soort = columns.code()
    dag = dy.Date(nullable=False)
    aantal = dy.Int64(nullable=True, min=1, max=1_000)
    bedrag_cent = dy.Int64(nullable=False, min=0, max=10**12)


class Parameters(dy.Schema):
    """A figure or choice of the eigen risico; without ``uzovi`` of every insurer.

    ``naam`` and ``waarde`` may be in any case. Amounts are whole cents.
    """

    naam = tarief.tekst()
    uzovi = columns.uzovi()
    begindatum = dy.Date(nullable=True)
    einddatum = dy.Date(nullable=True)
    waarde = tarief.tekst()
    bron = tarief.vrije_tekst(nullable=True)
    einddatum_na_begindatum = tarief.einddatum_na_begindatum

    @dy.rule()
    def waarde_past_bij_naam(cls) -> pl.Expr:
        """The name is known, and its value is one that it can have."""
        naam = pl.col("naam").str.to_lowercase()
        waarde = pl.col("waarde").str.to_uppercase()
        fits = naam.is_in(PARAMETERBEDRAGEN) & waarde.str.contains(r"^[0-9]{1,9}$")
        for name, values in PARAMETERWOORDEN.items():
            fits |= (naam == name) & waarde.is_in(values)
        return fits
