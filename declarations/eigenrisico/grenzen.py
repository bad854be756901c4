"""The most that a person owes at an insurer in a year: mandatory (M) and voluntary (V).

Sources: Zvw art. 19 (from eighteen), 20 (voluntary), 22 (days in force, whole euros).

Dutch terms: paar (a person and a year), grens (limit of a person, insurer and year).
"""

from dataclasses import dataclass

import numpy as np
import polars as pl

from declarations.eigenrisico.orde import (
    Getallen,
    begins,
    op_getal,
    som_per_run,
    spread_out,
)
from declarations.eigenrisico.parameters import parameters_of
from declarations.eigenrisico.polissen import Polissen

_EURO = 100
JAREN = 10_000
"""More than there are years, so that a person or insurer and a year are one number."""


@dataclass(frozen=True, eq=False)
class Grenzen:
    """Limits of all persons, insurers and years, and which of them each post meets.

    Attributes:
        rijen: ``paar, persoon, verzekeraar, jaar``; the parameters; ``ingang`` (first
            day on which care counts; null of who has no date of birth);
            ``is_verzekerd`` (on a day of the year); ``verplicht_grens_cent`` and
            ``vrijwillig_grens_cent`` (whole euros in cents; null where the year has no
            amount).
        orde: All posts, those that meet one row together, as they come to it.
        paar: Number of the person and year of each post, in that order.
        rij: The row that it meets; -1 of who is not insured on its day.
        begin: Where what meets another row begins.
    """

    rijen: pl.DataFrame
    orde: Getallen
    paar: Getallen
    rij: Getallen
    begin: Getallen


def grenzen_of(
    persoon: pl.Series,
    peildatum: pl.Series,
    plaats: pl.Series,
    polissen: Polissen,
    parameters: pl.DataFrame | None,
) -> Grenzen:
    """Limits of whom posts are of, in the years that they count in.

    Args:
        persoon: Person of each post.
        peildatum: Day of each post.
        plaats: Posts in the order in which they come.
        polissen: Persons and their insurances.
        parameters: Schema ``Parameters``, or None.
    """
    key = persoon.cast(pl.Int64) * JAREN + peildatum.dt.year()
    orde = op_getal(key, plaats)
    key_of = key.gather(orde).to_numpy()
    starts = begins(key_of)
    who, year = np.divmod(key_of[starts], JAREN)
    paar = spread_out(starts, orde.len())
    # Every pair with all insurances of its person, those of other years among them.
    first = polissen.eerste[who]
    counts = polissen.eerste[who + 1] - first
    behind = np.cumsum(counts) - counts
    pairs = np.repeat(np.arange(starts.size), counts)
    rows = polissen.rijen[np.arange(pairs.size) - np.repeat(behind - first, counts)]
    rows = rows.with_columns(
        paar=pl.Series(pairs), jaar=pl.Series(year[pairs]).cast(pl.Int32)
    )
    insurers = max(polissen.uzovi.len(), 1)
    row_key = pairs * insurers + rows["verzekeraar"].to_numpy()
    by_insurer = op_getal(pl.Series(row_key)).to_numpy()
    of_insurer = begins(row_key[by_insurer])
    found = _grenzen(rows[by_insurer], of_insurer, polissen, parameters)
    limit = np.empty(pairs.size, dtype=np.int64)
    limit[by_insurer] = spread_out(of_insurer, pairs.size)
    # The insurance of a post says which of the rows of its pair it is.
    polis = polissen.in_force(who[paar], peildatum.gather(orde))
    is_in = polis >= 0
    rij = np.full(orde.len(), -1)
    rij[is_in] = limit[polis[is_in] + (behind - first)[paar[is_in]]]
    # Who changed insurer within a year, or was without, has posts at both, in turn.
    is_turn = (paar[1:] == paar[:-1]) & (rij[1:] != rij[:-1])
    is_mixed = np.zeros(starts.size, dtype=bool)
    is_mixed[paar[1:][is_turn]] = True
    mixed = np.flatnonzero(is_mixed[paar])
    place = np.arange(orde.len())
    place[mixed] = mixed[np.lexsort((rij[mixed], paar[mixed]))]
    return Grenzen(
        found,
        orde.to_numpy()[place],
        paar,
        rij[place],
        begins(rij[place]),
    )


