"""Looks codes up, and searches for them, in the release that is in force on a day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import polars as pl

from billing.files.besluiten import read_besluiten
from billing.naslag.codes import DECLARATIECODE, SOORTEN, Naslag, look_up
from billing.naslag.prijzen import PRIJZEN, prices_of
from billing.naslag.regeluitleg import Stap, leg_uit
from billing.naslag.zoeken import Zoekindex
from billing.tariefbronnen import Tariefbronnen
from grouper.compiled.releasekeuze import choose_release
from grouper.compiled.structure import CompiledStructure
from grouper.compiled.windows import day_number
from grouper.compiling.cache import open_release
from productstructure.errors import CallError
from tabellen.calltypes import checks_types
from tabellen.getoond import Getoond
from tabellen.paths import Pad, Paden, all_paths, one_path
from tabellen.sets.readable import check_output, check_unchanged
from tabellen.values.dates import today

KINDS = (*SOORTEN, DECLARATIECODE)
"""Kinds of codes that can be looked up."""


@dataclass(frozen=True, repr=False)
class Opgezocht(Getoond):
    """A code, of each kind that it may be, and what it may cost.

    Attributes:
        code: As it was asked.
        dag: The day for which it was asked.
        release: Name of the release that was looked in.
        naslag: What the release says, per kind.
        prijzen: Schema ``PRIJZEN``: of the code, or of the declaratiecodes of a
            zorgproduct; empty without tables.
    """

    code: str
    dag: date
    release: str
    naslag: Sequence[Naslag]
    prijzen: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=PRIJZEN))


@checks_types
def show_code(
    releases: Paden,
    code: str,
    *,
    bronnen: Tariefbronnen | None = None,
    dag: date | None = None,
) -> Opgezocht:
    """Everything that a release, and tables of prices, say of a code on a day.

    Args:
        releases: NZa zips, folders with the two XML files, or compiled releases.
        code: A zorgproduct, zorgproductgroep, declaratiecode, zorgactiviteit, diagnose
            (``0301.155``, or ``155`` of every specialisme), specialisme, or code of a
            table of prices.
        bronnen: Tables of prices; None for none.
        dag: The day; today in Amsterdam when it is None.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A table cannot be read.
        CallError: Nothing has this code.
    """
    dag = dag or today()
    structure = _in_force(releases, dag)
    naslag = look_up(structure, code, dag)
    prijzen = pl.DataFrame(schema=PRIJZEN)
    if bronnen is not None and bronnen.paths:
        tabellen = bronnen.read_and_count().tabellen
        asked = dict.fromkeys([code.strip().upper(), *_declaratiecodes(naslag)])
        prijzen = pl.concat(
            prices_of(tabellen, each, dag).with_columns(
                lijst=pl.format("{} {}", "lijst", pl.lit(each))
                if each != code.strip().upper()
                else "lijst"
            )
            for each in asked
        )
    if not naslag and prijzen.is_empty():
        raise CallError(
            f"{code!r} is no code that {structure.identity.name} or a table has; "
            "dbc-grouper search finds codes by words of their text."
        )
    return Opgezocht(code, dag, structure.identity.name, naslag, prijzen)


@checks_types
def search_codes(
    releases: Paden,
    text: str,
    *,
    soort: str | None = None,
    dag: date | None = None,
    limit: int = 20,
) -> pl.DataFrame:
    """Codes of which the text has all words asked, or most (schema ``GEVONDEN``).

    Args:
        releases: As for ``show_code``.
        text: Words, in any order; a letter may be wrong, and many may be what people
            call a thing.
        soort: Only this kind of code.
        dag: The day on which they are valid; today in Amsterdam when it is None.
        limit: How many at most.

    Raises:
        ReleaseError: A release cannot be used.
        CallError: ``soort`` is none.
    """
    if soort is not None and soort not in SOORTEN:
        raise CallError(f"soort is {soort!r}; it is one of {', '.join(SOORTEN)}.")
    dag = dag or today()
    index = Zoekindex.of(_in_force(releases, dag), dag)
    return index.search(text, soort=soort, limit=limit)


def _in_force(releases: Paden, dag: date) -> CompiledStructure:
    opened = [open_release(path) for path in all_paths(releases)]
    if not opened:
        raise CallError("no release is given.")
    days = np.array([day_number(dag)], np.int32)
    return opened[int(choose_release(opened, days)[0])]


def _declaratiecodes(naslag: Sequence[Naslag]) -> list[str]:
    return [
        str(value)
        for each in naslag
        for name, value in each.gegevens.items()
        if name.startswith("declaratiecode_")
    ]


def explain_lines(
    besluiten: Pad, numbers: Sequence[str], bronnen: Tariefbronnen | None = None
) -> list[tuple[str, list[Stap]]]:
    """How priced lines came to their amounts, phase by phase.

    Args:
        besluiten: What ``price`` wrote, as Parquet or Arrow IPC.
        numbers: ``regel_id`` of each line.
        bronnen: The tables they were priced with; None leaves their rows out.

    Returns:
        The number and the phases of each decision, those of one number together.

    Raises:
        InputFileError: A file cannot be read, or is not as its record says.
        CallError: There is no such line.
    """
    herkomst = check_output(one_path(besluiten))
    frame = read_besluiten([besluiten])
    check_unchanged([herkomst])
    tabellen = None if bronnen is None else bronnen.read_and_count().tabellen
    found = []
    for number in numbers:
        own = frame.filter(regel_id=number)
        if own.is_empty():
            raise CallError(
                f"{besluiten}: no line {number!r} found among {frame.height:,}."
            )
        found += [(number, leg_uit(row, tabellen)) for row in own.to_dicts()]
    return found
