"""Which of two declaratiecodes holds, and what the explanation says of it."""

from functools import cache

import polars as pl
import pytest
from dbc_grouper_data.making.release_language import ask, product, uitval
from polars.testing import assert_frame_equal
from support.releases.example import example_batch, example_release, unique_batch
from support.releases.small import (
    GROEP,
    WITHOUT_ACTIVITIES,
    activiteit,
    counts,
    small_release,
    subtrajecten,
    zorgactiviteiten,
)

from grouper.compiled.structure import CompiledStructure
from grouper.engine import CODED, Grouper, GroupResult
from grouper.explaining.explanation import Explanation
from grouper.explaining.text import explanation_text
from grouper.outcomes.aanspraakregels import AanspraakRegels

GROEN, ROOD, ORANJE, LIJST = "030001", "030002", "030003", "030004"
ELDERS = "030005"
"""Rood, but asked for by no flagged rule."""


@cache
def release() -> CompiledStructure:
    """A flagged rule on cluster Z_A; below it products with two codes, one and none."""
    below = ask(
        "Klein",
        counts(300, GROEN).within(2, 9),
        yes=product("003", "14X003", "x"),
        no=product("001", "15X001", "x"),
    )
    not_restricted = ask(
        "Elders",
        counts(300, ELDERS),
        yes=product("004", "15X004", "x"),
        no=uitval("002"),
    )
    return small_release(
        ask(
            "Beperkt", counts(301, "Z_A"), restricted=True, yes=below, no=not_restricted
        ),
        activiteiten=[
            activiteit(GROEN, {1: "Z_A"}),
            activiteit(ROOD, {1: "Z_A"}, aanspraak="1608"),
            activiteit(ORANJE, {1: "Z_A"}, aanspraak="2604"),
            activiteit(LIJST, {1: "Z_A"}, aanspraak="2701"),
            activiteit(ELDERS, aanspraak="1601"),
        ],
    )


def grouped(
    codes: tuple[str, ...], aanspraak: str | None, regels: AanspraakRegels | None = None
) -> tuple[GroupResult, Explanation]:
    grouper = Grouper(release(), aanspraak=regels, checks=WITHOUT_ACTIVITIES, threads=1)
    batch = (
        subtrajecten({"aanspraak": aanspraak}),
        zorgactiviteiten(*((code, 1) for code in codes)),
    )
    return grouper.group(*batch), grouper.explain(*batch, "1")


J, N = ("15X001", "J"), ("17X001", "N")
GEEN: tuple[None, None] = (None, None)


@pytest.mark.parametrize(
    ("codes", "aanspraak", "expected", "typerend", "findings"),
    [
        ((GROEN,), None, J, False, []),
        ((GROEN,), "J", J, False, []),
        ((GROEN,), "N", J, False, ["G202"]),
        ((ROOD,), None, N, False, []),
        ((ROOD,), "J", N, False, ["G204"]),
        ((ROOD,), "N", N, False, []),
        ((ORANJE,), "J", J, True, []),
        ((ORANJE,), "N", N, True, []),
        ((ORANJE,), None, GEEN, True, ["G201"]),
        ((ORANJE,), "nee", N, True, []),
        ((ORANJE,), "1", J, True, []),
        ((ORANJE,), " J ", J, True, []),
        ((LIJST,), "J", J, True, []),
        ((LIJST, GROEN), "N", N, True, []),
        ((ROOD, ORANJE), "J", N, True, ["G204"]),
        ((ROOD, ORANJE), None, N, True, []),
        ((GROEN, ELDERS), None, J, False, []),
    ],
)
def test_evidence_and_answer_choose_between_two_codes(
    codes: tuple[str, ...],
    aanspraak: str | None,
    expected: tuple[str | None, str | None],
    typerend: bool,
    findings: list[str],
) -> None:
    result, _ = grouped(codes, aanspraak)
    row = result.grouped.row(0, named=True)
    assert row["zorgproduct_code"] == GROEP + "001"
    assert (row["declaratiecode"], row["aanspraak_toegepast"]) == expected
    assert row["declaratiecode_verzekerd"] == "15X001"
    assert row["declaratiecode_onverzekerd"] == "17X001"
    assert row["is_oranje_producttyperend"] is typerend
    assert row["is_uitval"] is False
    assert result.findings["code"].to_list() == findings
    assert row["status"] == ("warning" if findings else "ok")


