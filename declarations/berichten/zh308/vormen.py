"""The frames of declarations that do not hold fields of records; declared once."""

import dataframely as dy


class Bestanden(dy.Schema):
    """The messages that were read, a row each."""

    bestand_nr = dy.UInt32(primary_key=True)
    bestand = dy.String()
    sha256 = dy.String()
    bytes = dy.Int64()
    records = dy.Int64()
    leesbaar = dy.Bool()


class Overig(dy.Schema):
    """Records without known fields: record 03 and unknown kinds, as they stand."""

    bestand_nr = dy.UInt32()
    record = dy.UInt32()
    soort = dy.String()
    bytes = dy.Binary()


class Vorm(dy.Schema):
    """What is wrong with the form of records, a row each.

    ``soort`` is LENGTE, REGELEINDE, NA_SLUIT, ONBEKEND_RECORD or GEEN_SLUIT of a
    record, GETAL_LETTERS, GETAL_SPATIES, DATUM, RESERVE or TEKENS of a field, which
    ``rubriek`` names. ``waarde`` is what stands there, its first 100 characters, with
    control characters as ``\\xNN``. ``codering`` is, of TEKENS, what else than latin-1
    the bytes seem to be: UTF-8 or WINDOWS-1252; null for control characters.
    """

    bestand_nr = dy.UInt32()
    record = dy.UInt32()
    soort = dy.String()
    rubriek = dy.String(nullable=True)
    waarde = dy.String(nullable=True)
    codering = dy.String(nullable=True)


class Onleesbaar(dy.Schema):
    """What was given and cannot be read as a message, and why."""

    bestand = dy.String()
    reden = dy.String()


class Antwoorden(dy.Schema):
    """What ZH309 messages answer, a row a record.

    Amounts are negative for a credit. Of record 99 they are the totals. ``gebrek`` is
    what is wrong with the record, or why a file could not be read; then there is no
    record.
    """

    bestand = dy.String()
    record = dy.UInt32(nullable=True)
    soort = dy.String(nullable=True)
    detailrecord = dy.Int64(nullable=True)
    referentienummer = dy.String(nullable=True)
    retourcode_1 = dy.String(nullable=True)
    retourcode_2 = dy.String(nullable=True)
    retourcode_3 = dy.String(nullable=True)
    gedeclareerd_cent = dy.Int64(nullable=True)
    berekend_cent = dy.Int64(nullable=True)
    toegekend_cent = dy.Int64(nullable=True)
    gebrek = dy.String(nullable=True)
