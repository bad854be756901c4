"""The sample in data/berichten, read, grouped on the example release and answered."""

from pathlib import Path

import dbc_grouper_data
import pytest

from declarations import (
    BerichtLayout,
    add_keys,
    read_berichten,
    read_layout,
    read_resultaten,
    write_resultaten,
)
from grouper.compiling.compiler import compile_structure
from grouper.engine import Grouper
from productstructure.reader import read_release


@pytest.fixture(scope="module")
def berichten_folder() -> Path:
    return Path(dbc_grouper_data.__file__).parent / "berichten"


@pytest.fixture(scope="module")
def example_grouper() -> Grouper:
    release = read_release(dbc_grouper_data.release_path())
    return Grouper(compile_structure(release))


def test_sample_is_read_grouped_and_answered(
    tmp_path, berichten_folder, example_grouper
):
    (read,) = read_berichten(berichten_folder / "declaratiedataset.xml")
    result = example_grouper.group(read.subtrajecten, read.zorgactiviteiten)
    (identity,) = (release.identity for release in example_grouper.releases)

    write_resultaten(
        add_keys(result.grouped, read.subtrajecten),
        tmp_path / "uit",
        zorgactiviteiten=read.zorgactiviteiten,
        redenen=result.findings,
        tabelsetdatums={identity.name: identity.versiedatum},
    )
    replies = read_resultaten(tmp_path / "uit")

    # A knee is replaced (060305) in a clinical stay: group 130909 of the example.
    (declaratie,) = replies.declaraties.to_dicts()
    assert declaratie["zorgproduct_code"].startswith("130909")
    assert declaratie["declaratiecode"] == result.grouped["declaratiecode"][0]
    assert declaratie["zorgactiviteit_ids"] == ["101", "102", "103"]
    assert replies.meldingen.select("soort", "code", "subtraject_id").rows() == [
        ("I", "B-44", "2")
    ]
    (antwoord,) = replies.antwoorden.to_dicts()
    assert antwoord["acknowledgement_code"] == "AA"
    assert antwoord["tabelsetdatum"] == identity.versiedatum


def test_faulty_subtraject_is_answered_with_the_findings_of_the_grouper(
    tmp_path, berichten_folder, example_grouper
):
    text = (berichten_folder / "declaratiedataset.xml").read_text("utf-8")
    (tmp_path / "in.xml").write_text(text.replace('code="1205"', 'code="9999"'))
    (read,) = read_berichten(tmp_path / "in.xml")
    result = example_grouper.group(read.subtrajecten, read.zorgactiviteiten)
    resultaten = add_keys(result.grouped, read.subtrajecten)
    write_resultaten(resultaten, tmp_path / "uit", redenen=result.findings)

    replies = read_resultaten(tmp_path / "uit")
    assert replies.antwoorden["acknowledgement_code"].to_list() == ["AE"]
    expected = result.findings.filter(severity="reject").select("code", "tekst").rows()
    found = replies.meldingen.filter(soort="E").select("code", "tekst").rows()
    assert found == expected
    assert len(found) == 1


def test_sample_layout_states_the_defaults(berichten_folder):
    layout = read_layout(berichten_folder / "layout.toml")
    assert set(layout.fields) == set(BerichtLayout().fields)
    assert layout.ohw == BerichtLayout().ohw
