from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
from lxml import etree
from support.files.hl7_samples import Activiteit, Bericht, Traject, message, write_zip

from declarations import (
    ResultaatWriter,
    Resultaten,
    add_keys,
    read_berichten,
    read_resultaten,
    write_resultaten,
)
from productstructure.errors import CallError

MOMENT = datetime(2026, 1, 2, 3, 4, 5)
NAMESPACES = {"h": "urn:hl7-org:v3"}
OK = {
    "zorgproduct_code": "199299012",
    "declaratiecode": "15D046",
    "is_uitval": False,
    "status": "ok",
    "is_trial": False,
    "release": "RZ17a",
}
UITVAL = OK | {"declaratiecode": None, "is_uitval": True}
REJECTED = OK | {"zorgproduct_code": None, "declaratiecode": None, "status": "rejected"}
NO_TREE = REJECTED | {"status": "no_tree"}
NO_AANSPRAAK = OK | {"declaratiecode": None, "status": "warning"}


def _grouped(subtrajecten: pl.DataFrame, *outcomes: dict) -> pl.DataFrame:
    nummers = subtrajecten["subtraject_nummer"].to_list()
    return pl.DataFrame(
        [
            {"subtraject_nummer": nummer, **outcome}
            for nummer, outcome in zip(nummers, outcomes, strict=True)
        ],
        schema_overrides={
            "zorgproduct_code": pl.String,
            "declaratiecode": pl.String,
            "is_uitval": pl.Boolean,
        },
    )


def _reply(folder: Path, bericht: Bericht, *outcomes: dict, **settings) -> bytes:
    """The bytes of the reply to one message of which these are the outcomes."""
    (folder / "vraag.xml").write_text(message(bericht))
    (read,) = read_berichten(folder / "vraag.xml")
    grouped = _grouped(read.subtrajecten, *outcomes)
    write_resultaten(
        add_keys(grouped, read.subtrajecten),
        folder / "uit",
        zorgactiviteiten=read.zorgactiviteiten,
        moment=MOMENT,
        **settings,
    )
    (path,) = (folder / "uit").iterdir()
    return path.read_bytes()


def _xpath(reply: bytes, path: str) -> list[str]:
    return etree.fromstring(reply).xpath(path, namespaces=NAMESPACES)


def _read(folder: Path) -> Resultaten:
    return read_resultaten(folder / "uit")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        # Read off the reply that docs/messages.md was made from.
        ("//h:interactionId/@extension", "FICR_IN910101NL04"),
        ("//h:interactionId/@root", "2.16.840.1.113883.1.6"),
        ("//h:versionCode/@code", "NICTIZEd2005-Okt"),
        ("//h:profileId/@extension", "4.0"),
        ("//h:profileId/@root", "2.16.840.1.113883.2.4.3.27.15.12"),
        ("//h:processingCode/@code", "P"),
        ("//h:acknowledgement/@typeCode", "AA"),
        ("//h:creationTime/@value", "20260102030405"),
        ("//h:targetMessage/h:id/@extension", "B1"),
        ("//h:targetMessage/h:id/@root", "2.16.528.1.1007.3.3.1.1"),
        (
            "//h:Declaratieresultset/h:code/@codeSystem",
            "2.16.840.1.113883.2.4.3.27.15.1",
        ),
        ("//h:Declaratieresultset/h:code/@code", "GROUPER"),
        ("//h:Declaratieresultset/h:statusCode/@code", "completed"),
        (
            "//h:assignedGrouper/h:code/@codeSystem",
            "2.16.840.1.113883.2.4.3.27.15.99.2",
        ),
        ("//h:assignedGrouper/h:code/@code", "P"),
        ("//h:lastCalibrationTime/@value", "20161004"),
        ("//h:component1/h:priorityNumber/@value", "1"),
        (
            "//h:zorgproductdeclaratie/h:code/@codeSystem",
            "2.16.840.1.113883.2.4.3.27.15.6",
        ),
        ("//h:zorgproductdeclaratie/h:code/@code", "15D046"),
        (
            "//h:derivedFrom3/h:zorgproduct/h:code/@codeSystem",
            "2.16.840.1.113883.2.4.3.27.15.9",
        ),
        ("//h:derivedFrom3/h:zorgproduct/h:code/@code", "199299012"),
        ("//h:reference/h:subtraject/h:id/@extension", "1001"),
        ("//h:reference/h:subtraject/h:id/@root", "2.16.528.1.1007.3.3.1.3"),
        ("//h:reference3/h:zorgactiviteit/h:id/@extension", "Z9"),
        ("//h:reference3/h:zorgactiviteit/h:id/@root", "2.16.528.1.1007.3.3.1.12"),
        ("//h:inFulfillmentOf/h:declaratiedataset/h:id/@extension", "D1"),
        (
            "//h:inFulfillmentOf/h:declaratiedataset/h:id/@root",
            "2.16.528.1.1007.3.3.1.8",
        ),
    ],
)
def test_reply_says_what_a_grouper_says_in_the_same_place(tmp_path, path, expected):
    bericht = Bericht(trajecten=(Traject(activiteiten=(Activiteit(id="Z9"),)),))
    tabelset = {"RZ17a": date(2016, 10, 4)}
    reply = _reply(tmp_path, bericht, OK, tabelsetdatums=tabelset)
    assert _xpath(reply, path) == [expected]


