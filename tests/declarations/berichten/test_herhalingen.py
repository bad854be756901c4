"""Of the messages about one declaratiedataset, one counts."""

from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.files.hl7_samples import Activiteit, Bericht, Traject, message, write_zip

from declarations import read_berichten
from declarations.berichten.herhalingen import (
    _about_one_dataset,
    find_herhalingen,
    without_herhalingen,
)

ONE = Traject("1", activiteiten=(Activiteit("190060"), Activiteit("190007")))
FIRST = Bericht("B1", "D1", trajecten=(ONE,))
CORRECTED = replace(FIRST, trajecten=(replace(ONE, activiteiten=(Activiteit(),)),))


def found(
    tmp_path: Path, batch_size: int = 50_000, **messages: Bericht | str
) -> list[tuple[str, str, str]]:
    files = {
        f"{name}.xml": (text if isinstance(text, str) else message(text)).encode()
        for name, text in messages.items()
    }
    path = write_zip(tmp_path / "z.zip", files)
    batches = list(read_berichten(path, batch_size=batch_size))
    parts = [batch.herkomst for batch in batches if batch.herkomst is not None]
    herhalingen = find_herhalingen(parts)
    names = herhalingen.with_columns(
        herhalingen["bestand"].str.strip_suffix(".xml"),
        herhalingen["ander_bestand"].str.strip_suffix(".xml"),
    )
    return names.sort("bestand", "code").rows()


def made(bericht: Bericht, moment: str) -> str:
    text = message(bericht)
    moment = f'<creationTime value="{moment}"/><processingCode'
    return text.replace("<processingCode", moment, 1)


@pytest.mark.parametrize("batch_size", [1, 2, 50_000])
def test_message_sent_again_repeats_the_first(tmp_path, batch_size):
    assert found(tmp_path, batch_size, a=FIRST, b=FIRST, c=FIRST) == [
        ("b", "B-70", "a"),
        ("c", "B-70", "a"),
    ]


@pytest.mark.parametrize("batch_size", [1, 50_000])
def test_correction_replaces_what_was_sent_before(tmp_path, batch_size):
    assert found(tmp_path, batch_size, a=FIRST, b=FIRST, c=CORRECTED) == [
        ("a", "B-71", "c"),
        ("b", "B-70", "a"),
        ("b", "B-71", "c"),
    ]


def test_correction_under_another_id_replaces_too(tmp_path):
    other = replace(CORRECTED, id="B2")
    assert found(tmp_path, a=FIRST, b=other) == [("a", "B-71", "b")]


def test_same_dataset_under_another_id_is_told(tmp_path):
    assert found(tmp_path, a=FIRST, b=replace(FIRST, id="B2")) == [("b", "B-72", "a")]


def test_repeat_of_a_correction_leaves_the_correction(tmp_path):
    assert found(tmp_path, a=FIRST, b=CORRECTED, c=CORRECTED) == [
        ("a", "B-71", "b"),
        ("c", "B-70", "b"),
    ]


def test_later_moment_corrects_whatever_the_order_of_the_files(tmp_path):
    older, newer = made(FIRST, "20170501120000"), made(CORRECTED, "20170502")
    assert found(tmp_path, a=older, b=newer) == [("a", "B-71", "b")]
    assert found(tmp_path, a=newer, b=older) == [("b", "B-71", "a")]


def test_moments_are_compared_over_their_offsets(tmp_path):
    older = made(FIRST, "20170501120000+0200")
    newer = made(CORRECTED, "20170501110000+0000")
    assert found(tmp_path, a=newer, b=older) == [("b", "B-71", "a")]


@pytest.mark.parametrize("moment", ["gisteren", "20170231", "", "20170501120000+9900"])
def test_without_a_readable_moment_in_each_the_order_decides(tmp_path, moment):
    newer = made(FIRST, "20990101")
    assert found(tmp_path, a=newer, b=made(CORRECTED, moment)) == [("a", "B-71", "b")]


def test_order_of_elements_and_form_of_dates_is_no_correction(tmp_path):
    text = message(FIRST)
    patient = text[text.index("<subject><patient>") : text.index("</Declaratiedata")]
    moved = text.replace(patient, "").replace("<author>", f"{patient}<author>")
    timed = text.replace('"20170201"', '"20170201000000+0100"')
    assert found(tmp_path, a=FIRST, b=moved, c=timed) == [
        ("b", "B-70", "a"),
        ("c", "B-70", "a"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        replace(FIRST, dataset="D2"),
        replace(FIRST, agb="06010102"),
        replace(FIRST, trajecten=(replace(ONE, id="2"),)),
    ],
    ids=["dataset", "instelling", "subtraject"],
)
def test_messages_about_something_else_are_left_alone(tmp_path, other):
    assert found(tmp_path, a=FIRST, b=other) == []


