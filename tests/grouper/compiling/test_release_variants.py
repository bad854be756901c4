"""What a next release may look like: read right, or refused by name, or told.

Each variant is the example release with one change. Either the example batch comes out
as before (and what is unusual is told where it could be asked about), or the release is
refused with a sentence that names the thing.
"""

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal
from support.releases.example import example_batch, example_release
from support.releases.release_variants import BOOM, REF, XSI, Edit, Files, cell, first

from grouper import Grouper, compile_structure
from grouper.compiled.bounds import check_bounds
from grouper.compiled.structure import CompiledStructure
from productstructure import read_release
from productstructure.errors import StructureError, UnreadableReleaseError

NIL = f"{{{XSI}}}nil"
BEHIND = "newer in form"


def compiled(files: Files, folder: Path) -> CompiledStructure:
    release = compile_structure(read_release(files.folder(folder)))
    # A variant that is taken can be opened again when it was saved.
    check_bounds(release)
    return release


@cache
def _expected() -> pl.DataFrame:
    return Grouper(example_release(), threads=1).group(*example_batch()).grouped


def assert_groups_as_before(release: CompiledStructure) -> None:
    found = Grouper(release, threads=1).group(*example_batch()).grouped
    assert_frame_equal(found.drop("release"), _expected().drop("release"))


def after_row(files: Files, text: str) -> None:
    first(files, "Diagnosen").tail = text


def put(element: "object", text: str) -> None:
    element.text = text  # type: ignore[attr-defined]


def attribute(container: str, name: str, value: str, column: str = "") -> Edit:
    def edit(files: Files) -> None:
        where = cell(files, container, column) if column else first(files, container)
        where.set(name, value)

    return edit


def table_attribute(container: str, name: str) -> Edit:
    return lambda files: files.table(container).set(name, "x")


def changed(container: str, where: Mapping[str, str], **values: str | None) -> Edit:
    return lambda files: files.change(container, where, **values)


POLI = {"ZorgActiviteitCode": "060101"}
NEW_PARAMETER = {"BoomParameterNummer": "600", "VeldNaam": "iets"}


def unused(files: Files) -> tuple[str, str]:
    """Take the tests of a boomparameter out of the trees; its number and a copy."""
    rows = files.rows("Attributen", BoomParameterNummer="231")
    own = {row.findtext("AttribuutId") for row in rows}
    koppelingen = files.table("AttribuutGroepKoppelingen")
    for row in list(koppelingen):
        if row.findtext("AttribuutId") in own:
            koppelingen.remove(row)
    return "231", "icd_diagnosecode"


def with_unused(edit: Edit) -> Edit:
    def both(files: Files) -> None:
        unused(files)
        edit(files)

    return both


def between(nummer: str, onder: str, boven: str | None, soort: str = "2") -> Edit:
    """Make the first filter on a boomparameter one between bounds, or by number."""

    def edit(files: Files) -> None:
        row = files.rows("Attributen", BoomParameterNummer=nummer)[0]
        files.change(
            "Attributen",
            {"AttribuutId": str(row.findtext("AttribuutId"))},
            OnderFilterWaarde=onder,
            BovenFilterWaarde=boven,
            FilterToetsWijze="1" if boven is None else "2",
            FilterWaardeType=soort,
        )

    return edit


def many(
    container: str, like: Mapping[str, str], element: str, codes: list[str]
) -> Edit:
    def edit(files: Files) -> None:
        for code in codes:
            files.add(container, like, **{element: code})

    return edit


def only_onverzekerd(files: Files) -> None:
    row = files.rows("Producten", DeclaratieCodeVerzekerdeZorg="15X122")[0]
    verzekerd = row.find("DeclaratieCodeVerzekerdeZorg")
    assert verzekerd is not None
    row.remove(verzekerd)


