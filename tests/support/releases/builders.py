"""A tiny release in the NZa's XML forms, and mutated copies of it.

Two tree versions (2016 and 2017, the second with one rule more), two groups and seven
rules: small enough to know by heart, sound in every respect that loading checks.
Elements have the NZa's names; a nested item is written as ``Container/Key``.
"""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

from productstructure.boomparameters import BOOMPARAMETERS

Row = dict[str, str]
Rows = list[Row]
Mutation = Mapping[int, Mapping[str, str | None] | None]

BOOMBESTANDEN = "20170101 BoomBestanden v20161117.xml"
REFERENTIES = "20170101 Referenties v20161117.xml"
BOM = b"\xef\xbb\xbf"

_BOOMPARAMETERS = {
    **dict.fromkeys([100, 101, 110, 111, 112, 200, 201, 202], "aantal records"),
    **dict.fromkeys([210, 211, 212, 220, 221, 222, 230, 231], "aantal records"),
    **dict.fromkeys([232, 233, 234, 235, 236, 237, 241], "aantal records"),
    **dict.fromkeys([*range(300, 311), 351], "SUM(uza.aantal)"),
    **dict.fromkeys([*range(400, 411), 451], "SUM(uza.aantal*weegfactor_1)"),
    **dict.fromkeys([*range(500, 511), 551], "SUM(uza.aantal*weegfactor_2)"),
}

_V2016 = {"BeginDatum": "2016-01-01", "EindDatum": "2016-12-31"}
_V2017 = {"BeginDatum": "2017-01-01"}
_ALWAYS = {"BeginDatum": "2012-01-01"}
_VERSIE = {"VersieDatum": "2016-10-04"}


def tiny_tables() -> dict[str, Rows]:
    """Return the rows of all 18 tables, by container element, in file order."""
    tables = {
        "BeslisRegels": [
            # Topboom, then the two groups, of 2016.
            _regel(1, 1, label_true="990001", label_false="990002"),
            _regel(2, 2, label_true="990001001", label_false="990001002"),
            _regel(3, 3, label_true="990002001", label_false="990002002", flag="1"),
            # The same of 2017, where group 990001 has a second rule.
            _regel(11, 1, label_true="990001", label_false="990002"),
            _regel(12, 2, next_true="14", label_false="990001002"),
            _regel(13, 3, label_true="990002001", label_false="990002002"),
            _regel(14, 4, label_true="990001001", label_false="990001003"),
        ],
        "AttribuutGroepen": [
            _groep(1, "Zorgtype 11 of kind", 1),
            _groep(2, "Polikliniek en klasse", 2),
            _groep(3, "Diagnosecluster", 1),
            _groep(4, "Meer dan 30 minuten", 1),
        ],
        "AttribuutGroepKoppelingen": [
            _koppeling(1, 1, 1),
            _koppeling(2, 1, 2),
            _koppeling(3, 2, 3),
            _koppeling(4, 2, 4),
            _koppeling(5, 3, 5),
            _koppeling(6, 4, 6, onder="31", boven="240"),
        ],
        "Attributen": [
            _attribuut(1, 210, "11"),
            _attribuut(2, 100, "0", "17", toetswijze="2", waardetype="1"),
            _attribuut(3, 300, "190060"),
            _attribuut(4, 351, "K_1"),
            _attribuut(5, 232, "DG_1"),
            _attribuut(6, 501, "ZG_1"),
            # Exempt from the reference check: no row of ZorgInstellingen has this code.
            _attribuut(7, 110, "06061002"),
        ],
        "BoomParameters": [
            {
                "BoomParameterNummer": str(nummer),
                "Omschrijving": f"Parameter {nummer}",
                "TabelNaam": BOOMPARAMETERS[nummer].tabelnaam,
                "VeldNaam": BOOMPARAMETERS[nummer].veldnamen[0],
                "AttribuutWaardeBepaling": bepaling,
            }
            for nummer, bepaling in _BOOMPARAMETERS.items()
        ],
    }
    tables |= _referenties()
    for name, rows in tables.items():
        if name != "BoomParameters":
            for row in rows:
                row |= _VERSIE
    return tables


