"""Deliveries of posts of several persons, drawn, and the way they go into a ledger."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
from hypothesis import strategies as st

from declarations.eigenrisico.bewaard import (
    FIRST,
    REGELS,
    read_stand,
    write_levering,
)
from declarations.eigenrisico.parameters import regels_of
from declarations.eigenrisico.stand import (
    Stand,
    not_known_of_persons,
    with_posten,
)
from declarations.eigenrisico.verwerking import Uitkomst, take_in
from declarations.registers.landelijk import landelijke_tabel
from support.declaraties.posten import Rij, credit, personen, post, posten, verzekerd
from tabellen.sets.publishing import OutputSet

VRIJ = landelijke_tabel("vrijstelling")

GEBOREN = {"p": "2008-02-29", "q": "1950-01-01", "r": "2007-12-31"}
POLISSEN = {
    "p": (
        ("0101", "2024-01-01", "2025-09-30", 50_000),
        ("0101", "2025-10-01", "2026-03-31", None),
        ("0202", "2026-05-01", None, 10_000),
    ),
    "q": (("0202", "2025-06-01", None, 0),),
    "r": (
        ("0303", "2020-01-01", "2025-12-31", 30_000),
        ("0101", "2026-01-01", None, 30_000),
    ),
}
ANDERS = {"q": (("0101", "2025-03-01", None, 20_000),)}
"""What is known later of a person."""

days = st.integers(0, 800).map(lambda n: str(date(2025, 1, 1) + timedelta(n)))
flags = st.sampled_from([None, True, False])


def geboren() -> pl.DataFrame:
    return pl.concat(personen(born, who) for who, born in GEBOREN.items())


def polissen(**anders: tuple) -> pl.DataFrame:
    known = POLISSEN | anders
    return pl.concat(verzekerd(*rows, person=who) for who, rows in known.items())


@st.composite
def items(draw, most: int = 12, **fixed) -> list[Rij]:
    """Debits and credits: of known, unknown and credited debits, right and wrong.

    ``fixed`` says what is the same of all debits.
    """
    rows: list[Rij] = []
    for nr in range(draw(st.integers(1, most))):
        peildatum = draw(days)
        received = str(
            date.fromisoformat(peildatum) + timedelta(draw(st.integers(0, 900)))
        )
        # "z" is insured nowhere, and nobody knows who the last is.
        who = {"verzekerde_id": draw(st.sampled_from([*"ppqqrr", "z", None]))}
        refs = [row["post_id"] for row in rows]
        if refs and draw(st.integers(0, 2)) == 0:
            of = draw(st.sampled_from(rows))
            cent = of["verzekerd_cent"] + draw(st.sampled_from([0, 0, 0, 1]))
            named = draw(
                st.sampled_from([of["post_id"]] * 4 + ["nergens", f"i{nr + 1}"])
            )
            whose = draw(
                st.sampled_from([{"verzekerde_id": of["verzekerde_id"]}] * 4 + [who])
            )
            rows.append(credit(f"i{nr}", named, cent, peildatum, received) | whose)
        else:
            more = {
                "soort": draw(st.sampled_from(["DBC", "GLI"])),
                "vrij_verplicht": draw(flags),
                "vrij_vrijwillig": draw(flags),
                "eigen_schuld": draw(flags),
                "ref_voorgaande": draw(st.sampled_from([None, *refs, f"i{nr + 1}"])),
                "eigen_bijdrage_cent": draw(st.sampled_from([None, 0, 5])),
            }
            cent = draw(st.integers(0, 60_000))
            rows.append(
                post(f"i{nr}", cent, peildatum, received, **who, **more | fixed)
            )
    return rows


def process(
    stand: Stand,
    given: pl.DataFrame,
    persons: pl.DataFrame,
    verzekeringen: pl.DataFrame,
    *,
    vrijstelling: pl.DataFrame,
    parameters: pl.DataFrame | None = None,
) -> Uitkomst:
    """Take a delivery into all that was known."""
    of_persons = not_known_of_persons(stand, persons, verzekeringen)
    return take_in(
        stand,
        given,
        with_posten(stand, given, of_persons),
        vrijstelling=vrijstelling,
        parameters=parameters,
    )


def in_memory(stand: Stand, rows: list[Rij], **known: pl.DataFrame | None) -> Uitkomst:
    """Take a delivery in, with all that is known at hand."""
    return process(
        stand,
        posten(*rows),
        _given(known, "personen", geboren),
        _given(known, "verzekeringen", polissen),
        vrijstelling=VRIJ,
        parameters=known.get("parameters"),
    )


def on_disk(folder: Path, rows: list[Rij], **known: pl.DataFrame | None) -> Uitkomst:
    """Take a delivery into a state on disk, as the command does."""
    parameters = known.get("parameters")
    regels = regels_of(parameters, VRIJ)
    bewaard = read_stand(folder)
    given = posten(*rows)
    betrokken = bewaard.touched_by(
        given,
        _given(known, "personen", geboren),
        _given(known, "verzekeringen", polissen),
        regels,
    )
    done = take_in(
        betrokken.stand,
        given,
        betrokken.ontvangst,
        vrijstelling=VRIJ,
        parameters=parameters,
    )
    if not done.nieuw.is_empty:
        main = bewaard.paths[FIRST]
        with OutputSet(main, "eigenrisico") as outputs:
            write_levering(bewaard.paths, betrokken, done, outputs)
            invoer = {each.path.name: each.sha256 for each in bewaard.herkomst}
            said = {"invoer": invoer, "instellingen": {REGELS: regels}}
            outputs.publish({main: said})
    return done


def _given(known, name: str, otherwise) -> pl.DataFrame:
    found = known.get(name)
    return otherwise() if found is None else found
