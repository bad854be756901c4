"""Cases of a few lines each, priced in one batch.

A call of ``price_lines`` costs as much for one line as for a thousand, so what is asked
of many is asked at once. Volumes of a staffel go over patients: no cases of those can
stand in one batch.
"""

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import Any

import polars as pl

from support.tarieven.tariefwereld import AFTOPPEN, price, regel
from tariffs.schema import Tarieventabellen
from tariffs.settings import Prijsinstellingen

Lijn = dict[str, Any]

_NAMEN = ("regel_id", "ref_voorgaande", "andere_regel_id", "verzekerde_id")


class Gevallen:
    """Decisions on each case, as if it were priced alone.

    Lines and patients get the number of their case before their names, so that no case
    says anything of another; what comes out has its own names again.
    """

    def __init__(
        self,
        gevallen: Iterable[Sequence[Lijn]],
        eerst: Iterable[Sequence[Lijn]] = (),
        *,
        tabellen: Tarieventabellen | None = None,
        instellingen: Prijsinstellingen = AFTOPPEN,
    ) -> None:
        """Price the lines of all cases, and before them what each delivered first."""
        paren = list(zip_longest(gevallen, eerst, fillvalue=()))
        self._nummers = {_key(*paar): nummer for nummer, paar in enumerate(paren)}
        hoe: Any = {"tabellen": tabellen, "instellingen": instellingen}
        vooraf = _named(eerder for _, eerder in paren)
        eerdere = price(*vooraf, **hoe) if vooraf else None
        besluiten = price(*_named(own for own, _ in paren), eerdere=eerdere, **hoe)
        self._besluiten = _per_case(besluiten)
        self._eerdere = {} if eerdere is None else _per_case(eerdere)

    def besluit(self, *lijnen: Lijn, eerst: Sequence[Lijn] = ()) -> pl.DataFrame:
        """The decisions on the case of these lines, in their order."""
        return self._besluiten[self._nummers[_key(lijnen, eerst)]]

    def eerder(self, *lijnen: Lijn, eerst: Sequence[Lijn]) -> pl.DataFrame:
        """The decisions on what that case delivered first."""
        return self._eerdere[self._nummers[_key(lijnen, eerst)]]


def elk(
    velden: Iterable[Lijn],
    tabellen: Tarieventabellen,
    instellingen: Prijsinstellingen = AFTOPPEN,
) -> Gevallen:
    """Lines with these fields, each a case."""
    gevallen = ([regel(**van)] for van in velden)
    return Gevallen(gevallen, tabellen=tabellen, instellingen=instellingen)


def _key(lijnen: Sequence[Lijn], eerst: Sequence[Lijn]) -> str:
    return repr((list(lijnen), list(eerst)))


def _named(gevallen: Iterable[Sequence[Lijn]]) -> list[Lijn]:
    return [
        {**lijn, **_names(lijn, nummer)}
        for nummer, lijnen in enumerate(gevallen)
        for lijn in lijnen
    ]


def _names(lijn: Lijn, nummer: int) -> Lijn:
    # Behind a number a name of blanks would not be one of nobody any more.
    assert re.fullmatch(r"P\w*", lijn["verzekerde_id"] or "P")
    return {
        naam: f"{nummer:04d}-{lijn[naam]}"
        for naam in _NAMEN
        if lijn.get(naam) is not None
    }


def _per_case(besluiten: pl.DataFrame) -> dict[int, pl.DataFrame]:
    delen = besluiten.with_columns(
        pl.col(_NAMEN).str.replace(r"^\d{4}-", ""),
        _geval=pl.col("regel_id").str.head(4),
    ).partition_by("_geval", as_dict=True, include_key=False)
    return {int(str(geval)): deel for (geval,), deel in delen.items()}