def _referenties() -> dict[str, Rows]:
    zorgtype = {"SpecialismeCode": "0303", "ZorgTypeOmschrijving": "Zorgtype"}
    diagnose = {"SpecialismeCode": "0303", "DiagnoseOmschrijving": "Diagnose"}
    no_weight = {"ZorgActiviteitWeegFactor/1": "0", "ZorgActiviteitWeegFactor/2": "0"}
    return {
        "Specialismen": [
            {
                "SpecialismeCode": "0303",
                "SpecialismeOmschrijving": "Heelkunde",
                "SpecialismeIndicatie": "1",
                "SpecialismeCluster/1": "",
                "SpecialismeCluster/2": "S_1",
                **_ALWAYS,
            }
        ],
        "ZorgProductGroepen": [
            _tree("0", 1, _V2016),
            _tree("0", 11, _V2017),
            _tree("990001", 2, _V2016),
            _tree("990001", 12, _V2017),
            _tree("990002", 3, _V2016),
            _tree("990002", 13, _V2017),
        ],
        "Producten": [
            # Known over the whole of both versions by two rows that join.
            _product("990001001", "15A001", {**_ALWAYS, "EindDatum": "2016-06-30"}),
            _product("990001001", "15A001", {"BeginDatum": "2016-07-01"}),
            _product("990001002", None, _ALWAYS),
            _product("990001003", None, _V2017),
            _product("990002001", "15A002", _ALWAYS, onverzekerd="17A002"),
            _product("990002002", "14A003", _ALWAYS),
            _product("190129", "190129", _ALWAYS),
        ],
        "ZorgTypen": [
            zorgtype
            | {"ZorgTypeCode": code, "ZorgTypeAttribuutCode": code}
            | {"ZorgTypeCluster/1": "", "ZorgTypeCluster/2": ""}
            | {"MaximaleLooptijd": "120"}
            | _ALWAYS
            for code in ("11", "21")
        ],
        "ZorgVragen": [
            {
                "SpecialismeCode": "0303",
                "ZorgVraagCode": "1",
                "ZorgVraagOmschrijving": "Vraag > 1 & meer",
                "ZorgVraagAttribuutCode": "0303.1",
                **_ALWAYS,
            }
        ],
        "Diagnosen": [
            diagnose
            | {"DiagnoseCode": code, "DiagnoseAttribuutCode": f"0303.{code}"}
            | {"DiagnoseCluster/1": cluster, "ICD10DiagnoseCode": "130104"}
            | _ALWAYS
            for code, cluster in (("280", "DG_1"), ("175", ""))
        ],
        "ZorgActiviteiten": [
            {
                "ZorgActiviteitCode": "190060",
                "ZorgActiviteitOmschrijving": "Polikliniekbezoek",
                "ZorgActiviteitCluster/1": "ZG_1",
                "ZorgActiviteitCluster/10": "ZG_10",
                "ZorgActiviteitWeegFactor/1": "1",
                "ZorgActiviteitWeegFactor/2": "30",
                "Zorgprofielklassecode": "1",
                "OpNota": "J",
                **_ALWAYS,
            },
            {
                "ZorgActiviteitCode": "190129",
                "ZorgActiviteitOmschrijving": "IC-behandeldag",
                "TariefType": "15",
                "Zorgprofielklassecode": "18",
                **no_weight,
                **_ALWAYS,
            },
        ],
        "BehandelKlassen": [
            {
                "ZorgProductGroepCode": "990001",
                "ZorgActiviteitCode": "190060",
                "BehandelKlasseCode": "K_1",
                "BehandelKlasseOmschrijving": "Klasse 1",
                **_ALWAYS,
            }
        ],
        "AfsluitRedenen": [
            {
                "AfsluitRedenCode": "00",
                "AfsluitRedenOmschrijving": "Niet afgesloten",
                **_ALWAYS,
            }
        ],
        "Geslachten": [
            {
                "GeslachtCodeNEN": "2",
                "GeslachtCodeHL7": "F",
                "GeslachtOmschrijving": "Vrouw",
                **_ALWAYS,
            }
        ],
        "VertaalZorgActiviteiten": [
            {
                "ZorgActiviteitCode": "190129",
                "ZorgActiviteitOmschrijving": "IC-behandeldag",
                "ZorgActiviteitCodeOud": "190060",
                "ZorgActiviteitOmschrijvingOud": "Polikliniekbezoek",
                **_V2016,
            }
        ],
        "ZorgInstellingen": [
            {
                "ZorgInstellingsCode": "01234567",
                "ZorgInstellingsOmschrijving": "Proefdraaien",
                **_ALWAYS,
            }
        ],
        "LimitatieMachtigingen": [
            {
                "SpecialismeCode": "0303",
                "DiagnoseCode": "280",
                "DiagnoseOmschrijving": "Diagnose",
                "ZorgActiviteitCode": "190060",
                "ZorgActiviteitOmschrijving": "Polikliniekbezoek",
                **_ALWAYS,
            }
        ],
    }


