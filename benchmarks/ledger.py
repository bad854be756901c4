"""A ledger of any size: posts of persons, and a delivery that comes on top of it.

Five posts a person over three years at four insurers, as forty institutions declared
them and in the order in which they were received: of children and who comes of age too,
exempt kinds, late bills, voluntary parts, another insurer or another voluntary part
from a day on, credits, right and wrong, and corrections of what was credited. The
delivery brings credits of what is known, credits of what is not, posts that are given
again, and some with other content.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl

SEED = 20260101
POSTS_A_PERSON = 5
ON_TOP = 50
"""Posts of the ledger to one of the delivery."""

_SOORTEN = ("OZP", "DBC", "ADDON", "VERLOSKUNDIGE_ZORG", "GLI")
_CHANCES = (0.5, 0.36, 0.1, 0.02, 0.02)
_UZOVI = ("9101", "9102", "9201", "9301")
_MOVED_TO = "9401"
_INSTITUTIONS = 40
_FIRST = np.datetime64("2024-01-01")
_DAYS = 3 * 365
_VOLUNTARY = (0, 10_000, 20_000, 30_000, 50_000)


@dataclass(frozen=True)
class Ledger:
    """Files of a ledger.

    Attributes:
        posten: Its posts.
        personen: When persons were born.
        verzekeringen: Who is insured where.
        levering: The delivery on top.
        personen_levering: The persons of that delivery alone.
        verzekeringen_levering: Their insurances.
    """

    posten: Path
    personen: Path
    verzekeringen: Path
    levering: Path
    personen_levering: Path
    verzekeringen_levering: Path


def make_ledger(folder: Path, posten: int) -> Ledger:
    """Write a ledger of about so many posts, and a delivery of a fiftieth of that."""
    draw = np.random.default_rng(SEED)
    persons = max(posten // POSTS_A_PERSON, 1)
    bills = _bills(draw, posten, persons, first=0)
    known = pl.concat([bills, *_answers(draw, bills)]).sort(
        "ontvangstdatum", maintain_order=True
    )
    levering = _levering(draw, known, posten // ON_TOP, persons)
    personen = pl.DataFrame(
        {
            "verzekerde_id": _ids(np.arange(persons)),
            "geboortedatum": _FIRST - draw.integers(0, 100 * 365, persons),
        }
    ).with_columns(pl.col("geboortedatum").cast(pl.Date))
    verzekeringen = _insured(draw, persons)
    given = levering.select("verzekerde_id").unique()
    frames = {
        "posten": known,
        "personen": personen,
        "verzekeringen": verzekeringen,
        "levering": levering,
        "personen_levering": personen.join(given, on="verzekerde_id", how="semi"),
        "verzekeringen_levering": verzekeringen.join(
            given, on="verzekerde_id", how="semi"
        ),
    }
    made = Ledger(**{name: folder / f"{name}.parquet" for name in frames})
    for name, frame in frames.items():
        frame.write_parquet(getattr(made, name))
    return made


def _bills(
    draw: np.random.Generator, many: int, persons: int, *, first: int
) -> pl.DataFrame:
    """Debits, numbered on; of some it is said what is exempt, owed or beside it."""
    day = _FIRST + draw.integers(0, _DAYS, many)
    said = draw.integers(0, 100, many)
    cents = np.minimum(draw.lognormal(9.6, 1.3, many), 5_000_000).astype(np.int64)
    rows = pl.DataFrame(
        {
            "agb": 6_010_001 + draw.integers(0, _INSTITUTIONS, many),
            "nummer": np.arange(first, first + many),
            "verzekerde_id": _ids(draw.integers(0, persons, many)),
            "soort": np.array(_SOORTEN)[draw.choice(len(_SOORTEN), many, p=_CHANCES)],
            "verzekerd_cent": cents,
            "peildatum": day,
            "ontvangstdatum": day + draw.gamma(2, 40, many).astype(int),
            "said": said,
        }
    )
    said_by = pl.col("said")
    return rows.select(
        post_id=pl.format("0{}/R{}", "agb", "nummer"),
        verzekerde_id="verzekerde_id",
        soort="soort",
        dc=pl.lit("D"),
        ref_voorgaande=pl.lit(None, pl.String),
        verzekerd_cent="verzekerd_cent",
        peildatum=pl.col("peildatum").cast(pl.Date),
        ontvangstdatum=pl.col("ontvangstdatum").cast(pl.Date),
        vrij_verplicht=pl.when(said_by < 4).then(said_by < 2),
        vrij_vrijwillig=pl.when(said_by.is_between(2, 6)).then(said_by < 5),
        eigen_schuld=said_by == 7,
        eigen_bijdrage_cent=pl.when(said_by == 8).then(1_250).otherwise(0),
        onverzekerd_cent=pl.when(said_by == 9).then(4_999).otherwise(0),
    )


def _answers(
    draw: np.random.Generator, bills: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Credits of one bill in twenty-five, and half of those bills anew."""
    credited = bills.filter(pl.Series(draw.integers(0, 25, bills.height) == 0))
    is_wrong = pl.Series(draw.integers(0, 50, credited.height) == 0)
    is_anew = pl.Series(draw.integers(0, 2, credited.height) == 0)
    return (
        _credits(credited).with_columns(
            pl.col("verzekerd_cent") + is_wrong.cast(pl.Int64)
        ),
        credited.filter(is_anew).with_columns(
            post_id=pl.format("{}-2", "post_id"),
            ref_voorgaande="post_id",
            verzekerd_cent=pl.col("verzekerd_cent") + 1_234,
            ontvangstdatum=pl.col("ontvangstdatum") + pl.duration(days=200),
        ),
    )