def test_reply_never_poses_as_the_grouper_of_the_nza(tmp_path):
    reply = _reply(tmp_path, Bericht(), OK)
    (certificate,) = _xpath(reply, "//h:certificateText/text()")
    (software,) = _xpath(reply, "//h:softwareName/text()")
    assert certificate == "Geen certificaat van de NZa: afgeleid met dbc-grouper"
    assert software.startswith("dbc-grouper ")
    assert b"2.16.840.1.113883.2.4.3.27.15.99.1" not in reply
    assert b"2.16.840.1.113883.2.4.6.6" not in reply


def test_reply_is_the_same_at_the_same_moment(tmp_path):
    first = _reply(tmp_path, Bericht(), OK)
    assert _reply(tmp_path, Bericht(), OK) == first


def test_reply_to_several_subtrajecten_numbers_its_declaraties(tmp_path):
    bericht = Bericht(trajecten=(Traject("1"), Traject("2"), Traject("3")))
    _reply(tmp_path, bericht, OK, UITVAL, OK)
    assert _read(tmp_path).declaraties.select("volgnummer", "subtraject_id").rows() == [
        (1, "1"),
        (2, "3"),
    ]


def test_reply_declares_overige_zorgproducten_after_the_dbc(tmp_path):
    ic = Activiteit("190150", "2", id="Z2")
    bericht = Bericht(
        trajecten=(
            Traject("1", activiteiten=(Activiteit(id="Z1"),)),
            Traject("2", zorgtype="51", activiteiten=(ic, Activiteit(id="Z3"))),
        )
    )
    ozp = pl.DataFrame(
        {
            "subtraject_nummer": ["vraag.xml/2", "vraag.xml/2"],
            "declaratiecode": ["190150", "190150"],
        }
    )
    _reply(tmp_path, bericht, OK, NO_TREE, ozp=ozp)
    assert _read(tmp_path).declaraties.drop("antwoord", "subtraject_oid").rows() == [
        (1, "1", "199299012", "15D046", ["Z1"]),
        (2, "2", "190150", "190150", ["Z2"]),
        (3, "2", "190150", "190150", ["Z2"]),
    ]


@pytest.mark.parametrize(
    ("outcome", "code"),
    [(UITVAL, "B-43"), (NO_TREE, "B-44")],
    ids=["uitval", "no_tree"],
)
def test_reply_without_declaratiecode_is_complete_and_says_why(tmp_path, outcome, code):
    _reply(tmp_path, Bericht(), outcome)
    replies = _read(tmp_path)
    assert replies.antwoorden["acknowledgement_code"].to_list() == ["AA"]
    assert replies.declaraties.is_empty()
    assert replies.meldingen.select("soort", "code", "subtraject_id").rows() == [
        ("I", code, "1001")
    ]


