"""Decide what each reply says: from frames to one ``Resultaat`` for each question.

``resultaat`` builds the messages, ``writer`` writes them.

The declaratiedataset is the unit: a grouper derives only from valid input (NR/CU-263
article 29.3a), so when one of its subtrajecten is refused the reply is AE, names the
reasons and declares nothing, and the dataset is to be sent again as a whole.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl

from declarations.berichten.hl7.resultaat import Declaratie, Id, Melding, Resultaat
from declarations.bevindingen import (
    INFORMATION,
    VAN_ANTWOORDEN,
    VAN_BERICHTEN,
    WITHOUT_REPLY,
)
from productstructure.errors import CallError
from tabellen.calltypes import checks_types, require_columns

KEY_COLUMNS = (
    "bestand",
    "bericht_id",
    "bericht_oid",
    "declaratiedataset_id",
    "declaratiedataset_oid",
    "subtraject_id",
    "subtraject_oid",
)
"""Columns of the reader by which a result finds its question."""

_GROUPED_COLUMNS = (
    "subtraject_nummer",
    "zorgproduct_code",
    "declaratiecode",
    "is_uitval",
    "status",
    "is_trial",
    "release",
)
_REDEN = ("code", "severity", "tekst")
_ZORGACTIVITEIT = ("zorgactiviteit_code", "zorgactiviteit_id", "zorgactiviteit_oid")
_OZP = ("declaratiecode",)

Row = dict[str, Any]


@checks_types
def add_keys(grouped: pl.DataFrame, subtrajecten: pl.DataFrame) -> pl.DataFrame:
    """Put the keys of the messages beside the grouped subtrajecten.

    Args:
        grouped: As the grouper returns it, for the subtrajecten of one batch.
        subtrajecten: The batch as the reader gave it.

    Raises:
        CallError: A column is absent, or the two do not hold the same subtrajecten: a
            reply that leaves one out would look complete.
    """
    number = {"subtraject_nummer": pl.String}
    keys = {**number, **dict.fromkeys(KEY_COLUMNS, pl.String), "is_trial": pl.Boolean}
    require_columns(grouped, {**number, "is_trial": pl.Boolean}, "grouped")
    require_columns(subtrajecten, keys, "subtrajecten")
    joined = grouped.join(
        subtrajecten.select(
            "subtraject_nummer", *KEY_COLUMNS, is_trial_message="is_trial"
        ),
        on="subtraject_nummer",
        how="left",
        validate="1:1",
        maintain_order="left",
    )
    strangers = joined["bestand"].null_count()
    if strangers or len(joined) != len(subtrajecten):
        raise CallError(
            f"grouped: {len(joined)} rows found, {strangers} of them not among the "
            f"{len(subtrajecten)} subtrajecten. Give the whole batch that was grouped."
        )
    # The grouper sees the afsluitreden only; a message can be a trial without one.
    is_trial = pl.col("is_trial") | pl.col("is_trial_message")
    return joined.with_columns(is_trial=is_trial).drop("is_trial_message")


def answers(
    resultaten: pl.DataFrame,
    *,
    zorgactiviteiten: pl.DataFrame | None,
    ozp: pl.DataFrame | None,
    redenen: pl.DataFrame | None,
    tabelsetdatums: Mapping[str, date],
    findings: pl.DataFrame | None = None,
) -> Iterator[Resultaat]:
    """The reply to each message whose subtrajecten were grouped, by file name.

    Args: see ``writer.ResultaatWriter.write``.

    Raises:
        CallError: A column is absent, or a file holds several declaratiedatasets.
    """
    _require(resultaten, (*_GROUPED_COLUMNS, *KEY_COLUMNS))
    wide = _with_list(resultaten, zorgactiviteiten, "zorgactiviteiten", _ZORGACTIVITEIT)
    wide = _with_list(wide, ozp, "ozp", _OZP)
    wide = _with_list(wide, redenen, "redenen", _REDEN)
    rows = wide.sort("bestand", maintain_order=True).iter_rows(named=True)
    warnings = _warnings(findings)
    for bestand, of_message in groupby(rows, key=itemgetter("bestand")):
        yield _answer(list(of_message), tabelsetdatums, warnings.get(bestand, []))


def elsewhere(herhalingen: pl.DataFrame | None) -> Iterator[Resultaat]:
    """A reply without a declaratie to each message that another one answers.

    Args:
        herhalingen: As ``declarations.berichten.herhalingen.without_herhalingen`` gives
        them.
    """
    if herhalingen is None:
        return
    for row in herhalingen.iter_rows(named=True):
        tekst = f"{VAN_BERICHTEN[row['code']].tekst} ({row['ander_bestand']})"
        yield Resultaat(
            bestand=row["bestand"],
            bericht=Id(row["bericht_id"], row["bericht_oid"]),
            declaratiedataset=Id(
                row["declaratiedataset_id"], row["declaratiedataset_oid"]
            ),
            is_trial=row["is_trial"],
            declaraties=[],
            meldingen=[Melding("W", row["code"], tekst)],
            tabelsetdatum=None,
        )


def refusals(findings: pl.DataFrame | None) -> Iterator[Resultaat]:
    """A reply to every message that the reader refused."""
    if findings is None:
        return
    refused = findings.filter(
        pl.col("severity") == "reject", ~pl.col("code").is_in(WITHOUT_REPLY)
    )
    rows = refused.sort("bestand", maintain_order=True).iter_rows(named=True)
    for bestand, faults in groupby(rows, key=itemgetter("bestand")):
        nothing = Id(None, None)
        meldingen = [Melding("E", fault["code"], _place(fault)) for fault in faults]
        yield Resultaat(bestand, nothing, nothing, False, [], meldingen, None)


def _warnings(findings: pl.DataFrame | None) -> dict[str, list[Melding]]:
    """Remarks about messages that are answered, by file: what the reader warned of."""
    found: dict[str, list[Melding]] = {}
    if findings is None:
        return found
    told = findings.filter(pl.col("severity") == "warn").unique(
        ["bestand", "code", "locatie"], keep="first", maintain_order=True
    )
    for fault in told.iter_rows(named=True):
        soort = "I" if fault["code"] in INFORMATION else "W"
        melding = Melding(soort, fault["code"], _place(fault))
        found.setdefault(fault["bestand"], []).append(melding)
    return found


def _require(frame: pl.DataFrame, columns: Iterable[str]) -> None:
    absent = [column for column in columns if column not in frame.columns]
    if absent:
        raise CallError(
            f"resultaten: column(s) {', '.join(absent)} not found. Give the grouped "
            "frame with the keys of declarations.add_keys."
        )


def _with_list(
    frame: pl.DataFrame, other: pl.DataFrame | None, name: str, columns: tuple[str, ...]
) -> pl.DataFrame:
    """Add the rows of another frame to their subtraject, as a list of structs."""
    if other is None:
        return frame.with_columns(pl.lit(None).alias(name))
    lists = (
        other.drop_nulls("subtraject_nummer")
        .group_by("subtraject_nummer", maintain_order=True)
        .agg(pl.struct(columns).alias(name))
    )
    return frame.join(
        lists, on="subtraject_nummer", how="left", validate="m:1", maintain_order="left"
    )


def _answer(
    rows: list[Row], tabelsetdatums: Mapping[str, date], warnings: list[Melding]
) -> Resultaat:
    """What the reply to one message says."""
    first = rows[0]
    if len({row["declaratiedataset_id"] for row in rows}) > 1:
        raise CallError(
            f"resultaten: more than one declaratiedataset found in {first['bestand']}. "
            "A reply is known for HL7 messages only; write the grouped frame instead."
        )
    errors = [melding for row in rows for melding in _errors(row)]
    refused = {melding.subtraject for melding in errors}
    if errors:
        remarks = [
            _melding("I", "B-42", row)
            for row in rows
            if row["subtraject_id"] not in refused
        ]
    else:
        remarks = [melding for row in rows for melding in _remarks(row)]
    dates = [
        tabelsetdatums[row["release"]]
        for row in rows
        if row["release"] in tabelsetdatums
    ]
    return Resultaat(
        bestand=first["bestand"],
        bericht=Id(first["bericht_id"], first["bericht_oid"]),
        declaratiedataset=Id(
            first["declaratiedataset_id"], first["declaratiedataset_oid"]
        ),
        is_trial=any(row["is_trial"] for row in rows),
        declaraties=[]
        if errors
        else [each for row in rows for each in _declaraties(row)],
        meldingen=[*errors, *warnings, *remarks],
        # The message has room for one: of several releases, the newest.
        tabelsetdatum=max(dates, default=None),
    )


def _errors(row: Row) -> Iterator[Melding]:
    if row["status"] == "rejected":
        reasons = [
            reden for reden in row["redenen"] or () if reden["severity"] == "reject"
        ]
        for reden in reasons:
            yield Melding("E", reden["code"], reden["tekst"], row["subtraject_id"])
        if not reasons:
            yield _melding("E", "B-40", row)
    elif _is_without_aanspraak(row):
        yield _melding("E", "B-41", row)


def _is_without_aanspraak(row: Row) -> bool:
    # Derived and not uitval, yet no code: the choice between the two codes waits for
    # the aanspraak (docs/decisions.md 8).
    return (
        row["zorgproduct_code"] is not None
        and row["declaratiecode"] is None
        and not row["is_uitval"]
    )


def _remarks(row: Row) -> Iterator[Melding]:
    for reden in row["redenen"] or ():
        yield Melding("W", reden["code"], reden["tekst"], row["subtraject_id"])
    if row["status"] == "no_tree":
        yield _melding("I", "B-44", row)
    elif row["is_uitval"]:
        yield _melding("I", "B-43", row)


def _melding(soort: str, code: str, row: Row) -> Melding:
    return Melding(soort, code, VAN_ANTWOORDEN[code].tekst, row["subtraject_id"])


def _declaraties(row: Row) -> Iterator[Declaratie]:
    """The dbc-zorgproduct of a subtraject, then its overige zorgproducten."""
    subtraject = Id(row["subtraject_id"], row["subtraject_oid"])
    profile = row["zorgactiviteiten"] or ()
    if row["declaratiecode"] is not None:
        code, product = row["declaratiecode"], row["zorgproduct_code"]
        yield Declaratie(code, product, subtraject, _ids(profile))
    for each in row["ozp"] or ():
        # An overig zorgproduct is its zorgactiviteit (RZ17a, Producten).
        code = each["declaratiecode"]
        own = [za for za in profile if za["zorgactiviteit_code"] == code]
        yield Declaratie(code, code, subtraject, _ids(own))


def _ids(zorgactiviteiten: Iterable[Row]) -> list[Id]:
    return [
        Id(each["zorgactiviteit_id"], each["zorgactiviteit_oid"])
        for each in zorgactiviteiten
        if each["zorgactiviteit_id"] is not None
    ]


def _place(fault: Row) -> str:
    return (
        f"{fault['tekst']} ({fault['locatie']})" if fault["locatie"] else fault["tekst"]
    )