@pytest.mark.parametrize(
    ("codes", "suffix", "code", "is_uitval"),
    [((ELDERS,), "004", "15X004", False), ((), "002", None, True)],
    ids=["one code", "uitval"],
)
@pytest.mark.parametrize("aanspraak", [None, "J", "N"])
def test_product_of_one_code_or_none_needs_no_answer(
    codes: tuple[str, ...],
    suffix: str,
    code: str | None,
    is_uitval: bool,
    aanspraak: str | None,
) -> None:
    result, _ = grouped(codes, aanspraak)
    row = result.grouped.row(0, named=True)
    assert row["zorgproduct_code"] == GROEP + suffix
    assert (row["declaratiecode"], row["declaratiecode_onverzekerd"]) == (code, None)
    assert row["is_uitval"] is is_uitval
    # One code is the verzekerde, whatever the answer; no code answers nothing
    # (docs/decisions.md 8).
    assert row["aanspraak_toegepast"] == (None if is_uitval else "J")
    assert row["is_oranje_producttyperend"] is False
    assert result.findings.height == 0


@pytest.mark.parametrize(
    ("codes", "aanspraak", "reden"),
    [
        (
            (GROEN,),
            "N",
            "Geen rode of oranje zorgactiviteit droeg bij aan een regel met "
            "aanspraakbeperking die waar was; daarom geldt de verzekerde code 15X001 "
            "en niet 17X001. De gegeven aanspraak Zvw N verandert dat niet.",
        ),
        (
            (ROOD,),
            "J",
            "Rode zorg bepaalde het product (030002, aanspraakcode 1608) en rood gaat "
            "voor het antwoord; daarom geldt de onverzekerde code 17X001 en niet "
            "15X001. De gegeven aanspraak Zvw J verandert dat niet.",
        ),
        (
            (GROEN, ROOD),
            None,
            "Rode zorg telde mee in een regel met aanspraakbeperking die waar was "
            "(030002, aanspraakcode 1608); daarom geldt de onverzekerde code 17X001 en "
            "niet 15X001.",
        ),
        (
            (GROEN, ORANJE),
            "N",
            "Oranje zorg telde mee in een regel met aanspraakbeperking die waar was "
            "(030003, aanspraakcode 2604) en de gegeven aanspraak Zvw is N; daarom "
            "geldt de onverzekerde code 17X001 en niet 15X001.",
        ),
        (
            (GROEN, ROOD, ORANJE),
            None,
            "Rode en oranje zorg telde mee in een regel met aanspraakbeperking die "
            "waar was (030002, aanspraakcode 1608; 030003, aanspraakcode 2604); daarom "
            "geldt de onverzekerde code 17X001 en niet 15X001.",
        ),
        (
            (ROOD,),
            None,
            "Rode zorg bepaalde het product (030002, aanspraakcode 1608); daarom geldt "
            "de onverzekerde code 17X001 en niet 15X001.",
        ),
        (
            (ORANJE, LIJST),
            "J",
            "Oranje zorg bepaalde het product (030003, aanspraakcode 2604; 030004, "
            "aanspraakcode 2701) en de gegeven aanspraak Zvw is J; daarom geldt de "
            "verzekerde code 15X001 en niet 17X001.",
        ),
        (
            (ORANJE,),
            None,
            "Oranje zorg bepaalde het product (030003, aanspraakcode 2604) en de "
            "aanspraak Zvw is niet gegeven; daarom is er geen declaratiecode. Met J "
            "wordt het 15X001, met N 17X001.",
        ),
        (
            (ROOD, ORANJE),
            None,
            "Rode en oranje zorg bepaalde het product (030002, aanspraakcode 1608; "
            "030003, aanspraakcode 2604); daarom geldt de onverzekerde code 17X001 en "
            "niet 15X001.",
        ),
        (
            (ELDERS,),
            None,
            "Het product heeft één declaratiecode: 15X004, verzekerde zorg.",
        ),
        (
            (ELDERS,),
            "N",
            "Het product heeft één declaratiecode: 15X004, verzekerde zorg. De gegeven "
            "aanspraak Zvw N verandert dat niet.",
        ),
        ((), None, "Het product heeft geen declaratiecode: het is uitval."),
    ],
)
def test_explanation_says_why_this_code_and_not_its_twin(
    codes: tuple[str, ...], aanspraak: str | None, reden: str
) -> None:
    result, explanation = grouped(codes, aanspraak)
    assert explanation.code is not None
    assert explanation.code.reden == reden
    assert explanation.code.declaratiecode == result.grouped["declaratiecode"][0]
    assert reden in explanation_text(explanation)


