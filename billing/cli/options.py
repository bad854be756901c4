"""Options that several commands share, each said once."""

from pathlib import Path
from typing import Annotated

import typer

Releases = Annotated[
    list[Path],
    typer.Option(
        "--release",
        metavar="RELEASE",
        help="NZa zip, folder with its two XML files, or compiled release. May be "
        "repeated: each row takes the release in force on its date.",
    ),
]

Subtrajecten = Annotated[
    Path,
    typer.Option(
        "--subtrajecten",
        metavar="FILE",
        help="The subtrajecten to group: csv, Parquet or Arrow IPC, by its ending.",
    ),
]

Zorgactiviteiten = Annotated[
    Path | None,
    typer.Option(
        "--zorgactiviteiten",
        metavar="FILE",
        help="Their zorgactiviteiten. Leave it out when the subtrajecten carry them as "
        "a nested column.",
    ),
]

Threads = Annotated[
    int | None,
    typer.Option(
        "--threads", metavar="N", help="How many threads; by default all processors."
    ),
]

Check = Annotated[
    list[str] | None,
    typer.Option(
        "--check",
        metavar="NAME=SETTING",
        help="Set one input check to reject, warn or off, such as geslacht=warn. May "
        "be repeated.",
    ),
]

NoChecks = Annotated[
    bool, typer.Option("--no-checks", help="Turn all input checks off.")
]

Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with code 1 when a row was rejected.")
]
