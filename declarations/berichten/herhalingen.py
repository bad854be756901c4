"""Messages of one delivery that are about the same declaratiedataset.

A message may be sent again under another file name, and a correction sends the whole
declaratiedataset again with other contents. To answer each of them would declare the
same care several times, with several codes.

Two messages are about the same dataset when instelling and declaratiedataset_id (with
its OID) are the same and they share a subtraject: ids of test sets are often constant,
and then they say nothing. Of such messages

- the last one counts: the latest aanmaakmoment where all have one, else the last in the
  order of the zip or of the file names; whether it can be read or not, since who
  corrects takes back what was sent before;
- one with the same contents as the message before it repeats it. With the same id it
  gets no declaratie of its own; with another id it is a new question about the same
  dataset, which gets the same answer and is told;
- one with other contents than the last is replaced by it.

Where the dataset has no id, the id of the message stands for it.

UNSOURCED: how the NZa's grouper tells a correction (it keeps nothing of what it was
sent, NR/CU-263 article 29). The ids of HL7v3 are those of the act, and stay when it is
sent again.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from declarations.berichten.berichten import Berichten
from declarations.berichten.frames import BerichtFindings, BerichtHerkomst, Herhalingen
from declarations.berichten.soundness import RawBerichten
from declarations.bevindingen import VAN_BERICHTEN
from tabellen.bevinding import said_of
from tabellen.calltypes import checks_types, require_columns
from tabellen.values.dates import AMSTERDAM

HERHALING, VERVANGEN, ZELFDE_DATASET = "B-70", "B-71", "B-72"

_KEY = ("zorginstelling_code", "#has_dataset", "#oid", "#id")
_STATED = (
    *("bericht_id", "bericht_oid", "declaratiedataset_id", "declaratiedataset_oid"),
    *("zorginstelling_code", "aanmaakmoment"),
)
_NOT_CONTENTS = ("bestand", "subtraject_nummer", "bericht_id", "bericht_oid")
_MOMENT = re.compile(
    r"(\d{4})(\d\d)(\d\d)(\d\d)?(\d\d)?(\d\d)?(?:\.(\d{1,6}))?(Z|[+-]\d{4})?", re.ASCII
)
Row = dict[str, Any]


def stated_in(raw: RawBerichten) -> pl.DataFrame:
    """What each subtraject of a piece and its message state, for ``herkomst_of``."""
    return raw.subtrajecten.select("bestand", "subtraject_id", *_STATED)


def herkomst_of(stated: Sequence[pl.DataFrame], berichten: Berichten) -> pl.DataFrame:
    """By what each message of a part is known, refused ones included.

    Args:
        stated: Of each piece of the part, as ``stated_in`` gives it.
        berichten: The same part, settled.

    Returns:
        Schema ``BerichtHerkomst``, in the order of the delivery; without messages that
        could not be read as XML.
    """
    per_bericht = (
        pl.concat(stated)
        .lazy()
        .group_by("bestand", maintain_order=True)
        .agg(
            pl.col(_STATED).first(),
            pl.col("subtraject_id").drop_nulls().alias("subtraject_ids"),
        )
        .join(_contents(berichten), on="bestand", how="left", maintain_order="left")
    )
    return per_bericht.select(BerichtHerkomst.column_names()).collect()


def _contents(berichten: Berichten) -> pl.LazyFrame:
    """A number per message that is the same for the same care, in any order.

    Of hashes of 48 bits: 65,536 rows add up without a loss.
    """
    subtrajecten = berichten.subtrajecten.lazy()
    zorgactiviteiten = berichten.zorgactiviteiten.lazy().join(
        subtrajecten.select("subtraject_nummer", "bestand", "subtraject_id"),
        on="subtraject_nummer",
    )
    hashes = [
        frame.select(
            "bestand",
            pl.struct(pl.exclude(*_NOT_CONTENTS)).hash(seed).mod(1 << 48).alias("h"),
        )
        for seed, frame in enumerate((subtrajecten, zorgactiviteiten))
    ]
    return pl.concat(hashes).group_by("bestand").agg(inhoud=pl.col("h").sum())


@checks_types
def find_herhalingen(herkomst: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """The messages of a whole delivery that another one repeats or replaces.

    Args:
        herkomst: Of all its parts, in their order.

    Returns:
        Schema ``Herhalingen``.

    Raises:
        CallError: A part lacks a column.
    """
    parts = list(herkomst)
    for part in parts:
        require_columns(part, pl.Schema(BerichtHerkomst), "herkomst")
    empty = Herhalingen.create_empty()
    if not parts:
        return empty
    has_dataset = pl.col("declaratiedataset_id").is_not_null()
    whole = (
        pl.concat(parts)
        .with_row_index("positie")
        .with_columns(
            has_dataset.alias("#has_dataset"),
            pl.when(has_dataset)
            .then("declaratiedataset_id")
            .otherwise("bericht_id")
            .alias("#id"),
            pl.when(has_dataset)
            .then("declaratiedataset_oid")
            .otherwise("bericht_oid")
            .alias("#oid"),
        )
    )
    shared = whole.filter(pl.col("#id").is_not_null(), pl.struct(_KEY).is_duplicated())
    found = [
        row
        for group in shared.partition_by(_KEY, maintain_order=True)
        for chain in _about_one_dataset(group.rows(named=True))
        if len(chain) > 1
        for row in _judge(chain)
    ]
    return pl.DataFrame(found, schema=empty.schema, orient="row")


def _about_one_dataset(messages: Sequence[Row]) -> list[list[Row]]:
    """Messages that share subtrajecten, together; each group in its order."""
    group_of: dict[str, int] = {}
    groups: list[list[Row]] = []
    # A group that joined another names it; so all that belongs to it need not.
    joins: list[int] = []
    for message in messages:
        ids = message["subtraject_ids"]
        joined = sorted(
            {_last(group_of[each], joins) for each in ids if each in group_of}
        )
        if not joined:
            joined = [len(groups)]
            groups.append([])
            joins.append(len(joins))
        first = joined[0]
        for other in joined[1:]:
            groups[first] += groups[other]
            groups[other] = []
            joins[other] = first
        groups[first].append(message)
        group_of |= dict.fromkeys(ids, first)
    return [_in_order(group) for group in groups if group]


def _last(group: int, joins: list[int]) -> int:
    """The group that a group is part of by now."""
    while joins[group] != group:
        joins[group] = joins[joins[group]]
        group = joins[group]
    return group


def _in_order(messages: list[Row]) -> list[Row]:
    moments = [_moment(message["aanmaakmoment"]) for message in messages]
    if any(moment is None for moment in moments):
        return sorted(messages, key=lambda message: message["positie"])
    pairs = zip(moments, messages, strict=True)
    return [
        message
        for _, message in sorted(
            pairs, key=lambda pair: (pair[0] or datetime.max, pair[1]["positie"])
        )
    ]


def _moment(text: str | None) -> datetime | None:
    """A time stamp of HL7v3 as a moment; without offset it is one of Amsterdam."""
    parts = _MOMENT.fullmatch(text or "")
    if parts is None:
        return None
    year, month, day, hour, minute, second, fraction, zone = parts.groups()
    try:
        naive = datetime(
            *(int(year), int(month), int(day)),
            *(int(hour or 0), int(minute or 0), int(second or 0)),
            int((fraction or "0").ljust(6, "0")),
        )
    except ValueError:
        return None
    if zone is None:
        return naive.replace(tzinfo=ZoneInfo(AMSTERDAM))
    if zone == "Z":
        return naive.replace(tzinfo=UTC)
    offset = timedelta(hours=int(zone[1:3]), minutes=int(zone[3:]))
    if offset >= timedelta(hours=24):
        return None
    return naive.replace(tzinfo=timezone(-offset if zone[0] == "-" else offset))


@dataclass
class _Version:
    """Messages of the same contents, one directly after another."""

    messages: list[Row]

    @property
    def first(self) -> Row:
        return self.messages[0]

    def has(self, message: Row) -> bool:
        # Of a message that was refused the contents are not known.
        contents = message["inhoud"]
        return contents is not None and contents == self.first["inhoud"]


def _judge(chain: list[Row]) -> Iterator[tuple[str, str, str]]:
    """bestand, code and the other file, of messages about one dataset in order."""
    versions = [_Version([chain[0]])]
    for message in chain[1:]:
        if versions[-1].has(message):
            versions[-1].messages.append(message)
        else:
            versions.append(_Version([message]))
    counts = versions[-1].first["bestand"]
    for version in versions:
        own = version.first
        ids = set()
        for message in version.messages:
            sent_as = (message["bericht_id"], message["bericht_oid"])
            if message is not own:
                is_again = sent_as in ids
                code = HERHALING if is_again else ZELFDE_DATASET
                yield message["bestand"], code, own["bestand"]
            ids.add(sent_as)
            if version is not versions[-1]:
                yield message["bestand"], VERVANGEN, counts


@checks_types
def without_herhalingen(
    berichten: Berichten, herhalingen: pl.DataFrame
) -> tuple[Berichten, pl.DataFrame]:
    """Leave out the messages of a part that another one answers, and tell of them.

    Args:
        berichten: A part of the delivery.
        herhalingen: Of the whole delivery, as ``find_herhalingen`` gives them.

    Returns:
        The part without them, findings added; and the first subtraject of each message
        that was left out, with ``code`` and ``ander_bestand``, for its reply.

    Raises:
        CallError: ``herhalingen`` lacks a column.
    """
    require_columns(herhalingen, pl.Schema(Herhalingen), "herhalingen")
    own = _of_part(berichten, herhalingen)
    if own.is_empty():
        nothing = pl.lit(None, pl.String)
        return berichten, berichten.subtrajecten.clear().with_columns(
            code=nothing, ander_bestand=nothing
        )
    out = own.filter(pl.col("code") != ZELFDE_DATASET)
    gone = berichten.subtrajecten.join(
        out.unique("bestand", keep="last", maintain_order=True).select(
            "bestand", "code", "ander_bestand"
        ),
        on="bestand",
        maintain_order="left",
    )
    kept = berichten.subtrajecten.join(out, on="bestand", how="anti")
    lines = berichten.zorgactiviteiten.join(gone, on="subtraject_nummer", how="anti")
    told = replace(
        berichten,
        subtrajecten=kept,
        zorgactiviteiten=lines,
        findings=pl.concat([berichten.findings, _findings(own)]),
    )
    return told, gone.unique("bestand", keep="first", maintain_order=True)


def _of_part(berichten: Berichten, herhalingen: pl.DataFrame) -> pl.DataFrame:
    if berichten.herkomst is None or herhalingen.is_empty():
        return herhalingen.clear()
    return herhalingen.join(
        berichten.herkomst.select("bestand"),
        on="bestand",
        how="semi",
        maintain_order="left",
    )


def _findings(herhalingen: pl.DataFrame) -> pl.DataFrame:
    return herhalingen.select(
        "bestand",
        *said_of(VAN_BERICHTEN),
        source=pl.lit("berichten"),
        row=pl.lit(None, pl.Int64),
        column=pl.lit(None, pl.String),
        code="code",
        locatie="ander_bestand",
    ).select(BerichtFindings.column_names())
