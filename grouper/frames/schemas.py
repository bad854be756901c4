"""Schemas of the frames that the grouper gives out, each declared once.

Columns are Dutch nouns as the NZa writes them. Rows that were not grouped have null
codes and a status that says why; nothing is dropped.
"""

import dataframely as dy

from grouper.frames.ozp_reasons import AANVRAGERS, AFLEIDINGEN, CATEGORIEEN, REDENEN

STATUSES = ("ok", "warning", "rejected", "no_tree")
"""What became of a subtraject, in the order of its number in a batch."""


class Grouped(dy.Schema):
    """One row per subtraject, in input order."""

    subtraject_nummer = dy.String(nullable=True)
    zorgproductgroep_code = dy.String(nullable=True, regex=r"^\d{6}$")
    zorgproduct_code = dy.String(nullable=True, regex=r"^\d{9}$")
    # The code that may be billed: verzekerd or onverzekerd, as aanspraak decides.
    declaratiecode = dy.String(nullable=True)
    declaratiecode_verzekerd = dy.String(nullable=True)
    declaratiecode_onverzekerd = dy.String(nullable=True)
    # The product has no declaratiecode (docs/decisions.md 8).
    is_uitval = dy.Bool(nullable=True)
    # J: verzekerde code, N: onverzekerde code.
    aanspraak_toegepast = dy.Enum(["J", "N"], nullable=True)
    # An oranje activity was decisive: it contributed to a flagged rule that was true
    # (docs/decisions.md 8).
    is_oranje_producttyperend = dy.Bool(nullable=True)
    # The profile has an activity of the limitatieve lijst.
    is_machtiging_vereist = dy.Bool(nullable=True)
    status = dy.Enum(STATUSES, nullable=False)
    # afsluitreden 00: not closed yet; never to be declared.
    is_trial = dy.Bool(nullable=False)
    release = dy.String(nullable=False)


class Ozp(dy.Schema):
    """One row per overig zorgproduct: an activity, its day and who asked for it."""

    subtraject_nummer = dy.String(nullable=True)
    zorgtype_code = dy.String(nullable=False)
    # Code of the activity, which is that of the product (Regeling msz 2016 art. 25-33).
    zorgproduct_code = dy.String(nullable=False, regex=r"^\d{6}$")
    declaratiecode = dy.String(nullable=True, regex=r"^[0-9A-Z]{6}$")
    # Net count of the day; below zero only when corrections stand on another day.
    aantal = dy.Int64(nullable=False)
    uitvoerdatum = dy.Date(nullable=False)
    # Of all or part of the count no uitvoerdatum was given: it is the begindatum.
    is_uitvoerdatum_aangenomen = dy.Bool(nullable=False)
    tarieftype = dy.String(nullable=False, regex=r"^\d{2}$")
    ozp_categorie = dy.Enum(CATEGORIEEN, nullable=True)
    # Who derives it: the grouper, or the provider straight from the activity.
    afleiding = dy.Enum(AFLEIDINGEN, nullable=False)
    aanvrager_soort = dy.Enum(AANVRAGERS, nullable=True)
    # Billable by itself, as far as its own subtraject tells.
    is_declarabel = dy.Bool(nullable=False)
    reden = dy.Enum([reden.code for reden in REDENEN], nullable=False)
    reden_tekst = dy.String(nullable=False)
    # Under which subtraject it is billed: of a ZT51 the main one (Regeling art. 33a.6).
    hoofdsubtraject_nummer = dy.String(nullable=True)
    is_trial = dy.Bool(nullable=False)
    # In force on uitvoerdatum; that of the subtraject may be another.
    release = dy.String(nullable=False)


class Profielen(dy.Schema):
    """One row per activity of a profile that is named beside the product, and day."""

    subtraject_nummer = dy.String(nullable=True)
    # As registered.
    zorgactiviteit_code = dy.String(nullable=False, regex=r"^\d{6}$")
    aantal = dy.Int64(nullable=False, min=1)
    uitvoerdatum = dy.Date(nullable=False)
    # Of all or part of the count no uitvoerdatum was given: it is the begindatum.
    is_uitvoerdatum_aangenomen = dy.Bool(nullable=False)
    # Permit of the Wet op bijzondere medische verrichtingen.
    wbmv_code = dy.String(nullable=True)
    # Must stand on the bill of the patient.
    is_op_nota = dy.Bool(nullable=False)
    aanspraak_code = dy.String(nullable=True)
    # Of the limitatieve lijst for this specialisme and diagnose.
    is_machtiging_vereist = dy.Bool(nullable=False)
    is_trial = dy.Bool(nullable=False)
    # In force on uitvoerdatum.
    release = dy.String(nullable=False)


class Findings(dy.Schema):
    """One row per fault of an input row, or per doubt about an outcome."""

    source = dy.Enum(["subtrajecten", "zorgactiviteiten"], nullable=False)
    row = dy.Int64(nullable=False, min=1)
    subtraject_nummer = dy.String(nullable=True)
    code = dy.String(nullable=False)
    severity = dy.Enum(["reject", "warn"], nullable=False)
    column = dy.String(nullable=False)
    value = dy.String(nullable=True)
    tekst = dy.String(nullable=False)


class Digests(dy.Schema):
    """Columns that grouped, ozp and profielen gain at their end when asked for."""

    # Over release and registration.
    dbc_grouper_invoer = dy.String(nullable=False, regex=r"^[0-9a-f]{32}$")
    # Over all other columns of the row. Ours, and not the NZa's hash.
    dbc_grouper_digest = dy.String(nullable=False, regex=r"^[0-9a-f]{32}$")
