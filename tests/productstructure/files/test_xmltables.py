from contextlib import suppress
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.releases.builders import (
    BOM,
    BOOMBESTANDEN,
    REFERENTIES,
    edited_release,
    tiny_files,
    tiny_release,
    tiny_tables,
    write_folder,
)

from productstructure import ProductStructure, read_release
from productstructure.errors import DbcError, StructureError, UnreadableReleaseError
from productstructure.files import xmltables
from productstructure.files.xmltables import read_xml_tables
from productstructure.schema import TABLES

_MARKUP = [
    b"<",
    b">",
    b"&",
    b"&#0;",
    b"&#xD800;",
    b"</x>",
    b"<x/>",
    b"<![CDATA[",
    b"<?",
]


def test_read_release_tables_have_the_declared_columns_and_dtypes(
    tiny: ProductStructure,
) -> None:
    assert list(tiny.tables) == [table.name for table in TABLES]
    for table in TABLES:
        assert tiny.tables[table.name].schema == pl.Schema(table.dtypes)


def test_read_release_rows_keep_the_order_of_the_file(tiny: ProductStructure) -> None:
    # The rows come in four shapes: with and without next rule, EindDatum and code.
    tables = tiny_tables()
    regels = [int(row["BeslisRegelId"]) for row in tables["BeslisRegels"]]
    codes = [row["ProductCode"] for row in tables["Producten"]]
    assert tiny.tables["beslisregels"]["beslisregel_id"].to_list() == regels
    assert tiny.tables["producten"]["zorgproduct_code"].to_list() == codes


def test_read_release_absent_and_empty_elements_are_null(
    tiny: ProductStructure,
) -> None:
    specialisme = tiny.tables["specialismen"].row(0, named=True)
    assert specialisme["specialisme_cluster_01"] is None  # <... Key="1"/>
    assert specialisme["specialisme_oid"] is None
    assert specialisme["einddatum"] is None
    assert specialisme["specialisme_cluster_02"] == "S_1"


def test_read_release_blank_element_is_null(tmp_path: Path) -> None:
    release = read_release(
        tiny_release(tmp_path, Specialismen={1: {"SpecialismeOID": "\r\n  "}})
    )
    assert release.tables["specialismen"]["specialisme_oid"].to_list() == [None]


def test_read_release_items_are_placed_by_key_not_by_position(
    tiny: ProductStructure,
) -> None:
    activiteit = tiny.tables["zorgactiviteiten"].row(0, named=True)
    clusters = [activiteit[f"zorgactiviteit_cluster_{key:02d}"] for key in range(1, 11)]
    assert clusters == ["ZG_1", *[None] * 8, "ZG_10"]


def test_read_release_items_in_another_order_are_placed_by_key(tmp_path: Path) -> None:
    def swap(xml: bytes) -> bytes:
        return xml.replace(
            b'<ZorgActiviteitWeegFactorItem Key="1">1</ZorgActiviteitWeegFactorItem>'
            b'\r\n<ZorgActiviteitWeegFactorItem Key="2">30',
            b'<ZorgActiviteitWeegFactorItem Key="2">30</ZorgActiviteitWeegFactorItem>'
            b'\r\n<ZorgActiviteitWeegFactorItem Key="1">1',
        )

    release = read_release(edited_release(tmp_path, REFERENTIES, swap))
    weights = release.tables["zorgactiviteiten"].select("^weegfactor_.*$")
    assert weights.row(0) == (1, 30)


def test_read_release_elements_in_another_order_give_the_same_row(
    tmp_path: Path, tiny: ProductStructure
) -> None:
    start = {"BeslisRegelStart": "1"}  # mutate moves a changed element to the end
    release = read_release(tiny_release(tmp_path, ZorgProductGroepen={1: start}))
    groepen = release.tables["zorgproductgroepen"]
    assert groepen.equals(tiny.tables["zorgproductgroepen"])


def test_read_release_dates_are_read_in_both_forms(tmp_path: Path) -> None:
    dates = {"BeginDatum": "20120101", "EindDatum": "2016-06-30"}
    release = read_release(tiny_release(tmp_path, Producten={1: dates}))
    product = release.tables["producten"].row(0, named=True)
    assert product["begindatum"] == date(2012, 1, 1)
    assert product["einddatum"] == date(2016, 6, 30)


