"""Integers that hold euros, units or percents in small parts, by their names."""

SCALES: dict[str, int] = {"_e6": 6, "_cent": 2, "_m": 3, "_bp": 2}
"""Suffix of a scaled column to the decimals it holds."""


def plain_name(column: str) -> str | None:
    """Name of a scaled column without its suffix: in euros, units or percent.

    A file may carry ``prijs`` with ``4215,75`` where the schema says ``prijs_e6``.
    """
    for suffix in SCALES:
        if column.endswith(suffix):
            return column.removesuffix(suffix)
    return None
