"""The answer of a line with care that is admitted conditionally."""

import pytest

from declarations import assess_toelating

STUDY = "profiel dbc: 060901 2024-03-18 1"
TWIN = "profiel dbc: 060902 2024-03-18 1"
CODES = (
    "tabel vt_detection +: vt_id=DUINKUUR, kind=ZA, code=060901, study_flag=STUDY"
    " / tabel vt_detection +: vt_id=DUINKUUR, kind=ZA, code=060902,"
    " study_flag=REGULAR_TWIN"
)
WHOLE = "tabel vt_treatment +: vt_id=DUINKUUR, open_list=N"
COVERED = "tabel dekking +: tabel=vt_participation, begindatum=2020-01-01, volledig=J"
IN = (
    "tabel vt_participation +: bsn_pseudonym=P0001, vt_id=DUINKUUR,"
    " inclusion_date=2024-03-01"
)
OTHER = "tabel vt_participation +: bsn_pseudonym=P9, vt_id=DUINKUUR"
PERIOD = "tabel vt_period +: vt_id=DUINKUUR, begin=2023-01-01, end=2025-12-31"
CENTRE = "tabel vt_provider +: vt_id=DUINKUUR, agb=06990002"


def answers(deliver, *words: str) -> list[tuple[str, str | None]]:
    levering = deliver(" / ".join((CODES, WHOLE, *words)))
    return assess_toelating(levering).select("antwoord", "ontbreekt").rows()


def answer(deliver, *words: str) -> str:
    [(given, _)] = answers(deliver, *words)
    return given


@pytest.mark.parametrize("key", ["P0001", "111222333"])
def test_participant_in_centre_in_period_is_insured(deliver, key):
    who = IN.replace("P0001", key)
    assert answers(deliver, STUDY, who, PERIOD, CENTRE) == [
        ("VERZEKERD_IN_STUDIE", None)
    ]


@pytest.mark.parametrize("flag", [STUDY, TWIN])
def test_any_code_of_a_participant_is_care_within_the_study(deliver, flag):
    assert answer(deliver, flag, IN, PERIOD, CENTRE) == "VERZEKERD_IN_STUDIE"


def test_who_takes_no_part_is_not_insured(deliver):
    words = (STUDY, OTHER, COVERED, PERIOD, CENTRE)
    assert answer(deliver, *words) == "NIET_VERZEKERD"


def test_twin_of_who_takes_no_part_is_ordinary_care(deliver):
    assert answers(deliver, TWIN, OTHER, COVERED, PERIOD, CENTRE) == []


def test_twin_of_nobody_known_is_a_question(deliver):
    assert answers(deliver, TWIN, PERIOD, CENTRE) == [
        ("ONBEKEND", "tabel vt_participation")
    ]


@pytest.mark.parametrize(
    ("inclusion", "end", "given"),
    [
        ("2024-03-18", "", "VERZEKERD_IN_STUDIE"),
        ("2024-03-19", "", "NIET_VERZEKERD"),
        ("2024-03-01", "2024-03-18", "VERZEKERD_IN_STUDIE"),
        ("2024-03-01", "2024-03-17", "NIET_VERZEKERD"),
        ("", "", "VERZEKERD_IN_STUDIE"),
    ],
)
def test_participation_is_of_the_day_of_the_activity(deliver, inclusion, end, given):
    who = IN.replace("2024-03-01", inclusion) + f", end={end}"
    assert answer(deliver, STUDY, who, COVERED, PERIOD, CENTRE) == given


@pytest.mark.parametrize(
    ("begin", "end", "given"),
    [
        ("2024-03-04", "2024-03-04", "VERZEKERD_IN_STUDIE"),
        ("2024-03-05", "2024-12-31", "BUITEN_PERIODE"),
        ("2023-01-01", "2024-03-03", "BUITEN_PERIODE"),
        # What is known of it decides; what is not never refuses.
        ("", "2024-03-03", "BUITEN_PERIODE"),
        ("2024-03-05", "", "BUITEN_PERIODE"),
        ("", "2024-03-04", "ONBEKEND"),
        ("2024-03-04", "", "ONBEKEND"),
        ("", "", "ONBEKEND"),
    ],
)
def test_period_is_of_the_opening_day_of_a_dbc(deliver, begin, end, given):
    period = PERIOD.replace("2023-01-01", begin).replace("2025-12-31", end)
    assert answer(deliver, STUDY, IN, period, CENTRE) == given


def test_one_period_that_has_the_day_is_enough(deliver):
    ended = PERIOD.replace("2025-12-31", "2023-12-31")
    assert answer(deliver, STUDY, IN, ended, PERIOD, CENTRE) == "VERZEKERD_IN_STUDIE"
    unknown = "tabel vt_period +: vt_id=DUINKUUR"
    assert answer(deliver, STUDY, IN, ended, unknown, CENTRE) == "ONBEKEND"


