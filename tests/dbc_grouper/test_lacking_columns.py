"""A frame that lacks what it should hold is a bad call that names it and the column."""

from collections.abc import Callable, Iterator
from datetime import date
from inspect import get_annotations, isfunction
from typing import Any

import polars as pl
import pytest
from support.declaraties.basis import basis
from support.declaraties.opbouw import example_tarieven, levering_of

import dbc_grouper as dg
from declarations.aanvullend.vergoeding import POSTEN
from declarations.registers.schema import Posten
from declarations.registers.schema.landelijk import Vrijstelling
from declarations.registers.schema.personen import Personen, Verzekeringen
from grouper.frames.schemas import Grouped, Ozp
from tariffs.schema import Declaratieregels, Prijsbesluiten

OTHER = pl.DataFrame({"iets": [1]})
NUMBERS = pl.DataFrame({"subtraject_nummer": ["1"], "is_trial": [False]})
LINES, DECIDED = Declaratieregels.create_empty(), Prijsbesluiten.create_empty()
SETTINGS = dg.Prijsinstellingen(verwerkingsdatum=date(2025, 1, 31))

Given = dict[str, Any]


def of_tariffs(**more: object) -> Given:
    return {"tabellen": example_tarieven(), "instellingen": SETTINGS, **more}


def sound(name: str) -> Given:
    """What a function is given beside the frame that is not what it should be."""
    match name:
        case "add_keys":
            return {"grouped": NUMBERS, "subtrajecten": NUMBERS}
        case "build_declaratieregels":
            return {
                "grouped": Grouped.create_empty(),
                "ozp": Ozp.create_empty(),
                "subtrajecten": NUMBERS,
                "verzekeringen": Verzekeringen.create_empty(),
            }
        case "check":
            return {"levering": levering_of(basis())}
        case "check_passantenlijst" | "check_pricelist":
            return {"tabellen": example_tarieven()}
        case "divide":
            return {
                "posten": Posten.create_empty(),
                "personen": Personen.create_empty(),
                "verzekeringen": Verzekeringen.create_empty(),
                "vrijstelling": Vrijstelling.create_empty(),
            }
        case "pay_aanvullend":
            return {"posten": pl.DataFrame(schema=POSTEN), "voorwaarden": OTHER}
        case "price_lines":
            return of_tariffs(regels=LINES)
        case "reprice":
            return of_tariffs(regels=LINES, besluiten=DECIDED, bestand_id="anders")
        case "settle":
            return of_tariffs(besluiten=DECIDED)
        case "simulate_contracts":
            known = example_tarieven()
            return {"huidig": known, "voorstel": known, "instellingen": SETTINGS}
        case "value_ohw":
            return of_tariffs()
        case "with_text_key":
            return {"name": "sleutel", "table": "frame"}
        case "write_zh309":
            declaraties = levering_of(basis()).declaraties
            answer = {"bestand_nr": 0, "dagtekening": date(2024, 5, 1)}
            return {"declaraties": declaraties, **answer}
    return {}


OTHERWISE = {
    # Of what it has it looks for moments.
    *(("days_of_moments", "frame"),),
    # A release is told of by its own findings.
    *(("check_structure", "tables"),),
    # What columns a batch lacks is told as of a file.
    *(("encode_batch", "subtrajecten"), ("encode_batch", "zorgactiviteiten")),
    # Names the resultaten that it was not given; findings are the reader's.
    *(("write_resultaten", name) for name in ("zorgactiviteiten", "redenen")),
    *(("write_resultaten", name) for name in ("resultaten", "ozp", "findings")),
    # To be filled.
    *(("price_lines", "findings"), ("reprice", "findings")),
    # Needs messages that repeat each other.
    *(("without_herhalingen", "herhalingen"),),
}
"""Frames of which it is told otherwise, or not at all."""


def places() -> Iterator[tuple[str, str]]:
    """Every frame that a public function takes."""
    for name in dir(dg):
        call = getattr(dg, name)
        for argument, hint in get_annotations(call).items() if isfunction(call) else ():
            if argument != "return" and "Frame" in str(hint):
                yield name, argument


PLACES = [place for place in places() if place not in OTHERWISE]


def test_there_are_dozens_of_frames():
    assert len(PLACES) > 25
    assert set(places()) >= OTHERWISE


@pytest.mark.parametrize(("name", "argument"), PLACES)
def test_a_frame_of_something_else_is_a_bad_call_that_names_it(name, argument):
    call: Callable[..., object] = getattr(dg, name)
    hint = str(get_annotations(call)[argument])
    found: object = OTHER
    if "Mapping" in hint:
        found = {"prestaties": OTHER}
    elif "Iterable" in hint:
        found = [OTHER]
    names = f"({argument}|declaratieregels)(: prestaties)?"
    with pytest.raises(dg.CallError, match=rf"\A{names}: column \w+ not found\. Give "):
        call(**{**sound(name), argument: found})


def test_frames_of_no_kind_of_record_are_a_bad_call():
    frames = {"prestatie": pl.DataFrame({"bestand": ["x"], "record": ["1"]})}
    for call in (dg.from_frames, dg.write_zh308, dg.as_declaraties):
        with pytest.raises(dg.CallError, match=r"\Aframes: found 'prestatie'\. Use "):
            call(frames)
    with pytest.raises(dg.CallError, match="no frames found"):
        dg.write_zh308({})


@pytest.mark.parametrize("name", ["historie", "zorgprofiel"])
def test_a_delivery_names_what_lacks_a_column(name):
    known = levering_of(basis())
    with pytest.raises(dg.CallError, match=rf"\A{name}: column \w+ not found"):
        dg.Levering(
            known.declaraties, known.registers, known.instellingen, **{name: OTHER}
        )
