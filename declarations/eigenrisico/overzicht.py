"""The statement that an insured person gets: of which care, why this year, why so much.

Texts are Dutch, for the person. The name of a statement is a digest: a name of a file
tells of nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from hashlib import sha256
from typing import Any, Final

import polars as pl

_NAME = 16

_ZONDER_BEDRAG = "JAAR_ZONDER_BEDRAG"
_WOORDEN: Final = {
    "GECREDITEERD": "Deze nota is teruggedraaid: u betaalt er niets voor.",
    "CREDIT_VERWERKT": "Draait een eerdere nota terug.",
    "DEBET_ONBEKEND": "Wacht op de nota die wordt teruggedraaid.",
    "GEBOORTEDATUM_ONBEKEND": "Niet verwerkt: uw geboortedatum is niet bekend.",
    "NIET_VERZEKERD": "Niet verwerkt: u was die dag niet bij ons verzekerd.",
    "JONGER_DAN_18": "Geen eigen risico: u was nog geen 18 jaar toen deze zorg begon.",
    "TE_LAAT_ONTVANGEN": "Geen eigen risico: de verzekeraar ontving de nota te laat.",
    "VRIJGESTELD": "Geen eigen risico over deze zorg.",
    "ANDERE_INHOUD": "Niet verwerkt: eerder met een andere inhoud ontvangen.",
    "ZONDER_VERWIJZING": "Niet verwerkt: noemt niet welke nota wordt teruggedraaid.",
    "CREDIT_VAN_CREDIT": "Niet verwerkt: noemt geen nota.",
    "ANDERE_VERZEKERDE": "Niet verwerkt: de nota is van een ander.",
    "ANDER_BEDRAG": "Niet verwerkt: het bedrag is anders dan dat van de nota.",
    "REEDS_GECREDITEERD": "Niet verwerkt: de nota was al teruggedraaid.",
    _ZONDER_BEDRAG: "Niet verwerkt: het bedrag van dit jaar is niet bekend.",
}
"""What a person reads for each reason."""

_ZORG: Final = {
    "DBC": "ziekenhuisbehandeling",
    "OZP": "los in rekening gebrachte ziekenhuiszorg",
    "ADDON": "duur geneesmiddel of intensive care",
    "GLI": "leefstijlprogramma",
}
"""What a person calls a kind of care; other kinds have names that can be read."""

_UITLEG = """\
Hoe het werkt
- Zorg telt in het jaar waarin zij begint, ook als de nota later komt of de behandeling
  in het volgende jaar doorloopt. U kunt dus betalen voor een jaar waarin u niet in het
  ziekenhuis kwam: de behandeling liep toen nog.
- Nota's tellen in de volgorde waarin de verzekeraar ze ontving. Eerst gaat het
  verplichte eigen risico op, daarna het vrijwillige; de rest betaalt de verzekeraar.
- Was u maar een deel van het jaar hier verzekerd, of werd u 18, dan is uw eigen risico
  lager: naar het aantal dagen, in hele euro's.

Niet mee eens?
- Klopt een nota niet, of kreeg u deze zorg niet? Vraag het uw zorgaanbieder, en meld
  het uw zorgverzekeraar.
- Vindt u dat u te veel betaalt? Vraag uw zorgverzekeraar om een heroverweging. Komt u
  er samen niet uit, dan kunt u naar de Stichting Klachten en Geschillen
  Zorgverzekeringen (www.skgz.nl).
