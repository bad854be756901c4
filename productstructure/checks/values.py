"""Check values that this software would take for something else than they are.

Closed lists and forms of which RZ17a shows all members (docs/sources.md): a value
outside them may well be right in a newer release, but what follows from it is not known
here, so it is refused by name where it bears on an outcome.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from productstructure.checks.boomparameters import used_attributen
from productstructure.checks.faults import NEWER, describe_rows

GESLACHTEN = {"1": "M", "2": "F", "9": "UN"}
"""HL7 code of each NEN code of geslacht (table Geslachten)."""

VERZEKERD, ONVERZEKERD = "1[45][A-Z][0-9]{3}", "1[67][A-Z][0-9]{3}"
"""Declaratiecodes of a dbc-zorgproduct: tariefgroep, letter, digits (Regeling msz
2016 art. 35.1e); the other tariefgroepen of the pair are 16 and 17."""

_BOOMPARAMETER_GESLACHT = 101


def check_values(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield a fault per value that is outside its closed list, and matters."""
    yield from _check_geslachten(tables)
    yield from _check_declaratiecodes(tables["producten"])
    activiteiten = tables["zorgactiviteiten"]
    yield from describe_rows(
        "zorgactiviteiten",
        activiteiten,
        (~activiteiten["op_nota"].is_in(["J", "N"])).arg_true(),
        ["op_nota"],
        f"Expected J, N or no value. {NEWER}",
    )


def _check_geslachten(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Codes mean what they meant; others are let through when no tree tests them."""
    geslachten, attributen = tables["geslachten"], tables["attributen"]
    nen, hl7 = geslachten["geslacht_nen_code"], geslachten["geslacht_hl7_code"]
    expected = nen.replace_strict(GESLACHTEN, default=None, return_dtype=pl.String)
    is_known = nen.is_in(list(GESLACHTEN)) | hl7.is_in(list(GESLACHTEN.values()))
    yield from describe_rows(
        "geslachten",
        geslachten,
        (is_known & hl7.ne_missing(expected)).arg_true(),
        ["geslacht_nen_code", "geslacht_hl7_code"],
        f"Expected 1 with M, 2 with F and 9 with UN, as in RZ17a. {NEWER}",
    )
    others = nen.filter(~is_known).unique().implode()
    is_tested = used_attributen(tables) & (
        attributen["boomparameter"] == _BOOMPARAMETER_GESLACHT
    )
    yield from describe_rows(
        "attributen",
        attributen,
        (is_tested & attributen["onderfilterwaarde"].is_in(others)).arg_true(),
        ["boomparameter", "onderfilterwaarde"],
        "A tree tests a geslacht that this software does not know; it knows 1, 2 and 9."
        f" {NEWER}",
    )


def _check_declaratiecodes(producten: pl.DataFrame) -> Iterator[str]:
    code = pl.col("zorgproduct_code")
    verzekerd = pl.col("declaratiecode_verzekerd")
    onverzekerd = pl.col("declaratiecode_onverzekerd")
    is_dbc = code.str.len_chars() == 9
    for broken, fields, expected in (
        (
            verzekerd.is_null() & onverzekerd.is_not_null(),
            ["declaratiecode_verzekerd", "declaratiecode_onverzekerd"],
            "A product never has only an onverzekerde code in RZ17a;"
            " whether it is billed by that code is not known.",
        ),
        (
            is_dbc & ~verzekerd.str.contains(f"^(?:{VERZEKERD})$"),
            ["declaratiecode_verzekerd"],
            f"Expected a declaratiecode of the form {VERZEKERD}, or none for uitval.",
        ),
        (
            is_dbc & ~onverzekerd.str.contains(f"^(?:{ONVERZEKERD})$"),
            ["declaratiecode_onverzekerd"],
            f"Expected a declaratiecode of the form {ONVERZEKERD}, or none.",
        ),
        (
            ~is_dbc & (verzekerd.ne_missing(code) | onverzekerd.is_not_null()),
            ["declaratiecode_verzekerd", "declaratiecode_onverzekerd"],
            "Expected the code of the product itself: an overig zorgproduct is billed"
            " by the code of its zorgactiviteit.",
        ),
    ):
        rows = producten.select(broken.fill_null(value=False).arg_true()).to_series()
        yield from describe_rows(
            "producten", producten, rows, fields, f"{expected} {NEWER}"
        )
