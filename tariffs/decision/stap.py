"""A step of the decision: what does it ask of the lines, and what does it add to them?

The lines of a chunk grow step by step. A step is handed the columns that it asks for
and no others, and only those that it gives are taken from it: what is declared holds in
every run. What no later step asks for is let go.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from tariffs.decision.prijsboek import Prijsboek
from tariffs.reasons import Test, is_refused, mask_of, signals_of
from tariffs.settings import Prijsinstellingen

Kolommen = Mapping[str, pl.DataType | type[pl.DataType]]
"""Columns with their dtypes."""

MASKERS: Kolommen = {"mask": pl.UInt64, "signalen": pl.UInt64}
"""What a line was refused for so far, and what is told of it (``reasons``)."""


@dataclass(frozen=True)
class Stap:
    """A step that adds columns to the lines, or replaces them.

    Attributes:
        naam: Its phase and what it does.
        vraagt: Columns that it is handed.
        geeft: Columns that are taken from it.
        doet: Makes a frame with those of one with these: a row per line, in order.
    """

    naam: str
    vraagt: tuple[str, ...]
    geeft: Kolommen
    doet: Callable[[pl.DataFrame, Prijsboek, Prijsinstellingen], pl.DataFrame]

    def of_lines(
        self, lines: pl.DataFrame, boek: Prijsboek, instellingen: Prijsinstellingen
    ) -> pl.DataFrame:
        """What the step gives, of lines with at least the columns that it asks for.

        Raises:
            ValueError: It gives a column of another dtype than it declares.
        """
        asked = lines[list(self.vraagt)]
        given = self.doet(asked, boek, instellingen)[list(self.geeft)]
        for kolom, found in given.schema.items():
            if found != self.geeft[kolom]:
                raise ValueError(
                    f"step {self.naam}: gives column {kolom} as {found}, declares "
                    f"{self.geeft[kolom]}. Cast it, or declare what it is."
                )
        return given


class Uittreksel(Stap):
    """A step that makes a frame of its own, and leaves the lines as they are."""


@dataclass(frozen=True)
class Reeks:
    """Steps in their order, each of which finds the columns that it asks for.

    Attributes:
        begint: Columns of the lines before the first step.
        stappen: The steps.

    Raises:
        ValueError: A step asks for a column that is not there when its turn comes.
    """

    begint: tuple[str, ...]
    stappen: tuple[Stap, ...]

    def __post_init__(self) -> None:
        known = set(self.begint)
        for stap in self.stappen:
            for kolom in stap.vraagt:
                if kolom not in known:
                    raise ValueError(
                        f"step {stap.naam}: asks for column {kolom}, which neither the "
                        "lines nor an earlier step gives. Let an earlier step give it."
                    )
            if not isinstance(stap, Uittreksel):
                known.update(stap.geeft)

    def uittreksels(
        self, lines: pl.DataFrame, boek: Prijsboek, instellingen: Prijsinstellingen
    ) -> dict[str, pl.DataFrame]:
        """Take the steps, and give what each ``Uittreksel`` makes under its name.

        Raises:
            ValueError: A step does not give what it declares, or not a row per line.
        """
        made: dict[str, pl.DataFrame] = {}
        for place, stap in enumerate(self.stappen, 1):
            given = stap.of_lines(lines, boek, instellingen)
            if isinstance(stap, Uittreksel):
                made[stap.naam] = given
                continue
            if given.height != lines.height:
                raise ValueError(
                    f"step {stap.naam}: gives {given.height} rows for {lines.height} "
                    "lines. Let it give one per line, in their order."
                )
            asked = {kolom for later in self.stappen[place:] for kolom in later.vraagt}
            stays = [k for k in lines.columns if k in asked and k not in stap.geeft]
            # Of no names a frame gives all its columns, without rows.
            lines = given.hstack(lines[stays]) if stays else given
        return made


def columns_of(*asked: str | pl.Expr) -> tuple[str, ...]:
    """Name columns once each: those named, and those that expressions look at."""
    return tuple(
        dict.fromkeys(
            kolom
            for one in asked
            for kolom in ([one] if isinstance(one, str) else one.meta.root_names())
        )
    )


IS_DEBET = pl.col("dc") == "D"

_ENIGE_DAG = Prijsinstellingen(verwerkingsdatum=date.max)
"""For settings of which no column depends: they change values, never what is asked."""


def phase_tests(
    naam: str,
    tests: Callable[[Prijsinstellingen], Sequence[Test]],
    over: pl.Expr = IS_DEBET,
    *,
    signalen_weigeren: Callable[[Prijsinstellingen], bool] = lambda _: False,
) -> Stap:
    """Make the step that tests rows of the decision table; they say what it asks for.

    Args:
        naam: Name of the step.
        tests: The rows.
        over: Which lines they are about.
        signalen_weigeren: Whether signals among them refuse.
    """
    asked = (test for _, test in tests(_ENIGE_DAG))
    return Stap(
        naam,
        vraagt=columns_of(*MASKERS, over, *asked),
        geeft=MASKERS,
        doet=lambda lines, _, instellingen: with_reasons(
            lines,
            tests(instellingen),
            over,
            signalen_weigeren=signalen_weigeren(instellingen),
        ),
    )


def with_reasons(
    lines: pl.DataFrame,
    tests: Sequence[Test],
    over: pl.Expr = IS_DEBET,
    *,
    signalen_weigeren: bool = False,
) -> pl.DataFrame:
    """Add the reasons of a phase, unless an earlier phase already ended the line.

    Most tests are true of nobody in a chunk; only the others are worth a mask.
    """
    uitkomst = lines.select(test.alias(reden.name) for reden, test in tests)
    hit = [
        (reden, pl.lit(uitkomst[reden.name]))
        for reden, _ in tests
        if uitkomst[reden.name].any()
    ]
    if not hit:
        return lines
    loopt = ~is_refused() & over
    meldt = [
        (reden, test)
        for reden, test in hit
        if reden.is_signaal and not signalen_weigeren
    ]
    gemeld = {reden for reden, _ in meldt}
    weigert = [(reden, test) for reden, test in hit if reden not in gemeld]
    return lines.with_columns(
        pl.when(loopt).then(pl.col(name) | bits).otherwise(name).alias(name)
        for name, bits, any_ in (
            ("mask", mask_of(weigert), weigert),
            ("signalen", signals_of(meldt), meldt),
        )
        if any_
    )
