"""What came in, brought to a form in which everything meets that belongs together.

Moments become days, keys become text, and where one table has lost the zeros in front
of its numbers they are given back. Whole tables are asked for, lazy or not: a key or a
column of moments is read by what all its rows say, never by those of a chunk.

Dutch terms: subtraject (the unit that is grouped), zorgactiviteit (care activity).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

import polars as pl

from grouper.registration import _join
from grouper.registration._arrow import Strings
from tabellen.errors import InputFileError
from tabellen.headers.matching import ColumnMatch, match_columns
from tabellen.notices import Notice
from tabellen.values.dates import days_of_moments
from tabellen.values.dayforms import Datumvorm, days_with_slashes
from tabellen.values.texts import cleaned, is_unclean, with_text_key

NUMMER = "subtraject_nummer"
INSTELLING = "zorginstelling_code"

KEY = "__sleutel"
"""Column of both tables by which they meet, where the number alone is no key."""

ELSEWHERE = "__andere_instelling"
"""Column of activities: their number is known under another hospital only."""

KNOWN = {
    "subtrajecten": (
        (
            *(NUMMER, "specialisme_code", "diagnose_code", "zorgtype_code"),
            *("zorgvraag_code", "geslacht", INSTELLING, "begindatum"),
        ),
        (
            *("einddatum", "geboortedatum", "leeftijd_jaar", "afsluitreden_code"),
            *("aanspraak", "zorgtraject_nummer", "hoofdtraject_nummer"),
            *("verzekerde_id", "ontvanger", "aanvrager_soort"),
        ),
    ),
    "zorgactiviteiten": (
        (NUMMER, "zorgactiviteit_code", "aantal"),
        ("uitvoerdatum", INSTELLING, "aanvrager_soort"),
    ),
}
"""Columns of each table: those that must be there, and those that may."""

ALIASES = {
    **dict.fromkeys(("startdatum", "openingsdatum"), "begindatum"),
    **dict.fromkeys(("sluitdatum", "sluitingsdatum", "einde datum"), "einddatum"),
    "uitvoeringsdatum": "uitvoerdatum",
    "geboortedag": "geboortedatum",
    "geslachtcode": "geslacht",
    "aantal uitgevoerd": "aantal",
}
"""Other names that people give to known columns, and the known one.