def exchanged(files: Files) -> None:
    man, vrouw = (files.rows("Geslachten", GeslachtCodeNEN=nen)[0] for nen in "12")
    for row, hl7 in ((man, "F"), (vrouw, "M")):
        found = row.find("GeslachtCodeHL7")
        assert found is not None
        found.text = hl7


def one_late_version(day: str) -> Edit:
    return lambda files: put(cell(files, "Producten", "VersieDatum"), day)


def extra_cell(container: str, name: str) -> Edit:
    def edit(files: Files) -> None:
        from lxml import etree

        etree.SubElement(first(files, container), name).text = "V"

    return edit


def respelled(element: str, change: Callable[[str], str]) -> Edit:
    """Change the text of the first element of a name that has one."""

    def edit(files: Files) -> None:
        cells = [cell for cell in files.roots[REF].iter(element) if cell.text]
        cells[0].text = change(cells[0].text)

    return edit


REFUSED: Mapping[str, tuple[Edit, str]] = {
    # statuses and mutations
    "row attribute Mutatie": (
        attribute("ZorgActiviteiten", "Mutatie", "V"),
        "zorgactiviteiten row 1: attribute Mutatie",
    ),
    "row attribute Status": (
        attribute("BeslisRegels", "Status", "Vervallen"),
        "beslisregels row 1: attribute Status",
    ),
    "cell attribute Mutatie": (
        attribute("Producten", "Mutatie", "V", "ProductCode"),
        "attribute Mutatie='V' of ProductCode",
    ),
    "item attribute beside Key": (
        attribute("ZorgActiviteiten", "Status", "x", "ZorgActiviteitClusterItem"),
        "attribute Status='x' of ZorgActiviteitClusterItem",
    ),
    "table attribute": (
        table_attribute("Diagnosen", "Mutatie"),
        "attribute Mutatie of Diagnosen",
    ),
    "table attribute of a table without rows": (
        lambda files: (
            files.table("VertaalZorgActiviteiten").set("Soort", "x"),
            [
                row.getparent().remove(row)
                for row in files.rows("VertaalZorgActiviteiten")
            ],
        ),
        "attribute Soort of VertaalZorgActiviteiten",
    ),
    "element Mutatie": (
        extra_cell("Producten", "Mutatie"),
        "element Mutatie is unknown",
    ),
    "nil beside a value": (
        attribute("Producten", NIL, "true", "DeclaratieCodeVerzekerdeZorg"),
        "xsi:nil of DeclaratieCodeVerzekerdeZorg, which has a value",
    ),
    "nil on a row": (attribute("Diagnosen", NIL, "true"), "nil of Diagnose"),
    # loose text
    "text behind a row": (lambda files: after_row(files, "vervallen"), "'vervallen'"),
    "text inside a row": (
        lambda files: put(first(files, "Diagnosen"), "x"),
        "text 'x' inside Diagnose",
    ),
    "text inside a table": (
        lambda files: put(files.table("Diagnosen"), "let op"),
        "text 'let op' inside Diagnosen",
    ),
    "text behind a cell": (
        lambda files: setattr(cell(files, "Producten", "ProductCode"), "tail", "?"),
        "text '?' behind ProductCode",
    ),
    "text between items": (
        lambda files: setattr(
            cell(files, "ZorgActiviteiten", "ZorgActiviteitClusterItem"), "tail", "Z_A"
        ),
        "text 'Z_A' directly inside ZorgActiviteitCluster",
    ),
    "text between tables": (
        lambda files: setattr(files.table("Diagnosen"), "tail", "einde"),
        "text 'einde' between the tables",
    ),
    # boomparameters
    "other VeldNaam": (
        changed(
            "BoomParameters",
            {"BoomParameterNummer": "100"},
            VeldNaam="leeftijd_maanden",
        ),
        "veldnaam is 'leeftijd_maanden'",
    ),
    "einddatum for begindatum": (
        changed("BoomParameters", {"BoomParameterNummer": "241"}, VeldNaam="einddatum"),
        "veldnaam is 'einddatum'",
    ),
    "other TabelNaam": (
        changed(
            "BoomParameters",
            {"BoomParameterNummer": "300"},
            TabelNaam="uitgevoerde_zorgactiviteiten via behandelklassen",
        ),
        "tabelnaam is 'uitgevoerde_zorgactiviteiten via behandelklassen'",
    ),
    "other calculation": (
        changed(
            "BoomParameters",
            {"BoomParameterNummer": "301"},
            AttribuutWaardeBepaling="COUNT(uza)",
        ),
        "attribuutwaardebepaling is 'COUNT(uza)'",
    ),
    "new boomparameter that a tree tests": (
        lambda files: (
            files.add(
                "BoomParameters", {"BoomParameterNummer": "300"}, **NEW_PARAMETER
            ),
            files.change(
                "Attributen", {"BoomParameterNummer": "300"}, BoomParameterNummer="600"
            ),
        ),
        "boomparameter is 600",
    ),
    # filters
    "between on codes that are not there": (
        between("300", "970000", "979999"),
        "No row",
    ),
    "numeric on a code that is not there": (
        between("300", "979999", None, "1"),
        "No row",
    ),
    "numeric on codes with letters": (between("301", "1", "9", "1"), "have letters"),
    "dates on a code": (
        between("300", "20240101", "20240201", "3"),
        "begindatum (241) alone",
    ),
    "upper bound beside equality": (
        changed("Attributen", {"BoomParameterNummer": "101"}, BovenFilterWaarde="9"),
        "no other upper bound",
    ),
    "boventoetswaarde beside equality": (
        changed(
            "AttribuutGroepKoppelingen",
            {"AttribuutToetsWijze": "1"},
            BovenToetsWaarde="5",
        ),
        "no other upper bound",
    ),
    # closed lists
    "op nota of another kind": (
        changed("ZorgActiviteiten", {"OpNota": "J"}, OpNota="X"),
        "op_nota is 'X'",
    ),
    "geslachten exchanged": (exchanged, "Expected 1 with M, 2 with F"),
    "fourth geslacht that a tree tests": (
        lambda files: (
            files.add(
                "Geslachten",
                {"GeslachtCodeNEN": "9"},
                GeslachtCodeNEN="3",
                GeslachtCodeHL7="X",
            ),
            files.change(
                "Attributen",
                {"BoomParameterNummer": "101", "OnderFilterWaarde": "2"},
                OnderFilterWaarde="3",
            ),
        ),
        "geslacht that this software does not know",
    ),
    "declaratiecode UITVAL": (
        changed(
            "Producten",
            {"DeclaratieCodeVerzekerdeZorg": "15X004"},
            DeclaratieCodeVerzekerdeZorg="UITVAL",
        ),
        "declaratiecode_verzekerd is 'UITVAL'",
    ),
    "declaratiecode 000000": (
        changed(
            "Producten",
            {"DeclaratieCodeVerzekerdeZorg": "15X004"},
            DeclaratieCodeVerzekerdeZorg="000000",
        ),
        "declaratiecode_verzekerd is '000000'",
    ),
    "codes of a pair exchanged": (
        changed(
            "Producten",
            {"DeclaratieCodeVerzekerdeZorg": "15X122"},
            DeclaratieCodeVerzekerdeZorg="17X122",
            DeclaratieCodeOnVerzekerdeZorg="15X122",
        ),
        "declaratiecode_verzekerd is '17X122'",
    ),
    "onverzekerde code alone": (
        only_onverzekerd,
        "never has only an onverzekerde code",
    ),
    # longer codes, codes with letters: newer, not damaged
    "longer zorgactiviteit": (
        changed("ZorgActiviteiten", POLI, ZorgActiviteitCode="0601010"),
        "zorgactiviteit_code is '0601010'",
    ),
    "zorgactiviteit with a letter": (
        changed("ZorgActiviteiten", POLI, ZorgActiviteitCode="A60101"),
        BEHIND,
    ),
    "longer diagnose": (
        lambda files: files.add("Diagnosen", {}, DiagnoseCode="11020"),
        BEHIND,
    ),
    "longer declaratiecode": (
        changed(
            "Producten",
            {"DeclaratieCodeVerzekerdeZorg": "15X004"},
            DeclaratieCodeVerzekerdeZorg="15X0044",
        ),
        BEHIND,
    ),
    "longer afsluitreden": (
        lambda files: files.add("AfsluitRedenen", {}, AfsluitRedenCode="104"),
        BEHIND,
    ),
    "longer aanspraakcode": (
        lambda files: files.change(
            "ZorgActiviteiten", {"AanspraakCode": "2601"}, AanspraakCode="26011"
        ),
        BEHIND,
    ),
    "weegfactor with a fraction": (
        lambda files: put(
            cell(files, "ZorgActiviteiten", "ZorgActiviteitWeegFactorItem"), "1.5"
        ),
        BEHIND,
    ),
    "flag in words": (
        lambda files: put(
            cell(files, "BeslisRegels", "IndicatieAanspraakbeperking"), "Ja"
        ),
        BEHIND,
    ),
    # signs that nobody sees, or that look like others
    **{
        f"{sign!r} in {element}": (
            respelled(element, lambda text, sign=sign: text[:2] + sign + text[2:]),
            "expected a code of plain signs",
        )
        for element in ("ZorgActiviteitClusterItem", "DiagnoseClusterItem")
        for sign in ("\u200b", "\u00ad", "\ufeff", "\u00a0", "\uff10", "\u0417")
    },
    # two sets
    "Identificatie of two sets": (
        lambda files: files.everywhere("Identificatie", "Referenties_20231115", REF),
        "not of one set: Identificatie",
    ),
    "VersieDatum of two sets": (
        lambda files: files.everywhere("VersieDatum", "2023-09-21", REF),
        "not of one set: the boombestanden have VersieDatum 2023-09-20",
    ),
    "VersieDatum of all rows years ahead": (
        lambda files: files.everywhere("VersieDatum", "9023-09-20"),
        "VersieDatum 9023-09-20 stands in most rows",
    ),
    # tables and columns
    "new table": (
        lambda files: files.table("Diagnosen").addprevious(
            files.roots[REF].makeelement("Regios")
        ),
        "table Regios is unknown",
    ),
    "table renamed": (
        lambda files: setattr(files.table("Diagnosen"), "tag", "Diagnoses"),
        "table Diagnoses is unknown",
    ),
    "table gone": (
        lambda files: (
            files.table("Geslachten").getparent().remove(files.table("Geslachten"))
        ),
        "Geslachten was not found",
    ),
    "column renamed": (
        lambda files: setattr(
            cell(files, "Diagnosen", "DiagnoseCode"), "tag", "Diagnose_Code"
        ),
        "element Diagnose_Code is unknown",
    ),
    "another namespace": (
        lambda files: setattr(
            files.roots[REF].find(".//InlezenReferenties"),
            "tag",
            "{urn:nza}InlezenReferenties",
        ),
        "another namespace. The release is newer in form",
    ),
}


