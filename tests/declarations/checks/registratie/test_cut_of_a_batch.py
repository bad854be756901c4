"""The verdict of a line depends neither on the cut of a batch nor on its order."""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from support.declaraties.basis import BSN, Situatie
from support.declaraties.opbouw import levering_of, write_messages
from support.declaraties.wijziging import situation

from declarations.berichten.zh308.declaraties import read_zh308
from declarations.checks.catalogus.catalogus import voorbeelden
from declarations.checks.feiten.levering import Levering
from declarations.checks.running import all_checks
from declarations.registers.registers import Registers

CHECKS = {
    check_id: check for check_id, check in all_checks().items() if check_id[0] == "R"
}
BSNS = (
    *("111222333", "123456782", "999999990", "100000009"),
    *("100000010", "100000022", "100000034", "100000046"),
)
OF_PERSONS = ("personen", "verzekeringen", "opnamen")
NUMBERS = ("0415", "0419", "0458")

EXAMPLES = [
    wijziging
    for check_id, _, _, wijziging in voorbeelden().rows()
    # What one desk knows holds for all of its insured.
    if check_id[0] == "R" and "dekking" not in wijziging and "zonder" not in wijziging
]


def of_person(wijziging: str, number: int) -> Situatie:
    """An example about a person of his own, with numbers of his own."""
    made = situation(wijziging)
    for bericht in made.berichten:
        bericht.verzekerde["0203"] = BSNS[number]
        bericht.voorloop["0116"] += f"-{number}"
        for prestatie in bericht.prestaties.values():
            for rubriek in NUMBERS:
                if prestatie.velden.get(rubriek):
                    prestatie.velden[rubriek] += f"-{number}"
            for each in prestatie.activiteiten:
                each["1610"] += f"-{number}"
    for naam in OF_PERSONS:
        for row in made.tabellen.get(naam, []):
            row["verzekerde_id"] = f"P{number}"
            if row.get("bsn") == BSN:
                row["bsn"] = BSNS[number]
    for row in made.historie:
        for naam in ("subtraject_nummer", "zorgtraject_nummer"):
            if row.get(naam):
                row[naam] = f"{row[naam]}-{number}"
    return made


@cache
def delivered(wijziging: str, number: int) -> tuple[Levering, Path]:
    folder = Path(tempfile.mkdtemp())
    made = of_person(wijziging, number)
    delivery = levering_of(made)
    (path, *_) = write_messages(made, folder)
    return delivery, path.rename(folder / f"bericht-{number}.zh308")


def joined(parts: Sequence[pl.DataFrame | None]) -> pl.DataFrame:
    return pl.concat([part for part in parts if part is not None])


def known_together(parts: Sequence[Levering]) -> Levering:
    """What is known of all persons, with the messages of the first."""
    tabellen = dict(parts[0].registers.tabellen)
    for naam in OF_PERSONS:
        frames = [part.registers.get(naam) for part in parts]
        if any(frame is not None for frame in frames):
            tabellen[naam] = joined(frames)
    return replace(
        parts[0],
        registers=Registers(tabellen),
        historie=joined([part.historie for part in parts]),
        zorgprofiel=joined([part.zorgprofiel for part in parts]),
        _made={},
    )


def findings(known: Levering, paths: Sequence[Path]) -> set[tuple[object, ...]]:
    delivery = replace(known, declaraties=read_zh308(paths), _made={})
    names = delivery.declaraties.bestanden.select("bestand_nr", "bestand")
    found: set[tuple[object, ...]] = set()
    for check_id, check in CHECKS.items():
        oordeel = check(delivery)
        rows = oordeel.bevindingen.join(names, on="bestand_nr", how="left")
        told = rows.select(
            "bestand",
            "record",
            pl.col("uitkomst").cast(pl.String),
            "rubriek",
            "waarde",
            "verwacht",
            "andere_records",
        )
        found |= {(check_id, *row) for row in told.rows()}
    return found


@settings(max_examples=6)
@given(
    st.lists(
        st.sampled_from(EXAMPLES), min_size=2, max_size=len(BSNS), unique=True
    ).flatmap(
        lambda chosen: st.tuples(
            st.just(chosen),
            st.permutations(range(len(chosen))),
            st.integers(1, len(chosen) - 1),
        )
    )
)
def test_cut_and_order_of_a_batch_decide_nothing(
    drawn: tuple[list[str], list[int], int],
) -> None:
    chosen, order, cut = drawn
    parts, paths = zip(
        *(delivered(wijziging, number) for number, wijziging in enumerate(chosen)),
        strict=True,
    )
    known = known_together(parts)
    whole = findings(known, [paths[place] for place in order])
    assert whole == findings(known, paths[:cut]) | findings(known, paths[cut:])


def test_persons_of_the_law_have_findings_of_their_own():
    delivery, path = delivered("dbc: 0418=00", 1)
    assert {row[0] for row in findings(delivery, [path])} >= {"R07"}