UNSOURCED[kolomnamen]: no standard names them; words that say the same and nothing else.
"""

DAYS = ("begindatum", "einddatum", "geboortedatum", "uitvoerdatum")
"""Columns that hold a day."""

KNOWN_COLUMNS = {
    table: (*required, *optional) for table, (required, optional) in KNOWN.items()
}
"""All columns of each table."""

NESTED = "zorgactiviteiten"
"""Column of the nested form: the activities of each subtraject as list of struct."""

OURS = (NESTED, KEY, ELSEWHERE)
"""Columns that are known and no part of a flat table as a person gives it."""

KOLOM_LIJKT = (
    "B231",
    "Deze kolom lijkt op een bekende kolom die ontbreekt, en is niet gelezen.",
)
KOLOM_ONBEKEND = ("B232", "Deze kolommen zijn niet bekend en niet gelezen.")
KOLOM_AFWEZIG = ("B233", "Deze kolommen mogen ontbreken, en ontbreken.")
KOLOM_LEEG = ("B235", "Deze kolommen mogen ontbreken; zij zijn er, zonder waarden.")
KOLOM_GELEZEN = ("B234", "Deze kolom is gelezen als de bekende kolom die bedoeld is.")

SLEUTEL_SCHOON = (
    "B211",
    "Onzichtbare tekens of spaties om het nummer zijn weggelaten; zonder die is het "
    "gelezen en geschreven.",
)
NULLEN_TERUG = (
    "B212",
    "Het andere bestand heeft nullen voor de nummers die in dit bestand, als getal, "
    "ontbreken; zij zijn teruggezet.",
)

NULLEN_VOORAAN = (
    "B215",
    "In de hele kolom ontbreken de nullen vooraan; zij zijn teruggezet.",
)

ANDER_IN_RIJ = (
    "B236",
    "Zorgactiviteiten noemen een ander nummer of een andere zorginstelling dan de rij "
    "waarin zij staan; zij horen bij die rij.",
)
NUMMER_GEDEELD = (
    "B214",
    "Deze nummers komen bij meer dan een zorginstelling voor en de zorgactiviteiten "
    "zeggen niet van welke zij zijn; de subtrajecten zijn afgewezen. Geef het bestand "
    "met zorgactiviteiten de kolom zorginstelling_code.",
)

Frame = TypeVar("Frame", pl.DataFrame, pl.LazyFrame)


@dataclass(frozen=True)
class TakenIn(Generic[Frame]):
    """The two tables of a batch in a form that meets.

    Attributes:
        subtrajecten: With text numbers, days, and ``KEY`` where the hospital is part of
            the key.
        zorgactiviteiten: Likewise; None in the nested form.
        notices: What there is to tell of how they were read.
        instellingen: Whether the hospital is part of the key, and there are several.
    """

    subtrajecten: Frame
    zorgactiviteiten: Frame | None
    notices: tuple[Notice, ...]
    instellingen: bool = False


def take_in(
    subtrajecten: Frame,
    zorgactiviteiten: Frame | None,
    *,
    ignored: Collection[str] = (),
    datumvorm: Datumvorm | None = None,
) -> TakenIn[Frame]:
    """Bring two tables to a form that meets.

    Args:
        subtrajecten: All of them.
        zorgactiviteiten: All of them; None in the nested form.
        ignored: Columns that are what they are, however near to a known one.
        datumvorm: What stands first in dates with slashes, where it is told.

    Raises:
        InputFileError: A column bears nearly the name of a known one that is absent; it
            is not clear what stands first in its dates; a column of numbers holds none,
            or numbers that are not exact; or two numbers would be one without the zeros
            in front.
    """
    subtrajecten, names = _with_known_names(subtrajecten, "subtrajecten", ignored)
    rows, of_rows = _with_days(subtrajecten, "subtrajecten", datumvorm)
    of_rows = names + of_rows
    was_number = _is_number(rows)
    rows = _with_text_numbers(rows, "subtrajecten")
    if zorgactiviteiten is None:
        rows, names = _with_known_fields(rows, ignored)
        rows, several = _with_own_hospital(rows)
        return TakenIn(rows, None, of_rows + names, several)
    zorgactiviteiten, names = _with_known_names(
        zorgactiviteiten, "zorgactiviteiten", ignored
    )
    lines, of_lines = _with_days(zorgactiviteiten, "zorgactiviteiten", datumvorm)
    of_lines = names + of_lines
    is_number = _is_number(lines)
    lines = _with_text_numbers(lines, "zorgactiviteiten")
    notices = of_rows + of_lines
    if None not in (was_number, is_number) and was_number != is_number:
        lines, told = _zeros_given_back(rows, lines, lines_are_numbers=bool(is_number))
        notices += told
    rows, lines, several = _with_hospital(rows, lines)
    return TakenIn(rows, lines, notices, several)


def _with_hospital_zeros(frame: Frame, table: str) -> tuple[Frame, tuple[Notice, ...]]:
    """A table whose AGB codes have the zeros that a spreadsheet took from all of them.

    Where one code has its zero, another without it is a mistake, which is told where
    codes are checked.
    """
    if frame.collect_schema().get(INSTELLING) != pl.String:
        return frame, ()
    code = cleaned(pl.col(INSTELLING))
    has_zero = code.str.starts_with("0").any()
    # Cheap looks first: most tables end here.
    shortest = pl.col(INSTELLING).str.len_bytes().min().alias("shortest")
    head = frame.lazy().head(_FIRST_ROWS).select(has_zero, shortest).collect()
    if head.is_empty() or head.row(0)[0] or (head.row(0)[1] or 8) >= 8:
        return frame, ()
    is_short = code.str.contains(r"^[1-9][0-9]{5,6}$").fill_null(value=False)
    look = frame.lazy().select(
        has_zero,
        is_short.sum().alias("short"),
        is_short.arg_true().first().alias("row"),
    )
    zero, short, row = look.collect(engine="streaming").row(0)
    if zero or not short:
        return frame, ()
    filled = pl.when(is_short).then(code.str.zfill(8)).otherwise(INSTELLING)
    name, tekst = NULLEN_VOORAAN
    told = Notice(table, name, INSTELLING, int(row) + 1, int(short), tekst)
    return frame.with_columns(filled.alias(INSTELLING)), (told,)


def _with_days(
    frame: Frame, table: str, datumvorm: Datumvorm | None
) -> tuple[Frame, tuple[Notice, ...]]:
    """A table with days for moments, and for dates with slashes."""
    frame, of_moments = days_of_moments(frame, table, DAYS)
    frame, of_slashes = days_with_slashes(frame, table, DAYS, datumvorm)
    frame, of_zeros = _with_hospital_zeros(frame, table)
    return frame, of_moments + of_slashes + of_zeros


def _with_known_names(
    frame: Frame, table: str, ignored: Collection[str]
) -> tuple[Frame, tuple[Notice, ...]]:
    """A table whose columns bear the names that are meant."""
    renamed, notices = named_columns(frame.collect_schema().names(), table, ignored)
    frame = frame.rename(renamed) if renamed else frame
    empty = _empty_columns(frame, KNOWN[table][1])
    if empty:
        code, tekst = KOLOM_LEEG
        notices += (Notice(table, code, ", ".join(empty), 0, 0, tekst),)
    return frame, notices


_FIRST_ROWS = 1_000


def _empty_columns(
    frame: pl.DataFrame | pl.LazyFrame, names: Iterable[str]
) -> list[str]:
    """Those of some columns without any value: as if they were not there.

    Only a column that is empty in the first rows is looked at further.
    """
    schema = frame.collect_schema()
    there = [name for name in names if name in schema]
    head = frame.lazy().head(_FIRST_ROWS).select(there).collect()
    if head.is_empty():
        return []
    is_value = {name: _has_value(name, schema[name]) for name in there}
    doubtful = [name for name in there if not head.select(is_value[name].any()).item()]
    if head.height < _FIRST_ROWS:
        return doubtful
    return [
        name
        for name in doubtful
        if frame.lazy()
        .filter(is_value[name])
        .select(name)
        .head(1)
        .collect(engine="streaming")
        .is_empty()
    ]


def _has_value(name: str, dtype: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if dtype != pl.String:
        return column.is_not_null()
    return column.str.contains(r"\S").fill_null(value=False)


def named_columns(
    names: Iterable[str], table: str, ignored: Collection[str] = ()
) -> tuple[dict[str, str], tuple[Notice, ...]]:
    """Which known columns those of a table are, and what there is to tell of them.

    Args:
        names: Columns of the table.
        table: subtrajecten or zorgactiviteiten.
        ignored: Columns that are what they are, however near to a known one.

    Returns:
        Known name by the name in the table, where they differ; and the notices.

    Raises:
        InputFileError: A column bears nearly the name of a known one that is absent.
    """
    required, optional = KNOWN[table]
    match: ColumnMatch = match_columns(
        (name for name in names if name not in OURS),
        table=table,
        required=required,
        optional=optional,
        ignored=ignored,
        aliases=ALIASES,
    )
    told = [
        *(
            (KOLOM_GELEZEN, f"{name} = {meant}")
            for name, meant in match.renamed.items()
        ),
        *((KOLOM_LIJKT, f"{name} ~ {meant}") for name, meant in match.near),
        *([(KOLOM_ONBEKEND, ", ".join(match.unknown))] if match.unknown else []),
        *([(KOLOM_AFWEZIG, ", ".join(match.absent))] if match.absent else []),
    ]
    notices = tuple(
        Notice(table, code, column, 0, 0, tekst) for (code, tekst), column in told
    )
    return dict(match.renamed), notices


def _with_known_fields(
    rows: Frame, ignored: Collection[str]
) -> tuple[Frame, tuple[Notice, ...]]:
    """The nested form with activities whose fields bear the names that are meant.

    Raises:
        InputFileError: A field bears nearly the name of a known one that is absent.
    """
    dtype = rows.collect_schema().get(NESTED)
    if not isinstance(dtype, pl.List) or not isinstance(dtype.inner, pl.Struct):
        return rows, ()  # Told where the nested form is read.
    names: list[str] = [field.name for field in dtype.inner.fields]
    of_row = (NUMMER, INSTELLING)
    # What stands in the row is not missing.
    absent: list[str] = [name for name in of_row if name not in names]
    renamed, notices = named_columns([*names, *absent], NESTED, ignored)
    if renamed:
        fields = [renamed.get(name, name) for name in names]
        inside = pl.element().struct.rename_fields(fields)
        rows = rows.with_columns(pl.col(NESTED).list.eval(inside))
        names = fields
    for name in of_row:
        if name in names:
            notices += _other_owners(rows, name)
    return rows, notices


def _other_owners(rows: pl.DataFrame | pl.LazyFrame, name: str) -> tuple[Notice, ...]:
    """Tell of activities that say they belong to another row than they stand in."""
    own = pl.col(NESTED).struct.field(name).cast(pl.String)
    exploded = (
        rows.lazy()
        .select(pl.col(name).cast(pl.String), NESTED)
        .explode(NESTED, empty_as_null=False, keep_nulls=False)
    )
    is_other = notation(own) != notation(pl.col(name))
    count = exploded.select(is_other.sum()).collect(engine="streaming").item()
    code, tekst = ANDER_IN_RIJ
    return (Notice(NESTED, code, name, 1, count, tekst),) if count else ()


def _with_own_hospital(rows: Frame) -> tuple[Frame, bool]:
    """The nested form with ``KEY``, where a number stands under several hospitals.

    Each activity stands in the row it belongs to, so that numbers need not be unique.
    """
    schema = rows.collect_schema()
    if not {INSTELLING, NUMMER} <= set(schema):
        return rows, False
    rows = _with_text_agb(rows, "subtrajecten")
    if not shared_numbers(rows):
        return rows, False
    return rows.with_columns(_KEY.alias(KEY)), True


def refuse_nearly_met(
    subtrajecten: pl.DataFrame | pl.LazyFrame,
    zorgactiviteiten: pl.DataFrame | pl.LazyFrame,
) -> None:
    """Refuse activities whose number is that of a subtraject in another notation.

    To be called where activities belong to no subtraject: to drop them would bill
    another product, and to guess would bill them to another patient.

    Raises:
        InputFileError: Some would meet without zeros in front, or without a fraction of
            zeros behind, or in another case.
    """
    rows, lines = subtrajecten.lazy(), zorgactiviteiten.lazy()
    key = KEY if KEY in rows.collect_schema() else NUMMER
    bare = cleaned(pl.col(key))
    unmet = lines.select(bare).join(rows.select(bare), on=key, how="anti")
    known = rows.select(notation(pl.col(key)).alias("bare")).unique()
    near = unmet.with_columns(bare=notation(pl.col(key))).join(
        known, on="bare", how="semi"
    )
    count = int(near.select(pl.len()).collect(engine="streaming").item())
    if count:
        raise InputFileError(
            f"zorgactiviteiten: {count:,} row(s) bear the {NUMMER} of a subtraject but "
            "for zeros in front, a fraction of zeros behind, or capitals. Write the "
            "numbers of both files in one way."
        )


def notation(key: pl.Expr) -> pl.Expr:
    """A number without what notations of it differ in."""
    return (
        cleaned(key)
        .str.to_lowercase()
        .str.replace(r"^(.*[0-9])\.0+$", "$1")
        .str.replace(r"(^|:)0+([0-9a-z])", "$1$2")
    )


def shared_numbers(subtrajecten: pl.DataFrame | pl.LazyFrame) -> tuple[Notice, ...]:
    """Tell of numbers that several hospitals have.

    To be called where numbers are double and the activities name no hospital: every
    bearer is then rejected, since whose the activities are is not known.
    """
    shared = (
        subtrajecten.lazy()
        .select(number=cleaned(_number), agb=_agb)
        .group_by("number")
        .agg(pl.col("agb").n_unique())
        .filter(pl.col("number").is_not_null() & (pl.col("agb") > 1))
    )
    count = int(shared.select(pl.len()).collect(engine="streaming").item())
    code, tekst = NUMMER_GEDEELD
    return (Notice("subtrajecten", code, NUMMER, 0, count, tekst),) if count else ()


def clean_keys(
    frame: pl.DataFrame, table: str, column: str = NUMMER
) -> tuple[pl.DataFrame, tuple[Notice, ...]]:
    """Numbers without blanks around them and characters that nobody sees.

    Costs next to nothing where no number has such a thing.
    """
    if column not in frame.columns or not _join.has_odd(Strings(frame[column])):
        return frame, ()
    unclean = frame.select(is_unclean(pl.col(column))).to_series()
    count = int(unclean.sum())
    if count == 0:
        return frame, ()
    code, tekst = SLEUTEL_SCHOON
    row = int(unclean.arg_true()[0]) + 1
    told = () if column == KEY else (Notice(table, code, column, row, count, tekst),)
    # An empty number stays so, whatever stands beside it in this part of a batch.
    number = pl.when(unclean).then(cleaned(pl.col(column))).otherwise(pl.col(column))
    return frame.with_columns(number.alias(column)), told


def _is_number(frame: pl.DataFrame | pl.LazyFrame) -> bool | None:
    """Whether its subtraject_nummer is a number, that has no zeros in front."""
    dtype = frame.collect_schema().get(NUMMER)
    return None if dtype is None or dtype == pl.Null else dtype.is_numeric()


def _with_text_numbers(frame: Frame, table: str) -> Frame:
    if NUMMER not in frame.collect_schema():
        return frame  # Its absence is told, with all others, where columns are read.
    return with_text_key(frame, NUMMER, table)


_number = pl.col(NUMMER)
_bare = pl.when(_number.str.contains("^0*[0-9]")).then(
    _number.str.replace("^0+([0-9])", "$1")
)


def _zeros_given_back(
    rows: Frame, lines: Frame, *, lines_are_numbers: bool
) -> tuple[Frame, tuple[Notice, ...]]:
    """The activities with the numbers as the subtrajecten have them.

    One of the two tables has its numbers as numbers, which have no zeros in front.
    """
    texts, table = (
        (rows, "subtrajecten") if lines_are_numbers else (lines, "zorgactiviteiten")
    )
    spelled = texts.lazy().select(_number, bare=_bare).unique()
    look = spelled.select(
        zeros=(_number != pl.col("bare")).sum(),
        keys=pl.col("bare").count(),
        bare=pl.col("bare").drop_nulls().n_unique(),
    )
    zeros, keys, bare = look.collect(engine="streaming").row(0)
    if not zeros:
        return lines, ()
    if bare < keys:
        raise InputFileError(
            f"{table}: {keys - bare:,} number(s) in column {NUMMER} differ from "
            "another one in zeros in front only, and the other file has lost those: it "
            "holds numbers. Write the numbers of both files as text."
        )
    if lines_are_numbers:
        given = lines.lazy().join(
            spelled.filter(pl.col("bare").is_not_null()).rename({NUMMER: "spelled"}),
            left_on=NUMMER,
            right_on="bare",
            how="left",
            maintain_order="left",
        )
        met = given.with_columns(pl.coalesce("spelled", NUMMER).alias(NUMMER))
        found = met.drop("spelled")
    else:
        found = lines.lazy().with_columns(pl.coalesce(_bare, _number).alias(NUMMER))
    code, tekst = NULLEN_TERUG
    told = Notice(
        "zorgactiviteiten" if lines_are_numbers else "subtrajecten",
        code,
        NUMMER,
        1,
        int(zeros),
        tekst,
    )
    return _as(lines, found), (told,)


_hospital = pl.col(INSTELLING).cast(pl.String)
_agb = cleaned(_hospital).str.zfill(8)
_KEY = pl.concat_str([_agb, cleaned(_number)], separator=":")


def _with_text_agb(frame: Frame, table: str) -> Frame:
    """A table whose hospitals are text where they came as floats or decimals."""
    dtype = frame.collect_schema()[INSTELLING]
    if not (dtype.is_float() or dtype.is_decimal()):
        return frame
    return with_text_key(frame, INSTELLING, table).with_columns(
        pl.col(INSTELLING).str.zfill(8)
    )


def _with_hospital(rows: Frame, lines: Frame) -> tuple[Frame, Frame, bool]:
    """Both tables with ``KEY``, where both say of which hospital a number is.

    A number is unique within the hospital that registers it (DESIGN decision 20).
    """
    if KEY in rows.collect_schema() or not all(
        {INSTELLING, NUMMER} <= set(table.collect_schema()) for table in (rows, lines)
    ):
        return rows, lines, False
    rows = _with_text_agb(rows, "subtrajecten")
    lines = _with_text_agb(lines, "zorgactiviteiten")
    ours, theirs = (
        table.lazy().select(_agb.unique()).collect(engine="streaming").to_series()
        for table in (rows, lines)
    )
    if theirs.null_count() == theirs.len():
        # Nothing stands in the column, as if it were not there.
        return rows, lines.drop(INSTELLING), False
    if ours.len() == 1 and theirs.drop_nulls().equals(ours, check_names=False):
        # All are of one hospital, and so is an activity that names none.
        return rows, lines, False
    rows = rows.with_columns(_KEY.alias(KEY))
    lines = lines.with_columns(_KEY.alias(KEY))
    number = cleaned(_number)
    known = rows.lazy().select(number.alias("known"), KEY)
    unmet = lines.lazy().join(known.select(KEY), on=KEY, how="anti").select(n=number)
    elsewhere = (
        unmet.join(known.select("known"), left_on="n", right_on="known", how="semi")
        .unique()
        .collect(engine="streaming")["n"]
    )
    is_unmet = ~pl.col(KEY).is_in(
        known.select(KEY).collect(engine="streaming")[KEY].implode()
    )
    lines = lines.with_columns(
        (number.is_in(elsewhere.implode()) & is_unmet)
        .fill_null(value=False)
        .alias(ELSEWHERE)
        if elsewhere.len()
        else pl.lit(value=False).alias(ELSEWHERE)
    )
    return rows, lines, ours.len() > 1


def _as(like: Frame, frame: pl.LazyFrame) -> Frame:
    return frame if isinstance(like, pl.LazyFrame) else frame.collect()