def _grenzen(
    rows: pl.DataFrame,
    starts: Getallen,
    polissen: Polissen,
    parameters: pl.DataFrame | None,
) -> pl.DataFrame:
    """The limit of each run of rows: insurances of one person, insurer and year."""
    found = rows[starts].select("paar", "persoon", "verzekeraar", "jaar")
    found = _with_parameters(found, polissen.uzovi, parameters)
    found = _with_first_day(found, polissen.personen)
    days = found.select("_eerste", "_laatste", "_vanaf")[
        spread_out(starts, rows.height)
    ]
    begun = pl.max_horizontal("begindatum", "_vanaf")
    ended = pl.min_horizontal("einddatum", "_laatste")
    is_in_year = (pl.col("begindatum") <= pl.col("_laatste")) & (
        pl.col("einddatum") >= pl.col("_eerste")
    )
    counted = (
        rows.hstack(days)
        .select(
            "vrijwillig_cent",
            _dagen=((ended - begun).dt.total_days() + 1).clip(0),
            is_verzekerd=is_in_year.cast(pl.Int64),
        )
        .with_columns(_vrijwillig=pl.col("vrijwillig_cent") * pl.col("_dagen"))
        .drop("vrijwillig_cent")
    )
    sums = [
        pl.Series(each.name, som_per_run(each.to_numpy(), starts)) for each in counted
    ]
    return _rounded(found.hstack(sums))


def _with_parameters(
    found: pl.DataFrame, uzovi: pl.Series, parameters: pl.DataFrame | None
) -> pl.DataFrame:
    """Limits with the parameters of their insurer and year, and days of that year."""
    key = found.select(
        pl.col("verzekeraar").cast(pl.Int64) * JAREN + pl.col("jaar")
    ).to_series()
    some = key.unique().sort()
    held = pl.DataFrame(
        {"uzovi": uzovi.gather(some // JAREN), "jaar": (some % JAREN).cast(pl.Int32)}
    )
    first = pl.date(pl.col("jaar"), 1, 1)
    of_key = (
        held.join(
            parameters_of(held, parameters),
            on=["uzovi", "jaar"],
            how="left",
            maintain_order="left",
        )
        .with_columns(
            *((pl.col(name) == "VERJAARDAG").alias(f"_{name}") for name in _DAGEN),
            _eerste=first,
            _laatste=pl.date(pl.col("jaar"), 12, 31),
            _per_jaar=pl.when(first.dt.is_leap_year()).then(366).otherwise(365),
        )
        .drop("uzovi", "jaar", *_DAGEN)
    )
    return found.hstack(of_key.select(pl.all().gather(some.search_sorted(key))))


_DAGEN = ("leeftijd18_ingang", "leeftijd18_telt_vanaf")
"""Parameters that name a day."""


def _with_first_day(found: pl.DataFrame, personen: pl.DataFrame) -> pl.DataFrame:
    """Limits with ``ingang``, and ``_vanaf``: from when on days of the year count."""
    birthday = personen.select(_verjaardag=_birthday())
    of_person = birthday.with_columns(
        _volgende_maand=pl.col("_verjaardag").dt.truncate("1mo").dt.offset_by("1mo")
    ).select(pl.all().gather(found["persoon"]))
    begin, count = (
        pl.when(f"_{name}").then("_verjaardag").otherwise(other)
        for name, other in zip(_DAGEN, ("_volgende_maand", "ingang"), strict=True)
    )
    # Who comes of age so late that nothing counts in the year owes nothing in it.
    owes = pl.col("ingang") <= pl.col("_laatste")
    return (
        found.hstack(of_person)
        .with_columns(ingang=begin)
        .with_columns(
            _vanaf=pl.when(owes)
            .then(pl.max_horizontal(count, "_eerste"))
            .otherwise(pl.col("_laatste") + pl.duration(days=1))
        )
    )


def _rounded(found: pl.DataFrame) -> pl.DataFrame:
    """Limits in whole euros, without what they were worked out from."""
    found = found.with_columns(
        is_verzekerd=pl.col("is_verzekerd") > 0,
        _verplicht=pl.col("verplicht_cent") * pl.col("_dagen"),
    )
    mandatory = _whole_euros(pl.col("_verplicht"))
    both = _whole_euros(pl.col("_verplicht") + pl.col("_vrijwillig"))
    apart = _whole_euros(pl.col("_vrijwillig"))
    return found.with_columns(
        verplicht_grens_cent=mandatory,
        vrijwillig_grens_cent=pl.when(pl.col("verplicht_cent").is_null())
        .then(None)
        .when("afronding_samen")
        .then(both - mandatory)
        .otherwise(apart),
    ).select(pl.exclude("^_.*$"))


def _whole_euros(cent_dagen: pl.Expr) -> pl.Expr:
    """Cents times days to cents per year, half-up to whole euros.

    The deductible of a year is far from what Int64 holds.
    """
    divisor = pl.col("_per_jaar").cast(pl.Int64) * _EURO
    return (2 * cent_dagen + divisor) // (2 * divisor) * _EURO


def _birthday() -> pl.Expr:
    """The eighteenth birthday; of who was born on 29 February 1 March."""
    born = pl.col("geboortedatum")
    year = born.dt.year() + 18
    is_leap_day = (born.dt.month() == 2) & (born.dt.day() == 29)
    # The eighteenth year after a leap year is never one.
    return (
        pl.when(is_leap_day)
        .then(pl.date(year, 3, 1))
        .otherwise(
            pl.date(
                year,
                born.dt.month(),
                pl.when(is_leap_day).then(1).otherwise(born.dt.day()),
            )
        )
    )