def _credits(debits: pl.DataFrame) -> pl.DataFrame:
    return debits.with_columns(
        post_id=pl.format("{}-C", "post_id"),
        dc=pl.lit("C"),
        ref_voorgaande="post_id",
        ontvangstdatum=pl.col("ontvangstdatum") + pl.duration(days=190),
    )


def _levering(
    draw: np.random.Generator, known: pl.DataFrame, many: int, persons: int
) -> pl.DataFrame:
    """Mostly new bills; the others answer what is known, or come too early."""
    some = many // 50
    new = _bills(draw, many - 5 * some, persons, first=known.height)
    debits = known.filter(
        pl.col("dc") == "D",
        pl.col("ref_voorgaande").is_null(),
        ~pl.col("post_id").is_in(known["ref_voorgaande"].implode()),
    )
    chosen = draw.choice(debits.height, 4 * some, replace=False)
    credited, again, other = (
        debits[chosen[begin * some : end * some]]
        for begin, end in ((0, 2), (2, 3), (3, 4))
    )
    early = new.head(some).with_columns(
        post_id=pl.format("{}-E", "post_id"),
        dc=pl.lit("C"),
        ref_voorgaande=pl.format("{}-W", "post_id"),
    )
    changed = other.with_columns(pl.col("verzekerd_cent") + 1)
    return pl.concat([new, _credits(credited), again, changed, early])


def _insured(draw: np.random.Generator, persons: int) -> pl.DataFrame:
    """One in ten has another insurer from June 2025, one in thirty another part."""
    voluntary = np.array(_VOLUNTARY, dtype=np.int64)
    drawn = draw.integers(0, 100, persons)
    rows = pl.DataFrame(
        {
            "verzekerde_id": _ids(np.arange(persons)),
            "uzovi": np.array(_UZOVI)[draw.integers(0, len(_UZOVI), persons)],
            "vrijwillig_cent": voluntary[np.maximum(draw.integers(-8, 5, persons), 0)],
        }
    ).with_columns(begindatum=date(2020, 1, 1), einddatum=pl.lit(None, pl.Date))
    is_moved = pl.Series(drawn < 10)
    is_other = is_moved | pl.Series((drawn >= 10) & (drawn < 13))
    later = rows.with_columns(
        uzovi=pl.when(is_moved).then(pl.lit(_MOVED_TO)).otherwise("uzovi"),
        begindatum=date(2025, 6, 1),
        vrijwillig_cent=50_000 - pl.col("vrijwillig_cent"),
    ).filter(is_other)
    until = pl.when(is_other).then(date(2025, 5, 31))
    return pl.concat([rows.with_columns(einddatum=until), later])


def _ids(numbers: np.ndarray) -> pl.Series:
    return pl.select(pl.format("P{}", pl.Series(numbers))).to_series()
