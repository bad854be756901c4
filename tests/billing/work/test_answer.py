"""``dbc-grouper answer``: a delivery of messages in, a reply to each out."""

import re
from dataclasses import replace
from pathlib import Path

import dbc_grouper_data
import pytest
from support.files.hl7_samples import Activiteit, Bericht, Traject, message, write_zip
from support.files.ohw_samples import delivery

import billing.work.answer
from declarations import Resultaten, read_resultaten
from tabellen.forms.frames import read_frame

SAMPLE = Path(dbc_grouper_data.__file__).parent / "berichten" / "declaratiedataset.xml"
KNIE = Traject(
    begindatum="20240201",
    diagnose="1205",
    specialisme="0305",
    activiteiten=(Activiteit("060101"), Activiteit("060305"), Activiteit("060201")),
)
"""A worn knee is replaced: group 130909 of the example release."""

GOOD = Bericht(trajecten=(KNIE,))


@pytest.fixture
def answered(command, release, tmp_path):
    """Answer these messages into replies.zip; gives what was said and the replies."""

    def run(*options: object, **messages: Bericht | bytes):
        source = write_zip(
            tmp_path / "vragen.zip",
            {
                f"{name}.xml": bericht
                if isinstance(bericht, bytes)
                else message(bericht).encode()
                for name, bericht in messages.items()
            },
        )
        out = tmp_path / "replies.zip"
        answer = command("answer", source, "--release", release, "-o", out, *options)
        return answer, read_resultaten(out) if out.exists() else None

    return run


def acknowledged(replies: Resultaten) -> dict[str, str]:
    frame = replies.antwoorden.select("antwoord", "acknowledgement_code")
    return dict(frame.iter_rows())


def test_every_message_gets_a_reply(answered, tmp_path):
    rejected = replace(KNIE, specialisme="9999")
    answer, replies = answered(
        a=GOOD,
        b=Bericht("B3", "D3", trajecten=(rejected,)),
        c=b"<no/>",
        d=replace(GOOD, id="B2"),
    )
    assert answer.exit_code == 0, answer.err
    assert acknowledged(replies) == {
        "a.resultaat.xml": "AA",
        "b.resultaat.xml": "AE",
        "c.resultaat.xml": "AE",
        "d.resultaat.xml": "AA",
    }
    assert re.search(r"berichten: 4\n", answer.out)
    assert re.search(r"  read +3\n  refused as malformed +1\n", answer.out)
    assert re.search(r"  replies written +4\n", answer.out)
    found = read_frame(tmp_path / "replies.zip.findings.csv")
    assert {"B-12", "G121"} <= set(found["code"])


def test_reply_declares_product_and_names_activities(answered):
    _, replies = answered(a=GOOD)
    (declaratie,) = replies.declaraties.to_dicts()
    assert declaratie["zorgproduct_code"].startswith("130909")
    assert declaratie["subtraject_id"] == KNIE.id


def test_ic_days_are_declared_beside_the_main_subtraject_of_the_same_message(answered):
    ic = replace(
        KNIE,
        id="1002",
        zorgtype="51",
        diagnose=None,
        activiteiten=(
            Activiteit("061501", "1", "20240205"),
            Activiteit("061501", "1", "20240206"),
        ),
    )
    _, replies = answered(
        a=Bericht(trajecten=(KNIE, ic)), b=Bericht("B2", "D2", trajecten=(ic,))
    )
    codes = replies.declaraties.select("antwoord", "declaratiecode").rows()
    days = [row for row in codes if row[1] == "061501"]
    assert days == [("a.resultaat.xml", "061501")]


def test_products_that_the_provider_bills_himself_are_not_declared(answered):
    lab = replace(
        KNIE,
        zorgtype="41",
        activiteiten=(Activiteit("062001", "1", "20240201"),),
    )
    _, replies = answered(a=Bericht(trajecten=(lab,)))
    assert replies.declaraties.is_empty()


def test_batches_of_messages_give_the_same_replies(answered, monkeypatch):
    messages = {f"m{n}": replace(GOOD, id=f"B{n}") for n in range(5)}
    _, whole = answered(**messages)
    monkeypatch.setattr(billing.work.answer, "MESSAGES", 2)
    _, parts = answered(**messages)
    assert parts.declaraties.equals(whole.declaraties)
    assert acknowledged(parts) == acknowledged(whole)


def test_folder_gets_a_file_per_reply(command, release, tmp_path):
    out = tmp_path / "replies"
    answer = command("answer", SAMPLE, "--release", release, "-o", out)
    assert answer.exit_code == 0, answer.err
    assert [path.name for path in out.iterdir()] == ["declaratiedataset.resultaat.xml"]


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_rows_can_be_asked_for_instead_of_replies(command, release, tmp_path, ending):
    out = tmp_path / f"rows.{ending}"
    answer = command("answer", SAMPLE, "--release", release, "-o", out)
    assert answer.exit_code == 0, answer.err
    assert "replies written" in answer.out
    rows = read_frame(out).select("subtraject_id", "status", "bestand").rows()
    assert rows == [
        ("1", "ok", "declaratiedataset.xml"),
        ("2", "no_tree", "declaratiedataset.xml"),
    ]


