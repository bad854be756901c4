"""What the record says of how prices, settlements, replies and lists were made.

That of grouped rows is ``grouper.sealing.provenance``; the keys that both have mean the
same.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from billing.tariefbronnen import Tariefbronnen
from grouper.sealing.provenance import FORMAT
from tabellen.paths import Paden, all_paths
from tabellen.sets.differences import Herkomst
from tabellen.sets.invoer import named_inputs
from tabellen.sets.publishing import OutputSet
from tabellen.sets.setrecord import file_sha256
from tariffs.settings import Prijsinstellingen

_OF_THE_MACHINE = ("chunk", "threads")
"""Settings by which no outcome differs."""


def made_of(
    soort: str,
    rijen: int | None,
    *,
    invoer: Mapping[str, str],
    instellingen: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """How a set was made; no clock is read, so the same input says the same.

    Args:
        soort: What the first file holds.
        rijen: Its rows; None for what has none.
        invoer: Names of the files it was made of, each with its hash.
        instellingen: Settings of the run, by name.
    """
    return {
        "formaat": FORMAT,
        "engine": "dbc-grouper",
        "engine_versie": version("dbc-grouper"),
        "gemaakt": None,
        "instellingen": dict(instellingen or {}),
        "invoer": dict(invoer),
        "bestand": {"soort": soort, "rijen": rijen},
    }


def price_settings(instellingen: Prijsinstellingen) -> dict[str, Any]:
    """Settings of a run of prices, as JSON holds them."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in asdict(instellingen).items()
        if name not in _OF_THE_MACHINE
    }


def tell_inputs(
    outputs: OutputSet, read: Iterable[Path | None], known: Sequence[Herkomst] = ()
) -> dict[str, str]:
    """Tell a set where its inputs stand; gives the hash of each, by its name.

    Args:
        outputs: The set.
        read: The files; None where an optional one is not given.
        known: What was hashed already.
    """
    inputs = named_inputs(read)
    outputs.made_of(inputs)
    of_path = {each.path: each.sha256 for each in known}
    return {
        name: of_path.get(path) or file_sha256(path) for name, path in inputs.items()
    }


def table_files(bronnen: Tariefbronnen, names: Iterable[str]) -> list[Path]:
    """Files with tables, of those that were read by these names."""
    read = set(names)
    given = (
        bronnen.tarieven,
        bronnen.contracten,
        bronnen.passanten,
        bronnen.registers,
    )
    return [path for each in given for path in _files(each) if path.name in read]


def _files(given: Paden) -> Iterator[Path]:
    for place in all_paths(given):
        yield from sorted(place.iterdir()) if place.is_dir() else [place]
