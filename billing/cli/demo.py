"""``dbc-grouper demo``: the main job on the example that ships with the project."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.screen import say, show_table

if TYPE_CHECKING:
    from billing.pipeline import GroupRun
    from grouper.compiled import CompiledStructure

TOP = 10
"""Products that the summary names."""


def demo(
    out: Annotated[
        Path, typer.Option("-o", "--out", metavar="FOLDER", help="Where files go.")
    ] = Path("out"),
) -> None:
    """Group the example batch on the example release, and show what came of it."""
    import dbc_grouper_data

    from billing.cli.report import show_balance, show_findings, speed
    from billing.pipeline import group_files
    from grouper.cache import open_release

    out.mkdir(parents=True, exist_ok=True)
    subtrajecten, zorgactiviteiten = dbc_grouper_data.batch_paths()
    with progress_bar() as progress:
        run = group_files(
            [dbc_grouper_data.release_path()],
            subtrajecten,
            zorgactiviteiten,
            out=out / "grouped.csv",
            rejected=out / "rejected.csv",
            findings=out / "findings.csv",
            progress=progress,
        )
    compiled = open_release(dbc_grouper_data.release_path())
    say(f"The example batch, grouped on the example release {run.releases[0]}.")
    say("Trees, texts and patients are invented; the forms are the NZa's.")
    show_balance(run.summary.balance)
    _show_groepen(run, compiled)
    _show_producten(run, compiled)
    show_findings(run)
    say()
    for path in run.files:
        say(f"Wrote {path}")
    say(speed(run))


def _show_groepen(run: "GroupRun", compiled: "CompiledStructure") -> None:
    names = dict(
        compiled.tables["zorgproductgroepen"]
        .sort("begindatum")
        .select("zorgproductgroep_code", "zorgproductgroep_omschrijving")
        .iter_rows()
    )
    groepen = run.summary.groepen
    show_table(
        f"zorgproductgroepen: {groepen.height}",
        ("groep", "omschrijving", "subtrajecten", "with declaratiecode", "uitval"),
        [(row[0], names.get(row[0]), *row[1:]) for row in groepen.iter_rows()],
    )


def _show_producten(run: "GroupRun", compiled: "CompiledStructure") -> None:
    names = dict(
        compiled.tables["producten"]
        .sort("begindatum")
        .select("zorgproduct_code", "zorgproduct_consumentenomschrijving")
        .iter_rows()
    )
    producten = run.summary.producten.sort(
        "subtrajecten",
        "zorgproduct_code",
        "declaratiecode",
        descending=[True, False, False],
    )
    show_table(
        f"zorgproducten: the {TOP} most frequent of {producten.height}",
        ("zorgproduct", "declaratiecode", "omschrijving", "subtrajecten"),
        [
            (product, code, names.get(product), rows)
            for product, code, rows in producten.head(TOP).iter_rows()
        ],
    )