def test_read_release_flags_ids_and_texts_have_their_values(
    tiny: ProductStructure,
) -> None:
    regels, vragen = tiny.tables["beslisregels"], tiny.tables["zorgvragen"]
    assert regels["is_aanspraakbeperking"].to_list() == [False, False, True] + 4 * [
        False
    ]
    assert regels["beslisregel_waar"].to_list() == [None, None, None, None, 14] + 2 * [
        None
    ]
    assert vragen["zorgvraag_omschrijving"].to_list() == ["Vraag > 1 & meer"]


def test_read_release_file_without_bom_and_with_lf_reads_the_same(
    tmp_path: Path, tiny: ProductStructure
) -> None:
    files = {
        name: content.removeprefix(BOM).replace(b"\r\n", b"\n")
        for name, content in tiny_files().items()
    }
    plain = read_release(write_folder(tmp_path, files))
    for name, frame in tiny.tables.items():
        assert frame.equals(plain.tables[name])


def test_read_release_comments_are_skipped(tmp_path: Path) -> None:
    def comment(xml: bytes) -> bytes:
        return xml.replace(b"<LabelTrue>990", b"<!-- x --><LabelTrue>9<!-- y -->90")

    release = read_release(edited_release(tmp_path, BOOMBESTANDEN, comment))
    assert release.tables["beslisregels"]["label_waar"][0] == "990001"


@pytest.mark.parametrize("size", [1, 7, 100, 4096])
def test_read_xml_tables_pieces_of_any_size_give_the_same_tables(
    tiny: ProductStructure, size: int
) -> None:
    xml = tiny_files()[REFERENTIES]
    pieces = [xml[at : at + size] for at in range(0, len(xml), size)]
    content = read_xml_tables("referenties", pieces, "Referenties")
    assert content.identificatie == "Referenties_20161004"
    for name, frame in content.tables.items():
        assert frame.equals(tiny.tables[name])


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        (
            BOOMBESTANDEN,
            b"<LabelTrue>990001001</LabelTrue>",
            b"<LabelMisschien>1</LabelMisschien>",
            "beslisregels row 2: element LabelMisschien is unknown",
        ),
        (
            REFERENTIES,
            b'<ZorgActiviteitClusterItem Key="10">',
            b'<ZorgActiviteitClusterItem Key="11">',
            "zorgactiviteiten row 1: element ZorgActiviteitCluster/"
            "ZorgActiviteitClusterItem[@Key=11] is unknown",
        ),
        (
            REFERENTIES,
            b'<SpecialismeClusterItem Key="2">',
            b"<SpecialismeClusterItem>",
            "specialismen row 1: element SpecialismeCluster/"
            "SpecialismeClusterItem[@Key=None] is unknown",
        ),
        (
            REFERENTIES,
            b"<SpecialismeCluster>",
            b"<SpecialismeCluster>S_1",
            "specialismen row 1: text directly inside SpecialismeCluster is unknown",
        ),
        (
            REFERENTIES,
            b"<ZorgActiviteitWeegFactor>",
            b'<ZorgActiviteitWeegFactor><ZorgActiviteitClusterItem Key="2"/>',
            "ZorgActiviteitWeegFactor/ZorgActiviteitClusterItem[@Key=2] is unknown",
        ),
        (
            REFERENTIES,
            b'<SpecialismeClusterItem Key="2">S_1',
            b'<SpecialismeClusterItem Key="2"><Nieuw/>',
            "specialismen row 1: an element inside an item of SpecialismeCluster is",
        ),
        (
            BOOMBESTANDEN,
            b"</BeslisRegelId>",
            b"</BeslisRegelId>los",
            "beslisregels row 1: text 'los' behind BeslisRegelId is unknown",
        ),
        (
            BOOMBESTANDEN,
            b"</BeslisRegel>",
            b"</BeslisRegel>los",
            "beslisregels row 1: text 'los' behind the row is unknown",
        ),
        (
            BOOMBESTANDEN,
            b"<BeslisRegel>",
            b'<BeslisRegel nieuw="1">',
            "beslisregels row 1: attribute nieuw of BeslisRegel is unknown",
        ),
        (
            BOOMBESTANDEN,
            b"<BeslisRegelId>12<",
            b'<BeslisRegelId nieuw="1">12<',
            "beslisregels row 5: attribute nieuw='1' of BeslisRegelId is unknown",
        ),
        (
            BOOMBESTANDEN,
            b"<BeslisRegelId>12<",
            b"<BeslisRegelId><x/>12<",
            "beslisregels row 5: element BeslisRegelId/x[@Key=None] is unknown",
        ),
        (
            BOOMBESTANDEN,
            b"<BeslisRegelId>12<",
            b"<BeslisRegelId>12</BeslisRegelId><BeslisRegelId>12<",
            "beslisregels row 5: element BeslisRegelId occurs twice",
        ),
        (
            BOOMBESTANDEN,
            b"</BeslisRegels>",
            b"<Regel/></BeslisRegels>",
            "beslisregels row 8: element Regel in place of BeslisRegel is unknown",
        ),
        (
            BOOMBESTANDEN,
            b"<BoomParameters>",
            b"<BoomConstanten/>\r\n<BoomParameters>",
            "table BoomConstanten is unknown",
        ),
        (
            BOOMBESTANDEN,
            b"<InleesDatum/>",
            b"<Uitleesdatum/>",
            "VersieRecord has an unknown element Uitleesdatum",
        ),
        (
            BOOMBESTANDEN,
            b"<BoomParameters>",
            b"<BeslisRegels/>\r\n<BoomParameters>",
            "BeslisRegels occurs twice",
        ),
        (
            BOOMBESTANDEN,
            b"<Identificatie>BoomBestanden_20161004</Identificatie>",
            b"<Identificatie/>",
            "VersieRecord has no Identificatie",
        ),
        (
            REFERENTIES,
            b"InlezenReferenties",
            b"InlezenAddendum",
            "found InlezenAddendum where only InlezenReferenties was expected",
        ),
        (
            REFERENTIES,
            b"</InlezenReferenties>",
            b"</InlezenReferenties><InlezenReferenties/>",
            "found InlezenReferenties, InlezenReferenties where only Inlezen",
        ),
        (
            REFERENTIES,
            b"soapenv:Envelope",
            b"Envelope",
            "found Envelope where only {http://schemas.xmlsoap.org/soap/envelope/}Env",
        ),
        (
            REFERENTIES,
            b"soapenv:Body",
            b"soapenv:Envelope",
            "found {http://schemas.xmlsoap.org/soap/envelope/}Envelope where only {",
        ),
        (
            REFERENTIES,
            b"Heelkunde",
            b"&bom;",
            "is not well-formed XML in UTF-8 (Entity 'bom' not defined, line 14, col",
        ),
        (REFERENTIES, b"Heelkunde", b"Heelkunde\xe9", "is not well-formed XML in"),
        (REFERENTIES, b"Heelkunde", b"\x00", "is not well-formed XML in UTF-8"),
        (REFERENTIES, b"</soapenv:Envelope>", b"", "is not well-formed XML in UTF-8"),
    ],
)
def test_read_release_unknown_form_names_file_and_element(
    tmp_path: Path, name: str, old: bytes, new: bytes, found: str
) -> None:
    folder = edited_release(
        tmp_path, name, lambda xml: xml.replace(old, new, 1 + _all(old))
    )
    with pytest.raises(UnreadableReleaseError) as raised:
        read_release(folder)
    assert str(raised.value).startswith(f"{name}: ")
    assert found in str(raised.value)


