"""Read Declaratiedataset messages (FICR_IN900101NL04) into the frames of the grouper.

Every file of a delivery holds one message. Values stay text here; ``soundness`` judges
and types them. Which column stands where is in ``fields``.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl
from lxml import etree

from declarations.berichten.berichten import Berichten, concat_berichten
from declarations.berichten.bestanden import Bestand, iter_bestanden, names_in
from declarations.berichten.herhalingen import herkomst_of, stated_in
from declarations.berichten.hl7.fields import (
    DECLARATIEDATASET,
    FIELDS,
    SUBTRAJECT,
    VRAAG,
    ZORGACTIVITEIT,
    Field,
    Part,
)
from declarations.berichten.hl7.reply_names import is_too_long
from declarations.berichten.hl7.shape import Node, shape_of
from declarations.berichten.hl7.walk import MessageWalk
from declarations.berichten.hl7.xml import (
    BerichtError,
    hl7_path,
    new_parser,
    parse_message,
)
from declarations.berichten.soundness import (
    BERICHT_COLUMNS,
    SUBTRAJECT_COLUMNS,
    ZORGACTIVITEIT_COLUMNS,
    Fault,
    RawBerichten,
    settle,
)
from declarations.bevindingen import NO_MESSAGE, WITHOUT_REPLY
from productstructure.errors import CallError

_PIECE = 1_000
"""Messages held as Python text at a time; small, so that a batch can be large."""

_ROW_COLUMNS = ("bericht_idx", "bestand", "row")
_SUBTRAJECT_ROW = (*_ROW_COLUMNS, *BERICHT_COLUMNS, *SUBTRAJECT_COLUMNS)
_ZORGACTIVITEIT_ROW = (*_ROW_COLUMNS, "subtraject_id", *ZORGACTIVITEIT_COLUMNS)
_DATASETS, _SUBTRAJECTEN = map(hl7_path, (DECLARATIEDATASET, SUBTRAJECT))
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
        fields: Where each column stands; see ``fields.fields_with``.
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
        stated: list[pl.DataFrame] = []
        settled: list[Berichten] = []
        in_batch = 0
        for piece in self._pieces(path):
            raw = piece.raw()
            settled.append(settle(raw, places))
            stated.append(stated_in(raw))
            in_batch += piece.aantal_berichten
            if in_batch == self.batch_size:
                yield _batch(stated, settled)
                stated, settled, in_batch = [], [], 0
        if settled:
            yield _batch(stated, settled)

    def _pieces(self, path: Path) -> Iterator["_Piece"]:
        """At least one piece; the last of a batch fills it exactly."""
        shape = shape_of(self.fields)
        piece, left, is_first = _Piece(shape), self.batch_size, True
        for bestand in iter_bestanden(path, ".xml"):
            piece.add(bestand)
            if piece.aantal_berichten == min(_PIECE, left):
                yield piece
                left = left - piece.aantal_berichten or self.batch_size
                piece, is_first = _Piece(shape), False
        if is_first or piece.has_content:
            yield piece


def _batch(stated: list[pl.DataFrame], settled: list[Berichten]) -> Berichten:
    whole = concat_berichten(settled)
    return replace(whole, herkomst=herkomst_of(stated, whole))


class _Piece:
    """The messages of a part of a batch, as rows of text."""

    def __init__(self, shape: Node) -> None:
        self._parser = new_parser()
        self._shape = shape
        self._subtrajecten: list[tuple[object, ...]] = []
        self._zorgactiviteiten: list[tuple[object, ...]] = []
        self._faults: list[Fault] = []
        self.aantal_berichten = 0

    def add(self, bestand: Bestand) -> None:
        """Take one file; what is wrong with it becomes a fault."""
        if bestand.fault in NO_MESSAGE:
            self._faults.append(Fault(None, bestand.name, bestand.fault))
            return
        idx = self.aantal_berichten
        self.aantal_berichten += 1
        if bestand.fault not in WITHOUT_REPLY and is_too_long(bestand.name):
            self._faults.append(Fault(idx, bestand.name, "B-09"))
        try:
            if bestand.fault is not None:
                raise BerichtError(bestand.fault)
            bericht = parse_message(bestand.content, VRAAG, self._parser)
            self._read(bericht, bestand, idx)
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

    def _read(self, bericht: etree._Element, bestand: Bestand, idx: int) -> None:
        datasets = bericht.findall(_DATASETS)
        if len(datasets) != 1:
            raise BerichtError("B-13", DECLARATIEDATASET)
        if datasets[0].find(_SUBTRAJECTEN) is None:
            raise BerichtError("B-14", SUBTRAJECT)
        name = bestand.name
        walk = MessageWalk(bericht, self._shape, idx, name)
        for row, subtraject in enumerate(walk.subtrajecten, 1):
            own = subtraject.values
            self._subtrajecten.append((idx, name, row, *walk.values, *own))
            self._zorgactiviteiten += [
                (idx, name, za_row, own[_ID], *values)
                for za_row, values in subtraject.zorgactiviteiten
            ]
        self._faults += walk.faults


def _frame(rows: list[tuple[object, ...]], columns: tuple[str, ...]) -> pl.DataFrame:
    dtypes = {"bericht_idx": pl.UInt32(), "row": pl.Int64()}
    values = zip(*rows, strict=True) if rows else ((),) * len(columns)
    return pl.DataFrame(
        [
            pl.Series(column, column_values, dtypes.get(column, pl.String()))
            for column, column_values in zip(columns, values, strict=True)
        ]
    )