_ROW_ELEMENTS = {
    "BeslisRegels": "BeslisRegel",
    "AttribuutGroepen": "AttribuutGroep",
    "AttribuutGroepKoppelingen": "AttribuutGroepKoppeling",
    "Attributen": "Attribuut",
    "BoomParameters": "BoomParameter",
    "Specialismen": "Specialisme",
    "ZorgProductGroepen": "ZorgProductGroep",
    "Producten": "Product",
    "ZorgTypen": "ZorgType",
    "ZorgVragen": "ZorgVraag",
    "Diagnosen": "Diagnose",
    "ZorgActiviteiten": "ZorgActiviteit",
    "BehandelKlassen": "BehandelKlasse",
    "AfsluitRedenen": "AfsluitReden",
    "Geslachten": "Geslacht",
    "VertaalZorgActiviteiten": "VertaalZorgActiviteit",
    "ZorgInstellingen": "ZorgInstelling",
    "LimitatieMachtigingen": "LimitatieMachtiging",
}
_TREE_TABLES = 5


def mutate(tables: dict[str, Rows], mutations: Mapping[str, Mutation]) -> None:
    """Change rows in place.

    Args:
        tables: Rows by container element.
        mutations: Per container, per row number (from 1): the elements to change (None
            takes an element away, "" leaves it empty), or None to take the row away. A
            number just past the last row adds one.
    """
    for container, by_row in mutations.items():
        rows = tables[container]
        for number, elements in by_row.items():
            if number > len(rows):
                rows.append({})
            for element, text in (elements or {}).items():
                rows[number - 1].pop(element, None)
                if text is not None:
                    rows[number - 1][element] = text
        for number, elements in sorted(by_row.items(), reverse=True):
            if elements is None:
                del rows[number - 1]


def release_xml(tables: Mapping[str, Rows], name: str) -> bytes:
    """Write one of the two files as the NZa does: BOM, SOAP envelope, CRLF.

    Args:
        tables: Rows by container element, of both files.
        name: ``BoomBestanden`` or ``Referenties``.
    """
    is_trees = name == "BoomBestanden"
    containers = list(_ROW_ELEMENTS)
    containers = containers[:_TREE_TABLES] if is_trees else containers[_TREE_TABLES:]
    lines = [
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">',
        "<soapenv:Header />",
        "<soapenv:Body>",
        f"<Inlezen{name}>",
        f'<{name} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:noNamespaceSchemaLocation="{name}.xsd">',
        "<VersieRecord>",
        f"<Identificatie>{name}_20161004</Identificatie>",
        "<Verantwoordelijke>Nederlandse Zorgautoriteit</Verantwoordelijke>",
        "<InleesDatum/>",
        "</VersieRecord>",
    ]
    for container in containers:
        if container in tables:
            lines.append(f"<{container}>")
            for row in tables[container]:
                lines += _row_lines(_ROW_ELEMENTS[container], row)
            lines.append(f"</{container}>")
    lines += [
        f"</{name}>",
        f"</Inlezen{name}>",
        "</soapenv:Body>",
        "</soapenv:Envelope>",
        "",
    ]
    return BOM + "\r\n".join(lines).encode()


