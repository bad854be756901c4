"""The most that a person owes at an insurer in a year: mandatory (M) and voluntary (V).

Sources: Zvw art. 19 (from eighteen), 20 (voluntary), 22 (days in force, whole euros).
"""

import polars as pl

from declarations.eigenrisico.parameters import parameters_of
from declarations.registers.schema import PARAMETERBEDRAGEN, PARAMETERWOORDEN
from tariffs.money import round_half_up

_EURO = 100
_OPEN = pl.date(9999, 12, 31)
KEY = ["verzekerde_id", "uzovi", "jaar"]
"""What a limit is of."""


def grenzen_of(
    jaren: pl.DataFrame,
    personen: pl.DataFrame,
    verzekeringen: pl.DataFrame,
    parameters: pl.DataFrame | None,
) -> pl.DataFrame:
    """Limits of each person, insurer and year.

    Args:
        jaren: ``verzekerde_id, jaar``, each pair once.
        personen: ``verzekerde_id, geboortedatum``, each person once.
        verzekeringen: Schema ``Verzekeringen`` with ``vrijwillig_cent``; of a person no
            two on one day.
        parameters: Schema ``Parameters``, or None.

    Returns:
        ``KEY``, the parameters, ``ingang`` (first day on which care counts; null of who
        has no date of birth), ``verplicht_grens_cent`` and ``vrijwillig_grens_cent``
        (whole euros in cents; null where the year has no amount). A row per insurer
        with whom the person is insured in the year.
    """
    first, last = pl.date(pl.col("jaar"), 1, 1), pl.date(pl.col("jaar"), 12, 31)
    insured = (
        jaren.filter(pl.col("verzekerde_id").is_not_null())
        .join(verzekeringen, on="verzekerde_id")
        .with_columns(einddatum=pl.col("einddatum").fill_null(_OPEN))
        .filter(pl.col("begindatum") <= last, pl.col("einddatum") >= first)
    )
    pairs = insured.select("uzovi", "jaar").unique(maintain_order=True)
    dated = (
        insured.join(parameters_of(pairs, parameters), on=["uzovi", "jaar"])
        .join(personen, on="verzekerde_id", how="left")
        .with_columns(ingang=_ingang(pl.col("leeftijd18_ingang")))
        .with_columns(
            _vanaf=pl.when(pl.col("leeftijd18_telt_vanaf") == "VERJAARDAG")
            .then(_birthday())
            .otherwise("ingang")
        )
    )
    begin = pl.max_horizontal("begindatum", first, "_vanaf")
    days = (pl.min_horizontal("einddatum", last) - begin).dt.total_days() + 1
    # Who comes of age so late that nothing counts in the year owes nothing in it.
    owes = (pl.col("ingang") <= last).fill_null(value=False)
    dated = dated.with_columns(_dagen=pl.when(owes).then(days.clip(0)).otherwise(0))
    per_jaar = pl.when(first.dt.is_leap_year()).then(366).otherwise(365)
    voluntary = pl.col("vrijwillig_cent").fill_null(0) * pl.col("_dagen")
    rest = pl.col("ingang", *PARAMETERBEDRAGEN, *PARAMETERWOORDEN).first()
    found = (
        dated.group_by(KEY, maintain_order=True)
        .agg(rest, pl.col("_dagen").sum(), _vrijwillig=voluntary.sum())
        .with_columns(_per_jaar=per_jaar)
        .with_columns(_verplicht=pl.col("verplicht_cent") * pl.col("_dagen"))
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
    ).drop("_dagen", "_vrijwillig", "_verplicht", "_per_jaar")


def _whole_euros(cent_dagen: pl.Expr) -> pl.Expr:
    """Cents times days to cents per year, half-up to whole euros."""
    euros = round_half_up(cent_dagen, pl.col("_per_jaar") * _EURO)
    return euros.cast(pl.Int64) * _EURO


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


def _ingang(word: pl.Expr) -> pl.Expr:
    """First day on which care counts: the birthday, or the first of the next month."""
    following = _birthday().dt.truncate("1mo").dt.offset_by("1mo")
    return pl.when(word == "VERJAARDAG").then(_birthday()).otherwise(following)
