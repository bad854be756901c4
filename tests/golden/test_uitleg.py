"""Sentences of explanations that once were false, on the real release RZ17a.

The inputs are those of ``../shared/invoer/uitleg``.
"""

from pathlib import Path

import polars as pl
import pytest

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.explaining.explanation import Explanation
from grouper.explaining.kort import MOST_LINES
from grouper.explaining.text import explanation_text
from grouper.outcomes.aanspraakregels import AanspraakRegels


def explained(
    release: CompiledStructure,
    shared: Path,
    nummer: str,
    regels: AanspraakRegels | None = None,
) -> Explanation:
    rows, lines = (
        pl.read_csv(
            shared / "invoer" / "uitleg" / f"{name}.csv",
            separator=";",
            infer_schema=False,
        )
        for name in ("s", "z")
    )
    return Grouper(release, aanspraak=regels, threads=1).explain(rows, lines, nummer)


TRUE = {
    # Red care that counted along: E2 is E1 without it.
    "E1": ("Rode zorg telde mee", "hetzelfde zorgproduct 170901061", "G204"),
    "E2": ("zorgproduct 170901061", "aanspraak Zvw J verandert dat niet"),
    "E3": ("aanspraak Zvw N verandert dat niet", "G202"),
    "E4": ("omdat: De begindatum ontbreekt of bestaat niet.",),
    "E5": (
        "niet los: 1 regel zonder tarieftype op hun dag: die tellen alleen mee",
        "niet los: 1 regel met een code die de release niet kent",
    ),
    "E6": (
        "beslissende regel in de boom van 079599:",
        "6. Licht ambulant: NEE",
        "de regels van deze code tellen op tot nul",
    ),
    "E7": ("LOS DECLARABEL als 079986", "zorgtype 41 (Traject tbv OZP)"),
    "E8": ("Rode zorg bepaalde het product (036721, aanspraakcode 1608)",),
}
FALSE = {
    "E1": ("bepaalde het product", "is J; daarom"),
    "E2": ("is J; daarom", "G204"),
    "E3": ("is N; daarom", "bepaalt het product"),
    "E4": ("niet geldig", "telt nul"),
    "E5": ("2 regels zonder tarieftype", "niet geldig op de begindatum: telt"),
    "E6": ("machtiging nodig", "machtiging vereist"),
    "E7": ("telt nul", "telt als nul"),
    "E8": ("telde mee", "hetzelfde zorgproduct"),
}


@pytest.mark.parametrize("nummer", TRUE)
def test_each_sentence_is_true(
    rz17a: CompiledStructure, shared: Path, nummer: str
) -> None:
    found = explained(rz17a, shared, nummer)
    text, kort = (explanation_text(found, kort=kort) for kort in (False, True))
    for tekst in TRUE[nummer]:
        assert tekst in text
    for tekst in FALSE[nummer]:
        assert tekst not in text
        assert tekst not in kort
    assert len(kort.splitlines()) <= MOST_LINES


def test_red_that_waits_for_an_answer_is_not_called_orange(
    rz17a: CompiledStructure, shared: Path
) -> None:
    found = explained(rz17a, shared, "E8", AanspraakRegels(rood="aanspraak"))
    assert [finding["code"] for finding in found.findings] == ["G201"]
    assert "oranje" not in explanation_text(found).lower().replace("oranje_", "")


def test_activity_that_is_netted_away_needs_no_machtiging(
    rz17a: CompiledStructure, shared: Path
) -> None:
    found = explained(rz17a, shared, "E6")
    assert found.uitkomst["is_machtiging_vereist"] is False
    assert found.profiel == ()