def test_onderhanden_werk_gives_rows(command, release, tmp_path):
    source = write_zip(tmp_path / "ohw.zip", delivery())
    out = tmp_path / "rows.csv"
    answer = command("answer", source, "--release", release, "-o", out)
    assert answer.exit_code == 0, answer.err
    assert read_frame(out)["is_trial"].to_list()[0] == "true"


def test_onderhanden_werk_in_replies_is_a_bad_call(command, release, tmp_path):
    source = write_zip(tmp_path / "ohw.zip", delivery())
    out = tmp_path / "replies.zip"
    answer = command("answer", source, "--release", release, "-o", out)
    assert answer.exit_code == 2
    assert "A reply is known for HL7 messages only" in answer.err
    assert not out.exists()


@pytest.mark.parametrize(
    "bad", [Bericht(trajecten=(replace(KNIE, specialisme="9999"),)), b"<no/>"]
)
def test_strict_exits_1_on_a_refused_message_or_row(answered, bad):
    assert answered(a=GOOD, b=bad)[0].exit_code == 0
    assert answered("--strict", a=GOOD, b=bad)[0].exit_code == 1


def test_strict_without_anything_refused_exits_0(answered):
    assert answered("--strict", a=GOOD)[0].exit_code == 0


def test_settings_of_the_checks_reach_the_grouper(answered):
    odd = replace(GOOD, geslacht="X")
    _, strict = answered(a=odd)
    _, lenient = answered("--check", "geslacht=warn", a=odd)
    for replies, kind in ((strict, "E"), (lenient, "W")):
        assert ("G135", kind) in replies.meldingen.select("code", "soort").rows()


def test_malformed_message_shows_nothing_of_what_stands_in_it(answered):
    answer, _ = answered(a=b"<Jansen geboren='1980-03-04'", b=GOOD)
    assert answer.exit_code == 0
    assert "Jansen" not in answer.out + answer.err


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["-o", "absent/replies.zip"], "absent does not exist"),
        (["--findings", "f.pdf"], "ending '.pdf' found"),
        (["--threads", "0"], "threads is 0"),
        (["--check", "nonsense=warn"], "check 'nonsense' is unknown"),
    ],
)
def test_unusable_call_exits_2(answered, options, said):
    answer, _ = answered(*options, a=GOOD)
    assert answer.exit_code == 2
    assert said in answer.err


def test_output_that_is_the_delivery_is_a_bad_call(command, release, tmp_path):
    source = write_zip(tmp_path / "a.zip", {"a.xml": message(GOOD).encode()})
    answer = command("answer", source, "--release", release, "-o", source)
    assert answer.exit_code == 2
    assert "is the delivery itself" in answer.err


def test_replies_may_go_to_the_folder_one_is_in(
    command, release, tmp_path, monkeypatch
):
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    answer = command("answer", SAMPLE, "--release", release, "-o", ".")
    assert answer.exit_code == 0
    assert len(list(folder.glob("*.resultaat.xml"))) == 1
    nowhere = command("answer", SAMPLE, "--release", release, "-o", "/")
    assert nowhere.exit_code == 2
    assert "has no name" in nowhere.err


def test_findings_in_the_place_of_the_rows_are_a_bad_call(command, release, tmp_path):
    out = tmp_path / "rows.csv"
    answer = command(
        *("answer", SAMPLE, "--release", release, "-o", out, "--findings", out)
    )
    assert answer.exit_code == 2
    assert "is named twice" in answer.err


def test_folder_that_is_a_file_is_a_bad_call(command, release, tmp_path):
    (tmp_path / "replies").touch()
    answer = command("answer", SAMPLE, "--release", release, "-o", tmp_path / "replies")
    assert answer.exit_code == 2
    assert "is a file; name a folder or a .zip" in answer.err


@pytest.mark.parametrize("content", [None, b"PK\x03\x04 cut off"])
def test_delivery_that_cannot_be_opened_exits_3(command, release, tmp_path, content):
    source = tmp_path / "vragen.zip"
    if content is not None:
        source.write_bytes(content)
    out = tmp_path / "replies.zip"
    answer = command("answer", source, "--release", release, "-o", out)
    assert answer.exit_code == 3
    assert "vragen.zip" in answer.err
    assert not out.exists()


@pytest.mark.parametrize("content", [b"[hl7", b"[hl7]\nx = 1\n"])
def test_bad_layout_is_refused(answered, tmp_path, content):
    layout = tmp_path / "layout.toml"
    layout.write_bytes(content)
    answer, _ = answered("--layout", layout, a=GOOD)
    assert answer.exit_code in (2, 3)
    assert "layout" in answer.err
