"""Writes tables in exactly the XML forms of the NZa grouper tables.

The forms were read off the delivered files of RZ17a: a SOAP envelope, UTF-8 with a byte
order mark, CRLF, one element a line, elements in a fixed order, an absent value left
out, an empty nested item written as an empty element. Knows nothing of trees or codes.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

Value = str | int | Sequence[str | int | None] | None
Row = Mapping[str, Value]
Tables = Mapping[str, Iterable[Row]]


@dataclass(frozen=True)
class Form:
    """How the rows of one table are written.

    Attributes:
        row: Element of one row.
        elements: Its elements in order; ``Name*n`` is a nested list of n keyed items.
    """

    row: str
    elements: tuple[str, ...]


def _form(row: str, elements: str) -> Form:
    return Form(row, tuple(elements.split()))


_DATES = "BeginDatum EindDatum VersieDatum"

BOOMBESTANDEN: dict[str, Form] = {
    "BeslisRegels": _form(
        "BeslisRegel",
        "BeslisRegelId AttribuutGroepId BeslisRegelTrue BeslisRegelFalse"
        " LabelTrue LabelFalse IndicatieAanspraakbeperking VersieDatum",
    ),
    "AttribuutGroepen": _form(
        "AttribuutGroep",
        "AttribuutGroepId AttribuutGroepOmschrijving AantalVoorwaardenVoorTrue"
        " VersieDatum",
    ),
    "AttribuutGroepKoppelingen": _form(
        "AttribuutGroepKoppeling",
        "AttribuutGroepKoppelingId AttribuutGroepId AttribuutId AttribuutToetsWijze"
        " OnderToetsWaarde BovenToetsWaarde VersieDatum",
    ),
    "Attributen": _form(
        "Attribuut",
        "AttribuutId AttribuutOmschrijving BoomParameterNummer FilterToetsWijze"
        " FilterWaardeType OnderFilterWaarde BovenFilterWaarde VersieDatum",
    ),
    "BoomParameters": _form(
        "BoomParameter",
        "BoomParameterNummer Omschrijving TabelNaam VeldNaam AttribuutWaardeBepaling",
    ),
}
"""The five tables of the trees, in the order of the file."""

REFERENTIES: dict[str, Form] = {
    "Specialismen": _form(
        "Specialisme",
        "SpecialismeCode SpecialismeOmschrijving SpecialismeIndicatie SpecialismeOID"
        f" SpecialismeCluster*2 {_DATES}",
    ),
    "ZorgProductGroepen": _form(
        "ZorgProductGroep",
        f"ZorgProductGroepCode ZorgProductGroepOmschrijving BeslisRegelStart {_DATES}",
    ),
    "Producten": _form(
        "Product",
        "ProductCode ProductOmschrijving ConsumentenProductOmschrijving"
        " DeclaratieCodeVerzekerdeZorg DeclaratieCodeOnVerzekerdeZorg"
        f" {_DATES}",
    ),
    "ZorgTypen": _form(
        "ZorgType",
        "SpecialismeCode ZorgTypeCode ZorgTypeOmschrijving ZorgTypeAttribuutCode"
        f" ZorgTypeCluster*2 MaximaleLooptijd {_DATES}",
    ),
    "ZorgVragen": _form(
        "ZorgVraag",
        "SpecialismeCode ZorgVraagCode ZorgVraagOmschrijving ZorgVraagAttribuutCode"
        f" ZorgVraagCluster*2 {_DATES}",
    ),
    "Diagnosen": _form(
        "Diagnose",
        "SpecialismeCode DiagnoseCode DiagnoseOmschrijving DiagnoseAttribuutCode"
        f" ICD10DiagnoseCode DiagnoseCluster*6 {_DATES}",
    ),
    "ZorgActiviteiten": _form(
        "ZorgActiviteit",
        "ZorgActiviteitCode ZorgActiviteitOmschrijving ZorgActiviteitCluster*10"
        " ZorgActiviteitWeegFactor*2 WBMVCode AanspraakCode TariefType"
        f" Zorgprofielklassecode OpNota {_DATES}",
    ),
    "BehandelKlassen": _form(
        "BehandelKlasse",
        "ZorgProductGroepCode ZorgActiviteitCode BehandelKlasseCode"
        f" BehandelKlasseOmschrijving {_DATES}",
    ),
    "AfsluitRedenen": _form(
        "AfsluitReden", f"AfsluitRedenCode AfsluitRedenOmschrijving {_DATES}"
    ),
    "Geslachten": _form(
        "Geslacht", f"GeslachtCodeNEN GeslachtCodeHL7 GeslachtOmschrijving {_DATES}"
    ),
    "VertaalZorgActiviteiten": _form(
        "VertaalZorgActiviteit",
        "ZorgActiviteitCode ZorgActiviteitOmschrijving ZorgActiviteitCodeOud"
        f" ZorgActiviteitOmschrijvingOud {_DATES}",
    ),
    "ZorgInstellingen": _form(
        "ZorgInstelling",
        "ZorgInstellingsCode ZorgInstellingsCodeURA ZorgInstellingsOmschrijving"
        f" ZorgInstellingsQuota ZorgInstellingsCluster*2 {_DATES}",
    ),
    "LimitatieMachtigingen": _form(
        "LimitatieMachtiging",
        "SpecialismeCode DiagnoseCode DiagnoseOmschrijving ZorgActiviteitCode"
        f" ZorgActiviteitOmschrijving {_DATES}",
    ),
}
"""The thirteen reference tables, in the order of the file."""


@dataclass(frozen=True)
class ReleaseNames:
    """What a release calls itself.

    Attributes:
        ingangsdatum: In the file names, jjjjmmdd.
        versie: The v-part of the file names, jjjjmmdd.
        versiedatum: VersieDatum of every row, jjjj-mm-dd; also in Identificatie.
        verantwoordelijke: Who stands behind the tables.
    """

    ingangsdatum: str
    versie: str
    versiedatum: str
    verantwoordelijke: str

    def file_name(self, bestand: str) -> str:
        """Name of one of the two files."""
        return f"{self.ingangsdatum} {bestand} v{self.versie}.xml"


def write_release(folder: Path, names: ReleaseNames, tables: Tables) -> None:
    """Write both files of a release; ``tables`` is keyed by the NZa's table names."""
    for bestand, forms in (
        ("BoomBestanden", BOOMBESTANDEN),
        ("Referenties", REFERENTIES),
    ):
        content = render(bestand, forms, names, tables)
        (folder / names.file_name(bestand)).write_bytes(content)