def tiny_files(**mutations: Mutation) -> dict[str, bytes]:
    """Return the two files of the tiny release by file name; see ``mutate``."""
    tables = tiny_tables()
    mutate(tables, mutations)
    return {
        BOOMBESTANDEN: release_xml(tables, "BoomBestanden"),
        REFERENTIES: release_xml(tables, "Referenties"),
    }


def tiny_release(folder: Path, **mutations: Mutation) -> Path:
    """Write the tiny release, mutated, into a folder and return that folder."""
    return write_folder(folder, tiny_files(**mutations))


def edited_release(folder: Path, name: str, edit: Callable[[bytes], bytes]) -> Path:
    """Write the tiny release with the bytes of one file edited; return the folder."""
    files = tiny_files()
    edited = edit(files[name])
    assert edited != files[name], "the edit changed nothing"
    return write_folder(folder, files | {name: edited})


def write_folder(folder: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a folder and return it."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def write_zip(path: Path, files: Mapping[str, bytes]) -> Path:
    """Write files into a zip, in order, and return its path."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def _row_lines(element: str, row: Row) -> list[str]:
    lines = [f"<{element}>"]
    containers: list[str] = []
    for name, text in row.items():
        container, _, key = name.partition("/")
        if not key:
            lines.append(_cell(name, "", text))
        elif container not in containers:
            containers.append(container)
            lines.append(f"<{container}>")
            lines += [
                _cell(f"{container}Item", f' Key="{other.partition("/")[2]}"', value)
                for other, value in row.items()
                if other.startswith(f"{container}/")
            ]
            lines.append(f"</{container}>")
    return [*lines, f"</{element}>"]


def _cell(element: str, attribute: str, text: str) -> str:
    if not text:
        return f"<{element}{attribute}/>"
    return f"<{element}{attribute}>{escape(text)}</{element}>"


def _regel(
    number: int,
    groep: int,
    *,
    next_true: str | None = None,
    label_true: str | None = None,
    label_false: str,
    flag: str = "0",
) -> Row:
    row = {"BeslisRegelId": str(number), "AttribuutGroepId": str(groep)}
    if next_true is not None:
        row["BeslisRegelTrue"] = next_true
    if label_true is not None:
        row["LabelTrue"] = label_true
    return row | {"LabelFalse": label_false, "IndicatieAanspraakbeperking": flag}


def _groep(number: int, omschrijving: str, needed: int) -> Row:
    return {
        "AttribuutGroepId": str(number),
        "AttribuutGroepOmschrijving": omschrijving,
        "AantalVoorwaardenVoorTrue": str(needed),
    }


def _koppeling(
    number: int, groep: int, attribuut: int, onder: str = "1", boven: str = "999999"
) -> Row:
    return {
        "AttribuutGroepKoppelingId": str(number),
        "AttribuutGroepId": str(groep),
        "AttribuutId": str(attribuut),
        "AttribuutToetsWijze": "2",
        "OnderToetsWaarde": onder,
        "BovenToetsWaarde": boven,
    }


def _attribuut(
    number: int,
    boomparameter: int,
    onder: str,
    boven: str | None = None,
    *,
    toetswijze: str = "1",
    waardetype: str = "2",
) -> Row:
    row = {
        "AttribuutId": str(number),
        "AttribuutOmschrijving": f"Attribuut {number}",
        "BoomParameterNummer": str(boomparameter),
        "FilterToetsWijze": toetswijze,
        "FilterWaardeType": waardetype,
        "OnderFilterWaarde": onder,
    }
    return row if boven is None else row | {"BovenFilterWaarde": boven}


def _tree(code: str, start: int, window: Mapping[str, str]) -> Row:
    return {
        "ZorgProductGroepCode": code,
        "ZorgProductGroepOmschrijving": f"Groep {code}",
        "BeslisRegelStart": str(start),
        **window,
    }


def _product(
    code: str,
    verzekerd: str | None,
    window: Mapping[str, str],
    onverzekerd: str | None = None,
) -> Row:
    row = {"ProductCode": code, "ProductOmschrijving": f"Product {code}"}
    if verzekerd is not None:
        row["DeclaratieCodeVerzekerdeZorg"] = verzekerd
    if onverzekerd is not None:
        row["DeclaratieCodeOnVerzekerdeZorg"] = onverzekerd
    return row | dict(window)
