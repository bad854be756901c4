"""Write ZH309: a ZH308 message with what the insurer answers to each record.

Every record comes back as it was sent, with the answer behind it. Dutch terms:
retourcode (what there is to say of a record, COD954), berekend (what the insurer deems
allowed), toegekend (what it pays), ingediend (what was claimed).
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl

from declarations.berichten.zh308.antwoorden import RETOURVELDEN
from declarations.berichten.zh308.declaraties import Declaraties, to_frames
from declarations.berichten.zh308.records.regels import Regels, iter_lines
from declarations.berichten.zh308.velden import (
    RECORD_BYTES,
    RECORDNAMEN,
    VELDEN,
    Veld,
    signed,
)
from tabellen.calltypes import checks_types, require_columns
from tabellen.errors import CallError

GEEN_OPMERKING = "0200"
"""Retourcode of a message about which there is nothing to tell."""

AT_A_TIME = 200_000
"""Records that are answered at a time: of each field that differs between them a text
is made, of 16 bytes and more."""

_OF_RECORDS = (*RECORDNAMEN.values(), "overig", "vorm")
"""Frames of which the rows are of a record each, in the order of the message."""

_AMOUNTS = ("berekend_cent", "toegekend_cent")

_RETOUR = (
    *("bestand_nr", "record", "retourcode_1", "retourcode_2", "retourcode_3"),
    *_AMOUNTS,
)


@checks_types
def write_zh309(
    declaraties: Declaraties,
    retour: pl.DataFrame,
    *,
    bestand_nr: int,
    dagtekening: date,
    referentie: str = "",
) -> Iterator[memoryview]:
    """Write the answer to one message, in pieces that follow each other.

    Args:
        declaraties: Messages, as they were read.
        retour: A row a record that there is something to tell of: ``bestand_nr``,
            ``record``, ``retourcode_1`` to ``retourcode_3``, ``berekend_cent`` and
            ``toegekend_cent`` (of records 06, credits negative). Every record 06 has a
            row with amounts. A record 01 without one has ``GEEN_OPMERKING``.
        bestand_nr: Which message is answered.
        dagtekening: The day of the answer.
        referentie: The number that the insurer gives it, of up to 24 characters.

    Returns:
        The records that came in, those of unknown kinds apart, each with its answer;
        the last one is a record 99 that counts them. What stood in their reserve is
        not given back.

    Raises:
        CallError: A row of ``retour`` is about no record of the message, two are about
            one, an amount of a record 06 is not there, or a column is absent.
        InputFileError: An answer does not fit its field.
    """
    require_columns(retour, dict.fromkeys(_RETOUR, pl.Int64), "retour")
    of_files = ("bestanden", *_OF_RECORDS)
    own = _between(declaraties, of_files, "bestand_nr", bestand_nr, bestand_nr)
    if not own.bestanden["leesbaar"].any():
        raise CallError(f"bestand_nr {bestand_nr}: no such message, or it has no 01.")
    answers = retour.filter(pl.col("bestand_nr") == bestand_nr).drop("bestand_nr")
    _refuse_loose(own, answers)
    head = {
        "referentie": pl.lit(referentie),
        "dagtekening": pl.lit(dagtekening.strftime("%Y%m%d")),
    }
    return _pieces(own, answers, head)


def _pieces(
    own: Declaraties, answers: pl.DataFrame, head: Mapping[str, pl.Expr]
) -> Iterator[memoryview]:
    name = own.bestanden["bestand"].item()
    for first in range(0, own.bestanden["records"].item() + 1, AT_A_TIME):
        last = first + AT_A_TIME - 1
        part = _between(own, _OF_RECORDS, "record", first, last)
        of_part = answers.filter(pl.col("record").is_between(first, last))
        parts = _answered_lines(part, of_part, head, name)
        yield from (stuk.lines.reshape(-1).data for stuk in iter_lines(parts))
    sluit = Regels.of(_answered(_sluit(own, answers), "99"), _all("99"), name)
    yield from (stuk.lines.reshape(-1).data for stuk in iter_lines([sluit]))


def _answered_lines(
    own: Declaraties,
    answers: pl.DataFrame,
    head: Mapping[str, pl.Expr],
    name: str,
) -> list[Regels]:
    """The lines of records with their answers, but for the record 99."""
    frames = to_frames(own)
    parts = [_debiteuren(own.overig, answers, name)]
    for record, naam in RECORDNAMEN.items():
        if record == "99":
            continue
        # They ascend, so that the two are merged; that none is answered twice is known.
        frame = frames[naam].with_columns(pl.col("record").set_sorted())
        frame = frame.join(answers, on="record", how="left", maintain_order="left")
        if record == "01":
            frame = frame.with_columns(
                pl.col("retourcode_1").fill_null(GEEN_OPMERKING), **head
            )
        if record == "06":
            frame = frame.with_columns(map(_dc, _AMOUNTS))
        parts.append(Regels.of(_answered(frame, record), _all(record), name))
    return parts


def _all(record: str) -> tuple[Veld, ...]:
    """The fields of a record and of its answer; the former end with their reserve."""
    return (*VELDEN[record], *RETOURVELDEN[record])


def _answered(frame: pl.DataFrame, record: str) -> pl.DataFrame:
    """Rename the columns of the answers to the rubrieken that they stand in."""
    return frame.with_columns(
        pl.col(each.naam).cast(pl.String).alias(each.kolom)
        for each in RETOURVELDEN[record]
        if each.soort != "RESERVE"
    )


def _between(
    declaraties: Declaraties, names: Collection[str], column: str, first: int, last: int
) -> Declaraties:
    """Of some frames the rows of which a column, by which they ascend, is in bounds."""
    parts = {}
    for name in names:
        frame: pl.DataFrame = getattr(declaraties, name)
        begin = frame[column].search_sorted(first, "left")
        end = frame[column].search_sorted(last, "right")
        parts[name] = frame.slice(begin, end - begin)
    return replace(declaraties, **parts)


def _refuse_loose(own: Declaraties, answers: pl.DataFrame) -> None:
    known = pl.concat(
        [frame["record"] for frame in (*own.records.values(), own.overig)]
    )
    loose = answers.filter(~pl.col("record").is_in(known.implode()))
    if len(loose):
        raise CallError(
            f"retour: record {loose['record'][0]} is not in the message; {len(loose)}"
            " such row(s) found."
        )
    twice = answers.filter(pl.col("record").is_duplicated())
    if len(twice):
        raise CallError(
            f"retour: record {twice['record'][0]} is answered twice; give each record"
            " one row."
        )
    amounts = answers.drop_nulls(_AMOUNTS)
    without = own.tarieven.join(amounts, on="record", how="anti")
    if len(without):
        raise CallError(
            f"retour: record {without['record'][0]} is a tarief without"
            f" {' and '.join(_AMOUNTS)}; {len(without)} such record(s) found."
        )


def _dc(column: str) -> pl.Expr:
    """Side of an amount; nothing is of the side that it was claimed on."""
    amount = pl.col(column)
    side = (
        pl.when(amount < 0)
        .then(pl.lit("C"))
        .when(amount > 0)
        .then(pl.lit("D"))
        .otherwise("r0621")
    )
    return pl.struct(
        amount.abs().alias(column), side.alias(column.replace("_cent", "_dc"))
    ).struct.unnest()


def _sluit(own: Declaraties, answers: pl.DataFrame) -> pl.DataFrame:
    """The record 99 of what is returned."""
    n_debiteuren = own.overig.filter(pl.col("soort") == "03").height
    counts = {
        "r9902": own.verzekerden.height,
        "r9903": n_debiteuren,
        "r9904": own.prestaties.height,
        "r9905": own.tarieven.height,
        "r9906": own.zorgactiviteiten.height,
        "r9907": own.commentaar.height,
    }
    ingediend = own.tarieven.select(signed("r0620", "r0621").sum()).item()
    toegekend = answers.join(own.tarieven, on="record", how="semi")["toegekend_cent"]
    amounts = {"ingediend": ingediend, "toegekend": toegekend.sum()}
    row = {
        "record": own.bestanden["records"].item() + 1,
        **{column: str(count) for column, count in counts.items()},
        "r9908": str(sum(counts.values())),
        "r9909": str(abs(ingediend)),
        "r9910": _side(ingediend),
        **{f"{name}_cent": abs(cents) for name, cents in amounts.items()},
        **{f"{name}_dc": _side(cents) for name, cents in amounts.items()},
    }
    return pl.DataFrame([row])


def _side(cents: int) -> str:
    return "C" if cents < 0 else "D"


def _debiteuren(overig: pl.DataFrame, answers: pl.DataFrame, name: str) -> Regels:
    """Records 03, of which no field is known, with their answers."""
    own = overig.filter(pl.col("soort") == "03").join(
        answers, on="record", how="left", validate="1:1", maintain_order="left"
    )
    # There are hardly any: they must not go to an insurer, and refuse the message.
    sent = b"".join(
        content[:RECORD_BYTES].ljust(RECORD_BYTES) for content in own["bytes"]
    )
    before = np.frombuffer(sent, np.uint8).reshape(own.height, RECORD_BYTES)
    return Regels.of(_answered(own, "03"), RETOURVELDEN["03"], name, before)
