"""The invented persons of the example declarations, as an insurer would know them.

Nobody is meant: numbers count up from 999000000, a range that is not given out, and
family names are made of words of the coast.
"""

from collections.abc import Iterator, Mapping
from datetime import date

import polars as pl
from dbc_grouper_data import batch_paths
from dbc_grouper_data.making.tarief_forms import Row

FIRST_BSN = 999_000_000
JAAR = "2024"
"""Year whose closed subtrajecten are declared."""

LAST_DAY = date(2025, 6, 30)
OVERLIJDEN = "2025-01-15"
_WEIGHTS = (9, 8, 7, 6, 5, 4, 3, 2, -1)
_VOOR = (
    *("Duin", "Schelp", "Zilt", "Helm", "Meeuw", "Strand", "Wad", "Slik", "Golf"),
    *("Vloed", "Eb", "Zand", "Kwel", "Zee", "Mossel"),
)
_ACHTER = (
    *("zicht", "dorp", "veld", "oever", "pad", "kamp", "burg", "wijk", "hoek"),
    *("rand", "gors", "laan", "mond", "berg"),
)
_VOORVOEGSELS = ("", "", "", "van", "van der", "de", "")
_VOORLETTERS = "ABCDEFGHIJKLMNOPRSTVW"
_GESLACHT = {"1": "1", "M": "1", "2": "2", "F": "2", "V": "2"}

Persoon = Mapping[str, str]


def is_bsn(number: int) -> bool:
    """Whether nine digits pass the 11-proef."""
    digits = map(int, f"{number:09d}")
    return sum(w * d for w, d in zip(_WEIGHTS, digits, strict=True)) % 11 == 0


def bsns() -> Iterator[str]:
    """Numbers that pass the 11-proef, the dummy of who has none apart."""
    number = FIRST_BSN
    while True:
        number += 1
        if is_bsn(number):
            yield str(number)


def subtrajecten() -> pl.DataFrame:
    """What the example batch has of who had care closed in that year, cells as text."""
    batch = pl.read_csv(batch_paths()[0], separator=";", infer_schema=False)
    declared = batch.filter(pl.col("einddatum").str.starts_with(JAAR))
    return batch.join(declared, on="verzekerde_id", how="semi", maintain_order="left")


def personen() -> list[Row]:
    """A row a verzekerde, in order; who is 9 or unknown in the batch has none."""
    seen: dict[str, dict[str, str]] = {}
    for row in subtrajecten().iter_rows(named=True):
        geslacht = _GESLACHT.get(row["geslacht"])
        if not _is_day(row["geboortedatum"]) or geslacht is None:
            continue
        seen.setdefault(
            row["verzekerde_id"],
            {"geboortedatum": row["geboortedatum"], "geslacht": geslacht},
        )
    highest = max(int(verzekerde[1:]) for verzekerde in seen)
    numbers = dict(zip(range(1, highest + 1), bsns(), strict=False))
    return [
        _person(verzekerde, numbers[int(verzekerde[1:])], seen[verzekerde])
        for verzekerde in sorted(seen)
    ]


def _person(verzekerde: str, bsn: str, known: Mapping[str, str]) -> Row:
    number = int(verzekerde[1:])
    return {
        "verzekerde_id": verzekerde,
        "bsn": bsn,
        "verzekerdennummer": f"7{number:07d}",
        "naam": _VOOR[number % len(_VOOR)] + _ACHTER[number % len(_ACHTER)],
        "voorvoegsel": _VOORVOEGSELS[number % len(_VOORVOEGSELS)],
        "voorletters": _VOORLETTERS[number % len(_VOORLETTERS)],
        "geboortedatum": known["geboortedatum"],
        "geslacht": known["geslacht"],
        # A few died, after all care that is declared.
        "overlijdensdatum": OVERLIJDEN if number % 500 == 7 else "",
    }


def _is_day(text: str | None) -> bool:
    try:
        return text is not None and date.fromisoformat(text) < LAST_DAY
    except ValueError:
        return False
