"""The example batch is what its script writes, and reaches what it should."""

import csv
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pytest
from dbc_grouper_data import batch_paths, release_path
from dbc_grouper_data.making.make_batch import ROWS, make_batch, write_batch
from support.oracles.oracle import Oracle, OracleResult

Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def subtrajecten() -> Rows:
    return _read(batch_paths()[0])


@pytest.fixture(scope="module")
def activiteiten() -> Rows:
    return _read(batch_paths()[1])


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(release_path())


@pytest.fixture(scope="module")
def results(
    oracle: Oracle, subtrajecten: Rows, activiteiten: Rows
) -> list[OracleResult]:
    return oracle.group_batch(subtrajecten, activiteiten)


def test_committed_batch_equals_what_the_script_writes(tmp_path: Path) -> None:
    write_batch(tmp_path, make_batch())
    for path in batch_paths():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_batch_has_ten_thousand_subtrajecten_of_one_to_forty_activities(
    subtrajecten: Rows, activiteiten: Rows
) -> None:
    lines = Counter(row["subtraject_nummer"] for row in activiteiten)
    assert len(subtrajecten) == ROWS == 10_000
    assert 30 <= max(lines.values()) <= 41  # 40, and one line of a fault
    assert sum(lines[row["subtraject_nummer"]] == 0 for row in subtrajecten) > 100


def test_every_input_check_is_reached(results: list[OracleResult]) -> None:
    findings = {finding for result in results for finding in result.findings}
    assert findings == {
        *(("reject", "subtraject_nummer"), ("reject", "specialisme_code")),
        *(("reject", "diagnose_code"), ("reject", "zorgtype_code")),
        *(("reject", "zorgvraag_code"), ("reject", "begindatum")),
        *(("reject", "geboortedatum"), ("reject", "leeftijd_jaar")),
        *(("reject", "geslacht"), ("reject", "zorginstelling_code")),
        *(("reject", "aantal"), ("warn", "aantal"), ("warn", "zorgactiviteit_code")),
        *(("warn", "diagnose_code"), ("warn", "begindatum"), ("warn", "leeftijd_jaar")),
        ("warn", "subtraject_nummer"),
    }


def test_bad_rows_are_a_small_share(results: list[OracleResult]) -> None:
    statuses = Counter(result.status for result in results)
    assert set(statuses) == {"ok", "warning", "rejected", "no_tree"}
    assert 100 <= statuses["rejected"] <= 200
    nothing_done = sum(("warn", "subtraject_nummer") in r.findings for r in results)
    assert 200 <= nothing_done <= 500
    assert statuses["warning"] <= 200 + nothing_done


def test_some_activities_belong_to_no_subtraject(
    subtrajecten: Rows, activiteiten: Rows
) -> None:
    known = {row["subtraject_nummer"] for row in subtrajecten}
    lost = [row for row in activiteiten if row["subtraject_nummer"] not in known]
    assert len(lost) >= 20


def test_every_rule_answers_both_ways(
    oracle: Oracle, results: list[OracleResult]
) -> None:
    answered = {
        (step.beslisregel_id, step.outcome)
        for result in results
        for step in result.trace
    }
    rules = {row["BeslisRegelId"]: row for row in oracle.tables["BeslisRegels"]}
    unanswered = {
        rules[rule].get("LabelFalse")
        for rule in rules
        for outcome in (True, False)
        if (rule, outcome) not in answered
    }
    # Row 1 of the topboom sends none but Traject to 888888 when the input is checked.
    assert unanswered == {"888888002"}


def test_every_condition_holds_and_fails(results: list[OracleResult]) -> None:
    tested = defaultdict(set)
    for result in results:
        for step in result.trace:
            for condition in step.conditions:
                key = (condition.omschrijving, condition.grenzen)
                tested[key].add(condition.held)
    assert {key for key, held in tested.items() if held != {True, False}} == set()


def test_every_choice_between_two_declaratiecodes_is_made(
    results: list[OracleResult],
) -> None:
    dual = [result for result in results if result.declaratiecode_onverzekerd]
    chosen = Counter((result.declaratiecode or "--")[:2] for result in dual)
    assert all(chosen[prefix] >= 20 for prefix in ("15", "16", "17", "--"))
    findings = {result.aanspraak_finding for result in dual}
    assert findings == {
        None,
        "aanspraak_required",
        "aanspraak_n_unused",
        "aanspraak_j_overruled",
    }
    assert any(result.is_machtiging_vereist for result in dual)


def test_people_have_birthdays_on_and_around_the_begindatum(subtrajecten: Rows) -> None:
    days = Counter()
    for row in subtrajecten:
        try:
            born = date.fromisoformat(row["geboortedatum"])
            begin = date.fromisoformat(row["begindatum"])
            days[(begin - born.replace(year=begin.year)).days] += 1
        except ValueError:  # a fault, or born on 29 February
            days[row["geboortedatum"][5:]] += 1
    assert min(days[-1], days[0], days[1], days["02-29"]) >= 20


def test_every_notation_of_geslacht_occurs(subtrajecten: Rows) -> None:
    notations = {row["geslacht"] for row in subtrajecten}
    assert notations == {"1", "2", "9", "M", "V", "F", "UN", "X"}


def test_zorgtype_51_stands_beside_its_main_subtraject(subtrajecten: Rows) -> None:
    typed = defaultdict(set)
    for row in subtrajecten:
        key = (row["zorgtraject_nummer"], row["verzekerde_id"], row["begindatum"])
        typed[key].add(row["zorgtype_code"])
    supporting = [zorgtypen for zorgtypen in typed.values() if "51" in zorgtypen]
    alone = [zorgtypen for zorgtypen in supporting if zorgtypen == {"51"}]
    assert len(supporting) > 50
    assert 5 <= len(alone) <= 20  # a fault of its own


def test_lines_are_net_zero_doubled_negative_and_translated(
    oracle: Oracle, subtrajecten: Rows, activiteiten: Rows
) -> None:
    lines = Counter(
        (row["subtraject_nummer"], row["zorgactiviteit_code"]) for row in activiteiten
    )
    begins = {row["subtraject_nummer"]: row["begindatum"] for row in subtrajecten}
    translated = {
        window["ZorgActiviteitCode"]
        for window in oracle.tables["VertaalZorgActiviteiten"]
        for nummer, code in lines
        if code == window["ZorgActiviteitCode"]
        and (window["BeginDatum"] or "")
        <= begins.get(nummer, "")
        <= (window["EindDatum"] or "")
    }
    assert translated == {"060103", "060312", "060611", "060612"}
    assert sum(count > 1 for count in lines.values()) > 1000
    assert sum(row["aantal"].startswith("-") for row in activiteiten) > 50


def _read(path: Path) -> Rows:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))