def test_reply_to_a_rejected_subtraject_is_ae_with_its_reasons(tmp_path):
    redenen = pl.DataFrame(
        {
            "subtraject_nummer": ["vraag.xml/1001"] * 2 + [None],
            "code": ["G-106", "G-110", "G-199"],
            "severity": ["reject", "warn", "reject"],
            "tekst": ["Diagnose onbekend.", "Let op.", "Niet van dit subtraject."],
        }
    )
    reply = _reply(tmp_path, Bericht(), REJECTED, redenen=redenen)
    replies = _read(tmp_path)
    assert replies.antwoorden["acknowledgement_code"].to_list() == ["AE"]
    assert replies.meldingen.drop("antwoord").rows() == [
        ("E", "G-106", "Diagnose onbekend.", "1001")
    ]
    assert _xpath(reply, "//h:statusCode/@code") == ["aborted"]


def test_reply_to_a_rejected_subtraject_without_reasons_is_still_ae(tmp_path):
    _reply(tmp_path, Bericht(), REJECTED)
    assert _read(tmp_path).meldingen["code"].to_list() == ["B-40"]


def test_reply_without_aanspraak_asks_for_it(tmp_path):
    _reply(tmp_path, Bericht(), NO_AANSPRAAK)
    replies = _read(tmp_path)
    assert replies.antwoorden["acknowledgement_code"].to_list() == ["AE"]
    assert replies.meldingen["code"].to_list() == ["B-41"]


def test_reply_with_one_rejected_subtraject_declares_nothing(tmp_path):
    bericht = Bericht(trajecten=(Traject("1"), Traject("2")))
    _reply(tmp_path, bericht, OK, REJECTED)
    replies = _read(tmp_path)
    assert replies.declaraties.is_empty()
    assert replies.meldingen.select("soort", "code", "subtraject_id").rows() == [
        ("E", "B-40", "2"),
        ("I", "B-42", "1"),
    ]


def test_reply_tells_warnings(tmp_path):
    redenen = pl.DataFrame(
        {
            "subtraject_nummer": ["vraag.xml/1001"],
            "code": ["G-121"],
            "severity": ["warn"],
            "tekst": ["Aantal is nul."],
        }
    )
    _reply(tmp_path, Bericht(), OK, redenen=redenen)
    replies = _read(tmp_path)
    assert replies.antwoorden["acknowledgement_code"].to_list() == ["AA"]
    assert replies.meldingen["soort"].to_list() == ["W"]


def test_trial_reply_is_marked_in_message_and_name(tmp_path):
    reply = _reply(tmp_path, Bericht(processing="T"), OK)
    assert _xpath(reply, "//h:processingCode/@code") == ["T"]
    assert _xpath(reply, "//h:assignedGrouper/h:code/@code") == ["T"]
    names = [path.name for path in (tmp_path / "uit").iterdir()]
    assert names == ["vraag.proef.resultaat.xml"]


def test_reply_is_a_trial_when_the_grouper_says_so(tmp_path):
    reply = _reply(tmp_path, Bericht(processing="P"), OK | {"is_trial": True})
    assert _xpath(reply, "//h:processingCode/@code") == ["T"]


def test_reply_is_a_trial_when_one_of_its_subtrajecten_is(tmp_path):
    bericht = Bericht(trajecten=(Traject("1"), Traject("2")))
    reply = _reply(tmp_path, bericht, OK, OK | {"is_trial": True})
    assert _xpath(reply, "//h:processingCode/@code") == ["T"]


def test_trial_reply_has_the_outcome_of_a_reply_for_declaration(tmp_path):
    for name, processing in (("p", "P"), ("t", "T")):
        (tmp_path / name).mkdir()
        _reply(tmp_path / name, Bericht(processing=processing), OK)
    declared, trial = (
        _read(tmp_path / name).declaraties.drop("antwoord") for name in ("p", "t")
    )
    assert trial.equals(declared)


