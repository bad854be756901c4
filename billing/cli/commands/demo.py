"""``dbc-grouper demo``: the main job on the example that ships with the project."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.screen import say, show_table

if TYPE_CHECKING:
    import polars as pl

    from grouper.compiled.structure import CompiledStructure

TOP = 10
"""Products that the summary names."""

VERWERKINGSDATUM = date(2025, 1, 31)
"""Day of the example run: fixed, so that every demo comes to the same total."""
ONTVANGEN = date(2025, 2, 3)
"""Day that the example declarations are received on."""


def demo(
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FOLDER", help="Where files go.")
    ] = Path("out"),
) -> None:
    """Group, price and check the example, and show what comes of it."""
    import dbc_grouper_data

    from billing.cli.reports.grouping import (
        show_balance,
        show_files,
        show_findings,
        show_ozp,
    )
    from billing.work.group import group_files
    from tabellen.forms.frames import read_frame

    out.mkdir(parents=True, exist_ok=True)
    with progress_bar() as progress:
        run = group_files(
            [dbc_grouper_data.release_path()],
            *dbc_grouper_data.batch_paths(),
            out=out / "grouped.parquet",
            ozp=out / "ozp.parquet",
            rejected=out / "rejected.csv",
            findings=out / "findings.csv",
            progress=progress,
        )
    grouped = read_frame(out / "grouped.parquet")
    release = run.releases[0]
    say(f"The example batch, grouped on the example release {release.identity.name}.")
    say("Trees, texts and patients are invented; the forms are the NZa's.")
    show_balance(run.balance)
    show_ozp(run.ozp_balance)
    _show_groepen(grouped, release)
    _show_producten(grouped, release)
    show_findings(run.findings)
    show_files(run)
    _price(out)
    _check(out)


def _price(out: Path) -> None:
    """Price the batch and the example lines on the example tariffs, and show it."""
    import dbc_grouper_data

    from billing.cli.reports.pricing import show_price_run
    from billing.regels.sources import GroupedBatch
    from billing.tariefbronnen import Tariefbronnen
    from billing.work.price import price_files
    from tariffs.settings import Prijsinstellingen

    tables = dbc_grouper_data.tarieven_path()
    batch = GroupedBatch(
        grouped=out / "grouped.parquet",
        subtrajecten=dbc_grouper_data.batch_paths()[0],
        ozp=out / "ozp.parquet",
        verzekeringen=tables / "verzekeringen.csv",
    )
    with progress_bar() as progress:
        run = price_files(
            Tariefbronnen(tarieven=tables),
            [batch, tables / "declaratieregels.csv"],
            out=out / "prijsbesluiten.parquet",
            instellingen=Prijsinstellingen(verwerkingsdatum=VERWERKINGSDATUM),
            progress=progress,
        )
    say("\nThe same batch and a few lines of other kinds, priced on example tariffs.")
    say("Amounts, contracts and insurers are invented.")
    show_price_run(run)


def _check(out: Path) -> None:
    """Check the twin of the example declarations, which has faults planted in it."""
    import dbc_grouper_data

    from billing.cli.reports.checking import show_check_run
    from billing.tariefbronnen import Tariefbronnen
    from billing.work.declaraties.check import check_files
    from billing.work.declaraties.checkbronnen import Checkbronnen
    from declarations.checks.feiten.levering import Checkinstellingen

    tables = dbc_grouper_data.tarieven_path()
    registers = dbc_grouper_data.declaraties_path()
    twin = registers / "gebreken"
    with progress_bar() as progress:
        run = check_files(
            [twin / "levering.zip"],
            Checkbronnen(
                releases=[dbc_grouper_data.release_path()],
                tariefbronnen=Tariefbronnen(tarieven=tables, registers=registers),
                verzekeringen=tables / "verzekeringen.csv",
                zorgprofiel=twin / "zorgprofiel.csv",
                historie=[registers / "historie.csv"],
            ),
            Checkinstellingen(ontvangen=ONTVANGEN),
            out=out / "check",
            progress=progress,
        )
    say("\nDeclarations of the example with faults planted in them, checked.")
    say("Persons and policies are invented; which fault is where stands in")
    say(f"{twin / 'geplant.csv'}.\n")
    show_check_run(run)


def _show_groepen(grouped: "pl.DataFrame", release: "CompiledStructure") -> None:
    from billing.files.counts import count_groepen

    names = _last_text(release, "zorgproductgroepen", "zorgproductgroep_omschrijving")
    groepen = count_groepen(grouped)
    show_table(
        f"zorgproductgroepen: {groepen.height}",
        ("groep", "omschrijving", "subtrajecten", "with declaratiecode", "uitval"),
        [(code, names.get(code), *counts) for code, *counts in groepen.iter_rows()],
    )


def _show_producten(grouped: "pl.DataFrame", release: "CompiledStructure") -> None:
    from billing.files.counts import count_producten

    names = _last_text(release, "producten", "zorgproduct_consumentenomschrijving")
    producten = count_producten(grouped)
    show_table(
        f"zorgproducten: the {TOP} most frequent of {producten.height}",
        ("zorgproduct", "declaratiecode", "omschrijving", "subtrajecten"),
        [
            (zorgproduct, declaratiecode, names.get(zorgproduct), rows)
            for zorgproduct, declaratiecode, rows in producten.head(TOP).iter_rows()
        ],
    )


def _last_text(
    release: "CompiledStructure", table: str, column: str
) -> dict[str, str | None]:
    """Text of each code, as the last of its rows has it."""
    rows = release.tables[table].sort("begindatum")
    code = rows.columns[0]
    return dict(rows.select(code, column).iter_rows())
