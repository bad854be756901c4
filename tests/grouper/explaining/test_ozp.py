"""What an explanation says of single activities is what the batch says."""

import json
from datetime import date
from functools import cache

import polars as pl
import pytest
from dbc_grouper_data.making.release_forms import Row
from support.releases.example import example_batch, example_release
from support.releases.small import subtrajecten
from support.releases.small_ozp import (
    OZP,
    PROFIEL,
    lines,
    ozp_activiteit,
    ozp_release,
    plain_release,
)

from grouper.compiled.structure import CompiledStructure
from grouper.engine import Grouper
from grouper.explaining.explanation import Explanation
from grouper.explaining.text import explanation_text
from grouper.findings.checks import InputChecks
from grouper.frames.schemas import Ozp, Profielen
from grouper.ozp.rules import OzpRegels

DAY = "2020-06-10"
HOOFD = {"zorgtype_code": "11", "einddatum": "2020-07-31", "verzekerde_id": "V1"}
IC = {
    "zorgtype_code": "51",
    "begindatum": "2020-06-09",
    "einddatum": "2020-06-20",
    "verzekerde_id": "V1",
}


def explained(
    rows: pl.DataFrame,
    activities: pl.DataFrame,
    nummer: str = "1",
    release: CompiledStructure | None = None,
    **settings: object,
) -> Explanation:
    grouper = Grouper(release or plain_release(), threads=1, **settings)  # type: ignore[arg-type]
    return grouper.explain(rows, activities, nummer)


def reasons(explanation: Explanation) -> list[tuple[str, str, bool]]:
    return [
        (line["zorgproduct_code"], line["reden"], line["is_declarabel"])
        for line in explanation.ozp
    ]


@pytest.mark.parametrize("zorgtype", ["11", "41", "51", "52"])
def test_every_overig_zorgproduct_is_explained_as_the_batch_has_it(
    zorgtype: str,
) -> None:
    rows = subtrajecten({**IC, "zorgtype_code": zorgtype}, HOOFD)
    activities = lines(*((code, DAY, 2) for code in OZP), (2, "062001", DAY))
    grouper = Grouper(plain_release(), threads=1)
    ozp = grouper.group(rows, activities, ozp=True).ozp
    assert ozp is not None
    expected = ozp.filter(pl.col("subtraject_nummer") == "1").rows(named=True)
    found = grouper.explain(rows, activities, "1")
    assert [{name: line[name] for name in ozp.columns} for line in found.ozp] == (
        expected
    )
    assert len(found.ozp) == len(OZP)


def test_line_has_the_names_of_its_activity_and_tarieftype() -> None:
    (line,) = explained(subtrajecten(), lines(("190153", DAY))).ozp
    assert line["omschrijving"] == "Activiteit 190153"
    assert line["tarieftype_naam"] == "Add-on IC"


def test_name_is_that_of_the_uitvoerdatum() -> None:
    def named(naam: str, first: str, last: str | None) -> Row:
        row = ozp_activiteit("062001", "20", first=first)
        return {**row, "ZorgActiviteitOmschrijving": naam, "EindDatum": last}

    release = ozp_release(
        [named("Oud", "2020-01-01", "2020-06-10"), named("Nieuw", "2020-06-11", None)],
        [],
    )
    activities = lines(("062001", "2020-06-10"), ("062001", "2020-06-11"))
    found = explained(subtrajecten(), activities, release=release)
    assert [line["omschrijving"] for line in found.ozp] == ["Oud", "Nieuw"]


def test_zt51_is_explained_with_the_main_subtraject_of_the_whole_batch() -> None:
    rows = subtrajecten(IC, {"verzekerde_id": "V2"}, HOOFD)
    found = explained(rows, lines(("190153", DAY)))
    assert found.status == "no_tree"
    assert found.hoofdsubtraject_nummer == "3"
    assert reasons(found) == [("190153", "IC_BIJ_HOOFDTRAJECT", True)]
    text = explanation_text(found)
    assert "hoofdsubtraject 3" in text
    assert "LOS DECLARABEL als 190153, onder 3" in text


