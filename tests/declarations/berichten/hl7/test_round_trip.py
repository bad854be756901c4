from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.files.hl7_samples import Activiteit, Bericht, Traject, message, write_zip

from declarations import add_keys, read_berichten, read_resultaten, write_resultaten

LAW = settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

# What XML can carry in an attribute and reads back as it was.
texts = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x24F, exclude_categories=["Cc"]),
    min_size=1,
    max_size=8,
)
ids = st.text("0123456789ABC&<'\"", min_size=1, max_size=6)
codes = st.from_regex(r"[0-9]{6}", fullmatch=True)
dates = st.dates(date(2012, 1, 1), date(2030, 12, 31))


def _optional(strategy):
    return st.none() | strategy


activiteiten = st.builds(
    Activiteit,
    code=codes,
    aantal=st.integers(-99, 999).map(str),
    uitvoerdatum=_optional(dates.map("{:%Y%m%d}".format)),
    id=_optional(ids),
)


def _trajecten(**fixed):
    one = st.builds(
        Traject,
        id=ids,
        zorgtype=st.sampled_from(["11", "21", "13", "51"]),
        begindatum=dates.map("{:%Y%m%d}".format),
        einddatum=_optional(dates.map("{:%Y%m%d}".format)),
        diagnose=st.from_regex(r"[0-9A-Z]{2,4}", fullmatch=True),
        specialisme=st.sampled_from(["0303", "8418", "1900"]),
        zorgvraag=_optional(st.sampled_from(["000", "101"])),
        activiteiten=st.lists(activiteiten, max_size=4).map(tuple),
        extra=st.just(""),
    )
    many = st.lists(one, min_size=1, max_size=3, unique_by=lambda each: each.id)
    return many.map(tuple)


berichten = st.builds(
    Bericht,
    id=texts,
    dataset=texts,
    processing=st.sampled_from(["P", "T"]),
    agb=st.from_regex(r"[0-9]{8}", fullmatch=True),
    leeftijd=st.integers(0, 120).map(str),
    geslacht=st.sampled_from(["M", "F", "UN"]),
    trajecten=_trajecten(),
)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


@LAW
@given(sent=st.lists(berichten, min_size=1, max_size=4), envelope=st.booleans())
def test_message_reads_back_as_the_values_it_was_made_of(tmp_path, sent, envelope):
    files = {
        f"{number}.xml": message(bericht, envelope=envelope).encode()
        for number, bericht in enumerate(sent)
    }
    (read,) = read_berichten(write_zip(tmp_path / "z.zip", files))

    assert read.findings.is_empty()
    assert read.subtrajecten.select(
        "bestand",
        "bericht_id",
        "declaratiedataset_id",
        "zorginstelling_code",
        "leeftijd_jaar",
        "geslacht",
        "is_trial",
        "subtraject_id",
        "zorgtype_code",
        "begindatum",
        "einddatum",
        "diagnose_code",
        "specialisme_code",
        "zorgvraag_code",
    ).rows() == [
        (
            f"{number}.xml",
            bericht.id,
            bericht.dataset,
            bericht.agb,
            int(bericht.leeftijd),
            bericht.geslacht,
            bericht.processing == "T",
            traject.id,
            traject.zorgtype,
            _day(traject.begindatum),
            _day(traject.einddatum),
            traject.diagnose,
            traject.specialisme,
            traject.zorgvraag,
        )
        for number, bericht in enumerate(sent)
        for traject in bericht.trajecten
    ]
    assert read.zorgactiviteiten.select(
        "subtraject_nummer",
        "zorgactiviteit_code",
        "aantal",
        "uitvoerdatum",
        "zorgactiviteit_id",
    ).rows() == [
        (
            f"{number}.xml/{traject.id}",
            activiteit.code,
            int(activiteit.aantal),
            _day(activiteit.uitvoerdatum),
            activiteit.id,
        )
        for number, bericht in enumerate(sent)
        for traject in bericht.trajecten
        for activiteit in traject.activiteiten
    ]


outcomes = st.sampled_from(
    [
        ("ok", "199299012", "15D046", False),
        ("warning", "131999165", "15B094", False),
        ("ok", "199299122", None, True),
        ("no_tree", None, None, False),
    ]
)


def _group(subtrajecten: pl.DataFrame, draw: Callable[[], tuple]) -> pl.DataFrame:
    """A grouped frame in its own schema, with outcomes of our choosing."""
    rows = [(nummer, *draw()) for nummer in subtrajecten["subtraject_nummer"]]
    return pl.DataFrame(
        rows,
        {
            "subtraject_nummer": pl.String,
            "status": pl.String,
            "zorgproduct_code": pl.String,
            "declaratiecode": pl.String,
            "is_uitval": pl.Boolean,
        },
        orient="row",
    ).with_columns(release=pl.lit("R"), is_trial=False)


@LAW
@given(
    data=st.data(),
    sent=st.lists(berichten, min_size=1, max_size=4),
    as_zip=st.booleans(),
)
def test_reply_reads_back_as_the_grouped_frame_it_was_made_of(
    tmp_path_factory, data, sent, as_zip
):
    folder: Path = tmp_path_factory.mktemp("ronde")
    files = {f"{n}.xml": message(each).encode() for n, each in enumerate(sent)}
    (read,) = read_berichten(write_zip(folder / "in.zip", files))
    grouped = _group(read.subtrajecten, lambda: data.draw(outcomes))
    target = folder / ("uit.zip" if as_zip else "uit")

    aantal = write_resultaten(
        add_keys(grouped, read.subtrajecten),
        target,
        zorgactiviteiten=read.zorgactiviteiten,
    )
    replies = read_resultaten(target)

    assert aantal == len(sent)
    assert replies.findings.is_empty()
    trial = {f"{n}.xml": each.processing == "T" for n, each in enumerate(sent)}
    names = {
        bestand: f"{bestand[:-4]}{'.proef' if proef else ''}.resultaat.xml"
        for bestand, proef in trial.items()
    }
    assert set(replies.antwoorden.select("antwoord", "is_trial").rows()) == {
        (names[bestand], proef) for bestand, proef in trial.items()
    }
    wide = grouped.join(read.subtrajecten, on="subtraject_nummer")
    expected = wide.filter(pl.col("declaratiecode").is_not_null()).select(
        pl.col("bestand").replace_strict(names),
        "subtraject_id",
        "zorgproduct_code",
        "declaratiecode",
    )
    found = replies.declaraties.select(
        "antwoord", "subtraject_id", "zorgproduct_code", "declaratiecode"
    )
    assert sorted(found.rows()) == sorted(expected.rows())
    uitval = wide.filter("is_uitval").select("subtraject_id")
    told = replies.meldingen.filter(pl.col("code") == "B-43").select("subtraject_id")
    assert sorted(told.rows()) == sorted(uitval.rows())
