"""F15, F16: do records carry the keys of those above them, and each key once?

Source: ZH308 v9.0 (the CS of 0403-0408, 0603-0610, 1603-1609; 0413 is part of the key);
docs/decisions.md 48 (of doubles the second is the higher reference), 49 (debit and
credit in one file are refused only when identical: F22).
"""

import polars as pl

from declarations.checks.feiten.levering import Levering
from declarations.checks.feiten.lijnen import by_reference
from declarations.checks.formaat.velden.records import taken_from, with_plaats
from declarations.checks.formaat.velden.regels import Regel, judge_by
from declarations.checks.oordeel import Oordeel, fails, together

_PERSOON = {"bsn": "r0203", "uzovi": "r0204", "nummer": "r0205"}
_SLEUTEL = ["persoon", "r0409", "r0410", "r0411", "r0413", "r0457"]


def sleutelgelijkheid(levering: Levering) -> Oordeel:
    """F15: 04, 06 and 16 have the person of their 02, 06 and 16 the key of their 04.

    A record that nothing stands above is F03.
    """
    d = levering.declaraties
    below = d.prestaties.select("prestatie", "verzekerde")
    return together(
        _as_above(levering, d.prestaties, ("0403", "0404", "0405"), "8027"),
        *(
            _as_above(
                levering,
                taken_from(frame, below, "prestatie", {"verzekerde": "verzekerde"}),
                persoon,
                code,
                sleutel,
            )
            for frame, persoon, sleutel, code in (
                (
                    d.tarieven,
                    ("0603", "0604", "0605"),
                    ("0606", "0608", "0609", "0610"),
                    "8028",
                ),
                (
                    d.zorgactiviteiten,
                    ("1603", "1604", "1605"),
                    ("1606", "1607", "1608", "1609"),
                    "8029",
                ),
            )
        ),
    )


def _as_above(
    levering: Levering,
    frame: pl.DataFrame,
    persoon: tuple[str, ...],
    code: str,
    sleutel: tuple[str, ...] = (),
) -> Oordeel:
    d = levering.declaraties
    parents = dict(zip(persoon, _PERSOON.values(), strict=True))
    rows = frame.filter(pl.col("verzekerde").is_not_null())
    if sleutel:
        parents |= dict(zip(sleutel, ("r0409", "r0410", "r0411", "r0413"), strict=True))
        keys = {f"b{own}": parents[own] for own in sleutel}
        rows = taken_from(rows, d.prestaties, "prestatie", keys)
    else:
        parents["0408"] = "r0207"
    people = {f"b{own}": name for own, name in parents.items() if name < "r03"}
    rows = taken_from(rows, d.verzekerden, "verzekerde", people)
    return judge_by(
        rows,
        [
            Regel(
                own,
                pl.col(f"r{own}").ne_missing(pl.col(f"b{own}")),
                f"gelijk aan {above[1:]}",
                retourcode=code,
            )
            for own, above in parents.items()
        ],
    )


def dubbele_sleutel(levering: Levering) -> Oordeel:
    """F16: a key (list, code, begindatum, volgnummer) stands once per person in a file.

    Debit and credit are apart. All but the lowest reference fail (``by_reference``).
    """
    lines = levering.prestaties
    doubles = (
        lines.select("bestand_nr", "record", "r0458", *_SLEUTEL)
        .filter(pl.struct("bestand_nr", *_SLEUTEL).is_duplicated())
        .filter(pl.all_horizontal(pl.col("persoon", "r0410", "r0411").is_not_null()))
        .sort(*by_reference("r0458"), "record")
    )
    doubles = with_plaats(levering, doubles).with_columns(
        eerste=pl.col("plaats").first().over("bestand_nr", *_SLEUTEL),
    )
    found = doubles.filter(pl.col("plaats") != pl.col("eerste")).select(
        "bestand_nr",
        "record",
        waarde="r0410",
        verwacht=pl.lit("een eigen 0413 (prestatievolgnummer)"),
        andere_records="eerste",
    )
    return fails(found, lines.height)


CHECKS = {"F15": sleutelgelijkheid, "F16": dubbele_sleutel}