@pytest.mark.parametrize(("edit", "found"), REFUSED.values(), ids=list(REFUSED))
def test_variant_is_refused_by_name(tmp_path: Path, edit: Edit, found: str) -> None:
    files = Files()
    edit(files)
    with pytest.raises((StructureError, UnreadableReleaseError)) as raised:
        compiled(files, tmp_path)
    text = str(raised.value)
    assert found in text
    assert "The release is damaged or incomplete; download it again." not in text


TOLD: Mapping[str, tuple[Edit, str]] = {
    "as it is": (lambda files: None, ""),
    "one VersieDatum of the year 9023": (
        one_late_version("9023-09-20"),
        "VersieDatum 9023-09-20 stands in 1 of",
    ),
    "one VersieDatum a year ahead": (
        one_late_version("2024-09-20"),
        "VersieDatum 2024-09-20",
    ),
    "one VersieDatum long ago": (one_late_version("1023-09-20"), "far from 2023-09-20"),
    "one VersieDatum some days later": (
        one_late_version("2023-09-22"),
        "the release counts as of that date",
    ),
    "other Identificatie in both": (
        lambda files: [
            files.everywhere("Identificatie", f"{kind}_20231115", kind)
            for kind in (BOOM, REF)
        ],
        "says 2023-11-15",
    ),
    "einddatum of the year 3024": (
        changed("Geslachten", {"GeslachtCodeNEN": "9"}, EindDatum="3024-12-30"),
        "einddatum far from the release's own date 2024-01-01",
    ),
    "einddatum that means open": (
        changed("Geslachten", {"GeslachtCodeNEN": "9"}, EindDatum="9999-12-31"),
        "",
    ),
    "unused boomparameter that is new": (
        lambda files: files.add(
            "BoomParameters", {"BoomParameterNummer": "300"}, **NEW_PARAMETER
        ),
        "boomparameters: 600 unknown",
    ),
    "boomparameter in other blanks and case": (
        changed(
            "BoomParameters", {"BoomParameterNummer": "100"}, VeldNaam=" Leeftijd "
        ),
        "",
    ),
    "112 as RZ17a writes it": (
        changed(
            "BoomParameters",
            {"BoomParameterNummer": "112"},
            VeldNaam="zorginstellingscluster_1",
        ),
        "",
    ),
    "fourth geslacht": (
        lambda files: files.add(
            "Geslachten",
            {"GeslachtCodeNEN": "9"},
            GeslachtCodeNEN="0",
            GeslachtCodeHL7="UNK",
        ),
        "code '0' (UNK) is unknown",
    ),
    "geslacht in two periods": (
        lambda files: (
            files.change(
                "Geslachten", {"GeslachtCodeNEN": "9"}, EindDatum="2022-06-30"
            ),
            files.add(
                "Geslachten",
                {"GeslachtCodeNEN": "9"},
                BeginDatum="2022-07-01",
                EindDatum="9999-12-31",
            ),
        ),
        "",
    ),
    "new tarieftype": (
        lambda files: files.add(
            "ZorgActiviteiten",
            {"TariefType": "30"},
            ZorgActiviteitCode="069990",
            TariefType="40",
        ),
        "tarieftype(n) 40 are unknown",
    ),
    "op nota N": (
        lambda files: [
            files.change("ZorgActiviteiten", POLI, OpNota="N"),
        ],
        "",
    ),
    "pair that is no twin": (
        changed(
            "Producten",
            {"DeclaratieCodeVerzekerdeZorg": "15X122"},
            DeclaratieCodeOnVerzekerdeZorg="17X122",
        ),
        "",
    ),
    "nil on empty elements": (
        lambda files: [
            cell.set(NIL, "true")
            for cell in files.roots[REF].iter("SpecialismeClusterItem")
            if not cell.text
        ],
        "",
    ),
    "types and languages": (
        lambda files: [
            (
                cell.set(f"{{{XSI}}}type", "xs:string"),
                cell.set("{http://www.w3.org/XML/1998/namespace}lang", "nl"),
            )
            for cell in files.roots[REF].iter("DiagnoseOmschrijving")
        ],
        "",
    ),
    "new column that was announced": (
        lambda files: files.change("Specialismen", {}, IndicatieAanspraakbeperking="1"),
        "have a value in IndicatieAanspraakbeperking",
    ),
    "cdata and comments": (
        lambda files: put(
            cell(files, "Diagnosen", "DiagnoseOmschrijving"), "A & B < C"
        ),
        "",
    ),
    # names
    "underscores": (
        lambda files: files.rename("20240101_{}_v20231001.xml"),
        "not as the NZa",
    ),
    "copy": (
        lambda files: files.rename("20240101 {} v20231001 (1).xml"),
        "not as the NZa",
    ),
    "second copy": (
        lambda files: files.rename("20240101 {} v20231001 - kopie (2).xml"),
        "not as the NZa",
    ),
    "hyphens": (
        lambda files: files.rename("2024-01-01-{}-v2023-10-01.xml"),
        "not as the NZa",
    ),
    "more blanks": (
        lambda files: files.rename("20240101  {}  v20231001 .xml"),
        "not as",
    ),
    "name of the release": (
        lambda files: files.rename("20240101 {} RZ24a v20231001.xml"),
        "not as",
    ),
    "capitals": (
        lambda files: files.names.update(
            {
                BOOM: "20240101 BOOMBESTANDEN V20231001.XML",
                REF: "20240101 referenties v20231001.xml",
            }
        ),
        "",
    ),
    "one folder deeper": (
        lambda files: files.rename("20240101 Grouper/20240101 {} v20231001.xml"),
        "",
    ),
    "files of the system": (
        lambda files: files.beside.update(
            {
                "__MACOSX/._20240101 BoomBestanden v20231001.xml": b"x",
                "._x.xml": b"x",
                ".DS_Store": b"x",
            }
        ),
        "",
    ),
    "other files": (
        lambda files: files.beside.update({"Leeswijzer.pdf": b"%PDF"}),
        "Not read, for it is no XML: 'Leeswijzer.pdf'",
    ),
}


