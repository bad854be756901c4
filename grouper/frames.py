"""Schemas of the frames that the grouper gives out, each declared once.

Columns are Dutch nouns as DESIGN.md has them. Rows that were not grouped have null
codes and a status that says why; nothing is dropped.
"""

import dataframely as dy

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
    # The product has no declaratiecode (grouper.md 2.5).
    is_uitval = dy.Bool(nullable=True)
    # J: verzekerde code, N: onverzekerde code.
    aanspraak_toegepast = dy.Enum(["J", "N"], nullable=True)
    # An oranje activity was decisive for the product.
    is_oranje_producttyperend = dy.Bool(nullable=True)
    # The profile has an activity of the limitatieve lijst.
    is_machtiging_vereist = dy.Bool(nullable=True)
    status = dy.Enum(STATUSES, nullable=False)
    # afsluitreden 00: not closed yet; never to be declared.
    is_trial = dy.Bool(nullable=False)
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
