"""What ``answer`` makes of the messages that were once read wrongly."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import dbc_grouper_data
import pytest
from support.files.hl7_samples import write_zip
from support.files.ohw_samples import FILES, delivery

import billing.work.answer
from billing.work.answer import AnswerRun, answer_messages
from declarations import Resultaten, read_resultaten
from tabellen.forms.frames import read_frame

SAMPLE = Path(dbc_grouper_data.__file__).parent / "berichten" / "declaratiedataset.xml"
TEXT = SAMPLE.read_text("utf-8")
WITHOUT = TEXT.replace(
    '<code code="060305"/>', '<code code="060305" nullFlavor="UNK"/>'
)
"""The same, with the replacement of the knee taken back: 15X136 instead of 14X132."""

Answered = Callable[..., tuple[AnswerRun, Resultaten]]


@pytest.fixture
def answered(release: Path, tmp_path: Path) -> Answered:
    def run(source: Path | dict[str, str], **settings: Any):
        if isinstance(source, dict):
            files = {name: text.encode() for name, text in source.items()}
            source = write_zip(tmp_path / "vragen.zip", files)
        out = tmp_path / "antwoorden.zip"
        return answer_messages([release], source, out=out, **settings), (
            read_resultaten(out)
        )

    return run


def declared(replies: Resultaten) -> dict[str, list[str]]:
    """The codes of the reply to each message, without overige zorgproducten."""
    names = replies.antwoorden["antwoord"].str.strip_suffix(".resultaat.xml")
    codes: dict[str, list[str]] = {name: [] for name in names}
    for name, code in replies.declaraties.select("antwoord", "declaratiecode").rows():
        if code != "061502":
            codes[name.removesuffix(".resultaat.xml")].append(code)
    return codes


def kinds(run: AnswerRun) -> dict[str, int]:
    return dict(run.findings.select("code", "rows").iter_rows())


INVOER = {
    "plain": (["14X132"], {}),
    "absent": (["15X136"], {}),
    "cancelled": (["15X136"], {"B-50": 1}),
    "nullified": (["15X136"], {"B-50": 1}),
    "negated": (["15X136"], {"B-50": 1}),
    "debitnegated": (["15X136"], {"B-50": 1}),
    "planned": (["15X136"], {"B-50": 1}),
    "othersystem": (["15X136"], {"B-52": 1}),
    "subnegated": ([], {"B-60": 1}),
    "dxnegated": ([], {"B-60": 1}),
    "nullflavor": ([], {"B-61": 1}),
}


@pytest.mark.parametrize("name", INVOER)
def test_what_a_message_says_is_not_so_does_not_count(shared, answered, name):
    path = shared / "invoer" / "hl7-niet-gedaan" / f"{name}.xml"
    run, replies = answered(path)
    codes, found = INVOER[name]
    assert declared(replies) == {name: codes}
    assert kinds(run) == found
    assert run.afgewezen == (0 if codes else 1)
    accepted = "AA" if codes else "AE"
    assert replies.antwoorden["acknowledgement_code"].to_list() == [accepted]


def test_every_input_of_the_folder_is_expected(shared):
    folder = shared / "invoer" / "hl7-niet-gedaan"
    assert {path.stem for path in folder.glob("*.xml")} == set(INVOER)


@pytest.mark.parametrize("name", ["goed.xml", "tijdstip-14-cijfers.xml"])
def test_times_of_14_digits_are_dates(shared, answered, name):
    run, replies = answered(shared / "invoer" / "hl7" / name)
    assert declared(replies) == {name.removesuffix(".xml"): ["14X132"]}
    assert replies.declaraties["declaratiecode"].to_list() == ["14X132", "061502"]
    assert kinds(run) == {}


def test_zip_of_a_folder_is_read(shared, answered):
    run, replies = answered(shared / "invoer" / "hl7" / "map-in-zip.zip")
    assert (run.berichten, run.afgewezen, run.antwoorden) == (2, 0, 2)
    assert declared(replies) == {"dag1/1": ["14X132"], "dag2/1": ["14X132"]}
    # Both messages are about one dataset, under ids of their own.
    assert kinds(run) == {"B-72": 1}


@pytest.mark.parametrize(("name", "passed"), [("mac.zip", 2), ("flatmac.zip", 3)])
def test_zip_of_a_mac_is_read(shared, answered, name, passed):
    run, replies = answered(shared / "invoer" / "mac-zip" / name)
    assert (run.berichten, run.afgewezen, run.antwoorden) == (1, 0, 1)
    assert run.overgeslagen == passed
    assert declared(replies) == {"m1": ["14X132"]}
    assert kinds(run) == {"B-07": passed}


def test_message_sent_again_and_corrected_gets_one_code(answered):
    run, replies = answered({"a.xml": TEXT, "b.xml": TEXT, "c.xml": WITHOUT})
    assert declared(replies) == {"a": [], "b": [], "c": ["15X136"]}
    assert (run.herhaald, run.vervangen, run.afgewezen) == (0, 2, 0)
    assert run.balance.subtrajecten == 2
    said = replies.meldingen.filter(code="B-71").select("antwoord", "soort", "tekst")
    assert [row[:2] for row in said.iter_rows()] == [
        ("a.resultaat.xml", "W"),
        ("b.resultaat.xml", "W"),
    ]
    assert all("(c.xml)" in tekst for tekst in said["tekst"])


def test_message_sent_again_is_declared_once_and_named(answered, tmp_path):
    run, replies = answered({"a.xml": TEXT, "b.xml": TEXT})
    assert declared(replies) == {"a": ["14X132"], "b": []}
    assert run.herhaald == 1
    found = read_frame(tmp_path / "antwoorden.zip.findings.csv")
    assert found.select("bestand", "code", "locatie").rows() == [
        ("b.xml", "B-70", "a.xml")
    ]


@pytest.mark.parametrize("messages", [1, 2, 3])
def test_batches_do_not_change_which_message_counts(answered, monkeypatch, messages):
    monkeypatch.setattr(billing.work.answer, "MESSAGES", messages)
    other = TEXT.replace("VOORBEELD-DATASET-1", "D2")
    sent = {"a.xml": TEXT, "b.xml": other, "c.xml": WITHOUT, "d.xml": other}
    run, replies = answered(sent)
    assert declared(replies) == {"a": [], "b": ["14X132"], "c": ["15X136"], "d": []}
    assert (run.herhaald, run.vervangen, run.berichten) == (1, 1, 4)


def test_rows_hold_a_dataset_once_whatever_the_ids(release, tmp_path):
    again = TEXT.replace("VOORBEELD-BERICHT-1", "B2")
    files = {"a.xml": TEXT.encode(), "b.xml": TEXT.encode(), "c.xml": again.encode()}
    source, out = write_zip(tmp_path / "z.zip", files), tmp_path / "rows.csv"
    run = answer_messages([release], source, out=out)
    assert read_frame(out)["bestand"].to_list() == ["a.xml", "a.xml"]
    assert kinds(run) == {"B-70": 1, "B-72": 1}


def test_reply_says_what_was_not_read(answered):
    text = TEXT.replace("</patientPerson>", "<naam/></patientPerson>")
    run, replies = answered({"a.xml": text})
    assert declared(replies) == {"a": ["14X132"]}
    assert ("I", "B-17") in replies.meldingen.select("soort", "code").rows()
    assert kinds(run) == {"B-17": 1}


def test_summary_counts_what_became_of_messages_and_files(command, release, tmp_path):
    files = {"a.xml": TEXT, "b.xml": TEXT, "Thumbs.db": "x", "leesmij.txt": "x"}
    source = write_zip(
        tmp_path / "z.zip", {name: text.encode() for name, text in files.items()}
    )
    answer = command("answer", source, "--release", release, "-o", tmp_path / "uit")
    assert answer.exit_code == 0, answer.err
    lines = [line.split() for line in answer.out.splitlines()]
    assert ["sent", "again", "1"] in lines
    assert ["replaced", "by", "a", "later", "one", "0"] in lines
    assert ["files", "passed", "over", "2"] in lines


def test_delivery_without_any_message_fails_when_strict(command, release, tmp_path):
    source = write_zip(tmp_path / "z.zip", {"._m.xml": b"\x00\x05\x16\x07"})
    call = ("answer", source, "--release", release, "-o", tmp_path / "uit")
    assert command(*call).exit_code == 0
    assert command(*call, "--strict").exit_code == 1


def test_onderhanden_werk_with_headers_only_fails_when_strict(
    command, release, tmp_path
):
    files = {
        name: text.partition(b"\n")[0] + b"\n" for name, text in delivery().items()
    }
    source = write_zip(tmp_path / "ohw.zip", files)
    call = ("answer", source, "--release", release, "-o", tmp_path / "rows.csv")
    answer = command(*call)
    assert answer.exit_code == 0
    assert "berichten: 0" in answer.out
    assert command(*call, "--strict").exit_code == 1


@pytest.mark.parametrize("options", [[], ["--negeer-kolom", "uitvoerdatun"]])
def test_column_of_onderhanden_werk_that_is_misspelt(
    command, release, tmp_path, options
):
    profiel = FILES["GELEVERD_ZORGPROFIEL"].replace("uitvoerdatum", "uitvoerdatun")
    source = write_zip(tmp_path / "ohw.zip", delivery(GELEVERD_ZORGPROFIEL=profiel))
    call = ("answer", source, "--release", release, "-o", tmp_path / "rows.csv")
    answer = command(*call, *options)
    assert answer.exit_code == (0 if options else 3)
    assert bool(options) == ("uitvoerdatun" not in answer.err)


def test_file_name_with_what_nobody_sees_is_answered(answered):
    name = "vraag\u00a0\u200b1"
    run, replies = answered({f"{name}.xml": TEXT})
    assert declared(replies) == {name: ["14X132"]}
    assert run.balance.subtrajecten == 2
    found = run.balance
    lines = found.geteld + found.telt_nul + found.bij_afgewezen + found.bij_no_tree
    assert found.zorgactiviteiten == lines + found.los > 0


@pytest.mark.parametrize("nothing", [" ", "0", "n.v.t.", "NULL", "\u00a0"])
def test_word_for_nothing_links_no_zorgtrajecten(answered, nothing):
    number = f'<zorgtraject><id extension="{nothing}"/>'
    text = TEXT.replace("<zorgtraject>", number)
    plain, spelled = answered({"a.xml": TEXT}), answered({"a.xml": text})
    assert declared(spelled[1]) == declared(plain[1])
    codes = [each[1].declaraties["declaratiecode"].to_list() for each in
             (plain, spelled)]  # fmt: skip
    assert codes[0] == codes[1]


@pytest.mark.parametrize(("code", "trial"), [("P ", False), ("p", False), ("T", True)])
def test_processing_code_is_read_without_blanks(answered, code, trial):
    text = TEXT.replace('processingCode code="P"', f'processingCode code="{code}"')
    _, replies = answered({"a.xml": text})
    assert replies.antwoorden["is_trial"].to_list() == [trial]


@pytest.mark.parametrize("out", ["uit", "uit.zip"])
@pytest.mark.parametrize("content", [TEXT, "<geen>"])
@pytest.mark.parametrize(
    "name", ["m" * 246 + ".xml", "/".join(["map" * 60] * 25) + "/m.xml"]
)
def test_message_with_a_long_name_is_answered_and_told(
    command, release, tmp_path, out, content, name
):
    other = content.replace("VOORBEELD-DATASET-1", "D2")
    files = {"a.xml": TEXT.encode(), name: other.encode()}
    source = write_zip(tmp_path / "z.zip", files)
    answer = command("answer", source, "--release", release, "-o", tmp_path / out)
    assert answer.exit_code == 0, answer.err
    replies = read_resultaten(tmp_path / out).antwoorden["antwoord"].to_list()
    assert len(replies) == 2
    assert "a.resultaat.xml" in replies
    found = read_frame(tmp_path / f"{out}.findings.csv")
    assert found.filter(bestand=name, code="B-09").height == 1
