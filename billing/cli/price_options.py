"""Options that the commands about prices share, each said once."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from billing.cli.options import gate, given

if TYPE_CHECKING:
    from billing.tariefbronnen import Tariefbronnen
    from tabellen.headers.leeswijze import Leeswijze
    from tariffs.settings import Prijsinstellingen

Tarieven = Annotated[
    list[Path] | None,
    typer.Option(
        "--tarieven",
        metavar="PATH",
        help="National tables: files, or a folder of them. Every table is known by the "
        "name of its file, so one folder may hold all tables. May be repeated, as may "
        "the next three.",
    ),
]

Contracten = Annotated[
    list[Path] | None,
    typer.Option(
        "--contracten",
        metavar="PATH",
        help="Parties, contracts, prices and agreements. A file of another name is "
        "taken for a contract price list.",
    ),
]

Passanten = Annotated[
    list[Path] | None,
    typer.Option(
        "--passanten",
        metavar="PATH",
        help="Standaardprijslijsten, for patients whose insurer has no contract.",
    ),
]

Registers = Annotated[
    list[Path] | None,
    typer.Option(
        "--registers",
        metavar="PATH",
        help="Facultatieve prestaties, experiments, agreements about them, rules "
        "between lines.",
    ),
]

ProductReleases = Annotated[
    list[Path] | None,
    typer.Option(
        "--release",
        metavar="RELEASE",
        help="NZa zip, folder or compiled release that says which declaratiecodes a "
        "zorgproduct has, where no table does; the newest of several.",
    ),
]

Notatie = Annotated[
    Literal["KOMMA", "PUNT"] | None,
    typer.Option(
        "--notatie",
        help="Decimal sign of amounts in text, for files where 1.234 could be two "
        "numbers.",
    ),
]

NegeerKolom = Annotated[
    list[str] | None,
    typer.Option(
        "--negeer-kolom",
        metavar="NAME",
        help="A column of a table that is not to be read. May be repeated.",
    ),
]

Verzekeringen = Annotated[
    Path | None,
    typer.Option(
        "--verzekeringen",
        metavar="FILE",
        help="Who is insured where; needed with --grouped.",
        allow_dash=True,
    ),
]

Findings = Annotated[
    Path | None,
    typer.Option(
        "--findings",
        metavar="FILE",
        help="Where findings on tables and lines go; by default OUT.findings.csv, when "
        "there are any.",
    ),
]

BijOverschrijding = Annotated[
    Literal["WEIGER", "AFTOPPEN"],
    typer.Option(
        "--bij-overschrijding",
        help="A price above a legal ceiling: refuse the line, or allow the ceiling.",
    ),
]

AddonAfrondmoment = Annotated[
    Literal["REGEL", "EENHEID"],
    typer.Option(
        "--addon-afrondmoment",
        help="Round an add-on once per line, or first per unit.",
    ),
]

Verwerkingsdatum = Annotated[
    datetime | None,
    typer.Option(
        "--verwerkingsdatum",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="Day of the run, by default today; give it to make a rerun identical.",
    ),
]

KnownOn = Annotated[
    datetime | None,
    typer.Option(
        "--known-on",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="Price with the tables as known on this day, by default the "
        "verwerkingsdatum.",
    ),
]


BijEinddatum = Annotated[
    Literal["SIGNAAL", "WEIGER"],
    typer.Option(
        "--bij-einddatum",
        help="An einddatum after the verwerkingsdatum, or a dbc without one: signal or "
        "refuse the line.",
    ),
]

MaxPerVerzekerde = Annotated[
    int,
    typer.Option(
        "--max-per-verzekerde",
        metavar="N",
        min=1,
        help="Name a verzekerde_id that more lines share than this.",
    ),
]

MaxLost = Annotated[float | None, gate("rows of a table of tariffs is lost (0.1)")]
MaxRefused = Annotated[
    float | None, gate("lines is refused or could not be read (0.9)")
]


def tariefbronnen(
    tarieven: Sequence[Path] | None,
    contracten: Sequence[Path] | None,
    passanten: Sequence[Path] | None,
    registers: Sequence[Path] | None,
    notatie: Literal["KOMMA", "PUNT"] | None,
    negeer: Sequence[str] | None = None,
    releases: Sequence[Path] | None = None,
    leeswijze: "Leeswijze | None" = None,
) -> "Tariefbronnen":
    """The tables as the command line names them."""
    from billing.tariefbronnen import Tariefbronnen
    from tabellen.headers.leeswijze import AS_OURS

    return Tariefbronnen(
        tarieven=tarieven or (),
        contracten=contracten or (),
        passanten=passanten or (),
        registers=registers or (),
        notatie=notatie,
        negeer=tuple(negeer or ()),
        leeswijze=leeswijze or AS_OURS,
        releases=releases or (),
    )


def prijsinstellingen(
    verwerkingsdatum: datetime | None,
    known_on: datetime | None,
    *,
    bij_overschrijding: Literal["WEIGER", "AFTOPPEN"] = "WEIGER",
    addon_afrondmoment: Literal["REGEL", "EENHEID"] = "REGEL",
    bij_einddatum: Literal["SIGNAAL", "WEIGER"] = "SIGNAAL",
    max_per_verzekerde: int = 500,
    max_per_bevinding: int | None = None,
    threads: int | None = None,
) -> "Prijsinstellingen":
    """The settings as the command line gives them; today is the day in Amsterdam."""
    from grouper.walking.walker import available_threads
    from tabellen.values.dates import today
    from tariffs.settings import Prijsinstellingen

    return Prijsinstellingen(
        verwerkingsdatum=verwerkingsdatum.date() if verwerkingsdatum else today(),
        bekend_op=known_on.date() if known_on else None,
        bij_overschrijding=bij_overschrijding,
        addon_afrondmoment=addon_afrondmoment,
        bij_einddatum=bij_einddatum,
        max_per_verzekerde=max_per_verzekerde,
        threads=available_threads() if threads is None else threads,
        **given(max_per_bevinding=max_per_bevinding),
    )
