"""Read Declaratiedataset messages (FICR_IN900101NL04) into the frames of the grouper.

Every file of a delivery holds one message. Values stay text here; ``settle`` judges
and types them. Which column stands where is in ``hl7_fields``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from lxml import etree

from declarations.berichten import Berichten, concat_berichten
from declarations.bestanden import Bestand, iter_bestanden, names_in
from declarations.hl7_fields import (
    DECLARATIEDATASET,
    FIELDS,
    SUBTRAJECT,
    VRAAG,
    ZORGACTIVITEIT,
    Field,
    Part,
)
from declarations.hl7_xml import BerichtError, hl7, hl7_path, new_parser, parse_message
from declarations.settle import (
    BERICHT_COLUMNS,
    SUBTRAJECT_COLUMNS,
    ZORGACTIVITEIT_COLUMNS,
    Fault,
    RawBerichten,
    settle,
)
from productstructure.errors import CallError

_PIECE = 1_000
"""Messages held as Python text at a time; small, so that a batch can be large."""

_ROW_COLUMNS = ("bericht_idx", "bestand", "row")
_SUBTRAJECT_ROW = (*_ROW_COLUMNS, *BERICHT_COLUMNS, *SUBTRAJECT_COLUMNS)
_ZORGACTIVITEIT_ROW = (*_ROW_COLUMNS, "subtraject_id", *ZORGACTIVITEIT_COLUMNS)
_DATASETS, _SUBTRAJECTEN, _ZORGACTIVITEITEN = map(
    hl7_path, (DECLARATIEDATASET, SUBTRAJECT, ZORGACTIVITEIT)
)
_ID = SUBTRAJECT_COLUMNS.index("subtraject_id")
_PREFIX: dict[Part, str] = {
    "bericht": "",
    "declaratiedataset": "Declaratiedataset/",
    "subtraject": f"{SUBTRAJECT}/",
    "zorgactiviteit": f"{SUBTRAJECT}/{ZORGACTIVITEIT}/",
}


@dataclass(frozen=True)
class Hl7Reader:
    """Reader of the HL7v3 form: one file, a folder, or a zip of many.

    Attributes:
        fields: Where each column stands; see ``hl7_fields.fields_with``.
        batch_size: Messages per batch.

    Raises:
        CallError: ``batch_size`` is below 1.
    """

    fields: tuple[Field, ...] = FIELDS
    batch_size: int = 50_000

    def __post_init__(self) -> None:
        if self.batch_size < 1:
            raise CallError(
                f"batch_size: found {self.batch_size}; expected 1 message or more."
            )

    def recognises(self, path: Path) -> bool:
        """Whether it is a single file, or has any file that is named as XML."""
        names = names_in(path)
        return names == [path.name] or any(
            name.lower().endswith(".xml") for name in names
        )

    def read(self, path: Path) -> Iterator[Berichten]:
        """Yield the messages of a delivery in batches, at least one.

        Raises:
            InputFileError: The path cannot be opened, or is a damaged zip.
        """
        places = {each.column: _PREFIX[each.part] + each.path for each in self.fields}
        settled: list[Berichten] = []
        in_batch = 0
        for piece in self._pieces(path):
            settled.append(settle(piece.raw(), places))
            in_batch += piece.aantal_berichten
            if in_batch == self.batch_size:
                yield concat_berichten(settled)
                settled, in_batch = [], 0
        if settled:
            yield concat_berichten(settled)

    def _pieces(self, path: Path) -> Iterator["_Piece"]:
        """At least one piece; the last of a batch fills it exactly."""
        piece, left, is_first = _Piece(self.fields), self.batch_size, True
        for bestand in iter_bestanden(path, ".xml"):
            piece.add(bestand)
            if piece.aantal_berichten == min(_PIECE, left):
                yield piece
                left = left - piece.aantal_berichten or self.batch_size
                piece, is_first = _Piece(self.fields), False
        if is_first or piece.has_content:
            yield piece


@dataclass(frozen=True)
class _Shape:
    """What to look for in an element: its attributes, and its children by tag.

    Attributes:
        attributes: Attribute name and position of its column in the record.
        children: Shapes of child elements.
    """

    attributes: list[tuple[str, int]] = field(default_factory=list)
    children: dict[str, "_Shape"] = field(default_factory=dict)


def _shape_of(
    fields: tuple[Field, ...], part: Part, columns: tuple[str, ...]
) -> _Shape:
    shape = _Shape()
    for each in fields:
        if each.part != part:
            continue
        path, _, attribute = each.path.partition("@")
        inside = shape
        for name in path.split("/"):
            inside = inside.children.setdefault(hl7(name), _Shape())
        inside.attributes.append((attribute, columns.index(each.column)))
    return shape


class _Piece:
    """The messages of a part of a batch, as rows of text."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        self._parser = new_parser()
        self._bericht = _shape_of(fields, "bericht", BERICHT_COLUMNS)
        self._dataset = _shape_of(fields, "declaratiedataset", BERICHT_COLUMNS)
        self._subtraject = _shape_of(fields, "subtraject", SUBTRAJECT_COLUMNS)
        self._activiteit = _shape_of(fields, "zorgactiviteit", ZORGACTIVITEIT_COLUMNS)
        self._subtrajecten: list[tuple[object, ...]] = []
        self._zorgactiviteiten: list[tuple[object, ...]] = []
        self._faults: list[Fault] = []
        self.aantal_berichten = 0

    def add(self, bestand: Bestand) -> None:
        """Take one file; what is wrong with it becomes a fault."""
        if bestand.fault == "B-03":
            self._faults.append(Fault(None, bestand.name, "B-03"))
            return
        idx = self.aantal_berichten
        self.aantal_berichten += 1
        try:
            if bestand.fault is not None:
                raise BerichtError(bestand.fault)
            bericht = parse_message(bestand.content, VRAAG, self._parser)
            self._read(bericht, bestand.name, idx)
        except BerichtError as error:
            self._faults.append(Fault(idx, bestand.name, error.code, error.locatie))

    @property
    def has_content(self) -> bool:
        """Whether anything was taken, if only a fault."""
        return bool(self.aantal_berichten or self._faults)

    def raw(self) -> RawBerichten:
        """What was taken so far."""
        return RawBerichten(
            _frame(self._subtrajecten, _SUBTRAJECT_ROW),
            _frame(self._zorgactiviteiten, _ZORGACTIVITEIT_ROW),
            self._faults,
            self.aantal_berichten,
        )

    def _read(self, bericht: etree._Element, name: str, idx: int) -> None:
        datasets = bericht.findall(_DATASETS)
        if len(datasets) != 1:
            raise BerichtError("B-13", DECLARATIEDATASET)
        elements = datasets[0].findall(_SUBTRAJECTEN)
        if not elements:
            raise BerichtError("B-14", SUBTRAJECT)
        doubles: list[str] = []
        stated: list[str | None] = [None] * len(BERICHT_COLUMNS)
        _collect(bericht, self._bericht, stated, doubles)
        _collect(datasets[0], self._dataset, stated, doubles)
        za_row = 0
        for row, element in enumerate(elements, 1):
            own: list[str | None] = [None] * len(SUBTRAJECT_COLUMNS)
            _collect(element, self._subtraject, own, doubles)
            self._subtrajecten.append((idx, name, row, *stated, *own))
            for activiteit in element.iterfind(_ZORGACTIVITEITEN):
                za_row += 1
                of_za: list[str | None] = [None] * len(ZORGACTIVITEIT_COLUMNS)
                _collect(activiteit, self._activiteit, of_za, doubles)
                self._zorgactiviteiten.append((idx, name, za_row, own[_ID], *of_za))
        self._faults += [Fault(idx, name, "B-21", place) for place in doubles]


def _collect(
    element: etree._Element,
    shape: _Shape,
    record: list[str | None],
    doubles: list[str],
) -> None:
    """Put the values below an element into a record, in any order of elements.

    Where a value differs from one found before, its place goes into ``doubles``.
    """
    for child in element:
        inside = shape.children.get(child.tag)
        if inside is None:
            continue
        for attribute, position in inside.attributes:
            # An empty attribute is an absent value.
            value = child.get(attribute)
            if value and record[position] is None:
                record[position] = value
            elif value and record[position] != value:
                doubles.append(f"{etree.QName(child).localname}@{attribute}")
        if inside.children:
            _collect(child, inside, record, doubles)


def _frame(rows: list[tuple[object, ...]], columns: tuple[str, ...]) -> pl.DataFrame:
    dtypes = {"bericht_idx": pl.UInt32(), "row": pl.Int64()}
    values = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return pl.DataFrame(
        [
            pl.Series(column, column_values, dtypes.get(column, pl.String()))
            for column, column_values in zip(columns, values, strict=True)
        ]
    )
