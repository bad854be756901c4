"""Several demands on one record, told as one finding.

A check has at most one finding per record. Where several fields of a record are wrong,
the first demand that is not met is told with its field and value, and the fields of the
others are named behind what was expected.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from declarations.checks.formaat.velden.weergave import shown
from declarations.checks.oordeel import Oordeel, as_text, judge


@dataclass(frozen=True)
class Regel:
    """A demand on one field.

    Attributes:
        rubriek: The field that is wrong where the demand is not met.
        faalt: Whether a row does not meet it; null counts as no.
        verwacht: What was expected, in Dutch.
        waarde: What stands there; by default the field as it stands in the message.
        ontbreekt: Whether what the demand needs lacks for a row.
        lacks: What that is.
        gevolg: Consequence, where it is not that of the catalogue.
        retourcode: Code of the retour, where it is not that of the catalogue.
    """

    rubriek: str
    faalt: pl.Expr
    verwacht: str | pl.Expr
    waarde: pl.Expr | None = None
    ontbreekt: pl.Expr | None = None
    lacks: str | None = None
    gevolg: str | None = None
    retourcode: str | None = None


def judge_by(
    rows: pl.DataFrame, regels: Sequence[Regel], andere: pl.Expr | None = None
) -> Oordeel:
    """Judge rows by several demands, in the order in which they are told.

    Args:
        rows: Records of one kind, with ``bestand_nr``, ``record`` and what the demands
            ask.
        regels: The demands; at least one.
        andere: Other lines that a failing row is about.
    """
    broken = [regel.faalt.fill_null(value=False) for regel in regels]
    gaps = [regel for regel in regels if regel.ontbreekt is not None]
    lacking = [
        regel.ontbreekt.fill_null(value=False)
        for regel in regels
        if regel.ontbreekt is not None
    ]
    first = {
        "rubriek": _first(broken, [pl.lit(regel.rubriek) for regel in regels]),
        "waarde": _first(broken, [_waarde(rows, regel) for regel in regels]),
        "verwacht": _first(broken, [as_text(regel.verwacht) for regel in regels]),
        "gevolg": _first(broken, [as_text(regel.gevolg) for regel in regels]),
        "retourcode": _first(broken, [as_text(regel.retourcode) for regel in regels]),
    }
    return judge(
        rows,
        pl.any_horizontal(broken),
        rubriek=pl.coalesce(
            first["rubriek"],
            _first(lacking, [pl.lit(regel.rubriek) for regel in gaps]),
        ),
        waarde=first["waarde"],
        verwacht=first["verwacht"] + _others(regels, broken, first["rubriek"]),
        ontbreekt=pl.any_horizontal(lacking) if gaps else pl.lit(value=False),
        lacks=_first(lacking, [as_text(regel.lacks) for regel in gaps]),
        gevolg=first["gevolg"],
        retourcode=first["retourcode"],
        andere=andere,
    )


def with_gap(oordeel: Oordeel, reden: str) -> Oordeel:
    """An Oordeel of which one half lacked its data: what did not fail is no pass."""
    return Oordeel(oordeel.beoordeeld, oordeel.bevindingen, reden)


def _waarde(rows: pl.DataFrame, regel: Regel) -> pl.Expr:
    return shown(rows, regel.rubriek) if regel.waarde is None else regel.waarde


def _first(conditions: list[pl.Expr], values: list[pl.Expr]) -> pl.Expr:
    """The value of the first condition that holds; null where none does."""
    chosen = pl.lit(None, dtype=pl.String)
    for condition, value in reversed(list(zip(conditions, values, strict=True))):
        chosen = pl.when(condition).then(value).otherwise(chosen)
    return chosen


def _others(regels: Sequence[Regel], broken: list[pl.Expr], first: pl.Expr) -> pl.Expr:
    """``" (ook: 0437 0438)"``: the other fields that are wrong; empty for none."""
    rubrieken = list(dict.fromkeys(regel.rubriek for regel in regels))
    named = [
        pl.when(
            pl.any_horizontal(
                fault
                for regel, fault in zip(regels, broken, strict=True)
                if regel.rubriek == rubriek
            )
            & (first != rubriek)
        ).then(pl.lit(rubriek))
        for rubriek in rubrieken
    ]
    names = pl.concat_str(named, separator=" ", ignore_nulls=True)
    return pl.when(names != "").then(" (ook: " + names + ")").otherwise(pl.lit(""))