def test_decisive_activities_are_the_coloured_ones_that_counted() -> None:
    _, explanation = grouped((GROEN, ROOD, ELDERS, ORANJE), "J")
    assert explanation.code is not None
    assert [a.zorgactiviteit_code for a in explanation.code.beslissend] == [
        ROOD,
        ORANJE,
    ]


@pytest.mark.parametrize(
    ("regels", "codes", "aanspraak", "code"),
    [
        (AanspraakRegels(zonder_kleur="aanspraak"), (GROEN,), "N", "17X001"),
        (AanspraakRegels(rood="aanspraak"), (ROOD,), "J", "15X001"),
        (AanspraakRegels(rood_en_oranje="oranje"), (ROOD, ORANJE), "J", "15X001"),
    ],
)
def test_explanation_follows_the_settings(
    regels: AanspraakRegels, codes: tuple[str, ...], aanspraak: str, code: str
) -> None:
    result, explanation = grouped(codes, aanspraak, regels)
    assert result.grouped["declaratiecode"].to_list() == [code]
    assert explanation.code is not None
    assert f"code {code} en niet" in explanation.code.reden


def test_coded_columns_hold_the_same_texts() -> None:
    grouper = Grouper([example_release(), release()], threads=1)
    coded = grouper.group(*example_batch(), coded=True).grouped
    assert all(isinstance(coded.schema[name], pl.Enum) for name in CODED)
    assert_frame_equal(
        coded.cast(dict.fromkeys(CODED, pl.String)),
        grouper.group(*example_batch()).grouped,
    )


# --- J against red, and what a colour did to the product ---


@pytest.mark.parametrize(
    ("regels", "codes", "aanspraak", "told"),
    [
        (None, (ROOD,), "J", True),
        (None, (ROOD, GROEN), "J", True),
        (None, (ROOD, ORANJE), "J", True),
        (None, (ROOD,), "N", False),
        (None, (ROOD,), None, False),
        (None, (ORANJE,), "J", False),
        (None, (GROEN,), "J", False),
        (None, (ELDERS,), "J", False),
        (AanspraakRegels(rood="aanspraak"), (ROOD,), "J", False),
        (AanspraakRegels(rood_en_oranje="oranje"), (ROOD, ORANJE), "J", False),
        (AanspraakRegels(rood_en_oranje="oranje"), (ROOD,), "J", True),
    ],
)
def test_answer_j_against_red_is_told_and_changes_no_code(
    regels: AanspraakRegels | None,
    codes: tuple[str, ...],
    aanspraak: str | None,
    told: bool,
) -> None:
    result, explanation = grouped(codes, aanspraak, regels)
    found = result.findings.filter(code="G204")
    assert found.height == told
    assert (result.balance.ok, result.balance.warning) == (not told, told)
    if told:
        row = found.row(0, named=True)
        assert (row["source"], row["row"], row["severity"]) == (
            "subtrajecten",
            1,
            "warn",
        )
        assert (row["column"], row["value"]) == ("aanspraak", "J")
        assert result.grouped["aanspraak_toegepast"].to_list() == ["N"]
        assert explanation.code is not None
        assert "is J; daarom" not in explanation.code.reden
        assert "rood gaat voor het antwoord" in explanation.code.reden


@pytest.mark.parametrize(
    ("regels", "codes", "zin"),
    [
        (AanspraakRegels(rood="aanspraak"), (ROOD,), "(instelling rood=aanspraak)"),
        (
            AanspraakRegels(rood_en_oranje="oranje"),
            (ROOD, ORANJE),
            "(instelling rood_en_oranje=oranje)",
        ),
        (
            AanspraakRegels(zonder_kleur="aanspraak"),
            (GROEN,),
            "(instelling zonder_kleur=aanspraak)",
        ),
    ],
)
def test_setting_by_which_the_answer_decides_is_named(
    regels: AanspraakRegels, codes: tuple[str, ...], zin: str
) -> None:
    _, explanation = grouped(codes, "N", regels)
    assert explanation.code is not None
    assert f"de gegeven aanspraak Zvw is N {zin}; daarom" in explanation.code.reden


@pytest.mark.parametrize("kleur", [ROOD, ORANJE])
def test_finding_of_a_missing_answer_is_true_for_either_colour(kleur: str) -> None:
    result, _ = grouped((kleur,), None, AanspraakRegels(rood="aanspraak"))
    (tekst,) = result.findings["tekst"]
    assert result.findings["code"].to_list() == ["G201"]
    assert "oranje" not in tekst
    assert "rode" not in tekst


