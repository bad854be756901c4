"""Judges whether each overig zorgproduct is billable by itself, and why.

First by the table of ``rules``, then by what else stands in the same subtraject.

Dutch terms: oordeel (judgement), toeslag (supplement on an IC day), hoofdtraject (what
a ZT51 supports).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from grouper.compiled.arrays import I32, I64, U8, U32, Bools
from grouper.encoding.batch import EncodedBatch
from grouper.frames.ozp_reasons import REDEN_NUMMER, REDENEN, TARIEFTYPEN
from grouper.ozp.entries import Entries
from grouper.ozp.hoofdtraject import Hoofdtrajecten
from grouper.ozp.rules import TOESLAGEN, ZORGTYPEN, OzpRegels
from grouper.ozp.tables import OzpTabellen
from grouper.registration.reading import MISSING
from grouper.uitvoering.dated_lines import Uitvoering, lines_of_rows, netted

IS_DECLARABEL = np.array([reden.is_declarabel for reden in REDENEN])
"""By number of a reason."""

_DBC = ZORGTYPEN.index("DBC")
_PARAMEDISCH = [tarieftype.code for tarieftype in TARIEFTYPEN].index("25")
_IS_AFGELEID = np.array([*(t.is_afgeleid for t in TARIEFTYPEN), False])


@dataclass(frozen=True)
class Situation:
    """What the entries stand in.

    Attributes:
        batch: The batch they are of.
        codes: Code of an activity by its number.
        zorgtypen: zorgtype_code by its number.
        zorgtype_text: Its number, by row of the batch.
        zorgtype: Place in ``ZORGTYPEN``, by row of the batch.
        is_revalidatie: Whether the specialisme is one of ``REVALIDATIE``, by row.
        hoofd: Main subtrajecten, by row of the batch.
        tabellen: What the releases say.
        uitvoering: Finds days in the releases.
    """

    batch: EncodedBatch
    codes: pl.Series
    zorgtypen: pl.Series
    zorgtype_text: U32
    zorgtype: U8
    is_revalidatie: Bools
    hoofd: Hoofdtrajecten
    tabellen: OzpTabellen
    uitvoering: Uitvoering


def judge(entries: Entries, situation: Situation, regels: OzpRegels) -> U8:
    """Number of the reason that holds for each entry.

    Later judgements go before earlier ones: what has no certain count or no valid
    product is never billable.
    """
    tarieftype = np.minimum(entries.tarieftype, len(TARIEFTYPEN))
    zorgtype = situation.zorgtype[entries.lines.row]
    reden = regels.redenen()[tarieftype, zorgtype, entries.vrager]
    begindatum = situation.batch.days.begindatum[entries.lines.row]
    op_verzoek_in_dbc = _is(reden, "OP_VERZOEK") & (zorgtype == _DBC)
    _set(
        reden,
        "ZELFDE_DAG_ALS_OPENING",
        op_verzoek_in_dbc & (begindatum == entries.when.day),
    )
    _set(
        reden,
        "POLIKLINISCHE_FYSIOTHERAPIE",
        _is(reden, "IN_DBC_PROFIEL")
        & _is_poliklinische_fysio(entries, situation, regels),
    )
    is_alone = situation.hoofd.kandidaten[entries.lines.row] == 0
    _set(reden, "GEEN_HOOFDTRAJECT", _is(reden, "IC_BIJ_HOOFDTRAJECT") & is_alone)
    _set(
        reden,
        "TOESLAG_ZONDER_IC_DAG",
        IS_DECLARABEL[reden] & _is_lone_toeslag(entries, situation.codes),
    )
    _set(reden, "PRODUCT_NIET_GELDIG", _IS_AFGELEID[tarieftype] & (entries.product < 0))
    _set(reden, "AANTAL_NEGATIEF", _is_corrected_elsewhere(entries))
    return reden


def _is(reden: U8, code: str) -> Bools:
    found: Bools = reden == REDEN_NUMMER[code]
    return found


def _set(reden: U8, code: str, where: Bools) -> None:
    reden[where] = REDEN_NUMMER[code]


def _row_and(row: I32, other: I32 | U32) -> I64:
    """Subtraject and a second number as one number."""
    return row.astype(np.int64) << 32 | other.astype(np.int64) & 0xFFFFFFFF


def _is_one_of(wanted: Sequence[str], entries: Entries, codes: pl.Series) -> Bools:
    found: Bools = codes.is_in(list(wanted)).to_numpy()[entries.code]
    return found


def _is_lone_toeslag(entries: Entries, codes: pl.Series) -> Bools:
    """Supplements without a day on the IC on their day (art. 33a.4 and 33a.8)."""
    found = np.zeros(len(entries), bool)
    row_day = _row_and(entries.lines.row, entries.when.day)
    for toeslag, dagen in TOESLAGEN.items():
        asked = np.flatnonzero(_is_one_of((toeslag,), entries, codes))
        if len(asked):
            is_dag = _is_one_of(dagen, entries, codes) & (entries.aantal > 0)
            found[asked] = ~np.isin(row_day[asked], row_day[is_dag])
    return found


def _is_corrected_elsewhere(entries: Entries) -> Bools:
    """Entries of a code that counts below zero on some day of the subtraject.

    UNSOURCED: the NZa's rule on negative counts is not public. Which day a
    correction is meant for cannot be told, so none of them is billed.
    """
    negative = entries.aantal < 0
    if not negative.any():
        return negative
    key = _row_and(entries.lines.row, entries.code)
    return np.isin(key, key[negative])


def _is_poliklinische_fysio(
    entries: Entries, situation: Situation, regels: OzpRegels
) -> Bools:
    """Fysiotherapie that may be billed beside a dbc (art. 33.4, 33c).

    Paramedic care, tarieftype 25, is of 2013 and later; the products that the same
    activities gave in 2012 are none. Klinisch is what is done on a day for which the
    subtraject has a verpleegdag; a stay under another subtraject is for the tariff
    layer to see.
    """
    found = _is_one_of(regels.fysiotherapie, entries, situation.codes)
    found &= entries.tarieftype == _PARAMEDISCH
    found &= ~situation.is_revalidatie[entries.lines.row]
    if not found.any():
        return found
    batch = situation.batch
    row = entries.lines.row[found]
    own = lines_of_rows(batch, np.unique(row).astype(np.int64))
    own = own.take(batch.activities.aantal[own.line] != MISSING)
    when = situation.uitvoering.locate(batch, own, translate=False)
    is_kliniek = situation.tabellen.is_kliniek_at(when)
    own, when = own.take(is_kliniek), when.take(is_kliniek)
    first, aantal = netted(batch, own, when.number.astype(np.uint32), when)
    own, when = own.take(first[aantal > 0]), when.take(first[aantal > 0])
    klinisch = _row_and(own.row, when.day)
    found[found] = ~np.isin(_row_and(row, entries.when.day[found]), klinisch)
    return found