@pytest.mark.parametrize(
    "doctype",
    [
        b"<!DOCTYPE x>",
        b'<!DOCTYPE x SYSTEM "http://localhost:9/x.dtd">',
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>',
        b'<!DOCTYPE x [<!ENTITY % a SYSTEM "http://localhost:9/x">%a;]>',
    ],
)
def test_read_release_doctype_is_refused_and_nothing_fetched(
    tmp_path: Path, doctype: bytes
) -> None:
    def declare(xml: bytes) -> bytes:
        with_doctype = xml.replace(BOM, BOM + doctype)
        return with_doctype.replace(b"Heelkunde", b"&a;" if b"a " in doctype else b"x")

    folder = edited_release(tmp_path, REFERENTIES, declare)
    with pytest.raises(UnreadableReleaseError, match=r"DOCTYPE|well-formed") as raised:
        read_release(folder)
    assert "root:" not in str(raised.value)


def test_read_xml_tables_document_after_an_undefined_entity_is_not_read() -> None:
    xml = tiny_files()[REFERENTIES]
    pieces = [xml.replace(b"Heelkunde", b"&bom;"), xml]
    with pytest.raises(UnreadableReleaseError, match="Entity 'bom' not defined"):
        read_xml_tables("referenties", pieces, "Referenties")