def test_zt51_follows_the_settings_of_the_grouper() -> None:
    rows = subtrajecten(IC, {**HOOFD, "einddatum": "2020-06-08"})
    found = [
        reasons(explained(rows, lines(("190153", DAY)), ozp_regels=regels))[0][1]
        for regels in (OzpRegels(), OzpRegels(hoofdtraject_overlapt=False))
    ]
    assert found == ["GEEN_HOOFDTRAJECT", "IC_BIJ_HOOFDTRAJECT"]


def test_zt51_without_a_main_subtraject_says_so() -> None:
    found = explained(subtrajecten(IC), lines(("190153", DAY)))
    assert found.hoofdsubtraject_nummer is None
    assert reasons(found) == [("190153", "GEEN_HOOFDTRAJECT", False)]
    assert [finding["code"] for finding in found.findings] == ["G303"]
    assert "NIET los declarabel" in explanation_text(found)


def test_zt51_with_several_main_subtrajecten_is_named_under_none() -> None:
    found = explained(subtrajecten(IC, HOOFD, HOOFD), lines(("190153", DAY)))
    assert found.hoofdsubtraject_nummer is None
    assert [finding["code"] for finding in found.findings] == ["G304"]


@pytest.mark.parametrize(
    ("zorgtype", "tekst"),
    [
        ("41", "Zorgtype 41 is er alleen voor overige zorgproducten"),
        ("51", "Zorgtype 51 ondersteunt een hoofdtraject"),
        ("52", "Zorgtype 52 is een IC-traject zonder hoofdtraject"),
    ],
)
def test_zorgtype_without_a_tree_is_explained(zorgtype: str, tekst: str) -> None:
    found = explained(subtrajecten({"zorgtype_code": zorgtype}), lines((PROFIEL, DAY)))
    assert (found.status, found.trees, found.code) == ("no_tree", (), None)
    assert tekst in explanation_text(found)


def test_date_without_a_tree_is_explained_when_the_check_is_off() -> None:
    found = explained(
        subtrajecten({"begindatum": "2019-12-31"}),
        lines(("062001", DAY)),
        checks=InputChecks.off(),
    )
    assert found.status == "no_tree"
    assert "Op de begindatum is er geen boom." in explanation_text(found)


def test_rejected_subtraject_says_why_and_has_no_overig_zorgproduct() -> None:
    found = explained(
        subtrajecten({"zorgtype_code": "52", "geslacht": "X"}), lines(("190153", DAY))
    )
    assert (found.status, found.ozp) == ("rejected", ())
    text = explanation_text(found)
    assert "omdat: Het geslacht" in text
    assert "'X' gevonden" in text
    assert "geen: het subtraject is afgewezen" in text


def test_lines_that_are_no_overig_zorgproduct_are_counted_with_the_reason() -> None:
    activities = lines(
        (PROFIEL, DAY),
        ("062001", DAY, 1),
        ("062001", DAY, 2),
        ("062501", DAY, 1),
        ("062501", DAY, -1),
        ("061101", "2019-12-31"),
    )
    found = explained(subtrajecten({"zorgtype_code": "41"}), activities)
    assert [(line["zorgproduct_code"], line["aantal"]) for line in found.ozp] == [
        ("062001", 3)
    ]
    text = explanation_text(found)
    assert "niet los: 1 regel zonder tarieftype op hun dag" in text
    assert "niet los: 1 regel niet geldig op hun dag (bevinding G301)" in text
    assert "niet los: 1 regel opgeteld nul op hun dag" in text
    assert "niet los: 2 regels opgeteld bij een andere regel" in text


def test_assumed_day_is_told_from_a_given_one() -> None:
    rows = subtrajecten({"zorgtype_code": "52"})
    assumed = explanation_text(
        explained(rows, lines(("190153", None), ("190153", DAY)))
    )
    assert "op 2020-06-01 (begindatum; geen uitvoerdatum gegeven)" in assumed
    assert f"1 x 190153 op {DAY}  Activiteit" in assumed


def test_trial_is_marked_at_the_outcome_and_at_every_line() -> None:
    rows = subtrajecten({"zorgtype_code": "52", "afsluitreden_code": "00"})
    found = explained(rows, lines(("190153", DAY)))
    assert found.uitkomst["is_trial"]
    assert found.ozp[0]["is_trial"]
    text = explanation_text(found)
    assert "PROEFAFLEIDING" in text
    assert "LOS DECLARABEL als 190153, maar dit is een proefafleiding" in text


