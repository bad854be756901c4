"""``dbc-grouper show`` and ``search``: what is this code, and which code is it?"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from billing.cli.options import AsJson, Releases
from billing.cli.price_options import (
    Contracten,
    Notatie,
    Passanten,
    Registers,
    Tarieven,
    tariefbronnen,
)
from billing.cli.screen import say, say_data, show_table

if TYPE_CHECKING:
    from billing.naslag.codes import Naslag
    from billing.work.naslag import Opgezocht
    from tabellen.bevinding import Bevinding

Dag = Annotated[
    datetime | None,
    typer.Option(
        "--dag",
        metavar="DATE",
        formats=["%Y-%m-%d"],
        help="The day on which it should hold, by default today.",
    ),
]
EachRelease = Annotated[
    list[Path] | None,
    typer.Option(
        "--release",
        metavar="RELEASE",
        help="NZa zip, folder with its two XML files, or compiled release, for codes "
        "of the NZa. Of several the one in force on the day is asked.",
    ),
]

_MOST = 20
"""Codes that a code goes with, of one kind, that are shown as text."""


def show(
    code: Annotated[
        str,
        typer.Argument(
            metavar="CODE",
            help="A zorgproduct, zorgproductgroep, declaratiecode, zorgactiviteit, "
            "diagnose (0301.155 or 155), specialisme, or code of a table of prices; "
            "or, without a release, of a finding, reason or check.",
        ),
    ],
    release: EachRelease = None,
    tarieven: Tarieven = None,
    contracten: Contracten = None,
    passanten: Passanten = None,
    registers: Registers = None,
    notatie: Notatie = None,
    dag: Dag = None,
    as_json: AsJson = False,
) -> None:
    """Show what is known of a code: texts, validity, what it goes with, and prices.

    A code that is one of several kinds is shown as each of them. With tables, also the
    NZa's tariff or maximum and the prices of contracts and lists that hold on the day.
    """
    from billing.naslag.bevindingen import of_code

    told = of_code(code)
    if told:
        _show_findings(told, as_json=as_json)
        return
    if not release:
        raise typer.BadParameter(
            f"{code} is no finding, reason or check; other codes are looked up in a "
            "release.",
            param_hint="--release",
        )
    from billing.work.naslag import show_code

    bronnen = tariefbronnen(tarieven, contracten, passanten, registers, notatie)
    found = show_code(release, code, bronnen=bronnen, dag=dag and dag.date())
    if as_json:
        say_data(json.dumps(_as_json(found), ensure_ascii=False, indent=2))
    else:
        _show(found)


def search(
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="WORDS",
            help="Words of the text of a code, in any order, as people say them.",
        ),
    ],
    release: Releases,
    soort: Annotated[
        str | None,
        typer.Option(
            metavar="KIND",
            help="Only zorgproduct, zorgproductgroep, zorgactiviteit, diagnose or "
            "specialisme.",
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option("--max", metavar="N", min=1, help="How many at most.")
    ] = 20,
    dag: Dag = None,
    as_json: AsJson = False,
) -> None:
    """Find codes by words: accents, a wrong letter or another name are no matter.

    Codes of which the text has all words, the nearest first; where none has, those that
    have most of them.
    """
    from billing.work.naslag import search_codes

    found = search_codes(
        release, " ".join(words), soort=soort, dag=dag and dag.date(), limit=limit
    )
    if as_json:
        say_data(json.dumps(found.to_dicts(), ensure_ascii=False, indent=2))
    elif found.is_empty():
        say("Niets gevonden. Probeer minder woorden, of een deel van een woord.")
    else:
        show_table("gevonden", ("soort", "code", "omschrijving"), found.rows())


def _show_findings(told: "Sequence[Bevinding]", *, as_json: bool) -> None:
    if as_json:
        rows = [asdict(each) for each in told]
        say_data(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    for each in told:
        say(f"{each.code}: {each.ernst}{each.waar and f' ({each.waar})'}")
        say(f"  {each.tekst}")
        if each.bron:
            say(f"  bron: {each.bron}")


def _show(found: "Opgezocht") -> None:
    for each in found.naslag:
        say(f"\n{each.soort} {each.code}: {each.omschrijving}")
        if not each.is_geldig:
            say(f"  niet geldig op {_day(found.dag)}; de laatste:")
        say(f"  geldig vanaf {_day(each.begindatum)}{_until(each.einddatum)}")
        for name, value in each.gegevens.items():
            say(f"  {name.replace('_', ' ')}: {value}")
        _show_relations(each)
    if found.prijzen.height:
        show_table(
            f"prijzen op {_day(found.dag)}",
            ("lijst", "van", "soort", "euro", "vanaf", "tot en met"),
            _prices(found),
        )
    say(f"\nrelease {found.release}, op {_day(found.dag)}")


def _show_relations(naslag: "Naslag") -> None:
    for (verband, soort), rows in naslag.verwijzingen.group_by(
        "verband", "soort", maintain_order=True
    ):
        say(f"  {verband}: {soort}")
        for code, text in rows.select("code", "omschrijving").head(_MOST).iter_rows():
            say(f"    {code}  {text or ''}")
        if rows.height > _MOST:
            say(f"    en {rows.height - _MOST} andere (alle met --json)")


def _prices(found: "Opgezocht") -> Iterator[tuple[str, ...]]:
    from billing.naslag.prijzen import in_euros

    for row in found.prijzen.iter_rows(named=True):
        yield (
            *(row["lijst"], row["van"], row["soort"], in_euros(row["prijs_e6"])),
            *(_day(row["begindatum"]), _day(row["einddatum"])),
        )


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%d-%m-%Y}"


def _until(day: date | None) -> str:
    return "" if day is None else f" tot en met {_day(day)}"


def _as_json(found: "Opgezocht") -> dict[str, Any]:
    def days(row: dict[str, Any]) -> dict[str, Any]:
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in row.items()
        }

    kinds = [
        days(
            {
                "soort": each.soort,
                "code": each.code,
                "omschrijving": each.omschrijving,
                "is_geldig": each.is_geldig,
                "begindatum": each.begindatum,
                "einddatum": each.einddatum,
                **each.gegevens,
                "verwijzingen": each.verwijzingen.to_dicts(),
            }
        )
        for each in found.naslag
    ]
    return {
        "code": found.code,
        "dag": found.dag.isoformat(),
        "release": found.release,
        "naslag": kinds,
        "prijzen": [days(row) for row in found.prijzen.iter_rows(named=True)],
    }
