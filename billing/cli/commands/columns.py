"""``dbc-grouper columns`` and ``init``: which tables there are, and a folder."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from billing.cli.options import AsJson
from billing.cli.screen import say, say_data, show_table

if TYPE_CHECKING:
    from billing.naslag.kolommen import Invoertabel


def columns(
    table: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TABLE...]",
            help="Tables to tell the columns of; without one all tables are named.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Tell which columns a table has: required or not, in which form, with what in it.

    docs/data.md has them all.
    """
    from billing.naslag.kolommen import invoertabellen

    known = {each.naam: each for each in invoertabellen()}
    chosen = [_chosen(known, name) for name in table or ()]
    if as_json:
        rows = [
            row for each in chosen or known.values() for row in each.kolommen.to_dicts()
        ]
        say_data(json.dumps(rows, ensure_ascii=False, indent=2))
    elif chosen:
        for each in chosen:
            _show(each)
    else:
        _show_all(list(known.values()))


def init(
    folder: Annotated[
        Path, typer.Argument(metavar="FOLDER", help="Made when it is not there.")
    ],
    release: Annotated[
        Path | None,
        typer.Option(metavar="RELEASE", help="The release that nacht.toml names."),
    ] = None,
) -> None:
    """Begin a folder of your own: nacht.toml and the tables that a night needs.

    Each table has its header and one example row, which dbc-grouper run can price.
    """
    from billing.naslag.beginmap import begin_folder

    for path in begin_folder(folder, release):
        say(f"Wrote {path}")
    if release is None:
        say(f"Name your release in {folder / 'nacht.toml'}, in place of RELEASE.zip.")
    say(f"Then: dbc-grouper run {folder / 'nacht.toml'}")


def _chosen(known: "dict[str, Invoertabel]", name: str) -> "Invoertabel":
    from productstructure.errors import CallError

    found = known.get(Path(name).stem.lower().replace("-", "_"))
    if found is None:
        raise CallError(f"table {name!r} is not known; use {', '.join(known)}.")
    return found


def _show(table: "Invoertabel") -> None:
    show_table(
        table.naam,
        ("kolom", "nodig", "vorm", "betekenis", "ook gelezen als"),
        [
            (r["kolom"], "ja" if r["verplicht"] else "", *list(r.values())[3:])
            for r in table.kolommen.to_dicts()
        ],
    )


def _show_all(tables: "list[Invoertabel]") -> None:
    from billing.naslag.kolommen import DELEN, MINIMUM

    for part, title in DELEN.items():
        show_table(
            title.replace("`", ""),
            ("tabel", "kolommen", "nodig"),
            [
                (
                    each.naam,
                    each.kolommen.height,
                    ", ".join(each.nodig),
                )
                for each in tables
                if each.deel == part
            ],
        )
    for what, names in MINIMUM.items():
        say(f"Ten minste nodig voor {what}: {', '.join(names)}, en een release.")