@pytest.mark.parametrize(("edit", "told"), TOLD.values(), ids=list(TOLD))
def test_variant_groups_as_before_and_is_told(
    tmp_path: Path, edit: Edit, told: str
) -> None:
    files = Files()
    edit(files)
    release = compiled(files, tmp_path)
    assert_groups_as_before(release)
    assert bool(release.notices) == bool(told)
    assert not told or any(told in notice for notice in release.notices)


TOLD_WITHOUT_231: Mapping[str, tuple[Edit, str]] = {
    "ICD-10 with letters": (
        lambda files: files.everywhere("ICD10DiagnoseCode", "J45.1", REF),
        "(1 to 6 digits); no tree tests it",
    ),
    "boomparameter on another field": (
        changed("BoomParameters", {"BoomParameterNummer": "231"}, VeldNaam="icd_11"),
        "boomparameters: 231 defined otherwise",
    ),
    "boomparameter gone": (
        lambda files: (
            files.table("BoomParameters").remove(
                files.rows("BoomParameters", BoomParameterNummer="231")[0]
            )
            or files.table("Attributen").remove(
                files.rows("Attributen", BoomParameterNummer="231")[0]
            )
        ),
        "",
    ),
    "attribuut on a new boomparameter": (
        lambda files: (
            files.add(
                "BoomParameters", {"BoomParameterNummer": "300"}, **NEW_PARAMETER
            ),
            files.change(
                "Attributen", {"BoomParameterNummer": "231"}, BoomParameterNummer="600"
            ),
        ),
        "boomparameters: 600 unknown",
    ),
}


@pytest.mark.parametrize(
    ("edit", "told"), TOLD_WITHOUT_231.values(), ids=list(TOLD_WITHOUT_231)
)
def test_what_no_tree_tests_is_told_and_let_through(
    tmp_path: Path, edit: Edit, told: str
) -> None:
    with_it, without = Files(), Files()
    unused(without)
    unused(with_it)
    edit(with_it)
    batch = example_batch()
    expected = Grouper(compiled(without, tmp_path / "a"), threads=1).group(*batch)
    release = compiled(with_it, tmp_path / "b")
    found = Grouper(release, threads=1).group(*batch)
    assert_frame_equal(found.grouped, expected.grouped)
    assert any(told in notice for notice in release.notices) or not told


def test_a_version_in_the_name_years_ahead_is_told(tmp_path: Path) -> None:
    files = Files()
    files.rename("20240101 {} v20991001.xml")
    release = compiled(files, tmp_path)
    assert any("is far from 2023-09-20" in notice for notice in release.notices)
    assert_groups_as_before(release)
