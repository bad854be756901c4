"""A delivery that a test changes is not the delivery of the next test."""

from dataclasses import fields

import polars as pl

WORDS = "historie +: status=BETAALD / tabel personen: geboortedatum=1976-05-14"


def frames(levering) -> dict[str, pl.DataFrame]:
    """Everything that was read of a delivery, by its name."""
    read = levering.declaraties
    return {
        **{veld.name: getattr(read, veld.name) for veld in fields(read)},
        "historie": levering.historie,
        "zorgprofiel": levering.zorgprofiel,
        "personen": levering.registers.get("personen"),
    }


def test_what_is_set_in_a_delivery_is_not_in_the_next(deliver):
    before = {naam: frame.rows() for naam, frame in frames(deliver(WORDS)).items()}
    changed = frames(deliver(WORDS))
    for frame in changed.values():
        if frame.height:
            frame[0, 0] = None
    assert any(frame.rows() != before[naam] for naam, frame in changed.items())
    after = {naam: frame.rows() for naam, frame in frames(deliver(WORDS)).items()}
    assert after == before
