"""Puts the texts of the releases to what an explanation says of single activities.

Which overige zorgproducten there are, and why each is billable by itself or not, is
what ``ozp`` derived for the batch; nothing is derived or judged here.

Dutch terms: overig zorgproduct or OZP (a product that is not a dbc-zorgproduct),
tarieftype (class of separate billing).
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

from grouper.compiled.structure import CompiledStructure
from grouper.explaining.behind_tokens import activity_row
from grouper.frames.ozp_reasons import TARIEFTYPEN

_NAMEN = {tarieftype.code: tarieftype.naam for tarieftype in TARIEFTYPEN}


def explained_ozp(
    ozp: pl.DataFrame | None, releases: Sequence[CompiledStructure]
) -> tuple[Mapping[str, Any], ...]:
    """Rows of ``ozp``, each with the names of its activity and its tarieftype."""
    return tuple(
        {**row, "tarieftype_naam": _NAMEN.get(row["tarieftype"])}
        for row in _with_omschrijving(ozp, "zorgproduct_code", releases)
    )


def explained_profiel(
    profielen: pl.DataFrame | None, releases: Sequence[CompiledStructure]
) -> tuple[Mapping[str, Any], ...]:
    """Rows of ``profielen``, each with the name of its activity."""
    return tuple(_with_omschrijving(profielen, "zorgactiviteit_code", releases))


def _with_omschrijving(
    frame: pl.DataFrame | None, code: str, releases: Sequence[CompiledStructure]
) -> Iterator[dict[str, Any]]:
    """Rows with the text of their activity on uitvoerdatum, in their own release."""
    if frame is None:
        return
    tables = {
        release.identity.name: release.tables["zorgactiviteiten"]
        for release in releases
    }
    for row in frame.iter_rows(named=True):
        found = activity_row(tables[row["release"]], row[code], row["uitvoerdatum"])
        yield {**row, "omschrijving": found.get("zorgactiviteit_omschrijving")}
