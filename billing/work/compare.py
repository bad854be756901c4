"""Compares two outcomes: files or folders of group, price, run and check.

Dutch terms: verschillen (differences), uitkomst (outcome), regels (lines).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import polars as pl

from billing.files.besluiten import flat, read_besluiten
from billing.files.records import made_of, tell_inputs
from billing.progress import Progress
from billing.settings import GroupSettings
from billing.verschillen.afleiding import OZP, SUBTRAJECT, compare_grouped, compare_ozp
from billing.verschillen.controles import BEVINDING, REGEL, compare_controles
from billing.verschillen.paren import VERSCHIL
from billing.verschillen.prijzen import PRIJS, compare_besluiten
from billing.verschillen.releases import contents, gelijknamig_apart
from billing.work.group import group_files
from productstructure.errors import InputFileError
from tabellen.forms.frames import check_paths, read_frame, schema_of, write_frame
from tabellen.getoond import Getoond
from tabellen.paths import Pad, maybe_path, one_path
from tabellen.reading.endings import form_of
from tabellen.sets.differences import Herkomst
from tabellen.sets.newfiles import new_folder
from tabellen.sets.publishing import OutputSet
from tabellen.sets.readable import (
    check_output,
    check_unchanged,
    check_whole,
    unchecked,
    unconfirmed,
)
from tabellen.sets.setrecord import record_path
from tabellen.sets.sleutel import Sleutel, maybe_sleutel
from tabellen.sets.spilling import spill_folder

LAATSTE = "laatste"
"""Link to the last night, in the folder of all nights."""


class Uitkomst(StrEnum):
    """A table of an outcome that can be compared."""

    GROUPED = "grouped"
    OZP = "ozp"
    PRIJSBESLUITEN = "prijsbesluiten"
    REGELS = "regels"
    BEVINDINGEN = "bevindingen"


_COLUMNS: dict[Uitkomst, tuple[str, ...]] = {
    Uitkomst.PRIJSBESLUITEN: PRIJS,
    Uitkomst.OZP: OZP,
    Uitkomst.GROUPED: SUBTRAJECT,
    Uitkomst.REGELS: REGEL,
    Uitkomst.BEVINDINGEN: BEVINDING,
}
"""What each has at least; a file is the first whose columns it has."""


@dataclass(frozen=True, repr=False)
class CompareRun(Getoond):
    """What comparing came to.

    Attributes:
        verschillen: What differs (schema ``VERSCHIL``).
        vergeleken: Per table that both sides have, how many rows each has.
        files: The file that was written, where one was asked for.
        ongecontroleerd: Files that no record says anything of.
        onbevestigd: Those whose record is sealed, where no key was given.
    """

    verschillen: pl.DataFrame
    vergeleken: dict[str, tuple[int, int]]
    files: list[Path]
    ongecontroleerd: tuple[str, ...] = ()
    onbevestigd: tuple[str, ...] = ()


def compare_files(
    old: Pad,
    new: Pad,
    *,
    out: Pad | None = None,
    progress: Progress | None = None,
    sleutelbestand: Pad | None = None,
    for_excel: bool = False,
) -> CompareRun:
    """List what differs between two outcomes, and why.

    Args:
        old: What ``group`` or ``price`` wrote, csv, Parquet or Arrow IPC; the folder of
            a night or of ``check``; or of all nights, of which the last is taken.
        new: Another of the same kind.
        out: Where what differs goes, csv, Parquet or Arrow IPC; None for nowhere.
        progress: Told of every step.
        sleutelbestand: Key that the records that are read have to be sealed with, and
            that of what is written; None for neither.
        for_excel: Whether a csv is one for a Dutch Excel.

    Raises:
        InputFileError: A file cannot be read or is not as it was written, or both have
            no table in common.
        CallError: The output cannot be written as asked.
    """
    progress = progress or Progress()
    target, key = maybe_path(out), maybe_path(sleutelbestand)
    sides = [_found(one_path(path)) for path in (old, new)]
    known = [kind for kind in Uitkomst if all(kind in side for side in sides)]
    if not [kind for kind in known if kind is not Uitkomst.BEVINDINGEN]:
        raise InputFileError(
            f"{old} and {new} have no table in common: {_named(sides[0])} and"
            f" {_named(sides[1])} found. Give two outcomes of one command."
        )
    read = [side[kind] for kind in known for side in sides]
    check_paths([*read, key], [target] if target else [])
    sleutel = maybe_sleutel(key)
    progress.step("Checking the records")
    herkomst = {
        side[kind]: check_output(side[kind], sleutel)
        for kind in known
        for side in sides
        if kind is not Uitkomst.BEVINDINGEN
    }
    for side in sides:
        _check_bevindingen(side, sleutel)
    progress.step("Reading both outcomes")
    frames = {kind: tuple(_read(side[kind], kind) for side in sides) for kind in known}
    for kind in (Uitkomst.GROUPED, Uitkomst.OZP):
        if kind in frames:
            old_rows, new_rows = frames[kind]
            before, now = (contents(side[kind]) for side in sides)
            frames[kind] = (
                gelijknamig_apart(old_rows, before, now),
                gelijknamig_apart(new_rows, now, before),
            )
    check_unchanged(herkomst.values())
    progress.step("Comparing")
    one_batch = Uitkomst.GROUPED in known and _is_one_batch(
        *(herkomst[side[Uitkomst.GROUPED]] for side in sides)
    )
    verschillen = _compare(frames, one_batch=one_batch)
    files = []
    if target:
        files = _write(verschillen, target, read, sleutel, for_excel=for_excel)
    return CompareRun(
        verschillen,
        {
            kind: (old_rows.height, new_rows.height)
            for kind, (old_rows, new_rows) in frames.items()
        },
        files,
        unchecked(herkomst.values()),
        unconfirmed(herkomst.values()),
    )


def compare_releases(
    old: Pad,
    new: Pad,
    subtrajecten: Pad,
    zorgactiviteiten: Pad | None = None,
    *,
    settings: GroupSettings | None = None,
    out: Pad | None = None,
    progress: Progress | None = None,
    sleutelbestand: Pad | None = None,
    for_excel: bool = False,
) -> CompareRun:
    """Group one batch on two releases, and list what differs.

    Both outcomes are laid aside and go when they are compared.

    Args:
        old: A release, in any form that ``group_files`` takes.
        new: Another.
        subtrajecten: The batch.
        zorgactiviteiten: Its activities; None in the nested form.
        settings: How it is grouped, both times.
        out: As for ``compare_files``, and so are the others.

    Raises:
        ReleaseError: A release cannot be used.
        InputFileError: A file of the batch cannot be read.
        GateError: On one of the releases the delivery is wholly wrong.
        CallError: The output cannot be written as asked, or a setting is wrong.
    """
    target = maybe_path(out)
    batch = [one_path(subtrajecten), maybe_path(zorgactiviteiten)]
    key = maybe_path(sleutelbestand)
    releases = [one_path(old), one_path(new)]
    check_paths([*batch, key, *releases], [target] if target else [])
    with spill_folder() as folder:
        sides = []
        for name, release in zip(("oud", "nieuw"), releases, strict=True):
            side = folder / name
            new_folder(side)
            group_files(
                release,
                *batch,
                out=side / "grouped.parquet",
                ozp=side / "ozp.parquet",
                settings=settings,
                progress=progress,
                sleutelbestand=sleutelbestand,
            )
            sides.append(side)
        return compare_files(
            *sides,
            out=target,
            progress=progress,
            sleutelbestand=sleutelbestand,
            for_excel=for_excel,
        )


_Pair = tuple[pl.DataFrame, ...]


def _compare(frames: dict[Uitkomst, _Pair], *, one_batch: bool) -> pl.DataFrame:
    parts = [pl.DataFrame(schema=VERSCHIL)]
    afleiding = parts[0]
    if Uitkomst.GROUPED in frames:
        old, new = frames[Uitkomst.GROUPED]
        afleiding = compare_grouped(old, new, one_batch=one_batch)
        parts.append(afleiding)
    if Uitkomst.OZP in frames:
        old, new = frames[Uitkomst.OZP]
        parts.append(compare_ozp(old, new, one_batch=one_batch))
    if Uitkomst.PRIJSBESLUITEN in frames:
        old, new = frames[Uitkomst.PRIJSBESLUITEN]
        parts.append(compare_besluiten(old, new, afleiding))
    if Uitkomst.REGELS in frames:
        old, new = frames[Uitkomst.REGELS]
        none = pl.DataFrame(schema=dict.fromkeys(BEVINDING, pl.String))
        none = none.with_columns(pl.col("record").cast(pl.Int64))
        found = frames.get(Uitkomst.BEVINDINGEN, (none, none))
        parts.append(compare_controles(old, new, *found))
    return pl.concat(parts)


def _found(path: Path) -> dict[Uitkomst, Path]:
    """The tables that stand at a place."""
    if not path.is_dir():
        return {_kind(path): path}
    if (path / LAATSTE).is_dir():
        path = path / LAATSTE
    found: dict[Uitkomst, Path] = {}
    # Of a table in several forms the one that holds most: Parquet before csv.
    for file in sorted(path.iterdir(), key=lambda each: (each.suffix == ".csv", each)):
        if form_of(file) is None or not file.is_file():
            continue
        try:
            kind = _kind_of(schema_of(file))
        except InputFileError:
            # Rejected rows are next in line: they have the columns of grouped ones.
            if record_path(file).exists():
                raise
            continue
        if kind is not None:
            found.setdefault(kind, file)
    if not found:
        raise InputFileError(
            f"{path}: no outcome of group, price, run or check found in this folder."
        )
    return found


def _kind(path: Path) -> Uitkomst:
    columns = schema_of(path)
    kind = _kind_of(columns)
    if kind is not None:
        return kind
    raise InputFileError(
        f"{path}: is no outcome of group, price or check. Give one as it was written;"
        f" missing of {Uitkomst.GROUPED}:"
        f" {', '.join(name for name in SUBTRAJECT if name not in columns)}."
    )


def _kind_of(columns: Collection[str]) -> Uitkomst | None:
    """Which table has these columns."""
    for kind, needed in _COLUMNS.items():
        if set(needed).issubset(columns):
            return kind
    return None


def _named(side: dict[Uitkomst, Path]) -> str:
    return ", ".join(kind.value for kind in side)


def _read(path: Path, kind: Uitkomst) -> pl.DataFrame:
    """A table with the columns that are compared: numbers as such, the rest as text."""
    columns = _COLUMNS[kind]
    if kind is Uitkomst.PRIJSBESLUITEN and form_of(path) != "csv":
        # As a csv holds them: the lists as one text.
        frame = flat(read_besluiten([path]))
    else:
        frame = read_frame(path, columns=columns)
    return frame.select(
        pl.col(name).cast(pl.Int64 if _is_number(name) else pl.String)
        for name in columns
    )


def _is_number(name: str) -> bool:
    return name.endswith(("_cent", "_e6")) or name in ("record", "aantal")


def _check_bevindingen(side: dict[Uitkomst, Path], sleutel: Sleutel | None) -> None:
    """Findings have no record of their own: that of the whole set names them."""
    regels = side.get(Uitkomst.REGELS)
    if regels is None or Uitkomst.BEVINDINGEN not in side:
        return
    # Beside the csv, whichever form is read.
    main = regels.with_suffix(".csv")
    if record_path(main).exists():
        check_whole(main, sleutel)


def _is_one_batch(old: Herkomst, new: Herkomst) -> bool:
    """Whether both were made of the same files of registrations, by their records."""
    return bool(old.invoer) and old.invoer == new.invoer


def _write(
    verschillen: pl.DataFrame,
    out: Path,
    read: Sequence[Path],
    sleutel: Sleutel | None,
    *,
    for_excel: bool,
) -> list[Path]:
    with OutputSet(out, "compare", sleutel=sleutel, for_excel=for_excel) as outputs:
        write_frame(verschillen, out, outputs=outputs)
        invoer = tell_inputs(outputs, read)
        said = made_of("verschillen", verschillen.height, invoer=invoer)
        outputs.publish({out: said})
    return [out]
