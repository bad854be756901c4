"""Times of HL7v3 are the day they are in the Netherlands."""

from datetime import date
from pathlib import Path

import pytest
from support.files.hl7_samples import Activiteit, Bericht, Traject, message, write_zip
from support.files.ohw_samples import FILES, delivery

from declarations import Berichten, read_berichten


def bericht(begin: str, eind: str | None = None, *uitvoer: str | None) -> str:
    activiteiten = tuple(
        Activiteit(uitvoerdatum=day, id=str(at)) for at, day in enumerate(uitvoer)
    )
    traject = Traject(begindatum=begin, einddatum=eind, activiteiten=activiteiten)
    return message(Bericht(trajecten=(traject,)))


def read(tmp_path: Path, text: str) -> Berichten:
    (tmp_path / "vraag.xml").write_text(text)
    (berichten,) = read_berichten(tmp_path / "vraag.xml")
    return berichten


def days(berichten: Berichten) -> list[date | None]:
    row = berichten.subtrajecten.select("begindatum", "einddatum").row(0)
    return [*row, *berichten.zorgactiviteiten["uitvoerdatum"]]


def told(berichten: Berichten) -> list[tuple[str, str]]:
    return berichten.findings.select("code", "column").rows()


@pytest.mark.parametrize(
    "time",
    [
        "20170201",
        "2017020100",
        "201702010000",
        "20170201000000",
        "20170201000000.0000",
        "20170201000000+0100",
        "20170131230000+0000",
        "20170131230000-0000",
        "20170131230000Z",
        "20170131180000-0500",
        "20170131230000.000+0000",
        "20170201+0100",
        "20170201-1200",
    ],
)
def test_midnight_in_the_netherlands_is_its_day_in_any_form(tmp_path, time):
    berichten = read(tmp_path, bericht(time, time, time, "20170201"))
    assert days(berichten) == [date(2017, 2, 1)] * 4
    assert told(berichten) == []


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("20170701000000+0200", date(2017, 7, 1)),
        ("20170630220000+0000", date(2017, 7, 1)),
        ("20170326000000+0100", date(2017, 3, 26)),
        ("20171029000000+0200", date(2017, 10, 29)),
        ("20161231230000Z", date(2017, 1, 1)),
    ],
)
def test_summer_time_counts_in_the_day(tmp_path, time, day):
    berichten = read(tmp_path, bericht(time))
    assert days(berichten) == [day, None]
    assert told(berichten) == []


@pytest.mark.parametrize(
    ("time", "day"),
    [
        ("20170201143000", date(2017, 2, 1)),
        ("20170201235959", date(2017, 2, 1)),
        ("20170201235900+0000", date(2017, 2, 2)),
        ("20170201230500", date(2017, 2, 1)),
        ("2017020114", date(2017, 2, 1)),
    ],
)
def test_another_hour_is_told_once_for_a_column(tmp_path, time, day):
    berichten = read(tmp_path, bericht("20170101", None, time, time))
    assert days(berichten) == [date(2017, 1, 1), None, day, day]
    assert told(berichten) == [("B-27", "uitvoerdatum")]


def test_times_that_are_all_midnights_in_utc_are_read_as_those(tmp_path):
    text = bericht("20161231230000", "20170630220000", "20170204230000")
    berichten = read(tmp_path, text)
    expected = [date(2017, 1, 1), date(2017, 7, 1), date(2017, 2, 5)]
    assert days(berichten) == expected
    assert sorted(told(berichten)) == [
        ("B-28", "begindatum"),
        ("B-28", "einddatum"),
        ("B-28", "uitvoerdatum"),
    ]


@pytest.mark.parametrize("other", ["20170205101500", "20170205", "20170204230000Z"])
def test_evening_hours_beside_other_times_are_as_written(tmp_path, other):
    berichten = read(tmp_path, bericht("20161231230000", None, other))
    assert days(berichten)[0] == date(2016, 12, 31)
    assert ("B-27", "begindatum") in told(berichten)


def test_one_message_does_not_decide_how_another_is_read(tmp_path):
    files = {
        "a.xml": bericht("20161231230000", None, "20170204230000").encode(),
        "b.xml": bericht("20161231230000", None, "20170204101500").encode(),
    }
    (both,) = read_berichten(write_zip(tmp_path / "z.zip", files))
    assert both.subtrajecten["begindatum"].to_list() == [
        date(2017, 1, 1),
        date(2016, 12, 31),
    ]


@pytest.mark.parametrize(
    "time",
    [
        "20170229000000",
        "20170201240000",
        "20170201006000",
        "20170201000060",
        "20170201000000+9900",
        "20170201000000+0160",
        "20170201000000+01",
        "20170201 000000",
        "2017020100000",
        "2017-02-01T00:00:00",
        "00000000000000",
        "\u0662\u0660\u0661\u0667\u0660\u0662\u0660\u0661",
    ],
)
def test_time_that_does_not_exist_is_no_date(tmp_path, time):
    begin = read(tmp_path, bericht(time))
    assert told(begin) == [("B-22", "begindatum")]
    uitvoer = read(tmp_path, bericht("20170201", None, time))
    assert told(uitvoer) == [("B-26", "uitvoerdatum")]
    assert days(uitvoer) == [date(2017, 2, 1), None, None]


def test_onderhanden_werk_reads_times_alike(tmp_path):
    profiel = FILES["GELEVERD_ZORGPROFIEL"].replace("20170203", "20170202230000+0000")
    patient = FILES["PATIENT"].replace("19800229", "19400509234000+0000")
    files = delivery(GELEVERD_ZORGPROFIEL=profiel, PATIENT=patient)
    (berichten,) = read_berichten(write_zip(tmp_path / "ohw.zip", files))
    assert berichten.zorgactiviteiten["uitvoerdatum"][0] == date(2017, 2, 3)
    # 00:00 in Amsterdam was 23:40 in UTC the day before: the zone was +0:20.
    assert berichten.subtrajecten["geboortedatum"][0] == date(1940, 5, 10)
    assert berichten.findings.is_empty()
