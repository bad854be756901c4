"""Which field of a record could not be sent as it is, and why?

A message is refused as a whole for one text that does not fit its field, so every line
is looked at before it goes in.
"""

from collections.abc import Iterator

import polars as pl

from declarations.berichten.zh308.velden import Veld, kolommen
from declarations.checks.formaat.dbcvelden import VELDEN as DBC_VELDEN
from declarations.checks.formaat.veldinhoud import codelijsten

LEEG = "VELD_LEEG"
TE_LANG = "VELD_TE_LANG"
TEKENS = "VELD_TEKENS"
WAARDE = "VELD_WAARDE"

_LATIN_1 = r"^[\x20-\x7e\x{a0}-\x{ff}]*$"
"""Texts of characters that latin-1 has and that take ink (ZH308 v9.0: ISO 8859-1)."""


def with_field_fault(records: pl.DataFrame, soort: str) -> pl.DataFrame:
    """Records with ``veldreden`` and ``rubriek`` of their first field at fault.

    Both are null where all fields can be sent. Fields without a column are not looked
    at: they are filled when the message is built.

    Args:
        records: Fields of one kind of record; with ``is_dbc`` for those of a 04.
        soort: Its kind: 02, 04, 06 or 16.
    """
    reden = rubriek = pl.lit(None, pl.String)
    there = [each for each in kolommen(soort) if each.kolom in records.columns]
    for veld in reversed(there):
        for code, is_wrong in reversed(list(_faults(veld))):
            reden = pl.when(is_wrong).then(pl.lit(code)).otherwise(reden)
            rubriek = pl.when(is_wrong).then(pl.lit(veld.rubriek)).otherwise(rubriek)
    return records.with_columns(veldreden=reden, rubriek=rubriek)


def _faults(veld: Veld) -> Iterator[tuple[str, pl.Expr]]:
    """What can be wrong with a field; null where it is not."""
    text = pl.col(veld.kolom)
    is_empty = text.is_null() | (text.str.strip_chars() == "")
    if veld.soort in ("GETAL", "BEDRAG"):
        # Nought is a value in the counts of the 99 only.
        is_empty |= text == "0"
    if veld.verplicht == "M":
        yield LEEG, is_empty
    elif veld.rubriek in DBC_VELDEN:
        yield LEEG, pl.col("is_dbc") & is_empty
    yield TE_LANG, text.str.len_chars() > veld.breedte
    form = r"^[0-9]*$" if veld.type == "N" else _LATIN_1
    yield TEKENS, ~text.str.contains(form)
    codes, is_whole, _ = codelijsten().get(veld.rubriek, ([], False, ""))
    if is_whole:
        yield WAARDE, ~is_empty & ~text.is_in(codes)