"""

_ASKED: Final = ("post_id", "soort", "peildatum", "ontvangstdatum")
_PLACE: Final = ("verzekerde_id", "uzovi", "jaar")
_DELEN: Final = ("verplicht", "vrijwillig")


def overzichten(
    verdeling: pl.DataFrame, standen: pl.DataFrame, posten: pl.DataFrame
) -> dict[str, str]:
    """Statements by name, one per person of whom a post or limit is told.

    Args:
        verdeling: Schema ``VERDELING`` with ``verzekerde_id``: of the persons and years
            in it every post, in the order in which they count.
        standen: Schema ``STANDEN`` of those.
        posten: Schema ``Posten``: what each of them is about.
    """
    about = posten.select(_ASKED).unique("post_id", keep="last", maintain_order=True)
    notes = verdeling.filter(pl.col("verzekerde_id").is_not_null()).join(
        about, on="post_id", how="left", maintain_order="left"
    )
    limits = {tuple(row[name] for name in _PLACE): row for row in _rows(standen)}
    written: dict[str, list[str]] = defaultdict(list)
    for row in _rows(standen):
        written[row["verzekerde_id"]] += _limit(row)
    left = {
        place: {deel: row[f"{deel}_grens_cent"] for deel in _DELEN}
        for place, row in limits.items()
    }
    for row in _rows(notes):
        place = tuple(row[name] for name in _PLACE)
        open_cent = left.get(place, {})
        written[row["verzekerde_id"]] += ["", *_note(row, open_cent)]
        for deel in open_cent:
            open_cent[deel] -= row[f"{deel}_cent"]
    return {
        sha256(person.encode()).hexdigest()[:_NAME]: "\n".join(
            [
                "Overzicht van uw eigen risico",
                f"Verzekerde: {person}",
                *lines,
                "",
                _UITLEG,
            ]
        )
        for person, lines in sorted(written.items())
    }


def _rows(frame: pl.DataFrame) -> Iterable[dict[str, Any]]:
    return frame.iter_rows(named=True)


def _limit(row: Mapping[str, Any]) -> Iterator[str]:
    """What a person owes at most at an insurer in a year, and what was used of it."""
    yield f"\n{row['jaar']}, bij verzekeraar {row['uzovi']}"
    for deel in _DELEN:
        most, used = row[f"{deel}_grens_cent"], row[f"{deel}_gebruikt_cent"]
        if most or deel == "verplicht":
            yield (
                f"  {deel} eigen risico {_euros(most)}, daarvan gebruikt "
                f"{_euros(used)}, nog open {_euros(most - used)}"
            )


def _note(row: Mapping[str, Any], left: Mapping[str, int]) -> Iterator[str]:
    """What a note is about, the year that it counts in, and who pays what of it."""
    soort = row["soort"]
    zorg = _ZORG.get(soort, (soort or "zorg").lower().replace("_", " "))
    yield f"Nota {row['post_id']}"
    if row["peildatum"] is not None:
        yield (
            f"  {zorg}, begonnen op {_day(row['peildatum'])}; "
            f"nota ontvangen op {_day(row['ontvangstdatum'])}"
        )
    reden = row["reden"]
    if reden is not None:
        word = _ZONDER_BEDRAG if reden.startswith(_ZONDER_BEDRAG) else reden
        yield f"  {_WOORDEN[word]}"
    else:
        yield f"  {_year(row)}"
        yield f"  {_amount(row, left)}"
    beside = row["totaal_patient_cent"] - row["patient_cent"]
    if beside:
        yield (
            f"  Daarnaast betaalt u {_euros(beside)}: een eigen bijdrage, of een deel "
            "dat uw verzekering niet dekt."
        )
    if row["totaal_patient_cent"] or row["verzekeraar_cent"]:
        yield (
            f"  U betaalt {_euros(row['totaal_patient_cent'])}, "
            f"de verzekeraar {_euros(row['verzekeraar_cent'])}."
        )


def _year(row: Mapping[str, Any]) -> str:
    jaar, ontvangen = row["jaar"], row["ontvangstdatum"]
    if ontvangen is not None and ontvangen.year != jaar:
        return (
            f"Telt in {jaar}, want toen begon deze zorg, al kwam de nota in "
            f"{ontvangen.year}."
        )
    return f"Telt in {jaar}, want toen begon deze zorg."


def _amount(row: Mapping[str, Any], left: Mapping[str, int]) -> str:
    """Why a person pays so much of what is insured, and no more."""
    parts = [
        f"{deel} {_euros(row[f'{deel}_cent'])} (er was nog {_euros(left[deel])} open)"
        for deel in _DELEN
        if row[f"{deel}_cent"]
    ]
    if not parts and any(left.values()):
        return "Over deze zorg betaalt u geen eigen risico."
    if not parts:
        return f"Uw eigen risico van {row['jaar']} was al op."
    return f"Eigen risico: {' en '.join(parts)}."


def _day(day: date) -> str:
    return f"{day:%d-%m-%Y}"


def _euros(cents: int) -> str:
    """Cents as a person reads them: ``EUR 1.284,37``."""
    whole, rest = divmod(cents, 100)
    return f"EUR {whole:,}".replace(",", ".") + f",{rest:02d}"
