"""Tell what is unusual about a release and was let through, since it cannot matter.

What can matter is refused by the ``check_`` modules; what this software does with a
release beyond reading it is told by who does it.
"""

from collections.abc import Iterable, Iterator, Mapping

import polars as pl

from productstructure.checks.boomparameters import tell_boomparameters, used_attributen
from productstructure.checks.values import GESLACHTEN
from productstructure.files.archive import XmlSource
from productstructure.schema import TABLES

_SHOWN = 5

_EXPECTED_VALUES = {
    "producten": ("declaratiecode_verzekerd", "declaratiecode_onverzekerd"),
    "zorgactiviteiten": ("tarieftype", "op_nota", "wbmv_code", "aanspraak_code"),
}
"""Columns that may be empty in any row but hardly in all: outcomes are read from them,
and RZ17a has values in each."""


def tell_files(sources: Iterable[XmlSource]) -> tuple[str, ...]:
    """Tell which names were read otherwise than written, and which files were not."""
    notices = []
    for source in sources:
        name = source.filename
        if not name.is_plain:
            notices.append(
                f"File name {name.text!r} is not as the NZa writes it; read as the"
                f" {name.bestand}, ingangsdatum {name.ingangsdatum or 'none'}, version"
                f" {name.versie or 'none'}."
            )
        others = source.passed_over
    if others:
        more = f" and {len(others) - _SHOWN} more" if len(others) > _SHOWN else ""
        shown = ", ".join(map(repr, others[:_SHOWN]))
        notices.append(f"Not read, for it is no XML: {shown}{more}.")
    return tuple(notices)


def tell_tables(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Tell what checked tables hold that changes no outcome, or lack as a whole."""
    yield from tell_boomparameters(tables)
    yield from _tell_columns(tables)
    yield from _tell_geslachten(tables["geslachten"])
    yield from _tell_dot_codes(tables)
    yield from _tell_pairs(tables["producten"])


def _tell_columns(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    for table in TABLES:
        frame = tables[table.name]
        if frame.is_empty():
            yield f"{table.name} has no row."
            continue
        for column in table.columns:
            filled = frame.height - frame[column.name].null_count()
            if column.optional_element and filled:
                yield (
                    f"{table.name}: {filled} row(s) have a value in {column.source},"
                    " which RZ17a did not have; nothing is derived from it."
                )
            if not filled and column.name in _EXPECTED_VALUES.get(table.name, ()):
                yield f"{table.name}: no row has a value in {column.source}."


def _tell_geslachten(geslachten: pl.DataFrame) -> Iterator[str]:
    others = geslachten.filter(~pl.col("geslacht_nen_code").is_in(list(GESLACHTEN)))
    for nen, hl7 in others.select("geslacht_nen_code", "geslacht_hl7_code").rows():
        yield (
            f"geslachten: code {nen!r} ({hl7}) is unknown in this software; no tree"
            " tests it, and a subtraject that has it is rejected (G135)."
        )


def _tell_dot_codes(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """In RZ17a ICD10DiagnoseCode is no ICD-10 but a number of DOT."""
    code = tables["diagnosen"]["icd_diagnosecode"]
    odd = int((~code.str.contains("^[0-9]{1,6}$")).sum())
    if odd:
        attributen = tables["attributen"]
        is_tested = (
            used_attributen(tables) & (attributen["boomparameter"] == 231)
        ).any()
        yield (
            f"diagnosen: {odd} row(s) have an ICD10DiagnoseCode of another form than in"
            f" RZ17a (1 to 6 digits); "
            f"{'trees compare it as it stands' if is_tested else 'no tree tests it'}."
        )


def _tell_pairs(producten: pl.DataFrame) -> Iterator[str]:
    """A pair is 14 and 16 or 15 and 17 with the same rest (as in RZ17a)."""
    verzekerd = pl.col("declaratiecode_verzekerd")
    twin = verzekerd.str.slice(0, 2).replace(
        {"14": "16", "15": "17"}
    ) + verzekerd.str.slice(2)
    odd = producten.filter(pl.col("declaratiecode_onverzekerd") != twin)
    if odd.height:
        first = odd.row(0, named=True)
        yield (
            f"producten: {odd.height} row(s) have an onverzekerde code that is not the"
            f" twin of the verzekerde one, such as {first['zorgproduct_code']}:"
            f" {first['declaratiecode_verzekerd']} and"
            f" {first['declaratiecode_onverzekerd']}."
        )