def test_first_of_several_bearers_keeps_its_activities_when_the_check_is_off() -> None:
    rows = subtrajecten(
        {"subtraject_nummer": "1", "zorgtype_code": "41"},
        {"subtraject_nummer": "1", "zorgtype_code": "52"},
    )
    found = explained(rows, lines(("062001", DAY)), checks=InputChecks.off())
    assert found.row == 1
    assert reasons(found) == [("062001", "ZORGTYPE_41", True)]


def test_json_has_the_overige_zorgproducten() -> None:
    found = explained(subtrajecten({"zorgtype_code": "41"}), lines(("062001", DAY)))
    read = json.loads(found.to_json())
    assert read["ozp"][0]["zorgproduct_code"] == "062001"
    assert read["ozp"][0]["uitvoerdatum"] == DAY
    assert read["ozp"][0]["reden"] == "ZORGTYPE_41"
    assert read["ozp_balance"]["declarabel"] == 1
    assert read["zorgactiviteiten"][0]["uitvoerdatum"] == DAY
    assert read["hoofdsubtraject_nummer"] is None


TEXT = """\
Overige zorgproducten: welke zorgactiviteiten zijn los declarabel?
  2 x 190154 op 2020-06-10  Activiteit 190154
    LOS DECLARABEL als 190154: Add-on IC in een subtraject met zorgtype 52, dat op \
zichzelf staat.
    reden IC_ZONDER_HOOFDTRAJECT, tarieftype 15 (Add-on IC), categorie SUPPLEMENTAIR, \
afgeleid door de grouper
  1 x 062001 op 2020-06-11  Activiteit 062001
    NIET los declarabel: Geen verzoek van de eerstelijn of van een specialisme zonder \
dbc's.
    reden GEEN_VERZOEK, tarieftype 20 (Eerstelijnsdiagnostiek), categorie ELD, \
afgeleid door de zorgaanbieder, aanvrager ANDERS
"""


def test_text_says_what_is_billable_by_itself_and_why() -> None:
    activities = lines(("190154", DAY, 2), ("062001", "2020-06-11")).with_columns(
        aanvrager_soort=pl.Series([None, "ANDERS"], dtype=pl.String)
    )
    found = explained(subtrajecten({"zorgtype_code": "52"}), activities)
    assert explanation_text(found).endswith(TEXT)


@cache
def example_grouper() -> Grouper:
    return Grouper(example_release(), threads=1)


def test_explanation_says_of_single_activities_what_the_example_batch_says() -> None:
    rows, activities = example_batch()
    result = example_grouper().group(rows, activities, ozp=True, profielen=True)
    assert result.ozp is not None
    assert result.profielen is not None
    unique = rows.filter(pl.col("subtraject_nummer").is_unique())
    has_no_tree = pl.col("zorgtype_code").is_in(["41", "51", "52"])
    chosen = pl.concat([unique.filter(has_no_tree), unique.gather_every(17)])
    for nummer in chosen["subtraject_nummer"].unique(maintain_order=True)[:100:2]:
        own = pl.col("subtraject_nummer") == nummer
        found = example_grouper().explain(rows, activities, nummer)
        for said, frame, schema in (
            (found.ozp, result.ozp, Ozp),
            (found.profiel, result.profielen, Profielen),
        ):
            columns = schema.create_empty().columns
            assert [
                {name: line[name] for name in columns} for line in said
            ] == frame.filter(own).rows(named=True)
        codes = result.findings.filter(own, source="subtrajecten")["code"].to_list()
        of_row = [f["code"] for f in found.findings if f["source"] == "subtrajecten"]
        assert of_row == codes


def test_profile_is_explained_with_permits_and_bill() -> None:
    rows, activities = example_batch()
    result = example_grouper().group(rows, activities, profielen=True)
    assert result.profielen is not None
    notable = result.profielen.filter("is_op_nota").row(0, named=True)
    found = example_grouper().explain(rows, activities, notable["subtraject_nummer"])
    assert isinstance(found.profiel[0]["uitvoerdatum"], date)
    text = explanation_text(found)
    assert "Bijzondere zorgactiviteiten in het profiel" in text
    assert "moet op de nota" in text
