"""Phase B of the decision table: is there a prestatie on the peildatum?

B2 gives way to B3, B4 and B5, which say more about the same fact; B1 is for codes that
a register knows but no prestatiebeschrijving covers (docs/decisions.md 25).
"""

import polars as pl

from tariffs.decision.stap import Stap, phase_tests
from tariffs.lookup.periods import GEEN
from tariffs.lookup.registers import with_registers
from tariffs.reasons import Reden, Test

_is_fp = pl.col("fp_begin").is_not_null()
_fp_ended = _is_fp & (pl.col("fp_rij") <= GEEN) & (pl.col("dag") >= pl.col("fp_begin"))
_fp_not_begun = _is_fp & (pl.col("dag") < pl.col("fp_begin"))

_begin = pl.col("experiment_begin")
_not_running = _begin.is_not_null() & (pl.col("experiment_rij") == GEEN)
_not_started = _not_running & (pl.col("dag") < _begin)
_expired = _not_running & (pl.col("dag") >= _begin)

_has_code = ~pl.col("uitval")

_TESTS: tuple[Test, ...] = (
    (Reden.GEEN_PRESTATIEBESCHRIJVING, _has_code & ~pl.col("is_beschreven")),
    (
        Reden.PRESTATIE_NIET_GELDIG_OP_PEILDATUM,
        _has_code
        & pl.col("is_beschreven")
        & ((pl.col("prestatie_rij") <= GEEN) | _fp_not_begun)
        & ~(_fp_ended | _not_started | _expired),
    ),
    (Reden.FACULTATIEVE_PRESTATIE_BEEINDIGD, _fp_ended),
    (Reden.EXPERIMENT_NIET_GESTART, _not_started),
    (Reden.EXPERIMENT_VERLOPEN, _expired),
    (Reden.UITVALPRODUCT_NIET_DECLARABEL, pl.col("uitval")),
    (Reden.ZELFSTANDIG_NIET_DECLARABEL, ~pl.col("is_zelfstandig")),
)
"""Rows B1 to B7."""

STAPPEN = (
    Stap(
        "B registers",
        vraagt=("code", "dag"),
        geeft={
            "fp_begin": pl.Int32,
            "fp_rij": pl.Int32,
            "experiment_begin": pl.Int32,
            "experiment_rij": pl.Int32,
        },
        doet=lambda lines, boek, _: with_registers(lines, boek.registers),
    ),
    phase_tests("B tests", lambda _: _TESTS),
)
