"""Columns that several tables of checks have, beside those of the tariff layer."""

import dataframely as dy

from tariffs.schema import columns


def bsn() -> dy.String:
    """A BSN: nine digits, of which a spreadsheet takes leading noughts away.

    999999999 is a person without one. The 11-proef is for a check.
    """
    return dy.String(nullable=True, regex=r"^[0-9]{9}$", metadata={"breedte": (9,)})


def uzovi() -> dy.String:
    """The number of an insurer, where it may be empty."""
    return dy.String(nullable=True, regex=r"^[0-9]{4}$", metadata={"breedte": (4,)})


def agb(*, nullable: bool = False) -> dy.String:
    """The AGB code of an institution, practice or person."""
    return dy.String(nullable=nullable, regex=columns.AGB, metadata={"breedte": (8,)})


def code(*, nullable: bool = False, breedte: tuple[int, ...] = ()) -> dy.String:
    """A code, in capitals; of digits only it is filled to the first width that fits."""
    return dy.String(
        nullable=nullable,
        min_length=1,
        metadata={"soort": "code", "breedte": breedte},
    )