@pytest.mark.parametrize(
    ("codes", "kleuren"),
    [
        ((GROEN,), []),
        ((ROOD,), [(("rood",), "002", True)]),
        ((GROEN, ROOD), [(("rood",), "001", False)]),
        ((ORANJE,), [(("oranje",), "002", True)]),
        ((LIJST, GROEN), [(("oranje",), "001", False)]),
        # Each would have done; only both together decided.
        (
            (ROOD, ORANJE),
            [
                (("rood",), "001", False),
                (("oranje",), "001", False),
                (("rood", "oranje"), "002", True),
            ],
        ),
    ],
)
def test_colour_decided_the_product_only_where_it_is_another_without_it(
    codes: tuple[str, ...], kleuren: list[tuple[tuple[str, ...], str, bool]]
) -> None:
    _, explanation = grouped(codes, "J")
    assert explanation.code is not None
    assert [
        (part.kleuren, part.zorgproduct_zonder, part.is_bepalend)
        for part in explanation.code.kleuren
    ] == [(names, GROEP + suffix, decided) for names, suffix, decided in kleuren]
    text = explanation_text(explanation)
    decided = any(is_bepalend for _, _, is_bepalend in kleuren)
    assert ("bepaalde het product" in text) is decided


@cache
def each_decides() -> CompiledStructure:
    """Rood and oranje each asked for by a rule of its own: without rood 002, without
    oranje 003."""
    oranje = ask(
        "Oranje",
        counts(300, ORANJE),
        restricted=True,
        yes=product("001", "15X001", "x"),
        no=product("003", "15X003", "x"),
    )
    return small_release(
        ask("Rood", counts(300, ROOD), restricted=True, yes=oranje, no=uitval("002")),
        activiteiten=[
            activiteit(ROOD, aanspraak="1608"),
            activiteit(ORANJE, aanspraak="2604"),
        ],
    )


def test_text_says_of_each_colour_that_decides_what_there_is_without_it() -> None:
    """And where none does by itself, what there is without both."""
    grouper = Grouper(each_decides(), checks=WITHOUT_ACTIVITIES, threads=1)
    batch = (subtrajecten({"aanspraak": "J"}), zorgactiviteiten((ROOD, 1), (ORANJE, 1)))
    without = [
        line[-11:-1]
        for line in explanation_text(grouper.explain(*batch, "1")).splitlines()
        if "Zonder deze " in line
    ]
    assert without == [f" {GROEP}002", f" {GROEP}003"]
    _, together = grouped((ROOD, ORANJE), "J")
    lines = [
        line
        for line in explanation_text(together).splitlines()
        if "Zonder deze " in line
    ]
    assert [line[-11:-1] for line in lines] == [f" {GROEP}002"]
    _, alone = grouped((ROOD, GROEN), "J")
    assert explanation_text(alone).count("Zonder deze ") == 1


@pytest.mark.parametrize(
    ("codes", "tekst"),
    [
        ((ORANJE,), "een oranje zorgactiviteit is producttyperend: "),
        ((ORANJE, GROEN), "het product hing daar niet van af"),
        ((ORANJE, ROOD), "het product hing daar niet van af"),
    ],
)
def test_producttyperend_says_whether_the_product_depended_on_it(
    codes: tuple[str, ...], tekst: str
) -> None:
    result, explanation = grouped(codes, "J")
    # Decisive is: contributed to a flagged rule that was true (docs/decisions.md 8).
    assert result.grouped["is_oranje_producttyperend"].to_list() == [True]
    assert tekst in explanation_text(explanation)


def test_product_without_a_colour_is_what_a_batch_without_it_gets() -> None:
    rows, activities = unique_batch()
    grouper = Grouper(example_release(), threads=1)
    outcome = grouper.group(rows, activities).grouped
    chosen = rows.filter(outcome["declaratiecode_onverzekerd"].is_not_null())[::6]
    seen = set()
    for nummer in chosen["subtraject_nummer"].head(30):
        found = grouper.explain(rows, activities, nummer)
        assert found.code is not None
        own = activities.filter(subtraject_nummer=nummer)
        for part in found.code.kleuren:
            without = own.filter(
                ~pl.col("zorgactiviteit_code")
                .str.strip_chars()
                .str.zfill(6)
                .is_in([activity.zorgactiviteit_code for activity in part.beslissend])
            )
            again = grouper.group(rows.filter(subtraject_nummer=nummer), without)
            product = again.grouped["zorgproduct_code"].to_list()
            assert product == [part.zorgproduct_zonder]
            assert part.is_bepalend is (product != [found.zorgproduct_code])
            seen.add(part.is_bepalend)
    assert seen == {True, False}