def test_refused_messages_get_a_reply_with_the_reason(tmp_path):
    files = {
        "goed.xml": message(Bericht()).encode(),
        "kapot.xml": b"<x",
        "leesmij.txt": b"",
        "../pad.xml": message(Bericht()).encode(),
    }
    (read,) = read_berichten(write_zip(tmp_path / "in.zip", files))
    resultaten = add_keys(_grouped(read.subtrajecten, OK), read.subtrajecten)
    assert (
        write_resultaten(resultaten, tmp_path / "uit.zip", findings=read.findings) == 2
    )
    replies = read_resultaten(tmp_path / "uit.zip")
    assert replies.antwoorden.select("antwoord", "acknowledgement_code").rows() == [
        ("goed.resultaat.xml", "AA"),
        ("kapot.resultaat.xml", "AE"),
    ]
    assert replies.meldingen.select("antwoord", "code").rows() == [
        ("kapot.resultaat.xml", "B-10")
    ]


def test_writer_takes_several_batches_into_one_zip(tmp_path):
    files = {f"{n}.xml": message(Bericht(id=str(n))).encode() for n in range(5)}
    path = write_zip(tmp_path / "in.zip", files)
    with ResultaatWriter(tmp_path / "uit.zip") as writer:
        for batch in read_berichten(path, batch_size=2):
            outcomes = [OK] * len(batch.subtrajecten)
            grouped = _grouped(batch.subtrajecten, *outcomes)
            writer.write(add_keys(grouped, batch.subtrajecten))
    replies = read_resultaten(tmp_path / "uit.zip")
    assert replies.antwoorden["bericht_id"].to_list() == ["0", "1", "2", "3", "4"]


def test_writer_leaves_no_zip_behind_when_it_fails(tmp_path):
    with pytest.raises(RuntimeError), ResultaatWriter(tmp_path / "uit.zip"):
        raise RuntimeError
    assert list(tmp_path.iterdir()) == []


def test_writer_absent_column_raises(tmp_path):
    with pytest.raises(CallError, match=r"declaratiecode, .*bestand"):
        write_resultaten(pl.DataFrame({"subtraject_nummer": ["1"]}), tmp_path / "uit")


def test_writer_path_in_bestand_raises(tmp_path):
    (tmp_path / "a.xml").write_text(message(Bericht()))
    (read,) = read_berichten(tmp_path / "a.xml")
    resultaten = add_keys(_grouped(read.subtrajecten, OK), read.subtrajecten)
    hostile = resultaten.with_columns(bestand=pl.lit("../../a.xml"))
    with pytest.raises(CallError, match="leads out of the folder"):
        write_resultaten(hostile, tmp_path / "uit")


def test_add_keys_stranger_in_grouped_raises(tmp_path):
    (tmp_path / "a.xml").write_text(message(Bericht()))
    (read,) = read_berichten(tmp_path / "a.xml")
    grouped = _grouped(read.subtrajecten, OK)
    strange = grouped.with_columns(subtraject_nummer=pl.lit("b.xml/1"))
    with pytest.raises(CallError, match="1 of them not among the 1"):
        add_keys(strange, read.subtrajecten)


def test_add_keys_subtraject_left_out_raises(tmp_path):
    bericht = Bericht(trajecten=(Traject("1"), Traject("2")))
    (tmp_path / "a.xml").write_text(message(bericht))
    (read,) = read_berichten(tmp_path / "a.xml")
    grouped = _grouped(read.subtrajecten, OK, OK)
    with pytest.raises(CallError, match="1 rows found, 0 of them"):
        add_keys(grouped.head(1), read.subtrajecten)


@pytest.mark.parametrize("given", [None, {"subtraject_nummer": ["1"]}, pl.LazyFrame()])
def test_what_is_no_frame_raises_by_name(tmp_path, given):
    with pytest.raises(CallError, match="grouped: expected a Polars DataFrame"):
        add_keys(given, pl.DataFrame())
    with pytest.raises(CallError, match="resultaten: expected a Polars Data"):
        write_resultaten(given, tmp_path / "uit")
    with (
        ResultaatWriter(tmp_path / "uit") as writer,
        pytest.raises(CallError, match="resultaten: expected a Polars DataFrame"),
    ):
        writer.write(given)