def render(
    bestand: str, forms: Mapping[str, Form], names: ReleaseNames, tables: Tables
) -> bytes:
    """One file of a release as the bytes that the NZa would deliver."""
    identificatie = f"{bestand}_{names.versiedatum.replace('-', '')}"
    lines = [
        '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/">',
        "<soapenv:Header />",
        "<soapenv:Body>",
        f"<Inlezen{bestand}>",
        f'<{bestand} xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
        f' xsi:noNamespaceSchemaLocation="{bestand}.xsd">',
        "<VersieRecord>",
        _element("Identificatie", identificatie),
        _element("Verantwoordelijke", names.verantwoordelijke),
        "<InleesDatum/>",
        "</VersieRecord>",
    ]
    for container, form in forms.items():
        lines.append(f"<{container}>")
        for row in tables[container]:
            lines += _row(form, {"VersieDatum": names.versiedatum, **row})
        lines.append(f"</{container}>")
    lines += [
        f"</{bestand}>",
        f"</Inlezen{bestand}>",
        "</soapenv:Body>",
        "</soapenv:Envelope>",
        "",
    ]
    return "\r\n".join(lines).encode("utf-8-sig")


def _row(form: Form, row: Row) -> list[str]:
    known = {element.partition("*")[0] for element in form.elements}
    unknown = row.keys() - known - {"VersieDatum"}
    if unknown:
        raise KeyError(f"{form.row}: no element {sorted(unknown)}")
    lines = [f"<{form.row}>"]
    for element in form.elements:
        name, _, count = element.partition("*")
        value = row.get(name)
        if count:
            lines += _items(name, int(count), value)
        elif value is not None:
            assert isinstance(value, str | int)
            lines.append(_element(name, value))
    lines.append(f"</{form.row}>")
    return lines


def _items(name: str, count: int, value: Value) -> list[str]:
    assert isinstance(value, Sequence)
    assert len(value) == count, f"{name}: {len(value)} items, {count} needed"
    lines = [f"<{name}>"]
    for key, item in enumerate(value, start=1):
        start = f'{name}Item Key="{key}"'
        lines.append(
            f"<{start}/>"
            if item is None
            else f"<{start}>{escape(str(item))}</{name}Item>"
        )
    lines.append(f"</{name}>")
    return lines


def _element(name: str, value: str | int) -> str:
    return f"<{name}>{escape(str(value))}</{name}>"
