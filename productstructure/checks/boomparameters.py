"""Check that what trees look at is what this software takes a boomparameter to be.

A boomparameter that is unknown, or that a release defines otherwise than RZ17a, is
refused when a tree tests it. One that no tree tests changes nothing: it is told.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from productstructure.boomparameters import BOOMPARAMETERS
from productstructure.checks.faults import MIXED, NEWER, describe_rows

_DEFINITION = ("tabelnaam", "veldnaam", "attribuutwaardebepaling")


def used_attributen(tables: Mapping[str, pl.DataFrame]) -> pl.Series:
    """Which rows of attributen some beslisregel tests, as booleans."""
    groepen = tables["attribuutgroepkoppelingen"].join(
        tables["beslisregels"], on="attribuutgroep_id", how="semi"
    )
    ids = groepen["attribuut_id"].unique()
    return tables["attributen"]["attribuut_id"].is_in(ids.implode())


def check_boomparameters(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Yield a fault per attribuut and boomparameter that a tree tests unknowingly."""
    attributen, parameters = tables["attributen"], tables["boomparameters"]
    is_used = used_attributen(tables)
    is_unknown = ~attributen["boomparameter"].is_in(list(BOOMPARAMETERS))
    expected = "a number of the NZa's list from 100 to 551"
    yield from describe_rows(
        "attributen",
        attributen,
        (is_used & is_unknown).arg_true(),
        ["boomparameter"],
        f"Expected {expected} (productstructure.boomparameters). {NEWER}",
    )
    is_listed = attributen["boomparameter"].is_in(parameters["boomparameter"].implode())
    yield from describe_rows(
        "attributen",
        attributen,
        (is_used & ~is_unknown & ~is_listed).arg_true(),
        ["boomparameter"],
        f"No row of boomparameters has that boomparameter. {MIXED}",
    )
    tested = attributen.filter(is_used)["boomparameter"].unique()
    for field in _DEFINITION:
        rows = _defined_otherwise(parameters, field).filter(
            pl.col("boomparameter").is_in(tested.implode())
        )
        yield from describe_rows(
            "boomparameters",
            parameters,
            rows["index"],
            [field],
            pl.select(
                pl.format(
                    "Trees test it; expected {}, as this number had in RZ17a. " + NEWER,
                    rows["expected"],
                )
            ).to_series(),
        )


def tell_boomparameters(tables: Mapping[str, pl.DataFrame]) -> Iterator[str]:
    """Tell the boomparameters that are unknown or defined otherwise, and not tested.

    The tables must have passed ``check_boomparameters``.
    """
    parameters = tables["boomparameters"]
    numbers = parameters["boomparameter"]
    unknown = set(numbers) - set(BOOMPARAMETERS)
    changed = {
        number
        for field in _DEFINITION
        for number in _defined_otherwise(parameters, field)["boomparameter"]
    }
    for what, found in (("unknown", unknown), ("defined otherwise", changed)):
        if found:
            yield (
                f"boomparameters: {', '.join(map(str, sorted(found)))} {what} in this"
                " software; no tree tests it."
            )


def _defined_otherwise(parameters: pl.DataFrame, field: str) -> pl.DataFrame:
    """Rows of known numbers whose field is not that of RZ17a, and what was expected.

    Blanks and case do not count.

    Returns:
        Columns index, boomparameter, expected.
    """
    rows = []
    for index, (number, found) in enumerate(
        parameters.select("boomparameter", field).iter_rows()
    ):
        known = BOOMPARAMETERS.get(number)
        if known is None:
            continue
        wanted = {
            "tabelnaam": (known.tabelnaam,),
            "veldnaam": known.veldnamen,
            "attribuutwaardebepaling": (known.bepaling,),
        }[field]
        if _plain(found) not in map(_plain, wanted):
            rows.append((index, number, repr(wanted[0])))
    return pl.DataFrame(
        rows,
        schema={"index": pl.UInt32, "boomparameter": pl.Int32, "expected": pl.String},
        orient="row",
    )


def _plain(text: str | None) -> str:
    return "".join((text or "").lower().split())