def test_read_release_truncated_file_is_refused(tmp_path: Path) -> None:
    folder = edited_release(tmp_path, REFERENTIES, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(UnreadableReleaseError, match="is not well-formed XML in UTF-8"):
        read_release(folder)


@pytest.mark.parametrize("content", [b"", b"code;naam\r\n", BOM])
def test_read_release_file_without_xml_is_refused(
    tmp_path: Path, content: bytes
) -> None:
    folder = edited_release(tmp_path, REFERENTIES, lambda _: content)
    with pytest.raises(UnreadableReleaseError, match="is not well-formed XML in UTF-8"):
        read_release(folder)


def test_read_release_swapped_files_are_refused(tmp_path: Path) -> None:
    files = tiny_files()
    swapped = {BOOMBESTANDEN: files[REFERENTIES], REFERENTIES: files[BOOMBESTANDEN]}
    with pytest.raises(UnreadableReleaseError, match="or the two files were swapped"):
        read_release(write_folder(tmp_path, swapped))


def test_read_release_missing_table_is_refused_as_addendum(tmp_path: Path) -> None:
    def cut(xml: bytes) -> bytes:
        start, stop = xml.index(b"<ZorgVragen>"), xml.index(b"<Diagnosen>")
        return xml[:start] + xml[stop:]

    folder = edited_release(tmp_path, REFERENTIES, cut)
    with pytest.raises(UnreadableReleaseError, match="ZorgVragen was not found"):
        read_release(folder)


def test_read_release_optional_table_may_be_empty(tmp_path: Path) -> None:
    release = read_release(tiny_release(tmp_path, LimitatieMachtigingen={1: None}))
    frame = release.tables["limitatiemachtigingen"]
    assert frame.is_empty()
    assert frame.schema == pl.Schema(
        next(t for t in TABLES if t.name == "limitatiemachtigingen").dtypes
    )


def test_read_release_trees_of_another_release_are_refused(tmp_path: Path) -> None:
    renumbered = {
        number: {"BeslisRegelStart": str(100 + number)} for number in range(1, 7)
    }
    mixed = {
        BOOMBESTANDEN: tiny_files()[BOOMBESTANDEN],
        REFERENTIES: tiny_files(ZorgProductGroepen=renumbered)[REFERENTIES],
    }
    with pytest.raises(StructureError, match="two releases were mixed"):
        read_release(write_folder(tmp_path, mixed))


def test_read_xml_tables_file_without_rows_does_not_pile_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(xmltables, "_MAX_PENDING_BYTES", 10_000)
    pieces = [b"<x>", *[b"<y>z</y>" * 100] * 100]
    with pytest.raises(UnreadableReleaseError, match="without a complete row"):
        read_xml_tables("referenties", pieces, "Referenties")


def test_read_xml_tables_file_with_rows_may_be_of_any_size(
    tiny: ProductStructure, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is pending begins anew with each complete row: 1,500 bytes hold one."""
    xml = tiny_files()[REFERENTIES]
    monkeypatch.setattr(xmltables, "_MAX_PENDING_BYTES", 1_500)
    assert len(xml) > 5 * 1_500
    pieces = [xml[at : at + 100] for at in range(0, len(xml), 100)]
    content = read_xml_tables("referenties", pieces, "Referenties")
    assert content.tables["producten"].equals(tiny.tables["producten"])


def test_read_release_many_unreadable_cells_are_counted(tmp_path: Path) -> None:
    folder = edited_release(
        tmp_path,
        BOOMBESTANDEN,
        lambda xml: xml.replace(b"<BoomParameterNummer>", b"<BoomParameterNummer>x"),
    )
    with pytest.raises(StructureError) as raised:
        read_release(folder)
    assert str(raised.value).startswith(f"{BOOMBESTANDEN}: the release has ")
    of_parameters = [f for f in raised.value.faults if "boomparameters" in f]
    assert len(of_parameters) == 21
    assert of_parameters[-1].endswith("boomparameters: 39 more faults.")


def _all(old: bytes) -> int:
    """How many further times to replace: every time for the name of an element."""
    return 0 if old.startswith(b"<") or old == b"Heelkunde" else 99


@given(data=st.data())
@settings(max_examples=50, deadline=None)
def test_read_xml_tables_damaged_xml_never_raises_another_error(
    data: st.DataObject,
) -> None:
    xml = tiny_files()[REFERENTIES]
    position = data.draw(st.integers(0, len(xml)))
    damage = data.draw(st.one_of(st.binary(max_size=3), st.sampled_from(_MARKUP)))
    cut = data.draw(st.integers(0, 40))
    damaged = xml[:position] + damage + xml[position + cut :]
    with suppress(DbcError):
        read_xml_tables("referenties", [damaged], "Referenties")