def test_without_an_id_of_the_dataset_that_of_the_message_counts(tmp_path):
    first, corrected = (
        message(each).replace('extension="D1"', "") for each in (FIRST, CORRECTED)
    )
    other = first.replace('extension="B1"', 'extension="B2"')
    assert found(tmp_path, a=first, b=first, c=other, d=corrected) == [
        ("a", "B-71", "d"),
        ("b", "B-70", "a"),
        ("b", "B-71", "d"),
    ]


def test_without_any_id_nothing_is_a_repeat(tmp_path):
    text = message(FIRST).replace('extension="D1"', "").replace('extension="B1"', "")
    assert found(tmp_path, a=text, b=text) == []


def test_names_in_a_folder_are_in_the_order_of_their_numbers(tmp_path):
    for name, bericht in (("m2", FIRST), ("m10", CORRECTED), ("m1", FIRST)):
        (tmp_path / f"{name}.xml").write_text(message(bericht))
    (berichten,) = read_berichten(tmp_path)
    assert berichten.herkomst is not None
    assert find_herhalingen([berichten.herkomst]).rows() == [
        ("m1.xml", "B-71", "m10.xml"),
        ("m2.xml", "B-70", "m1.xml"),
        ("m2.xml", "B-71", "m10.xml"),
    ]


def test_correction_that_is_refused_still_takes_back_what_was_sent(tmp_path):
    bad = replace(FIRST, trajecten=(replace(ONE, begindatum="20170231"),))
    assert found(tmp_path, a=FIRST, b=bad) == [("a", "B-71", "b")]


def test_correction_with_fewer_subtrajecten_replaces_the_whole_dataset(tmp_path):
    both = replace(FIRST, trajecten=(ONE, replace(ONE, id="2")))
    assert found(tmp_path, a=both, b=FIRST) == [("a", "B-71", "b")]


def test_subtrajecten_of_two_messages_meet_in_a_third(tmp_path):
    two = replace(FIRST, trajecten=(replace(ONE, id="2"),))
    both = replace(FIRST, trajecten=(ONE, replace(ONE, id="2")))
    assert found(tmp_path, a=FIRST, b=two, c=both) == [
        ("a", "B-71", "c"),
        ("b", "B-71", "c"),
    ]


def test_what_does_not_count_is_left_out_and_told(tmp_path):
    files = {
        name: message(text).encode()
        for name, text in (("a.xml", FIRST), ("b.xml", FIRST), ("c.xml", CORRECTED))
    }
    (whole,) = read_berichten(write_zip(tmp_path / "z.zip", files))
    assert whole.subtrajecten["bestand"].to_list() == ["a.xml", "b.xml", "c.xml"]
    assert whole.herkomst is not None
    part, gone = without_herhalingen(whole, find_herhalingen([whole.herkomst]))
    assert part.subtrajecten["bestand"].to_list() == ["c.xml"]
    assert part.zorgactiviteiten["subtraject_nummer"].to_list() == ["c.xml/1"]
    assert gone.select("bestand", "code", "ander_bestand").rows() == [
        ("a.xml", "B-71", "c.xml"),
        ("b.xml", "B-71", "c.xml"),
    ]
    assert part.findings.select("bestand", "code", "locatie").rows() == [
        ("a.xml", "B-71", "c.xml"),
        ("b.xml", "B-70", "a.xml"),
        ("b.xml", "B-71", "c.xml"),
    ]


@given(
    messages=st.lists(
        st.lists(st.sampled_from("abcdefgh"), max_size=3, unique=True), max_size=12
    )
)
def test_messages_that_share_subtrajecten_are_together(messages):
    rows = [
        {"positie": place, "subtraject_ids": ids, "aanmaakmoment": None}
        for place, ids in enumerate(messages)
    ]
    # Parted by merging sets until none meets another.
    expected = [({place}, set(ids)) for place, ids in enumerate(messages)]
    while True:
        meeting = [
            (one, other)
            for one, other in combinations(expected, 2)
            if one[1] & other[1]
        ]
        if not meeting:
            break
        one, other = meeting[0]
        expected = [each for each in expected if each is not one and each is not other]
        expected.append((one[0] | other[0], one[1] | other[1]))
    found = _about_one_dataset(rows)
    assert [
        row["positie"]
        for group in found
        for row in sorted(group, key=lambda row: row["positie"])
    ] == [row["positie"] for group in found for row in group]
    assert {frozenset(row["positie"] for row in group) for group in found} == {
        frozenset(places) for places, _ in expected
    }