@pytest.mark.parametrize(
    ("status", "end", "given"),
    [
        ("ENDED_POSITIVE", "2024-03-03", []),
        ("ENDED_POSITIVE", "2024-03-04", ["VERZEKERD_IN_STUDIE"]),
        ("ENDED_POSITIVE", "", ["ONBEKEND"]),
        # On its last day it is within the study still, begun when nobody knows.
        ("ENDED_POSITIVE, begin=", "2024-03-04", ["ONBEKEND"]),
        ("ENDED_POSITIVE, begin=", "2024-03-03", []),
        ("ENDED_NEGATIVE", "2024-03-03", ["BUITEN_PERIODE"]),
        ("MOVED_TO_SUBSIDIE", "2024-03-03", ["BUITEN_PERIODE"]),
    ],
)
def test_after_a_positive_judgement_it_is_ordinary_care(deliver, status, end, given):
    period = PERIOD.replace("2025-12-31", end) + f", status={status}"
    found = answers(deliver, STUDY, IN, period, CENTRE)
    assert [each for each, _ in found] == given


@pytest.mark.parametrize(
    ("own", "given"),
    [
        ("agb=06990003", "CENTRUM_DOET_NIET_MEE"),
        ("name=Centrum", "ONBEKEND"),
        ("agb=06990002, end=2024-03-17", "ONBEKEND"),
        ("agb=06990002, end=2024-03-18", "VERZEKERD_IN_STUDIE"),
        ("agb=06990002, begin=2024-03-18", "VERZEKERD_IN_STUDIE"),
    ],
)
def test_centre_is_known_by_its_code_on_the_day(deliver, own, given):
    centre = f"tabel vt_provider +: vt_id=DUINKUUR, {own}"
    assert answer(deliver, STUDY, IN, PERIOD, centre) == given


def test_open_list_refuses_no_centre(deliver):
    other = CENTRE.replace("06990002", "06990003")
    words = ("tabel vt_treatment: open_list=J", STUDY, IN, PERIOD, other)
    assert answers(deliver, *words) == [("ONBEKEND", "een volledige lijst van centra")]


@pytest.mark.parametrize(
    ("whole", "given"),
    [("J", "CENTRUM_DOET_NIET_MEE"), ("N", "ONBEKEND")],
)
def test_list_of_which_nothing_is_said_is_whole_where_dekking_says_so(
    deliver, whole, given
):
    other = CENTRE.replace("06990002", "06990003")
    dekking = f"tabel dekking +: tabel=vt_provider, volledig={whole}"
    unsaid = "tabel vt_treatment: open_list="
    assert answer(deliver, unsaid, STUDY, IN, PERIOD, other, dekking) == given


def test_what_refuses_goes_before_what_is_not_known(deliver):
    other = CENTRE.replace("06990002", "06990003")
    assert answer(deliver, STUDY, PERIOD, other) == "CENTRUM_DOET_NIET_MEE"
    ended = PERIOD.replace("2025-12-31", "2023-12-31")
    assert answer(deliver, STUDY, ended, other) == "BUITEN_PERIODE"


def test_line_of_two_treatments_is_insured_for_both_or_not(deliver):
    second = (
        "tabel vt_detection +: vt_id=ZEE, kind=PRODUCT, code=130909005,"
        " study_flag=STUDY / tabel vt_treatment +: vt_id=ZEE, open_list=N"
    )
    words = (STUDY, second, IN, PERIOD, CENTRE, COVERED)
    assert answer(deliver, *words) == "NIET_VERZEKERD"
    levering = deliver(" / ".join((CODES, WHOLE, *words)))
    assert assess_toelating(levering)["vt_ids"].to_list() == ["DUINKUUR, ZEE"]


def test_other_care_is_recognised_by_its_own_code_and_credits_are_not(deliver):
    code = "tabel vt_detection +: vt_id=DUINKUUR, kind=ADDON, code=062001"
    words = (code + ", study_flag=STUDY", IN.replace("2024-03-01", ""), PERIOD, CENTRE)
    assert answer(deliver, *words) == "VERZEKERD_IN_STUDIE"
    assert answers(deliver, *words, "kopie ozp als credit", "weg ozp") == []


def test_add_on_is_recognised_by_its_activity(deliver):
    words = ("ic: 0448=060901", IN.replace("2024-03-01", ""), PERIOD, CENTRE)
    assert answer(deliver, *words) == "VERZEKERD_IN_STUDIE"


@pytest.mark.parametrize(
    ("window", "seen"),
    [
        ("begin=2024-03-19", 0),
        ("begin=2024-03-18", 1),
        ("end=2024-03-18", 1),
        ("end=2024-03-17", 0),
    ],
)
def test_code_is_known_on_the_days_of_its_row_only(deliver, window, seen):
    code = f"tabel vt_detection +: vt_id=D, kind=ZA, code=060901, {window}"
    levering = deliver(f"{code}, study_flag=STUDY / {STUDY}")
    assert assess_toelating(levering).height == seen


def test_without_a_table_the_national_codes_count_and_nobody_is_refused(deliver):
    levering = deliver("profiel dbc: 032702 2024-03-18 1")
    found = assess_toelating(levering).select("vt_ids", "antwoord").rows()
    assert found == [("SNM", "ONBEKEND")]
