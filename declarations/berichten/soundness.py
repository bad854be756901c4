"""Turn the text of messages into typed frames, and refuse messages that are not sound.

The unit of refusal is the message: a grouper derives only from valid input
(NR/CU-263 article 29.3a), and a correction re-sends the whole declaratiedataset. Only
what makes a message unreadable is judged here; whether its codes exist is for the
grouper's own checks.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import polars as pl

from declarations.berichten.berichten import Berichten
from declarations.berichten.frames import (
    BerichtFindings,
    BerichtSubtrajecten,
    BerichtZorgactiviteiten,
)
from declarations.berichten.tijdstippen import DATE_FORMAT, with_days
from declarations.bevindingen import VAN_BERICHTEN
from tabellen.bevinding import said_of
from tabellen.values.texts import cleaned

BERICHT_COLUMNS = (
    "bericht_id",
    "bericht_oid",
    "verwerking_code",
    "aanmaakmoment",
    "declaratiedataset_id",
    "declaratiedataset_oid",
    "zorginstelling_code",
    "leeftijd_jaar",
    "leeftijd_eenheid",
    "geslacht",
)
"""Columns of a subtraject that its message as a whole states."""

SUBTRAJECT_COLUMNS = (
    "subtraject_id",
    "subtraject_oid",
    "zorgtype_code",
    "begindatum",
    "einddatum",
    "diagnose_code",
    "specialisme_code",
    "zorgvraag_code",
    "zorgtraject_nummer",
    "afsluitreden_code",
    "aanspraak",
)
ZORGACTIVITEIT_COLUMNS = (
    "zorgactiviteit_id",
    "zorgactiviteit_oid",
    "zorgactiviteit_code",
    "aantal",
    "uitvoerdatum",
)

# UNSOURCED: the path gives years; 'a' (annum) is what HL7v3 writes for them.
_YEARS = ("a", "j", "jr", "jaar")

_REQUIRED = {
    "berichten": ("zorginstelling_code", "geslacht"),
    "subtrajecten": (
        "subtraject_id",
        "zorgtype_code",
        "begindatum",
        "specialisme_code",
    ),
    "zorgactiviteiten": ("zorgactiviteit_code", "aantal"),
}
_DATES = {
    "subtrajecten": ("begindatum", "einddatum", "geboortedatum"),
    "zorgactiviteiten": ("uitvoerdatum",),
}
_INTEGER = "^-?[0-9]{1,9}$"
_FINDING_DTYPES = {"bericht_idx": pl.UInt32()} | dict(pl.Schema(BerichtFindings))


@dataclass(frozen=True)
class Fault:
    """One fault that was seen while reading; its text follows from the code.

    Attributes:
        bericht_idx: Index of its message in the batch; None for a skipped file.
        bestand: File name.
        code: Of ``VAN_BERICHTEN``.
        locatie: Where in the file.
        column: Which column, when it is about one.
        source: Which frame the row stands in; ``berichten`` for the whole message.
        row: Its row in the file, 1-based.
    """

    bericht_idx: int | None
    bestand: str
    code: str
    locatie: str = ""
    column: str | None = None
    source: str = "berichten"
    row: int | None = None


@dataclass(frozen=True)
class RawBerichten:
    """Messages as text: the columns named above, all String, absent values null.

    Attributes:
        subtrajecten: Also ``bericht_idx`` (UInt32), ``bestand`` and ``row`` (1-based,
            within the file).
        zorgactiviteiten: Also those three and ``subtraject_id``.
        faults: What reading met; a message with a rejecting one is refused.
        aantal_berichten: Messages met, refused ones included.
    """

    subtrajecten: pl.DataFrame
    zorgactiviteiten: pl.DataFrame
    faults: list[Fault]
    aantal_berichten: int


def settle(
    raw: RawBerichten, places: Mapping[str, str], *, date_format: str = DATE_FORMAT
) -> Berichten:
    """Check and type the text of one batch of messages.

    Args:
        raw: The messages.
        places: Column name to where it stands in the file, for the findings.
        date_format: How dates are written; read strictly.

    Returns:
        The sound messages as frames, and a finding per fault of the others.
    """
    raw, told = _with_days(raw, date_format)
    stated = set(raw.subtrajecten.columns) & {*BERICHT_COLUMNS, "geboortedatum"}
    frames = {
        # What a whole message states is judged once, not at each subtraject.
        "berichten": raw.subtrajecten.unique(
            ["bericht_idx", *stated], keep="first", maintain_order=True
        ),
        "subtrajecten": raw.subtrajecten,
        "zorgactiviteiten": raw.zorgactiviteiten,
    }
    findings = [_from_faults(raw.faults)]
    if told is not None:
        findings.append(_from_times(told, places))
    for source, frame in frames.items():
        for column, code, is_fault in _checks(source, frame, date_format):
            bad = frame.filter(is_fault)
            if len(bad):
                findings.append(_from_rows(bad, source, code, column, places))
    found = pl.concat(findings).with_columns(said_of(VAN_BERICHTEN))
    refused = (
        found.filter(pl.col("severity") == "reject")
        .drop_nulls("bericht_idx")
        .select("bericht_idx")
        .unique()
    )
    subtrajecten = raw.subtrajecten.join(refused, on="bericht_idx", how="anti")
    zorgactiviteiten = raw.zorgactiviteiten.join(refused, on="bericht_idx", how="anti")
    return Berichten(
        _typed_subtrajecten(subtrajecten, date_format),
        _typed_zorgactiviteiten(zorgactiviteiten, date_format),
        found.select(BerichtFindings.column_names()),
        raw.aantal_berichten,
        len(refused),
    )


def _with_days(
    raw: RawBerichten, date_format: str
) -> tuple[RawBerichten, pl.DataFrame | None]:
    """The messages with days for times, and what to tell of them."""
    if date_format != DATE_FORMAT:
        return raw, None
    frames = {
        "subtrajecten": raw.subtrajecten,
        "zorgactiviteiten": raw.zorgactiviteiten,
    }
    changed, told = with_days(frames, _DATES)
    return replace(
        raw,
        subtrajecten=changed["subtrajecten"],
        zorgactiviteiten=changed["zorgactiviteiten"],
    ), told


def _subtraject_nummer() -> pl.Expr:
    # As the grouper gives it back: without what nobody sees in a file name or id.
    number = pl.concat_str("bestand", "subtraject_id", separator="/")
    return cleaned(number).alias("subtraject_nummer")


def _checks(
    source: str, frame: pl.DataFrame, date_format: str
) -> list[tuple[str, str, pl.Expr]]:
    """Column, code and condition of every fault that rows of a source can have."""
    checks = [
        (column, "B-20", pl.col(column).is_null()) for column in _REQUIRED[source]
    ]
    if source == "berichten":
        ages = ["leeftijd_jaar"]
        # The OHW form may deliver a geboortedatum, beside the leeftijd or instead.
        if "geboortedatum" in frame.columns:
            ages.append("geboortedatum")
            checks.append(_no_date("geboortedatum", "B-22", date_format))
        no_age = pl.all_horizontal(pl.col(ages).is_null())
        checks.append(("leeftijd_jaar", "B-20", no_age))
        checks.append(_no_integer("leeftijd_jaar"))
        in_years = pl.col("leeftijd_eenheid").is_in(_YEARS)
        checks.append(("leeftijd_jaar", "B-24", ~in_years))
    elif source == "subtrajecten":
        # Of zorgtype 51 only the zorgtype is typed (docs/decisions.md 5).
        is_51 = pl.col("zorgtype_code").str.strip_chars_start("0") == "51"
        no_diagnose = pl.col("diagnose_code").is_null() & ~is_51.fill_null(False)
        twice = pl.struct("bestand", "subtraject_id").is_duplicated()
        checks += [
            ("diagnose_code", "B-20", no_diagnose),
            ("subtraject_id", "B-25", twice & pl.col("subtraject_id").is_not_null()),
            _no_date("begindatum", "B-22", date_format),
            _no_date("einddatum", "B-26", date_format),
        ]
    else:
        checks += [
            _no_integer("aantal"),
            _no_date("uitvoerdatum", "B-26", date_format),
            # By their own ids; two activities of one code and day are no repeat.
            ("zorgactiviteit_id", "B-55", _is_same_act()),
        ]
    return checks


def _is_same_act() -> pl.Expr:
    same = pl.struct(
        "bericht_idx",
        "subtraject_id",
        "zorgactiviteit_id",
        "zorgactiviteit_oid",
        "zorgactiviteit_code",
        "uitvoerdatum",
    )
    return pl.col("zorgactiviteit_id").is_not_null() & ~same.is_first_distinct()


def _no_integer(column: str) -> tuple[str, str, pl.Expr]:
    return column, "B-23", ~pl.col(column).str.contains(_INTEGER)


def _no_date(column: str, code: str, date_format: str) -> tuple[str, str, pl.Expr]:
    value = pl.col(column)
    return column, code, value.is_not_null() & _date(column, date_format).is_null()


def _date(column: str, date_format: str) -> pl.Expr:
    parsed = pl.col(column).str.to_date(date_format, strict=False)
    # Written back it must read the same: parsing alone takes 2017011 for a date.
    return (
        pl.when(parsed.dt.strftime(date_format) == pl.col(column))
        .then(parsed)
        .alias(column)
    )


def _from_faults(faults: list[Fault]) -> pl.DataFrame:
    return pl.DataFrame(
        [
            (
                fault.bericht_idx,
                fault.bestand,
                fault.source,
                fault.row,
                fault.column,
                fault.code,
                None,
                fault.locatie or None,
                None,
            )
            for fault in faults
        ],
        schema=_FINDING_DTYPES,
        orient="row",
    )


def _from_times(told: pl.DataFrame, places: Mapping[str, str]) -> pl.DataFrame:
    """Findings of ``tijdstippen``, once per message and column."""
    return told.select(
        "bericht_idx",
        "bestand",
        "source",
        pl.lit(None, pl.Int64).alias("row"),
        "column",
        "code",
        pl.lit(None, pl.String).alias("severity"),
        pl.col("column")
        .replace_strict(dict(places), default=None, return_dtype=pl.String)
        .alias("locatie"),
        pl.lit(None, pl.String).alias("tekst"),
    )


def _from_rows(
    bad: pl.DataFrame, source: str, code: str, column: str, places: Mapping[str, str]
) -> pl.DataFrame:
    row = pl.lit(None, pl.Int64) if source == "berichten" else pl.col("row")
    return bad.select(
        "bericht_idx",
        "bestand",
        pl.lit(source).alias("source"),
        row.alias("row"),
        pl.lit(column).alias("column"),
        pl.lit(code).alias("code"),
        pl.lit(None, pl.String).alias("severity"),
        pl.lit(places.get(column), pl.String).alias("locatie"),
        pl.lit(None, pl.String).alias("tekst"),
    )


def _typed_subtrajecten(frame: pl.DataFrame, date_format: str) -> pl.DataFrame:
    # Of HL7v3's processing codes (P, T training, D debugging) only P is for use.
    is_other = cleaned(pl.col("verwerking_code")).str.to_uppercase() != "P"
    afsluitreden = cleaned(pl.col("afsluitreden_code")).str.zfill(2)
    is_open = is_other | (afsluitreden == "00")
    dates = [
        _date(column, date_format)
        for column in _DATES["subtrajecten"]
        if column in frame.columns
    ]
    typed = frame.with_columns(
        _subtraject_nummer(),
        *dates,
        pl.col("leeftijd_jaar").cast(pl.Int32),
        # One open subtraject makes the whole message a trial: trial and declaration
        # are never mixed in a reply (NR/CU-263 article 29.3f).
        is_open.fill_null(False).any().over("bericht_idx").alias("is_trial"),
    )
    extra = [column for column in ("geboortedatum",) if column in frame.columns]
    return typed.select(*BerichtSubtrajecten.column_names(), *extra)


def _typed_zorgactiviteiten(frame: pl.DataFrame, date_format: str) -> pl.DataFrame:
    typed = frame.with_columns(
        _subtraject_nummer(),
        pl.col("aantal").cast(pl.Int64),
        _date("uitvoerdatum", date_format),
    )
    return typed.select(BerichtZorgactiviteiten.column_names())
